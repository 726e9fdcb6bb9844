// Requests to Microsoft Graph: tokens, pacing, retries and errors. Bodies stay bytes.
import { randomUUID } from 'node:crypto'
import type { Family } from '../streams/define.ts'
import type { Clock } from './clock.ts'
import {
  ForeignLinkError,
  GraphError,
  MalformedAnswerError,
  RequestError,
  RetriesExhaustedError,
  TimeoutError,
} from './errors.ts'
import type { Limiter } from './limiter.ts'
import { backoff, isTooMuch, isWorthRetrying, parseRetryAfter } from './retry.ts'
import type { TokenSource } from './token-source.ts'
import type { Network, RawAnswer, RawRequest } from './undici-http.ts'

export type Waiting = { ms: number; reason: 'throttled' | 'pacing' | 'retrying'; message: string }

/** What one stream's requests are counted in, and whom their waits are told to. */
export interface Meter {
  requests: number
  retries: number
  waitedMs: number
  /** Graph's request-id of the last answer; null before the first. */
  requestId: string | null
  readonly onWaiting: (waiting: Waiting) => void
}

export interface Call {
  readonly family: Family
  readonly meter: Meter
  readonly headers?: Readonly<Record<string, string>>
  /** What the request costs of its family's quota; 1 unless told. */
  readonly cost?: number
  /** Does not retry what Graph could not manage in time (504, time-outs): the caller will ask for less. */
  readonly splitOnTimeout?: boolean
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly requestId: string | null
}

export interface GraphClient {
  /** Scheme, host and port of Graph, as configured. */
  readonly root: string
  /** GET of an absolute link, byte for byte; `read` may throw a MalformedAnswerError, which is retried a few times. */
  get<T>(link: string, call: Call, read: (answer: Answer) => T): Promise<T>
  post<T>(link: string, body: string, call: Call, read: (answer: Answer) => T): Promise<T>
  /** Milliseconds since 1970 by Graph's clock; null before the first answer. */
  serverNow(): number | null
}

export interface ClientSettings {
  readonly root: string
  readonly tokens: TokenSource
  readonly network: Network
  readonly limiter: Limiter
  readonly clock: Clock
  /** A number in [0, 1). */
  readonly random: () => number
  readonly signal: AbortSignal
  readonly userAgent: string
  /** How long one request may take with all its retries. */
  readonly retryBudgetMs: number
  /** The same while Graph has not answered at all yet: a wrong host or no network should not take a quarter of an hour. */
  readonly firstAnswerBudgetMs: number
}

export function createGraphClient(settings: ClientSettings): GraphClient {
  return new Client(settings)
}

class Client implements GraphClient {
  readonly root: string
  private readonly settings: ClientSettings
  /** Graph's clock minus ours; null before the first answer. */
  private skew: number | null = null

  constructor(settings: ClientSettings) {
    this.settings = settings
    this.root = settings.root
  }

  serverNow(): number | null {
    return this.skew === null ? null : this.settings.clock.now() + this.skew
  }

  get<T>(link: string, call: Call, read: (answer: Answer) => T): Promise<T> {
    return this.persist('GET', link, undefined, call, read)
  }

  post<T>(link: string, body: string, call: Call, read: (answer: Answer) => T): Promise<T> {
    return this.persist('POST', link, body, call, read)
  }

  /** Tries until an answer is good, not worth retrying, or out of time. Always the same link: no other answer's link is used. */
  private async persist<T>(
    method: 'GET' | 'POST',
    link: string,
    body: string | undefined,
    call: Call,
    read: (answer: Answer) => T,
  ): Promise<T> {
    const { clock } = this.settings
    const path = pathOf(link, this.root, call.meter.requestId)
    const began = clock.now()
    let token = ''
    for (let attempt = 1, renewed = false; ; attempt++) {
      let retryAfter: number | null = null
      try {
        token = (await this.settings.tokens.get()).token
        const raw = await this.send(method, path, body, token, call)
        retryAfter = parseRetryAfter(raw.headers['retry-after'], this.serverNow() ?? clock.now())
        return read(accepted(raw, token, call.meter.requestId))
      } catch (error) {
        if (!(error instanceof RequestError)) throw error
        call.meter.requestId = error.requestId ?? call.meter.requestId
        if (isUnauthorized(error) && !renewed) {
          renewed = true
          await this.settings.tokens.renew(token)
          continue
        }
        if (call.splitOnTimeout === true && isTooMuch(error)) throw error
        if (!isWorthRetrying(error, attempt, retryAfter)) throw error
        const delay = retryAfter ?? backoff(attempt, this.settings.random())
        if (clock.now() + delay - began > this.budget()) throw exhausted(error, delay, clock.now() - began)
        await this.waitBeforeRetry(error, delay, retryAfter, call)
      }
    }
  }

  private budget(): number {
    return this.skew === null ? this.settings.firstAnswerBudgetMs : this.settings.retryBudgetMs
  }

