// How a declared column becomes DuckDB SQL: its type in the table, its type while JSON is read, and the step between.
import { DUCKDB_SCALARS } from '../dialects/duckdb-types.ts'
import type { Columns, ColumnType } from '../streams/define.ts'

/** Types that DuckDB's JSON reader would bend silently (1.5 → 2, 2 → true, true → 1) are read as text, which bends nothing. */
const READ_SCALARS = {
  ...DUCKDB_SCALARS,
  boolean: 'VARCHAR',
  int32: 'VARCHAR',
  int64: 'VARCHAR',
  double: 'VARCHAR',
  date: 'VARCHAR',
  json: 'JSON',
} as const

/** What the text of a value must look like where the cast of text alone would bend it (1.5 → 2, a time → its date). */
const LOOKS: Partial<Record<Extract<ColumnType, string>, string>> = {
  int32: '[+-]?[0-9]+([.]0*)?',
  int64: '[+-]?[0-9]+([.]0*)?',
  date: '[0-9]{4}-[0-9]{2}-[0-9]{2}',
}

type Scalars = Readonly<Record<Extract<ColumnType, string>, string>>

/** How many Parquet columns a type comes to. */
export function leavesIn(type: ColumnType): number {
  if (typeof type === 'string') return 1
  if ('list' in type) return leavesIn(type.list)
  return Object.values(type.struct).reduce((sum, field) => sum + leavesIn(field), 0)
}

/** An identifier in double quotes. The one place that quotes names. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A text literal in single quotes. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`

function sqlType(type: ColumnType, scalars: Scalars): string {
  if (typeof type === 'string') return scalars[type]
  if ('list' in type) return `${sqlType(type.list, scalars)}[]`
  const fields = Object.entries(type.struct).map(
    ([name, field]) => `${quote(name)} ${sqlType(field, scalars)}`,
  )
  return `STRUCT(${fields.join(', ')})`
}

/** The column's type in the table, as DuckDB writes it. */
export const duckdbType = (type: ColumnType): string => sqlType(type, DUCKDB_SCALARS)

/** A type without quotes, which DuckDB puts only where it must: for comparing. */
export const bareType = (type: string): string => type.replaceAll('"', '')

/** The type under which the JSON reader takes the column. */
export const readType = (type: ColumnType): string => sqlType(type, READ_SCALARS)

/** A condition that is true when a value read as `readType` does not fit; null when every value that reads also fits. */
function misfit(expression: string, type: ColumnType, depth = 0): string | null {
  if (typeof type === 'string') {
    const looks = LOOKS[type]
    return looks === undefined ? null : `NOT regexp_full_match(${expression}, ${text(looks)})`
  }
  if ('struct' in type) {
    const parts = Object.entries(type.struct).flatMap(
      ([name, field]) => misfit(`${expression}.${quote(name)}`, field, depth) ?? [],
    )
    return parts.length === 0 ? null : parts.map(part => `coalesce(${part}, false)`).join(' OR ')
  }
  const inner = misfit(`x${depth}`, type.list, depth + 1)
  return inner === null ? null : `len(list_filter(${expression}, lambda x${depth}: ${inner})) > 0`
}

/** The expression that turns a column read as `readType` into the table's type; it raises an error on a value that does not fit. */
export function fitted(name: string, type: ColumnType, column: string = name): string {
  const source = quote(name)
  if (readType(type) === duckdbType(type)) return name === column ? source : `${source} AS ${quote(column)}`
  const cast = `CAST(${source} AS ${duckdbType(type)})`
  const bad = misfit(source, type)
  const checked =
    bad === null
      ? cast
      : `CASE WHEN ${bad} THEN error(${text(`a value of ${column} does not fit`)}) ELSE ${cast} END`
  return `${checked} AS ${quote(column)}`
}

/** The property of Graph's JSON that a column is read from. */
export function sourceOf(column: string, sources: Readonly<Record<string, string>> = {}): string {
  return sources[column] ?? (column === '_odata_type' ? '@odata.type' : column)
}

/** Columns that every table has. */
export const SYSTEM_COLUMNS: Columns = { _tenant_id: 'string', _changed_at: 'timestamp' }
