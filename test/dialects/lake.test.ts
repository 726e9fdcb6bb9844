// The scripts against a lake that was really written: in DuckDB by running them, in BigQuery's types by what the files hold.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { asyncBufferFromFile, parquetMetadataAsync, parquetSchema, type SchemaTree } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { staticToken } from '../../src/auth/static-token.ts'
import { tableEntry } from '../../src/cli/catalogue.ts'
import { type SchemaRequest, schemaSql } from '../../src/dialects/index.ts'
import { bareType } from '../../src/lake/types.ts'
import { findTable, tables } from '../../src/streams/index.ts'
import { parquetFiles, readTable } from '../support/parquet-rows.ts'
import { type Rig, startRig } from '../support/rig.ts'
import { declaredIn, parsed } from './bigquery-tree.ts'
import { everyRelation, PLACES, statementsOf } from './relations.ts'

let rig: Rig
let duckdb: DuckDBInstance
let connection: DuckDBConnection

const rows = async (sql: string): Promise<Record<string, unknown>[]> =>
  (await connection.runAndReadAll(sql)).getRowObjectsJson()

/** What only a signed-in person may read is read as one. */
async function extractAll(): Promise<void> {
  const needsPerson = (table: string) =>
    findTable(table).stream.definition.permissions.application.length === 0
  const names = [...tables.keys()]
  const owner = String([...rig.sandbox.truth('users')][0]?.id)
  await rig.extract({ tables: names.filter(table => !needsPerson(table)), owners: [owner] })
  const forPeople = names.filter(needsPerson)
  const scopes = forPeople.flatMap(table => findTable(table).stream.definition.permissions.delegated)
  const tokens = staticToken(rig.sandbox.token({ scopes }), Date.now)
  await rig.extract({ tables: forPeople, owners: [owner] }, { tokens })
}

const folderAt = (path: string, manyTenants = false): SchemaRequest => ({
  place: { kind: 'folder', path },
  dataset: ['of the lake'],
  manyTenants,
})

beforeAll(async () => {
  rig = await startRig({ users: 30 })
  await extractAll()
  rig.sandbox.advance({ days: 1 })
  await extractAll()
  duckdb = await DuckDBInstance.create(':memory:')
  connection = await duckdb.connect()
  await connection.run(`CREATE SCHEMA "of the lake"; SET TimeZone = 'UTC'`)
})
afterAll(async () => {
  connection.closeSync()
  duckdb.closeSync()
  await rig.close()
})

const written = (folder: string): string[] => parquetFiles(join(rig.lake, folder))
const describeView = async (name: string) =>
  (await rows(`DESCRIBE "of the lake"."${name}"`)).map(column => [
    column.column_name,
    bareType(String(column.column_type)),
  ])

/** The columns that `tables --json` tells of. */
const told = (table: string): [string, string][] =>
  tableEntry(findTable(table)).columns.map(({ name, type }) => [name, bareType(type)])

test('most tables have changed, so that there is something to see', () => {
  const changed = everyRelation.filter(
    ({ folder }) => folder.startsWith('changes/') && written(folder).length > 0,
  )
  expect(changed.length).toBeGreaterThan(30)
  for (const table of tables.keys()) expect(written(table).length, table).toBeGreaterThan(0)
})

describe('a view of DuckDB', () => {
  test.each(everyRelation.map(relation => [relation.name, relation] as const))(
    'of %s has the rows of its files and the declared types',
    async (name, relation) => {
      const script = schemaSql('duckdb', [relation], folderAt(rig.lake))
      const isChanges = relation.folder.startsWith('changes/')
      if (written(relation.folder).length === 0) {
        expect(isChanges).toBe(true)
        await expect(connection.run(script)).rejects.toThrow(/No files found/)
        return
      }
      await connection.run(script)
      const table = isChanges ? relation.folder.slice('changes/'.length) : relation.folder
      const columns = [
        ...(isChanges ? told(table).toSpliced(-1, 0, ['_op', 'VARCHAR']) : told(table)),
        ...(isChanges ? [['_run_id', 'VARCHAR']] : []),
      ]
      expect(await describeView(name)).toEqual([...columns, ...(relation.byDate ? [['date', 'DATE']] : [])])
      const there = (await readTable(rig.lake, relation.folder)).length
      expect(await rows(`SELECT count(*)::INTEGER AS n FROM "of the lake"."${name}"`)).toEqual([{ n: there }])
      const own = columns.map(([column]) => `"${column}"`).join(', ')
      const files = written(relation.folder).map(file => `'${file}'`)
      const other = `SELECT ${own} FROM read_parquet([${files.join(', ')}], hive_partitioning = false, union_by_name = true)`
      expect(await rows(`SELECT ${own} FROM "of the lake"."${name}" EXCEPT ALL (${other}) LIMIT 1`)).toEqual(
        [],
      )
    },
  )

  test('files events under the UTC date of their time', async () => {
    for (const { name, time } of everyRelation.filter(relation => relation.time !== null)) {
      const [found] = await rows(
        `SELECT count(*)::INTEGER AS n, count(*) FILTER ("date" = ("${time}" AT TIME ZONE 'UTC')::DATE)::INTEGER AS right
         FROM "of the lake"."${name}"`,
      )
      expect(found?.right, name).toBe(found?.n)
      expect(found?.n, name).toBeGreaterThan(0)
    }
  })
})

