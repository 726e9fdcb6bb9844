// Requests to Microsoft Graph: tokens, pacing, retries and errors. Bodies stay bytes.
import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { type Answer, accepted, dateOf, pathOf } from './answers.ts'
import type { Call } from './call.ts'
import { type Deadline, deadlineAfter } from './deadline.ts'
import { fileAnswer, fileRequest, wholeBody } from './download.ts'
import { Effort, type EffortSettings } from './effort.ts'
import type { Hold, Turn } from './limiter.ts'
import { FAMILY_NAMES } from './limits.ts'
import type { Told } from './pace.ts'
import { giveBack } from './page-memory.ts'
import { isUnsent } from './retry.ts'
import { toldBy } from './told.ts'
import type { Network, OpenAnswer, RawAnswer, RawRequest } from './undici-http.ts'

export { type Answer, graphError, pathOf } from './answers.ts'
export type { Call, Meter, Waiting } from './call.ts'

export interface GraphClient {
  /** Scheme, host and port of Graph, as configured. */
  readonly root: string
  /** GET of an absolute link, byte for byte; `read` may throw a MalformedAnswerError, which is retried a few times. */
  get<T>(link: string, call: Call, read: (answer: Answer) => T): Promise<T>
  /** The same with a body. What parts of the answer tell of the quota is for `read` to pass on. */
  post<T>(
    link: string,
    body: string,
    call: Call,
    read: (answer: Answer, tell: (told: Told) => void) => T,
  ): Promise<T>
  /**
   * GET of a link that Graph answers with a file, or with the address of one elsewhere, where neither token nor header of ours
   * goes. Yields what `read` makes of its bytes. Whatever fails is tried again from Graph on; `AGAIN` comes then, and everything before is void.
   */
  download<T>(link: string, call: Call, read: ReadFile<T>): AsyncGenerator<T | typeof AGAIN, void, void>
  /** Milliseconds since 1970 by Graph's clock; null before the first answer. */
  serverNow(): number | null
}

export type ReadFile<T> = (pieces: AsyncIterable<Buffer>, requestId: string | null) => AsyncIterable<T>

/** In a download: it begins again. */
export const AGAIN = Symbol('again')

export interface ClientSettings extends EffortSettings {
  readonly root: string
  readonly network: Network
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
  /** What Graph's clock said, and when by ours that never jumps; null before the first answer. */
  private heard: { readonly date: number; readonly at: number } | null = null

  constructor(settings: ClientSettings) {
    this.settings = settings
    this.root = settings.root
    // Every request under way listens, and their number is bounded by the quotas alone.
    setMaxListeners(0, settings.signal)
  }

  serverNow(): number | null {
    if (this.heard === null) return null
    return Math.round(this.heard.date + this.steady() - this.heard.at)
  }

  get<T>(link: string, call: Call, read: (answer: Answer) => T): Promise<T> {
    return this.persist('GET', link, undefined, call, read)
  }

  post<T>(
    link: string,
    body: string,
    call: Call,
    read: (answer: Answer, tell: (told: Told) => void) => T,
  ): Promise<T> {
    return this.persist('POST', link, body, call, read)
  }

  async *download<T>(
    link: string,
    call: Call,
    read: ReadFile<T>,
  ): AsyncGenerator<T | typeof AGAIN, void, void> {
    const path = pathOf(link, this.root, call.meter.requestId)
    const effort = new Effort(this.settings, call, () => this.budget())
    for (;;) {
      const deadline = this.deadline()
      try {
        const token = await effort.token()
        const { answer: graph } = await this.open(path, token, call, deadline)
        effort.answered(graph.headers, this.now())
        const file = await this.file(graph, token, call, deadline)
        yield* read(file.body, call.meter.requestId)
        return
      } catch (error) {
        await effort.failed(error)
      } finally {
        deadline.clear()
      }
      yield AGAIN
    }
  }

  /** Tries until an answer is good, not worth retrying, or out of time. Always the same link: no other answer's link is used. */
  private async persist<T>(
    method: 'GET' | 'POST',
    link: string,
    body: string | undefined,
    call: Call,
    read: (answer: Answer, tell: (told: Told) => void) => T,
  ): Promise<T> {
    const path = pathOf(link, this.root, call.meter.requestId)
    const effort = new Effort(this.settings, call, () => this.budget())
    for (;;) {
      const deadline = this.deadline()
      try {
        const token = await effort.token()
        const { answer: raw, turn } = await this.send(method, path, body, token, call, deadline)
        effort.answered(raw.headers, this.now())
        return reading(raw.body, () => read(accepted(raw, token, call.meter.requestId), turn))
      } catch (error) {
        await effort.failed(error)
      } finally {
        deadline.clear()
      }
    }
  }

