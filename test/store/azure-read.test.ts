// Reading from Azure Storage over connections that break, and copying within it.
import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { Objects } from '../../src/store/objects.ts'
import { azureRig, first } from '../support/azure-rig.ts'
import { refused } from '../support/azure-service.ts'

const rig = azureRig()
const busy = refused(503, 'ServerBusy')

describe('reading', () => {
  const bytes = randomBytes(300_000)
  const downloaded = async (objects: Objects): Promise<Buffer> => {
    const path = rig.path('back')
    await rm(path, { force: true })
    expect(await objects.download('k', path)).toBe(true)
    return readFile(path)
  }

  test.each([
    ['goes on where the connection broke', 'cut', 2],
    ['goes on where nothing came any more', 'stalled', 1],
    ['begins anew when what came is damaged', 'damaged', 1],
    ['asks again when there was no answer', 'broken', 2],
  ] as const)('%s', async (_, how, times) => {
    const objects = await rig.objects({ idleMs: 100, answerMs: 2_000 })
    await objects.put('k', bytes)
    rig.server.befalls = first('Get Blob', how, times)
    expect((await downloaded(objects)).equals(bytes)).toBe(true)
    expect(rig.countOf('Get Blob')).toBe(times + 1)
    const [, second] = rig.server.seen.filter(({ operation }) => operation === 'Get Blob')
    const from = /^bytes=(\d+)-/.exec(String(second?.headers['x-ms-range'] ?? 'bytes=0-'))?.[1]
    expect(Number(from) > 0).toBe(how === 'cut' || how === 'stalled')
  })

  test('does not mix two versions of a blob', async () => {
    const objects = await rig.objects()
    await objects.put('k', bytes)
    const older = rig.server.blobs.get('p/k') ?? expect.fail()
    rig.server.blobs.set('p/k', { ...older, md5: null })
    const newer = randomBytes(bytes.length)
    let reads = 0
    rig.server.befalls = ({ operation }) => {
      if (operation !== 'Get Blob' || ++reads > 2) return null
      if (reads === 1) return 'cut'
      rig.server.blobs.set('p/k', { ...older, bytes: newer, etag: '"0xNEW"', md5: null })
      return null
    }
    const path = rig.path('mixed')
    expect(await objects.download('k', path)).toBe(true)
    expect((await readFile(path)).equals(newer)).toBe(true)
    expect(reads).toBe(3)
  })

  test('has patience with a connection that breaks often, as long as it brings something', async () => {
    const objects = await rig.objects({ tries: 2 })
    const large = randomBytes(16 << 20)
    await objects.upload(await rig.file(large), 'k')
    rig.server.befalls = first('Get Blob', 'cut', 3)
    expect((await downloaded(objects)).equals(large)).toBe(true)
    expect(rig.countOf('Get Blob')).toBe(4)
  })

  test('gives up on what never arrives whole, or never sound', async () => {
    const objects = await rig.objects({ tries: 3 })
    await objects.put('k', bytes)
    rig.server.befalls = first('Get Blob', 'damaged', 100)
    await expect(objects.download('k', rig.path('back'))).rejects.toThrow('never has the checksum')
    rig.server.befalls = first('Get Blob', 'cut', 100)
    await expect(objects.get('k')).rejects.toThrow(/^No whole answer came from 127\.0\.0\.1:\d+/)
  })

  test('reads a listing to the end of its pages', async () => {
    const objects = await rig.objects({ pageSize: 3 })
    const keys = Array.from({ length: 10 }, (_, index) => `x/${index}/&<data>`)
    for (const key of keys) await objects.put(key, Buffer.from(key))
    rig.server.befalls = first('List Blobs', 'cut', 2)
    expect((await objects.list('x/', true)).objects.map(({ key }) => key)).toEqual(keys)
    expect((await objects.list('x/', false)).folders).toEqual([...'0123456789'])
    expect(rig.countOf('List Blobs')).toBe(10)
  })

  test('takes no folder of a hierarchical namespace for a file', async () => {
    const objects = await rig.objects()
    const folderOf = {
      bytes: Buffer.alloc(0),
      etag: '"0x0"',
      type: '',
      md5: null,
      scope: null,
      isFolder: true,
    }
    rig.server.blobs.set('p/users', folderOf)
    rig.server.blobs.set('p/<empty> & more', folderOf)
    await objects.put('users/data', Buffer.from('1'))
    expect(await objects.list('', true)).toEqual({ objects: [{ key: 'users/data', bytes: 1 }], folders: [] })
    expect(await objects.list('', false)).toEqual({ objects: [], folders: ['<empty> & more', 'users'] })
    expect([await objects.get('users'), await objects.size('users')]).toEqual([null, null])
    expect(await objects.copy('users', 'persons')).toBe(false)
  })
})

