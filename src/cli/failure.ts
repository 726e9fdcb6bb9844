// The one place where an error becomes a sentence and an exit code.
import { CommanderError } from 'commander'
import { foreseenExitCode } from '../api/errors.ts'
import { clean, cleanLines } from './text.ts'

export interface Failure {
  readonly exitCode: number
  /** For stderr, safe on a terminal; empty: there is nothing to say. */
  readonly text: string
}

/** Stopped by a signal. The work is as far as its last commit point. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
  readonly exitCode = 130
}

/** `verbose`: an error that nobody foresaw shows where it comes from. */
export function describeFailure(error: unknown, verbose: boolean): Failure {
  if (error instanceof CommanderError) return commanderFailure(error)
  if (!(error instanceof Error)) return { exitCode: 1, text: clean(String(error)) }
  const foreseen = foreseenExitCode(error)
  if (foreseen !== null) return { exitCode: foreseen, text: clean(error.message) }
  return { exitCode: 1, text: verbose ? cleanLines(withCauses(error)) : clean(error.message || error.name) }
}

/** Help and version have been printed by then; the rest is wrong usage. */
function commanderFailure(error: CommanderError): Failure {
  if (error.code === 'commander.help') return { exitCode: 2, text: '' }
  if (error.exitCode === 0) return { exitCode: 0, text: '' }
  const sentence = error.message
    .replace(/^error: /, '')
    // What stands behind an unknown option may be a secret that somebody took for an option.
    .replace(/(unknown option '[^'=]*)=[^']*'/s, "$1'")
    .replace(/\. Expected /, ': expected ')
    .replace(
      /^(unknown option '--[^']*(?:secret|password|token|key)[^']*')$/i,
      '$1; secrets come from the environment (AZURE_CLIENT_SECRET)',
    )
    .replace(/\.?\s*\n\(Did you mean (.*)\?\)$/s, '; did you mean $1?')
  const capital = `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`
  return { exitCode: 2, text: clean(/[.?]$/.test(capital) ? capital : `${capital}.`) }
}

function withCauses(error: Error): string {
  const own = error.stack ?? error.message
  return error.cause instanceof Error ? `${own}\nCaused by: ${withCauses(error.cause)}` : own
}
