import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Answer } from './answer.ts'
import type { WireFault } from './faults.ts'

const compress = promisify(gzip)

/** The whole body of a request; more than 4 MB is refused by closing the connection. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > 4_000_000) request.destroy()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

export function flatHeaders(request: IncomingMessage): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return flat
}

/** Writes an answer, compressed where the client takes it, or breaks it as ordered. Resolves when nothing more will be sent. */
export async function send(
  response: ServerResponse,
  answer: Answer,
  acceptEncoding: string,
  wire: WireFault | undefined,
): Promise<void> {
  const plain = Buffer.from(answer.body)
  const zip = /\bgzip\b/.test(acceptEncoding) && plain.length > 256
  const body = zip ? await compress(plain, { level: 1 }) : plain
  response.sendDate = false
  const headers = {
    ...answer.headers,
    ...(zip ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {}),
  }
  if (wire === undefined) {
    response.writeHead(answer.status, { ...headers, 'content-length': body.length })
    response.end(body)
    return
  }
  await sendBroken(response, answer.status, headers, body, wire)
}

async function sendBroken(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Buffer,
  wire: WireFault,
): Promise<void> {
  if ('reset' in wire) {
    // Only a bare TCP socket can send a reset.
    if (response.socket instanceof TLSSocket) response.socket.destroy()
    else response.socket?.resetAndDestroy()
    return
  }
  const declared = { ...headers, 'content-length': body.length }
  if ('cut' in wire) {
    response.writeHead(status, wire.cut === 'length' ? declared : headers)
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () =>
      setTimeout(() => response.destroy(), 20),
    )
    return
  }
  if ('slowDrip' in wire) {
    response.writeHead(status, declared)
    await drip(response, body, wire.slowDrip.bytes, wire.slowDrip.ms)
    return
  }
  if ('garble' in wire) {
    await sendGarbled(response, status, headers, body, wire.garble)
    return
  }
  const { at, ms } = wire.stall
  if (at === 'body') {
    response.writeHead(status, declared)
    response.write(body.subarray(0, Math.ceil(body.length / 2)))
  }
  if (ms === undefined) return
  await sleep(ms, undefined, { ref: false })
  if (response.destroyed) return
  if (at === 'headers') response.writeHead(status, declared)
  response.end(at === 'headers' ? body : body.subarray(Math.ceil(body.length / 2)))
}

/** Text that calls itself gzip, or a body of another length than declared, behind which the connection ends. */
async function sendGarbled(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Buffer,
  how: 'gzip' | 'longLength' | 'shortLength',
): Promise<void> {
  if (how === 'gzip') {
    const text = 'this is not gzip'
    response.writeHead(status, { ...headers, 'content-encoding': 'gzip', 'content-length': text.length })
    response.end(text)
    return
  }
  const length = how === 'longLength' ? body.length + 64 : Math.floor(body.length / 2)
  response.writeHead(status, { ...headers, 'content-length': length })
  await new Promise<void>(resolve => response.write(body, () => resolve()))
  await sleep(5)
  response.destroy()
}

async function drip(response: ServerResponse, body: Buffer, bytes: number, ms: number): Promise<void> {
  for (let from = 0; from < body.length && !response.destroyed; from += bytes) {
    response.write(body.subarray(from, from + bytes))
    await sleep(ms, undefined, { ref: false })
  }
  response.end()
}
