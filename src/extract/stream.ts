// The loop that commits: takes steps from a stream's reader, spools rows, commits places to go on from, folds, commits the fold.
import type { Meter } from '../graph/client.ts'
import type { Sql } from '../lake/duckdb.ts'
import { foldStream, type TableFold } from '../lake/fold.ts'
import { changesFile, utcDate, workFolder } from '../lake/paths.ts'
import { EMPTY_SPOOL, Spool, type SpoolCounts } from '../lake/spool.ts'
import type { Position, State, StreamState } from '../state/schema.ts'
import { durably } from '../state/state-file.ts'
import { type Beginning, beginningOf } from './beginning.ts'
import { digestsOf, previousOf } from './change-chain.ts'
import { believe } from './clocks.ts'
import { refuseImbalance } from './counts.ts'
import { isAtFault } from './faults.ts'
import { comparableFiles, keepMasks, maskerOf, masksFor, noteOnOthers, withReplaced } from './mask/lake.ts'
import {
  bring,
  checkFiles,
  checkReplaced,
  checkWhole,
  reshapeDays,
  tablesRead,
  withSpool,
} from './prepare.ts'
import { iso } from './ranges.ts'
import type { FoldStep, Reader, Reading, Rows, Step } from './source.ts'
import { changeFiles, conclude, tableIn, untouched } from './table-state.ts'
import { definitionOf, noCounts, noteOn, type StreamJob, type Tally, type Workshop } from './workshop.ts'

export type MakeReading = (part: Pick<Reading, 'position' | 'cursor' | 'replace' | 'meter'>) => Reading

/**
 * Runs one stream to its end. Throws what ended it early: StoppedError, a RequestError, a MisfitError or BadRowsError, or a
 * system error. What was committed until then stays committed; everything else of the lake is as it was.
 */
export async function runStream(
  workshop: Workshop,
  job: StreamJob,
  read: Reader,
  reading: MakeReading,
  meter: Meter,
  tally: Tally,
): Promise<void> {
  const run = await StreamRun.open(workshop, job, tally)
  try {
    for await (const step of read(reading({ ...run.beginning(), meter }))) {
      await run.take(step)
      if (!run.finished) workshop.stop.throwIfAborted()
    }
  } catch (error) {
    // The first error is the one to tell; a place that could not be saved costs the next run some pages.
    await (isAtFault(error) ? run.forget() : run.commitPlace()).catch(() => {})
    throw error
  } finally {
    await run.close()
  }
}

class StreamRun {
  private readonly workshop: Workshop
  private readonly job: StreamJob
  private readonly tally: Tally
  private readonly spool: Spool
  private readonly begun: Beginning
  private readonly mask: (page: Rows) => Rows
  private replace: boolean
  /** Where an interrupted run goes on, and how much of the spool lies before it; null: at the beginning. */
  private place: { readonly position: Position; readonly spool: Readonly<SpoolCounts> } | null
  /** When the reading under way began, in an interrupted run perhaps. */
  private startedAt: string
  private committedAt: number
  private committedBytes: number
  /** Whether the state has the stream as this run reads it. */
  private adopted: boolean
  finished = false

  private constructor(workshop: Workshop, job: StreamJob, tally: Tally, spool: Spool, begun: Beginning) {
    this.workshop = workshop
    this.job = job
    this.tally = tally
    this.spool = spool
    this.begun = begun
    this.mask = maskerOf(job)
    this.adopted = begun.known
    this.replace = begun.replace
    const { running } = begun.stream
    this.place = running === null ? null : { position: running.position, spool: running.spool }
    this.startedAt = running?.startedAt ?? iso(workshop.now())
    this.committedAt = workshop.now()
    this.committedBytes = spool.counts.bytes
    tally.spooled = spool.counts.rows
  }

  static async open(workshop: Workshop, job: StreamJob, tally: Tally): Promise<StreamRun> {
    const { store, state, full, fullEveryMs, now, since, onEvent } = workshop
    await checkFiles(workshop, job)
    await reshapeDays(workshop, job)
    const found = await withSpool(store, job, state.current.streams[job.name] ?? null)
    const tables = job.tables.map(table => state.current.tables[table])
    const { stream: known, reason } = believe(found, tables, workshop.graphNow())
    if (reason !== null) noteOn(workshop, job, tally, reason)
    const begun = beginningOf(known, job, { full, fullEveryMs, now: now(), since: since() })
    const spool = await Spool.open(store, job.name, begun.stream.running?.spool ?? EMPTY_SPOOL)
    const resumed = begun.stream.running !== null
    if (begun.reason !== null) onEvent({ type: 'restarted', stream: job.name, reason: begun.reason })
    onEvent({ type: 'stream-started', stream: job.name, kind: job.definition.kind, resumed })
    return new StreamRun(workshop, job, tally, spool, begun)
  }

