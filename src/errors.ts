// Errors that more than one part of the program throws.

/** The command line, the environment or the configuration is wrong; nothing was tried. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly exitCode = 2
}
