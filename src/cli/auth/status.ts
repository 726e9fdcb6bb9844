// `entra-extract auth status`: who is signed in, as the token itself says.
import { chooseTokenSource } from '../../auth/choose.ts'
import type { SignInSettings } from '../../auth/settings.ts'
import { decodeToken } from '../../graph/claims.ts'
import { SignInError } from '../../graph/sign-in-error.ts'
import type { TokenSource, Way } from '../../graph/token-source.ts'
import type { Cloud } from '../../streams/define.ts'
import type { Context } from '../context.ts'
import { renderTable, styleFor } from '../report.ts'
import { clean } from '../text.ts'
import { type AuthCall, withSignInDeps } from './call.ts'
import { graphPermissions } from './login.ts'

/** What `auth status --json` gives (contract: it may gain fields, never lose or rename one); null: the token does not say. */
export interface SignInStatus {
  readonly signedIn: true
  readonly way: Way
  /** The way in words. */
  readonly description: string
  /** Null for an application. */
  readonly username: string | null
  readonly appId: string | null
  readonly tenantId: string | null
  readonly cloud: Cloud
  readonly authority: string
  readonly graphUrl: string
  readonly kind: 'application' | 'delegated'
  readonly permissions: readonly string[]
  /** When the token ends, ISO 8601 in UTC; most are renewed by themselves. */
  readonly expiresAt: string | null
}

/** Throws a `SignInError` when nobody is signed in, after the JSON that says so. */
export async function showSignIn(json: boolean, call: AuthCall): Promise<number> {
  const { context, settings } = call
  try {
    const status = await withSignInDeps(call, 'Interrupted; nothing was changed.', async deps =>
      statusOf(await chooseTokenSource(settings, deps), settings),
    )
    if (json) context.printJson(status)
    else printStatus(status, context)
    return 0
  } catch (error) {
    if (json && error instanceof SignInError) context.printJson({ signedIn: false, reason: error.message })
    throw error
  }
}

async function statusOf(tokens: TokenSource, settings: SignInSettings): Promise<SignInStatus> {
  const { token, expiresAt } = await tokens.get()
  const { claims } = decodeToken(token)
  const { cloud, authority, graphUrl } = settings
  const delegated = claims.roles.length === 0 && (claims.scopes.length > 0 || claims.username !== null)
  return {
    signedIn: true,
    way: tokens.way,
    description: tokens.description,
    username: claims.username,
    appId: claims.appId,
    tenantId: claims.tenantId,
    cloud,
    authority,
    graphUrl,
    kind: delegated ? 'delegated' : 'application',
    permissions: graphPermissions(delegated ? claims.scopes : claims.roles),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  }
}

function printStatus(status: SignInStatus, context: Context): void {
  const { username, appId, tenantId, permissions, expiresAt } = status
  const unknown = 'the token does not say'
  const rows = [
    ['how', status.description],
    ...(username === null ? [] : [['person', username]]),
    ['application', appId ?? unknown],
    ['tenant', tenantId ?? unknown],
    ['cloud', status.cloud],
    ['sign-in service', status.authority],
    ['Microsoft Graph', status.graphUrl],
    ['token ends', expiresAt ?? unknown],
  ]
  const table = renderTable(['signed in', 'yes'], rows, styleFor(context))
  const rights = permissions.length === 0 ? 'none that the token names' : permissions.join(', ')
  context.print(`${table}\n${clean(`${status.kind} permissions: ${rights}`)}`)
}
