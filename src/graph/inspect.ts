// Looks at the way to a server without asking it anything: for `doctor`.
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { createConnector, unsealed } from './connect.ts'
import { noProxies, proxyFor } from './proxies.ts'
import { trusting } from './trust.ts'
import type { NetworkWay } from './undici-http.ts'

/** What a server showed when it was connected to. */
export interface Connected {
  /** `TLSv1.3`; null: plain http. */
  readonly protocol: string | null
  /** Who issued its certificate, and until when it is valid, as the certificate says both; null: plain http. */
  readonly issuer: string | null
  readonly validTo: string | null
}

/** Connects as requests do: through the same proxy, with the same trust. Throws a NetworkError, or the system's error. */
export async function inspect(
  origin: string,
  connectMs: number,
  { ca = [], extraCaFile, proxies = noProxies }: NetworkWay,
  signal: AbortSignal,
): Promise<Connected> {
  const { protocol, host, hostname, port } = new URL(origin)
  const connector = createConnector({
    connectMs,
    secureContext: ca.length === 0 ? null : trusting(ca, extraCaFile ?? null),
    proxyOf: asked => proxyFor(new URL(asked), proxies),
    signal,
  })
  const socket = await new Promise<Socket>((resolve, reject) => {
    const target = { protocol, host, hostname: hostname.replace(/^\[|\]$/g, ''), port }
    connector(target, (error, opened) =>
      opened === null ? reject(unsealed(error) ?? error) : resolve(opened),
    )
  })
  try {
    return shownBy(socket)
  } finally {
    socket.on('error', () => {}).destroy()
  }
}

function shownBy(socket: Socket): Connected {
  if (!(socket instanceof TLSSocket)) return { protocol: null, issuer: null, validTo: null }
  const { issuer, valid_to } = socket.getPeerCertificate()
  const names: Readonly<Record<string, string | string[] | undefined>> = { ...issuer }
  const name = names.CN ?? names.O ?? 'a nameless issuer'
  return { protocol: socket.getProtocol(), issuer: [name].flat().join(', '), validTo: valid_to }
}
