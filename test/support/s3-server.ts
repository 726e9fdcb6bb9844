// S3 as Amazon documents it, in memory, on loopback: conditional writes, uploads in parts, checksums, and faults on demand.
// https://docs.aws.amazon.com/AmazonS3/latest/API/
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { bodyOf } from './s3-body.ts'
import { answerOf } from './s3-operations.ts'
import { type Bucket, emptyBucket } from './s3-state.ts'

export interface S3Request {
  readonly method: string
  readonly bucket: string
  /** Decoded; empty: the bucket itself. */
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** What was sent, without the frames of aws-chunked. */
  readonly body: Buffer
  /** As S3 names it: `PutObject`. */
  readonly operation: string
}

export interface S3Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer | string
  /** The connection breaks after so many bytes of the body. */
  readonly cutAfter?: number
  /** And then stays open instead, in silence. */
  readonly isSilent?: boolean
}

/** An answer instead of the usual one, or a connection that breaks before any; undefined: all goes its way. */
export type Fault = S3Answer | 'cut' | undefined

export interface S3ServerOptions {
  /** Before a request takes effect, and instead of that. */
  readonly before?: (request: S3Request) => Fault | Promise<Fault>
  /** After it took effect, instead of its answer. */
  readonly after?: (request: S3Request, answer: S3Answer) => Fault | Promise<Fault>
  /** So many milliseconds listings are behind. */
  readonly lag?: number
  readonly region?: string
  /** Longer objects are not copied in one request; default: 5 GiB. */
  readonly copyLimit?: number
  /** Shorter parts are refused, the last one excepted; default: 5 MiB. */
  readonly leastPart?: number
  /** Objects in a page of a listing; default: 1000. */
  readonly pageSize?: number
  readonly tls?: { readonly cert: string; readonly key: string }
}

export interface S3Server {
  readonly url: string
  readonly port: number
  /** Of the only bucket, which is called `bucket`. */
  readonly bucket: Bucket
  readonly requests: S3Request[]
  /** Connections ever accepted. */
  readonly connections: number
  close(): Promise<void>
}

export async function startS3Server(options: S3ServerOptions = {}): Promise<S3Server> {
  const requests: S3Request[] = []
  const bucket = emptyBucket()
  const listener: RequestListener = (incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('error', () => {})
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming
      const request = requestOf(method, url, headers, Buffer.concat(chunks))
      requests.push(request)
      answer(options, bucket, request).then(
        result => send(response, request, result),
        (error: unknown) => send(response, request, { status: 500, body: String(error) }),
      )
    })
  }
  const server = options.tls === undefined ? createServer(listener) : createHttpsServer(options.tls, listener)
  let connections = 0
  server.on('connection', () => connections++)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    bucket,
    requests,
    get connections() {
      return connections
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  options: S3ServerOptions,
  bucket: Bucket,
  request: S3Request,
): Promise<S3Answer | 'cut'> {
  const instead = await options.before?.(request)
  if (instead !== undefined) return instead
  const usual = answerOf(request, bucket, options)
  return (await options.after?.(request, usual)) ?? usual
}

/** `/bucket/key`, or `/key` where the host begins with the bucket. */
function requestOf(method: string, path: string, headers: IncomingHttpHeaders, raw: Buffer): S3Request {
  const { pathname, searchParams: query } = new URL(path, 'http://x')
  const byHost = /^([^.:]+)\.(s3\b|[^:]*localhost)/.exec(headers.host ?? '')?.[1]
  const [, first = '', ...rest] = pathname.split('/').map(decodeURIComponent)
  const bucket = byHost ?? first
  const key = byHost === undefined ? rest.join('/') : [first, ...rest].join('/')
  const body = bodyOf(raw, headers)
  return { method, bucket, key, query, headers, body, operation: operationOf(method, key, query, headers) }
}

function operationOf(
  method: string,
  key: string,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): string {
  const isCopy = headers['x-amz-copy-source'] !== undefined
  if (key === '') {
    if (method === 'POST' && query.has('delete')) return 'DeleteObjects'
    if (method === 'GET') return query.has('uploads') ? 'ListMultipartUploads' : 'ListObjectsV2'
    return 'Unknown'
  }
  const inParts = query.has('uploadId')
  const names: Readonly<Record<string, string>> = {
    GET: 'GetObject',
    HEAD: 'HeadObject',
    PUT: inParts ? (isCopy ? 'UploadPartCopy' : 'UploadPart') : isCopy ? 'CopyObject' : 'PutObject',
    POST: inParts ? 'CompleteMultipartUpload' : 'CreateMultipartUpload',
    DELETE: inParts ? 'AbortMultipartUpload' : 'DeleteObject',
  }
  return names[method] ?? 'Unknown'
}

function send(response: ServerResponse, { method }: S3Request, result: S3Answer | 'cut'): void {
  if (result === 'cut') {
    response.socket?.destroy()
    return
  }
  const body = Buffer.from(result.body ?? '')
  // HEAD tells the length of what it does not send.
  const headers = { 'content-length': String(body.length), ...result.headers }
  response.writeHead(result.status, { 'x-amz-request-id': '4442587FB7D0A2F9', ...headers })
  if (method === 'HEAD') response.end()
  else if (result.cutAfter === undefined) response.end(body)
  else
    response.write(body.subarray(0, result.cutAfter), () => {
      if (result.isSilent !== true) response.socket?.destroy()
    })
}
