import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sandboxEnvironment } from '../../src/cli/sandbox.ts'
import type { RepairResult } from '../../src/extract/repair.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { filesIn } from '../support/hazards.ts'
import { expectTruth, stateOf } from '../support/rig.ts'
import { run } from '../support/terminal.ts'

let sandbox: Sandbox
let env: Record<string, string>
let out: string

beforeAll(async () => {
  sandbox = await startSandbox({ users: 20, quotas: 'off' })
  env = sandboxEnvironment(sandbox)
})
afterAll(() => sandbox.close())
beforeEach(async () => {
  out = join(mkdtempSync(join(tmpdir(), 'entra-verify-')), 'lake')
  expect((await run(['extract', 'users', 'groups', '--out', out, '--quiet'], { env })).code).toBe(0)
})
afterEach(() => rmSync(join(out, '..'), { recursive: true, force: true }))

const at = (...path: string[]): string => join(out, ...path)
const verify = (...more: string[]) => run(['verify', '--out', out, ...more], { env })
const parsed = (stdout: string): RepairResult[] => JSON.parse(stdout) as RepairResult[]

describe('verify', () => {
  it('says what is wrong and what to do, and touches nothing', async () => {
    rmSync(at('users', 'data.parquet'))
    const before = filesIn(out)
    const { code, stdout, stderr } = await run(['verify', '--out', out])
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toMatch(/│ users +│ damaged +│/)
    expect(stdout).toMatch(/^users: users\/data\.parquet is missing$/m)
    expect(stdout).toMatch(/^1 table damaged\. `entra-extract verify --repair` puts right what can be/m)
    expect(filesIn(out)).toEqual(before)
  })
})

describe('verify --repair', () => {
  it('reads what Graph has to bring, says so table by table, and ends with 0', async () => {
    rmSync(at('users', 'data.parquet'))
    writeFileSync(at('groups', 'data.parquet'), 'not Parquet')
    const { code, stdout } = await verify('--repair', '--quiet')
    expect(code).toBe(0)
    expect(stdout).toMatch(/│ users +│ repaired +│/)
    expect(stdout).toMatch(/^users: users\/data\.parquet is missing$/m)
    expect(stdout).toMatch(/^users: it was read whole$/m)
    expect(stdout).toMatch(
      /^groups: groups\/data\.parquet was set aside as _aside\/\S+\/groups\/data\.parquet$/m,
    )
    expect(stdout).toMatch(/^2 tables repaired\. 2 tables verified\.$/m)
    const [stamp = ''] = readdirSync(at('_aside'))
    expect(readFileSync(at('_aside', stamp, 'groups', 'data.parquet'), 'utf8')).toBe('not Parquet')
    for (const table of ['users', 'groups']) await expectTruth({ sandbox, lake: out }, table)
    expect((await verify()).code).toBe(0)
  })

  it('needs no sign-in for what can be mended without Graph, or for a whole lake', async () => {
    const whole = await run(['verify', '--repair', '--out', out, '--json'])
    expect([whole.code, whole.stderr]).toEqual([0, ''])
    expect(parsed(whole.stdout).map(({ table, repaired }) => [table, repaired])).toEqual([
      ['groups', null],
      ['users', null],
    ])
    writeFileSync(at('users', 'stray.parquet'), 'x')
    const asked = sandbox.requests.length
    const { code, stdout, stderr } = await run(['verify', '--repair', '--out', out, '--json'])
    expect([code, stderr, sandbox.requests.length]).toEqual([0, '', asked])
    const [, users] = parsed(stdout)
    expect(Object.keys(users ?? {}).slice(0, 2)).toEqual(['table', 'verdict'])
    expect(users).toMatchObject({ table: 'users', verdict: 'ok', repaired: true, problems: [] })
    expect(users?.found).toEqual([expect.stringMatching(/stray\.parquet is not this lake's/)])
    expect(readdirSync(at('users'))).toEqual(['data.parquet'])
  })

  it('touches nothing when nobody is signed in', async () => {
    rmSync(at('users', 'data.parquet'))
    const before = filesIn(out)
    const { AZURE_CLIENT_SECRET: _, ...rest } = env
    for (const given of [rest, { ...env, AZURE_CLIENT_SECRET: 'not~the~secret' }])
      expect((await run(['verify', '--repair', '--out', out], { env: given })).code).toBe(3)
    expect(filesIn(out)).toEqual(before)
  })

  it('ends with 1 when Graph does not give it', async () => {
    rmSync(at('users', 'data.parquet'))
    const fail = { status: 403, code: 'Authorization_RequestDenied', message: 'No.' }
    const fault = sandbox.faults.add({ match: '/users/delta', times: Number.POSITIVE_INFINITY, fail })
    const { code, stdout } = await verify('--repair', '--quiet')
    fault.remove()
    expect(code).toBe(1)
    expect(stdout).toMatch(/^users: it could not be read whole \(skipped: .*User\.Read\.All/m)
    expect(stdout).toMatch(/^1 table damaged\.$/m)
    expect((await verify()).code).toBe(1)
    expect((await verify('--repair', '--quiet')).code).toBe(0)
  })

  it('reads as a run would be told to', async () => {
    rmSync(at('users', 'data.parquet'))
    const options = ['--columns', 'users=id,displayName', '--compression', 'snappy', '--quiet']
    expect((await verify('--repair', ...options)).code).toBe(0)
    const again = await run(['extract', 'users', '--out', out, '--json', ...options], { env })
    expect(again.code).toBe(0)
    expect(JSON.parse(again.stdout).tables[0]).toMatchObject({
      table: 'users',
      inserted: 0,
      updated: 0,
      deleted: 0,
    })
  })

  it('invents no state: a damaged one is refused, and nothing is touched', async () => {
    writeFileSync(at('state.json'), JSON.stringify(stateOf(out)).slice(0, -9))
    const before = filesIn(out)
    const { code, stdout, stderr } = await verify('--repair')
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(
      /state\.json is damaged .*: restore it from a backup, or move the whole folder away and extract anew\.$/m,
    )
    expect(filesIn(out)).toEqual(before)
  })
})
