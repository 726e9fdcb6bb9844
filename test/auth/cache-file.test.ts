import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cacheFileStore } from '../../src/auth/person/cache-file.ts'
import { UsageError } from '../../src/errors.ts'
import { fill, refusalOf, signInOf } from '../support/person-world.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entra-cache-'))
  path = join(folder, 'sign-ins.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const say = (sentence: string): void => expect(sentence).toBe('nothing to say')
const ada = signInOf()
const bob = signInOf({ username: 'bob@contoso.example', cache: 'x'.repeat(200_000) })

async function usageError(promise: Promise<unknown>): Promise<string> {
  const reason: unknown = await promise.then(
    () => new Error('nothing was refused'),
    (error: unknown) => error,
  )
  if (reason instanceof UsageError) return reason.message
  throw reason
}

describe('the cache file', () => {
  it('is for its owner alone, and gives back what was kept', async () => {
    const store = cacheFileStore(path)
    expect(await store.load(say)).toEqual([])
    await fill(store, [ada, bob])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(await cacheFileStore(path).load(say)).toEqual([ada, bob])
    expect(readdirSync(folder)).toEqual(['sign-ins.json'])
    expect([store.lasting, store.place]).toEqual([true, `file ${path}`])
  })

  it('is gone with the last sign-in', async () => {
    const store = cacheFileStore(path)
    await fill(store, [ada])
    await fill(store, [])
    expect(readdirSync(folder)).toEqual([])
    await fill(store, [])
  })

  it('is tried out without a trace', async () => {
    await cacheFileStore(path).tryOut()
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([0o640, 0o604, 0o620, 0o602, 0o660, 0o644])('is refused with mode %o', async mode => {
    const store = cacheFileStore(path)
    await fill(store, [ada])
    chmodSync(path, mode)
    for (const refused of [store.load(say), fill(store, [bob]), store.tryOut()]) {
      expect(await usageError(refused)).toMatch(
        new RegExp(`mode ${mode.toString(8)}\\); run \`chmod 600 ${path}\``),
      )
    }
    chmodSync(path, 0o600)
    expect(await store.load(say)).toEqual([ada])
  })

  it('is no link, no folder', async () => {
    const target = join(folder, 'target.json')
    await fill(cacheFileStore(target), [ada])
    symlinkSync(target, path)
    expect(await usageError(cacheFileStore(path).load(say))).toContain('is a link')
    expect(await usageError(fill(cacheFileStore(path), [bob]))).toContain('is a link')
    expect(await cacheFileStore(target).load(say)).toEqual([ada])
    mkdirSync(join(folder, 'sub'))
    expect(await usageError(cacheFileStore(join(folder, 'sub')).load(say))).toContain('is not a file')
    expect(await usageError(cacheFileStore(join(folder, 'none', 'x.json')).tryOut())).toContain('ENOENT')
  })

  it.each([
    '',
    '{"version":1,"signIns":[',
    '[]',
    '{"version":2,"signIns":[]}',
    '{"version":1,"signIns":[{"authority":"x"}]}',
  ])('says to delete it when it holds %j', async text => {
    writeFileSync(path, text, { mode: 0o600 })
    const error = await refusalOf(cacheFileStore(path).load(say))
    expect(error.message).toContain(`${path} does not hold sign-ins, or was cut short; delete it`)
    expect(error.exitCode).toBe(3)
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('is whole whatever two writers do at once', async () => {
    const stores = [cacheFileStore(path), cacheFileStore(path)]
    const writing = Array.from({ length: 20 }, (_, round) =>
      fill(stores[round % 2] ?? cacheFileStore(path), round % 2 === 0 ? [ada] : [bob, ada]),
    )
    const reading = Array.from({ length: 20 }, () => cacheFileStore(path).load(say))
    for (const seen of await Promise.all(reading)) expect([0, 1, 2]).toContain(seen.length)
    await Promise.all(writing)
    expect([1, 2]).toContain((await cacheFileStore(path).load(say)).length)
    expect(readdirSync(folder)).toEqual(['sign-ins.json'])
  })

  it('loses no change of those who write at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `person ${index}`)
    const adding = names.map(username =>
      cacheFileStore(path).update(now => [signInOf({ username }), ...now], say),
    )
    expect((await Promise.all(adding)).map(({ length }) => length).sort((a, b) => a - b)).toEqual(
      names.map((_, index) => index + 1),
    )
    const kept = (await cacheFileStore(path).load(say)).map(({ username }) => username)
    expect(kept.sort()).toEqual(names.sort())
  })
})

describe('the lock of the cache file', () => {
  const lock = (): string => `${path}.lock`
  const makeLock = (secondsOld: number): void => {
    writeFileSync(lock(), 'of another')
    const then = Date.now() / 1000 - secondsOld
    utimesSync(lock(), then, then)
  }

  it('is waited for', async () => {
    makeLock(0)
    const writing = fill(cacheFileStore(path), [ada])
    await new Promise(resolve => setTimeout(resolve, 200))
    expect(readdirSync(folder)).toEqual(['sign-ins.json.lock'])
    rmSync(lock())
    expect(await writing).toEqual([ada])
    expect(readdirSync(folder)).toEqual(['sign-ins.json'])
  })

  it('is a sentence when another does not let go', async () => {
    makeLock(20)
    const store = cacheFileStore(path, 100)
    for (const refused of [() => fill(store, [ada]), () => store.tryOut()]) {
      expect((await refusalOf(refused())).message).toBe(
        `Another entra-extract is changing the sign-ins that are kept; try again, or delete ${path}.lock when none is running.`,
      )
    }
    expect(readFileSync(lock(), 'utf8')).toBe('of another')
    expect(await store.load(say)).toEqual([])
  })

  it('counts no more after 30 seconds, for one of those who wait', async () => {
    makeLock(31)
    const names = Array.from({ length: 8 }, (_, index) => `person ${index}`)
    await Promise.all(
      names.map(username => cacheFileStore(path).update(now => [signInOf({ username }), ...now], say)),
    )
    expect(await cacheFileStore(path).load(say)).toHaveLength(8)
    expect(readdirSync(folder)).toEqual(['sign-ins.json'])
  })

  it('is left to whoever has taken it over', async () => {
    const store = cacheFileStore(path)
    await store.update(() => {
      writeFileSync(lock(), 'of another')
      return [ada]
    }, say)
    expect(readFileSync(lock(), 'utf8')).toBe('of another')
  })

  it('goes when the change fails, and nothing is changed', async () => {
    const store = cacheFileStore(path)
    await fill(store, [ada])
    const failing = store.update(() => {
      throw new TypeError('odd')
    }, say)
    await expect(failing).rejects.toThrow('odd')
    expect(readdirSync(folder)).toEqual(['sign-ins.json'])
    expect(await store.load(say)).toEqual([ada])
  })
})

it('removes what writers who were killed left beside it, and nothing else', async () => {
  const leftOver = ['sign-ins.json.0123456789ab.tmp', 'sign-ins.json.lock.0123456789ab.tmp']
  const others = ['other.json.0123456789ab.tmp', 'sign-ins.json.backup.tmp', 'sign-ins.json.old']
  for (const name of [...leftOver, ...others]) writeFileSync(join(folder, name), '')
  await fill(cacheFileStore(path), [ada])
  expect(readdirSync(folder).sort()).toEqual([...others, 'sign-ins.json'].sort())
})
