// JSON (RFC 8259) with the place of every error. JSON.parse lets the last of equal keys win, and its errors quote the file.
import { UsageError } from '../../errors.ts'

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/** Where reading is in the text of a file. */
interface Cursor {
  readonly text: string
  readonly file: string
  at: number
}

/** A piece of the grammar; empty: the end of the text. */
interface Token {
  readonly text: string
  readonly at: number
}

/** Reading takes stack for each level; no config needs more than a few. */
const DEEPEST = 50

const BLANK = /[ \t\n\r]*/y
const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows none of them within a text
  /[{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y

/** The value that the text of a file holds. Throws a `UsageError` with line and column, and with nothing of the file but a repeated key. */
export function parseJson(text: string, file: string): Json {
  const cursor: Cursor = { text, file, at: 0 }
  const value = readValue(cursor, 0)
  const rest = take(cursor)
  if (rest.text !== '') throw misplaced(cursor, rest, 'the file ends after its first value')
  return value
}

/** `depth`: how many brackets are open around it. */
function readValue(cursor: Cursor, depth: number): Json {
  const token = take(cursor)
  if (/^[{[]$/.test(token.text) && depth === DEEPEST)
    throw misplaced(cursor, token, `brackets are nested more than ${DEEPEST} deep`)
  if (token.text === '{') return readObject(cursor, depth + 1)
  if (token.text === '[') return readList(cursor, depth + 1)
  if (/^[}\],:]?$/.test(token.text)) throw misplaced(cursor, token, 'a value is expected')
  const value: Json = JSON.parse(token.text)
  return value
}

function readObject(cursor: Cursor, depth: number): JsonObject {
  const entries = new Map<string, Json>()
  if (takeIf(cursor, '}')) return {}
  for (;;) {
    const name = readKey(cursor, entries)
    const colon = take(cursor)
    if (colon.text !== ':') throw misplaced(cursor, colon, 'a colon is expected')
    entries.set(name, readValue(cursor, depth))
    if (ends(cursor, '}')) return Object.fromEntries(entries)
  }
}

function readKey(cursor: Cursor, before: ReadonlyMap<string, Json>): string {
  const token = take(cursor)
  if (!token.text.startsWith('"')) throw misplaced(cursor, token, 'a key in double quotes is expected')
  const name: string = JSON.parse(token.text)
  if (before.has(name)) throw misplaced(cursor, token, `the key '${name}' is there twice`)
  // It names no option and no table, and objects are not indifferent to it.
  if (name === '__proto__') throw misplaced(cursor, token, `the key '${name}' is not allowed`)
  return name
}

function readList(cursor: Cursor, depth: number): readonly Json[] {
  if (takeIf(cursor, ']')) return []
  const list: Json[] = []
  do list.push(readValue(cursor, depth))
  while (!ends(cursor, ']'))
  return list
}

/** After an element: whether the bracket comes; else it is a comma. */
function ends(cursor: Cursor, bracket: '}' | ']'): boolean {
  const token = take(cursor)
  if (token.text === bracket) return true
  if (token.text === ',') return false
  throw misplaced(cursor, token, `a comma or ${bracket} is expected`)
}

function takeIf(cursor: Cursor, text: string): boolean {
  const { at } = cursor
  if (take(cursor).text === text) return true
  cursor.at = at
  return false
}

function take(cursor: Cursor): Token {
  const { text } = cursor
  BLANK.lastIndex = cursor.at
  BLANK.exec(text)
  const at = BLANK.lastIndex
  if (at === text.length) {
    cursor.at = at
    return { text: '', at }
  }
  TOKEN.lastIndex = at
  const found = TOKEN.exec(text)?.[0]
  if (found === undefined) throw misplaced(cursor, { text: '', at }, reasonAt(text, at))
  cursor.at = at + found.length
  return { text: found, at }
}

/** Why there is no token: the usual mistakes. */
function reasonAt(text: string, at: number): string {
  if (/^(\/[/*]|#)/.test(text.slice(at, at + 2))) return 'JSON has no comments'
  if (text[at] === "'") return 'texts are in double quotes'
  if (text[at] === '"') return 'the text is not closed, or a backslash or line break in it is not escaped'
  return 'this is no part of JSON'
}

function misplaced({ text, file }: Cursor, { at }: Token, reason: string): UsageError {
  const before = text.slice(0, at).split('\n')
  const column = (before.at(-1)?.length ?? 0) + 1
  return new UsageError(`${file} is not JSON: ${reason} in line ${before.length}, column ${column}.`)
}
