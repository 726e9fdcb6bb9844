import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type KeychainEntries, openKeychain } from '../../src/auth/person/keychain.ts'
import { keychainProcess } from '../../src/auth/person/keychain-process.ts'
import type { SignInStore } from '../../src/auth/person/sign-ins.ts'
import { openStore } from '../../src/auth/person/store.ts'
import { fill, refusalOf, signInOf } from '../support/person-world.ts'

class Keyring implements KeychainEntries {
  readonly entries = new Map<string, string>()
  /** What each `set` and `remove` did. */
  readonly done: string[] = []
  locked = false
  /** `set`s from then on fail. */
  setsLeft = Infinity

  #check(): void {
    if (this.locked) throw new Error('the collection is locked')
  }

  async get(name: string): Promise<string | null> {
    this.#check()
    return this.entries.get(name) ?? null
  }

  async set(name: string, text: string): Promise<void> {
    this.#check()
    if (--this.setsLeft < 0) throw new Error('no room')
    this.done.push(`set ${name}`)
    this.entries.set(name, text)
  }

  async remove(name: string): Promise<void> {
    this.#check()
    this.done.push(`remove ${name}`)
    this.entries.delete(name)
  }
}

const lockFolder = mkdtempSync(join(tmpdir(), 'entra-keychain-lock-'))
const lock = join(lockFolder, 'lock')
afterAll(() => rmSync(lockFolder, { recursive: true }))

async function opened(keyring: Keyring): Promise<SignInStore> {
  const store = await openKeychain(keyring, lock)
  if (typeof store === 'string') throw new Error(store)
  return store
}

const silent = (sentence: string): void => expect(sentence).toBe('nothing to say')
const long = signInOf({ cache: JSON.stringify({ secret: 'ü€'.repeat(2000) }) })
const other = signInOf({ username: 'bob@contoso.example' })

describe('the keychain', () => {
  it('gives back what was kept, to another process as well', async () => {
    const keyring = new Keyring()
    const store = await opened(keyring)
    expect(await store.load(silent)).toEqual([])
    await fill(store, [long, other])
    expect(await (await opened(keyring)).load(silent)).toEqual([long, other])
    expect([store.lasting, store.reason, store.place]).toEqual([true, null, 'the keychain'])
  })

  it('cuts it into parts that Windows takes', async () => {
    const keyring = new Keyring()
    await fill(await opened(keyring), [long])
    expect(keyring.entries.size).toBeGreaterThan(4)
    for (const text of keyring.entries.values()) expect(text.length * 2).toBeLessThanOrEqual(2560)
  })

  it('writes the parts before the head, and takes the old ones away after it', async () => {
    const keyring = new Keyring()
    const store = await opened(keyring)
    await fill(store, [long])
    const before = [...keyring.entries.keys()].filter(name => name !== 'sign-ins')
    keyring.done.length = 0
    await fill(store, [other])
    const head = keyring.done.indexOf('set sign-ins')
    expect(keyring.done.slice(0, head).every(step => step.startsWith('set sign-ins '))).toBe(true)
    const gone = [...before, 'sign-ins unsettled']
    expect(keyring.done.slice(head + 1).sort()).toEqual(gone.map(name => `remove ${name}`).sort())
    expect(await store.load(silent)).toEqual([other])
  })

  it('keeps the old content when writing fails on the way', async () => {
    const keyring = new Keyring()
    const store = await opened(keyring)
    await fill(store, [other])
    keyring.setsLeft = 2
    const error = await refusalOf(fill(store, [long]))
    expect(error.message).toBe(
      'The keychain cannot be used: no room; unlock it, or keep sign-ins in a file with --cache-file.',
    )
    expect(await store.load(silent)).toEqual([other])
  })

  it('has rid itself at the next change of what writers that were killed left behind', async () => {
    const keyring = new Keyring()
    const store = await opened(keyring)
    await fill(store, [other])
    for (const cache of ['x'.repeat(5000), 'y'.repeat(5000)]) {
      keyring.setsLeft = 3
      await refusalOf(fill(store, [{ ...long, cache }]))
    }
    keyring.setsLeft = Infinity
    expect(keyring.entries.size).toBe(1 + 1 + 1 + 2 + 2)
    await fill(store, [other, other])
    expect([...keyring.entries.keys()].filter(name => name !== 'sign-ins')).toEqual([
      expect.stringMatching(/ 1$/),
    ])
    keyring.setsLeft = 3
    await refusalOf(fill(store, [long]))
    await fill(store, [])
    expect([...keyring.entries]).toEqual([])
  })

  it('loses no change of those who write at once', async () => {
    const keyring = new Keyring()
    const names = Array.from({ length: 10 }, (_, index) => `person ${index}`)
    await Promise.all(
      names.map(async username =>
        (await opened(keyring)).update(now => [signInOf({ username }), ...now], silent),
      ),
    )
    const kept = (await (await opened(keyring)).load(silent)).map(({ username }) => username)
    expect(kept.sort()).toEqual(names)
    expect(readdirSync(lockFolder)).toEqual([])
  })

  it('holds nothing when the last one is forgotten', async () => {
    const keyring = new Keyring()
    const store = await opened(keyring)
    await fill(store, [long])
    await fill(store, [])
    expect([...keyring.entries]).toEqual([])
    expect(await store.load(silent)).toEqual([])
  })

  it('tries itself out without a trace', async () => {
    const keyring = new Keyring()
    const store = await opened(keyring)
    await store.tryOut()
    expect(keyring.done).toHaveLength(2)
    expect([...keyring.entries]).toEqual([])
    keyring.locked = true
    expect((await refusalOf(store.tryOut())).message).toContain('the collection is locked')
  })

  const torn: readonly (readonly [string, (keyring: Keyring) => void])[] = [
    ['a part is gone', keyring => keyring.entries.delete([...keyring.entries.keys()][0] ?? '')],
    ['a part is another', keyring => keyring.entries.set([...keyring.entries.keys()][1] ?? '', 'x')],
    ['the head is no JSON', keyring => keyring.entries.set('sign-ins', 'hello')],
    ['the head is of another program', keyring => keyring.entries.set('sign-ins', '{"version":7}')],
    ['the head is empty', keyring => keyring.entries.set('sign-ins', '')],
  ]
  it.each(torn)('counts nobody as signed in when %s, says so, and can be written again', async (_, tear) => {
    const keyring = new Keyring()
    const store = await opened(keyring)
    await fill(store, [long])
    tear(keyring)
    const said: string[] = []
    expect(await store.load(sentence => said.push(sentence))).toEqual([])
    expect(said).toEqual([expect.stringMatching(/incomplete or not its own.*`entra-extract auth login`/)])
    await fill(store, [other])
    expect(await store.load(silent)).toEqual([other])
  })

  it('looks again when a writer was quicker', async () => {
    const keyring = new Keyring()
    const store = await opened(keyring)
    await fill(store, [long])
    let reads = 0
    const racing: KeychainEntries = {
      set: (name, text) => keyring.set(name, text),
      remove: name => keyring.remove(name),
      get: async name => {
        const text = await keyring.get(name)
        // The head has been read by then, at opening and at loading.
        if (++reads === 2) await fill(store, [other])
        return text
      },
    }
    const reader = await openKeychain(racing, lock)
    if (typeof reader === 'string') throw new Error(reader)
    expect(await reader.load(silent)).toEqual([other])
  })
})

