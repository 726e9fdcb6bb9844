// Pure functions from one stream definition to a smaller one.
import type { Cloud, Columns, StreamDefinition, TableDefinition, UnnestedTable } from './define.ts'
import { didYouMean, nearest } from './nearest.ts'

/** Columns asked for, by table (`--columns users=id,displayName`). */
export type ColumnsByTable = Readonly<Record<string, readonly string[]>>

export class UnknownColumnError extends Error {
  override readonly name = 'UnknownColumnError'
  readonly table: string
  readonly column: string
  readonly nearest: readonly string[]

  constructor(table: string, column: string, columns: Iterable<string>) {
    const near = nearest(column, columns)
    super(
      `The table '${table}' has no column '${column}'.${didYouMean(near)} \`entra-extract tables ${table}\` lists all.`,
    )
    this.table = table
    this.column = column
    this.nearest = near
  }
}

/**
 * The stream with only these columns of its tables, and the `$select` that they need. Keys, and the time of a window stream,
 * always stay; tables that are not named stay whole. Throws UnknownColumnError.
 */
export function narrow(definition: StreamDefinition, columns: ColumnsByTable): StreamDefinition {
  const tables = Object.fromEntries(
    Object.entries(definition.tables).map(([name, table]) => {
      const asked = Object.hasOwn(columns, name) ? columns[name] : undefined
      return [
        name,
        asked === undefined ? table : narrowTable(name, table, asked, alwaysKept(definition, table)),
      ]
    }),
  )
  const needed = new Set(neededProperties({ ...definition, tables }))
  return withSelect({ ...definition, tables }, property => needed.has(property))
}

/** The stream as this cloud knows it: what its metadata lacks is not selected, and the column stays, NULL. */
export function inCloud(definition: StreamDefinition, cloud: Cloud): StreamDefinition {
  const missing = new Set<string>()
  for (const table of Object.values(definition.tables)) {
    for (const [column, clouds] of Object.entries(table.missingIn ?? {})) {
      if (clouds.includes(cloud)) missing.add(sourceOf(table, column))
    }
  }
  return missing.size === 0 ? definition : withSelect(definition, property => !missing.has(property))
}

/** Columns of a table that a token with these permissions gets nothing of, each with the permissions of which one would do. */
export function withheldColumns(
  table: TableDefinition,
  granted: ReadonlySet<string>,
): Record<string, readonly string[]> {
  const lacking = lackingIn(table.columnPermissions, granted)
  return Object.fromEntries(Object.entries(lacking).filter(([column]) => column in table.columns))
}

/** Rows, in words, that a token with these permissions gets nothing of, each with the permissions of which one would do. */
export const withheldRows = (
  table: TableDefinition,
  granted: ReadonlySet<string>,
): Record<string, readonly string[]> => lackingIn(table.rowPermissions, granted)

const lackingIn = (
  wishes: Readonly<Record<string, readonly string[]>> = {},
  granted: ReadonlySet<string>,
): Record<string, readonly string[]> =>
  Object.fromEntries(
    Object.entries(wishes).filter(
      ([, permissions]) => !permissions.some(permission => granted.has(permission)),
    ),
  )

/** The stream without selecting what the token gets nothing of: asking for it could cost the whole table. The columns stay, NULL. */
export function permitted(definition: StreamDefinition, granted: ReadonlySet<string>): StreamDefinition {
  const lacking = new Set(
    Object.values(definition.tables).flatMap(table =>
      Object.keys(withheldColumns(table, granted)).map(column => sourceOf(table, column)),
    ),
  )
  return lacking.size === 0 ? definition : withSelect(definition, property => !lacking.has(property))
}

/** The JSON properties that the tables of a stream read, expanded relations left out. */
export function neededProperties(definition: StreamDefinition): string[] {
  const given = new Set(['_odata_type', ...parentColumnsOf(definition)])
  const expanded = expandedRelations(definition)
  const needed = Object.values(definition.tables).flatMap(table => {
    if (table.rows === 'edges') return [table.relation]
    if (table.rows === 'unnested') return listSources(table, definition)
    return Object.keys(table.columns)
      .filter(column => !given.has(column))
      .map(column => sourceOf(table, column))
  })
  return [...new Set(needed)].filter(property => !expanded.includes(property))
}

/** The properties of the parent rows that an unnested table reads. */
function listSources(table: UnnestedTable, { tables }: StreamDefinition): string[] {
  const { from } = table
  if (typeof from !== 'string') return Object.keys(from)
  const parent = tables[from]
  return parent?.rows === 'own' ? readOfParent(table).map(column => sourceOf(parent, column)) : []
}

/** The parent's columns that an unnested table reads, its key apart. */
export const readOfParent = ({ lists, fromParent = {} }: UnnestedTable): readonly string[] => [
  ...lists.map(({ column }) => column),
  ...Object.values(fromParent),
]

/** The columns that a stream's rows have from their parents. */
export const parentColumnsOf = (definition: StreamDefinition): readonly string[] =>
  definition.kind === 'children' ? definition.parentColumns : []

/** The relations in `$expand`, options of theirs left out. */
function expandedRelations(definition: StreamDefinition): readonly string[] {
  if (definition.kind !== 'list' && definition.kind !== 'children') return []
  const { $expand = '' } = definition.query
  return $expand
    .replace(/\([^()]*\)/g, '')
    .split(',')
    .filter(name => name !== '')
}

/** The properties that the stream selects; null when it selects none and Graph decides. */
export function selectedProperties(definition: StreamDefinition): readonly string[] | null {
  if (definition.kind === 'delta') return definition.select
  if (definition.kind === 'list' || definition.kind === 'children') {
    return definition.query.$select?.split(',') ?? null
  }
  return null
}

function narrowTable(
  name: string,
  table: TableDefinition,
  asked: readonly string[],
  kept: readonly string[],
): TableDefinition {
  const known = Object.keys(table.columns)
  for (const column of asked) {
    if (!known.includes(column)) throw new UnknownColumnError(name, column, known)
  }
  const keep = new Set([...asked, ...kept])
  const columns: Columns = Object.fromEntries(
    Object.entries(table.columns).filter(([column]) => keep.has(column)),
  )
  return { ...table, columns }
}

function alwaysKept(definition: StreamDefinition, table: TableDefinition): readonly string[] {
  if (definition.kind === 'window') return [...table.key, definition.time]
  return table.key.length === 0 ? Object.keys(table.columns).slice(0, 1) : table.key
}

function sourceOf(table: TableDefinition, column: string): string {
  return (table.rows === 'own' ? table.sources?.[column] : undefined) ?? column
}

function withSelect(definition: StreamDefinition, keep: (property: string) => boolean): StreamDefinition {
  if (definition.kind === 'delta') return { ...definition, select: definition.select.filter(keep) }
  if (definition.kind !== 'list' && definition.kind !== 'children') return definition
  const selected = selectedProperties(definition)
  if (selected === null) return definition
  return { ...definition, query: { ...definition.query, $select: selected.filter(keep).join(',') } }
}
