// The catalogue of tables as `tables --json` gives it (contract: it may gain fields, never lose or rename one).
import { duckdbType, SYSTEM_COLUMNS } from '../lake/types.ts'
import type { Columns, StreamDefinition } from '../streams/define.ts'
import type { NamedTable } from '../streams/index.ts'
import { type Privacy, privacyOf } from '../streams/privacy.ts'

export interface ColumnEntry {
  readonly name: string
  /** DuckDB's SQL type. */
  readonly type: string
  /** A string column that holds JSON text. */
  readonly json?: true
  /** What it says of persons; of a struct, what the most private of its fields says. */
  readonly privacy: Privacy
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
    columns: [...columnEntries(name, definition.columns), ...columnEntries(name, SYSTEM_COLUMNS)],
    permissions: { application: permissions.application, delegated: permissions.delegated },
    licence,
    clouds,
    default: inDefaultSet,
  }
}

function columnEntries(table: string, columns: Columns): ColumnEntry[] {
  return Object.entries(columns).map(([name, type]) => ({
    name,
    type: duckdbType(type),
    ...(type === 'json' ? { json: true as const } : {}),
    privacy: privacyOf(table, name, type),
  }))
}
