// The report of a run, and what must never be in it or in the lake.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { RunReport } from '../../src/extract/report.ts'
import { everyPage, expectComplete, expectVerdict, leap, paths } from '../support/hazards.ts'
import { readTable } from '../support/parquet-rows.ts'
import { type Rig, startRig, stateOf, tableOf } from '../support/rig.ts'

const DERIVED = ['user_licenses', 'application_credentials']
/** A stream of each kind but reports. */
const TABLES = [
  'application_credentials',
  'application_owners',
  'applications',
  'authorization_policy',
  'conditional_access_policies',
  'directory_audits',
  'group_members',
  'group_owners',
  'groups',
  'sign_ins',
  'sign_ins_non_interactive',
  'subscribed_skus',
  'user_licenses',
  'user_sign_in_activity',
  'users',
]

let rig: Rig
afterEach(() => rig.close())

const written = (report: RunReport): unknown =>
  JSON.parse(readFileSync(join(rig.lake, 'runs', `${report.runId}.json`), 'utf8'))

test('sums, requests per table, request-ids, and the file that says the same', async () => {
  rig = await startRig({ users: 200, activity: 0.1 })
  rig.sandbox.faults.add({ match: '/users/delta', throttle: { retryAfter: '2' } })
  rig.sandbox.faults.add({ match: '$batch', throttle: { retryAfter: '3' } })
  const report = await leap(rig, { tables: TABLES })
  expectComplete(report, ...report.tables.map(({ table }) => table))
  expect(written(report)).toEqual(report)
  expect(stateOf(rig.lake).lastRunId).toBe(report.runId)
  const outer = rig.sandbox.requests.filter(({ inBatch }) => !inBatch)
  expect(report.requests).toBe(outer.length)
  const sum = (what: 'requests' | 'retries' | 'waitedMs') =>
    report.tables.reduce((all, table) => all + table[what], 0)
  // The request that asks for Graph's time is no table's.
  expect(report.requests - sum('requests')).toBe(
    outer.filter(({ path }) => path.includes('/organization')).length,
  )
  expect(report.retries).toBe(sum('retries'))
  expect(report.waitedMs).toBe(sum('waitedMs'))
  expect(tableOf(report, 'users')).toMatchObject({ retries: 1 })
  expect(tableOf(report, 'application_owners').requests).toBe(
    outer.filter(({ path }) => path.includes('$batch') || path.includes('/applications?')).length,
  )
  expect(
    tableOf(report, 'groups').requests +
      tableOf(report, 'group_members').requests +
      tableOf(report, 'group_owners').requests,
  ).toBe(outer.filter(({ path }) => /\/groups\/(delta|\$count)/.test(path)).length)
  for (const { table, requests, requestId, rows, received, duplicates, inserted, ...rest } of report.tables) {
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
    if (DERIVED.includes(table)) expect([requests, rest.retries, rest.waitedMs]).toEqual([0, 0, 0])
    else expect(requests).toBeGreaterThan(0)
    expect(rows).toBe((await readTable(rig.lake, table)).length)
    expect(inserted).toBe(rows)
    expect(received).toBeGreaterThanOrEqual(rows + duplicates)
    expect([rest.updated, rest.deleted]).toEqual([0, 0])
    const isLog = rest.firstEventAt !== null
    expect(isLog).toBe(/^(sign_ins|sign_ins_non_interactive|directory_audits)$/.test(table))
    if (isLog) expect(Date.parse(rest.lastEventAt ?? '')).toBeGreaterThan(Date.parse(rest.firstEventAt ?? ''))
  }
  expect(report).toMatchObject({
    tenantId: rig.sandbox.tenantId,
    cloud: 'global',
    version: '0.0.0-test',
    exitCode: 0,
  })
  expect(Date.parse(report.endedAt)).toBeGreaterThanOrEqual(Date.parse(report.startedAt))
})

