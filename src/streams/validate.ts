// What every definition must satisfy so that the engine can trust it.
import type {
  Columns,
  ColumnType,
  EdgesTable,
  StreamDefinition,
  TableDefinition,
  UnnestedTable,
} from './define.ts'
import { neededProperties, selectedProperties } from './narrow.ts'

const NAME = /^[A-Za-z0-9_]+$/

/** What is wrong with these streams, a sentence each; empty when nothing is. */
export function validateCatalogue(
  streams: Iterable<{ readonly name: string; readonly definition: StreamDefinition }>,
): string[] {
  const problems: string[] = []
  const owners = new Map<string, string>()
  for (const { name, definition } of streams) {
    problems.push(...streamProblems(name, definition).map(problem => `stream ${name}: ${problem}`))
    for (const [table, tableDefinition] of Object.entries(definition.tables)) {
      const owner = owners.get(table)
      if (owner !== undefined) problems.push(`table ${table}: in the streams ${owner} and ${name}`)
      owners.set(table, name)
      problems.push(
        ...tableProblems(table, tableDefinition, definition).map(problem => `table ${table}: ${problem}`),
      )
    }
  }
  return problems
}

function streamProblems(name: string, stream: StreamDefinition): string[] {
  const problems: string[] = []
  if (Object.keys(stream.tables)[0] !== name) problems.push('its first table has another name')
  if (!stream.path.startsWith('/')) problems.push('its path has no leading slash')
  if (!stream.doc.endsWith(`view=graph-rest-${stream.api === 'beta' ? 'beta' : '1.0'}`)) {
    problems.push(`its documentation is not of ${stream.api}`)
  }
  const permissions = [...stream.permissions.application, ...stream.permissions.delegated]
  if (permissions.length === 0) problems.push('no permission lets it be read')
  if (stream.clouds.length === 0) problems.push('no cloud has it')
  return [...problems, ...selectProblems(stream), ...kindProblems(stream)]
}

function selectProblems(stream: StreamDefinition): string[] {
  const selected = selectedProperties(stream)
  if (selected === null) return []
  const needed = neededProperties(stream)
  return [
    ...needed.filter(property => !selected.includes(property)).map(property => `${property} is not selected`),
    ...selected
      .filter(property => !needed.includes(property))
      .map(property => `${property} is selected in vain`),
    ...(new Set(selected).size < selected.length ? ['a property is selected twice'] : []),
  ]
}

function kindProblems(stream: StreamDefinition): string[] {
  const own = Object.values(stream.tables).filter(table => table.rows === 'own')
  if (stream.kind === 'window') {
    return own
      .filter(table => table.columns[stream.time] !== 'timestamp')
      .map(() => `its time ${stream.time} is no timestamp column`)
  }
  if (stream.kind === 'children') {
    const problems = own
      .filter(table => !Object.hasOwn(table.columns, stream.parentColumn))
      .map(() => `its parent column ${stream.parentColumn} is no column`)
    return stream.path.includes('{id}') ? problems : [...problems, 'its path has no {id}']
  }
  return []
}

function tableProblems(name: string, table: TableDefinition, stream: StreamDefinition): string[] {
  const problems = [name, ...columnNames(table.columns)]
    .filter(each => !NAME.test(each))
    .map(each => `the name '${each}' is not only letters, digits and _`)
  const missing = (what: string, columns: Iterable<string>) => {
    for (const column of columns) {
      if (!Object.hasOwn(table.columns, column)) problems.push(`its ${what} ${column} is no column`)
    }
  }
  if (table.key.length === 0) problems.push('it has no key')
  missing('key', table.key)
  missing('permission for', Object.keys(table.columnPermissions ?? {}))
  missing('missing', Object.keys(table.missingIn ?? {}))
  for (const column of Object.keys(table.omitted ?? {})) {
    if (Object.hasOwn(table.columns, column)) problems.push(`${column} is both a column and left out`)
  }
  if (table.rows === 'own') missing('source of', Object.keys(table.sources ?? {}))
  if (table.rows === 'unnested') problems.push(...unnestedProblems(table, stream))
  if (table.rows === 'edges') problems.push(...edgesProblems(table))
  return problems
}

function unnestedProblems(table: UnnestedTable, stream: StreamDefinition): string[] {
  const from = stream.tables[table.from]
  if (from === undefined) return [`it is unnested from ${table.from}, which the stream does not have`]
  const problems: string[] = []
  if (from.key.length !== 1) problems.push(`the key of ${table.from} is not one column`)
  const readable = new Map<string, ColumnType>([[table.parentColumn, 'string']])
  for (const { column, constants = {} } of table.lists) {
    const fields = elementFields(from.columns[column])
    if (fields === null) problems.push(`${table.from}.${column} is no list of objects`)
    for (const [field, type] of Object.entries(fields ?? {})) readable.set(field, type)
    for (const constant of Object.keys(constants)) readable.set(constant, 'string')
  }
  for (const [column, type] of Object.entries(table.columns)) {
    if (JSON.stringify(readable.get(column)) !== JSON.stringify(type)) {
      problems.push(`its column ${column} is in none of its lists, or of another type`)
    }
  }
  if (!table.key.includes(table.parentColumn)) problems.push(`its key is without ${table.parentColumn}`)
  return problems
}

function edgesProblems(table: EdgesTable): string[] {
  const expected = [table.parentColumn, 'id']
  return table.key.join() === expected.join() ? [] : [`its key is not ${expected.join(', ')}`]
}

function elementFields(type: ColumnType | undefined): Columns | null {
  if (typeof type !== 'object' || !('list' in type)) return null
  return typeof type.list === 'object' && 'struct' in type.list ? type.list.struct : null
}

/** The names of the columns and, below them, of every field. */
function columnNames(columns: Columns): string[] {
  return Object.entries(columns).flatMap(([name, type]) => [name, ...fieldNames(type)])
}

function fieldNames(type: ColumnType): string[] {
  if (typeof type === 'string') return []
  return 'list' in type ? fieldNames(type.list) : columnNames(type.struct)
}
