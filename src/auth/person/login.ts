// Signing a person in, with the least that some tables need.
import { UsageError } from '../../errors.ts'
import type { NamedTable } from '../../streams/index.ts'
import { leastPermissions } from '../../streams/permissions.ts'
import type { SignInDeps, SignInSettings } from '../settings.ts'
import { byBrowser } from './browser-flow.ts'
import { personClient, type SignedIn, signedInBy } from './client.ts'
import { byDeviceCode, paced } from './device-code-flow.ts'
import type { How } from './sign-ins.ts'

export interface LoginRequest {
  readonly how: How
  /** What the person is to read. */
  readonly tables: readonly NamedTable[]
  /** How long a browser may take. */
  readonly timeLimitMs?: number
}

const TIME_LIMIT_MS = 5 * 60_000

/**
 * Keeps nothing. Throws a `SignInError`, a `UsageError` for what is no tenant or lacks an application, or the reason of
 * `deps.signal`.
 */
export async function login(
  { how, tables, timeLimitMs = TIME_LIMIT_MS }: LoginRequest,
  settings: Pick<SignInSettings, 'cloud' | 'authority' | 'graphUrl' | 'tenantId' | 'clientId'>,
  deps: Pick<SignInDeps, 'send' | 'now' | 'say' | 'signal' | 'openBrowser'>,
): Promise<SignedIn> {
  checkApplication(settings)
  const scopes = scopesFor(tables, settings.graphUrl)
  const around = how === 'device-code' ? { around: paced(deps.signal) } : {}
  const client = await personClient(settings, deps.send, around)
  const result =
    how === 'browser'
      ? await byBrowser(client, scopes, timeLimitMs, deps)
      : await byDeviceCode(client, scopes, deps)
  return signedInBy(client, result, how, deps.now())
}

/** Throws a `UsageError` where Microsoft's own application is not. */
export function checkApplication({ cloud, clientId }: Pick<SignInSettings, 'cloud' | 'clientId'>): void {
  if (cloud !== 'china' || clientId !== null) return
  throw new UsageError(
    "Microsoft's own application does not exist in the China cloud; register one there and give its id with --client-id.",
  )
}

/** Tables that no person may read need nothing; there has to be one scope for a token for Graph. */
function scopesFor(tables: readonly NamedTable[], graphUrl: string): string[] {
  const names = leastPermissions(tables, 'delegated').map(({ permission }) => permission)
  return (names.length === 0 ? ['User.Read'] : names).map(name => `${graphUrl}/${name}`)
}
