// What a bucket of any vendor has to do, whatever server stands behind it. One bucket per suite, a new address in it per test.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Objects } from '../../src/store/objects.ts'
import { RaceLostError } from '../../src/store/store.ts'

/** Opens the bucket below a prefix, which is empty or ends with a slash. */
export type MakeObjects = (prefix: string) => Promise<Objects>

export interface ContractOptions {
  /** Whether the server behind it does conditional writes; default: it does. */
  readonly conditions?: boolean
  /** How long a file must be to be uploaded in several parts; default: 40 MiB. */
  readonly largeBytes?: number
  /** Keys that the server behind it cannot copy; default: none. */
  readonly notCopied?: readonly string[]
}

export function describeObjects(name: string, make: MakeObjects, options: ContractOptions = {}): void {
  const { conditions = true, largeBytes = 40 << 20, notCopied = [] } = options
  describe(`${name} keeps the contract of objects`, () => {
    let folder = ''
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'objects-'))
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))
    const files: Files = {
      path: () => join(folder, randomUUID()),
      async of(bytes) {
        const path = this.path()
        await writeFile(path, bytes)
        return path
      },
    }
    smallObjects(make)
    listings(make)
    if (conditions) conditionalPuts(make)
    transfers(make, files, largeBytes)
    copies(
      make,
      files,
      KEYS.filter(key => !notCopied.includes(key)),
    )
  })
}

interface Files {
  /** Of a file that is not there. */
  path(): string
  of(bytes: Uint8Array): Promise<string>
}

/** Keys that URLs, XML and signatures have to carry unharmed. */
const KEYS = [
  'state.json',
  'sign_ins/date=2026-11-20/data.parquet',
  'runs/2026-11-20T10-00-00Z.json',
  '_work/a b+c%20d&e.part',
  "x/it's (one)!~*,;@$.txt",
  'names/žluťoučký-企業-🙂.json',
]

/** Uses an address of its own, and closes it. */
const using =
  (make: MakeObjects, act: (objects: Objects) => Promise<void>): (() => Promise<void>) =>
  async () => {
    const objects = await make(`t-${randomUUID()}/`)
    try {
      await act(objects)
    } finally {
      await objects.close()
    }
  }

const bytesOf = async (objects: Objects, key: string): Promise<string | undefined> =>
  (await objects.get(key))?.bytes.toString()

const names = (found: readonly { readonly key: string }[]): string[] => found.map(({ key }) => key).sort()

function smallObjects(make: MakeObjects): void {
  test.each(KEYS)(
    'puts, finds, lists and removes %s',
    async key =>
      await using(make, async objects => {
        expect(await objects.get(key)).toBeNull()
        expect(await objects.size(key)).toBeNull()
        const version = await objects.put(key, Buffer.from('äbc'))
        expect(version).not.toBe('')
        expect(await objects.get(key)).toEqual({ bytes: Buffer.from('äbc'), version })
        expect(await objects.size(key)).toBe(4)
        expect((await objects.list('', true)).objects).toEqual([{ key, bytes: 4 }])
        await objects.remove([key])
        expect(await objects.get(key)).toBeNull()
        expect((await objects.list('', true)).objects).toEqual([])
      })(),
  )

  test(
    'puts over what was there, and a new version comes of it',
    using(make, async objects => {
      const first = await objects.put('a.json', Buffer.from('1'))
      const second = await objects.put('a.json', Buffer.from('22'))
      expect(second).not.toBe(first)
      expect(await objects.get('a.json')).toEqual({ bytes: Buffer.from('22'), version: second })
    }),
  )

  test(
    'keeps an empty object, and bytes that are no text',
    using(make, async objects => {
      await objects.put('empty', Buffer.alloc(0))
      expect((await objects.get('empty'))?.bytes.length).toBe(0)
      expect(await objects.size('empty')).toBe(0)
      const bytes = randomBytes(70_001)
      await objects.put('bytes', bytes)
      expect((await objects.get('bytes'))?.bytes.equals(bytes)).toBe(true)
    }),
  )

  test(
    'removes many, and does not mind those that are not there',
    using(make, async objects => {
      await objects.remove([])
      await objects.remove(['nothing', 'x/nothing'])
      await Promise.all(['a', 'b', 'x/c'].map(key => objects.put(key, Buffer.from(key))))
      await objects.remove(['a', 'nothing', 'x/c'])
      expect(names((await objects.list('', true)).objects)).toEqual(['b'])
    }),
  )
}

function listings(make: MakeObjects): void {
  test(
    'lists what is right there and the folders beside it, or all that is below',
    using(make, async objects => {
      for (const key of ['one', 'users/data', 'users/x/y', 'users2/z', 'two/three'])
        await objects.put(key, Buffer.from(key))
      const top = await objects.list('', false)
      expect(top.objects).toEqual([{ key: 'one', bytes: 3 }])
      expect([...top.folders].sort()).toEqual(['two', 'users', 'users2'])
      const users = await objects.list('users/', false)
      expect(users).toEqual({ objects: [{ key: 'users/data', bytes: 10 }], folders: ['x'] })
      const deep = await objects.list('users/', true)
      expect(names(deep.objects)).toEqual(['users/data', 'users/x/y'])
      expect(deep.folders).toEqual([])
      expect(await objects.list('nowhere/', false)).toEqual({ objects: [], folders: [] })
    }),
  )

  test('does not see what lies beside its own address', async () => {
    const id = randomUUID()
    const [one, other] = [await make(`a-${id}/`), await make(`a-${id}2/`)]
    await one.put('k', Buffer.from('one'))
    await other.put('k', Buffer.from('other'))
    expect(await bytesOf(one, 'k')).toBe('one')
    await other.remove(['k'])
    expect(names((await one.list('', true)).objects)).toEqual(['k'])
    expect((await other.list('', true)).objects).toEqual([])
    await Promise.all([one.close(), other.close()])
  })
}

