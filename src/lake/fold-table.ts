// One table of a fold: where its files lie, and how they are written and measured.
import type { Store } from '../store/store.ts'
import type { TableDefinition } from '../streams/define.ts'
import type { Sql } from './duckdb.ts'
import type { FoldRequest } from './fold-request.ts'
import { type NewFile, newFile } from './new-file.ts'
import { dataFile, partitionFile, utcDate, workFile } from './paths.ts'
import { type Key, keyOf, type Window } from './sql/conditions.ts'
import {
  copyTo,
  distinctHashesIn,
  distinctKeysIn,
  missingKeys,
  type ParquetSettings,
  parquetSettings,
} from './sql/parquet.ts'

/** What every step of a fold works with. */
export interface FoldWork {
  readonly duckdb: Sql
  readonly store: Store
  readonly request: FoldRequest
  /** Bytes of a row on average. */
  readonly rowBytes: number
  /** For events: the range that is folded, within one UTC day. */
  readonly window: Window | null
}

export interface FoldTable {
  readonly name: string
  readonly definition: TableDefinition
  readonly columns: readonly string[]
  readonly key: Key
  readonly orderBy: readonly string[]
  readonly settings: ParquetSettings
  /** The file of the lake that is replaced. */
  readonly place: string
  /** Whether there is none yet. */
  readonly isFirst: boolean
  /** The new file in the work folder, and its path. */
  readonly file: string
  readonly path: string
  /** The file of changes in the work folder. */
  readonly changesFile: string
}

/** The file of the lake that a fold replaces. */
export const placeOf = (name: string, window: Window | null): string =>
  window === null ? dataFile(name) : partitionFile(name, utcDate(window.from))

export function tableOf(work: FoldWork, name: string, definition: TableDefinition): FoldTable {
  const { request, window, store, rowBytes } = work
  const place = placeOf(name, window)
  const file = workFile(store, request.stream, `${name}.data.parquet`)
  return {
    name,
    definition,
    columns: Object.keys(definition.columns),
    key: keyOf(definition),
    orderBy: window === null ? [] : [window.time, ...definition.key],
    settings: parquetSettings(name, definition, request.stamp, request.compression, rowBytes),
    place,
    isFirst: !request.exists(place),
    file,
    path: store.path(file),
    changesFile: workFile(store, request.stream, `${name}.changes.parquet`),
  }
}

/** Writes a file of the table, by default its new file in the work folder; returns its rows. */
export async function write(
  { duckdb }: FoldWork,
  { path, settings }: Pick<FoldTable, 'path' | 'settings'>,
  query: string,
): Promise<number> {
  const [row] = await duckdb.rows(copyTo(path, query, settings))
  return Number(row?.count ?? 0)
}

/** The table's new file; none for a day without events. */
export async function finished(work: FoldWork, table: FoldTable, rows: number): Promise<NewFile[]> {
  if (rows === 0 && work.window !== null) return []
  return [await measured(work, table.file, table.place, rows)]
}

/** A file in the work folder that is to replace the one at `to`. */
export const measured = (
  { duckdb, store, window }: FoldWork,
  from: string,
  to: string,
  rows: number,
): Promise<NewFile> => newFile(duckdb, store, { from, to, rows, time: window?.time ?? null })

/** Whether every row of the table's new file has a key of its own. */
export async function hasUniqueKeys({ duckdb }: FoldWork, { path, key }: FoldTable): Promise<boolean> {
  const [hashes] = key.columns.length === 0 ? [] : await duckdb.rows(distinctHashesIn(path, key.columns))
  const [counts] =
    hashes?.rows === hashes?.keys && hashes !== undefined
      ? [hashes]
      : await duckdb.rows(distinctKeysIn([path], key.columns))
  const [missing] = await duckdb.rows(missingKeys(path, key))
  return counts?.rows === counts?.keys && Number(missing?.n ?? 0) === 0
}
