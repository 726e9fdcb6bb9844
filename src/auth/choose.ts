// Which way of signing in: the first one that is given.
import { UsageError } from '../errors.ts'
import { SignInError } from '../graph/sign-in-error.ts'
import type { TokenSource } from '../graph/token-source.ts'
import { clientSecret, type SignInDeps } from './client-secret.ts'
import { staticToken } from './static-token.ts'

/** Values as the environment gives them; an empty text is as good as none. */
export interface SignInSettings {
  readonly accessToken?: string | undefined
  readonly tenantId?: string | undefined
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
  readonly authority: string
  readonly graphUrl: string
}

/** A ready token, else a client secret. Throws a `SignInError` that names the variables that are missing. */
export function chooseTokenSource(settings: SignInSettings, deps: SignInDeps): TokenSource {
  const accessToken = settings.accessToken?.trim() ?? ''
  if (accessToken !== '') return staticToken(accessToken, deps.now)

  const tenantId = settings.tenantId?.trim() ?? ''
  const clientId = settings.clientId?.trim() ?? ''
  const secret = settings.clientSecret?.trim() ?? ''
  const missing = Object.entries({
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: clientId,
    AZURE_CLIENT_SECRET: secret,
  }).flatMap(([name, value]) => (value === '' ? [name] : []))
  if (missing.length > 0) throw notSignedIn(missing)

  // It becomes a part of the sign-in URL's path, and these three are no tenant that an application can sign in to.
  if (!/^[A-Za-z0-9.-]+$/.test(tenantId) || /^(common|organizations|consumers)$/i.test(tenantId)) {
    throw new UsageError(`AZURE_TENANT_ID is a tenant's id or domain name, not '${tenantId}'.`)
  }
  const { authority, graphUrl } = settings
  return clientSecret({ tenantId, clientId, clientSecret: secret, authority, graphUrl }, deps)
}

function notSignedIn(missing: readonly string[]): SignInError {
  const names =
    missing.length === 1 ? `${missing[0]} is` : `${missing.slice(0, -1).join(', ')} and ${missing.at(-1)} are`
  return new SignInError(
    `Not signed in: ${names} not set; set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or a ready token in ENTRA_EXTRACT_ACCESS_TOKEN.`,
    { failure: 'missing', missing },
  )
}
