// Killed at any step, a forgetting has removed all or nothing; what is left says so, and the same command ends it.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyLake } from '../../src/extract/verify.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { bucketStore } from '../../src/store/bucket.ts'
import type { GraphObject } from '../support/expected-rows.ts'
import { bytesBelow, filesThatSay, forgetIn } from '../support/forgetting.ts'
import { type Bucket, memoryObjects } from '../support/memory-objects.ts'
import { mortalMachine } from '../support/mortal.ts'
import { mirror } from '../support/mortal-objects.ts'
import { parquetFiles, readTable } from '../support/parquet-rows.ts'
import { extractFrom, NOON, stateOf } from '../support/rig.ts'

const TABLES = ['users', 'user_licenses', 'user_managers', 'sign_ins', 'sign_in_conditional_access']

/** Each step with BUCKET_KILLS=all (`npm run buckets`), every eighth else. */
const EVERY = process.env.BUCKET_KILLS === 'all' ? 1 : 8

let sandbox: Sandbox
let quiet: string
/** Ids of two persons, one of whom has signed in and is somebody's manager. */
let ids: string[]
const folders: string[] = []

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'entra-forget-'))
  folders.push(made)
  return made
}

beforeAll(async () => {
  sandbox = await startSandbox({ users: 30, now: NOON, quotas: 'off', activity: 0.2 })
  quiet = folder()
  const options = { out: quiet, tables: TABLES, since: { backMs: 30 * 3_600_000 } }
  await extractFrom(sandbox, options)
  const [signIn] = [...sandbox.truth('sign_ins')] as GraphObject[]
  const users = ([...sandbox.truth('users')] as GraphObject[]).map(({ id }) => String(id))
  const other = users.find(id => id !== signIn?.userId)
  ids = [String(signIn?.userId), String(other)]
  for (const id of ids) sandbox.edit.updateUser(id, { jobTitle: 'about to leave' })
  sandbox.edit.setManager(String(users.at(-1)), ids[0])
  await extractFrom(sandbox, options)
  expect(parquetFiles(join(quiet, 'changes')).length).toBeGreaterThan(1)
})
afterAll(async () => {
  await sandbox.close()
  for (const each of folders) rmSync(each, { recursive: true, force: true })
})

async function problems(lake: string): Promise<string[]> {
  return (await verifyLake(lake)).flatMap(each => each.problems)
}

/** The tables' rows and the counts of the state. */
async function content(lake: string): Promise<unknown> {
  const rows = await Promise.all(TABLES.map(table => readTable(lake, table)))
  const changes = await Promise.all(TABLES.map(table => readTable(lake, `changes/${table}`)))
  return { rows, changes, counted: Object.values(stateOf(lake).tables).map(table => table.rows) }
}

const copy = (): string => {
  const lake = folder()
  cpSync(quiet, lake, { recursive: true })
  return lake
}

describe('killed', () => {
  test('in a folder', { timeout: 300_000 }, async () => {
    const done = copy()
    await forgetIn(done, ids)
    const [before, after] = [await content(quiet), await content(done)]
    expect(after).not.toEqual(before)
    let lives = 0
    let committed = 0
    for (; ; lives += EVERY) {
      const lake = copy()
      const machine = mortalMachine(lives + 1)
      const store = await machine.openStore(lake)
      await forgetIn(store, ids).catch(error => {
        if (!machine.dead) throw error
      })
      if (!machine.dead) break
      expect(await problems(lake), `step ${lives + 1}, ${machine.steps.at(-1)}`).toEqual([])
      const left = JSON.stringify(await content(lake))
      if (left === JSON.stringify(after)) committed++
      else expect(left).toBe(JSON.stringify(before))
      await forgetIn(lake, ids)
      expect(await content(lake)).toEqual(after)
      expect(await filesThatSay(lake, ids)).toEqual([])
      expect(existsSync(join(lake, '_work', 'forget'))).toBe(false)
      rmSync(lake, { recursive: true })
    }
    expect(lives).toBeGreaterThan(20)
    expect(committed).toBeGreaterThan(0)
  })

  test('in a bucket', { timeout: 300_000 }, async () => {
    const filled: Bucket = new Map()
    for (const [path, bytes] of bytesBelow(quiet))
      filled.set(path, { bytes: Buffer.from(bytes, 'latin1'), version: path })
    const seen = async (bucket: Bucket): Promise<string> => {
      const lake = folder()
      await mirror(memoryObjects(bucket), lake)
      return lake
    }
    let lives = 0
    for (; ; lives += EVERY) {
      const bucket: Bucket = new Map(filled)
      let writes = 0
      const before = (request: string) => {
        if (/^(put|upload|copy|remove) (?!_work\/lock)/.test(request)) writes++
        if (writes > lives) throw new Error(`dead at ${request}`)
      }
      const on = (manners: object) => bucketStore(memoryObjects(bucket, manners), folder())
      await forgetIn(on({ before }), ids).catch(error => {
        if (writes <= lives) throw error
      })
      bucket.delete('_work/lock.json')
      if (writes > lives) await forgetIn(on({}), ids)
      const lake = await seen(bucket)
      expect(await problems(lake), `write ${lives}`).toEqual([])
      expect(await filesThatSay(lake, ids)).toEqual([])
      expect(readdirSync(join(lake, 'runs')).some(name => name.endsWith('-forget.json'))).toBe(true)
      rmSync(lake, { recursive: true })
      if (writes <= lives) break
    }
    expect(lives).toBeGreaterThan(10)
  })
})

