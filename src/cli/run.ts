// A run with everything around it: sign-in, progress, Ctrl-C. Used by `extract` and `demo`; loaded when needed.
import { chooseTokenSource, type SignInSettings } from '../auth/choose.ts'
import { patientSend } from '../auth/patient-send.ts'
import { UsageError } from '../errors.ts'
import type { ExtractOptions } from '../extract/options.ts'
import type { RunReport } from '../extract/report.ts'
import { runExtract } from '../extract/run.ts'
import { systemClock } from '../graph/clock.ts'
import type { Limits } from '../graph/limits.ts'
import { createHttpSend, createNetwork } from '../graph/undici-http.ts'
import { defaultTables, findTable, narrow } from '../streams/index.ts'
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

/** Throws what the catalogue throws for tables and columns that are not there, and a `UsageError` when nothing is left to read. */
export function checkNames({ tables, exclude, columns }: ExtractOptions): void {
  for (const name of [...tables, ...exclude]) findTable(name)
  for (const [name, names] of Object.entries(columns)) {
    narrow(findTable(name).stream.definition, { [name]: names })
  }
  const asked = tables.length > 0 ? tables : defaultTables().map(table => table.name)
  if (asked.every(name => exclude.includes(name)))
    throw new UsageError('Every table asked for is excluded; name another one, or exclude fewer.')
}

/** Throws a `SignInError`, an `InterruptedError`, or what the run throws. */
export async function runWithProgress(
  { options, signIn, quiet, verbose, limits }: RunRequest,
  context: Context,
): Promise<RunReport> {
  const network = createNetwork(options.timeouts)
  const progress = quiet
    ? silentProgress
    : await createProgress({
        stream: context.stderr,
        live: isLively(context.stderr, context.env),
        colours: context.colours.stderr,
        verbose,
        now: Date.now,
      })
  const onStop = () => context.note('Stopping at the next commit point; press Ctrl-C again to quit at once.')
  try {
    return await interruptible(context, onStop, signal => {
      const send = patientSend(createHttpSend(network, signal), systemClock, signal)
      const tokens = chooseTokenSource(signIn, { send, now: Date.now })
      const deps = { tokens, onEvent: progress.onEvent, signal, version: context.version }
      return runExtract(options, limits === undefined ? deps : { ...deps, limits })
    })
  } finally {
    progress.stop()
    await network.close()
  }
}