describe('a place of odd shape', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "it's a lake "))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const groups = everyRelation.filter(({ name }) => name === 'groups')

  test('with the lakes of several tenants is one table with a column for the tenant', async () => {
    for (const tenant of ['11111111-0000-0000-0000-000000000001', 'b']) {
      for (const table of ['groups', 'sign_ins', 'changes/groups'])
        cpSync(join(rig.lake, table), join(folder, `tenant=${tenant}`, table), { recursive: true })
    }
    const wanted = everyRelation.filter(({ name }) => ['groups', 'sign_ins', 'changes_groups'].includes(name))
    await connection.run(schemaSql('duckdb', wanted, folderAt(`${folder}/`, true)))
    for (const { name, folder: own, byDate } of wanted) {
      const each = (await readTable(rig.lake, own)).length
      expect(
        await rows(
          `SELECT tenant, count(*)::INTEGER AS n FROM "of the lake"."${name}" GROUP BY ALL ORDER BY 1`,
        ),
      ).toEqual([
        { tenant: '11111111-0000-0000-0000-000000000001', n: each },
        { tenant: 'b', n: each },
      ])
      const last = (await describeView(name)).slice(byDate ? -2 : -1)
      expect(last).toEqual([['tenant', 'VARCHAR'], ...(byDate ? [['date', 'DATE']] : [])])
    }
  })

  test('with a file of fewer columns and one more has all that are declared, and that one', async () => {
    mkdirSync(join(folder, 'groups'))
    const file = join(folder, 'groups', 'data.parquet').replaceAll("'", "''")
    await connection.run(`COPY (SELECT 'x' AS id, 7 AS extension_of_ours) TO '${file}' (FORMAT parquet)`)
    await connection.run(schemaSql('duckdb', groups, folderAt(folder)))
    expect(await describeView('groups')).toEqual([...told('groups'), ['extension_of_ours', 'INTEGER']])
    expect(await rows('SELECT id, "displayName", extension_of_ours FROM "of the lake"."groups"')).toEqual([
      { id: 'x', displayName: null, extension_of_ours: 7 },
    ])
  })
})

/** BigQuery's conversion of Parquet, as its documentation tells it, with inference of lists. */
function inBigQuery({ element, children }: SchemaTree): string {
  if (element.converted_type === 'LIST') {
    const [item] = children[0]?.children ?? []
    return `ARRAY<${item === undefined ? '?' : inBigQuery(item)}>`
  }
  if (children.length > 0)
    return `STRUCT<${children.map(child => `${child.element.name} ${inBigQuery(child)}`).join(', ')}>`
  const logical = element.logical_type
  if (logical?.type === 'TIMESTAMP') return logical.isAdjustedToUTC ? 'TIMESTAMP' : 'DATETIME'
  if (element.converted_type === 'UTF8') return 'STRING'
  if (element.converted_type === 'DATE') return 'DATE'
  return { BOOLEAN: 'BOOL', INT32: 'INT64', INT64: 'INT64', DOUBLE: 'FLOAT64' }[String(element.type)] ?? '?'
}

test('the columns of BigQuery are those that the files have', async () => {
  let seen = 0
  for (const relation of everyRelation) {
    const [file] = written(relation.folder)
    if (file === undefined || !existsSync(file)) continue
    const request = { place: PLACES.bigquery, dataset: [], manyTenants: false }
    const [, create = ''] = statementsOf(schemaSql('bigquery', [relation], request))
    const tree = parquetSchema(await parquetMetadataAsync(await asyncBufferFromFile(file)))
    const found = tree.children.map(child => [child.element.name, inBigQuery(child)])
    expect(declaredIn(parsed(`${create};`)[0]).columns, relation.name).toEqual(found)
    seen++
  }
  expect(seen).toBeGreaterThan(150)
})
