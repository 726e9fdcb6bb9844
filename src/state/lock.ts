// One run at a time: a lock file with its owner and a heartbeat.
import { randomUUID } from 'node:crypto'
import { type FileHandle, link, open, readFile, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { LOCK, WORK } from '../lake/paths.ts'
import type { Store } from '../store/store.ts'
import { takeClaim, whoClaims } from './bucket-lock.ts'
import { codeOf, LockedError, StateError, UnlockableError } from './errors.ts'
import { bytesOf, type Lock, newOwner, type Owner, ownerIn } from './lock-owner.ts'

export type { Lock } from './lock-owner.ts'

/** What a lock file says; one that was cut short or is foreign says nothing. */
type Found = Owner | 'unreadable' | 'absent'

const BEAT_MS = 10_000
/** Longer than a beat: who is alive is seen to be, whatever the clocks say. */
const WATCH_MS = 15_000
/** A lock of another machine whose heart has not beaten for this long is probably dead. */
const SILENT_AFTER_MS = 120_000
/** A process number may belong to another program by now: a lock of this machine counts no longer than so without a beat. */
const RECYCLED_AFTER_MS = 600_000
/** Rounds of finding a lock, removing it, and finding another in its place. */
const MOST_ATTEMPTS = 20
const PAUSE_MS = 50
/** What a file system that has no hard links answers. */
const NO_LINKS: readonly string[] = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']

/** Locks and claims that this process holds: one with our own process number that is not among them is left from an earlier life. */
const held = new Set<string>()

/**
 * Takes the lake's lock. A lock that is silent, but may be of a living run, is watched for `watchMs` first: after a jump of the
 * clock or a sleep of the machine only a beat tells. Throws a LockedError when a living run has it, an UnlockableError when it cannot be written.
 */
export async function takeLock(
  store: Store,
  now: () => number = Date.now,
  watchMs: number = WATCH_MS,
  signal?: AbortSignal,
): Promise<Lock> {
  const owner = newOwner(now())
  const { claims } = store
  if (claims !== null) {
    const where = `${store.root}/${LOCK}`
    return takeClaim({ claims, where, owner, now, ...(signal === undefined ? {} : { signal }) })
  }
  const path = store.path(LOCK)
  try {
    await store.makeFolder(WORK)
    const handle = await acquire({ path, owner, now, watchMs })
    held.add(owner.token)
    return keep(path, owner, handle, now)
  } catch (error) {
    throw codeOf(error) === null ? error : new UnlockableError(path, error)
  }
}

/** The error that `takeLock` would throw now; null: the lake is free. Takes nothing. */
export async function whoHolds(store: Store, now: () => number = Date.now): Promise<LockedError | null> {
  if (store.claims !== null) return whoClaims(store.claims, `${store.root}/${LOCK}`, now())
  const path = store.path(LOCK)
  const owner = await find(path)
  return typeof owner !== 'string' && lifeOf(owner, now()) === 'alive' ? new LockedError(path, owner) : null
}

interface Attempt {
  readonly path: string
  readonly owner: Owner
  readonly now: () => number
  readonly watchMs: number
}

async function acquire(attempt: Attempt): Promise<FileHandle> {
  const { path, owner, now, watchMs } = attempt
  let last: Owner = owner
  for (let tries = 0; tries < MOST_ATTEMPTS; tries++) {
    const handle = await create(path, owner)
    if (handle !== null) return handle
    const found = await findPatiently(path)
    if (found === 'absent') continue
    if (found !== 'unreadable') {
      last = found
      const life = lifeOf(found, now())
      if (life === 'alive' || (life === 'silent' && (await beats(path, found, watchMs))))
        throw new LockedError(path, found)
    }
    await evict(path, found, attempt)
  }
  throw new LockedError(path, last)
}

/**
 * Removes a dead lock. Only who holds the claim on its token may, and looks at it again under the claim: a lock that has come in
 * its place has another token. The claim of a process that died with it is removed in the same way.
 */
async function evict(path: string, dead: Exclude<Found, 'absent'>, attempt: Attempt): Promise<void> {
  const claim = `${path}.claim-${tokenOf(dead)}`
  const claimant: Owner = { ...attempt.owner, token: randomUUID(), beatAt: attempt.now() }
  held.add(claimant.token)
  try {
    const handle = await create(claim, claimant)
    if (handle === null) return await passClaim(claim, attempt)
    await handle.close()
    const found = await find(path)
    if (found !== 'absent' && tokenOf(found) === tokenOf(dead)) await rm(path, { force: true })
    await rm(claim, { force: true })
  } finally {
    held.delete(claimant.token)
  }
}

/** Lets another do it; when that one has died over it, its claim goes first. A claim is held for milliseconds. */
async function passClaim(claim: string, attempt: Attempt): Promise<void> {
  const other = await findPatiently(claim)
  if (other === 'absent') return
  const isAlive = other !== 'unreadable' && lifeOf(other, attempt.now()) === 'alive'
  return isAlive ? pause(PAUSE_MS) : evict(claim, other, attempt)
}

const tokenOf = (found: Exclude<Found, 'absent'>): string =>
  found === 'unreadable' ? 'unreadable' : found.token

/** Beats in place, through the handle of our own file: a beat can never put back a lock that was taken away. */
function keep(path: string, owner: Owner, handle: FileHandle, now: () => number): Lock {
  const lost = new AbortController()
  const timer = setInterval(() => void beat().catch(() => {}), BEAT_MS)
  timer.unref()
  async function look(): Promise<void> {
    lost.signal.throwIfAborted()
    const found = await findPatiently(path)
    if (typeof found !== 'string' && found.token === owner.token) return
    clearInterval(timer)
    lost.abort(new StateError(`The lock ${path} was taken away by another run; this one stops.`))
    lost.signal.throwIfAborted()
  }
  /** Throws what keeps this beat from being written; the next one will be. */
  async function beat(): Promise<void> {
    await look()
    const bytes = bytesOf({ ...owner, beatAt: now() })
    await handle.write(bytes, 0, bytes.length, 0)
    await handle.truncate(bytes.length)
    await handle.datasync()
  }
  let released = false
  return {
    lost: lost.signal,
    look,
    release: async () => {
      if (released) return
      released = true
      clearInterval(timer)
      held.delete(owner.token)
      const found = await find(path)
      if (typeof found !== 'string' && found.token === owner.token) await rm(path, { force: true })
      await handle.close()
    },
  }
}

/** Creates the file, never without its content; null when there is one, or when a run that sweeps its work folder came between. */
async function create(path: string, owner: Owner): Promise<FileHandle | null> {
  const part = `${path}.${randomUUID()}`
  const handle = await open(part, 'wx', 0o600)
  try {
    await handle.writeFile(bytesOf(owner))
    await link(part, path)
    return handle
  } catch (error) {
    await handle.close()
    const code = codeOf(error)
    if (code === 'EEXIST' || code === 'ENOENT') return null
    if (code === null || !NO_LINKS.includes(code)) throw error
    return await createUnlinked(path, owner)
  } finally {
    await rm(part, { force: true })
  }
}

/** For file systems without hard links. The file is empty for a moment, which `findPatiently` waits for. */
async function createUnlinked(path: string, owner: Owner): Promise<FileHandle | null> {
  let handle: FileHandle
  try {
    handle = await open(path, 'wx', 0o600)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null
    throw error
  }
  await handle.writeFile(bytesOf(owner))
  return handle
}

/** Throws a system error when the file is there and cannot be read. */
async function find(path: string): Promise<Found> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'absent'
    throw error
  }
  return ownerIn(text) ?? 'unreadable'
}

