// What asks Graph: a client, a meter, streams side by side. Without a lake around it.
import { BATCH_SIZE } from '../graph/batch.ts'
import { decodeToken } from '../graph/claims.ts'
import { createGraphClient, type GraphClient, type Meter } from '../graph/client.ts'
import { type Clock, systemClock } from '../graph/clock.ts'
import { createLimiter } from '../graph/limiter.ts'
import { KEPT_LIMITS, type Limits } from '../graph/limits.ts'
import type { TokenSource } from '../graph/token-source.ts'
import type { Network } from '../graph/undici-http.ts'
import type { Store } from '../store/store.ts'
import type { Family, StreamDefinition } from '../streams/define.ts'
import type { OnRunEvent } from './report.ts'
import type { Reading } from './source.ts'

export interface AskDeps {
  readonly tokens: TokenSource
  readonly network: Network
  readonly onEvent: OnRunEvent
  /** Aborted: stop at once, with its reason. */
  readonly signal: AbortSignal
  readonly version: string
  /** Of the lake; absent: the folder that the options name. */
  readonly store?: Store
  /** The rest is for tests and for servers that are not Microsoft's. */
  readonly limits?: Limits
  readonly clock?: Clock
  readonly random?: () => number
  readonly retryBudgetMs?: number
}

/** Nobody waits for one small answer as long as a run does. */
const RETRY_BUDGET_MS = 120_000
const FIRST_ANSWER_BUDGET_MS = 30_000

export function clientFor(graphUrl: string, deps: AskDeps): GraphClient {
  const clock = deps.clock ?? systemClock
  const budget = deps.retryBudgetMs ?? RETRY_BUDGET_MS
  return createGraphClient({
    root: graphUrl,
    tokens: deps.tokens,
    network: deps.network,
    limiter: createLimiter(deps.limits ?? KEPT_LIMITS, clock),
    clock,
    random: deps.random ?? Math.random,
    signal: deps.signal,
    userAgent: `entra-extract/${deps.version}`,
    retryBudgetMs: budget,
    firstAnswerBudgetMs: Math.min(budget, FIRST_ANSWER_BUDGET_MS),
  })
}

export const meterFor = (stream: string, onEvent: OnRunEvent): Meter => ({
  requests: 0,
  retries: 0,
  waitedMs: 0,
  requestId: null,
  onWaiting: ({ ms, reason, message }) => onEvent({ type: 'waiting', stream, ms, reason, message }),
})

/** A reading that begins at the beginning, of a stream that is neither windows nor reports. */
export function readingFor(
  name: string,
  definition: StreamDefinition,
  client: GraphClient,
  deps: AskDeps,
): Reading {
  const limits = deps.limits ?? KEPT_LIMITS
  return {
    definition,
    declared: definition,
    client,
    meter: meterFor(name, deps.onEvent),
    clock: deps.clock ?? systemClock,
    random: deps.random ?? Math.random,
    signal: deps.signal,
    position: null,
    cursor: null,
    replace: true,
    window: { since: 0, lookbackMs: 0 },
    owners: [],
    batchSize: Math.min(BATCH_SIZE, limits[definition.family].requests),
    concealsNames: async () => null,
    retryBudgetMs: deps.retryBudgetMs ?? RETRY_BUDGET_MS,
  }
}

/** What a token may read, as it says itself; `granted` null: it does not say. */
export function rightsOf(token: string): {
  readonly as: 'application' | 'delegated'
  readonly granted: ReadonlySet<string> | null
  readonly tenantId: string | null
} {
  const { roles, scopes, tenantId } = decodeToken(token).claims
  const granted = new Set([...roles, ...scopes])
  return {
    as: roles.length === 0 && scopes.length > 0 ? 'delegated' : 'application',
    granted: granted.size === 0 ? null : granted,
    tenantId,
  }
}

/** Streams of a family that are read side by side: the pages of each come one after the other. */
export const atOnce = (family: Family): number => (family === 'directory' ? 16 : 4)

/** Does the work of each item, families side by side; the first that throws ends the others before their next item. */
export async function sideBySide<T>(
  items: readonly T[],
  familyOf: (item: T) => Family,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queues = new Map<Family, T[]>()
  for (const item of items) queues.set(familyOf(item), [...(queues.get(familyOf(item)) ?? []), item])
  const lane = async (queue: T[]): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  const stop = (error: unknown): never => {
    for (const queue of queues.values()) queue.length = 0
    throw error
  }
  const lanes = [...queues].flatMap(([family, queue]) =>
    Array.from({ length: Math.min(atOnce(family), queue.length) }, () => lane(queue).catch(stop)),
  )
  const results = await Promise.allSettled(lanes)
  for (const result of results) if (result.status === 'rejected') throw result.reason
}
