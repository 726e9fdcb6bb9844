// The client over real sockets, against a server that does what it is told.
import { setTimeout as delay } from 'node:timers/promises'
import { brotliCompressSync, deflateSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Answer, ClientSettings } from '../../src/graph/client.ts'
import { createGraphClient, graphError } from '../../src/graph/client.ts'
import {
  ForeignLinkError,
  GraphError,
  isExpiredLink,
  isLicenceRefusal,
  isPermissionRefusal,
  MalformedAnswerError,
  NetworkError,
  RetriesExhaustedError,
  TimeoutError,
} from '../../src/graph/errors.ts'
import { createLimiter } from '../../src/graph/limiter.ts'
import { NO_LIMITS } from '../../src/graph/limits.ts'
import { splitPage } from '../../src/graph/page.ts'
import { type TestClient, testClient } from '../support/graph-client.ts'
import {
  answered,
  cutOff,
  dripping,
  failed,
  gzipped,
  neverAnswered,
  page,
  REQUEST_ID,
  type Reply,
  reset,
  type ScriptedServer,
  stalled,
  startScripted,
} from '../support/scripted-server.ts'
import { testTls } from '../support/token-endpoint.ts'

let server: ScriptedServer
const clients: TestClient[] = []

beforeEach(async () => {
  server = await startScripted()
})
afterEach(async () => {
  for (const { network } of clients.splice(0)) await network.close()
  await server.close()
})

function clientOf(settings: Partial<ClientSettings> = {}, root = server.root): TestClient {
  const made = testClient(root, settings)
  clients.push(made)
  return made
}

const asPage = (answer: Answer) => splitPage(answer.body, answer.requestId)
const users = (): string => `${server.root}/v1.0/users`
const get = (to: TestClient, link = users()) => to.client.get(link, to.call, asPage)
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  )

describe('a link', () => {
  it.each([
    "/v1.0/users/delta('a''b')?$skiptoken=%7e+a;b,c&x=y=z",
    '/v1.0/groups/delta?$deltatoken=RsRZ5k~_-.!*()%2b%2F%2f==&$select=id,displayName',
    '/beta/users?$filter=a%20eq%20%27b%27&$count=true&@odata.x=[1]|{2}^`',
    '/v1.0/users?$skiptoken=a?b/c:d@e#f',
    '/v1.0/../v1.0/./users//x?y=..',
  ])('goes over the wire byte for byte: %s', async path => {
    server.answer(page([]))
    await get(clientOf(), server.root + path)
    expect(server.asked.map(asked => asked.path)).toEqual([path])
  })

  it('with bytes that HTTP does not allow is encoded there and nowhere else', async () => {
    server.answer(page([]))
    await get(clientOf(), `${users()}?$filter=name eq 'Zoë'&x=%7E`)
    expect(server.asked[0]?.path).toBe("/v1.0/users?$filter=name%20eq%20'Zo%C3%AB'&x=%7E")
  })

  it('is the same one after a retry', async () => {
    server.answer(failed(503, 'busy'), page([{ id: 'a' }], `${users()}?next`))
    const { nextLink } = await get(clientOf(), `${users()}?$skiptoken=1`)
    expect(server.asked.map(asked => asked.path)).toEqual([
      '/v1.0/users?$skiptoken=1',
      '/v1.0/users?$skiptoken=1',
    ])
    expect(nextLink).toBe(`${users()}?next`)
  })

  it('to anywhere else is refused, and no token is made for it', async () => {
    const to = clientOf()
    const { host } = new URL(server.root)
    for (const link of [
      'https://evil.example/v1.0/users',
      `https://${host}/v1.0/users`,
      `${server.root}.evil.example/v1.0/users`,
      `${server.root}0/v1.0/users`,
      `${server.root}@evil.example/v1.0/users`,
      `http://evil.example/?${server.root}/v1.0/users`,
      server.root,
      '/v1.0/users',
      '//evil.example/v1.0/users',
      '',
    ]) {
      expect(await failure(get(to, link))).toBeInstanceOf(ForeignLinkError)
    }
    expect([server.asked.length, to.tokens.gets, to.meter.requests]).toEqual([0, 0, 0])
  })

  it('in a redirect is not followed', async () => {
    const other = await startScripted()
    other.answer(page([]))
    server.answer(answered(302, '', { location: `${other.root}/v1.0/users` }))
    const error = await failure(get(clientOf()))
    expect(error).toBeInstanceOf(ForeignLinkError)
    expect(error).toMatchObject({
      requestId: REQUEST_ID,
      message: expect.stringContaining(new URL(other.root).host),
    })
    expect([server.asked.length, other.asked.length]).toEqual([1, 0])
    await other.close()
  })
})

