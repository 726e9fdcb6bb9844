import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cacheFileStore } from '../../src/auth/person/cache-file.ts'
import { UsageError } from '../../src/errors.ts'
import { refusalOf, signInOf } from '../support/person-world.ts'

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
    await store.save([ada, bob])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(await cacheFileStore(path).load(say)).toEqual([ada, bob])
    expect(readdirSync(folder)).toEqual(['sign-ins.json'])
    expect([store.lasting, store.place]).toEqual([true, `file ${path}`])
  })

  it('is gone with the last sign-in', async () => {
    const store = cacheFileStore(path)
    await store.save([ada])
    await store.save([])
    expect(readdirSync(folder)).toEqual([])
    await store.save([])
  })

  it('is tried out without a trace', async () => {
    await cacheFileStore(path).tryOut()
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([0o640, 0o604, 0o620, 0o602, 0o660, 0o644])('is refused with mode %o', async mode => {
    const store = cacheFileStore(path)
    await store.save([ada])
    chmodSync(path, mode)
    for (const refused of [store.load(say), store.save([bob]), store.tryOut()]) {
      expect(await usageError(refused)).toMatch(
        new RegExp(`mode ${mode.toString(8)}\\); run \`chmod 600 ${path}\``),
      )
    }
    chmodSync(path, 0o600)
    expect(await store.load(say)).toEqual([ada])
  })

  it('is no link, no folder', async () => {
    const target = join(folder, 'target.json')
    await cacheFileStore(target).save([ada])
    symlinkSync(target, path)
    expect(await usageError(cacheFileStore(path).load(say))).toContain('is a link')
    expect(await usageError(cacheFileStore(path).save([bob]))).toContain('is a link')
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
    const writing = Array.from({ length: 40 }, (_, round) =>
      (stores[round % 2] ?? cacheFileStore(path)).save(round % 2 === 0 ? [ada] : [bob, ada]),
    )
    const reading = Array.from({ length: 20 }, () => cacheFileStore(path).load(say))
    for (const seen of await Promise.all(reading)) expect([0, 1, 2]).toContain(seen.length)
    await Promise.all(writing)
    expect([1, 2]).toContain((await cacheFileStore(path).load(say)).length)
    expect(readdirSync(folder)).toEqual(['sign-ins.json'])
  })
})
