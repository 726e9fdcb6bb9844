// Opens connections: straight to a server, or to it through a proxy. TLS always verifies.
import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { buildConnector } from 'undici'
import { NetworkError, RequestError } from './errors.ts'
import { proxyAuthorization, shownProxy } from './proxies.ts'
import { codeOf, untrusted } from './trust.ts'

export interface Connecting {
  /** Milliseconds for each step: to the proxy, from there to the server, and TLS. */
  readonly connectMs: number
  /** null: Node's own trust. */
  readonly secureContext: SecureContext | null
  /** The proxy of an origin, null: none. */
  readonly proxyOf: (origin: string) => URL | null
  /** Ends tunnels that are being opened. */
  readonly signal: AbortSignal
}

type Target = buildConnector.Options
type Dial = (target: Target) => Promise<Socket>

/**
 * A connector for undici. Behind a proxy, an https target gets a tunnel, and an http target a connection to the proxy, which is to
 * be asked for whole URLs. An error that is sorted out already arrives as the `cause` of the connector's.
 */
export function createConnector(connecting: Connecting): buildConnector.connector {
  const dial = dialing(connecting)
  return (target, callback) => {
    connect(dial, target, connecting).then(
      socket => callback(null, socket),
      (error: Error) => callback(sealed(error), null),
    )
  }
}

/** undici acts on some codes, so it is not shown ours. */
const sealed = (error: Error): Error =>
  error instanceof RequestError ? new Error(error.message, { cause: error }) : error

/** What `sealed` has hidden, or null. */
export const unsealed = (error: unknown): RequestError | null =>
  error instanceof Error && error.cause instanceof RequestError ? error.cause : null

function dialing({ connectMs, secureContext }: Connecting): Dial {
  const dial = buildConnector({
    timeout: connectMs,
    // Said outright, since NODE_TLS_REJECT_UNAUTHORIZED changes what goes without saying.
    rejectUnauthorized: true,
    ...(secureContext === null ? {} : { secureContext }),
  })
  return target =>
    new Promise((resolve, reject) => {
      dial(target, (error, socket) => (error === null ? resolve(socket) : reject(error)))
    })
}

async function connect(dial: Dial, target: Target, connecting: Connecting): Promise<Socket> {
  const { host, origin } = new URL(`${target.protocol}//${target.host}`)
  const proxy = connecting.proxyOf(origin)
  if (proxy !== null && target.protocol !== 'https:') return dialProxy(dial, proxy)
  const way = proxy === null ? {} : { httpSocket: await openTunnel(dial, proxy, target, connecting) }
  try {
    return await dial({ ...target, ...way })
  } catch (error) {
    throw untrusted(host, error) ?? error
  }
}

async function dialProxy(dial: Dial, proxy: URL): Promise<Socket> {
  const { protocol, host, port } = proxy
  const hostname = proxy.hostname.replace(/^\[|\]$/g, '')
  try {
    return await dial({ protocol, host, hostname, port })
  } catch (error) {
    throw untrusted(`the proxy ${shownProxy(proxy)}`, error) ?? unreachable(proxy, error)
  }
}

/** A connection through `proxy` to the target, without TLS yet. https://www.rfc-editor.org/rfc/rfc9110#CONNECT */
async function openTunnel(dial: Dial, proxy: URL, target: Target, connecting: Connecting): Promise<Socket> {
  const { hostname, port } = new URL(`${target.protocol}//${target.host}`)
  const server = `${hostname}:${port || 443}`
  const socket = await dialProxy(dial, proxy)
  try {
    const { statusCode = 0, headers } = await askTunnel(socket, proxy, server, connecting)
    if (statusCode < 200 || statusCode > 299) throw refused(proxy, server, statusCode, headers)
    return socket
  } catch (error) {
    socket.on('error', () => {}).destroy()
    throw error instanceof NetworkError ? error : unreachable(proxy, error)
  }
}

/** The proxy's answer, whatever it is; after that the socket is free again. */
function askTunnel(
  socket: Socket,
  proxy: URL,
  server: string,
  { connectMs, signal }: Connecting,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { host: server, 'proxy-connection': 'keep-alive', ...proxyHeaders(proxy) }
    const createConnection = () => socket
    const asking = request({ method: 'CONNECT', path: server, headers, signal, createConnection })
    const timer = setTimeout(() => asking.destroy(silent(proxy, server)), connectMs)
    asking.on('connect', resolve).on('error', reject)
    asking.on('close', () => clearTimeout(timer))
    asking.end()
  })
}

/** Headers that a proxy wants, and only a proxy may get. */
export function proxyHeaders(proxy: URL): Readonly<Record<string, string>> {
  const authorization = proxyAuthorization(proxy)
  return authorization === null ? {} : { 'proxy-authorization': authorization }
}

function unreachable(proxy: URL, cause: unknown): NetworkError {
  const message = `the proxy ${shownProxy(proxy)} cannot be reached (${codeOf(cause)})`
  return new NetworkError('PROXY_UNREACHABLE', message, null, { cause })
}

function silent(proxy: URL, server: string): NetworkError {
  const message = `the proxy ${shownProxy(proxy)} opened no connection to ${server} in time`
  return new NetworkError('PROXY_TIMEOUT', message)
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Refusals stay; what a proxy could not do, it may manage the next time. */
const PASSING_STATUS: ReadonlySet<number> = new Set([408, 425, 429])

function refused(proxy: URL, server: string, status: number, headers: Headers): NetworkError {
  if (status === 407) return unauthenticated(proxy, 'HTTPS_PROXY', headers)
  const passing = status >= 500 || PASSING_STATUS.has(status)
  const message = `the proxy ${shownProxy(proxy)} answered ${status} when asked for a connection to ${server}`
  return new NetworkError(passing ? 'PROXY_FAILED' : 'PROXY_REFUSED', message)
}

/** The error of a proxy's 407. `variable` is where its URL belongs. */
export function unauthenticated(proxy: URL, variable: string, headers: Headers): NetworkError {
  const schemes = [headers['proxy-authenticate'] ?? []].flat().join(', ')
  return new NetworkError(
    'PROXY_AUTH',
    `the proxy ${shownProxy(proxy)} ${reasonOf407(proxy, variable, schemes)}`,
  )
}

function reasonOf407(proxy: URL, variable: string, schemes: string): string {
  if (schemes !== '' && !/\bbasic\b/i.test(schemes)) {
    const wanted = (schemes.match(/(?<=^|,\s*)[\w-]+(?=\s|,|$)/g) ?? []).join(', ')
    return `wants another sign-in than a user and password (407, ${wanted}), and there is none here`
  }
  if (proxyAuthorization(proxy) !== null) return `refused the user and password of ${variable} (407)`
  const form = `${proxy.protocol}//user:password@host:port`
  return `wants a user and password (407); put them into ${variable} as ${form}`
}
