// Servers behind a proxy, and networks that lead through it: what the tests of both have in common.
import { setMaxListeners } from 'node:events'
import { afterEach } from 'vitest'
import { NetworkError } from '../../src/graph/errors.ts'
import { type Proxies, proxiesFrom } from '../../src/graph/proxies.ts'
import { createNetwork, type Network, type NetworkWay, type RawRequest } from '../../src/graph/undici-http.ts'
import { type ProxyServer, type ProxySettings, startProxy } from './proxy-server.ts'
import { answered, type Reply, type ScriptedServer, startScripted } from './scripted-server.ts'
import { createPrivateCa } from './tls/private-ca.ts'

/** The authority of a company, and a certificate of its servers. */
export const ca = createPrivateCa('the root of a company')
const names = ['localhost', 'graph.corp.test', 'login.corp.test']
export const pair = ca.issue({ names, addresses: ['127.0.0.1'] })
export const timeouts = { connectMs: 10_000, headersMs: 10_000, bodyIdleMs: 10_000 }
/** For what is meant to run out. */
export const impatient = { connectMs: 500, headersMs: 500, bodyIdleMs: 500 }

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map(one => one.close()))
})

export function kept<T extends { close(): Promise<void> }>(one: T): T {
  opened.push(one)
  return one
}

/** With the company's authority, unless `way` says otherwise. */
export const networkWith = (way: NetworkWay, patience = timeouts): Network =>
  kept(createNetwork(patience, { ca: [ca.pem], ...way }))

/** What the variables of both schemes say of one proxy. */
export const via = (url: string, noProxy = ''): Proxies =>
  proxiesFrom({ HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: noProxy })

/** A proxy's URL with what its user would write before the `@`. */
export const signedIn = (proxy: ProxyServer, credentials: string): string =>
  proxy.url.replace('://', `://${credentials}@`)

export interface Place {
  readonly server: ScriptedServer
  readonly proxy: ProxyServer
  /** The server by a name that only the proxy knows. */
  readonly origin: string
}

export async function place(
  scheme: 'http' | 'https',
  reply: Reply = answered(200, 'hello'),
  settings: ProxySettings = {},
): Promise<Place> {
  const server = kept(await startScripted(scheme === 'https' ? pair : undefined))
  server.answer(reply)
  const port = Number(new URL(server.root).port)
  const ports = { 'graph.corp.test': port, 'login.corp.test': port }
  const proxy = kept(await startProxy({ ports, ...settings }))
  return { server, proxy, origin: `${scheme}://graph.corp.test` }
}

export const get = (origin: string, path = '/'): RawRequest => ({ method: 'GET', origin, path, headers: {} })
export const never = new AbortController().signal
setMaxListeners(0, never)

export async function text(network: Network, origin: string): Promise<string> {
  return (await network.send(get(origin), never)).body.toString()
}

export async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no failure',
    (reason: unknown) => reason,
  )
}

export async function networkFailure(network: Network, origin: string): Promise<NetworkError> {
  const error = await failure(network.send(get(origin), never))
  if (!(error instanceof NetworkError)) throw new Error('no NetworkError', { cause: error })
  return error
}
