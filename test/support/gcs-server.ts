// The objects of Google Cloud Storage on loopback, strict where the service is, with faults on demand: what the tests of the store and
// of whole runs talk to, for no registry has a server of it. https://cloud.google.com/storage/docs/json_api/v1
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type Conditions, GcsBucket, type GcsContents, type GcsObject, GcsRefusal } from './gcs-bucket.ts'
import { partsOf, resourceIn } from './gcs-multipart.ts'
import { GcsSessions } from './gcs-session.ts'

export interface GcsRequest {
  /** `get`, `media`, `list`, `insert`, `begin`, `put`, `cancel`, `rewrite` or `delete`. */
  readonly kind: string
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  /** The object's name; empty: none. */
  readonly name: string
  readonly bytes: number
  /** Of the client. */
  readonly port: number
}

/** Instead of an answer: an error, a broken or silent connection, or a body that is cut, stops or has a wrong byte at a place. */
export type GcsFault =
  | {
      readonly status: number
      readonly reason?: string
      readonly message?: string
      readonly headers?: Record<string, string>
    }
  | 'break'
  | 'silence'
  | { readonly cutAt: number }
  | { readonly stopAt: number }
  | { readonly flipAt: number }
  /** Of a chunk only so much arrives, then the connection breaks. */
  | { readonly arrives: number }

export interface GcsSettings {
  readonly bucket?: string
  /** Called before a request takes effect. */
  readonly before?: (request: GcsRequest) => GcsFault | undefined | Promise<GcsFault | undefined>
  /** Called after a request took effect; `break` is an answer that is lost. */
  readonly after?: (request: GcsRequest) => 'break' | undefined | Promise<'break' | undefined>
  /** Names that a listing does not show yet. */
  readonly lag?: (name: string) => boolean
  readonly pageSize?: number
  /** How much one call of rewrite copies; default: all. */
  readonly rewriteBytes?: number
  /** The only token that is let in; default: nobody is asked. */
  readonly token?: () => string
  readonly tls?: { readonly cert: string; readonly key: string }
}

export interface GcsServer {
  readonly url: string
  readonly contents: GcsContents
  readonly requests: GcsRequest[]
  /** Uploads that are under way. */
  readonly uploads: ReadonlyMap<string, unknown>
  close(): Promise<void>
}

interface Running extends GcsSettings {
  readonly bucketOf: GcsBucket
  readonly sessions: GcsSessions
  readonly rewrites: Map<string, number>
  readonly requests: GcsRequest[]
}

