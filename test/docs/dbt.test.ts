// examples/dbt is what the catalogue says (`npm run docs` writes it), its models run over a lake, and its keys hold there.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { tables } from '../../src/streams/index.ts'
import { parsed } from '../dialects/bigquery-tree.ts'
import { type Rig, startRig, stateOf } from '../support/rig.ts'
import { modelOf, models, snake, sources, staging } from './dbt-project.ts'

const FOLDER = fileURLToPath(new URL('../../examples/dbt/', import.meta.url))
const all = [...tables.values()]
const read = (path: string): string => readFileSync(join(FOLDER, path), 'utf8')

describe('the project', () => {
  test('has every table as a source and as a model, and no other', async () => {
    await expect(sources(all)).toMatchFileSnapshot(join(FOLDER, 'models/sources.yml'))
    await expect(models(all)).toMatchFileSnapshot(join(FOLDER, 'models/staging/models.yml'))
    for (const table of all)
      await expect(staging(table)).toMatchFileSnapshot(join(FOLDER, `models/staging/${modelOf(table)}.sql`))
    const files = readdirSync(join(FOLDER, 'models/staging')).filter(file => file !== 'models.yml')
    expect(files.sort()).toEqual(all.map(table => `${modelOf(table)}.sql`).sort())
  })

  test('is YAML throughout, of one project and one profile', () => {
    const project = parse(read('dbt_project.yml'))
    expect(Object.keys(parse(read('profiles.yml')))).toEqual([project.profile])
    const [entra] = parse(sources(all)).sources
    expect(entra.tables.map((table: { name: string }) => table.name)).toEqual(all.map(({ name }) => name))
  })

  test('has names that need no quotes, and none twice', () => {
    expect(
      [
        'userPrincipalName',
        'isMfaRegistered',
        '_tenant_id',
        'oauth2PermissionScopes',
        'appDisplayNameURL',
      ].map(snake),
    ).toEqual([
      ...[
        'user_principal_name',
        'is_mfa_registered',
        '_tenant_id',
        'oauth2_permission_scopes',
        'app_display_name_url',
      ],
    ])
    for (const { name, definition } of all) {
      const names = Object.keys(definition.columns).map(snake)
      expect([name, new Set(names).size]).toEqual([name, names.length])
    }
  })
})

/** As dbt renders a model: its expressions replaced. */
const rendered = (sql: string, source: (table: string) => string, mark: string): string =>
  sql
    .replace(/\{\{ adapter\.quote\('(\w+)'\) \}\}/g, (_, name: string) => `${mark}${name}${mark}`)
    .replace(/\{\{ source\('entra', '(\w+)'\) \}\}/g, (_, table: string) => source(table))

test.each(all.map(table => [modelOf(table), staging(table)]))('%s is SQL of BigQuery', (_name, sql) => {
  const text = rendered(sql, table => `\`entra\`.\`${table}\``, '`')
  expect(text).not.toMatch(/[{}]/)
  expect(parsed(`${text};`).length).toBeGreaterThan(0)
})

describe('over a lake', () => {
  let rig: Rig
  let duckdb: DuckDBInstance
  const locations = new Map<string, string>()

  beforeAll(async () => {
    rig = await startRig({ users: 40 })
    await rig.extract()
    duckdb = await DuckDBInstance.create(':memory:')
    const [entra] = parse(sources(all)).sources
    for (const { name, config } of entra.tables)
      locations.set(name, config.meta.external_location.replace(/\{\{.*?\}\}/, rig.lake))
  })
  afterAll(async () => {
    duckdb.closeSync()
    await rig.close()
  })

  test('every model of a table that has rows gives them, one per key', async () => {
    const connection = await duckdb.connect()
    const filled = all.filter(({ name }) => (stateOf(rig.lake).tables[name]?.rows ?? 0) > 0)
    expect(filled.length).toBeGreaterThan(60)
    for (const table of filled) {
      const sql = rendered(staging(table), name => locations.get(name) ?? '', '"')
      await connection.run(`CREATE OR REPLACE VIEW "${modelOf(table)}" AS ${sql.replace(/^--.*\n/, '')}`)
      const key = ['_tenant_id', ...table.definition.key.map(snake)].map(name => `"${name}"`).join(', ')
      const answer = await connection.runAndReadAll(
        `SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT ${key} FROM "${modelOf(table)}")) FROM "${modelOf(table)}"`,
      )
      const rows = BigInt(stateOf(rig.lake).tables[table.name]?.rows ?? 0)
      expect([table.name, ...(answer.getRows()[0] ?? [])]).toEqual([table.name, rows, rows])
    }
  })
})
