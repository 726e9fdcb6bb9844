// Bodies and headers that are meant to use up memory and time. This file has a process of its own, whose peak it looks at.
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHttpSend, createNetwork } from '../../src/graph/undici-http.ts'
import { tableOf } from '../support/rig.ts'
import { answered, page, REQUEST_ID, type Reply } from '../support/scripted-server.ts'
import { startWorld, things, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.close())

const MIB = 1 << 20
/** What all of this file may take beyond what it began with. */
const ROOM = 900 * MIB
const peak = (): number => process.resourceUsage().maxRSS * 1024
const began = peak()
afterEach(() => expect(peak() - began).toBeLessThan(ROOM))

const zeros = Buffer.alloc(64 * MIB)
const quick = { level: 1 }
/** 64 MiB of zeros in 64 KiB; a gzip file may be made of any number of such members. */
const member = gzipSync(zeros, quick)
const TEN_GIB = 160

const encoded =
  (encoding: string, bytes: Buffer, times = 1, status = 200): Reply =>
  response => {
    response.writeHead(status, { 'request-id': REQUEST_ID, 'content-encoding': encoding })
    for (let i = 0; i < times; i++) response.write(bytes)
    response.end()
  }

/** Pieces that come as fast as they are read, for ever. */
const endless =
  (piece: string | Buffer, status = 200, headers: Readonly<Record<string, string>> = {}): Reply =>
  response => {
    response.writeHead(status, { 'request-id': REQUEST_ID, ...headers })
    const more = (): void => {
      while (!response.destroyed && response.write(piece));
    }
    response.on('drain', more)
    more()
  }

const TOO_LARGE = { verdict: 'failed', reason: expect.stringMatching(/larger than 128 MiB/), requests: 3 }

describe('a bomb', () => {
  test('of ten gigabytes of gzip is refused before it is in memory, after three tries', async () => {
    world.graph.answer(encoded('gzip', member, TEN_GIB))
    expect(await world.readThings()).toMatchObject(TOO_LARGE)
  })

  test.each([
    ['deflate', () => deflateSync(Buffer.alloc(192 * MIB), quick)],
    [
      'br',
      () => brotliCompressSync(Buffer.alloc(192 * MIB), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
    ],
  ])('of %s is refused too', async (encoding, pack) => {
    world.graph.answer(encoded(encoding, pack()))
    expect(await world.readThings()).toMatchObject(TOO_LARGE)
  })

  test('inside of a refusal says nothing', async () => {
    world.graph.answer(encoded('gzip', member, TEN_GIB, 400))
    expect(await world.readThings()).toMatchObject({
      verdict: 'failed',
      reason: 'Graph answered 400 UnknownError: no message',
      requestId: REQUEST_ID,
    })
  })

  test('within a bomb is no encoding', async () => {
    world.graph.answer(encoded('gzip, gzip', gzipSync(member)))
    expect(await world.readThings()).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/unknown encoding \(gzip, gzip\)/),
    })
  })

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'that is named %s is no encoding either',
    async name => {
      world.graph.answer(encoded(name, Buffer.from('{"value":[{"id":"a"}]}')))
      expect(await world.readThings()).toMatchObject({
        verdict: 'failed',
        reason: expect.stringMatching(/unknown encoding/),
      })
    },
  )

  test('behind a report ends it, and the disk does not fill', async () => {
    const network = createNetwork(
      { connectMs: 2_000, headersMs: 2_000, bodyIdleMs: 2_000 },
      {},
      { body: MIB, refusal: MIB, file: 3 * MIB, together: MIB },
    )
    const { path: _, ...plain } = things
    const usage = { ...plain, kind: 'report', family: 'usageReports', path: '/report' } as const
    const csv = gzipSync(`Id\n${'aaaaaaaaaaaaaaa\n'.repeat(1 << 18)}`)
    world.graph.answer(answered(200, '{}'), encoded('gzip', csv))
    const { report } = await world.read({ things: usage }, {}, { network })
    await network.close()
    expect(tableOf(report, 'things')).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/larger than 3 MiB/),
      rows: 0,
    })
  })
})

