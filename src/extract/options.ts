// What `extract` may be told. Durations are milliseconds, times are ISO 8601 in UTC.
import type { Compression } from '../lake/compression.ts'
import type { Cloud } from '../streams/define.ts'
import type { Masking } from './mask/plan.ts'

export interface ExtractOptions {
  /** Folder of the lake. */
  readonly out: string
  /** Tables by name; empty: the default set. */
  readonly tables: readonly string[]
  readonly exclude: readonly string[]
  /** Read every stream whole, whatever the state says. */
  readonly full: boolean
  /** Streams of which delta does not tell everything are read whole when that was last done longer ago. */
  readonly fullEveryMs: number
  /** Ids of the users whose deleted items are asked for. */
  readonly owners: readonly string[]
  /** Also reads the directory extensions that the tenant's applications define, as columns. */
  readonly extensions: boolean
  /** Adds every derived table to those that are asked for. */
  readonly derived?: boolean
  /** A CSV file with prices of licences; absent or null: none are known. */
  readonly prices?: string | null
  /** First reach of event tables: an ISO time, or a duration back from now. */
  readonly since: { readonly at: string } | { readonly backMs: number }
  readonly lookbackMs: number
  /** Stop at a commit point after this long; null: never. */
  readonly maxDurationMs: number | null
  /** Columns by table; absent: all of them. */
  readonly columns: Readonly<Record<string, readonly string[]>>
  readonly compression: Compression
  /** Write changes/. */
  readonly changes: boolean
  /** DuckDB's memory limit, as DuckDB reads it (`1GB`). */
  readonly memory: string
  readonly cloud: Cloud
  /** Root of Microsoft Graph, without a trailing slash (`https://graph.microsoft.com`). */
  readonly graphUrl: string
  readonly timeouts: Timeouts
  /** What is masked on its way to the disk; absent: nothing. */
  readonly masking?: Masking
}

export interface Timeouts {
  readonly connectMs: number
  readonly headersMs: number
  readonly bodyIdleMs: number
}
