// examples/loading is what the command writes (`npm run docs` writes it), and docs/loading.md tells of the command as it is.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type DialectName, dialects, schemaSql } from '../../src/dialects/index.ts'
import type { ColumnType } from '../../src/streams/define.ts'
import { PLACES } from '../dialects/relations.ts'
import { run } from '../support/terminal.ts'

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const page = readFileSync(pathOf('docs/loading.md'), 'utf8')

const OUT = {
  duckdb: './entra-lake',
  bigquery: 'gs://bucket/lake',
  athena: 's3://bucket/lake',
  snowflake: 's3://bucket/lake',
  spark: 'abfss://container@account.dfs.core.windows.net/lake',
} as const

test.each(Object.entries(OUT))('the example for %s is what comes out', async (dialect, out) => {
  const argv = [
    'schema',
    'users',
    'group_members',
    'sign_ins',
    '--changes',
    '--dialect',
    dialect,
    '--out',
    out,
  ]
  const { code, stdout } = await run([...argv, '--dataset', 'entra'])
  expect(code).toBe(0)
  await expect(stdout).toMatchFileSnapshot(pathOf(`examples/loading/${dialect}.sql`))
})

test('there is an example for each dialect, and no other', () => {
  expect(readdirSync(pathOf('examples/loading')).sort()).toEqual(
    Object.keys(OUT)
      .map(dialect => `${dialect}.sql`)
      .sort(),
  )
})

test('every command of the page is accepted', async () => {
  const [block = ''] = page.match(/(?<=```\n)entra-extract schema[\s\S]*?(?=```)/) ?? []
  const commands = block.split('\n').filter(line => line !== '')
  expect(commands.length).toBeGreaterThan(2)
  for (const command of commands) {
    const [, ...argv] = command.replace(/ \|.*/, '').split(' ')
    expect(await run(argv), command).toMatchObject({ code: 0, stderr: '' })
  }
})

/** The scalar rows of the table of types, each with a type of ours. */
const SCALARS = {
  'text, and JSON as text': 'string',
  boolean: 'boolean',
  '32-bit integer': 'int32',
  '64-bit integer': 'int64',
  'floating point': 'double',
  'point in time (UTC, microseconds)': 'timestamp',
  date: 'date',
} as const

const cells = (row: string): string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim())

test('the page has every option', () => {
  for (const option of ['dialect', 'out', 'dataset', 'changes', 'many-tenants'])
    expect(page).toMatch(new RegExp(`^\\| \`--${option}\` \\| `, 'm'))
})

test('the page has the types as the dialects write them', () => {
  const rows = [...page.matchAll(/^\|.*\|$/gm)].map(([row]) => cells(row))
  const head = rows.find(([label]) => label === 'in the lake')
  expect(head?.slice(1).map(name => name.toLowerCase())).toEqual(Object.keys(dialects))
  for (const [label, type] of Object.entries(SCALARS)) {
    const told = rows.find(([first]) => first === label)?.slice(1)
    expect(told).toEqual(
      Object.keys(OUT).map(name => {
        const [line = ''] = declared(name as DialectName, type)
        return line.replace(/^CAST\(NULL AS (.*)\) AS "c"$|^["`]c["`] (.*)$/, '$1$2')
      }),
    )
  }
})

/** The lines that declare the columns of a table with one column. */
function declared(name: DialectName, type: ColumnType): string[] {
  const relation = {
    ...{ name: 't', folder: 't', about: '', key: [], byDate: false, time: null },
    columns: { c: type },
  }
  const sql = schemaSql(name, [relation], { place: PLACES[name], dataset: [], manyTenants: false })
  return [...sql.matchAll(/^ {2}(.*["`]c["`].*)$/gm)].map(([, line = '']) => line)
}
