// Objects in Google Cloud Storage, on the strict server of the tests: the contract, and what this vendor is asked in which words.
import { randomBytes } from 'node:crypto'
import { CRC32C } from '@google-cloud/storage'
import { afterAll, describe, expect, test } from 'vitest'
import { crc32cOf } from '../../src/store/gcs-crc32c.ts'
import { fileOf, gcsOn, gcsSettings, kept, kinds, pair, small } from '../support/gcs-objects.ts'
import { startGcsServer } from '../support/gcs-server.ts'
import { describeObjects } from './objects-contract.ts'

const shared = await startGcsServer({ pageSize: 2 })
afterAll(() => shared.close())

describeObjects('Google Cloud Storage', prefix => gcsOn(shared, { prefix }), { largeBytes: 20 << 20 })

test.each([0, 1, 3, 4096, 70_001])('the checksum of %i bytes is what the SDK counts', length => {
  const bytes = randomBytes(length)
  const sum = new CRC32C()
  sum.update(bytes)
  expect(crc32cOf(bytes)).toBe(sum.toString())
})

describe('requests', () => {
  test('a small object and a small file are one request each, and typed by their names', async () => {
    const { server, objects } = await pair()
    await objects.put('state.json', Buffer.from('{}'), null)
    await objects.upload(fileOf(randomBytes(1000)), 'users/data.parquet')
    await objects.put('_work/a.spool', Buffer.from('x'))
    expect(kinds(server)).toEqual(['insert', 'insert', 'insert'])
    expect([...server.contents.values()].map(({ contentType }) => contentType)).toEqual([
      'application/json',
      'application/vnd.apache.parquet',
      'application/octet-stream',
    ])
    expect(server.requests[0]?.query.get('ifGenerationMatch')).toBe('0')
    expect(server.requests[2]?.query.has('ifGenerationMatch')).toBe(false)
  })

  test('a file goes in chunks of one session, and its checksum with the last one', async () => {
    const { server, objects } = await pair()
    const bytes = randomBytes(small.chunk * 2 + 17)
    await objects.upload(fileOf(bytes), 'users/data.parquet')
    expect(kinds(server)).toEqual(['begin', 'put', 'put', 'put'])
    expect(server.requests.map(({ headers }) => headers['x-goog-hash'])).toEqual([
      undefined,
      undefined,
      undefined,
      `crc32c=${crc32cOf(bytes)}`,
    ])
    const stored = server.contents.get('lake/users/data.parquet')
    expect(stored?.bytes.equals(bytes)).toBe(true)
    expect(stored?.contentType).toBe('application/vnd.apache.parquet')
  })

  test('nothing is there before the last chunk is', async () => {
    const before: number[] = []
    const { server, objects } = await pair({
      before: () => {
        before.push(server.contents.size)
        return undefined
      },
    })
    await objects.upload(fileOf(randomBytes(small.chunk * 2)), 'k')
    expect(before).toEqual([0, 0, 0])
    expect(server.contents.size).toBe(1)
  })

  test('at most eight files go up at once', async () => {
    let most = 0
    let now = 0
    const { objects } = await pair({
      before: async ({ kind }) => {
        if (kind === 'begin') most = Math.max(most, ++now)
        await new Promise(resolve => setTimeout(resolve, 20))
        if (kind === 'put') now--
        return undefined
      },
    })
    const file = fileOf(randomBytes(small.whole + 1))
    await Promise.all(Array.from({ length: 20 }, (_, index) => objects.upload(file, `k${index}`)))
    expect(most).toBe(8)
  })

  test('a copy of a large object goes on until it is whole, and takes the type of its new name', async () => {
    const { server, objects } = await pair({ rewriteBytes: 400 })
    const bytes = randomBytes(1000)
    await objects.put('_work/users.part', bytes)
    expect(await objects.copy('_work/users.part', 'users/data.parquet')).toBe(true)
    expect(kinds(server)).toEqual(['insert', 'rewrite', 'rewrite', 'rewrite'])
    const copied = server.contents.get('lake/users/data.parquet')
    expect(copied?.bytes.equals(bytes)).toBe(true)
  })

  test('a copy in one request takes the type of its new name', async () => {
    const { server, objects } = await pair()
    await objects.put('_work/users.part', Buffer.from('x'))
    await objects.copy('_work/users.part', 'users/data.parquet')
    expect(server.contents.get('lake/users/data.parquet')?.contentType).toBe('application/vnd.apache.parquet')
  })

  test('the key of Cloud KMS goes with whatever is written', async () => {
    const kmsKey = 'projects/p/locations/eu/keyRings/r/cryptoKeys/k'
    const { server, objects } = await pair({}, { settings: { kmsKey } })
    await objects.put('a', Buffer.from('a'))
    await objects.upload(fileOf(randomBytes(small.whole + 1)), 'b')
    await objects.copy('a', 'c')
    expect([...server.contents.values()].map(({ kmsKeyName }) => kmsKeyName)).toEqual([
      kmsKey,
      kmsKey,
      kmsKey,
    ])
  })

  test('each request is counted once, those that are tried again as well', async () => {
    let counted = 0
    let refused = 0
    const { server, objects } = await pair(
      { before: () => (++refused < 3 ? { status: 503 } : undefined) },
      { settings: { onRequest: () => counted++ } },
    )
    await objects.put('a', Buffer.from('a'))
    expect(server.requests.length).toBe(3)
    expect(counted).toBe(3)
  })

  test('connections are kept, and are sixteen at most', async () => {
    const ports = new Set<string | undefined>()
    const { server, objects } = await pair()
    const keys = Array.from({ length: 60 }, (_, index) => `k${index}`)
    await Promise.all(keys.map(key => objects.put(key, Buffer.from(key))))
    await Promise.all(keys.map(key => objects.get(key)))
    await objects.remove(keys)
    for (const { port } of server.requests) ports.add(String(port))
    expect(ports.size).toBeLessThanOrEqual(16)
    expect(server.requests.length).toBe(180)
    expect(server.contents.size).toBe(0)
  })

  test('markers of folders are no objects', async () => {
    const { objects } = await pair()
    await objects.put('users/', Buffer.alloc(0))
    await objects.put('users/x', Buffer.from('1'))
    expect(await objects.list('users/', true)).toEqual({
      objects: [{ key: 'users/x', bytes: 1 }],
      folders: [],
    })
  })
})

