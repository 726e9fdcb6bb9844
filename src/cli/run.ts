// A run with everything around it: sign-in, progress, Ctrl-C. Used by `extract` and `demo`; loaded when needed.
import { chooseTokenSource, type SignInSettings } from '../auth/choose.ts'
import { patientSend } from '../auth/patient-send.ts'
import { UsageError } from '../errors.ts'
import type { AskDeps } from '../extract/ask.ts'
import type { ExtractOptions, Timeouts } from '../extract/options.ts'
import { planJobs } from '../extract/plan.ts'
import type { RunReport } from '../extract/report.ts'
import { runExtract } from '../extract/run.ts'
import { systemClock } from '../graph/clock.ts'
import type { Limits } from '../graph/limits.ts'
import { createHttpSend, createNetwork } from '../graph/undici-http.ts'
import { defaultTables } from '../streams/index.ts'
import type { Context } from './context.ts'
import { interruptible } from './interrupt.ts'
import { createProgress, isLively, silentProgress } from './progress.ts'

export interface RunRequest {
  readonly options: ExtractOptions
  readonly signIn: SignInSettings
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
  { options, limits, ...request }: RunRequest,
  context: Context,
): Promise<RunReport> {
  const stopping = 'Stopping at the next commit point; press Ctrl-C again to quit at once.'
  return signedIn({ ...request, timeouts: options.timeouts, stopping }, context, deps =>
    runExtract(options, limits === undefined ? deps : { ...deps, limits }),
  )
}

export interface SignedInRequest {
  readonly signIn: SignInSettings
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
  { signIn, timeouts, quiet, verbose, stopping, interrupted }: SignedInRequest,
  context: Context,
  use: (deps: AskDeps) => Promise<T>,
): Promise<T> {
  const network = createNetwork(timeouts)
  const progress = quiet
    ? silentProgress
    : await createProgress({
        stream: context.stderr,
        live: isLively(context.stderr, context.env),
        colours: context.colours.stderr,
        verbose,
        now: Date.now,
      })
  const act = (signal: AbortSignal) => {
    const send = patientSend(createHttpSend(network, signal), systemClock, signal)
    const tokens = chooseTokenSource(signIn, { send, now: Date.now })
    return use({ tokens, network, onEvent: progress.onEvent, signal, version: context.version })
  }
  try {
    return await interruptible(context, () => context.note(stopping), act, interrupted)
  } finally {
    progress.stop()
    await network.close()
  }
}
