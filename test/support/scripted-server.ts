// A server on loopback that gives the answers it was told, one after the other, whatever is asked.
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

export interface Asked {
  readonly method: string
  /** Path and query as they came over the wire. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Answers a request in its own way, good or bad. */
export type Reply = (response: ServerResponse, asked: Asked) => void

export interface ScriptedServer {
  readonly root: string
  readonly asked: Asked[]
  /** Answers to give next; the last one is given again and again. */
  answer(...replies: Reply[]): void
  /** How many of the answers were never asked for. */
  unused(): number
  close(): Promise<void>
}

export async function startScripted(tls?: { cert: string; key: string }): Promise<ScriptedServer> {
  const asked: Asked[] = []
  let replies: Reply[] = []
  let given = 0
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => {})
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      const one = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') }
      asked.push(one)
      const reply = replies[Math.min(given++, replies.length - 1)]
      if (reply === undefined) response.writeHead(500).end('not told what to answer')
      else reply(response, one)
    })
  }
  const server = tls === undefined ? createServer(listener) : createHttpsServer(tls, listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    root: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    asked,
    answer: (...some) => {
      replies = some
      given = 0
    },
    unused: () => Math.max(0, replies.length - given),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Headers = Readonly<Record<string, string>>

export const REQUEST_ID = '11111111-2222-4333-8444-555555555555'

/** An answer with a body, and Graph's request-id. */
export const answered =
  (status: number, body: unknown, headers: Headers = {}): Reply =>
  response => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    response.writeHead(status, { 'content-type': 'application/json', 'request-id': REQUEST_ID, ...headers })
    response.end(text)
  }

export const page = (rows: readonly unknown[], nextLink?: string): Reply =>
  answered(200, { value: rows, ...(nextLink === undefined ? {} : { '@odata.nextLink': nextLink }) })

/** An error as Graph words it. */
export const failed = (status: number, code: string, headers: Headers = {}): Reply =>
  answered(status, { error: { code, message: `because of ${code}` } }, headers)

/** The connection breaks before an answer. */
export const reset: Reply = response => {
  response.socket?.resetAndDestroy()
}

/** The headers and a part of the body come, then the connection breaks. */
export const cutOff: Reply = response => {
  response.writeHead(200, { 'request-id': REQUEST_ID, 'content-length': '1000' })
  response.write('{"value":[{"id":"a"},', () => response.socket?.destroy())
}

export const neverAnswered: Reply = () => {}

/** The headers and a part of the body come, and then nothing. */
export const stalled: Reply = response => {
  response.writeHead(200, { 'request-id': REQUEST_ID })
  response.write('{"value":[')
}

/** A body that comes in pieces without end. */
export const dripping: Reply = response => {
  response.writeHead(200, { 'request-id': REQUEST_ID })
  const timer = setInterval(() => response.write(' '), 20)
  response.on('close', () => clearInterval(timer))
}

export const gzipped =
  (body: unknown, damage = 0): Reply =>
  response => {
    const bytes = gzipSync(JSON.stringify(body))
    const sent = damage === 0 ? bytes : bytes.subarray(0, bytes.length - damage)
    response.writeHead(200, { 'request-id': REQUEST_ID, 'content-encoding': 'gzip' })
    response.end(sent)
  }
