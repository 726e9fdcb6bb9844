// Google's sign-in, on loopback: the token endpoint of service accounts, the exchange of workload identity federation, impersonation and
// the metadata server, told apart by their paths.
import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { KeyPair } from './tls/private-ca.ts'

export interface TokenRequest {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface TokenServer {
  readonly port: number
  readonly requests: TokenRequest[]
  /** The token of the storage now. */
  token: string
  /** Instead of a token; null: a token. */
  refusal: { readonly status: number; readonly body: unknown } | null
  close(): Promise<void>
}

export async function startTokenServer(tls?: KeyPair): Promise<TokenServer> {
  const server = tls === undefined ? createServer() : createSecureServer(tls)
  const tokens: TokenServer = {
    get port() {
      return (server.address() as AddressInfo).port
    },
    requests: [],
    token: 'ya29.first-token',
    refusal: null,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  server.on('request', async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const seen = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() }
    tokens.requests.push(seen)
    const { status, body } = tokens.refusal ?? { status: 200, body: answerTo(seen, tokens.token) }
    response
      .writeHead(status, { 'content-type': 'application/json', 'metadata-flavor': 'Google' })
      .end(JSON.stringify(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return tokens
}

function answerTo({ path }: TokenRequest, token: string): object {
  // The subject's token, as CI systems give it.
  if (path.startsWith('/subject')) return { value: 'subject-from-url' }
  if (path.endsWith(':generateAccessToken'))
    return { accessToken: token, expireTime: new Date(Date.now() + 3_600_000).toISOString() }
  const issued = path.startsWith('/v1/token')
    ? { issued_token_type: 'urn:ietf:params:oauth:token-type:access_token' }
    : {}
  return { access_token: token, token_type: 'Bearer', expires_in: 3600, ...issued }
}
