// One process at a time: a file that only one can make, for changes that take a moment.
import { randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { SignInError } from '../../graph/sign-in-error.ts'

/** Nobody holds it for so long: whoever made it is gone. */
const STALE_MS = 30_000
const PATIENCE_MS = 10_000
const PAUSE_MS = 25

/** Windows says so of a file that is about to go. */
const TAKEN: readonly string[] = process.platform === 'win32' ? ['EEXIST', 'EPERM', 'EBUSY'] : ['EEXIST']

/** Does something while no other process holds `lock`. Throws a `SignInError` when one does not let go, or what the file system throws. */
export async function withLock<T>(
  lock: string,
  work: () => Promise<T>,
  patienceMs: number = PATIENCE_MS,
): Promise<T> {
  const token = randomBytes(6).toString('hex')
  await take(lock, token, patienceMs)
  try {
    return await work()
  } finally {
    await release(lock, token)
  }
}

async function take(lock: string, token: string, patienceMs: number): Promise<void> {
  for (const deadline = Date.now() + patienceMs; ; ) {
    if (await made(lock, token)) return
    await sweepStale(lock, token)
    if (Date.now() >= deadline) throw busy(lock)
    await sleep(PAUSE_MS * (1 + Math.random()))
  }
}

async function made(lock: string, token: string): Promise<boolean> {
  try {
    await writeFile(lock, token, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (TAKEN.includes(codeOf(error) ?? '')) return false
    throw error
  }
}

/** Of several who find it stale one moves it aside; whoever moved a new one in its place puts that back. */
async function sweepStale(lock: string, token: string): Promise<void> {
  if (!(await isStale(lock))) return
  const aside = `${lock}.${token}.tmp`
  try {
    await rename(lock, aside)
    if (!(await isStale(aside))) await link(aside, lock)
  } catch (error) {
    // Another one was quicker.
    if (!['ENOENT', ...TAKEN].includes(codeOf(error) ?? '')) throw error
  } finally {
    await rm(aside, { force: true })
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > STALE_MS
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** One that was taken for stale belongs to another process by now. */
async function release(lock: string, token: string): Promise<void> {
  const holder = await readFile(lock, 'utf8').catch(() => null)
  if (holder === token) await rm(lock, { force: true })
}

const busy = (lock: string): SignInError =>
  new SignInError(
    `Another entra-extract is changing the sign-ins that are kept; try again, or delete ${lock} when none is running.`,
    { failure: 'unreachable' },
  )

/** `ENOENT`; null for an error that the file system did not make. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
