// Time as an argument, so that tests can hold it.

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds since some moment, by a clock that never jumps; absent: `now` never does. */
  steady?(): number
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** setTimeout takes 32 bits of milliseconds; longer waits are made of several. */
const LONGEST = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  sleep: async (ms, signal) => {
    for (let left = ms; left > 0; left -= LONGEST) await pause(Math.min(left, LONGEST), signal)
  },
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}