function conditionalPuts(make: MakeObjects): void {
  test(
    'puts only where nothing is',
    using(make, async objects => {
      const version = await objects.put('lock', Buffer.from('mine'), null)
      await expect(objects.put('lock', Buffer.from('theirs'), null)).rejects.toThrow(RaceLostError)
      expect(await objects.get('lock')).toEqual({ bytes: Buffer.from('mine'), version })
      await objects.remove(['lock'])
      await objects.put('lock', Buffer.from('theirs'), null)
      expect(await bytesOf(objects, 'lock')).toBe('theirs')
    }),
  )

  test(
    'puts only over the version that was named',
    using(make, async objects => {
      const first = await objects.put('state', Buffer.from('1'), null)
      const second = await objects.put('state', Buffer.from('2'), first)
      expect((await objects.get('state'))?.version).toBe(second)
      await expect(objects.put('state', Buffer.from('3'), first)).rejects.toThrow(RaceLostError)
      expect(await bytesOf(objects, 'state')).toBe('2')
      await objects.put('state', Buffer.from('4'), (await objects.get('state'))?.version ?? null)
      expect(await bytesOf(objects, 'state')).toBe('4')
    }),
  )

  test(
    'puts nothing over a version that is gone',
    using(make, async objects => {
      const version = await objects.put('lock', Buffer.from('mine'), null)
      await objects.remove(['lock'])
      await expect(objects.put('lock', Buffer.from('again'), version)).rejects.toThrow(RaceLostError)
      expect(await objects.get('lock')).toBeNull()
    }),
  )

  test(
    'lets one of many win',
    using(make, async objects => {
      const race = async (only: string | null) => {
        const names = [...'abcdef'].map(name => `${name} over ${only}`)
        const runs = names.map(name => objects.put('k', Buffer.from(name), only))
        const results = await Promise.allSettled(runs)
        for (const result of results)
          if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(RaceLostError)
        const winners = names.filter((_, index) => results[index]?.status === 'fulfilled')
        expect(winners).toEqual([await bytesOf(objects, 'k')])
      }
      await race(null)
      await race((await objects.get('k'))?.version ?? null)
    }),
  )
}

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function transfers(make: MakeObjects, files: Files, largeBytes: number): void {
  test.each([
    ['an empty file', 0],
    ['a small file', 100_003],
    ['a large file', largeBytes],
  ])('uploads and downloads %s', (_, bytes) =>
    using(make, async objects => {
      const sent = randomBytes(bytes)
      await objects.upload(await files.of(sent), 'users/data.parquet')
      expect(await objects.size('users/data.parquet')).toBe(bytes)
      expect((await objects.list('users/', true)).objects).toEqual([{ key: 'users/data.parquet', bytes }])
      const path = files.path()
      expect(await objects.download('users/data.parquet', path)).toBe(true)
      expect(hash(await readFile(path))).toBe(hash(sent))
    })(),
  )

  test(
    'uploads over what was there',
    using(make, async objects => {
      await objects.put('k', Buffer.from('before'))
      await objects.upload(await files.of(Buffer.from('after')), 'k')
      expect(await bytesOf(objects, 'k')).toBe('after')
    }),
  )

  test(
    'downloads nothing when there is nothing, and leaves no file',
    using(make, async objects => {
      const path = files.path()
      expect(await objects.download('nothing', path)).toBe(false)
      await expect(stat(path)).rejects.toThrow('ENOENT')
    }),
  )

  test(
    'puts nothing there for a file that is not',
    using(make, async objects => {
      await expect(objects.upload(files.path(), 'k')).rejects.toThrow('ENOENT')
      expect(await objects.get('k')).toBeNull()
    }),
  )

  test(
    'aborts left-over uploads and touches nothing else',
    using(make, async objects => {
      await objects.put('k', Buffer.from('stays'))
      await objects.abortUploads()
      expect(names((await objects.list('', true)).objects)).toEqual(['k'])
    }),
  )
}

function copies(make: MakeObjects, files: Files, keys: readonly string[]): void {
  test.each(keys)('copies %s', key =>
    using(make, async objects => {
      await objects.upload(await files.of(Buffer.from('content')), key)
      expect(await objects.copy(key, `copied/${key}`)).toBe(true)
      expect(await bytesOf(objects, `copied/${key}`)).toBe('content')
      expect(await bytesOf(objects, key)).toBe('content')
    })(),
  )

  test(
    'copies over what was there, and not from nothing',
    using(make, async objects => {
      await objects.put('from', Buffer.from('new'))
      await objects.put('to', Buffer.from('old'))
      expect(await objects.copy('from', 'to')).toBe(true)
      expect(await bytesOf(objects, 'to')).toBe('new')
      expect(await objects.copy('nothing', 'to')).toBe(false)
      expect(await bytesOf(objects, 'to')).toBe('new')
    }),
  )
}
