// How events are asked for, and when their watermark moves.
import { afterEach, expect, test } from 'vitest'
import { cutPages, everyPage, expectComplete, expectVerdict, leap } from '../support/hazards.ts'
import { expectTruth, type Rig, startRig, stateOf } from '../support/rig.ts'

let rig: Rig
afterEach(() => rig.close())

const HOUR = 3_600_000

const KINDS = {
  sign_ins: null,
  sign_ins_non_interactive: 'nonInteractiveUser',
  sign_ins_service_principal: 'servicePrincipal',
  sign_ins_managed_identity: 'managedIdentity',
} as const

test('each kind of sign-in is asked for by its name in beta, the interactive ones in v1.0', async () => {
  rig = await startRig({ activity: 0.1 })
  for (const [table, kind] of Object.entries(KINDS)) {
    const before = rig.sandbox.requests.length
    expectComplete(await leap(rig, { tables: [table], since: { backMs: 30 * HOUR } }), table)
    const asked = rig.sandbox.requests.slice(before).filter(({ path }) => path.includes('/signIns?$filter'))
    expect(asked.length).toBeGreaterThan(1)
    for (const { path } of asked) {
      const url = new URL(path, rig.sandbox.url)
      expect(url.pathname).toBe(`/${kind === null ? 'v1.0' : 'beta'}/auditLogs/signIns`)
      const filter = url.searchParams.get('$filter') ?? ''
      const types = kind === null ? [] : [kind]
      expect([...filter.matchAll(/t eq '(\w+)'/g)].map(([, type]) => type)).toEqual(types)
    }
    await expectTruth(rig, table)
  }
})

test.each([
  ['directory_audits', 'activityDateTime', ['ge', 'le']],
  ['sign_ins', 'createdDateTime', ['ge', 'le']],
  ['provisioning_logs', 'activityDateTime', ['gt', 'lt']],
])('%s are asked for by %s with the operators that Graph takes', async (table, time, operators) => {
  rig = await startRig({ activity: 0.1 })
  expectComplete(await leap(rig, { tables: [table], since: { backMs: 30 * HOUR } }), table)
  const filters = rig.sandbox.requests.flatMap(
    ({ path }) => new URL(path, rig.sandbox.url).searchParams.get('$filter') ?? [],
  )
  expect(filters.length).toBeGreaterThan(1)
  for (const filter of filters)
    expect([...filter.matchAll(new RegExp(`${time} (\\w+) `, 'g'))].map(([, operator]) => operator)).toEqual(
      operators,
    )
  await expectTruth(rig, table)
})

test('the watermark moves when a range is done, and by no page of it', async () => {
  rig = await startRig({ activity: 0.3 })
  const options = { tables: ['sign_ins'], since: { at: '2026-11-19T06:00:00Z' } }
  const watermark = (): string | null => {
    const cursor = stateOf(rig.lake).streams.sign_ins?.cursor
    return cursor?.kind === 'window' ? cursor.readUntil : null
  }
  const stop = (match: RegExp): void => {
    rig.sandbox.faults.clear()
    rig.sandbox.faults.add({ match, times: Number.POSITIVE_INFINITY, fail: { status: 500, code: 'Broken' } })
    cutPages(rig.sandbox, /signIns\?/, 4)
  }
  stop(/signIns\?.*ge%202026-11-19.*&cut=8/)
  expectVerdict(await leap(rig, options, everyPage), 'sign_ins', 'failed', /Broken/)
  expect(watermark()).toBe(null)
  stop(/signIns\?.*ge%202026-11-20.*&cut=8/)
  expectVerdict(await leap(rig, options, everyPage), 'sign_ins', 'partial', /Broken/)
  expect(watermark()).toBe('2026-11-20T00:00:00.000Z')
  rig.sandbox.faults.clear()
  expectComplete(await leap(rig, options), 'sign_ins')
  expect(watermark()?.slice(0, 13)).toBe('2026-11-20T12')
  await expectTruth(rig, 'sign_ins')
})
