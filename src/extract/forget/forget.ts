// Removes persons from a lake: tables, changes, spools and reports. All of it is one commit, so that a lake has them whole or not at all.
import type { KeyObject } from 'node:crypto'
import { openDuckDB } from '../../lake/duckdb.ts'
import { dataFile, runFile, WORK, workFile, workFolder } from '../../lake/paths.ts'
import { createTemporary } from '../../lake/sql/statements.ts'
import type { State } from '../../state/schema.ts'
import { type StateFile, sweepWork } from '../../state/state-file.ts'
import type { Store } from '../../store/store.ts'
import { tables as catalogue } from '../../streams/index.ts'
import { parquetFilesIn } from '../damage.ts'
import { type Lake, withLake } from '../lake.ts'
import { forgetCursor, rowsOf } from '../reset.ts'
import { checkTable } from '../verify.ts'
import { collectPersons } from './collect.ts'
import { eraseText } from './erase.ts'
import { type Finder, finderOf, type Person } from './identifiers.ts'
import { soughtIn } from './masked.ts'
import { idDigest, keptReceipt, notesOn, outOfReach, type Receipt } from './receipt.ts'
import { noSightings, refuseReserved, refuseThings, type Sightings } from './recognise.ts'
import { type Forgetting, type ForgottenFiles, forgetTable, goneRelation } from './tables.ts'
import { type CleanReport, reportsOf, type Unfinished, unfinishedStreams } from './unfinished.ts'

