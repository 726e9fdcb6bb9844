// Keeps each family of endpoints within its quota: a sliding window of starts, a bound on what is under way, and a common pause.
import type { Family } from '../streams/define.ts'
import type { Clock } from './clock.ts'
import type { Limit, Limits } from './limits.ts'
import {
  delayFor,
  firstPace,
  type Pace,
  paceAfter,
  type Start,
  sumOf,
  type Told,
  windowMs,
  within,
} from './pace.ts'

/** Why nothing starts: the window is used up, or Graph asked the family to wait. */
export type Hold = 'quota' | 'pause'

/** Told before a wait begins: about how long it will be, with those who wait already. */
export type OnPacing = (ms: number, hold: Hold) => void

/** Gives the turn back when it is called first; learns from what an answer told, each time. */
export type Turn = (told?: Told) => void

export interface Limiter {
  /** Waits for a turn that is thought to cost `cost`. */
  turn(family: Family, cost: number, signal: AbortSignal, onPacing: OnPacing): Promise<Turn>
  /** Graph asked this family to wait: nothing of it starts before `until` (milliseconds since 1970). */
  pause(family: Family, until: number): void
}

export function createLimiter(limits: Limits, clock: Clock): Limiter {
  const lanes = new Map<Family, Lane>()
  const lane = (family: Family): Lane => {
    const found = lanes.get(family) ?? new Lane(limits[family], clock, family === 'directory')
    lanes.set(family, found)
    return found
  }
  return {
    turn: (family, cost, signal, onPacing) => lane(family).turn(cost, signal, onPacing),
    pause: (family, until) => lane(family).pause(until),
  }
}

/** A start whose answer may still put its cost right. */
type Open = Start & { cost: number }

/** Who waits, and until when it was told to. */
interface Waiter {
  readonly cost: number
  readonly signal: AbortSignal
  readonly onPacing: OnPacing
  toldUntil: number
}

class Lane {
  private readonly clock: Clock
  /** The quota is one of resource units; every other one counts requests, whatever units an answer speaks of. */
  private readonly inUnits: boolean
  private pace: Pace
  /** Oldest first; what an answer says of its cost is put right here. */
  private starts: Open[] = []
  private pausedUntil = 0
  private underWay = 0
  /** What those cost who wait. */
  private ahead = 0
  private line: Promise<void> = Promise.resolve()
  private wake: () => void = () => {}

  constructor(limit: Limit, clock: Clock, inUnits: boolean) {
    this.inUnits = inUnits
    this.pace = firstPace(limit)
    this.clock = clock
  }

  pause(until: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, until)
  }

  /** First come, first served: each caller waits for the one before it. */
  async turn(cost: number, signal: AbortSignal, onPacing: OnPacing): Promise<Turn> {
    const waiter: Waiter = { cost, signal, onPacing, toldUntil: 0 }
    this.tell(waiter, this.expected(cost))
    const before = this.line
    let release = () => {}
    this.line = new Promise(resolve => {
      release = resolve
    })
    this.ahead += cost
    try {
      await before
      return this.turnOf(await this.admit(waiter))
    } finally {
      this.ahead -= cost
      release()
    }
  }

  private async admit(waiter: Waiter): Promise<Open> {
    for (;;) {
      waiter.signal.throwIfAborted()
      const delay = this.delay(waiter.cost)
      if (delay > 0) {
        this.tell(waiter, delay)
        await this.clock.sleep(delay, waiter.signal)
      } else if (this.underWay >= Math.floor(this.pace.slots)) await this.oneDone()
      else break
    }
    this.underWay++
    const full = this.underWay >= Math.floor(this.pace.slots)
    const start = { at: this.clock.now(), cost: waiter.cost, full }
    this.starts.push(start)
    return start
  }

  private turnOf(start: Open): Turn {
    let given = false
    return told => {
      if (told !== undefined) this.learn(start, told)
      if (!given) this.underWay--
      given = true
      this.wake()
    }
  }

  private learn(start: Open, told: Told): void {
    const now = this.clock.now()
    if (this.inUnits) start.cost = told.units ?? start.cost
    const used = sumOf(within(this.starts, this.pace, now))
    this.pace = paceAfter(this.pace, told, start, used, now)
    const pauseMs = told.refusal?.pauseMs ?? null
    if (pauseMs !== null) this.pause(now + pauseMs)
  }

  /** A wait that was told of already is not worth another word. */
  private tell(waiter: Waiter, delay: number): void {
    const now = this.clock.now()
    if (delay <= 0 || now + delay <= waiter.toldUntil) return
    waiter.toldUntil = now + delay
    waiter.onPacing(delay, this.pausedUntil > now ? 'pause' : 'quota')
  }

  private oneDone(): Promise<void> {
    return new Promise(resolve => {
      this.wake = resolve
    })
  }

  /** Milliseconds until `cost` fits into the window and no pause holds. */
  private delay(cost: number): number {
    const now = this.clock.now()
    this.starts = within(this.starts, this.pace, now)
    return Math.max(delayFor(cost, this.starts, this.pace, now), this.pausedUntil - now)
  }

  /** The same behind all who wait: whole windows of theirs first. */
  private expected(cost: number): number {
    const { units } = this.pace
    const windows = Math.floor(this.ahead / units)
    return this.delay((this.ahead % units) + cost) + windows * windowMs(this.pace)
  }
}
