// Sign-in over a network that fails now and then: a run of hours must not end with one lost token request.
import type { Clock } from '../graph/clock.ts'
import type { HttpResponse, HttpSend } from '../graph/http.ts'
import { backoff, isWorthRetrying, parseRetryAfter } from '../graph/retry.ts'

const ATTEMPTS = 4
/** A longer Retry-After is not worth waiting for: the answer is given back as it is. */
const LONGEST_WAIT_MS = 60_000

/** Sends again, up to three times, what had no answer, or was answered with 429 or 5xx. */
export function patientSend(send: HttpSend, clock: Clock, signal: AbortSignal): HttpSend {
  return async request => {
    for (let attempt = 1; ; attempt++) {
      let answer: HttpResponse | null = null
      let wait = backoff(attempt, Math.random())
      try {
        answer = await send(request)
        if (answer.status !== 429 && answer.status < 500) return answer
        wait = parseRetryAfter(answer.headers['retry-after'], clock.now()) ?? wait
        if (attempt === ATTEMPTS || wait > LONGEST_WAIT_MS) return answer
      } catch (error) {
        if (attempt === ATTEMPTS || !isWorthRetrying(error, attempt, null)) throw error
      }
      await clock.sleep(wait, signal)
    }
  }
}
