// Forgets where streams go on.
import { workFolder } from '../lake/paths.ts'
import { rewound } from './beginning.ts'
import { withLake } from './lake.ts'

/**
 * Forgets the cursors of these tables' streams, and files that are not as they were left. Returns the streams that had
 * something to forget. The tables stay as they are until the next run, which reads them whole. Throws a StateError or a LockedError.
 */
export function resetTables(out: string, tables: readonly string[]): Promise<string[]> {
  return withLake(out, async (store, state) => {
    const names = new Set(tables.flatMap(table => state.current.tables[table]?.stream ?? []))
    const damaged = new Map<string, string[]>()
    for (const [name, table] of Object.entries(state.current.tables)) {
      if (!names.has(table.stream)) continue
      for (const [path, facts] of Object.entries(table.files)) {
        const intact = (await store.size(path)) === facts.bytes && (await store.sha256(path)) === facts.sha256
        if (!intact) damaged.set(name, [...(damaged.get(name) ?? []), path])
      }
    }
    const known = [...names].filter(name => state.current.streams[name] !== undefined)
    await state.commit(draft => {
      for (const name of known) {
        const stream = draft.streams[name]
        if (stream === undefined) continue
        const { cursor } = stream
        // Events go back to the first that was ever read, and still know what is final: Graph may keep them no more.
        stream.cursor = cursor?.kind === 'window' ? rewound(cursor, Date.parse(cursor.from)) : null
        stream.running = null
        draft.pending.push({ do: 'remove', path: workFolder(name) })
      }
      for (const [name, paths] of damaged) {
        const table = draft.tables[name]
        for (const path of paths) {
          delete table?.files[path]
          draft.pending.push({ do: 'remove', path })
        }
        if (table !== undefined)
          table.rows = Object.values(table.files).reduce((sum, file) => sum + file.rows, 0)
      }
    })
    return known
  })
}
