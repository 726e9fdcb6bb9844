// JSON batching: up to 20 requests in one, each with its own answer. https://learn.microsoft.com/graph/json-batching

import { type Answer, graphError } from './answers.ts'
import type { Call, GraphClient } from './client.ts'
import { type GraphError, MalformedAnswerError } from './errors.ts'
import type { Told } from './pace.ts'
import { cutMember, cutRows, type Page, splitPage } from './page.ts'
import { giveBack } from './page-memory.ts'
import { delayOf, exhausted, isDoubtful, isWorthRetrying, parseRetryAfter } from './retry.ts'
import { toldBy, toldByAll } from './told.ts'

export const BATCH_SIZE = 20

/** One request of a batch: `url` is relative to the API version (`/applications/…/owners`). With a body it is a POST. */
export interface BatchItem {
  readonly id: string
  readonly url: string
  readonly body?: Readonly<Record<string, string>>
}

/** What an item came to: its first page, or the error it ended in. */
export type BatchResult = { readonly page: Page } | { readonly error: GraphError }

interface InnerAnswer {
  readonly id: string
  readonly retryAfter: string | undefined
  readonly told: Told
  readonly result: BatchResult
}

export interface BatchPolicy {
  /** Waits, tells whom it concerns, and counts. */
  readonly wait: (ms: number, error: GraphError) => Promise<void>
  readonly random: () => number
  readonly now: () => number
  /** How long one item may take with all its retries. */
  readonly budgetMs: number
}

/**
 * Reads up to 20 items. Items that are throttled or fail in passing are asked again, alone, after the longest Retry-After among
 * them; the others are not. Throws when an item's answer is missing or malformed, or when retries run out.
 */
export async function readBatch(
  client: GraphClient,
  api: string,
  items: readonly BatchItem[],
  call: Call,
  policy: BatchPolicy,
): Promise<Map<string, BatchResult>> {
  const results = new Map<string, BatchResult>()
  const began = policy.now()
  const doubts = new Map<string, number>()
  let open = items
  for (let attempt = 1; open.length > 0; attempt++) {
    const attemptsAt = (id: string, error: GraphError): number => {
      if (!isDoubtful(error)) return attempt
      doubts.set(id, (doubts.get(id) ?? 0) + 1)
      return doubts.get(id) ?? 1
    }
    const answers = await post(client, api, open, call, policy.now)
    let delay = 0
    let again: GraphError | null = null
    for (const { id, result, ...answer } of answers) {
      const retryAfter = parseRetryAfter(answer.retryAfter, policy.now())
      if ('error' in result && isWorthRetrying(result.error, attemptsAt(id, result.error), retryAfter)) {
        again = result.error
        delay = Math.max(delay, delayOf(retryAfter, attempt, policy.random()))
      } else results.set(id, result)
    }
    open = items.filter(item => !results.has(item.id))
    if (again === null) break
    const spent = policy.now() - began
    if (spent + delay > policy.budgetMs) throw exhausted(again, delay, spent)
    await policy.wait(delay, again)
  }
  return results
}

async function post(
  client: GraphClient,
  api: string,
  items: readonly BatchItem[],
  call: Call,
  now: () => number,
): Promise<InnerAnswer[]> {
  const headers = { prefer: 'include-unknown-enum-members', ...call.headers }
  const requests = items.map(({ id, url, body }) =>
    body === undefined
      ? { id, method: 'GET', url, headers }
      : { id, method: 'POST', url, headers: { ...headers, 'content-type': 'application/json' }, body },
  )
  const link = `${client.root}/${api}/$batch`
  return client.post(link, JSON.stringify({ requests }), { ...call, cost: items.length }, (answer, tell) => {
    const answers = parse(answer, items, now())
    // What is in the answers are copies.
    giveBack(answer.body)
    tell(toldByAll(answers.map(({ told }) => told)))
    return answers
  })
}

/** The answers of a batch, in whatever order they came; every item must have exactly one. */
function parse(answer: Answer, items: readonly BatchItem[], now: number): InnerAnswer[] {
  const { rows } = cutRows(answer.body, 'responses', answer.requestId)
  const waiting = new Set(items.map(item => item.id))
  const answers = lines(rows).map(line => inner(line, answer.requestId, now))
  for (const { id } of answers) {
    if (!waiting.delete(id))
      throw new MalformedAnswerError('Graph answered an item twice or one not asked', answer.requestId)
  }
  for (const { result } of answers) {
    // The client renews the token and asks for the whole batch again, as it does for any other request.
    if ('error' in result && result.error.status === 401) throw result.error
  }
  if (waiting.size > 0)
    throw new MalformedAnswerError('Graph left an item of a batch unanswered', answer.requestId)
  return answers
}

function lines(rows: Buffer): Buffer[] {
  const found: Buffer[] = []
  for (let start = 0; start < rows.length; ) {
    const end = rows.indexOf(10, start)
    found.push(rows.subarray(start, end))
    start = end + 1
  }
  return found
}

function inner(line: Buffer, requestId: string | null, now: number): InnerAnswer {
  const { member, envelope } = cutMember(line, 'body', requestId)
  const { id, status, headers } = envelope
  if (typeof id !== 'string' || typeof status !== 'number') {
    throw new MalformedAnswerError("Graph's batch has an answer without id or status", requestId)
  }
  const body = member ?? Buffer.from('{}')
  const named = headersOf(headers)
  return {
    id,
    retryAfter: named['retry-after'],
    told: toldBy(status, named, now),
    result: resultOf(status, body, requestId, named),
  }
}

function resultOf(
  status: number,
  body: Buffer,
  requestId: string | null,
  { 'www-authenticate': challenge = '' }: Readonly<Record<string, string>>,
): BatchResult {
  if (status === 200) return { page: splitPage(body, requestId) }
  return {
    error: graphError(status, body.toString('utf8'), requestId, { 'www-authenticate': challenge }),
  }
}

/** By lower-case name. */
function headersOf(headers: unknown): Readonly<Record<string, string>> {
  if (typeof headers !== 'object' || headers === null) return {}
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name.toLowerCase(), String(value)]] : [],
    ),
  )
}
