// The quotas of Microsoft Graph as numbers, per family of endpoints. https://learn.microsoft.com/graph/throttling-limits
import type { Family } from '../streams/define.ts'

export interface Limit {
  /** Requests (resource units for `directory`) that may start within any `perMs` milliseconds. */
  readonly requests: number
  readonly perMs: number
  /** Requests under way at once. */
  readonly concurrency: number
  /** Of a quota that depends on the tenant: how far both are raised while Graph has room. Absent: the numbers hold for every tenant. */
  readonly most?: { readonly requests: number; readonly concurrency: number }
}

export type Limits = Readonly<Record<Family, Limit>>

export const DOCUMENTED_LIMITS: Limits = {
  // The smallest tenants have 3,500 resource units, the largest 8,000; which one this is only its answers tell.
  directory: {
    requests: 3_500,
    perMs: 10_000,
    concurrency: 8,
    most: { requests: 8_000, concurrency: 16 },
  },
  logs: { requests: 5, perMs: 10_000, concurrency: 3 },
  // For the whole tenant and all its apps together, and answered without Retry-After.
  protection: { requests: 1, perMs: 1_000, concurrency: 1 },
  signInActivity: { requests: 10, perMs: 60_000, concurrency: 1 },
  usageReports: { requests: 14, perMs: 600_000, concurrency: 1 },
}

/** What a family is called where people read of it. */
export const FAMILY_NAMES: Readonly<Record<Family, string>> = {
  directory: 'the directory',
  logs: 'the logs',
  protection: 'identity protection and conditional access',
  signInActivity: 'sign-in activity',
  usageReports: 'usage reports',
}

/** A request arrives a little later than it starts, and Graph counts arrivals: two windows must not touch. */
const TRAVEL_MS = 250

/** What a run keeps to that may use `share` per cent (1 to 100) of every quota: each window lasts a moment longer than documented. */
export function keptLimits(share: number): Limits {
  const { directory, logs, protection, signInActivity, usageReports } = DOCUMENTED_LIMITS
  return {
    directory: kept(directory, share),
    logs: kept(logs, share),
    protection: kept(protection, share),
    signInActivity: kept(signInActivity, share),
    usageReports: kept(usageReports, share),
  }
}

export const KEPT_LIMITS = keptLimits(100)

/** Rounded down, so that no window ever holds more than the share; where that is less than one request, one in a longer window. */
function kept(limit: Limit, share: number): Limit {
  const part = (requests: number): number => Math.max(1, Math.floor((requests * share) / 100))
  const windows = Math.max(1, 100 / (limit.requests * share))
  return {
    ...limit,
    requests: part(limit.requests),
    perMs: Math.ceil(limit.perMs * windows) + TRAVEL_MS,
    ...(limit.most === undefined ? {} : { most: { ...limit.most, requests: part(limit.most.requests) } }),
  }
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
