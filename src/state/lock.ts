// One run at a time: a lock file with its owner and a heartbeat.
import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { z } from 'zod'
import { LOCK, WORK } from '../lake/paths.ts'
import type { Store } from '../store/folder.ts'
import { LockedError, StateError } from './errors.ts'

const ownerSchema = z.object({
  token: z.string(),
  host: z.string(),
  pid: z.int(),
  since: z.string(),
  beatAt: z.number(),
})

type Owner = z.infer<typeof ownerSchema>

const BEAT_MS = 10_000
/** A lock of another machine whose heart has not beaten for this long is dead. */
const DEAD_AFTER_MS = 120_000
/** A process number may belong to another program by now: a lock of this machine counts no longer than so without a beat. */
const RECYCLED_AFTER_MS = 600_000

/** Locks that this process holds: a lock with our own process number that is not among them is left from an earlier life. */
const held = new Set<string>()

export interface Lock {
  /** Aborted, with a StateError, when another run has taken the lock away. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/** Takes the lake's lock. Throws a LockedError when a living run has it. */
export async function takeLock(store: Store, now: () => number = Date.now): Promise<Lock> {
  await store.makeFolder(WORK)
  const path = store.path(LOCK)
  const owner: Owner = {
    token: randomUUID(),
    host: hostname(),
    pid: process.pid,
    since: new Date(now()).toISOString(),
    beatAt: now(),
  }
  for (let attempt = 1; !(await create(path, owner)); attempt++) {
    const other = await readOwner(path)
    if (other === null) {
      await new Promise(resolve => setTimeout(resolve, 50))
      if (attempt < 3) continue
    } else if (isAlive(other, now()) || attempt >= 3) throw new LockedError(path, other)
    await evict(path, other)
  }
  held.add(owner.token)
  return keep(path, owner, now)
}

/** The error that `takeLock` would throw now; null: the lake is free. Takes nothing. */
export async function whoHolds(store: Store, now: () => number = Date.now): Promise<LockedError | null> {
  const path = store.path(LOCK)
  const owner = await readOwner(path)
  return owner !== null && isAlive(owner, now()) ? new LockedError(path, owner) : null
}

function keep(path: string, owner: Owner, now: () => number): Lock {
  const lost = new AbortController()
  const timer = setInterval(() => void beat(), BEAT_MS)
  timer.unref()
  async function beat(): Promise<void> {
    if ((await readOwner(path))?.token === owner.token) {
      // A beat that cannot be written now (a full disk) is for the next one.
      await writeOwner(path, { ...owner, beatAt: now() }).catch(() => {})
      return
    }
    clearInterval(timer)
    lost.abort(new StateError(`The lock ${path} was taken away by another run; this one stops.`))
  }
  return {
    lost: lost.signal,
    release: async () => {
      clearInterval(timer)
      held.delete(owner.token)
      if ((await readOwner(path))?.token === owner.token) await rm(path, { force: true })
    },
  }
}

/** Creates the lock; false when there is one. */
async function create(path: string, owner: Owner): Promise<boolean> {
  let handle: Awaited<ReturnType<typeof open>>
  try {
    handle = await open(path, 'wx', 0o600)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
  try {
    await handle.writeFile(JSON.stringify(owner))
  } finally {
    await handle.close()
  }
  return true
}

async function writeOwner(path: string, owner: Owner): Promise<void> {
  const part = `${path}.${owner.token}`
  const handle = await open(part, 'w', 0o600)
  try {
    await handle.writeFile(JSON.stringify(owner))
  } finally {
    await handle.close()
  }
  await rename(part, path)
}

async function readOwner(path: string): Promise<Owner | null> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

/** Moves a dead lock aside; when somebody else was quicker and it is a living one, it goes back. */
async function evict(path: string, dead: Owner | null): Promise<void> {
  const aside = `${path}.dead-${randomUUID()}`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  const moved = await readOwner(aside)
  if (moved !== null && moved.token !== dead?.token) await rename(aside, path)
  else await rm(aside, { force: true })
}

function isAlive(owner: Owner, now: number): boolean {
  if (owner.host !== hostname()) return now - owner.beatAt < DEAD_AFTER_MS
  if (owner.pid === process.pid) return held.has(owner.token)
  if (now - owner.beatAt > RECYCLED_AFTER_MS) return false
  try {
    process.kill(owner.pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
