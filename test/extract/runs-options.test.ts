// What a run is told: columns, tables left out, limits of time, interruption, compression. Whatever comes first, the end is exact.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { queryRows } from '../../src/lake/query.ts'
import { findTable } from '../../src/streams/index.ts'
import {
  everyPage,
  expectComplete,
  expectExact,
  expectVerdict,
  filesIn,
  leap,
  pathsSince,
} from '../support/hazards.ts'
import { parquetColumns, parquetFiles, readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, replay, sorted, startRig, stateOf, tableOf } from '../support/rig.ts'

const SYSTEM = ['_tenant_id', '_changed_at']

let rig: Rig
afterEach(() => rig.close())

const dataOf = (table: string): string => join(rig.lake, table, 'data.parquet')

describe('a run that stops early', () => {
  const slow = { latencyMs: 15, activity: 0.1, pageSizes: { usersDelta: 3, groupsDelta: 3 } }
  /** Longer than planning takes on a busy machine, and much shorter than reading. */
  const slower = { ...slow, latencyMs: 80 }
  const tables = ['users', 'user_licenses', 'group_members', 'sign_ins', 'application_owners']

  async function expectFinished(): Promise<void> {
    expectComplete(await leap(rig, { tables }), ...tables)
    for (const table of tables) await expectTruth(rig, table)
  }

  test('by --max-duration: partial, exit 5, and the next run ends it', async () => {
    rig = await startRig(slower)
    const report = await leap(rig, { tables, maxDurationMs: 600 }, everyPage)
    expect(report.exitCode).toBe(5)
    expect(tableOf(report, 'users')).toMatchObject({
      verdict: 'partial',
      reason: expect.stringMatching(/--max-duration; run the same command again/),
    })
    expect(existsSync(dataOf('users'))).toBe(false)
    await expectFinished()
  })

  test('by --max-duration in a later run: the table is still that of the last whole run', async () => {
    rig = await startRig(slower)
    await leap(rig, { tables: ['users', 'user_licenses'] })
    const [first, before] = [await readTable(rig.lake, 'users'), filesIn(join(rig.lake, 'users'))]
    for (let user = 0; user < 60; user++) rig.sandbox.edit.addUser()
    const report = await leap(rig, { tables: ['users'], maxDurationMs: 600 }, everyPage)
    expect(report.exitCode).toBe(5)
    expect(tableOf(report, 'users').verdict).toBe('partial')
    expect(filesIn(join(rig.lake, 'users'))).toEqual(before)
    await expectFinished()
    await expectExact(rig, 'users', first)
  })

  test('before anything was sent: partial, without a request-id', async () => {
    rig = await startRig(slow)
    const stopped = AbortSignal.abort()
    const report = await leap(rig, { tables: ['users'] }, { signal: stopped })
    expect(report.exitCode).toBe(130)
    expect(tableOf(report, 'users')).toMatchObject({ verdict: 'partial', requestId: null, requests: 0 })
    await expectFinished()
  })

  test('by an interruption: 130, and the next run goes on from the last page', async () => {
    rig = await startRig(slow)
    const stop = new AbortController()
    let pages = 0
    const report = await leap(
      rig,
      { tables },
      {
        ...everyPage,
        signal: stop.signal,
        onEvent: event => {
          if (event.type === 'page' && event.stream === 'users' && ++pages === 4) stop.abort()
        },
      },
    )
    expect(report.exitCode).toBe(130)
    expectVerdict(report, 'users', 'partial', /interrupted; run the same command again/)
    const saved = stateOf(rig.lake).streams.users?.running?.position
    const asked = rig.sandbox.requests.length
    await expectFinished()
    const again = pathsSince(rig.sandbox, asked).filter(path => path.includes('/users/delta'))
    expect(saved).toEqual({ kind: 'pages', next: `${rig.sandbox.url}${again[0]}` })
  })

  test('again and again, whole or not, ends exact', async () => {
    rig = await startRig({ ...slow, latencyMs: 0 })
    for (let stopAt = 2; ; stopAt += 7) {
      const stop = new AbortController()
      let pages = 0
      const onEvent = (event: { type: string }): void => {
        if (event.type === 'page' && ++pages === stopAt) stop.abort()
      }
      const full = stopAt === 9
      const report = await leap(rig, { tables, full }, { ...everyPage, signal: stop.signal, onEvent })
      rig.sandbox.edit.addUser()
      if (report.exitCode === 0) break
      expect(report.exitCode).toBe(130)
    }
    await expectFinished()
  })
})

