// Credentials that a program gives, as signing in takes them.
import { callerToken } from '../auth/caller-token.ts'
import { chooseTokenSource } from '../auth/choose.ts'
import type { SignInSettings } from '../auth/settings.ts'
import { staticToken } from '../auth/static-token.ts'
import { UsageError } from '../errors.ts'
import { decodeToken } from '../graph/claims.ts'
import type { TokenSource } from '../graph/token-source.ts'
import type { Credentials } from './extract-options.ts'
import { type Reader, record } from './readers.ts'
import type { OpenTokens } from './run.ts'

/** What stands in each kind of credentials, and what it has to be. */
const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  accessToken: value => isText(value) || typeof value === 'function',
  clientSecret: isText,
  certificatePath: isText,
  federatedTokenFile: isText,
  managedIdentity: value => value === true,
  azureCli: value => value === true,
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}

/** Throws a `UsageError` that shows nothing of a value. */
export const readCredentials: Reader<Credentials> = (value, name) => {
  const { certificatePassword, ...given } = record(value, name)
  const [kind = '', ...others] = Object.keys(given)
  const isRight = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
  if (isRight === undefined || others.length > 0)
    throw new UsageError(`${name} is an object with one of ${Object.keys(KINDS).join(', ')}.`)
  if (!isRight(given[kind])) throw new UsageError(`${name}.${kind} is ${wanted(kind)}.`)
  if (certificatePassword !== undefined && (kind !== 'certificatePath' || !isText(certificatePassword)))
    throw new UsageError(`${name}.certificatePassword is a text beside certificatePath.`)
  return value as Credentials
}

const wanted = (kind: string): string =>
  kind === 'accessToken'
    ? 'a text, or a function that resolves to { token, expiresAt }'
    : kind === 'managedIdentity' || kind === 'azureCli'
      ? 'true'
      : 'a text, and not an empty one'

/** The settings with these credentials and no others. Throws a `UsageError` when an application is not named. */
export function withCredentials(settings: SignInSettings, credentials: Credentials): SignInSettings {
  const bare: SignInSettings = {
    ...settings,
    accessToken: null,
    clientSecret: null,
    certificatePath: null,
    certificatePassword: null,
    federation: null,
  }
  if ('accessToken' in credentials) return { ...bare, choice: 'token' }
  if ('managedIdentity' in credentials) return { ...bare, choice: 'managed-identity' }
  if ('azureCli' in credentials) return { ...bare, choice: 'azure-cli' }
  if (settings.tenantId === null || settings.clientId === null)
    throw new UsageError('These credentials are of an application: give its tenant and clientId too.')
  if ('clientSecret' in credentials)
    return { ...bare, choice: 'secret', clientSecret: credentials.clientSecret.trim() }
  if ('federatedTokenFile' in credentials)
    return {
      ...bare,
      choice: 'federation',
      federation: { kind: 'file', path: credentials.federatedTokenFile },
    }
  const { certificatePath, certificatePassword = null } = credentials
  return { ...bare, choice: 'certificate', certificatePath, certificatePassword }
}

/** How these credentials, or those that `settings` found by themselves, sign in to Graph. */
export function tokensOf(settings: SignInSettings, credentials: Credentials | null): OpenTokens {
  if (credentials === null || !('accessToken' in credentials))
    return deps => chooseTokenSource(settings, deps)
  const { accessToken } = credentials
  const name = 'credentials.accessToken'
  return async ({ now }) => {
    if (typeof accessToken === 'function') return callerToken(accessToken, name, now)
    return ofTenant(staticToken(accessToken, now, name), settings.tenantId)
  }
}

/** A token that was got for another tenant than the one that is named is a mistake. A domain name cannot be compared. */
async function ofTenant(source: TokenSource, tenantId: string | null): Promise<TokenSource> {
  const theirs = decodeToken((await source.get()).token).claims.tenantId
  const isGuid = tenantId !== null && /^[\da-f-]{36}$/i.test(tenantId)
  if (!isGuid || theirs === null || theirs.toLowerCase() === tenantId.toLowerCase()) return source
  throw new UsageError(`credentials.accessToken is of tenant ${theirs}, not of ${tenantId}.`)
}