test('counts follow from what happened', async () => {
  rig = await startRig({ users: 30 })
  await leap(rig, { tables: ['users'] })
  const { edit } = rig.sandbox
  const [one, two, three] = [...rig.sandbox.truth('users')].map(({ id }) => String(id)).slice(12)
  edit.removeUser(one ?? '', 'deleted')
  edit.updateUser(two ?? '', { displayName: 'two' })
  edit.updateUser(three ?? '', { signInActivity: null })
  edit.addUser()
  edit.addUser()
  const before = tableOf(await leap(rig, { tables: ['users'] }), 'users')
  expect(before).toMatchObject({ inserted: 2, updated: 1, deleted: 1, verdict: 'complete', reason: null })
  expect(before.received - before.duplicates).toBe(4)
})

test('two runs within one second have reports of their own', async () => {
  rig = await startRig({ users: 30 })
  const now = Date.parse('2026-11-20T12:00:00Z')
  const clock = { now: () => now, sleep: async () => {} }
  const ids: string[] = []
  for (let run = 0; run < 3; run++)
    ids.push((await rig.extract({ tables: ['authorization_policy'] }, { clock })).runId)
  expect(ids).toEqual(['2026-11-20T12-00-00Z', '2026-11-20T12-00-00Z-2', '2026-11-20T12-00-00Z-3'])
  expect(paths(join(rig.lake, 'runs')).sort()).toEqual(ids.map(id => `${id}.json`).sort())
})

test('a failed run is written down as it ended', async () => {
  rig = await startRig({ users: 30 })
  const fail = { status: 400, code: 'Request_BadRequest', message: 'No.' }
  rig.sandbox.faults.add({ match: '/users/delta', times: Number.POSITIVE_INFINITY, fail })
  const report = await leap(rig, { tables: ['users', 'groups'] })
  const failed = expectVerdict(report, 'users', 'failed', /Graph answered 400 Request_BadRequest: No\./)
  expect(written(report)).toEqual(report)
  expect(stateOf(rig.lake).tables.users?.last).toMatchObject({ verdict: 'failed', reason: failed.reason })
  expect(report.exitCode).toBe(1)
})

test('no token, no secret: not in the lake, not in the report, not in what is told while it runs', async () => {
  rig = await startRig({ users: 30, activity: 0.1, pageSizes: { usersDelta: 9 } })
  const token = rig.sandbox.token()
  const echo = (path: string, status: number) =>
    rig.sandbox.faults.add({
      match: path,
      times: Number.POSITIVE_INFINITY,
      fail: {
        status,
        code: 'Denied',
        message: `The header 'Authorization: Bearer ${token}' is bad: ${token}`,
      },
    })
  echo('/groups/delta', 400)
  echo('authorizationPolicy', 403)
  echo('directoryAudits', 503)
  const [app] = [...rig.sandbox.truth('applications')]
  echo(`/applications/${String(app?.id)}/owners`, 400)
  rig.sandbox.faults.add({
    match: /users\/delta\?\$skip/,
    after: 2,
    times: 9,
    fail: { status: 500, code: 'x' },
  })
  const options = { compression: 'none' } as const
  const reports = [
    await leap(rig, options, { ...everyPage, retryBudgetMs: 3_000 }),
    await leap(rig, options),
    await leap(rig, { tables: ['users'], full: true }, everyPage),
  ]
  expect(tableOf(reports[0] as RunReport, 'groups').reason).toMatch(
    /'Authorization: Bearer \[token\]' is bad: \[token\]/,
  )
  const secrets = [token, token.split('.')[2] ?? '', rig.sandbox.clientSecret]
  const said = JSON.stringify([reports, rig.events])
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(20)
    expect(said.includes(secret)).toBe(false)
    for (const path of paths(rig.lake)) {
      expect(readFileSync(join(rig.lake, path)).includes(secret), path).toBe(false)
    }
  }
})
