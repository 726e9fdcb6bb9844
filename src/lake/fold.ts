// Turns a spool into new files of its stream's tables and their changes. Nothing of the lake itself is touched here: the new
// files lie in the stream's work folder, durable, until the state that counts them is committed.
import type { Store } from '../store/folder.ts'
import type {
  Columns,
  EdgesTable,
  RowsTable,
  StreamDefinition,
  TableDefinition,
  UnnestedTable,
} from '../streams/define.ts'
import type { Sql } from './duckdb.ts'
import { type NewFile, newFile } from './new-file.ts'
import { dataFile, dayAfter, partitionFile, utcDate, workFolder } from './paths.ts'
import * as sql from './sql.ts'
import { type SpoolFacts, type Staged, Stager } from './stage.ts'

export type FoldMode =
  | { readonly kind: 'patch' }
  | { readonly kind: 'replace' }
  /** Half-open range of ISO times within one UTC day. `settled`: what is absent stays, for Graph may no longer keep it. */
  | { readonly kind: 'window'; readonly from: string; readonly to: string; readonly settled?: boolean }

export interface FoldRequest {
  readonly stream: string
  readonly definition: StreamDefinition
  /** The tables to bring up to date. */
  readonly tables: readonly string[]
  /** Types of list columns that unnested tables read but the narrowed main table does not show. */
  readonly staged: Columns
  readonly spool: SpoolFacts
  readonly mode: FoldMode
  /** Whether a file of the lake exists now, with rows that count. */
  readonly exists: (file: string) => boolean
  readonly stamp: sql.Stamp
  readonly compression: sql.Compression
  /** A spool of at most so many bytes is staged in memory. */
  readonly inMemoryBytes?: number
}

export interface TableFold {
  readonly table: string
  readonly received: number
  readonly duplicates: number
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly files: readonly NewFile[]
  /** Files of the lake that hold no row any more. */
  readonly removals: readonly string[]
  /** The file of changes in the work folder; null when nothing changed or it is the table's first load. */
  readonly changes: string | null
}

/** As JSON; in memory it takes about as much again. */
const IN_MEMORY_BYTES = 64 << 20
/** A table's first rows go straight into its file when they are more than this; for fewer the stage is quicker. */
const DIRECT_BYTES = 1 << 20

/** Folds one spool. Throws MisfitError or BadRowsError when the rows are at fault. */
export async function foldStream(duckdb: Sql, store: Store, request: FoldRequest): Promise<TableFold[]> {
  await store.makeFolder(workFolder(request.stream))
  const fold = new Fold(duckdb, store, request)
  try {
    return await fold.run()
  } finally {
    await fold.clear()
  }
}

/** Rows whose lists other tables unnest. */
interface Parents {
  readonly rows: string
  readonly key: string
}

class Fold {
  private readonly duckdb: Sql
  private readonly store: Store
  private readonly request: FoldRequest
  private readonly window: { readonly time: string; readonly from: string; readonly to: string } | null
  private readonly stager: Stager

  constructor(duckdb: Sql, store: Store, request: FoldRequest) {
    this.duckdb = duckdb
    this.store = store
    this.request = request
    const { definition, mode, stream, spool, inMemoryBytes = IN_MEMORY_BYTES } = request
    this.window =
      mode.kind === 'window' && definition.kind === 'window'
        ? { time: definition.time, from: mode.from, to: mode.to }
        : null
    this.stager = new Stager(duckdb, store, { stream, definition, spool, window: this.window, inMemoryBytes })
  }

  async run(): Promise<TableFold[]> {
    const results: TableFold[] = []
    for (const [name, table] of Object.entries(this.request.definition.tables)) {
      if (table.rows === 'edges') results.push(await this.foldEdges(name, table))
      if (table.rows === 'own') results.push(...(await this.foldOwn(name, table)))
    }
    return results
  }

  clear(): Promise<void> {
    return this.stager.clear()
  }

  private async foldOwn(name: string, table: RowsTable): Promise<TableFold[]> {
    const results: TableFold[] = []
    const columns = { ...this.request.staged, ...table.columns }
    const wanted = this.request.tables.includes(name)
    const first = wanted ? await this.firstLoad(name, table) : null
    let parents: Parents
    if (first !== null) {
      results.push(first)
      parents = { rows: sql.parquet(this.work(name)), key: keyOf(table) }
    } else {
      const staged = await this.stager.own(name, table, columns)
      if (wanted) results.push(await this.foldStaged(name, table, this.ownScope(), staged))
      parents = { rows: sql.lastRows(staged.stage), key: keyOf(table) }
      await this.stager.touch(staged.stage, parents.key)
    }
    for (const [child, definition] of Object.entries(this.request.definition.tables)) {
      if (definition.rows !== 'unnested' || definition.from !== name) continue
      if (this.request.tables.includes(child))
        results.push(await this.foldElements(child, definition, columns, parents))
    }
    return results
  }

