// How requests to S3 travel: kept connections, proxies, certificate authorities.
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { HttpRequest, HttpResponse } from '@smithy/core/protocols'
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler'
import type { HttpHandlerOptions, RequestHandler } from '@smithy/types'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { isLoopback } from './loopback.ts'
import type { S3Limits } from './s3-limits.ts'
import type { BucketSettings } from './settings.ts'
import { StoreError } from './store.ts'

/** Where a request went that got no answer. */
export interface Way {
  readonly host: string
  /** The proxy, without its credentials; null: none. */
  readonly proxy: string | null
}

const ways = new WeakMap<object, Way>()

/** The way of the request that ended in this error; null when it is no error of the network. */
export const wayOf = (error: unknown): Way | null =>
  typeof error === 'object' && error !== null ? (ways.get(error) ?? null) : null

type Handler = RequestHandler<HttpRequest, HttpResponse, HttpHandlerOptions> & {
  destroy(): void
  updateHttpClientConfig(): void
  httpHandlerConfigs(): Record<string, never>
}

export function s3Handler({ way, onRequest }: BucketSettings, limits: S3Limits): Handler {
  const handlers = new Map<string | null, NodeHttpHandler>()
  const handlerFor = (proxy: string | null): NodeHttpHandler => {
    const handler = handlers.get(proxy) ?? new NodeHttpHandler(optionsOf(proxy, way.ca, limits))
    handlers.set(proxy, handler)
    return handler
  }
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request, options) => {
      const url = urlOf(request)
      refusePlain(url)
      onRequest?.()
      const proxy = way.proxyFor(url)
      try {
        return await handlerFor(proxy).handle(request, options)
      } catch (error) {
        noteWay(error, { host: url.host, proxy: proxy === null ? null : new URL(proxy).host })
        throw error
      }
    },
    destroy: () => {
      for (const handler of handlers.values()) handler.destroy()
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  }
}

const SOCKETS = { keepAlive: true, maxSockets: 16 }

/** For what the SDK would say on the console. */
export const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

function optionsOf(
  proxy: string | null,
  ca: readonly string[] | null,
  limits: S3Limits,
): NodeHttpHandlerOptions {
  const trust = ca === null ? {} : { ca: [...ca] }
  return {
    httpAgent: proxy === null ? new HttpAgent(SOCKETS) : new HttpsProxyAgent(proxy, { ...SOCKETS, ...trust }),
    httpsAgent: proxy === null ? new HttpsAgent({ ...SOCKETS, ...trust }) : tunnelTo(proxy, trust),
    connectionTimeout: limits.connectMs,
    socketTimeout: limits.idleMs,
    logger: silent,
  }
}

/** The package trusts certificates of the proxy alone, and keeps no connection, unless its options say what is behind it. */
function tunnelTo(proxy: string, trust: { ca?: string[] }): HttpsAgent {
  const tunnel = new HttpsProxyAgent(proxy, { ...SOCKETS, ...trust })
  Object.assign(tunnel.options, trust, { protocol: 'https:' })
  // An agent of https in all but its type.
  return tunnel as unknown as HttpsAgent
}

const urlOf = ({ protocol, hostname, port }: HttpRequest): URL =>
  new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`)

/** Credentials of a profile may come with an endpoint of their own, which nobody has looked at. */
function refusePlain(url: URL): void {
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new StoreError(
      `Nothing is sent to http://${url.host}, for plain http is for loopback only; use https.`,
      null,
    )
}

function noteWay(error: unknown, way: Way): void {
  if (typeof error === 'object' && error !== null) ways.set(error, way)
}