  beginning(): Pick<Reading, 'position' | 'cursor' | 'replace'> {
    return { position: this.place?.position ?? null, cursor: this.begun.stream.cursor, replace: this.replace }
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'rows':
        await this.workshop.state.look()
        await this.append(step.page, step.detail)
        if (step.position === null) return
        this.place = { position: step.position, spool: this.spool.counts }
        if (this.isDue()) await this.commitPlace()
        return
      case 'restart':
        await this.spool.clear()
        this.tally.spooled = 0
        this.place = step.position === null ? null : { position: step.position, spool: EMPTY_SPOOL }
        this.startedAt = iso(this.workshop.now())
        this.replace = this.replace || step.replace
        this.workshop.onEvent({ type: 'restarted', stream: this.job.name, reason: step.reason })
        await this.commitPlace()
        return
      case 'fold':
        if (step.page !== null) await this.append(step.page, null)
        await this.fold(step)
        return
      case 'note':
        noteOn(this.workshop, this.job, this.tally, step.text)
    }
  }

  private async append(page: Rows, detail: string | null): Promise<void> {
    await this.spool.append(this.mask(page))
    this.tally.pages++
    this.tally.rows += page.count
    this.tally.spooled += page.count
    const { rows: all, pages } = this.tally
    this.workshop.onEvent({ type: 'page', stream: this.job.name, rows: all, pages, detail })
  }

  private isDue(): boolean {
    const { bytes, ms } = this.workshop.commitPolicy
    const grown = this.spool.counts.bytes - this.committedBytes
    return grown >= bytes || this.workshop.now() - this.committedAt >= ms
  }

  /** Makes the spool durable, then commits its length and the place to go on from. */
  async commitPlace(): Promise<void> {
    const { place, startedAt } = this
    if (place === null || this.finished) return
    await this.spool.sync()
    const { position } = place
    const spool = { ...place.spool }
    await this.workshop.state.commit(draft => {
      const stream = this.streamIn(draft)
      const mode = this.job.definition.kind === 'window' ? 'window' : this.replace ? 'replace' : 'patch'
      stream.running = { mode, full: this.begun.full, startedAt, position, spool }
    })
    this.committedAt = this.workshop.now()
    this.committedBytes = spool.bytes
  }

  /** Forgets the place and the spool: the next run starts from the cursor. */
  async forget(): Promise<void> {
    this.finished = true
    await this.workshop.state.commit(draft => {
      const stream = draft.streams[this.job.name]
      if (stream !== undefined) stream.running = null
      draft.pending.push({ do: 'remove', path: workFolder(this.job.name) })
    })
  }

  /** The spool need not be durable here: a fold that is killed is done again from the last place committed. */
  private async fold(step: FoldStep): Promise<void> {
    const { state, store, changes } = this.workshop
    const isEmpty = step.mode.kind === 'patch' && this.spool.counts.bytes === 0
    const folds = (isEmpty ? untouched(state.current, this.job) : null) ?? (await this.folded(step))
    const note = noteOnOthers(this.job, state.current)
    if (note !== null) noteOn(this.workshop, this.job, this.tally, note)
    await checkReplaced(this.workshop, folds)
    const { removed } = this.spool.counts
    refuseImbalance(folds, state.current.tables, { whole: step.mode.kind === 'replace', removed })
    const digests = await digestsOf(store, changes ? folds : [])
    await this.makeDurable(folds)
    const unfinished = await durably(state, draft => {
      const stream = this.streamIn(draft)
      stream.cursor = step.cursor
      if (step.mode.kind === 'replace') stream.wholeAt = this.startedAt
      stream.tables = [...this.job.tables]
      stream.running =
        step.position === null
          ? null
          : {
              mode: 'window',
              full: this.begun.full,
              startedAt: iso(this.workshop.now()),
              position: step.position,
              spool: { ...EMPTY_SPOOL },
            }
      for (const fold of folds) this.apply(draft, fold, digests)
      if (step.position === null) this.concludeIn(draft, step.derived?.asOf ?? undefined)
    })
    for (const fold of folds) this.count(fold)
    this.tally.folded = true
    this.tally.concluded = step.position === null
    this.tally.spooled = 0
    this.place = step.position === null ? null : { position: step.position, spool: EMPTY_SPOOL }
    this.finished = step.position === null
    if (!this.finished) {
      await this.spool.clear()
      this.committedBytes = 0
    }
    if (unfinished !== null) throw unfinished
  }

  /** After the fold has given DuckDB back: the next one goes on while this one is written, or sent. */
  private async makeDurable(folds: readonly TableFold[]): Promise<void> {
    const { store, changes } = this.workshop
    const made = folds.flatMap(fold => [
      ...fold.files.map(({ from }) => from),
      ...(fold.changes === null || !changes ? [] : [fold.changes]),
    ])
    await Promise.all(made.map(file => store.sync(file)))
  }

  /** All is read: one commit with the fold, for each takes milliseconds, and a run has a hundred streams. */
  private concludeIn(draft: State, asOf?: string): void {
    const { now, stamp } = this.workshop
    conclude(draft, this.job, { verdict: 'complete', at: iso(now()), runId: stamp.runId, reason: null }, asOf)
    draft.pending.push({ do: 'remove', path: workFolder(this.job.name) })
  }

  private async folded(step: FoldStep): Promise<TableFold[]> {
    const { withDuckDB, onEvent, stop } = this.workshop
    onEvent({ type: 'folding', stream: this.job.name })
    try {
      await bring(this.workshop, this.job, step)
      return await withDuckDB(duckdb => this.foldWith(duckdb, step))
    } catch (error) {
      // Why it failed is known; looking at whole files would take its time.
      if (error !== stop.reason) await checkWhole(this.workshop, tablesRead(this.job, step))
      throw error
    }
  }

  private async foldWith(duckdb: Sql, { mode, parts, derived }: FoldStep): Promise<TableFold[]> {
    const { store, stamp, compression, state } = this.workshop
    const { tables } = state.current
    const files = comparableFiles(this.job, state.current)
    await state.look()
    const folds = await foldStream(duckdb, store, {
      stream: this.job.name,
      definition: this.job.definition,
      tables: this.job.tables,
      staged: this.job.staged,
      spool: { file: this.spool.file, ...this.spool.counts, ...(parts === undefined ? {} : { parts }) },
      ...(derived === undefined
        ? {}
        : { derivation: { ...derived, onNote: text => noteOn(this.workshop, this.job, this.tally, text) } }),
      mode,
      exists: file => files.has(file),
      previousChange: table => previousOf(tables[table]),
      stamp,
      compression,
    })
    return withReplaced(folds, this.job, state.current)
  }

  /** Puts a fold into the state: its files, its number of changes, and the steps that bring them to their places. */
  private apply(draft: State, fold: TableFold, digests: ReadonlyMap<string, string>): void {
    const definition = definitionOf(this.job, fold.table)
    const table = tableIn(draft, this.job.name, fold.table, definition)
    changeFiles(draft, table, definition, fold.files, fold.removals)
    keepMasks(table, masksFor(this.job, fold.table, draft))
    const sha256 = digests.get(fold.table)
    if (fold.changes === null || sha256 === undefined) return
    const to = changesFile(fold.table, utcDate(this.workshop.stamp.at), table.nextChange)
    table.nextChange++
    table.lastChange = { path: to, sha256 }
    draft.pending.push({ do: 'publish', from: fold.changes, to })
  }

  private count(fold: TableFold): void {
    const sum = this.tally.folds.get(fold.table) ?? noCounts()
    sum.received += fold.received
    sum.duplicates += fold.duplicates
    sum.inserted += fold.inserted
    sum.updated += fold.updated
    sum.deleted += fold.deleted
    this.tally.folds.set(fold.table, sum)
  }

  /** The stream's state in a draft; a run that starts it over puts its own beginning there. */
  private streamIn(draft: State): StreamState {
    const known = this.adopted ? draft.streams[this.job.name] : undefined
    const stream = known ?? structuredClone(this.begun.stream)
    draft.streams[this.job.name] = stream
    this.adopted = true
    return stream
  }

  async close(): Promise<void> {
    await this.spool.close()
    const folders = this.job.tables.flatMap(table => [table, `changes/${table}`])
    for (const folder of folders) await this.workshop.store.forget(folder)
  }
}