describe('settings', () => {
  test.each([
    ['an encryption', { encryption: 'AES256' }, 'no kinds of encryption'],
    ['a key that is none', { kmsKey: 'alias/x' }, "'alias/x' is no key of Cloud KMS"],
    ['plain http to elsewhere', { endpoint: 'http://storage.corp.test' }, 'must be https'],
    ['an endpoint with a password', { endpoint: 'https://u:secret@storage.corp.test' }, 'no address'],
    ['an endpoint that is none', { endpoint: 'storage' }, 'no address'],
    ['an emulator elsewhere', { env: { STORAGE_EMULATOR_HOST: 'emulator:4443' } }, 'must be https'],
  ])('%s is refused', async (_, settings, words) => {
    const made = gcsOn({ url: 'http://127.0.0.1:1' }, { settings: { endpoint: null, ...settings } })
    await expect(made).rejects.toThrow(words)
    await expect(made).rejects.not.toThrow('secret')
    await expect(made).rejects.toMatchObject({ name: 'UsageError', exitCode: 2 })
  })

  test('an emulator is found by its variable', async () => {
    const { host } = new URL(shared.url)
    const { endpoint, ...settings } = gcsSettings({ env: { STORAGE_EMULATOR_HOST: host } })
    const objects = kept(
      await gcsOn(shared, { settings: { ...settings, endpoint: null }, prefix: 'by-env/' }),
    )
    await objects.put('k', Buffer.from('v'))
    expect(shared.contents.get('by-env/k')?.bytes.toString()).toBe('v')
  })
})
