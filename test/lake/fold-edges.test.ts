// Edges out of `members@delta` slices, against a model.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BadRowsError } from '../../src/lake/errors.ts'
import { group_members } from '../../src/streams/group_members.ts'
import { type Bench, type FoldLake, openBench, SEED, spooled, spooledText } from '../support/fold-lake.ts'
import { type GraphRow, ModelTable } from '../support/fold-model.ts'
import type { Row } from '../support/parquet-rows.ts'

interface Member {
  readonly id: string
  readonly '@odata.type'?: string | null
  readonly '@removed'?: { readonly reason: string }
}

const groupIds = fc.constantFrom('g1', 'g2', 'g3')
const memberIds = fc.constantFrom('m1', 'm2', 'm3', 'm4')
const reasons = fc.constantFrom('changed', 'deleted')

const member: fc.Arbitrary<Member> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      '@odata.type': fc.constantFrom('#microsoft.graph.user', '#microsoft.graph.device', null),
      id: memberIds,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ id: memberIds, '@removed': fc.record({ reason: reasons }) }),
  },
)

const entry: fc.Arbitrary<GraphRow> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ id: groupIds, 'members@delta': fc.array(member, { maxLength: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ id: groupIds }) },
  { weight: 1, arbitrary: fc.record({ id: groupIds, 'members@delta': fc.constant(null) }) },
  { weight: 1, arbitrary: fc.record({ id: groupIds, '@removed': fc.record({ reason: reasons }) }) },
)

const membersOf = (row: GraphRow): readonly Member[] =>
  row['@removed'] === undefined ? ((row['members@delta'] ?? []) as Member[]) : []

const edge = (groupId: unknown, { id, ...rest }: Member): Row => ({
  groupId,
  id,
  _odata_type: rest['@odata.type'] ?? null,
})

/** The edges after a round, told one by one, and how many pairs were spoken of since their group was last removed. */
function told(model: ModelTable, before: ReadonlyMap<string, Row>, entries: readonly GraphRow[]) {
  const edges = new Map(before)
  const spoken = new Set<string>()
  for (const row of entries) {
    if (row['@removed'] !== undefined) {
      for (const [key, { groupId }] of edges) if (groupId === row.id) edges.delete(key)
      for (const key of spoken) if (JSON.parse(key)[0] === row.id) spoken.delete(key)
    }
    for (const one of membersOf(row)) {
      const key = model.keyOf(edge(row.id, one))
      spoken.add(key)
      if (one['@removed'] === undefined) edges.set(key, edge(row.id, one))
      else edges.delete(key)
    }
  }
  return { edges, spoken: spoken.size }
}

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const take = async (lake: FoldLake, kind: 'patch' | 'replace', ...rows: GraphRow[]) =>
  (await lake.take(group_members, spooled(rows), { kind })).get('group_members')

describe('edges of a delta stream', () => {
  it('are the ones a model computes, whatever rounds come', async () => {
    const round = fc.record({ replace: fc.boolean(), entries: fc.array(entry, { maxLength: 10 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(round, { minLength: 2, maxLength: 5 }),
        fc.boolean(),
        async (rounds, inMemory) => {
          const lake = bench.lake(inMemory)
          const model = new ModelTable(['groupId', 'id'])
          for (const [index, { replace, entries }] of rounds.entries()) {
            const isWhole = index === 0 || replace
            const fold = await take(lake, isWhole ? 'replace' : 'patch', ...entries)
            const received = entries.reduce((sum, row) => sum + membersOf(row).length, 0)
            const { edges, spoken } = told(model, isWhole ? new Map() : model.image(), entries)
            await model.expectFold(lake, fold, {
              received,
              duplicates: received - spoken,
              ...model.become(edges, lake.at),
            })
          }
        },
      ),
      { seed: SEED, numRuns: 20 },
    )
  })

  it('are merged from slices of one group over many pages, never replaced by the last', async () => {
    const lake = bench.lake()
    await take(lake, 'replace', ...[1, 2, 3, 4].map(n => ({ id: 'g', 'members@delta': [{ id: `m${n}` }] })))
    expect((await lake.table('group_members')).map(row => row.id).sort()).toEqual(['m1', 'm2', 'm3', 'm4'])
  })

  it('stay when a round says nothing new', async () => {
    const lake = bench.lake()
    const group = { id: 'g', 'members@delta': [{ '@odata.type': '#microsoft.graph.user', id: 'm' }] }
    await take(lake, 'replace', group)
    const gone = { id: 'other', '@removed': { reason: 'deleted' } }
    for (const fold of [await take(lake, 'patch', group, group, gone), await take(lake, 'replace', group)]) {
      expect(fold).toMatchObject({ inserted: 0, updated: 0, deleted: 0, files: [], changes: null })
    }
  })

  it('go with their group, and count again when they are told after it', async () => {
    const lake = bench.lake()
    await take(lake, 'replace', { id: 'g', 'members@delta': [{ id: 'm1' }, { id: 'm2' }] })
    const fold = await take(
      lake,
      'patch',
      { id: 'g', 'members@delta': [{ id: 'm3' }] },
      { id: 'g', '@removed': { reason: 'deleted' } },
      { id: 'g', 'members@delta': [{ id: 'm2' }] },
    )
    expect(fold).toMatchObject({ inserted: 0, updated: 0, deleted: 1 })
    expect(await lake.table('group_members')).toMatchObject([{ groupId: 'g', id: 'm2' }])
  })

  it.each([
    ['a member without id', '{"id":"g","members@delta":[{"@odata.type":"#microsoft.graph.user"}]}'],
    ['a member that is null', '{"id":"g","members@delta":[null]}'],
    ['a group without id', '{"members@delta":[{"id":"m"}]}'],
  ])('are not taken from %s: the fold fails', async (_, text) => {
    const lake = bench.lake()
    await take(lake, 'replace', { id: 'g', 'members@delta': [{ id: 'm1' }] })
    const fold = lake.fold(group_members, spooledText(text), { kind: 'patch' })
    await expect(fold).rejects.toThrow(BadRowsError)
  })
})
