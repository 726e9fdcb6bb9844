// Objects out of S3, small ones into memory and large ones into files. What the SDK sends again ends with the headers of an answer;
// a body that breaks off is asked for again here, from where it broke.
import { type FileHandle, open, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3'
import type { S3Bucket } from './s3-client.ts'
import { StoreError, type Versioned } from './store.ts'

/** The bytes so far, and what they are of. */
interface Begun {
  readonly etag: string
  readonly total: number
  /** Of the whole, base64; null: the service has none. */
  readonly crcWanted: string | null
  bytes: number
  crc: number
}

/** A body did not come as its headers said. */
class BrokenBody extends Error {
  override readonly name = 'BrokenBody'
}

/** Where the bytes go. */
interface Sink {
  /** What came before is worth nothing. */
  begin(): Promise<void>
  write(chunk: Buffer, at: number): Promise<void>
}

/** Null when there is none. */
export async function getObject(s3: S3Bucket, key: string): Promise<Versioned | null> {
  let chunks: Buffer[] = []
  const begun = await received(s3, key, {
    begin: async () => {
      chunks = []
    },
    write: async chunk => {
      chunks.push(chunk)
    },
  })
  return begun === null ? null : { bytes: Buffer.concat(chunks), version: begun.etag }
}

/** Into a new file; false when there is no such object. */
export async function downloadObject(s3: S3Bucket, key: string, file: string): Promise<boolean> {
  let handle: FileHandle | null = null
  const sink: Sink = {
    begin: async () => {
      handle ??= await open(file, 'w')
      await handle.truncate(0)
    },
    write: async (chunk, at) => {
      for (let done = 0; handle !== null && done < chunk.length; )
        done += (await handle.write(chunk, done, chunk.length - done, at + done)).bytesWritten
    },
  }
  const isThere = await received(s3, key, sink)
    .finally(() => handle?.close())
    .catch(async (error: unknown) => {
      await rm(file, { force: true })
      throw error
    })
  return isThere !== null
}

/** Asks until all has come, in as many answers as it takes while each brings something. Null when there is no such object. */
async function received(s3: S3Bucket, key: string, sink: Sink): Promise<Begun | null> {
  let begun: Begun | null = null
  for (let tries = 1; ; tries++) {
    const before: number = begun?.bytes ?? 0
    try {
      const answer = await answerTo(s3, key, begun)
      if (answer === null) return null
      if (begun === null) await sink.begin()
      begun ??= begunBy(answer)
      await flow(answer, begun, sink)
      return begun
    } catch (error) {
      if (error instanceof StoreError && error.code !== 'PreconditionFailed') throw error
      if (isLocal(error)) throw error
      if (begun !== null && begun.bytes - before >= GOOD_PROGRESS) tries = 1
      if (tries >= s3.limits.attempts) throw brokenOff(s3, error)
      // Another object has come in its place, or its bytes are wrong: from the beginning.
      if (error instanceof StoreError || error instanceof BrokenBody || isMismatch(error)) begun = null
      await pause(Math.min(s3.limits.pauseMs * 2 ** (tries - 1), s3.limits.longestPauseMs))
    }
  }
}

const GOOD_PROGRESS = 4 << 20

async function answerTo(
  s3: S3Bucket,
  key: string,
  begun: Begun | null,
): Promise<GetObjectCommandOutput | null> {
  const rest =
    begun === null || begun.bytes === 0 ? {} : { Range: `bytes=${begun.bytes}-`, IfMatch: begun.etag }
  const get = new GetObjectCommand({
    Bucket: s3.bucket,
    Key: s3.keyOf(key),
    ChecksumMode: 'ENABLED',
    ...rest,
  })
  try {
    return await s3.ask('s3:GetObject', client => client.send(get))
  } catch (error) {
    if (error instanceof StoreError && (error.code === 'NoSuchKey' || error.code === 'NotFound')) return null
    throw error
  }
}

function begunBy({ ETag, ContentLength, ChecksumCRC32, ChecksumType }: GetObjectCommandOutput): Begun {
  if (ETag === undefined || ContentLength === undefined)
    throw new StoreError('S3 gave an object without its ETag or length.', null)
  const isWhole = ChecksumCRC32 !== undefined && ChecksumType !== 'COMPOSITE' && !ChecksumCRC32.includes('-')
  return { etag: ETag, total: ContentLength, crcWanted: isWhole ? ChecksumCRC32 : null, bytes: 0, crc: 0 }
}

/** Counts only what the sink has, for a stream that breaks takes with it what it holds. */
async function flow({ Body }: GetObjectCommandOutput, begun: Begun, sink: Sink): Promise<void> {
  const body: AsyncIterable<Buffer> = Body instanceof Readable ? Body : Readable.from([])
  for await (const chunk of body) {
    await sink.write(chunk, begun.bytes)
    begun.crc = crc32(chunk, begun.crc)
    begun.bytes += chunk.length
  }
  if (begun.bytes < begun.total) throw new Error('the body ended early')
  if (begun.bytes > begun.total || !isSound(begun)) throw new BrokenBody('bytes are not as they were sent')
}

function isSound({ crc, crcWanted }: Begun): boolean {
  return crcWanted === null || Buffer.from(crcWanted, 'base64').readUInt32BE() === crc
}

/** The SDK checks what comes in one answer, whatever the checksum. */
const isMismatch = (error: unknown): boolean =>
  error instanceof Error && /^checksum mismatch/i.test(error.message)

/** Of the disk, where no other answer helps. */
const isLocal = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^(ENOSPC|EDQUOT|EIO|EROFS|EACCES|EPERM|ENOENT|ENOTDIR|EISDIR|EFBIG|EMFILE|ENFILE)$/.test(
    String(error.code),
  )

function brokenOff(s3: S3Bucket, error: unknown): Error {
  const cause = new Error(error instanceof Error ? error.name : 'unknown')
  return error instanceof StoreError
    ? error
    : new StoreError(
        `An object of bucket '${s3.bucket}' breaks off or comes damaged on its way, after all retries too; see to the network, and run again.`,
        null,
        cause,
      )
}

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
