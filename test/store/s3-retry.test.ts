// When we ask again, and until when; and how memory is shared out.
import { describe, expect, test } from 'vitest'
import { budgetOf } from '../../src/store/budget.ts'
import { LIMITS } from '../../src/store/s3-limits.ts'
import { patientRetries, pauseOf } from '../../src/store/s3-retry.ts'

describe('pauses', () => {
  test.each([
    ['TRANSIENT', 1, 50, 100],
    ['TRANSIENT', 4, 400, 800],
    ['THROTTLING', 1, 500, 1_000],
    ['THROTTLING', 9, 10_000, 20_000],
  ] as const)('%s, the %i. time', (errorType, count, least, most) => {
    for (let times = 0; times < 50; times++) {
      const pause = pauseOf(count, { errorType }, LIMITS, 0)
      expect(pause).toBeGreaterThanOrEqual(least)
      expect(pause).toBeLessThanOrEqual(most)
    }
  })

  test('are never shorter than the service asks for', () => {
    const retryAfterHint = new Date(30_000)
    expect(pauseOf(1, { errorType: 'THROTTLING', retryAfterHint }, LIMITS, 0)).toBe(30_000)
  })
})

describe('retries', () => {
  /** How often it is asked again, and how long that takes, when every request fails at once. */
  async function runOut(errorType: 'TRANSIENT' | 'THROTTLING' | 'CLIENT_ERROR', hint = 0) {
    let now = 0
    const retries = patientRetries(LIMITS, () => now)
    let token = await retries.acquireInitialRetryToken('')
    for (;;) {
      const retryAfterHint = new Date(now + hint)
      const next = await retries
        .refreshRetryTokenForRetry(token, { errorType, retryAfterHint })
        .catch(() => null)
      if (next === null) return { again: token.getRetryCount(), took: now }
      token = next
      now += token.getRetryDelay()
    }
  }

  test('end after so many', async () => {
    const { again, took } = await runOut('TRANSIENT')
    expect(again).toBe(LIMITS.attempts - 1)
    expect(took).toBeLessThan(60_000)
    expect(took).toBeGreaterThan(20_000)
  })

  test('end after two minutes, whatever the service asks for', async () => {
    expect(await runOut('THROTTLING', 50_000)).toEqual({ again: 2, took: 100_000 })
    expect((await runOut('THROTTLING')).took).toBeLessThanOrEqual(LIMITS.patienceMs)
  })

  test('are none for what does not pass', async () => {
    expect(await runOut('CLIENT_ERROR')).toEqual({ again: 0, took: 0 })
  })
})

describe('a budget', () => {
  test('is given out in turn, and never more than there is', async () => {
    const budget = budgetOf(10)
    const given: number[] = []
    const wants = [6, 3, 5, 1, 20]
    const taken = wants.map(bytes => budget.take(bytes).finally(() => given.push(bytes)))
    const turn = () => new Promise(resolve => setImmediate(resolve))
    await turn()
    expect(given).toEqual([6, 3])
    ;(await taken[0])?.()
    ;(await taken[0])?.()
    await turn()
    expect(given).toEqual([6, 3, 5, 1])
    for (const one of taken.slice(1, 4)) (await one)()
    await turn()
    expect(given).toEqual(wants)
  })
})
