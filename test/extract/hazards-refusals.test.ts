// Throttling and errors: what is asked for is obeyed whole, what passes is waited for, and what stays is told with its request-id.
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { RunDeps } from '../../src/extract/run.ts'
import type { RequestRecord } from '../../src/sandbox/index.ts'
import {
  cutPages,
  everyPage,
  expectComplete,
  expectVerdict,
  filesIn,
  leap,
  pathsSince,
} from '../support/hazards.ts'
import { readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, startRig, tableOf } from '../support/rig.ts'

const ALWAYS = Number.POSITIVE_INFINITY
const LATER_PAGES = /\/users\/delta\?\$skiptoken=/
const small = { pageSizes: { usersDelta: 9, groupsDelta: 6 } }

let rig: Rig
afterEach(() => rig.close())

/** What a stream waited for. */
const waits = (stream = 'users'): { ms: number; reason: string }[] =>
  rig.events.flatMap(event =>
    event.type === 'waiting' && event.stream === stream ? [{ ms: event.ms, reason: event.reason }] : [],
  )

const requestsTo = (part: string): RequestRecord[] =>
  rig.sandbox.requests.filter(({ path }) => path.includes(part))

const RETRY_AFTER: Readonly<Record<429 | 503, readonly [string | null, number][]>> = {
  429: [
    ['7', 7_000],
    ['1.5', 1_500],
    ['0', 0],
    [null, 750],
    ['soon', 750],
  ],
  503: [
    ['2', 2_000],
    [null, 750],
  ],
}

describe.each([429, 503] as const)('%i', status => {
  test.each(RETRY_AFTER[status])(
    'with Retry-After %s waits for %i ms and asks for the same page',
    async (retryAfter, ms) => {
      rig = await startRig(small)
      rig.sandbox.faults.add({ match: LATER_PAGES, after: 1, throttle: { status, retryAfter } })
      const report = await leap(rig, { tables: ['users'] }, { random: () => 0.5 })
      expectComplete(report, 'users')
      expect(waits()).toEqual([{ ms, reason: 'throttled' }])
      expect(tableOf(report, 'users')).toMatchObject({ retries: 1, waitedMs: ms })
      const asked = requestsTo('skiptoken').map(({ path }) => path)
      expect(asked.length - new Set(asked).size).toBe(1)
      await expectTruth(rig, 'users')
    },
  )

  test("with an HTTP date waits until then by Graph's clock", async () => {
    rig = await startRig(small)
    const retryAfter = new Date(rig.sandbox.now.getTime() + 40_000).toUTCString()
    rig.sandbox.faults.add({ match: LATER_PAGES, throttle: { status, retryAfter } })
    expectComplete(await leap(rig, { tables: ['users'] }), 'users')
    const throttled = waits().filter(({ reason }) => reason === 'throttled')
    const [wait] = throttled
    expect(throttled).toHaveLength(1)
    expect(wait?.ms).toBeGreaterThan(30_000)
    expect(wait?.ms).toBeLessThanOrEqual(40_000)
    await expectTruth(rig, 'users')
  })

  test('again and again waits longer and longer, then gives up within its time', async () => {
    rig = await startRig(small)
    rig.sandbox.faults.add({ match: LATER_PAGES, times: ALWAYS, throttle: { status, retryAfter: null } })
    const report = await leap(rig, { tables: ['users', 'subscribed_skus'] }, { random: () => 0 })
    expectVerdict(report, 'users', 'failed', new RegExp(`${status}.*another try would have to wait`))
    expect(report.exitCode).toBe(1)
    expect(
      waits()
        .slice(0, 4)
        .map(wait => wait.ms),
    ).toEqual([500, 1_000, 2_000, 4_000])
    expect(Math.max(...waits().map(wait => wait.ms))).toBe(30_000)
    expect(tableOf(report, 'users').waitedMs).toBeLessThanOrEqual(15 * 60_000)
    expect(tableOf(report, 'subscribed_skus')).toMatchObject({ verdict: 'complete' })
  })

  test('with a wait beyond all patience fails at once, and the next run goes on', async () => {
    rig = await startRig(small)
    rig.sandbox.faults.add({ match: LATER_PAGES, after: 2, throttle: { status, retryAfter: '7200' } })
    const report = await leap(rig, { tables: ['users'] }, everyPage)
    expectVerdict(report, 'users', 'failed', /wait 7200 s/)
    expect(waits()).toEqual([])
    const asked = rig.sandbox.requests.length
    expectComplete(await leap(rig, { tables: ['users'] }), 'users')
    expect(pathsSince(rig.sandbox, asked).join()).not.toContain('$select')
    await expectTruth(rig, 'users')
  })
})

