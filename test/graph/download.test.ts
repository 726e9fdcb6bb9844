// Files that Graph sends us to: fetched without anything of ours, and from Graph on again when they fail.
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AGAIN } from '../../src/graph/client.ts'
import { GraphError, MalformedAnswerError, RetriesExhaustedError } from '../../src/graph/errors.ts'
import { createLimiter } from '../../src/graph/limiter.ts'
import { NO_LIMITS } from '../../src/graph/limits.ts'
import { type TestClient, testClient } from '../support/graph-client.ts'
import {
  answered,
  cutOff,
  dripping,
  failed,
  REQUEST_ID,
  type Reply,
  reset,
  type ScriptedServer,
  stalled,
  startScripted,
} from '../support/scripted-server.ts'

let graph: ScriptedServer
let files: ScriptedServer
let to: TestClient

beforeEach(async () => {
  graph = await startScripted()
  files = await startScripted()
  to = testClient(graph.root)
})
afterEach(async () => {
  await to.network.close()
  await graph.close()
  await files.close()
})

const sentTo = (location: string, status = 302): Reply => answered(status, '', { location })
const sentToFile = (): Reply => sentTo(`${files.root}/file?sig=a%2Fb`)
const file = (text: string, headers: Record<string, string> = {}): Reply =>
  answered(200, text, { 'content-type': 'text/csv', ...headers })

/** What came, piece by piece as text, and where it began again. */
async function download(client = to.client): Promise<string> {
  const call = { ...to.call, headers: { ConsistencyLevel: 'eventual', 'x-own': 'secret' } }
  const parts: string[] = []
  for await (const part of client.download(`${graph.root}/v1.0/reports/x`, call, pieces => pieces))
    parts.push(part === AGAIN ? '<again>' : part.toString('utf8'))
  return parts.join('')
}

describe('a file', () => {
  it('is fetched from where Graph says, byte for byte, with nothing that Graph was asked with', async () => {
    graph.answer(sentToFile())
    files.answer(file('a,b\n1,2\n'))
    expect(await download()).toBe('a,b\n1,2\n')
    expect(graph.asked[0]?.headers).toMatchObject({ authorization: 'Bearer token-1', 'x-own': 'secret' })
    const [asked] = files.asked
    expect(asked).toMatchObject({ method: 'GET', path: '/file?sig=a%2Fb' })
    expect(Object.keys(asked?.headers ?? {}).sort()).toEqual([
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ])
    expect(to.meter).toMatchObject({ requests: 2, requestId: REQUEST_ID })
  })

  it('may be the answer itself', async () => {
    graph.answer(file('a\n1\n'))
    expect(await download()).toBe('a\n1\n')
    expect(files.asked).toEqual([])
  })

  it.each([
    ['gzip', gzipSync('a\n1\n')],
    ['identity', Buffer.from('a\n1\n')],
  ])('may be encoded (%s)', async (encoding, bytes) => {
    graph.answer(sentToFile())
    files.answer(response => response.writeHead(200, { 'content-encoding': encoding }).end(bytes))
    expect(await download()).toBe('a\n1\n')
  })

  it('is never whole in memory', async () => {
    const piece = Buffer.alloc(1 << 20, 'x')
    graph.answer(sentToFile())
    files.answer(response => {
      response.writeHead(200)
      let left = 200
      const more = (): void => {
        while (left-- > 0) if (!response.write(piece)) return void response.once('drain', more)
        response.end()
      }
      more()
    })
    let bytes = 0
    let highest = 0
    const before = process.memoryUsage().rss
    for await (const part of to.client.download(`${graph.root}/x`, to.call, pieces => pieces)) {
      if (part !== AGAIN) bytes += part.length
      highest = Math.max(highest, process.memoryUsage().rss - before)
    }
    expect(bytes).toBe(200 << 20)
    expect(highest).toBeLessThan(120 << 20)
  })
})

