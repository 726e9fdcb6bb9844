// What a run lends to each of its streams, and what a stream gives back.

import type { Compression } from '../lake/compression.ts'
import type { Sql } from '../lake/duckdb.ts'
import type { Stamp } from '../lake/sql/comparing.ts'
import type { StateFile } from '../state/state-file.ts'
import type { Store } from '../store/store.ts'
import type { Columns, StreamDefinition, TableDefinition } from '../streams/define.ts'
import type { StreamMask } from './mask/plan.ts'
import type { OnRunEvent } from './report.ts'

/** When a place to go on from is committed: after so many bytes or milliseconds of pages. */
export interface CommitPolicy {
  readonly bytes: number
  readonly ms: number
}

export interface StreamJob {
  readonly name: string
  /** As it is read: narrowed to the columns asked for. */
  readonly definition: StreamDefinition
  /** The same with all its columns. */
  readonly declared: StreamDefinition
  readonly fingerprint: string
  readonly tables: readonly string[]
  /** What the report has to say of a table in any case, by table. */
  readonly notes: Readonly<Record<string, string>>
  /** Types of columns that unnested tables read from rows whose own table does not show them. */
  readonly staged: Columns
  /** How its rows are masked; absent: they are not. */
  readonly mask?: StreamMask
}

export interface Workshop {
  readonly store: Store
  readonly state: StateFile
  /** Lends DuckDB to one fold at a time. */
  readonly withDuckDB: <T>(use: (duckdb: Sql) => Promise<T>) => Promise<T>
  readonly stamp: Stamp
  readonly compression: Compression
  readonly changes: boolean
  readonly full: boolean
  readonly fullEveryMs: number
  readonly commitPolicy: CommitPolicy
  readonly now: () => number
  /** Milliseconds since 1970 by Graph's clock; null: it has not told it. */
  readonly graphNow: () => number | null
  /** The first reach of event tables, milliseconds since 1970. */
  readonly since: () => number
  readonly onEvent: OnRunEvent
  /** Aborted, with a reason, when the run has to stop at the next commit point. */
  readonly stop: AbortSignal
}

/** What a stream's run came to, in rows. */
export interface Tally {
  readonly folds: Map<string, FoldCounts>
  readonly notes: string[]
  pages: number
  /** Rows received in this run. */
  rows: number
  /** Rows received that no fold has taken yet, those of an interrupted run included. */
  spooled: number
  /** Whether a fold was committed in this run. */
  folded: boolean
  /** Whether the state has it that the stream was read to its end. */
  concluded: boolean
}

export interface FoldCounts {
  received: number
  duplicates: number
  inserted: number
  updated: number
  deleted: number
}

export const noCounts = (): FoldCounts => ({
  received: 0,
  duplicates: 0,
  inserted: 0,
  updated: 0,
  deleted: 0,
})

export const emptyTally = (): Tally => ({
  folds: new Map(),
  notes: [],
  pages: 0,
  rows: 0,
  spooled: 0,
  folded: false,
  concluded: false,
})

/** The stream stopped early because the run has to stop. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError'
  readonly exitCode: number
  /** `exitCode`: of a run that was stopped before any stream began. */
  constructor(message: string, exitCode: number) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Says it on the way and in the report, once: what is tried again says the same. */
export function noteOn({ onEvent }: Workshop, job: StreamJob, tally: Tally, text: string): void {
  if (tally.notes.includes(text)) return
  tally.notes.push(text)
  onEvent({ type: 'note', stream: job.name, text })
}

/** The definition of a table of the job. */
export function definitionOf(job: StreamJob, table: string): TableDefinition {
  const definition = job.definition.tables[table]
  if (definition === undefined) throw new Error(`the stream ${job.name} has no table ${table}`)
  return definition
}
