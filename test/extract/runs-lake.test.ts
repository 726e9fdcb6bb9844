// What a run needs of the lake before it begins, what verify and reset make of a damaged one, and what status says.
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UnwritableFolderError } from '../../src/extract/errors.ts'
import { resetTables } from '../../src/extract/reset.ts'
import { readStatus } from '../../src/extract/status.ts'
import { verifyLake } from '../../src/extract/verify.ts'
import { queryRows } from '../../src/lake/query.ts'
import { LockedError, StateError } from '../../src/state/errors.ts'
import type { State } from '../../src/state/schema.ts'
import { expectComplete, expectExact, filesIn, leap } from '../support/hazards.ts'
import { type Row, readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, startRig, stateOf, tableOf } from '../support/rig.ts'

const TABLES = ['users', 'user_licenses', 'group_members', 'sign_ins']

let rig: Rig
beforeEach(async () => {
  rig = await startRig({ users: 30, activity: 0.1 })
})
afterEach(() => rig.close())

const at = (...path: string[]): string => join(rig.lake, ...path)

function editState(edit: (state: State) => unknown): void {
  const state = stateOf(rig.lake)
  writeFileSync(at('state.json'), JSON.stringify(edit(state) ?? state))
}

async function expectRefused(
  error: unknown,
  words: RegExp,
  run = leap(rig, { tables: TABLES }),
): Promise<void> {
  const before = filesIn(rig.lake)
  await expect(run).rejects.toThrow(error as typeof StateError)
  await expect(run).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(words) })
  expect(filesIn(rig.lake)).toEqual(before)
}

describe('one run at a time', () => {
  test('a second run throws, the first one ends well', async () => {
    let second: Promise<unknown> = Promise.resolve()
    const started = (): void => {
      second = leap(rig, { tables: TABLES }).catch(error => error)
    }
    let begun = false
    const first = await leap(
      rig,
      { tables: TABLES },
      {
        onEvent: () => {
          if (!begun) started()
          begun = true
        },
      },
    )
    expect(await second).toBeInstanceOf(LockedError)
    expect(await second).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(new RegExp(`in use: process ${process.pid} on ${hostname()}`)),
    })
    expectComplete(first, ...TABLES)
    for (const table of TABLES) await expectTruth(rig, table)
  })

  const owner = (facts: object): string =>
    JSON.stringify({
      token: 'x',
      host: hostname(),
      pid: process.pid,
      since: 'then',
      beatAt: Date.now(),
      ...facts,
    })

  test.each([
    ['of a dead process', () => owner({ pid: spawnSync('true').pid })],
    ['of an earlier life of this process number', () => owner({})],
    ['of another machine that is silent', () => owner({ host: 'elsewhere', beatAt: Date.now() - 600_000 })],
    ['that nobody can read', () => 'half a lo'],
  ])('a lock %s is taken over', async (_name, lock) => {
    mkdirSync(at('_work'))
    writeFileSync(at('_work', 'lock.json'), lock())
    expectComplete(await leap(rig, { tables: ['users'] }), 'users')
    expect(Object.keys(filesIn(rig.lake)).filter(path => path.startsWith('_work'))).toEqual([])
  })

  test.each([
    ['another machine whose heart beats', () => owner({ host: 'elsewhere' })],
    ['a living process', () => owner({ pid: process.ppid })],
  ])('a lock of %s is respected', async (_name, lock) => {
    mkdirSync(at('_work'))
    writeFileSync(at('_work', 'lock.json'), lock())
    await expectRefused(LockedError, /in use: process/)
    expect(rig.sandbox.requests).toEqual([])
  })
})

describe('a state that cannot be trusted', () => {
  beforeEach(async () => {
    await leap(rig, { tables: TABLES })
  })

  test('of another tenant', async () => {
    editState(state => {
      state.tenantId = '11111111-2222-3333-4444-555555555555'
    })
    await expectRefused(StateError, /holds tenant 11111111.*use another --out/)
  })

  test('of another cloud', async () => {
    const run = leap(rig, { tables: TABLES, cloud: 'usgov' })
    await expectRefused(StateError, /read from the cloud 'global'.*--cloud global/, run)
  })

  test('of a newer version', async () => {
    editState(state => ({ ...state, version: 99, more: true }))
    await expectRefused(StateError, /newer version.*update entra-extract/)
  })

  test.each(['', '{"version": 1, "tenan', 'null', '[]', '{"version":1}'])('broken: %j', async text => {
    writeFileSync(at('state.json'), text)
    await expectRefused(StateError, /is damaged.*restore it/)
    await expect(verifyLake(rig.lake)).rejects.toThrow(StateError)
    await expect(readStatus(rig.lake, new Date())).rejects.toThrow(StateError)
    await expect(resetTables(rig.lake, ['users'])).rejects.toThrow(StateError)
  })

  test('with a file outside of the lake', async () => {
    editState(state => {
      const users = state.tables.users
      const [facts] = Object.values(users?.files ?? {})
      if (users !== undefined && facts !== undefined) users.files['../outside.parquet'] = facts
    })
    await expectRefused(StateError, /is damaged/)
  })
})

