// Half-open ranges of time, in ISO 8601 UTC with milliseconds. Pure.
import { utcDate } from '../lake/paths.ts'
import type { WindowStream } from '../streams/define.ts'

export interface Range {
  readonly from: string
  readonly to: string
}

export const DAY = 86_400_000

/** How far event tables reach back at first when nobody says; a tenant may keep less. */
export const USUAL_REACH = 30 * DAY

/** Where a stream of events begins that was never read. */
export interface FirstReach {
  /** Milliseconds since 1970. */
  readonly since: number
  readonly lookbackMs: number
  /** Whether somebody asked to reach so far: that the tenant keeps less is then worth saying. */
  readonly asked?: boolean
}

/** A range is not cut into less than this: what is still too much then is an error. */
const SHORTEST = 60_000

export const iso = (ms: number): string => new Date(ms).toISOString()

export const lengthOf = ({ from, to }: Range): number => Date.parse(to) - Date.parse(from)

/** The first range from `from`: to the next midnight, to `until`, or of `longest` milliseconds. Null when nothing is left. */
export function firstRange(from: string, until: string, longest: number): Range | null {
  const start = Date.parse(from)
  const midnight = Date.parse(`${utcDate(start)}T00:00:00Z`) + DAY
  const end = Math.min(midnight, Date.parse(until), start + longest)
  return start >= end ? null : { from: iso(start), to: iso(end) }
}

/** The earlier half of a range, in whole seconds; null when it is too short to be cut. */
export function half(range: Range): Range | null {
  const length = lengthOf(range)
  if (length < 2 * SHORTEST) return null
  return { from: range.from, to: iso(Date.parse(range.from) + Math.floor(length / 2000) * 1000) }
}

/** The last instant before an ISO time with milliseconds, in Graph's unit of 100 nanoseconds. */
export function justBefore(time: string): string {
  return `${iso(Date.parse(time) - 1).slice(0, -1)}9999Z`
}

/**
 * The filter for exactly the events of a half-open range, with the operators that the endpoint knows. Times of Graph have at most
 * seven fractional digits, so nothing lies between a time and the instant before it.
 */
export function filterOf(stream: WindowStream, { from, to }: Range): string {
  const parts =
    stream.operators === 'ge-le'
      ? [`${stream.time} ge ${from}`, `${stream.time} le ${justBefore(to)}`]
      : [`${stream.time} gt ${justBefore(from)}`, `${stream.time} lt ${to}`]
  return [...parts, ...(stream.filter === undefined ? [] : [stream.filter])].join(' and ')
}
