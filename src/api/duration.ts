// Durations and times as options give them. Pure.
import { UsageError } from '../errors.ts'

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds of `90s`, `50m`, `6h` or `7d`. `source` names the option or variable. Throws a `UsageError`. */
export function parseDuration(text: string, source: string): number {
  const ms = durationMs(text)
  if (ms !== null) return ms
  throw new UsageError(`${source} is a duration such as 90s, 50m, 6h or 7d, not '${text}'.`)
}

/** As `parseDuration`, and more than nothing. */
export function parsePositiveDuration(text: string, source: string): number {
  const ms = parseDuration(text, source)
  if (ms > 0) return ms
  throw new UsageError(`${source} has to be longer than '${text}'.`)
}

export type Since = { readonly at: string } | { readonly backMs: number }

/** Times before the year 0 are not written as the others are, and there was no Graph. */
const LONGEST_BACK_MS = 36_500 * UNIT_MS.d

/** A duration of at most 100 years back from now, a date (its midnight in UTC), or a time with `Z` or an offset. Throws a `UsageError`. */
export function parseSince(text: string, source: string): Since {
  const backMs = durationMs(text)
  if (backMs !== null && backMs > LONGEST_BACK_MS)
    throw new UsageError(`${source} reaches back 36500d at most, not '${text}'.`)
  if (backMs !== null) return { backMs }
  const at = parseTime(text)
  if (at !== null) return { at }
  throw new UsageError(
    `${source} is a duration such as 7d, a date such as 2026-11-20, or a time such as 2026-11-20T10:00:00Z, not '${text}'.`,
  )
}

function durationMs(text: string): number | null {
  const match = text.match(/^(\d+(?:\.\d+)?)([smhd])$/)
  if (match === null) return null
  const unit = match[2] as keyof typeof UNIT_MS
  return Math.round(Number(match[1]) * UNIT_MS[unit])
}

function parseTime(text: string): string | null {
  const match = text.match(/^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2}))?$/)
  if (match === null) return null
  // Date.parse takes February 30th for March 2nd.
  const day = new Date(`${match[1]}T00:00:00Z`)
  const time = new Date(text)
  if (Number.isNaN(time.getTime()) || Number.isNaN(day.getTime())) return null
  return day.toISOString().startsWith(match[1] ?? '') ? time.toISOString() : null
}

/** `850 ms`, `3.2 s`, `1m 20s`, `2h 5m`, `3d 4h` */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h ${minutes % 60}m`
  const hours = Math.round(minutes / 60)
  return `${Math.floor(hours / 24)}d ${hours % 24}h`
}
