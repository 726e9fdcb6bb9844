// What a run would ask for, how much that is, and how long it takes at Microsoft's published quotas. Writes nothing, takes no lock.
import { BATCH_SIZE } from '../graph/batch.ts'
import type { GraphClient } from '../graph/client.ts'
import { systemClock } from '../graph/clock.ts'
import { DOCUMENTED_LIMITS, type Limits } from '../graph/limits.ts'
import type { State } from '../state/schema.ts'
import { checkOwner, readState } from '../state/state-file.ts'
import { folderStore } from '../store/folder.ts'
import type { ChildrenStream, Listing, StreamDefinition } from '../streams/define.ts'
import { streams } from '../streams/index.ts'
import { type AskDeps, clientFor, meterFor, readingFor, rightsOf, sideBySide } from './ask.ts'
import { type Beginning, beginningOf } from './beginning.ts'
import { askCount, counter, counterOf } from './counts-asked.ts'
import { isDerived, lackingOf, lackWords } from './derive.ts'
import {
  childListings,
  type Estimate,
  eventRanges,
  eventsPerDay,
  listingsPerOwner,
  NOTHING,
  ONE_REQUEST,
  REPORT,
  secondsOf,
  totalSeconds,
  wholeListing,
  windowStart,
} from './estimate.ts'
import { readExtensions } from './extensions.ts'
import { refuseMasks } from './mask/lake.ts'
import type { ExtractOptions } from './options.ts'
import { planJobs, wantsExtensions } from './plan.ts'
import { readPrices } from './prices.ts'
import type { StreamJob } from './workshop.ts'

export interface PlannedTable {
  readonly table: string
  /** Rows that the table is expected to have; null: nobody knows. */
  readonly rows: number | null
  readonly rowsFrom: 'count' | 'last run' | null
  /** Of its stream; 0 for the stream's further tables, which cost none. */
  readonly requests: number
  readonly seconds: number
  /** Whether there may be more requests, since how much there is to read is not known. */
  readonly atLeast: boolean
  /** First load, goes on, or read whole, in words. */
  readonly how: string
}

export interface DryRun {
  readonly tables: readonly PlannedTable[]
  readonly requests: number
  readonly seconds: number
}

interface Knowledge {
  readonly options: ExtractOptions
  readonly state: State | null
  /** Rows by the path that counts them. */
  readonly counts: ReadonlyMap<string, number>
  /** Milliseconds since 1970, by our clock, and by Graph's, by which events are read. */
  readonly now: number
  readonly graphNow: number
  readonly limits: Limits
}

/** Throws what a run throws before it begins: unknown names, a SignInError, a StateError. */
export async function dryRun(options: ExtractOptions, deps: AskDeps): Promise<DryRun> {
  planJobs(options, null)
  await readPrices(options.prices)
  const { token } = await deps.tokens.get()
  const { granted, tenantId } = rightsOf(token)
  const store = deps.store ?? folderStore(options.out)
  const state = await readState(store)
  if (state !== null && tenantId !== null) checkOwner(state, tenantId, options.cloud, store.root)
  const client = clientFor(options.graphUrl, deps)
  const jobs = await jobsOf(options, state, granted, client, deps)
  if (state !== null) refuseMasks(jobs, state, options.masking)
  const counts = await askCounts(jobs, client, options, deps)
  const now = (deps.clock ?? systemClock).now()
  const graphNow = client.serverNow() ?? now
  const limits = deps.limits ?? DOCUMENTED_LIMITS
  const planned = jobs.map(job => planOf(job, jobs, { options, state, counts, now, graphNow, limits }))
  return {
    tables: planned.flatMap(({ job, estimate, tables }) =>
      tables.map((table, index) => {
        const first = index === 0
        const seconds = first ? secondsOf(estimate, limits[job.definition.family]) : 0
        return {
          ...table,
          requests: first ? estimate.requests : 0,
          seconds,
          atLeast: first && estimate.atLeast,
        }
      }),
    ),
    requests: planned.reduce((sum, { estimate }) => sum + estimate.requests, 0),
    seconds: totalSeconds(
      planned.map(({ job, estimate }) => ({ family: job.definition.family, estimate })),
      limits,
    ),
  }
}

/** As a run plans them: with the tenant's directory extensions, since a changed set of columns is read whole. */
async function jobsOf(
  options: ExtractOptions,
  state: State | null,
  granted: ReadonlySet<string> | null,
  client: GraphClient,
  deps: AskDeps,
): Promise<StreamJob[]> {
  const jobs = planJobs(options, state, granted)
  if (!options.extensions || !wantsExtensions(jobs)) return jobs
  const extensions = await readExtensions(definition => readingFor('extensions', definition, client, deps))
  return planJobs(options, state, granted, { extensions })
}

interface Planned {
  readonly job: StreamJob
  readonly estimate: Estimate
  readonly tables: readonly Pick<PlannedTable, 'table' | 'rows' | 'rowsFrom' | 'how'>[]
}

function planOf(job: StreamJob, jobs: readonly StreamJob[], known: Knowledge): Planned {
  const { options, state, now, graphNow } = known
  const since = 'at' in options.since ? Date.parse(options.since.at) : graphNow - options.since.backMs
  const before = state?.streams[job.name] ?? null
  const beginning = beginningOf(before, job, { ...options, now, since })
  const served = job.definition.clouds.includes(options.cloud)
  const how = served
    ? (howDerived(job, jobs, state) ?? howOf(beginning, before !== null, options))
    : `not in the cloud '${options.cloud}'`
  return {
    job,
    estimate: served ? estimateOf(job, beginning, known, since) : NOTHING,
    tables: job.tables.map(table => ({ table, how, ...rowsOf(job, table, known) })),
  }
}

