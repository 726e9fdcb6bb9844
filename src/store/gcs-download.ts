// Objects, taken in and checked against the checksum that the service keeps of them.
// https://cloud.google.com/storage/docs/json_api/v1/objects/get
import { type FileHandle, open, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { type Crc32c, crc32c, crc32cOf } from './gcs-crc32c.ts'
import { addressOf, objectPath, type Target } from './gcs-place.ts'
import { isAbsent } from './gcs-put.ts'
import { broken, bytesOf, type Run } from './gcs-wire.ts'
import type { Versioned } from './store.ts'

/** Null when there is no such object. */
export async function getObject(run: Run, target: Target, key: string): Promise<Versioned | null> {
  const url = addressOf(target, objectPath(target, key), { alt: 'media' })
  try {
    return await run({
      operation: 'read',
      ask: () => ({ method: 'GET', url }),
      read: async answer => {
        const bytes = await bytesOf(answer)
        const { generation, hash } = labelOf(answer)
        if (crc32cOf(bytes) !== hash) throw broken('EBROKEN', 'the checksum is wrong')
        return { bytes, version: generation }
      },
    })
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

/** How often an object that is replaced while it is read is begun anew. */
const BEGINNINGS = 4

/** False when there is no such object, and then there is no file either. */
export async function downloadObject(run: Run, target: Target, key: string, file: string): Promise<boolean> {
  for (let beginning = 1; ; beginning++) {
    const taken = new Taken(file)
    try {
      await take(run, target, key, taken)
      return true
    } catch (error) {
      await taken.drop()
      if (!isAbsent(error)) throw error
      if (!taken.begun) return false
      if (beginning === BEGINNINGS) throw error
    } finally {
      await taken.close()
    }
  }
}

/** A break is followed by what is missing of the same generation. */
async function take(run: Run, target: Target, key: string, taken: Taken): Promise<void> {
  await run({
    operation: 'read',
    ask: () => ({
      method: 'GET',
      url: addressOf(target, objectPath(target, key), { alt: 'media', generation: taken.generation }),
      ...(taken.bytes === 0 ? {} : { headers: { range: `bytes=${taken.bytes}-` } }),
    }),
    also: [416],
    read: answer => taken.take(answer),
    progress: () => taken.most,
  })
}

/** What came of an object so far. */
class Taken {
  bytes = 0
  /** The most bytes that any attempt has reached. */
  most = 0
  generation: string | undefined
  private hash = ''
  private length = 0
  private sum: Crc32c = crc32c()
  private handle: FileHandle | null = null
  private readonly file: string

  constructor(file: string) {
    this.file = file
  }

  get begun(): boolean {
    return this.handle !== null
  }

  async take(answer: IncomingMessage): Promise<void> {
    const handle = this.handle ?? (await open(this.file, 'w'))
    this.handle = handle
    if (answer.statusCode === 200) this.begin(answer)
    if (answer.statusCode === 416) await bytesOf(answer)
    for await (const chunk of answer) {
      await handle.write(chunk, 0, chunk.length, this.bytes)
      this.sum.update(chunk)
      this.bytes += chunk.length
      this.most = Math.max(this.most, this.bytes)
    }
    if (this.bytes === this.length && this.sum.digest() === this.hash) return
    this.bytes = 0
    await handle.truncate(0)
    throw broken('EBROKEN', 'the length or the checksum is wrong')
  }

  private begin(answer: IncomingMessage): void {
    const { generation, hash, length } = labelOf(answer)
    Object.assign(this, { generation, hash, length, bytes: 0 })
    this.sum = crc32c()
  }

  async drop(): Promise<void> {
    if (this.begun) await rm(this.file, { force: true })
  }

  async close(): Promise<void> {
    await this.handle?.close()
  }
}

/** What the service says of an object besides its bytes. */
function labelOf({ headers }: IncomingMessage): { generation: string; hash: string; length: number } {
  const generation = String(headers['x-goog-generation'] ?? '')
  const hash = /\bcrc32c=([^,\s]+)/.exec(String(headers['x-goog-hash'] ?? ''))?.[1]
  if (generation === '' || hash === undefined)
    throw broken('EBROKEN', 'an object without generation or checksum')
  return {
    generation,
    hash,
    length: Number(headers['x-goog-stored-content-length'] ?? headers['content-length']),
  }
}
