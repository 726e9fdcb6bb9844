// What a lake that is open for questions offers. Types alone.
import type { RunReport, Verdict } from '../extract/report.ts'
import type { TableStatus, VerifyResult } from '../extract/results.ts'
import type { Parameters, Plain } from '../lake/plain.ts'
import type { PlainReport } from '../reports/plain.ts'
import type { Duration } from './extract-options.ts'

export interface LakeColumn {
  readonly name: string
  /** DuckDB's SQL type. */
  readonly type: string
  /** A string column that holds JSON text. */
  readonly json?: true
}

export interface LakeTable {
  readonly table: string
  readonly rows: number
  /** How its last run ended; null: it was read, but the run did not end. */
  readonly verdict: Verdict | null
  /** ISO time of its last whole run; null: never. */
  readonly completeAt: string | null
  /** Those of its view, in order. */
  readonly columns: readonly LakeColumn[]
}

export interface LakeStatus extends TableStatus {
  /** Whether it was last complete longer ago than `maxAge`; without one, false. A table that was skipped is never stale. */
  stale: boolean
}

/** The rows of an answer, one for each name of a column. */
export type Row = { readonly [column: string]: Plain }

/** A question that is asked once its rows are taken; taking them again asks again. */
export interface Answer<R> extends AsyncIterable<R> {
  /** All rows at once. */
  all(): Promise<R[]>
}

export interface QueryOptions {
  /** Aborted: the statement ends, and the rows reject with the reason. */
  readonly signal?: AbortSignal | undefined
}

export interface ReportOptions {
  /** By their names in camelCase: `{ days: 60, prices: 'prices.csv' }`. Those that are absent have their defaults. */
  readonly parameters?: { readonly [name: string]: string | number | Date | null | undefined } | undefined
  /** The time from which ages are counted. Default: that of the newest of the report's tables. */
  readonly asOf?: string | Date | undefined
  readonly signal?: AbortSignal | undefined
}

export interface OpenLake {
  /** As `out` was given. */
  readonly location: string
  /** The tables of the lake, by name. */
  tables(): Promise<LakeTable[]>
  /**
   * The rows of the statements, which only read. The views are those of `entra-extract query`: each table, `changes_<table>` and
   * `<table>_history`. Every answer has a DuckDB of its own and sees the lake as of its beginning; breaking off the loop ends it. Rows come
   * as they are read. Rejects with a `SqlError`, or a `DamagedLakeError` when a file cannot be read.
   */
  query<R extends object = Row>(sql: string, parameters?: Parameters, options?: QueryOptions): Answer<R>
  /**
   * A report by name, such as `dormant-accounts`; docs/reports.md has their names, parameters and tables. Rejects with a `UsageError` for
   * a name or a parameter that is none, with a `StateError` when the lake lacks a table that the report needs.
   */
  report(name: string, options?: ReportOptions): Promise<PlainReport>
  /** How fresh each table is. */
  status(options?: { readonly maxAge?: Duration | undefined }): Promise<LakeStatus[]>
  /** Compares every file with the state. Rejects with a `LockedError` while a run has the lake. */
  verify(): Promise<VerifyResult[]>
  /** The report of the last run that wrote one; null: there is none. */
  lastReport(): Promise<RunReport | null>
  /** Ends the answers that are under way, and gives back what was opened. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}
