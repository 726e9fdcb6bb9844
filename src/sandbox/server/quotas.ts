import type { QuotaFamily } from '../api.ts'
import type { Call } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import { wantsSignInActivity } from './sign-in-activity.ts'

/** So many units in any window of this many milliseconds. */
class Window {
  readonly limit: number
  readonly #span: number
  readonly #taken: { readonly at: number; readonly units: number }[] = []
  #sum = 0

  constructor(limit: number, span: number) {
    this.limit = limit
    this.#span = span
  }

  #expire(now: number): void {
    while (this.#taken[0] && this.#taken[0].at <= now - this.#span)
      this.#sum -= this.#taken.shift()?.units ?? 0
  }

  /** Milliseconds until there is room; 0 takes the units. */
  take(units: number, now: number): number {
    this.#expire(now)
    if (this.#sum + units > this.limit) return Math.max(1, (this.#taken[0]?.at ?? now) + this.#span - now)
    this.#taken.push({ at: now, units })
    this.#sum += units
    return 0
  }

  get used(): number {
    return this.#sum / this.limit
  }
}

/** A refusal: how long to wait, and which limit it was. */
export interface Throttled {
  readonly family: QuotaFamily
  /** Null: this family does not say how long. */
  readonly retryAfterSeconds: number | null
  readonly limit: string
}

const TEN_SECONDS = 10_000
const MINUTE = 60_000

/** Microsoft's published limits, per app and tenant, in real time. */
export class Quotas {
  readonly #windows: Readonly<Record<string, Window>>
  /** Of the usage reports, each has its own. */
  readonly #reports = new Map<string, Window>()

  constructor(users: number) {
    const size = users < 50 ? 3500 : users <= 500 ? 5000 : 8000
    this.#windows = {
      directory: new Window(size, TEN_SECONDS),
      reports: new Window(5, TEN_SECONDS),
      signInActivity: new Window(10, MINUTE),
      protection: new Window(1, 1000),
      keyCredentials: new Window(150, MINUTE),
    }
  }

  /** Charges a request; undefined when it may go on. */
  charge(call: Call, endpoint: Endpoint): Throttled | undefined {
    const names = [endpoint.family as string]
    if (wantsSignInActivity(call.path, call.query)) names.push('signInActivity')
    if ((call.query.get('$select') ?? '').split(',').includes('keyCredentials')) names.push('keyCredentials')
    if (endpoint.quota) names.push(endpoint.quota(call))
    for (const name of names.reverse()) {
      const wait =
        this.#window(name, endpoint)?.take(
          name === 'directory' ? resourceUnits(call, endpoint) : 1,
          performance.now(),
        ) ?? 0
      if (wait > 0) return refusal(name, endpoint.family, wait)
    }
    return undefined
  }

  #window(name: string, { family }: Endpoint): Window | undefined {
    const known = this.#windows[name] ?? this.#reports.get(name)
    if (known || family !== 'usageReports' || name === family) return known
    const window = new Window(14, 10 * MINUTE)
    this.#reports.set(name, window)
    return window
  }

  /** How full the directory's limit is; Graph tells from 0.8 on. */
  get directoryLoad(): number {
    return this.#windows.directory?.used ?? 0
  }
}

function refusal(name: string, family: QuotaFamily, wait: number): Throttled {
  const known = name === 'signInActivity' ? 'signInActivity' : family
  return {
    family: known,
    limit: name === 'directory' ? 'ResourceUnitLimitExceeded' : name,
    retryAfterSeconds: name === 'protection' ? null : Math.ceil(wait / 1000),
  }
}

/** −1 with $select, −1 with $top below 20, +1 with $expand, at least 1. */
export function resourceUnits(call: Call, endpoint: Endpoint): number {
  const top = Number(call.query.get('$top') ?? 100)
  const less = (call.query.has('$select') ? 1 : 0) + (top < 20 ? 1 : 0)
  return Math.max(1, endpoint.cost - less + (call.query.has('$expand') ? 1 : 0))
}
