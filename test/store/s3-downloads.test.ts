// Bodies from S3 that break off, stall, change or come damaged.
import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Objects } from '../../src/store/objects.ts'
import { StoreError } from '../../src/store/store.ts'
import { TINY } from '../support/s3-objects.ts'
import type { S3ServerOptions } from '../support/s3-server.ts'
import { count, file, freshPath, given, world } from '../support/s3-world.ts'

describe('downloads', () => {
  const large = randomBytes(300_001)
  /** One request each, so that there is a checksum of the whole. */
  const wishes = { limits: { ...TINY, partBytes: 1 << 20 } }
  const whole = (options: S3ServerOptions) => world(options, wishes)

  async function fetched(objects: Objects): Promise<Buffer> {
    const path = freshPath()
    expect(await objects.download('k', path)).toBe(true)
    return readFile(path)
  }

  test.each([
    ['breaks off', false, 2],
    ['stays silent', true, 1],
  ])('goes on where a body %s', async (_, isSilent, times) => {
    let left = 0
    const { server, objects } = await whole({
      after: (_request, answer) => (left-- > 0 ? { ...answer, cutAfter: 100_000, isSilent } : undefined),
    })
    await objects.upload(await file(large), 'k')
    const stored = server.bucket.objects.get('lake/k')
    left = times
    expect((await fetched(objects)).equals(large)).toBe(true)
    const gets = server.requests.filter(({ operation }) => operation === 'GetObject')
    const rest = gets.slice(1)
    expect(gets[0]?.headers.range).toBeUndefined()
    expect(rest).toHaveLength(times)
    for (const { headers } of rest) {
      expect(headers.range).toMatch(/^bytes=[1-9]\d*-$/)
      expect(headers['if-match']).toBe(stored?.etag)
    }
  })

  test('begins again when another object has come in between', async () => {
    const other = randomBytes(200_000)
    let left = 1
    const { server, objects } = await whole({
      after: ({ operation }, answer) => {
        if (operation !== 'GetObject' || left-- <= 0) return undefined
        given(server.bucket, 'lake/k', other)
        return { ...answer, cutAfter: 100_000 }
      },
    })
    given(server.bucket, 'lake/k', large)
    expect((await fetched(objects)).equals(other)).toBe(true)
  })

  test.each([['get'], ['download']] as const)('%s asks again for what came damaged', async method => {
    let left = 1
    const { objects } = await whole({
      after: ({ operation }, answer) => {
        if (operation !== 'GetObject' || left-- <= 0) return undefined
        const body = Buffer.from(answer.body ?? '')
        body[1000] = 1 + (body[1000] ?? 0)
        return { ...answer, body }
      },
    })
    await objects.upload(await file(large), 'k')
    const bytes = method === 'get' ? (await objects.get('k'))?.bytes : await fetched(objects)
    expect(bytes?.equals(large)).toBe(true)
  })

  test('gives up what always comes damaged, and leaves no file', async () => {
    const { server, objects } = await whole({
      after: ({ operation }, answer) =>
        operation === 'GetObject' ? { ...answer, body: Buffer.alloc(large.length) } : undefined,
    })
    await objects.upload(await file(large), 'k')
    const path = freshPath()
    await expect(objects.download('k', path)).rejects.toThrow(/breaks off or comes damaged/)
    await expect(objects.get('k')).rejects.toThrow(StoreError)
    await expect(stat(path)).rejects.toThrow('ENOENT')
    expect(count(server, 'GetObject')).toBe(2 * TINY.attempts)
  })

  test('says of a disk that takes nothing what the disk says', async () => {
    const { server, objects } = await whole({})
    given(server.bucket, 'lake/k', large)
    await expect(objects.download('k', join(freshPath(), 'in', 'no', 'folder'))).rejects.toThrow('ENOENT')
    expect(count(server, 'GetObject')).toBe(1)
  })
})
