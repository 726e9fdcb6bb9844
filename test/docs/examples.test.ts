// The queries of examples/ fit the tables that they read.
import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { duckdbType, SYSTEM_COLUMNS } from '../../src/lake/types.ts'
import type { Columns } from '../../src/streams/define.ts'
import { tables } from '../../src/streams/index.ts'

const CHANGE: Columns = { _op: 'string', _run_id: 'string' }
const DAY: Columns = { date: 'date' }

const declared = (columns: Columns): string =>
  Object.entries(columns)
    .map(([name, type]) => `"${name}" ${duckdbType(type)}`)
    .join(', ')

/** The files of a lake in a query, replaced by tables. */
const withTables = (sql: string): string =>
  sql
    .replace(/read_parquet\('([^']+)'[^)]*\)/g, "'$1'")
    .replace(/'entra-lake\/changes\/(\w+)\/[^']*'/g, '"changes $1"')
    .replace(/'entra-lake\/(\w+)\/[^']*'/g, '"$1"')

test('every query of examples/duckdb.sql runs', async () => {
  const duckdb = await DuckDBInstance.create(':memory:')
  const connection = await duckdb.connect()
  for (const { name, definition } of tables.values()) {
    const columns = { ...definition.columns, ...SYSTEM_COLUMNS }
    await connection.run(`CREATE TABLE "${name}" (${declared({ ...columns, ...DAY })})`)
    await connection.run(`CREATE TABLE "changes ${name}" (${declared({ ...columns, ...CHANGE })})`)
  }
  const text = readFileSync(new URL('../../examples/duckdb.sql', import.meta.url), 'utf8')
  const sql = withTables(text.replace(/^--.*$/gm, ''))
  expect(sql).not.toContain('entra-lake/')
  const statements = await connection.extractStatements(sql)
  expect(statements.count).toBeGreaterThan(8)
  for (let index = 0; index < statements.count; index++) {
    const prepared = await statements.prepare(index)
    await prepared.run()
  }
  connection.closeSync()
  duckdb.closeSync()
})
