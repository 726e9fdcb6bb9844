// Errors that keep a run from beginning.

/** The lake's folder cannot be made or written. */
export class UnwritableFolderError extends Error {
  override readonly name = 'UnwritableFolderError'
  readonly exitCode = 2
  constructor(folder: string, cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : ''
    super(`The folder ${folder} cannot be written${code}: choose another with --out, or allow it.`, { cause })
  }
}
