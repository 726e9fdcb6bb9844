// The network: undici with our time-outs, proxies and trust. Nothing else in the program opens a connection.
import { setMaxListeners } from 'node:events'
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
import { Agent, type Dispatcher, errors } from 'undici'
import { createConnector, proxyHeaders, unauthenticated, unsealed } from './connect.ts'
import { NetworkError, RequestError, TimeoutError } from './errors.ts'
import type { HttpSend } from './http.ts'
import { borrow, giveBack } from './page-memory.ts'
import { noProxies, type Proxies, proxyFor } from './proxies.ts'
import { codeOf, trusting } from './trust.ts'

/** Milliseconds to connect, until the answer's headers, and between two pieces of its body. */
export interface NetworkTimeouts {
  readonly connectMs: number
  readonly headersMs: number
  readonly bodyIdleMs: number
}

/** How to get out of the network that the program runs in. */
export interface NetworkWay {
  /** Certificate authorities to trust besides those of Node and NODE_EXTRA_CA_CERTS, PEM. */
  readonly ca?: readonly string[]
  /** What NODE_EXTRA_CA_CERTS says: Node itself heeds it only as long as there is no `ca`. */
  readonly extraCaFile?: string
  readonly proxies?: Proxies
}

export interface RawRequest {
  readonly method: 'GET' | 'POST'
  /** Scheme, host and port. */
  readonly origin: string
  /** Path and query, sent byte for byte. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** An answer whose body is still to come. */
export interface OpenAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The body, decoded, piece by piece; reads on only as fast as it is asked. */
  readonly body: AsyncIterable<Buffer>
  /** Ends the answer without its body. */
  discard(): void
}

export interface Network {
  /** One request, its whole answer. Follows no redirect. Throws NetworkError or TimeoutError when there is no whole answer. */
  send(request: RawRequest, signal: AbortSignal): Promise<RawAnswer>
  /** The same, but the body comes piece by piece, and may throw too. */
  open(request: RawRequest, signal: AbortSignal): Promise<OpenAnswer>
  close(): Promise<void>
}

/** A body larger than this is refused: Node cannot hold much more in one buffer, and no page of Graph comes near. */
const LARGEST_BODY = 1 << 30
/** A body that claims to be larger has to prove it. */
const LARGEST_GUESS = 1 << 26
/** zlib's own pieces of 16 KB cost a page of 1.4 MB eighty trips to another thread, and more CPU than the inflating. */
const INFLATED_PIECE = 1 << 20

export function createNetwork(timeouts: NetworkTimeouts, way: NetworkWay = {}): Network {
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  const proxyOf = proxyFinder(way.proxies ?? noProxies)
  const { ca = [], extraCaFile = null } = way
  const secureContext = ca.length === 0 ? null : trusting(ca, extraCaFile)
  const agent = new Agent({
    connect: createConnector({
      connectMs: timeouts.connectMs,
      secureContext,
      proxyOf,
      signal: closing.signal,
    }),
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyIdleMs,
    connections: 16,
  })
  const ask = (request: RawRequest, signal: AbortSignal) =>
    askThrough(agent, proxyOf(request.origin), request, signal)
  return {
    send: async (request, signal) => {
      let requestId: string | null = null
      try {
        const answer = await ask(request, signal)
        const headers = flatten(answer.headers)
        requestId = headers['request-id'] ?? null
        const body = await readBody(answer.body, headers, requestId)
        return { status: answer.statusCode, headers, body }
      } catch (error) {
        if (signal.aborted) throw signal.reason
        throw asRequestError(error, requestId)
      }
    },
    open: async (request, signal) => {
      try {
        const answer = await ask(request, signal)
        const headers = flatten(answer.headers)
        // Whoever reads the body hears of its errors; nobody else has to.
        answer.body.on('error', () => {})
        const body = piecesOf(answer.body, headers, signal)
        return { status: answer.statusCode, headers, body, discard: () => answer.body.destroy() }
      } catch (error) {
        if (signal.aborted) throw signal.reason
        throw asRequestError(error, null)
      }
    },
    close: () => {
      closing.abort()
      return agent.destroy()
    },
  }
}

