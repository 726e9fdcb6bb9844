// Cuts a page of JSON into lines of bytes without making objects of its rows. The one hot loop we write ourselves.
import { MalformedAnswerError } from './errors.ts'

/** The rows of one page, and what stands around them. */
export interface Page {
  /** One row per line, each ended by a newline. Shares memory with the page's body. */
  readonly rows: Buffer
  readonly count: number
  /** Whether some row carries `@removed` (or a string that looks like it). */
  readonly removed: boolean
  readonly nextLink: string | null
  readonly deltaLink: string | null
}

const QUOTE = 34
const BACKSLASH = 92
const OPEN_OBJECT = 123
const OPEN_ARRAY = 91
const CLOSE_ARRAY = 93
const COLON = 58
const NEWLINE = 10
const SPACE = 32

/** What a byte means to the scanner: 1 quote, 2 opening, 3 closing bracket, 4 comma, 5 line break, 0 anything else. */
const CLASS = new Uint8Array(256)
CLASS[QUOTE] = 1
CLASS[OPEN_OBJECT] = CLASS[OPEN_ARRAY] = 2
CLASS[125] = CLASS[CLOSE_ARRAY] = 3
CLASS[44] = 4
CLASS[10] = CLASS[13] = 5

/** Begins with a byte that is rare, and is short enough for Node to look for that byte alone: four times as fast as all of `"@removed"`. */
const REMOVED = Buffer.from('@remov')

/** No server takes a request line this long. */
const LONGEST_LINK = 1 << 16
/** Bytes of JSON that become objects, which take up to twenty times as much: what stands around rows, and an object that is one row. */
const LARGEST_ENVELOPE = 1 << 20
const LARGEST_SINGLE = 1 << 24

/** Stands where a member was cut out, so that a second one of that name shows. */
const CUT = '\u0000cut'
const CUT_JSON = Buffer.from(JSON.stringify(CUT))

/** A page without the array its rows are in. */
export class NoRowsError extends MalformedAnswerError {}

/**
 * Splits a page: `value` becomes lines, the rest is parsed. The body's bytes are changed in place.
 * Throws a MalformedAnswerError for anything that is not one JSON object with an array `value` of objects. What is wrong inside
 * a row is not seen here; it fails when the row is read.
 */
export function splitPage(body: Buffer, requestId: string | null): Page {
  const { rows, count, envelope } = cutRows(body, 'value', requestId)
  return {
    rows,
    count,
    removed: rows.includes(REMOVED),
    nextLink: link(envelope, '@odata.nextLink', requestId),
    deltaLink: link(envelope, '@odata.deltaLink', requestId),
  }
}

function link(envelope: Record<string, unknown>, name: string, requestId: string | null): string | null {
  const value = envelope[name]
  if (value === undefined || value === null) return null
  if (typeof value === 'string' && value !== '' && value.length <= LONGEST_LINK) return value
  throw new MalformedAnswerError(`Graph's ${name} is not a link`, requestId)
}

/** Cuts the array member `name` of one JSON object into lines; the object without it is parsed. */
export function cutRows(
  body: Buffer,
  name: string,
  requestId: string | null,
): { rows: Buffer; count: number; envelope: Record<string, unknown> } {
  const member = findMember(body, name, requestId)
  if (member === null || body[member.start] !== OPEN_ARRAY) {
    throw new NoRowsError(`Graph's answer has no array '${name}'`, requestId)
  }
  const { end, count } = splitArray(body, member.start + 1, requestId)
  const envelope = envelopeOf(body, name, member.start, end + 1, requestId)
  if (count === 0) return { rows: Buffer.alloc(0), count, envelope }
  body[end] = NEWLINE
  const rows = body.subarray(member.start + 1, end + 1)
  if (linesIn(rows) !== count) {
    throw new MalformedAnswerError("Graph's answer has a line break inside a string", requestId)
  }
  return { rows, count, envelope }
}

function linesIn(rows: Buffer): number {
  let count = 0
  for (let at = rows.indexOf(NEWLINE); at >= 0; at = rows.indexOf(NEWLINE, at + 1)) count++
  return count
}

/** Takes the member `name` out of one JSON object: its bytes (null when there is none), and the rest parsed. */
export function cutMember(
  body: Buffer,
  name: string,
  requestId: string | null,
): { member: Buffer | null; envelope: Record<string, unknown> } {
  const at = findMember(body, name, requestId)
  if (at === null) {
    const envelope = parseObject(body, LARGEST_ENVELOPE, requestId)
    if (Object.hasOwn(envelope, name))
      throw new MalformedAnswerError(`Graph's answer hides '${name}' behind escapes`, requestId)
    return { member: null, envelope }
  }
  const end = skipValue(body, at.start, requestId)
  const member = Buffer.from(body.subarray(at.start, end))
  return { member, envelope: envelopeOf(body, name, at.start, end, requestId) }
}

/** The one object of a `single` answer as a line. The body's bytes are changed in place. */
export function singleLine(body: Buffer, requestId: string | null): Buffer {
  parseObject(body, LARGEST_SINGLE, requestId)
  const start = skipBlank(body, behindMark(body))
  const end = skipValue(body, start, requestId)
  return Buffer.concat([body.subarray(start, end), Buffer.from('\n')])
}