describe('inside a batch', () => {
  const owners = (): RequestRecord[] => requestsTo('/owners').filter(request => request.inBatch)

  async function start(): Promise<void> {
    rig = await startRig({ users: 200 })
    expect([...rig.sandbox.truth('applications')].length).toBeGreaterThan(20)
  }

  test('what is throttled is asked again alone, after the longest wait', async () => {
    await start()
    const match = '/owners'
    for (const [after, retryAfter] of [
      [2, '3'],
      [5, '9'],
      [22, '1.5'],
    ] as const)
      rig.sandbox.faults.add({ match, after, throttle: { retryAfter } })
    const report = await leap(rig, { tables: ['application_owners'] })
    expectComplete(report, 'application_owners')
    const parents = [...rig.sandbox.truth('applications')].length
    expect(owners()).toHaveLength(parents + 3)
    expect(waits('application_owners')).toEqual([
      { ms: 9_000, reason: 'throttled' },
      { ms: 1_500, reason: 'throttled' },
    ])
    const batches = requestsTo('$batch').length
    expect(batches).toBe(Math.ceil(parents / 20) + 2)
    // The listing of the parents is one request more; what is inside a batch is none.
    expect(tableOf(report, 'application_owners')).toMatchObject({ requests: batches + 1, retries: 2 })
    await expectTruth(rig, 'application_owners')
  })

  test('what fails in passing is asked again', async () => {
    await start()
    rig.sandbox.faults.add({ match: '/owners', after: 3, fail: { status: 503, code: 'ServiceUnavailable' } })
    rig.sandbox.faults.add({ match: '/owners', after: 8, fail: { status: 500, code: 'InternalServerError' } })
    rig.sandbox.faults.add({ match: '$batch', throttle: { retryAfter: '2' } })
    expectComplete(await leap(rig, { tables: ['application_owners'] }), 'application_owners')
    expect(owners()).toHaveLength([...rig.sandbox.truth('applications')].length + 2)
    await expectTruth(rig, 'application_owners')
  })

  test('what fails for good fails the table', async () => {
    await start()
    await leap(rig, { tables: ['application_owners'] })
    const before = filesIn(join(rig.lake, 'application_owners'))
    const [last] = [...rig.sandbox.truth('applications')].slice(-1)
    const match = `/applications/${String(last?.id)}/owners`
    rig.sandbox.faults.add({ match, times: ALWAYS, fail: { status: 500, code: 'InternalServerError' } })
    const report = await leap(rig, { tables: ['application_owners', 'users'] }, everyPage)
    expectVerdict(report, 'application_owners', 'failed', /500 InternalServerError/)
    expect(tableOf(report, 'users')).toMatchObject({ verdict: 'complete' })
    expect(report.exitCode).toBe(1)
    expect(filesIn(join(rig.lake, 'application_owners'))).toEqual(before)
    rig.sandbox.faults.clear()
    const asked = owners().length
    expectComplete(await leap(rig, { tables: ['application_owners'] }), 'application_owners')
    expect(owners().length - asked).toBeLessThanOrEqual(20)
    await expectTruth(rig, 'application_owners')
  })

  test('404: the parent has just gone', async () => {
    await start()
    const [gone] = [...rig.sandbox.truth('application_owners')]
    const id = String(gone?.applicationId)
    rig.sandbox.faults.add({
      match: `/applications/${id}/owners`,
      fail: { status: 404, code: 'Request_ResourceNotFound' },
    })
    expectComplete(await leap(rig, { tables: ['application_owners'] }), 'application_owners')
    expect((await readTable(rig.lake, 'application_owners')).map(row => row.applicationId)).not.toContain(id)
    rig.sandbox.edit.removeApplication(id, 'deleted')
    await expectTruth(rig, 'application_owners')
  })

  test('404 on a later page of a child: the parent has just gone', async () => {
    await start()
    const owned = new Map<unknown, number>()
    for (const { applicationId } of rig.sandbox.truth('application_owners'))
      owned.set(applicationId, (owned.get(applicationId) ?? 0) + 1)
    const id = String([...owned].find(([, count]) => count > 1)?.[0])
    rig.sandbox.faults.add({
      match: new RegExp(`/applications/${id}/owners.*&cut=`),
      times: ALWAYS,
      fail: { status: 404, code: 'Request_ResourceNotFound' },
    })
    cutPages(rig.sandbox, /\/owners/, 1)
    expectComplete(await leap(rig, { tables: ['application_owners'] }), 'application_owners')
    rig.sandbox.edit.removeApplication(id, 'deleted')
    await expectTruth(rig, 'application_owners')
  })

  test('children of several pages', async () => {
    await start()
    cutPages(rig.sandbox, /\/owners/, 1)
    cutPages(rig.sandbox, /\/applications\?/, 7)
    expectComplete(await leap(rig, { tables: ['application_owners'] }), 'application_owners')
    await expectTruth(rig, 'application_owners')
  })
})

