// Batches over real sockets.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BatchItem, type BatchPolicy, type BatchResult, readBatch } from '../../src/graph/batch.ts'
import { GraphError, MalformedAnswerError, RetriesExhaustedError } from '../../src/graph/errors.ts'
import { type TestClient, testClient } from '../support/graph-client.ts'
import {
  answered,
  failed,
  REQUEST_ID,
  type Reply,
  type ScriptedServer,
  startScripted,
} from '../support/scripted-server.ts'

let server: ScriptedServer
let to: TestClient
let waits: number[]

beforeEach(async () => {
  server = await startScripted()
  to = testClient(server.root)
  waits = []
})
afterEach(async () => {
  await to.network.close()
  await server.close()
})

const items = (count: number): BatchItem[] =>
  Array.from({ length: count }, (_, index) => ({
    id: String(index + 1),
    url: `/applications/app-${index + 1}/owners?$select=id`,
  }))

interface Inner {
  readonly id: unknown
  readonly status: unknown
  readonly headers?: unknown
  readonly body?: unknown
}

const batch = (...responses: readonly Inner[]): Reply => answered(200, { responses })
const fine = (id: string, ...rows: string[]): Inner => ({
  id,
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: { value: rows.map(row => ({ id: row })) },
})
const refused = (id: string, status: number, code: string, headers: Record<string, unknown> = {}): Inner => ({
  id,
  status,
  headers,
  body: { error: { code, message: 'm' } },
})

function read(count: number, some: Partial<BatchPolicy> = {}): Promise<Map<string, BatchResult>> {
  return readBatch(to.client, 'v1.0', items(count), to.call, {
    random: () => 0,
    now: () => to.clock.now(),
    budgetMs: 60_000,
    wait: async ms => {
      waits.push(ms)
      to.clock.advance(ms)
    },
    ...some,
  })
}

/** What each item came to: its rows, or the status of its error. */
function told(results: ReadonlyMap<string, BatchResult>): Record<string, unknown> {
  return Object.fromEntries(
    [...results].map(([id, result]) => [
      id,
      'error' in result ? result.error.status : result.page.rows.toString('utf8'),
    ]),
  )
}

const askedIds = (): string[][] =>
  server.asked.map(({ body }) =>
    (JSON.parse(body) as { requests: { id: string }[] }).requests.map(({ id }) => id),
  )

