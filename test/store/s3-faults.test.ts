// What goes wrong on the way to S3 and back, and is mended without anybody's help, or leaves nothing half done.
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { RaceLostError, StoreError } from '../../src/store/store.ts'
import { TINY } from '../support/s3-objects.ts'
import type { Fault } from '../support/s3-server.ts'
import { store } from '../support/s3-state.ts'
import { count, file, first, given, held, world } from '../support/s3-world.ts'
import { refused, xml } from '../support/s3-xml.ts'

const slow: Fault = refused(503, 'SlowDown')

describe('retries', () => {
  test.each([
    ['a throttle', slow],
    ['a 429 without words', { status: 429 }],
    ['an internal error', refused(500, 'InternalError')],
    ['a bad gateway', { status: 502, body: '<html>bad gateway</html>' }],
    ['a broken connection', 'cut' as const],
  ])('outlives %s', async (_, fault) => {
    const { server, objects } = await world({ before: first('PutObject', 3, fault)() })
    await objects.put('k', Buffer.from('x'))
    expect(held(server.bucket, 'lake/k')?.toString()).toBe('x')
    expect(count(server, 'PutObject')).toBe(4)
  })

  test('waits as long as it is told to', async () => {
    const fault = { ...refused(503, 'SlowDown'), headers: { 'retry-after': '1' } }
    const { objects } = await world({ before: first('PutObject', 1, fault)() })
    const begun = Date.now()
    await objects.put('k', Buffer.from('x'))
    expect(Date.now() - begun).toBeGreaterThanOrEqual(990)
  })

  test('gives up in the end, in one sentence', async () => {
    const { server, objects } = await world({ before: () => slow })
    await expect(objects.put('k', Buffer.from('x'))).rejects.toMatchObject({
      name: 'StoreError',
      code: 'SlowDown',
      message: expect.stringMatching(/^S3 was too busy .*s3:PutObject in bucket 'bucket' .*\(SlowDown\)/),
    })
    expect(count(server, 'PutObject')).toBe(TINY.attempts)
  })

  test('asks once for what the service does not know', async () => {
    const { server, objects } = await world({ before: () => refused(501, 'NotImplemented') })
    await expect(objects.put('k', Buffer.from('x'))).rejects.toMatchObject({
      name: 'StoreError',
      code: 'NotImplemented',
    })
    expect(count(server, 'PutObject')).toBe(1)
  })

  test('sends again what came damaged', async () => {
    let left = 1
    const before = ({ operation, body }: { operation: string; body: Buffer }): Fault => {
      if (operation === 'PutObject' && left-- > 0) body[0] = 1 + (body[0] ?? 0)
      return undefined
    }
    const { server, objects } = await world({ before })
    await objects.put('k', Buffer.from('sound'))
    expect(held(server.bucket, 'lake/k')?.toString()).toBe('sound')
    expect(count(server, 'PutObject')).toBe(2)
  })
})

