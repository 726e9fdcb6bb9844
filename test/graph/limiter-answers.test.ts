// The quota as answers tell it, over real sockets: what a request cost, how full the quota is, refusals. Only sleeping moves the clock.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readBatch } from '../../src/graph/batch.ts'
import { createLimiter } from '../../src/graph/limiter.ts'
import { type Limit, NO_LIMITS } from '../../src/graph/limits.ts'
import { toldBy, toldByAll } from '../../src/graph/told.ts'
import { instantClock } from '../support/fake-clock.ts'
import { type TestClient, testClient } from '../support/graph-client.ts'
import {
  answered,
  failed,
  type Reply,
  type ScriptedServer,
  startScripted,
} from '../support/scripted-server.ts'

let server: ScriptedServer
let clients: TestClient[]

beforeEach(async () => {
  server = await startScripted()
  clients = []
})
afterEach(async () => {
  await Promise.all(clients.map(({ network }) => network.close()))
  await server.close()
})

const LIMIT: Limit = { requests: 20, perMs: 1_000, concurrency: 2 }

function clientAt(limit: Limit): TestClient {
  const clock = instantClock()
  const limits = { ...NO_LIMITS, directory: limit, protection: limit }
  const client = testClient(server.root, { clock, limiter: createLimiter(limits, clock) })
  clients.push(client)
  return { ...client, clock }
}

const charged = (units: string, load?: string): Reply =>
  answered(
    200,
    {},
    {
      'x-ms-resource-unit': units,
      ...(load === undefined ? {} : { 'x-ms-throttle-limit-percentage': load }),
    },
  )

/** How many requests started in each window, one after the other. */
async function windowsOf(to: TestClient, requests: number, call = to.call): Promise<number[]> {
  const windows = new Map<number, number>()
  for (let i = 0; i < requests; i++) {
    await to.client.get(`${server.root}/v1.0/users`, call, () => null)
    windows.set(to.clock.now(), (windows.get(to.clock.now()) ?? 0) + 1)
  }
  return [...windows.values()]
}

describe('an answer', () => {
  it('puts right what its request was thought to cost', async () => {
    server.answer(charged('5'))
    const to = clientAt(LIMIT)
    expect(await windowsOf(to, 12)).toEqual([4, 4, 4])
    expect(to.clock.sleeps).toEqual([1_000, 1_000])
    expect(to.meter.waitedMs).toBe(2_000)
    expect(to.waits).toEqual(
      [1, 2].map(() => ({ ms: 1_000, reason: 'pacing', message: 'the quota of the directory' })),
    )
  })

  it('that says nothing of its cost costs what was thought', async () => {
    server.answer(answered(200, {}))
    expect(await windowsOf(clientAt(LIMIT), 41)).toEqual([20, 20, 1])
  })

  it('raises what a window may hold as long as Graph has room', async () => {
    const most = { requests: 40, concurrency: 4 }
    server.answer(charged('1'))
    const growing = await windowsOf(clientAt({ ...LIMIT, most }), 150)
    expect(growing.length).toBeGreaterThan(3)
    expect(growing.slice(0, -1)).toEqual(growing.slice(0, -1).sort((a, b) => a - b))
    expect(growing.at(-2)).toBeGreaterThan(22)
    server.answer(charged('1', '0.85'))
    expect(await windowsOf(clientAt({ ...LIMIT, most }), 60)).toEqual([20, 20, 20])
    server.answer(charged('1', '1.3'))
    const shrinking = await windowsOf(clientAt({ ...LIMIT, most }), 60)
    expect(shrinking[1]).toBeLessThan(20)
  })

  it('that refuses makes its family slower, and Retry-After holds for all of it', async () => {
    const to = clientAt({ ...LIMIT, most: { requests: 20, concurrency: 2 } })
    server.answer(failed(429, 'TooManyRequests', { 'retry-after': '7' }), charged('1', '0.9'))
    const began = to.clock.now()
    expect(await windowsOf(to, 28)).toEqual([14, 14])
    expect(to.clock.sleeps[0]).toBe(7_000)
    expect(to.clock.now() - began).toBe(8_000)
    expect(to.waits[0]).toEqual({
      ms: 7_000,
      reason: 'throttled',
      message: 'the directory: Graph answered 429 TooManyRequests: because of TooManyRequests',
    })
  })

  it('that refuses without Retry-After stretches the windows of a fixed quota, until others have gone', async () => {
    const to = clientAt({ requests: 1, perMs: 1_000, concurrency: 1 })
    const call = { ...to.call, family: 'protection' } as const
    server.answer(answered(200, {}), failed(429, 'TooManyRequests'), answered(200, {}))
    await windowsOf(to, 30, call)
    const [first, backoff, second] = to.clock.sleeps
    expect([first, backoff]).toEqual([1_000, 500])
    expect(second).toBe(1_500)
    expect(to.clock.sleeps[3]).toBeGreaterThan(1_500)
    expect(to.clock.sleeps.at(-1)).toBe(1_000)
  })
})