describe('--columns', () => {
  beforeEach(async () => {
    rig = await startRig({ users: 30, activity: 0.1 })
  })

  test('reads only those and the keys; more of them later start over and are changes', async () => {
    const columns = { users: ['displayName', 'city'], group_members: ['_odata_type'] }
    const tables = ['users', 'user_licenses', 'group_members']
    expectComplete(await leap(rig, { tables, columns }), ...tables)
    expect(await parquetColumns(dataOf('users'))).toEqual(['id', 'city', 'displayName', ...SYSTEM])
    expect(await parquetColumns(dataOf('group_members'))).toEqual(['groupId', 'id', '_odata_type', ...SYSTEM])
    const select = rig.sandbox.requests.find(({ path }) => path.includes('/users/delta?'))?.path ?? ''
    expect(decodeURIComponent(select)).toMatch(/\$select=id,assignedLicenses,assignedPlans,city,displayName$/)
    await expectTruth(rig, 'user_licenses')
    const narrow = await readTable(rig.lake, 'users')
    expect(narrow).toHaveLength([...rig.sandbox.truth('users')].length)

    rig.sandbox.advance({ hours: 12 })
    const more = await leap(rig, {
      tables,
      columns: { users: ['displayName', 'city', 'department', 'jobTitle'] },
    })
    expectComplete(more, ...tables)
    expect(await parquetColumns(dataOf('users'))).toEqual([
      'id',
      'city',
      'department',
      'displayName',
      'jobTitle',
      ...SYSTEM,
    ])
    const named = (await readTable(rig.lake, 'users')).filter(row => row.department !== null)
    expect(named.length).toBeGreaterThan(5)
    expect(tableOf(more, 'users').updated).toBeGreaterThanOrEqual(
      named.length - tableOf(more, 'users').inserted,
    )

    expectComplete(await leap(rig, { tables }), ...tables)
    await expectTruth(rig, 'users')
    const { definition } = findTable('users')
    const filled = narrow.map(row => ({
      ...Object.fromEntries(Object.keys(definition.columns).map(name => [name, null])),
      ...row,
    }))
    const now = sorted(definition, await readTable(rig.lake, 'users'))
    const played = await replay(rig.lake, 'users', filled)
    const blank = Object.fromEntries(Object.keys(definition.columns).map(name => [name, null]))
    expect(played.map(row => ({ ...blank, ...row }))).toEqual(now)
  })

  test('the same ones again change nothing', async () => {
    const options = { tables: ['users'], columns: { users: ['displayName'] } }
    await leap(rig, options)
    const before = filesIn(join(rig.lake, 'users'))
    const asked = rig.sandbox.requests.length
    expectComplete(await leap(rig, options), 'users')
    expect(filesIn(join(rig.lake, 'users'))).toEqual(before)
    expect(pathsSince(rig.sandbox, asked).join()).not.toContain('$select')
  })

  test('fewer of an object table drop the rest', async () => {
    await leap(rig, { tables: ['groups'] })
    expectComplete(await leap(rig, { tables: ['groups'], columns: { groups: ['displayName'] } }), 'groups')
    expect(await parquetColumns(dataOf('groups'))).toEqual(['id', 'displayName', ...SYSTEM])
    expectComplete(await leap(rig, { tables: ['groups'] }), 'groups')
    await expectTruth(rig, 'groups')
  })

  test('fewer of an event table with stored days are refused, and nothing is lost', async () => {
    const options = { tables: ['sign_ins', 'users'] }
    await leap(rig, options)
    const before = filesIn(join(rig.lake, 'sign_ins'))
    const report = await leap(rig, { ...options, columns: { sign_ins: ['userId'] } })
    expect(report.exitCode).toBe(1)
    expect(tableOf(report, 'sign_ins')).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(
        /already holds days with the columns .*ask for them too, or use another --out/,
      ),
      requestId: null,
    })
    expect(tableOf(report, 'users')).toMatchObject({ verdict: 'complete' })
    expect(filesIn(join(rig.lake, 'sign_ins'))).toEqual(before)
    expectComplete(await leap(rig, options), 'sign_ins')
    await expectTruth(rig, 'sign_ins')
  })

  test('more of an event table: old days have them as NULL, days read again with their values', async () => {
    const { definition } = findTable('sign_ins')
    const all = [...Object.keys(definition.columns), ...SYSTEM]
    await leap(rig, { tables: ['sign_ins'], columns: { sign_ins: ['userId', 'appId'] } })
    const [old] = parquetFiles(join(rig.lake, 'sign_ins'))
    expect(await parquetColumns(old ?? '')).toEqual(['id', 'appId', 'createdDateTime', 'userId', ...SYSTEM])
    rig.sandbox.advance({ days: 1 })
    const since = { at: '2026-11-20T00:00:00Z' }
    expectComplete(await leap(rig, { tables: ['sign_ins'], since }), 'sign_ins')
    for (const file of parquetFiles(join(rig.lake, 'sign_ins')))
      expect(await parquetColumns(file)).toEqual(all)
    const rows = await readTable(rig.lake, 'sign_ins')
    const kept = rows.filter(row => row.appDisplayName === null)
    const read = rows.filter(row => row.appDisplayName !== null)
    expect(kept.length).toBeGreaterThan(0)
    expect(kept.every(row => row.appId !== null)).toBe(true)
    expect(read.length).toBe([...rig.sandbox.truth('sign_ins', { from: since.at })].length)
    await expectExactSince('2026-11-20T00:00:00Z')
  })

  async function expectExactSince(from: string): Promise<void> {
    const ids = [...rig.sandbox.truth('sign_ins', { from })].map(row => row.id)
    const rows = new Set((await readTable(rig.lake, 'sign_ins')).map(row => row.id))
    expect(ids.filter(id => !rows.has(id))).toEqual([])
  }

  test('that do not exist are refused before anything is sent', async () => {
    await expect(leap(rig, { tables: ['users'], columns: { users: ['displayname'] } })).rejects.toThrow(
      /displayName/,
    )
    await expect(leap(rig, { tables: ['user'] })).rejects.toThrow(/users/)
    expect(rig.sandbox.requests).toEqual([])
    expect(existsSync(join(rig.lake, 'state.json'))).toBe(false)
  })
})