/** How a derived stream comes by its rows; null: it is another kind of stream. */
function howDerived(job: StreamJob, jobs: readonly StreamJob[], state: State | null): string | null {
  if (!isDerived(job)) return null
  const asked = new Set(jobs.flatMap(({ tables }) => tables))
  const has = (table: string) => asked.has(table) || (state !== null && lastRows(state, table) !== null)
  const lacking = lackingOf(job.definition, has)
  return lacking.length === 0 ? 'computed from the lake' : `skipped: ${lackWords(lacking)}`
}

function howOf({ stream, reason, replace }: Beginning, known: boolean, { full }: ExtractOptions): string {
  if (stream.running !== null) return 'goes on where it was interrupted'
  if (known && full) return 'read whole (--full)'
  if (reason !== null) return reason.startsWith('read whole') ? reason : `read whole: ${reason}`
  if (stream.cursor === null) return 'first load'
  return replace ? 'read whole' : 'goes on'
}

function estimateOf(
  { name, definition, tables }: StreamJob,
  { stream, replace }: Beginning,
  known: Knowledge,
  since: number,
): Estimate {
  const { running } = stream
  const { options, state, graphNow } = known
  if (definition.kind === 'derived') return NOTHING
  if (definition.kind === 'single') return ONE_REQUEST
  if (definition.kind === 'report') return REPORT
  if (definition.kind === 'children') return childrenEstimate(definition, known)
  if (definition.kind === 'window') {
    const cursor = stream.cursor?.kind === 'window' ? stream.cursor : null
    const last = state?.streams[name]?.cursor
    const rows = lastRows(state, tables[0] ?? name)
    const perDay = eventsPerDay(last?.kind === 'window' ? last : null, rows)
    const resumed = running?.position.kind === 'range' ? Date.parse(running.position.from) : null
    return eventRanges(
      definition,
      resumed ?? windowStart(cursor, since, options.lookbackMs),
      graphNow,
      perDay,
    )
  }
  if (definition.kind === 'delta' && running === null && !replace) return ONE_REQUEST
  const rows = listedRows(definition, known)
  const left = rows === null ? null : Math.max(0, rows - (running?.spool.rows ?? 0))
  const listing = wholeListing(definition, left)
  return hasManyEdges(definition) ? { ...listing, atLeast: true } : listing
}

/** A row with many related objects comes in slices, on as many pages as they need. */
const hasManyEdges = ({ tables }: StreamDefinition): boolean =>
  Object.values(tables).some(table => table.rows === 'edges' && table.single !== true)

function childrenEstimate(definition: ChildrenStream, known: Knowledge): Estimate {
  const { parents, between, bodies } = definition
  const batchSize = Math.min(BATCH_SIZE, known.limits[definition.family].requests)
  if ('option' in parents)
    return listingsPerOwner(known.options.owners.length, bodies?.length ?? 1, batchSize)
  const levels = [parents, between ?? []].flat().map(listing => parentsOf(listing, known))
  return childListings(levels, Number(parents.query.$top ?? 100), batchSize)
}

/** How many parents a listing has; null: nobody knows. */
function parentsOf({ path, query }: Listing, { counts, state }: Knowledge): number | null {
  const counted = counts.get(counter(path, query) ?? '')
  if (counted !== undefined || query.$filter !== undefined) return counted ?? null
  const paths = [path, `${path}/delta`]
  const listed = [...streams.values()].find(({ definition }) => paths.includes(definition.path))
  return listed === undefined ? null : mainRows(listed.definition, state)
}

/** Rows of a stream's listing, as counted, else those of the last run. */
const listedRows = (definition: StreamDefinition, { counts, state }: Knowledge): number | null =>
  counts.get(counterOf(definition) ?? '') ?? mainRows(definition, state)

/** Rows of the last run's main table, where they are those of the listing. */
function mainRows({ tables }: StreamDefinition, state: State | null): number | null {
  const [name, main] = Object.entries(tables)[0] ?? []
  return name === undefined || main?.rows !== 'own' ? null : lastRows(state, name)
}

/** Rows of a table that was whole once. */
function lastRows(state: State | null, table: string): number | null {
  const last = state?.tables[table]
  return last === undefined || last.completeAt === null ? null : last.rows
}

function rowsOf(
  { definition }: StreamJob,
  table: string,
  { counts, state }: Knowledge,
): Pick<PlannedTable, 'rows' | 'rowsFrom'> {
  const counted = counts.get(counterOf(definition) ?? '')
  if (counted !== undefined && definition.tables[table]?.rows === 'own')
    return { rows: counted, rowsFrom: 'count' }
  const rows = lastRows(state, table)
  return { rows, rowsFrom: rows === null ? null : 'last run' }
}

/** Asks for the counts that the jobs and their parents have; one that Graph refuses is not known. */
async function askCounts(
  jobs: readonly StreamJob[],
  client: GraphClient,
  { cloud }: ExtractOptions,
  deps: AskDeps,
): Promise<ReadonlyMap<string, number>> {
  const served = jobs.map(({ definition }) => definition).filter(({ clouds }) => clouds.includes(cloud))
  const paths = new Set(served.flatMap(counters))
  const counts = new Map<string, number>()
  const meter = meterFor('counts', deps.onEvent)
  await sideBySide(
    [...paths],
    () => 'directory',
    async path => {
      const count = await askCount(client, path, meter)
      deps.signal.throwIfAborted()
      if (count !== null) counts.set(path, count)
    },
  )
  return counts
}

function counters(definition: StreamDefinition): string[] {
  if (definition.kind !== 'children' || 'option' in definition.parents)
    return [counterOf(definition) ?? []].flat()
  return [counter(definition.parents.path, definition.parents.query) ?? []].flat()
}
