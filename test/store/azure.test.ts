// Azure Storage as it is documented, and with the misfortunes of networks: writing and removing.
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { RaceLostError } from '../../src/store/store.ts'
import { azureRig, first } from '../support/azure-rig.ts'
import { refused } from '../support/azure-service.ts'
import { describeObjects } from './objects-contract.ts'

const rig = azureRig()
const busy = refused(503, 'ServerBusy')

describe('the strict server', () => {
  describeObjects('Azure', prefix => rig.objects({ blockBytes: 64 << 10 }, {}, prefix), {
    largeBytes: 1 << 20,
  })
})

describe('writing', () => {
  test('names a content type, an encryption scope and a checksum on every write', async () => {
    const objects = await rig.objects({ blockBytes: 10 }, { encryption: 'ours' })
    await objects.put('a.json', Buffer.from('{}'))
    await objects.upload(await rig.file(randomBytes(25)), 'b.parquet')
    await objects.put('c', Buffer.from('c'))
    await objects.copy('b.parquet', 'd.parquet')
    const stored = ['a.json', 'b.parquet', 'c', 'd.parquet'].map(key => rig.server.blobs.get(`p/${key}`))
    expect(stored.map(blob => blob?.type)).toEqual([
      'application/json',
      'application/vnd.apache.parquet',
      'application/octet-stream',
      'application/vnd.apache.parquet',
    ])
    expect(stored.map(blob => blob?.scope)).toEqual(['ours', 'ours', 'ours', 'ours'])
    expect(stored[3]?.md5).toBe(stored[1]?.md5)
    expect(stored.every(blob => blob?.md5)).toBe(true)
    expect(rig.server.seen.filter(({ headers }) => headers['x-ms-blob-public-access'] !== undefined)).toEqual(
      [],
    )
  })

  test('a put whose answer was lost is tried again, and then another one stands in the way', async () => {
    const objects = await rig.objects()
    rig.server.befalls = first('Put Blob', 'lost')
    await expect(objects.put('lock', Buffer.from('mine'), null)).rejects.toThrow(RaceLostError)
    expect((await objects.get('lock'))?.bytes.toString()).toBe('mine')
    rig.server.befalls = first('Put Blob', 'lost')
    await objects.put('plain', Buffer.from('mine'))
    expect(rig.countOf('Put Blob')).toBe(4)
  })

  test('waits for as long as it is asked to', async () => {
    const objects = await rig.objects()
    rig.server.befalls = first('Put Blob', refused(429, 'TooManyRequests', { 'retry-after': '1' }))
    const start = Date.now()
    await objects.put('k', Buffer.from('1'))
    expect(Date.now() - start).toBeGreaterThanOrEqual(950)
    expect(rig.countOf('Put Blob')).toBe(2)
  })

  test('does not begin to wait for what is beyond its patience', async () => {
    const objects = await rig.objects({ patienceMs: 5_000 })
    rig.server.befalls = () => refused(503, 'ServerBusy', { 'retry-after': '60' })
    await expect(objects.put('k', Buffer.from('1'))).rejects.toThrow(
      'Azure Storage stayed too busy for writing to the container lake of acme, however often it was asked (ServerBusy); try again later.',
    )
    expect(rig.server.seen.length).toBe(1)
  })

  test('sends again what arrived damaged', async () => {
    const objects = await rig.objects()
    rig.server.befalls = first('Put Blob', refused(400, 'Md5Mismatch'))
    await objects.put('k', Buffer.from('1'))
    expect((await objects.get('k'))?.bytes.toString()).toBe('1')
  })

  test.each(['lost', 'broken'] as const)(
    'a block and a list that are %s go again, and the whole is right',
    async how => {
      const objects = await rig.objects({ blockBytes: 10 })
      const bytes = randomBytes(95)
      const [block, list] = [first('Put Block', how, 3), first('Put Block List', how, 2)]
      rig.server.befalls = asked => block(asked) ?? list(asked)
      await objects.upload(await rig.file(bytes), 'k')
      expect(rig.server.blobs.get('p/k')?.bytes.equals(bytes)).toBe(true)
      expect(rig.countOf('Put Block')).toBe(13)
      expect(rig.countOf('Put Block List')).toBe(3)
    },
  )

  test('shows nothing of an upload that failed, and ends at once', async () => {
    const objects = await rig.objects({ blockBytes: 10 })
    await objects.put('k', Buffer.from('before'))
    let blocks = 0
    rig.server.befalls = ({ operation }) =>
      operation === 'Put Block' && ++blocks === 3 ? refused(403, 'AuthorizationPermissionMismatch') : null
    await expect(objects.upload(await rig.file(randomBytes(1_000)), 'k')).rejects.toThrow(
      'We are not allowed',
    )
    expect(rig.countOf('Put Block')).toBeLessThan(12)
    expect(rig.countOf('Put Block List')).toBe(0)
    expect((await objects.get('k'))?.bytes.toString()).toBe('before')
    await objects.upload(await rig.file(randomBytes(30)), 'k')
    expect(rig.server.blobs.get('p/k')?.bytes.length).toBe(30)
  })

  test('does not mix the blocks of two uploads', async () => {
    const objects = await rig.objects({ blockBytes: 10 })
    await objects.upload(await rig.file(randomBytes(95)), 'k')
    await objects.upload(await rig.file(randomBytes(95)), 'k')
    const ids = rig.server.seen.flatMap(({ url }) => url.searchParams.getAll('blockid'))
    expect([ids.length, new Set(ids).size]).toEqual([20, 20])
  })

  test('has only so many blocks on their way, for one upload and for all together', async () => {
    const objects = await rig.objects({ blockBytes: 10, blocksAtOnce: 2, blocksInMemory: 3 })
    const path = await rig.file(randomBytes(200))
    rig.server.pauseMs = 10
    await objects.upload(path, 'a')
    expect(rig.server.mostBlocks).toBe(2)
    rig.server.mostBlocks = 0
    await Promise.all(['b', 'c', 'd'].map(key => objects.upload(path, key)))
    expect(rig.server.mostBlocks).toBe(3)
  })
})

test('counts each request that is sent', async () => {
  let sent = 0
  const objects = await rig.objects({}, { onRequest: () => sent++ })
  rig.server.befalls = first('Put Blob', busy, 3)
  await objects.put('k', Buffer.from('1'))
  await objects.get('k')
  expect([sent, rig.server.seen.length]).toEqual([5, 5])
})

test('removes what is there although an answer is lost', async () => {
  const objects = await rig.objects()
  await objects.put('k', Buffer.from('1'))
  rig.server.befalls = first('Delete Blob', 'lost')
  await objects.remove(['k'])
  expect([...rig.server.blobs.keys()]).toEqual([])
})
