// The vocabulary of stream definitions: WHAT Microsoft Graph offers, as plain data. Nothing here reads or writes anything.

/** A column's type. `json` is a string column that holds JSON text (polymorphic or open values). */
export type ColumnType =
  | 'string'
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'double'
  | 'timestamp'
  | 'date'
  | 'json'
  | { readonly list: ColumnType }
  | { readonly struct: Columns }

/** Column name (Graph's own property name) to type, in the order of the file. `_odata_type` reads `@odata.type`. */
export type Columns = { readonly [name: string]: ColumnType }

export const list = (of: ColumnType): ColumnType => ({ list: of })
export const struct = (fields: Columns): ColumnType => ({ struct: fields })

/** Families of endpoints that share one quota of Microsoft Graph. Their numbers: src/graph/limits.ts. */
export type Family = 'directory' | 'logs' | 'protection' | 'signInActivity' | 'usageReports'

export type Cloud = 'global' | 'usgov' | 'usgov-dod' | 'china'
export const ALL_CLOUDS: readonly Cloud[] = ['global', 'usgov', 'usgov-dod', 'china']

/** Microsoft Graph permissions that suffice together to read the whole tenant. Empty: not possible that way. */
export interface Permissions {
  readonly application: readonly string[]
  readonly delegated: readonly string[]
}

interface TableBase {
  /** The columns that identify a row. */
  readonly key: readonly string[]
  readonly columns: Columns
  /** Properties of the type that are not columns, each with the reason; `a.b` is a field of the column `a`. */
  readonly omitted?: Readonly<Record<string, string>>
  /** Columns that Graph leaves out (here NULL) unless a further permission is granted; any one of those listed suffices. */
  readonly columnPermissions?: Readonly<Record<string, readonly string[]>>
  /** Further permissions without which Graph leaves out some rows, each with what is missing. */
  readonly rowPermissions?: Readonly<Record<string, string>>
  /** Columns that some clouds do not know: never selected there (see `inCloud`), so NULL. */
  readonly missingIn?: Readonly<Record<string, readonly Cloud[]>>
  /** Raised when columns are added; the next run then rewrites the table. */
  readonly schemaVersion: number
}

/** One row per row of the stream. For `children` streams the parent's id is the column `parentColumn` of the stream. */
export interface RowsTable extends TableBase {
  readonly rows: 'own'
  /** Columns whose JSON property has another name (`{ userId: 'id' }`). */
  readonly sources?: Readonly<Record<string, string>>
}

/** One row per element of the lists of another table of the same stream. */
export interface UnnestedTable extends TableBase {
  readonly rows: 'unnested'
  /** The table whose rows hold the lists. */
  readonly from: string
  /** The column that holds the key of the parent row. */
  readonly parentColumn: string
  /** The list columns; `constants` are columns with a fixed text for the rows of that list. */
  readonly lists: readonly {
    readonly column: string
    readonly constants?: Readonly<Record<string, string>>
  }[]
}

/** One row per (parent, related object) of a relationship that a delta stream reports as `<relation>@delta`. */
export interface EdgesTable extends TableBase {
  readonly rows: 'edges'
  readonly relation: string
  /** The column that holds the id of the row that carries the relation. The related object's id is the column `id`. */
  readonly parentColumn: string
}

export type TableDefinition = RowsTable | UnnestedTable | EdgesTable

interface StreamBase {
  /** Microsoft's reference page. */
  readonly doc: string
  readonly api: 'v1.0' | 'beta'
  /** Path below the API version, with a leading slash. */
  readonly path: string
  readonly family: Family
  readonly permissions: Permissions
  /** The licence the tenant needs, in words; null: none. */
  readonly licence: string | null
  readonly clouds: readonly Cloud[]
  /** False: read only when named. */
  readonly inDefaultSet: boolean
  /** Sends `ConsistencyLevel: eventual` on every page. */
  readonly consistencyLevel?: 'eventual'
  /** Tables by name; the first is the stream's main table. */
  readonly tables: Readonly<Record<string, TableDefinition>>
}

/** `path` is the delta function (`/users/delta`); the first link selects `select`. */
export interface DeltaStream extends StreamBase {
  readonly kind: 'delta'
  readonly select: readonly string[]
}

/** Every page, every run. `query` is sent as written, unencoded. */
export interface ListStream extends StreamBase {
  readonly kind: 'list'
  readonly query: Readonly<Record<string, string>>
}

/** One object. */
export interface SingleStream extends StreamBase {
  readonly kind: 'single'
}

/** One listing per parent; `path` has `{id}` for the parent's id. */
export interface ChildrenStream extends StreamBase {
  readonly kind: 'children'
  /** The listing of the parents; only their `id` is used. */
  readonly parents: { readonly path: string; readonly query: Readonly<Record<string, string>> }
  /** The column that holds the parent's id. */
  readonly parentColumn: string
  readonly query: Readonly<Record<string, string>>
}

/** Events by time. The filter is `<time> <from> a and <time> <to> b`, and `filter` when there is one. */
export interface WindowStream extends StreamBase {
  readonly kind: 'window'
  /** The event's time: the property to filter by and the column to partition by. */
  readonly time: string
  /** Operators that the endpoint accepts on `time`: `ge`/`le` (inclusive) or `gt`/`lt` (exclusive). */
  readonly operators: 'ge-le' | 'gt-lt'
  readonly filter?: string
  readonly top: number
}

export type StreamDefinition = DeltaStream | ListStream | SingleStream | ChildrenStream | WindowStream
