// Compares the files of a lake with what its state counted.
import { openDuckDB } from '../lake/duckdb.ts'
import { dataFile, partitionFile } from '../lake/paths.ts'
import { isSpoolWhole } from '../lake/spool.ts'
import { distinctKeysIn, rowsIn } from '../lake/sql/parquet.ts'
import type { State, TableState } from '../state/schema.ts'
import type { Store } from '../store/store.ts'
import { tables as catalogue } from '../streams/index.ts'
import { type Checking, type Finding, keyOf, parquetFilesIn, whyUnreadable } from './damage.ts'
import { type Lake, withLakeToRead } from './lake.ts'
import type { VerifyResult } from './results.ts'
import { checkChanges } from './verify-changes.ts'

export type { VerifyResult } from './results.ts'

export interface TableCheck {
  readonly table: string
  readonly findings: readonly Finding[]
  readonly notes: readonly string[]
  readonly files: number
  readonly rows: number
}

/** Checks every table: files present, hashes, row counts, one row per key, changes. Throws a StateError or a LockedError. */
export function verifyLake(lake: Lake): Promise<VerifyResult[]> {
  return withLakeToRead(lake, async (store, { current }) =>
    (await checkTables(store, current, null)).map(resultOf),
  )
}

export const resultOf = ({ table, findings, notes, files, rows }: TableCheck): VerifyResult => ({
  table,
  verdict: findings.length === 0 ? 'ok' : 'damaged',
  problems: findings.map(({ text }) => text),
  notes: [...notes],
  files,
  rows,
})

/** Checks the tables of the state, and those of the catalogue that it does not know; `only` null: all of them. */
export async function checkTables(
  store: Store,
  state: State,
  only: ReadonlySet<string> | null,
): Promise<TableCheck[]> {
  const spill = '_work/spill'
  const duckdb = await openDuckDB({ memory: '1GB', spill: store.path(spill) })
  const names = new Set([...Object.keys(state.tables), ...catalogue.keys()])
  try {
    const checks: TableCheck[] = []
    for (const name of [...names].sort()) {
      if (only !== null && !only.has(name)) continue
      const check = await checkTable(name, { store, state, duckdb })
      if (check !== null) checks.push(check)
      for (const folder of [name, `changes/${name}`]) await store.forget(folder)
    }
    return checks
  } finally {
    duckdb.close()
    await store.remove(spill)
  }
}

/** Null: there is no such table here. */
export async function checkTable(name: string, checking: Checking): Promise<TableCheck | null> {
  const table = checking.state.tables[name] ?? null
  const strays = await strayFiles(name, table, checking.store)
  if (table === null)
    return strays.length === 0 ? null : { table: name, findings: strays, notes: [], files: 0, rows: 0 }
  const findings: Finding[] = []
  for (const [path, facts] of Object.entries(table.files)) {
    if (isPlaceOf(name, path, facts)) findings.push(...(await checkFile(path, facts, checking)))
    else
      findings.push({
        kind: 'place',
        path,
        text: `state.json counts ${path} as a file of ${name}, which it is not`,
      })
  }
  findings.push(...strays)
  if (findings.length === 0) findings.push(...(await checkRows(name, table, checking)))
  await checking.store.forget(name)
  const changes = await checkChanges(name, table, checking)
  findings.push(...checkCursor(table, checking.state), ...changes.findings)
  const notes = [...changes.notes, ...(await notesOn(table, checking))]
  return { table: name, findings, notes, files: Object.keys(table.files).length, rows: table.rows }
}

type FileState = TableState['files'][string]

function isPlaceOf(name: string, path: string, { first, last }: FileState): boolean {
  if (first === null || last === null) return path === dataFile(name)
  return path === partitionFile(name, first.slice(0, 10)) && path === partitionFile(name, last.slice(0, 10))
}

async function checkFile(path: string, facts: FileState, { store, duckdb }: Checking): Promise<Finding[]> {
  const wrong = (text: string): Finding[] => [{ kind: 'file', path, text }]
  try {
    const size = await store.size(path, facts.bytes)
    if (size === null) return wrong(`${path} is missing`)
    if (size !== facts.bytes) return wrong(`${path} has ${size} bytes, not ${facts.bytes}`)
    if ((await store.sha256(path)) !== facts.sha256) return wrong(`${path} was changed since it was written`)
    const [row] = await duckdb.rows(rowsIn(await store.local(path)))
    const rows = Number(row?.n)
    if (rows === facts.rows) return []
    return [{ kind: 'rows', path, text: `${path} has ${rows} rows, not ${facts.rows}`, rows }]
  } catch (error) {
    return wrong(`${path} cannot be read (${whyUnreadable(error)})`)
  }
}

async function checkRows(name: string, table: TableState, checking: Checking): Promise<Finding[]> {
  const known = catalogue.get(name)
  const key = keyOf(name, table)
  if (key.join() !== table.key.join()) {
    const text = `state.json says that ${table.key.join(', ') || 'nothing'} tells the rows of ${name} apart, not ${key.join(', ')}`
    return [{ kind: 'rows', path: null, text }]
  }
  const paths = await Promise.all(Object.keys(table.files).map(path => checking.store.local(path)))
  const twice = paths.length === 0 ? null : await repeatedKeys(paths, key, checking)
  if (twice !== null) return [{ kind: 'keys', path: null, text: twice }]
  const sum = Object.values(table.files).reduce((all, { rows }) => all + rows, 0)
  if (sum !== table.rows) {
    const text = `state.json counts ${table.rows} rows of ${name}, and ${sum} in its files`
    return [{ kind: 'rows', path: null, text }]
  }
  const hasFile = known !== undefined && known.stream.definition.kind !== 'window'
  if (paths.length > 0 || table.completeAt === null || !hasFile) return []
  const text = `${name} has no file since its damaged one was given up: it is to be read again`
  return [{ kind: 'absent', path: null, text }]
}

async function repeatedKeys(
  paths: readonly string[],
  key: readonly string[],
  { duckdb }: Checking,
): Promise<string | null> {
  try {
    const [row] = await duckdb.rows(distinctKeysIn(paths, key))
    const repeated = Number(row?.rows) - Number(row?.keys)
    return repeated === 0 ? null : `${repeated} rows repeat a key (${key.join(', ')})`
  } catch (error) {
    return `its rows cannot be told apart by ${key.join(', ')} (${whyUnreadable(error)})`
  }
}

function checkCursor(table: TableState, state: State): Finding[] {
  const cursor = state.streams[table.stream]?.cursor ?? null
  if (cursor?.kind !== 'window') return []
  const { from, readUntil, readAt, finalUntil } = cursor
  if (from <= readUntil && finalUntil <= readAt) return []
  const text = `state.json contradicts itself about ${table.stream}: read from ${from} until ${readUntil}, at ${readAt}, and final until ${finalUntil}`
  return [{ kind: 'cursor', path: null, text }]
}

async function notesOn(table: TableState, { state, store }: Checking): Promise<string[]> {
  const { running = null } = state.streams[table.stream] ?? {}
  if (running === null) return []
  return (await isSpoolWhole(store, table.stream, running.spool))
    ? []
    : ['what an interrupted run had read of it is lost; the next run reads that again']
}

/** Parquet files in the table's folder that the state does not count. */
async function strayFiles(name: string, table: TableState | null, store: Store): Promise<Finding[]> {
  const found = await parquetFilesIn(store, name)
  return found
    .filter(path => table === null || !(path in table.files))
    .map(path => ({
      kind: 'stray',
      path,
      text: `${path} is not this lake's, but would be read as rows of ${name}: remove it`,
    }))
}
