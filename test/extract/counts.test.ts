// What the runs count adds up, and Graph's own counts are asked for when they are worth a request, compared, and told.
import { afterEach, describe, expect, test } from 'vitest'
import { renderReport } from '../../src/cli/report.ts'
import { compared, tolerated } from '../../src/extract/counts-compared.ts'
import type { ExtractOptions } from '../../src/extract/options.ts'
import type { RunReport, TableReport } from '../../src/extract/report.ts'
import { readStatus } from '../../src/extract/status.ts'
import type { SandboxOptions } from '../../src/sandbox/index.ts'
import { openFolder, type Store } from '../../src/store/folder.ts'
import { editPages, everyPage, leap, leapingClock, paths, pathsSince } from '../support/hazards.ts'
import { readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, startRig, stateOf, tableOf } from '../support/rig.ts'

let rig: Rig
afterEach(() => rig?.close())

const start = async (options: SandboxOptions = {}): Promise<void> => {
  rig = await startRig({ users: 60, ...options })
}

const NOON = Date.parse('2026-11-20T12:00:00Z')
const HOUR = 3_600_000
/** A run that begins then, by our clock. */
const runAt = (at: number, options: Partial<ExtractOptions>): Promise<RunReport> =>
  rig.extract(options, { clock: { now: () => at, sleep: async () => {} } })

/** The paths that were counted since the `from`-th request. */
const countsSince = (from: number): string[] =>
  pathsSince(rig.sandbox, from).filter(path => path.endsWith('/$count'))

/** Fails unless the numbers of a table's report fit one another. */
function expectBalance({ rows, ...table }: TableReport): void {
  const { received, unique, duplicates, inserted, updated, deleted, before, counted, drift } = table
  expect([table.table, received]).toEqual([table.table, unique + duplicates])
  expect([table.table, rows]).toEqual([table.table, before + inserted - deleted])
  expect(inserted + updated).toBeLessThanOrEqual(unique)
  for (const count of [unique, duplicates, inserted, updated, deleted, before])
    expect(count).toBeGreaterThanOrEqual(0)
  expect(drift).toBe(counted === null ? null : counted - rows)
}

const TABLES = [
  'users',
  'user_licenses',
  'user_managers',
  'groups',
  'group_members',
  'applications',
  'application_credentials',
  'application_owners',
  'authorization_policy',
  'subscribed_skus',
  'sign_ins',
  'directory_audits',
  'm365_active_users',
]

describe('the counts of a run', () => {
  test('balance, table by table, from run to run, whatever ended it', async () => {
    await start({ activity: 0.2, pageSizes: { usersDelta: 20, groupsDelta: 10 } })
    const runs: Partial<ExtractOptions>[] = [{}, {}, { full: true }, { full: true }, {}]
    const rows = new Map<string, number>()
    for (const [index, options] of runs.entries()) {
      if (index === 3) {
        const fail = { status: 503, code: 'busy' }
        rig.sandbox.faults.add({ match: '/users/delta', times: Number.POSITIVE_INFINITY, after: 1, fail })
        rig.sandbox.faults.add({ match: '/groups/delta', times: 1, expire: {} })
      } else rig.sandbox.faults.clear()
      const report = await leap(rig, { tables: TABLES, ...options }, { ...everyPage, retryBudgetMs: 2_000 })
      expect(report.tables.map(({ table }) => table).sort()).toEqual([...TABLES].sort())
      expect(tableOf(report, 'users').verdict).toBe(index === 3 ? 'failed' : 'complete')
      for (const table of report.tables) {
        expectBalance(table)
        expect([table.table, table.before]).toEqual([table.table, rows.get(table.table) ?? 0])
        expect(table.rows).toBe((await readTable(rig.lake, table.table)).length)
        rows.set(table.table, table.rows)
      }
      rig.sandbox.advance({ days: 1 })
    }
  })
})

/** Tables that Graph counts, and where. */
const COUNTED = {
  users: '/v1.0/users/$count',
  groups: '/v1.0/groups/$count',
  applications: '/v1.0/applications/$count',
  service_principals: '/v1.0/servicePrincipals/$count',
  devices: '/v1.0/devices/$count',
  org_contacts: '/v1.0/contacts/$count',
  administrative_units: '/v1.0/directory/administrativeUnits/$count',
}

