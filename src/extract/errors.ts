// Errors that keep a run from beginning.
import type { GraphError } from '../graph/errors.ts'

/** The lake's folder cannot be made or written. */
export class UnwritableFolderError extends Error {
  override readonly name = 'UnwritableFolderError'
  readonly exitCode = 2
  constructor(folder: string, cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : ''
    super(`The folder ${folder} cannot be written${code}: choose another with --out, or allow it.`, { cause })
  }
}

/** A table was asked for that exists only for users who are named. */
export class MissingOwnerError extends Error {
  override readonly name = 'MissingOwnerError'
  readonly exitCode = 2
  constructor(table: string) {
    super(`The table ${table} needs --owner <id>, the id of each user whose deleted items it shall list.`)
  }
}

/** Graph does not tell this token which directory extensions the tenant has. */
export class ExtensionsRefusedError extends Error {
  override readonly name = 'ExtensionsRefusedError'
  readonly exitCode = 2
  constructor(cause: GraphError) {
    super(
      `--extensions needs the permission Application.Read.All: grant it, or leave --extensions out (${cause.code}, request-id ${cause.requestId}).`,
      { cause },
    )
  }
}