export interface ForgetOptions {
  /** Object ids of users. */
  readonly ids: readonly string[]
  /** The key that masked the lake, to look for hashes of the ids too; null: only the ids are looked for. */
  readonly maskKey: KeyObject | null
  /** Says what would be removed, and removes nothing. */
  readonly dryRun: boolean
  /** Memory that DuckDB may use. */
  readonly memory: string
  readonly version: string
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Nothing is removed from a lake whose files are not what its state counts: nobody could tell whether all was found. */
export class DamagedForForgettingError extends Error {
  override readonly name = 'DamagedForForgettingError'
  readonly exitCode = 1
  constructor(root: string, problem: string) {
    super(
      `The lake ${root} is damaged (${problem}), so nothing was removed: run \`entra-extract verify\`, mend what it names, and run this again.`,
    )
  }
}

/** Of the work folder; no stream has that name. */
const NAME = 'forget'
const SPILL = `${WORK}/spill`

/** What was found, before anything of it is committed. */
interface Found {
  readonly tables: readonly ForgottenFiles[]
  readonly streams: Unfinished
  readonly reports: readonly CleanReport[]
}

/**
 * Throws a StateError, a LockedError, a DamagedForForgettingError, or a UsageError for ids that are no person's. Until the one commit at its end, the lake
 * stays as it is.
 */
export function forget(lake: Lake, options: ForgetOptions): Promise<Receipt> {
  return withLake(lake, async (store, state) => {
    if (!options.dryRun) {
      await store.tidy()
      await sweepWork(store, state.current, ['lock.json', 'spill'])
    }
    const duckdb = await openDuckDB({ memory: options.memory, spill: store.path(SPILL) })
    const work: Work = { store, state, options, duckdb }
    try {
      const prepared = await prepare(work).catch(async error => {
        await store.remove(workFolder(NAME))
        throw error
      })
      // From here on, a state that is written may count on the files in the work folder.
      if (options.dryRun) await store.remove(workFolder(NAME))
      else await commit(work, prepared)
      return prepared.receipt
    } finally {
      duckdb.close()
      await store.remove(SPILL)
    }
  })
}

interface Work extends Pick<Forgetting, 'store' | 'duckdb'> {
  readonly state: StateFile
  readonly options: ForgetOptions
}

interface Prepared {
  readonly found: Found
  readonly receipt: Receipt
  readonly finder: Finder
}

async function prepare(work: Work): Promise<Prepared> {
  const { store, state, options } = work
  const { current } = state
  const ids = [...new Set(options.ids.map(id => id.toLowerCase()))]
  refuseReserved(ids, current.tenantId)
  await checkLake(work)
  await store.makeFolder(workFolder(NAME))
  const collecting = { ...work, state: current }
  const sought = await soughtIn(collecting, ids, options.maskKey)
  const { persons, present, taken } = await collectPersons(collecting, sought)
  const finder = finderOf(persons)
  const rows = new Map<Person, number>()
  const sightings = noSightings()
  const tables = await forgetTables(work, finder, { rows, sightings })
  refuseThings(persons, sightings, rows)
  const found: Found = {
    tables,
    streams: await unfinishedStreams(store, current, finder),
    reports: await reportsOf(store, finder),
  }
  const told = persons.map(person => ({
    id: person.id,
    idSha256: idDigest(person.id),
    rows: rows.get(person) ?? 0,
    inTenant: present.has(person),
  }))
  return { found, finder, receipt: await receiptOf(work, found, told, taken) }
}

async function checkLake({ store, state, duckdb }: Work): Promise<void> {
  const checking = { store, state: state.current, duckdb }
  for (const name of new Set([...Object.keys(state.current.tables), ...catalogue.keys()])) {
    const { findings = [] } = (await checkTable(name, checking)) ?? {}
    const [first] = findings
    if (first !== undefined) throw new DamagedForForgettingError(store.root, first.text)
    for (const folder of [name, `changes/${name}`]) await store.forget(folder)
  }
}

async function forgetTables(
  { store, state: { current }, duckdb, options }: Work,
  finder: Finder,
  counts: { readonly rows: Map<Person, number>; readonly sightings: Sightings },
): Promise<ForgottenFiles[]> {
  let numbers = 0
  const names = parentsFirst(Object.keys(current.tables))
  const parents = new Set(names.flatMap(name => parentOf(name) ?? []))
  for (const parent of parents)
    await duckdb.run(createTemporary(goneRelation(parent), "SELECT '' AS key WHERE false"))
  const forgetting: Forgetting = {
    store,
    state: current,
    duckdb,
    work: NAME,
    finder,
    dryRun: options.dryRun,
    ...counts,
    parents,
    nextNumber: () => ++numbers,
  }
  const found: ForgottenFiles[] = []
  for (const name of names) {
    const table = current.tables[name]
    const forgotten = table === undefined ? null : await forgetTable(forgetting, name, table)
    if (forgotten !== null) found.push(forgotten)
  }
  return found
}

/** The table whose rows a table is made of. */
function parentOf(name: string): string | null {
  const definition = catalogue.get(name)?.definition
  return definition?.rows === 'unnested' && typeof definition.from === 'string' ? definition.from : null
}

const parentsFirst = (names: readonly string[]): string[] =>
  [...names].sort((a, b) => Number(parentOf(a) !== null) - Number(parentOf(b) !== null) || (a < b ? -1 : 1))

async function receiptOf(
  { store, state: { current }, options }: Work,
  { tables, streams, reports }: Found,
  persons: Receipt['persons'],
  taken: number,
): Promise<Receipt> {
  const at = new Date(options.now()).toISOString()
  const anew = [...streams.running, ...streams.cursors].sort()
  const events = tables.some(({ told }) =>
    told.files.some(({ path }) => path !== dataFile(told.table) && !path.startsWith('changes/')),
  )
  const isMasked = Object.values(current.tables).some(({ masks }) => masks !== undefined)
  const aside = (await parquetFilesIn(store, '_aside')).length
  return {
    kind: 'forget',
    at,
    version: options.version,
    tenantId: current.tenantId,
    dryRun: options.dryRun,
    receipt: options.dryRun ? null : runFile(await receiptId(store, at)),
    persons,
    tables: tables.map(({ told }) => told),
    streamsBegunAnew: anew,
    reportsRewritten: reports.map(({ path }) => path),
    notes: notesOn(persons, taken, events, anew, isMasked),
    outOfReach: outOfReach(store.claims !== null, aside),
  }
}

/** `2026-11-20T10-00-00Z-forget`; a second one within that second has a number. */
async function receiptId(store: Store, at: string): Promise<string> {
  const base = at.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-')
  for (let number = 1; ; number++) {
    const id = `${base}-forget${number === 1 ? '' : `-${number}`}`
    if ((await store.size(runFile(id))) === null) return id
  }
}

async function commit({ store, state }: Work, { found, receipt, finder }: Prepared): Promise<void> {
  const texts = [...found.reports, { path: receipt.receipt ?? '', text: keptReceipt(receipt) }]
  const published = await Promise.all(
    texts.map(async ({ path, text }, index) => {
      const from = workFile(store, NAME, `${index}.json`)
      await store.replace(from, text)
      return { do: 'publish', from, to: path } as const
    }),
  )
  await state.commit(draft => {
    for (const table of found.tables) changeTable(draft, table)
    for (const name of found.streams.cursors) forgetCursor(draft, name)
    for (const name of found.streams.running) beginAnew(draft, name)
    for (const { last } of Object.values(draft.tables))
      if (last?.reason != null) last.reason = eraseText(last.reason, finder)
    draft.pending.push(...published, { do: 'remove', path: workFolder(NAME) })
  })
}

function changeTable(draft: State, { told, files, removals, changes }: ForgottenFiles): void {
  const table = draft.tables[told.table]
  if (table === undefined) return
  for (const { from, to, facts } of files) {
    table.files[to] = facts
    draft.pending.push({ do: 'publish', from, to })
  }
  for (const path of removals) {
    delete table.files[path]
    draft.pending.push({ do: 'remove', path })
  }
  for (const { from, to, facts } of changes) {
    if (table.lastChange?.path === to) table.lastChange.sha256 = facts.sha256
    draft.pending.push({ do: 'publish', from, to })
  }
  table.rows = rowsOf(table)
}

function beginAnew(draft: State, name: string): void {
  const stream = draft.streams[name]
  if (stream !== undefined) stream.running = null
  draft.pending.push({ do: 'remove', path: workFolder(name) })
}
