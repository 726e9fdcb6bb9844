// The application that signs in, from what is given.
import { SignInError } from '../../graph/sign-in-error.ts'
import type { Way } from '../../graph/token-source.ts'
import type { SignInSettings } from '../settings.ts'
import { type Application, checkTenant } from './application.ts'

/** Throws a `SignInError` when tenant or client id is not given, a `UsageError` for what is no tenant. `secrets` never show in errors. */
export function applicationOf(
  { tenantId, clientId, authority, graphUrl }: SignInSettings,
  way: Way,
  secrets: readonly string[],
): Application {
  if (tenantId === null || clientId === null) throw incomplete(tenantId, clientId, way)
  checkTenant(tenantId)
  return { way, tenantId, clientId, authority, graphUrl, secrets }
}

const beside: Partial<Readonly<Record<Way, string>>> = {
  certificate: 'AZURE_CLIENT_CERTIFICATE_PATH',
  secret: 'AZURE_CLIENT_SECRET',
  federation: 'the identity token of the workload',
}

function incomplete(tenantId: string | null, clientId: string | null, way: Way): SignInError {
  const missing = [
    ...(tenantId === null ? ['AZURE_TENANT_ID'] : []),
    ...(clientId === null ? ['AZURE_CLIENT_ID'] : []),
  ]
  const names = missing.length === 1 ? `${missing[0]} is` : `${missing.join(' and ')} are`
  const those = missing.length === 1 ? 'it' : 'them'
  return new SignInError(`Not signed in: ${names} not set; set ${those} beside ${beside[way] ?? way}.`, {
    failure: 'missing',
    missing,
  })
}
