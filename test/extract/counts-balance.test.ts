// The counts of every fold balance, whatever rows come, and counts that do not are noticed before anything is committed.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ImbalanceError, imbalance, refuseImbalance } from '../../src/extract/counts.ts'
import { resetTables } from '../../src/extract/reset.ts'
import type { FoldMode, TableFold } from '../../src/lake/fold.ts'
import { type DeltaStream, list, type StreamDefinition, struct } from '../../src/streams/define.ts'
import { group_members } from '../../src/streams/group_members.ts'
import { sign_ins } from '../../src/streams/sign_ins.ts'
import { user_managers } from '../../src/streams/user_managers.ts'
import { users } from '../../src/streams/users.ts'
import { type Bench, type FoldLake, openBench, SEED, spooled } from '../support/fold-lake.ts'
import { filesIn, leap } from '../support/hazards.ts'
import { expectTruth, startRig, stateOf, tableOf } from '../support/rig.ts'

const things: DeltaStream = {
  ...users,
  tables: {
    things: {
      rows: 'own',
      key: ['id'],
      columns: { id: 'string', name: 'string', parts: list(struct({ partId: 'string' })) },
      schemaVersion: 1,
    },
    parts: {
      rows: 'unnested',
      from: 'things',
      parentColumn: 'thingId',
      lists: [{ column: 'parts' }],
      key: ['thingId', 'partId'],
      columns: { thingId: 'string', partId: 'string' },
      schemaVersion: 1,
    },
  },
}

const events: StreamDefinition = {
  ...sign_ins,
  tables: {
    events: {
      rows: 'own',
      key: ['id'],
      columns: { id: 'string', createdDateTime: 'timestamp', appId: 'string' },
      schemaVersion: 1,
    },
  },
}

const id = fc.integer({ min: 1, max: 7 }).map(number => `id-${number}`)
const gone = fc.record({ id, '@removed': fc.constant({ reason: 'deleted' }) })
const oneIn = <T, U>(weight: number, usual: fc.Arbitrary<T>, rare: fc.Arbitrary<U>) =>
  fc.oneof({ weight: weight - 1, arbitrary: usual }, { weight: 1, arbitrary: rare })

const thing = fc.record({
  id,
  name: fc.constantFrom('a', 'b', null),
  parts: fc.array(fc.record({ partId: fc.constantFrom('p', 'q', 'r') }), { maxLength: 3 }),
})
const related = (relation: string) =>
  fc.record({ id, [relation]: fc.array(oneIn(4, fc.record({ id }), gone), { maxLength: 4 }) })
const event = fc.record({
  id,
  createdDateTime: fc
    .tuple(fc.constantFrom('19', '20'), fc.constantFrom('00', '11', '12', '23'))
    .map(([day, hour]) => `2026-11-${day}T${hour}:00:00Z`),
  appId: fc.constantFrom('x', 'y'),
})

interface Round {
  readonly rows: readonly object[]
  readonly mode: FoldMode
}

/** Rounds of a stream; the first one of delta is always whole. */
function rounds(row: fc.Arbitrary<object>, mode: fc.Arbitrary<FoldMode>): fc.Arbitrary<Round[]> {
  const round = fc.record({ rows: fc.array(row, { maxLength: 12 }), mode })
  return fc.array(round, { minLength: 2, maxLength: 5 })
}

const deltaMode = fc.constantFrom<FoldMode>({ kind: 'patch' }, { kind: 'patch' }, { kind: 'replace' })
const windowMode = fc
  .record({ day: fc.constantFrom('19', '20'), half: fc.integer({ min: 0, max: 2 }), settled: fc.boolean() })
  .map(({ day, half, settled }): FoldMode => {
    const from = Date.parse(`2026-11-${day}T00:00:00Z`) + (half === 2 ? 43_200_000 : 0)
    const to = Date.parse(`2026-11-${day}T00:00:00Z`) + (half === 1 ? 43_200_000 : 86_400_000)
    return { kind: 'window', from: new Date(from).toISOString(), to: new Date(to).toISOString(), settled }
  })

const STREAMS: readonly [string, StreamDefinition, fc.Arbitrary<Round[]>][] = [
  ['rows, and elements of theirs', things, rounds(oneIn(5, thing, gone), deltaMode)],
  ['rows that are never removed', things, rounds(thing, fc.constant({ kind: 'replace' }))],
  ['edges', group_members, rounds(oneIn(6, related('members@delta'), gone), deltaMode)],
  ['single edges', user_managers, rounds(oneIn(6, related('manager@delta'), gone), deltaMode)],
  ['events', events, rounds(event, windowMode)],
]

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

