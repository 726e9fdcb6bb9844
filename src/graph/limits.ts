// The quotas of Microsoft Graph as numbers, per family of endpoints. https://learn.microsoft.com/graph/throttling-limits
import type { Family } from '../streams/define.ts'

export interface Limit {
  /** Requests (resource units for `directory`) that may start within any `perMs` milliseconds. */
  readonly requests: number
  readonly perMs: number
  /** Requests under way at once. */
  readonly concurrency: number
}

export type Limits = Readonly<Record<Family, Limit>>

export const DOCUMENTED_LIMITS: Limits = {
  // The smallest tenants have 3,500 resource units per 10 s; an extract takes at most a part of them.
  directory: { requests: 2_500, perMs: 10_000, concurrency: 8 },
  logs: { requests: 5, perMs: 10_000, concurrency: 3 },
  // For the whole tenant and all its apps together, and answered without Retry-After.
  protection: { requests: 1, perMs: 1_000, concurrency: 1 },
  signInActivity: { requests: 10, perMs: 60_000, concurrency: 1 },
  usageReports: { requests: 14, perMs: 600_000, concurrency: 1 },
}

/** A request arrives a little later than it starts, and Graph counts arrivals: two windows must not touch. */
const TRAVEL_MS = 250

/** What a run keeps to: the documented quotas, each window a moment longer. */
export const KEPT_LIMITS: Limits = {
  directory: kept(DOCUMENTED_LIMITS.directory),
  logs: kept(DOCUMENTED_LIMITS.logs),
  protection: kept(DOCUMENTED_LIMITS.protection),
  signInActivity: kept(DOCUMENTED_LIMITS.signInActivity),
  usageReports: kept(DOCUMENTED_LIMITS.usageReports),
}

function kept(limit: Limit): Limit {
  return { ...limit, perMs: limit.perMs + TRAVEL_MS }
}

const UNPACED: Limit = { requests: Number.POSITIVE_INFINITY, perMs: 1, concurrency: 8 }

/** For a server without quotas: nothing waits ahead of an answer that asks for it. */
export const NO_LIMITS: Limits = {
  directory: UNPACED,
  logs: UNPACED,
  protection: UNPACED,
  signInActivity: UNPACED,
  usageReports: UNPACED,
}
