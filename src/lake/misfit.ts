// What JavaScript does when DuckDB refuses a spool: it repairs lines that are legal JSON to everyone else, or names the value at fault.
import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { ColumnType } from '../streams/define.ts'
import { BadRowsError, MisfitError } from './errors.ts'
import { sourceOf } from './types.ts'

/** A check of one line: throws a MisfitError for the first value that does not fit. */
export type CheckLine = (row: Record<string, unknown>) => void

/**
 * Copies a spool line by line to `repaired`, rewriting lines with duplicate keys, lone surrogates, bad UTF-8 or raw control
 * characters (the last duplicate counts). Returns how many it rewrote. Throws a MisfitError or BadRowsError that names the fault.
 */
export async function repairLines(
  spool: string,
  repaired: string,
  bytes: number,
  check: CheckLine,
): Promise<number> {
  const out = await open(repaired, 'w')
  let rewritten = 0
  try {
    for await (const line of linesOf(spool, bytes)) {
      const { repaired } = within(() => {
        const understood = understand(line)
        check(understood.row)
        return understood
      })
      if (repaired !== null) rewritten++
      await writeLine(out, repaired === null ? line : Buffer.from(repaired))
    }
    await out.sync()
  } finally {
    await out.close()
  }
  return rewritten
}

/** Rows are looked through member by member, and only so deep as the stack goes. */
function within<T>(look: () => T): T {
  try {
    return look()
  } catch (error) {
    if (error instanceof RangeError) throw new BadRowsError('a row is nested too deep')
    throw error
  }
}

async function writeLine(out: FileHandle, line: Buffer): Promise<void> {
  await out.writeFile(Buffer.concat([line, Buffer.from('\n')]))
}

/** The lines of the first `bytes` of a file. */
export async function* linesOf(path: string, bytes: number): AsyncGenerator<Buffer> {
  if (bytes === 0) return
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { end: bytes - 1, highWaterMark: 1 << 20 })) {
    const bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer])
    let start = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      yield bytes.subarray(start, end)
      start = end + 1
    }
    rest = bytes.subarray(start)
  }
  if (rest.length > 0) yield rest
}

