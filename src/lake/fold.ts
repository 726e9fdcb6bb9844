// Turns a spool into new files of its stream's tables and their changes. Nothing of the lake itself is touched here: the new
// files lie in the stream's work folder, and whoever commits the state that counts them makes them durable first.
import type { Store } from '../store/store.ts'
import type { Columns, EdgesTable, RowsTable, TableDefinition, UnnestedTable } from '../streams/define.ts'
import type { Sql } from './duckdb.ts'
import { NoMemoryError } from './errors.ts'
import { foldFirst, writeFirst } from './fold-first.ts'
import type { FoldRequest, TableFold } from './fold-request.ts'
import { foldStaged } from './fold-staged.ts'
import { type FoldTable, type FoldWork, placeOf, tableOf } from './fold-table.ts'
import { workFolder } from './paths.ts'
import type { Scope } from './sql/comparing.ts'
import { keyOn, type Window, within } from './sql/conditions.ts'
import { elementsOf, type Parents } from './sql/elements.ts'
import { parquet } from './sql/parquet.ts'
import { lastRows, touchedAs } from './sql/staging.ts'
import { type SpoolRows, Stager } from './stage.ts'
import { asWide, rowBytesOf, WIDEST } from './width.ts'

export type { FoldMode, FoldRequest, TableFold } from './fold-request.ts'

/** As JSON; in memory it takes about as much again. */
const IN_MEMORY_BYTES = 64 << 20
/** A table's first rows go straight into its file when they are more than this; for fewer the stage is quicker. */
const DIRECT_BYTES = 1 << 20

interface Fold extends FoldWork {
  readonly stager: Stager
}

/** Folds one spool. Throws MisfitError or BadRowsError when the rows are at fault, NoMemoryError when they are too large. */
export async function foldStream(duckdb: Sql, store: Store, request: FoldRequest): Promise<TableFold[]> {
  await store.makeFolder(workFolder(request.stream))
  const window = windowOf(request)
  const places = request.tables.map(name => placeOf(name, window))
  const rowBytes = await rowBytesOf(duckdb, store, request, places)
  try {
    return await foldTables(duckdb, store, request, window, rowBytes)
  } catch (error) {
    // A few rows may be far wider than the average.
    if (!(error instanceof NoMemoryError)) throw error
    return await foldTables(duckdb, store, request, window, WIDEST)
  }
}

function foldTables(
  duckdb: Sql,
  store: Store,
  request: FoldRequest,
  window: Window | null,
  rowBytes: number,
): Promise<TableFold[]> {
  const { stream, definition, spool, derivation, inMemoryBytes = IN_MEMORY_BYTES } = request
  const settings = {
    stream,
    definition,
    spool,
    window,
    inMemoryBytes,
    rowBytes,
    derivation: derivation ?? null,
  }
  const stager = new Stager(duckdb, store, settings)
  return asWide(duckdb, rowBytes, async () => {
    try {
      const results: TableFold[] = []
      for (const [name, table] of Object.entries(definition.tables))
        results.push(...(await foldTable({ duckdb, store, request, rowBytes, window, stager }, name, table)))
      return results
    } finally {
      await stager.clear()
    }
  })
}

/** One table of the stream, and those that are unnested from its rows. */
async function foldTable(fold: Fold, name: string, table: TableDefinition): Promise<TableFold[]> {
  try {
    if (table.rows === 'own') return await foldOwn(fold, name, table)
    if (!fold.request.tables.includes(name)) return []
    if (table.rows === 'edges') return [await foldEdges(fold, name, table)]
    return typeof table.from === 'string' ? [] : await foldLists(fold, name, table, table.from)
  } catch (error) {
    throw isOutOfMemory(error) ? new NoMemoryError(name, error) : error
  }
}

const isOutOfMemory = (error: unknown): error is Error =>
  error instanceof Error && /^Out of Memory|^std::bad_alloc/.test(error.message)

const windowOf = ({ mode, definition }: FoldRequest): Window | null =>
  mode.kind === 'window' && definition.kind === 'window'
    ? { time: definition.time, from: mode.from, to: mode.to }
    : null

