// How requests to Azure Storage travel: kept connections, proxies, certificate authorities, tokens.
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import {
  AnonymousCredential,
  ContainerClient,
  newPipeline,
  type RequestPolicyFactory,
  StorageSharedKeyCredential,
  type WebResource,
} from '@azure/storage-blob'
import { HttpsProxyAgent } from 'https-proxy-agent'
import type { Account } from './azure-access.ts'
import type { BucketSettings, StoreWay } from './settings.ts'

export interface Token {
  /** Taken from memory until five minutes before its end. */
  get(): Promise<string>
  /** After the service refused a token: whether there is another one by now. */
  renew(refused: string): Promise<boolean>
}

export interface Wire {
  readonly container: ContainerClient
  /** Null: a key or a signature is the access. */
  readonly token: Token | null
  readonly host: string
  /** Without credentials; null: none. */
  readonly proxy: string | null
  close(): void
}

export function wireOf(account: Account, container: string, settings: BucketSettings): Wire {
  const { access, url } = account
  const { way } = settings
  const proxy = way.proxyFor(new URL(url))
  const agent = agentFor(url, proxy, way.ca)
  const token = access.kind === 'token' ? cached(settings.azureToken) : null
  const credential =
    access.kind === 'key'
      ? new StorageSharedKeyCredential(access.account, access.key)
      : new AnonymousCredential()
  const pipeline = newPipeline(credential, {
    // The SDK's own retries know neither 429 nor Retry-After, and come at once; ours sign each try anew.
    retryOptions: { maxTries: 1 },
    userAgentOptions: { userAgentPrefix: 'entra-extract' },
  })
  pipeline.factories.push(ways(agent, way, token, settings.onRequest ?? (() => {})))
  const query = access.kind === 'sas' ? `?${access.sas}` : ''
  return {
    container: new ContainerClient(`${url}/${encodeURIComponent(container)}${query}`, pipeline),
    token,
    host: new URL(url).host,
    proxy: proxy === null ? null : new URL(proxy).host,
    close: () => agent.destroy(),
  }
}

const SOCKETS = { keepAlive: true, maxSockets: 16 }

function agentFor(url: string, proxy: string | null, ca: StoreWay['ca']): HttpAgent {
  // Plain http stays on this machine, where no proxy leads.
  if (url.startsWith('http:')) return new HttpAgent(SOCKETS)
  const options = { ...SOCKETS, ...trustOf(ca) }
  return proxy === null ? new HttpsAgent(options) : new HttpsProxyAgent(proxy, options)
}

const trustOf = (ca: StoreWay['ca']): { ca?: string[] } => (ca === null ? {} : { ca: [...ca] })

/** What is done to each request right before it is signed. */
function ways(
  agent: HttpAgent,
  { ca }: StoreWay,
  token: Token | null,
  count: () => void,
): RequestPolicyFactory {
  // A tunnel takes the authorities for its far end from the request, not from its agent; by the protocol it knows itself when it is free.
  const requestOverrides = agent instanceof HttpsProxyAgent ? { ...trustOf(ca), protocol: 'https:' } : {}
  return {
    create: next => ({
      sendRequest: async request => {
        if (token !== null) request.headers.set('authorization', `Bearer ${await token.get()}`)
        Object.assign(request, { agent, requestOverrides })
        askForCheck(request)
        count()
        return next.sendRequest(request)
      },
    }),
  }
}

/** Put Blob only keeps x-ms-blob-content-md5; it compares Content-MD5, which the SDK has no option for. */
function askForCheck({ headers, url, method }: WebResource): void {
  const md5 = headers.get('x-ms-blob-content-md5')
  const isWhole = method === 'PUT' && !new URL(url).searchParams.has('comp')
  if (md5 !== undefined && isWhole && !headers.contains('x-ms-copy-source')) headers.set('content-md5', md5)
}

const EARLY_MS = 5 * 60_000

function cached(fetchToken: BucketSettings['azureToken']): Token {
  let current: { readonly token: string; readonly until: number } | null = null
  let coming: Promise<string> | null = null
  const fetched = async (rejected?: string): Promise<string> => {
    const { token, expiresAt } = await fetchToken(rejected)
    current = { token, until: (expiresAt ?? Infinity) - EARLY_MS }
    return token
  }
  const get = async (rejected?: string): Promise<string> => {
    if (current !== null && Date.now() < current.until) return current.token
    coming ??= fetched(rejected).finally(() => {
      coming = null
    })
    return coming
  }
  return {
    get: () => get(),
    renew: async refused => {
      if (current?.token === refused) current = null
      return (await get(refused)) !== refused
    },
  }
}
