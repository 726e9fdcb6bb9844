// A strict forward proxy on loopback: tunnels by CONNECT, plain http by whole URLs, and only for who has the credentials.
import {
  createServer,
  type IncomingMessage,
  request as requestOf,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { KeyPair } from './tls/private-ca.ts'

export interface ProxySettings {
  /** Who may use it; default: everybody. */
  readonly user?: string
  readonly password?: string
  /** What Proxy-Authenticate asks for; default: Basic. */
  readonly challenge?: string
  /** Where names are, as port numbers on loopback; a name that is not here is unknown to the proxy. */
  readonly ports?: Readonly<Record<string, number>>
  /** Served over TLS itself. */
  readonly tls?: KeyPair
  /** Instead of opening a tunnel: this status, silence, or a broken connection. */
  readonly connectWith?: number | 'silence' | 'break'
}

export interface SeenByProxy {
  readonly method: string
  /** `host:port` of CONNECT, a whole URL otherwise. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export interface ProxyServer {
  readonly url: string
  readonly port: number
  readonly seen: SeenByProxy[]
  /** Connections ever accepted. */
  readonly connections: number
  /** Connections that are open now. */
  readonly open: number
  /** Tunnels that are open now. */
  readonly tunnels: ReadonlySet<Duplex>
  close(): Promise<void>
}

export async function startProxy(settings: ProxySettings = {}): Promise<ProxyServer> {
  const seen: SeenByProxy[] = []
  const tunnels = new Set<Duplex>()
  const server: Server =
    settings.tls === undefined ? createServer() : (createHttpsServer(settings.tls) as unknown as Server)
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    connections++
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    note(seen, request)
    if (isAllowed(settings, request)) forward(settings, request, response)
    else response.writeHead(407, challengeOf(settings)).end('who are you?')
  })
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    note(seen, request)
    client.on('error', () => {})
    tunnel(settings, request, client, tunnels)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${settings.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    seen,
    tunnels,
    get connections() {
      return connections
    },
    get open() {
      return sockets.size
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function note(seen: SeenByProxy[], { method = '', url = '', headers }: IncomingMessage): void {
  seen.push({ method, target: url, headers })
}

function isAllowed({ user, password = '' }: ProxySettings, { headers }: IncomingMessage): boolean {
  if (user === undefined) return true
  const pair = Buffer.from(`${user}:${password}`, 'utf8').toString('base64')
  return headers['proxy-authorization'] === `Basic ${pair}`
}

const challengeOf = ({ challenge = 'Basic realm="corp"' }: ProxySettings) => ({
  'proxy-authenticate': challenge,
})

/** Where a target is: by the map, or a port on loopback itself; null: nowhere. */
function portOf({ ports = {} }: ProxySettings, target: URL): number | null {
  const known = ports[target.hostname]
  if (known !== undefined) return known
  return /^(127\.0\.0\.1|localhost|\[::1\])$/.test(target.hostname) ? Number(target.port) : null
}

function forward(settings: ProxySettings, request: IncomingMessage, response: ServerResponse): void {
  const { method = '', url = '', headers } = request
  const port = /^http:\/\//.test(url) ? portOf(settings, new URL(url)) : null
  if (port === null) {
    response.writeHead(502).end('no such host')
    return
  }
  const path = url.replace(/^http:\/\/[^/]*/, '')
  const { 'proxy-authorization': _secret, ...passed } = headers
  const inner = requestOf(
    { host: '127.0.0.1', port, method, path, headers: passed, agent: false },
    answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.on('error', () => response.destroy()).pipe(response)
    },
  )
  inner.on('error', () => response.destroy())
  request.pipe(inner)
}

function tunnel(
  settings: ProxySettings,
  request: IncomingMessage,
  client: Duplex,
  tunnels: Set<Duplex>,
): void {
  const { connectWith } = settings
  const port = portOf(settings, new URL(`http://${request.url ?? ''}`))
  if (!isAllowed(settings, request)) refuse(client, 407, challengeOf(settings))
  else if (connectWith === 'break') client.destroy()
  else if (typeof connectWith === 'number') refuse(client, connectWith)
  else if (port === null) refuse(client, 502)
  else if (connectWith === 'silence') client.resume().on('end', () => client.destroy())
  else join(client, port, tunnels)
}

function refuse(client: Duplex, status: number, headers: Readonly<Record<string, string>> = {}): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  client.end([`HTTP/1.1 ${status} no`, ...lines, 'content-length: 0', '', ''].join('\r\n'))
}

function join(client: Duplex, port: number, tunnels: Set<Duplex>): void {
  const server = connect(port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    tunnels.add(client)
    client.pipe(server).pipe(client)
  })
  server.on('error', () => client.destroy()).on('close', () => client.destroy())
  client.on('close', () => {
    tunnels.delete(client)
    server.destroy()
  })
}