describe('a request', () => {
  it('carries its own headers on every page, and the usual ones', async () => {
    server.answer(page([], `${users()}?2`), failed(503, 'busy'), page([]))
    const to = clientOf()
    const call = { ...to.call, headers: { consistencylevel: 'eventual' } }
    const { nextLink } = await to.client.get(users(), call, asPage)
    await to.client.get(nextLink ?? '', call, asPage)
    expect(server.asked).toHaveLength(3)
    for (const { headers } of server.asked) {
      expect(headers).toMatchObject({
        consistencylevel: 'eventual',
        authorization: 'Bearer token-1',
        accept: 'application/json',
        'accept-encoding': 'gzip',
        prefer: 'include-unknown-enum-members',
        'user-agent': 'entra-extract-test',
      })
    }
    expect(new Set(server.asked.map(({ headers }) => headers['client-request-id'])).size).toBe(3)
  })

  it('is counted, with its retries, its waits and the last request-id', async () => {
    server.answer(failed(429, 'TooMany', { 'retry-after': '2' }), reset, page([]))
    const to = clientOf()
    await get(to)
    expect(to.meter).toMatchObject({ requests: 3, retries: 2, waitedMs: 3_000, requestId: REQUEST_ID })
    expect(to.waits.map(({ ms, reason }) => [ms, reason])).toEqual([
      [2_000, 'throttled'],
      [1_000, 'retrying'],
    ])
  })

  it('posts a body', async () => {
    server.answer(answered(200, { responses: [] }))
    const to = clientOf()
    await to.client.post(`${server.root}/v1.0/$batch`, '{"requests":[]}', to.call, answer => answer.status)
    expect(server.asked[0]).toMatchObject({ method: 'POST', path: '/v1.0/$batch', body: '{"requests":[]}' })
    expect(server.asked[0]?.headers['content-type']).toBe('application/json')
  })

  it('ends with the reason of the signal that stops it, also while it waits', async () => {
    server.answer(neverAnswered)
    const to = clientOf()
    const asked = failure(get(to))
    while (server.asked.length === 0) await delay(5)
    to.stop.abort(new Error('stop now'))
    expect(await asked).toMatchObject({ message: 'stop now' })
    expect(await failure(get(to))).toMatchObject({ message: 'stop now' })
    expect(server.asked).toHaveLength(1)
  })
})

describe('a body', () => {
  it('is unpacked', async () => {
    const value = { value: [{ id: 'a' }] }
    const packed =
      (encoding: string, bytes: Buffer): Reply =>
      response => {
        response.writeHead(200, { 'content-encoding': encoding }).end(bytes)
      }
    const text = JSON.stringify(value)
    server.answer(
      gzipped(value),
      packed('deflate', deflateSync(text)),
      packed('br', brotliCompressSync(text)),
    )
    const to = clientOf()
    for (let i = 0; i < 3; i++) expect((await get(to)).rows.toString()).toBe('{"id":"a"}\n')
    expect(to.meter.retries).toBe(0)
  })

  it('in an encoding that nobody asked for is an error', async () => {
    server.answer(answered(200, '', { 'content-encoding': 'zip' }))
    expect(await failure(get(clientOf()))).toMatchObject({
      last: { code: 'ENCODING' },
      requestId: REQUEST_ID,
    })
  })
})

describe('a token', () => {
  it('that Graph refuses is renewed once, for the same page', async () => {
    server.answer(failed(401, 'InvalidAuthenticationToken'), page([{ id: 'a' }]))
    const to = clientOf()
    expect((await get(to, `${users()}?$skiptoken=1`)).count).toBe(1)
    expect(server.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/v1.0/users?$skiptoken=1', 'Bearer token-1'],
      ['/v1.0/users?$skiptoken=1', 'Bearer token-2'],
    ])
    expect([to.tokens.rejected, to.clock.sleeps]).toEqual([['token-1'], []])
  })

  it('that is refused again fails the request, without its text in the error', async () => {
    server.answer(failed(401, 'InvalidAuthenticationToken'))
    const error = await failure(get(clientOf()))
    expect(error).toMatchObject({ status: 401, code: 'InvalidAuthenticationToken', requestId: REQUEST_ID })
    expect(server.asked).toHaveLength(2)
    expect(JSON.stringify(error) + String(error)).not.toContain('token-')
  })
})

