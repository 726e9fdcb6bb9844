// What a report's SQL is told: variables and tables of its parameters. Pure.
import { changesOf, relationOf } from '../dialects/index.ts'
import { viewStatements } from '../lake/ask-views.ts'
import { quote, SYSTEM_COLUMNS, text } from '../lake/types.ts'
import { findTable } from '../streams/index.ts'
import type { Parameter, ReportDefinition, Value, Values } from './define.ts'
import type { FileType } from './inputs.ts'

/** Statements that come before the report's own: its time, its parameters. */
export function settings(definition: ReportDefinition, asOf: string, values: Values): string[] {
  return [
    `SET VARIABLE as_of = TIMESTAMPTZ ${text(asOf)}`,
    ...definition.parameters.map(parameter => setting(parameter, given(parameter, values), asOf)),
  ]
}

/** The report as a script for DuckDB: the same statements as far as a person can run them, then the report's own text. */
export function scriptOf(
  { parameters, text: own }: ReportDefinition,
  asOf: string | null,
  values: Values,
): string {
  const lines = parameters.map(parameter => {
    const { name, type } = parameter
    const value = given(parameter, values)
    if (type.kind === 'file') return `CREATE TEMP TABLE ${quote(name)} AS ${inputOf(type, value)};`
    const back = value !== null && typeof value === 'object' && 'backMs' in value ? value.backMs : null
    if (back !== null)
      return `SET VARIABLE ${quote(name)} = getvariable('as_of') - INTERVAL ${back / 1000} SECOND;`
    return `SET VARIABLE ${quote(name)} = ${literal(type.kind, shown(value, ''))};`
  })
  const time = asOf === null ? 'now()' : `TIMESTAMPTZ ${text(asOf)}`
  return [`SET VARIABLE as_of = ${time};`, ...lines, '', own].join('\n')
}

function inputOf(type: FileType, path: Value): string {
  if (path === null) return rowsOf(type, null)
  const types = Object.entries(type.columns).map(([name, of]) => `${quote(name)}: ${text(of)}`)
  return `FROM read_csv(${text(String(path))}, types = {${types.join(', ')}})`
}

/** What a parameter is: as given, or its fallback. */
export function given({ name, fallback }: Parameter, values: Values): Value {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  return value === undefined ? fallback : value
}

function setting({ name, type }: Parameter, value: Value, asOf: string): string {
  if (type.kind === 'file') return `CREATE TEMP TABLE ${quote(name)} AS ${rowsOf(type, value)}`
  return `SET VARIABLE ${quote(name)} = ${literal(type.kind, shown(value, asOf))}`
}

/** A value as text; times are ISO. */
export function shown(value: Value, asOf: string): string | number | null {
  if (value === null || typeof value !== 'object') return value
  return 'at' in value ? value.at : new Date(Date.parse(asOf) - value.backMs).toISOString()
}

function literal(kind: 'integer' | 'text' | 'time', value: string | number | null): string {
  if (kind === 'integer')
    return value === null ? 'CAST(NULL AS INTEGER)' : `CAST(${Number(value)} AS INTEGER)`
  const type = kind === 'time' ? 'TIMESTAMPTZ' : 'VARCHAR'
  return `CAST(${value === null ? 'NULL' : text(String(value))} AS ${type})`
}

function rowsOf({ columns }: FileType, file: Value): string {
  const types = Object.entries(columns)
  if (file === null)
    return `SELECT ${types.map(([name, type]) => `CAST(NULL AS ${type}) AS ${quote(name)}`).join(', ')} WHERE false`
  const shape = types.map(([name, type]) => `${quote(name)}: ${text(type)}`).join(', ')
  return `FROM read_json(${text(String(file))}, format = 'newline_delimited', columns = {${shape}})`
}

/** Views without rows for a table that the lake lacks: itself, its changes and its history. */
export function emptyViews(name: string, unless: '' | 'IF NOT EXISTS ' = ''): string[] {
  const relation = relationOf(findTable(name), SYSTEM_COLUMNS)
  const changes = changesOf(relation)
  const none = changes === null ? null : { relation: changes, files: [] }
  const statements = viewStatements({ relation, files: [], changes: none, completeAt: null }, [])
  return statements.map(statement => statement.replace(/^CREATE VIEW /, `CREATE VIEW ${unless}`))
}
