import { hash, salt } from '../random.ts'
import { compareMoments, formatMoment, HOUR, HOUR_TICKS, type Moment, toMs } from './moment.ts'

/** How many events of a kind happen in an hour; everything else about their times follows. */
export interface Timetable {
  readonly seed: number
  readonly name: number
  perHour(hour: number): number
}

/** An event that has happened, before anybody has read it. */
export interface Happening {
  readonly moment: Moment
  /** Position in its hour, oldest first. */
  readonly k: number
  /** Milliseconds since 1970 from which readers can see it. */
  readonly arrives: number
  /** From when it reads differently; Infinity for most. */
  readonly changes: number
}

const DELAY = salt('delay')
const SHIFT = salt('shift')
/** Ticks from midnight of the three events on each side of it. */
const AFTER_MIDNIGHT = [0, 1, 10]
const BEFORE_MIDNIGHT = [10, 2, 1]

const MINUTE = 60_000

/** Most arrive within minutes, one in ten after an hour or more, none after 3.5 hours; one in ten changes within 2 more. */
function delays(table: Timetable, hour: number, k: number, at: number): { arrives: number; changes: number } {
  const bits = hash(table.seed, DELAY + table.name, hour, k)
  const dice = bits % 1000
  const late = ((bits >>> 10) % 1000) / 1000
  const minutes =
    dice < 600 ? 1 + late * 4 : dice < 900 ? 5 + late * 55 : dice < 990 ? 60 + late * 60 : 120 + late * 90
  const arrives = at + minutes * MINUTE
  return {
    arrives,
    changes: (bits >>> 20) % 10 === 0 ? arrives + (60 + late * 60) * MINUTE : Number.POSITIVE_INFINITY,
  }
}

/** The ticks of event `k` of `n` in an hour; they grow with `k`. */
function ticksOf(table: Timetable, hour: number, k: number, n: number): number {
  const ofDay = ((hour % 24) + 24) % 24
  if (ofDay === 0 && k < 3) return AFTER_MIDNIGHT[k] ?? 0
  if (ofDay === 23 && k >= n - 3) return HOUR_TICKS - (BEFORE_MIDNIGHT[k - n + 3] ?? 1)
  const from = Math.max(Math.floor((k * HOUR_TICKS) / n), 20)
  const width = Math.floor(HOUR_TICKS / n)
  const bits = hash(table.seed, SHIFT + table.name, hour, k)
  const exact = Math.min(from + Math.floor((bits / 0x1_0000_0000) * width), HOUR_TICKS - 20)
  return rounded(exact, from, (bits >>> 5) % 8)
}

/** Fewer digits where that stays within the event's own slot. */
function rounded(ticks: number, from: number, digits: number): number {
  for (let d = digits; d < 7; d++) {
    const unit = 10 ** (7 - d)
    const short = ticks - (ticks % unit)
    if (short >= from) return short
  }
  return ticks
}

function happening(table: Timetable, hour: number, k: number, n: number): Happening {
  const moment = { hour, ticks: ticksOf(table, hour, k, n) }
  return { moment, k, ...delays(table, hour, k, toMs(moment)) }
}

/** The number of events of an hour that are not later than `ticks`. */
function countUntil(table: Timetable, hour: number, n: number, ticks: number): number {
  let low = 0
  let high = n
  while (low < high) {
    const middle = (low + high) >> 1
    if (ticksOf(table, hour, middle, n) <= ticks) low = middle + 1
    else high = middle
  }
  return low
}

/** Everything that happened from `from` to `to`, both included, newest first. */
export function* happenings(table: Timetable, from: Moment, to: Moment): Generator<Happening> {
  for (let hour = to.hour; hour >= from.hour; hour--) {
    const n = table.perHour(hour)
    const last = hour === to.hour ? countUntil(table, hour, n, to.ticks) : n
    for (let k = last - 1; k >= 0; k--) {
      const event = happening(table, hour, k, n)
      if (compareMoments(event.moment, from) < 0) return
      yield event
    }
  }
}

/** The text of a moment; what ends in zeros may be written with fewer digits. */
export function writeMoment(moment: Moment): string {
  let digits = 7
  let { ticks } = moment
  while (digits > 0 && ticks % 10 === 0) {
    ticks /= 10
    digits -= 1
  }
  return formatMoment(moment, Math.min(7, digits + (moment.ticks % 3 === 0 && digits < 7 ? 1 : 0)))
}

const HOURS = [1, 1, 1, 1, 2, 4, 14, 50, 95, 90, 75, 65, 60, 85, 85, 75, 65, 50, 30, 20, 14, 8, 4, 2]
const HOURS_TOTAL = HOURS.reduce((sum, n) => sum + n, 0)

/** The share of a workday's events that an hour has; a sixth of it at weekends. */
export function hourShare(hour: number): number {
  const weekday = new Date(hour * HOUR).getUTCDay()
  const factor = weekday === 0 || weekday === 6 ? 1 / 6 : 1
  return (factor * (HOURS[((hour % 24) + 24) % 24] ?? 0)) / HOURS_TOTAL
}

/** At least one an hour, and room for the events around midnight. */
export function atLeast(hour: number, n: number): number {
  const ofDay = ((hour % 24) + 24) % 24
  return Math.max(ofDay === 0 || ofDay === 23 ? 4 : 1, Math.floor(n))
}
