// The days before and after the one that is folded: what moved over midnight leaves the day it was in.
import { type FoldTable, type FoldWork, measured, write } from './fold-table.ts'
import type { NewFile } from './new-file.ts'
import { dayAfter, partitionFile, utcDate, workFile } from './paths.ts'
import { countWithKeys, withoutKeys } from './sql/comparing.ts'
import type { Key } from './sql/conditions.ts'

/** The relation `keys`, whose columns are `key`: what it names is folded now, wherever it was before. */
export interface Folded {
  readonly keys: string
  readonly key: Key
}

export interface Moved {
  readonly files: readonly NewFile[]
  readonly removals: readonly string[]
  readonly rows: number
}

/** Takes what is folded now out of the neighbouring days. */
export async function leaveNeighbours(work: FoldWork, table: FoldTable, folded: Folded): Promise<Moved> {
  const files: NewFile[] = []
  const removals: string[] = []
  let rows = 0
  for (const day of neighbours(work)) {
    const place = partitionFile(table.name, day)
    if (!work.request.exists(place)) continue
    const path = await work.store.local(place)
    const [found] = await work.duckdb.rows(countWithKeys(path, folded.keys, folded.key))
    const moved = Number(found?.n ?? 0)
    if (moved === 0) continue
    rows += moved
    const out = workFile(work.store, work.request.stream, `${table.name}.${day}.parquet`)
    const query = withoutKeys(path, folded.keys, folded.key, table.orderBy)
    const left = await write(work, { path: work.store.path(out), settings: table.settings }, query)
    if (left === 0) removals.push(place)
    else files.push(await measured(work, out, place, left))
  }
  return { files, removals, rows }
}

function neighbours({ window }: FoldWork): string[] {
  if (window === null) return []
  const date = utcDate(window.from)
  return [dayAfter(date, -1), dayAfter(date, 1)]
}
