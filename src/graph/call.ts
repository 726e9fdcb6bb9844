// What a request is asked for with, and what its costs are counted in.
import type { Family } from '../streams/define.ts'

export type Waiting = { ms: number; reason: 'throttled' | 'pacing' | 'retrying'; message: string }

/** What one stream's requests are counted in, and whom their waits are told to. */
export interface Meter {
  requests: number
  retries: number
  waitedMs: number
  /** Graph's request-id of the last answer, or our name for the request where none came; null: nothing was sent. */
  requestId: string | null
  readonly onWaiting: (waiting: Waiting) => void
}

export interface Call {
  readonly family: Family
  readonly meter: Meter
  readonly headers?: Readonly<Record<string, string>>
  /** What the request costs of its family's quota; 1 unless told. */
  readonly cost?: number
  /** Does not retry what Graph could not manage in time (504, time-outs): the caller will ask for less. */
  readonly splitOnTimeout?: boolean
  /** Believes a bad request only when it comes again. */
  readonly doubtsBadRequest?: boolean
}