describe("Graph's count", () => {
  test('agrees with every table that it exists for, and is asked for once', async () => {
    await start()
    const tables = [...Object.keys(COUNTED), 'user_sign_in_activity', 'user_licenses', 'sign_ins']
    const report = await leap(rig, { tables })
    expect(countsSince(0).sort()).toEqual(Object.values(COUNTED).sort())
    for (const table of Object.keys(COUNTED)) {
      const { rows, ...rest } = tableOf(report, table)
      expect(rest).toMatchObject({ counted: rows, drift: 0, reason: null })
    }
    expect(tableOf(report, 'user_sign_in_activity')).toMatchObject({ counted: 60, drift: 0 })
    for (const table of ['user_licenses', 'sign_ins'])
      expect(tableOf(report, table)).toMatchObject({ counted: null, drift: null })
    expect(renderReport(report, { colours: false })).toContain('\nOf 8 tables Graph counts the same rows.\n')
  })

  test('is asked for after a whole reading and once a day, and not in between', async () => {
    await start()
    const asked = async (hours: number, options: Partial<ExtractOptions> = {}): Promise<number> => {
      const from = rig.sandbox.requests.length
      await runAt(NOON + hours * HOUR, { tables: ['users', 'user_sign_in_activity'], ...options })
      return countsSince(from).length
    }
    expect(await asked(0)).toBe(1)
    expect(await asked(1)).toBe(0)
    expect(await asked(2, { full: true })).toBe(1)
    expect(await asked(3, { fullEveryMs: HOUR / 2 })).toBe(1)
    expect(await asked(4)).toBe(0)
    expect(await asked(12)).toBe(1)
    expect(await asked(13)).toBe(0)
  })

  test.each([
    ['not allowed', 403, 'Authorization_RequestDenied'],
    ['not known here', 400, 'Request_UnsupportedQuery'],
    ['not found', 404, 'Request_ResourceNotFound'],
    ['of a token that has ended', 401, 'InvalidAuthenticationToken'],
  ])('that is %s is no error', async (_name, status, code) => {
    await start()
    rig.sandbox.faults.add({ match: '$count', times: Number.POSITIVE_INFINITY, fail: { status, code } })
    const report = await leap(rig, { tables: ['users'] })
    expect(report.exitCode).toBe(0)
    expect(tableOf(report, 'users')).toMatchObject({ verdict: 'complete', reason: null, counted: null })
    await expectTruth(rig, 'users')
  })

  test.each(['', '12 users', '-1', '<html></html>', '1e3', '9'.repeat(30)])('%j is none', async body => {
    await start()
    rig.sandbox.faults.add({ match: '$count', replace: () => body })
    expect(tableOf(await leap(rig, { tables: ['users'] }), 'users')).toMatchObject({
      counted: null,
      drift: null,
    })
  })

  test('is not waited for longer than a minute, and what was waited is told', async () => {
    await start()
    const fail = { status: 503, code: 'busy' }
    rig.sandbox.faults.add({ match: '$count', times: Number.POSITIVE_INFINITY, fail })
    const clock = leapingClock()
    const began = clock.now()
    const report = await rig.extract({ tables: ['users', 'groups'] }, { clock, retryBudgetMs: 15 * 60_000 })
    expect(report.exitCode).toBe(0)
    for (const table of ['users', 'groups']) {
      const { verdict, counted, waitedMs, retries } = tableOf(report, table)
      expect([verdict, counted]).toEqual(['complete', null])
      expect(retries).toBeGreaterThan(0)
      expect(waitedMs).toBeLessThanOrEqual(60_000)
    }
    expect(clock.now() - began).toBeLessThan(180_000)
    expect(report.requests).toBe(report.tables.reduce((sum, { requests }) => sum + requests, 0))
  })

  test('is not asked for by a run that stops, nor for a table that was not read to its end', async () => {
    await start({ pageSizes: { usersDelta: 20 } })
    const stop = new AbortController()
    const openStore = async (folder: string): Promise<Store> => {
      const store = await openFolder(folder)
      const publish = (from: string, to: string): Promise<void> => {
        stop.abort()
        return store.publish(from, to)
      }
      return { ...store, publish }
    }
    const report = await leap(rig, { tables: ['users'] }, { signal: stop.signal, openStore })
    expect(tableOf(report, 'users')).toMatchObject({ verdict: 'complete', counted: null })
    rig.sandbox.faults.add({ match: '/groups/delta', fail: { status: 400, code: 'Request_BadRequest' } })
    const failed = await leap(rig, { tables: ['groups'] })
    expect(tableOf(failed, 'groups')).toMatchObject({ verdict: 'failed', counted: null })
    expect(countsSince(0)).toEqual([])
  })
})

