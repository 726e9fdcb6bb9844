// Runs against quotas in real time: nothing is refused that can be foreseen, a family that is refused waits as a whole, and it shows.
import { afterEach, expect, it } from 'vitest'
import { systemClock } from '../../src/graph/clock.ts'
import { KEPT_LIMITS, keptLimits, NO_LIMITS } from '../../src/graph/limits.ts'
import { expectTruth, type Rig, startRig } from '../support/rig.ts'

let rig: Rig

afterEach(() => rig.close())

const PROTECTED = ['named_locations', 'conditional_access_policies', 'risk_detections']

/** When requests of a family came in, and what became of them. */
const requestsOf = (family: string) => rig.sandbox.requests.filter(request => request.family === family)

function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((at, index) => at - (times[index] ?? 0))
}

const waits = () => rig.events.flatMap(event => (event.type === 'waiting' ? [event] : []))

it('a family with a request per second has one per second, and none is refused', async () => {
  rig = await startRig({ quotas: 'documented' })
  const report = await rig.extract({ tables: PROTECTED }, { limits: KEPT_LIMITS, clock: systemClock })
  expect(report.exitCode).toBe(0)
  const asked = requestsOf('protection')
  expect(asked.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(Math.min(...gaps(asked.map(({ at }) => at)))).toBeGreaterThanOrEqual(1_000)
  expect(report.waitedMs).toBeGreaterThanOrEqual(2_000)
  expect(waits().length).toBeGreaterThanOrEqual(2)
  for (const { reason, message, ms } of waits()) {
    expect([reason, message]).toEqual(['pacing', 'the quota of identity protection and conditional access'])
    expect(ms).toBeGreaterThan(500)
  }
})

it('a share of the quotas is kept', async () => {
  rig = await startRig({ quotas: 'documented' })
  const tables = PROTECTED.slice(0, 2)
  await rig.extract({ tables }, { limits: keptLimits(50), clock: systemClock })
  const asked = requestsOf('protection')
  expect(gaps(asked.map(({ at }) => at))[0]).toBeGreaterThanOrEqual(2_000)
})

it('a family that is refused stands still as a whole until its Retry-After has passed', async () => {
  rig = await startRig()
  rig.sandbox.faults.add({ match: '/groups/delta', after: 1, throttle: { retryAfter: '1.5' } })
  const tables = ['users', 'user_managers', 'groups', 'group_members', 'devices', 'applications']
  const report = await rig.extract({ tables }, { clock: systemClock })
  expect(report.exitCode).toBe(0)
  const asked = requestsOf('directory')
  const refused = asked.find(({ status }) => status === 429)?.at ?? 0
  const later = asked.filter(({ at }) => at > refused + 300)
  expect(later.length).toBeGreaterThan(0)
  expect(Math.min(...later.map(({ at }) => at))).toBeGreaterThanOrEqual(refused + 1_500)
  expect(waits().map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^the directory: Graph answered 429 /),
  )
  for (const table of tables) await expectTruth(rig, table)
})

it('a family that is refused without a word on how long goes on more slowly, and loses nothing', async () => {
  rig = await startRig()
  rig.sandbox.faults.add({ match: '/conditionalAccess/', times: 2, throttle: { retryAfter: null } })
  const limits = { ...NO_LIMITS, protection: { requests: 1, perMs: 100, concurrency: 1 } }
  const report = await rig.extract({ tables: PROTECTED }, { limits, clock: systemClock, random: () => 0 })
  expect([report.exitCode, report.retries]).toEqual([0, 2])
  const asked = requestsOf('protection')
  const last = asked.findLastIndex(({ status }) => status === 429)
  expect(last).toBeGreaterThan(0)
  expect(gaps(asked.slice(last + 1).map(({ at }) => at))[0]).toBeGreaterThanOrEqual(200)
  for (const table of PROTECTED) await expectTruth(rig, table)
})
