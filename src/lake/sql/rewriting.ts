// Single rows of a Parquet file: found by their text, and taken out or put back changed. Every other row stays as it is.

import type { Compression } from '../compression.ts'
import { quote, text } from '../types.ts'
import { type ParquetSettings, PREVIOUS } from './parquet.ts'

/** A column of a file, with its type as DuckDB writes it. */
export interface FileColumn {
  readonly name: string
  readonly type: string
}

/** Columns that can hold text. */
export const isTextual = ({ type }: FileColumn): boolean => type.includes('VARCHAR')

/** The column that numbers the rows of a file. */
const NUMBER = 'file_row_number'

const numbered = (path: string): string =>
  `read_parquet(${text(path)}, hive_partitioning = false, file_row_number = true)`

/** The columns of a file, types with the quotes that SQL needs. */
export const columnsOf = (path: string): string =>
  `SELECT column_name AS name, column_type AS type
   FROM (DESCRIBE SELECT * FROM read_parquet(${text(path)}, hive_partitioning = false))`

/** What is looked for in a file: texts that match, and rows whose `parent` is among the first column of `gone`. */
export interface Wanted {
  readonly patterns: readonly string[]
  readonly parent: { readonly column: string; readonly gone: string } | null
}

/** Writes the rows that are wanted as lines of JSON: `n`, their number; `orphan`; `row`, their columns that can hold text. */
export function findRows(
  path: string,
  lines: string,
  columns: readonly FileColumn[],
  { patterns, parent }: Wanted,
): string {
  const textual = columns.filter(isTextual)
  const packed = textual.map(({ name }) => `${quote(name)} := ${quote(name)}`).join(', ')
  const orphan =
    parent === null ? 'false' : `coalesce(${quote(parent.column)} IN (FROM ${parent.gone}), false)`
  const matches = patterns.map(pattern => `regexp_matches(_text, ${text(pattern)}, 'is')`)
  return `COPY (
      SELECT n, orphan, row FROM (
        SELECT ${NUMBER} AS n, ${orphan} AS orphan, struct_pack(${packed}) AS row, ${textOf(textual)} AS _text FROM ${numbered(path)}
      ) WHERE ${['orphan', ...matches].join(' OR ')}
    ) TO ${text(lines)} (FORMAT json)`
}

const textOf = (columns: readonly FileColumn[]): string =>
  `concat_ws(chr(10), ${columns.map(({ name, type }) => (type === 'VARCHAR' ? quote(name) : `to_json(${quote(name)})::VARCHAR`)).join(', ')})`

/** The rows that were decided on, as a relation: `n`, and `row`, which is NULL for one that goes. */
export function decidedRows(lines: string, longest: number, columns: readonly FileColumn[]): string {
  const fields = columns.filter(isTextual).map(({ name, type }) => `${quote(name)} ${type}`)
  return `SELECT n, row FROM read_json(${text(lines)}, format = 'newline_delimited',
    columns = {n: 'BIGINT', row: ${text(`STRUCT(${fields.join(', ')})`)}}, maximum_object_size = ${Math.max(1 << 24, longest + 1)})`
}

/** The file's rows, those of `decided` as it has them. `sorted`: in the order of the file. */
export function rowsDecided(
  path: string,
  columns: readonly FileColumn[],
  decided: string,
  { sorted, changed }: { readonly sorted: boolean; readonly changed: boolean },
): string {
  const names = columns.map(({ name }) => quote(name)).join(', ')
  const kept = `SELECT ${names}, ${NUMBER} FROM ${numbered(path)} c ANTI JOIN ${decided} d ON d.n = c.${NUMBER}`
  const values = columns.map(column =>
    isTextual(column) ? `d.row.${quote(column.name)}` : `c.${quote(column.name)}`,
  )
  const anew = `SELECT ${values.join(', ')}, ${NUMBER} FROM ${numbered(path)} c JOIN ${decided} d ON d.n = c.${NUMBER} WHERE d.row IS NOT NULL`
  return `SELECT ${names} FROM (${kept}${changed ? ` UNION ALL ${anew}` : ''})${sorted ? ` ORDER BY ${NUMBER}` : ''}`
}

/** Rows that are earlier than the one before them. */
export const rowsOutOfOrder = (path: string, time: string): string =>
  `SELECT (count(*) FILTER (moment < before))::INTEGER AS n
   FROM (SELECT ${quote(time)} AS moment, lag(${quote(time)}) OVER () AS before FROM read_parquet(${text(path)}, hive_partitioning = false))`

/** The column of the rows that go. */
export const goneValues = (path: string, column: string, decided: string): string =>
  `SELECT ${quote(column)} FROM ${numbered(path)} c JOIN ${decided} d ON d.n = c.${NUMBER} WHERE d.row IS NULL`

export const insertInto = (table: string, query: string): string => `INSERT INTO ${table} ${query}`

/** How a file was written. */
export const writingOf = (path: string): string =>
  `SELECT max(row_group_num_rows)::INTEGER AS rows, any_value(compression) AS codec FROM parquet_metadata(${text(path)})`

export const metadataOf = (path: string): string =>
  `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(${text(path)})`

const CODECS: Readonly<Record<string, Compression>> = {
  ZSTD: 'zstd',
  SNAPPY: 'snappy',
  GZIP: 'gzip',
  UNCOMPRESSED: 'none',
}

/** DuckDB's own block of rows: a group that is written of pieces of blocks may be almost one larger than it should be. */
const BLOCK = 2_048

/** The settings that write a file as it was written; `previous`: what its footer says of the file before it, where it says so. */
export function settingsOf(
  [writing]: readonly Record<string, unknown>[],
  metadata: readonly Record<string, unknown>[],
  previous: string | null,
): ParquetSettings {
  const rows = Number(writing?.rows ?? 0)
  const entries = metadata.map(({ key, value }) => [String(key), String(value)] as const)
  const footer = Object.fromEntries(entries)
  return {
    compression: CODECS[String(writing?.codec)] ?? 'zstd',
    rowGroup: rows < BLOCK ? Math.max(1, rows) : rows - (rows % BLOCK),
    metadata: previous !== null && PREVIOUS in footer ? { ...footer, [PREVIOUS]: previous } : footer,
  }
}

/** Rows of files in which one of the columns `by` is, without case, one of the values: the `columns` of each as JSON, once. */
export const rowsWith = (
  path: string,
  by: readonly string[],
  values: readonly string[],
  columns: readonly string[],
): string => {
  const isOne = by.map(name => `lower(${quote(name)}) IN (${values.map(text).join(', ')})`)
  const packed = columns.map(name => `${quote(name)} := ${quote(name)}`).join(', ')
  return `SELECT DISTINCT to_json(struct_pack(${packed}))::VARCHAR AS row
    FROM read_parquet(${text(path)}, hive_partitioning = false) WHERE ${isOne.join(' OR ')}`
}

/** Rows of a file whose columns hold text that matches. */
export const rowsMatching = (
  path: string,
  columns: readonly FileColumn[],
  patterns: readonly string[],
): string => {
  const packed = columns.map(({ name }) => `${quote(name)} := ${quote(name)}`).join(', ')
  const matches = patterns.map(pattern => `regexp_matches(${textOf(columns)}, ${text(pattern)}, 'is')`)
  return `SELECT to_json(struct_pack(${packed}))::VARCHAR AS row
    FROM read_parquet(${text(path)}, hive_partitioning = false) WHERE ${matches.join(' OR ')}`
}