describe('tables of one stream', () => {
  beforeEach(async () => {
    rig = await startRig({ users: 30 })
  })

  test('a derived table left out, and taken in later: the stream starts over and both are exact', async () => {
    const tables = ['users', 'user_licenses']
    expectComplete(await leap(rig, { tables, exclude: ['user_licenses'] }), 'users')
    const first = await readTable(rig.lake, 'users')
    expect(existsSync(dataOf('user_licenses'))).toBe(false)
    rig.sandbox.advance({ days: 1 })
    const asked = rig.sandbox.requests.length
    expectComplete(await leap(rig, { tables }), ...tables)
    expect(pathsSince(rig.sandbox, asked).join()).toContain('$select')
    await expectTruth(rig, 'user_licenses')
    await expectExact(rig, 'users', first)
    const licences = await readTable(rig.lake, 'user_licenses')
    rig.sandbox.advance({ days: 1 })
    await leap(rig, { tables, exclude: ['user_licenses'] })
    rig.sandbox.advance({ days: 1 })
    expectComplete(await leap(rig, { tables }), ...tables)
    await expectExact(rig, 'users', first)
    await expectExact(rig, 'user_licenses', licences)
  })

  test('a derived table alone', async () => {
    const report = await leap(rig, { tables: ['user_licenses'] })
    expectComplete(report, 'user_licenses')
    expect(report.tables.map(({ table }) => table)).toEqual(['user_licenses'])
    expect(tableOf(report, 'user_licenses').requests).toBeGreaterThan(0)
    expect(existsSync(dataOf('users'))).toBe(false)
    const first = await readTable(rig.lake, 'user_licenses')
    for (let day = 0; day < 3; day++) {
      rig.sandbox.advance({ days: 1 })
      expectComplete(await leap(rig, { tables: ['user_licenses'] }), 'user_licenses')
    }
    await expectExact(rig, 'user_licenses', first)
    expectComplete(await leap(rig, { tables: ['users'] }), 'users', 'user_licenses')
    await expectTruth(rig, 'users')
    await expectExact(rig, 'user_licenses', first)
  })

  test('application_credentials alone, of narrowed applications', async () => {
    const options = { tables: ['application_credentials'], columns: { applications: ['displayName'] } }
    expectComplete(await leap(rig, options), 'application_credentials')
    await expectTruth(rig, 'application_credentials')
  })
})

