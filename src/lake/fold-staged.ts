// Staged rows into a table: compared with it as it stands, they give changes and its new file, or nothing.
import type { Sql } from './duckdb.ts'
import type { TableFold } from './fold-request.ts'
import { type FoldTable, type FoldWork, finished, write } from './fold-table.ts'
import { type Folded, leaveNeighbours, type Moved } from './neighbours.ts'
import {
  changedTable,
  changesQuery,
  countByOperation,
  currentTable,
  firstRows,
  type Scope,
} from './sql/comparing.ts'
import { columnsFound, copyTo, describe, following, hasColumns } from './sql/parquet.ts'
import { lastRows, type Stage } from './sql/staging.ts'
import { drop, useThreads } from './sql/statements.ts'
import { isWide } from './sql/wide.ts'
import { DIFFERENCES, findDifferences, numberedTable, wideChangesQuery } from './sql/wide-comparing.ts'
import type { Staged } from './stage.ts'

/** Brings the table up to date with what is staged. `scope`: which of its rows the stage speaks for. */
export async function foldStaged(
  work: FoldWork,
  table: FoldTable,
  scope: Scope,
  { stage, received, duplicates }: Staged,
  folded: Folded = { keys: stage.last, key: table.key },
): Promise<TableFold> {
  const moved = await leaveNeighbours(work, table, folded)
  const done = table.isFirst
    ? await insertAll(work, table, stage)
    : await applyChanges(work, table, scope, stage)
  return { table: table.name, received, duplicates, ...withMoved(done, moved) }
}

type Done = Omit<TableFold, 'table' | 'received' | 'duplicates'>

const NOTHING: Done = { inserted: 0, updated: 0, deleted: 0, files: [], removals: [], changes: null }

const withMoved = (done: Done, moved: Moved): Done => ({
  ...done,
  deleted: done.deleted + moved.rows,
  files: [...done.files, ...moved.files],
  removals: [...done.removals, ...moved.removals],
})

async function insertAll(work: FoldWork, table: FoldTable, stage: Stage): Promise<Done> {
  const query = firstRows(lastRows(stage), table.columns, work.request.stamp, table.orderBy)
  const inserted = await write(work, table, query)
  return { ...NOTHING, inserted, files: await finished(work, table, inserted) }
}

async function applyChanges(work: FoldWork, table: FoldTable, scope: Scope, stage: Stage): Promise<Done> {
  const { duckdb, store, window } = work
  const { definition, columns, key, orderBy, place, changesFile } = table
  const path = await store.local(place)
  const inFile = columnsFound(await duckdb.rows(describe(path)))
  const current = currentTable(path, definition.columns, inFile)
  const wide = isWide(work.rowBytes)
  const compared = wide ? numberedTable(path, definition.columns, inFile) : current
  const counts = await writeChanges(work, table, scope, stage, compared)
  const isChanged = counts.inserted + counts.updated + counts.deleted > 0
  if (!isChanged && hasColumns(inFile, definition.columns)) return NOTHING
  const query = changedTable(current, store.path(changesFile), columns, key, orderBy)
  const rewrite = () => write(work, table, query)
  const rows = await (wide ? rewrite() : onTwoThreads(duckdb, rewrite))
  const files = await finished(work, table, rows)
  const removals = files.length === 0 ? [place] : []
  return { ...counts, files, removals, changes: isChanged && window === null ? changesFile : null }
}

/** Rewriting a large table is mostly decoding and encoding columns, which a second thread halves, but for wide rows, which it holds twice as many of; everything else gains nothing. */
async function onTwoThreads<T>(duckdb: Sql, work: () => Promise<T>): Promise<T> {
  await duckdb.run(useThreads(2))
  try {
    return await work()
  } finally {
    await duckdb.run(useThreads(1))
  }
}

/** Writes the file of changes and counts them. */
async function writeChanges(
  { duckdb, store, request, rowBytes }: FoldWork,
  { name, definition, columns, key, changesFile, settings }: FoldTable,
  scope: Scope,
  stage: Stage,
  current: string,
): Promise<{ inserted: number; updated: number; deleted: number }> {
  const change = {
    rows: lastRows(stage),
    last: stage.last,
    current,
    columns,
    key,
    scope,
    stamp: request.stamp,
  }
  const path = store.path(changesFile)
  const previous = request.previousChange?.(name)
  const wide = isWide(rowBytes)
  const query = wide ? wideChangesQuery(change) : changesQuery(change)
  if (wide) await duckdb.run(findDifferences(change, definition.columns))
  await duckdb.run(copyTo(path, query, previous === undefined ? settings : following(settings, previous)))
  if (wide) await duckdb.run(drop(DIFFERENCES))
  const found = await duckdb.rows(countByOperation(path))
  const count = (op: string): number => Number(found.find(row => row.op === op)?.n ?? 0)
  return { inserted: count('insert'), updated: count('update'), deleted: count('delete') }
}
