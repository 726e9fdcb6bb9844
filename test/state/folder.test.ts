// The durable steps that everything else is made of.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EMPTY_SPOOL, Spool } from '../../src/lake/spool.ts'
import { folderStore, openFolder, type Store } from '../../src/store/folder.ts'

let folder: string
let store: Store

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'entra-store-'))
  store = await openFolder(folder)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const read = (path: string): string => readFileSync(join(folder, path), 'utf8')

describe('a folder', () => {
  it('has nothing where nothing was put', async () => {
    const never = folderStore(join(folder, 'never', 'made'))
    expect([await never.read('x'), await never.size('x'), await never.names('x')]).toEqual([null, null, []])
    await expect(never.remove('x/y')).resolves.toBeUndefined()
    expect(readdirSync(folder)).toEqual([])
  })

  it('replaces a file whole, and leaves no part behind', async () => {
    await store.replace('a', 'one', 0o600)
    await store.replace('a', 'two')
    expect([read('a'), statSync(join(folder, 'a')).mode & 0o777]).toEqual(['two', 0o644])
    expect(readdirSync(folder)).toEqual(['a'])
  })

  it('publishes a file over another, once, into folders that are made for it', async () => {
    writeFileSync(join(folder, 'new'), 'new')
    await store.publish('new', 'deep/er/data')
    await store.publish('new', 'deep/er/data')
    expect(read('deep/er/data')).toBe('new')
    writeFileSync(join(folder, 'new'), 'newer')
    await store.publish('new', 'deep/er/data')
    expect([read('deep/er/data'), await store.size('new')]).toEqual(['newer', null])
  })

  it('does not publish what is nowhere', async () => {
    await expect(store.publish('nowhere', 'data')).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('knows size and digest', async () => {
    await store.replace('a', 'abc')
    expect([await store.size('a'), await store.sha256('a')]).toEqual([
      3,
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    ])
  })
})

describe('a spool', () => {
  const page = (text: string, count: number, removed = false) => ({ rows: Buffer.from(text), count, removed })

  it('counts what was appended', async () => {
    const spool = await Spool.open(store, 'users', EMPTY_SPOOL)
    await spool.append(page('{"id":1}\n', 1))
    await spool.append(page('', 0))
    await spool.append(page('{"id":2}\n{"id":3}\n', 2, true))
    await spool.append(page('{}\n', 1))
    const crc = crc32('{"id":1}\n{"id":2}\n{"id":3}\n{}\n')
    expect(spool.counts).toEqual({ bytes: 30, rows: 4, longest: 18, removed: true, crc })
    await spool.close()
    await spool.close()
    expect(read(spool.file)).toBe('{"id":1}\n{"id":2}\n{"id":3}\n{}\n')
  })

  it('goes on behind what was committed, and cuts off what was not', async () => {
    const first = await Spool.open(store, 'users', EMPTY_SPOOL)
    await first.append(page('{"id":1}\n', 1))
    const committed = { ...first.counts }
    await first.append(page('{"id":"not committed"}\n', 1, true))
    await first.close()
    const second = await Spool.open(store, 'users', committed)
    await second.append(page('{"id":2}\n', 1))
    await second.close()
    expect(read(second.file)).toBe('{"id":1}\n{"id":2}\n')
    expect(second.counts).toMatchObject({ bytes: 18, rows: 2, removed: false })
  })

  it('begins empty when nothing was committed, whatever is there', async () => {
    const first = await Spool.open(store, 'users', EMPTY_SPOOL)
    await first.append(page('{"id":1}\n', 1))
    await first.close()
    const second = await Spool.open(store, 'users', EMPTY_SPOOL)
    await second.close()
    expect(read(second.file)).toBe('')
  })

  it('throws everything away when the stream starts over', async () => {
    const spool = await Spool.open(store, 'users', EMPTY_SPOOL)
    await spool.append(page('{"id":1}\n', 1, true))
    await spool.clear()
    await spool.append(page('{}\n', 1))
    await spool.close()
    expect([read(spool.file), spool.counts]).toEqual([
      '{}\n',
      { bytes: 3, rows: 1, longest: 3, removed: false, crc: crc32('{}\n') },
    ])
  })

  it('whose committed file is gone is an error, not an empty spool', async () => {
    const gone = Spool.open(store, 'users', { ...EMPTY_SPOOL, bytes: 9, rows: 1 })
    await expect(gone).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
