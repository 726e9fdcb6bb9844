// Why a lake cannot be worked on. All of them are for the user to mend: exit code 2.

export class StateError extends Error {
  override readonly name = 'StateError'
  readonly exitCode = 2
}

/** A commit's state is durable, and a step that it decided on cannot be done: the next commit, or the next run, tries again. */
export class UnfinishedError extends Error {
  override readonly name = 'UnfinishedError'
  readonly exitCode = 2
}

/** Another run has the lake. */
export class LockedError extends Error {
  override readonly name = 'LockedError'
  readonly exitCode = 2
  readonly owner: { readonly host: string; readonly pid: number; readonly since: string }
  /** `freeAfterMs`: when the lock of a machine that is gone is given up by itself; absent: it is not. */
  constructor(path: string, owner: { host: string; pid: number; since: string }, freeAfterMs?: number) {
    super(
      `The lake is in use: process ${owner.pid} on ${owner.host} has been working on it since ${owner.since}. ` +
        (freeAfterMs === undefined
          ? `Wait for it to end; if that machine is gone, or this folder is a copy of its lake, remove ${path}.`
          : `Wait for it to end; if that machine is gone, its lock is given up ${Math.ceil(freeAfterMs / 60_000)} minutes after its last sign of life (${path}).`),
    )
    this.owner = owner
  }
}

/** The lock cannot be written: the folder is read-only, or the disk has no room. */
export class UnlockableError extends Error {
  override readonly name = 'UnlockableError'
  readonly exitCode = 2
  readonly code: string | null
  constructor(path: string, cause: unknown) {
    const code = codeOf(cause)
    const mend = code === 'ENOSPC' || code === 'EDQUOT' ? 'make room' : 'allow this user to write there'
    super(`The lock ${path} cannot be written (${code}): ${mend} and run again.`, { cause })
    this.code = code
  }
}

/** A system's word for what went wrong (`ENOENT`); null: it is no system error. */
export const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
