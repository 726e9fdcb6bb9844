// Which way of signing in: the first one that is given, in the order of `WAYS`, or the one that is asked for by name.
import { UsageError } from '../errors.ts'
import { decodeToken } from '../graph/claims.ts'
import { SignInError } from '../graph/sign-in-error.ts'
import { type TokenSource, WAYS, type Way } from '../graph/token-source.ts'
import type { SignInDeps, SignInSettings } from './settings.ts'

/** Null: this way is not given. */
type Open = (settings: SignInSettings, deps: SignInDeps) => Promise<TokenSource | null>

/** Each is loaded when its turn comes. */
const openers: Readonly<Record<Way, Open>> = {
  token: async (settings, deps) => (await import('./static-token.ts')).readyToken(settings, deps),
  certificate: async (settings, deps) =>
    (await import('./application/certificate.ts')).clientCertificate(settings, deps),
  secret: async (settings, deps) =>
    (await import('./application/client-secret.ts')).clientSecret(settings, deps),
  federation: async (settings, deps) =>
    (await import('./application/federation.ts')).federation(settings, deps),
  'managed-identity': async (settings, deps) =>
    (await import('./managed-identity/managed-identity.ts')).managedIdentity(settings, deps),
  person: async (settings, deps) => (await import('./person/person.ts')).signedInPerson(settings, deps),
  'azure-cli': async (settings, deps) => (await import('./azure-cli.ts')).azureCli(settings, deps),
}

/** What has to be set for a way that was asked for by name and is not given. */
const wants: Readonly<Record<Way, string>> = {
  token: 'set a ready token in ENTRA_EXTRACT_ACCESS_TOKEN',
  certificate: 'set AZURE_CLIENT_CERTIFICATE_PATH, AZURE_TENANT_ID and AZURE_CLIENT_ID',
  secret: 'set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET',
  federation:
    'set AZURE_FEDERATED_TOKEN_FILE, or run it in a job of GitHub Actions or Azure Pipelines that may ask for an identity token',
  'managed-identity': 'run it on a machine or service of Azure that has a managed identity',
  person: 'run `entra-extract auth login`',
  'azure-cli': 'run `az login`',
}

/** Throws a `SignInError` that names what is missing, or a `UsageError` for what is given and wrong. */
export async function chooseTokenSource(settings: SignInSettings, deps: SignInDeps): Promise<TokenSource> {
  const { choice } = settings
  if (choice === 'browser' || choice === 'device-code')
    return (await import('./person/person.ts')).personNow(settings, deps, choice)
  for (const way of choice === null ? WAYS : [choice]) {
    const source = await openers[way](settings, deps)
    if (source !== null) return source.way === 'token' ? ofTenant(source, settings) : source
  }
  throw choice === null ? notSignedIn(settings) : notGiven(choice, settings)
}

/** A token that somebody else got may be of another tenant than was named. Throws a `UsageError`; a domain name cannot be compared. */
async function ofTenant(source: TokenSource, { tenantId }: SignInSettings): Promise<TokenSource> {
  if (tenantId === null || !GUID.test(tenantId)) return source
  const theirs = decodeToken((await source.get()).token).claims.tenantId
  if (theirs === null || theirs.toLowerCase() === tenantId.toLowerCase()) return source
  throw new UsageError(
    `ENTRA_EXTRACT_ACCESS_TOKEN is of tenant ${theirs}, not of ${tenantId}; set another token, or leave --tenant and AZURE_TENANT_ID out.`,
  )
}

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

function notGiven(choice: Way, { env }: SignInSettings): SignInError {
  const mend = (choice === 'federation' ? withheldToken(env) : null) ?? wants[choice]
  return new SignInError(`Not signed in by --auth ${choice}: ${mend}.`, { failure: 'missing' })
}

/** What a job lacks that could sign in without a secret; null: it is no such job. */
function withheldToken(env: SignInSettings['env']): string | null {
  if (env.GITHUB_ACTIONS === 'true' && !env.ACTIONS_ID_TOKEN_REQUEST_URL)
    return 'this job may not ask for an identity token; give it `permissions: id-token: write`'
  if (env.SYSTEM_OIDCREQUESTURI && !env.SYSTEM_ACCESSTOKEN)
    return 'this step may not ask for an identity token; map `SYSTEM_ACCESSTOKEN: $(System.AccessToken)` into its env'
  return null
}

function notSignedIn({ tenantId, clientId, env }: SignInSettings): SignInError {
  const missing = [
    ...(tenantId === null ? ['AZURE_TENANT_ID'] : []),
    ...(clientId === null ? ['AZURE_CLIENT_ID'] : []),
    'AZURE_CLIENT_SECRET',
  ]
  const withheld = withheldToken(env)
  if (withheld !== null)
    return new SignInError(`Not signed in: ${withheld}.`, { failure: 'missing', missing })
  const names =
    missing.length === 1 ? `${missing[0]} is` : `${missing.slice(0, -1).join(', ')} and ${missing.at(-1)} are`
  return new SignInError(
    `Not signed in: ${names} not set; set ${missing.length === 1 ? 'it' : 'them'}, set a ready token in ENTRA_EXTRACT_ACCESS_TOKEN, or run \`entra-extract auth login\`.`,
    { failure: 'missing', missing },
  )
}
