// What a finished run says: a line per table, and the exit code that follows from them.
import type { Meter } from '../graph/client.ts'
import type { State } from '../state/schema.ts'
import type { TableReport, Verdict } from './report.ts'
import type { Ending } from './verdict.ts'
import { noCounts, type StreamJob, type Tally } from './workshop.ts'

/** A stream that has ended; `ending` null: it was read to its end. */
export interface Finished {
  readonly stream: string
  readonly ending: Ending | null
  readonly tables: readonly TableReport[]
}

export interface StreamOutcome {
  readonly ending: Ending | null
  readonly meter: Meter
  readonly tally: Tally
}

/** One report per table of the stream. Derived rows cost no request: the stream's requests are its first table's. */
export function tableReports(
  job: StreamJob,
  { ending, meter, tally }: StreamOutcome,
  state: State,
): TableReport[] {
  return job.tables.map((table, index) => {
    const files = Object.values(state.tables[table]?.files ?? {})
    const counts = tally.folds.get(table) ?? noCounts()
    // What a table lacks is worth saying of one that was read.
    const lacks = ending?.verdict === 'skipped' ? [] : (job.notes[table] ?? [])
    const { requests, retries, waitedMs } = index === 0 ? meter : { requests: 0, retries: 0, waitedMs: 0 }
    return {
      table,
      verdict: ending?.verdict ?? 'complete',
      reason: [ending?.reason ?? [], ...tally.notes, lacks].flat().join('; ') || null,
      requestId: ending?.requestId ?? meter.requestId,
      ...counts,
      received: counts.received + (index === 0 ? tally.spooled : 0),
      rows: state.tables[table]?.rows ?? 0,
      requests,
      retries,
      waitedMs,
      firstEventAt: files.flatMap(file => file.first ?? []).sort()[0] ?? null,
      lastEventAt:
        files
          .flatMap(file => file.last ?? [])
          .sort()
          .at(-1) ?? null,
    }
  })
}

/** The exit code of a run (contract: README). `named`: the tables that were asked for by name. */
export function exitCodeOf(
  finished: readonly Finished[],
  named: readonly string[],
  stop: { readonly interrupted: boolean; readonly stoppedBy: 'duration' | 'token' | null },
): number {
  const stopped = finished.some(({ ending }) => ending?.cause === 'stopped')
  const has = (verdict: Verdict): boolean =>
    finished.some(({ ending }) => ending?.verdict === verdict && ending.cause !== 'stopped')
  if (stop.interrupted) return 130
  const tokenEnded = stopped && stop.stoppedBy === 'token'
  if (tokenEnded || finished.some(({ ending }) => ending?.cause === 'signIn')) return 3
  if (has('failed') || has('partial')) return 1
  if (stopped) return stop.stoppedBy === 'duration' ? 5 : 1
  const skipped = finished.flatMap(({ tables }) => tables).filter(({ verdict }) => verdict === 'skipped')
  return skipped.some(({ table }) => named.includes(table)) ? 4 : 0
}
