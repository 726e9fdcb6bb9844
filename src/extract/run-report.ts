// What a finished run says: a line per table, and the exit code that follows from them.
import type { Meter } from '../graph/client.ts'
import { runFile } from '../lake/paths.ts'
import type { State } from '../state/schema.ts'
import { durably, type StateFile } from '../state/state-file.ts'
import type { Store } from '../store/store.ts'
import { rowsIn } from './counts.ts'
import type { Counted } from './counts-compared.ts'
import type { RunReport, TableReport, Verdict } from './report.ts'
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
  /** What asking for Graph's count took. */
  readonly counting: Meter
  readonly counted: Counted | null
  readonly tally: Tally
}

type Sums = Pick<Meter, 'requests' | 'retries' | 'waitedMs'>

/** What the requests of several meters came to. */
export function sumsOf(meters: readonly Sums[]): Sums {
  const sum = (what: keyof Sums) => meters.reduce((all, meter) => all + meter[what], 0)
  return { requests: sum('requests'), retries: sum('retries'), waitedMs: sum('waitedMs') }
}

/** One report per table of the stream. Derived rows cost no request: the stream's requests are its first table's. */
export function tableReports(
  job: StreamJob,
  { ending, meter, counting, counted, tally }: StreamOutcome,
  before: State,
  state: State,
): TableReport[] {
  return job.tables.map((table, index) => {
    const filesNow = state.tables[table]?.files ?? {}
    const files = Object.values(filesNow)
    const counts = tally.folds.get(table) ?? noCounts()
    const count = counted?.table === table ? counted : null
    // What a table lacks is worth saying of one that was read.
    const lacks = ending?.verdict === 'skipped' ? [] : (job.notes[table] ?? [])
    const received = counts.received + (index === 0 ? tally.spooled : 0)
    return {
      table,
      verdict: ending?.verdict ?? 'complete',
      reason: [ending?.reason ?? [], ...tally.notes, count?.note ?? [], lacks].flat().join('; ') || null,
      requestId: ending?.requestId ?? meter.requestId,
      ...counts,
      received,
      unique: received - counts.duplicates,
      before: rowsIn(before.tables[table]?.files ?? {}),
      rows: rowsIn(filesNow),
      counted: count?.counted ?? null,
      drift: count?.drift ?? null,
      ...sumsOf(index === 0 ? [meter, counting] : []),
      firstEventAt: files.flatMap(file => file.first ?? []).sort()[0] ?? null,
      lastEventAt:
        files
          .flatMap(file => file.last ?? [])
          .sort()
          .at(-1) ?? null,
      masked: job.mask?.columns[table] ?? [],
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

/** Puts the report into the lake. Throws a StateError when another run has taken it. */
export async function keepReport(store: Store, state: StateFile, report: RunReport): Promise<void> {
  await state.look()
  await store.makeFolder('runs')
  await store.replace(runFile(report.runId), `${JSON.stringify(report, null, 2)}\n`)
  await durably(state, draft => {
    draft.lastRunId = report.runId
  })
}

/** A run's start as its name; two runs within one second differ by a number. */
export async function newRunId(store: Store, startedAt: string): Promise<string> {
  const base = startedAt.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-')
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`
    if ((await store.size(runFile(id))) === null) return id
  }
}
