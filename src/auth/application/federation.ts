// An application whose workload has an identity of its own: the assertion of another identity provider is its proof.
// https://learn.microsoft.com/entra/workload-id/workload-identity-federation
import { SignInError } from '../../graph/sign-in-error.ts'
import type { TokenSource } from '../../graph/token-source.ts'
import { renewing } from '../renewing.ts'
import type { Federation, SignInDeps, SignInSettings } from '../settings.ts'
import { type Application, acquireForApplication } from './application.ts'
import { readAssertion } from './assertion.ts'
import { applicationOf } from './identity.ts'

/** Null: no identity provider is given. It is asked for each token: what it says lives for minutes. */
export function federation(settings: SignInSettings, deps: SignInDeps): TokenSource | null {
  const { federation: provider, cloud } = settings
  if (provider === null) return null
  const application = applicationOf(settings, 'federation', provider.kind === 'file' ? [] : [provider.token])
  return renewing({
    way: 'federation',
    description: `${nameOf(provider)} for application ${application.clientId}`,
    who: `application ${application.clientId}`,
    acquire: async claims => {
      const assertion = await readAssertion(provider, cloud, deps)
      if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(assertion)) throw noJwt(provider)
      const discreet: Application = { ...application, secrets: [...application.secrets, assertion] }
      return acquireForApplication(
        discreet,
        { kind: 'assertion', read: async () => assertion },
        claims,
        deps.send,
      )
    },
    now: deps.now,
  })
}

function nameOf(provider: Federation): string {
  if (provider.kind === 'file') return `federated token ${provider.path}`
  if (provider.kind === 'github') return 'identity token of GitHub Actions'
  return `service connection ${provider.serviceConnectionId} of Azure Pipelines`
}

function noJwt(provider: Federation): SignInError {
  const what =
    provider.kind === 'file'
      ? `The file ${provider.path} holds no identity token (a JWT); set AZURE_FEDERATED_TOKEN_FILE to the file that the workload's platform writes`
      : `What came as the ${nameOf(provider)} is no JWT; check the variables of this job`
  return new SignInError(`${what}.`, { failure: 'refused' })
}