async function findPatiently(path: string): Promise<Found> {
  for (let tries = 0; ; tries++) {
    const found = await find(path)
    if (found !== 'unreadable' || tries === 2) return found
    await pause(PAUSE_MS)
  }
}

/** Whether the lock changes hands or beats while it is watched. */
async function beats(path: string, owner: Owner, watchMs: number): Promise<boolean> {
  const end = performance.now() + watchMs
  while (performance.now() < end) {
    await pause(Math.min(PAUSE_MS * 10, watchMs))
    const found = await find(path)
    if (found === 'absent') return false
    if (found === 'unreadable' || found.token !== owner.token || found.beatAt !== owner.beatAt) return true
  }
  return false
}

/** `silent`: it has not beaten for so long that it is dead, or the clock has jumped, or the machine slept. */
function lifeOf(owner: Owner, now: number): 'alive' | 'silent' | 'dead' {
  const age = Math.abs(now - owner.beatAt)
  if (owner.host !== hostname()) return age < SILENT_AFTER_MS ? 'alive' : 'silent'
  if (owner.pid === process.pid) return held.has(owner.token) ? 'alive' : 'dead'
  if (!isRunning(owner.pid)) return 'dead'
  return age <= RECYCLED_AFTER_MS ? 'alive' : 'silent'
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