/** The state of a stand-in lake, as far as counts go. */
function tablesOf(lake: FoldLake, definition: StreamDefinition) {
  return Object.fromEntries(
    Object.keys(definition.tables).map(table => {
      const own = [...lake.files].filter(([path]) => path.startsWith(`${table}/`))
      const files = Object.fromEntries(
        own.map(([path, rows]) => [path, { rows, bytes: 1, sha256: '', first: null, last: null }]),
      )
      return [table, { files }]
    }),
  )
}

/** The same fold with one of its numbers, or its file's, off by one. */
function bent(fold: TableFold): TableFold[] {
  const { files } = fold
  const [file] = files
  const numbers = (['inserted', 'deleted'] as const).map(name => ({ ...fold, [name]: fold[name] + 1 }))
  if (file === undefined) return numbers
  const longer = { ...file, facts: { ...file.facts, rows: file.facts.rows + 1 } }
  return [...numbers, { ...fold, files: [longer, ...files.slice(1)] }]
}

describe('a fold', () => {
  test.each(STREAMS)('of %s balances, and only as it is', async (_name, definition, arbitrary) => {
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.boolean(), async (all, inMemory) => {
        const lake = bench.lake(inMemory)
        for (const [index, { rows, mode }] of all.entries()) {
          const isWhole = mode.kind === 'replace' || (mode.kind === 'patch' && index === 0)
          const spool = spooled(rows)
          const folds = await lake.fold(definition, spool, isWhole ? { kind: 'replace' } : mode)
          const facts = { whole: isWhole, removed: spool.removed }
          const tables = tablesOf(lake, definition)
          refuseImbalance(folds, tables, facts)
          for (const fold of folds) {
            for (const other of bent(fold))
              expect(() => refuseImbalance([other], tables, facts)).toThrow(ImbalanceError)
          }
          await lake.publish(folds)
        }
      }),
      { seed: SEED, numRuns: 8 },
    )
  })
})

describe('counts', () => {
  const fold = { received: 10, duplicates: 2, inserted: 5, updated: 3, deleted: 4 }
  const patch = { whole: false, removed: false }
  const whole = { whole: true, removed: false }

  test('that balance', () => {
    expect(imbalance(fold, 20, 21, patch)).toBeNull()
    expect(imbalance(fold, 7, 8, whole)).toBeNull()
    expect(imbalance({ ...fold, deleted: 5 }, 7, 7, { whole: true, removed: true })).toBeNull()
  })

  test.each([
    ['rows that came from nowhere', fold, 20, 22, patch, /20 rows before, 5 inserted and 4 deleted give 22/],
    ['more changes than rows', { ...fold, updated: 4 }, 20, 21, patch, /8 rows received.*5 inserted and 4/],
    ['more duplicates than rows', { ...fold, duplicates: 11 }, 20, 21, patch, /11 of 10/],
    [
      'a whole that lacks a row',
      { ...fold, deleted: 5 },
      7,
      7,
      whole,
      /8 rows received.*are all, and give 7/,
    ],
    ['a whole with a row of old', fold, 8, 9, { whole: true, removed: true }, /are all, and give 9/],
  ])('that do not: %s', (_name, counts, before, after, facts, said) => {
    expect(imbalance(counts, before, after, facts)).toMatch(said)
  })
})

test('a lake whose state miscounts a file: the table fails, and nothing of it is touched', async () => {
  const rig = await startRig()
  try {
    await leap(rig, { tables: ['users'] })
    const state = stateOf(rig.lake)
    const file = state.tables.users?.files['users/data.parquet']
    if (file === undefined) throw new Error('no users')
    file.rows++
    writeFileSync(join(rig.lake, 'state.json'), JSON.stringify(state))
    const before = filesIn(join(rig.lake, 'users'))
    const [user] = [...rig.sandbox.truth('users')].slice(12)
    rig.sandbox.edit.updateUser(String(user?.id), { displayName: 'renamed' })
    const failed = tableOf(await leap(rig, { tables: ['users'] }), 'users')
    const said =
      /users do not balance: 61 rows before, 0 inserted and 0 deleted give 60; .*entra-extract verify/
    expect(failed).toMatchObject({ verdict: 'failed', reason: expect.stringMatching(said) })
    expect(failed).toMatchObject({ before: 61, rows: 61, inserted: 0, updated: 0, counted: null })
    expect(filesIn(join(rig.lake, 'users'))).toEqual(before)
    expect(stateOf(rig.lake).streams.users).toMatchObject({ running: null })
    expect(stateOf(rig.lake).streams.users?.cursor).toEqual(state.streams.users?.cursor)

    rmSync(join(rig.lake, 'users'), { recursive: true })
    await resetTables(rig.lake, ['users'])
    expect(tableOf(await leap(rig, { tables: ['users'] }), 'users')).toMatchObject({ verdict: 'complete' })
    await expectTruth(rig, 'users')
  } finally {
    await rig.close()
  }
})
