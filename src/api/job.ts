// From the values of options to what a run takes. Pure.
import { UsageError } from '../errors.ts'
import type { Lake } from '../extract/lake.ts'
import type { ExtractOptions as RunOptions, Timeouts } from '../extract/options.ts'
import type { Compression } from '../lake/compression.ts'
import type { Store } from '../store/store.ts'
import type { Connection } from './connection.ts'
import { DEFAULT_TIMEOUTS } from './defaults.ts'
import type { Since } from './duration.ts'
import { type MaskValues, maskingIn } from './masking.ts'
import type { Env } from './world.ts'

/** Options of a run, read and checked; durations are milliseconds, null: not given. */
export interface RunValues {
  readonly out: string
  readonly exclude: readonly string[]
  readonly full: boolean
  readonly fullEvery: number
  readonly since: Since
  readonly lookback: number
  readonly maxDuration: number | null
  readonly columns: Readonly<Record<string, readonly string[]>>
  readonly compression: Compression
  readonly noChanges: boolean
  readonly memory: string
  readonly timeout: number | null
  readonly extensions: boolean
  readonly derived: boolean
  readonly prices: string | null
  readonly owner: readonly string[]
  readonly mask: MaskValues['mask']
  readonly pii: MaskValues['pii']
  readonly maskKeyFile: MaskValues['maskKeyFile']
}

/** What a run takes. `tables` are the names as they were asked for; whether they exist is not looked at here. `env` may hold the key of masks. */
export function toExtractOptions(
  tables: readonly string[],
  options: RunValues,
  { cloud, graphUrl }: Pick<Connection, 'cloud' | 'graphUrl'>,
  env: Env = {},
): RunOptions {
  return {
    out: options.out,
    tables,
    exclude: options.exclude,
    full: options.full,
    fullEveryMs: options.fullEvery,
    extensions: options.extensions,
    derived: options.derived,
    prices: options.prices,
    owners: options.owner,
    since: options.since,
    lookbackMs: options.lookback,
    maxDurationMs: options.maxDuration,
    columns: options.columns,
    compression: options.compression,
    changes: !options.noChanges,
    memory: options.memory,
    cloud,
    graphUrl,
    timeouts: toTimeouts(options.timeout),
    ...maskingIn(options, env),
  }
}

/** What a run has to be told of a lake that is in no folder. */
export const storeIn = (lake: Lake): { readonly store?: Store } =>
  typeof lake === 'string' ? {} : { store: lake }

/** From a time to come on there are no events, and a run that reads none of them would look complete. Throws a `UsageError`. */
export function checkSince(since: Since, now: number, source = '--since'): void {
  if ('at' in since && Date.parse(since.at) > now)
    throw new UsageError(`${source} is a time to come by the clock of this machine: ${since.at}.`)
}

function toTimeouts(silenceMs: number | null): Timeouts {
  if (silenceMs === null) return DEFAULT_TIMEOUTS
  const connectMs = Math.min(DEFAULT_TIMEOUTS.connectMs, silenceMs)
  return { connectMs, headersMs: silenceMs, bodyIdleMs: silenceMs }
}
