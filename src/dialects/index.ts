// The tables of a lake in the SQL of a warehouse.
import type { Columns, ColumnType } from '../streams/define.ts'
import type { NamedTable } from '../streams/index.ts'
import { athena } from './athena.ts'
import { bigquery } from './bigquery.ts'
import type { Dialect, Relation, SchemaRequest } from './dialect.ts'
import { duckdb } from './duckdb.ts'
import { snowflake } from './snowflake.ts'
import { spark } from './spark.ts'

export type { LakePlace, SchemaRequest } from './dialect.ts'

export const dialects = { duckdb, bigquery, athena, snowflake, spark } as const satisfies Record<
  string,
  Dialect
>

export type DialectName = keyof typeof dialects

/** A table as its files are; `systemColumns` are those that every table has. */
export function relationOf({ name, stream, definition }: NamedTable, systemColumns: Columns): Relation {
  const time = stream.definition.kind === 'window' ? stream.definition.time : null
  return {
    name,
    folder: name,
    about: definition.about ?? '',
    key: definition.key,
    columns: { ...definition.columns, ...systemColumns },
    byDate: time !== null,
    time,
  }
}

/** What changed in a table; null: an event table keeps no changes. */
export function changesOf(relation: Relation): Relation | null {
  if (relation.time !== null) return null
  const { _changed_at, ...columns } = relation.columns
  return {
    ...relation,
    name: `changes_${relation.name}`,
    folder: `changes/${relation.name}`,
    about: `One row per insert, update or delete of a row of ${relation.name}, as it was then.`,
    key: [],
    columns: { ...columns, _op: 'string', _changed_at: 'timestamp', _run_id: 'string' },
    byDate: true,
  }
}

/** One script. Throws a UsageError for a place that the warehouse cannot read. */
export function schemaSql(name: DialectName, relations: readonly Relation[], request: SchemaRequest): string {
  const { preamble, statements }: Dialect = dialects[name]
  const parts = relations.map(relation => [header(relation), ...statements(relation, request)].join('\n'))
  return `${[...preamble(request), ...parts].join('\n\n')}\n`
}

function header({ name, about, key, columns }: Relation): string {
  const json = Object.entries(columns).filter(([, type]) => holdsJson(type))
  return [
    `-- ${name}: ${about}${key.length === 0 ? '' : ` Key: ${key.join(', ')}.`}`,
    ...(json.length === 0 ? [] : [`-- JSON text: ${json.map(([column]) => column).join(', ')}.`]),
  ].join('\n')
}

const holdsJson = (type: ColumnType): boolean =>
  type === 'json' || (typeof type === 'object' && 'list' in type && holdsJson(type.list))
