// A run with everything that it needs around it: the network, signing in, the lake. What the command line and the library share.
import type { SignInDeps } from '../auth/settings.ts'
import { UsageError } from '../errors.ts'
import type { AskDeps } from '../extract/ask.ts'
import type { Lake } from '../extract/lake.ts'
import type { ExtractOptions as RunOptions, Timeouts } from '../extract/options.ts'
import { planJobs } from '../extract/plan.ts'
import type { RunReport } from '../extract/report.ts'
import { runExtract } from '../extract/run.ts'
import type { Limits } from '../graph/limits.ts'
import type { TokenSource } from '../graph/token-source.ts'
import type { NetworkWay } from '../graph/undici-http.ts'
import { defaultTables } from '../streams/index.ts'
import { formatDuration } from './duration.ts'
import { storeIn } from './job.ts'
import { openNetworks, signInDeps } from './networks.ts'
import type { Watch, World } from './world.ts'

/** Signs in. Throws a `SignInError`. */
export type OpenTokens = (deps: SignInDeps) => Promise<TokenSource>

export interface GraphRequest {
  readonly openTokens: OpenTokens
  readonly way: NetworkWay
  readonly timeouts: Timeouts
}

export interface Job extends Omit<GraphRequest, 'timeouts'> {
  readonly lake: Lake
  readonly options: RunOptions
  /** Quotas to keep; absent: those of Microsoft Graph. */
  readonly limits?: Limits
}

/** Throws what a plan throws for tables, columns and owners that are not there, and a `UsageError` when nothing is left to read. */
export function checkNames(options: RunOptions): void {
  planJobs(options, null)
  const { tables, exclude, derived } = options
  const asked = tables.length > 0 ? tables : defaultTables().map(table => table.name)
  if (derived !== true && asked.every(name => exclude.includes(name)))
    throw new UsageError('Every table asked for is excluded; name another one, or exclude fewer.')
}

/** Extracts into a lake that is open. Throws a `SignInError`, the reason of an abort, or what the run throws. */
export function runJob(
  { lake, options, limits, ...request }: Job,
  watch: Watch,
  world: World,
): Promise<RunReport> {
  return withGraph({ ...request, timeouts: options.timeouts }, watch, world, deps => {
    announceEnd(deps.tokens, options.maxDurationMs, world)
    return runExtract(options, { ...deps, ...storeIn(lake), ...(limits === undefined ? {} : { limits }) })
  })
}

/** Does something with Graph at hand. Throws a `SignInError`, the reason of an abort, or what `use` throws. */
export async function withGraph<T>(
  { openTokens, way, timeouts }: GraphRequest,
  { onEvent, signal }: Watch,
  world: World,
  use: (deps: AskDeps) => Promise<T>,
): Promise<T> {
  const networks = openNetworks(timeouts, way)
  try {
    const tokens = await openTokens(signInDeps(networks, world, signal))
    const { network } = networks
    return await use({ tokens, network, onEvent, signal, version: world.version })
  } finally {
    await networks.close()
  }
}

/** Longer than most runs take: not worth a word. */
const LONG_LIFE_MS = 6 * 3_600_000

/** A run that outlives its token ends early; so much is known from the start. */
function announceEnd({ endsAt }: TokenSource, maxDurationMs: number | null, { mention }: World): void {
  const left = (endsAt ?? Infinity) - Date.now()
  if (endsAt === null || left <= 0 || left > Math.min(maxDurationMs ?? Infinity, LONG_LIFE_MS)) return
  const at = new Date(endsAt).toISOString().replace(/\.\d+Z$/, 'Z')
  mention(
    `The access token ends at ${at}, in ${formatDuration(left)}, and cannot be renewed: a run that takes longer stops there, and goes on with a new one.`,
  )
}
