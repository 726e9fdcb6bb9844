// What a family's limiter learns from answers: by itself over any answers, and against a quota that it cannot see, in virtual time.
import { setMaxListeners } from 'node:events'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLimiter } from '../../src/graph/limiter.ts'
import { DOCUMENTED_LIMITS, KEPT_LIMITS, keptLimits, type Limit } from '../../src/graph/limits.ts'
import {
  delayFor,
  firstPace,
  type Pace,
  paceAfter,
  type Start,
  sumOf,
  type Told,
  within,
} from '../../src/graph/pace.ts'
import { steppedClock } from '../support/fake-clock.ts'

const never = new AbortController().signal
setMaxListeners(0, never)
const SEED = 20_261_121
const fine: Told = { units: 1, load: null, refusal: null }
const refused = (pauseMs: number | null): Told => ({ units: null, load: null, refusal: { pauseMs } })

const told: fc.Arbitrary<Told> = fc.record({
  units: fc.option(fc.integer({ min: 1, max: 60 })),
  load: fc.option(fc.double({ min: 0.8, max: 1.8, noNaN: true })),
  refusal: fc.option(fc.record({ pauseMs: fc.option(fc.integer({ min: 0, max: 20_000 })) }), { freq: 5 }),
})
const limit: fc.Arbitrary<Limit> = fc.record(
  {
    requests: fc.integer({ min: 1, max: 5_000 }),
    perMs: fc.integer({ min: 1, max: 60_000 }),
    concurrency: fc.integer({ min: 1, max: 8 }),
    most: fc.constant({ requests: 8_000, concurrency: 16 }),
  },
  { requiredKeys: ['requests', 'perMs', 'concurrency'] },
)

