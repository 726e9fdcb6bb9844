// Bodies of uploads, as Google Cloud Storage takes them.
import type { IncomingHttpHeaders } from 'node:http'
import { GcsRefusal } from './gcs-bucket.ts'

interface Named {
  readonly name: string
  readonly contentType: string
}

/** The resource that comes with an upload, alone or before its bytes. */
export function resourceIn(headers: IncomingHttpHeaders, body: Buffer): Named {
  const isWhole = headers['content-type']?.startsWith('multipart/related') === true
  return JSON.parse((isWhole ? partsOf(headers, body)[0] : body)?.toString() ?? '{}')
}

/** The bodies of both parts. https://www.rfc-editor.org/rfc/rfc2387 */
export function partsOf(headers: IncomingHttpHeaders, body: Buffer): Buffer[] {
  const boundary = /boundary=([\w-]+)$/.exec(headers['content-type'] ?? '')?.[1] ?? ''
  const mark = Buffer.from(`--${boundary}`)
  const [first, second] = [body.indexOf(mark), body.indexOf(mark, mark.length)]
  const end = body.lastIndexOf(`\r\n--${boundary}--`)
  if (boundary === '' || first !== 0 || second < 0 || end < second)
    throw new GcsRefusal(400, 'badRequest', 'Malformed multipart body.')
  return [body.subarray(mark.length, second - 2), body.subarray(second + mark.length, end)].map(part =>
    part.subarray(part.indexOf('\r\n\r\n') + 4),
  )
}