  /**
   * The quick way for a large table without a file: straight into Parquet. Null when it cannot be taken, or when it turns out that
   * keys repeat or rows lie outside the window.
   */
  private async firstLoad(name: string, table: RowsTable): Promise<TableFold | null> {
    const { spool, staged, stamp, definition } = this.request
    const shown = Object.keys(staged).every(column => column in table.columns)
    if (spool.bytes <= DIRECT_BYTES || spool.removed || !shown || !this.isFirst(name)) return null
    const where = this.window === null ? 'true' : sql.within('s', this.window)
    const columns = Object.keys(table.columns)
    const rows = await this.stager.overSpool(this.stager.check(table, table.columns), lines => {
      const query = `(${this.stager.rowsQuery(lines, table, table.columns)})`
      return this.copy(name, table, sql.firstRows(query, columns, stamp, this.order(table), where))
    })
    if (definition.kind !== 'children' && rows !== spool.rows) return null
    if (!(await this.hasUniqueKeys(this.work(name), table.key))) return null
    const moved = await this.removeFromNeighbours(name, table, sql.parquet(this.work(name)))
    const files = [...(await this.finished(name, rows)), ...moved.files]
    const counts = { received: rows, duplicates: 0, inserted: rows, updated: 0, deleted: moved.rows }
    return { table: name, ...counts, files, removals: moved.removals, changes: null }
  }

  private async foldEdges(name: string, table: EdgesTable): Promise<TableFold> {
    const scope: sql.Scope =
      this.request.mode.kind === 'replace'
        ? { kind: 'all' }
        : { kind: 'edges', parentColumn: table.parentColumn }
    return this.foldStaged(name, table, scope, await this.stager.edges(name, table))
  }

  private async foldElements(
    name: string,
    table: UnnestedTable,
    columns: Columns,
    parents: Parents,
  ): Promise<TableFold> {
    const first = this.isFirst(name) ? await this.firstElements(name, table, columns, parents) : null
    if (first !== null) return first
    const scope: sql.Scope =
      this.request.mode.kind === 'replace'
        ? { kind: 'all' }
        : { kind: 'parents', parentColumn: table.parentColumn }
    return this.foldStaged(name, table, scope, await this.stager.elements(name, table, parents, columns))
  }

  /** The same quick way for elements of lists. Null when keys repeat or are missing. */
  private async firstElements(
    name: string,
    table: UnnestedTable,
    columns: Columns,
    parents: Parents,
  ): Promise<TableFold | null> {
    const elements = `(${sql.elementsOf(parents.rows, parents.key, columns, table)})`
    const query = sql.firstRows(elements, Object.keys(table.columns), this.request.stamp, this.order(table))
    const rows = await this.copy(name, table, query)
    if (!(await this.hasUniqueKeys(this.work(name), table.key))) return null
    const counts = { received: rows, duplicates: 0, inserted: rows, updated: 0, deleted: 0 }
    return { table: name, ...counts, files: await this.finished(name, rows), removals: [], changes: null }
  }

  /** Compares the staged rows with the table as it stands and writes what follows: changes and the new file, or nothing. */
  private async foldStaged(
    name: string,
    table: TableDefinition,
    scope: sql.Scope,
    staged: Staged,
  ): Promise<TableFold> {
    const { stage, received, duplicates } = staged
    const columns = Object.keys(table.columns)
    const moved = await this.removeFromNeighbours(name, table, stage.last)
    const none = {
      table: name,
      received,
      duplicates,
      inserted: 0,
      updated: 0,
      deleted: moved.rows,
      changes: null,
    }
    if (this.isFirst(name)) {
      const query = sql.firstRows(sql.lastRows(stage), columns, this.request.stamp, this.order(table))
      const inserted = await this.copy(name, table, query)
      return {
        ...none,
        inserted,
        files: [...(await this.finished(name, inserted)), ...moved.files],
        removals: moved.removals,
      }
    }
    const place = this.placeOf(name)
    const inFile = sql.columnsFound(await this.duckdb.rows(sql.describe(this.store.path(place))))
    const current = sql.currentTable(this.store.path(place), table.columns, inFile)
    const changed = await this.writeChanges(name, table, scope, stage, current)
    if (changed.all === 0 && sql.hasColumns(inFile, table.columns)) {
      return { ...none, files: moved.files, removals: moved.removals }
    }
    const changes = this.store.path(this.changesFile(name))
    const query = sql.changedTable(current, changes, columns, table.key, this.order(table))
    const rows = await this.onTwoThreads(() => this.copy(name, table, query))
    const files = await this.finished(name, rows)
    const { inserted, updated, deleted } = changed
    return {
      ...none,
      inserted,
      updated,
      deleted: deleted + moved.rows,
      files: [...files, ...moved.files],
      removals: [...(files.length === 0 ? [place] : []), ...moved.removals],
      changes: changed.all === 0 || this.window !== null ? null : this.changesFile(name),
    }
  }

