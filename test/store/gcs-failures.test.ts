// What becomes of a transfer to or from Google Cloud Storage when answers are lost, bodies break off and the service is busy.
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RaceLostError, StoreError } from '../../src/store/store.ts'
import {
  failure,
  fileOf,
  first,
  gcsOn,
  hasty,
  kinds,
  lost,
  newPath,
  pair,
  small,
} from '../support/gcs-objects.ts'

describe('answers that are lost', () => {
  test('a write under a condition knows itself again', async () => {
    const { server, objects } = await pair(lost('insert'))
    const version = await objects.put('lock', Buffer.from('mine'), null)
    expect(server.contents.get('lake/lock')?.generation).toBe(version)
    expect(kinds(server)).toEqual(['insert', 'insert', 'get'])
    await expect(objects.put('lock', Buffer.from('mine'), null)).rejects.toThrow(RaceLostError)
  })

  test('a write under a condition does not take the same bytes of another for its own', async () => {
    let times = 0
    const { server, objects } = await pair({
      before: async ({ kind }) => {
        if (kind !== 'insert' || ++times > 1) return undefined
        const other = await gcsOn(server)
        await other.put('state', Buffer.from('same'), null)
        await other.close()
        return 'break'
      },
    })
    await expect(objects.put('state', Buffer.from('same'), null)).rejects.toThrow(RaceLostError)
  })

  test('a write, a removal and a copy are done again without harm', async () => {
    const { server, objects } = await pair({
      after: ({ path, kind }) =>
        server.requests.filter(seen => seen.path === path && seen.kind === kind).length === 1
          ? 'break'
          : undefined,
    })
    await objects.put('a', Buffer.from('a'))
    await objects.copy('a', 'b')
    await objects.remove(['a'])
    expect([...server.contents.keys()]).toEqual(['lake/b'])
    expect(kinds(server)).toEqual(['insert', 'insert', 'rewrite', 'rewrite', 'delete', 'delete'])
  })

  test('the last chunk of a file is asked after, not sent again', async () => {
    const { server, objects } = await pair(lost('put', 2))
    const bytes = randomBytes(small.chunk + 5)
    await objects.upload(fileOf(bytes), 'k')
    expect(server.contents.get('lake/k')?.bytes.equals(bytes)).toBe(true)
    // The first chunk is lost on its way back, asked after, and that is lost too; so goes the second one without.
    expect(server.requests.map(({ headers }) => headers['content-range'])).toEqual([
      undefined,
      `bytes 0-${small.chunk - 1}/${bytes.length}`,
      `bytes */${bytes.length}`,
      `bytes */${bytes.length}`,
      `bytes ${small.chunk}-${bytes.length - 1}/${bytes.length}`,
    ])
  })

  test('an object that is complete already is taken from the status', async () => {
    let left = 1
    const { server, objects } = await pair({
      after: ({ kind, headers }) =>
        kind === 'put' && headers['x-goog-hash'] !== undefined && left-- > 0 ? 'break' : undefined,
    })
    const bytes = randomBytes(small.chunk + 5)
    await objects.upload(fileOf(bytes), 'k')
    expect(kinds(server)).toEqual(['begin', 'put', 'put', 'put'])
    expect(server.contents.get('lake/k')?.bytes.equals(bytes)).toBe(true)
  })
})

describe('uploads that are disturbed', () => {
  test('a chunk of which a part arrived goes on behind that part', async () => {
    const { server, objects } = await pair(first('put', { arrives: 300 * 1024 }))
    const bytes = randomBytes(small.chunk + 5)
    await objects.upload(fileOf(bytes), 'k')
    expect(server.requests.map(({ headers }) => headers['content-range']).slice(1, 4)).toEqual([
      `bytes 0-${small.chunk - 1}/${bytes.length}`,
      `bytes */${bytes.length}`,
      `bytes ${256 * 1024}-${small.chunk - 1}/${bytes.length}`,
    ])
    expect(server.contents.get('lake/k')?.bytes.equals(bytes)).toBe(true)
  })

  test.each([404, 410])('a session that is gone (%i) is begun anew', async status => {
    const { server, objects } = await pair(first('put', undefined, { status, reason: 'notFound' }))
    const bytes = randomBytes(small.chunk * 2)
    await objects.upload(fileOf(bytes), 'k')
    expect(kinds(server)).toEqual(['begin', 'put', 'put', 'cancel', 'begin', 'put', 'put'])
    expect(server.contents.get('lake/k')?.bytes.equals(bytes)).toBe(true)
  })

  test('an upload that fails is ended, and nothing of it is there', async () => {
    const { server, objects } = await pair(first('put', undefined, { status: 403, reason: 'forbidden' }))
    const error = await failure(objects.upload(fileOf(randomBytes(small.chunk * 2)), 'k'))
    expect(error).toBeInstanceOf(StoreError)
    expect(server.contents.size).toBe(0)
    expect(server.uploads.size).toBe(0)
  })

  test('an upload that always stands still gives up', async () => {
    const { server, objects } = await pair({
      before: ({ kind }) => (kind === 'put' ? { arrives: 0 } : undefined),
    })
    const error = await failure(objects.upload(fileOf(randomBytes(small.chunk * 2)), 'k'))
    expect(error).toBeInstanceOf(StoreError)
    expect(server.contents.size).toBe(0)
  })

  test('a session on another host is not followed', async () => {
    const { objects } = await pair({
      before: ({ kind }) =>
        kind === 'begin'
          ? { status: 200, headers: { location: 'https://evil.test/upload?upload_id=1' } }
          : undefined,
    })
    const error = await failure(objects.upload(fileOf(randomBytes(small.chunk)), 'k'))
    expect(error.message).toMatch(/another host/)
  })
})

