// What is asked of files that are there already, to see whether they are whole.
import { text } from '../types.ts'
import { PREVIOUS, parquet } from './parquet.ts'

/** Reads every value of a file of changes. `strange`: rows that are no change. */
export const changesIn = (path: string): string =>
  `SELECT (count(*) FILTER (_op IS NULL OR _op NOT IN ('insert', 'update', 'delete') OR _run_id IS NULL))::INTEGER AS strange,
     max(hash(c))::VARCHAR AS digest
   FROM ${parquet(path)} AS c`

/** The table that a file says it is of. */
export const tableOfFile = (path: string): string =>
  `SELECT decode(value) AS name FROM parquet_kv_metadata(${text(path)}) WHERE decode(key) = 'entra-extract.table'`

/** What a file of changes says of the one before it. */
export const previousIn = (path: string): string =>
  `SELECT decode(value) AS previous FROM parquet_kv_metadata(${text(path)}) WHERE decode(key) = ${text(PREVIOUS)}`
