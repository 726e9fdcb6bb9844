import type { FaultAction, QuotaFamily, RequestRecord } from '../api.ts'
import type { Chaos } from '../chaos/index.ts'
import { guid, salt } from '../random.ts'
import { type Answer, badRequest, GraphError, JSON_TYPE } from './answer.ts'
import { answerBatch, type InnerRequest, readBatch } from './batch.ts'
import type { Call, Rights, Service } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import { type Found, findEndpoints } from './endpoints.ts'
import { damage, type Faults, insteadOf, isWireFault, type WireFault } from './faults.ts'
import { parseQuery } from './query.ts'
import { type Quotas, resourceUnits, type Throttled } from './quotas.ts'
import { authorize } from './rights.ts'
import { wantsSignInActivity } from './sign-in-activity.ts'
import { type Identity, readToken } from './tokens.ts'

/** A request as it came in, on the wire or inside a batch. */
export interface Incoming {
  readonly method: string
  /** Raw path and query. */
  readonly raw: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly inBatch: boolean
}

export interface Outgoing {
  readonly answer: Answer
  readonly wire: WireFault | undefined
  readonly record: RequestRecord
}

/** Everything a request passes through. */
export interface Site {
  readonly service: Service
  readonly identity: Identity
  /** The sign-in service; undefined for a path that is not its own. */
  readonly signIn: (request: Incoming) => Answer | undefined
  readonly faults: Faults
  readonly chaos: Chaos
  /** Undefined: without limits. */
  readonly quotas: Quotas | undefined
  readonly record: (record: RequestRecord) => void
}

const REQUEST = salt('request')
const MAX_URL = 16_000

export class Dispatcher {
  readonly #site: Site
  readonly #tokens = new Map<string, string>()
  #count = 0

  constructor(site: Site) {
    this.#site = site
  }

  async handle(request: Incoming): Promise<Outgoing> {
    const { service } = this.#site
    const id = guid(service.tenant.world.seed, REQUEST, this.#count++)
    const record = this.#record(request, familyOf(request.raw))
    const fault = this.#fault(request, record.family)
    const answer = this.#finish(await this.#answer(request, fault, () => this.#route(request)), request, id)
    record.status = answer.status
    return { answer, wire: fault && isWireFault(fault) ? fault : undefined, record }
  }

  /** A request to the address of a file, which is not Graph's: no token, no headers of Graph. */
  async download(request: Incoming): Promise<Outgoing> {
    const record = this.#record(request, 'none')
    const fault = this.#fault(request, record.family)
    const file = (): Promise<Answer> =>
      this.#site.service.downloads.answer(request.method, request.raw, request.headers)
    const answer = plainRefusal(await this.#answer(request, fault, file))
    record.status = answer.status
    return { answer, wire: fault && isWireFault(fault) ? fault : undefined, record }
  }

  /** What was ordered goes before what chance brings. */
  #fault(request: Incoming, family: QuotaFamily): FaultAction | undefined {
    const { faults, chaos } = this.#site
    return faults.strike(request.method, request.raw, request.inBatch) ?? chaos.strike(request, family)
  }

  #record({ method, raw, headers, inBatch }: Incoming, family: QuotaFamily): RequestRecord {
    const kept = { ...headers, ...this.#shared(headers.authorization) }
    const record = {
      method,
      path: raw,
      family,
      headers: kept,
      status: 0,
      at: Date.now(),
      inBatch,
    }
    this.#site.record(record)
    return record
  }

  /** One copy of each token in memory, however many requests carry it. */
  #shared(authorization: string | undefined): { authorization?: string } {
    if (authorization === undefined) return {}
    const known = this.#tokens.get(authorization) ?? authorization
    this.#tokens.set(known, known)
    return { authorization: known }
  }

