// Rows computed from other tables of the lake. What they are read from, and whatever is made on the way, lives in a schema of DuckDB's
// memory that goes with the fold.
import type { Store } from '../store/store.ts'
import type { Columns } from '../streams/define.ts'
import type { Sql } from './duckdb.ts'
import { currentTable } from './sql/comparing.ts'
import { DERIVATIONS } from './sql/derived/index.ts'
import type { Price } from './sql/derived/work.ts'
import { columnsFound, describe } from './sql/parquet.ts'
import { bareType, duckdbType, quote } from './types.ts'

/** A table that rows are computed from: its file, null when the lake has none, and the columns that are read. */
export interface Source {
  readonly file: string | null
  readonly columns: Columns
}

export interface Derivation {
  readonly sources: Readonly<Record<string, Source>>
  readonly prices: readonly Price[]
  /** Something the report should say. */
  readonly onNote: (text: string) => void
}

const FORGET = 'DROP SCHEMA IF EXISTS derived CASCADE'

/** A query for the rows of the stream's table with these columns. It holds until `forgetDerived`. */
export async function deriveRows(
  duckdb: Sql,
  store: Store,
  stream: string,
  { sources, prices, onNote }: Derivation,
  columns: Columns,
): Promise<string> {
  const derive = DERIVATIONS[stream]
  if (derive === undefined) throw new Error(`nobody knows how to compute ${stream}`)
  await duckdb.run(FORGET)
  await duckdb.run('CREATE SCHEMA derived')
  for (const [table, source] of Object.entries(sources))
    await showSource(duckdb, store, table, source, onNote)
  const has = (table: string): boolean => (sources[table]?.file ?? null) !== null
  const rows = await derive({ duckdb, has, prices, onNote })
  const selected = Object.entries(columns).map(
    ([name, type]) => `CAST(${quote(name)} AS ${duckdbType(type)}) AS ${quote(name)}`,
  )
  return `SELECT ${selected.join(', ')}, false AS _removed FROM (${rows})`
}

export const forgetDerived = (duckdb: Sql): Promise<void> => duckdb.run(FORGET)

/** A table as the view of its name; a column that its file lacks is NULL, and that is said. */
async function showSource(
  duckdb: Sql,
  store: Store,
  table: string,
  { file, columns }: Source,
  onNote: Derivation['onNote'],
): Promise<void> {
  if (file === null) return duckdb.run(view(table, emptyTable(columns)))
  const path = await store.local(file)
  const inFile = columnsFound(await duckdb.rows(describe(path)))
  await duckdb.run(view(table, `FROM ${currentTable(path, columns, inFile)}`))
  const absent = Object.entries(columns).filter(
    ([name, type]) => inFile.get(name) !== bareType(duckdbType(type)),
  )
  if (absent.length > 0)
    onNote(`${table} was read without ${absent.map(([name]) => name).join(', ')}: unknown here`)
}

const view = (table: string, query: string): string => `CREATE VIEW derived.${quote(table)} AS ${query}`

const emptyTable = (columns: Columns): string =>
  `SELECT ${Object.entries(columns)
    .map(([name, type]) => `NULL::${duckdbType(type)} AS ${quote(name)}`)
    .join(', ')} WHERE false`
