// Files of changes are a chain: what is altered, exchanged or missing in it is found, though no list of them is kept.
import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ExtractOptions } from '../../src/extract/options.ts'
import { verifyLake } from '../../src/extract/verify.ts'
import { openDuckDB, type Sql } from '../../src/lake/duckdb.ts'
import type { State } from '../../src/state/schema.ts'
import { findTable } from '../../src/streams/index.ts'
import { paths } from '../support/hazards.ts'
import { mortalMachine } from '../support/mortal.ts'
import { parquetFiles, type Row, readTable } from '../support/parquet-rows.ts'
import { type Rig, replay, sorted, startRig, stateOf } from '../support/rig.ts'

const TABLES = ['users', 'user_licenses', 'group_members']

let rig: Rig
let whole: string
/** The users of the first run. */
let first: Row[]
let duckdb: Sql

const at = (...path: string[]): string => join(rig.lake, ...path)
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

/** A run after one more user has come. */
async function run(options: Partial<ExtractOptions> = {}): Promise<void> {
  rig.sandbox.edit.addUser()
  expect((await rig.extract({ tables: TABLES, ...options })).exitCode).toBe(0)
}

beforeAll(async () => {
  rig = await startRig({ users: 20, activity: 0.1 })
  duckdb = await openDuckDB({ memory: '512MB', spill: null })
  await run()
  first = await readTable(rig.lake, 'users')
  for (let runs = 0; runs < 4; runs++) await run()
  expect(stateOf(rig.lake).tables.users?.nextChange).toBe(5)
  whole = mkdtempSync(join(tmpdir(), 'entra-chain-'))
})
afterAll(async () => {
  duckdb.close()
  await rig.close()
  rmSync(whole, { recursive: true, force: true })
})
beforeEach(() => cpSync(rig.lake, whole, { recursive: true }))
afterEach(() => {
  rmSync(rig.lake, { recursive: true })
  renameSync(whole, rig.lake)
})

const change = (number: number, table = 'users'): string => {
  const found = parquetFiles(at('changes', table)).find(path => path.endsWith(`/00000${number}.parquet`))
  if (found === undefined) throw new Error(`${table} has no change ${number}`)
  return found
}

async function footerOf(path: string): Promise<Record<string, string | undefined>> {
  const { key_value_metadata: pairs = [] } = await parquetMetadataAsync(await asyncBufferFromFile(path))
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]))
}

const found = async (table = 'users'): Promise<{ problems: string[]; notes: string[] }> => {
  const result = (await verifyLake(rig.lake)).find(each => each.table === table)
  return { problems: result?.problems ?? [], notes: result?.notes ?? [] }
}

/** Writes a file anew with other values, its footer as it was, or another. */
async function rewrite(path: string, footer: Record<string, string | undefined>): Promise<void> {
  const pairs = Object.entries(footer).map(([key, value]) => `'${key}': '${value}'`)
  const metadata = pairs.length === 0 ? '' : `, KV_METADATA {${pairs.join(', ')}}`
  await duckdb.run(
    `COPY (SELECT * REPLACE ('somebody else' AS displayName) FROM read_parquet('${path}', hive_partitioning = false))
     TO '${path}.new' (FORMAT parquet${metadata})`,
  )
  renameSync(`${path}.new`, path)
}

const own = (footer: Record<string, string | undefined>): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(footer).filter(([key]) => key.startsWith('entra-extract.')))

const altered = (number: number) =>
  expect.stringMatching(`^changes/users/\\S+/00000${number}\\.parquet was changed since it was written$`)
const unknown = (number: number) =>
  expect.stringMatching(`^nothing tells whether changes/users/\\S+/00000${number}\\.parquet is as it was`)

