// The bytes of an answer: collected and decoded, never more of them than memory and patience have room for.
import { type Duplex, pipeline, type Readable } from 'node:stream'
import { promisify } from 'node:util'
import {
  brotliDecompress,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  gunzip,
  inflate,
} from 'node:zlib'
import type { Share } from './body-budget.ts'
import { MalformedAnswerError, NetworkError } from './errors.ts'
import { borrow, giveBack } from './page-memory.ts'
import { codeOf } from './trust.ts'

/** Bytes, decoded. What is larger is no answer of Graph's: a bomb, or a body without end. */
export interface Bounds {
  /** Of a body that is held whole. */
  readonly body: number
  /** Of the body of a refusal; a longer one says nothing. */
  readonly refusal: number
  /** Of a body that is read piece by piece. */
  readonly file: number
  /** Of all bodies that are held whole, together. */
  readonly together: number
}

export const BOUNDS: Bounds = { body: 128 << 20, refusal: 1 << 20, file: 8 * 2 ** 30, together: 256 << 20 }

/** A body that claims to be larger has to prove it. */
const LARGEST_GUESS = 1 << 26
/** zlib's own pieces of 16 KB cost a page of 1.4 MB eighty trips to another thread, and more CPU than the inflating. */
const INFLATED_PIECE = 1 << 20

type Headers = Readonly<Record<string, string>>

interface Coding {
  readonly whole: (body: Buffer, options: { maxOutputLength: number; chunkSize: number }) => Promise<Buffer>
  readonly pieces: () => Duplex
  /** Bytes that the body says it has when it is decoded. */
  readonly sizeOf: (body: Buffer) => number
}

/** https://www.rfc-editor.org/rfc/rfc1952: the last four bytes are the size. */
const gzipSize = (body: Buffer): number =>
  body.length < 18 ? 1 : Math.max(1, body.readUInt32LE(body.length - 4))
const unknownSize = (): number => Infinity

const GZIP: Coding = { whole: promisify(gunzip), pieces: createGunzip, sizeOf: gzipSize }

/** By the name in `Content-Encoding`; null: the body is as it is. */
const CODINGS: ReadonlyMap<string, Coding | null> = new Map([
  ['', null],
  ['identity', null],
  ['gzip', GZIP],
  ['x-gzip', GZIP],
  ['deflate', { whole: promisify(inflate), pieces: createInflate, sizeOf: unknownSize }],
  ['br', { whole: promisify(brotliDecompress), pieces: createBrotliDecompress, sizeOf: unknownSize }],
])

function codingOf(headers: Headers): Coding | null {
  const name = headers['content-encoding']?.trim().toLowerCase() ?? ''
  const coding = CODINGS.get(name)
  if (coding !== undefined) return coding
  const message = `the answer has an unknown encoding (${name.slice(0, 40)})`
  throw new NetworkError('ENCODING', message, headers['request-id'] ?? null)
}

/** How a body is read whole. */
export interface Whole {
  /** Bytes that it may have. */
  readonly largest: number
  /** What it takes of the memory for all bodies; lasts until the body is released. */
  readonly share: Share
  readonly signal: AbortSignal
}

/** The whole body, decoded. Throws a MalformedAnswerError when it has more than `largest` bytes, before they are in memory. */
export async function readBody(
  stream: AsyncIterable<Buffer>,
  headers: Headers,
  whole: Whole,
): Promise<Buffer> {
  const { share } = whole
  try {
    const coding = codingOf(headers)
    const raw = await collect(stream, headers, whole)
    const body = coding === null ? raw : await decode(raw, coding, headers, whole)
    // Its length, for a small one may lie in a large piece that was used before, and need not be released.
    await share.need(body.length, whole.signal)
    share.keep(body)
    return body
  } catch (error) {
    share.end()
    throw error
  }
}

/** Decodes within the memory that the body says it takes; where that is not true, within what any body may take. */
async function decode(raw: Buffer, coding: Coding, headers: Headers, whole: Whole): Promise<Buffer> {
  const { largest, share, signal } = whole
  try {
    for (let size = Math.min(coding.sizeOf(raw), largest); ; size = largest) {
      // Its pieces, and then they all in one.
      await share.need(raw.buffer.byteLength + 2 * size, signal)
      try {
        return await coding.whole(raw, { maxOutputLength: size, chunkSize: INFLATED_PIECE })
      } catch (error) {
        if (codeOf(error) !== 'ERR_BUFFER_TOO_LARGE') throw error
        if (size === largest) throw tooLarge(largest, headers['request-id'] ?? null)
      }
    }
  } finally {
    giveBack(raw)
  }
}

/** The body of a refusal; empty when it is larger than any of Graph's. */
export async function readRefusal(
  stream: AsyncIterable<Buffer>,
  headers: Headers,
  whole: Whole,
): Promise<Buffer> {
  try {
    return await readBody(stream, headers, whole)
  } catch (error) {
    if (error instanceof MalformedAnswerError) return Buffer.alloc(0)
    throw error
  }
}

/** The body, decoded, piece by piece. Throws a MalformedAnswerError behind `largest` bytes. */
export async function* readPieces(
  body: Readable,
  headers: Headers,
  largest: number,
): AsyncGenerator<Buffer, void, void> {
  const coding = codingOf(headers)
  // An error of either end reaches whoever reads the decoder.
  const pieces: AsyncIterable<Buffer> = coding === null ? body : pipeline(body, coding.pieces(), () => {})
  let length = 0
  for await (const piece of pieces) {
    length += piece.length
    if (length > largest) throw tooLarge(largest, headers['request-id'] ?? null)
    yield piece
  }
}

/** The whole body in one piece of borrowed memory. */
async function collect(
  stream: AsyncIterable<Buffer>,
  headers: Headers,
  { largest, share, signal }: Whole,
): Promise<Buffer> {
  const announced = Number(headers['content-length'] ?? 0)
  const guess = announced > 0 && announced <= Math.min(largest, LARGEST_GUESS) ? announced : 1
  await share.need(guess, signal)
  let length = 0
  let memory = borrow(guess)
  try {
    for await (const chunk of stream) {
      if (length + chunk.length > largest) throw tooLarge(largest, headers['request-id'] ?? null)
      if (length + chunk.length > memory.length) {
        const size = Math.max(length + chunk.length, 2 * memory.length)
        await share.need(memory.length + size, signal)
        const larger = borrow(size)
        memory.copy(larger, 0, 0, length)
        giveBack(memory)
        memory = larger
        await share.need(memory.length, signal)
      }
      length += chunk.copy(memory, length)
    }
  } catch (error) {
    giveBack(memory)
    throw error
  }
  return memory.subarray(0, length)
}

const tooLarge = (largest: number, requestId: string | null): MalformedAnswerError =>
  new MalformedAnswerError(`the answer is larger than ${sized(largest)}`, requestId)

const sized = (bytes: number): string =>
  bytes >= 1 << 20 ? `${Math.round(bytes / (1 << 20))} MiB` : `${bytes} bytes`
