// Requests that no answer came to, requests that a whole tenant refuses, and tokens that end while a run goes on.
import { setTimeout as after } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { everyPage, expectComplete, expectVerdict, leap } from '../support/hazards.ts'
import { expectTruth, type Rig, startRig, tableOf } from '../support/rig.ts'

const ALWAYS = Number.POSITIVE_INFINITY

let rig: Rig
afterEach(() => rig.close())

const sentIds = (): unknown[] => rig.sandbox.requests.map(({ headers }) => headers['client-request-id'])

test('a table that is stopped while its first request is under way names that request', async () => {
  rig = await startRig()
  rig.sandbox.faults.add({ match: '/users/delta', times: ALWAYS, stall: { at: 'headers' } })
  const stop = new AbortController()
  const running = leap(rig, { tables: ['users'] }, { signal: stop.signal })
  while (rig.sandbox.requests.length === 0) await after(5)
  stop.abort()
  const found = tableOf(await running, 'users')
  expect(found).toMatchObject({ verdict: 'partial', requests: 1 })
  expect(sentIds()).toContain(found.requestId)
})

test('a table to which no answer comes in time names its request, one that nothing was sent for none', async () => {
  rig = await startRig()
  rig.sandbox.faults.add({ match: '/users/delta', times: ALWAYS, stall: { at: 'headers' } })
  const timeouts = { connectMs: 2_000, headersMs: 200, bodyIdleMs: 200 }
  const report = await leap(rig, { tables: ['users'], timeouts }, { retryBudgetMs: 3_000 })
  const { requestId } = expectVerdict(report, 'users', 'failed', /timed out \(headers\)/)
  expect(sentIds()).toContain(requestId)
  const stopped = AbortSignal.abort()
  const none = tableOf(await leap(rig, { tables: ['users'] }, { signal: stopped }), 'users')
  expect(none).toMatchObject({ verdict: 'partial', requests: 0, requestId: null })
})

test('501 is said at once and for one table; of its own a run asks for nothing that Graph refuses', async () => {
  rig = await startRig({ users: 12, activity: 0.1 })
  const report = await leap(rig)
  expectComplete(report)
  const refused = rig.sandbox.requests.filter(({ status }) => status >= 400 && status !== 404)
  expect(refused.map(({ path, status }) => `${status} ${path}`)).toEqual([])
  const fail = { status: 501, code: 'NotImplemented', message: 'skills cannot be listed.' }
  const fault = rig.sandbox.faults.add({ match: '/groups/delta', times: ALWAYS, fail })
  const next = await leap(rig, { tables: ['groups', 'users'], full: true })
  expectVerdict(next, 'groups', 'failed', /501 NotImplemented: skills cannot be listed/)
  expect(fault.hits).toBe(1)
  expect(tableOf(next, 'users')).toMatchObject({ verdict: 'complete' })
  await expectTruth(rig, 'groups')
})

test('a ready token that ends in mid-run: partial, exit 3, and the next one goes on', async () => {
  rig = await startRig({ users: 80, latencyMs: 40, pageSizes: { usersDelta: 2 } })
  const token = rig.sandbox.token()
  const source = {
    way: 'token' as const,
    endsAt: Date.now() + 2_300,
    description: 'a test',
    get: async () => ({ token, expiresAt: null }),
    renew: () => Promise.reject(new Error('nobody may ask')),
  }
  const report = await rig.extract({ tables: ['users'] }, { tokens: source, ...everyPage })
  expectVerdict(report, 'users', 'partial', /access token has come to its end/)
  expect(report.exitCode).toBe(3)
  const asked = rig.sandbox.requests.length
  expectComplete(await leap(rig, { tables: ['users'] }), 'users')
  expect(rig.sandbox.requests[asked]?.path).toContain('skiptoken')
  await expectTruth(rig, 'users')
})