export async function startGcsServer(settings: GcsSettings = {}): Promise<GcsServer> {
  const bucketOf = new GcsBucket(settings.bucket ?? 'lake')
  const sessions = new GcsSessions(bucketOf)
  const running: Running = { ...settings, bucketOf, sessions, rewrites: new Map(), requests: [] }
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void handle(running, request, response).catch(() => response.destroy())
  const server =
    settings.tls === undefined ? createServer(listener) : createSecureServer(settings.tls, listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `${settings.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    url,
    contents: bucketOf.contents,
    requests: running.requests,
    uploads: sessions.open,
    close,
  }
}

async function handle(running: Running, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const seen = seenOf(request, body)
  running.requests.push(seen)
  const fault = await running.before?.(seen)
  if (fault === 'silence') return
  if (fault === 'break') return void response.destroy()
  if (fault !== undefined && 'status' in fault) return answerError(seen, response, fault)
  try {
    const answer = answerTo(running, seen, body, fault)
    if ((await running.after?.(seen)) === 'break' || (fault !== undefined && 'arrives' in fault))
      response.destroy()
    else answer(response)
  } catch (error) {
    if (!(error instanceof GcsRefusal)) throw error
    answerError(seen, response, error)
  }
}

function seenOf(request: IncomingMessage, body: Buffer): GcsRequest {
  const { method = '', headers, url = '' } = request
  const [path = '', query = ''] = url.split('?')
  const asked = new URLSearchParams(query)
  const [, , encoded = ''] = /^\/storage\/v1\/b\/([^/]+)\/o\/([^/]+)/.exec(path) ?? []
  const kind = kindOf(method, path, asked)
  const name =
    kind === 'insert' || kind === 'begin' ? resourceIn(headers, body).name : decodeURIComponent(encoded)
  return {
    kind,
    method,
    path,
    query: asked,
    headers,
    name,
    bytes: body.length,
    port: request.socket.remotePort ?? 0,
  }
}

function kindOf(method: string, path: string, query: URLSearchParams): string {
  if (/^\/upload\/storage\/v1\/b\/[^/]+\/o$/.test(path)) {
    if (query.has('upload_id')) return method === 'DELETE' ? 'cancel' : 'put'
    return { multipart: 'insert', resumable: 'begin' }[query.get('uploadType') ?? ''] ?? 'unknown'
  }
  const [, object, rewritten] =
    /^\/storage\/v1\/b\/[^/]+\/o(?:\/([^/]+))?(\/rewriteTo\/b\/[^/]+\/o\/[^/]+)?$/.exec(path) ?? []
  if (rewritten !== undefined) return 'rewrite'
  if (object === undefined) return 'list'
  if (method === 'DELETE') return 'delete'
  return query.get('alt') === 'media' ? 'media' : 'get'
}

type Answer = (response: ServerResponse) => void

const json =
  (value: object): Answer =>
  response =>
    response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(value))

const KNOWN =
  /^(alt|delimiter|destinationKmsKeyName|fields|generation|ifGenerationMatch|kmsKeyName|maxResults|name|pageToken|prefix|rewriteToken|uploadType|upload_id)$/

function answerTo(running: Running, seen: GcsRequest, body: Buffer, fault: GcsFault | undefined): Answer {
  const { bucketOf, token, lag = () => false, pageSize = 1000 } = running
  const { query, name, kind } = seen
  if (token !== undefined && seen.headers.authorization !== `Bearer ${token()}`)
    throw new GcsRefusal(401, 'authError', `Invalid Credentials ${seen.headers.authorization}`)
  const unknown = [...query.keys()].find(key => !KNOWN.test(key))
  if (unknown !== undefined) throw new GcsRefusal(400, 'invalidParameter', `Unknown name "${unknown}"`)
  if (/\/b\/([^/]+)/.exec(seen.path)?.[1] !== bucketOf.name)
    throw new GcsRefusal(404, 'notFound', 'The specified bucket does not exist.')
  const generation = query.get('generation')
  switch (kind) {
    case 'get':
      return json(bucketOf.resourceOf(bucketOf.find(name, generation)))
    case 'media':
      return media(bucketOf.find(name, generation), seen, fault)
    case 'list':
      return json(bucketOf.list(query, Math.min(pageSize, Number(query.get('maxResults') ?? 1000)), lag))
    case 'delete':
      bucketOf.remove(name, generation, query.get('ifGenerationMatch'))
      return response => response.writeHead(204).end()
    case 'rewrite':
      return rewrite(running, seen, body)
    default:
      return upload(running, seen, body, fault)
  }
}

const conditionsOf = (query: URLSearchParams): Conditions => ({
  ifGenerationMatch: query.get('ifGenerationMatch'),
  kmsKeyName: query.get('kmsKeyName') ?? query.get('destinationKmsKeyName'),
})

function upload(running: Running, seen: GcsRequest, body: Buffer, fault: GcsFault | undefined): Answer {
  const { bucketOf, sessions, tls } = running
  const { kind, query, headers, path } = seen
  const id = query.get('upload_id') ?? ''
  if (kind === 'insert') {
    const [, bytes = Buffer.alloc(0)] = partsOf(headers, body)
    return json(bucketOf.resourceOf(bucketOf.insert(resourceIn(headers, body), bytes, conditionsOf(query))))
  }
  if (kind === 'begin') {
    const begun = sessions.begin(resourceIn(headers, body), conditionsOf(query))
    const origin = `${tls === undefined ? 'http' : 'https'}://${headers.host}`
    const location = `${origin}${path}?uploadType=resumable&upload_id=${begun}`
    return response => response.writeHead(200, { location }).end()
  }
  if (kind === 'cancel') {
    sessions.cancel(id)
    return response => response.writeHead(499).end()
  }
  if (kind !== 'put') throw new GcsRefusal(400, 'invalid', 'What is that?')
  const most =
    fault !== undefined && typeof fault === 'object' && 'arrives' in fault ? fault.arrives : body.length
  const progress = sessions.put(
    id,
    headers['content-range'] ?? '',
    String(headers['x-goog-hash'] ?? ''),
    body,
    most,
  )
  if ('object' in progress) return json(bucketOf.resourceOf(progress.object))
  const range = progress.bytes === 0 ? {} : { range: `bytes=0-${progress.bytes - 1}` }
  return response => response.writeHead(308, range).end()
}

