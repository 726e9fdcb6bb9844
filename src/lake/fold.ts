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
import { BadRowsError, MisfitError } from './errors.ts'
import { type CheckLine, repairLines, rowCheck } from './misfit.ts'
import { type NewFile, newFile } from './new-file.ts'
import { dataFile, dayAfter, partitionFile, utcDate, workFolder } from './paths.ts'
import * as sql from './sql.ts'

export type FoldMode =
  | { readonly kind: 'patch' }
  | { readonly kind: 'replace' }
  /** Half-open range of ISO times within one UTC day. */
  | { readonly kind: 'window'; readonly from: string; readonly to: string }

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
}

export interface SpoolFacts {
  readonly file: string
  readonly bytes: number
  readonly rows: number
  /** Bytes of the longest line, at most. */
  readonly longest: number
  /** Whether some row may be removed by Graph. */
  readonly removed: boolean
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

/** Folds one spool. Throws MisfitError or BadRowsError when the rows are at fault. */
export async function foldStream(duckdb: Sql, store: Store, request: FoldRequest): Promise<TableFold[]> {
  await store.makeFolder(workFolder(request.stream))
  return new Fold(duckdb, store, request).run()
}

interface Staged {
  /** The relation whose rows count, for the tables that unnest it. */
  readonly rows: string
  readonly key: string
}

interface Counts {
  received: number
  duplicates: number
}

class Fold {
  private readonly duckdb: Sql
  private readonly store: Store
  private readonly request: FoldRequest
  private spool: sql.LinesFile
  private repaired = false

  constructor(duckdb: Sql, store: Store, request: FoldRequest) {
    this.duckdb = duckdb
    this.store = store
    this.request = request
    this.spool = { path: store.path(request.spool.file), longest: request.spool.longest }
  }

  async run(): Promise<TableFold[]> {
    const results: TableFold[] = []
    for (const [name, table] of Object.entries(this.request.definition.tables)) {
      if (table.rows === 'edges') results.push(await this.foldEdges(name, table))
      if (table.rows === 'own') results.push(...(await this.foldOwn(name, table)))
    }
    return results
  }

  private async foldOwn(name: string, table: RowsTable): Promise<TableFold[]> {
    const results: TableFold[] = []
    const columns = { ...this.request.staged, ...table.columns }
    const wanted = this.request.tables.includes(name)
    let staged: Staged | null = null
    if (wanted && this.isFirst(this.placeOf(name)) && !this.request.spool.removed) {
      const direct = await this.firstLoad(name, table, columns)
      if (direct !== null) {
        results.push(direct.fold)
        staged = direct.staged
      }
    }
    if (staged === null) {
      const counts = await this.stageOwn(name, table, columns)
      if (wanted) results.push(await this.foldStaged(name, table, this.ownScope(), counts))
      staged = { rows: sql.lastRows(sql.lastOf(name), this.stage(name)), key: keyOf(table) }
      await this.duckdb.run(sql.touchedParents(sql.lastOf(name), staged.key))
    }
    for (const [child, definition] of Object.entries(this.request.definition.tables)) {
      if (definition.rows !== 'unnested' || definition.from !== name || !this.request.tables.includes(child))
        continue
      results.push(await this.foldElements(child, definition, columns, staged))
    }
    return results
  }

  /** The quick way for a table without a file: straight into Parquet. Null when keys repeat or rows lie outside the window. */
  private async firstLoad(
    name: string,
    table: RowsTable,
    columns: Columns,
  ): Promise<{ fold: TableFold; staged: Staged } | null> {
    const out = this.work(name)
    const all = Object.keys(this.request.staged).some(column => !(column in table.columns))
    if (all) return null
    const mode = this.request.mode
    const where = mode.kind === 'window' ? sql.within('s', this.window(mode)) : 'true'
    const query = (spool: sql.LinesFile) =>
      sql.firstRows(
        `(${sql.rowsOf(spool, this.shape(table, columns))})`,
        Object.keys(table.columns),
        this.request.stamp,
        this.order(table),
        where,
      )
    const rows = await this.copyFromSpool(
      out,
      query,
      this.rowCheck(table, columns),
      this.parquet(name, table),
    )
    if (!(await this.hasUniqueKeys(out, table.key))) return null
    if (this.request.definition.kind !== 'children' && rows !== this.request.spool.rows) return null
    const files = await this.finished(name, rows)
    const fold = {
      table: name,
      received: rows,
      duplicates: 0,
      inserted: rows,
      updated: 0,
      deleted: 0,
      changes: null,
    }
    const moved = await this.removeFromNeighbours(name, table, sql.parquet(out))
    return {
      fold: { ...fold, files: [...files, ...moved.files], removals: moved.removals, deleted: moved.rows },
      staged: { rows: sql.parquet(out), key: keyOf(table) },
    }
  }

