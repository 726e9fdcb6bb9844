// From a spool, or from staged parents, to a stage: rows with the table's types, and which of them count.
import type { Store } from '../store/folder.ts'
import type { Columns, EdgesTable, RowsTable, StreamDefinition, UnnestedTable } from '../streams/define.ts'
import type { Sql } from './duckdb.ts'
import { BadRowsError, MisfitError } from './errors.ts'
import { type CheckLine, repairLines, rowCheck } from './misfit.ts'
import { workFolder } from './paths.ts'
import * as sql from './sql.ts'

export interface SpoolFacts {
  readonly file: string
  readonly bytes: number
  readonly rows: number
  /** Bytes of the longest line, at most. */
  readonly longest: number
  /** Whether some row may be removed by Graph. */
  readonly removed: boolean
}

export interface StagerSettings {
  readonly stream: string
  readonly definition: StreamDefinition
  readonly spool: SpoolFacts
  /** Half-open window that rows must lie in to count; null: all count. */
  readonly window: { readonly time: string; readonly from: string; readonly to: string } | null
  /** A spool of at most so many bytes is staged in memory. */
  readonly inMemoryBytes: number
}

/** A stage and what was found while making it. */
export interface Staged {
  readonly stage: sql.Stage
  readonly received: number
  readonly duplicates: number
}

export class Stager {
  private readonly duckdb: Sql
  private readonly store: Store
  private readonly settings: StagerSettings
  private readonly temporary = new Set<string>()
  private spool: sql.LinesFile
  private repaired = false

  constructor(duckdb: Sql, store: Store, settings: StagerSettings) {
    this.duckdb = duckdb
    this.store = store
    this.settings = settings
    this.spool = { path: store.path(settings.spool.file), longest: settings.spool.longest }
  }

  get inMemory(): boolean {
    return this.settings.spool.bytes <= this.settings.inMemoryBytes
  }

  /** Rows of Graph's that are rows of the table. Throws MisfitError or BadRowsError when they cannot be. */
  async own(name: string, table: RowsTable, columns: Columns): Promise<Staged> {
    const { spool, window } = this.settings
    const stage = await this.fromSpool(
      name,
      lines => this.rowsQuery(lines, table, columns),
      this.check(table, columns),
    )
    const facts = await this.facts(sql.stageFacts(stage.rows, table.key, window))
    this.refuseBroken(name, table.key, facts)
    if (this.settings.definition.kind !== 'children' && facts.rows !== spool.rows) {
      throw new BadRowsError(`${spool.rows} rows were received and ${facts.rows} could be read`)
    }
    const distinct = await this.pickLast(stage, table.key)
    return { stage, received: facts.rows, duplicates: facts.rows - facts.outside - distinct }
  }

  /** Edges in the order Graph told them; the table `gone` then has the parents that were removed. */
  async edges(name: string, table: EdgesTable): Promise<Staged> {
    const entries = { [`${table.relation}@delta`]: { list: { struct: { id: 'string' as const } } } }
    const stage = await this.fromSpool(name, lines => sql.edgesOf(lines, table), rowCheck(entries, {}))
    const facts = await this.facts(sql.edgeFacts(stage.rows))
    this.refuseBroken(name, table.key, facts)
    for (const statement of sql.lastEdges(stage, table)) await this.duckdb.run(statement)
    this.temporary.add('gone').add(stage.last)
    const distinct = await this.count(sql.countRows(stage.last))
    return { stage, received: facts.rows, duplicates: facts.rows - distinct }
  }

  /** Elements of the lists of `parents`, a relation with the columns `columns`. */
  async elements(
    name: string,
    table: UnnestedTable,
    parents: { readonly rows: string; readonly key: string },
    columns: Columns,
  ): Promise<Staged> {
    const stage = this.stageOf(name)
    await this.fill(name, stage, sql.elementsOf(parents.rows, parents.key, columns, table))
    const facts = await this.facts(sql.stageFacts(stage.rows, table.key, null))
    this.refuseBroken(name, table.key, facts)
    const distinct = await this.pickLast(stage, table.key)
    return { stage, received: facts.rows, duplicates: facts.rows - distinct }
  }

  /** Parents that a stage speaks of, as the table `touched`. */
  async touch(stage: sql.Stage, key: string): Promise<void> {
    await this.duckdb.run(sql.touchedParents(stage, key))
    this.temporary.add('touched')
  }

  /** The rows of the spool as a query, for a table that needs no stage. */
  rowsQuery(lines: sql.LinesFile, table: RowsTable, columns: Columns): string {
    const { definition } = this.settings
    const parentColumn = definition.kind === 'children' ? definition.parentColumn : null
    return sql.rowsOf(lines, { columns, sources: table.sources ?? {}, parentColumn })
  }