describe('how files are written', () => {
  const CODECS = { snappy: 'SNAPPY', gzip: 'GZIP', none: 'UNCOMPRESSED' } as const

  test.each(['snappy', 'gzip', 'none'] as const)('--compression %s', async compression => {
    rig = await startRig({ users: 30, activity: 0.1 })
    const tables = ['users', 'sign_ins', 'group_members']
    await leap(rig, { tables, compression })
    const first = await readTable(rig.lake, 'users')
    rig.sandbox.advance({ days: 1 })
    expectComplete(await leap(rig, { tables, compression }), ...tables)
    for (const table of tables) await expectTruth(rig, table)
    await expectExact(rig, 'users', first)
    for (const path of parquetFiles(rig.lake)) {
      const codecs = await queryRows(`SELECT DISTINCT compression FROM parquet_metadata('${path}')`)
      expect(codecs).toEqual([{ compression: CODECS[compression] }])
    }
  })

  test('--no-changes writes none, and the tables are the same', async () => {
    rig = await startRig({ users: 30 })
    const tables = ['users', 'user_licenses', 'group_members']
    await leap(rig, { tables, changes: false })
    rig.sandbox.advance({ days: 2 })
    const report = await leap(rig, { tables, changes: false })
    expectComplete(report, ...tables)
    expect(tableOf(report, 'users').inserted).toBeGreaterThan(0)
    for (const table of tables) await expectTruth(rig, table)
    expect(existsSync(join(rig.lake, 'changes'))).toBe(false)
    const first = await readTable(rig.lake, 'users')
    rig.sandbox.advance({ days: 1 })
    await leap(rig, { tables })
    await expectExact(rig, 'users', first)
    expect(parquetFiles(join(rig.lake, 'changes', 'users')).map(path => path.slice(-14))).toEqual([
      '000001.parquet',
    ])
  })

  test('footers say what the file is', async () => {
    rig = await startRig({ users: 30, activity: 0.1 })
    const { runId } = await leap(rig, { tables: ['users', 'sign_ins'] })
    for (const path of parquetFiles(rig.lake)) {
      const pairs = await queryRows(
        `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata('${path}') ORDER BY key`,
      )
      const table = path.includes('/users/') ? 'users' : 'sign_ins'
      expect(Object.fromEntries(pairs.map(({ key, value }) => [key, value]))).toMatchObject({
        'entra-extract.table': table,
        'entra-extract.schema-version': '1',
        'entra-extract.tenant': rig.sandbox.tenantId,
        'entra-extract.run': runId,
      })
    }
  })
})
