// Requests to Google Cloud Storage over connections of our own, for those of the SDK take neither a proxy nor authorities; tried again
// as Google asks for. https://cloud.google.com/storage/docs/retry-strategy
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { z } from 'zod'
import type { Agents } from './gcs-agents.ts'
import {
  codeIn,
  type Facts,
  isBusy,
  isPassing,
  networkError,
  type Operation,
  refusalError,
  signInError,
  statusOf,
} from './gcs-errors.ts'
import type { SignIn } from './gcs-sign-in.ts'
import { StoreError } from './store.ts'

export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
}

export interface Task<T> {
  readonly operation: Operation
  /** The request of an attempt; the first one is 0, and after it nobody knows what the last one did. */
  readonly ask: (attempt: number) => Ask
  /** Statuses that are answers as well as 2xx. */
  readonly also?: readonly number[]
  /** Takes the answer in; attempts go on when it breaks off on the way. */
  readonly read: (answer: IncomingMessage) => Promise<T>
  /** Attempts that make this grow are not counted. */
  readonly progress?: () => number
}

/** Throws a StoreError, a RaceLostError when a condition was not met, or an ENOENT when there is no such object. */
export type Run = <T>(task: Task<T>) => Promise<T>

export interface Patience {
  readonly attempts: number
  /** No attempt begins later than that. */
  readonly totalMs: number
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  /** A connection on which nothing moves for so long is broken. */
  readonly idleMs: number
}

export const PATIENCE: Patience = {
  attempts: 8,
  totalMs: 120_000,
  firstPauseMs: 500,
  longestPauseMs: 32_000,
  idleMs: 30_000,
}

export interface Wires {
  readonly agents: Agents
  readonly signIn: SignIn
  readonly factsFor: (url: URL) => Facts
  readonly patience: Patience
  readonly onRequest: () => void
}

type Outcome<T> =
  | { readonly value: T }
  | { readonly error: unknown; readonly again: 'never' | 'at once' | number }

export function createRun(wires: Wires): Run {
  return task =>
    trying(
      wires.patience,
      (attempt, mayRenew) => tryOnce(wires, task, attempt, mayRenew),
      task.progress ?? (() => 0),
    )
}

/** Throws a StoreError when nobody can sign in. */
export async function signInFirst(wires: Wires, url: URL): Promise<void> {
  const facts = wires.factsFor(url)
  await trying(
    wires.patience,
    () => signInFor(wires, url, facts),
    () => 0,
  )
}

async function trying<T>(
  patience: Patience,
  act: (attempt: number, mayRenew: boolean) => Promise<Outcome<T>>,
  progress: () => number,
): Promise<T> {
  let until = Date.now() + patience.totalMs
  let grown = progress()
  let renewed = false
  for (let attempt = 0, failures = 0; ; attempt++) {
    const outcome = await act(attempt, !renewed)
    if ('value' in outcome) return outcome.value
    if (outcome.again === 'never') throw outcome.error
    if (outcome.again === 'at once') {
      renewed = true
      continue
    }
    failures++
    const now = progress()
    if (now > grown) [grown, failures, until] = [now, 1, Date.now() + patience.totalMs]
    const pause = Math.max(outcome.again, backOff(failures, patience))
    if (failures >= patience.attempts || Date.now() + pause > until) throw afterAll(outcome.error, failures)
    await new Promise(resolve => setTimeout(resolve, pause))
  }
}

const backOff = (failures: number, { firstPauseMs, longestPauseMs }: Patience): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1)) * (0.5 + Math.random() / 2)

function afterAll(error: unknown, attempts: number): unknown {
  if (!(error instanceof StoreError) || attempts === 1) return error
  return new StoreError(`${error.message.slice(0, -1)}, after ${attempts} attempts.`, error.code, error.cause)
}