describe('throttling', () => {
  it.each([
    ['an integer', '7', 7_000],
    ['a decimal', '1.5', 1_500],
    ['a long one', '840', 840_000],
    ['nought', '0', 0],
  ])('with Retry-After as %s is obeyed whole', async (_, value, ms) => {
    server.answer(failed(429, 'TooManyRequests', { 'retry-after': value }), page([]))
    const to = clientOf()
    await get(to)
    expect(to.clock.sleeps).toEqual([ms])
  })

  it("with a date waits by Graph's clock, though ours is years off", async () => {
    const at = (seconds: number) => new Date(Date.UTC(2031, 0, 1, 0, 0, seconds)).toUTCString()
    server.answer(failed(503, 'busy', { date: at(0), 'retry-after': at(45) }), page([]))
    const to = clientOf()
    await get(to)
    expect(to.clock.sleeps).toEqual([45_000])
  })

  it.each([undefined, 'soon', '-1'])('with Retry-After %s backs off, longer each time', async value => {
    const busy = failed(429, 'TooManyRequests', value === undefined ? {} : { 'retry-after': value })
    server.answer(busy, busy, busy, page([]))
    const to = clientOf()
    await get(to)
    expect(to.clock.sleeps).toEqual([500, 1_000, 2_000])
  })

  it('holds back the whole family, and no other', async () => {
    server.answer(failed(429, 'TooManyRequests', { 'retry-after': '20' }), page([]))
    const paused: unknown[] = []
    const to = clientOf({
      limiter: { turn: async () => () => {}, pause: (family, until) => paused.push([family, until]) },
    })
    const began = to.clock.now()
    await get(to)
    expect(paused).toEqual([['directory', began + 20_000]])
  })

  it('for longer than the budget fails at once and says how long', async () => {
    server.answer(failed(429, 'TooManyRequests', { 'retry-after': '3600' }))
    const to = clientOf()
    const error = await failure(get(to))
    expect(error).toBeInstanceOf(RetriesExhaustedError)
    expect(error).toMatchObject({ requestId: REQUEST_ID, message: expect.stringContaining('3600 s') })
    expect((error as RetriesExhaustedError).last).toMatchObject({ status: 429 })
    expect([server.asked.length, to.clock.sleeps]).toEqual([1, []])
  })
})

describe('a failure that may pass', () => {
  const dead: [string, Reply, Record<string, unknown>][] = [
    ['500', failed(500, 'generalException'), { status: 500 }],
    ['502 with HTML', answered(502, '<html>Bad Gateway</html>'), { status: 502, code: 'UnknownError' }],
    ['503', failed(503, 'serviceNotAvailable'), { status: 503 }],
    ['504', failed(504, 'gatewayTimeout'), { status: 504 }],
    ['a body cut off', cutOff, {}],
    ['a body of broken gzip', gzipped({ value: [{ id: 'a'.repeat(5000) }] }, 12), {}],
    ['a body that is no gzip', answered(200, 'plain', { 'content-encoding': 'gzip' }), {}],
  ]

  it.each(dead)('is retried until it passes: %s', async (_, reply) => {
    server.answer(reply, reply, page([{ id: 'a' }]))
    const to = clientOf()
    expect((await get(to)).count).toBe(1)
    expect(to.clock.sleeps).toEqual([500, 1_000])
  })

  it.each(dead)(
    'that does not pass ends within the budget, with the request-id: %s',
    async (_, reply, facts) => {
      server.answer(page([]), reply)
      const to = clientOf({ retryBudgetMs: 60_000 })
      await get(to)
      const error = await failure(get(to))
      expect(error).toBeInstanceOf(RetriesExhaustedError)
      expect(error).toMatchObject({ requestId: REQUEST_ID, last: { ...facts, requestId: REQUEST_ID } })
      const slept = to.clock.sleeps.reduce((sum, ms) => sum + ms)
      expect(slept).toBeGreaterThan(30_000)
      expect(slept).toBeLessThanOrEqual(60_000)
      expect(server.asked).toHaveLength(to.clock.sleeps.length + 2)
    },
  )

  it('without any answer at all ends within the budget of the first answer', async () => {
    server.answer(reset)
    const to = clientOf()
    const error = await failure(get(to))
    expect(error).toMatchObject({
      requestId: null,
      last: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) },
    })
    expect(to.clock.sleeps.reduce((sum, ms) => sum + ms)).toBeLessThanOrEqual(30_000)
  })

  it('is given the whole budget once Graph has answered', async () => {
    server.answer(page([]), reset)
    const to = clientOf()
    await get(to)
    await failure(get(to))
    expect(to.clock.sleeps.reduce((sum, ms) => sum + ms)).toBeGreaterThan(60_000)
  })

  it('is retried where nobody listens', async () => {
    const nobody = await startScripted()
    await nobody.close()
    const to = clientOf({}, nobody.root)
    expect(await failure(get(to, `${nobody.root}/v1.0/users`))).toMatchObject({
      last: { code: 'ECONNREFUSED' },
    })
    expect(to.clock.sleeps.length).toBeGreaterThan(2)
  })
})

