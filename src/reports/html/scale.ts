// Numbers as places on a chart. Pure.
import type { Plain } from '../../lake/ask-values.ts'

/** Null: nothing that could be drawn. */
export function drawable(value: Plain): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

export interface Scale {
  readonly low: number
  readonly high: number
  /** Where a value lies from `low` (0) to `high` (1). */
  place(value: number): number
}

/** A scale that holds zero and all of the values. */
export function scaleOf(values: readonly number[]): Scale {
  const low = values.reduce((least, value) => Math.min(least, value), 0)
  const high = values.reduce((most, value) => Math.max(most, value), 0)
  // Halves, for the span of the largest numbers is not finite.
  const span = high / 2 - low / 2
  return { low, high, place: value => (span === 0 ? 0 : (value / 2 - low / 2) / span) }
}

/** Two to six round numbers within the scale, zero among them. */
export function ticksOf({ low, high }: Scale): number[] {
  const step = roundStep(high / 4 - low / 4 || 0.25)
  const first = Math.ceil(low / step)
  const last = Math.floor(high / step)
  if (!Number.isFinite(first) || !Number.isFinite(last)) return [0]
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step)
}

/** The next 1, 2 or 5 times a power of ten. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size))
  const times = [1, 2, 5, 10].find(each => each * power >= size * 0.999) ?? 10
  return times * power
}

/** `12.5%` */
export const percent = (share: number): string => `${Number((share * 100).toFixed(3))}%`
