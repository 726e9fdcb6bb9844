// What a bucket of the tests' S3 holds.
import { createHash } from 'node:crypto'

/** The only bucket there is. */
export const BUCKET = 'bucket'

export interface Stored {
  readonly bytes: Buffer
  readonly etag: string
  /** CRC-32 of the whole, or of the checksums of its parts with their number behind it. */
  readonly crc: string | null
  readonly type: string
  /** The headers of server-side encryption as they were asked for. */
  readonly encryption: Readonly<Record<string, string>>
  readonly writtenAt: number
}

export interface Upload {
  readonly id: string
  readonly key: string
  readonly type: string
  readonly encryption: Readonly<Record<string, string>>
  readonly isWhole: boolean
  readonly parts: Map<number, Buffer>
}

export interface Bucket {
  readonly objects: Map<string, Stored>
  readonly uploads: Map<string, Upload>
  /** What a listing saw of a key before it was written or removed last, and when that was. */
  readonly before: Map<string, { readonly bytes: number | null; readonly until: number }>
}

export const emptyBucket = (): Bucket => ({ objects: new Map(), uploads: new Map(), before: new Map() })

export const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex')

export function store(bucket: Bucket, key: string, object: Omit<Stored, 'writtenAt'>): Stored {
  const stored = { ...object, writtenAt: Date.now() }
  bucket.before.set(key, { bytes: bucket.objects.get(key)?.bytes.length ?? null, until: Date.now() })
  bucket.objects.set(key, stored)
  return stored
}

export function discard(bucket: Bucket, key: string): void {
  const found = bucket.objects.get(key)
  if (found === undefined) return
  bucket.before.set(key, { bytes: found.bytes.length, until: Date.now() })
  bucket.objects.delete(key)
}

/** Lengths by key in the order of UTF-8, as a listing shows them that is so many milliseconds behind. */
export function shown(bucket: Bucket, lag: number): [string, number][] {
  const lengths = new Map([...bucket.objects].map(([key, { bytes }]) => [key, bytes.length]))
  for (const [key, { bytes, until }] of bucket.before) {
    if (Date.now() - until >= lag) continue
    if (bytes === null) lengths.delete(key)
    else lengths.set(key, bytes)
  }
  return [...lengths].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}
