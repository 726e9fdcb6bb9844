import { hash, salt } from '../random.ts'
import { type Answer, badRequest, json } from './answer.ts'

/** One request of a batch, read. */
export interface InnerRequest {
  readonly id: string
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** '' without one. */
  readonly body: string
  readonly dependsOn: readonly string[]
}

const SHUFFLE = salt('batch')
const MOST = 20

/** The requests of a batch; a broken payload refuses the whole. */
export function readBatch(text: string): readonly InnerRequest[] {
  const requests = requestsOf(text)
  if (requests.length === 0) throw badRequest('Invalid batch payload format: no requests.')
  if (requests.length > MOST)
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${MOST}.`)
  const inner = requests.map(readInner)
  const ids = new Set(inner.map(request => request.id.toLowerCase()))
  if (ids.size < inner.length) throw badRequest('Request Id values have to be unique in the batch.')
  return inner
}

function requestsOf(text: string): unknown[] {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && 'requests' in body && Array.isArray(body.requests))
      return body.requests
  } catch {
    throw badRequest('Invalid batch payload format: not JSON.')
  }
  throw badRequest('Invalid batch payload format.')
}

function readInner(request: unknown): InnerRequest {
  const { id, method, url, headers, body, dependsOn } = (request ?? {}) as Record<string, unknown>
  if (typeof id !== 'string' || typeof method !== 'string' || typeof url !== 'string') {
    throw badRequest('Invalid batch payload format: id, method and url are required.')
  }
  if (/^[a-z]+:/i.test(url)) throw badRequest(`Invalid batch payload format: '${url}' is not a relative URL.`)
  const given = Object.entries((headers ?? {}) as Record<string, unknown>)
  return {
    id,
    method: method.toUpperCase(),
    url: url.startsWith('/') ? url : `/${url}`,
    headers: Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value)])),
    body: body === undefined || body === null ? '' : JSON.stringify(body),
    dependsOn: Array.isArray(dependsOn) ? dependsOn.map(String) : [],
  }
}

/** Answers in an order of the server's own; what depends on a failed request is 424. */
export async function answerBatch(
  seed: number,
  requests: readonly InnerRequest[],
  answer: (request: InnerRequest) => Promise<Answer>,
): Promise<Answer> {
  const done = new Map<string, Answer>()
  for (const request of requests) {
    const failed = request.dependsOn.some(id => (done.get(id)?.status ?? 500) >= 400)
    done.set(request.id, failed ? FAILED_DEPENDENCY : await answer(request))
  }
  const order = [...done].sort(([a], [b]) => hash(seed, salt(a), SHUFFLE) - hash(seed, salt(b), SHUFFLE))
  return json(`{"responses":[${order.map(([id, inner]) => write(id, inner)).join(',')}]}`)
}

const FAILED_DEPENDENCY: Answer = {
  status: 424,
  headers: { 'content-type': 'application/json' },
  body: '{"error":{"code":"FailedDependency","message":"A request this one depends on has failed."}}',
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** JSON bodies stand as they are, others as text in base64. */
function write(id: string, { status, headers, body }: Answer): string {
  const text = body.toString()
  const content = isJson(text) ? text : JSON.stringify(Buffer.from(body).toString('base64'))
  const shown = Object.entries(headers).map(([name, value]) => [
    name.replace(/(^|-)[a-z]/g, letter => letter.toUpperCase()),
    value,
  ])
  return `{"id":${JSON.stringify(id)},"status":${status},"headers":${JSON.stringify(Object.fromEntries(shown))},"body":${content}}`
}
