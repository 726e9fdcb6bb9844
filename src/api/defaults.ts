// What holds when nobody says otherwise, for the command line and for the library.
import type { Timeouts } from '../extract/options.ts'
import type { Compression } from '../lake/compression.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Durations in milliseconds; `share` in per cent; `memory` as DuckDB reads it. */
export const DEFAULTS = {
  out: './entra-lake',
  fullEvery: 7 * DAY_MS,
  since: { backMs: 30 * DAY_MS },
  lookback: 6 * HOUR_MS,
  share: 100,
  memory: '1GB',
} as const

export const COMPRESSIONS: readonly Compression[] = ['zstd', 'snappy', 'gzip', 'none']

/** How long a silent server is waited for. */
export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 10_000, headersMs: 120_000, bodyIdleMs: 60_000 }
