// A bucket in memory, as strict as the vendors document theirs, that can lag, refuse and die.
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import type { Listed, Objects } from '../../src/store/objects.ts'
import { RaceLostError } from '../../src/store/store.ts'

export interface MemoryObjects extends Objects {
  readonly all: Map<string, { readonly bytes: Buffer; readonly version: string }>
  /** Every request, as `put state.json`. */
  readonly asked: string[]
}

export interface Manners {
  /** Called before each request takes effect; throws instead of it. */
  readonly before?: (request: string) => void
  /** Called after a request took effect; what it throws is an answer that was lost. */
  readonly after?: (request: string) => void
  /** Keys that a listing does not show yet. */
  readonly hides?: (key: string) => boolean
}

export type Bucket = Map<string, { readonly bytes: Buffer; readonly version: string }>

let writes = 0

export function memoryObjects(bucket: Bucket = new Map(), manners: Manners = {}): MemoryObjects {
  const asked: string[] = []
  const act = async <T>(request: string, effect: () => T | Promise<T>): Promise<T> => {
    asked.push(request)
    manners.before?.(request)
    const result = await effect()
    manners.after?.(request)
    return result
  }
  const store = (key: string, bytes: Buffer): string => {
    const version = `${++writes}-${createHash('md5').update(bytes).digest('hex')}`
    bucket.set(key, { bytes: Buffer.from(bytes), version })
    return version
  }
  return {
    url: 'mem://bucket/prefix',
    all: bucket,
    asked,
    get: key => act(`get ${key}`, () => bucket.get(key) ?? null),
    size: key => act(`size ${key}`, () => bucket.get(key)?.bytes.length ?? null),
    list: (prefix, deep) => act(`list ${prefix}`, () => listed(bucket, prefix, deep, manners)),
    put: (key, bytes, only) =>
      act(`put ${key}`, () => {
        const version = bucket.get(key)?.version ?? null
        if (only !== undefined && only !== version) throw new RaceLostError(`${key} is not as it was`)
        return store(key, Buffer.from(bytes))
      }),
    upload: async (file, key) => {
      const bytes = await readFile(file)
      await act(`upload ${key}`, () => void store(key, bytes))
    },
    download: (key, file) =>
      act(`download ${key}`, async () => {
        const found = bucket.get(key)
        if (found !== undefined) await writeFile(file, found.bytes)
        return found !== undefined
      }),
    copy: (from, to) =>
      act(`copy ${from} ${to}`, () => {
        const found = bucket.get(from)
        if (found !== undefined) store(to, found.bytes)
        return found !== undefined
      }),
    remove: keys =>
      act(`remove ${keys.join(' ')}`, () => {
        for (const key of keys) bucket.delete(key)
      }),
    abortUploads: () => act('abort', () => {}),
    close: async () => {},
  }
}

function listed(
  bucket: Bucket,
  prefix: string,
  deep: boolean,
  { hides }: Manners,
): { objects: Listed[]; folders: string[] } {
  const objects: Listed[] = []
  const folders = new Set<string>()
  for (const [key, { bytes }] of [...bucket].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!key.startsWith(prefix) || hides?.(key) === true) continue
    const [name = '', ...rest] = key.slice(prefix.length).split('/')
    if (!deep && rest.length > 0) folders.add(name)
    else objects.push({ key, bytes: bytes.length })
  }
  return { objects, folders: [...folders] }
}