  /** Rewriting a large table is mostly decoding and encoding columns, which a second thread halves; everything else gains nothing. */
  private async onTwoThreads<T>(work: () => Promise<T>): Promise<T> {
    await this.duckdb.run(sql.useThreads(2))
    try {
      return await work()
    } finally {
      await this.duckdb.run(sql.useThreads(1))
    }
  }

  /** Writes the file of changes, durable, and counts them. */
  private async writeChanges(
    name: string,
    table: TableDefinition,
    scope: sql.Scope,
    stage: sql.Stage,
    current: string,
  ): Promise<{ all: number; inserted: number; updated: number; deleted: number }> {
    const change = {
      rows: sql.lastRows(stage),
      last: stage.last,
      current,
      columns: Object.keys(table.columns),
      key: table.key,
      scope,
      stamp: this.request.stamp,
    }
    const path = this.store.path(this.changesFile(name))
    await this.duckdb.run(sql.copyTo(path, sql.changesQuery(change), this.settings(name, table)))
    const counts = new Map(
      (await this.duckdb.rows(sql.countByOperation(path))).map(row => [row.op, Number(row.n)]),
    )
    const [inserted = 0, updated = 0, deleted = 0] = ['insert', 'update', 'delete'].map(
      op => counts.get(op) ?? 0,
    )
    const all = inserted + updated + deleted
    if (all > 0) await this.store.sync(this.changesFile(name))
    return { all, inserted, updated, deleted }
  }

  /** An event whose time moved over midnight leaves the day it was in. */
  private async removeFromNeighbours(
    name: string,
    table: TableDefinition,
    keys: string,
  ): Promise<{ files: NewFile[]; removals: string[]; rows: number }> {
    const result = { files: [] as NewFile[], removals: [] as string[], rows: 0 }
    if (this.window === null) return result
    const date = utcDate(this.window.from)
    for (const neighbour of [dayAfter(date, -1), dayAfter(date, 1)]) {
      const place = partitionFile(name, neighbour)
      if (!this.request.exists(place)) continue
      const path = this.store.path(place)
      const [found] = await this.duckdb.rows(sql.countWithKeys(path, keys, table.key))
      const rows = Number(found?.n ?? 0)
      if (rows === 0) continue
      result.rows += rows
      const out = `${workFolder(this.request.stream)}/${name}.${neighbour}.parquet`
      const query = sql.withoutKeys(path, keys, table.key, this.order(table))
      const left = await this.copyTo(this.store.path(out), name, table, query)
      if (left === 0) result.removals.push(place)
      else result.files.push(await this.newFile(out, place, left))
    }
    return result
  }

  /** The new file of a table in the work folder; none for a day without events. */
  private async finished(name: string, rows: number): Promise<NewFile[]> {
    if (rows === 0 && this.window !== null) return []
    return [await this.newFile(this.workFile(name), this.placeOf(name), rows)]
  }

  private newFile(from: string, to: string, rows: number): Promise<NewFile> {
    return newFile(this.duckdb, this.store, { from, to, rows, time: this.window?.time ?? null })
  }

  private async hasUniqueKeys(path: string, key: readonly string[]): Promise<boolean> {
    const [counts] = await this.duckdb.rows(sql.distinctKeysIn([path], key))
    const [missing] = await this.duckdb.rows(sql.missingKeys(path, key))
    return counts?.rows === counts?.keys && Number(missing?.n ?? 0) === 0
  }

  /** Writes the table's new file in the work folder; returns its rows. */
  private copy(name: string, table: TableDefinition, query: string): Promise<number> {
    return this.copyTo(this.work(name), name, table, query)
  }

  private async copyTo(path: string, name: string, table: TableDefinition, query: string): Promise<number> {
    const [row] = await this.duckdb.rows(sql.copyTo(path, query, this.settings(name, table)))
    return Number(row?.count ?? 0)
  }

  private ownScope(): sql.Scope {
    const { mode } = this.request
    if (mode.kind === 'replace') return { kind: 'all' }
    if (mode.kind === 'patch' || mode.settled === true || this.window === null) return { kind: 'keys' }
    return { kind: 'window', ...this.window }
  }

  private order(table: TableDefinition): readonly string[] {
    return this.window === null ? [] : [this.window.time, ...table.key]
  }

  private placeOf(name: string): string {
    return this.window === null ? dataFile(name) : partitionFile(name, utcDate(this.window.from))
  }

  private isFirst(name: string): boolean {
    return !this.request.exists(this.placeOf(name))
  }

  private settings(name: string, table: TableDefinition): sql.ParquetSettings {
    return sql.parquetSettings(name, table, this.request.stamp, this.request.compression)
  }

  private workFile(name: string): string {
    return `${workFolder(this.request.stream)}/${name}.data.parquet`
  }

  private changesFile(name: string): string {
    return `${workFolder(this.request.stream)}/${name}.changes.parquet`
  }

  private work(name: string): string {
    return this.store.path(this.workFile(name))
  }
}

function keyOf(table: TableDefinition): string {
  const [key] = table.key
  if (key === undefined) throw new Error('a table without key')
  return key
}
