// Derived tables from the command line: the switch, the prices file, exit codes, and what mends them.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sandboxEnvironment } from '../../src/cli/sandbox.ts'
import type { RunReport } from '../../src/extract/report.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { run } from '../support/terminal.ts'

let sandbox: Sandbox
let env: Record<string, string>
let folder: string
let lake: string

beforeAll(async () => {
  sandbox = await startSandbox({ users: 30, quotas: 'off' })
  folder = mkdtempSync(join(tmpdir(), 'entra-derived-'))
  lake = join(folder, 'lake')
  env = { ...sandboxEnvironment(sandbox), ENTRA_EXTRACT_OUT: lake }
})
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

async function extract(
  ...args: readonly string[]
): Promise<{ code: number; verdicts: Record<string, string> }> {
  const { code, stdout } = await run(['extract', ...args, '--json', '--quiet'], { env })
  const { tables } = JSON.parse(stdout) as RunReport
  return { code, verdicts: Object.fromEntries(tables.map(({ table, verdict }) => [table, verdict])) }
}

describe('extract', () => {
  test('a wrong prices file is exit code 2, before there is a lake', async () => {
    const prices = join(folder, 'wrong.csv')
    writeFileSync(prices, 'skuPartNumber,pricePerMonth,currency\nSPE_E3,much,EUR\n')
    for (const args of [[], ['--dry-run']]) {
      const { code, stdout, stderr } = await run(['extract', 'license_costs', '--prices', prices, ...args], {
        env,
      })
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toContain("says in its row 1 that the price is 'much'")
    }
    expect(existsSync(lake)).toBe(false)
  })

  test('by name without what it is computed from is exit code 4, by --derived none', async () => {
    expect(await extract('group_members_transitive')).toEqual({
      code: 4,
      verdicts: { group_members_transitive: 'skipped' },
    })
    const { code, verdicts } = await extract('subscribed_skus', 'user_licenses', '--derived')
    expect(code).toBe(0)
    expect(verdicts).toMatchObject({ license_costs: 'complete', credential_expiry: 'skipped' })
  })

  test('prices may be in the config file, relative to it', async () => {
    writeFileSync(join(folder, 'mine.csv'), 'skuPartNumber,pricePerMonth,currency\nNONE,1,EUR\n')
    const config = join(folder, 'own.json')
    writeFileSync(config, JSON.stringify({ prices: 'mine.csv', derived: false }))
    const { stdout } = await run(['extract', 'license_costs', '--config', config, '--json'], { env })
    expect((JSON.parse(stdout) as RunReport).tables[0]?.reason).toContain('the prices file has no price of ')
  })
})

test('a lost derived file is computed again by verify --repair, and by nothing less', async () => {
  rmSync(join(lake, 'license_costs', 'data.parquet'))
  expect((await run(['verify', '--quiet'], { env })).code).toBe(1)
  expect(await extract('license_costs')).toMatchObject({ code: 1, verdicts: { license_costs: 'failed' } })
  const { code, stdout } = await run(['verify', '--repair', '--quiet', '--json'], { env })
  expect(code).toBe(0)
  const results = JSON.parse(stdout) as { table: string; repaired: boolean | null }[]
  expect(results.find(({ table }) => table === 'license_costs')).toMatchObject({
    verdict: 'ok',
    repaired: true,
  })
})

test('a lake answers questions about them, and about their changes', async () => {
  const sql = 'SELECT count(*) AS n FROM license_costs'
  const { code, stdout } = await run(['query', sql, '--json'], { env })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)[0].n).toBeGreaterThan(0)
  expect((await run(['query', 'FROM changes_license_costs', '--json'], { env })).code).toBe(0)
})
