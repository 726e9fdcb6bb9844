// What can be said of any error that the library throws.
import { UsageError } from '../errors.ts'

/** Errors of the catalogue, which knows no exit codes. */
const USAGE_ERRORS: readonly string[] = ['UnknownTableError', 'UnknownColumnError']

/** The code with which the command would end; null: nobody foresaw this error, and the command ends with 1. */
export function foreseenExitCode(error: Error): number | null {
  if ('exitCode' in error && typeof error.exitCode === 'number') return error.exitCode
  return USAGE_ERRORS.includes(error.name) ? 2 : null
}

/** The code with which the command would end after this error: 2 wrong usage, 3 not signed in, 130 aborted, else 1. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof Error)) return 1
  return foreseenExitCode(error) ?? (error.name === 'AbortError' ? 130 : 1)
}

/** Throws the error again, an unknown name as the `UsageError` that it is to a caller. */
export function rethrow(error: unknown): never {
  if (error instanceof Error && USAGE_ERRORS.includes(error.name))
    throw new UsageError(error.message, { cause: error })
  throw error
}
