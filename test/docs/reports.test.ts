// examples/reports is what the reports are (`npm run docs` writes DuckDB's): DuckDB's answers are the command's, BigQuery's is SQL of it.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { REPORTS, readReport } from '../../src/reports/index.ts'
import { tables } from '../../src/streams/index.ts'
import { parsed } from '../dialects/bigquery-tree.ts'
import { type ReportRig, startReportRig } from '../support/report-rig.ts'
import { exampleOf, examplePage } from './report-examples.ts'
import { reportsPage } from './reports-page.ts'

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
test('docs/reports.md tells of each report as it is', async () => {
  await expect(reportsPage(REPORTS.map(readReport))).toMatchFileSnapshot(pathOf('docs/reports.md'))
})

test.each(['duckdb', 'bigquery'])('each report has an example for %s, and nothing else is there', dialect => {
  expect(readdirSync(pathOf(`examples/reports/${dialect}`)).sort()).toEqual(
    REPORTS.map(name => `${name}.sql`).sort(),
  )
})

test.each(REPORTS)('the example of %s for DuckDB is the report', async name => {
  await expect(examplePage(readReport(name))).toMatchFileSnapshot(
    pathOf(`examples/reports/duckdb/${name}.sql`),
  )
})

describe.each(REPORTS)('the example of %s for BigQuery', name => {
  const report = readReport(name)
  const sql = readFileSync(pathOf(`examples/reports/bigquery/${name}.sql`), 'utf8')
  const code = sql.replace(/--.*$/gm, '')

  test('is SQL of BigQuery with the same sections', () => {
    expect(parsed(sql).length).toBeGreaterThanOrEqual(report.sections.length)
    const sections = [...sql.matchAll(/^-- section: ([a-z-]+)/gm)].map(([, section]) => section)
    expect(sections).toEqual(report.sections.map(section => section.name))
  })

  test('declares what the report is told, and reads the same tables', () => {
    for (const { name: parameter, type } of report.parameters)
      expect(code, parameter).toMatch(
        type.kind === 'file'
          ? new RegExp(`\\b${parameter}\\b`)
          : new RegExp(`DECLARE\\s+(\\w+,\\s*)*\`?${parameter}\\b`, 'i'),
      )
    const named = [...code.matchAll(/\bentra\.(\w+)/g)].map(([, table = '']) =>
      table.replace(/^changes_/, ''),
    )
    const known = [...report.needs, ...report.uses]
    expect([...new Set(named)].filter(table => !known.includes(table))).toEqual([])
    for (const table of named) expect([...tables.keys()]).toContain(table)
    expect(named.length).toBeGreaterThan(0)
  })
})

describe('in DuckDB alone', () => {
  let rig: ReportRig
  let duckdb: DuckDBInstance
  const asOf = '2026-11-21T12:00:00.000Z'

  beforeAll(async () => {
    rig = await startReportRig({ users: 40, activity: 0.2 })
    await rig.extract()
    rig.sandbox.advance({ days: 1 })
    await rig.extract()
    duckdb = await DuckDBInstance.create(':memory:')
  })
  afterAll(async () => {
    duckdb.closeSync()
    await rig.close()
  })

  test.each(REPORTS)('%s answers as the command does', async name => {
    const connection = await duckdb.connect()
    const { empty, views, script } = exampleOf(readReport(name), rig.lake)
    await connection.run("SET TimeZone = 'UTC'")
    for (const statement of empty) await connection.run(statement)
    for (const statement of views)
      await connection.run(statement).catch(error => expect(String(error)).toContain('No files found'))
    const answer = await rig.answer(name, {}, asOf)
    const timed = script.replace('SET VARIABLE as_of = now();', `SET VARIABLE as_of = TIMESTAMPTZ '${asOf}';`)
    const counts = answer.sections.map(({ rows }) => rows.length)
    expect(await rowsPerSelect(connection, timed)).toEqual(counts)
    connection.closeSync()
  })
})

type Connection = Awaited<ReturnType<DuckDBInstance['connect']>>

/** How many rows each statement gave that gives any. */
async function rowsPerSelect(connection: Connection, script: string): Promise<number[]> {
  const statements = await connection.extractStatements(script)
  const counts: number[] = []
  for (let index = 0; index < statements.count; index++) {
    const prepared = await statements.prepare(index)
    const result = await prepared.runAndReadAll()
    if (/^SELECT$/.test(String(STATEMENTS[prepared.statementType]))) counts.push(result.currentRowCount)
  }
  return counts
}

/** `StatementType.SELECT` of DuckDB. */
const STATEMENTS: Readonly<Record<number, string>> = { 1: 'SELECT' }