/** Remembers each origin's proxy: there are few, and many requests. */
function proxyFinder(proxies: Proxies): (origin: string) => URL | null {
  const known = new Map<string, URL | null>()
  return origin => {
    const proxy = known.get(origin)
    if (proxy !== undefined) return proxy
    const found = proxyFor(new URL(origin), proxies)
    known.set(origin, found)
    return found
  }
}

/** Plain http is asked of the proxy itself, as a whole URL; to https the connector opens a tunnel. */
async function askThrough(
  agent: Agent,
  proxy: URL | null,
  request: RawRequest,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  if (proxy === null || !request.origin.startsWith('http:')) return agent.request({ ...request, signal })
  const path = `${request.origin}${request.path}`
  const headers = { ...request.headers, ...proxyHeaders(proxy) }
  const answer = await agent.request({ ...request, path, headers, signal })
  if (answer.statusCode !== 407) return answer
  answer.body.on('error', () => {}).destroy()
  throw unauthenticated(proxy, 'HTTP_PROXY', answer.headers)
}

/** The network as sign-in libraries want it: text in, text out. */
export function createHttpSend(
  network: Network,
  signal: AbortSignal = new AbortController().signal,
): HttpSend {
  return async ({ method, url, headers, body }) => {
    const { origin, pathname, search } = new URL(url)
    const request = {
      method,
      origin,
      path: pathname + search,
      headers,
      ...(body === undefined ? {} : { body }),
    }
    const answer = await network.send(request, signal)
    return { ...answer, body: answer.body.toString('utf8') }
  }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
  )
  return Object.fromEntries(entries)
}

const INFLATERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const

async function readBody(
  stream: AsyncIterable<Buffer>,
  headers: Readonly<Record<string, string>>,
  requestId: string | null,
): Promise<Buffer> {
  const encoding = headers['content-encoding'] ?? 'identity'
  const raw = await collect(stream, Number(headers['content-length'] ?? 0), requestId)
  if (encoding === 'identity' || encoding === '') return raw
  const inflater = INFLATERS[encoding as keyof typeof INFLATERS]
  if (inflater === undefined) throw unknownEncoding(encoding, requestId)
  const inflated = await inflater(raw, { maxOutputLength: LARGEST_BODY, chunkSize: INFLATED_PIECE })
  giveBack(raw)
  return inflated
}

const DECODERS: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

async function* piecesOf(
  body: Readable,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const requestId = headers['request-id'] ?? null
  try {
    yield* decoded(body, headers['content-encoding'] ?? 'identity', requestId)
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw asRequestError(error, requestId)
  } finally {
    body.destroy()
  }
}

function decoded(body: Readable, encoding: string, requestId: string | null): AsyncIterable<Buffer> {
  if (encoding === 'identity' || encoding === '') return body
  const decoder = DECODERS[encoding]?.()
  if (decoder === undefined) throw unknownEncoding(encoding, requestId)
  // An error of either end reaches whoever reads the decoder.
  return pipeline(body, decoder, () => {})
}

const unknownEncoding = (encoding: string, requestId: string | null): NetworkError =>
  new NetworkError('ENCODING', `the answer has an unknown encoding (${encoding})`, requestId)

/** The whole body in one piece of borrowed memory. */
async function collect(
  stream: AsyncIterable<Buffer>,
  announced: number,
  requestId: string | null,
): Promise<Buffer> {
  let length = 0
  let memory = borrow(announced > 0 && announced <= LARGEST_GUESS ? announced : 1)
  for await (const chunk of stream) {
    if (length + chunk.length > LARGEST_BODY)
      throw new NetworkError('TOO_LARGE', 'the answer is larger than 1 GiB', requestId)
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

function asRequestError(error: unknown, requestId: string | null): RequestError {
  if (error instanceof RequestError) return error
  const known = unsealed(error)
  if (known !== null) return known
  const options = { cause: error }
  if (error instanceof errors.ConnectTimeoutError) return new TimeoutError('connect', requestId, options)
  if (error instanceof errors.HeadersTimeoutError) return new TimeoutError('headers', requestId, options)
  if (error instanceof errors.BodyTimeoutError) return new TimeoutError('body', requestId, options)
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  return new NetworkError(code, message || code, requestId, options)
}
