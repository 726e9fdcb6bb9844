// SQL over files of a lake, for people: results as plain objects.
import { openDuckDB } from './duckdb.ts'

/** Runs one SQL statement in a fresh DuckDB. Rows come as plain objects; 64-bit integers as bigint, times as Date. */
export async function queryRows(sql: string): Promise<Record<string, unknown>[]> {
  const duckdb = await openDuckDB({ memory: '1GB', spill: null })
  try {
    return await duckdb.rows(sql)
  } finally {
    duckdb.close()
  }
}
