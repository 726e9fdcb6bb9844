// Answers of the tests' S3 in XML, and its listings.
import type { S3Answer, S3Request, S3ServerOptions } from './s3-server.ts'
import { type Bucket, shown } from './s3-state.ts'

const TYPE = { 'content-type': 'application/xml' }

export const xml = (name: string, inner: string): S3Answer => ({
  status: 200,
  headers: TYPE,
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${name}>`,
})

export const refused = (
  status: number,
  code: string,
  message = `because of ${code}`,
  inner = '',
): S3Answer => ({
  status,
  headers: TYPE,
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escaped(message)}</Message>${inner}</Error>`,
})

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const tag = (name: string, text: string | number | boolean): string =>
  `<${name}>${escaped(String(text))}</${name}>`

/** The keys of a page and what they are rolled up in, in their order; the token is the last one of the page before. */
export function listObjects({ query }: S3Request, bucket: Bucket, options: S3ServerOptions): S3Answer {
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString()
  const entries = new Map<string, number | null>()
  for (const [key, bytes] of shown(bucket, options.lag ?? 0)) {
    if (!key.startsWith(prefix)) continue
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    if (end === -1) entries.set(key, bytes)
    else entries.set(key.slice(0, end + 1), null)
  }
  const left = [...entries].filter(
    ([name]) => after === '' || Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0,
  )
  const page = left.slice(0, Math.min(Number(query.get('max-keys') ?? 1000), options.pageSize ?? 1000))
  const isTruncated = page.length < left.length
  const token = Buffer.from(page.at(-1)?.[0] ?? '').toString('base64')
  const shownPage = page.map(([name, bytes]) =>
    bytes === null
      ? `<CommonPrefixes>${tag('Prefix', name)}</CommonPrefixes>`
      : `<Contents>${tag('Key', name)}${tag('Size', bytes)}</Contents>`,
  )
  return xml(
    'ListBucketResult',
    [
      tag('IsTruncated', isTruncated),
      isTruncated ? tag('NextContinuationToken', token) : '',
      ...shownPage,
    ].join(''),
  )
}

export function listUploads({ query }: S3Request, bucket: Bucket, options: S3ServerOptions): S3Answer {
  const prefix = query.get('prefix') ?? ''
  const marker = query.get('upload-id-marker')
  const all = [...bucket.uploads.values()]
    .filter(({ key }) => key.startsWith(prefix))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const left = all.filter(({ id }) => marker === null || id > marker)
  const page = left.slice(0, options.pageSize ?? 1000)
  const last = page.at(-1)
  const isTruncated = page.length < left.length
  return xml(
    'ListMultipartUploadsResult',
    [
      tag('IsTruncated', isTruncated),
      isTruncated ? tag('NextKeyMarker', last?.key ?? '') + tag('NextUploadIdMarker', last?.id ?? '') : '',
      ...page.map(({ id, key }) => `<Upload>${tag('Key', key)}${tag('UploadId', id)}</Upload>`),
    ].join(''),
  )
}
