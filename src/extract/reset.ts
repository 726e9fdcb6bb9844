// Forgets where streams go on.
import { workFolder } from '../lake/paths.ts'
import type { State, TableState } from '../state/schema.ts'
import type { Store } from '../store/store.ts'
import { rewound } from './beginning.ts'
import { type Lake, withLake } from './lake.ts'

/**
 * Forgets the cursors of these tables' streams, and files that are not as they were left. Returns the streams that had
 * something to forget. The tables stay as they are until the next run, which reads them whole. Throws a StateError or a LockedError.
 */
export function resetTables(lake: Lake, tables: readonly string[]): Promise<string[]> {
  return withLake(lake, async (store, state) => {
    const names = streamsOf(state.current, tables)
    const damaged = await damagedFiles(store, state.current, names)
    const known = names.filter(name => state.current.streams[name] !== undefined)
    await state.commit(draft => {
      for (const name of known) forgetCursor(draft, name)
      for (const [name, paths] of damaged) {
        forgetFiles(draft.tables[name], paths)
        for (const path of paths) draft.pending.push({ do: 'remove', path })
      }
    })
    return known
  })
}

/** The streams of those tables that the state knows. */
export const streamsOf = (state: State, tables: readonly string[]): string[] => [
  ...new Set(tables.flatMap(table => state.tables[table]?.stream ?? [])),
]

async function damagedFiles(
  store: Store,
  state: State,
  streams: readonly string[],
): Promise<Map<string, string[]>> {
  const damaged = new Map<string, string[]>()
  for (const [name, table] of Object.entries(state.tables)) {
    if (!streams.includes(table.stream)) continue
    for (const [path, facts] of Object.entries(table.files)) {
      const intact =
        (await store.size(path, facts.bytes)) === facts.bytes && (await store.sha256(path)) === facts.sha256
      if (!intact) damaged.set(name, [...(damaged.get(name) ?? []), path])
    }
  }
  return damaged
}

/** Events go back to the first that was ever read, and still know what is final: Graph may keep them no more. */
export function forgetCursor(draft: State, name: string): void {
  const stream = draft.streams[name]
  if (stream === undefined) return
  const { cursor } = stream
  stream.cursor = cursor?.kind === 'window' ? rewound(cursor, Date.parse(cursor.from)) : null
  stream.running = null
  draft.pending.push({ do: 'remove', path: workFolder(name) })
}

export function forgetFiles(table: TableState | undefined, paths: readonly string[]): void {
  if (table === undefined) return
  for (const path of paths) delete table.files[path]
  table.rows = rowsOf(table)
}

/** The rows of a table's files together. */
export const rowsOf = ({ files }: TableState): number =>
  Object.values(files).reduce((sum, { rows }) => sum + rows, 0)
