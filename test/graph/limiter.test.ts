import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Clock } from '../../src/graph/clock.ts'
import { createLimiter } from '../../src/graph/limiter.ts'
import { DOCUMENTED_LIMITS, KEPT_LIMITS, type Limit, type Limits } from '../../src/graph/limits.ts'
import { instantClock, settled, steppedClock } from '../support/fake-clock.ts'

const never = new AbortController().signal
const limitsOf = (limit: Limit): Limits => ({
  directory: limit,
  logs: limit,
  protection: { requests: 1000, perMs: 1, concurrency: 100 },
  signInActivity: limit,
  usageReports: limit,
})
const lane = (limit: Limit, clock: Clock) => createLimiter(limitsOf(limit), clock)

describe('a family of endpoints', () => {
  it('never starts more within its window than its quota, in the order asked', async () => {
    const costs = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 25 })
    const limit = fc.record({
      requests: fc.integer({ min: 4, max: 10 }),
      perMs: fc.integer({ min: 1, max: 50 }),
      concurrency: fc.integer({ min: 1, max: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(limit, costs, fc.integer({ min: 0, max: 30 }), async (of, asked, work) => {
        const clock = steppedClock()
        const limiter = lane(of, clock)
        const starts: { index: number; at: number; cost: number }[] = []
        let underWay = 0
        let most = 0
        const all = asked.map(async (cost, index) => {
          const giveBack = await limiter.turn('directory', cost, never, () => {})
          starts.push({ index, at: clock.now(), cost })
          most = Math.max(most, ++underWay)
          await clock.sleep(work, never)
          underWay--
          giveBack()
        })
        await clock.run()
        await Promise.all(all)
        expect(starts.map(start => start.index)).toEqual(asked.map((_, index) => index))
        expect(most).toBeLessThanOrEqual(of.concurrency)
        for (const { at } of starts) {
          const window = starts.filter(start => start.at > at - of.perMs && start.at <= at)
          expect(window.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(of.requests)
        }
      }),
      { seed: 20_261_120, numRuns: 150 },
    )
  })

  it('waits no longer than the window makes it wait', async () => {
    const clock = instantClock()
    const limiter = lane({ requests: 2, perMs: 1_000, concurrency: 9 }, clock)
    const told: number[] = []
    for (let i = 0; i < 3; i++) (await limiter.turn('logs', 1, never, ms => told.push(ms)))()
    expect([told, clock.sleeps]).toEqual([[1_000], [1_000]])
    clock.advance(999)
    await limiter.turn('logs', 1, never, ms => told.push(ms))
    expect(told).toEqual([1_000])
  })

  it('counts requests where the quota is one of requests, whatever resource units an answer speaks of', async () => {
    const clock = instantClock()
    const limiter = createLimiter(KEPT_LIMITS, clock)
    for (let i = 0; i < 10; i++) {
      const giveBack = await limiter.turn('signInActivity', 1, never, () => {})
      giveBack({ units: 2, load: null, refusal: null })
    }
    expect(clock.sleeps).toEqual([])
    await limiter.turn('signInActivity', 1, never, () => {})
    expect(clock.sleeps).toEqual([60_250])
  })

  it('lets what costs more than its whole quota through when nothing else is in the window', async () => {
    const clock = instantClock()
    const limiter = lane({ requests: 5, perMs: 1_000, concurrency: 9 }, clock)
    await limiter.turn('logs', 20, never, () => {})
    expect(clock.sleeps).toEqual([])
    await limiter.turn('logs', 1, never, () => {})
    expect(clock.sleeps).toEqual([1_000])
  })

  it('tells those who wait behind others too, once each, and why', async () => {
    const clock = steppedClock()
    const limiter = lane({ requests: 1, perMs: 1_000, concurrency: 9 }, clock)
    const told: [number, string][] = []
    const turn = () => limiter.turn('logs', 1, never, (ms, hold) => told.push([ms, hold]))
    const all = [turn(), turn(), turn()]
    expect(told).toEqual([
      [1_000, 'quota'],
      [2_000, 'quota'],
    ])
    await settled()
    limiter.pause('logs', 10_000)
    all.push(turn())
    await clock.run()
    await Promise.all(all)
    expect(told.slice(2)).toEqual([
      [12_000, 'pause'],
      [9_000, 'pause'],
      [1_000, 'quota'],
    ])
  })

  it('starts nothing while Graph asked it to wait, not even what was waiting already', async () => {
    const clock = steppedClock()
    const limiter = lane({ requests: 1, perMs: 100, concurrency: 9 }, clock)
    const starts: number[] = []
    const turn = async () => {
      await limiter.turn('logs', 1, never, () => {})
      starts.push(clock.now())
    }
    const all = [turn(), turn()]
    await settled()
    limiter.pause('logs', 5_000)
    limiter.pause('logs', 2_000)
    await clock.run()
    await Promise.all(all)
    expect(starts).toEqual([0, 5_000])
  })

  it('does not hold up another family', async () => {
    const clock = instantClock()
    const limiter = lane({ requests: 1, perMs: 1_000, concurrency: 1 }, clock)
    limiter.pause('directory', clock.now() + 60_000)
    await limiter.turn('logs', 1, never, () => {})
    expect(clock.sleeps).toEqual([])
  })

  it('goes on behind a turn that was given up', async () => {
    const clock = steppedClock()
    const limiter = lane({ requests: 1, perMs: 100, concurrency: 1 }, clock)
    const giveBack = await limiter.turn('logs', 1, never, () => {})
    const gone = new AbortController()
    const given = limiter.turn('logs', 1, gone.signal, () => {})
    const next = limiter.turn('logs', 1, never, () => {})
    await settled()
    gone.abort(new Error('stop'))
    await expect(given).rejects.toThrow('stop')
    giveBack()
    await clock.run()
    await expect(next).resolves.toBeTypeOf('function')
  })

  it('counts a turn as given back once, however often that is said', async () => {
    const clock = instantClock()
    const limiter = lane({ requests: 100, perMs: 1, concurrency: 1 }, clock)
    const giveBack = await limiter.turn('logs', 1, never, () => {})
    giveBack()
    giveBack()
    await limiter.turn('logs', 1, never, () => {})
    let started = false
    void limiter
      .turn('logs', 1, never, () => {})
      .then(() => {
        started = true
      })
    await settled()
    expect(started).toBe(false)
  })
})

describe('the documented quotas', () => {
  it('are the ones that Microsoft publishes for the narrow families', () => {
    const { logs, protection, signInActivity, usageReports } = DOCUMENTED_LIMITS
    expect(
      [logs, protection, signInActivity, usageReports].map(({ requests, perMs }) => [requests, perMs]),
    ).toEqual([
      [5, 10_000],
      [1, 1_000],
      [10, 60_000],
      [14, 600_000],
    ])
  })
})

it('a run keeps to the documented quotas with a moment between two windows', () => {
  for (const [family, documented] of Object.entries(DOCUMENTED_LIMITS)) {
    const kept = KEPT_LIMITS[family as keyof typeof KEPT_LIMITS]
    expect(kept).toEqual({ ...documented, perMs: documented.perMs + 250 })
  }
})