function understand(line: Buffer): { row: Record<string, unknown>; repaired: string | null } {
  const raw = line.toString('utf8')
  const text = parse(raw) === undefined ? escapeControls(raw) : raw
  const row = parse(text)
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    throw new BadRowsError(`a row is not JSON: ${JSON.stringify(raw.slice(0, 80))}`)
  }
  const clean = text === raw && isUtf8(line) && isWellFormed(row, raw) && membersIn(line) === membersOf(row)
  return { row: row as Record<string, unknown>, repaired: clean ? null : rewrite(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Only escapes of surrogates can make text that is not well-formed out of good UTF-8. */
const isWellFormed = (row: unknown, text: string): boolean =>
  !/\\u[dD][89a-fA-F]/.test(text) || JSON.stringify(wellFormed(row)) === JSON.stringify(row)

/** The row as JSON that every reader takes, its numbers digit for digit as they came. */
function rewrite(text: string): string {
  const row: unknown = JSON.parse(outsideStrings(text, part => part.replace(LONG_NUMBER, `"${MARK}$&"`)))
  return JSON.stringify(wellFormed(row)).replaceAll(MARKED, '$1')
}

/** A number with more digits than JavaScript keeps, and how it travels through JSON.parse: as marked text. */
const LONG_NUMBER = /-?\d[\d.eE+-]{14,}/g
const MARK = `${randomUUID()}:`
const MARKED = new RegExp(`"${MARK}([^"]+)"`, 'g')

// biome-ignore lint/suspicious/noControlCharactersInRegex: raw control characters are what is looked for
const CONTROL = /[\u0000-\u001f]/g

const escapeControls = (text: string): string =>
  eachPart(text, (part, isString) =>
    isString ? part.replace(CONTROL, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`) : part,
  )

/** JSON text with what stands between its strings changed. */
export const outsideStrings = (text: string, change: (part: string) => string): string =>
  eachPart(text, (part, isString) => (isString ? part : change(part)))

/** JSON text put together again from its strings, quotes included, and what stands between them. */
function eachPart(text: string, change: (part: string, isString: boolean) => string): string {
  const parts: string[] = []
  for (let at = 0; at < text.length; ) {
    const isString = text[at] === '"'
    const end = isString ? endOfString(text, at) : text.indexOf('"', at)
    const next = end < 0 ? text.length : end
    parts.push(change(text.slice(at, next), isString))
    at = next
  }
  return parts.join('')
}

function endOfString(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i += text[i] === '\\' ? 2 : 1) {
    if (text[i] === '"') return i + 1
  }
  return text.length
}

/** Colons outside strings: the number of members that the text has, duplicates included. */
function membersIn(line: Buffer): number {
  let members = 0
  for (let i = 0; i < line.length; i++) {
    if (line[i] === 58) members++
    else if (line[i] === 34) {
      for (i++; i < line.length && line[i] !== 34; ) i += line[i] === 92 ? 2 : 1
    }
  }
  return members
}

function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inner = Object.values(value).reduce((sum: number, part) => sum + membersOf(part), 0)
  return Array.isArray(value) ? inner : inner + Object.keys(value).length
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(wellFormed)
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name.toWellFormed(), wellFormed(part)]),
  )
}

/** A check of lines that are rows of these columns. */
export function rowCheck(
  columns: Readonly<Record<string, ColumnType>>,
  sources: Readonly<Record<string, string>>,
): CheckLine {
  return row => {
    for (const [column, type] of Object.entries(columns)) {
      checkValue(column, type, row[sourceOf(column, sources)], typeof row.id === 'string' ? row.id : null)
    }
  }
}

function checkValue(column: string, type: ColumnType, value: unknown, rowId: string | null): void {
  if (value === null || value === undefined) return
  const misfit = (expected: string): MisfitError =>
    new MisfitError({
      column,
      type: expected,
      value: JSON.stringify(value)?.slice(0, 80) ?? 'nothing',
      rowId,
    })
  if (typeof type === 'string') {
    if (!FITS[type](value)) throw misfit(type)
  } else if ('list' in type) {
    if (!Array.isArray(value)) throw misfit('list')
    for (const part of value) checkValue(column, type.list, part, rowId)
  } else {
    if (typeof value !== 'object' || Array.isArray(value)) throw misfit('object')
    for (const [name, field] of Object.entries(type.struct)) {
      checkValue(`${column}.${name}`, field, (value as Record<string, unknown>)[name], rowId)
    }
  }
}

const TIME = /^\d{4}-\d\d-\d\d([T ]([01]\d|2[0-4]):[0-5]\d:[0-5]\d(\.\d+)?\s*(Z|[+-]\d\d(:?\d\d)?)?)?$/i
const NUMERIC = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i
const WHOLE = /^([+-]?\d+)(\.0*)?$/

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && NUMERIC.test(value))

/** Whether a value is a whole number of so many bits, sign included. */
function isWhole(value: unknown, bits: number): boolean {
  const limit = 2 ** (bits - 1)
  if (typeof value === 'number') return Number.isInteger(value) && value >= -limit && value <= limit - 1
  const digits = typeof value === 'string' ? WHOLE.exec(value)?.[1] : undefined
  return digits !== undefined && BigInt.asIntN(bits, BigInt(digits)) === BigInt(digits)
}

const isDay = (text: string): boolean => {
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

const FITS: Readonly<Record<Extract<ColumnType, string>, (value: unknown) => boolean>> = {
  string: () => true,
  json: () => true,
  boolean: value => typeof value !== 'object' && /^(true|false|t|f|yes|no|y|n|1|0)$/i.test(String(value)),
  int32: value => isWhole(value, 32),
  int64: value => isWhole(value, 64),
  double: isNumber,
  timestamp: value => typeof value === 'string' && TIME.test(value) && isDay(value.slice(0, 10)),
  date: value => typeof value === 'string' && value.length === 10 && isDay(value),
}