/** A table of the stream's own rows, and the tables that are unnested from it. */
async function foldOwn(fold: Fold, name: string, definition: RowsTable): Promise<TableFold[]> {
  const { request, stager } = fold
  const unnested = unnestedFrom(request, name)
  const isWanted = request.tables.includes(name)
  if (!isWanted && unnested.length === 0) return []
  const table = tableOf(fold, name, definition)
  const columns = { ...request.staged, ...definition.columns }
  const rows: SpoolRows = { key: table.key, columns, sources: definition.sources ?? {} }
  const first = isWanted ? await foldDirectly(fold, table, rows) : null
  if (first !== null) {
    const file = parquet(table.path)
    return [first, ...(await foldElements(fold, unnested, rows, { rows: file, keys: file }))]
  }
  const staged = await stager.own(name, rows)
  const own = isWanted ? [await foldStaged(fold, table, ownScope(fold), staged)] : []
  const parents = { rows: lastRows(staged.stage), keys: staged.stage.last }
  return [...own, ...(await foldElements(fold, unnested, rows, parents))]
}

/**
 * The quick way for a large table without a file. Null when it cannot be taken, or when it turns out that keys repeat or rows lie
 * outside the window.
 */
async function foldDirectly(fold: Fold, table: FoldTable, rows: SpoolRows): Promise<TableFold | null> {
  const { request, stager, window } = fold
  const { spool, definition } = request
  const isShown = Object.keys(rows.columns).every(column => table.columns.includes(column))
  if (spool.bytes <= DIRECT_BYTES || spool.removed || spool.parts !== undefined) return null
  if (!isShown || !table.isFirst) return null
  const where = window === null ? 'true' : within('s', window)
  const received = await stager.overSpool(rows, lines =>
    writeFirst(fold, table, stager.rowsQuery(lines, rows), where),
  )
  if (definition.kind !== 'children' && received !== spool.rows) return null
  return foldFirst(fold, table, received, { keys: parquet(table.path), key: table.key })
}

/** A table of elements whose parents are no table. */
async function foldLists(
  fold: Fold,
  name: string,
  table: UnnestedTable,
  from: Columns,
): Promise<TableFold[]> {
  const rows: SpoolRows = { key: keyOn(...Object.keys(from).slice(0, 1)), columns: from, sources: {} }
  const { stage } = await fold.stager.own(`${name}.parents`, rows)
  return foldElements(fold, [[name, table]], rows, { rows: lastRows(stage), keys: stage.last })
}

const unnestedFrom = (request: FoldRequest, name: string): [string, UnnestedTable][] =>
  Object.entries(request.definition.tables).flatMap(([child, table]) =>
    table.rows === 'unnested' && table.from === name && request.tables.includes(child)
      ? [[child, table] as [string, UnnestedTable]]
      : [],
  )

/** Tables of the elements of some parents: `rows` those that live, `keys` all that the spool speaks of. */
async function foldElements(
  fold: Fold,
  tables: readonly (readonly [string, UnnestedTable])[],
  { key, columns }: SpoolRows,
  { rows, keys }: { readonly rows: string; readonly keys: string },
): Promise<TableFold[]> {
  if (tables.length === 0) return []
  const [parentKey] = key.columns
  if (parentKey === undefined) throw new Error('rows without a key have no elements of their own')
  await fold.stager.touch(keys, parentKey)
  const results: TableFold[] = []
  for (const [name, definition] of tables) {
    const parents = { rows, key: parentKey, columns }
    results.push(await foldElementsOf(fold, tableOf(fold, name, definition), definition, parents))
  }
  return results
}

async function foldElementsOf(
  fold: Fold,
  table: FoldTable,
  definition: UnnestedTable,
  parents: Parents,
): Promise<TableFold> {
  const { parentColumn } = definition
  const folded = { keys: touchedAs(parentColumn), key: keyOn(parentColumn) }
  if (table.isFirst) {
    const received = await writeFirst(fold, table, elementsOf(parents, definition))
    const first = await foldFirst(fold, table, received, folded)
    if (first !== null) return first
  }
  const staged = await fold.stager.elements(table.name, definition, parents)
  return foldStaged(fold, table, elementsScope(fold, parentColumn), staged, folded)
}

async function foldEdges(fold: Fold, name: string, table: EdgesTable): Promise<TableFold> {
  const scope: Scope =
    fold.request.mode.kind === 'replace'
      ? { kind: 'all' }
      : { kind: 'edges', parentColumn: table.parentColumn }
  return foldStaged(fold, tableOf(fold, name, table), scope, await fold.stager.edges(name, table))
}

function ownScope({ request: { mode }, window }: Fold): Scope {
  if (mode.kind === 'replace') return { kind: 'all' }
  if (mode.kind === 'patch' || mode.settled === true || window === null) return { kind: 'keys' }
  return { kind: 'window', window }
}

function elementsScope({ request: { mode }, window }: Fold, parentColumn: string): Scope {
  if (mode.kind === 'replace') return { kind: 'all' }
  const isSettled = mode.kind === 'window' && mode.settled === true
  return { kind: 'parents', parentColumn, window: isSettled ? null : window }
}
