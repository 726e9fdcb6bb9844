// How wide the rows of a fold are, and what wide rows ask of DuckDB, which counts in rows what it holds in memory.
import type { Store } from '../store/store.ts'
import type { Sql } from './duckdb.ts'
import type { FoldRequest } from './fold-request.ts'
import { widthIn } from './sql/parquet.ts'
import { passOnAtOnce } from './sql/statements.ts'
import { isWide } from './sql/wide.ts'

/** As wide as can be: every portion that is read is written at once. */
export const WIDEST = Number.POSITIVE_INFINITY

/** Bytes of a row on average: of the spool, and of the files that are folded with it, whichever is more. */
export async function rowBytesOf(
  duckdb: Sql,
  store: Store,
  { definition, spool, exists }: FoldRequest,
  places: readonly string[],
): Promise<number> {
  // A line of edges is many rows.
  const isRows = Object.values(definition.tables).every(({ rows }) => rows !== 'edges')
  const widths = isRows ? [spool.bytes / Math.max(1, spool.rows)] : [0]
  for (const place of places) {
    if (!exists(place)) continue
    const [found] = await duckdb.rows(widthIn(await store.local(place)))
    widths.push(Number(found?.bytes ?? 0))
  }
  return Math.max(...widths)
}

/** Runs a fold of rows so wide. */
export async function asWide<T>(duckdb: Sql, rowBytes: number, fold: () => Promise<T>): Promise<T> {
  if (!isWide(rowBytes)) return fold()
  for (const statement of passOnAtOnce(true)) await duckdb.run(statement)
  try {
    return await fold()
  } finally {
    for (const statement of passOnAtOnce(false)) await duckdb.run(statement)
  }
}
