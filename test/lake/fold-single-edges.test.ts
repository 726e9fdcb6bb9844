// Relations with at most one related object per parent (`manager@delta`), against a model.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BadRowsError } from '../../src/lake/errors.ts'
import type { DeltaStream } from '../../src/streams/define.ts'
import { group_members } from '../../src/streams/group_members.ts'
import { type Bench, type FoldLake, openBench, SEED, spooled } from '../support/fold-lake.ts'
import { type GraphRow, ModelTable } from '../support/fold-model.ts'
import type { Row } from '../support/parquet-rows.ts'

const stream: DeltaStream = {
  ...group_members,
  select: ['manager'],
  tables: {
    managers: {
      rows: 'edges',
      relation: 'manager',
      single: true,
      parentColumn: 'userId',
      key: ['userId'],
      columns: { userId: 'string', id: 'string', _odata_type: 'string' },
      schemaVersion: 1,
    },
  },
}

interface Manager {
  readonly id: string
  readonly '@odata.type'?: string
  readonly '@removed'?: { readonly reason: string }
}

const gone = (id: string): Manager => ({ id, '@removed': { reason: 'deleted' } })
const user = (id: string, ...managers: readonly Manager[]): GraphRow => ({ id, 'manager@delta': managers })

const userIds = fc.constantFrom('u1', 'u2', 'u3')
const manager: fc.Arbitrary<Manager> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      id: fc.constantFrom('m1', 'm2', 'm3'),
      '@odata.type': fc.constantFrom('#microsoft.graph.user', '#microsoft.graph.orgContact'),
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom('m1', 'm2', 'm3').map(gone) },
)
const entry: fc.Arbitrary<GraphRow> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(userIds, fc.array(manager, { maxLength: 3 }))
      .map(([id, managers]) => user(id, ...managers)),
  },
  { weight: 1, arbitrary: userIds.map(id => ({ id })) },
  { weight: 1, arbitrary: userIds.map(id => ({ id, '@removed': { reason: 'changed' } })) },
)

const managersOf = (row: GraphRow): readonly Manager[] =>
  row['@removed'] === undefined ? ((row['manager@delta'] ?? []) as Manager[]) : []

const rowOf = (userId: unknown, { id, ...rest }: Manager): Row => ({
  userId,
  id,
  _odata_type: rest['@odata.type'] ?? null,
})

/** Who manages whom after a round, told one by one. */
function told(before: ReadonlyMap<string, Row>, entries: readonly GraphRow[], keyOf: (row: Row) => string) {
  const rows = new Map(before)
  for (const row of entries) {
    const key = keyOf({ userId: row.id })
    if (row['@removed'] !== undefined) rows.delete(key)
    for (const one of managersOf(row)) {
      if (one['@removed'] === undefined) rows.set(key, rowOf(row.id, one))
      else if (rows.get(key)?.id === one.id) rows.delete(key)
    }
  }
  return rows
}