  async #answer(
    request: Incoming,
    fault: FaultAction | undefined,
    real: () => Answer | Promise<Answer>,
  ): Promise<Answer | GraphError> {
    const instead = fault && insteadOf(fault)
    if (instead) return instead
    try {
      const answer = await real()
      return fault ? damage(fault, answer, `${this.#site.service.url()}${request.raw}`) : answer
    } catch (error) {
      if (error instanceof GraphError) return error
      throw error
    }
  }

  async #route(request: Incoming): Promise<Answer> {
    const { identity, signIn } = this.#site
    const [path = '', query = ''] = split(request.raw)
    const version = /^\/(v1\.0|beta)(\/.*)$/.exec(path)
    if (!version) {
      const signedIn = signIn(request)
      if (signedIn) return signedIn
      throw new GraphError(404, 'ResourceNotFound', `Invalid version: ${path.split('/')[1] ?? ''}`)
    }
    const rights = readToken(identity, request.headers.authorization)
    if (request.raw.length > MAX_URL) throw new GraphError(414, 'UriTooLong', 'The request URI is too long.')
    const below = version[2] ?? ''
    if (below === '/$batch') return this.#batch(request, version[1] ?? '')
    return this.#call(request, version[1] === 'beta' ? 'beta' : 'v1.0', below, query, rights)
  }

  #call(request: Incoming, version: Call['version'], below: string, query: string, rights: Rights): Answer {
    const { service, quotas } = this.#site
    const { endpoint, ids, path } = this.#find(request.method, version, below)
    const { raw, method, headers, body } = request
    const call: Call = {
      service,
      method,
      version,
      path,
      raw,
      query: parseQuery(query),
      headers,
      body,
      rights,
    }
    authorize(call, endpoint)
    const throttled = quotas?.charge(call, endpoint)
    if (throttled) throw this.#throttle(throttled)
    const answer = endpoint.answer(call, ids)
    return { ...answer, headers: { ...answer.headers, ...usage(call, endpoint, quotas) } }
  }

  /** 404 for what this cloud's Graph does not know, 405 for a method it does not take. */
  #find(method: string, version: Call['version'], below: string): Found {
    const { cloud } = this.#site.service
    const known = findEndpoints(decodeSegments(below), version).filter(
      ({ endpoint }) => !endpoint.missingIn?.includes(cloud),
    )
    if (known.length === 0)
      throw new GraphError(
        404,
        'ResourceNotFound',
        `Resource not found for the segment '${below.split('/')[1] ?? ''}'.`,
      )
    const found = known.find(({ endpoint }) => endpoint.method === method)
    if (found) return found
    throw new GraphError(
      405,
      'Request_BadRequest',
      'Specified HTTP method is not allowed for the request target.',
    )
  }

  #throttle({ family, retryAfterSeconds, limit }: Throttled): GraphError {
    const { clientId, tenantId } = this.#site.identity
    const scope =
      family === 'protection' ? `Tenant/Read/${tenantId}` : `Tenant_Application/Read/${clientId}/${tenantId}`
    return new GraphError(429, 'TooManyRequests', 'Too many requests.', {
      'x-ms-throttle-scope': scope,
      'x-ms-throttle-information': limit,
      ...(retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }),
    })
  }

  #batch(request: Incoming, version: string): Promise<Answer> {
    if (request.method !== 'POST')
      throw new GraphError(405, 'BadRequest', 'Only POST is supported for $batch.')
    const inner = readBatch(request.body)
    return answerBatch(this.#site.service.tenant.world.seed, inner, one => this.#inner(request, version, one))
  }

  async #inner(outer: Incoming, version: string, inner: InnerRequest): Promise<Answer> {
    const { method, url, headers, body } = inner
    const raw = `/${version}${url}`
    const nested = split(url)[0] === '/$batch'
    const authorization = { authorization: headers.authorization ?? outer.headers.authorization ?? '' }
    const request = { method, raw, headers: { ...headers, ...authorization }, body, inBatch: true }
    if (nested) return this.#finish(badRequest('A batch may not hold a batch.'), request, '')
    return (await this.handle(request)).answer
  }

  /** Error bodies and the headers that every answer has. */
  #finish(answer: Answer | GraphError, { raw, headers, inBatch }: Incoming, id: string): Answer {
    const { now } = this.#site.service.tenant
    const clientId = headers['client-request-id'] ?? id
    const common = inBatch
      ? {}
      : {
          'request-id': id,
          'client-request-id': clientId,
          date: new Date(isGraphs(raw) ? now : Date.now()).toUTCString(),
          'cache-control': 'no-cache',
        }
    if (!(answer instanceof GraphError)) return { ...answer, headers: { ...common, ...answer.headers } }
    const innerError = {
      date: new Date(now).toISOString().slice(0, 19),
      'request-id': id,
      'client-request-id': clientId,
    }
    const body = JSON.stringify({ error: { code: answer.code, message: answer.message, innerError } })
    return {
      status: answer.status,
      headers: { ...common, 'content-type': JSON_TYPE, ...answer.headers },
      body,
    }
  }
}

function split(raw: string): [path: string, query: string] {
  const mark = raw.indexOf('?')
  return mark < 0 ? [raw, ''] : [raw.slice(0, mark), raw.slice(mark + 1)]
}

/** Graph has the tenant's time; the sign-in service has this machine's, as its tokens do. */
const isGraphs = (raw: string): boolean => /^\/(v1\.0|beta)\//.test(raw)

/** A refusal by a server that is not Graph. */
function plainRefusal(answer: Answer | GraphError): Answer {
  if (!(answer instanceof GraphError)) return answer
  const { status, message, headers } = answer
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: message }
}

function decodeSegments(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw badRequest('The request URI is not valid.')
  }
}

/** Resource units spent, and how full the limit is from 80 % on. */
function usage(call: Call, endpoint: Endpoint, quotas: Quotas | undefined): Record<string, string> {
  if (endpoint.family !== 'directory') return {}
  const load = quotas?.directoryLoad ?? 0
  return {
    'x-ms-resource-unit': String(resourceUnits(call, endpoint)),
    ...(load >= 0.8 ? { 'x-ms-throttle-limit-percentage': load.toFixed(2) } : {}),
  }
}

function familyOf(raw: string): QuotaFamily {
  const [path, query] = split(raw)
  const below = /^\/(?:v1\.0|beta)(\/.*)$/.exec(path)?.[1]
  if (below === undefined)
    return path.includes('/oauth2/') || path.includes('/discovery/') || path.includes('/.well-known/')
      ? 'auth'
      : 'none'
  if (below === '/$batch') return 'batch'
  try {
    if (wantsSignInActivity(below, parseQuery(query))) return 'signInActivity'
    const version = raw.startsWith('/beta/') ? 'beta' : 'v1.0'
    return findEndpoints(decodeSegments(below), version)[0]?.endpoint.family ?? 'none'
  } catch {
    return 'none'
  }
}
