// Time that passes only when somebody sleeps.
import type { Clock } from '../../src/graph/clock.ts'

export interface FakeClock extends Clock {
  /** Every sleep that was asked for, in milliseconds. */
  readonly sleeps: number[]
  advance(ms: number): void
}

/** Sleeping advances the clock at once. */
export function instantClock(start = Date.UTC(2026, 10, 20)): FakeClock {
  let now = start
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => now,
    advance: ms => {
      now += ms
    },
    sleep: async (ms, signal) => {
      signal.throwIfAborted()
      sleeps.push(ms)
      now += ms
    },
  }
}

/** Sleepers wake in the order of their times, one after the other, when `run` is called. */
export interface SteppedClock extends Clock {
  /** Lets everything happen until nobody sleeps any more. */
  run(): Promise<void>
}

export function steppedClock(start = 0): SteppedClock {
  let now = start
  const sleepers: { at: number; wake: () => void }[] = []
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const stop = () => {
          sleepers.splice(sleepers.indexOf(sleeper), 1)
          reject(signal.reason)
        }
        const wake = () => {
          signal.removeEventListener('abort', stop)
          resolve()
        }
        const sleeper = { at: now + ms, wake }
        sleepers.push(sleeper)
        signal.addEventListener('abort', stop)
      }),
    run: async () => {
      for (;;) {
        await settled()
        const next = sleepers.sort((a, b) => a.at - b.at).shift()
        if (next === undefined) return
        now = Math.max(now, next.at)
        next.wake()
      }
    },
  }
}

/** Resolves when everything that waits for nothing but promises is done. */
export const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
