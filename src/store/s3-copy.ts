// Copies within a bucket. S3 copies up to 5 GiB in one request and the rest by ranges; either way the copy appears whole.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/copy-object.html
import {
  type CompletedPart,
  CopyObjectCommand,
  HeadObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import type { S3Bucket } from './s3-client.ts'
import { MOST_PARTS } from './s3-limits.ts'
import { inMultipart, settled } from './s3-upload.ts'
import { StoreError } from './store.ts'

/** False when there is no `from`. */
export async function copyObject(s3: S3Bucket, from: string, to: string): Promise<boolean> {
  const copy = new CopyObjectCommand({
    Bucket: s3.bucket,
    Key: s3.keyOf(to),
    CopySource: sourceOf(s3, from),
    ...s3.encryption,
  })
  try {
    await s3.ask('s3:GetObject and s3:PutObject', client => client.send(copy))
    return true
  } catch (error) {
    if (hasCode(error, ['NoSuchKey', 'NotFound'])) return false
    // What is too large for one request is an invalid one; nothing else about it can be.
    if (hasCode(error, ['InvalidRequest', 'EntityTooLarge'])) return copyInParts(s3, from, to)
    throw error
  }
}

const hasCode = (error: unknown, codes: readonly string[]): boolean =>
  error instanceof StoreError && error.code !== null && codes.includes(error.code)

/** Escaped where S3 would read something else; some services unescape no more than that. */
const sourceOf = (s3: S3Bucket, key: string): string =>
  `${s3.bucket}/${encodeURI(s3.keyOf(key)).replaceAll('+', '%2B').replaceAll('?', '%3F').replaceAll('#', '%23')}`

async function copyInParts(s3: S3Bucket, from: string, to: string): Promise<boolean> {
  const head = new HeadObjectCommand({ Bucket: s3.bucket, Key: s3.keyOf(from) })
  const { ContentLength: size = 0, ETag: etag } = await s3.ask('s3:GetObject', client => client.send(head))
  const partBytes = Math.max(s3.limits.copyPartBytes, Math.ceil(size / MOST_PARTS))
  const source = {
    CopySource: sourceOf(s3, from),
    ...(etag === undefined ? {} : { CopySourceIfMatch: etag }),
  }
  await inMultipart(s3, to, size, async UploadId => {
    const parts: CompletedPart[] = []
    let next = 0
    let hasFailed = false
    const work = async (): Promise<void> => {
      for (let index = next++; index * partBytes < size && !hasFailed; index = next++) {
        const last = Math.min((index + 1) * partBytes, size) - 1
        const part = new UploadPartCopyCommand({
          Bucket: s3.bucket,
          Key: s3.keyOf(to),
          UploadId,
          PartNumber: index + 1,
          ...source,
          CopySourceRange: `bytes=${index * partBytes}-${last}`,
        })
        parts[index] = await sendCopy(s3, part, index + 1)
      }
    }
    const workers = Array.from({ length: s3.limits.partsAtOnce }, () =>
      work().catch((error: unknown) => {
        hasFailed = true
        throw error
      }),
    )
    await settled(workers)
    return { parts, crc: null }
  })
  return true
}

async function sendCopy(s3: S3Bucket, part: UploadPartCopyCommand, number: number): Promise<CompletedPart> {
  const { CopyPartResult: { ETag, ChecksumCRC32 } = {} } = await s3.ask(
    's3:GetObject and s3:PutObject',
    client => client.send(part),
  )
  return {
    PartNumber: number,
    ...(ETag === undefined ? {} : { ETag }),
    ...(ChecksumCRC32 === undefined ? {} : { ChecksumCRC32 }),
  }
}
