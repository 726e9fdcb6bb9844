// One request with all its attempts: which token it shows, how long it waits, and when it gives up.
import type { Call } from './call.ts'
import type { Clock } from './clock.ts'
import { GraphError, isBadRequest, RequestError } from './errors.ts'
import type { Limiter } from './limiter.ts'
import { FAMILY_NAMES } from './limits.ts'
import {
  delayOf,
  exhausted,
  isDoubtful,
  isTooMuch,
  isWorthRetrying,
  parseRetryAfter,
  STUBBORN_ATTEMPTS,
} from './retry.ts'
import type { TokenSource } from './token-source.ts'

export interface EffortSettings {
  readonly tokens: TokenSource
  readonly limiter: Limiter
  readonly clock: Clock
  /** A number in [0, 1). */
  readonly random: () => number
  readonly signal: AbortSignal
}

export class Effort {
  private readonly settings: EffortSettings
  private readonly call: Call
  private readonly budget: () => number
  private readonly began: number
  private used = ''
  private attempts = 0
  private doubts = 0
  private renewed = false
  private retryAfter: number | null = null

  constructor(settings: EffortSettings, call: Call, budget: () => number) {
    this.settings = settings
    this.call = call
    this.budget = budget
    this.began = settings.clock.now()
  }

  /** Begins an attempt. */
  async token(): Promise<string> {
    this.attempts++
    this.retryAfter = null
    this.used = (await this.settings.tokens.get()).token
    return this.used
  }

  answered(headers: Readonly<Record<string, string>>, now: number): void {
    this.retryAfter = parseRetryAfter(headers['retry-after'], now)
  }

  /** Waits until the next attempt; throws what ended this one when there shall be none. */
  async failed(error: unknown): Promise<void> {
    if (!(error instanceof RequestError)) throw error
    const { meter } = this.call
    meter.requestId = error.requestId ?? meter.requestId
    if (error instanceof GraphError && error.status === 401 && !this.renewed) {
      this.renewed = true
      await this.settings.tokens.renew(this.used, error.claims)
      return
    }
    if (this.call.splitOnTimeout === true && isTooMuch(error)) throw error
    if (!this.isWorthAnother(error)) throw error
    const delay = delayOf(this.retryAfter, this.attempts, this.settings.random())
    const spent = this.settings.clock.now() - this.began
    if (spent + delay > this.budget()) throw exhausted(error, delay, spent)
    await this.wait(error, delay)
  }

  private isWorthAnother(error: RequestError): boolean {
    const refused = this.call.doubtsBadRequest === true && isBadRequest(error)
    const doubtful = refused || isDoubtful(error)
    if (doubtful) this.doubts++
    if (refused) return this.doubts < STUBBORN_ATTEMPTS
    return isWorthRetrying(error, doubtful ? this.doubts : this.attempts, this.retryAfter)
  }

  private async wait(error: RequestError, delay: number): Promise<void> {
    const { limiter, clock, signal } = this.settings
    const { meter, family } = this.call
    const throttled = error instanceof GraphError && (error.status === 429 || error.status === 503)
    if (throttled && (this.retryAfter !== null || error.status === 429)) {
      limiter.pause(family, clock.now() + delay)
    }
    const message = throttled ? `${FAMILY_NAMES[family]}: ${error.message}` : error.message
    meter.onWaiting({ ms: delay, reason: throttled ? 'throttled' : 'retrying', message })
    meter.retries++
    meter.waitedMs += delay
    await clock.sleep(delay, signal)
  }
}