function media(object: GcsObject, { headers }: GcsRequest, fault: GcsFault | undefined): Answer {
  const { bytes } = object
  const [, begin] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? []
  const start = Number(begin ?? 0)
  if (begin !== undefined && start >= bytes.length)
    throw new GcsRefusal(416, 'requestedRangeNotSatisfiable', 'Request range not satisfiable')
  const body = Buffer.from(bytes.subarray(start))
  const range =
    begin === undefined ? {} : { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }
  return response => {
    response.writeHead(begin === undefined ? 200 : 206, {
      'content-type': object.contentType,
      'content-length': body.length,
      'x-goog-generation': object.generation,
      'x-goog-hash': `crc32c=${object.crc32c},md5=${object.md5Hash}`,
      'x-goog-stored-content-length': bytes.length,
      ...range,
    })
    const at: Partial<Record<string, number>> =
      typeof fault === 'object' && !('status' in fault) ? { ...fault } : {}
    if (at.flipAt !== undefined) body[at.flipAt] = (body[at.flipAt] ?? 0) ^ 1
    if (at.cutAt !== undefined) response.write(body.subarray(0, at.cutAt), () => response.destroy())
    else if (at.stopAt !== undefined) response.write(body.subarray(0, at.stopAt))
    else response.end(body)
  }
}

function rewrite(running: Running, { name, query, path }: GcsRequest, body: Buffer): Answer {
  const { bucketOf, rewrites, rewriteBytes = Number.POSITIVE_INFINITY } = running
  const from = bucketOf.find(name, query.get('generation'))
  const token = query.get('rewriteToken') ?? `${from.generation}-${path}`
  const done = Math.min(from.bytes.length, (rewrites.get(token) ?? 0) + rewriteBytes)
  const sizes = { totalBytesRewritten: String(done), objectSize: String(from.bytes.length) }
  if (done < from.bytes.length) {
    rewrites.set(token, done)
    return json({ kind: 'storage#rewriteResponse', done: false, rewriteToken: token, ...sizes })
  }
  rewrites.delete(token)
  const to = decodeURIComponent(path.split('/').at(-1) ?? '')
  const resource = bucketOf.resourceOf(
    bucketOf.copy(from, to, JSON.parse(body.toString()), conditionsOf(query)),
  )
  return json({ kind: 'storage#rewriteResponse', done: true, resource, ...sizes })
}

function answerError(
  { kind }: GcsRequest,
  response: ServerResponse,
  fault: { status: number; reason?: string; message?: string; headers?: Record<string, string> },
): void {
  const { status, reason = 'backendError', message = 'Backend Error', headers = {} } = fault
  // Of media the message comes alone.
  if (kind === 'media')
    return void response
      .writeHead(status, { 'content-type': 'text/html; charset=UTF-8', ...headers })
      .end(message)
  const error = { code: status, message, errors: [{ message, domain: 'global', reason }] }
  response
    .writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers })
    .end(JSON.stringify({ error }))
}