  private async stageOwn(name: string, table: RowsTable, columns: Columns): Promise<Counts> {
    const stage = this.stage(name)
    const mode = this.request.mode
    const rows = await this.copyFromSpool(
      stage,
      spool => sql.rowsOf(spool, this.shape(table, columns)),
      this.rowCheck(table, columns),
      null,
    )
    if (this.request.definition.kind !== 'children' && rows !== this.request.spool.rows) {
      throw new BadRowsError(`${this.request.spool.rows} rows were received and ${rows} could be read`)
    }
    await this.refuseMissingKeys(stage, name, table.key)
    if (mode.kind === 'window') await this.refuseMissingTimes(stage, name)
    const where = mode.kind === 'window' ? sql.within('s', this.window(mode)) : 'true'
    await this.duckdb.run(sql.lastVersions(sql.lastOf(name), stage, table.key, where))
    const outside = mode.kind === 'window' ? await this.count(sql.countOutside(stage, this.window(mode))) : 0
    return {
      received: rows,
      duplicates: rows - outside - (await this.count(sql.countRows(sql.lastOf(name)))),
    }
  }

  private async foldEdges(name: string, table: EdgesTable): Promise<TableFold> {
    const stage = this.stage(name)
    const entries = { [`${table.relation}@delta`]: { list: { struct: { id: 'string' as const } } } }
    await this.copyFromSpool(stage, spool => sql.edgesOf(spool, table), rowCheck(entries, {}), null)
    const broken = await this.count(sql.brokenEdges(stage))
    if (broken > 0) throw new BadRowsError(`${broken} rows have no id`)
    for (const statement of sql.lastEdges(sql.lastOf(name), stage, table)) await this.duckdb.run(statement)
    const received = await this.count(sql.countEdges(stage))
    const distinct = await this.count(sql.countRows(sql.lastOf(name)))
    const scope: sql.Scope =
      this.request.mode.kind === 'replace'
        ? { kind: 'all' }
        : { kind: 'edges', parentColumn: table.parentColumn }
    return this.foldStaged(name, table, scope, { received, duplicates: received - distinct })
  }

  private async foldElements(
    name: string,
    table: UnnestedTable,
    columns: Columns,
    parents: Staged,
  ): Promise<TableFold> {
    const stage = this.stage(name)
    const query = sql.elementsOf(parents.rows, parents.key, columns, table)
    const received = await this.copy(sql.copyToStage(stage, query))
    await this.refuseMissingKeys(stage, name, table.key)
    await this.duckdb.run(sql.lastVersions(sql.lastOf(name), stage, table.key, 'true'))
    const distinct = await this.count(sql.countRows(sql.lastOf(name)))
    const scope: sql.Scope =
      this.request.mode.kind === 'replace'
        ? { kind: 'all' }
        : { kind: 'parents', parentColumn: table.parentColumn }
    return this.foldStaged(name, table, scope, { received, duplicates: received - distinct })
  }