/** Of what was told since the user was last removed: removals, one per manager, and the one manager who is left. */
function counted(entries: readonly GraphRow[]): number {
  const spoken = new Map<unknown, Map<string, Manager>>()
  const latest = new Map<unknown, string>()
  for (const row of entries) {
    if (row['@removed'] !== undefined) {
      spoken.delete(row.id)
      latest.delete(row.id)
    }
    for (const one of managersOf(row)) {
      spoken.set(row.id, (spoken.get(row.id) ?? new Map()).set(one.id, one))
      if (one['@removed'] === undefined) latest.set(row.id, one.id)
    }
  }
  const counts = [...spoken].map(
    ([user, managers]) =>
      [...managers.values()].filter(one => one['@removed'] !== undefined || one.id === latest.get(user))
        .length,
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const take = async (lake: FoldLake, kind: 'patch' | 'replace', ...rows: readonly GraphRow[]) =>
  (await lake.take(stream, spooled(rows), { kind })).get('managers')

describe('a relation to one object', () => {
  it('is what a model computes, whatever rounds come', async () => {
    const round = fc.record({ replace: fc.boolean(), entries: fc.array(entry, { maxLength: 8 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(round, { minLength: 2, maxLength: 5 }),
        fc.boolean(),
        async (rounds, inMemory) => {
          const lake = bench.lake(inMemory)
          const model = new ModelTable(['userId'])
          for (const [index, { replace, entries }] of rounds.entries()) {
            const isWhole = index === 0 || replace
            const fold = await take(lake, isWhole ? 'replace' : 'patch', ...entries)
            const received = entries.reduce((sum, row) => sum + managersOf(row).length, 0)
            const next = told(isWhole ? new Map() : model.image(), entries, row => model.keyOf(row))
            await model.expectFold(lake, fold, {
              received,
              duplicates: received - counted(entries),
              ...model.become(next, lake.at),
            })
          }
        },
      ),
      { seed: SEED, numRuns: 60 },
    )
  })

  const a = { id: 'a', '@odata.type': '#microsoft.graph.user' }
  const b = { id: 'b', '@odata.type': '#microsoft.graph.user' }
  const c = { id: 'c', '@odata.type': '#microsoft.graph.user' }
  const removed: GraphRow = { id: 'u', '@removed': { reason: 'changed' } }

  it.each<[string, readonly GraphRow[], string | null]>([
    ['the new one alone', [user('u', b)], 'b'],
    ['the new one, then the removal of the old', [user('u', b, gone('a'))], 'b'],
    ['the removal of the old, then the new one', [user('u', gone('a'), b)], 'b'],
    ['both in slices of their own', [user('u', b), user('u', gone('a'))], 'b'],
    ['both in slices of their own, the other way', [user('u', gone('a')), user('u', b)], 'b'],
    ['two new ones', [user('u', b), user('u', c)], 'c'],
    ['two new ones and removals of all others', [user('u', b, gone('a')), user('u', c, gone('b'))], 'c'],
    ['one who came and went', [user('u', gone('a'), b), user('u', gone('b'))], null],
    ['the same one again', [user('u', gone('a'), a)], 'a'],
    ['the removal of the one who stands there', [user('u', gone('a'))], null],
    ['the removal of somebody else', [user('u', gone('c'))], 'a'],
    ['nobody', [user('u'), { id: 'u' }, user('other', b)], 'a'],
    ['the user removed', [removed], null],
    ['the user removed after a new one', [user('u', b), removed], null],
    ['the user removed before a new one', [removed, user('u', b)], 'b'],
    ['the user removed before the removal of another', [removed, user('u', gone('c'))], null],
  ])('follows when Graph tells %s', async (_, rows, expected) => {
    for (const inMemory of [true, false]) {
      const lake = bench.lake(inMemory)
      await take(lake, 'replace', user('u', a), user('stays', a))
      await take(lake, 'patch', ...rows)
      const table = (await lake.table('managers')).filter(row => row.userId !== 'other')
      const others = [['stays', 'a']]
      const all = expected === null ? others : [...others, ['u', expected]]
      expect(table.map(row => [row.userId, row.id]).sort()).toEqual(all)
    }
  })

  it('is one change when the manager changes', async () => {
    const lake = bench.lake()
    await take(lake, 'replace', user('u', a))
    expect(await take(lake, 'patch', user('u', b, gone('a')))).toMatchObject({
      inserted: 0,
      updated: 1,
      deleted: 0,
    })
    expect((await lake.changesOf('managers')).flat()).toMatchObject([
      { userId: 'u', id: 'b', _op: 'update', _run_id: lake.runId },
    ])
  })

  it('stays unwritten when nothing is new', async () => {
    const lake = bench.lake()
    await take(lake, 'replace', user('u', a))
    const fold = await take(lake, 'patch', user('u', a, gone('b')), user('u', gone('c')))
    expect(fold).toMatchObject({ inserted: 0, updated: 0, deleted: 0, files: [], changes: null })
  })

  it('is not taken from an entry without id: the fold fails', async () => {
    const row = { id: 'u', 'manager@delta': [{ '@odata.type': '#microsoft.graph.user' }] }
    await expect(take(bench.lake(), 'replace', row)).rejects.toThrow(BadRowsError)
  })
})
