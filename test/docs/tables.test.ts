// The pages of docs/tables are what the definitions say (`npm run docs` writes them), and their queries run in DuckDB.
import { readdirSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { duckdbType, SYSTEM_COLUMNS } from '../../src/lake/types.ts'
import { type NamedTable, tables } from '../../src/streams/index.ts'
import { SECTIONS } from './sections.ts'
import { indexPage, sqlOf, tablePage } from './table-pages.ts'

const FOLDER = new URL('../../docs/tables/', import.meta.url).pathname
const all = [...tables.values()]

describe('docs/tables', () => {
  test('has a page for each table, and no other', () => {
    const pages = readdirSync(FOLDER).filter(file => file !== 'README.md')
    expect(pages.sort()).toEqual(all.map(table => `${table.name}.md`).sort())
  })

  test('has an index with every table once', async () => {
    expect(Object.values(SECTIONS).flat().sort()).toEqual([...tables.keys()].sort())
    await expect(`${indexPage()}\n`).toMatchFileSnapshot(`${FOLDER}README.md`)
  })

  test.each(all.map(table => [table.name, table] as const))('tells of %s as it is', async (name, table) => {
    await expect(`${tablePage(table)}\n`).toMatchFileSnapshot(`${FOLDER}${name}.md`)
  })
})

describe('the example', () => {
  let duckdb: DuckDBInstance
  const quoted = ({ name }: NamedTable): string => `"${name}"`

  beforeAll(async () => {
    duckdb = await DuckDBInstance.create(':memory:')
    const connection = await duckdb.connect()
    for (const { name, definition } of all) {
      const columns = Object.entries({ ...definition.columns, ...SYSTEM_COLUMNS })
      const declared = columns.map(([column, type]) => `"${column}" ${duckdbType(type)}`)
      await connection.run(`CREATE TABLE "${name}" (${declared.join(', ')})`)
    }
    connection.closeSync()
  })
  afterAll(() => duckdb.closeSync())

  test.each(all.map(table => [table.name, table] as const))(
    'of %s reads its table and fits its columns',
    async (name, table) => {
      const { about, example } = table.definition
      expect(about).toMatch(/^One row\b.*\.$/)
      expect(example?.question).toMatch(/\?$/)
      expect(example?.sql).toContain(`{${name}}`)
      const connection = await duckdb.connect()
      await connection.run(sqlOf(table, quoted))
      connection.closeSync()
    },
  )
})
