// A test's S3 and objects on it, gone after each test.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Objects } from '../../src/store/objects.ts'
import { objectsAt, TINY, type Wishes } from './s3-objects.ts'
import { type Fault, type S3Server, type S3ServerOptions, startS3Server } from './s3-server.ts'
import { type Bucket, md5, store } from './s3-state.ts'

let folder = ''
const opened: { close(): Promise<void> }[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's3-world-'))
})
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

export async function world(
  options: S3ServerOptions,
  wishes: Wishes = {},
): Promise<{ server: S3Server; objects: Objects }> {
  const server = await startS3Server({ leastPart: TINY.partBytes, ...options })
  const objects = await objectsAt(server.url, { limits: TINY, ...wishes })
  opened.push(objects, server)
  return { server, objects }
}

/** The first so many times that an operation comes. */
export function first(
  operation: string,
  times: number,
  fault: Fault,
): () => (of: { operation: string }) => Fault {
  return () => {
    let left = times
    return ({ operation: asked }) => (asked === operation && left-- > 0 ? fault : undefined)
  }
}

/** Of a file that is not there. */
export const freshPath = (): string => join(folder, randomUUID())

export async function file(bytes: Buffer): Promise<string> {
  const path = freshPath()
  await writeFile(path, bytes)
  return path
}

export const count = ({ requests }: S3Server, operation: string): number =>
  requests.filter(request => request.operation === operation).length

export const held = (bucket: Bucket, key: string): Buffer | undefined => bucket.objects.get(key)?.bytes

export function given(bucket: Bucket, key: string, bytes: Buffer): void {
  store(bucket, key, { bytes, etag: `"${md5(bytes)}"`, crc: null, type: 'x', encryption: {} })
}
