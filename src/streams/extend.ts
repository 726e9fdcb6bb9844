// Directory extensions as columns: properties that applications of the tenant have defined. Pure.
// https://learn.microsoft.com/graph/api/resources/extensionproperty
import { type Columns, type ColumnType, list, type StreamDefinition, type TableDefinition } from './define.ts'
import { neededProperties, selectedProperties } from './narrow.ts'

/** An extension property as Graph describes it; `name` is the property's full name. */
export interface Extension {
  readonly name: string
  readonly dataType: string
  readonly isMultiValued: boolean
  readonly targetObjects: readonly string[]
}

/** The tables that can have extensions, each with the name of its objects in `targetObjects`. */
const TARGETS: Readonly<Record<string, string>> = {
  users: 'User',
  groups: 'Group',
  devices: 'Device',
  applications: 'Application',
  administrative_units: 'AdministrativeUnit',
  organization: 'Organization',
}

const TYPES: Readonly<Record<string, ColumnType>> = {
  String: 'string',
  Boolean: 'boolean',
  Integer: 'int32',
  LargeInteger: 'int64',
  DateTime: 'timestamp',
  Binary: 'string',
}

/** Whether a table can have extensions. */
export const isExtensible = (table: string): boolean => Object.hasOwn(TARGETS, table)

/** What of a table's extensions cannot be a column, and why, a sentence each. */
export const leftOut = (table: string, extensions: readonly Extension[]): string[] =>
  extensionsOf(table, extensions).flatMap(extension => {
    const why = unusable(extension)
    return why === null ? [] : [`${extension.name} is left out: ${why}`]
  })

const extensionsOf = (table: string, extensions: readonly Extension[]): Extension[] =>
  isExtensible(table)
    ? extensions.filter(({ targetObjects }) => targetObjects.includes(TARGETS[table] ?? ''))
    : []

/** Why an extension cannot be a column; null: it can. */
function unusable({ name, dataType }: Extension): string | null {
  if (!/^[A-Za-z0-9_]+$/.test(name)) return 'its name is not only letters, digits and _'
  return Object.hasOwn(TYPES, dataType) ? null : `its type ${dataType} is not known`
}

/** The stream with the extensions of its objects: as columns in the order of the alphabet behind the others, and selected. */
export function extend(definition: StreamDefinition, extensions: readonly Extension[]): StreamDefinition {
  const added = new Set<string>()
  const tables = Object.entries(definition.tables).map(([name, table]) => {
    const columns = columnsFor(name, table, extensions)
    for (const column of Object.keys(columns)) added.add(column)
    return [name, { ...table, columns: { ...table.columns, ...columns } }] as const
  })
  if (added.size === 0) return definition
  return selecting({ ...definition, tables: Object.fromEntries(tables) }, [...added])
}

function columnsFor(name: string, table: TableDefinition, extensions: readonly Extension[]): Columns {
  const fitting = extensionsOf(name, extensions)
    .filter(extension => unusable(extension) === null && !Object.hasOwn(table.columns, extension.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return Object.fromEntries(fitting.map(extension => [extension.name, typeOf(extension)]))
}

function typeOf({ dataType, isMultiValued }: Extension): ColumnType {
  const type = TYPES[dataType] ?? 'string'
  return isMultiValued ? list(type) : type
}

function selecting(definition: StreamDefinition, properties: readonly string[]): StreamDefinition {
  if (definition.kind === 'delta') return { ...definition, select: [...definition.select, ...properties] }
  if (definition.kind !== 'list') return definition
  // A listing that selects nothing gives what is built in, and no more.
  const before = selectedProperties(definition) ?? neededProperties(definition)
  const $select = [...new Set([...before, ...properties])].join(',')
  return { ...definition, query: { ...definition.query, $select } }
}