describe('lost answers', () => {
  test('a put is done again and does no harm', async () => {
    const { server, objects } = await world({ after: first('PutObject', 1, 'cut')() })
    await objects.put('k', Buffer.from('x'))
    expect(count(server, 'PutObject')).toBe(2)
    expect(held(server.bucket, 'lake/k')?.toString()).toBe('x')
  })

  test.each([[null], ['"version"']])('a put under the condition %s loses to itself', async only => {
    const { server, objects } = await world({ after: first('PutObject', 1, 'cut')() })
    if (only !== null) {
      const stored = { bytes: Buffer.from('0'), etag: only, crc: null, type: 'x', encryption: {} }
      store(server.bucket, 'lake/k', stored)
    }
    await expect(objects.put('k', Buffer.from('mine'), only)).rejects.toThrow(RaceLostError)
    expect((await objects.get('k'))?.bytes.toString()).toBe('mine')
  })

  test.each(['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'])(
    'of %s leave the file whole',
    async operation => {
      const bytes = randomBytes(TINY.partBytes + 1)
      const { server, objects } = await world({ after: first(operation, 1, 'cut')() })
      await objects.upload(await file(bytes), '_work/k')
      expect(held(server.bucket, 'lake/_work/k')?.equals(bytes)).toBe(true)
      await objects.abortUploads()
      expect(server.bucket.uploads.size).toBe(0)
    },
  )

  test('of a copy and of a removal do no harm', async () => {
    const { server, objects } = await world({
      after: ({ operation }) =>
        server.requests.filter(one => one.operation === operation).length === 1 ? 'cut' : undefined,
    })
    given(server.bucket, 'lake/a', Buffer.from('x'))
    expect(await objects.copy('a', 'b')).toBe(true)
    await objects.remove(['a'])
    await objects.remove(['b', 'c'])
    expect(server.bucket.objects.size).toBe(0)
    expect(server.requests).toHaveLength(6)
  })
})

describe('conditions', () => {
  test.each([
    [409, 'ConditionalRequestConflict'],
    [412, 'PreconditionFailed'],
    [409, 'OperationAborted'],
  ])('%i %s is a lost race', async (status, code) => {
    const { objects } = await world({ before: () => refused(status, code) })
    await expect(objects.put('k', Buffer.from('x'), null)).rejects.toThrow(RaceLostError)
    await expect(objects.put('k', Buffer.from('x'), '"a"')).rejects.toThrow(RaceLostError)
  })

  test('a missing bucket is no lost race', async () => {
    const { objects } = await world({}, { bucket: 'nowhere' })
    await expect(objects.put('k', Buffer.from('x'), '"a"')).rejects.toThrow(StoreError)
  })
})

describe('uploads in parts', () => {
  const large = randomBytes(4 * TINY.partBytes + 3)

  test('end, and leave nothing, when a part is refused', async () => {
    const before = ({ query }: { query: URLSearchParams }): Fault =>
      query.get('partNumber') === '2' ? refused(403, 'AccessDenied') : undefined
    const { server, objects } = await world({ before })
    await expect(objects.upload(await file(large), 'k')).rejects.toThrow('s3:PutObject')
    expect(server.bucket.uploads.size).toBe(0)
    expect(server.bucket.objects.size).toBe(0)
    expect(count(server, 'AbortMultipartUpload')).toBe(1)
  })

  test('hold no more in memory together than they may', async () => {
    let open = 0
    let most = 0
    const before = async ({ operation, body }: { operation: string; body: Buffer }): Promise<Fault> => {
      if (operation !== 'UploadPart') return undefined
      open += body.length
      most = Math.max(most, open)
      await new Promise(resolve => setTimeout(resolve, 20))
      open -= body.length
      return undefined
    }
    const limits = { ...TINY, bufferBytes: 2 * TINY.partBytes }
    const { server, objects } = await world({ before }, { limits })
    const path = await file(large)
    await Promise.all(['a', 'b', 'c'].map(key => objects.upload(path, key)))
    expect(most).toBe(limits.bufferBytes)
    for (const key of 'abc') expect(held(server.bucket, `lake/${key}`)?.equals(large)).toBe(true)
  })

  test('damaged on the way, a part is sent again', async () => {
    let left = 1
    const before = ({ operation, body }: { operation: string; body: Buffer }): Fault => {
      if (operation === 'UploadPart' && left-- > 0) body[7] = 1 + (body[7] ?? 0)
      return undefined
    }
    const { server, objects } = await world({ before })
    await objects.upload(await file(large), 'k')
    expect(held(server.bucket, 'lake/k')?.equals(large)).toBe(true)
    expect(count(server, 'UploadPart')).toBe(6)
  })

  test.each(['lake/', ''])(
    'that were left over are ended where ours are, below "%s", and only there',
    async prefix => {
      const { server, objects } = await world({ pageSize: 2 }, { prefix })
      const { uploads } = server.bucket
      const ours = [
        '_work/users/a-data.parquet',
        '_work/users/a-data.parquet',
        'users/data.parquet',
        'sign_ins/date=2026-11-20/data.parquet',
        'changes/users/date=2026-11-20/000001.parquet',
      ]
      const theirs = [
        'a',
        '_workshop/a',
        'film.parquet',
        'films/b.parquet',
        'x/users/data.parquet',
        'users/data.csv',
      ]
      const others = [...theirs.map(key => `${prefix}${key}`), 'lake2/_work/a', 'other']
      const keys = [...ours.map(key => `${prefix}${key}`), ...others]
      for (const [index, key] of keys.entries()) {
        const id = `id-${index}`
        uploads.set(id, { id, key, type: 'x', encryption: {}, isWhole: false, parts: new Map() })
      }
      await objects.abortUploads()
      expect([...uploads.values()].map(({ key }) => key)).toEqual(others)
    },
  )
})

