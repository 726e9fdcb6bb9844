// `extract` of the library: the command's run, with options in place of flags.
import type { RunReport } from '../extract/report.ts'
import { rethrow } from './errors.ts'
import type { ExtractOptions } from './extract-options.ts'

/**
 * Reads Microsoft Graph into a lake; from the second run on, only what changed. Resolves when a run has begun and ended, however it
 * ended: `exitCode` and the verdict of each table say how, and an abort is exit code 130. Rejects when none could begin: with a
 * `UsageError`, a `SignInError`, a `StateError`, a `LockedError`, a `StoreError`, the reason of an abort, or what else went wrong.
 */
export async function extract(options: ExtractOptions = {}): Promise<RunReport> {
  const { extractInto } = await import('./extract-into.ts')
  return extractInto(options).catch(rethrow)
}