  /** Runs a statement over the spool. When DuckDB refuses the rows, they are repaired once, or the fault is named. */
  async overSpool<T>(check: CheckLine, run: (lines: sql.LinesFile) => Promise<T>): Promise<T> {
    try {
      return await run(this.spool)
    } catch (error) {
      if (!isAboutRows(error) || this.repaired) throw asRowsError(error)
      await this.repair(check, error)
      return await run(this.spool).catch(again => {
        throw asRowsError(again)
      })
    }
  }

  /** The check that names the value at fault in a line of the table's rows. */
  check(table: RowsTable, columns: Columns): CheckLine {
    const { definition } = this.settings
    const sources = table.sources ?? {}
    if (definition.kind !== 'children') return rowCheck(columns, sources)
    const { [definition.parentColumn]: _, ...own } = columns
    const check = rowCheck(own, sources)
    return line => {
      for (const row of Array.isArray(line._rows) ? line._rows : []) check(row as Record<string, unknown>)
    }
  }

  /** Gives back what the stages took of memory. */
  async clear(): Promise<void> {
    for (const table of this.temporary) await this.duckdb.run(sql.drop(table))
    this.temporary.clear()
  }

  private stageOf(name: string): sql.Stage {
    return this.inMemory ? sql.stageInMemory(name) : sql.stageInFile(name, this.stagePath(name))
  }

  private stagePath(name: string): string {
    return this.store.path(`${workFolder(this.settings.stream)}/${name}.stage.parquet`)
  }

  private async fromSpool(
    name: string,
    query: (lines: sql.LinesFile) => string,
    check: CheckLine,
  ): Promise<sql.Stage> {
    const stage = this.stageOf(name)
    await this.overSpool(check, lines => this.fill(name, stage, query(lines)))
    return stage
  }

  private async fill(name: string, stage: sql.Stage, query: string): Promise<void> {
    if (this.inMemory) {
      this.temporary.add(stage.rows)
      await this.duckdb.run(sql.createTemporary(stage.rows, query))
    } else await this.duckdb.run(sql.copyToStage(this.stagePath(name), query))
  }

  /** Picks the last version of every key that counts; returns how many there are. */
  private async pickLast(stage: sql.Stage, key: readonly string[]): Promise<number> {
    const { window } = this.settings
    await this.duckdb.run(sql.lastVersions(stage, key, window === null ? 'true' : sql.within('s', window)))
    this.temporary.add(stage.last)
    return this.count(sql.countRows(stage.last))
  }

  private refuseBroken(
    name: string,
    key: readonly string[],
    facts: { keyless: number; timeless: number },
  ): void {
    const { window } = this.settings
    if (facts.keyless > 0)
      throw new BadRowsError(`${facts.keyless} rows of ${name} have no ${key.join(' or ')}`)
    if (facts.timeless > 0)
      throw new BadRowsError(`${facts.timeless} rows of ${name} have no ${window?.time}`)
  }

  private async repair(check: CheckLine, cause: unknown): Promise<void> {
    const { spool, stream } = this.settings
    const file = `${workFolder(stream)}/spool.repaired.ndjson`
    const rewritten = await repairLines(
      this.store.path(spool.file),
      this.store.path(file),
      spool.bytes,
      check,
    )
    if (rewritten === 0) throw asRowsError(cause)
    this.repaired = true
    // A repaired character may be written as an escape of six bytes.
    this.spool = { path: this.store.path(file), longest: spool.longest * 6 }
  }

  private async facts(
    statement: string,
  ): Promise<{ rows: number; keyless: number; timeless: number; outside: number }> {
    const [row] = await this.duckdb.rows(statement)
    const number = (name: string): number => Number(row?.[name] ?? 0)
    return {
      rows: number('rows'),
      keyless: number('keyless'),
      timeless: number('timeless'),
      outside: number('outside'),
    }
  }

  private async count(statement: string): Promise<number> {
    const [row] = await this.duckdb.rows(statement)
    return Number(row?.n ?? 0)
  }
}

/** DuckDB's errors that speak of values, not of memory or disk. */
const isAboutRows = (error: unknown): boolean =>
  error instanceof Error && /^(Invalid Input|Conversion|Out of Range) Error/.test(error.message)

function asRowsError(error: unknown): unknown {
  if (error instanceof MisfitError || error instanceof BadRowsError || !isAboutRows(error)) return error
  const [first = ''] = (error as Error).message.split('\n')
  return new BadRowsError(first.replace(/ in file "[^"]*"/, ''), { cause: error })
}
