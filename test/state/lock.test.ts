import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LockedError, StateError } from '../../src/state/errors.ts'
import { type Lock, takeLock } from '../../src/state/lock.ts'
import { folderStore, openFolder, type Store } from '../../src/store/folder.ts'

let folder: string
let store: Store
let path: string
const locks: Lock[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'entra-lock-'))
  store = await openFolder(folder)
  path = join(folder, '_work', 'lock.json')
  mkdirSync(join(folder, '_work'))
})
afterEach(async () => {
  vi.useRealTimers()
  for (const lock of locks.splice(0)) await lock.release()
  rmSync(folder, { recursive: true, force: true })
})

const NOW = Date.UTC(2026, 10, 20, 10)

async function take(now: () => number = () => NOW, watchMs = 20): Promise<Lock> {
  const lock = await takeLock(store, now, watchMs)
  locks.push(lock)
  return lock
}

const other = (some: Record<string, unknown>): string =>
  JSON.stringify({
    token: 'somebody-elses',
    host: hostname(),
    pid: process.pid,
    since: '2026-11-20T09:00:00.000Z',
    beatAt: NOW,
    ...some,
  })

const owner = (): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>

/** The number of a process that has ended. */
function deadPid(): number {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  return pid
}

describe('the lock of a lake', () => {
  it('says who has it, since when, and goes when it is released', async () => {
    const lock = await take()
    expect(owner()).toMatchObject({
      host: hostname(),
      pid: process.pid,
      since: '2026-11-20T10:00:00.000Z',
      beatAt: NOW,
    })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await lock.release()
    expect(readdirSync(join(folder, '_work'))).toEqual([])
    await lock.release()
  })

  it('is refused to a second taker, with its owner', async () => {
    await take()
    const second = take()
    await expect(second).rejects.toThrow(LockedError)
    await expect(second).rejects.toMatchObject({
      exitCode: 2,
      owner: { host: hostname(), pid: process.pid },
      message: expect.stringContaining(`process ${process.pid} on ${hostname()}`),
    })
  })

  it('is given to one of many who ask at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => take()))
    expect(results.filter(result => result.status === 'fulfilled')).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(LockedError)
    }
  })

  it('is given to one of many who find a dead one', async () => {
    writeFileSync(path, other({ pid: deadPid() }))
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => take()))
    expect(results.filter(result => result.status === 'fulfilled')).toHaveLength(1)
    expect(readdirSync(join(folder, '_work'))).toEqual(['lock.json'])
  })

  it('is never held by two of many who find one dead lock after the other', { timeout: 60_000 }, async () => {
    const pid = deadPid()
    for (let round = 0; round < 60; round++) {
      writeFileSync(path, other({ pid, token: `dead-${round}` }))
      const results = await Promise.allSettled(Array.from({ length: 6 }, () => takeLock(store)))
      const taken = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
      expect(taken, `round ${round}`).toHaveLength(1)
      for (const lock of taken) await lock.release()
      expect(readdirSync(join(folder, '_work')), `round ${round}`).toEqual([])
    }
  })

  it('of a dead process of this machine is taken over at once, however lately it beat', async () => {
    writeFileSync(path, other({ pid: deadPid(), beatAt: NOW }))
    await take()
    expect(owner()).toMatchObject({ pid: process.pid })
  })

  it('of an earlier life with the number of this process is taken over at once', async () => {
    writeFileSync(path, other({ pid: process.pid, token: 'an-earlier-life' }))
    await take()
    expect(owner().token).not.toBe('an-earlier-life')
  })

  it('of a living process of this machine is refused, until its number can only be a recycled one', async () => {
    writeFileSync(path, other({ pid: process.ppid, beatAt: NOW - 599_000 }))
    await expect(take()).rejects.toMatchObject({ owner: { pid: process.ppid } })
    expect(owner().token).toBe('somebody-elses')
    writeFileSync(path, other({ pid: process.ppid, beatAt: NOW - 601_000 }))
    await take()
    expect(owner()).toMatchObject({ pid: process.pid })
  })

  it('of another machine is refused while its heart beats, and taken over when it has stopped', async () => {
    writeFileSync(path, other({ host: 'elsewhere', pid: 1, beatAt: NOW - 119_000 }))
    await expect(take()).rejects.toMatchObject({ owner: { host: 'elsewhere', pid: 1 } })
    writeFileSync(path, other({ host: 'elsewhere', pid: 1, beatAt: NOW - 121_000 }))
    await take()
    expect(owner()).toMatchObject({ host: hostname() })
  })

  it.each(['', '{', 'null', '{"pid":1}'])('that cannot be read (%j) is taken over', async text => {
    writeFileSync(path, text)
    await take()
    expect(owner()).toMatchObject({ pid: process.pid })
  })

  it('is not removed by a run that lost it', async () => {
    const lock = await take()
    writeFileSync(path, other({ host: 'elsewhere' }))
    await lock.release()
    expect(owner()).toMatchObject({ host: 'elsewhere' })
  })

  it('beats, and stops the run when another has taken it away', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    let now = NOW
    const lock = await take(() => now)
    now += 10_000
    await vi.advanceTimersByTimeAsync(10_000)
    await vi.waitFor(() => expect(owner()).toMatchObject({ beatAt: NOW + 10_000 }))
    expect(lock.lost.aborted).toBe(false)

    writeFileSync(path, other({ host: 'elsewhere' }))
    const lost = new Promise(resolve => lock.lost.addEventListener('abort', resolve))
    await vi.advanceTimersByTimeAsync(10_000)
    await lost
    expect(lock.lost.reason).toBeInstanceOf(StateError)
    expect(owner()).toMatchObject({ host: 'elsewhere' })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is looked at by who is about to write, before any beat', async () => {
    const lock = await take()
    await lock.look()
    writeFileSync(path, other({ host: 'elsewhere' }))
    expect(lock.lost.aborted).toBe(false)
    await expect(lock.look()).rejects.toThrow(/was taken away by another run; this one stops/)
    expect(lock.lost.reason).toBeInstanceOf(StateError)
    await expect(lock.look()).rejects.toBe(lock.lost.reason)
    expect(owner()).toMatchObject({ host: 'elsewhere' })
  })

  it('that was removed stops the run too, and does not come back', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const lock = await take()
    rmSync(path)
    const lost = new Promise(resolve => lock.lost.addEventListener('abort', resolve))
    await vi.advanceTimersByTimeAsync(10_000)
    await lost
    expect(existsSync(path)).toBe(false)
  })

  it('never comes back over the lock of who took it away', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const lock = await take()
    rmSync(path)
    writeFileSync(path, other({ host: 'elsewhere' }))
    const lost = new Promise(resolve => lock.lost.addEventListener('abort', resolve))
    await vi.advanceTimersByTimeAsync(10_000)
    await lost
    expect(owner()).toMatchObject({ host: 'elsewhere', beatAt: NOW })
    await lock.release()
    expect(owner()).toMatchObject({ host: 'elsewhere' })
  })

  it.each([
    { what: 'a sleep of this machine', facts: { pid: process.ppid, beatAt: NOW - 7 * 3_600_000 } },
    {
      what: 'a clock of this machine that went back',
      facts: { pid: process.ppid, beatAt: NOW + 86_400_000 },
    },
    { what: 'another machine whose clock is behind', facts: { host: 'elsewhere', beatAt: NOW - 3_600_000 } },
    { what: 'another machine whose clock is ahead', facts: { host: 'elsewhere', beatAt: NOW + 3_600_000 } },
  ])('is refused after $what, when its heart is seen to beat', async ({ facts }) => {
    writeFileSync(path, other(facts))
    const taking = take(undefined, 5_000)
    await new Promise(resolve => setTimeout(resolve, 100))
    writeFileSync(path, other({ ...facts, beatAt: facts.beatAt + 10_000 }))
    await expect(taking).rejects.toThrow(LockedError)
    expect(owner().token).toBe('somebody-elses')
  })

  it('of another machine whose clock was days ahead is taken over when it stays silent', async () => {
    writeFileSync(path, other({ host: 'elsewhere', beatAt: NOW + 5 * 86_400_000 }))
    await take()
    expect(owner()).toMatchObject({ host: hostname() })
  })

  it('is not taken from who came after the dead one was seen', async () => {
    writeFileSync(path, other({ host: 'elsewhere', token: 'dead', beatAt: NOW - 600_000 }))
    const slow = take(undefined, 300)
    await new Promise(resolve => setTimeout(resolve, 100))
    writeFileSync(path, other({ token: 'quicker', pid: process.ppid }))
    await expect(slow).rejects.toThrow(LockedError)
    expect(owner().token).toBe('quicker')
    expect(readdirSync(join(folder, '_work'))).toEqual(['lock.json'])
  })

  it.each([
    ['dead', () => other({ token: 'a-claim', pid: deadPid() })],
    ['of an earlier life with this number', () => other({ token: 'a-claim' })],
    ['cut short', () => ''],
  ])('is taken over although a claim on it is left behind, %s', async (_, claim) => {
    writeFileSync(path, other({ pid: deadPid() }))
    writeFileSync(`${path}.claim-somebody-elses`, claim())
    await take()
    expect(owner()).toMatchObject({ pid: process.pid })
    expect(readdirSync(join(folder, '_work'))).toEqual(['lock.json'])
  })

  it('waits for who has the claim on a dead one', async () => {
    writeFileSync(path, other({ pid: deadPid() }))
    writeFileSync(`${path}.claim-somebody-elses`, other({ token: 'a-claim', pid: process.ppid }))
    await expect(take()).rejects.toThrow(LockedError)
    expect(owner().token).toBe('somebody-elses')
  })

  it('that cannot be written says what to do', async () => {
    const below = join(folder, 'a-file')
    writeFileSync(below, '')
    await expect(takeLock(folderStore(below))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /^The lock .*lock\.json cannot be written \(E[A-Z]+\): .* and run again\.$/,
      ),
    })
  })

  it('is no matter of another lake', async () => {
    await take()
    const elsewhere = mkdtempSync(join(tmpdir(), 'entra-lock-'))
    locks.push(await takeLock(await openFolder(elsewhere)))
    rmSync(elsewhere, { recursive: true })
  })
})
