// Files into S3: in one request while they are small, in parts side by side when they are not. Each part and the whole are checked by
// CRC-32, and parts are held in memory, so that each can be sent again.
import { type FileHandle, open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import type { Budget } from './budget.ts'
import { contentTypeOf } from './objects.ts'
import type { S3Bucket } from './s3-client.ts'
import { MOST_PARTS } from './s3-limits.ts'
import { StoreError } from './store.ts'

export async function uploadFile(s3: S3Bucket, budget: Budget, file: string, key: string): Promise<void> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    if (size <= s3.limits.partBytes) await sendWhole(s3, budget, handle, size, key)
    else await sendInParts(s3, budget, handle, size, key)
  } finally {
    await handle.close()
  }
}

async function sendWhole(
  s3: S3Bucket,
  budget: Budget,
  handle: FileHandle,
  size: number,
  key: string,
): Promise<void> {
  const release = await budget.take(size)
  try {
    const Body = await readExactly(handle, 0, size)
    const to = { Bucket: s3.bucket, Key: s3.keyOf(key), ContentType: contentTypeOf(key), ...s3.encryption }
    await s3.ask('s3:PutObject', client => client.send(new PutObjectCommand({ ...to, Body })))
  } finally {
    release()
  }
}

async function sendInParts(
  s3: S3Bucket,
  budget: Budget,
  handle: FileHandle,
  size: number,
  key: string,
): Promise<void> {
  const attempt = () =>
    inMultipart(s3, key, size, async uploadId => {
      const source = partsOf(handle, size, s3.limits.partBytes, budget)
      const parts = await sendParts(s3, source.parts, key, uploadId)
      return { parts, crc: source.crc() }
    })
  try {
    await attempt()
  } catch (error) {
    // The answer to its end was lost, and asked for again the upload is gone: nobody knows whether the object is ours.
    if (!(error instanceof StoreError && error.code === 'NoSuchUpload')) throw error
    await attempt()
  }
}

interface Sent {
  readonly parts: CompletedPart[]
  /** Of the whole; null: not known. */
  readonly crc: string | null
}

/** An upload in parts from its beginning to its end, given up when it fails. */
export async function inMultipart(
  s3: S3Bucket,
  key: string,
  size: number,
  send: (uploadId: string) => Promise<Sent>,
): Promise<void> {
  const to = { Bucket: s3.bucket, Key: s3.keyOf(key) }
  // Services other than Amazon's often know checksums of checksums alone.
  const whole = s3.host === null ? ({ ChecksumType: 'FULL_OBJECT' } as const) : {}
  const begin = new CreateMultipartUploadCommand({
    ...to,
    ContentType: contentTypeOf(key),
    ChecksumAlgorithm: 'CRC32',
    ...whole,
    ...s3.encryption,
  })
  const { UploadId } = await s3.ask('s3:PutObject', client => client.send(begin))
  if (UploadId === undefined) throw new StoreError('S3 began an upload without a name for it.', null)
  try {
    const { parts: Parts, crc } = await send(UploadId)
    const end = new CompleteMultipartUploadCommand({
      ...to,
      UploadId,
      MultipartUpload: { Parts },
      ...(s3.host === null ? { ...whole, MpuObjectSize: size } : {}),
      ...(s3.host === null && crc !== null ? { ChecksumCRC32: crc } : {}),
    })
    await s3.ask('s3:PutObject', client => client.send(end))
  } catch (error) {
    await abortUpload(s3, to.Key, UploadId).catch(() => {})
    throw error
  }
}

/** Nothing happens when it is over already. `key` is as the bucket knows it. */
export async function abortUpload(s3: S3Bucket, key: string, uploadId: string): Promise<void> {
  const abort = new AbortMultipartUploadCommand({ Bucket: s3.bucket, Key: key, UploadId: uploadId })
  try {
    await s3.ask('s3:AbortMultipartUpload', client => client.send(abort))
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'NoSuchUpload')) throw error
  }
}

interface Part {
  readonly number: number
  readonly bytes: Buffer
  release(): void
}

interface PartSource {
  readonly parts: AsyncGenerator<Part, undefined>
  /** The checksum of all parts, once they have been read. */
  crc(): string
}

function partsOf(handle: FileHandle, size: number, least: number, budget: Budget): PartSource {
  const partBytes = Math.max(least, Math.ceil(size / MOST_PARTS))
  let crc = 0
  async function* read(): AsyncGenerator<Part, undefined> {
    for (let start = 0, number = 1; start < size; start += partBytes, number++) {
      const length = Math.min(partBytes, size - start)
      const release = await budget.take(length)
      try {
        const bytes = await readExactly(handle, start, length)
        crc = crc32(bytes, crc)
        yield { number, bytes, release }
      } catch (error) {
        release()
        throw error
      }
    }
  }
  return { parts: read(), crc: () => base64Of(crc) }
}

/** Sends parts side by side, some at once; after a failure no further one is begun, and it ends only when all have ended. */
async function sendParts(
  s3: S3Bucket,
  source: AsyncGenerator<Part, undefined>,
  key: string,
  uploadId: string,
): Promise<CompletedPart[]> {
  const done: CompletedPart[] = []
  const failed = new AbortController()
  const work = async (): Promise<void> => {
    for (let next = await source.next(); next.value !== undefined; next = await source.next()) {
      const { value: part } = next
      try {
        if (failed.signal.aborted) return
        done.push(await sendPart(s3, part, key, uploadId, failed.signal))
      } finally {
        part.release()
      }
    }
  }
  const workers = Array.from({ length: s3.limits.partsAtOnce }, () =>
    work().catch((error: unknown) => {
      failed.abort()
      throw error
    }),
  )
  await settled(workers)
  return done.sort((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0))
}

/** Waits for all, also when one fails; throws the first failure in time. */
export async function settled(works: readonly Promise<void>[]): Promise<void> {
  const first = Promise.all(works)
  await Promise.allSettled([first, ...works])
  await first
}

async function sendPart(
  s3: S3Bucket,
  { number, bytes }: Part,
  key: string,
  uploadId: string,
  abortSignal: AbortSignal,
): Promise<CompletedPart> {
  const part = new UploadPartCommand({
    Bucket: s3.bucket,
    Key: s3.keyOf(key),
    UploadId: uploadId,
    PartNumber: number,
    Body: bytes,
    ChecksumAlgorithm: 'CRC32',
  })
  const { ETag, ChecksumCRC32 } = await s3.ask('s3:PutObject', client => client.send(part, { abortSignal }))
  return {
    PartNumber: number,
    ...(ETag === undefined ? {} : { ETag }),
    ...(ChecksumCRC32 === undefined ? {} : { ChecksumCRC32 }),
  }
}

async function readExactly(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, start + done)
    if (bytesRead === 0)
      throw new Error(`a file became shorter than ${start + length} bytes while it was sent`)
    done += bytesRead
  }
  return bytes
}

function base64Of(crc: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc)
  return bytes.toString('base64')
}