describe('a data file that is not as it was left', () => {
  const file = ['users', 'data.parquet']
  const damages: [string, () => void, RegExp][] = [
    ['missing', () => rmSync(at(...file)), /users\/data\.parquet is missing/],
    [
      'truncated',
      () => writeFileSync(at(...file), readFileSync(at(...file)).subarray(0, 900)),
      /is not as this tool left it/,
    ],
    ['longer', () => appendFileSync(at(...file), 'x'), /is not as this tool left it/],
  ]

  test.each(damages)('%s: the table fails, reset mends it', async (_name, damage, words) => {
    await leap(rig, { tables: TABLES })
    damage()
    rig.sandbox.edit.addUser()
    const report = await leap(rig, { tables: TABLES })
    expect(report.exitCode).toBe(1)
    expect(tableOf(report, 'users')).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(words),
      requestId: null,
    })
    expect(tableOf(report, 'users').reason).toContain('entra-extract reset users')
    expect(tableOf(report, 'sign_ins')).toMatchObject({ verdict: 'complete' })
    expect(await resetTables(rig.lake, ['users'])).toEqual(['users'])
    expectComplete(await leap(rig, { tables: TABLES }), ...TABLES)
    for (const table of TABLES) await expectTruth(rig, table)
    expect((await verifyLake(rig.lake)).map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok', 'ok'])
  })

  test('a day of events: the table fails, reset mends it', async () => {
    await leap(rig, { tables: TABLES })
    rmSync(at('sign_ins', 'date=2026-11-19', 'data.parquet'))
    const report = await leap(rig, { tables: TABLES })
    expect(tableOf(report, 'sign_ins')).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/missing/),
    })
    await resetTables(rig.lake, ['sign_ins'])
    expectComplete(await leap(rig, { tables: TABLES }), ...TABLES)
    await expectTruth(rig, 'sign_ins')
  })
})

describe('an --out that cannot be written', () => {
  test.each(['a file', 'a file/below'])('%s', async name => {
    writeFileSync(at('a file'), '')
    const run = leap(rig, { out: at(name) })
    await expectRefused(UnwritableFolderError, /cannot be written \((EEXIST|ENOTDIR)\).*--out/, run)
    expect(rig.sandbox.requests).toEqual([])
  })
})

