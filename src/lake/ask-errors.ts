// How a question to a lake can end without an answer.

/** The SQL is wrong, or asks for what a query may not do. */
export class SqlError extends Error {
  override readonly name = 'SqlError'
  readonly exitCode = 2
}

/** A file of the lake cannot be read. */
export class DamagedLakeError extends Error {
  override readonly name = 'DamagedLakeError'
  readonly exitCode = 1
}

/** The statement was stopped by `interrupt`. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError'
  readonly exitCode = 130
}
