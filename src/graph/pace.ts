// How fast a family of endpoints may go, learnt from its answers: more while Graph has room, less as soon as it has none. Pure.
import type { Limit } from './limits.ts'

/** What an answer tells of its family's quota. */
export interface Told {
  /** Resource units that the request cost; null: it does not say. */
  readonly units: number | null
  /** How much of the quota is used, 1 for all of it; null: it does not say, as Graph does below 0.8. */
  readonly load: number | null
  /** Refused for want of quota, and for how long Graph asks to wait; null: it does not say. */
  readonly refusal: { readonly pauseMs: number | null } | null
}

/** A request within the window. */
export interface Start {
  readonly at: number
  /** What it costs: estimated, then as its answer says. */
  readonly cost: number
  /** Whether with it as many were under way as may be. */
  readonly full: boolean
}

export interface Pace {
  readonly limit: Limit
  /** What may start within any window. */
  readonly units: number
  /** Requests that may be under way at once; a part of one is on its way to the next. */
  readonly slots: number
  /** How many times longer than its quota says a window of a fixed quota is. */
  readonly stretch: number
  /** The units at which Graph refused last: close to them the pace rises slowly. */
  readonly ceiling: number
  /** When the pace fell last: the answers to what had started by then are told of it already. */
  readonly fellAt: number
}

/** Units by which a window grows from one to the next, as a part of what it holds or held at first; and close to where Graph refused last. */
const STEP = 1 / 7
const SMALL_STEP = 1 / 70
const CLOSE = 0.9
/** What is left of the units, and of the requests under way, after a refusal, and after word of more than the whole quota. */
const REFUSED = 0.7
const REFUSED_SLOTS = 0.5
const OVERFULL = 0.9
/** The pace rises only while a window is used to this part, for else nothing is known of more. */
const BUSY = 0.75
/** Graph speaks of its quota from here on. https://learn.microsoft.com/graph/throttling-limits#response-headers */
const NEAR = 0.8
const LEAST = 0.1
const LONGEST_STRETCH = 8
const RELIEF = 0.9

export const firstPace = (limit: Limit): Pace => ({
  limit,
  units: limit.requests,
  slots: limit.concurrency,
  stretch: 1,
  ceiling: Number.POSITIVE_INFINITY,
  fellAt: Number.NEGATIVE_INFINITY,
})

export const windowMs = ({ limit, stretch }: Pace): number => limit.perMs * stretch

/** The starts that still count. */
export const within = <S extends Start>(starts: readonly S[], pace: Pace, now: number): S[] =>
  starts.filter(({ at }) => at > now - windowMs(pace))

export const sumOf = (starts: readonly Start[]): number => starts.reduce((sum, { cost }) => sum + cost, 0)

/** Milliseconds until `cost` fits into the window. What costs more than a whole window waits for an empty one. */
export function delayFor(cost: number, starts: readonly Start[], pace: Pace, now: number): number {
  const counting = within(starts, pace, now)
  let over = sumOf(counting) + cost - pace.units
  let free = now
  for (const start of counting) {
    if (over <= 0) break
    over -= start.cost
    free = start.at + windowMs(pace)
  }
  return free - now
}

/** The pace after an answer to `start`, when the window holds `used`. */
export function paceAfter(pace: Pace, told: Told, start: Start, used: number, now: number): Pace {
  const { most } = pace.limit
  const news = start.at > pace.fellAt
  if (told.refusal !== null) {
    if (!news) return pace
    return most === undefined ? stretched(pace, told.refusal.pauseMs, now) : fallen(pace, now)
  }
  if (most === undefined) return relieved(pace)
  if (told.load !== null && told.load > 1) return news ? eased(pace, now) : pace
  // An answer that was charged nothing says nothing of the quota; from `NEAR` on there is enough.
  return told.units === null || (told.load ?? 0) >= NEAR ? pace : risen(pace, most, start, used)
}

/** Documented for every tenant, so where Graph says how long to wait that is enough; else somebody else uses the quota too. */
function stretched(pace: Pace, pauseMs: number | null, now: number): Pace {
  if (pauseMs !== null) return pace
  return { ...pace, stretch: Math.min(LONGEST_STRETCH, pace.stretch * 2), fellAt: now }
}

const relieved = (pace: Pace): Pace =>
  pace.stretch === 1 ? pace : { ...pace, stretch: Math.max(1, pace.stretch * RELIEF) }

function fallen(pace: Pace, now: number): Pace {
  const { units, slots } = pace
  return {
    ...pace,
    units: atLeast(pace, units * REFUSED),
    slots: Math.max(1, slots * REFUSED_SLOTS),
    ceiling: units,
    fellAt: now,
  }
}

const eased = (pace: Pace, now: number): Pace => ({
  ...pace,
  units: atLeast(pace, pace.units * OVERFULL),
  fellAt: now,
})

const atLeast = ({ limit }: Pace, units: number): number => Math.max(1, limit.requests * LEAST, units)

/** A whole window of answers raises the units by a step; as many answers as there are slots open one more. */
function risen(pace: Pace, most: NonNullable<Limit['most']>, start: Start, used: number): Pace {
  const { units, slots, ceiling, limit } = pace
  const step =
    Math.min(units, limit.requests) * (units < ceiling * CLOSE || units > ceiling ? STEP : SMALL_STEP)
  return {
    ...pace,
    units: used < units * BUSY ? units : Math.min(most.requests, units + (step * start.cost) / units),
    slots: start.full ? Math.min(most.concurrency, slots + 1 / slots) : slots,
  }
}
