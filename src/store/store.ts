// What a lake is kept in: the few durable steps that everything else is made of. Paths are relative to the lake, with `/`.

/** Appends to one file. Nothing is durable before `sync`. */
export interface Appender {
  append(bytes: Uint8Array): Promise<void>
  sync(): Promise<void>
  /** Cuts the file back to `bytes`. */
  truncate(bytes: number): Promise<void>
  close(): Promise<void>
}

export interface Store {
  /** As a person writes it: a folder's absolute path, or the address of a bucket. */
  readonly root: string
  /** Begins the names of files in the work folder that runs of other machines must not mistake for their own; empty where none can. */
  readonly session: string
  /** Writes under a condition; null: the store is a folder, where files lock. */
  readonly claims: Claims | null
  /** The local path of a relative one, for DuckDB to write to. */
  path(relative: string): string
  /** The local path of a file that has its bytes, brought here when they are elsewhere. Throws a system error (ENOENT) when there is none. */
  local(relative: string): Promise<string>
  /** What `local` brought of a file or folder may go. */
  forget(relative: string): Promise<void>
  /** The file's bytes; null when there is none. */
  read(relative: string): Promise<Buffer | null>
  /** Its length in bytes; null when there is none. `expected`: of a listing, just this length is believed without a second look. */
  size(relative: string, expected?: number): Promise<number | null>
  /** Hex SHA-256 of its bytes. */
  sha256(relative: string): Promise<string>
  /** Names in a folder; none when there is no such folder. */
  names(relative: string): Promise<string[]>
  makeFolder(relative: string): Promise<void>
  /** Puts a whole file in place, atomically and durably. */
  replace(relative: string, bytes: string | Uint8Array, mode?: number): Promise<void>
  /** As `replace`, and only if the file is still what this store read or wrote last: throws a RaceLostError otherwise. */
  swap(relative: string, bytes: string | Uint8Array, mode?: number): Promise<void>
  /** Makes a file that something else wrote durable, its name included. */
  sync(relative: string): Promise<void>
  /** Moves a durable file to its public name, atomically and durably; nothing happens when it was moved before. Throws when neither is there. */
  publish(from: string, to: string): Promise<void>
  /** Removes a file or a folder with all it holds; nothing happens when there is none. */
  remove(relative: string): Promise<void>
  /** Opens a file for appending after its first `keep` bytes; what is behind them is cut off. */
  appender(relative: string, keep: number): Promise<Appender>
  /** Ends what a killed run left half-sent. Only for who holds the lock. */
  tidy(): Promise<void>
  /** Gives back local scratch space and connections. */
  close(): Promise<void>
}

/** An object, and the version by which a condition names it. */
export interface Versioned {
  readonly bytes: Buffer
  readonly version: string
}

/** Writes that only one of several writers can win. */
export interface Claims {
  /** Somebody else takes care that only one run works at a time: a service that ignores conditions will do. */
  readonly unconditional: boolean
  get(relative: string): Promise<Versioned | null>
  /** Puts it if its version is `only`, or if there is none when `only` is null; returns the new version. Throws a RaceLostError. */
  put(relative: string, bytes: Uint8Array, only: string | null): Promise<string>
  remove(relative: string): Promise<void>
}

/** Whether the service keeps conditions, tried on an object that is there. */
export const keepsConditions = async (claims: Claims, key: string): Promise<boolean> =>
  (await conditionsKept(claims, key)) !== null

/**
 * Tries on an object, which ends with one blank more, whether both conditions are kept: that there is none, and that it has a certain version.
 * Returns its version then; null: one of them is ignored.
 */
export async function conditionsKept(claims: Claims, key: string): Promise<string | null> {
  const found = await claims.get(key)
  if (found === null) return null
  if (await isPut(claims, key, found.bytes, null)) return null
  const version = await claims.put(key, Buffer.concat([found.bytes, BLANK]), found.version)
  return (await isPut(claims, key, Buffer.concat([found.bytes, BLANK, BLANK]), found.version))
    ? null
    : version
}

const BLANK = Buffer.from(' ')

async function isPut(claims: Claims, key: string, bytes: Buffer, only: string | null): Promise<boolean> {
  try {
    await claims.put(key, bytes, only)
    return true
  } catch (error) {
    if (error instanceof RaceLostError) return false
    throw error
  }
}

/** Another writer was first. */
export class RaceLostError extends Error {
  override readonly name = 'RaceLostError'
}

/** The store cannot be used, and one sentence says why and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly exitCode = 2
  /** The vendor's word for it; null: none. */
  readonly code: string | null
  constructor(message: string, code: string | null, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** A file that is not there, told as a file system tells it. */
export function absentError(where: string): Error {
  return Object.assign(new Error(`ENOENT: there is no ${where}`), { code: 'ENOENT' })
}
