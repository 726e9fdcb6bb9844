// A lake in a local folder.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, constants, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Appender, Store } from './store.ts'

export type { Appender, Store } from './store.ts'

/** What writes to a disk, so that a test can tell what a loss of power would leave there. */
export interface Disk {
  open(path: string, flags: string, mode?: number): Promise<DiskFile>
  /** Makes missing parents too; resolves to the first folder made. */
  mkdir(path: string, options: { recursive: true }): Promise<string | undefined>
  rename(from: string, to: string): Promise<void>
  rm(path: string, options: { recursive?: boolean; force: true }): Promise<void>
}

export interface DiskFile {
  write(bytes: Uint8Array, from: number, length: number, at: number): Promise<{ bytesWritten: number }>
  writeFile(bytes: string | Uint8Array): Promise<void>
  truncate(bytes: number): Promise<void>
  chmod(mode: number): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

const realDisk: Disk = { open, mkdir, rename, rm }

/** The disk of the lake is full, or this user's share of it. */
export class NoRoomError extends Error {
  override readonly name = 'NoRoomError'
  readonly code: string
  constructor(root: string, code: string, cause: unknown) {
    super(
      `No room is left on the disk of ${root} (${code}): make room and run the same command again; what was committed is safe`,
      { cause },
    )
    this.code = code
  }
}

/** The file that `replace` writes before it renames. */
const PART = '.part'

/** Opens the folder `root`, which must exist or be creatable and writable; throws a system error otherwise. */
export async function openFolder(root: string, disk: Disk = realDisk): Promise<Store> {
  const folder = resolve(root)
  await makeDurableFolder(disk, folder)
  await access(folder, constants.W_OK | constants.R_OK)
  // What a killed run renamed here may not be durable yet, and this run will build on it.
  await syncPath(disk, folder)
  return folderStore(folder, disk)
}

/** The store of a folder that need not exist. What finds the disk full throws a NoRoomError. */
export function folderStore(root: string, disk: Disk = realDisk): Store {
  const folder = resolve(root)
  const path = (relative: string) => join(folder, relative)
  const written = <T>(work: Promise<T>): Promise<T> =>
    work.catch(error => Promise.reject(toldOf(folder, error)))
  return {
    root: folder,
    session: '',
    claims: null,
    path,
    local: async relative => path(relative),
    forget: async () => {},
    read: relative => absentIsNull(readFile(path(relative))),
    size: async relative => (await absentIsNull(stat(path(relative))))?.size ?? null,
    sha256: relative => sha256(path(relative)),
    names: async relative => (await absentIsNull(readdir(path(relative)))) ?? [],
    makeFolder: relative => written(makeDurableFolder(disk, path(relative))),
    replace: (relative, bytes, mode = 0o644) => written(replace(disk, path(relative), bytes, mode)),
    swap: (relative, bytes, mode = 0o644) => written(replace(disk, path(relative), bytes, mode)),
    sync: relative => written(syncNamed(disk, path(relative))),
    publish: (from, to) => written(publish(disk, folder, path(from), path(to))),
    remove: relative => remove(disk, path(relative)),
    appender: async (relative, keep) => {
      const appender = await written(openAppender(disk, path(relative), keep))
      return {
        ...appender,
        append: bytes => written(appender.append(bytes)),
        sync: () => written(appender.sync()),
      }
    },
    tidy: async () => {},
    close: async () => {},
  }
}

const FULL: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** A full disk as a NoRoomError; every other error as it is. */
export function toldOf(folder: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return FULL.includes(code) ? new NoRoomError(folder, code, error) : error
}

async function absentIsNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

/** Hex SHA-256 of a file's bytes. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}

async function syncPath(disk: Disk, path: string): Promise<void> {
  const handle = await disk.open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a file and its name durable. */
async function syncNamed(disk: Disk, path: string): Promise<void> {
  await syncPath(disk, path)
  await syncPath(disk, dirname(path))
}

async function replace(disk: Disk, path: string, bytes: string | Uint8Array, mode: number): Promise<void> {
  const part = path + PART
  try {
    await write(disk, part, bytes, mode)
  } catch (error) {
    // On a full disk, half a file would keep the room that the next attempt needs.
    await disk.rm(part, { force: true }).catch(() => {})
    throw error
  }
  await disk.rename(part, path)
  await syncPath(disk, dirname(path))
}

async function write(disk: Disk, path: string, bytes: string | Uint8Array, mode: number): Promise<void> {
  const handle = await disk.open(path, 'w', mode)
  try {
    await handle.writeFile(bytes)
    await handle.chmod(mode)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A removed name that comes back after a loss of power would be rows that nobody counts. */
async function remove(disk: Disk, path: string): Promise<void> {
  await disk.rm(path, { recursive: true, force: true })
  await absentIsNull(syncPath(disk, dirname(path)))
}

/** A killed run may have made the folders, or moved the file, without making that durable; and a durable file in a folder that is not would be lost. */
async function publish(disk: Disk, root: string, from: string, to: string): Promise<void> {
  const isMoved = (await absentIsNull(stat(from))) === null
  if (isMoved) await stat(to)
  else await disk.mkdir(dirname(to), { recursive: true })
  for (let made = dirname(to); made !== root; made = dirname(made)) await syncPath(disk, dirname(made))
  if (!isMoved) await disk.rename(from, to)
  await syncPath(disk, dirname(to))
}

/** Makes a folder and its missing parents; each new name is made durable in the folder that holds it. */
async function makeDurableFolder(disk: Disk, path: string): Promise<void> {
  const first = await disk.mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncPath(disk, dirname(made))
}

/** Writes all the bytes at a place; a file system may take fewer at a time. */
export async function writeAll(file: Pick<DiskFile, 'write'>, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}

async function openAppender(disk: Disk, path: string, keep: number): Promise<Appender> {
  await makeDurableFolder(disk, dirname(path))
  const handle = await disk.open(path, keep === 0 ? 'w' : 'r+')
  await handle.truncate(keep)
  await syncPath(disk, dirname(path))
  let end = keep
  return {
    append: async bytes => {
      await writeAll(handle, bytes, end)
      end += bytes.length
    },
    sync: () => handle.sync(),
    truncate: async to => {
      await handle.truncate(to)
      end = to
    },
    close: () => handle.close(),
  }
}
