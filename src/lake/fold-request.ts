// What a fold is asked for, and what it says it did.
import type { Columns, StreamDefinition } from '../streams/define.ts'
import type { Compression } from './compression.ts'
import type { Derivation } from './derive.ts'
import type { NewFile } from './new-file.ts'
import type { SpoolFacts } from './spool-reader.ts'
import type { Stamp } from './sql/comparing.ts'

export type FoldMode =
  | { readonly kind: 'patch' }
  | { readonly kind: 'replace' }
  /** Half-open range of ISO times within one UTC day. `settled`: what is absent stays, for Graph may no longer keep it. */
  | { readonly kind: 'window'; readonly from: string; readonly to: string; readonly settled?: boolean }

export interface FoldRequest {
  readonly stream: string
  readonly definition: StreamDefinition
  /** The tables to bring up to date. */
  readonly tables: readonly string[]
  /** Types of columns that unnested tables read but the narrowed main table does not show. */
  readonly staged: Columns
  readonly spool: SpoolFacts
  /** The rows are computed from these tables, and the spool is empty. */
  readonly derivation?: Derivation
  readonly mode: FoldMode
  /** Whether a file of the lake exists now, with rows that count. */
  readonly exists: (file: string) => boolean
  readonly stamp: Stamp
  readonly compression: Compression
  /** What the footer of a table's file of changes says of the one before it; absent: nothing. */
  readonly previousChange?: (table: string) => string
  /** A spool of at most so many bytes is staged in memory. */
  readonly inMemoryBytes?: number
}

export interface TableFold {
  readonly table: string
  readonly received: number
  readonly duplicates: number
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly files: readonly NewFile[]
  /** Files of the lake that hold no row any more. */
  readonly removals: readonly string[]
  /** The file of changes in the work folder; null when nothing changed or it is the table's first load. */
  readonly changes: string | null
}
