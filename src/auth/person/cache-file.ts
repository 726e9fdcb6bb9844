// Sign-ins in a file that only its owner may read, for machines without a keychain.
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UsageError } from '../../errors.ts'
import { SignInError } from '../../graph/sign-in-error.ts'
import { codeOf, withLock } from './lock-file.ts'
import { parseSignIns, type SignIn, type SignInStore, serialiseSignIns } from './sign-ins.ts'

const OTHERS = 0o077
/** Windows has access control lists in place of modes, and no owners' numbers. */
const HAS_MODES = process.platform !== 'win32'

/** Readers see the old content or the new one; writers wait for each other, at most for `patienceMs`. */
export function cacheFileStore(path: string, patienceMs?: number): SignInStore {
  const alone = <T>(write: () => Promise<T>): Promise<T> =>
    translated(path, 'written', () => withLock(`${path}.lock`, write, patienceMs))
  return {
    place: `file ${path}`,
    lasting: true,
    reason: null,
    load: () => signInsIn(path),
    tryOut: () =>
      alone(async () => {
        await checkEntry(path)
        await rm(await writeBeside(path, ''))
      }),
    update: change =>
      alone(async () => {
        const signIns = change(await signInsIn(path))
        await sweep(path)
        await (signIns.length === 0 ? rm(path, { force: true }) : replace(path, serialiseSignIns(signIns)))
        return signIns
      }),
  }
}

async function signInsIn(path: string): Promise<readonly SignIn[]> {
  const text = await read(path)
  const signIns = text === null ? [] : parseSignIns(text)
  if (signIns !== null) return signIns
  throw new SignInError(
    `${path} does not hold sign-ins, or was cut short; delete it and sign in again with \`entra-extract auth login\`.`,
    { failure: 'missing' },
  )
}

/** Null: there is no such file. */
async function read(path: string): Promise<string | null> {
  return await translated(path, 'read', async () => {
    if (!(await checkEntry(path))) return null
    // What was looked at may have been exchanged since, so a link is not followed here, and what was opened is looked at again.
    const file = await open(path, constants.O_RDONLY | (HAS_MODES ? constants.O_NOFOLLOW : 0))
    try {
      check(path, await file.stat())
      return await file.readFile('utf8')
    } finally {
      await file.close()
    }
  })
}

/** False: there is nothing at the path. Throws a `UsageError` for what cannot be trusted. */
async function checkEntry(path: string): Promise<boolean> {
  try {
    check(path, await lstat(path))
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

interface Entry {
  isFile(): boolean
  isSymbolicLink(): boolean
  readonly mode: number
  readonly uid: number
}

function check(path: string, entry: Entry): void {
  if (entry.isSymbolicLink()) {
    throw new UsageError(`The cache file ${path} is a link; name the file itself in --cache-file.`)
  }
  if (!entry.isFile()) throw new UsageError(`The cache file ${path} is not a file; name another one.`)
  if (!HAS_MODES) return
  if (entry.uid !== process.getuid?.()) {
    throw new UsageError(`The cache file ${path} belongs to another user; name one of your own.`)
  }
  if ((entry.mode & OTHERS) === 0) return
  throw new UsageError(
    `The cache file ${path} may be read or written by others (mode ${(entry.mode & 0o777).toString(8)}); run \`chmod 600 ${path}\`.`,
  )
}

/** A new file beside it takes its place once it is on the disk. */
async function replace(path: string, text: string): Promise<void> {
  const beside = await writeBeside(path, text)
  try {
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
  if (HAS_MODES) await syncFolder(dirname(path))
}

/** What `writeBeside`, and who found a lock stale, leave behind when they are killed. */
const LEFT_OVER = /^\.(lock\.)?[\da-f]{12}\.tmp$/

/** Removes them; whoever holds the lock is alone in writing them. */
async function sweep(path: string): Promise<void> {
  const name = basename(path)
  for (const each of await readdir(dirname(path))) {
    if (each.startsWith(name) && LEFT_OVER.test(each.slice(name.length)))
      await rm(join(dirname(path), each), { force: true })
  }
}

/** The path of a new file with this text, on the disk and for nobody else to read. */
async function writeBeside(path: string, text: string): Promise<string> {
  const beside = `${path}.${randomBytes(6).toString('hex')}.tmp`
  const file = await open(beside, 'wx', 0o600)
  try {
    await writeThrough(file, text)
    return beside
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

async function writeThrough(file: FileHandle, text: string): Promise<void> {
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function translated<T>(path: string, what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const code = codeOf(error)
    if (code === null) throw error
    throw new UsageError(`The cache file ${path} cannot be ${what} (${code}); check --cache-file.`)
  }
}
