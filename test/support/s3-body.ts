// Bodies of requests to S3, and the checksums that come with them.
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { crc32 } from 'node:zlib'

/** Takes the frames of aws-chunked away; the checksum behind them becomes a header. */
export function bodyOf(raw: Buffer, headers: IncomingHttpHeaders): Buffer {
  if (!/aws-chunked/.test(headers['content-encoding'] ?? '')) return raw
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const end = raw.indexOf('\r\n', at)
    const length = Number.parseInt(raw.subarray(at, end).toString(), 16)
    at = end + 2
    if (!(length > 0)) break
    chunks.push(raw.subarray(at, at + length))
    at += length + 2
  }
  for (const line of raw.subarray(at).toString().split('\r\n')) {
    const [, name, value] = /^(x-amz-checksum-[a-z0-9]+):(.*)$/.exec(line) ?? []
    if (name !== undefined && value !== undefined) headers[name] = value.trim()
  }
  return Buffer.concat(chunks)
}

const CHECKSUMS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  crc32: bytes => crc32Of([bytes]),
  crc64nvme: bytes => crc64Of(bytes),
  sha256: bytes => createHash('sha256').update(bytes).digest('base64'),
}

/** What S3 says of a body that is not the one that was meant; null: it is. */
export function unsound(body: Buffer, headers: IncomingHttpHeaders): string | null {
  const signed = String(headers['x-amz-content-sha256'] ?? '')
  if (/^[0-9a-f]{64}$/.test(signed) && createHash('sha256').update(body).digest('hex') !== signed)
    return 'XAmzContentSHA256Mismatch'
  const md5 = headers['content-md5']
  if (md5 !== undefined && createHash('md5').update(body).digest('base64') !== md5) return 'BadDigest'
  for (const [name, checksum] of Object.entries(CHECKSUMS)) {
    const wanted = headers[`x-amz-checksum-${name}`]
    if (wanted !== undefined && wanted !== checksum(body)) return 'BadDigest'
  }
  return null
}

export function crc32Of(parts: readonly Buffer[]): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(parts.reduce((crc, part) => crc32(part, crc), 0))
  return bytes.toString('base64')
}

const ONES = 0xffff_ffff_ffff_ffffn
const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let crc = BigInt(byte)
  for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x9a6c_9329_ac4b_c9b5n : crc >> 1n
  return crc
})

/** The polynomial of NVMe, reflected. https://reveng.sourceforge.io/crc-catalogue/all.htm#crc.cat.crc-64-nvme */
export function crc64Of(bytes: Buffer): string {
  let crc = ONES
  for (const byte of bytes) crc = (TABLE[Number((crc ^ BigInt(byte)) & 0xffn)] ?? 0n) ^ (crc >> 8n)
  const result = Buffer.alloc(8)
  result.writeBigUInt64BE(crc ^ ONES)
  return result.toString('base64')
}
