// Tables of elements of lists: of rows that are no table, with NULL in their keys, two levels deep, counted; against a model.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BadRowsError, MisfitError } from '../../src/lake/errors.ts'
import { applications } from '../../src/streams/applications.ts'
import {
  type Columns,
  type DeltaStream,
  type ListStream,
  list,
  struct,
  type TableDefinition,
  type UnnestedTable,
} from '../../src/streams/define.ts'
import { subscribed_skus } from '../../src/streams/subscribed_skus.ts'
import { expectedElements } from '../support/expected-rows.ts'
import { type Bench, openBench, SEED, spooled } from '../support/fold-lake.ts'
import { type GraphRow, ModelTable } from '../support/fold-model.ts'

/** Users with licences, some of them of a group; and what they demand: permissions by resource, and plain ones. */
const columns: Columns = {
  id: 'string',
  name: 'string',
  licences: list(struct({ skuId: 'string', group: 'string', state: 'string', plans: list('string') })),
  demands: list(
    struct({
      resource: 'string',
      access: list(struct({ id: 'string', type: 'string', since: 'timestamp' })),
    }),
  ),
  others: list(struct({ id: 'string', resource: 'string' })),
}

const only = (...names: readonly string[]): Columns =>
  Object.fromEntries(names.flatMap(name => (columns[name] === undefined ? [] : [[name, columns[name]]])))

const states: UnnestedTable = {
  rows: 'unnested',
  from: only('id', 'licences'),
  parentColumn: 'userId',
  lists: [{ column: 'licences', sources: { groupId: 'group' } }],
  key: ['userId', 'skuId', 'groupId'],
  optionalKey: ['groupId'],
  columns: { userId: 'string', skuId: 'string', groupId: 'string', state: 'string', plans: list('string') },
  schemaVersion: 1,
}

const permissions: UnnestedTable = {
  rows: 'unnested',
  from: only('id', 'name', 'demands', 'others'),
  parentColumn: 'appId',
  fromParent: { appName: 'name' },
  lists: [
    {
      column: 'demands',
      inner: 'access',
      fromOuter: { resource: 'resource' },
      index: 'position',
      innerIndex: 'innerPosition',
      sources: { permissionId: 'id' },
      constants: { kind: 'deep' },
    },
    { column: 'others', index: 'position', sources: { permissionId: 'id' }, constants: { kind: 'flat' } },
  ],
  key: ['appId', 'kind', 'position', 'innerPosition'],
  optionalKey: ['innerPosition'],
  columns: {
    appId: 'string',
    appName: 'string',
    kind: 'string',
    position: 'int32',
    innerPosition: 'int32',
    resource: 'string',
    permissionId: 'string',
    type: 'string',
    since: 'timestamp',
  },
  schemaVersion: 1,
}

const things: TableDefinition = { rows: 'own', key: ['id'], columns, schemaVersion: 1 }

/** The same tables of elements, of rows that are no table and of rows that are one. */
const STREAMS: Readonly<Record<string, DeltaStream>> = {
  'rows that are no table': { ...applications, tables: { states, permissions } },
  'a table': {
    ...applications,
    tables: {
      things,
      states: { ...states, from: 'things' },
      permissions: { ...permissions, from: 'things' },
    },
  },
}

const oneOfFew = fc.constantFrom<string | null | undefined>('x', 'y', '', null, undefined)
const listOf = <T>(element: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.array(element, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
  )

const licence = fc.record({
  skuId: fc.constantFrom('s1', 's2'),
  group: fc.constantFrom('g1', 'g2', null, undefined),
  state: oneOfFew,
  plans: fc.constantFrom(null, [], ['p']),
})
const access = fc.record({
  id: fc.constantFrom('a', 'b', null),
  type: oneOfFew,
  since: fc.constantFrom('2026-11-20T10:00:00.1234567Z', null),
})
const demand = fc.oneof(
  { weight: 5, arbitrary: fc.record({ resource: oneOfFew, access: listOf(access) }) },
  { weight: 1, arbitrary: fc.constant(null) },
)
const other = fc.record({ id: fc.constantFrom('a', null), resource: oneOfFew })

const ids = fc.constantFrom('u1', 'u2', 'u3', 'u4')
const entry: fc.Arbitrary<GraphRow> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      id: ids,
      name: oneOfFew,
      licences: listOf(licence),
      demands: listOf(demand),
      others: listOf(other),
    }),
  },
  {
    weight: 1,
    arbitrary: ids.map(id => ({ id, '@removed': { reason: 'changed' } })),
  },
)
const rounds = fc.array(fc.record({ replace: fc.boolean(), entries: fc.array(entry, { maxLength: 8 }) }), {
  minLength: 2,
  maxLength: 4,
})

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

