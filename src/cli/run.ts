// A run with everything around it: sign-in, progress, Ctrl-C. Used by `extract` and `demo`; loaded when needed.
import { runJob, withGraph } from '../api/run.ts'
import type { Watch, World } from '../api/world.ts'
import { chooseTokenSource } from '../auth/choose.ts'
import type { SignInDeps, SignInSettings } from '../auth/settings.ts'
import type { AskDeps } from '../extract/ask.ts'
import type { Lake } from '../extract/lake.ts'
import type { ExtractOptions, Timeouts } from '../extract/options.ts'
import type { RunReport } from '../extract/report.ts'
import type { Limits } from '../graph/limits.ts'
import type { NetworkWay } from '../graph/undici-http.ts'
import { type Context, worldOf } from './context.ts'
import { interruptible } from './interrupt.ts'
import { createProgress, isLively, type Progress, silentProgress } from './progress.ts'

export { checkNames } from '../api/run.ts'

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

/** Throws a `SignInError`, an `InterruptedError`, or what the run throws. */
export function runWithProgress(
  { signIn, quiet, verbose, ...job }: RunRequest,
  context: Context,
): Promise<RunReport> {
  const stopping = 'Stopping at the next commit point; press Ctrl-C again to quit at once.'
  return watched({ quiet, verbose, stopping }, context, (watch, world) =>
    runJob({ ...job, openTokens: deps => chooseTokenSource(signIn, deps) }, watch, world),
  )
}

/** How people are told of what goes on. */
interface Watching {
  readonly quiet: boolean
  readonly verbose: boolean
  /** What to say on Ctrl-C. */
  readonly stopping: string
  /** What to say when that has ended the work. */
  readonly interrupted?: string
}

export interface SignedInRequest extends Watching {
  readonly signIn: SignInSettings
  readonly way: NetworkWay
  readonly timeouts: Timeouts
}

/** Does something with Graph at hand. Throws a `SignInError`, an `InterruptedError`, or what `use` throws. */
export function signedIn<T>(
  { signIn, way, timeouts, ...watching }: SignedInRequest,
  context: Context,
  use: (deps: AskDeps) => Promise<T>,
): Promise<T> {
  const request = { way, timeouts, openTokens: (deps: SignInDeps) => chooseTokenSource(signIn, deps) }
  return watched(watching, context, (watch, world) => withGraph(request, watch, world, use))
}

/** Shows progress while `work` is done, and lets Ctrl-C stop it. */
async function watched<T>(
  { quiet, verbose, stopping, interrupted }: Watching,
  context: Context,
  work: (watch: Watch, world: World) => Promise<T>,
): Promise<T> {
  const progress = quiet ? silentProgress : await progressOf(verbose, context)
  const act = (signal: AbortSignal) => work({ onEvent: progress.onEvent, signal }, worldOf(context, quiet))
  try {
    return await interruptible(context, () => context.note(stopping), act, interrupted)
  } finally {
    progress.stop()
  }
}

const progressOf = (verbose: boolean, context: Context): Promise<Progress> =>
  createProgress({
    stream: context.stderr,
    live: isLively(context.stderr, context.env),
    colours: context.colours.stderr,
    verbose,
    now: Date.now,
  })
