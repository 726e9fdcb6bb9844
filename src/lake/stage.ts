// From a spool, or from staged parents, to a stage: rows with the table's types, and which of them count.
import type { Store } from '../store/store.ts'
import type { Columns, EdgesTable, StreamDefinition, UnnestedTable } from '../streams/define.ts'
import { type Derivation, deriveRows, forgetDerived } from './derive.ts'
import type { Sql } from './duckdb.ts'
import { BadRowsError } from './errors.ts'
import { type CheckLine, rowCheck } from './misfit.ts'
import { workFolder } from './paths.ts'
import { type SpoolFacts, SpoolReader } from './spool-reader.ts'
import { type Key, keyOf, type Window, within } from './sql/conditions.ts'
import { elementsOf, type Parents } from './sql/elements.ts'
import { edgesOf, type LinesFile, partsOf, type RowShape, rowsOf } from './sql/json.ts'
import { copyToStage } from './sql/parquet.ts'
import {
  CLEARED,
  edgeFacts,
  joinedParts,
  lastEdges,
  lastParts,
  lastVersions,
  partFacts,
  type Stage,
  stageFacts,
  stageInFile,
  stageInMemory,
  TOUCHED,
  touchedParents,
} from './sql/staging.ts'
import { countRows, createTemporary, drop } from './sql/statements.ts'
import { sourceOf } from './types.ts'

export interface StagerSettings {
  readonly stream: string
  readonly definition: StreamDefinition
  readonly spool: SpoolFacts
  /** What the rows are computed from; null: they are in the spool. */
  readonly derivation: Derivation | null
  /** Window that rows must lie in to count; null: all count. */
  readonly window: Window | null
  /** A spool of at most so many bytes is staged in memory. */
  readonly inMemoryBytes: number
  /** Bytes of a row on average. */
  readonly rowBytes: number
}

/** Rows that the spool holds: those of a table, or others that are only unnested. */
export interface SpoolRows {
  readonly key: Key
  readonly columns: Columns
  readonly sources: Readonly<Record<string, string>>
}

/** A stage and what was found while making it. */
export interface Staged {
  readonly stage: Stage
  readonly received: number
  readonly duplicates: number
}

export class Stager {
  private readonly duckdb: Sql
  private readonly store: Store
  private readonly settings: StagerSettings
  private readonly temporary = new Set<string>()
  private readonly spool: SpoolReader

  constructor(duckdb: Sql, store: Store, settings: StagerSettings) {
    this.duckdb = duckdb
    this.store = store
    this.settings = settings
    this.spool = new SpoolReader(store, settings.stream, settings.spool)
  }

  /** The spool's rows. Throws MisfitError or BadRowsError when they cannot be what they should be. */
  async own(name: string, rows: SpoolRows): Promise<Staged> {
    const { spool, window } = this.settings
    if (spool.parts !== undefined) return this.ownOfParts(name, rows, spool.parts)
    const stage = await this.fillOwn(name, rows)
    const facts = await this.facts(stageFacts(stage.rows, rows.key, window))
    this.refuseBroken(name, rows.key, facts)
    this.refuseLost(facts.rows)
    const distinct = await this.pickLast(stage, rows.key, window)
    return { stage, received: facts.rows, duplicates: facts.rows - facts.outside - distinct }
  }

  private async fillOwn(name: string, rows: SpoolRows): Promise<Stage> {
    const { derivation, stream } = this.settings
    if (derivation === null)
      return this.fromSpool(name, this.check(rows), lines => this.rowsQuery(lines, rows))
    const query = await deriveRows(this.duckdb, this.store, stream, derivation, rows.columns)
    const stage = await this.fill(name, query)
    // They are on the disk now: the comparison needs the memory.
    await forgetDerived(this.duckdb)
    return stage
  }

  /** Rows that came in parts, put together. What counts as received is the first part of each. */
  private async ownOfParts(
    name: string,
    rows: SpoolRows,
    parts: readonly (readonly string[])[],
  ): Promise<Staged> {
    const { key, columns, sources } = rows
    const inParts = await this.fromSpool(`${name}.parts`, this.check(rows), lines =>
      partsOf(lines, this.shapeOf(rows)),
    )
    const facts = await this.facts(partFacts(inParts.rows, key, parts.length))
    this.refuseBroken(name, key, facts)
    this.refuseLost(facts.rows)
    await this.duckdb.run(lastParts(inParts, key))
    this.temporary.add(inParts.last)
    const partOf = (column: string): number =>
      Math.max(
        0,
        parts.findIndex(properties => properties.includes(sourceOf(column, sources))),
      )
    const stage = await this.fill(name, joinedParts(inParts, key, columns, partOf))
    const distinct = await this.pickLast(stage, key, null)
    return { stage, received: facts.first, duplicates: facts.first - distinct }
  }

