// Files, put chunk by chunk in a session that can be gone on with. One object's chunks follow one another, and several objects go
// side by side. https://cloud.google.com/storage/docs/performing-resumable-uploads
import { type FileHandle, open } from 'node:fs/promises'
import type { z } from 'zod'
import { crc32c } from './gcs-crc32c.ts'
import { addressOf, objectPath, type Target, uploadPath } from './gcs-place.ts'
import { isAbsent, putObject, resourceSchema } from './gcs-put.ts'
import { bytesOf, jsonOf, type Run, shaped } from './gcs-wire.ts'
import { contentTypeOf } from './objects.ts'
import { StoreError } from './store.ts'

/** Bytes; multiples of 256 KiB. */
export interface Sizes {
  /** Up to here a file goes in one request. */
  readonly whole: number
  readonly chunk: number
}

/** With eight uploads at once, 128 MiB at most. */
export const SIZES: Sizes = { whole: 8 << 20, chunk: 16 << 20 }

/** How often a file is begun anew when its session is lost or its checksum is wrong. */
const BEGINNINGS = 3
/** How often a session may stand still. */
const STANDSTILLS = 6

/** Throws ENOENT when there is no such local file. */
export async function uploadFile(
  run: Run,
  target: Target,
  file: string,
  key: string,
  sizes: Sizes,
): Promise<void> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    if (size <= sizes.whole) {
      await putObject(run, target, key, await bytesAt(handle, 0, size), undefined)
      return
    }
    await sendAgain(run, target, key, { handle, size, chunk: sizes.chunk })
  } finally {
    await handle.close()
  }
}

interface Source {
  readonly handle: FileHandle
  readonly size: number
  readonly chunk: number
}

/** The session ended without an object, or with a wrong one. */
class SessionLostError extends Error {
  override readonly name = 'SessionLostError'
}

async function sendAgain(run: Run, target: Target, key: string, source: Source): Promise<void> {
  for (let beginning = 1; ; beginning++) {
    const session = await beginSession(run, target, key, source.size)
    try {
      return await sendChunks(run, target, key, session, source)
    } catch (error) {
      await endSession(run, session)
      if (!(error instanceof SessionLostError)) throw error
      if (beginning === BEGINNINGS)
        throw new StoreError(
          `${key} did not arrive whole in the bucket '${target.bucket}', ${error.message}.`,
          null,
        )
    }
  }
}

async function beginSession(run: Run, target: Target, key: string, size: number): Promise<URL> {
  const name = target.prefix + key
  const location = await run({
    operation: 'write',
    ask: () => ({
      method: 'POST',
      url: addressOf(target, uploadPath(target), {
        uploadType: 'resumable',
        name,
        kmsKeyName: target.kmsKey ?? undefined,
      }),
      headers: {
        'content-type': 'application/json; charset=UTF-8',
        'x-upload-content-type': contentTypeOf(key),
        'x-upload-content-length': String(size),
      },
      body: Buffer.from(JSON.stringify({ name, contentType: contentTypeOf(key) })),
    }),
    read: async answer => {
      await bytesOf(answer)
      return answer.headers.location ?? ''
    },
  })
  // The token goes along, and only to where it belongs.
  if (!URL.canParse(location) || new URL(location).origin !== target.endpoint.origin)
    throw new StoreError(
      'Google Cloud Storage sends an upload to another host than its endpoint; check the endpoint.',
      null,
    )
  return new URL(location)
}

async function sendChunks(
  run: Run,
  target: Target,
  key: string,
  session: URL,
  { handle, size, chunk }: Source,
): Promise<void> {
  const sum = crc32c()
  for (let start = 0; start < size; start += chunk) {
    const bytes = await bytesAt(handle, start, Math.min(chunk, size - start))
    sum.update(bytes)
    const hash = start + bytes.length === size ? sum.digest() : null
    const stored = await sendChunk(run, session, { bytes, start, size, hash })
    if (hash !== null && stored?.crc32c !== hash) {
      if (stored !== null) await removeGeneration(run, target, key, stored.generation)
      throw new SessionLostError('its checksum was wrong')
    }
  }
}

interface Chunk {
  readonly bytes: Buffer
  readonly start: number
  readonly size: number
  /** The CRC-32C of the file, with its last chunk. */
  readonly hash: string | null
}

type Stored = z.infer<typeof resourceSchema>

/** Sends a chunk, and after a failure only what the service says that it lacks. Returns the object with the last one. */
async function sendChunk(run: Run, session: URL, chunk: Chunk): Promise<Stored | null> {
  const end = chunk.start + chunk.bytes.length
  let from = chunk.start
  for (let stood = 0; stood < STANDSTILLS; stood++) {
    const reply = await sendFrom(run, session, chunk, from)
    if (typeof reply !== 'number') return reply
    if (reply < chunk.start || reply > end) throw new SessionLostError('what was sent of it was lost')
    if (reply === end && chunk.hash === null) return null
    if (reply > from) stood = -1
    from = reply
  }
  throw new SessionLostError('its upload stood still')
}

/** The object when it is complete, or the first byte that the service lacks. */
async function sendFrom(run: Run, session: URL, chunk: Chunk, from: number): Promise<Stored | number> {
  const { bytes, start, size, hash } = chunk
  const body = bytes.subarray(from - start)
  const range = body.length === 0 ? '*' : `${from}-${start + bytes.length - 1}`
  try {
    return await run({
      operation: 'write',
      also: [308],
      ask: attempt =>
        attempt > 0
          ? { method: 'PUT', url: session, headers: { 'content-range': `bytes */${size}` } }
          : {
              method: 'PUT',
              url: session,
              headers: {
                'content-range': `bytes ${range}/${size}`,
                ...(hash === null ? {} : { 'x-goog-hash': `crc32c=${hash}` }),
              },
              body,
            },
      read: async answer => {
        if (answer.statusCode !== 308) return shaped(resourceSchema, await jsonOf(answer))
        await bytesOf(answer)
        const last = /^bytes=0-(\d+)$/.exec(answer.headers.range ?? '')?.[1]
        return last === undefined ? 0 : Number(last) + 1
      },
    })
  } catch (error) {
    if (isAbsent(error)) throw new SessionLostError('its upload was ended by the service')
    if (hash !== null && error instanceof StoreError && error.code === 'invalid')
      throw new SessionLostError('its checksum was refused')
    throw error
  }
}

/** What was sent is given up; a session that cannot be reached is removed by the service within a week. */
async function endSession(run: Run, session: URL): Promise<void> {
  await run({
    operation: 'write',
    also: [404, 410, 499],
    ask: () => ({ method: 'DELETE', url: session }),
    read: bytesOf,
  }).catch(() => null)
}

async function removeGeneration(run: Run, target: Target, key: string, generation: string): Promise<void> {
  await run({
    operation: 'remove',
    also: [404, 412],
    ask: () => ({ method: 'DELETE', url: addressOf(target, objectPath(target, key), { generation }) }),
    read: bytesOf,
  })
}

async function bytesAt(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(buffer, done, length - done, start + done)
    if (bytesRead === 0) throw new Error('a file became shorter while it was sent')
    done += bytesRead
  }
  return buffer
}
