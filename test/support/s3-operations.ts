// What each request does to the bucket of the tests' S3, and what it answers.
import { randomUUID } from 'node:crypto'
import { crc32Of, unsound } from './s3-body.ts'
import type { S3Answer, S3Request, S3ServerOptions } from './s3-server.ts'
import { BUCKET, type Bucket, discard, md5, type Stored, store, type Upload } from './s3-state.ts'
import { listObjects, listUploads, refused, xml } from './s3-xml.ts'

const MIB = 1 << 20

export function answerOf(request: S3Request, bucket: Bucket, options: S3ServerOptions): S3Answer {
  const scope = /Credential=[^/]+\/\d{8}\/([^/]+)\/s3\/aws4_request/.exec(request.headers.authorization ?? '')
  if (scope === null) return refused(403, 'AccessDenied')
  const { region = 'us-east-1' } = options
  if (scope[1] !== region)
    return { ...refused(301, 'PermanentRedirect'), headers: { 'x-amz-bucket-region': region } }
  if (request.bucket !== BUCKET) return refused(404, 'NoSuchBucket')
  // The checksum at the end of an upload is that of the object.
  const isEnd = request.operation === 'CompleteMultipartUpload'
  const unsoundness = isEnd ? null : unsound(request.body, request.headers)
  if (unsoundness !== null) return refused(400, unsoundness)
  const operation = OPERATIONS[request.operation]
  return operation === undefined ? refused(501, 'NotImplemented') : operation(request, bucket, options)
}

type Operation = (request: S3Request, bucket: Bucket, options: S3ServerOptions) => S3Answer

