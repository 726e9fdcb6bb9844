// Gives the days of an event table that are not read again the columns of today.
import type { Store } from '../store/store.ts'
import type { TableDefinition } from '../streams/define.ts'
import type { Compression } from './compression.ts'
import type { Sql } from './duckdb.ts'
import { ColumnsLostError } from './errors.ts'
import { type NewFile, newFile } from './new-file.ts'
import { workFile, workFolder } from './paths.ts'
import { currentTable } from './sql/comparing.ts'
import {
  columnsFound,
  columnTypes,
  copyTo,
  describe,
  hasColumns,
  parquetSettings,
  sortedTable,
  widthIn,
} from './sql/parquet.ts'

export interface ReshapeRequest {
  readonly stream: string
  readonly table: string
  readonly definition: TableDefinition
  /** The column of the event's time. */
  readonly time: string
  readonly files: readonly string[]
  readonly stamp: { readonly tenantId: string; readonly runId: string }
  readonly compression: Compression
}

/** Rewrites the files that lack columns of the table; they are NULL there. Throws a ColumnsLostError rather than drop any. */
export async function reshape(duckdb: Sql, store: Store, request: ReshapeRequest): Promise<NewFile[]> {
  const { stream, table, definition, time, files, stamp, compression } = request
  const wanted = columnTypes(definition.columns)
  const made: NewFile[] = []
  await store.makeFolder(workFolder(stream))
  for (const [index, file] of files.entries()) {
    const path = await store.local(file)
    const inFile = columnsFound(await duckdb.rows(describe(path)))
    if (hasColumns(inFile, definition.columns)) continue
    const lost = [...inFile.keys()].filter(name => !wanted.some(([known]) => known === name))
    if (lost.length > 0) throw new ColumnsLostError(table, lost)
    const from = workFile(store, stream, `${table}.reshaped-${index}.parquet`)
    const current = currentTable(path, definition.columns, inFile)
    const [width] = await duckdb.rows(widthIn(path))
    const settings = parquetSettings(table, definition, stamp, compression, Number(width?.bytes ?? 0))
    const [copied] = await duckdb.rows(
      copyTo(store.path(from), sortedTable(current, [time, ...definition.key]), settings),
    )
    made.push(await newFile(duckdb, store, { from, to: file, rows: Number(copied?.count ?? 0), time }))
  }
  return made
}
