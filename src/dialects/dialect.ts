// What a dialect of SQL is told of a lake, and what it has to write. Pure: columns in, text out.
import type { Columns, ColumnType } from '../streams/define.ts'

/** One table of a lake as a warehouse sees it: some files of one folder. */
export interface Relation {
  readonly name: string
  /** Below the root of a lake: `users`, `changes/users`. */
  readonly folder: string
  /** What its rows are, in a sentence. */
  readonly about: string
  readonly key: readonly string[]
  /** The columns of its files, in order. */
  readonly columns: Columns
  /** Its files lie in folders `date=…`. */
  readonly byDate: boolean
  /** The column with an event's time; null: no event table. */
  readonly time: string | null
}

/** Where the lake is. */
export type LakePlace =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 's3' | 'gcs'; readonly url: string; readonly bucket: string; readonly prefix: string }
  | {
      readonly kind: 'azure'
      readonly account: string
      readonly container: string
      readonly prefix: string
      /** The host of the account's blobs; null: wherever the cloud has them. */
      readonly host: string | null
    }

export interface SchemaRequest {
  readonly place: LakePlace
  /** The names of the dataset, database or schema, outermost first; empty: none. */
  readonly dataset: readonly string[]
  /** The lakes of several tenants lie in folders `tenant=…` of the place. */
  readonly manyTenants: boolean
}

export interface Dialect {
  /** What stands before all tables. Throws a UsageError for a place that this warehouse cannot read. */
  readonly preamble: (request: SchemaRequest) => readonly string[]
  /** The statements that make one table or view. */
  readonly statements: (relation: Relation, request: SchemaRequest) => readonly string[]
}

type Scalar = Extract<ColumnType, string>

/** How a dialect writes types. */
export interface TypeNames {
  readonly scalars: Readonly<Record<Scalar, string>>
  readonly list: (element: string) => string
  readonly struct: (fields: readonly (readonly [name: string, type: string])[]) => string
}

export function typeIn(type: ColumnType, names: TypeNames): string {
  if (typeof type === 'string') return names.scalars[type]
  if ('list' in type) return names.list(typeIn(type.list, names))
  return names.struct(
    Object.entries(type.struct).map(([name, field]) => [name, typeIn(field, names)] as const),
  )
}

/** Columns that the names of the folders give, outermost folder first. */
export const folderColumns = ({ byDate }: Relation, { manyTenants }: SchemaRequest): Columns => ({
  ...(manyTenants ? { tenant: 'string' } : {}),
  ...(byDate ? { date: 'date' } : {}),
})

/** Between the root and a relation's folder. */
export const tenantFolder = (pattern: string, { manyTenants }: SchemaRequest): string =>
  manyTenants ? `tenant=${pattern}/` : ''

/** One line per item, indented, with commas between. */
export const lines = (items: readonly string[]): string => items.map(item => `  ${item}`).join(',\n')

/** An identifier as BigQuery, Athena and Spark quote it. */
export const ticked = (name: string): string => `\`${name.replaceAll('`', '``')}\``

/** An identifier as standard SQL quotes it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A text as standard SQL quotes it. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`

/** A name with those that it is within. */
export const within = (dataset: readonly string[], name: string, quote: (name: string) => string): string =>
  [...dataset, name].map(quote).join('.')
