// Sign-in of an application through MSAL: with a secret, a certificate, or an assertion of its workload's identity provider.
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
import type { Configuration } from '@azure/msal-node'
import { UsageError } from '../../errors.ts'
import type { HttpSend } from '../../graph/http.ts'
import type { AccessToken } from '../../graph/token-source.ts'
import { createMsalNetwork, secureOrigin } from '../msal-network.ts'
import { explain, type Identity } from '../refusals.ts'

/** What proves that it is the application. */
export type Proof =
  | { readonly kind: 'secret'; readonly secret: string }
  | {
      readonly kind: 'certificate'
      /** PKCS #8, PEM, not encrypted. */
      readonly privateKey: string
      /** SHA-256 of the certificate in hexadecimal. */
      readonly thumbprint: string
      /** The certificate and those above it, PEM: sent along, so that an application may trust an issuer. */
      readonly chain: string
    }
  | { readonly kind: 'assertion'; readonly read: () => Promise<string> }

export interface Application extends Identity {
  readonly graphUrl: string
}

/** Tokens may live for a day when Graph can take them back in between: that is what this capability says. */
export const CAPABILITIES = ['CP1']

/**
 * A token that nobody has shown to Graph yet. Each call makes a new application object, so that MSAL's own caches of tokens and
 * failures never answer. Throws a `SignInError`.
 */
export async function acquireForApplication(
  application: Application,
  proof: Proof,
  claims: string | null,
  send: HttpSend,
): Promise<AccessToken> {
  const { ConfidentialClientApplication } = await import('@azure/msal-node')
  const network = createMsalNetwork(send, application.authority)
  // Read outside of MSAL, which makes its own error of whatever goes wrong in there.
  const auth = await authOf(application, proof)
  try {
    const client = new ConfidentialClientApplication({ auth, system: { networkClient: network } })
    const result = await client.acquireTokenByClientCredential({
      scopes: [`${application.graphUrl}/.default`],
      skipCache: true,
      azureRegion: 'DisableMsalForceRegion',
      ...(claims === null ? {} : { claims }),
    })
    if (result === null || result.accessToken === '') throw new Error('the answer holds no token')
    return { token: result.accessToken, expiresAt: result.expiresOn?.getTime() ?? null }
  } catch (error) {
    throw explain(error, network.problem(), application)
  }
}

async function authOf(
  { authority, tenantId, clientId }: Application,
  proof: Proof,
): Promise<Configuration['auth']> {
  const tenant = `${secureOrigin(authority)}/${tenantId}`
  const common = {
    clientId,
    authority: tenant,
    // A known authority is asked for its endpoints itself; else MSAL asks login.microsoftonline.com about it.
    knownAuthorities: [new URL(tenant).host],
    clientCapabilities: CAPABILITIES,
  }
  if (proof.kind === 'secret') return { ...common, clientSecret: proof.secret }
  if (proof.kind === 'assertion') return { ...common, clientAssertion: await proof.read() }
  const { thumbprint, privateKey, chain } = proof
  return { ...common, clientCertificate: { thumbprintSha256: thumbprint, privateKey, x5c: chain } }
}

/** Throws a `UsageError` for what cannot be the tenant of an application. It becomes a part of the sign-in URL's path. */
export function checkTenant(tenantId: string): void {
  if (/^[A-Za-z0-9.-]+$/.test(tenantId) && !/^(common|organizations|consumers)$/i.test(tenantId)) return
  throw new UsageError(`AZURE_TENANT_ID is a tenant's id or domain name, not '${tenantId}'.`)
}
