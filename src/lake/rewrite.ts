// Rewrites single rows of Parquet files: DuckDB finds them by their text, JavaScript decides, DuckDB writes the file anew around them.
import { open, stat } from 'node:fs/promises'
import type { Store } from '../store/store.ts'
import type { Sql } from './duckdb.ts'
import { changeJson } from './json-text.ts'
import { linesOf } from './misfit.ts'
import { type NewFile, newFile } from './new-file.ts'
import { workFile } from './paths.ts'
import { copyTo, widthIn } from './sql/parquet.ts'
import {
  columnsOf,
  decidedRows,
  type FileColumn,
  findRows,
  goneValues,
  insertInto,
  metadataOf,
  rowsDecided,
  rowsOutOfOrder,
  settingsOf,
  type Wanted,
  writingOf,
} from './sql/rewriting.ts'
import { createTemporary } from './sql/statements.ts'
import { asWide } from './width.ts'

/** A row's columns that can hold text, and what becomes of it: `undefined` leaves it as it is, null takes it out. */
export type Decide = (
  row: Readonly<Record<string, unknown>>,
  orphan: boolean,
) => Readonly<Record<string, unknown>> | null | undefined

/** The rows of one file that something was decided for. */
export interface Decided {
  readonly gone: number
  readonly changed: number
  readonly columns: readonly FileColumn[]
  /** Lines of JSON, in the work folder. */
  readonly lines: string
  readonly longest: number
}

export interface Rewriting {
  readonly duckdb: Sql
  readonly store: Store
  /** The folder of `_work` that it has for its own. */
  readonly work: string
}

const DECIDED = '"_decided"'

/** Goes through the rows of a file that are wanted. Nothing of the lake changes. */
export async function decideRows(
  { duckdb, store, work }: Rewriting,
  file: string,
  wanted: Wanted,
  decide: Decide,
): Promise<Decided> {
  const path = await store.local(file)
  const columns = (await duckdb.rows(columnsOf(path))).map(row => ({
    name: String(row.name),
    type: String(row.type),
  }))
  const has = columns.some(({ name }) => name === wanted.parent?.column)
  const found = store.path(workFile(store, work, 'found.ndjson'))
  const width = await widthOf(duckdb, path)
  const search = findRows(path, found, columns, has ? wanted : { ...wanted, parent: null })
  await asWide(duckdb, width, () => duckdb.run(search))
  const lines = workFile(store, work, 'decided.ndjson')
  return { columns, lines, ...(await decideLines(found, store.path(lines), decide)) }
}

async function decideLines(
  found: string,
  decided: string,
  decide: Decide,
): Promise<Pick<Decided, 'gone' | 'changed' | 'longest'>> {
  const counts = { gone: 0, changed: 0, longest: 0 }
  const out = await open(decided, 'w')
  try {
    for await (const line of linesOf(found, (await stat(found)).size)) {
      const fate = decideLine(line.toString('utf8'), decide)
      if (fate === null) continue
      counts[fate.isGone ? 'gone' : 'changed']++
      const bytes = Buffer.from(`${fate.line}\n`)
      counts.longest = Math.max(counts.longest, bytes.length)
      await out.writeFile(bytes)
    }
  } finally {
    await out.close()
  }
  return counts
}

/** Null: the row stays as it is. */
function decideLine(line: string, decide: Decide): { line: string; isGone: boolean } | null {
  let fate: ReturnType<Decide>
  const decided = changeJson(line, found => {
    const { n, orphan, row } = found as { n: string; orphan: boolean; row: Readonly<Record<string, unknown>> }
    fate = decide(row, orphan)
    return { n, row: fate ?? null }
  })
  return fate === undefined || decided === null ? null : { line: decided, isGone: fate === null }
}

async function widthOf(duckdb: Sql, path: string): Promise<number> {
  const [row] = await duckdb.rows(widthIn(path))
  return Number(row?.bytes ?? 0)
}

/** Adds a column of the rows that go to the relation `gone`. */
export async function noteGone(
  { duckdb, store }: Rewriting,
  file: string,
  { lines, longest, columns }: Decided,
  column: string,
  gone: string,
): Promise<void> {
  await duckdb.run(createTemporary(DECIDED, decidedRows(store.path(lines), longest, columns)))
  await duckdb.run(insertInto(gone, goneValues(await store.local(file), column, DECIDED)))
}

export interface RewriteRequest {
  readonly file: string
  readonly decided: Decided
  /** The column of an event table's time: the rows stay in their order. */
  readonly time: string | null
  /** What the footer says of the file of changes before it, if it says anything of that; null: what it said. */
  readonly previous: string | null
  /** Tells the new file from others in the work folder. */
  readonly number: number
}

/** Writes the file anew, as it was written: same columns, compression, row groups and footer. It lies in the work folder, not durable yet. */
export async function rewriteFile(
  { duckdb, store, work }: Rewriting,
  { file, decided, time, previous, number }: RewriteRequest,
): Promise<NewFile> {
  const path = await store.local(file)
  const { lines, longest, columns } = decided
  const writing = await duckdb.rows(writingOf(path))
  const settings = settingsOf(writing, await duckdb.rows(metadataOf(path)), previous)
  const from = workFile(store, work, `${number}.parquet`)
  const write = async (sorted: boolean): Promise<number> => {
    const query = rowsDecided(path, columns, DECIDED, { sorted, changed: decided.changed > 0 })
    const [copied] = await duckdb.rows(copyTo(store.path(from), query, settings))
    return Number(copied?.count ?? 0)
  }
  return asWide(duckdb, await widthOf(duckdb, path), async () => {
    await duckdb.run(createTemporary(DECIDED, decidedRows(store.path(lines), longest, columns)))
    // To sort takes twice the time and the memory, and what only loses rows is in order as a rule.
    let rows = await write(time !== null && decided.changed > 0)
    const [wrong] = time === null ? [] : await duckdb.rows(rowsOutOfOrder(store.path(from), time))
    if (Number(wrong?.n ?? 0) > 0) rows = await write(true)
    return newFile(duckdb, store, { from, to: file, rows, time })
  })
}
