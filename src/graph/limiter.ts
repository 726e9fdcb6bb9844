// Keeps each family of endpoints within its quota: a sliding window of starts, a bound on what is under way, and a common pause.
import type { Family } from '../streams/define.ts'
import type { Clock } from './clock.ts'
import type { Limit, Limits } from './limits.ts'

/** Told before a wait begins. */
export type OnPacing = (ms: number) => void

export interface Limiter {
  /** Waits for a turn that costs `cost`, then resolves to the function that gives the turn back. */
  turn(family: Family, cost: number, signal: AbortSignal, onPacing: OnPacing): Promise<() => void>
  /** Graph asked this family to wait: nothing of it starts before `until` (milliseconds since 1970). */
  pause(family: Family, until: number): void
}

export function createLimiter(limits: Limits, clock: Clock): Limiter {
  const lanes = new Map<Family, Lane>()
  const lane = (family: Family): Lane => {
    const found = lanes.get(family) ?? new Lane(limits[family], clock)
    lanes.set(family, found)
    return found
  }
  return {
    turn: (family, cost, signal, onPacing) => lane(family).turn(cost, signal, onPacing),
    pause: (family, until) => lane(family).pause(until),
  }
}

class Lane {
  private readonly limit: Limit
  private readonly clock: Clock
  /** Starts within the window, oldest first. */
  private starts: { at: number; cost: number }[] = []
  private pausedUntil = 0
  private underWay = 0
  private line: Promise<void> = Promise.resolve()
  private wake: () => void = () => {}

  constructor(limit: Limit, clock: Clock) {
    this.limit = limit
    this.clock = clock
  }

  pause(until: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, until)
  }

  /** First come, first served: each caller waits for the one before it. */
  async turn(cost: number, signal: AbortSignal, onPacing: OnPacing): Promise<() => void> {
    const before = this.line
    let release = () => {}
    this.line = new Promise(resolve => {
      release = resolve
    })
    try {
      await before
      await this.admit(cost, signal, onPacing)
    } finally {
      release()
    }
    let given = false
    return () => {
      if (given) return
      given = true
      this.underWay--
      this.wake()
    }
  }

  private async admit(cost: number, signal: AbortSignal, onPacing: OnPacing): Promise<void> {
    for (;;) {
      signal.throwIfAborted()
      const delay = this.delay(cost)
      if (delay > 0) {
        onPacing(delay)
        await this.clock.sleep(delay, signal)
      } else if (this.underWay >= this.limit.concurrency) await this.oneDone()
      else break
    }
    this.underWay++
    this.starts.push({ at: this.clock.now(), cost })
  }

  private oneDone(): Promise<void> {
    return new Promise(resolve => {
      this.wake = resolve
    })
  }

  /** Milliseconds until `cost` fits into the window and no pause holds. */
  private delay(cost: number): number {
    const now = this.clock.now()
    this.starts = this.starts.filter(start => start.at > now - this.limit.perMs)
    let over = this.starts.reduce((sum, start) => sum + start.cost, 0) + cost - this.limit.requests
    let free = now
    for (const start of this.starts) {
      if (over <= 0) break
      over -= start.cost
      free = start.at + this.limit.perMs
    }
    return Math.max(free, this.pausedUntil) - now
  }
}