describe('whatever the answers are', () => {
  it('no window ever holds more than the pace allowed when its last request started', () => {
    const request = fc.record({ cost: fc.integer({ min: 1, max: 40 }), told })
    fc.assert(
      fc.property(limit, fc.array(request, { maxLength: 60 }), (of, requests) => {
        let pace = firstPace(of)
        let starts: Start[] = []
        let now = 0
        for (const { cost, told } of requests) {
          now += delayFor(cost, starts, pace, now)
          starts = within(starts, pace, now)
          if (starts.length > 0) expect(sumOf(starts) + cost).toBeLessThanOrEqual(pace.units)
          const start = { at: now, cost: told.units ?? cost, full: true }
          starts.push(start)
          pace = paceAfter(pace, told, start, sumOf(starts), now)
        }
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it('the pace stays within its bounds', () => {
    const answer = fc.record({ told, full: fc.boolean(), used: fc.integer({ min: 0, max: 9_000 }) })
    fc.assert(
      fc.property(limit, fc.array(answer, { maxLength: 200 }), (of, answers) => {
        let pace = firstPace(of)
        for (const [at, { told, full, used }] of answers.entries()) {
          pace = paceAfter(pace, told, { at, cost: told.units ?? 1, full }, used, at)
          expect(pace.units).toBeGreaterThanOrEqual(Math.max(1, of.requests / 10))
          expect(pace.units).toBeLessThanOrEqual(of.most?.requests ?? of.requests)
          expect(pace.slots).toBeGreaterThanOrEqual(1)
          expect(pace.slots).toBeLessThanOrEqual(of.most?.concurrency ?? of.concurrency)
          expect(pace.stretch).toBeGreaterThanOrEqual(1)
          expect(pace.stretch).toBeLessThanOrEqual(8)
          if (of.most === undefined) expect([pace.units, pace.slots]).toEqual([of.requests, of.concurrency])
          else expect(pace.stretch).toBe(1)
        }
      }),
      { seed: SEED, numRuns: 300 },
    )
  })
})

describe('a quota that depends on the tenant', () => {
  const { directory } = DOCUMENTED_LIMITS
  const start = { at: 1, cost: 40, full: true }
  const busy = (pace: Pace): number => pace.units
  const after = (pace: Pace, ...answers: Told[]): Pace =>
    answers.reduce(
      (now, told, index) => paceAfter(now, told, { ...start, at: index + 1 }, busy(now), index + 1),
      pace,
    )

  it('is raised by answers while the window is busy, and not while it is idle', () => {
    const pace = firstPace(directory)
    const raised = paceAfter(pace, fine, start, pace.units, 1)
    expect([raised.units > pace.units, raised.slots > pace.slots]).toEqual([true, true])
    const idle = paceAfter(pace, fine, { ...start, full: false }, 100, 1)
    expect([idle.units, idle.slots]).toEqual([pace.units, pace.slots])
  })

  it('is not raised by answers that were charged nothing, nor from 0.8 of the quota on', () => {
    const pace = firstPace(directory)
    expect(after(pace, { ...fine, units: null }, { ...fine, load: 0.8 }, { ...fine, load: 1 })).toEqual(pace)
  })

  it('falls by a refusal once, however many were under way, and a little by word of more than all of it', () => {
    const pace = firstPace(directory)
    const once = paceAfter(pace, refused(1_000), { ...start, at: 5 }, 3_500, 10)
    expect([once.units, once.slots]).toEqual([2_450, 4])
    expect(paceAfter(once, refused(1_000), { ...start, at: 10 }, 3_500, 11)).toBe(once)
    expect(paceAfter(once, refused(null), { ...start, at: 12 }, 3_500, 13).units).toBeCloseTo(1_715)
    expect(paceAfter(pace, { ...fine, load: 1.2 }, start, 3_500, 10).units).toBeCloseTo(3_150)
  })
})

describe('a quota that is the same for every tenant', () => {
  it('slows down when Graph refuses without a word on how long, and recovers', () => {
    const pace = firstPace(DOCUMENTED_LIMITS.protection)
    const start = (at: number) => ({ at, cost: 1, full: true })
    expect(paceAfter(pace, refused(2_000), start(1), 1, 1)).toEqual(pace)
    let slow = paceAfter(pace, refused(null), start(1), 1, 1)
    expect(delayFor(1, [start(0)], slow, 0)).toBe(2_000)
    slow = paceAfter(slow, refused(null), start(2), 1, 2)
    expect(delayFor(1, [start(0)], slow, 0)).toBe(4_000)
    for (let at = 3; at < 20; at++) slow = paceAfter(slow, fine, start(at), 1, at)
    expect(delayFor(1, [start(0)], slow, 0)).toBe(1_000)
  })
})

interface Served {
  readonly at: number
  readonly cost: number
  readonly accepted: boolean
}

const WINDOW = 10_000
const LATENCY = 300

/** Sixteen streams that ask as fast as they may, against a quota that only the server knows; what it served, in virtual time. */
async function served(
  quotaAt: (at: number) => number,
  { windows, header, kept = KEPT_LIMITS }: { windows: number; header: boolean; kept?: typeof KEPT_LIMITS },
): Promise<Served[]> {
  const clock = steppedClock()
  const limiter = createLimiter(kept, clock)
  const log: Served[] = []
  const answer = (cost: number): Told => {
    const now = clock.now()
    const held = log.filter(({ at, accepted }) => accepted && at > now - WINDOW)
    const load = (held.reduce((sum, one) => sum + one.cost, 0) + cost) / quotaAt(now)
    log.push({ at: now, cost, accepted: load <= 1 })
    if (load > 1) return refused(Math.ceil(((held[0]?.at ?? now) + WINDOW - now) / 1_000) * 1_000)
    return { units: cost, load: header && load >= 0.8 ? load : null, refusal: null }
  }
  const stream = async (index: number): Promise<void> => {
    while (clock.now() < windows * WINDOW) {
      // Estimated at half of what it costs.
      const turn = await limiter.turn('directory', 10, never, () => {})
      await clock.sleep(LATENCY / 2 + index, never)
      const told = answer(20)
      await clock.sleep(LATENCY / 2, never)
      turn(told)
    }
  }
  const all = Array.from({ length: 16 }, (_, index) => stream(index))
  await clock.run()
  await Promise.all(all)
  return log
}

/** Units that were served per window, and the part of the requests that were refused, between two windows. */
function rate(log: readonly Served[], from: number, to: number): { units: number; refused: number } {
  const some = log.filter(({ at }) => at >= from * WINDOW && at < to * WINDOW)
  const accepted = some.filter(one => one.accepted)
  return {
    units: accepted.reduce((sum, { cost }) => sum + cost, 0) / (to - from),
    refused: (some.length - accepted.length) / some.length,
  }
}

describe('against a quota that it cannot see', () => {
  for (const quota of [500, 1_500, 3_500, 5_000, 8_000]) {
    for (const header of [true, false]) {
      it(`of ${quota} units, ${header ? 'told' : 'not told'} how full it is, it comes close and stays there`, async () => {
        const log = await served(() => quota, { windows: 45, header })
        const { units, refused } = rate(log, 15, 45)
        expect(units).toBeGreaterThan(0.7 * quota)
        expect(refused).toBeLessThan(0.02)
      })
    }
  }

  it('recovers when others have taken most of it for a while', async () => {
    const log = await served(at => (at > 15 * WINDOW && at < 25 * WINDOW ? 1_000 : 6_000), {
      windows: 55,
      header: true,
    })
    expect(rate(log, 10, 15).units).toBeGreaterThan(0.7 * 6_000)
    expect(rate(log, 19, 25).units).toBeLessThan(1_000)
    expect(rate(log, 45, 55).units).toBeGreaterThan(0.7 * 6_000)
  })

  it('never serves itself more than the share, however much there is', async () => {
    const log = await served(() => 8_000, { windows: 25, header: false, kept: keptLimits(30) })
    expect(rate(log, 15, 25).units).toBeGreaterThan(0.8 * 0.3 * 8_000)
    for (const { at } of log) {
      const window = log.filter(one => one.at > at - WINDOW && one.at <= at)
      // What 16 requests under way cost more than they were thought to.
      expect(window.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(0.3 * 8_000 + 16 * 10)
    }
  })
})

describe('a share of the quotas', () => {
  it('is never more than that of any window, but for one request at a time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), share => {
        const shared = Object.entries(keptLimits(share)) as [keyof typeof DOCUMENTED_LIMITS, Limit][]
        for (const [family, { requests, perMs, most }] of shared) {
          const documented = DOCUMENTED_LIMITS[family]
          const part = (whole: number): number => (whole * share) / 100
          if (requests === 1) expect(1 / perMs).toBeLessThan(part(documented.requests) / documented.perMs)
          else expect(requests).toBeLessThanOrEqual(part(documented.requests))
          expect(requests).toBeGreaterThan(part(documented.requests) - 1)
          expect(perMs).toBeGreaterThan(documented.perMs)
          expect(most?.requests ?? 0).toBeLessThanOrEqual(part(documented.most?.requests ?? 0))
        }
      }),
      { seed: SEED, numRuns: 100 },
    )
  })
})
