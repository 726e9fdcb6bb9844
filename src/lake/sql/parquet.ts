// Parquet files: how they are written, and what is asked of them.
import type { Columns, TableDefinition } from '../../streams/define.ts'
import { bareType, duckdbType, leavesIn, quote, SYSTEM_COLUMNS, text } from '../types.ts'
import { by, type Key, lacksKey, names } from './conditions.ts'

export type Compression = 'zstd' | 'snappy' | 'gzip' | 'none'

export interface ParquetSettings {
  readonly compression: Compression
  /** Rows per row group. */
  readonly rowGroup: number
  /** Key-value metadata of the footer. */
  readonly metadata: Readonly<Record<string, string>>
}

/** The settings of a table's files. */
export const parquetSettings = (
  table: string,
  { schemaVersion, columns }: TableDefinition,
  stamp: { readonly tenantId: string; readonly runId: string },
  compression: Compression,
): ParquetSettings => ({
  compression,
  rowGroup: rowGroup(columns),
  metadata: {
    'entra-extract.table': table,
    'entra-extract.schema-version': String(schemaVersion),
    'entra-extract.tenant': stamp.tenantId,
    'entra-extract.run': stamp.runId,
  },
})

/** DuckDB's own block of rows, which a row group is a multiple of. */
const BLOCK = 2_048
const BLOCKS_PER_GROUP = 60
const FEWEST_BLOCKS = 37

/**
 * Rows per row group: 122,880, down to 75,776 where rows are wide. A whole group is in memory while it is written, so it has about
 * seven million values at most.
 */
function rowGroup(columns: Columns): number {
  const blocks = Math.floor(7e6 / BLOCK / leavesIn({ struct: columns }))
  return BLOCK * Math.max(FEWEST_BLOCKS, Math.min(BLOCKS_PER_GROUP, blocks))
}

/** The folder `date=…` of a day is no column of its file: DuckDB would make one of it. */
export const parquet = (path: string): string => `read_parquet(${text(path)}, hive_partitioning = false)`

export function copyTo(path: string, query: string, settings: ParquetSettings): string {
  const codec = settings.compression === 'none' ? 'uncompressed' : settings.compression
  const metadata = Object.entries(settings.metadata).map(([name, value]) => `${text(name)}: ${text(value)}`)
  const level = codec === 'zstd' ? ', COMPRESSION_LEVEL 3' : ''
  return `COPY (${query}) TO ${text(path)} (FORMAT parquet, COMPRESSION ${codec}${level}, ROW_GROUP_SIZE ${settings.rowGroup},
    KV_METADATA {${metadata.join(', ')}}, RETURN_STATS)`
}

/** A file of our own that lives for one fold: quick to write. */
export const copyToStage = (path: string, query: string): string =>
  `COPY (${query}) TO ${text(path)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE ${BLOCK * 24}, RETURN_STATS)`

export const sortedTable = (current: string, orderBy: readonly string[]): string =>
  `SELECT * FROM ${current}${by('ORDER BY', orderBy)}`

export const rowsIn = (path: string): string => `SELECT count(*)::INTEGER AS n FROM ${parquet(path)}`

/** Rows that lack their key: an error in Graph's answer. */
export const missingKeys = (path: string, key: Key): string =>
  `SELECT count(*)::INTEGER AS n FROM ${parquet(path)} WHERE ${lacksKey(key)}`

/** Rows and distinct keys of some files together: equal when every key stands once. NULL counts as one value. */
export const distinctKeysIn = (paths: readonly string[], key: readonly string[]): string =>
  `SELECT count(*)::INTEGER AS rows, (${distinctKeys(key)})::INTEGER AS keys
   FROM read_parquet([${paths.map(text).join(', ')}], hive_partitioning = false)`

function distinctKeys(key: readonly string[]): string {
  const [first, second] = key
  if (first === undefined) return 'least(count(*), 1)'
  if (second !== undefined) return `count(DISTINCT (${names(key)}))`
  return `count(DISTINCT ${quote(first)}) + least(count(*) - count(${quote(first)}), 1)`
}

export const timeSpan = (path: string, time: string): string =>
  `SELECT count(*)::INTEGER AS rows, min(${quote(time)}) AS first, max(${quote(time)}) AS last FROM ${parquet(path)}`

export const describe = (path: string): string =>
  `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM ${parquet(path)})`

/** What `describe` found in a file: its columns and their bare types. */
export const columnsFound = (rows: readonly Record<string, unknown>[]): ReadonlyMap<string, string> =>
  new Map(rows.map(row => [String(row.name), bareType(String(row.type))]))

/** Whether a file has exactly the columns of today. */
export function hasColumns(inFile: ReadonlyMap<string, string>, columns: Columns): boolean {
  const wanted = columnTypes(columns)
  return inFile.size === wanted.length && wanted.every(([name, type]) => inFile.get(name) === type)
}

/** Every column of a table's file with its bare type, in order. */
export const columnTypes = (columns: Columns): [string, string][] =>
  Object.entries({ ...columns, ...SYSTEM_COLUMNS }).map(([name, type]) => [name, bareType(duckdbType(type))])
