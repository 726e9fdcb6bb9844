// Rows of a running stream on disk, one JSON object per line, not yet in a table.
import { createReadStream } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { Appender, Store } from '../store/store.ts'
import { spoolFile } from './paths.ts'

export interface SpoolCounts {
  bytes: number
  rows: number
  /** Bytes of the longest line, at most. */
  longest: number
  removed: boolean
  /** CRC-32 of the bytes; absent: not known. */
  crc?: number | undefined
}

export const EMPTY_SPOOL: Readonly<SpoolCounts> = { bytes: 0, rows: 0, longest: 0, removed: false, crc: 0 }

export class Spool {
  readonly file: string
  private readonly appender: Appender
  private closed = false
  counts: SpoolCounts

  private constructor(file: string, appender: Appender, counts: SpoolCounts) {
    this.file = file
    this.appender = appender
    this.counts = counts
  }

  /** Opens a stream's spool as the state counted it; what is behind its committed length is cut off. */
  static async open(store: Store, stream: string, counts: Readonly<SpoolCounts>): Promise<Spool> {
    const file = spoolFile(stream)
    return new Spool(file, await store.appender(file, counts.bytes), { ...counts })
  }

  /** Appends a page's rows. Not durable before `sync`. */
  async append(page: { rows: Buffer; count: number; removed: boolean }): Promise<void> {
    if (page.rows.length === 0) return
    await this.appender.append(page.rows)
    this.counts = {
      bytes: this.counts.bytes + page.rows.length,
      rows: this.counts.rows + page.count,
      longest: Math.max(this.counts.longest, page.rows.length),
      removed: this.counts.removed || page.removed,
      crc: this.counts.crc === undefined ? undefined : crc32(page.rows, this.counts.crc),
    }
  }

  sync(): Promise<void> {
    return this.appender.sync()
  }

  /** Throws everything away. */
  async clear(): Promise<void> {
    await this.appender.truncate(0)
    this.counts = { ...EMPTY_SPOOL }
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await this.appender.close()
  }
}

/** Whether a stream's spool still has all that was counted, byte for byte. */
export async function isSpoolWhole(
  store: Store,
  stream: string,
  { bytes, crc }: Readonly<SpoolCounts>,
): Promise<boolean> {
  const file = spoolFile(stream)
  if (((await store.size(file)) ?? 0) < bytes) return false
  if (crc === undefined || bytes === 0) return true
  let found = 0
  const path = await store.local(file)
  for await (const piece of createReadStream(path, { end: bytes - 1, highWaterMark: 1 << 20 }))
    found = crc32(piece, found)
  return found === crc
}
