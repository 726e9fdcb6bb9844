// The catalogue: every stream and every table by name.
import * as all from './all.ts'
import type { StreamDefinition, TableDefinition } from './define.ts'
import { didYouMean, nearest } from './nearest.ts'

export {
  type ColumnsByTable,
  inCloud,
  narrow,
  permitted,
  readOfParent,
  selectedProperties,
  UnknownColumnError,
  withheldColumns,
  withheldRows,
} from './narrow.ts'
export { validateCatalogue } from './validate.ts'

export interface NamedStream {
  readonly name: string
  readonly definition: StreamDefinition
}

export interface NamedTable {
  readonly name: string
  readonly stream: NamedStream
  readonly definition: TableDefinition
}

/** Every stream, in the order of the alphabet. */
export const streams: ReadonlyMap<string, NamedStream> = new Map(
  Object.entries(all).map(([name, definition]) => [name, { name, definition }]),
)

/** Every table, in the order of its stream. */
export const tables: ReadonlyMap<string, NamedTable> = new Map(
  [...streams.values()].flatMap(tablesOf).map(table => [table.name, table]),
)

export function tablesOf(stream: NamedStream): NamedTable[] {
  return Object.entries(stream.definition.tables).map(([name, definition]) => ({ name, stream, definition }))
}

/** The tables that are read when none is named. */
export function defaultTables(): NamedTable[] {
  return [...tables.values()].filter(table => table.stream.definition.inDefaultSet)
}

/** Throws UnknownTableError. */
export function findTable(name: string): NamedTable {
  const table = tables.get(name)
  if (table === undefined) throw new UnknownTableError(name, tables.keys())
  return table
}

export class UnknownTableError extends Error {
  override readonly name = 'UnknownTableError'
  readonly table: string
  readonly nearest: readonly string[]

  constructor(table: string, known: Iterable<string>) {
    const near = nearest(table, known)
    super(`There is no table '${table}'.${didYouMean(near)} \`entra-extract tables\` lists all.`)
    this.table = table
    this.nearest = near
  }
}
