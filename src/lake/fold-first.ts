// The quick way for a table without a file: its rows go straight into Parquet, without a stage.

import type { TableFold } from './fold-request.ts'
import { type FoldTable, type FoldWork, finished, hasUniqueKeys, write } from './fold-table.ts'
import { type Folded, leaveNeighbours } from './neighbours.ts'
import { firstRows } from './sql/comparing.ts'

/** Writes the rows of a query as the table's first; returns how many there are. */
export function writeFirst(work: FoldWork, table: FoldTable, rows: string, where?: string): Promise<number> {
  const query = firstRows(`(${rows})`, table.columns, work.request.stamp, table.orderBy, where)
  return write(work, table, query)
}

/** What the `received` rows come to that were written as the table's first. Null when keys repeat or are missing: stage them. */
export async function foldFirst(
  work: FoldWork,
  table: FoldTable,
  received: number,
  folded: Folded,
): Promise<TableFold | null> {
  if (!(await hasUniqueKeys(work, table))) return null
  const moved = await leaveNeighbours(work, table, folded)
  return {
    table: table.name,
    received,
    duplicates: 0,
    inserted: received,
    updated: 0,
    deleted: moved.rows,
    files: [...(await finished(work, table, received)), ...moved.files],
    removals: moved.removals,
    changes: null,
  }
}
