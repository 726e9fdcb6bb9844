// Which tables of a lake a query needs, brought to where DuckDB reads them and made views.
import { changesOf, relationOf } from '../dialects/index.ts'
import { parquetFilesIn } from '../extract/damage.ts'
import { type Lake, readLake } from '../extract/lake.ts'
import { type Asking, DamagedLakeError } from '../lake/ask.ts'
import { type TableFiles, viewStatements } from '../lake/ask-views.ts'
import { changesFile } from '../lake/paths.ts'
import { SYSTEM_COLUMNS } from '../lake/types.ts'
import { StateError } from '../state/errors.ts'
import type { State, TableState } from '../state/schema.ts'
import type { Store } from '../store/store.ts'
import { tables as catalogue } from '../streams/index.ts'

export interface LakeViews {
  /** The tables that the lake has. */
  readonly tables: readonly string[]
  /** Makes the views that the SQL names; all, where names do not tell. Throws a DamagedLakeError. */
  show(sql: string, signal: AbortSignal): Promise<void>
  /** Shuts DuckDB in with the tables shown so far or, `all`, with every table of the lake. */
  confine(all: boolean): Promise<void>
}

export async function openLakeViews(lake: Lake, asking: Asking, signal: AbortSignal): Promise<LakeViews> {
  const { store, state } = await readQuietLake(lake, signal)
  const names = Object.keys(state.tables).sort()
  const found = new Map<string, TableFiles>()
  const shown = new Set<string>()
  const outside = [...store.path('.').matchAll(/([^/\\=]+)=[^/\\]*/g)].map(([, name = '']) => name)
  const find = async (name: string, stop: AbortSignal): Promise<TableFiles> => {
    const table = found.get(name) ?? (await filesOf(name, state, store, stop))
    found.set(name, table)
    return table
  }
  return {
    tables: names,
    show: async (sql, stop) => {
      for (const name of tablesIn(sql, names).filter(each => !shown.has(each))) {
        await asking.prepare(viewStatements(await find(name, stop), outside))
        shown.add(name)
      }
    },
    confine: async all => {
      // What is brought from a bucket has a folder of its own; a lake's folder may hold what nobody counts.
      if (all && store.claims !== null) return asking.confine([], [store.path('.')])
      if (all) for (const name of names) await find(name, signal)
      await asking.confine([...found.values()].flatMap(pathsOf), [])
    },
  }
}

const pathsOf = ({ files, changes }: TableFiles): string[] => [...files, ...(changes?.files ?? [])]

/** Words after which a statement may ask for tables that it does not name. */
const DOUBT = /\b(show|query_table|information_schema|duckdb_\w+|sqlite_\w+|pg_\w+|pragma)\b/i

/** The tables whose views stand in the SQL as words. */
function tablesIn(sql: string, names: readonly string[]): string[] {
  if (DOUBT.test(sql)) return [...names]
  const words = new Set(sql.toLowerCase().match(/\w+/g))
  return names.filter(name => [name, `changes_${name}`, `${name}_history`].some(each => words.has(each)))
}

const LOOKS = 20
const PAUSE_MS = 250

/** The state between two commits: while one is under way, its files are at neither place for sure. */
async function readQuietLake(lake: Lake, signal: AbortSignal): Promise<{ store: Store; state: State }> {
  for (let look = 1; ; look++) {
    const { store, state } = await readLake(lake)
    if (state.pending.length === 0) return { store, state }
    if (look === LOOKS)
      throw new StateError(
        `A commit of ${store.root} is not finished: \`entra-extract verify\` finishes it, and so does the next run.`,
      )
    signal.throwIfAborted()
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS))
  }
}

async function filesOf(name: string, state: State, store: Store, signal: AbortSignal): Promise<TableFiles> {
  const table = state.tables[name]
  if (table === undefined) throw new StateError(`The lake has no table ${name}.`)
  const { relation, changes } = relationsOf(name, table)
  const counted = Object.entries(table.files)
  for (const [path, { bytes }] of counted) {
    if ((await store.size(path, bytes)) === null) throw missing(path)
  }
  const changed = changes === null ? [] : await changeFiles(name, table, store)
  return {
    relation,
    files: await bring(
      counted.map(([path]) => path),
      store,
      signal,
    ),
    changes: changes === null ? null : { relation: changes, files: await bring(changed, store, signal) },
    completeAt: table.completeAt,
  }
}

const missing = (path: string): DamagedLakeError =>
  new DamagedLakeError(
    `${path} is missing from the lake: \`entra-extract verify --repair\` reads its table anew.`,
  )

type Relations = Pick<TableFiles, 'relation'> & { readonly changes: ReturnType<typeof changesOf> }

/** A table that this version does not know has the columns that its files have. */
function relationsOf(name: string, { key, files }: TableState): Relations {
  const known = catalogue.get(name)
  if (known !== undefined) {
    const relation = relationOf(known, SYSTEM_COLUMNS)
    return { relation, changes: changesOf(relation) }
  }
  const byDate = Object.keys(files).some(path => path.includes('/date='))
  const relation = { name, folder: name, about: '', key, columns: SYSTEM_COLUMNS, byDate, time: null }
  return { relation, changes: byDate ? null : changesOf(relation) }
}

/** Those with a number that the state has given out. */
async function changeFiles(name: string, { nextChange }: TableState, store: Store): Promise<string[]> {
  const found = await parquetFilesIn(store, `changes/${name}`)
  return found.filter(path => {
    const [, date, digits] = /\/date=(\d{4}-\d\d-\d\d)\/(\d{6,})\.parquet$/.exec(path) ?? []
    const number = Number(digits)
    return date !== undefined && number < nextChange && path === changesFile(name, date, number)
  })
}

const AT_ONCE = 8

async function bring(paths: readonly string[], store: Store, signal: AbortSignal): Promise<string[]> {
  const here: string[] = []
  for (let index = 0; index < paths.length; index += AT_ONCE) {
    signal.throwIfAborted()
    here.push(...(await Promise.all(paths.slice(index, index + AT_ONCE).map(path => store.local(path)))))
  }
  return here
}