describe('a file that fails is asked for at Graph again', () => {
  it.each<[string, Reply]>([
    ['the connection is reset', reset],
    ['it breaks off', cutOff],
    ['it stops coming', stalled],
    ['its server is busy', failed(503, 'Busy')],
    ['its address has expired', failed(403, 'AuthenticationFailed')],
    ['its address is unknown', failed(404, 'NotFound')],
    ['its server wants a token', failed(401, 'Unauthorized')],
    ['its server sends us on', sentTo('https://elsewhere.example/')],
  ])('when %s', async (_, reply) => {
    graph.answer(sentTo(`${files.root}/first`), sentTo(`${files.root}/second`))
    files.answer(reply, file('whole'))
    expect(await download()).toMatch(/<again>whole$/)
    expect(files.asked.map(({ path }) => path)).toEqual(['/first', '/second'])
    expect(graph.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
    ])
    expect(to.meter.retries).toBe(1)
  })

  it('with a new token when Graph wants one, after Retry-After when it says so', async () => {
    graph.answer(failed(401, 'Expired'), failed(429, 'TooMany', { 'retry-after': '7' }), sentToFile())
    files.answer(file('whole'))
    expect(await download()).toBe('<again><again>whole')
    expect(graph.asked.at(-1)?.headers.authorization).toBe('Bearer token-2')
    expect(to.clock.sleeps).toEqual([7_000])
  })

  it('but not without end: refused addresses three times, the rest until the time is over', async () => {
    graph.answer(sentToFile())
    files.answer(failed(403, 'AuthenticationFailed'))
    const refused = await download().catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(MalformedAnswerError)
    expect(refused).not.toBeInstanceOf(GraphError)
    expect((refused as Error).message).toContain('status 403')
    expect(files.asked).toHaveLength(3)
    files.answer(failed(500, 'Broken'))
    await expect(download()).rejects.toThrow(RetriesExhaustedError)
  })

  it('when it drips for longer than all retries may take', async () => {
    const client = testClient(graph.root, { retryBudgetMs: 150, firstAnswerBudgetMs: 150 })
    graph.answer(sentToFile())
    files.answer(dripping)
    await expect(download(client.client)).rejects.toThrow(/timed out/)
    await client.network.close()
  })
})

describe('an answer that leads to no file', () => {
  it.each([
    'http://files.example/x',
    'ftp://127.0.0.1/x',
    'https://user:secret@files.example/x',
    '//files.example/x',
    'nowhere',
    '',
  ])('is not followed to %s', async location => {
    graph.answer(sentTo(location))
    const error = await download().catch((error: unknown) => error)
    expect(error).toBeInstanceOf(Error)
    expect(String(error)).toMatch(/address that is not safe|links to another host/)
    expect(String(error)).not.toContain('secret')
    expect(files.asked).toEqual([])
  })

  it.each([301, 303, 307, 308])('is one of status %d', async status => {
    graph.answer(sentTo(`${files.root}/file`, status))
    await expect(download()).rejects.toThrow(/links to another host/)
    expect(files.asked).toEqual([])
  })

  it.each([400, 403, 404])('is the error %d that it says', async status => {
    graph.answer(failed(status, 'SomeCode'))
    await expect(download()).rejects.toMatchObject({ status, code: 'SomeCode', requestId: REQUEST_ID })
  })
})

it('ends at once when the run has to stop, in the middle of a file too', async () => {
  graph.answer(sentToFile())
  files.answer(dripping)
  const ended = download().catch((error: unknown) => error)
  setTimeout(() => to.stop.abort(new Error('enough')), 100)
  expect(await ended).toEqual(new Error('enough'))
})

it('waits for its turn without losing time to fetch', async () => {
  const limiter = createLimiter(
    { ...NO_LIMITS, directory: { requests: 1, perMs: 60_000, concurrency: 1 } },
    to.clock,
  )
  const client = testClient(graph.root, { limiter, clock: to.clock, retryBudgetMs: 1_000 })
  graph.answer(sentToFile())
  files.answer(file('whole'))
  expect([await download(client.client), await download(client.client)]).toEqual(['whole', 'whole'])
  expect(to.clock.sleeps).toEqual([60_000])
  await client.network.close()
})
