// Steps through JSON byte by byte, as far as masking has to understand it. What is no JSON is an error that quotes nothing.
import { BadRowsError } from '../../lake/errors.ts'

export const QUOTE = 34
export const OPEN_OBJECT = 123
export const CLOSE_OBJECT = 125
export const OPEN_ARRAY = 91
export const CLOSE_ARRAY = 93
export const COMMA = 44
export const COLON = 58
export const NEWLINE = 10
const BACKSLASH = 92

/** 1 quote, 2 opening, 3 closing bracket, 0 anything else. */
const CLASS = new Uint8Array(256)
CLASS[QUOTE] = 1
CLASS[OPEN_OBJECT] = CLASS[OPEN_ARRAY] = 2
CLASS[CLOSE_OBJECT] = CLASS[CLOSE_ARRAY] = 3

export const notJson = (): BadRowsError => new BadRowsError('a row is not JSON, so it cannot be masked')

export function skipBlank(bytes: Buffer, from: number): number {
  let at = from
  while (bytes[at] === 32 || bytes[at] === 9 || bytes[at] === 13) at++
  return at
}

/** The index behind the string that begins at `from`. */
export function skipString(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(QUOTE, from + 1); at >= 0; at = bytes.indexOf(QUOTE, at + 1))
    if (bytes[at - 1] !== BACKSLASH || !isEscaped(bytes, at)) return at + 1
  throw notJson()
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(bytes: Buffer, at: number): boolean {
  let before = at - 1
  while (bytes[before] === BACKSLASH) before--
  return (at - before) % 2 === 0
}

/** The index behind the value that begins at `from`. */
export function skipValue(bytes: Buffer, from: number): number {
  const first = CLASS[bytes[from] ?? 0]
  if (first === 1) return skipString(bytes, from)
  if (first === 0) return skipLiteral(bytes, from)
  let depth = 0
  for (let at = from; at < bytes.length; at++) {
    const found = CLASS[bytes[at] as number]
    if (found === 0) continue
    if (found === 1) at = skipString(bytes, at) - 1
    else if (found === 2) depth++
    else if (--depth === 0) return at + 1
    else if (depth < 0) break
  }
  throw notJson()
}

const LITERAL = /^(?:-?\d[\d.eE+-]*|true|false|null)$/
/** Bytes of numbers and words. */
const isWord = (byte: number): boolean =>
  (byte >= 97 && byte <= 122) ||
  (byte >= 48 && byte <= 57) ||
  byte === 43 ||
  byte === 45 ||
  byte === 46 ||
  byte === 69

function skipLiteral(bytes: Buffer, from: number): number {
  let at = from
  while (isWord(bytes[at] ?? 0)) at++
  if (!LITERAL.test(bytes.toString('latin1', from, at))) throw notJson()
  return at
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: raw control characters are legal to other readers
const CONTROL = /[\u0000-\u001f]/g

/** The text that the string between `from` and `to`, quotes included, stands for. */
export function textOf(bytes: Buffer, from: number, to: number): string {
  const raw = bytes.toString('utf8', from + 1, to - 1)
  if (!raw.includes('\\')) return raw
  const escaped = raw.replace(CONTROL, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  try {
    return String(JSON.parse(`"${escaped}"`))
  } catch {
    throw notJson()
  }
}
