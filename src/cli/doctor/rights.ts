// The token's side of `doctor`: who it is, what it may read, and whether Graph takes it.
import { clientFor } from '../../extract/ask.ts'
import { decodeToken } from '../../graph/claims.ts'
import { GraphError } from '../../graph/errors.ts'
import { SignInError } from '../../graph/sign-in-error.ts'
import type { AccessToken, TokenClaims, TokenSource } from '../../graph/token-source.ts'
import type { Network } from '../../graph/undici-http.ts'
import { defaultTables, findTable } from '../../streams/index.ts'
import type { Connection } from '../connection.ts'
import { answerOf } from '../permissions-answer.ts'
import { listed, plural } from '../text.ts'
import type { Found } from './walk.ts'

export function describeToken(tokens: TokenSource, { token, expiresAt }: AccessToken): Found {
  const { tenantId, username } = decodeToken(token).claims
  const parts = [
    tokens.description,
    ...(username === null || tokens.description.includes(username) ? [] : [username]),
    ...(tenantId === null ? [] : [`tenant ${tenantId}`]),
    expiresAt === null ? 'end unknown' : `ends ${new Date(expiresAt).toISOString().slice(0, 16)}Z`,
  ]
  return { detail: `${parts.join(', ')}.` }
}

/** Compares the token with the least permissions of `tables` (none: the default set) in this cloud. */
export function comparePermissions(
  claims: TokenClaims | null,
  tables: readonly string[],
  { cloud, authority, graphUrl }: Connection,
): Found {
  const asked = tables.length === 0 ? defaultTables() : tables.map(findTable)
  const served = asked.filter(({ stream }) => stream.definition.clouds.includes(cloud))
  if (claims === null || claims.roles.length + claims.scopes.length === 0)
    return { detail: 'the token does not say which permissions it has.', verdict: 'warning' }
  const { required, missing } = answerOf({
    tables: served,
    as: null,
    claims,
    authority,
    graphUrl,
    tenantId: null,
    clientId: null,
  })
  if (missing.length === 0) return { detail: `all ${required.length} for ${plural(served.length, 'table')}.` }
  const first = missing.slice(0, 3)
  const rest = missing.length - first.length
  const names = listed([...first, ...(rest === 0 ? [] : [`${rest} more`])])
  return {
    detail: `${missing.length} of ${required.length} are missing (${names}); \`entra-extract permissions\` says for which tables, and how to grant them.`,
    verdict: 'warning',
  }
}

/** One small request with the token. */
export async function askGraph(
  graphUrl: string,
  deps: { readonly tokens: TokenSource; readonly network: Network; readonly signal: AbortSignal },
  version: string,
): Promise<Found> {
  const client = clientFor(graphUrl, { ...deps, version, onEvent: () => {}, retryBudgetMs: 20_000 })
  const meter = { requests: 0, retries: 0, waitedMs: 0, requestId: null, onWaiting: () => {} }
  try {
    const call = { family: 'directory', meter } as const
    const link = `${client.root}/v1.0/organization?$select=id,displayName`
    const name = await client.get(link, call, ({ body }) => nameIn(body))
    return { detail: name === null ? 'answers.' : `answers for ${name}.` }
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    if (error.status === 401)
      throw new SignInError(`${error.message}; check --graph-url and --cloud.`, { failure: 'rejected' })
    if (error.status !== 403) throw error
    return { detail: 'answers; the token may not read the name of the organization.' }
  }
}

function nameIn(body: Buffer): string | null {
  const parsed = JSON.parse(body.toString('utf8')) as { value?: { displayName?: unknown }[] }
  const name = parsed.value?.[0]?.displayName
  return typeof name === 'string' ? name : null
}
