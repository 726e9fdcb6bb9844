// The lock of a lake in a bucket: an object that is written under conditions. Its heart tells who lives; processes and hosts do not,
// for containers share both, and clocks do not either, for two machines may be hours apart.
import { LOCK } from '../lake/paths.ts'
import { type Claims, conditionsKept, RaceLostError, StoreError, type Versioned } from '../store/store.ts'
import { LockedError, StateError } from './errors.ts'
import { bytesOf, type Lock, type Owner, ownerIn } from './lock-owner.ts'

/** How often the heart beats, when it counts as silent, and how long a silent one is watched before its lock is taken. */
export interface Heart {
  readonly beatMs: number
  readonly silentMs: number
  readonly watchMs: number
}

export const HEART: Heart = { beatMs: 15_000, silentMs: 90_000, watchMs: 40_000 }

/** What is claimed, where people find it, and by whom. */
export interface Claim {
  readonly claims: Claims
  readonly where: string
  readonly owner: Owner
  readonly now: () => number
  readonly heart?: Heart
  /** Ends the watch. */
  readonly signal?: AbortSignal
}

/** Locks that change hands again and again while they are looked at. */
const MOST_ATTEMPTS = 20
const PAUSE_MS = 100

/** Takes the lock. Throws a LockedError when a living run has it, a StoreError for a service that ignores conditions. */
export async function takeClaim(claim: Claim): Promise<Lock> {
  const { claims, where, owner } = claim
  let only: string | null = null
  for (let tries = 0; tries < MOST_ATTEMPTS; tries++) {
    try {
      const version = await claims.put(LOCK, bytesOf(owner), only)
      return keep(claim, await refuseUnconditional(claim, version))
    } catch (error) {
      if (!(error instanceof RaceLostError)) throw error
    }
    const found = await claims.get(LOCK)
    // Our own write, of which the answer was lost.
    if (found !== null && tokenIn(found) === owner.token)
      return keep(claim, await refuseUnconditional(claim, found.version))
    if (found === null) await pause(PAUSE_MS, claim.signal)
    else await refuseLiving(claim, found)
    only = found?.version ?? null
  }
  throw new StateError(`The lock ${where} cannot be had: others take it again and again; run again later.`)
}

/** The error that `takeClaim` would throw now; null: the lock is free, or its heart is silent. */
export async function whoClaims(
  claims: Claims,
  where: string,
  now: number,
  { silentMs }: Heart = HEART,
): Promise<LockedError | null> {
  const found = await claims.get(LOCK)
  const owner = found === null ? null : ownerIn(found.bytes.toString())
  return owner !== null && Math.abs(now - owner.beatAt) < silentMs
    ? new LockedError(where, owner, silentMs)
    : null
}

/** Returns the lock's version after conditions were tried on it: a service that ignores them would let two runs commit. */
async function refuseUnconditional({ claims, where }: Claim, version: string): Promise<string> {
  if (claims.unconditional) return version
  try {
    const kept = await conditionsKept(claims, LOCK)
    if (kept !== null) return kept
  } catch (error) {
    await claims.remove(LOCK).catch(() => {})
    throw error
  }
  await claims.remove(LOCK)
  throw new StoreError(
    `The service of ${where} ignores conditional writes, so that two runs could both commit: use one that keeps them, or see to it that only one run works at a time and give --store-unconditional.`,
    null,
  )
}

async function refuseLiving(claim: Claim, found: Versioned): Promise<void> {
  const { where, now, heart = HEART } = claim
  const owner = ownerIn(found.bytes.toString())
  if (owner === null) return
  const isSilent = Math.abs(now() - owner.beatAt) >= heart.silentMs
  if (isSilent && !(await beats(claim, found.version, heart.watchMs))) return
  throw new LockedError(where, owner, heart.silentMs)
}

async function beats({ claims, signal }: Claim, version: string, watchMs: number): Promise<boolean> {
  await pause(watchMs, signal)
  const found = await claims.get(LOCK)
  return found !== null && found.version !== version
}

function keep({ claims, where, owner, now, heart = HEART }: Claim, first: string): Lock {
  const lost = new AbortController()
  let version = first
  let seenAt = latest()
  let beating: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    // A beat that cannot be written now is followed by the next one.
    beating = beating.then(beat).catch(() => {})
  }, heart.beatMs)
  timer.unref()

  async function beat(): Promise<void> {
    if (lost.signal.aborted) return
    const sentAt = latest()
    try {
      version = await claims.put(LOCK, bytesOf({ ...owner, beatAt: now() }), version)
      seenAt = sentAt
    } catch (error) {
      if (!(error instanceof RaceLostError)) throw error
      await see()
    }
  }

  /** Reads the lock; gives up when it is not ours. */
  async function see(): Promise<void> {
    const sentAt = latest()
    const found = await claims.get(LOCK)
    if (found !== null && tokenIn(found) === owner.token) {
      version = found.version
      seenAt = sentAt
      return
    }
    clearInterval(timer)
    lost.abort(new StateError(takenBy(where, found)))
  }

  let released = false
  return {
    lost: lost.signal,
    look: async () => {
      lost.signal.throwIfAborted()
      // Who was frozen longer than a heart may be late asks before it goes on: what it is about to do may be another's to do.
      if (since(seenAt) > heart.beatMs * 2) await see()
      lost.signal.throwIfAborted()
    },
    release: async () => {
      if (released) return
      released = true
      clearInterval(timer)
      await beating
      try {
        const found = await claims.get(LOCK)
        if (found !== null && tokenIn(found) === owner.token) await claims.remove(LOCK)
      } catch {
        // A lock that cannot be removed falls silent; what the run came to is more important.
      }
    },
  }
}

/** By the clock that goes on while a process is frozen, and the one that goes on while a machine sleeps. */
interface Moment {
  readonly steady: number
  readonly wall: number
}
const latest = (): Moment => ({ steady: performance.now(), wall: Date.now() })
const since = ({ steady, wall }: Moment): number => Math.max(performance.now() - steady, Date.now() - wall)

function takenBy(where: string, found: Versioned | null): string {
  const owner = found === null ? null : ownerIn(found.bytes.toString())
  const who =
    owner === null
      ? 'another run, which has ended'
      : `process ${owner.pid} on ${owner.host}, since ${owner.since}`
  return `The lock ${where} was taken away by ${who}: this run stops.`
}

const tokenIn = ({ bytes }: Versioned): string | null => ownerIn(bytes.toString())?.token ?? null

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