const OPERATIONS: Readonly<Record<string, Operation>> = {
  PutObject: (request, bucket) => {
    const conflict = conditionOf(request, bucket)
    if (conflict !== null) return conflict
    const { body: bytes } = request
    const encryption = encryptionOf(request)
    const etag = etagOf(md5(bytes), encryption)
    const crc = crc32Of([bytes])
    store(bucket, request.key, { bytes, etag, crc, type: typeOf(request), encryption })
    return { status: 200, headers: { etag, 'x-amz-checksum-crc32': crc, ...encryption } }
  },
  GetObject: (request, bucket) => read(request, bucket),
  HeadObject: (request, bucket) => {
    const { status, headers = {}, body = '' } = read(request, bucket)
    return { status, headers: { ...headers, 'content-length': status === 404 ? '0' : String(body.length) } }
  },
  DeleteObject: ({ key }, bucket) => {
    discard(bucket, key)
    return { status: 204 }
  },
  DeleteObjects: ({ body }, bucket) => {
    const keys = [...body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => plain(key))
    if (keys.length > 1000) return refused(400, 'MalformedXML')
    for (const key of keys) discard(bucket, key)
    return xml('DeleteResult', '')
  },
  CopyObject: (request, bucket, { copyLimit = 5120 * MIB }) => {
    const source = sourceOf(request, bucket)
    if (source === undefined) return refused(404, 'NoSuchKey')
    if (source.bytes.length > copyLimit) return refused(400, 'InvalidRequest')
    const encryption = encryptionOf(request)
    const etag = etagOf(md5(source.bytes), encryption)
    store(bucket, request.key, { ...source, etag, crc: crc32Of([source.bytes]), encryption })
    return xml('CopyObjectResult', `<ETag>${etag}</ETag>`)
  },
  ListObjectsV2: (request, bucket, options) => listObjects(request, bucket, options),
  ListMultipartUploads: (request, bucket, options) => listUploads(request, bucket, options),
  CreateMultipartUpload: (request, bucket) => {
    const { key, headers } = request
    const isWhole = headers['x-amz-checksum-type'] === 'FULL_OBJECT'
    const id = randomUUID()
    const encryption = encryptionOf(request)
    bucket.uploads.set(id, { id, key, type: typeOf(request), encryption, isWhole, parts: new Map() })
    return xml('InitiateMultipartUploadResult', `<UploadId>${id}</UploadId>`)
  },
  UploadPart: (request, bucket) => {
    const upload = uploadOf(request, bucket)
    if (upload === undefined) return refused(404, 'NoSuchUpload')
    upload.parts.set(Number(request.query.get('partNumber')), request.body)
    const etag = `"${md5(request.body)}"`
    return { status: 200, headers: { etag, 'x-amz-checksum-crc32': crc32Of([request.body]) } }
  },
  UploadPartCopy: (request, bucket) => {
    const upload = uploadOf(request, bucket)
    const source = sourceOf(request, bucket)
    if (upload === undefined || source === undefined)
      return refused(404, upload === undefined ? 'NoSuchUpload' : 'NoSuchKey')
    const wanted = request.headers['x-amz-copy-source-if-match']
    if (wanted !== undefined && wanted !== source.etag) return refused(412, 'PreconditionFailed')
    const [, first, last] =
      /^bytes=(\d+)-(\d+)$/.exec(String(request.headers['x-amz-copy-source-range'])) ?? []
    if (first === undefined || last === undefined || Number(last) >= source.bytes.length)
      return refused(400, 'InvalidArgument')
    const bytes = source.bytes.subarray(Number(first), Number(last) + 1)
    upload.parts.set(Number(request.query.get('partNumber')), bytes)
    return xml(
      'CopyPartResult',
      `<ETag>"${md5(bytes)}"</ETag><ChecksumCRC32>${crc32Of([bytes])}</ChecksumCRC32>`,
    )
  },
  CompleteMultipartUpload: (request, bucket, options) => complete(request, bucket, options),
  AbortMultipartUpload: (request, bucket) => {
    if (uploadOf(request, bucket) === undefined) return refused(404, 'NoSuchUpload')
    bucket.uploads.delete(request.query.get('uploadId') ?? '')
    return { status: 204 }
  },
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html; null: it may be written. */
function conditionOf({ key, headers }: S3Request, bucket: Bucket): S3Answer | null {
  const found = bucket.objects.get(key)
  if (headers['if-none-match'] !== undefined) {
    if (headers['if-none-match'] !== '*') return refused(501, 'NotImplemented')
    return found === undefined ? null : refused(412, 'PreconditionFailed')
  }
  const wanted = headers['if-match']
  if (wanted === undefined) return null
  if (found === undefined) return refused(404, 'NoSuchKey')
  return found.etag === wanted ? null : refused(412, 'PreconditionFailed')
}

function read({ key, headers }: S3Request, bucket: Bucket): S3Answer {
  const found = bucket.objects.get(key)
  if (found === undefined) return refused(404, 'NoSuchKey')
  if (headers['if-match'] !== undefined && headers['if-match'] !== found.etag)
    return refused(412, 'PreconditionFailed')
  const shared = { etag: found.etag, 'content-type': found.type, ...found.encryption }
  if (headers.range === undefined)
    return { status: 200, headers: { ...shared, ...crcOf(found, headers) }, body: found.bytes }
  const [, first = '0', last] = /^bytes=(\d+)-(\d*)$/.exec(headers.range) ?? []
  const { length } = found.bytes
  if (Number(first) >= length) return refused(416, 'InvalidRange')
  const end = last ? Math.min(Number(last), length - 1) : length - 1
  const range = { 'content-range': `bytes ${first}-${end}/${length}` }
  return { status: 206, headers: { ...shared, ...range }, body: found.bytes.subarray(Number(first), end + 1) }
}

function crcOf({ crc }: Stored, headers: S3Request['headers']): Record<string, string> {
  if (crc === null || headers['x-amz-checksum-mode'] !== 'ENABLED') return {}
  return {
    'x-amz-checksum-crc32': crc,
    'x-amz-checksum-type': crc.includes('-') ? 'COMPOSITE' : 'FULL_OBJECT',
  }
}

function complete(request: S3Request, bucket: Bucket, { leastPart = 5 * MIB }: S3ServerOptions): S3Answer {
  const upload = uploadOf(request, bucket)
  if (upload === undefined) return refused(404, 'NoSuchUpload')
  const conflict = conditionOf(request, bucket)
  if (conflict !== null) return conflict
  const parts = partsOf(request.body.toString(), upload)
  if (parts === null) return refused(400, 'InvalidPart')
  if (parts.slice(0, -1).some(({ length }) => length < leastPart)) return refused(400, 'EntityTooSmall')
  const bytes = Buffer.concat(parts)
  const size = request.headers['x-amz-mp-object-size']
  if (size !== undefined && Number(size) !== bytes.length) return refused(400, 'InvalidRequest')
  const wanted = request.headers['x-amz-checksum-crc32']
  if (upload.isWhole && wanted !== undefined && wanted !== crc32Of(parts)) return refused(400, 'BadDigest')
  const composite = crc32Of(parts.map(part => Buffer.from(crc32Of([part]), 'base64')))
  const crc = upload.isWhole ? crc32Of(parts) : `${composite}-${parts.length}`
  const digest = md5(Buffer.concat(parts.map(part => Buffer.from(md5(part), 'hex'))))
  const { type, encryption } = upload
  const { etag } = store(bucket, upload.key, {
    bytes,
    etag: `"${digest}-${parts.length}"`,
    crc,
    type,
    encryption,
  })
  bucket.uploads.delete(upload.id)
  return xml('CompleteMultipartUploadResult', `<ETag>${etag}</ETag>`)
}

/** The parts that a request names, if they are there in this order with these ETags and checksums. */
function partsOf(text: string, upload: Upload): Buffer[] | null {
  const named = [...text.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => part)
  const numbers = named.map(part => Number(field(part, 'PartNumber')))
  if (numbers.length === 0 || numbers.some((number, index) => number <= (numbers[index - 1] ?? 0)))
    return null
  const parts = named.flatMap((part, index) => {
    const bytes = upload.parts.get(numbers[index] ?? 0)
    const crc = field(part, 'ChecksumCRC32')
    if (bytes === undefined || plain(field(part, 'ETag') ?? '') !== `"${md5(bytes)}"`) return []
    return crc !== undefined && crc !== crc32Of([bytes]) ? [] : [bytes]
  })
  return parts.length === named.length ? parts : null
}

const field = (text: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]

function uploadOf({ key, query }: S3Request, bucket: Bucket): Upload | undefined {
  const upload = bucket.uploads.get(query.get('uploadId') ?? '')
  return upload?.key === key ? upload : undefined
}

function sourceOf({ headers }: S3Request, bucket: Bucket): Stored | undefined {
  const [, ...key] = decodeURIComponent(String(headers['x-amz-copy-source'])).replace(/^\//, '').split('/')
  return bucket.objects.get(key.join('/'))
}

const typeOf = ({ headers }: S3Request): string => headers['content-type'] ?? 'binary/octet-stream'

const encryptionOf = ({ headers }: S3Request): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('x-amz-server-side-encryption')),
  ) as Record<string, string>

/** The ETag of what is encrypted by a key of KMS is no MD5. */
const etagOf = (digest: string, encryption: Record<string, string>): string =>
  encryption['x-amz-server-side-encryption']?.startsWith('aws:kms') === true
    ? `"${randomUUID().replaceAll('-', '')}"`
    : `"${digest}"`

const plain = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&amp;', '&')
