// The network: undici with our time-outs, proxies and trust. Nothing else in the program opens a connection.
import { setMaxListeners } from 'node:events'
import type { Readable } from 'node:stream'
import { Agent, type Dispatcher, errors } from 'undici'
import { BOUNDS, type Bounds, readBody, readPieces, readRefusal } from './body.ts'
import { createBodyBudget } from './body-budget.ts'
import { createConnector, proxyHeaders, unauthenticated, unsealed } from './connect.ts'
import { NetworkError, RequestError, TimeoutError } from './errors.ts'
import type { HttpSend } from './http.ts'
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
  /** Bytes that the answer's body may have at most, where that is less than any body may have. */
  readonly largest?: number
  /** On whose account its body is held: bodies of one holder never wait for one another. Absent: the body waits for nothing. */
  readonly holder?: object
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

export function createNetwork(
  timeouts: NetworkTimeouts,
  way: NetworkWay = {},
  bounds: Bounds = BOUNDS,
): Network {
  const closing = new AbortController()
  const budget = createBodyBudget(bounds.together)
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
    connections: 24,
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
        const { statusCode: status } = answer
        const { largest = bounds.body, holder } = request
        const whole = { largest: Math.min(largest, bounds.body), share: budget.share(holder), signal }
        const body = await (status < 400
          ? readBody(answer.body, headers, whole)
          : readRefusal(answer.body, headers, { ...whole, largest: bounds.refusal }))
        return { status, headers, body }
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
        const body = piecesOf(answer.body, headers, bounds.file, signal)
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
  { largest: _, holder: __, ...request }: RawRequest,
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

/** No document of a sign-in service is larger, and none takes longer, in milliseconds. */
const LARGEST_SIGN_IN = 1 << 20
const LONGEST_SIGN_IN = 120_000

/** The network as sign-in libraries want it: text in, text out, of some size and within some time. */
export function createHttpSend(
  network: Network,
  signal: AbortSignal = new AbortController().signal,
  longestMs: number = LONGEST_SIGN_IN,
): HttpSend {
  return async ({ method, url, headers, body }) => {
    const { origin, pathname, search } = new URL(url)
    const request = {
      method,
      origin,
      path: pathname + search,
      headers,
      largest: LARGEST_SIGN_IN,
      ...(body === undefined ? {} : { body }),
    }
    const deadline = new AbortController()
    const slow = new NetworkError('SLOW', `the answer did not end within ${longestMs / 1000} s`)
    const timer = setTimeout(() => deadline.abort(slow), longestMs)
    try {
      const answer = await network.send(request, AbortSignal.any([signal, deadline.signal]))
      return { ...answer, body: answer.body.toString('utf8') }
    } finally {
      clearTimeout(timer)
    }
  }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
  )
  return Object.fromEntries(entries)
}

async function* piecesOf(
  body: Readable,
  headers: Readonly<Record<string, string>>,
  largest: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  try {
    yield* readPieces(body, headers, largest)
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw asRequestError(error, headers['request-id'] ?? null)
  } finally {
    body.destroy()
  }
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