  private budget(): number {
    return this.heard === null ? this.settings.firstAnswerBudgetMs : this.settings.retryBudgetMs
  }

  private deadline(): Deadline {
    return deadlineAfter(this.settings.retryBudgetMs, this.settings.signal)
  }

  private steady(): number {
    const { clock } = this.settings
    return clock.steady?.() ?? clock.now()
  }

  /** Milliseconds since 1970, by Graph's clock as soon as it is known. */
  private now(): number {
    return this.serverNow() ?? this.settings.clock.now()
  }

  private send(
    method: 'GET' | 'POST',
    path: string,
    body: string | undefined,
    token: string,
    call: Call,
    deadline: Deadline,
  ): Promise<Answered<RawAnswer>> {
    return this.inTurn(call, requestId =>
      this.settings.network.send(this.request(method, path, body, token, requestId, call), deadline.begin()),
    )
  }

  private open(path: string, token: string, call: Call, deadline: Deadline): Promise<Answered<OpenAnswer>> {
    return this.inTurn(call, requestId =>
      this.settings.network.open(
        this.request('GET', path, undefined, token, requestId, call),
        deadline.begin(),
      ),
    )
  }

  /** The file that Graph's answer is, or that it points at. */
  private async file(graph: OpenAnswer, token: string, call: Call, deadline: Deadline): Promise<OpenAnswer> {
    const { requestId } = call.meter
    if (graph.status === 200) return graph
    const body = await wholeBody(graph.body)
    const location = graph.status === 302 ? graph.headers.location : undefined
    if (location === undefined) {
      accepted({ ...graph, body }, token, requestId)
      throw new Error('an answer that is no file was accepted')
    }
    const request = fileRequest(location, this.settings.userAgent, requestId)
    call.meter.requests++
    return fileAnswer(await this.settings.network.open(request, deadline.begin()), requestId)
  }

  /** Sends when the family's quota allows it, and notes what Graph's answer says of itself. */
  private async inTurn<T extends Pick<RawAnswer, 'status' | 'headers'>>(
    call: Call,
    send: (requestId: string) => Promise<T>,
  ): Promise<Answered<T>> {
    const turn = await this.turn(call)
    const { meter } = call
    try {
      meter.requests++
      const requestId = randomUUID()
      const answer = await named(meter, requestId, send(requestId))
      // An answer that is not Graph's own has no id of Graph's: ours names what was sent.
      meter.requestId = answer.headers['request-id'] ?? requestId
      const date = dateOf(answer.headers)
      // A proxy's own answer tells the proxy's time.
      if (date !== null && answer.headers['request-id'] !== undefined)
        this.heard = { date, at: this.steady() }
      turn(toldBy(answer.status, answer.headers, this.now()))
      return { answer, turn }
    } finally {
      turn()
    }
  }

  /** Waits for a turn; what it waited for the quota is counted and told. */
  private async turn({ family, cost = 1, meter }: Call): Promise<Turn> {
    const { limiter, signal, clock } = this.settings
    const began = clock.now()
    let paced = false
    try {
      return await limiter.turn(family, cost, signal, (ms, hold) => {
        paced = true
        meter.onWaiting({ ms, reason: 'pacing', message: holdWords(hold, FAMILY_NAMES[family]) })
      })
    } finally {
      if (paced) meter.waitedMs += clock.now() - began
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
    const request = { method, origin: this.root, path, headers, holder: call.meter }
    if (body === undefined) return request
    return {
      ...request,
      body,
      headers: { ...headers, 'content-type': 'application/json' },
    }
  }
}

/** What `read` makes of a body, which is nobody's when it throws. */
function reading<T>(body: Buffer, read: () => T): T {
  try {
    return read()
  } catch (error) {
    giveBack(body)
    throw error
  }
}

/** While nothing was answered, `requestId` names what is under way, for it may have reached Graph; not what certainly did not. */
async function named<T>(meter: Call['meter'], requestId: string, answer: Promise<T>): Promise<T> {
  const before = meter.requestId
  meter.requestId ??= requestId
  try {
    return await answer
  } catch (error) {
    if (isUnsent(error)) meter.requestId = before
    throw error
  }
}

/** An answer, and the turn that it was asked for in. */
interface Answered<T> {
  readonly answer: T
  readonly turn: Turn
}

const holdWords = (hold: Hold, family: string): string =>
  hold === 'quota' ? `the quota of ${family}` : `Graph asked for a pause in ${family}`