  /** Edges in the order Graph told them; the table of cleared parents then has those that were removed. */
  async edges(name: string, table: EdgesTable): Promise<Staged> {
    const entries = { [`${table.relation}@delta`]: { list: { struct: { id: 'string' as const } } } }
    const stage = await this.fromSpool(name, rowCheck(entries, {}), lines => edgesOf(lines, table))
    const facts = await this.facts(edgeFacts(stage.rows))
    this.refuseBroken(name, keyOf(table), facts)
    for (const statement of lastEdges(stage, table)) await this.duckdb.run(statement)
    this.temporary.add(CLEARED).add(stage.last)
    const distinct = await this.count(countRows(stage.last))
    return { stage, received: facts.rows, duplicates: facts.rows - distinct }
  }

  /** Elements of the lists of `parents`. */
  async elements(name: string, table: UnnestedTable, parents: Parents): Promise<Staged> {
    const key = keyOf(table)
    const stage = await this.fill(name, elementsOf(parents, table))
    const facts = await this.facts(stageFacts(stage.rows, key, null))
    this.refuseBroken(name, key, facts)
    const distinct = await this.pickLast(stage, key, null)
    return { stage, received: facts.rows, duplicates: facts.rows - distinct }
  }

  /** Parents that the rows `keys` speak of, as the table of touched parents. */
  async touch(keys: string, key: string): Promise<void> {
    await this.duckdb.run(touchedParents(keys, key))
    this.temporary.add(TOUCHED)
  }

  /** The rows of the spool as a query, for a table that needs no stage. */
  rowsQuery(lines: LinesFile, rows: SpoolRows): string {
    return rowsOf(lines, this.shapeOf(rows))
  }

  /** Runs a statement over the spool. Throws MisfitError or BadRowsError when the rows are at fault. */
  overSpool<T>(rows: SpoolRows, run: (lines: LinesFile) => Promise<T>): Promise<T> {
    return this.spool.read(this.check(rows), run)
  }

  /** Gives back what the stages took of memory. */
  async clear(): Promise<void> {
    for (const table of this.temporary) await this.duckdb.run(drop(table))
    this.temporary.clear()
    if (this.settings.derivation !== null) await forgetDerived(this.duckdb)
  }

  private shapeOf({ columns, sources }: SpoolRows): RowShape {
    const { definition } = this.settings
    return {
      columns,
      sources,
      parentColumns: definition.kind === 'children' ? definition.parentColumns : null,
    }
  }

  /** The check that names the value at fault in a line of rows. */
  private check({ columns, sources }: SpoolRows): CheckLine {
    const { definition } = this.settings
    if (definition.kind !== 'children') return rowCheck(columns, sources)
    const own = Object.entries(columns).filter(([column]) => !definition.parentColumns.includes(column))
    const check = rowCheck(Object.fromEntries(own), sources)
    return line => {
      for (const row of Array.isArray(line._rows) ? line._rows : []) check(row as Record<string, unknown>)
    }
  }

  private stagePath(name: string): string {
    return this.store.path(`${workFolder(this.settings.stream)}/${name}.stage.parquet`)
  }

  private fromSpool(name: string, check: CheckLine, query: (lines: LinesFile) => string): Promise<Stage> {
    return this.spool.read(check, lines => this.fill(name, query(lines)))
  }

  private async fill(name: string, query: string): Promise<Stage> {
    const { spool, derivation, inMemoryBytes, rowBytes } = this.settings
    // How many rows are computed is not known before.
    if (derivation !== null || spool.bytes > inMemoryBytes) {
      await this.duckdb.run(copyToStage(this.stagePath(name), query, rowBytes))
      return stageInFile(name, this.stagePath(name))
    }
    const stage = stageInMemory(name)
    this.temporary.add(stage.rows)
    await this.duckdb.run(createTemporary(stage.rows, query))
    return stage
  }

  /** Picks the last version of every key that counts; returns how many there are. */
  private async pickLast(stage: Stage, key: Key, window: Window | null): Promise<number> {
    await this.duckdb.run(lastVersions(stage, key, window === null ? 'true' : within('s', window)))
    this.temporary.add(stage.last)
    return this.count(countRows(stage.last))
  }

  private refuseBroken(name: string, key: Key, facts: { keyless: number; timeless: number }): void {
    const { window } = this.settings
    if (facts.keyless > 0)
      throw new BadRowsError(`${facts.keyless} rows of ${name} have no ${key.columns.join(' or ')}`)
    if (facts.timeless > 0)
      throw new BadRowsError(`${facts.timeless} rows of ${name} have no ${window?.time}`)
  }

  private refuseLost(read: number): void {
    const { definition, spool, derivation } = this.settings
    if (derivation === null && definition.kind !== 'children' && read !== spool.rows)
      throw new BadRowsError(`${spool.rows} rows were received and ${read} could be read`)
  }

  private async facts(
    statement: string,
  ): Promise<{ rows: number; first: number; keyless: number; timeless: number; outside: number }> {
    const [row] = await this.duckdb.rows(statement)
    const number = (name: string): number => Number(row?.[name] ?? 0)
    return {
      rows: number('rows'),
      first: number('first'),
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
