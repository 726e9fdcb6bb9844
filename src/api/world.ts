// What work with Graph has around it besides its options.
import type { OnRunEvent } from '../extract/report.ts'

export type Env = Readonly<Record<string, string | undefined>>

export interface World {
  /** Where proxies, credentials of buckets and managed identities are looked for. */
  readonly env: Env
  /** This program's own. */
  readonly version: string
  /** Tells people a sentence that they have to read now. */
  say(sentence: string): void
  /** Tells people what they may want to know. */
  mention(sentence: string): void
}

export interface Watch {
  readonly onEvent: OnRunEvent
  /** Aborted: stop at the next commit point. */
  readonly signal: AbortSignal
}
