// A bucket of Amazon S3, or of a service that speaks as it does. https://docs.aws.amazon.com/AmazonS3/latest/API/
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  type ListMultipartUploadsCommandOutput,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { budgetOf } from './budget.ts'
import { contentTypeOf, type Listed, type Objects } from './objects.ts'
import type { S3Place } from './place.ts'
import { openS3, type S3Bucket } from './s3-client.ts'
import { copyObject } from './s3-copy.ts'
import { downloadObject, getObject } from './s3-download.ts'
import { LIMITS, type S3Limits } from './s3-limits.ts'
import { abortUpload, uploadFile } from './s3-upload.ts'
import type { BucketSettings } from './settings.ts'
import { RaceLostError, StoreError } from './store.ts'

/** Throws a UsageError, or a StoreError when no credentials are found. */
export async function s3Objects(
  place: S3Place,
  settings: BucketSettings,
  limits: S3Limits = LIMITS,
): Promise<Objects> {
  const s3 = openS3(place, settings, limits)
  await s3.signIn()
  const budget = budgetOf(limits.bufferBytes)
  return {
    url: place.url,
    get: key => getObject(s3, key),
    size: key => sizeOf(s3, key),
    list: (prefix, deep) => list(s3, prefix, deep),
    put: (key, bytes, only) => (only === undefined ? put(s3, key, bytes, {}) : putIf(s3, key, bytes, only)),
    upload: (file, key) => uploadFile(s3, budget, file, key),
    download: (key, file) => downloadObject(s3, key, file),
    copy: (from, to) => copyObject(s3, from, to),
    remove: keys => remove(s3, keys),
    abortUploads: () => abortUploads(s3),
    close: async () => s3.close(),
  }
}

type Condition = { readonly IfMatch?: string; readonly IfNoneMatch?: string }

async function put(s3: S3Bucket, key: string, bytes: Uint8Array, condition: Condition): Promise<string> {
  const command = new PutObjectCommand({
    Bucket: s3.bucket,
    Key: s3.keyOf(key),
    Body: bytes,
    ContentType: contentTypeOf(key),
    ...s3.encryption,
    ...condition,
  })
  const { ETag } = await s3.ask('s3:PutObject', client => client.send(command))
  if (ETag === undefined) throw new StoreError('S3 took an object and gave no ETag for it.', null)
  return ETag
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html#conditional-error-response */
const LOST = ['PreconditionFailed', 'ConditionalRequestConflict', 'OperationAborted', 'NoSuchKey']

async function putIf(s3: S3Bucket, key: string, bytes: Uint8Array, only: string | null): Promise<string> {
  try {
    return await put(s3, key, bytes, only === null ? { IfNoneMatch: '*' } : { IfMatch: only })
  } catch (error) {
    if (error instanceof StoreError && error.code !== null && LOST.includes(error.code))
      throw new RaceLostError(`${key} was written by another one`, { cause: error })
    throw error
  }
}

async function sizeOf(s3: S3Bucket, key: string): Promise<number | null> {
  const at = { Bucket: s3.bucket, Key: s3.keyOf(key) }
  try {
    const { ContentLength } = await s3.ask('s3:GetObject', client => client.send(new HeadObjectCommand(at)))
    return ContentLength ?? null
  } catch (error) {
    if (!(error instanceof StoreError && WORDLESS.test(error.code ?? ''))) throw error
    return sizeByGet(s3, at)
  }
}

/** What the SDK calls a refusal without a body. */
const WORDLESS = /^(NotFound|NoSuchKey|Forbidden|BadRequest|Unknown|UnknownError|4\d\d)$/

/** The answer to HEAD has no room for a reason: a missing bucket looks like a missing object there. */
async function sizeByGet(s3: S3Bucket, at: { Bucket: string; Key: string }): Promise<number | null> {
  const first = new GetObjectCommand({ ...at, Range: 'bytes=0-0' })
  try {
    const { Body, ContentRange } = await s3.ask('s3:GetObject', client => client.send(first))
    await Body?.transformToByteArray()
    return Number(ContentRange?.split('/')[1] ?? 0)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    if (error.code === 'InvalidRange') return 0
    if (error.code === 'NoSuchKey' || error.code === 'NotFound') return null
    throw error
  }
}

async function list(
  s3: S3Bucket,
  prefix: string,
  deep: boolean,
): Promise<{ objects: Listed[]; folders: string[] }> {
  const root = s3.keyOf('').length
  const Prefix = s3.keyOf(prefix)
  const objects: Listed[] = []
  const folders: string[] = []
  for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
    const page = new ListObjectsV2Command({
      Bucket: s3.bucket,
      Prefix,
      ...(deep ? {} : { Delimiter: '/' }),
      ...(token === undefined ? {} : { ContinuationToken: token }),
    })
    const found = await s3.ask('s3:ListBucket', client => client.send(page))
    // A console's folder is an empty object by the name of the prefix itself.
    for (const { Key = '', Size = 0 } of found.Contents ?? [])
      if (Key !== Prefix) objects.push({ key: Key.slice(root), bytes: Size })
    for (const { Prefix: folder = '' } of found.CommonPrefixes ?? [])
      folders.push(folder.slice(Prefix.length, -1))
    token = found.IsTruncated === true ? found.NextContinuationToken : undefined
  }
  return { objects, folders }
}