describe('time', () => {
  it('without headers runs out, and the request is tried again', async () => {
    server.answer(neverAnswered, page([{ id: 'a' }]))
    const to = clientOf()
    expect((await get(to)).count).toBe(1)
    expect(to.waits).toMatchObject([{ message: "Graph's answer timed out (headers)" }])
  })

  it('without the rest of a body runs out, and the request is tried again', async () => {
    server.answer(stalled, page([{ id: 'a' }]))
    const to = clientOf()
    expect((await get(to)).count).toBe(1)
    expect(to.waits).toMatchObject([{ message: "Graph's answer timed out (body)" }])
  })

  it('that a body drips away is bounded too', async () => {
    server.answer(dripping)
    const error = await failure(get(clientOf({ retryBudgetMs: 400, firstAnswerBudgetMs: 400 })))
    expect(error).toMatchObject({ last: { phase: 'body' } })
    expect(server.asked).toHaveLength(1)
  })

  it.each<[string, Reply]>([
    ['504', failed(504, 'UnknownError')],
    ['no headers', neverAnswered],
    ['half a body', stalled],
  ])('that runs out is the caller to deal with when it can ask for less: %s', async (_, reply) => {
    server.answer(reply)
    const to = clientOf()
    const error = await failure(to.client.get(users(), { ...to.call, splitOnTimeout: true }, asPage))
    expect(error instanceof TimeoutError || error instanceof GraphError).toBe(true)
    expect([server.asked.length, to.clock.sleeps]).toEqual([1, []])
  })

  it("is Graph's when it has answered, and unknown before", async () => {
    server.answer(answered(200, { value: [] }, { date: 'Wed, 01 Jan 2031 00:00:00 GMT' }))
    const to = clientOf()
    expect(to.client.serverNow()).toBeNull()
    await get(to)
    expect(to.client.serverNow()).toBe(Date.UTC(2031, 0, 1))
    to.clock.advance(1_000)
    expect(to.client.serverNow()).toBe(Date.UTC(2031, 0, 1, 0, 0, 1))
  })
})

describe('an answer that is wrong', () => {
  const wrong: [string, Reply][] = [
    ['an HTML page', answered(200, '<html>Sign in</html>', { 'content-type': 'text/html' })],
    ['JSON that breaks off', answered(200, '{"value":[{"id":"a"}')],
    ['no rows', answered(200, {})],
    ['204', answered(204, '')],
  ]

  it.each(wrong)('is asked for three times, then believed: %s', async (_, reply) => {
    server.answer(reply)
    const to = clientOf()
    const error = await failure(get(to))
    expect(error).toBeInstanceOf(MalformedAnswerError)
    expect(error).toMatchObject({ requestId: REQUEST_ID })
    expect([server.asked.length, to.clock.sleeps]).toEqual([3, [500, 1_000]])
  })

  it.each(wrong)('may be right the next time: %s', async (_, reply) => {
    server.answer(reply, reply, page([{ id: 'a' }]))
    expect((await get(clientOf())).count).toBe(1)
  })
})

