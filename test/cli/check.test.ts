import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exitCodeOf } from '../../src/cli/check.ts'
import { sandboxEnvironment } from '../../src/cli/sandbox.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { run } from '../support/terminal.ts'

let sandbox: Sandbox
let env: Record<string, string>
let folder: string

beforeAll(async () => {
  sandbox = await startSandbox({
    users: 20,
    quotas: 'off',
    grants: ['User.Read.All', 'Organization.Read.All'],
  })
  env = sandboxEnvironment(sandbox)
  folder = await mkdtemp(join(tmpdir(), 'entra-check-'))
})
afterAll(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true })
})

describe('check', () => {
  it('is a table, the reasons and a sum', async () => {
    const { code, stdout, stderr } = await run(['check', 'users', 'groups'], { env })
    expect([code, stderr]).toEqual([4, ''])
    expect(stdout).toMatch(/│ users +│ readable +│ +│/)
    expect(stdout).toMatch(/│ groups +│ missing permission +│ Group\.Read\.All +│/)
    expect(stdout).toMatch(/^groups: the application permission Group\.Read\.All is missing: 403/m)
    expect(stdout).toMatch(/^1 readable, 1 missing permission; 2 requests\.$/m)
    expect(stdout).toContain('entra-extract permissions')
  })

  it('is an array with table and verdict first', async () => {
    const { code, stdout } = await run(['check', 'users', 'user_licenses', '--json'], { env })
    expect(code).toBe(0)
    const results: Record<string, unknown>[] = JSON.parse(stdout)
    expect(results.map(({ table, verdict }) => [table, verdict])).toEqual([
      ['users', 'readable'],
      ['user_licenses', 'readable'],
    ])
    expect(Object.keys(results[0] ?? {})).toEqual([
      'table',
      'verdict',
      'reason',
      'permissions',
      'requestId',
      'requests',
    ])
  })

  it('has nothing to ask for a derived table', async () => {
    const { code, stdout } = await run(['check', 'group_members_transitive', '--json'], { env })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject([
      {
        verdict: 'readable',
        reason: 'nothing to ask: computed from group_members of the lake',
        permissions: [],
        requestId: null,
        requests: 0,
      },
    ])
  })

  it('shows what is running on a terminal', async () => {
    const { code, stderr, stdout } = await run(['check', 'users'], { env, tty: true })
    expect(code).toBe(0)
    expect(stderr).toContain('running')
    expect(stdout).toContain('readable')
  })

  it('ends with 3 without a credential, with 2 for a table that is not there', async () => {
    expect((await run(['check', 'users'])).code).toBe(3)
    const { code, stderr } = await run(['check', 'usres'], { env })
    expect(code).toBe(2)
    expect(stderr).toMatch(/Did you mean 'users'/)
  })

  it('judges named tables alone', () => {
    const results = [
      { table: 'users', verdict: 'readable' },
      { table: 'groups', verdict: 'permission' },
    ] as const
    expect(exitCodeOf(results, [])).toBe(0)
    expect(exitCodeOf(results, ['users'])).toBe(0)
    expect(exitCodeOf(results, ['users', 'groups'])).toBe(4)
    expect(exitCodeOf([...results, { table: 'devices', verdict: 'failed' }], ['groups'])).toBe(1)
  })
})

describe('extract --dry-run', () => {
  it('says what would be read, and writes nothing', async () => {
    const { code, stdout, stderr } = await run(
      ['extract', 'users', 'subscribed_skus', '--dry-run', '--out', join(folder, 'lake')],
      { env },
    )
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/│ users +│ +20 │ count +│ +1 │ 500 ms +│ first load │/)
    expect(stdout).toMatch(
      /^2 tables: at least [\d,]+ requests, at least .* at Microsoft's published quotas\.$/m,
    )
    expect(await readdir(folder)).toEqual([])
  })

  it('is data with --json', async () => {
    const argv = ['extract', 'users', '--dry-run', '--json', '--out', join(folder, 'lake')]
    const { code, stdout } = await run(argv, { env })
    expect(code).toBe(0)
    const plan = JSON.parse(stdout)
    expect(Object.keys(plan)).toEqual(['tables', 'requests', 'seconds'])
    expect(Object.keys(plan.tables[0]).sort()).toEqual(
      ['table', 'rows', 'rowsFrom', 'requests', 'seconds', 'atLeast', 'how'].sort(),
    )
  })

  it('checks names first, and needs a credential', async () => {
    expect((await run(['extract', 'usres', '--dry-run'])).code).toBe(2)
    expect((await run(['extract', 'users', '--dry-run', '--out', join(folder, 'lake')])).code).toBe(3)
  })
})
