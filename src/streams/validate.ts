// What every definition must satisfy so that the engine can trust it.
import type {
  ChildrenStream,
  Columns,
  ColumnType,
  DerivedStream,
  EdgesTable,
  StreamDefinition,
  TableDefinition,
  UnnestedList,
  UnnestedTable,
} from './define.ts'
import { neededProperties, selectedProperties } from './narrow.ts'

const NAME = /^[A-Za-z0-9_]+$/

/** What is wrong with these streams, a sentence each; empty when nothing is. */
export function validateCatalogue(
  streams: Iterable<{ readonly name: string; readonly definition: StreamDefinition }>,
): string[] {
  const all = [...streams]
  const problems: string[] = sourceProblems(all)
  const owners = new Map<string, string>()
  for (const { name, definition } of all) {
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
  if (stream.kind !== 'derived' && !stream.path.startsWith('/'))
    problems.push('its path has no leading slash')
  if (!stream.doc.endsWith(`view=graph-rest-${stream.api === 'beta' ? 'beta' : '1.0'}`)) {
    problems.push(`its documentation is not of ${stream.api}`)
  }
  const permissions = [...stream.permissions.application, ...stream.permissions.delegated]
  if (stream.kind !== 'derived' && permissions.length === 0) problems.push('no permission lets it be read')
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
  if (stream.kind === 'window') {
    return Object.entries(stream.tables)
      .filter(([, table]) => table.columns[stream.time] !== 'timestamp')
      .map(([name]) => `its time ${stream.time} is no timestamp column of ${name}`)
  }
  if (stream.kind === 'derived') return derivedProblems(stream)
  return stream.kind === 'children' ? childrenProblems(stream) : []
}

function derivedProblems(stream: DerivedStream): string[] {
  const { path, permissions, count, needs, inDefaultSet, tables } = stream
  const asks = [path, count ?? '', ...permissions.application, ...permissions.delegated].some(
    text => text !== '',
  )
  return [
    ...(asks ? ['it is computed and asks Graph'] : []),
    ...(inDefaultSet ? ['it is computed without being asked for'] : []),
    ...(Object.keys(needs).length === 0 ? ['it is computed from nothing'] : []),
    ...(Object.values(tables).some(({ rows }) => rows !== 'own') ? ['its rows are not its own'] : []),
  ]
}

/** What derived streams read and no other stream has. */
function sourceProblems(
  streams: readonly { readonly name: string; readonly definition: StreamDefinition }[],
): string[] {
  const known = new Map(
    streams.flatMap(({ definition }) =>
      definition.kind === 'derived' || definition.kind === 'window' ? [] : Object.entries(definition.tables),
    ),
  )
  return streams.flatMap(({ name, definition }) => {
    if (definition.kind !== 'derived') return []
    const read = Object.entries({ ...definition.needs, ...definition.uses })
    return read.flatMap(([table, columns]) =>
      columns
        .filter(column => !Object.hasOwn(known.get(table)?.columns ?? {}, column))
        .map(column => `stream ${name}: it reads ${table}.${column}, which is not there`),
    )
  })
}

function childrenProblems(stream: ChildrenStream): string[] {
  const own = Object.values(stream.tables).filter(table => table.rows === 'own')
  const problems = stream.parentColumns
    .filter(column => own.some(table => !Object.hasOwn(table.columns, column)))
    .map(column => `its parent column ${column} is no column`)
  const asked = JSON.stringify([stream.path, stream.query, stream.bodies])
  const places = asked.split('{id}').length - 1
  const levels = stream.between === undefined ? 1 : 2
  if (places === 0) problems.push('neither its path nor its query nor its body has an {id}')
  if (levels === 2 && places !== 2) problems.push('its path does not have an {id} for each parent')
  if (stream.parentColumns.length > levels) problems.push('it has more parent columns than parents')
  return problems
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
  if (table.key.length === 0 && stream.kind !== 'single') problems.push('it has no key')
  missing('key', table.key)
  for (const column of table.optionalKey ?? [])
    if (!table.key.includes(column)) problems.push(`its optional key ${column} is not of its key`)
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
  const from = parentOf(table, stream)
  if (from === null) return [`it is unnested from ${String(table.from)}, which the stream does not have`]
  const problems: string[] = []
  if (from.key.length !== 1) problems.push(`the key of ${from.name} is not one column`)
  const readable = new Map<string, ColumnType | undefined>([[table.parentColumn, 'string']])
  for (const [column, source] of Object.entries(table.fromParent ?? {}))
    readable.set(column, from.columns[source])
  for (const each of table.lists) {
    const fields = listFields(each, from.columns)
    if (fields === null) problems.push(`${from.name}.${pathOf(each)} is no list of objects`)
    for (const [column, type] of Object.entries(fields ?? {})) readable.set(column, type)
  }
  for (const [column, type] of Object.entries(table.columns)) {
    if (JSON.stringify(readable.get(column)) !== JSON.stringify(type)) {
      problems.push(`its column ${column} is in none of its lists, or of another type`)
    }
  }
  if (!table.key.includes(table.parentColumn)) problems.push(`its key is without ${table.parentColumn}`)
  return problems
}

const pathOf = ({ column, inner }: UnnestedList): string =>
  inner === undefined ? column : `${column}.${inner}`

function parentOf(
  { from }: UnnestedTable,
  stream: StreamDefinition,
): { name: string; key: readonly string[]; columns: Columns } | null {
  if (typeof from !== 'string') return { name: 'its rows', key: Object.keys(from).slice(0, 1), columns: from }
  const table = stream.tables[from]
  return table === undefined ? null : { name: from, key: table.key, columns: table.columns }
}

/** The columns that a list gives, with their types; null: it is none. */
function listFields(each: UnnestedList, columns: Columns): Columns | null {
  const outer = elementFields(columns[each.column])
  const fields = each.inner === undefined ? outer : elementFields(outer?.[each.inner])
  if (outer === null || fields === null) return null
  const named: Record<string, ColumnType> = { ...fields }
  const take = (names: Readonly<Record<string, string>>, source: Columns) => {
    for (const [column, field] of Object.entries(names)) {
      const type = source[field]
      if (type !== undefined) named[column] = type
    }
  }
  take(each.sources ?? {}, fields)
  take(each.fromOuter ?? {}, outer)
  for (const constant of Object.keys(each.constants ?? {})) named[constant] = 'string'
  for (const index of [each.index, each.innerIndex]) if (index !== undefined) named[index] = 'int32'
  return named
}

function edgesProblems(table: EdgesTable): string[] {
  const expected = table.single === true ? [table.parentColumn] : [table.parentColumn, 'id']
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