describe('401 in mid-run', () => {
  const REFUSED = { status: 401, code: 'InvalidAuthenticationToken', message: 'Lifetime validation failed.' }

  /** Tokens that differ; the second is given out only in place of the first. */
  function renewable(sandboxToken: (seconds: number) => string) {
    const tokens = [sandboxToken(3_000), sandboxToken(3_100), sandboxToken(3_200)]
    const renewed: string[] = []
    const current = () => ({ token: tokens[renewed.length] ?? '', expiresAt: null })
    const source: RunDeps['tokens'] = {
      way: 'token' as const,
      endsAt: null,
      description: 'a test',
      get: async () => current(),
      renew: async rejected => {
        if (rejected === current().token) renewed.push(rejected)
        return current()
      },
    }
    return { source, tokens, renewed }
  }

  const token = (expiresInSeconds: number): string => rig.sandbox.token({ expiresInSeconds })

  test('a renewed token and the same page again', async () => {
    rig = await startRig(small)
    const { source, tokens, renewed } = renewable(token)
    rig.sandbox.faults.add({ match: LATER_PAGES, after: 2, fail: REFUSED })
    const report = await leap(rig, { tables: ['users'] }, { tokens: source })
    expectComplete(report, 'users')
    expect(renewed).toEqual(tokens.slice(0, 1))
    const refused = rig.sandbox.requests.findIndex(({ status }) => status === 401)
    const [first, second] = rig.sandbox.requests.slice(refused)
    expect(second?.path).toBe(first?.path)
    expect(second?.headers.authorization).toBe(`Bearer ${tokens[1]}`)
    await expectTruth(rig, 'users')
  })

  test('of several streams at once renews once each', async () => {
    rig = await startRig(small)
    const { source, renewed } = renewable(seconds => token(seconds === 3_000 ? -10 : seconds))
    const tables = ['users', 'groups', 'group_members', 'applications', 'application_owners', 'sign_ins']
    expectComplete(await leap(rig, { tables }, { tokens: source }), ...tables)
    expect(renewed).toHaveLength(1)
    for (const table of tables) await expectTruth(rig, table)
  })

  test('that a renewed token does not help: exit 3', async () => {
    rig = await startRig(small)
    const { source } = renewable(token)
    rig.sandbox.faults.add({ match: LATER_PAGES, after: 2, times: ALWAYS, fail: REFUSED })
    const report = await leap(rig, { tables: ['users'] }, { tokens: source })
    expectVerdict(report, 'users', 'failed', /401 InvalidAuthenticationToken/)
    expect(report.exitCode).toBe(3)
  })

  test('with a ready token: exit 3, and the next run goes on', async () => {
    rig = await startRig(small)
    rig.sandbox.faults.add({ match: LATER_PAGES, after: 2, fail: REFUSED })
    const report = await leap(rig, { tables: ['users'] }, everyPage)
    expectVerdict(report, 'users', 'failed', /ready token cannot be renewed/)
    expect(report.exitCode).toBe(3)
    const asked = rig.sandbox.requests.length
    expectComplete(await leap(rig, { tables: ['users'] }), 'users')
    expect(pathsSince(rig.sandbox, asked).join()).not.toContain('$select')
    await expectTruth(rig, 'users')
  })

  test('stops the other streams too', async () => {
    rig = await startRig({ ...small, latencyMs: 5 })
    rig.sandbox.faults.add({ match: '/v1.0/', after: 6, times: ALWAYS, fail: REFUSED })
    const report = await leap(rig)
    expect(report.exitCode).toBe(3)
    for (const { verdict } of report.tables) expect(['failed', 'partial', 'complete']).toContain(verdict)
    expect(report.tables.some(({ verdict }) => verdict === 'failed')).toBe(true)
    rig.sandbox.faults.clear()
    expectComplete(await leap(rig))
    for (const { table } of report.tables) await expectTruth(rig, table)
  })
})

