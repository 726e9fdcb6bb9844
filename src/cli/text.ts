// Numbers and foreign text as people read them. Pure.
import { stripVTControlCharacters } from 'node:util'

/** Text from a server or a file, safe on a terminal: no escape sequences, no control characters, one line. */
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

const stripControls = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '')

/** JSON that is safe on a terminal too: the control characters that JSON leaves as they are, are escaped. */
export function safeJson(value: unknown): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value, null, 2).replace(/[\u007f-\u009f]/g, escaped)
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
