// Who may read what: one smallest request per stream, before a long run.
import type { GraphClient } from '../graph/client.ts'
import { systemClock } from '../graph/clock.ts'
import {
  GraphError,
  isLicenceRefusal,
  isPermissionRefusal,
  RequestError,
  RetriesExhaustedError,
} from '../graph/errors.ts'
import { SignInError } from '../graph/sign-in-error.ts'
import type { Cloud, StreamDefinition } from '../streams/define.ts'
import {
  defaultTables,
  findTable,
  inCloud,
  type NamedStream,
  type NamedTable,
  permitted,
  withheldRows,
} from '../streams/index.ts'
import { lackingFor, type SignInKind } from '../streams/permissions.ts'
import { type AskDeps, clientFor, meterFor, rightsOf, sideBySide } from './ask.ts'
import { columnNotes } from './plan.ts'
import { type Asking, probe } from './probe.ts'
import type { Rights } from './verdict.ts'

export interface CheckOptions {
  /** Tables by name; empty: the default set. */
  readonly tables: readonly string[]
  readonly cloud: Cloud
  /** Root of Microsoft Graph, without a trailing slash. */
  readonly graphUrl: string
  /** Users whose deleted items are asked for. */
  readonly owners: readonly string[]
}

/** `skipped`: there is nothing to ask without a further option. */
export type CheckVerdict = 'readable' | 'permission' | 'licence' | 'cloud' | 'skipped' | 'failed'

export interface CheckResult {
  readonly table: string
  readonly verdict: CheckVerdict
  /** Why, in one sentence; of a readable table, what it comes without. */
  readonly reason: string | null
  /** The permissions that are missing; of a refusal that no missing permission explains, those that the table needs. */
  readonly permissions: readonly string[]
  /** Graph's request-id of the last answer; null: nothing was sent. */
  readonly requestId: string | null
  /** Of its stream; 0 for the stream's further tables. */
  readonly requests: number
}

interface Outcome {
  readonly verdict: CheckVerdict
  readonly reason: string | null
  readonly permissions: readonly string[]
}

/** One result per table, in the order of the catalogue. Throws UnknownTableError, a SignInError, or the reason of an abort. */
export async function runCheck(options: CheckOptions, deps: AskDeps): Promise<CheckResult[]> {
  const asked = new Set(options.tables.length > 0 ? options.tables.map(findTable) : defaultTables())
  const { token } = await deps.tokens.get()
  const rights = rightsOf(token)
  const client = clientFor(options.graphUrl, deps)
  const streams = [...new Set([...asked].map(({ stream }) => stream))]
  const results = new Map<string, CheckResult[]>()
  await sideBySide(
    streams,
    ({ definition }) => definition.family,
    async stream => {
      const tables = [...asked].filter(table => table.stream === stream)
      results.set(stream.name, await checkStream(stream, tables, options, rights, client, deps))
    },
  )
  return streams.flatMap(({ name }) => results.get(name) ?? [])
}

async function checkStream(
  { name, definition }: NamedStream,
  tables: readonly NamedTable[],
  options: CheckOptions,
  rights: Rights,
  client: GraphClient,
  deps: AskDeps,
): Promise<CheckResult[]> {
  const meter = meterFor(name, deps.onEvent)
  const headers =
    definition.consistencyLevel === undefined ? {} : { ConsistencyLevel: definition.consistencyLevel }
  const { now } = deps.clock ?? systemClock
  const asking: Asking = {
    client,
    call: { family: definition.family, meter, headers },
    owners: options.owners,
    now: () => client.serverNow() ?? now(),
  }
  deps.onEvent({ type: 'stream-started', stream: name, kind: definition.kind, resumed: false })
  const outcome = await outcomeOf(definition, options, rights, asking, deps.signal)
  deps.onEvent({ type: 'stream-ended', stream: name, tables: [] })
  return tables.map((table, index) => ({
    table: table.name,
    verdict: outcome.verdict,
    reason: outcome.verdict === 'readable' ? noteOf(table, outcome.reason, rights) : outcome.reason,
    permissions: outcome.permissions,
    requestId: meter.requestId,
    requests: index === 0 ? meter.requests : 0,
  }))
}

async function outcomeOf(
  definition: StreamDefinition,
  { cloud }: CheckOptions,
  rights: Rights,
  asking: Asking,
  signal: AbortSignal,
): Promise<Outcome> {
  if (!definition.clouds.includes(cloud)) return other('cloud', `not in the cloud '${cloud}'`)
  if (needsOwner(definition) && asking.owners.length === 0)
    return other('skipped', 'needs --owner, the ids of the users whose items it lists')
  const known = inCloud(definition, cloud)
  try {
    const reason = await probe(rights.granted === null ? known : permitted(known, rights.granted), asking)
    return other('readable', reason)
  } catch (error) {
    if (error instanceof SignInError || signal.aborted) throw error
    return refused(error, definition, rights)
  }
}

const other = (verdict: CheckVerdict, reason: string | null): Outcome => ({
  verdict,
  reason,
  permissions: [],
})

const needsOwner = (definition: StreamDefinition): boolean =>
  definition.kind === 'children' && 'option' in definition.parents

function refused(error: unknown, definition: StreamDefinition, { as, granted }: Rights): Outcome {
  const last = error instanceof RetriesExhaustedError ? error.last : error
  if (isLicenceRefusal(last)) {
    const licence = definition.licence ?? 'a premium one'
    return other('licence', `the tenant lacks the licence (${licence}): ${codeOf(last)}`)
  }
  if (!isPermissionRefusal(last)) {
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    const id = error instanceof RequestError ? error.requestId : null
    return other('failed', id === null ? sentence : `${sentence} (request-id ${id})`)
  }
  const needed = definition.permissions[as]
  const lacking = granted === null ? needed : lackingFor(definition, as, granted)
  const reason = `${permissionWords(definition, as, lacking)}: ${codeOf(last)}`
  return { verdict: 'permission', reason, permissions: lacking.length > 0 ? lacking : needed }
}

const codeOf = (error: unknown): string =>
  error instanceof GraphError ? `${error.status} ${error.code}` : String(error)

function permissionWords(
  { permissions }: StreamDefinition,
  as: SignInKind,
  lacking: readonly string[],
): string {
  if (permissions[as].length === 0) {
    const way = as === 'application' ? 'delegated' : 'application'
    return `it can only be read with the ${way} permission ${permissions[way].join(' and ')}`
  }
  if (lacking.length === 1) return `the ${as} permission ${lacking.join()} is missing`
  if (lacking.length > 1) return `the ${as} permissions ${lacking.join(' and ')} are missing`
  const granted = `the ${as} permission ${permissions[as].join(' and ')} is granted, yet Graph refuses`
  return as === 'delegated'
    ? `${granted}; the person who signed in lacks an Entra role that may read it`
    : granted
}

/** What a readable table comes without. */
function noteOf({ definition }: NamedTable, reason: string | null, { granted }: Rights): string | null {
  if (granted === null) return reason
  const rows = Object.entries(withheldRows(definition, granted)).map(
    ([what, permissions]) => `${what} are left out without ${permissions.join(' or ')}`,
  )
  return [reason ?? [], columnNotes(definition, granted), rows].flat().join('; ') || null
}
