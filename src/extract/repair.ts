// Puts right what `verify` finds: without Graph where that is enough, else by reading the table whole.
import type { State, TableState } from '../state/schema.ts'
import { type StateFile, sweepWork } from '../state/state-file.ts'
import type { Store } from '../store/store.ts'
import { tables as catalogue } from '../streams/index.ts'
import { type Finding, keyOf } from './damage.ts'
import { type Lake, withLake } from './lake.ts'
import { refuseOtherRepair } from './mask/rest.ts'
import type { ExtractOptions } from './options.ts'
import type { RunReport } from './report.ts'
import { forgetCursor, forgetFiles, rowsOf, streamsOf } from './reset.ts'
import { checkTables, resultOf, type TableCheck, type VerifyResult } from './verify.ts'

export interface RepairResult extends VerifyResult {
  /** Null: nothing was wrong with it. */
  repaired: boolean | null
  /** What was wrong with it; `problems` is what is left. */
  found: string[]
}

/** Extracts these tables. */
export type ReadTables = (tables: readonly string[]) => Promise<RunReport>

type Files = TableState['files']

/** What was done to a lake before tables are read. */
interface Mended {
  /** Tables that have to be read whole. */
  readonly unread: readonly string[]
  /** Files that were given up, by table. */
  readonly givenUp: ReadonlyMap<string, Files>
  readonly notes: ReadonlyMap<string, string[]>
}

/** Damage that only Graph can make good. */
const FROM_GRAPH: readonly Finding['kind'][] = ['file', 'place', 'absent', 'cursor', 'keys']

export interface Diagnosis {
  /** What is wrong, by table. */
  readonly damaged: ReadonlyMap<string, string[]>
  /** The damaged tables that only Graph can make good. */
  readonly unread: readonly string[]
}

/** Throws a StateError or a LockedError. */
export function diagnose(lake: Lake): Promise<Diagnosis> {
  return withLake(lake, async (store, { current }) => {
    const checks = (await checkTables(store, current, null)).filter(({ findings }) => findings.length > 0)
    const damaged = checks.map(check => [check.table, resultOf(check).problems] as const)
    return { damaged: new Map(damaged), unread: checks.filter(needsGraph).map(({ table }) => table) }
  })
}

/** Events of which nobody can say which row is the right one stay as they are, for Graph may keep neither. */
const needsGraph = ({ table, findings }: TableCheck): boolean => {
  const definition = catalogue.get(table)?.stream.definition
  return (
    definition !== undefined &&
    findings.some(
      ({ kind }) => FROM_GRAPH.includes(kind) && !(kind === 'keys' && definition.kind === 'window'),
    )
  )
}

/**
 * Mends these tables; `stamp` names the folder where files go that are taken out of the lake. A table whose reading fails counts its
 * lost files again, so that it stays damaged. `options` are those that `read` reads with; null: nothing is to be read. Throws a StateError,
 * a LockedError, a UsageError for other masks than the lake's before anything is changed, or what `read` throws.
 */
export async function repairLake(
  lake: Lake,
  { damaged, unread }: Diagnosis,
  stamp: string,
  read: ReadTables,
  options: ExtractOptions | null = null,
): Promise<RepairResult[]> {
  const check = (state: State): void => {
    if (options !== null) refuseOtherRepair(unread, options, state)
  }
  const mended = await mend(lake, new Set(damaged.keys()), `_aside/${stamp}`, check)
  let report: RunReport | null = null
  try {
    if (mended.unread.length > 0) report = await read(mended.unread)
  } finally {
    await countAgain(lake, mended, report)
  }
  return withLake(lake, async (store, { current }) => {
    const checks = await checkTables(store, current, null)
    return checks.map(check => told(check, current, damaged.get(check.table) ?? null, mended, report))
  })
}

function mend(
  lake: Lake,
  damaged: ReadonlySet<string>,
  aside: string,
  check: (state: State) => void,
): Promise<Mended> {
  return withLake(lake, async (store, state) => {
    check(state.current)
    await sweepWork(store, state.current, ['lock.json', 'spill'])
    const notes = new Map<string, string[]>()
    for (const check of await checkTables(store, state.current, damaged))
      notes.set(check.table, await moveFiles(store, state.current, check, aside))
    const checks = await checkTables(store, state.current, damaged)
    const unread = checks.filter(needsGraph)
    if (checks.length > 0) await recount(state, checks)
    const givenUp = new Map(unread.map(check => [check.table, lostFiles(check, state.current)]))
    if (unread.length > 0)
      await giveUp(
        state,
        unread.map(({ table }) => table),
        givenUp,
      )
    return { unread: unread.map(({ table }) => table), givenUp, notes }
  })
}

/** Puts back what was only moved, and takes out of the lake what is not its own. Returns what was done. */
async function moveFiles(store: Store, state: State, check: TableCheck, aside: string): Promise<string[]> {
  const { table, findings } = check
  const files = state.tables[table]?.files ?? {}
  const done: string[] = []
  const move = async (from: string, to: string, what: string) => {
    await store.publish(from, to)
    done.push(`${from} ${what} ${to}`)
  }
  for (const { kind, path } of findings) {
    if (kind !== 'file' || path === null || (await store.size(path)) === null) continue
    await move(path, `${aside}/${path}`, 'was set aside as')
  }
  for (const { kind, path } of findings) {
    if (kind !== 'stray' || path === null) continue
    const place = await lostPlaceOf(store, path, files)
    if (place === null) await move(path, `${aside}/${path}`, 'was set aside as')
    else await move(path, place, 'was put back as')
  }
  return done
}