describe('verify', () => {
  beforeEach(async () => {
    await leap(rig, { tables: TABLES })
  })

  const problems = async (): Promise<Record<string, string[]>> =>
    Object.fromEntries((await verifyLake(rig.lake)).map(({ table, problems }) => [table, problems]))

  const CLEAN = { users: [], user_licenses: [], group_members: [], sign_ins: [] }

  test('says ok, and counts', async () => {
    const results = await verifyLake(rig.lake)
    expect(results.map(({ table }) => table)).toEqual([...TABLES].sort())
    for (const { table, verdict, rows, files } of results) {
      expect(verdict).toBe('ok')
      expect(rows).toBe((await readTable(rig.lake, table)).length)
      expect(files).toBe(table === 'sign_ins' ? 3 : 1)
    }
    expect(await problems()).toEqual(CLEAN)
    expect(Object.keys(filesIn(rig.lake)).filter(path => path.startsWith('_work'))).toEqual([])
  })

  test('finds what is missing, truncated, altered, stray', async () => {
    rmSync(at('sign_ins', 'date=2026-11-19', 'data.parquet'))
    writeFileSync(at('users', 'data.parquet'), readFileSync(at('users', 'data.parquet')).subarray(0, -9))
    const bytes = readFileSync(at('user_licenses', 'data.parquet'))
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(at('user_licenses', 'data.parquet'), bytes)
    writeFileSync(at('group_members', 'copy.parquet'), 'x')
    expect(await problems()).toEqual({
      sign_ins: ['sign_ins/date=2026-11-19/data.parquet is missing'],
      users: [expect.stringMatching(/^users\/data\.parquet has \d+ bytes, not \d+$/)],
      user_licenses: ['user_licenses/data.parquet was changed since it was written'],
      group_members: [expect.stringMatching(/^group_members\/copy\.parquet is not this lake's/)],
    })
    for (const { verdict } of await verifyLake(rig.lake)) expect(verdict).toBe('damaged')
  })

  test('finds a key that is there twice, in one day or in two', async () => {
    const path = 'sign_ins/date=2026-11-19/data.parquet'
    const other = 'sign_ins/date=2026-11-20/data.parquet'
    const merged = at('merged.parquet')
    await queryRows(
      `COPY (SELECT * FROM read_parquet('${at(path)}', hive_partitioning = false)
         UNION ALL SELECT * FROM (SELECT * FROM read_parquet('${at(other)}', hive_partitioning = false) LIMIT 2))
       TO '${merged}' (FORMAT parquet)`,
    )
    renameSync(merged, at(path))
    const rows = await queryRows(`SELECT count(*)::INTEGER AS n FROM '${at(path)}'`)
    const { createHash } = await import('node:crypto')
    const bytes = readFileSync(at(path))
    editState(state => {
      const facts = state.tables.sign_ins?.files[path]
      if (facts === undefined) throw new Error('no such file')
      facts.rows = Number(rows[0]?.n)
      facts.bytes = bytes.length
      facts.sha256 = createHash('sha256').update(bytes).digest('hex')
    })
    expect(await problems()).toEqual({ ...CLEAN, sign_ins: ['2 rows repeat a key (id)'] })
  })

  test('waits for no run: a lake in use is refused', async () => {
    let refused: unknown = null
    const onEvent = (): void => {
      refused ??= verifyLake(rig.lake).catch(error => error)
    }
    await leap(rig, { tables: ['users'] }, { onEvent })
    expect(await refused).toBeInstanceOf(LockedError)
  })
})

describe('reset', () => {
  test('reads whole, and only the real differences are changes', async () => {
    const options = { tables: TABLES, since: { at: '2026-11-18T00:00:00Z' } }
    await leap(rig, options)
    const first = new Map<string, Row[]>()
    for (const table of TABLES) first.set(table, await readTable(rig.lake, table))
    expect(await resetTables(rig.lake, ['user_licenses', 'group_members', 'sign_ins'])).toEqual([
      'users',
      'group_members',
      'sign_ins',
    ])
    const state = stateOf(rig.lake)
    for (const { cursor, running } of Object.values(state.streams)) {
      expect(running).toBeNull()
      // Events go back to the first that was ever read; everything else forgets.
      if (cursor?.kind === 'window') expect(cursor.readUntil).toBe(cursor.from)
      else expect(cursor).toBeNull()
    }
    const [gone] = [...rig.sandbox.truth('users')].slice(12)
    rig.sandbox.edit.removeUser(String(gone?.id), 'changed')
    rig.sandbox.advance({ hours: 2 })
    const truth = [...rig.sandbox.truth('users')].length
    const report = await leap(rig, options)
    expectComplete(report, ...TABLES)
    const { inserted, updated, deleted, rows } = tableOf(report, 'users')
    expect(rows).toBe(truth)
    expect(deleted).toBeGreaterThan(0)
    expect(inserted + updated + deleted).toBeLessThan(10)
    for (const table of ['users', 'user_licenses', 'group_members'])
      await expectExact(rig, table, first.get(table) ?? [])
    await expectTruth(rig, 'sign_ins')
  })

  test('of a table that is not there forgets nothing', async () => {
    await leap(rig, { tables: ['users'] })
    expect(await resetTables(rig.lake, ['groups'])).toEqual([])
    await expect(resetTables(at('no lake'), ['users'])).rejects.toThrow(/There is no lake/)
  })
})

describe('status', () => {
  test('tells verdicts, rows, ages and why', async () => {
    await leap(rig, { tables: TABLES })
    const complete = await readStatus(rig.lake, new Date(Date.now() + 3_600_000))
    expect(complete.map(({ table }) => table)).toEqual([...TABLES].sort())
    for (const status of complete) {
      const rows = (await readTable(rig.lake, status.table)).length
      expect(status).toMatchObject({
        verdict: 'complete',
        rows,
        reason: null,
        runId: stateOf(rig.lake).lastRunId,
      })
      expect(status.ageMs).toBeGreaterThan(3_500_000)
      expect(status.cursor?.kind).toBe(status.table === 'sign_ins' ? 'window' : 'delta')
    }
    const fail = { status: 403, code: 'Authorization_RequestDenied', message: 'No.' }
    rig.sandbox.faults.add({ match: '/users/delta', times: Number.POSITIVE_INFINITY, fail })
    await leap(rig, { tables: ['users', 'groups'] })
    const later = new Map((await readStatus(rig.lake, new Date())).map(status => [status.table, status]))
    const before = complete.find(({ table }) => table === 'users')
    expect(later.get('users')).toMatchObject({
      verdict: 'skipped',
      reason: expect.stringMatching(/User\.Read\.All/),
      lastCompleteAt: before?.lastCompleteAt,
      rows: before?.rows,
    })
    expect(later.get('groups')).toMatchObject({ verdict: 'complete' })
    await expect(readStatus(at('no lake'), new Date())).rejects.toThrow(StateError)
  })
})