describe('rows that are lost silently', () => {
  const SECOND_PAGE = /users\/delta\?\$skiptoken/

  test('are noticed, told everywhere, asked about again, and found by --full', async () => {
    await start({ pageSizes: { usersDelta: 30 } })
    const lost = rig.sandbox.faults.add({ match: SECOND_PAGE, emptyValue: true })
    const report = await runAt(NOON, { tables: ['users', 'user_licenses'] })
    expect(lost.hits).toBe(1)
    const said =
      'Graph counts 60 users, the table has 30 although it was just read whole: compare again in the next run'
    expect(report.exitCode).toBe(0)
    expect(tableOf(report, 'users')).toMatchObject({
      verdict: 'complete',
      reason: said,
      rows: 30,
      counted: 60,
      drift: 30,
    })
    expect(tableOf(report, 'user_licenses').reason).toBeNull()
    expect(rig.events).toContainEqual({ type: 'note', stream: 'users', text: said })
    expect(stateOf(rig.lake).tables.users?.last).toMatchObject({ verdict: 'complete', reason: said })
    const [status] = (await readStatus(rig.lake, new Date())).filter(({ table }) => table === 'users')
    expect(status).toMatchObject({ verdict: 'complete', reason: said })
    const shown = renderReport(report, { colours: false })
    expect(shown).toContain('\nOf 1 table Graph counts 30 more users.\n')
    expect(shown).toContain(`\nusers complete: ${said}\n`)

    const again = tableOf(await runAt(NOON, { tables: ['users'] }), 'users')
    expect(again).toMatchObject({
      reason: 'Graph counts 60 users, the table has 30: run with --full',
      drift: 30,
      received: 0,
    })
    expect(tableOf(await runAt(NOON, { tables: ['users'], full: true }), 'users')).toMatchObject({
      reason: null,
      inserted: 30,
      drift: 0,
    })
    await expectTruth(rig, 'users')
    expect(stateOf(rig.lake).tables.users?.last).toMatchObject({ reason: null })
    const from = rig.sandbox.requests.length
    expect(tableOf(await runAt(NOON, { tables: ['users'] }), 'users')).toMatchObject({ counted: null })
    expect(countsSince(from)).toEqual([])
  })

  test('are a number when they are few', async () => {
    await start({ pageSizes: { usersDelta: 30 } })
    editPages(rig.sandbox, { match: SECOND_PAGE, times: 1 }, page => ({
      ...page,
      value: page.value.slice(3),
    }))
    const report = await leap(rig, { tables: ['users'] })
    expect(tableOf(report, 'users')).toMatchObject({ reason: null, rows: 57, counted: 60, drift: 3 })
    expect(renderReport(report, { colours: false })).toContain('\nOf 1 table Graph counts 3 more users.\n')
    expect(paths(rig.lake).some(path => path.startsWith('runs/'))).toBe(true)
  })
})

describe('a drift', () => {
  test('is told beyond a hundredth, and beyond 20 rows', () => {
    expect([tolerated(0), tolerated(2_000), tolerated(2_100), tolerated(1_000_000)]).toEqual([
      20, 20, 21, 10_000,
    ])
    expect(compared('users', 10_412, 10_308, false)).toMatchObject({ drift: 104, note: null })
    expect(compared('service_principals', 10_412, 9_800, false)).toEqual({
      table: 'service_principals',
      counted: 10_412,
      drift: 612,
      note: 'Graph counts 10,412 service principals, the table has 9,800: run with --full',
    })
    expect(compared('users', 0, 20, false).note).toBeNull()
    expect(compared('users', 0, 21, true)).toMatchObject({
      drift: -21,
      note: expect.stringMatching(/just read/),
    })
  })
})

test('the printed report sums its tables up', async () => {
  await start()
  await leap(rig, { tables: ['groups'] })
  const { edit } = rig.sandbox
  edit.addGroup()
  const report = await leap(rig, { tables: ['groups', 'group_members'] })
  const [groups, members] = [tableOf(report, 'groups'), tableOf(report, 'group_members')]
  const rows = groups.rows + members.rows
  const sums = `\n${rows} rows; ${1 + members.rows} inserted, 0 updated, 0 deleted.\n`
  expect(renderReport(report, { colours: false }).replaceAll(',', '')).toContain(sums.replaceAll(',', ''))
  expect(groups.rows).toBe(groups.before + 1)
})
