// The way out of this machine, as `doctor` walks it: names, proxy, TLS, clocks.
import { lookup } from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import { NetworkError } from '../../graph/errors.ts'
import type { HttpSend } from '../../graph/http.ts'
import { inspect } from '../../graph/inspect.ts'
import { noProxies, proxyFor, shownProxy } from '../../graph/proxies.ts'
import { codeOf } from '../../graph/trust.ts'
import type { Connection } from '../connection.ts'
import { formatDuration } from '../duration.ts'
import { listed } from '../text.ts'
import type { Found } from './walk.ts'

const CONNECT_MS = 10_000
/** Tokens and assertions are refused beyond this; https://learn.microsoft.com/entra/identity-platform/access-tokens */
const WRONG_CLOCK_MS = 5 * 60_000
const ODD_CLOCK_MS = 30_000

/** The sign-in service comes first. */
const origins = ({ authority, graphUrl }: Connection): readonly URL[] => [
  ...new Map([authority, graphUrl].map(url => [new URL(url).origin, new URL(new URL(url).origin)])).values(),
]

const proxyOn = ({ way }: Connection, url: URL): URL | null => proxyFor(url, way.proxies ?? noProxies)

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

/** Names that this machine has to know: behind a proxy it is only the proxy's own. */
export async function lookUpNames(connection: Connection): Promise<Found> {
  const hosts = new Set(origins(connection).map(url => bare((proxyOn(connection, url) ?? url).hostname)))
  const found: string[] = []
  for (const host of hosts) found.push(isIP(host) ? host : `${host} is ${await lookUp(host)}`)
  return { detail: `${listed(found)}.` }
}

async function lookUp(host: string): Promise<string> {
  try {
    return (await lookup(host)).address
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
    throw new Error(
      `The name ${host} cannot be looked up (${code}); check the network and its name servers, or set HTTPS_PROXY where only a proxy leads out.`,
    )
  }
}

export async function reachProxies(connection: Connection): Promise<Found> {
  const proxies = new Map(
    origins(connection).flatMap(url => {
      const proxy = proxyOn(connection, url)
      return proxy === null ? [] : [[shownProxy(proxy), proxy] as const]
    }),
  )
  if (proxies.size === 0) return { detail: 'none on the way.' }
  for (const [shown, proxy] of proxies) await reach(proxy, shown)
  return { detail: `${listed([...proxies.keys()])}.` }
}

function reach({ hostname, port, protocol }: URL, shown: string): Promise<void> {
  const numbered = Number(port || (protocol === 'https:' ? 443 : 80))
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      socket.destroy()
      reject(new Error(`The proxy ${shown} cannot be reached (${why}); check HTTPS_PROXY and HTTP_PROXY.`))
    }
    const socket = connect({ host: bare(hostname), port: numbered, timeout: CONNECT_MS }, () => {
      socket.destroy()
      resolve()
    })
    socket.on('timeout', () => fail('no answer'))
    socket.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
  })
}

export async function lookAtTls(connection: Connection, signal: AbortSignal): Promise<Found> {
  const shown: string[] = []
  for (const { origin, host } of origins(connection)) {
    const { protocol, issuer, validTo } = await connectTo(origin, connection, signal)
    shown.push(
      protocol === null
        ? `${host} speaks plain http`
        : `${host} speaks ${protocol}, its certificate is issued by ${issuer} and valid until ${dateOf(validTo)}`,
    )
  }
  return { detail: `${shown.join('; ')}.` }
}

async function connectTo(origin: string, { way }: Connection, signal: AbortSignal) {
  try {
    return await inspect(origin, CONNECT_MS, way, signal)
  } catch (error) {
    if (signal.aborted) throw signal.reason
    const why = (error instanceof Error && error.message.trim()) || codeOf(error)
    throw new Error(`No connection to ${origin}: ${why}${mendOf(error)}.`)
  }
}

/** Errors of certificates, and of signing in to a proxy, say themselves what mends them. */
function mendOf(error: unknown): string {
  if (!(error instanceof NetworkError))
    return '; check --graph-url and --authority, a firewall, or set HTTPS_PROXY'
  return /^PROXY_(?!AUTH)/.test(error.code) ? '; check HTTPS_PROXY and what the proxy lets through' : ''
}

const dateOf = (text: string | null): string =>
  text === null || Number.isNaN(Date.parse(text))
    ? 'an unknown time'
    : new Date(text).toISOString().slice(0, 10)

/** How far this machine's clock is ahead of a server's; below 0: behind. */
interface Offset {
  readonly host: string
  readonly ms: number
}

/** Only the sign-in service, or Graph where that does not say its time, makes a clock wrong; Graph alone is worth a warning. */
export async function compareClocks(connection: Connection, send: HttpSend): Promise<Found> {
  const offsets = await clockOffsets(connection, send)
  const [judge] = offsets
  const worst = offsets.toSorted((a, b) => Math.abs(b.ms) - Math.abs(a.ms))[0]
  if (judge === undefined || worst === undefined)
    return { detail: 'the servers do not say their time.', verdict: 'warning' }
  if (Math.abs(judge.ms) > WRONG_CLOCK_MS)
    throw new Error(`Too far off to sign in: ${offWords(judge)}; set it, best by a time service.`)
  const off = Math.abs(worst.ms)
  if (off <= ODD_CLOCK_MS)
    return { detail: `within ${Math.ceil(off / 1000)} s of ${listed(offsets.map(({ host }) => host))}.` }
  const right = Math.abs(judge.ms) <= ODD_CLOCK_MS
  const mend = right ? `, but right by ${judge.host}, which signs in` : '; set it, best by a time service'
  return { detail: `${offWords(worst)}${mend}.`, verdict: 'warning' }
}

/** Asks each server for anything at all: what it answers has its time in it. */
async function clockOffsets(connection: Connection, send: HttpSend): Promise<readonly Offset[]> {
  const offsets: Offset[] = []
  for (const { origin, host } of origins(connection)) {
    const began = Date.now()
    const { headers } = await answerOf(`${origin}/`, send)
    const theirs = Date.parse(headers.date ?? '')
    // Their time is of somewhere between asking and hearing, and cut to whole seconds.
    if (!Number.isNaN(theirs)) offsets.push({ host, ms: (began + Date.now()) / 2 - theirs - 500 })
  }
  return offsets
}

const offWords = ({ host, ms }: Offset): string =>
  `this machine's clock is ${formatDuration(Math.round(Math.abs(ms)))} ${ms > 0 ? 'ahead of' : 'behind'} ${host}`

async function answerOf(url: string, send: HttpSend) {
  try {
    return await send({ method: 'GET', url, headers: { accept: '*/*' } })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(
      `${new URL(url).origin} does not answer: ${why}; check the network, the proxy and --authority and --graph-url.`,
    )
  }
}
