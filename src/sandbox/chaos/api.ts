/**
 * `mild`: whoever tries again gets through. `harsh`: may be believed when it comes several times in a row. `deadly`: ends a table
 * for now, whoever reads it.
 */
export type ChaosTemper = 'mild' | 'harsh' | 'deadly'

export type ChaosFault =
  | MildFault
  | HarshFault
  | DeadlyFault
  /** The tenant changes between two requests; it does so only in a restless plan. */
  | 'edited'
  /** A parent goes between its listing and the question for its children. */
  | 'parentGone'

export type MildFault =
  | 'throttled'
  | 'busy'
  | 'broken'
  | 'errorPage'
  | 'reset'
  | 'cut'
  | 'paused'
  | 'silent'
  | 'dripping'
  | 'garbledGzip'
  | 'lengthTooLong'
  | 'repeatedRows'
  | 'repeatedKeys'

export type HarshFault =
  | 'lengthTooShort'
  | 'htmlPage'
  | 'emptyBody'
  | 'truncatedJson'
  | 'noValue'
  | 'emptyPage'
  | 'expiredPage'
  | 'expiredDelta'
  | 'passingLicence'
  | 'rejectedToken'
  | 'claimsChallenge'
  | 'addressGone'

export type DeadlyFault =
  | 'foreignLink'
  | 'otherSchemeLink'
  | 'redirect'
  | 'samePage'
  | 'restartingPage'
  | 'endless'
  | 'down'
  | 'denied'
  | 'notFound'

/** Which faults strike which share of the requests; all of it follows from the seed. */
export interface ChaosPlan {
  readonly seed: number
  readonly temper: ChaosTemper
  /** Whether the tenant changes while it is read. */
  readonly restless: boolean
  /**
   * Per family of endpoints how likely each fault is. Their sum, at most 0.4, is the share of requests that are struck, each by one
   * of those that can strike it.
   */
  readonly rates: Readonly<Record<string, ChaosRates>>
}

export type ChaosRates = Readonly<Partial<Record<ChaosFault, number>>>

export interface ChaosOptions {
  readonly temper?: ChaosTemper
  readonly restless?: boolean
  /** Where foreign links and redirects lead (default `https://graph.example`). */
  readonly stranger?: string
}

/** Faults of every kind at random, reproducible by their seed; signing in is spared. */
export interface ChaosControls {
  /** What is in force; null: peace. */
  readonly plan: ChaosPlan | null
  /** Replaces what was in force. */
  start(seed: number, options?: ChaosOptions): ChaosPlan
  stop(): void
  /** How often each fault has struck since the sandbox was started. */
  readonly hits: Readonly<Partial<Record<ChaosFault, number>>>
}