describe.each(Object.entries(STREAMS))('elements of lists of %s', (_, stream) => {
  it('are the ones a model computes, whatever rounds come', async () => {
    await fc.assert(
      fc.asyncProperty(rounds, fc.boolean(), async (all, inMemory) => {
        const lake = bench.lake(inMemory)
        const tables = [
          { name: 'states', table: states, model: new ModelTable(states.key) },
          { name: 'permissions', table: permissions, model: new ModelTable(permissions.key) },
        ]
        for (const [index, { replace, entries }] of all.entries()) {
          const isWhole = index === 0 || replace
          const folds = await lake.take(stream, spooled(entries), { kind: isWhole ? 'replace' : 'patch' })
          const last = new Map(entries.map(row => [row.id, row]))
          const living = [...last.values()].filter(row => row['@removed'] === undefined)
          for (const { name, table, model } of tables) {
            const elements = living.flatMap(row => expectedElements(table, row))
            const own = new Map(elements.map(row => [model.keyOf(row), row]))
            const kept = [...model.image()].filter(
              ([, row]) => !isWhole && !last.has(row[table.parentColumn]),
            )
            await model.expectFold(lake, folds.get(name), {
              received: elements.length,
              duplicates: elements.length - own.size,
              ...model.become(new Map([...kept, ...own]), lake.at),
            })
          }
        }
      }),
      { seed: SEED, numRuns: 12 },
    )
  })
})

describe('a listing whose rows are no table', () => {
  const listing: ListStream = { ...subscribed_skus, tables: { states } }
  const user = (id: string, ...licences: GraphRow[]): GraphRow => ({ id, licences })
  const own = { skuId: 's', group: null, state: 'Active' }
  const ofGroup = { ...own, group: 'g' }
  const take = async (lake: ReturnType<Bench['lake']>, ...rows: GraphRow[]) =>
    (await lake.take(listing, spooled(rows), { kind: 'replace' })).get('states')

  it('gives a table for its lists alone', async () => {
    const lake = bench.lake()
    await take(lake, user('u1', own, ofGroup), user('u2'))
    expect([...lake.files.keys()]).toEqual(['states/data.parquet'])
    expect(await lake.table('states')).toMatchObject([
      { userId: 'u1', skuId: 's', groupId: null, state: 'Active' },
      { userId: 'u1', skuId: 's', groupId: 'g', state: 'Active' },
    ])
  })

  it('knows a row by its key also where that is NULL', async () => {
    const lake = bench.lake()
    await take(lake, user('u', own, ofGroup))
    expect(await take(lake, user('u', ofGroup, own))).toMatchObject({ files: [], changes: null })
    const error = await take(lake, user('u', { ...own, state: 'Error' }, ofGroup))
    expect(error).toMatchObject({ inserted: 0, updated: 1, deleted: 0 })
    expect(await take(lake, user('u', ofGroup))).toMatchObject({ inserted: 0, updated: 0, deleted: 1 })
    const ops = (await lake.changesOf('states'))
      .flat()
      .map(({ groupId, state, _op }) => [groupId, state, _op])
    expect(ops).toEqual([
      [null, 'Error', 'update'],
      [null, 'Error', 'delete'],
    ])
  })

  it('counts the last of two elements with the same key, NULL included', async () => {
    const lake = bench.lake()
    const fold = await take(lake, user('u', own, { ...own, state: 'Error' }))
    expect(fold).toMatchObject({ received: 2, duplicates: 1, inserted: 1 })
    expect(await lake.table('states')).toMatchObject([{ groupId: null, state: 'Error' }])
  })

  it('counts the last of two versions of a parent', async () => {
    const lake = bench.lake()
    await take(lake, user('u', own), user('u', ofGroup))
    expect((await lake.table('states')).map(row => row.groupId)).toEqual(['g'])
  })

  it.each([
    ['a parent without its key', { licences: [own] }],
    ['an element without what its key needs', user('u', { group: 'g' })],
  ])('refuses %s', async (_, row) => {
    await expect(take(bench.lake(), row)).rejects.toThrow(BadRowsError)
  })

  it('names the parent whose list does not fit', async () => {
    const fold = take(bench.lake(), user('u1', own), { id: 'u2', licences: 'none' })
    await expect(fold).rejects.toThrow(MisfitError)
    await expect(fold).rejects.toMatchObject({ column: 'licences', rowId: 'u2' })
  })
})

describe('elements of elements', () => {
  const stream: ListStream = { ...subscribed_skus, tables: { permissions } }

  it('know both their places, those of empty and missing lists counted', async () => {
    const lake = bench.lake()
    const access = (...ids: readonly string[]) => ids.map(id => ({ id }))
    const demands = [
      { resource: 'r0', access: access('a', 'b') },
      { resource: 'r1', access: [] },
      null,
      { resource: 'r3', access: null },
      { resource: 'r4', access: access('c') },
    ]
    const rows = [
      { id: 'x', name: 'X', demands, others: [{ id: 'o', resource: 'r' }] },
      { id: 'y', name: 'Y', demands: null, others: [] },
    ]
    await lake.take(stream, spooled(rows), { kind: 'replace' })
    const found = (await lake.table('permissions')).map(row => [
      `${row.appId} ${row.appName} ${row.kind}`,
      row.position,
      row.innerPosition,
      row.resource,
      row.permissionId,
    ])
    expect(found).toEqual([
      ['x X deep', 0, 0, 'r0', 'a'],
      ['x X deep', 0, 1, 'r0', 'b'],
      ['x X deep', 4, 0, 'r4', 'c'],
      ['x X flat', 0, null, 'r', 'o'],
    ])
  })
})