describe('403', () => {
  const DENIED = { status: 403, code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' }

  test('at the first page: skipped, exit 0 in the default set, 4 when named', async () => {
    rig = await startRig({
      grants: ['User.Read.All', 'User-LifeCycleInfo.Read.All', 'Organization.Read.All'],
    })
    const report = await leap(rig)
    expect(report.exitCode).toBe(0)
    expectVerdict(report, 'groups', 'skipped', /Group\.Read\.All.*Authorization_RequestDenied/)
    expectVerdict(report, 'sign_ins', 'skipped', /AuditLog\.Read\.All/)
    expectVerdict(report, 'application_owners', 'skipped', /Application\.Read\.All/)
    expectVerdict(report, 'user_sign_in_activity', 'skipped', /AuditLog\.Read\.All and User\.Read\.All/)
    expect(tableOf(report, 'users')).toMatchObject({ verdict: 'complete' })
    await expectTruth(rig, 'users')
    expect((await leap(rig, { tables: ['groups', 'users'] })).exitCode).toBe(4)
  })

  test('when a table was read before: skipped, its files stay', async () => {
    rig = await startRig()
    await leap(rig, { tables: ['users'] })
    const before = filesIn(join(rig.lake, 'users'))
    rig.sandbox.faults.add({ match: '/users/delta', times: ALWAYS, fail: DENIED })
    const report = await leap(rig, { tables: ['users'] })
    expectVerdict(report, 'users', 'skipped', /may not read it/)
    expect(report.exitCode).toBe(4)
    expect(filesIn(join(rig.lake, 'users'))).toEqual(before)
  })

  test('in mid-listing: partial, exit 1, the table untouched, and the next run goes on', async () => {
    rig = await startRig(small)
    await leap(rig, { tables: ['users'] })
    const before = filesIn(join(rig.lake, 'users'))
    for (let user = 0; user < 30; user++) rig.sandbox.edit.addUser()
    rig.sandbox.faults.add({ match: LATER_PAGES, after: 1, fail: DENIED })
    const report = await leap(rig, { tables: ['users'] })
    expectVerdict(report, 'users', 'partial', /may not read it \(application permission User\.Read\.All\)/)
    expect(report.exitCode).toBe(1)
    expect(filesIn(join(rig.lake, 'users'))).toEqual(before)
    const asked = rig.sandbox.requests.length
    expectComplete(await leap(rig, { tables: ['users'] }), 'users')
    expect(pathsSince(rig.sandbox, asked).join()).not.toContain('deltatoken')
    await expectTruth(rig, 'users')
  })

  test('for a licence that passes: complete', async () => {
    rig = await startRig()
    const fail = { status: 403, code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant' }
    rig.sandbox.faults.add({ match: 'signIns', times: 2, fail })
    const report = await leap(rig, { tables: ['sign_ins'] })
    expectComplete(report, 'sign_ins')
    expect(tableOf(report, 'sign_ins').retries).toBe(2)
    await expectTruth(rig, 'sign_ins')
  })

  test('for a licence that is not there: skipped with its name', async () => {
    rig = await startRig({ premium: false })
    const tables = ['sign_ins', 'sign_ins_non_interactive', 'user_sign_in_activity']
    const report = await leap(rig)
    expect(report.exitCode).toBe(0)
    for (const table of tables)
      expectVerdict(report, table, 'skipped', /lacks the licence \(Microsoft Entra ID P1/)
    expect(tableOf(report, 'directory_audits')).toMatchObject({ verdict: 'complete' })
    await expectTruth(rig, 'directory_audits')
    expect((await leap(rig, { tables })).exitCode).toBe(4)
  })
})

describe('errors that stay', () => {
  test('404 elsewhere is failed', async () => {
    rig = await startRig()
    const fail = { status: 404, code: 'Request_ResourceNotFound', message: 'Resource not found.' }
    rig.sandbox.faults.add({ match: '/groups/delta', times: ALWAYS, fail })
    rig.sandbox.faults.add({ match: 'authorizationPolicy', times: ALWAYS, fail })
    rig.sandbox.faults.add({ match: '/applications?', times: ALWAYS, fail })
    const tables = ['groups', 'authorization_policy', 'application_owners', 'users']
    const report = await leap(rig, { tables })
    for (const table of tables.slice(0, 3))
      expectVerdict(report, table, 'failed', /404 Request_ResourceNotFound/)
    expect(tableOf(report, 'users')).toMatchObject({ verdict: 'complete' })
    expect(report.exitCode).toBe(1)
  })

  test.each([500, 502, 503, 504])(
    '%i for ever: failed, the next run goes on from the last page',
    async status => {
      rig = await startRig(small)
      const fail = { status, code: 'Trouble', message: 'Please try again later.' }
      rig.sandbox.faults.add({ match: LATER_PAGES, after: 3, times: ALWAYS, fail })
      const report = await leap(rig, { tables: ['users', 'groups'] }, { ...everyPage, retryBudgetMs: 9_000 })
      const failed = expectVerdict(report, 'users', 'failed', new RegExp(`${status} Trouble`))
      expect(failed.retries).toBeGreaterThan(1)
      expect(report.exitCode).toBe(1)
      expect(tableOf(report, 'groups')).toMatchObject({ verdict: 'complete' })
      await expectTruth(rig, 'groups')
      rig.sandbox.faults.clear()
      const before = requestsTo('/users/delta')
      const [refused] = before.slice(-1)
      const asked = rig.sandbox.requests.length
      expectComplete(await leap(rig, { tables: ['users'] }), 'users')
      const again = pathsSince(rig.sandbox, asked)
      expect(again[0]).toBe(refused?.path)
      const done = before.filter(request => request.status === 200).map(({ path }) => path)
      for (const path of done) expect(again).not.toContain(path)
      await expectTruth(rig, 'users')
    },
  )

  test('silence before an answer and within one is bounded', async () => {
    rig = await startRig(small)
    rig.sandbox.faults.add({ match: LATER_PAGES, after: 1, stall: { at: 'headers' } })
    rig.sandbox.faults.add({ match: LATER_PAGES, after: 3, stall: { at: 'body' } })
    rig.sandbox.faults.add({ match: LATER_PAGES, after: 5, reset: true })
    const timeouts = { connectMs: 2_000, headersMs: 400, bodyIdleMs: 400 }
    const report = await leap(rig, { tables: ['users'], timeouts })
    expectComplete(report, 'users')
    expect(tableOf(report, 'users').retries).toBe(3)
    await expectTruth(rig, 'users')
  })

  test('nobody there: failed, and nothing is claimed to have answered', async () => {
    rig = await startRig()
    const graphUrl = 'http://127.0.0.1:9'
    const report = await leap(rig, { tables: ['users'], graphUrl }, { retryBudgetMs: 5_000 })
    expect(tableOf(report, 'users')).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/ECONNREFUSED/),
      requestId: null,
    })
    expect(report.exitCode).toBe(1)
    expectComplete(await leap(rig, { tables: ['users'] }), 'users')
    await expectTruth(rig, 'users')
  })
})
