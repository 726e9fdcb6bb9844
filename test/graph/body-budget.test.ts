// Bodies of many streams at once: their sum is bounded, everybody's turn comes, and nobody waits for ever.
import { setMaxListeners } from 'node:events'
import { setImmediate as soon } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BOUNDS, type Bounds } from '../../src/graph/body.ts'
import { createBodyBudget, release } from '../../src/graph/body-budget.ts'
import { giveBack } from '../../src/graph/page-memory.ts'
import { createNetwork, type Network, type RawAnswer } from '../../src/graph/undici-http.ts'
import { type Reply, type ScriptedServer, startScripted } from '../support/scripted-server.ts'

const MIB = 1 << 20
const { signal } = new AbortController()
setMaxListeners(0, signal)

describe('a budget', () => {
  const bodyOf = (bytes: number): Buffer => Buffer.allocUnsafeSlow(bytes)

  test('lets one holder have more than is left, and the others wait until it is done', async () => {
    const budget = createBodyBudget(10 * MIB)
    const [first, second, third] = [{}, {}, {}].map(holder => budget.share(holder))
    const done: string[] = []
    const body = bodyOf(8 * MIB)
    await first?.need(body.length, signal)
    first?.keep(body)
    await second?.need(7 * MIB, signal)
    const waiting = third?.need(3 * MIB, signal).then(() => done.push('third'))
    release(body)
    await soon()
    expect(done).toEqual(['third'])
    await waiting
  })

  test('has the one who waits longest go on when the first beyond it is done', async () => {
    const budget = createBodyBudget(4 * MIB)
    const shares = [{}, {}, {}, {}].map(holder => budget.share(holder))
    const order: number[] = []
    const all = shares.map((share, index) => share.need(6 * MIB, signal).then(() => order.push(index)))
    for (let turn = 0; turn < shares.length; turn++) {
      await soon()
      expect(order).toEqual([0, 1, 2, 3].slice(0, turn + 1))
      shares[turn]?.end()
    }
    await Promise.all(all)
  })

  test('never has a holder wait for itself', async () => {
    const budget = createBodyBudget(4 * MIB)
    const holder = {}
    const [one, two, other] = [holder, holder, {}].map(who => budget.share(who))
    await one?.need(6 * MIB, signal)
    let others = 0
    const waiting = other?.need(6 * MIB, signal).then(() => others++)
    await two?.need(6 * MIB, signal)
    one?.end()
    await soon()
    expect(others).toBe(0)
    two?.end()
    await waiting
    expect(others).toBe(1)
  })

  test('has who is of no holder, or small, never wait', async () => {
    const budget = createBodyBudget(2 * MIB)
    await budget.share({}).need(9 * MIB, signal)
    await budget.share(undefined).need(9 * MIB, signal)
    await budget.share({}).need(MIB, signal)
  })

  test('forgets who gives up', async () => {
    const budget = createBodyBudget(2 * MIB)
    const first = budget.share({})
    await first.need(3 * MIB, signal)
    const stop = new AbortController()
    const given = budget.share({}).need(3 * MIB, stop.signal)
    stop.abort(new Error('enough'))
    await expect(given).rejects.toThrow('enough')
    first.end()
    await budget.share({}).need(3 * MIB, signal)
  })
})

describe('answers side by side', () => {
  let server: ScriptedServer
  let network: Network | null = null
  beforeEach(async () => {
    server = await startScripted()
  })
  afterEach(async () => {
    await network?.close()
    await server.close()
  })

  function netOf(bounds: Partial<Bounds>): Network {
    network = createNetwork(
      { connectMs: 2_000, headersMs: 5_000, bodyIdleMs: 5_000 },
      {},
      { ...BOUNDS, ...bounds },
    )
    return network
  }

  const ask = (net: Network, holder: object): Promise<RawAnswer> =>
    net.send({ method: 'GET', origin: server.root, path: '/', headers: {}, holder }, signal)

  const sends =
    (bytes: Buffer, headers: Readonly<Record<string, string>> = {}): Reply =>
    response => {
      response.writeHead(200, headers)
      response.end(bytes)
    }

  const plain = Buffer.alloc(8 * MIB, 'x')

  test.each([
    ['as they are', sends(plain)],
    ['announced', sends(plain, { 'content-length': String(plain.length) })],
    ['packed', sends(gzipSync(plain), { 'content-encoding': 'gzip' })],
  ])('%s: their sum is bounded, and each has its turn', async (_, reply) => {
    const net = netOf({ together: 20 * MIB })
    server.answer(reply)
    let held = 0
    let most = 0
    const stream = async (holder: object): Promise<void> => {
      for (let round = 0; round < 2; round++) {
        const { body } = await ask(net, holder)
        expect(body.length).toBe(plain.length)
        held += body.length
        most = Math.max(most, held)
        await new Promise(done => setTimeout(done, 10))
        held -= body.length
        giveBack(body)
      }
    }
    await Promise.all(Array.from({ length: 16 }, () => stream({})))
    expect(server.asked).toHaveLength(32)
    expect(most).toBeLessThanOrEqual(20 * MIB + plain.length)
  })

  test('by the gigabyte do not fill the memory', async () => {
    const net = netOf({ together: 50 * MIB })
    server.answer(sends(Buffer.alloc(32 * MIB, 'x')))
    const before = process.memoryUsage.rss()
    let most = 0
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss() - before)
    }, 5)
    const stream = async (holder: object): Promise<void> => {
      const { body } = await ask(net, holder)
      await new Promise(done => setTimeout(done, 50))
      giveBack(body)
    }
    await Promise.all(Array.from({ length: 16 }, () => stream({})))
    clearInterval(timer)
    expect(most).toBeLessThan(350 * MIB)
  })

  test('that end badly leave room for the others', async () => {
    const net = netOf({ together: 4 * MIB, body: 6 * MIB })
    const outcomes: string[] = []
    const cut: Reply = response => {
      response.writeHead(200, { 'content-length': String(plain.length) })
      response.write(plain.subarray(0, 5 * MIB), () => response.socket?.destroy())
    }
    const lying = Buffer.concat([gzipSync(Buffer.alloc(40 * MIB)), gzipSync('x')])
    for (const reply of [
      cut,
      sends(plain),
      sends(lying, { 'content-encoding': 'gzip' }),
      sends(plain, { 'content-encoding': 'gzip' }),
    ]) {
      server.answer(reply)
      const asked = Array.from({ length: 6 }, () => ask(net, {}).then(() => 'ok', String))
      outcomes.push(...new Set(await Promise.all(asked)))
    }
    expect(outcomes).toHaveLength(4)
    expect(outcomes.filter(outcome => /larger than 6 MiB/.test(outcome))).toHaveLength(3)
    expect(outcomes).not.toContain('ok')
    server.answer(sends(plain.subarray(0, 5 * MIB)))
    for (let i = 0; i < 3; i++) giveBack((await ask(net, {})).body)
  })
})
