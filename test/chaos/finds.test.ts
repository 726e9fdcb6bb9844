// What chaos has found, each by itself.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fraction } from '../../src/sandbox/random.ts'
import { expectComplete, leap, leapingClock } from '../support/hazards.ts'
import { expectTruth, type Rig, startRig, tableOf } from '../support/rig.ts'

const HOUR = 3_600_000

let rig: Rig
beforeEach(async () => {
  rig = await startRig({ users: 30, activity: 0.1 })
})
afterEach(() => rig.close())

test.each([-9, 9])(
  'a date in the Retry-After of a batch is by Graph’s clock, ours is %i hours off',
  async hours => {
    const retryAfter = new Date(rig.sandbox.now.getTime() + 5_000).toUTCString()
    const fault = rig.sandbox.faults.add({
      match: /applications\/.*\/owners/,
      times: 2,
      throttle: { retryAfter },
    })
    const clock = leapingClock()
    const offset = rig.sandbox.now.getTime() + hours * HOUR - clock.now()
    const report = await rig.extract(
      { tables: ['application_owners'] },
      { clock: { ...clock, now: () => clock.now() + offset } },
    )
    expectComplete(report, 'application_owners')
    expect(fault.hits).toBe(2)
    const { waitedMs } = tableOf(report, 'application_owners')
    expect(waitedMs).toBeGreaterThan(3_000)
    expect(waitedMs).toBeLessThan(20_000)
    await expectTruth(rig, 'application_owners')
  },
)

test('time-outs that pass do not cut a day of events into minutes', async () => {
  let asked = 0
  const match = /auditLogs\/signIns/
  match.test = text => text.includes('auditLogs/signIns') && fraction(1, 5, asked++) < 0.2
  const always = Number.POSITIVE_INFINITY
  const fault = rig.sandbox.faults.add({ match, times: always, fail: { status: 504, code: 'UnknownError' } })
  const report = await leap(rig, { tables: ['sign_ins'], since: { backMs: 7 * 24 * HOUR } })
  expectComplete(report, 'sign_ins')
  expect(fault.hits).toBeGreaterThan(3)
  expect(tableOf(report, 'sign_ins').requests).toBeLessThan(100)
  await expectTruth(rig, 'sign_ins')
})
