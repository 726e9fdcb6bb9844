import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Incoming, Outgoing } from './dispatcher.ts'
import { flatHeaders, readBody, send } from './wire.ts'

export interface Listener {
  readonly port: number
  close(): Promise<void>
}

type Handle = (request: Incoming) => Promise<Outgoing>

interface ListenOptions {
  readonly port: number
  readonly latencyMs: number
  /** PEM texts; undefined: plain http. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined
}

/** Serves on loopback until closed; closing destroys what is open. */
export async function listen(handle: Handle, { port, latencyMs, tls }: ListenOptions): Promise<Listener> {
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    answer(handle, latencyMs, request, response).catch((error: unknown) => fail(response, error))
  }
  const server = tls ? createTlsServer({ cert: tls.cert, key: tls.key }, serve) : createServer(serve)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return { port: (server.address() as AddressInfo).port, close: () => stop(server) }
}

async function answer(
  handle: Handle,
  latencyMs: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.on('error', () => {})
  const body = await readBody(request)
  const headers = flatHeaders(request)
  const incoming = { method: request.method ?? 'GET', raw: request.url ?? '/', headers, body, inBatch: false }
  if (latencyMs > 0) await sleep(latencyMs, undefined, { ref: false })
  const { answer, wire, record } = await handle(incoming)
  if (wire && ('reset' in wire || 'stall' in wire)) record.status = 0
  await send(response, answer, headers['accept-encoding'] ?? '', wire)
}

/** A defect of the sandbox itself: loud, with its stack, so that no test mistakes it for Graph. */
function fail(response: ServerResponse, error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  if (response.headersSent) response.destroy()
  else
    response
      .writeHead(500, { 'content-type': 'application/json' })
      .end(JSON.stringify({ error: { code: 'SandboxDefect', message } }))
}

function stop(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