describe('the headers of an answer', () => {
  it('are believed within reason', () => {
    const units = (text?: string) => toldBy(200, { 'x-ms-resource-unit': text }, 0).units
    expect(['3', ' 2.5 ', '0', '99999', '-1', 'NaN', '1e9', '', undefined].map(units)).toEqual([
      3,
      2.5,
      0,
      1_000,
      null,
      null,
      null,
      null,
      null,
    ])
    expect(toldBy(200, { 'x-ms-throttle-limit-percentage': '0.85' }, 0).load).toBe(0.85)
    expect(toldBy(503, { 'retry-after': '3' }, 0).refusal).toBeNull()
    expect(toldBy(429, { 'retry-after': '3' }, 0).refusal).toEqual({ pauseMs: 3_000 })
    expect(toldBy(429, {}, 0).refusal).toEqual({ pauseMs: null })
  })

  it('of the parts of a batch are taken together', () => {
    const part = (status: number, headers: Record<string, string>) => toldBy(status, headers, 0)
    expect(toldByAll([])).toEqual({ units: null, load: null, refusal: null })
    expect(
      toldByAll([
        part(200, { 'x-ms-resource-unit': '3' }),
        part(200, { 'x-ms-resource-unit': '2', 'x-ms-throttle-limit-percentage': '0.9' }),
        part(429, { 'retry-after': '4' }),
        part(429, {}),
      ]),
    ).toEqual({ units: 5, load: 0.9, refusal: { pauseMs: 4_000 } })
    expect(toldByAll([part(429, {})]).refusal).toEqual({ pauseMs: null })
  })
})

describe('a batch', () => {
  const items = Array.from({ length: 4 }, (_, index) => ({ id: String(index + 1), url: `/users/${index}` }))
  const part = (id: string, status: number, headers: Record<string, string>) => ({
    id,
    status,
    headers,
    body: status === 200 ? { value: [] } : { error: { code: 'TooManyRequests', message: 'm' } },
  })
  const reply = (...responses: readonly unknown[]): Reply => answered(200, { responses })
  const read = (to: TestClient): Promise<unknown> =>
    readBatch(to.client, 'v1.0', items, to.call, {
      random: () => 0,
      now: () => to.clock.now(),
      budgetMs: 60_000,
      wait: async () => {},
    })

  it('costs what its parts say together', async () => {
    server.answer(reply(...items.map(({ id }) => part(id, 200, { 'X-Ms-Resource-Unit': '5' }))))
    const to = clientAt(LIMIT)
    await read(to)
    expect(to.clock.sleeps).toEqual([])
    await read(to)
    expect(to.clock.sleeps).toEqual([1_000])
  })

  it('of which a part is refused makes its whole family wait', async () => {
    const [first, ...others] = items.map(({ id }) => part(id, 200, {}))
    server.answer(reply(part('1', 429, { 'Retry-After': '7' }), ...others), reply(first), answered(200, {}))
    const to = clientAt(LIMIT)
    await read(to)
    expect(to.clock.sleeps).toEqual([7_000])
  })
})
