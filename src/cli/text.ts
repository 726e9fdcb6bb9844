// Numbers and foreign text as people read them. Pure.
import { stripVTControlCharacters } from 'node:util'

/** Text from a server or a file, safe on a terminal: no escape sequences, no controls of any kind, one line. */
export function clean(text: string): string {
  return stripControls(stripVTControlCharacters(text).replace(/\t| *[\n\v\f\r\u0085\u2028\u2029]\s*/g, ' '))
}

/** As `clean`, but the line breaks stay. */
export function cleanLines(text: string): string {
  return text
    .split('\n')
    .map(line => stripControls(stripVTControlCharacters(line)))
    .join('\n')
}

/** Characters that turn the direction of what stands around them: text that reads as something else than it is. */
const TURNS = '\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069'
const CONTROLS = new RegExp(`[\\u0000-\\u001f\\u007f-\\u009f${TURNS}]`, 'g')
const UNSAFE_IN_JSON = new RegExp(`[\\u007f-\\u009f\\u2028\\u2029${TURNS}]`, 'g')

const stripControls = (text: string): string => text.replace(CONTROLS, '')

/** JSON that is safe on a terminal too: the controls that JSON leaves as they are, are escaped. */
export function safeJson(value: unknown): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value, null, 2).replace(UNSAFE_IN_JSON, escaped)
}

/** `12,300` */
export function formatCount(count: number | bigint): string {
  return count.toLocaleString('en-US')
}

/** `1 row`, `12,300 rows` */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** `a, b and c` */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
