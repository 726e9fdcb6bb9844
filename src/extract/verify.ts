// Compares the files of a lake with what its state counted.
import { openDuckDB, type Sql } from '../lake/duckdb.ts'
import { distinctKeysIn, rowsIn } from '../lake/sql/parquet.ts'
import type { TableState } from '../state/schema.ts'
import type { Store } from '../store/folder.ts'
import { withLake } from './lake.ts'

export interface VerifyResult {
  table: string
  verdict: 'ok' | 'damaged'
  /** One sentence each. */
  problems: string[]
  files: number
  rows: number
}

/** Checks every table: files present, hashes, row counts, one row per key. Throws a StateError or a LockedError. */
export function verifyLake(out: string): Promise<VerifyResult[]> {
  return withLake(out, async (store, state) => {
    const duckdb = await openDuckDB({ memory: '1GB', spill: store.path('_work/spill') })
    try {
      const results: VerifyResult[] = []
      const tables = Object.entries(state.current.tables).sort(([a], [b]) => (a < b ? -1 : 1))
      for (const [name, table] of tables) results.push(await verifyTable(name, table, store, duckdb))
      return results
    } finally {
      duckdb.close()
      await store.remove('_work/spill')
    }
  })
}

async function verifyTable(
  name: string,
  table: TableState,
  store: Store,
  duckdb: Sql,
): Promise<VerifyResult> {
  const problems: string[] = []
  const readable: string[] = []
  for (const [path, facts] of Object.entries(table.files)) {
    const problem = await verifyFile(path, facts, store, duckdb)
    if (problem === null) readable.push(path)
    else problems.push(problem)
  }
  for (const path of await strayFiles(name, table, store))
    problems.push(`${path} is not this lake's, but would be read as rows of ${name}: remove it`)
  if (problems.length === 0 && readable.length > 0) {
    const paths = readable.map(path => store.path(path))
    const [row] = await duckdb.rows(distinctKeysIn(paths, table.key))
    if (row?.rows !== row?.keys)
      problems.push(`${Number(row?.rows) - Number(row?.keys)} rows repeat a key (${table.key.join(', ')})`)
  }
  const verdict = problems.length === 0 ? 'ok' : 'damaged'
  return { table: name, verdict, problems, files: Object.keys(table.files).length, rows: table.rows }
}

async function verifyFile(
  path: string,
  facts: TableState['files'][string],
  store: Store,
  duckdb: Sql,
): Promise<string | null> {
  const size = await store.size(path)
  if (size === null) return `${path} is missing`
  if (size !== facts.bytes) return `${path} has ${size} bytes, not ${facts.bytes}`
  if ((await store.sha256(path)) !== facts.sha256) return `${path} was changed since it was written`
  const [row] = await duckdb.rows(rowsIn(store.path(path)))
  return row?.n === facts.rows ? null : `${path} has ${String(row?.n)} rows, not ${facts.rows}`
}

/** Parquet files in the table's folder that the state does not count. */
async function strayFiles(name: string, table: TableState, store: Store): Promise<string[]> {
  const found: string[] = []
  for (const entry of await store.names(name)) {
    if (entry.endsWith('.parquet')) found.push(`${name}/${entry}`)
    else for (const file of await store.names(`${name}/${entry}`)) found.push(`${name}/${entry}/${file}`)
  }
  return found.filter(path => path.endsWith('.parquet') && !(path in table.files))
}