describe('copying', () => {
  test('is one request of the service, with a condition and a checksum, and a signature of its own', async () => {
    const objects = await rig.objects()
    await objects.put('a', Buffer.from('1'))
    expect(await objects.copy('a', 'b')).toBe(true)
    expect(rig.server.operations()).toEqual(['Put Blob', 'Get Blob Properties', 'Put Blob From URL'])
    const { headers } = rig.server.seen[2] ?? expect.fail()
    expect(headers['x-ms-source-if-match']).toBe(rig.server.blobs.get('p/a')?.etag)
    expect(headers['x-ms-source-content-md5']).toBe(rig.server.blobs.get('p/a')?.md5)
    const source = new URL(String(headers['x-ms-copy-source']))
    expect(source.searchParams.get('sp')).toBe('r')
    expect(Date.parse(source.searchParams.get('se') ?? '') - Date.now()).toBeLessThan(3_700_000)
  })

  test('goes by blocks where it is too large for one request', async () => {
    const objects = await rig.objects({ copyBytes: 100 })
    const bytes = randomBytes(950)
    await objects.put('a', bytes)
    rig.server.befalls = first('Put Block From URL', 'lost', 2)
    expect(await objects.copy('a', 'b')).toBe(true)
    expect(rig.server.blobs.get('p/b')?.bytes.equals(bytes)).toBe(true)
    expect(rig.server.blobs.get('p/b')?.md5).toBe(rig.server.blobs.get('p/a')?.md5)
    expect(rig.countOf('Put Block From URL')).toBe(12)
  })

  test('never commits blocks of two versions of the source', async () => {
    const objects = await rig.objects({ copyBytes: 100 })
    await objects.put('a', randomBytes(950))
    await objects.put('b', Buffer.from('before'))
    const newer = {
      ...(rig.server.blobs.get('p/a') ?? expect.fail()),
      bytes: randomBytes(950),
      etag: '"0xNEW"',
    }
    rig.server.befalls = ({ operation }) => {
      if (operation === 'Put Block From URL') rig.server.blobs.set('p/a', newer)
      return null
    }
    await expect(objects.copy('a', 'b')).rejects.toThrow('became another one while it was copied')
    expect(rig.server.blobs.get('p/b')?.bytes.toString()).toBe('before')
  })

  test.each([
    refused(501, 'NotImplemented'),
    refused(400, 'UnsupportedHeader'),
    refused(403, 'CannotVerifyCopySource'),
  ])('carries the bytes itself where the service refuses, and asks no second time', async refusal => {
    const objects = await rig.objects({ blockBytes: 100 })
    const bytes = randomBytes(950)
    await objects.put('a', bytes)
    rig.server.befalls = first('Put Blob From URL', refusal, 100)
    expect(await objects.copy('a', 'b')).toBe(true)
    expect(await objects.copy('b', 'c')).toBe(true)
    expect(rig.server.blobs.get('p/c')?.bytes.equals(bytes)).toBe(true)
    expect(rig.countOf('Put Blob From URL')).toBe(1)
    expect(rig.countOf('Put Block List')).toBe(2)
  })

  test('commits nothing that was carried damaged', async () => {
    const objects = await rig.objects({ blockBytes: 100 })
    await objects.put('a', randomBytes(950))
    rig.server.copies = false
    rig.server.befalls = first('Get Blob', 'damaged')
    await expect(objects.copy('a', 'b')).rejects.toThrow('does not have its checksum')
    expect(rig.server.blobs.has('p/b')).toBe(false)
  })

  test('a throttle is no refusal', async () => {
    const objects = await rig.objects()
    await objects.put('a', Buffer.from('1'))
    rig.server.befalls = first('Put Blob From URL', busy, 3)
    expect(await objects.copy('a', 'b')).toBe(true)
    expect(rig.countOf('Put Blob From URL')).toBe(4)
    expect(rig.countOf('Get Blob')).toBe(0)
  })
})