  private async waitBeforeRetry(
    error: RequestError,
    delay: number,
    retryAfter: number | null,
    call: Call,
  ): Promise<void> {
    const throttled = error instanceof GraphError && (error.status === 429 || error.status === 503)
    const reason = throttled ? 'throttled' : 'retrying'
    if (throttled && (retryAfter !== null || error.status === 429)) {
      this.settings.limiter.pause(call.family, this.settings.clock.now() + delay)
    }
    call.meter.onWaiting({ ms: delay, reason, message: error.message })
    call.meter.retries++
    call.meter.waitedMs += delay
    await this.settings.clock.sleep(delay, this.settings.signal)
  }

  private async send(
    method: 'GET' | 'POST',
    path: string,
    body: string | undefined,
    token: string,
    call: Call,
  ): Promise<RawAnswer> {
    const { network, limiter, signal, clock, retryBudgetMs } = this.settings
    const giveBack = await limiter.turn(call.family, call.cost ?? 1, signal, ms => {
      call.meter.waitedMs += ms
      call.meter.onWaiting({ ms, reason: 'pacing', message: 'keeping within the quota' })
    })
    try {
      call.meter.requests++
      const requestId = randomUUID()
      const request = this.request(method, path, body, token, requestId, call)
      const raw = await withDeadline(signal, retryBudgetMs, until => network.send(request, until))
      // An answer that is not Graph's own has no id of Graph's: ours names what was sent.
      call.meter.requestId = raw.headers['request-id'] ?? requestId
      const date = Date.parse(raw.headers.date ?? '')
      if (!Number.isNaN(date)) this.skew = date - clock.now()
      return raw
    } finally {
      giveBack()
    }
  }

  private request(
    method: 'GET' | 'POST',
    path: string,
    body: string | undefined,
    token: string,
    requestId: string,
    call: Call,
  ): RawRequest {
    const headers: Record<string, string> = {
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'user-agent': this.settings.userAgent,
      'client-request-id': requestId,
      // Enum members newer than the metadata keep their names; nobody interactive has to wait for us.
      prefer: 'include-unknown-enum-members',
      'x-ms-throttle-priority': 'low',
      ...call.headers,
      authorization: `Bearer ${token}`,
    }
    if (body === undefined) return { method, origin: this.root, path, headers }
    return {
      method,
      origin: this.root,
      path,
      body,
      headers: { ...headers, 'content-type': 'application/json' },
    }
  }
}

const isUnauthorized = (error: unknown): boolean => error instanceof GraphError && error.status === 401

/** An answer that drips for longer than all retries may take is given up. */
async function withDeadline<T>(
  signal: AbortSignal,
  ms: number,
  send: (until: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const stop = () => controller.abort(signal.reason)
  const timer = setTimeout(() => controller.abort(new TimeoutError('body')), Math.min(ms, 2 ** 31 - 1))
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    return await send(controller.signal)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

/** Path and query of a link to the configured host, unchanged. Any other host is refused before a token is sent. */
export function pathOf(link: string, root: string, requestId: string | null): string {
  const rest = link.startsWith(root) ? link.slice(root.length) : null
  if (rest === null || !rest.startsWith('/')) throw new ForeignLinkError(hostOf(link), requestId)
  // Bytes that HTTP does not allow in a request line are the only ones ever changed.
  return rest.replace(/[^\x21-\x7e]+/g, part => encodeURIComponent(part))
}

function hostOf(link: string): string {
  try {
    return new URL(link).host || 'none'
  } catch {
    return 'not a link'
  }
}

function accepted(raw: RawAnswer, token: string, requestId: string | null): Answer {
  if (raw.status === 200) return { ...raw, requestId }
  if (raw.status >= 300 && raw.status < 400) {
    throw new ForeignLinkError(hostOf(raw.headers.location ?? ''), requestId)
  }
  if (raw.status < 400)
    throw new MalformedAnswerError(`Graph answered ${raw.status} where 200 is due`, requestId)
  const body = raw.body.toString('utf8').replaceAll(token, '[token]')
  throw graphError(raw.status, body, requestId, raw.headers.location ?? null)
}

/** An error answer as an error, whatever its body is. https://learn.microsoft.com/graph/errors */
export function graphError(
  status: number,
  body: string,
  requestId: string | null,
  location: string | null,
): GraphError {
  const error = member(parsed(body), 'error')
  const inner = member(error, 'innerError') ?? member(error, 'innererror')
  const code = member(error, 'code')
  const message = member(error, 'message')
  const innerId = member(inner, 'request-id')
  return new GraphError({
    status,
    code: typeof code === 'string' && code !== '' ? redacted(code) : 'UnknownError',
    message: typeof message === 'string' ? redacted(message).slice(0, 500) : 'no message',
    requestId: requestId ?? (typeof innerId === 'string' ? innerId : null),
    location,
  })
}

/** What a server sends back may hold a token; what it says goes into reports. */
const redacted = (text: string): string =>
  text.replace(/\beyJ[\w-]+(\.[\w-]+)*/g, '[token]').replace(/\bbearer\s+[^\s'"]+/gi, 'Bearer [token]')

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

/** The error of a request that has no time left for another try after `delay`; both in milliseconds. */
export function exhausted(error: RequestError, delay: number, spent: number): RetriesExhaustedError {
  const wait = Math.ceil(delay / 1000)
  const asked = `${error.message}; another try would have to wait ${wait} s, after ${Math.ceil(spent / 1000)} s of trying`
  return new RetriesExhaustedError(asked, error)
}
