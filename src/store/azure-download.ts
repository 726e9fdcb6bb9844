// Downloads: streamed, taken up again where the connection broke, held against the length and the checksum that the service gives.
import { createHash } from 'node:crypto'
import type { BlobClient, BlobDownloadResponseParsed } from '@azure/storage-blob'
import { isAbsent } from './azure-errors.ts'
import type { Wire } from './azure-http.ts'
import type { AzureLimits } from './azure-limits.ts'
import { attempt, failureOf, pause, pauseAfter } from './azure-retry.ts'
import { StoreError } from './store.ts'

/** Where the bytes go. */
export interface Sink {
  write(bytes: Buffer): Promise<void>
  /** Forgets what was written. */
  restart(): Promise<void>
}

export interface Reader {
  readonly wire: Pick<Wire, 'token' | 'host'>
  readonly limits: AzureLimits
}

/** With a hierarchical namespace, folders are blobs of no length. */
export const isFolder = (metadata: Readonly<Record<string, string>> = {}): boolean =>
  metadata.hdi_isfolder === 'true'

const ROUNDS = 4
/** A connection that brought so many bytes was worth it; patience begins anew. */
const PROGRESS = 1 << 20

/** Writes the whole blob into the sink; returns its ETag, and null when there is no such blob. */
export async function fetchBlob(blob: BlobClient, reader: Reader, sink: Sink): Promise<string | null> {
  for (let round = 1; round <= ROUNDS; round++) {
    if (round > 1) await sink.restart()
    const outcome = await fetchOnce(blob, reader, sink)
    if (outcome !== 'damaged') return outcome
  }
  throw new StoreError(
    `What ${reader.wire.host} sends of ${blob.name} never has the checksum it is said to have, or changes all the time.`,
    'Md5Mismatch',
  )
}

type Outcome = string | null | 'damaged'

/** Damaged: it does not have its checksum, or became another one on the way. */
async function fetchOnce(blob: BlobClient, reader: Reader, sink: Sink): Promise<Outcome> {
  const hash = createHash('md5')
  let at = 0
  const first = await opened(blob, reader, 0)
  if (first === 'none' || first === 'changed') return null
  const { etag = '', contentLength = 0, contentMD5 } = first.answer
  for (let current = first, breaks = 1; ; breaks++) {
    const from = at
    try {
      for await (const chunk of current.chunks) {
        await sink.write(chunk)
        hash.update(chunk)
        at += chunk.length
      }
      break
    } catch (error) {
      const failure = failureOf(error)
      if (at - from >= PROGRESS) breaks = 1
      const wait = failure === null ? null : pauseAfter(failure, breaks, reader.limits)
      if (wait === null) throw error
      await pause(wait)
    }
    if (at >= contentLength) break
    const next = await opened(blob, reader, at, etag)
    if (next === 'none' || next === 'changed') return 'damaged'
    current = next
  }
  const isSound = at === contentLength && (contentMD5 === undefined || hash.digest().equals(contentMD5))
  return isSound ? etag : 'damaged'
}

interface Opened {
  readonly answer: BlobDownloadResponseParsed
  readonly chunks: AsyncIterable<Buffer>
}

async function opened(
  blob: BlobClient,
  { wire, limits }: Reader,
  from: number,
  ifMatch?: string,
): Promise<Opened | 'none' | 'changed'> {
  const silence = new AbortController()
  try {
    const answer = await attempt(wire, limits, signal =>
      blob.download(from, undefined, {
        abortSignal: AbortSignal.any([signal, silence.signal]),
        maxRetryRequests: 0,
        ...(ifMatch === undefined ? {} : { conditions: { ifMatch } }),
      }),
    )
    if (isFolder(answer.metadata)) {
      silence.abort()
      return 'none'
    }
    return { answer, chunks: chunksOf(answer, silence, limits.idleMs) }
  } catch (error) {
    if (isAbsent(error)) return 'none'
    if (ifMatch !== undefined && failureOf(error)?.status === 412) return 'changed'
    throw error
  }
}

/** Ends the request when nothing comes for so long. */
async function* chunksOf(
  { readableStreamBody }: BlobDownloadResponseParsed,
  silence: AbortController,
  idleMs: number,
): AsyncGenerator<Buffer> {
  const watch = (): NodeJS.Timeout => setTimeout(() => silence.abort(), idleMs)
  let timer = watch()
  try {
    for await (const chunk of readableStreamBody ?? []) {
      clearTimeout(timer)
      yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)
      timer = watch()
    }
  } finally {
    clearTimeout(timer)
  }
}