describe('a batch', () => {
  it('is one request for all its items, each with the headers of the call', async () => {
    server.answer(batch(fine('1', 'a'), fine('2')))
    const call = { ...to.call, headers: { consistencylevel: 'eventual' } }
    await readBatch(to.client, 'beta', items(2), call, {
      random: () => 0,
      now: () => 0,
      budgetMs: 1,
      wait: async () => {},
    })
    expect(server.asked).toMatchObject([{ method: 'POST', path: '/beta/$batch' }])
    const headers = { prefer: 'include-unknown-enum-members', consistencylevel: 'eventual' }
    expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({
      requests: [
        { id: '1', method: 'GET', url: '/applications/app-1/owners?$select=id', headers },
        { id: '2', method: 'GET', url: '/applications/app-2/owners?$select=id', headers },
      ],
    })
    expect(to.meter.requests).toBe(1)
  })

  it('takes the answers in whatever order they come', async () => {
    server.answer(batch(fine('3', 'c', 'cc'), fine('1', 'a'), fine('2')))
    expect(told(await read(3))).toEqual({ 1: '{"id":"a"}\n', 2: '', 3: '{"id":"c"}\n{"id":"cc"}\n' })
  })

  it('keeps the link to the next page of an item', async () => {
    const next = `${server.root}/v1.0/applications/app-1/owners?$skiptoken=x`
    const body = { '@odata.nextLink': next, value: [{ id: 'a', value: ['}'] }] }
    server.answer(batch({ id: '1', status: 200, body }))
    expect((await read(1)).get('1')).toMatchObject({ page: { count: 1, nextLink: next } })
  })

  it('tells an item that is gone from the others', async () => {
    server.answer(batch(fine('1', 'a'), refused('2', 404, 'Request_ResourceNotFound')))
    const results = await read(2)
    expect(told(results)).toEqual({ 1: '{"id":"a"}\n', 2: 404 })
    expect(results.get('2')).toMatchObject({
      error: { code: 'Request_ResourceNotFound', requestId: REQUEST_ID },
    })
    expect(waits).toEqual([])
  })

  it('asks again for what was throttled, alone, after the longest of their Retry-After', async () => {
    server.answer(
      batch(
        refused('1', 429, 'TooMany', { 'Retry-After': '17' }),
        fine('2', 'b'),
        refused('3', 429, 'TooMany', { 'retry-after': 3 }),
      ),
      batch(refused('3', 429, 'TooMany', { 'RETRY-AFTER': '2.5' }), fine('1', 'a')),
      batch(fine('3', 'c')),
    )
    expect(told(await read(3))).toEqual({ 1: '{"id":"a"}\n', 2: '{"id":"b"}\n', 3: '{"id":"c"}\n' })
    expect(askedIds()).toEqual([['1', '2', '3'], ['1', '3'], ['3']])
    expect(waits).toEqual([17_000, 2_500])
  })

  it('backs off where an item has no Retry-After', async () => {
    const busy = batch(refused('1', 503, 'busy'))
    server.answer(busy, busy, batch(fine('1')))
    await read(1)
    expect(waits).toEqual([500, 1_000])
  })

  it('gives up an item that stays throttled when its time is over, and says how long the wait was', async () => {
    server.answer(batch(fine('1'), refused('2', 429, 'TooMany', { 'Retry-After': '90' })))
    const error = await read(2).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(RetriesExhaustedError)
    expect(error).toMatchObject({ requestId: REQUEST_ID, last: { status: 429 } })
    expect((error as Error).message).toContain('90 s')
    expect(waits).toEqual([])
  })

  it.each([400, 403, 410, 501])('believes %d of an item at once', async status => {
    server.answer(batch(refused('1', status, 'SomeCode')))
    expect(told(await read(1))).toEqual({ 1: status })
    expect(server.asked).toHaveLength(1)
  })

  it('believes a licence refusal of an item the third time', async () => {
    server.answer(batch(refused('1', 403, 'RequestFromNonPremiumTenant')))
    expect(told(await read(1))).toEqual({ 1: 403 })
    expect(server.asked).toHaveLength(3)
  })

  it('is retried as a whole when it is refused as a whole', async () => {
    server.answer(failed(429, 'TooMany', { 'retry-after': '4' }), failed(503, 'busy'), batch(fine('1')))
    await read(1)
    expect([askedIds(), to.clock.sleeps, waits]).toEqual([[['1'], ['1'], ['1']], [4_000, 1_000], []])
  })

  it.each<[string, readonly Inner[]]>([
    ['one is missing', [fine('1')]],
    ['one comes twice', [fine('1'), fine('1'), fine('2')]],
    ['one was not asked', [fine('1'), fine('2'), fine('3')]],
    ['one has no id', [fine('1'), { status: 200, body: { value: [] } } as Inner]],
    ['one has no status', [fine('1'), { id: '2', status: 'ok' }]],
    ['there are none', []],
  ])('is wrong, and asked for three times, when of its answers %s', async (_, responses) => {
    server.answer(batch(...responses))
    await expect(read(2)).rejects.toThrow(MalformedAnswerError)
    expect(server.asked).toHaveLength(3)
  })

  it.each<[string, unknown]>([
    ['no rows', { error: null }],
    ['a text as body', 'cGxhaW4='],
    ['no body', undefined],
    ['a link that is no link', { value: [], '@odata.nextLink': 5 }],
  ])('is wrong when a good item has %s', async (_, body) => {
    server.answer(batch(fine('1'), { id: '2', status: 200, body }))
    await expect(read(2)).rejects.toThrow(MalformedAnswerError)
    expect(server.asked).toHaveLength(3)
  })

  it('takes an error of an item in whatever shape', async () => {
    server.answer(
      batch(
        { id: '1', status: 404 },
        { id: '2', status: 404, body: '<html>' },
        { id: '3', status: 404, body: null },
      ),
    )
    const results = await read(3)
    for (const result of results.values()) {
      expect('error' in result && result.error).toBeInstanceOf(GraphError)
    }
    expect(told(results)).toEqual({ 1: 404, 2: 404, 3: 404 })
  })
})
