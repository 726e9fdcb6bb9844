// Azure's blob service on loopback, with every misfortune that a test asks for.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import {
  type Answer,
  type Asked,
  answerTo,
  keyOf,
  newService,
  operationOf,
  refused,
  type Service,
} from './azure-service.ts'
import type { KeyPair } from './tls/private-ca.ts'

/**
 * An answer instead of the service's; or the service acts, and its answer is lost, is cut in the middle of its body, stops coming there,
 * or has other bytes than it should; or the connection breaks before anything is done.
 */
export type Misfortune = Answer | 'lost' | 'cut' | 'stalled' | 'damaged' | 'broken'

export interface AzureServer extends Service {
  readonly account: string
  /** Of the account, without a slash at its end. */
  readonly endpoint: string
  readonly seen: Asked[]
  /** How long each answer takes. */
  pauseMs: number
  /** The most blocks that were on their way together. */
  mostBlocks: number
  /** What befalls a request; null: nothing. */
  befalls: (asked: Asked, index: number) => Misfortune | null
  /** Of the requests, in their order. */
  operations(): string[]
  close(): Promise<void>
}

export const SERVER_ACCOUNT = 'acme'

export async function startAzure(tls?: KeyPair): Promise<AzureServer> {
  const seen: Asked[] = []
  const listener: RequestListener = (request, response) => {
    request.on('error', () => {})
    void bodyOf(request).then(body => {
      const url = new URL(request.url ?? '/', 'http://localhost')
      const { method = '', headers } = request
      const asked = {
        method,
        url,
        headers,
        body,
        key: keyOf(url),
        operation: operationOf(method, url, headers),
      }
      seen.push(asked)
      if (asked.operation === 'Put Block') countBlock(response)
      if (self.pauseMs === 0) reply(self, asked, response)
      else setTimeout(() => reply(self, asked, response), self.pauseMs)
    })
  }
  let blocks = 0
  const countBlock = (response: ServerResponse): void => {
    self.mostBlocks = Math.max(self.mostBlocks, ++blocks)
    response.once('finish', () => blocks--)
  }
  const server = tls === undefined ? createServer(listener) : createHttpsServer(tls, listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const self: AzureServer = Object.assign(newService(), {
    account: SERVER_ACCOUNT,
    endpoint: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/${SERVER_ACCOUNT}`,
    seen,
    pauseMs: 0,
    mostBlocks: 0,
    befalls: () => null,
    operations: () => seen.map(({ operation }) => operation),
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
  return self
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function reply(server: AzureServer, asked: Asked, response: ServerResponse): void {
  const misfortune = server.befalls(asked, server.seen.length - 1)
  if (misfortune === 'broken') {
    response.socket?.destroy()
    return
  }
  const answer = typeof misfortune === 'object' && misfortune !== null ? misfortune : served(server, asked)
  if (misfortune === 'lost') response.socket?.destroy()
  else if (misfortune === 'cut' || misfortune === 'stalled') sendHalf(response, answer, misfortune === 'cut')
  else if (misfortune === 'damaged') send(response, asked, { ...answer, body: spoilt(answer) })
  else send(response, asked, answer)
}

const served = (server: AzureServer, asked: Asked): Answer =>
  isSigned(asked) ? answerTo(server, asked) : refused(401, 'NoAuthenticationInformation')

const spoilt = ({ body = '' }: Answer): Buffer => Buffer.alloc(Buffer.byteLength(body), 'x')

function sendHalf(response: ServerResponse, { status, headers, body = '' }: Answer, isCut: boolean): void {
  const bytes = Buffer.from(body)
  response.writeHead(status, { ...headers, 'content-length': String(bytes.length) })
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
    if (isCut) response.socket?.destroy()
  })
}

const isSigned = ({ headers, url }: Asked): boolean =>
  /^(SharedKey|Bearer) ./.test(headers.authorization ?? '') || url.searchParams.has('sig')

function send(response: ServerResponse, { method }: Asked, { status, headers, body = '' }: Answer): void {
  const length = { 'content-length': String(Buffer.byteLength(body)) }
  response.writeHead(status, {
    'x-ms-request-id': '11111111-2222-4333-8444-555555555555',
    ...length,
    ...headers,
  })
  response.end(method === 'HEAD' ? undefined : body)
}
