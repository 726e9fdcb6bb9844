// Resumable uploads, as Google Cloud Storage documents them.
// https://cloud.google.com/storage/docs/performing-resumable-uploads
import { randomUUID } from 'node:crypto'
import { type Conditions, type GcsBucket, type GcsObject, GcsRefusal, type Resource } from './gcs-bucket.ts'

const UNIT = 256 * 1024

interface Session {
  readonly resource: Resource
  readonly conditions: Conditions
  readonly pieces: Buffer[]
  bytes: number
  done: GcsObject | null
}

/** What a session has so far, or the object that came of it. */
export type Progress = { readonly bytes: number } | { readonly object: GcsObject }

export class GcsSessions {
  /** By `upload_id`. */
  readonly open = new Map<string, Session>()
  private readonly bucket: GcsBucket

  constructor(bucket: GcsBucket) {
    this.bucket = bucket
  }

  begin(resource: Resource, conditions: Conditions): string {
    this.bucket.checkCondition(resource.name ?? '', conditions.ifGenerationMatch)
    const id = randomUUID()
    this.open.set(id, { resource, conditions, pieces: [], bytes: 0, done: null })
    return id
  }

  private find(id: string): Session {
    const found = this.open.get(id)
    if (found === undefined) throw new GcsRefusal(404, 'notFound', 'No such upload.')
    return found
  }

  cancel(id: string): void {
    this.find(id)
    this.open.delete(id)
  }

  /** `range` is Content-Range, `hash` X-Goog-Hash; only `most` bytes of the body come through. */
  put(id: string, range: string, hash: string, body: Buffer, most: number): Progress {
    const session = this.find(id)
    if (session.done !== null) return { object: session.done }
    const [, from, to, total] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(range) ?? []
    if (total === undefined) throw new GcsRefusal(400, 'invalid', 'Failed to parse Content-Range header.')
    if (from !== undefined) this.add(session, Number(from), Number(to), total, body, most)
    if (session.bytes !== Number(total)) return { bytes: session.bytes }
    return { object: this.complete(id, session, hash) }
  }

  private add(session: Session, from: number, to: number, total: string, body: Buffer, most: number): void {
    if (to - from + 1 !== body.length || to >= Number(total))
      throw new GcsRefusal(
        400,
        'invalid',
        'Invalid request. The number of bytes uploaded does not fit the range.',
      )
    if (to + 1 !== Number(total) && body.length % UNIT !== 0)
      throw new GcsRefusal(400, 'invalid', 'Invalid request. A chunk must be a multiple of 256 KiB.')
    if (from > session.bytes)
      throw new GcsRefusal(400, 'invalid', 'Invalid request. There are bytes missing.')
    const came = most >= body.length ? body.length : Math.floor(most / UNIT) * UNIT
    const piece = body.subarray(Math.min(came, session.bytes - from), came)
    session.pieces.push(piece)
    session.bytes += piece.length
  }

  private complete(id: string, session: Session, hash: string): GcsObject {
    const crc32c = /\bcrc32c=([^,\s]+)/.exec(hash)?.[1]
    const resource = { ...session.resource, ...(crc32c === undefined ? {} : { crc32c }) }
    try {
      session.done = this.bucket.insert(resource, Buffer.concat(session.pieces), session.conditions)
    } catch (error) {
      this.open.delete(id)
      throw error
    }
    session.pieces.length = 0
    return session.done
  }
}
