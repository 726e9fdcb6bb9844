// What the headers of an answer tell of its family's quota. https://learn.microsoft.com/graph/throttling-limits#response-headers
import type { Told } from './pace.ts'
import { parseRetryAfter } from './retry.ts'

type Headers = Readonly<Record<string, string | undefined>>

/** No request costs nearly as much; a number that claims more would only hold the family up. */
const MOST_UNITS = 1_000

/** `now` is Graph's time, milliseconds since 1970. */
export function toldBy(status: number, headers: Headers, now: number): Told {
  const units = numberIn(headers['x-ms-resource-unit'])
  return {
    units: units === null ? null : Math.min(units, MOST_UNITS),
    load: numberIn(headers['x-ms-throttle-limit-percentage']),
    refusal: status === 429 ? { pauseMs: parseRetryAfter(headers['retry-after'], now) } : null,
  }
}

/** The parts of one request taken together: the sum of their costs, the highest load, the longest pause. */
export function toldByAll(parts: readonly Told[]): Told {
  const known = (values: readonly (number | null | undefined)[]): number[] =>
    values.filter(value => typeof value === 'number')
  const most = (values: readonly number[]): number | null =>
    values.length === 0 ? null : Math.max(...values)
  const units = known(parts.map(part => part.units))
  const refused = parts.filter(part => part.refusal !== null)
  const pauseMs = most(known(refused.map(part => part.refusal?.pauseMs)))
  return {
    units: units.length === 0 ? null : units.reduce((sum, one) => sum + one, 0),
    load: most(known(parts.map(part => part.load))),
    refusal: refused.length === 0 ? null : { pauseMs },
  }
}

function numberIn(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}(\.\d{1,9})?$/.test(text.trim()) ? Number(text) : null
}
