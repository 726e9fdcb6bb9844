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
}

export const BOUNDS: Bounds = { body: 128 << 20, refusal: 1 << 20, file: 8 * 2 ** 30 }

/** A body that claims to be larger has to prove it. */
const LARGEST_GUESS = 1 << 26
/** zlib's own pieces of 16 KB cost a page of 1.4 MB eighty trips to another thread, and more CPU than the inflating. */
const INFLATED_PIECE = 1 << 20

type Headers = Readonly<Record<string, string>>

interface Coding {
  readonly whole: (body: Buffer, options: { maxOutputLength: number; chunkSize: number }) => Promise<Buffer>
  readonly pieces: () => Duplex
}

const GZIP: Coding = { whole: promisify(gunzip), pieces: createGunzip }

/** By the name in `Content-Encoding`; null: the body is as it is. */
const CODINGS: ReadonlyMap<string, Coding | null> = new Map([
  ['', null],
  ['identity', null],
  ['gzip', GZIP],
  ['x-gzip', GZIP],
  ['deflate', { whole: promisify(inflate), pieces: createInflate }],
  ['br', { whole: promisify(brotliDecompress), pieces: createBrotliDecompress }],
])

function codingOf(headers: Headers): Coding | null {
  const name = headers['content-encoding']?.trim().toLowerCase() ?? ''
  const coding = CODINGS.get(name)
  if (coding !== undefined) return coding
  const message = `the answer has an unknown encoding (${name.slice(0, 40)})`
  throw new NetworkError('ENCODING', message, headers['request-id'] ?? null)
}

/** The whole body, decoded. Throws a MalformedAnswerError when it has more than `largest` bytes, before they are in memory. */
export async function readBody(
  stream: AsyncIterable<Buffer>,
  headers: Headers,
  largest: number,
): Promise<Buffer> {
  const requestId = headers['request-id'] ?? null
  const coding = codingOf(headers)
  const raw = await collect(stream, Number(headers['content-length'] ?? 0), largest, requestId)
  if (coding === null) return raw
  try {
    return await coding.whole(raw, { maxOutputLength: largest, chunkSize: INFLATED_PIECE })
  } catch (error) {
    throw codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(largest, requestId) : error
  } finally {
    giveBack(raw)
  }
}

/** The body of a refusal; empty when it is larger than any of Graph's. */
export async function readRefusal(
  stream: AsyncIterable<Buffer>,
  headers: Headers,
  largest: number,
): Promise<Buffer> {
  try {
    return await readBody(stream, headers, largest)
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
  announced: number,
  largest: number,
  requestId: string | null,
): Promise<Buffer> {
  let length = 0
  let memory = borrow(announced > 0 && announced <= Math.min(largest, LARGEST_GUESS) ? announced : 1)
  for await (const chunk of stream) {
    if (length + chunk.length > largest) throw tooLarge(largest, requestId)
    if (length + chunk.length > memory.length) {
      const larger = borrow(Math.max(length + chunk.length, 2 * memory.length))
      memory.copy(larger, 0, 0, length)
      giveBack(memory)
      memory = larger
    }
    length += chunk.copy(memory, length)
  }
  return memory.subarray(0, length)
}

const tooLarge = (largest: number, requestId: string | null): MalformedAnswerError =>
  new MalformedAnswerError(`the answer is larger than ${sized(largest)}`, requestId)

const sized = (bytes: number): string =>
  bytes >= 1 << 20 ? `${Math.round(bytes / (1 << 20))} MiB` : `${bytes} bytes`
