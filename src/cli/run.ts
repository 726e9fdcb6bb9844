// A run with everything around it: sign-in, progress, Ctrl-C. Used by `extract` and `demo`; loaded when needed.
import { chooseTokenSource } from '../auth/choose.ts'
import type { SignInSettings } from '../auth/settings.ts'
import { UsageError } from '../errors.ts'
import type { AskDeps } from '../extract/ask.ts'
import type { Lake } from '../extract/lake.ts'
import type { ExtractOptions, Timeouts } from '../extract/options.ts'
import { planJobs } from '../extract/plan.ts'
import type { RunReport } from '../extract/report.ts'
import { runExtract } from '../extract/run.ts'
import type { Limits } from '../graph/limits.ts'
import type { TokenSource } from '../graph/token-source.ts'
import type { NetworkWay } from '../graph/undici-http.ts'
import { defaultTables } from '../streams/index.ts'
import type { Context } from './context.ts'
import { formatDuration } from './duration.ts'
import { interruptible } from './interrupt.ts'
import { createProgress, isLively, silentProgress } from './progress.ts'
import { openNetworks, signInDeps } from './sign-in.ts'
import { storeIn } from './store.ts'

export interface RunRequest {
  readonly lake: Lake
  readonly options: ExtractOptions
  readonly signIn: SignInSettings
  readonly way: NetworkWay
  readonly quiet: boolean
  readonly verbose: boolean
  /** Quotas to keep; absent: those of Microsoft Graph. */
  readonly limits?: Limits
}

/** Throws what a plan throws for tables, columns and owners that are not there, and a `UsageError` when nothing is left to read. */
export function checkNames(options: ExtractOptions): void {
  planJobs(options, null)
  const { tables, exclude } = options
  const asked = tables.length > 0 ? tables : defaultTables().map(table => table.name)
  if (asked.every(name => exclude.includes(name)))
    throw new UsageError('Every table asked for is excluded; name another one, or exclude fewer.')
}

/** Throws a `SignInError`, an `InterruptedError`, or what the run throws. */
export function runWithProgress(
  { options, lake, limits, ...request }: RunRequest,
  context: Context,
): Promise<RunReport> {
  const stopping = 'Stopping at the next commit point; press Ctrl-C again to quit at once.'
  return signedIn({ ...request, timeouts: options.timeouts, stopping }, context, deps => {
    if (!request.quiet) announceEnd(deps.tokens, options.maxDurationMs, context)
    return runExtract(options, { ...deps, ...storeIn(lake), ...(limits === undefined ? {} : { limits }) })
  })
}

/** Longer than most runs take: not worth a word. */
const LONG_LIFE_MS = 6 * 3_600_000

/** A run that outlives its token ends early; so much is known from the start. */
function announceEnd({ endsAt }: TokenSource, maxDurationMs: number | null, context: Context): void {
  const left = (endsAt ?? Infinity) - Date.now()
  if (endsAt === null || left <= 0 || left > Math.min(maxDurationMs ?? Infinity, LONG_LIFE_MS)) return
  const at = new Date(endsAt).toISOString().replace(/\.\d+Z$/, 'Z')
  context.note(
    `The access token ends at ${at}, in ${formatDuration(left)}, and cannot be renewed: a run that takes longer stops there, and goes on with a new one.`,
  )
}

export interface SignedInRequest {
  readonly signIn: SignInSettings
  readonly way: NetworkWay
  readonly timeouts: Timeouts
  readonly quiet: boolean
  readonly verbose: boolean
  /** What to say on Ctrl-C. */
  readonly stopping: string
  /** What to say when that has ended the work. */
  readonly interrupted?: string
}

/** Does something with Graph at hand. Throws a `SignInError`, an `InterruptedError`, or what `use` throws. */
export async function signedIn<T>(
  { signIn, way, timeouts, quiet, verbose, stopping, interrupted }: SignedInRequest,
  context: Context,
  use: (deps: AskDeps) => Promise<T>,
): Promise<T> {
  const networks = openNetworks(timeouts, way)
  const progress = quiet
    ? silentProgress
    : await createProgress({
        stream: context.stderr,
        live: isLively(context.stderr, context.env),
        colours: context.colours.stderr,
        verbose,
        now: Date.now,
      })
  const act = async (signal: AbortSignal) => {
    const tokens = await chooseTokenSource(signIn, signInDeps(networks, context, signal, quiet))
    const { network } = networks
    return use({ tokens, network, onEvent: progress.onEvent, signal, version: context.version })
  }
  try {
    return await interruptible(context, () => context.note(stopping), act, interrupted)
  } finally {
    progress.stop()
    await networks.close()
  }
}
