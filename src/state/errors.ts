// Why a lake cannot be worked on. All of them are for the user to mend: exit code 2.

export class StateError extends Error {
  override readonly name = 'StateError'
  readonly exitCode = 2
}

/** Another run has the lake. */
export class LockedError extends Error {
  override readonly name = 'LockedError'
  readonly exitCode = 2
  readonly owner: { readonly host: string; readonly pid: number; readonly since: string }
  constructor(path: string, owner: { host: string; pid: number; since: string }) {
    super(
      `The lake is in use: process ${owner.pid} on ${owner.host} has been working on it since ${owner.since}. ` +
        `Wait for it to end; if that machine is gone, remove ${path}.`,
    )
    this.owner = owner
  }
}