describe('copies, listings and removals', () => {
  test('copies by parts what is too large for one request', async () => {
    const bytes = randomBytes(2 * TINY.copyPartBytes + 5)
    const { server, objects } = await world({ copyLimit: 1 << 16 })
    given(server.bucket, 'lake/a=1', bytes)
    expect(await objects.copy('a=1', 'b.parquet')).toBe(true)
    expect(held(server.bucket, 'lake/b.parquet')?.equals(bytes)).toBe(true)
    expect(server.bucket.objects.get('lake/b.parquet')?.type).toBe('application/vnd.apache.parquet')
    expect(count(server, 'UploadPartCopy')).toBe(3)
  })

  test('gives up a copy by parts when what is copied changes', async () => {
    const { server, objects } = await world({
      copyLimit: 1 << 16,
      before: ({ operation, query }) => {
        if (operation === 'UploadPartCopy' && query.get('partNumber') === '2')
          given(server.bucket, 'lake/a', Buffer.from('other'))
        return undefined
      },
    })
    given(server.bucket, 'lake/a', randomBytes(8 * TINY.copyPartBytes))
    await expect(objects.copy('a', 'b')).rejects.toThrow(StoreError)
    expect(held(server.bucket, 'lake/b')).toBeUndefined()
    expect(server.bucket.uploads.size).toBe(0)
  })

  test('finds what a listing does not show yet', async () => {
    const { objects } = await world({ lag: 60_000 })
    await objects.put('k', Buffer.from('x'))
    expect(await objects.list('', true)).toEqual({ objects: [], folders: [] })
    expect(await objects.size('k')).toBe(1)
    expect((await objects.get('k'))?.bytes.toString()).toBe('x')
  })

  test('lists thousands, and removes them by the thousand', async () => {
    const { server, objects } = await world({})
    const keys = Array.from({ length: 2345 }, (_, index) => `x/${index}`)
    for (const key of keys) given(server.bucket, `lake/${key}`, Buffer.from(key))
    given(server.bucket, 'lake/x/', Buffer.alloc(0))
    const found = await objects.list('x/', true)
    expect(found.objects.map(({ key }) => key).sort()).toEqual([...keys].sort())
    await objects.remove(keys)
    expect([...server.bucket.objects.keys()]).toEqual(['lake/x/'])
    expect(count(server, 'DeleteObjects')).toBe(3)
  })

  test('removes by itself what could not be removed with the others', async () => {
    const busy = xml('DeleteResult', '<Error><Key>lake/b</Key><Code>InternalError</Code></Error>')
    const { server, objects } = await world({ before: first('DeleteObjects', 1, busy)() })
    given(server.bucket, 'lake/b', Buffer.from('x'))
    await objects.remove(['a', 'b'])
    expect(server.bucket.objects.size).toBe(0)
    expect(count(server, 'DeleteObject')).toBe(1)
  })
})
