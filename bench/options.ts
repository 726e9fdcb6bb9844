// What a run of a benchmark is given, where it is not what the benchmark is about.
import type { ExtractOptions } from '../src/extract/options.ts'

/** The default set, with the defaults of the command line. */
export const benchOptions = (
  some: Partial<ExtractOptions> & Pick<ExtractOptions, 'out' | 'since' | 'graphUrl'>,
): ExtractOptions => ({
  tables: [],
  exclude: [],
  full: false,
  fullEveryMs: 7 * 86_400_000,
  extensions: false,
  owners: [],
  lookbackMs: 6 * 3_600_000,
  maxDurationMs: null,
  columns: {},
  compression: 'zstd',
  changes: true,
  memory: '1GB',
  cloud: 'global',
  timeouts: { connectMs: 10_000, headersMs: 120_000, bodyIdleMs: 60_000 },
  ...some,
})