async function tryOnce<T>(
  wires: Wires,
  task: Task<T>,
  attempt: number,
  mayRenew: boolean,
): Promise<Outcome<T>> {
  const ask = task.ask(attempt)
  const facts = wires.factsFor(ask.url)
  const signed = await signInFor(wires, ask.url, facts)
  if ('error' in signed) return signed
  try {
    wires.onRequest()
    const answer = await exchange(ask, signed.value, wires)
    const { statusCode: status = 0 } = answer
    if ((status >= 200 && status < 300) || task.also?.includes(status) === true)
      return { value: await task.read(answer).finally(() => answer.destroy()) }
    const refusal = { status, text: (await bytesOf(answer, REFUSAL_BYTES)).toString() }
    if (status === 401 && mayRenew) {
      wires.signIn.renew(signed.value)
      return { error: null, again: 'at once' }
    }
    const again = isBusy(refusal) ? retryAfter(answer) : 'never'
    return { error: refusalError(refusal, task.operation, facts), again }
  } catch (error) {
    return { error: networkError(error, facts) ?? error, again: isPassing(codeIn(error)) ? 0 : 'never' }
  }
}

type Headers = Readonly<Record<string, string>>

async function signInFor({ signIn }: Wires, url: URL, facts: Facts): Promise<Outcome<Headers>> {
  try {
    return { value: await signIn.headers(url) }
  } catch (error) {
    const status = statusOf(error)
    const passes = status === null ? isPassing(codeIn(error)) : isBusy({ status, text: '' })
    return { error: signInError(error, facts), again: passes ? 0 : 'never' }
  }
}

function exchange(ask: Ask, signed: Headers, { agents, patience }: Wires): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { method, url, body } = ask
    const send = url.protocol === 'https:' ? secureRequest : plainRequest
    const headers = { 'accept-encoding': 'identity', ...signed, ...ask.headers }
    const request = send(url, { method, headers, agent: agents.agentFor(url) })
    let answer: IncomingMessage | null = null
    const giveUp = () => (answer ?? request).destroy(broken('ETIMEDOUT', 'nothing moves'))
    const unwatch = watch(() => request.socket, patience.idleMs, giveUp)
    request.on('close', unwatch)
    request.on('error', error =>
      reject(codeIn(error) === null ? broken('EPROXY', 'no tunnel', error) : error),
    )
    request.on('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
      if (statusCode !== 200) request.destroy(noTunnel(statusCode))
    })
    request.on('response', message => {
      answer = message
      resolve(message)
    })
    request.end(body)
  })
}

/** What a proxy says instead of connecting looks like an answer of the service otherwise. */
const noTunnel = (status: number): Error =>
  broken(status === 407 ? 'EPROXYAUTH' : status >= 500 ? 'EPROXY' : 'EPROXYDENIED', 'no tunnel')

interface Counting {
  readonly bytesRead: number
  readonly bytesWritten: number
}

/** Calls `onIdle` when a whole interval went by without a byte in either direction; returns how to stop. */
function watch(socket: () => Counting | null, idleMs: number, onIdle: () => void): () => void {
  let seen = -1
  const timer = setInterval(() => {
    const { bytesRead, bytesWritten } = socket() ?? { bytesRead: 0, bytesWritten: 0 }
    if (bytesRead + bytesWritten === seen) onIdle()
    seen = bytesRead + bytesWritten
  }, idleMs)
  return () => clearInterval(timer)
}

type Breakage = 'EBROKEN' | 'ETIMEDOUT' | 'EPROXY' | 'EPROXYAUTH' | 'EPROXYDENIED'

/** An error of the connection; attempts go on after the first three. */
export const broken = (code: Breakage, what: string, cause?: unknown): Error =>
  Object.assign(new Error(what, { cause }), { code })

/** Milliseconds that the service asks for; 0: none. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfter({ headers }: IncomingMessage): number {
  const text = headers['retry-after'] ?? ''
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? 0 : Math.max(0, at - Date.now())
}

const REFUSAL_BYTES = 65_536

/** The body, or its beginning up to about `most` bytes. Throws when it breaks off. */
export async function bytesOf(answer: IncomingMessage, most = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer) {
    bytes += chunk.length
    if (bytes > most) break
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export async function jsonOf(answer: IncomingMessage): Promise<unknown> {
  const bytes = await bytesOf(answer)
  try {
    return bytes.length === 0 ? {} : JSON.parse(bytes.toString())
  } catch {
    throw broken('EBROKEN', 'an answer is no JSON')
  }
}

/** Throws a StoreError when an answer is none of Google Cloud Storage's; attempts go on after it. */
export function shaped<T>(schema: z.ZodType<T>, answer: unknown): T {
  const { success, data } = schema.safeParse(answer)
  if (success) return data
  throw new StoreError(
    'The answer is none of Google Cloud Storage; check the endpoint and the proxy settings.',
    'EBROKEN',
  )
}
