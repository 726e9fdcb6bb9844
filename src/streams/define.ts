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
/** All but the global one. */
export const NATIONAL_CLOUDS: readonly Cloud[] = ['usgov', 'usgov-dod', 'china']

/** Microsoft Graph permissions that suffice together to read the whole tenant. Empty: not possible that way. */
export interface Permissions {
  readonly application: readonly string[]
  readonly delegated: readonly string[]
}

/** A question that a table answers. In `sql`, `{name}` stands for a table. */
export interface Example {
  readonly question: string
  readonly sql: string
}

interface TableBase {
  /** What a row is, in a sentence. */
  readonly about?: string
  readonly example?: Example
  /** The columns that identify a row; empty for a table of one row. */
  readonly key: readonly string[]
  /** Columns of the key that may be NULL: NULL is a value like any other there. */
  readonly optionalKey?: readonly string[]
  readonly columns: Columns
  /** Properties of the type that are not columns, each with the reason; `a.b` is a field of the column `a`. */
  readonly omitted?: Readonly<Record<string, string>>
  /** Columns that Graph leaves out (here NULL) unless a further permission is granted; any one of those listed suffices. */
  readonly columnPermissions?: Readonly<Record<string, readonly string[]>>
  /** Rows that Graph leaves out, in words, unless a further permission is granted; any one of those listed suffices. */
  readonly rowPermissions?: Readonly<Record<string, readonly string[]>>
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

/** One row per element of lists: of another table of the stream, or of rows that are no table themselves. */
export interface UnnestedTable extends TableBase {
  readonly rows: 'unnested'
  /** The table whose rows hold the lists, or the columns of rows that are no table; the first of them is their key. */
  readonly from: string | Columns
  /** The column that holds the key of the parent row. */
  readonly parentColumn: string
  /** Further columns of the parent row: column to the parent's column. */
  readonly fromParent?: Readonly<Record<string, string>>
  readonly lists: readonly UnnestedList[]
}

export interface UnnestedList {
  /** The list column of the parent. */
  readonly column: string
  /** A list within each element: one row per element of that one. */
  readonly inner?: string
  /** With `inner`, columns taken from the outer element: column to its field. */
  readonly fromOuter?: Readonly<Record<string, string>>
  /** Columns that count the elements from 0, `index` those of `column` and `innerIndex` those of `inner`. */
  readonly index?: string
  readonly innerIndex?: string
  /** Columns whose field has another name. */
  readonly sources?: Readonly<Record<string, string>>
  /** Columns with a fixed text for the rows of this list. */
  readonly constants?: Readonly<Record<string, string>>
}

/** One row per (parent, related object) of a relationship that a delta stream reports as `<relation>@delta`. */
export interface EdgesTable extends TableBase {
  readonly rows: 'edges'
  readonly relation: string
  /** The column that holds the id of the row that carries the relation. The related object's id is the column `id`. */
  readonly parentColumn: string
  /** At most one related object per parent; the parent alone is the key. */
  readonly single?: true
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
  /** Where Graph counts the rows (`/users/$count`), for plans; absent: nowhere. */
  readonly count?: string
  /** Sends `ConsistencyLevel: eventual` on every page. */
  readonly consistencyLevel?: 'eventual'
  /** Tables by name; the first is the stream's main table. */
  readonly tables: Readonly<Record<string, TableDefinition>>
}

/** `path` is the delta function (`/users/delta`); the first link selects `select`. */
export interface DeltaStream extends StreamBase {
  readonly kind: 'delta'
  readonly select: readonly string[]
  /** What of the rows delta does not follow, in words: such a stream is read whole now and then (`--full-every`). */
  readonly untracked?: string
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

/** One listing per parent; each `{id}` in `path`, `query` and `bodies` is the id of a parent, outermost first. */
export interface ChildrenStream extends StreamBase {
  readonly kind: 'children'
  /** The listing of the parents, of which only the `id` is used; or the option of `extract` that names them. */
  readonly parents: Listing | { readonly option: 'owner' }
  /** Parents of the second level: the listing per parent whose rows are the parents of the children. */
  readonly between?: Listing
  /** The columns that hold the parents' ids, outermost first. */
  readonly parentColumns: readonly string[]
  readonly query: Readonly<Record<string, string>>
  /** Asks by POST, once with each of these bodies. */
  readonly bodies?: readonly Readonly<Record<string, string>>[]
}

export interface Listing {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
}

/** A usage report as CSV; its headings in camelCase are the properties of its rows. */
export interface ReportStream extends StreamBase {
  readonly kind: 'report'
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

/** Columns that are read, by table. */
export type Sources = Readonly<Record<string, readonly string[]>>

/** Rows computed from other tables of the lake, without a request; `path` is empty, and no permission is needed. */
export interface DerivedStream extends StreamBase {
  readonly kind: 'derived'
  /** Without these there is nothing to compute. */
  readonly needs: Sources
  /** These are used where the lake has them. */
  readonly uses: Sources
}

export type StreamDefinition =
  | DeltaStream
  | ListStream
  | SingleStream
  | ChildrenStream
  | WindowStream
  | ReportStream
  | DerivedStream
