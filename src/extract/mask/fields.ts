// Where the columns of a stream's tables stand in the rows that Graph sends. Pure.
import type { ColumnType, StreamDefinition, TableDefinition, UnnestedTable } from '../../streams/define.ts'

/** A property by the names that lead to it in a line of the spool; lists are passed through. */
export type Source = readonly string[]

/** A column, or a field of a struct column. */
export interface Field {
  readonly table: string
  /** `location.city`. */
  readonly path: string
  /** Of the value, or of the elements of the list. */
  readonly type: Exclude<ColumnType, { readonly list: ColumnType }>
  /** How many lists are directly around the value. */
  readonly lists: number
  readonly sources: readonly Source[]
}

/** One text per source. */
export const sourceKey = (source: Source): string => source.join('/')

/** Every column and field of a stream's tables, a struct before its fields. */
export const fieldsOf = (definition: StreamDefinition): Field[] =>
  Object.entries(definition.tables).flatMap(([name, table]) =>
    Object.entries(table.columns).flatMap(([column, type]) =>
      withFields({
        table: name,
        path: column,
        type,
        lists: 0,
        sources: sourcesOf(definition, table, column),
      }),
    ),
  )

type Loose = Omit<Field, 'type'> & { readonly type: ColumnType }

function withFields({ type, ...field }: Loose): Field[] {
  if (typeof type === 'string') return [{ ...field, type }]
  if ('list' in type) return withFields({ ...field, type: type.list, lists: field.lists + 1 })
  const below = Object.entries(type.struct).flatMap(([name, inner]) =>
    withFields({
      table: field.table,
      path: `${field.path}.${name}`,
      type: inner,
      lists: 0,
      sources: field.sources.map(source => [...source, name]),
    }),
  )
  return [{ ...field, type }, ...below]
}

/** What a row of `children` lies in. */
export const PARENTS = '_parents'
export const ROWS = '_rows'

/** The properties that a column is read from; none for one that is made here. */
function sourcesOf(definition: StreamDefinition, table: TableDefinition, column: string): Source[] {
  if (table.rows === 'own') return [ownSource(definition, table.sources ?? {}, column)]
  if (table.rows === 'unnested') return elementSources(definition, table, column)
  const relation = `${table.relation}@delta`
  return [column === table.parentColumn ? ['id'] : [relation, propertyOf(column)]]
}

function ownSource(
  definition: StreamDefinition,
  sources: Readonly<Record<string, string>>,
  column: string,
): Source {
  const property = propertyOf(column, sources)
  if (definition.kind !== 'children') return [property]
  const at = definition.parentColumns.indexOf(column)
  return at < 0 ? [ROWS, property] : [PARENTS, String(at)]
}

const propertyOf = (column: string, sources: Readonly<Record<string, string>> = {}): string =>
  sources[column] ?? (column === '_odata_type' ? '@odata.type' : column)

function elementSources(definition: StreamDefinition, table: UnnestedTable, column: string): Source[] {
  const ofParent = column === table.parentColumn ? parentKey(definition, table) : table.fromParent?.[column]
  if (ofParent !== undefined) return [parentSource(definition, table, ofParent)]
  return table.lists.flatMap(list => {
    const { inner, index, innerIndex, fromOuter = {}, sources = {}, constants = {} } = list
    if (column === index || column === innerIndex || Object.hasOwn(constants, column)) return []
    const outer = parentSource(definition, table, list.column)
    const ofOuter = fromOuter[column]
    if (ofOuter !== undefined) return [[...outer, ofOuter]]
    return [[...outer, ...(inner === undefined ? [] : [inner]), sources[column] ?? column]]
  })
}

const parentKey = ({ tables }: StreamDefinition, { from }: UnnestedTable): string | undefined =>
  typeof from === 'string' ? tables[from]?.key[0] : Object.keys(from)[0]

function parentSource(definition: StreamDefinition, { from }: UnnestedTable, column: string): Source {
  const parent = typeof from === 'string' ? definition.tables[from] : undefined
  const sources = parent?.rows === 'own' ? (parent.sources ?? {}) : {}
  return ownSource(definition, sources, column)
}

/** The sources that rows are told apart, filed or joined by: they cannot be left out. */
export function keySources(definition: StreamDefinition): ReadonlySet<string> {
  const keys = Object.values(definition.tables).flatMap(table => {
    const parent = table.rows === 'own' ? [] : [table.parentColumn]
    const time = definition.kind === 'window' ? [definition.time] : []
    const columns = [...table.key, ...parent, ...time].filter(column => Object.hasOwn(table.columns, column))
    return columns.flatMap(column => sourcesOf(definition, table, column))
  })
  return new Set(keys.map(sourceKey))
}
