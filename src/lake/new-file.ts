// A finished Parquet file in the work folder: measured, and with a place in the lake to go to.
import type { Store } from '../store/store.ts'
import type { Sql } from './duckdb.ts'
import { timeSpan } from './sql/parquet.ts'

export interface FileFacts {
  readonly rows: number
  readonly bytes: number
  readonly sha256: string
  /** ISO times of the first and last event; null for tables without a time. */
  readonly first: string | null
  readonly last: string | null
}

/** A new file in the work folder, and its place in the lake. */
export interface NewFile {
  readonly from: string
  readonly to: string
  readonly facts: FileFacts
}

/** Takes the facts of a written file, which is not durable yet. `time` is the column of an event table's time. */
export async function newFile(
  duckdb: Sql,
  store: Store,
  { from, to, rows, time }: { from: string; to: string; rows: number; time: string | null },
): Promise<NewFile> {
  const [span] = time === null ? [] : await duckdb.rows(timeSpan(store.path(from), time))
  const facts = {
    rows,
    bytes: (await store.size(from)) ?? 0,
    sha256: await store.sha256(from),
    first: isoOrNull(span?.first),
    last: isoOrNull(span?.last),
  }
  return { from, to, facts }
}

const isoOrNull = (value: unknown): string | null => (value instanceof Date ? value.toISOString() : null)