/** As many as one request removes. */
const AT_ONCE = 1000

async function remove(s3: S3Bucket, keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += AT_ONCE) {
    const some = keys.slice(start, start + AT_ONCE).map(key => s3.keyOf(key))
    const [only, ...others] = some
    const left = others.length === 0 && only !== undefined ? [only] : await removeTogether(s3, some)
    for (const key of left) await removeOne(s3, key)
  }
}

/** Returns those that were not removed, each for a reason of its own. */
async function removeTogether(s3: S3Bucket, keys: readonly string[]): Promise<string[]> {
  const command = new DeleteObjectsCommand({
    Bucket: s3.bucket,
    Delete: { Objects: keys.map(Key => ({ Key })), Quiet: true },
  })
  const { Errors = [] } = await s3.ask('s3:DeleteObject', client => client.send(command))
  return Errors.filter(({ Code }) => Code !== 'NoSuchKey').flatMap(({ Key }) =>
    Key === undefined ? [] : [Key],
  )
}

async function removeOne(s3: S3Bucket, key: string): Promise<void> {
  const command = new DeleteObjectCommand({ Bucket: s3.bucket, Key: key })
  try {
    await s3.ask('s3:DeleteObject', client => client.send(command))
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'NoSuchKey')) throw error
  }
}

/** Where uploads of ours can be: in the work folder, and for copies by parts in the places of tables. */
const OURS = /^(_work\/.|(changes\/)?[a-z0-9_]+\/(date=[^/]+\/)?(\d{6,}|data)\.parquet$)/

/** The prefix may be the whole bucket, and hold the uploads of others. */
async function abortUploads(s3: S3Bucket): Promise<void> {
  const root = s3.keyOf('').length
  let next: Markers | null = {}
  while (next !== null) {
    const found = await listUploads(s3, next)
    for (const { Key, UploadId } of found?.Uploads ?? [])
      if (Key !== undefined && UploadId !== undefined && OURS.test(Key.slice(root)))
        await abortUpload(s3, Key, UploadId)
    next = found?.IsTruncated === true ? markersOf(found) : null
  }
}

type Markers = Pick<ListMultipartUploadsCommandInput, 'KeyMarker' | 'UploadIdMarker'>

/** Null: the service keeps no such list, as some others than Amazon's do. */
async function listUploads(
  s3: S3Bucket,
  markers: Markers,
): Promise<ListMultipartUploadsCommandOutput | null> {
  const page = new ListMultipartUploadsCommand({ Bucket: s3.bucket, Prefix: s3.keyOf(''), ...markers })
  try {
    return await s3.ask('s3:ListBucketMultipartUploads', client => client.send(page))
  } catch (error) {
    if (error instanceof StoreError && error.code === 'NotImplemented') return null
    throw error
  }
}

function markersOf({ NextKeyMarker, NextUploadIdMarker }: ListMultipartUploadsCommandOutput): Markers {
  return {
    ...(NextKeyMarker === undefined ? {} : { KeyMarker: NextKeyMarker }),
    ...(NextUploadIdMarker === undefined ? {} : { UploadIdMarker: NextUploadIdMarker }),
  }
}
