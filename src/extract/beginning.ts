// Where a stream of a run begins, from what the state knows of it. Pure.
import type { Running, StreamState, WindowCursor } from '../state/schema.ts'
import type { StreamJob } from './workshop.ts'

export interface Beginning {
  /** The stream's state as this run goes on from it. */
  readonly stream: StreamState
  /** Whether the state file has it like that already. */
  readonly known: boolean
  /** Why it starts over; null: it does not, or there is nothing to start over. */
  readonly reason: string | null
  /** Whether the table is read from the start, so that what is absent is deleted. */
  readonly replace: boolean
  /** Whether `--full` made it start over, in this run or in the interrupted one. */
  readonly full: boolean
}

/** Pages of a listing that is read whole are not joined to pages that are more than a day older. */
const STALE_LISTING_MS = 86_400_000

export interface BeginningOptions {
  readonly full: boolean
  readonly fullEveryMs: number
  /** Milliseconds since 1970. */
  readonly now: number
  /** The first reach of event streams, milliseconds since 1970. */
  readonly since: number
}

export function beginningOf(known: StreamState | null, job: StreamJob, options: BeginningOptions): Beginning {
  const fits =
    known !== null &&
    known.fingerprint === job.fingerprint &&
    job.tables.every(table => known.tables.includes(table))
  if (known !== null && fits && (!options.full || known.running?.full === true)) {
    return goingOn(known, job, options)
  }
  const cursor = known?.cursor?.kind === 'window' ? rewound(known.cursor, options.since) : null
  const stream: StreamState = {
    fingerprint: job.fingerprint,
    tables: [...job.tables],
    cursor,
    wholeAt: null,
    running: null,
  }
  const changed = known !== null && known.cursor !== null && !options.full
  const reason = changed ? 'what is read has changed (columns, masks, tables or host)' : null
  return { stream, known: false, reason, replace: cursor === null, full: options.full }
}

function goingOn(known: StreamState, job: StreamJob, options: BeginningOptions): Beginning {
  const incremental = job.definition.kind === 'delta' || job.definition.kind === 'window'
  const stale =
    known.running !== null &&
    (!incremental || isInParts(known.running)) &&
    options.now - Date.parse(known.running.startedAt) > STALE_LISTING_MS
  const stream = stale ? { ...known, running: null } : known
  const { running } = stream
  const untracked = running === null ? overdue(stream, job, options) : null
  const anew = stream.cursor === null || stream.cursor.kind === 'whole' || untracked !== null
  const replace = running === null ? anew : running.mode === 'replace'
  const reason = stale
    ? 'the interrupted listing is more than a day old'
    : untracked && `read whole, for delta does not tell of ${untracked}`
  return { stream, known: true, reason, replace, full: running?.full ?? false }
}

/** Whether a listing is read in parts: a plain one then, in place of delta. */
const isInParts = ({ position }: Running): boolean => position.kind === 'pages' && position.part !== undefined

/** What of a delta stream was not looked at for so long that it has to be read whole; null: nothing. */
function overdue(
  { cursor, wholeAt }: StreamState,
  { definition }: StreamJob,
  { fullEveryMs, now }: BeginningOptions,
): string | null {
  if (definition.kind !== 'delta' || definition.untracked === undefined || cursor?.kind !== 'delta')
    return null
  return wholeAt === null || now - Date.parse(wholeAt) > fullEveryMs ? definition.untracked : null
}

/** Events that start over leave no hole behind what was final, and keep what they know to be final. */
export function rewound(cursor: WindowCursor, since: number): WindowCursor {
  const start = new Date(Math.min(since, Date.parse(cursor.finalUntil))).toISOString()
  return { ...cursor, from: start < cursor.from ? start : cursor.from, readUntil: start }
}
