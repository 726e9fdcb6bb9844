// Who has a lake's lock, as the lock itself says it.
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { z } from 'zod'

const ownerSchema = z.object({
  token: z.string().regex(/^[\w-]+$/),
  host: z.string(),
  pid: z.int(),
  since: z.string(),
  beatAt: z.number(),
})

export type Owner = z.infer<typeof ownerSchema>

export interface Lock {
  /** Aborted, with a StateError, when another run has taken the lock away. */
  readonly lost: AbortSignal
  /** Reads the lock: throws a StateError, and aborts `lost`, when it is not ours any more. For who is about to write after he may have been frozen. */
  look(): Promise<void>
  release(): Promise<void>
}

export const newOwner = (now: number): Owner => ({
  token: randomUUID(),
  host: hostname(),
  pid: process.pid,
  since: new Date(now).toISOString(),
  beatAt: now,
})

export const bytesOf = (owner: Owner): Buffer => Buffer.from(JSON.stringify(owner))

/** Null: the text is no lock of ours, or was cut short. */
export function ownerIn(text: string): Owner | null {
  try {
    return ownerSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}