describe('the place where sign-ins are kept', () => {
  it('is memory with the reason where the keychain does not work', async () => {
    const keyring = new Keyring()
    keyring.locked = true
    const store = await openStore(null, () => keyring)
    expect(store).toMatchObject({
      place: 'memory',
      lasting: false,
      reason: 'no keychain on this machine: the collection is locked',
    })
    await fill(store, [other])
    expect(await store.load(silent)).toEqual([other])
    expect(await (await openStore(null, () => keyring)).load(silent)).toEqual([])
  })

  it('is the keychain where it works, and the file where one is named', async () => {
    expect((await openStore(null, () => new Keyring())).place).toBe('the keychain')
    const unasked = (): KeychainEntries => {
      throw new Error('the keychain was asked')
    }
    expect((await openStore('./kept.json', unasked)).place).toBe('file ./kept.json')
  })
})

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A program that answers as the one with the keychain does. */
function program(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'entra-keychain-'))
  folders.push(folder)
  const file = join(folder, 'program.mjs')
  writeFileSync(file, text)
  return file
}

describe('the process that talks to the keychain', () => {
  const remembering = `
    const kept = new Map()
    process.on('message', ({ id, act, name, text }) => {
      if (name === 'refused') return process.send({ id, value: null, error: 'dismissed' })
      if (act === 'set') kept.set(name, text)
      if (act === 'remove') kept.delete(name)
      process.send({ id, value: act === 'get' ? (kept.get(name) ?? null) : null, error: null })
    })`

  it('is asked over a channel of its own', async () => {
    const entries = keychainProcess(program(remembering))
    expect(await entries.get('a')).toBe(null)
    await entries.set('a', 'one')
    expect(await Promise.all([entries.get('a'), entries.get('b')])).toEqual(['one', null])
    await entries.remove('a')
    expect(await entries.get('a')).toBe(null)
    await expect(entries.set('refused', 'x')).rejects.toThrow('dismissed')
  })

  it('is ended when it does not answer, and never asked again', async () => {
    const entries = keychainProcess(program(`process.on('message', () => {})`), 300)
    const before = Date.now()
    const reason = await openKeychain(entries)
    expect(reason).toBe('it did not answer within 1 s')
    expect(Date.now() - before).toBeLessThan(5000)
    const again = Date.now()
    await expect(entries.get('a')).rejects.toThrow('did not answer')
    expect(Date.now() - again).toBeLessThan(100)
  })

  it('is no keychain when it ends by itself', async () => {
    expect(await openKeychain(keychainProcess(program(`process.exitCode = 1`)))).toBe(
      'the process that asks the keychain has ended',
    )
    expect(await openKeychain(keychainProcess('/nowhere/program.mjs'))).toContain('has ended')
  })
})
