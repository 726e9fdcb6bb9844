// What ends a run before its time: the user, its clock, a token that cannot be renewed, a lost lock.
import { StoppedError } from './workshop.ts'

export interface StopReasons {
  /** Aborted by the user. */
  readonly signal: AbortSignal
  /** Aborted when the lock is somebody else's. */
  readonly lost: AbortSignal
  /** Milliseconds that the run may take; null: any. */
  readonly maxDurationMs: number | null
  /** Milliseconds until the token ends; null: it is renewed. */
  readonly tokenEndsInMs: number | null
}

/** A token that ends is not used for its last moments: a request with it would be refused on its way. */
const TOKEN_MARGIN_MS = 2_000
const AGAIN = 'run the same command again to go on'

/** One signal to stop by, at a commit point, and what rang first. */
export class Alarms {
  /** What the run's own clocks stopped it for; null: they did not. */
  stoppedBy: 'duration' | 'token' | null = null
  private readonly stop = new AbortController()
  private readonly timers: NodeJS.Timeout[] = []

  constructor({ signal, lost }: Pick<StopReasons, 'signal' | 'lost'>) {
    const forward = (from: AbortSignal, why: () => unknown) => {
      if (from.aborted) this.stop.abort(why())
      else from.addEventListener('abort', () => this.stop.abort(why()), { once: true })
    }
    forward(signal, () => new StoppedError(`interrupted; ${AGAIN}`, 130))
    forward(lost, () => lost.reason)
  }

  get signal(): AbortSignal {
    return this.stop.signal
  }

  /** Sets the clocks. */
  set({ maxDurationMs, tokenEndsInMs }: Pick<StopReasons, 'maxDurationMs' | 'tokenEndsInMs'>): void {
    const outOfTime = new StoppedError(`stopped by --max-duration; ${AGAIN}`, 5)
    const ended = new StoppedError(`the access token has come to its end; set a new one and ${AGAIN}`, 3)
    if (maxDurationMs !== null) this.ring(maxDurationMs, 'duration', outOfTime)
    if (tokenEndsInMs !== null) this.ring(tokenEndsInMs - TOKEN_MARGIN_MS, 'token', ended)
  }

  signInEnded(): void {
    this.stop.abort(new StoppedError('the sign-in has ended', 3))
  }

  clear(): void {
    for (const timer of this.timers) clearTimeout(timer)
  }

  private ring(ms: number, by: 'duration' | 'token', error: StoppedError): void {
    const timer = setTimeout(
      () => {
        this.stoppedBy ??= by
        this.stop.abort(error)
      },
      Math.min(Math.max(ms, 0), 2 ** 31 - 1),
    )
    this.timers.push(timer)
  }
}