describe('a refusal', () => {
  it('for lack of a licence is asked about three times, then believed', async () => {
    const refused = failed(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant')
    server.answer(refused, refused, page([]))
    await get(clientOf())
    expect(server.unused()).toBe(0)
    server.answer(refused)
    const error = await failure(get(clientOf()))
    expect([isLicenceRefusal(error), isPermissionRefusal(error)]).toEqual([true, false])
    expect(server.asked).toHaveLength(6)
  })

  it.each([400, 403, 404, 410, 501])('with %d is final at once', async status => {
    server.answer(failed(status, 'SomeCode', { location: '/v1.0/users/delta' }))
    const to = clientOf()
    expect(await failure(get(to))).toMatchObject({
      status,
      code: 'SomeCode',
      graphMessage: 'because of SomeCode',
      location: '/v1.0/users/delta',
      requestId: REQUEST_ID,
    })
    expect([server.asked.length, to.clock.sleeps]).toEqual([1, []])
  })

  it('is understood in whatever shape it comes', () => {
    const parse = (body: string) => graphError(400, body, null, {})
    expect(parse('{"error":{"code":"","message":5}}')).toMatchObject({ code: 'UnknownError' })
    expect(parse('{"error":"text"}')).toMatchObject({ code: 'UnknownError' })
    expect(parse('null')).toMatchObject({ code: 'UnknownError' })
    expect(parse('<html>')).toMatchObject({ code: 'UnknownError' })
    expect(parse('{"error":{"code":"c","innerError":{"request-id":"inner"}}}')).toMatchObject({
      requestId: 'inner',
    })
    expect(parse('{"error":{"code":"c","innererror":{"request-id":"inner"}}}')).toMatchObject({
      requestId: 'inner',
    })
    expect(parse(JSON.stringify({ error: { message: 'x'.repeat(10_000) } })).graphMessage).toHaveLength(500)
  })
})

describe('an expired link', () => {
  const expired = (status: number, code: string, message = 'm') =>
    isExpiredLink(new GraphError({ status, code, message, requestId: null }))

  it.each([
    [410, 'anything'],
    [400, 'syncStateNotFound'],
    [404, 'SYNCSTATENOTFOUND'],
    [400, 'resyncrequired'],
    [400, 'Directory_ExpiredPageToken'],
    [400, 'directory_expiredpagetoken'],
    [404, 'DirectoryPageTokenNotFoundException'],
  ])('is told by %d %s', (status, code) => {
    expect(expired(status, code)).toBe(true)
  })

  it('is told by its message, and not by other errors', () => {
    expect(expired(400, 'BadRequest', 'The skip token is null or empty')).toBe(true)
    expect(expired(400, 'BadRequest', 'Skiptoken is expired')).toBe(true)
    expect(expired(400, 'BadRequest', 'Invalid filter')).toBe(false)
    expect(expired(500, 'syncStateNotFound')).toBe(false)
    expect(isExpiredLink(new NetworkError('x', 'm'))).toBe(false)
  })
})

describe('a certificate', () => {
  it('that is not trusted fails at once; with its authority it is taken', async () => {
    const secure = await startScripted(testTls)
    secure.answer(page([{ id: 'a' }]))
    const stranger = testClient(secure.root)
    const error = await failure(get(stranger, `${secure.root}/v1.0/users`))
    expect(error).toBeInstanceOf(NetworkError)
    expect([stranger.meter.requests, stranger.clock.sleeps, secure.asked.length]).toEqual([1, [], 0])
    const trusting = testClient(secure.root, {}, testTls.cert)
    expect((await get(trusting, `${secure.root}/v1.0/users`)).count).toBe(1)
    await stranger.network.close()
    await trusting.network.close()
    await secure.close()
  })
})

describe('an error of ours', () => {
  it('in reading an answer is not retried', async () => {
    server.answer(page([]))
    const to = clientOf()
    const read = () => {
      throw new TypeError('ours')
    }
    expect(await failure(to.client.get(users(), to.call, read))).toBeInstanceOf(TypeError)
    expect(server.asked).toHaveLength(1)
  })

  it('many at once are no reason for Node to warn', async () => {
    const to = clientOf()
    const warnings: Error[] = []
    const hear = (warning: Error): void => void warnings.push(warning)
    process.on('warning', hear)
    server.answer(response => void setTimeout(() => response.end('{"value":[]}'), 50))
    const limiter = createLimiter(
      { ...NO_LIMITS, directory: { ...NO_LIMITS.directory, concurrency: 20 } },
      to.clock,
    )
    const client = clientOf({ limiter })
    await Promise.all(Array.from({ length: 20 }, () => client.client.get(users(), client.call, () => null)))
    await new Promise(resolve => setImmediate(resolve))
    process.off('warning', hear)
    expect(warnings).toEqual([])
    expect(server.asked).toHaveLength(20)
  })

  it('gives the turn back', async () => {
    const to = clientOf()
    const limiter = createLimiter(
      { ...NO_LIMITS, directory: { requests: 9, perMs: 1, concurrency: 1 } },
      to.clock,
    )
    const network = {
      send: async () => {
        throw new TypeError('ours')
      },
      open: () => Promise.reject(new Error('nobody asked for a file')),
      close: async () => {},
    }
    const client = createGraphClient({
      root: server.root,
      tokens: to.tokens,
      network,
      limiter,
      clock: to.clock,
      random: () => 0,
      signal: to.stop.signal,
      userAgent: 'x',
      retryBudgetMs: 1,
      firstAnswerBudgetMs: 1,
    })
    for (let i = 0; i < 3; i++) {
      expect(await failure(client.get(users(), to.call, asPage))).toBeInstanceOf(TypeError)
    }
  })
})
