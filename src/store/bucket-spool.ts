// A file that grows, in a bucket whose objects do not: each commit point uploads what came since the last one, as an object that is
// named by the place where it begins. The state says how long the whole is, so that nothing behind it counts.
import { appendFile, open, rm, truncate, writeFile } from 'node:fs/promises'
import type { WorkObjects } from './bucket-work.ts'
import { writeAll } from './folder.ts'
import type { Objects } from './objects.ts'
import type { Appender } from './store.ts'

interface Segment {
  readonly key: string
  readonly start: number
  readonly bytes: number
}

/** Longer than any length in bytes. */
const DIGITS = 15

export class Segments {
  private readonly objects: Objects
  private readonly work: WorkObjects
  private readonly file: string
  private chain: Segment[]

  private constructor(objects: Objects, work: WorkObjects, file: string, chain: Segment[]) {
    this.objects = objects
    this.work = work
    this.file = file
    this.chain = chain
  }

  /** A file of which nothing is kept. */
  static none(objects: Objects, work: WorkObjects, file: string): Segments {
    return new Segments(objects, work, file, [])
  }

  /** The segments of a file as far as they follow one another without a hole; one that a listing does not show is asked for by name. */
  static async of(objects: Objects, work: WorkObjects, file: string): Promise<Segments> {
    const known = await work.known()
    const chain: Segment[] = []
    for (let start = 0; ; ) {
      const key = keyOf(file, start)
      const bytes = known.get(key) ?? (await objects.size(key))
      if (bytes === null || bytes === 0) return new Segments(objects, work, file, chain)
      chain.push({ key, start, bytes })
      start += bytes
    }
  }

  get isEmpty(): boolean {
    return this.chain.length === 0
  }

  get bytes(): number {
    const last = this.chain.at(-1)
    return last === undefined ? 0 : last.start + last.bytes
  }

  /** Writes them to one local file, up to one that is gone after all; false when none is left. */
  async join(path: string): Promise<boolean> {
    await writeFile(path, '')
    const piece = `${path}.segment`
    let any = false
    try {
      for (const { key } of this.chain) {
        if (!(await this.objects.download(key, piece))) break
        await appendTo(path, piece)
        any = true
      }
    } finally {
      await rm(piece, { force: true })
    }
    return any
  }

  /** Appends to the local file `path` after its first `keep` bytes; each `sync` uploads what is new. */
  async appender(path: string, keep: number): Promise<Appender> {
    if (keep === 0) await writeFile(path, '')
    else await truncate(path, keep)
    const handle = await open(path, 'r+')
    let end = keep
    let sent = 0
    /** Segments behind the end are gone; one across it is sent anew, up to there. */
    const cut = (to: number) => {
      this.chain = this.chain.filter(({ start, bytes }) => start + bytes <= to)
      sent = this.bytes
      end = to
    }
    cut(keep)
    return {
      append: async bytes => {
        await writeAll(handle, bytes, end)
        end += bytes.length
      },
      sync: async () => {
        if (end > sent) await this.send(path, sent, end)
        sent = end
      },
      truncate: async to => {
        await handle.truncate(to)
        cut(to)
      },
      close: () => handle.close(),
    }
  }

  private async send(path: string, start: number, end: number): Promise<void> {
    const key = keyOf(this.file, start)
    const piece = `${path}.segment`
    await cutOut(path, start, end, piece)
    try {
      await this.objects.upload(piece, key)
    } finally {
      await rm(piece, { force: true })
    }
    this.chain.push({ key, start, bytes: end - start })
    await this.work.put(key, end - start)
  }
}

const keyOf = (file: string, start: number): string => `${file}.${String(start).padStart(DIGITS, '0')}`

const PIECE = 4 << 20

/** Appends a file to another one. */
async function appendTo(path: string, piece: string): Promise<void> {
  const from = await open(piece, 'r')
  try {
    const buffer = Buffer.allocUnsafe(PIECE)
    for (;;) {
      const { bytesRead } = await from.read(buffer, 0, PIECE)
      if (bytesRead === 0) return
      await appendFile(path, buffer.subarray(0, bytesRead))
    }
  } finally {
    await from.close()
  }
}

/** Writes the bytes of a file from `start` until before `end` to a new file. */
async function cutOut(path: string, start: number, end: number, piece: string): Promise<void> {
  const from = await open(path, 'r')
  try {
    const buffer = Buffer.allocUnsafe(PIECE)
    await writeFile(piece, '')
    for (let at = start; at < end; ) {
      const { bytesRead } = await from.read(buffer, 0, Math.min(PIECE, end - at), at)
      if (bytesRead === 0) throw new Error(`${path} ends before ${end} bytes`)
      await appendFile(piece, buffer.subarray(0, bytesRead))
      at += bytesRead
    }
  } finally {
    await from.close()
  }
}
