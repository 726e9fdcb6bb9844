// Headings, numbers and times as people read them. Pure.
import type { Plain } from '../../lake/ask-values.ts'
import type { SectionAnswer } from '../define.ts'

/** What all values of a column have in common. */
export interface ColumnForm {
  readonly name: string
  readonly heading: string
  readonly isNumeric: boolean
  /** Every value there is is a time in UTC. */
  readonly isTime: boolean
  /** Whether its numbers are amounts, not years or codes. */
  readonly isAmount: boolean
  /** Digits after the point, the same for all values. */
  readonly decimals: number
}

export const columnForms = ({ columns, numeric, rows }: SectionAnswer): ColumnForm[] =>
  columns.map((name, index) => {
    const values = rows.map(row => row[index] ?? null).filter(value => value !== null)
    const heading = headingOf(name)
    return {
      name,
      heading,
      isNumeric: numeric[index] === true,
      isTime: values.length > 0 && values.every(value => typeof value === 'string' && UTC.test(value)),
      isAmount: !CODES.has(heading.split(' ').at(-1)?.toLowerCase() ?? ''),
      decimals: decimalsOf(values),
    }
  })

const CODES: ReadonlySet<string> = new Set(['code', 'id', 'port', 'year'])

const ACRONYMS: ReadonlySet<string> = new Set(
  'API CA CSV DNS GUID ID IP MFA OAUTH OS PIM SKU SMS SQL UI UPN URI URL UTC'.split(' '),
)

/** `userPrincipalName`: `User principal name`. What is no name is left as it is. */
export function headingOf(name: string): string {
  if (!/^[A-Za-z]\w*$/.test(name)) return name
  const words = name.replace(/oauth/gi, 'Oauth').match(WORDS) ?? [name]
  return words.map((word, index) => wordOf(word, index === 0)).join(' ')
}

/** A letter with its number (`p95`), capitals, a word, a number. */
const WORDS = /(?<![a-z])[a-z]\d+|[A-Z]\d+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g

function wordOf(word: string, isFirst: boolean): string {
  const upper = word.toUpperCase()
  if (ACRONYMS.has(upper)) return upper === 'OAUTH' ? 'OAuth' : upper
  if (upper === 'IDS') return 'IDs'
  if (upper === 'SKUS') return 'SKUs'
  if (word.length > 1 && word === upper) return word
  const lower = word.toLowerCase()
  return isFirst ? upper.slice(0, 1) + lower.slice(1) : lower
}

/** More than this many digits after the point tell a reader nothing. */
const MOST_DECIMALS = 4

function decimalsOf(values: readonly Plain[]): number {
  let most = 0
  for (const value of values) {
    if (typeof value !== 'number') continue
    const [, fraction = ''] = /^-?\d+\.(\d+)$/.exec(String(value)) ?? []
    most = Math.max(most, fraction.length)
  }
  return Math.min(most, MOST_DECIMALS)
}

/** Made once: a page has many numbers. */
const FORMATS = Array.from(
  { length: MOST_DECIMALS + 1 },
  (_, digits) =>
    new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
)

/** `1,234.50`, with up to four decimals. A number that would be shown as zero and is none, or that is too long, stays as it is. */
export function numberText(value: number, decimals: number): string {
  if (value === 0) return (0).toFixed(decimals)
  const size = Math.abs(value)
  if (size >= 1e15 || size < 0.5 * 10 ** -decimals) return String(value)
  return FORMATS[decimals]?.format(value) ?? String(value)
}

/** A number as text, such as one beyond 2^53, with separators; other text stays as it is. */
export const digitsText = (text: string): string =>
  /^-?\d+(\.\d+)?$/.test(text)
    ? text.replace(/^-?\d+/, whole => whole.replace(/\B(?=(\d{3})+$)/g, ','))
    : text

/** `12,300`; `4.5M` from a million on. */
export function shortNumber(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e15 || (size > 0 && size < 0.005)) return value.toExponential(1)
  const notation = size >= 1e6 ? 'compact' : 'standard'
  return (value + 0).toLocaleString('en-US', { notation, maximumFractionDigits: size >= 1e6 ? 1 : 2 })
}

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/
const TIME = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(\.\d+)?)?Z?$/

/** `2026-11-20 12:03`; null: the text is no ISO time. */
export function timeText(text: string): string | null {
  const [, day, time] = TIME.exec(text) ?? []
  return day === undefined ? null : `${day} ${time}`
}

/** `12,300` */
export const countText = (count: number): string => count.toLocaleString('en-US')

/** `1 row`, `12,300 rows` */
export const rowsText = (count: number): string => `${countText(count)} ${count === 1 ? 'row' : 'rows'}`

/** `a, b and c` */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