describe('an interrupted stream', () => {
  /** Dies when the spool of users has two pages. */
  async function interrupted(): Promise<string> {
    const lake = folder()
    const slow = await startSandbox({ users: 30, now: NOON, quotas: 'off', pageSizes: { usersDelta: 10 } })
    const machine = mortalMachine(Number.POSITIVE_INFINITY)
    const stop = new AbortController()
    try {
      await extractFrom(
        slow,
        { out: lake, tables: ['users'] },
        {
          openStore: machine.openStore,
          commitPolicy: { bytes: 0, ms: 0 },
          signal: stop.signal,
          onEvent: event => {
            if (event.type === 'page' && event.pages === 2) stop.abort()
          },
        },
      )
    } finally {
      await machine.network.close()
      await slow.close()
    }
    expect(stateOf(lake).streams.users?.running).not.toBeNull()
    return lake
  }

  test('begins anew when it had read of the person, and keeps what it read of others', async () => {
    const lake = await interrupted()
    const spool = join(lake, '_work', 'users', 'spool.ndjson')
    const stranger = await forgetIn(lake, ['00000000-0000-4000-8000-000000000000'])
    expect([stranger.streamsBegunAnew, existsSync(spool)]).toEqual([[], true])
    const [line = ''] = bytesBelow(lake).get('_work/users/spool.ndjson')?.split('\n') ?? []
    const { id, userPrincipalName } = JSON.parse(line) as Record<string, string>
    if (id === undefined || userPrincipalName === undefined) throw new Error('the spool has no user')
    const dry = await forgetIn(lake, [id], { dryRun: true })
    expect([dry.streamsBegunAnew, existsSync(spool)]).toEqual([['users'], true])
    const receipt = await forgetIn(lake, [id])
    expect(receipt.streamsBegunAnew).toEqual(['users'])
    expect(receipt.notes.join()).toContain('begin anew: users')
    expect(await filesThatSay(lake, [id, userPrincipalName])).toEqual([])
    expect(stateOf(lake).streams.users?.running).toBeNull()
    const report = await extractFrom(sandbox, { out: lake, tables: ['users'] })
    expect(report.tables).toMatchObject([{ verdict: 'complete' }])
  })
})

describe('nothing is removed', () => {
  test('while another process has the lake', async () => {
    const lake = copy()
    mkdirSync(join(lake, '_work'), { recursive: true })
    const owner = {
      token: 'x',
      host: `not-${hostname()}`,
      pid: 1,
      since: '2026-11-20T12:00:00Z',
      beatAt: Date.now(),
    }
    writeFileSync(join(lake, '_work', 'lock.json'), JSON.stringify(owner))
    const before = bytesBelow(lake)
    await expect(forgetIn(lake, ids)).rejects.toMatchObject({ name: 'LockedError', exitCode: 2 })
    expect(bytesBelow(lake)).toEqual(before)
  })

  test.each([
    ['an altered table', 'users/data.parquet', (bytes: string) => `${bytes}x`],
    ['a missing table', 'users/data.parquet', () => null],
    ['an altered file of changes', 'changes/users', (bytes: string) => bytes.replace('PAR1', 'PAR2')],
    ['a stray file', 'users/copy.parquet', () => 'PAR1'],
  ])('from a lake with %s', async (_, place, damage) => {
    const lake = copy()
    const path = [...bytesBelow(lake).keys()].find(each => each.startsWith(place)) ?? place
    const bytes = damage(bytesBelow(lake).get(path) ?? '')
    if (bytes === null) rmSync(join(lake, path))
    else writeFileSync(join(lake, path), Buffer.from(bytes, 'latin1'))
    const before = bytesBelow(lake)
    await expect(forgetIn(lake, ids)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/is damaged \(.*nothing was removed.*entra-extract verify/),
    })
    expect(bytesBelow(lake)).toEqual(before)
  })

  test('where there is no lake', async () => {
    await expect(forgetIn(folder(), ids)).rejects.toMatchObject({ exitCode: 2 })
  })
})
