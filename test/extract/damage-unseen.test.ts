// Damage that no size tells of: bytes that flip in a data file or a spool, a state that is gone, a clock that jumps within a run.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { staticToken } from '../../src/auth/static-token.ts'
import type { RunDeps } from '../../src/extract/run.ts'
import { verifyLake } from '../../src/extract/verify.ts'
import { StateError } from '../../src/state/errors.ts'
import { filesIn } from '../support/hazards.ts'
import { expectTruth, extractFrom, hastyClock, type Rig, startRig, stateOf, tableOf } from '../support/rig.ts'

let rig: Rig
beforeEach(async () => {
  rig = await startRig({ users: 30, activity: 0.1, pageSizes: { usersDelta: 10, signIns: 10 } })
})
afterEach(() => rig.close())

const at = (...path: string[]): string => join(rig.lake, ...path)
const problemsOf = async (table: string): Promise<string[]> =>
  (await verifyLake(rig.lake)).find(result => result.table === table)?.problems ?? []

function flip(path: string, position: number): void {
  const bytes = readFileSync(path)
  bytes[position] = (bytes[position] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

test('a byte that flipped anywhere in a data file goes into no new one', { timeout: 120_000 }, async () => {
  await rig.extract({ tables: ['users'] })
  rig.sandbox.edit.addUser()
  const whole = mkdtempSync(join(tmpdir(), 'entra-whole-'))
  cpSync(rig.lake, whole, { recursive: true })
  const { length } = readFileSync(at('users', 'data.parquet'))
  for (let part = 0; part < 16; part++) {
    rmSync(rig.lake, { recursive: true })
    cpSync(whole, rig.lake, { recursive: true })
    flip(at('users', 'data.parquet'), Math.floor((length * part) / 16))
    const damaged = readFileSync(at('users', 'data.parquet'))
    const report = await rig.extract({ tables: ['users'] })
    expect(tableOf(report, 'users'), `byte ${part}/16`).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/^users\/data\.parquet is not as this tool left it: .*verify --repair/),
    })
    expect(readFileSync(at('users', 'data.parquet')).equals(damaged)).toBe(true)
    expect(await problemsOf('users')).toEqual(['users/data.parquet was changed since it was written'])
  }
  rmSync(whole, { recursive: true })
})

test('a run begins nothing anew over tables whose state is gone', async () => {
  await rig.extract({ tables: ['users', 'sign_ins'] })
  rmSync(at('state.json'))
  const before = filesIn(rig.lake)
  const run = rig.extract({ tables: ['users', 'sign_ins'] })
  await expect(run).rejects.toThrow(StateError)
  await expect(run).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/its state\.json is gone: restore it/),
  })
  expect(filesIn(rig.lake)).toEqual(before)
})

test('the rows of an interrupted run are read again when a byte of them is another', async () => {
  const fail = { status: 500, code: 'Down', message: 'down' }
  rig.sandbox.faults.add({ match: '/users/delta', after: 1, times: Number.POSITIVE_INFINITY, fail })
  await rig.extract({ tables: ['users'] }, { retryBudgetMs: 1_000, commitPolicy: { bytes: 0, ms: 0 } })
  rig.sandbox.faults.clear()
  expect(stateOf(rig.lake).streams.users?.running?.spool.bytes).toBeGreaterThan(100)
  const spool = at('_work', 'users', 'spool.ndjson')
  const name = readFileSync(spool).indexOf('"displayName":"')
  expect(name).toBeGreaterThan(0)
  flip(spool, name + 16)
  expect((await verifyLake(rig.lake)).flatMap(({ notes }) => notes)).toContain(
    'what an interrupted run had read of it is lost; the next run reads that again',
  )
  expect((await rig.extract({ tables: ['users'] })).exitCode).toBe(0)
  await expectTruth(rig, 'users')
})

const HOUR = 3_600_000

test.each<[string, readonly (readonly number[])[]]>([
  [
    'hours',
    [
      [0, 5, -5, 11],
      [7, -30, 2],
      [0, -3, 3, 100, -100],
    ],
  ],
  [
    'days',
    [
      [0, 720],
      [720, -720],
      [-7_200, 0, 7_200],
    ],
  ],
])('a clock that jumps by %s at every look costs no event', async (_, runs) => {
  for (const hours of runs) {
    let looks = 0
    const now = () => Date.now() + (hours[looks++ % hours.length] ?? 0) * HOUR
    const deps: Partial<RunDeps> = {
      clock: { ...hastyClock, now, steady: () => performance.now() },
      tokens: { ...staticToken(rig.sandbox.token(), Date.now), endsAt: null },
      commitPolicy: { bytes: 0, ms: 0 },
    }
    const tables = ['users', 'sign_ins']
    const since = { at: '2026-11-19T00:00:00Z' }
    expect((await extractFrom(rig.sandbox, { out: rig.lake, tables, since }, deps)).exitCode).toBe(0)
    for (const table of tables) await expectTruth(rig, table)
    rig.sandbox.advance({ hours: 4 })
  }
})