  /** Compares the staged rows with the table as it stands and writes what follows: changes and the new file, or nothing. */
  private async foldStaged(
    name: string,
    table: TableDefinition,
    scope: sql.Scope,
    counts: Counts,
  ): Promise<TableFold> {
    const place = this.placeOf(name)
    const last = sql.lastOf(name)
    const rows = sql.lastRows(last, this.stage(name))
    const moved = await this.removeFromNeighbours(name, table, last)
    const base = { table: name, ...counts, inserted: 0, updated: 0, deleted: moved.rows, changes: null }
    const columns = Object.keys(table.columns)
    if (this.isFirst(place)) {
      const query = sql.firstRows(rows, columns, this.request.stamp, this.order(table))
      const inserted = await this.copy(sql.copyTo(this.work(name), query, this.parquet(name, table)))
      const files = await this.finished(name, inserted)
      return { ...base, inserted, files: [...files, ...moved.files], removals: moved.removals }
    }
    const inFile = await this.columnsIn(place)
    const current = sql.currentTable(this.store.path(place), table.columns, inFile)
    const changes = this.store.path(this.changesFile(name))
    const change = { rows, last, current, columns, key: table.key, scope, stamp: this.request.stamp }
    const changed = await this.copy(sql.copyTo(changes, sql.changesQuery(change), this.parquet(name, table)))
    if (changed === 0 && sql.hasColumns(inFile, table.columns)) {
      return { ...base, files: moved.files, removals: moved.removals }
    }
    const query = sql.changedTable(current, changes, columns, table.key, this.order(table))
    const written = await this.copy(sql.copyTo(this.work(name), query, this.parquet(name, table)))
    if (changed > 0) await this.store.sync(this.changesFile(name))
    const files = await this.finished(name, written)
    const { inserted = 0, updated = 0, deleted = 0 } = await this.countChanges(changes)
    return {
      ...base,
      inserted,
      updated,
      deleted: deleted + moved.rows,
      files: [...files, ...moved.files],
      removals: [...(files.length === 0 ? [place] : []), ...moved.removals],
      changes: changed === 0 || this.request.mode.kind === 'window' ? null : this.changesFile(name),
    }
  }

  /** An event whose time moved over midnight leaves the day it was in. */
  private async removeFromNeighbours(
    name: string,
    table: TableDefinition,
    keys: string,
  ): Promise<{ files: NewFile[]; removals: string[]; rows: number }> {
    const result = { files: [] as NewFile[], removals: [] as string[], rows: 0 }
    if (this.request.mode.kind !== 'window') return result
    const date = utcDate(this.request.mode.from)
    for (const neighbour of [dayAfter(date, -1), dayAfter(date, 1)]) {
      const place = partitionFile(name, neighbour)
      if (!this.request.exists(place)) continue
      const path = this.store.path(place)
      const rows = await this.count(sql.countWithKeys(path, keys, table.key))
      if (rows === 0) continue
      result.rows += rows
      const out = `${workFolder(this.request.stream)}/${name}.${neighbour}.parquet`
      const query = sql.withoutKeys(path, keys, table.key, this.order(table))
      const left = await this.copy(sql.copyTo(this.store.path(out), query, this.parquet(name, table)))
      if (left === 0) result.removals.push(place)
      else result.files.push(await this.newFile(out, place, left))
    }
    return result
  }

  /** The new file of a table in the work folder; none for a day without events. */
  private async finished(name: string, rows: number): Promise<NewFile[]> {
    if (rows === 0 && this.request.mode.kind === 'window') return []
    return [await this.newFile(this.workFile(name), this.placeOf(name), rows)]
  }

  private newFile(from: string, to: string, rows: number): Promise<NewFile> {
    const { definition } = this.request
    const time = definition.kind === 'window' ? definition.time : null
    return newFile(this.duckdb, this.store, { from, to, rows, time })
  }

  /** Copies what a query makes of the spool. When DuckDB refuses the rows, they are repaired once, or the fault is named. */
  private async copyFromSpool(
    path: string,
    query: (spool: sql.LinesFile) => string,
    check: CheckLine,
    settings: sql.ParquetSettings | null,
  ): Promise<number> {
    const write = () => {
      const rows = query(this.spool)
      return this.copy(settings === null ? sql.copyToStage(path, rows) : sql.copyTo(path, rows, settings))
    }
    try {
      return await write()
    } catch (error) {
      if (!isAboutRows(error) || this.repaired) throw asFoldError(error)
      await this.repair(check, error)
      return await write().catch(again => {
        throw asFoldError(again)
      })
    }
  }

  private async repair(check: CheckLine, cause: unknown): Promise<void> {
    const { spool, stream } = this.request
    const file = `${workFolder(stream)}/spool.repaired.ndjson`
    const rewritten = await repairLines(
      this.store.path(spool.file),
      this.store.path(file),
      spool.bytes,
      check,
    )
    if (rewritten === 0) throw asFoldError(cause)
    this.repaired = true
    // A repaired character may be written as an escape of six bytes.
    this.spool = { path: this.store.path(file), longest: spool.longest * 6 }
  }

  private async refuseMissingKeys(path: string, name: string, key: readonly string[]): Promise<void> {
    const missing = await this.count(sql.missingKeys(path, key))
    if (missing > 0) throw new BadRowsError(`${missing} rows of ${name} have no ${key.join(' or ')}`)
  }

