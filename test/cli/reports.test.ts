// The command `report`: lists, forms, parameters, and what is said of a lake that lacks something.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { REPORTS } from '../../src/reports/index.ts'
import { type Rig, startRig } from '../support/rig.ts'
import { run } from '../support/terminal.ts'

const NEEDED = ['users', 'user_licenses', 'subscribed_skus', 'user_sign_in_activity']
let rig: Rig
const folder = mkdtempSync(join(tmpdir(), 'entra-report-'))
const prices = join(folder, 'prices.csv')

beforeAll(async () => {
  rig = await startRig({ users: 80 })
  expect((await rig.extract({ tables: NEEDED })).exitCode).toBe(0)
  writeFileSync(prices, 'skuPartNumber;pricePerMonth\nspe_e3;36,00\n')
})
afterAll(() => rig.close())

const report = (...argv: string[]) => run(['report', ...argv, '--out', rig.lake])
const dormant = (...argv: string[]) => report('dormant-accounts', ...argv)

describe('alone', () => {
  test('lists all, a line each', async () => {
    const { code, stdout, stderr } = await run(['report'])
    expect([code, stderr]).toEqual([0, ''])
    for (const name of REPORTS) expect(stdout).toMatch(new RegExp(`\\b${name}\\b`))
  })

  test('as JSON with their parameters and tables', async () => {
    const { stdout } = await run(['report', '--json'])
    const list: { report: string }[] = JSON.parse(stdout)
    expect(list.map(entry => entry.report)).toEqual(REPORTS)
    expect(list[0]).toMatchObject({
      report: 'dormant-accounts',
      parameters: [
        { name: 'days', type: 'integer', default: '90' },
        { name: 'prices', type: 'file', columns: expect.arrayContaining(['skuPartNumber', 'pricePerMonth']) },
      ],
      needs: NEEDED,
    })
  })

  test('knows a mistyped name', async () => {
    const { code, stdout, stderr } = await run(['report', 'dormant-acounts'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toBe('There is no report dormant-acounts: did you mean dormant-accounts?\n')
    expect(await run(['report', 'dormant-acounts', '--days', '3'])).toEqual({ code, stdout, stderr })
    expect((await run(['report', '--dayz'])).stderr).toBe("Unknown option '--dayz'.\n")
    expect((await run(['report', 'xyz'])).stderr).toBe(
      'There is no report xyz: `entra-extract report` lists them.\n',
    )
  })
})

describe('the forms', () => {
  test('text: sections, rows, how to read it, caveats', async () => {
    const { code, stdout, stderr } = await dormant()
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Dormant accounts, as of \d{4}-\d\d-\d\dT/)
    expect(stdout).toContain('Seats per SKU')
    expect(stdout).toContain('SPE_E3')
    expect(stdout).toMatch(/^- .*P1/m)
  })

  test('JSON', async () => {
    const answer = JSON.parse((await dormant('--json', '--days', '7', '--as-of', '2026-11-20')).stdout)
    expect(answer).toMatchObject({
      report: 'dormant-accounts',
      asOf: '2026-11-20T00:00:00.000Z',
      parameters: { days: 7, prices: null },
      tenantId: expect.any(String),
      remarks: expect.any(Array),
    })
    expect(answer.sections[0].rows[0]).toHaveProperty('skuPartNumber')
  })

  test('CSV: one section, and on stderr which others there are', async () => {
    const { stdout, stderr } = await dormant('--csv')
    const rows: string[][] = parse(stdout)
    expect(rows[0]?.[0]).toBe('skuPartNumber')
    expect(rows.length).toBeGreaterThan(3)
    expect(stderr).toMatch(/^This is skus of dormant-accounts; --section gives .*accounts/m)
    const named = await dormant('--csv', '--section', 'accounts')
    expect(named.stdout).toMatch(/^userPrincipalName,/)
    expect(named.stderr).not.toContain('This is')
  })

  test('HTML: one page', async () => {
    const { stdout } = await dormant('--html')
    expect(stdout).toMatch(/^<!doctype html>/i)
    expect(stdout).toContain('Seats per SKU')
  })

  test('SQL that the command `query` answers in the same way', async () => {
    const sql = join(folder, 'report.sql')
    const time = ['--as-of', '2026-11-20T12:00:00Z', '--days', '30']
    writeFileSync(sql, (await dormant('--sql', ...time)).stdout)
    const asked = await run(['query', '--out', rig.lake, '--file', sql, '--csv'])
    const sections = ['skus', 'accounts'].map(section => dormant('--csv', '--section', section, ...time))
    expect(asked.code).toBe(0)
    for (const { stdout } of await Promise.all(sections)) expect(asked.stdout).toContain(stdout)
  })
})

describe('parameters', () => {
  test('from the flag and from the environment', async () => {
    const count = async (argv: string[], env = {}) =>
      parse(
        (
          await run(
            ['report', 'dormant-accounts', '--out', rig.lake, '--csv', '--section', 'accounts', ...argv],
            { env },
          )
        ).stdout,
      ).length
    const many = await count(['--days', '0'])
    expect(many).toBeGreaterThan(await count([]))
    expect(await count([], { ENTRA_EXTRACT_DAYS: '0' })).toBe(many)
  })

  test('a file of a person', async () => {
    const { stdout } = await dormant('--json', '--days', '0', '--prices', prices)
    const [skus] = JSON.parse(stdout).sections
    const priced = skus.rows.filter((row: { costPerMonth: number | null }) => row.costPerMonth !== null)
    expect(priced.map((row: { skuPartNumber: string }) => row.skuPartNumber)).toEqual(['SPE_E3'])
    expect(priced[0].costPerMonth).toBe(priced[0].assigned * 36)
  })

  test.each([
    [['--days', '-1'], '--days is a whole number'],
    [['--prices', '/nowhere.csv'], '--prices /nowhere.csv cannot be read (ENOENT).'],
    [['--section', 'nothing'], 'The report dormant-accounts has no section nothing; there is skus,'],
    [['--csv', '--html'], '--csv, --json, --html and --sql exclude each other.'],
    [['--as-of', '7d'], '--as-of is a date or a time'],
    [['--dayz', '3'], "Unknown option '--dayz'; did you mean --days?"],
  ])('%j is refused', async (argv, sentence) => {
    const { code, stdout, stderr } = await dormant(...argv)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})

describe('a lake that lacks something', () => {
  test('a table that the report needs', async () => {
    const other = await startRig()
    await other.extract({ tables: ['users'] })
    const { code, stdout, stderr } = await run(['report', 'dormant-accounts', '--out', other.lake])
    await other.close()
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toBe(
      'The report dormant-accounts needs the tables user_licenses, subscribed_skus, user_sign_in_activity, which the lake does not have: `entra-extract extract user_licenses subscribed_skus user_sign_in_activity` reads them.\n',
    )
  })

  test('no lake', async () => {
    const { code, stderr } = await run(['report', 'dormant-accounts', '--out', join(folder, 'none')])
    expect(code).toBe(2)
    expect(stderr).toContain('There is no lake in')
  })
})
