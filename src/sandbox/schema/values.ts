import type { GraphObject } from '../api.ts'
import { guid, hash, salt } from '../random.ts'
import { type Property, propertiesOf, type Schema } from './notation.ts'

/** Where values come from: the schema, the seed, and the time they are about. */
export interface ValueSource {
  readonly schema: Schema
  readonly seed: number
  /** Milliseconds since 1970; times lie in the two years before it. */
  readonly before: number
  /** Sets only one property in this many; the others are null or empty, as in logs. */
  readonly sparse?: number
}

const DAY = 86_400_000
const VALUE = salt('value')

/** An object with every property of its type (or `only` these) set, null or left out, as the seed has it. */
export function fill(
  source: ValueSource,
  type: string,
  index: number,
  depth = 0,
  only?: ReadonlySet<string>,
): GraphObject {
  const row: GraphObject = {}
  const name = salt(type) + depth
  let place = 0
  for (const property of propertiesOf(source.schema, type).values()) {
    place += 1
    if (property.singleGetOnly || (only && !only.has(property.name))) continue
    const bits = hash(source.seed, name, index, place)
    const value = chance(source, property, bits, depth)
    if (value !== undefined) row[property.name] = value
  }
  return row
}

/** One property in six was never set, one in twelve was set to null or is an empty list. */
function chance(source: ValueSource, property: Property, bits: number, depth: number): unknown {
  const dice = bits % 12
  if (source.sparse && (bits >>> 12) % source.sparse > 0) return property.list ? [] : null
  if (dice < 2) return undefined
  if (property.list) return dice < 5 ? [] : many(source, property, bits, depth)
  return dice === 2 ? null : one(source, property, bits, depth)
}

function many(source: ValueSource, property: Property, bits: number, depth: number): unknown[] {
  const length = 1 + ((bits >>> 8) % 3)
  return Array.from({ length }, (_, i) => one(source, property, hash(source.seed, VALUE, bits, i), depth))
}

function one(source: ValueSource, property: Property, bits: number, depth: number): unknown {
  const { schema, seed } = source
  switch (property.kind) {
    case '':
      return text(seed, property.name, bits)
    case 'bool':
      return (bits & 0x100) === 0
    case 'int':
      return (bits >>> 4) % 5000
    case 'double':
      return ((bits >>> 4) % 1_800_000) / 10_000 - 90
    case 'time':
      return time(source.before, bits)
    case 'guid':
      return guid(seed, VALUE, bits)
    case 'binary':
    case 'stream':
      return Buffer.from(`${property.name}-${bits}`).toString('base64')
  }
  const members = schema.enums.get(property.kind)
  if (members) return members[(bits >>> 4) % members.length]
  return depth > 3 ? null : fill(source, property.kind, bits, depth + 1)
}

function text(seed: number, name: string, bits: number): string {
  if (/(?:Id|Identifier)$/.test(name) || name === 'id') return guid(seed, VALUE, bits)
  if (/(?:Url|Uri|Uris)$/.test(name)) return `https://contoso.example/${name}/${bits % 1000}`
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase()
  return bits % 37 === 0 ? '' : `${words} ${(bits >>> 4) % 1000}`
}

/** Whole seconds mostly; some with 1 to 7 fractional digits. */
function time(before: number, bits: number): string {
  const at = new Date(before - (bits % ((700 * DAY) / 1000)) * 1000).toISOString().slice(0, 19)
  const digits = Math.max(0, ((bits >>> 3) % 16) - 8)
  return `${at}${digits === 0 ? '' : `.${String(bits % 10 ** digits).padStart(digits, '0')}`}Z`
}