/** Where a file belongs that is, byte for byte, one that is missing. */
async function lostPlaceOf(store: Store, stray: string, files: Files): Promise<string | null> {
  const size = await store.size(stray)
  for (const [path, facts] of Object.entries(files)) {
    if (size !== facts.bytes || (await store.size(path)) !== null) continue
    if ((await store.sha256(stray)) === facts.sha256) return path
  }
  return null
}

/** The files that cannot be gone on from: of repeated keys nobody knows in which file the right row is. */
function lostFiles({ table, findings }: TableCheck, state: State): Files {
  const files = state.tables[table]?.files ?? {}
  const all = findings.some(({ kind }) => kind === 'keys')
  const lost = new Set(
    findings.flatMap(({ kind, path }) => (kind === 'file' || kind === 'place' ? (path ?? []) : [])),
  )
  return Object.fromEntries(Object.entries(files).filter(([path]) => all || lost.has(path)))
}

async function giveUp(
  state: StateFile,
  unread: readonly string[],
  givenUp: ReadonlyMap<string, Files>,
): Promise<void> {
  await state.commit(draft => {
    for (const stream of streamsOf(draft, unread)) {
      forgetCursor(draft, stream)
      forgetImpossibleTimes(draft, stream)
    }
    for (const [table, files] of givenUp) forgetFiles(draft.tables[table], Object.keys(files))
  })
}

/** The state's own mistakes about files that are as they were left. */
async function recount(state: StateFile, checks: readonly TableCheck[]): Promise<void> {
  await state.commit(draft => {
    for (const { table: name, findings } of checks) {
      const table = draft.tables[name]
      if (table === undefined) continue
      for (const { path, rows } of findings) {
        const facts = path === null ? undefined : table.files[path]
        if (facts !== undefined && rows !== undefined) facts.rows = rows
      }
      table.rows = rowsOf(table)
      table.key = [...keyOf(name, table)]
    }
  })
}

/** Times that contradict one another are no reason to take an event for final. */
function forgetImpossibleTimes(draft: State, name: string): void {
  const cursor = draft.streams[name]?.cursor
  if (cursor?.kind !== 'window' || cursor.finalUntil <= cursor.readAt) return
  cursor.finalUntil = cursor.from < cursor.readAt ? cursor.from : cursor.readAt
}

/** Files of tables that could not be read are counted again where there is no new one: they are lost, and the state says so. */
async function countAgain(lake: Lake, { givenUp }: Mended, report: RunReport | null): Promise<void> {
  const unread = [...givenUp].filter(([table]) => !isComplete(table, report))
  if (unread.length === 0) return
  await withLake(lake, (_, state) =>
    state.commit(draft => {
      for (const [name, files] of unread) {
        const table = draft.tables[name]
        if (table === undefined) continue
        table.files = { ...files, ...table.files }
        table.rows = rowsOf(table)
      }
    }),
  )
}

const isComplete = (table: string, report: RunReport | null): boolean =>
  report?.tables.some(each => each.table === table && each.verdict === 'complete') ?? false

function told(
  check: TableCheck,
  state: State,
  found: string[] | null,
  mended: Mended,
  report: RunReport | null,
): RepairResult {
  const result = resultOf(check)
  if (found === null) return { ...result, repaired: null, found: [] }
  const { table } = check
  const notes = [
    ...(mended.notes.get(table) ?? []),
    ...(mended.unread.includes(table) ? reading(table, mended, state, report) : []),
    ...hopeless(check),
    ...result.notes,
  ]
  return { ...result, notes, repaired: result.verdict === 'ok', found }
}

/** How the reading of a table went, and what it could not bring back. */
function reading(table: string, { givenUp }: Mended, state: State, report: RunReport | null): string[] {
  if (isComplete(table, report)) {
    const known = state.tables[table]
    const lost = Object.entries(givenUp.get(table) ?? {})
    return ['it was read whole', ...lost.flatMap(([path, facts]) => losses(path, facts, known?.files[path]))]
  }
  const { verdict = 'not asked for', reason = null } = report?.tables.find(each => each.table === table) ?? {}
  return [`it could not be read whole (${[verdict, reason ?? []].flat().join(': ')})`]
}

/** What a file held that its successor does not: Graph gives it no more. */
function losses(path: string, old: Files[string], now: Files[string] | undefined): string[] {
  if (old.first === null || old.last === null)
    return ['what had changed in it since the run before is in no file of changes']
  const lost = old.rows - (now?.rows ?? 0)
  if (lost <= 0) return []
  const until = now?.first !== undefined && now.first !== null && now.first > old.first ? now.first : old.last
  return [
    `${lost} of the ${old.rows} events of ${path} are lost, between ${old.first} and ${until}: Graph no longer keeps them`,
  ]
}

/** Why what is left cannot be put right here. */
function hopeless({ table, findings }: TableCheck): string[] {
  const kinds = new Set(findings.map(({ kind }) => kind))
  return [
    ...(kinds.size > 0 && !catalogue.has(table) ? ['this version does not know the table'] : []),
    ...(kinds.has('keys')
      ? ['which of the rows is the right one nobody knows: restore its files from a backup']
      : []),
    ...(kinds.has('changes')
      ? [
          `Graph does not tell what had changed: restore changes/${table} from a backup, or remove its older files, so that the history begins later`,
        ]
      : []),
  ]
}
