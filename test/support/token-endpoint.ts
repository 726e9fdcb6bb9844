// The token endpoint of Microsoft's identity platform, on loopback, with the discovery document that leads to it.
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/** The certificate and key of tests on localhost and 127.0.0.1; published on purpose, they protect nothing. */
export const testTls = {
  cert: readFileSync(new URL('./tls/cert.pem', import.meta.url), 'utf8'),
  key: readFileSync(new URL('./tls/key.pem', import.meta.url), 'utf8'),
}

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly contentType: string
  readonly form: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface TokenEndpoint {
  readonly authority: string
  readonly requests: RecordedRequest[]
  tokenRequests(): RecordedRequest[]
  /** Answers of the token endpoint; default: a new token each time. */
  answer: (serial: number) => Answer
  /** Changes the discovery document; default: none. */
  discovery: (document: Record<string, string>) => Answer
  close(): Promise<void>
}

export const grantToken = (token: string, expiresIn = 3600): Answer => ({
  status: 200,
  body: { token_type: 'Bearer', expires_in: expiresIn, ext_expires_in: expiresIn, access_token: token },
})

export const CORRELATION_ID = '5e1b9a8c-1111-4222-8333-944455556666'

/** A refusal as Entra words it. */
export const refuseWith = (code: number, text: string, error = 'invalid_client'): Answer => ({
  status: error === 'invalid_client' ? 401 : 400,
  body: {
    error,
    error_description: `AADSTS${code}: ${text} Trace ID: 0f0f Correlation ID: ${CORRELATION_ID} Timestamp: 2026-11-20 10:00:00Z`,
    error_codes: [code],
    timestamp: '2026-11-20 10:00:00Z',
    trace_id: '0f0f',
    correlation_id: CORRELATION_ID,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  },
})

export async function startTokenEndpoint(
  scheme: 'https' | 'http',
  host = '127.0.0.1',
): Promise<TokenEndpoint> {
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    void handle(endpoint, request, response)
  }
  const server =
    scheme === 'https'
      ? createHttpsServer({ cert: testTls.cert, key: testTls.key }, listener)
      : createHttpServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const endpoint: TokenEndpoint = {
    authority: `${scheme}://${host}:${port}`,
    requests: [],
    tokenRequests: () => endpoint.requests.filter(request => request.method === 'POST'),
    answer: serial => grantToken(`token-${serial}`),
    discovery: document => ({ status: 200, body: document }),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return endpoint
}

async function handle(
  endpoint: TokenEndpoint,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const path = request.url ?? ''
  endpoint.requests.push({
    method: request.method ?? '',
    path,
    contentType: request.headers['content-type'] ?? '',
    form: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8'))),
  })
  const { status, body, headers } = route(endpoint, request.method ?? '', path)
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

function route(endpoint: TokenEndpoint, method: string, path: string): Answer {
  const [, tenant = '', ...rest] = (path.split('?')[0] ?? '').split('/')
  const tail = rest.join('/')
  const root = `${endpoint.authority}/${tenant}`
  if (method === 'GET' && tail === 'v2.0/.well-known/openid-configuration') {
    return endpoint.discovery({
      token_endpoint: `${root}/oauth2/v2.0/token`,
      authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
      end_session_endpoint: `${root}/oauth2/v2.0/logout`,
      jwks_uri: `${root}/discovery/v2.0/keys`,
      issuer: `${root}/v2.0`,
    })
  }
  if (method === 'POST' && tail === 'oauth2/v2.0/token')
    return endpoint.answer(endpoint.tokenRequests().length)
  return { status: 404, body: { error: 'not_found' } }
}