describe('the chain', () => {
  test('has each file named by the next, and the newest by the state', async () => {
    const previous = async (number: number, table?: string) =>
      (await footerOf(change(number, table)))['entra-extract.previous']
    expect(await previous(1)).toBe('')
    for (const number of [2, 3, 4])
      expect(await previous(number)).toBe(`${number - 1} ${sha256(change(number - 1))}`)
    expect(stateOf(rig.lake).tables.users?.lastChange).toEqual({
      path: change(4).slice(rig.lake.length + 1),
      sha256: sha256(change(4)),
    })
    expect(await footerOf(at('users', 'data.parquet'))).not.toHaveProperty(['entra-extract.previous'])
    expect(await found()).toEqual({ problems: [], notes: [] })
  })

  test('goes on after runs without changes, and over a table that was read anew', async () => {
    const files = paths(at('changes')).length
    await run({ changes: false })
    expect(paths(at('changes'))).toHaveLength(files)
    await run({ full: true })
    expect((await footerOf(change(5)))['entra-extract.previous']).toBe(`4 ${sha256(change(4))}`)
    expect(await found()).toEqual({ problems: [], notes: [] })
    await rewrite(change(4), own(await footerOf(change(4))))
    expect(await found()).toEqual({ problems: [altered(4)], notes: [] })
  })

  test('begins where an earlier version left off, and says nothing of what is older', async () => {
    const state: State = stateOf(rig.lake)
    const { lastChange: _, ...users } = state.tables.users ?? expect.unreachable()
    writeFileSync(at('state.json'), JSON.stringify({ ...state, tables: { ...state.tables, users } }))
    await rewrite(change(4), own(await footerOf(change(4))))
    expect(await found()).toEqual({ problems: [], notes: [] })
    await run()
    expect((await footerOf(change(5)))['entra-extract.previous']).toBe('')
    expect(await found()).toEqual({ problems: [], notes: [] })
    await rewrite(change(5), own(await footerOf(change(5))))
    expect((await found()).problems).toEqual([altered(5)])
  })

  test('is whole wherever a run is killed', { timeout: 60_000 }, async () => {
    rig.sandbox.edit.addUser()
    const quiet = mortalMachine(Number.POSITIVE_INFINITY)
    const copy = mkdtempSync(join(tmpdir(), 'entra-chain-'))
    cpSync(rig.lake, copy, { recursive: true })
    await rig.extract({ out: copy, tables: ['users'] }, quiet)
    const commits = quiet.steps.flatMap((step, index) =>
      /^after (swap state|publish)/.test(step) ? [index + 1] : [],
    )
    expect(commits.length).toBeGreaterThan(4)
    for (const fatal of commits) {
      rmSync(copy, { recursive: true })
      cpSync(rig.lake, copy, { recursive: true })
      const machine = mortalMachine(fatal)
      await rig.extract({ out: copy, tables: ['users'] }, machine).catch(() => {})
      expect(machine.dead).toBe(true)
      expect((await rig.extract({ out: copy, tables: ['users'] })).exitCode).toBe(0)
      const users = (await verifyLake(copy)).find(({ table }) => table === 'users')
      expect(users, machine.steps.at(-1)).toMatchObject({ problems: [], notes: [] })
      const [state, last] = [stateOf(copy).tables.users, parquetFiles(join(copy, 'changes', 'users')).at(-1)]
      expect(state?.lastChange?.sha256, machine.steps.at(-1)).toBe(sha256(last ?? ''))
    }
    rmSync(copy, { recursive: true })
  })

  test('replays, whatever its footers say', async () => {
    const { definition } = findTable('users')
    expect(await replay(rig.lake, 'users', first)).toEqual(
      sorted(definition, await readTable(rig.lake, 'users')),
    )
  })
})

describe('verify names', () => {
  test.each([1, 2, 3, 4])('the %ith file when its values were altered', async number => {
    await rewrite(change(number), own(await footerOf(change(number))))
    expect(await found()).toEqual({ problems: [altered(number)], notes: [] })
  })

  test('each of several, and no other', async () => {
    for (const number of [1, 3]) await rewrite(change(number), own(await footerOf(change(number))))
    expect(await found()).toEqual({ problems: [altered(1), altered(3)], notes: [] })
  })

  test('one whose footer is gone with its values, and what nothing tells of then', async () => {
    const { 'entra-extract.previous': _, ...footer } = own(await footerOf(change(3)))
    await rewrite(change(3), footer)
    expect(await found()).toEqual({ problems: [altered(3)], notes: [unknown(2)] })
  })

  test('of two in a row the later, and says that nothing tells of the other', async () => {
    for (const number of [2, 3]) await rewrite(change(number), own(await footerOf(change(number))))
    expect(await found()).toEqual({ problems: [altered(3)], notes: [unknown(2)] })
    await rewrite(change(1), own(await footerOf(change(1))))
    expect((await found()).problems).toEqual([altered(3)])
  })

  test('one of another lake', async () => {
    const other = await startRig({ users: 20, activity: 0.1 })
    try {
      for (let runs = 0; runs < 3; runs++) {
        other.sandbox.edit.addUser({ displayName: 'Of another lake' })
        await other.extract({ tables: ['users'] })
      }
      const foreign = parquetFiles(join(other.lake, 'changes', 'users'))[1] ?? expect.unreachable()
      copyFileSync(foreign, change(2))
      expect(await found()).toEqual({ problems: [altered(2)], notes: [unknown(1)] })
    } finally {
      await other.close()
    }
  })

  test('the foreign one of two with the same number', async () => {
    const [, date = ''] = /date=([\d-]+)/.exec(change(2)) ?? []
    const copy = change(2).replace(date, '2026-01-01')
    cpSync(change(3), copy)
    expect((await found()).problems).toContainEqual(
      expect.stringMatching(
        /2026-01-01\/000002\.parquet (is not the file that was written with its number, which is \S+\/000002|holds the same as)/,
      ),
    )
  })

  test('a gap, and the file that only the missing one knew', async () => {
    rmSync(change(3))
    expect(await found()).toEqual({ problems: ['changes/users lacks the number 3'], notes: [unknown(2)] })
    await rewrite(change(1), own(await footerOf(change(1))))
    expect((await found()).problems).toEqual(['changes/users lacks the number 3', altered(1)])
  })

  test('nothing when the oldest were removed', async () => {
    for (const number of [1, 2, 3]) {
      rmSync(change(number))
      expect(await found()).toEqual({ problems: [], notes: [] })
    }
  })

  test('nothing of other tables', async () => {
    await rewrite(change(2), own(await footerOf(change(2))))
    for (const table of ['user_licenses', 'group_members'])
      expect(await found(table)).toEqual({ problems: [], notes: [] })
  })
})
