// What a report's file must be, and that each of them is it.
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { REPORTS, readReport } from '../../src/reports/index.ts'
import { parseReport } from '../../src/reports/parse.ts'
import { emptyViews, scriptOf, settings } from '../../src/reports/variables.ts'
import { tables } from '../../src/streams/index.ts'

const folder = new URL('../../src/reports/sql/', import.meta.url)

const HEAD = `-- report: A title
-- summary: What it answers
-- parameter: days integer 90 | How many days
-- parameter: from time 1d | Since when
-- parameter: app text - | Which application
-- parameter: prices file(sku VARCHAR, price? DOUBLE) | What it costs
-- needs: users, groups
-- uses: sign_ins
-- read: One line
--   and another one.
-- caveat: A caveat.

CREATE TEMP VIEW a AS SELECT 1 AS b;
`
const SECTION = `
-- section: first-one | The first
-- chart: bar b by c, d
-- note: Mind it.
SELECT 1 AS b; -- after
`

describe('a report’s file', () => {
  test('is read as it is written', () => {
    const { text, ...rest } = parseReport('some', `${HEAD}${SECTION}`)
    expect(text).toBe(`${HEAD}${SECTION}`)
    expect(rest).toEqual({
      name: 'some',
      title: 'A title',
      summary: 'What it answers',
      parameters: [
        { name: 'days', type: { kind: 'integer' }, fallback: 90, shown: '90', help: 'How many days' },
        {
          name: 'from',
          type: { kind: 'time' },
          fallback: { backMs: 86_400_000 },
          shown: '1d',
          help: 'Since when',
        },
        { name: 'app', type: { kind: 'text' }, fallback: null, shown: null, help: 'Which application' },
        {
          name: 'prices',
          type: { kind: 'file', columns: { sku: 'VARCHAR', price: 'DOUBLE' }, optional: ['price'] },
          ...{ fallback: null, shown: null, help: 'What it costs' },
        },
      ],
      needs: ['users', 'groups'],
      uses: ['sign_ins'],
      reading: 'One line and another one.',
      caveats: ['A caveat.'],
      prelude: 'CREATE TEMP VIEW a AS SELECT 1 AS b;',
      sections: [
        {
          name: 'first-one',
          title: 'The first',
          note: 'Mind it.',
          chart: { kind: 'bar', label: 'b', values: ['c', 'd'] },
          sql: 'SELECT 1 AS b; -- after',
        },
      ],
    })
  })

  test.each([
    ['no section', HEAD, 'no section'],
    ['a key that is none', HEAD.replace('-- needs', '-- wants') + SECTION, 'unknown key wants'],
    ['two titles', HEAD.replace('-- needs', '-- report: B\n-- needs') + SECTION, 'one report'],
    ['no summary', HEAD.replace(/-- summary.*\n/, '') + SECTION, 'one summary'],
    ['a parameter without help', HEAD.replace(' | How many days', '') + SECTION, 'parameter days'],
    ['a default of another type', HEAD.replace('integer 90', 'integer x') + SECTION, 'parameter days'],
    ['a column of no type', HEAD.replace('sku VARCHAR', 'sku TEXT') + SECTION, 'parameter prices'],
    ['a chart that is none', HEAD + SECTION.replace('bar b', 'pie b'), 'section: first-one'],
    ['a section without SQL', `${HEAD}-- section: a | B\n`, 'section: a'],
  ])('is refused with %s', (_what, text, why) => {
    expect(() => parseReport('some', text)).toThrow(why)
  })
})

test('each file is a report, and each report has a file', () => {
  const files = readdirSync(folder).map(file => file.replace(/\.sql$/, ''))
  expect(files.sort()).toEqual([...REPORTS].sort())
})

describe.each(REPORTS)('%s', name => {
  const report = readReport(name)

  test('names tables that exist, those it needs in the default set, and all that its SQL reads', () => {
    const sql = [report.prelude, ...report.sections.map(section => section.sql)].join('\n')
    const words = new Set(sql.replace(/--.*$/gm, '').match(/\w+/g))
    const named = [...report.needs, ...report.uses]
    for (const table of named) expect([...tables.keys()]).toContain(table)
    for (const table of report.needs)
      expect([table, tables.get(table)?.stream.definition.inDefaultSet]).toEqual([table, true])
    for (const table of named)
      expect(
        [table, `changes_${table}`, `${table}_history`].some(view => words.has(view)),
        table,
      ).toBe(true)
    const read = [...tables.keys()].filter(table =>
      new RegExp(`\\b(FROM|JOIN)\\s+(${table}|changes_${table}|${table}_history)\\b`, 'i').test(sql),
    )
    expect(read.filter(table => !named.includes(table))).toEqual([])
  })

  test('asks neither the clock nor a variable that nobody sets', () => {
    const sql = report.text.replace(/--.*$/gm, '')
    expect(sql).not.toMatch(/\bnow\s*\(|current_(date|time)/i)
    const asked = [...sql.matchAll(/getvariable\('(\w+)'\)/g)].map(([, variable]) => variable)
    const known = ['as_of', ...report.parameters.map(parameter => parameter.name)]
    expect(asked.filter(variable => !known.includes(variable ?? ''))).toEqual([])
    for (const parameter of report.parameters)
      expect(sql, parameter.name).toMatch(new RegExp(`\\b${parameter.name}\\b`))
  })

  test('sections have names of their own', () => {
    const names = report.sections.map(section => section.name)
    expect(new Set(names).size).toBe(names.length)
  })

  test('is one line in a list, and tells how to be read', () => {
    expect(report.summary).not.toMatch(/[.\n]$/)
    expect(report.summary.length).toBeLessThan(150)
    expect(report.reading).toMatch(/\.$/)
    expect(report.caveats.length).toBeGreaterThan(0)
  })
})

test('statements of parameters', () => {
  const report = parseReport('some', `${HEAD}${SECTION}`)
  const at = '2026-11-20T10:00:00.000Z'
  expect(settings(report, at, { app: "it's", prices: '/a/b.json' })).toEqual([
    `SET VARIABLE as_of = TIMESTAMPTZ '${at}'`,
    'SET VARIABLE "days" = CAST(90 AS INTEGER)',
    `SET VARIABLE "from" = CAST('2026-11-19T10:00:00.000Z' AS TIMESTAMPTZ)`,
    `SET VARIABLE "app" = CAST('it''s' AS VARCHAR)`,
    `CREATE TEMP TABLE "prices" AS FROM read_json('/a/b.json', format = 'newline_delimited', columns = {"sku": 'VARCHAR', "price": 'DOUBLE'})`,
  ])
  expect(scriptOf(report, null, { from: { at } }).split('\n').slice(0, 6)).toEqual([
    'SET VARIABLE as_of = now();',
    'SET VARIABLE "days" = CAST(90 AS INTEGER);',
    `SET VARIABLE "from" = CAST('${at}' AS TIMESTAMPTZ);`,
    'SET VARIABLE "app" = CAST(NULL AS VARCHAR);',
    'CREATE TEMP TABLE "prices" AS SELECT CAST(NULL AS VARCHAR) AS "sku", CAST(NULL AS DOUBLE) AS "price" WHERE false;',
    '',
  ])
  const views = emptyViews('group_members', 'IF NOT EXISTS ')
  expect(views.map(view => /^CREATE VIEW IF NOT EXISTS "(\w+)" AS /.exec(view)?.[1])).toEqual([
    ...['group_members', 'changes_group_members', 'group_members_history'],
  ])
  expect(emptyViews('sign_ins')).toEqual([expect.stringMatching(/^CREATE VIEW "sign_ins" AS .*"date"/)])
})
