// The catalogue of tables as `tables --json` gives it (contract: it may gain fields, never lose or rename one).
import { duckdbType, SYSTEM_COLUMNS } from '../lake/types.ts'
import type { Columns, StreamDefinition } from '../streams/define.ts'
import type { NamedTable } from '../streams/index.ts'

export interface ColumnEntry {
  readonly name: string
  /** DuckDB's SQL type. */
  readonly type: string
  /** A string column that holds JSON text. */
  readonly json?: true
}

export interface TableEntry {
  readonly table: string
  readonly stream: string
  readonly kind: StreamDefinition['kind']
  readonly api: StreamDefinition['api']
  readonly path: string
  readonly key: readonly string[]
  readonly partition: null | 'date'
  readonly columns: readonly ColumnEntry[]
  readonly permissions: { readonly application: readonly string[]; readonly delegated: readonly string[] }
  readonly licence: string | null
  readonly clouds: readonly string[]
  readonly default: boolean
}

export function tableEntry({ name, stream, definition }: NamedTable): TableEntry {
  const { kind, api, path, permissions, licence, clouds, inDefaultSet } = stream.definition
  return {
    table: name,
    stream: stream.name,
    kind,
    api,
    path,
    key: definition.key,
    partition: kind === 'window' ? 'date' : null,
    columns: [...columnEntries(definition.columns), ...columnEntries(SYSTEM_COLUMNS)],
    permissions: { application: permissions.application, delegated: permissions.delegated },
    licence,
    clouds,
    default: inDefaultSet,
  }
}

function columnEntries(columns: Columns): ColumnEntry[] {
  return Object.entries(columns).map(([name, type]) => ({
    name,
    type: duckdbType(type),
    ...(type === 'json' ? { json: true as const } : {}),
  }))
}
