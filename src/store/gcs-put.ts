// Small objects, put in one request. https://cloud.google.com/storage/docs/uploading-objects#multipart-upload
import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { crc32cOf } from './gcs-crc32c.ts'
import { addressOf, objectPath, type Target, uploadPath } from './gcs-place.ts'
import { type Ask, jsonOf, type Run, shaped } from './gcs-wire.ts'
import { contentTypeOf } from './objects.ts'
import { RaceLostError } from './store.ts'

export const resourceSchema = z.object({
  generation: z.string(),
  size: z.string().optional(),
  crc32c: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
})

/**
 * Puts an object whole, under a condition unless `only` is undefined; returns its generation. Of each write under a condition the
 * object keeps a mark, so that after a lost answer the write is not taken for somebody else's.
 */
export async function putObject(
  run: Run,
  target: Target,
  key: string,
  bytes: Buffer,
  only: string | null | undefined,
): Promise<string> {
  const mark = only === undefined ? null : randomUUID()
  const ask = putAsk(target, key, bytes, only, mark)
  let attempts = 0
  try {
    return await run({
      operation: 'write',
      ask: attempt => {
        attempts = attempt + 1
        return ask
      },
      read: async answer => shaped(resourceSchema, await jsonOf(answer)).generation,
    })
  } catch (error) {
    if (!(error instanceof RaceLostError) || mark === null || attempts === 1) throw error
    const own = await generationMarked(run, target, key, mark)
    if (own === null) throw error
    return own
  }
}

function putAsk(
  target: Target,
  key: string,
  bytes: Buffer,
  only: string | null | undefined,
  mark: string | null,
): Ask {
  const boundary = randomUUID()
  const resource = {
    name: target.prefix + key,
    contentType: contentTypeOf(key),
    crc32c: crc32cOf(bytes),
    md5Hash: createHash('md5').update(bytes).digest('base64'),
    ...(mark === null ? {} : { metadata: { write: mark } }),
  }
  const parts = [
    `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(resource)}\r\n`,
    `--${boundary}\r\ncontent-type: ${resource.contentType}\r\n\r\n`,
    bytes,
    `\r\n--${boundary}--\r\n`,
  ]
  return {
    method: 'POST',
    url: addressOf(target, uploadPath(target), {
      uploadType: 'multipart',
      ifGenerationMatch: only === undefined ? undefined : (only ?? '0'),
      kmsKeyName: target.kmsKey ?? undefined,
    }),
    headers: { 'content-type': `multipart/related; boundary=${boundary}` },
    body: Buffer.concat(parts.map(part => Buffer.from(part))),
  }
}

async function generationMarked(run: Run, target: Target, key: string, mark: string): Promise<string | null> {
  try {
    const found = await run({
      operation: 'read',
      ask: () => ({ method: 'GET', url: addressOf(target, objectPath(target, key)) }),
      read: async answer => shaped(resourceSchema, await jsonOf(answer)),
    })
    return found.metadata?.write === mark ? found.generation : null
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

/** Whether an error says that there is no such object. */
export const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
