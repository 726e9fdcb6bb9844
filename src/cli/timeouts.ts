// How long a silent server is waited for when nobody says otherwise.
import type { Timeouts } from '../extract/options.ts'

export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 10_000, headersMs: 120_000, bodyIdleMs: 60_000 }