describe('a body', () => {
  test('without end is given up', async () => {
    world.graph.answer(endless(Buffer.alloc(256 << 10, ' ')))
    expect(await world.readThings()).toMatchObject(TOO_LARGE)
  })

  test('without end of a refusal is given up sooner', async () => {
    world.graph.answer(endless(Buffer.alloc(64 << 10, 'x'), 403))
    expect(await world.readThings()).toMatchObject({
      verdict: 'skipped',
      reason: expect.stringMatching(/UnknownError/),
      requests: 1,
    })
  })

  test.each([
    ['shorter', 10],
    ['longer', 1_000_000],
    ['a thousand times longer', 1e12],
  ])('that is announced as %s than it is, is not believed', async (_, length) => {
    const text = '{"value":[{"id":"a"}]}'
    const lying: Reply = response => {
      response.socket?.end(
        `HTTP/1.1 200 OK\r\nrequest-id: ${REQUEST_ID}\r\ncontent-length: ${length}\r\n\r\n${text}`,
      )
    }
    world.graph.answer(lying)
    expect(await world.readThings()).toMatchObject({ verdict: 'failed', rows: 0 })
  })

  test('with two lengths, or both length and pieces, is not taken', async () => {
    const heads = [
      'content-length: 22\r\ncontent-length: 23',
      'content-length: 5\r\ntransfer-encoding: chunked',
    ]
    for (const head of heads) {
      world.graph.answer(response => {
        response.socket?.end(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n{"value":[{"id":"a"}]}`)
      })
      expect(await world.readThings()).toMatchObject({ verdict: 'failed', rows: 0 })
    }
  })

  test('with a second answer behind it, which nobody asked for, does not pass for the next page', async () => {
    const answer = (text: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`
    const first = JSON.stringify({ value: [{ id: 'a' }], '@odata.nextLink': `${world.graph.root}/next` })
    world.graph.answer(
      response => response.socket?.write(answer(first) + answer('{"value":[{"id":"forged"}]}')),
      page([{ id: 'b' }]),
    )
    expect(await world.readThings()).toMatchObject({ verdict: 'complete', rows: 2 })
    expect(world.graph.asked.at(-1)?.path).toBe('/next')
  })
})

describe('headers', () => {
  test.each([
    ['of a megabyte', `x-a: ${'a'.repeat(MIB)}\r\n`],
    ['by the ten thousand', Array.from({ length: 10_000 }, (_, i) => `x-${i}: 1\r\n`).join('')],
    ['without end of their line', 'x-a: '.padEnd(4 * MIB, 'b')],
  ])('%s end the request', async (_, headers) => {
    world.graph.answer(response => {
      response.socket?.on('error', () => {})
      response.socket?.write(`HTTP/1.1 200 OK\r\n${headers}\r\n{"value":[]}`)
    })
    expect(await world.readThings()).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/Headers Overflow/i),
    })
  })

  test('called like properties of all objects are only headers', async () => {
    world.graph.answer(response => {
      const head = '__proto__: x\r\nconstructor: y\r\nretry-after: 1\r\nretry-after: 2'
      response.socket?.end(`HTTP/1.1 200 OK\r\n${head}\r\ncontent-length: 12\r\n\r\n{"value":[]}`)
    })
    expect(await world.readThings()).toMatchObject({ verdict: 'complete', rows: 0 })
    expect('x' in {}).toBe(false)
  })
})

describe('the sign-in service', () => {
  const network = createNetwork({ connectMs: 2_000, headersMs: 2_000, bodyIdleMs: 2_000 })
  const ask = { method: 'GET', headers: {} } as const

  test('may not drip for ever', async () => {
    world.graph.answer(response => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'), 50)
      response.on('close', () => clearInterval(timer))
    })
    const send = createHttpSend(network, new AbortController().signal, 400)
    await expect(send({ ...ask, url: world.graph.root })).rejects.toThrow(
      'the answer did not end within 0.4 s',
    )
  })

  test('may not send more than a megabyte, however it is packed', async () => {
    const send = createHttpSend(network)
    for (const reply of [endless('x'.repeat(1 << 16)), encoded('gzip', member)]) {
      world.graph.answer(reply)
      await expect(send({ ...ask, url: world.graph.root })).rejects.toThrow('larger than 1 MiB')
    }
  })
})
