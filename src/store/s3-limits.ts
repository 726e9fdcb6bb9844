// How much at once, and how long until we give up.

export interface S3Limits {
  /** Larger files go up in parts of this length; S3 takes no smaller ones than 5 MiB. */
  readonly partBytes: number
  /** Parts of one upload that are on their way together. */
  readonly partsAtOnce: number
  /** Memory for the parts of all uploads together. */
  readonly bufferBytes: number
  /** The length of the parts by which an object is copied that is too large for one request. */
  readonly copyPartBytes: number
  /** Requests until an answer, the first one included. */
  readonly attempts: number
  /** The first pause after a lost connection or a 5xx, and after a throttle; each further one may be twice as long. */
  readonly pauseMs: number
  readonly throttledMs: number
  readonly longestPauseMs: number
  /** No retry begins later than this after the first request. */
  readonly patienceMs: number
  readonly connectMs: number
  /** Longest silence on a connection. */
  readonly idleMs: number
}

const MIB = 1 << 20

export const LIMITS: S3Limits = {
  partBytes: 16 * MIB,
  partsAtOnce: 4,
  bufferBytes: 128 * MIB,
  copyPartBytes: 512 * MIB,
  attempts: 10,
  pauseMs: 100,
  throttledMs: 1_000,
  longestPauseMs: 20_000,
  patienceMs: 120_000,
  connectMs: 10_000,
  idleMs: 60_000,
}

/** S3 takes no more parts than this. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const MOST_PARTS = 10_000