describe('downloads that are disturbed', () => {
  const bytes = randomBytes(700_000)

  test('a body that breaks off goes on where it was', async () => {
    const { server, objects } = await pair(first('media', { cutAt: 200_000 }, { cutAt: 100_000 }))
    await objects.put('k', bytes)
    const path = newPath()
    expect(await objects.download('k', path)).toBe(true)
    expect((await readFile(path)).equals(bytes)).toBe(true)
    const ranges = server.requests.slice(1).map(({ headers }) => headers.range)
    expect(ranges[0]).toBeUndefined()
    expect(ranges.length).toBe(3)
    const generations = server.requests.slice(1).map(({ query }) => query.get('generation'))
    const { generation = '' } = server.contents.get('lake/k') ?? {}
    expect(generations).toEqual([null, generation, generation])
    expect(Number(/^bytes=(\d+)-$/.exec(ranges[2] ?? '')?.[1])).toBeGreaterThan(200_000)
  })

  test('many breaks are no failure as long as something comes', async () => {
    const cuts = Array.from({ length: 12 }, () => ({ cutAt: 50_000 }))
    const { objects } = await pair(first('media', ...cuts))
    await objects.put('k', bytes)
    const path = newPath()
    expect(await objects.download('k', path)).toBe(true)
    expect((await readFile(path)).equals(bytes)).toBe(true)
  })

  test('a body that stops is given up and asked for again', async () => {
    const { objects } = await pair(first('media', { stopAt: 1000 }), { patience: { ...hasty, idleMs: 60 } })
    await objects.put('k', bytes)
    const path = newPath()
    expect(await objects.download('k', path)).toBe(true)
    expect((await readFile(path)).equals(bytes)).toBe(true)
  })

  test('a wrong byte is found, and the object is taken again', async () => {
    const { server, objects } = await pair(first('media', { flipAt: 5 }, undefined, { flipAt: 5 }))
    await objects.put('k', bytes)
    const path = newPath()
    expect(await objects.download('k', path)).toBe(true)
    expect((await readFile(path)).equals(bytes)).toBe(true)
    expect((await objects.get('k'))?.bytes.equals(bytes)).toBe(true)
    expect(kinds(server)).toEqual(['insert', 'media', 'media', 'media', 'media'])
  })

  test('an object that is always wrong is a failure and leaves no file', async () => {
    const { objects } = await pair({ before: ({ kind }) => (kind === 'media' ? { flipAt: 5 } : undefined) })
    await objects.put('k', bytes)
    const path = newPath()
    const error = await failure(objects.download('k', path))
    expect(error).toBeInstanceOf(StoreError)
    expect((await readdir(dirname(path))).map(name => join(dirname(path), name))).not.toContain(path)
  })

  test('an object that is replaced on the way comes as one of both, whole', async () => {
    let times = 0
    const other = randomBytes(500_000)
    const { server, objects } = await pair({
      before: async ({ kind }) => {
        if (kind !== 'media' || ++times > 2) return undefined
        if (times === 1) return { cutAt: 300_000 }
        const writer = await gcsOn(server)
        await writer.put('k', other)
        await writer.close()
        return undefined
      },
    })
    await objects.put('k', bytes)
    const path = newPath()
    expect(await objects.download('k', path)).toBe(true)
    expect((await readFile(path)).equals(other)).toBe(true)
  })
})

describe('patience', () => {
  test.each([408, 429, 500, 502, 503, 504])('%i passes', async status => {
    const { server, objects } = await pair(first('insert', { status }, { status }))
    await objects.put('k', Buffer.from('v'))
    expect(server.requests.length).toBe(3)
  })

  test('a rate limit that comes as 403 passes too', async () => {
    const { objects } = await pair(first('insert', { status: 403, reason: 'rateLimitExceeded' }))
    await objects.put('k', Buffer.from('v'))
  })

  test('Retry-After is obeyed', async () => {
    const { objects } = await pair(first('insert', { status: 429, headers: { 'retry-after': '1' } }))
    const begun = performance.now()
    await objects.put('k', Buffer.from('v'))
    expect(performance.now() - begun).toBeGreaterThan(990)
  })

  test('a Retry-After beyond all patience fails at once', async () => {
    const { objects, server } = await pair(
      first('insert', { status: 429, headers: { 'retry-after': '9999' } }),
    )
    await expect(objects.put('k', Buffer.from('v'))).rejects.toThrow(StoreError)
    expect(server.requests.length).toBe(1)
  })

  test('what never passes fails after eight attempts, in a sentence', async () => {
    const { objects, server } = await pair({ before: () => ({ status: 503, reason: 'backendError' }) })
    const error = await failure(objects.list('', true))
    expect(error.message).toBe(
      "Google Cloud Storage has no time for the bucket 'lake' now (503 backendError), after 8 attempts.",
    )
    expect(server.requests.length).toBe(8)
  })

  test('silence is no answer', async () => {
    const { objects, server } = await pair(first('list', 'silence'), { patience: { ...hasty, idleMs: 60 } })
    expect(await objects.list('', true)).toEqual({ objects: [], folders: [] })
    expect(server.requests.length).toBe(2)
  })
})
