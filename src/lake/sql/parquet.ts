// Parquet files: how they are written, and what is asked of them.
import type { Columns, TableDefinition } from '../../streams/define.ts'
import type { Compression } from '../compression.ts'
import { bareType, duckdbType, leavesIn, quote, SYSTEM_COLUMNS, text } from '../types.ts'
import { by, type Key, lacksKey, names } from './conditions.ts'
import { isWide } from './wide.ts'

export interface ParquetSettings {
  readonly compression: Compression
  /** Rows per row group. */
  readonly rowGroup: number
  /** Key-value metadata of the footer. */
  readonly metadata: Readonly<Record<string, string>>
}

/** In the footer of a file of changes: the number and SHA-256 of the one before it; empty: the chain begins here. */
export const PREVIOUS = 'entra-extract.previous'

/** The settings of a table's files; `rowBytes`: how wide its rows are, where that is known. */
export const parquetSettings = (
  table: string,
  { schemaVersion, columns }: TableDefinition,
  stamp: { readonly tenantId: string; readonly runId: string },
  compression: Compression,
  rowBytes = 0,
): ParquetSettings => ({
  compression,
  rowGroup: rowGroup(columns, rowBytes),
  metadata: {
    'entra-extract.table': table,
    'entra-extract.schema-version': String(schemaVersion),
    'entra-extract.tenant': stamp.tenantId,
    'entra-extract.run': stamp.runId,
  },
})

/** For a file of changes: its footer says which file comes before it. */
export const following = (settings: ParquetSettings, previous: string): ParquetSettings => ({
  ...settings,
  metadata: { ...settings.metadata, [PREVIOUS]: previous },
})

/** DuckDB's own block of rows, which a row group is a multiple of. */
const BLOCK = 2_048
const BLOCKS_PER_GROUP = 60
const FEWEST_BLOCKS = 37
/** Bytes of rows that a group may have; while it is written, it takes a multiple of that. */
const GROUP_BYTES = 256e6
const WIDE_GROUP_BYTES = 16e6
const BLOCKS_OF_STAGE = 24

/**
 * Rows per row group: 122,880, down to 75,776 where rows are wide. A whole group is in memory while it is written, so it has about
 * seven million values at most, and fewer rows still where they are of many bytes.
 */
function rowGroup(columns: Columns, rowBytes: number): number {
  const blocks = Math.floor(7e6 / BLOCK / leavesIn({ struct: columns }))
  return rowsOfWidth(rowBytes, BLOCK * Math.max(FEWEST_BLOCKS, Math.min(BLOCKS_PER_GROUP, blocks)))
}

/** `rows`, or as many as a group has room for when rows are of so many bytes. */
function rowsOfWidth(rowBytes: number, rows: number): number {
  const fitting = Math.floor((isWide(rowBytes) ? WIDE_GROUP_BYTES : GROUP_BYTES) / rowBytes)
  if (fitting >= rows) return rows
  return fitting < BLOCK ? Math.max(1, fitting) : fitting - (fitting % BLOCK)
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
export const copyToStage = (path: string, query: string, rowBytes: number): string =>
  `COPY (${query}) TO ${text(path)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE ${rowsOfWidth(rowBytes, BLOCK * BLOCKS_OF_STAGE)}, RETURN_STATS)`

/** Bytes of a row of a file on average, before compression. */
export const widthIn = (path: string): string =>
  `SELECT (SELECT sum(total_uncompressed_size) FROM parquet_metadata(${text(path)}))::DOUBLE
     / (SELECT greatest(num_rows, 1) FROM parquet_file_metadata(${text(path)})) AS bytes`

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

/** As `distinctKeysIn`, of hashes in place of keys: half the memory. So many rows with as many hashes have as many keys. */
export const distinctHashesIn = (path: string, key: readonly string[]): string =>
  `SELECT count(*)::INTEGER AS rows, count(DISTINCT hash(${names(key)}))::INTEGER AS keys FROM ${parquet(path)}`

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