  private async refuseMissingTimes(path: string, name: string): Promise<void> {
    if (this.request.definition.kind !== 'window') return
    const { time } = this.request.definition
    const missing = await this.count(sql.countMissing(path, time))
    if (missing > 0) throw new BadRowsError(`${missing} rows of ${name} have no ${time}`)
  }

  private async hasUniqueKeys(path: string, key: readonly string[]): Promise<boolean> {
    const [row] = await this.duckdb.rows(sql.distinctKeysIn([path], key))
    return row?.rows === row?.keys && (await this.count(sql.missingKeys(path, key))) === 0
  }

  private async columnsIn(place: string): Promise<ReadonlyMap<string, string>> {
    return sql.columnsFound(await this.duckdb.rows(sql.describe(this.store.path(place))))
  }

  private async countChanges(
    changes: string,
  ): Promise<{ inserted?: number; updated?: number; deleted?: number }> {
    const rows = await this.duckdb.rows(sql.countByOperation(changes))
    const past = { insert: 'inserted', update: 'updated', delete: 'deleted' } as const
    return Object.fromEntries(rows.map(row => [past[row.op as keyof typeof past], row.n]))
  }

  private async copy(statement: string): Promise<number> {
    const [row] = await this.duckdb.rows(statement)
    return Number(row?.count ?? 0)
  }

  private async count(statement: string): Promise<number> {
    const [row] = await this.duckdb.rows(statement)
    return Number(row?.n ?? 0)
  }

  private shape(table: RowsTable, columns: Columns): sql.RowShape {
    const { definition } = this.request
    const parentColumn = definition.kind === 'children' ? definition.parentColumn : null
    return { columns, sources: table.sources ?? {}, parentColumn }
  }

  private rowCheck(table: RowsTable, columns: Columns): CheckLine {
    const { definition } = this.request
    const check = rowCheck(columns, table.sources ?? {})
    if (definition.kind !== 'children') return check
    return line => {
      const { [definition.parentColumn]: _, ...own } = columns
      const rows = Array.isArray(line._rows) ? line._rows : []
      for (const row of rows) rowCheck(own, table.sources ?? {})(row as Record<string, unknown>)
    }
  }

  private ownScope(): sql.Scope {
    const { mode } = this.request
    if (mode.kind === 'patch') return { kind: 'keys' }
    return mode.kind === 'replace' ? { kind: 'all' } : { kind: 'window', ...this.window(mode) }
  }

  private window(mode: { from: string; to: string }): { time: string; from: string; to: string } {
    const { definition } = this.request
    return { time: definition.kind === 'window' ? definition.time : '', from: mode.from, to: mode.to }
  }

  private order(table: TableDefinition): readonly string[] {
    const { definition } = this.request
    return definition.kind === 'window' ? [definition.time, ...table.key] : []
  }

  private placeOf(name: string): string {
    const { mode } = this.request
    return mode.kind === 'window' ? partitionFile(name, utcDate(mode.from)) : dataFile(name)
  }

  private readonly isFirst = (place: string): boolean => !this.request.exists(place)
  private readonly workFile = (name: string): string =>
    `${workFolder(this.request.stream)}/${name}.data.parquet`
  private readonly changesFile = (name: string): string =>
    `${workFolder(this.request.stream)}/${name}.changes.parquet`
  private readonly work = (name: string): string => this.store.path(this.workFile(name))
  private readonly stage = (name: string): string =>
    this.store.path(`${workFolder(this.request.stream)}/${name}.stage.parquet`)

  private parquet(name: string, table: TableDefinition): sql.ParquetSettings {
    return sql.parquetSettings(name, table.schemaVersion, this.request.stamp, this.request.compression)
  }
}

function keyOf(table: TableDefinition): string {
  const [key] = table.key
  if (key === undefined) throw new Error('a table without key')
  return key
}

/** DuckDB's errors that speak of values, not of memory or disk. */
const isAboutRows = (error: unknown): boolean =>
  error instanceof Error && /^(Invalid Input|Conversion|Out of Range) Error/.test(error.message)

function asFoldError(error: unknown): unknown {
  if (error instanceof MisfitError || error instanceof BadRowsError || !isAboutRows(error)) return error
  const [first = ''] = (error as Error).message.split('\n')
  return new BadRowsError(first.replace(/ in file "[^"]*"/, ''), { cause: error })
}
