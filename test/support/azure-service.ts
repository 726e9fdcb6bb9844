// What Azure's blob service does with requests, as far as lakes need it and as strict as it is documented: conditions, checksums, blocks
// that only a list commits, copies whose source has to be authorized, pages of listings, folders of a hierarchical namespace.
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export interface Asked {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** Without the account and the container. */
  readonly key: string
  /** What it is, as the documentation calls it. */
  readonly operation: string
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer | string
}

export interface StoredBlob {
  readonly bytes: Buffer
  readonly etag: string
  readonly type: string
  readonly md5: string | null
  readonly scope: string | null
  readonly isFolder: boolean
}

export interface Service {
  readonly blobs: Map<string, StoredBlob>
  /** Blocks that no list has committed, by key and id. */
  readonly blocks: Map<string, Map<string, Buffer>>
  /** Its accounts copy from addresses. */
  copies: boolean
  pageSize: number
}

export const newService = (): Service => ({
  blobs: new Map(),
  blocks: new Map(),
  copies: true,
  pageSize: 5_000,
})

export const refused = (status: number, code: string, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'x-ms-error-code': code, 'content-type': 'application/xml', ...headers },
  body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>because of ${code}</Message></Error>`,
})

export function operationOf(method: string, url: URL, headers: IncomingHttpHeaders): string {
  const comp = url.searchParams.get('comp')
  const fromUrl = headers['x-ms-copy-source'] === undefined ? '' : ' From URL'
  if (comp === 'list') return 'List Blobs'
  if (comp === 'block') return `Put Block${fromUrl}`
  if (comp === 'blocklist') return 'Put Block List'
  if (method === 'PUT') return `Put Blob${fromUrl}`
  return { HEAD: 'Get Blob Properties', GET: 'Get Blob', DELETE: 'Delete Blob' }[method] ?? method
}

export function answerTo(service: Service, asked: Asked): Answer {
  switch (asked.operation) {
    case 'List Blobs':
      return listing(service, asked.url.searchParams)
    case 'Get Blob':
    case 'Get Blob Properties':
      return reading(service, asked)
    case 'Delete Blob':
      return service.blobs.delete(asked.key) ? { status: 202 } : refused(404, 'BlobNotFound')
    case 'Put Block':
      return checked(asked) ?? staged(service, asked, asked.body)
    case 'Put Block List':
      return committed(service, asked)
    case 'Put Blob':
      return checked(asked) ?? stored(service, asked, asked.body)
    default:
      return copied(service, asked)
  }
}

const md5Of = (bytes: Buffer): string => createHash('md5').update(bytes).digest('base64')
const text = (value: string | string[] | undefined): string | null =>
  typeof value === 'string' ? value : null

function checked({ headers, body }: Asked): Answer | null {
  const md5 = text(headers['content-md5'])
  if (md5 === null) return refused(400, 'MissingRequiredHeader')
  return md5 === md5Of(body) ? null : refused(400, 'Md5Mismatch')
}

/** https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations */
function unmet({ headers, key, method }: Asked, { blobs }: Service): Answer | null {
  const [match, noneMatch] = [text(headers['if-match']), text(headers['if-none-match'])]
  const etag = blobs.get(key)?.etag
  if (match !== null && match !== etag) return refused(412, 'ConditionNotMet')
  if (noneMatch === '*' && etag !== undefined)
    return method === 'PUT' ? refused(409, 'BlobAlreadyExists') : refused(400, 'UnsupportedHeader')
  return null
}

let writes = 0

function stored(service: Service, asked: Asked, bytes: Buffer): Answer {
  const refusal = unmet(asked, service)
  if (refusal !== null) return refusal
  const etag = `"0x${(++writes).toString(16).toUpperCase()}"`
  const { headers, key } = asked
  service.blobs.set(key, {
    bytes,
    etag,
    type: text(headers['x-ms-blob-content-type']) ?? 'application/octet-stream',
    md5: text(headers['x-ms-blob-content-md5']),
    scope: text(headers['x-ms-encryption-scope']),
    isFolder: false,
  })
  service.blocks.delete(key)
  return { status: 201, headers: { etag, 'last-modified': new Date(0).toUTCString() } }
}

function staged({ blocks }: Service, { key, url }: Asked, bytes: Buffer): Answer {
  const id = url.searchParams.get('blockid') ?? ''
  const known = blocks.get(key) ?? new Map<string, Buffer>()
  const isId =
    Buffer.from(id, 'base64').length <= 64 && [...known.keys()].every(one => one.length === id.length)
  if (!isId) return refused(400, 'InvalidBlobOrBlock')
  blocks.set(key, known.set(id, bytes))
  return { status: 201 }
}

/** Blocks that a list committed can be named again, as long as the blob is not written anew. */
const listed = new WeakMap<Service, Map<string, ReadonlyMap<string, Buffer>>>()

function committed(service: Service, asked: Asked): Answer {
  const before = listed.get(service) ?? new Map<string, ReadonlyMap<string, Buffer>>()
  listed.set(service, before)
  const ids = [...asked.body.toString().matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(match => match[1] ?? '')
  const [fresh, old] = [service.blocks.get(asked.key), before.get(asked.key)]
  const found = ids.map(id => fresh?.get(id) ?? old?.get(id))
  const bytes = found.filter(block => block !== undefined)
  if (bytes.length !== ids.length) return refused(400, 'InvalidBlockList')
  before.set(asked.key, new Map(ids.map((id, index) => [id, bytes[index] ?? Buffer.alloc(0)])))
  return stored(service, asked, Buffer.concat(bytes))
}

/** https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url */
function copied(service: Service, asked: Asked): Answer {
  const { headers, operation } = asked
  if (!service.copies) return refused(501, 'NotImplemented')
  const url = new URL(text(headers['x-ms-copy-source']) ?? 'http://nowhere')
  const isAuthorized =
    url.searchParams.has('sig') || /^Bearer ./.test(text(headers['x-ms-copy-source-authorization']) ?? '')
  if (!isAuthorized) return refused(401, 'CannotVerifyCopySource')
  const source = service.blobs.get(keyOf(url))
  if (source === undefined) return refused(404, 'CannotVerifyCopySource')
  const match = text(headers['x-ms-source-if-match'])
  if (match !== null && match !== source.etag) return refused(412, 'SourceConditionNotMet')
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(text(headers['x-ms-source-range']) ?? '') ?? []
  if (operation === 'Put Block From URL')
    return staged(service, asked, source.bytes.subarray(Number(from), Number(to) + 1))
  const md5 = text(headers['x-ms-source-content-md5'])
  if (md5 !== null && md5 !== md5Of(source.bytes)) return refused(400, 'Md5Mismatch')
  return stored(service, asked, source.bytes)
}

export const keyOf = ({ pathname }: URL): string => decodeURIComponent(pathname.split('/').slice(3).join('/'))

function reading(service: Service, asked: Asked): Answer {
  const blob = service.blobs.get(asked.key)
  if (blob === undefined) return refused(404, 'BlobNotFound')
  const refusal = unmet(asked, service)
  if (refusal !== null) return refusal
  const [, from, to] =
    /^bytes=(\d+)-(\d*)$/.exec(text(asked.headers['x-ms-range'] ?? asked.headers.range) ?? '') ?? []
  const isRange = from !== undefined
  const start = Number(from ?? 0)
  const end = to === undefined || to === '' ? blob.bytes.length : Number(to) + 1
  if (isRange && start >= blob.bytes.length) return refused(416, 'InvalidRange')
  const { md5, etag, type, isFolder, bytes } = blob
  return {
    status: isRange ? 206 : 200,
    headers: {
      etag,
      'content-type': type,
      'last-modified': new Date(0).toUTCString(),
      'x-ms-blob-type': 'BlockBlob',
      ...(isFolder ? { 'x-ms-meta-hdi_isfolder': 'true' } : {}),
      ...(md5 === null ? {} : { [isRange ? 'x-ms-blob-content-md5' : 'content-md5']: md5 }),
    },
    body: bytes.subarray(start, end),
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
}
const xml = (value: string): string => value.replace(/[&<>"']/g, char => `&${ENTITIES[char]};`)

function listing({ blobs, pageSize }: Service, asked: URLSearchParams): Answer {
  const [prefix, delimiter, marker] = ['prefix', 'delimiter', 'marker'].map(name => asked.get(name) ?? '')
  const rows = new Map<string, string>()
  for (const [key, blob] of [...blobs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!key.startsWith(prefix ?? '')) continue
    const rest = key.slice(prefix?.length)
    const isBelow = delimiter !== '' && (rest.includes('/') || blob.isFolder)
    const name = isBelow ? `${prefix}${rest.split('/')[0]}/` : key
    rows.set(name, isBelow ? `<BlobPrefix><Name>${xml(name)}</Name></BlobPrefix>` : rowOf(name, blob))
  }
  const names = [...rows.keys()].filter(name => name >= (marker ?? ''))
  const page = names.slice(0, Math.min(pageSize, Number(asked.get('maxresults') ?? 5_000)))
  const body = `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="http://x/" ContainerName="lake"><Blobs>${page.map(name => rows.get(name)).join('')}</Blobs><NextMarker>${xml(names[page.length] ?? '')}</NextMarker></EnumerationResults>`
  return { status: 200, headers: { 'content-type': 'application/xml' }, body }
}

function rowOf(name: string, { bytes, etag, isFolder }: StoredBlob): string {
  const kind = isFolder ? '<ResourceType>directory</ResourceType>' : ''
  return `<Blob><Name>${xml(name)}</Name><Properties><Last-Modified>Thu, 01 Jan 1970 00:00:00 GMT</Last-Modified><Etag>${xml(etag)}</Etag>${kind}<Content-Length>${bytes.length}</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>`
}
