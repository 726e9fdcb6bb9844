// DuckDB's values as plain ones, exactly: what fits no JSON number is text.
import type { DuckDBValue } from '@duckdb/node-api'
import type { Plain } from './plain.ts'

export type { Plain } from './plain.ts'

/** Whole numbers beyond 2^53 and numbers that are none are text; times are ISO with microseconds; structs and lists are nested. */
export function plainOf(value: DuckDBValue): Plain {
  switch (typeof value) {
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'object':
      return value === null ? null : plainOfObject(value)
    default:
      return value
  }
}

function plainOfObject(value: Exclude<DuckDBValue, null | boolean | number | bigint | string>): Plain {
  switch (value.constructor.name) {
    case 'DuckDBTimestampTZValue':
    case 'DuckDBTimestampValue':
      return 'micros' in value ? isoOf(value.micros, value) : String(value)
    case 'DuckDBDecimalValue':
      return decimalOf(String(value))
    case 'DuckDBTimestampSecondsValue':
    case 'DuckDBTimestampMillisecondsValue':
    case 'DuckDBTimestampNanosecondsValue':
      return String(value).replace(' ', 'T')
    default:
      return 'items' in value || 'entries' in value ? nested(value) : String(value)
  }
}

/** A double keeps fifteen digits. */
const decimalOf = (text: string): Plain => (text.replace(/[-.]/g, '').length <= 15 ? Number(text) : text)

type Nested = Extract<DuckDBValue, { items: unknown } | { entries: unknown }>

function nested(value: Nested): Plain {
  if ('items' in value) return value.items.map(plainOf)
  const { entries } = value
  if (Array.isArray(entries))
    return entries.map(({ key, value: of }) => ({ key: plainOf(key), value: plainOf(of) }))
  return Object.fromEntries(Object.entries(entries).map(([name, part]) => [name, plainOf(part)]))
}

/** The years that JavaScript's clock can tell. */
const MOST_MILLIS = 8_640_000_000_000_000n

function isoOf(micros: bigint, value: object): string {
  const rest = ((micros % 1000n) + 1000n) % 1000n
  const millis = (micros - rest) / 1000n
  if (millis > MOST_MILLIS || millis < -MOST_MILLIS) return String(value)
  const zone = value.constructor.name === 'DuckDBTimestampTZValue' ? 'Z' : ''
  return new Date(Number(millis)).toISOString().replace('Z', `${String(rest).padStart(3, '0')}${zone}`)
}

/** A value in one cell; null is empty, and what is nested is JSON. */
export const cellOf = (value: Plain): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
