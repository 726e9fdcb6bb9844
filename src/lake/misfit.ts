// What JavaScript does when DuckDB refuses a spool: it repairs lines that are legal JSON to everyone else, or names the value at fault.
import { isUtf8 } from 'node:buffer'
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
      const { row, clean } = understand(line)
      check(row)
      if (clean) await writeLine(out, line)
      else {
        rewritten++
        await writeLine(out, Buffer.from(JSON.stringify(wellFormed(row))))
      }
    }
    await out.sync()
  } finally {
    await out.close()
  }
  return rewritten
}

async function writeLine(out: FileHandle, line: Buffer): Promise<void> {
  await out.writeFile(Buffer.concat([line, Buffer.from('\n')]))
}

async function* linesOf(path: string, bytes: number): AsyncGenerator<Buffer> {
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

/** An escape of a surrogate may stand alone; whether it does, only well-formedness of the parsed text tells. */
const SURROGATE_ESCAPE = /\\u[dD][89abAB]|\\u[dD][c-fC-F]/

function understand(line: Buffer): { row: Record<string, unknown>; clean: boolean } {
  const text = line.toString('utf8')
  const row = parse(text) ?? parse(escapeControls(text))
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    throw new BadRowsError(`a row is not JSON: ${JSON.stringify(text.slice(0, 80))}`)
  }
  const clean =
    isUtf8(line) &&
    parse(text) !== undefined &&
    !SURROGATE_ESCAPE.test(text) &&
    membersIn(line) === membersOf(row)
  return { row: row as Record<string, unknown>, clean }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function escapeControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: raw control characters are what is looked for
  return text.replace(/[\u0000-\u001f]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
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

const TIME = /^\d{4,}-\d\d-\d\d([T ]\d\d:\d\d:\d\d(\.\d+)?\s*(Z|[+-]\d\d(:?\d\d)?)?)?$/i
const NUMERIC = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && NUMERIC.test(value))

const isWhole = (value: unknown, low: number, high: number): boolean =>
  isNumber(value) && Number.isInteger(Number(value)) && Number(value) >= low && Number(value) <= high

const FITS: Readonly<Record<Extract<ColumnType, string>, (value: unknown) => boolean>> = {
  string: () => true,
  json: () => true,
  boolean: value => typeof value === 'boolean' || /^(true|false|t|f|yes|no|y|n|1|0)$/i.test(String(value)),
  int32: value => isWhole(value, -(2 ** 31), 2 ** 31 - 1),
  int64: value => isWhole(value, -(2 ** 63), 2 ** 63),
  double: isNumber,
  timestamp: value =>
    typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value.slice(0, 10))),
  date: value => typeof value === 'string' && /^\d{4,}-\d\d-\d\d$/.test(value),
}
