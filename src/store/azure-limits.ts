// How much at once, and how long until we give up.

export interface AzureLimits {
  /** Larger files go up in blocks of this length. */
  readonly blockBytes: number
  /** Blocks of one upload that are on their way together. */
  readonly blocksAtOnce: number
  /** Blocks of all uploads together that are in memory. */
  readonly blocksInMemory: number
  /** What the service copies in one request; larger blobs by blocks of this length. It may be more, but it answers only at the end. */
  readonly copyBytes: number
  /** Requests until an answer, the first one included. */
  readonly tries: number
  /** The first pause between two; each further one is about twice as long. */
  readonly pauseMs: number
  readonly longestPauseMs: number
  /** No retry begins later than this after the first request. */
  readonly patienceMs: number
  /** The longest wait for an answer, besides what its bytes take. */
  readonly answerMs: number
  /** The longest silence within an answer's body. */
  readonly idleMs: number
  /** How many blobs one page of a listing names. */
  readonly pageSize: number
}

const MIB = 1 << 20

export const LIMITS: AzureLimits = {
  blockBytes: 8 * MIB,
  blocksAtOnce: 4,
  blocksInMemory: 16,
  copyBytes: 256 * MIB,
  tries: 9,
  pauseMs: 500,
  longestPauseMs: 20_000,
  patienceMs: 120_000,
  answerMs: 60_000,
  idleMs: 60_000,
  pageSize: 5_000,
}

/** A blob has no more blocks than this. https://learn.microsoft.com/rest/api/storageservices/put-block-list */
export const MOST_BLOCKS = 50_000