/** What stands around the member `name`, which lies between `start` and `end` and is null in it. */
function envelopeOf(
  body: Buffer,
  name: string,
  start: number,
  end: number,
  requestId: string | null,
): Record<string, unknown> {
  if (body.length - (end - start) > LARGEST_ENVELOPE) throw tooMuch(requestId)
  const around = [body.subarray(0, start), CUT_JSON, body.subarray(end)]
  const envelope = parseObject(Buffer.concat(around), Infinity, requestId)
  if (envelope[name] !== CUT) throw new MalformedAnswerError(`Graph's answer has '${name}' twice`, requestId)
  envelope[name] = null
  return envelope
}

const tooMuch = (requestId: string | null): MalformedAnswerError =>
  new MalformedAnswerError("Graph's answer has more beside its rows than any of Graph's", requestId)

function parseObject(json: Buffer, largest: number, requestId: string | null): Record<string, unknown> {
  if (json.length > largest) throw tooMuch(requestId)
  let value: unknown
  try {
    value = JSON.parse(json.toString('utf8', behindMark(json)))
  } catch (error) {
    throw new MalformedAnswerError("Graph's answer is not JSON", requestId, { cause: error })
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw new MalformedAnswerError("Graph's answer is not a JSON object", requestId)
}

/** Where the value of the top-level member `name` begins. */
function findMember(body: Buffer, name: string, requestId: string | null): { start: number } | null {
  const wanted = Buffer.from(`"${name}"`)
  let i = skipBlank(body, behindMark(body))
  if (body[i] !== OPEN_OBJECT)
    throw new MalformedAnswerError("Graph's answer is not a JSON object", requestId)
  for (i = skipBlank(body, i + 1); body[i] === QUOTE; i = skipBlank(body, i + 1)) {
    const key = i
    i = skipBlank(body, skipValue(body, i, requestId))
    if (body[i] !== COLON) break
    const start = skipBlank(body, i + 1)
    if (body.subarray(key, key + wanted.length).equals(wanted)) return { start }
    i = skipBlank(body, skipValue(body, start, requestId))
    if (CLASS[body[i] ?? 0] !== 4) return null
  }
  return null
}

/** Where the body begins behind a byte order mark. */
const behindMark = (body: Buffer): number =>
  body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0

function skipBlank(body: Buffer, from: number): number {
  let i = from
  while (body[i] === SPACE || body[i] === NEWLINE || body[i] === 13 || body[i] === 9) i++
  return i
}

/** The index behind the JSON value that begins at `from`; line breaks inside it become spaces. */
function skipValue(body: Buffer, from: number, requestId: string | null): number {
  for (let i = from, depth = 0; i < body.length; i++) {
    const c = CLASS[body[i] as number]
    if (c === 1) {
      i = skipString(body, i, requestId)
      if (depth === 0) return i + 1
    } else if (c === 2) depth++
    else if (c === 3) {
      if (--depth <= 0) return depth === 0 ? i + 1 : i
    } else if (c === 4 && depth === 0) return i
    else if (c === 5) body[i] = SPACE
  }
  throw new MalformedAnswerError("Graph's answer breaks off", requestId)
}

function skipString(body: Buffer, from: number, requestId: string | null): number {
  let i = from + 1
  for (; body[i] !== QUOTE; i += body[i] === BACKSLASH ? 2 : 1) {
    if (i >= body.length)
      throw new MalformedAnswerError("Graph's answer breaks off inside a string", requestId)
  }
  return i
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(body: Buffer, at: number): boolean {
  let i = at - 1
  while (body[i] === BACKSLASH) i--
  return (at - i) % 2 === 0
}

/** Turns the commas between the objects of an array into newlines; `start` is behind its bracket, `end` is its closing one. */
function splitArray(b: Buffer, start: number, requestId: string | null): { end: number; count: number } {
  const n = b.length
  let opened = 0
  let commas = 0
  let depth = 0
  let i = start
  for (; ; i++) {
    if (i >= n) throw new MalformedAnswerError("Graph's answer breaks off inside its rows", requestId)
    const c = CLASS[b[i] as number]
    if (c === 0) continue
    if (c === 1) {
      do {
        i = b.indexOf(QUOTE, i + 1)
        if (i < 0) throw new MalformedAnswerError("Graph's answer breaks off inside a string", requestId)
      } while (b[i - 1] === BACKSLASH && isEscaped(b, i))
    } else if (c === 2) {
      if (depth++ === 0 && b[i] === OPEN_OBJECT && opened++ !== commas) break
    } else if (c === 3) {
      if (--depth < 0) break
    } else if (c === 4) {
      if (depth === 0) {
        b[i] = NEWLINE
        commas++
      }
    } else b[i] = SPACE
  }
  const blank = opened === 0 && commas === 0 && skipBlank(b, start) === i
  if (b[i] !== CLOSE_ARRAY || (!blank && opened !== commas + 1))
    throw new MalformedAnswerError("Graph's rows are not all objects", requestId)
  return { end: i, count: opened }
}
