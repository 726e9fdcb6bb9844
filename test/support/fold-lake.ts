// A lake for tests of the fold alone: pages in, the fold, and a stand-in for the commit that puts its files in their places.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { splitPage } from '../../src/graph/page.ts'
import { openDuckDB, type Sql } from '../../src/lake/duckdb.ts'
import { type FoldMode, type FoldRequest, foldStream, type TableFold } from '../../src/lake/fold.ts'
import { changesFile, spoolFile, utcDate } from '../../src/lake/paths.ts'
import { folderStore, type Store } from '../../src/store/folder.ts'
import type { StreamDefinition } from '../../src/streams/define.ts'
import { parquetFiles, type Row, readParquet } from './parquet-rows.ts'

/** DuckDB and a folder that go away together. */
export interface Bench {
  readonly duckdb: Sql
  /** An empty lake. `inMemory` false: its folds stage in files, as they do for large spools. */
  lake(inMemory?: boolean): FoldLake
  close(): void
}

export async function openBench(): Promise<Bench> {
  const duckdb = await openDuckDB({ memory: '1GB', spill: null })
  const folder = mkdtempSync(join(tmpdir(), 'entra-fold-'))
  let lakes = 0
  return {
    duckdb,
    lake: (inMemory = true) => new FoldLake(duckdb, join(folder, `it's a=lake ${++lakes}`), inMemory),
    close: () => {
      duckdb.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface Spooled {
  readonly bytes: Buffer
  readonly rows: number
  readonly longest: number
  readonly removed: boolean
  readonly parts?: readonly (readonly string[])[]
}

/** Rows as they come from pages of Graph, cut by the splitter. */
export function spooled(rows: readonly unknown[], rowsPerPage = 3): Spooled {
  const pages: Buffer[] = []
  for (let at = 0; at < rows.length; at += rowsPerPage) {
    const value = rows.slice(at, at + rowsPerPage)
    const page = { '@odata.context': 'c', value, '@odata.nextLink': 'https://graph/n' }
    pages.push(Buffer.from(JSON.stringify(page, null, at % 2 === 0 ? 2 : 0)))
  }
  return spooledPages(pages)
}

/** Rows given as the text that Graph sent, for what JSON.stringify would not write. */
export const spooledText = (...rows: readonly string[]): Spooled =>
  spooledPages([Buffer.from(`{"value":[${rows.join(',')}]}`)])

export function spooledPages(pages: readonly Buffer[]): Spooled {
  const cut = pages.map(page => splitPage(page, null))
  return {
    bytes: Buffer.concat(cut.map(page => page.rows)),
    rows: cut.reduce((sum, page) => sum + page.count, 0),
    longest: Math.max(0, ...cut.map(page => page.rows.length)),
    removed: cut.some(page => page.removed),
  }
}

/** Lines that the product itself puts together; together they hold so many rows. */
export function spooledLines(lines: readonly unknown[], rows = lines.length): Spooled {
  const texts = lines.map(line => `${JSON.stringify(line)}\n`)
  return {
    bytes: Buffer.from(texts.join('')),
    rows,
    longest: Math.max(0, ...texts.map(text => Buffer.byteLength(text))),
    removed: false,
  }
}

export type FoldOptions = Partial<Pick<FoldRequest, 'tables' | 'staged' | 'compression'>>

export class FoldLake {
  readonly store: Store
  /** Files of the lake, with their number of rows. */
  readonly files = new Map<string, number>()
  private readonly root: string
  private readonly duckdb: Sql
  private readonly changes = new Map<string, number>()
  private readonly inMemory: boolean
  private runs = 0

  constructor(duckdb: Sql, root: string, inMemory: boolean) {
    this.inMemory = inMemory
    mkdirSync(root, { recursive: true })
    this.duckdb = duckdb
    this.root = root
    this.store = folderStore(root)
  }

  /** ISO time of the latest run; each fold is a run of its own, a minute after the one before. */
  get at(): string {
    return new Date(Date.UTC(2026, 10, 20, 10, this.runs)).toISOString()
  }

  get runId(): string {
    return `run-${this.runs}`
  }

  /** Folds rows into new files and leaves them in the work folder. */
  async fold(
    definition: StreamDefinition,
    spool: Spooled,
    mode: FoldMode,
    options: FoldOptions = {},
  ): Promise<TableFold[]> {
    this.runs++
    const file = spoolFile('stream')
    mkdirSync(dirname(this.store.path(file)), { recursive: true })
    const { bytes, ...facts } = spool
    writeFileSync(this.store.path(file), bytes)
    return foldStream(this.duckdb, this.store, {
      stream: 'stream',
      definition,
      tables: Object.keys(definition.tables),
      staged: {},
      spool: { file, bytes: bytes.length, ...facts },
      mode,
      exists: place => this.files.has(place),
      stamp: { tenantId: 'the-tenant', runId: this.runId, at: this.at },
      compression: 'snappy',
      ...(this.inMemory ? {} : { inMemoryBytes: -1 }),
      ...options,
    })
  }

  /** What the commit does: every file to its place, changes under the table's next number. */
  async publish(folds: readonly TableFold[]): Promise<void> {
    for (const fold of folds) {
      for (const { from, to, facts } of fold.files) {
        const bytes = readFileSync(this.store.path(from))
        expect([bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([
          facts.bytes,
          facts.sha256,
        ])
        await this.store.publish(from, to)
        this.files.set(to, facts.rows)
      }
      for (const path of fold.removals) {
        expect(this.files.delete(path)).toBe(true)
        await this.store.remove(path)
      }
      if (fold.changes !== null) {
        const number = (this.changes.get(fold.table) ?? 0) + 1
        this.changes.set(fold.table, number)
        await this.store.publish(fold.changes, changesFile(fold.table, utcDate(this.at), number))
      }
    }
  }

  /** Folds and publishes; the folds by table. */
  async take(
    definition: StreamDefinition,
    spool: Spooled,
    mode: FoldMode,
    options: FoldOptions = {},
  ): Promise<Map<string, TableFold>> {
    const folds = await this.fold(definition, spool, mode, options)
    await this.publish(folds)
    return new Map(folds.map(fold => [fold.table, fold]))
  }

  /** The table's rows; the lake holds exactly the files that were published, with the rows they are counted by. */
  async table(name: string): Promise<Row[]> {
    const places = [...this.files.keys()].filter(place => place.startsWith(`${name}/`)).sort()
    expect(parquetFiles(join(this.root, name))).toEqual(places.map(place => this.store.path(place)))
    const rows: Row[] = []
    for (const place of places) {
      const some = await readParquet(this.store.path(place))
      expect(some).toHaveLength(this.files.get(place) ?? -1)
      for (const row of some) rows.push(row)
    }
    return rows
  }

  /** Every file of a table's changes, in the order of their numbers. */
  async changesOf(name: string): Promise<Row[][]> {
    const all: Row[][] = []
    for (const path of parquetFiles(join(this.root, 'changes', name))) all.push(await readParquet(path))
    return all
  }
}

/** Runs of the properties of the fold: reproducible, and fast-check prints seed and path when one fails. */
export const SEED = 20_261_120
