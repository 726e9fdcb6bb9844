// A table beside Graph's own count of it: which tables can be compared, when that is worth a request, and what it comes to.
import type { GraphClient, Meter } from '../graph/client.ts'
import { RequestError } from '../graph/errors.ts'
import { SignInError } from '../graph/sign-in-error.ts'
import { utcDate } from '../lake/paths.ts'
import type { State } from '../state/schema.ts'
import { rowsIn } from './counts.ts'
import { askCount, counterOf } from './counts-asked.ts'
import type { StreamJob, Workshop } from './workshop.ts'

export interface Counted {
  readonly table: string
  /** The rows that Graph counts. */
  readonly counted: number
  /** Graph's count less the table's rows. */
  readonly drift: number
  /** What has to be said of the drift; null: a tenant that is used drifts as far. */
  readonly note: string | null
}

/** The table of a job whose rows Graph counts, and the path that does; null: there is none. */
export function countable({ definition, tables }: StreamJob): { table: string; path: string } | null {
  const [table, main] = Object.entries(definition.tables)[0] ?? []
  if (table === undefined || main?.rows !== 'own' || !tables.includes(table)) return null
  const path = counterOf(definition)
  return path === null ? null : { table, path }
}

/** Compares the table of a job that was read with Graph's count, where there is one and it is worth the request; else null. */
export type Compare = (job: StreamJob, before: State, meter: Meter) => Promise<Counted | null>

/** What compares in one run; each of Graph's counts is asked for once. */
export function comparer(client: GraphClient, workshop: Workshop): Compare {
  const counts = new Map<string, Promise<number | null>>()
  return async (job, before, meter) => {
    const { state, full, now } = workshop
    const readings = { before, after: state.current, full, now: now() }
    const target = countable(job)
    if (target === null || !isDue(job, target.table, readings)) return null
    const asked = counts.get(target.path) ?? countOrNull(client, target.path, meter, workshop.stop)
    counts.set(target.path, asked)
    const counted = await asked
    if (counted === null) return null
    const rows = rowsIn(readings.after.tables[target.table]?.files ?? {})
    const comparison = compared(target.table, counted, rows, isAnew(job, readings))
    if (comparison.note !== null) await note(workshop, job, target.table, comparison.note)
    return comparison
  }
}

/** Says it, and puts it into the state: for `status`, and for the next run, which then asks again. */
async function note(
  { state, onEvent }: Workshop,
  job: StreamJob,
  table: string,
  text: string,
): Promise<void> {
  onEvent({ type: 'note', stream: job.name, text })
  await state.commit(draft => {
    const last = draft.tables[table]?.last
    if (last) last.reason = text
  })
}

export interface Readings {
  /** The state as it was when the run began, and as it is now that the stream is read. */
  readonly before: State
  readonly after: State
  /** Whether the user asked for everything (`--full`). */
  readonly full: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * Whether a table is worth the request: a delta stream was read whole, the table is complete for the first time on this UTC day, or
 * its last run had something to say of its count.
 */
export function isDue(job: StreamJob, table: string, readings: Readings): boolean {
  const { last = null, completeAt = null } = readings.before.tables[table] ?? {}
  const isFirstToday = completeAt === null || utcDate(completeAt) !== utcDate(readings.now)
  const hadDrifted = last?.verdict === 'complete' && last.reason !== null
  const isReadAnew = job.definition.kind === 'delta' && isAnew(job, readings)
  return readings.full || isReadAnew || isFirstToday || hadDrifted
}

/** Whether this run read the stream from the start. */
function isAnew({ name }: StreamJob, { before, after }: Readings): boolean {
  const wholeAt = after.streams[name]?.wholeAt ?? null
  return wholeAt !== null && wholeAt !== before.streams[name]?.wholeAt
}

/** Rows by which a table and Graph's count of it may differ: the tenant lives on, and the count lags behind. */
export const tolerated = (counted: number): number => Math.max(20, Math.floor(counted / 100))

/** `whole`: the table was just read from the start. */
export function compared(table: string, counted: number, rows: number, whole: boolean): Counted {
  const drift = counted - rows
  if (Math.abs(drift) <= tolerated(counted)) return { table, counted, drift, note: null }
  const said = `Graph counts ${number(counted)} ${table.replaceAll('_', ' ')}, the table has ${number(rows)}`
  const advice = whole ? 'although it was just read whole: compare again in the next run' : 'run with --full'
  return { table, counted, drift, note: `${said}${whole ? ' ' : ': '}${advice}` }
}

const number = (count: number): string => count.toLocaleString('en-US')

/** How long the answer to a question is waited for that nothing depends on. */
const PATIENCE_MS = 60_000

class ImpatientError extends RequestError {}

/** A meter that ends a request which would wait for longer than the answer is worth. */
export function impatient(meter: Meter): Meter {
  const { onWaiting } = meter
  const limited: Meter = {
    ...meter,
    onWaiting: waiting => {
      if (waiting.reason !== 'pacing' && limited.waitedMs + waiting.ms > PATIENCE_MS)
        throw new ImpatientError('Graph is not waited for', limited.requestId)
      onWaiting(waiting)
    },
  }
  return limited
}

/** Graph's count; null when it is not to be had, which is no error: the tables are read by then. */
export async function countOrNull(
  client: GraphClient,
  path: string,
  meter: Meter,
  stop: AbortSignal,
): Promise<number | null> {
  try {
    stop.throwIfAborted()
    return await askCount(client, path, meter)
  } catch (error) {
    if (stop.aborted || error instanceof SignInError) return null
    throw error
  }
}
