// Delta streams with a table of their own and tables unnested from it, against a model.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applications } from '../../src/streams/applications.ts'
import { type Columns, type DeltaStream, list, struct } from '../../src/streams/define.ts'
import { type Bench, openBench, SEED, spooled } from '../support/fold-lake.ts'
import { type GraphRow, ModelTable, storedRow } from '../support/fold-model.ts'
import type { Row } from '../support/parquet-rows.ts'

const key = struct({ keyId: 'string', hint: 'string', endDateTime: 'timestamp' })
const secret = struct({ keyId: 'string', hint: 'string' })

const columns: Columns = {
  id: 'string',
  displayName: 'string',
  accountEnabled: 'boolean',
  size: 'int64',
  createdDateTime: 'timestamp',
  tags: list('string'),
  info: struct({
    label: 'string',
    Mixed: 'int32',
    when: 'timestamp',
    parts: list(struct({ value: 'string' })),
  }),
  extra: 'json',
  keys: list(key),
  secrets: list(secret),
}

const credentials: Columns = {
  appId: 'string',
  kind: 'string',
  keyId: 'string',
  hint: 'string',
  endDateTime: 'timestamp',
}

const stream: DeltaStream = {
  ...applications,
  tables: {
    things: { rows: 'own', key: ['id'], columns, schemaVersion: 1 },
    credentials: {
      rows: 'unnested',
      from: 'things',
      parentColumn: 'appId',
      lists: [
        { column: 'keys', constants: { kind: 'key' } },
        { column: 'secrets', constants: { kind: 'secret' } },
      ],
      key: ['appId', 'kind', 'keyId'],
      columns: credentials,
      schemaVersion: 1,
    },
  },
}

const absentOr = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: fc.constantFrom(null, undefined) })

const words = fc.constantFrom(
  '',
  'a',
  'b',
  "O'Neil",
  'say "x"',
  'Zoë 😀',
  '\u2028',
  'tab\tnew\nline',
  '{"a":[1]}',
)
const times = fc.constantFrom(
  '2026-11-20T10:00:00Z',
  '2026-11-20T10:00:00.1234567Z',
  '2026-11-20T10:00:00.123456Z',
  '2026-11-20T11:30:00.5+05:30',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.9999999Z',
)
const keyIds = fc.constantFrom('k1', 'k2', 'k3')

const properties = fc.record({
  displayName: absentOr(words),
  accountEnabled: absentOr(fc.boolean()),
  size: absentOr(fc.constantFrom('9223372036854775807', 9_007_199_254_740_991, -5, '0')),
  createdDateTime: absentOr(times),
  tags: absentOr(fc.array(fc.oneof(words, fc.constant(null)), { maxLength: 2 })),
  info: absentOr(
    fc.record({
      label: absentOr(words),
      Mixed: absentOr(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
      when: absentOr(times),
      parts: absentOr(fc.array(fc.record({ value: absentOr(words) }), { maxLength: 2 })),
    }),
  ),
  extra: absentOr(fc.constantFrom<unknown>({ a: [1, null, 'x'] }, [], {}, 'text', false, 12)),
  keys: absentOr(
    fc.array(fc.record({ keyId: keyIds, hint: absentOr(words), endDateTime: absentOr(times) }), {
      maxLength: 3,
    }),
  ),
  secrets: absentOr(fc.array(fc.record({ keyId: keyIds, hint: absentOr(words) }), { maxLength: 2 })),
})

const ids = fc.integer({ min: 1, max: 6 }).map(number => `id-${number}`)

const entry: fc.Arbitrary<GraphRow> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(ids, properties).map(([id, rest]) => ({ id, ...rest })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(ids, fc.constantFrom('changed', 'deleted'))
      .map(([id, reason]) => ({ id, '@removed': { reason } })),
  },
)

const round = fc.record({
  replace: fc.boolean(),
  entries: fc.array(entry, { maxLength: 10 }),
})

/** Graph's rows as they count after a round: the last word on each id. */
function lastWords(entries: readonly GraphRow[]): Map<string, GraphRow> {
  return new Map(entries.map(row => [String(row.id), row]))
}

function elementsOf(row: GraphRow): Row[] {
  const lists = [
    ['keys', 'key'],
    ['secrets', 'secret'],
  ] as const
  return lists.flatMap(([name, kind]) =>
    ((row[name] ?? []) as GraphRow[]).map(element =>
      storedRow(credentials, { ...element, appId: row.id, kind }),
    ),
  )
}

const isRemoved = (row: GraphRow): boolean => row['@removed'] !== undefined

/** The rows of a table after a round: those that the round speaks of, and with a patch those that it does not. */
function merged(
  before: ReadonlyMap<string, Row>,
  replace: boolean,
  isTouched: (row: Row) => boolean,
  added: ReadonlyMap<string, Row>,
): Map<string, Row> {
  const kept = replace ? [] : [...before].filter(([, row]) => !isTouched(row))
  return new Map([...kept, ...added])
}

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

describe('a delta stream', () => {
  it('leaves the tables that a model computes, whatever rounds come', async () => {
    const rounds = fc.array(round, { minLength: 2, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(rounds, fc.boolean(), async (all, inMemory) => {
        const lake = bench.lake(inMemory)
        const things = new ModelTable(['id'])
        const parts = new ModelTable(['appId', 'kind', 'keyId'])
        for (const [index, { replace, entries }] of all.entries()) {
          const isWhole = index === 0 || replace
          const folds = await lake.take(stream, spooled(entries), { kind: isWhole ? 'replace' : 'patch' })
          const last = lastWords(entries)
          const living = [...last.values()].filter(row => !isRemoved(row))

          const rows = new Map(living.map(row => [things.keyOf(row), storedRow(columns, row)]))
          const nextThings = merged(things.image(), isWhole, row => last.has(String(row.id)), rows)
          await things.expectFold(lake, folds.get('things'), {
            received: entries.length,
            duplicates: entries.length - last.size,
            ...things.become(nextThings, lake.at),
          })

          const elements = living.flatMap(elementsOf)
          const own = new Map(elements.map(row => [parts.keyOf(row), row]))
          const nextParts = merged(parts.image(), isWhole, row => last.has(String(row.appId)), own)
          await parts.expectFold(lake, folds.get('credentials'), {
            received: elements.length,
            duplicates: elements.length - own.size,
            ...parts.become(nextParts, lake.at),
          })
        }
      }),
      { seed: SEED, numRuns: 12 },
    )
  })

  it('writes nothing when a round brings nothing new', async () => {
    const lake = bench.lake()
    const rows = [
      { id: 'a', tags: [], info: { label: null, parts: [] }, keys: [{ keyId: 'k', hint: 'h' }], size: '5' },
      { id: 'b', createdDateTime: '2026-11-20T10:00:00.1234567Z', extra: { z: 1, a: 2 } },
    ]
    await lake.take(stream, spooled(rows), { kind: 'replace' })
    for (const mode of ['patch', 'replace'] as const) {
      for (const fold of await lake.fold(stream, spooled([...rows, ...rows]), { kind: mode })) {
        expect(fold).toMatchObject({
          inserted: 0,
          updated: 0,
          deleted: 0,
          changes: null,
          files: [],
          removals: [],
        })
      }
    }
  })

  it('tells an empty list from none, at any depth', async () => {
    const lake = bench.lake()
    await lake.take(stream, spooled([{ id: 'a', tags: [], info: { parts: [] } }]), { kind: 'replace' })
    const folds = await lake.take(stream, spooled([{ id: 'a', tags: null, info: { parts: [] } }]), {
      kind: 'patch',
    })
    expect(folds.get('things')).toMatchObject({ updated: 1 })
    const deep = await lake.take(stream, spooled([{ id: 'a', tags: null, info: {} }]), { kind: 'patch' })
    expect(deep.get('things')).toMatchObject({ updated: 1 })
    const none = await lake.take(stream, spooled([{ id: 'a', info: null }]), { kind: 'patch' })
    expect(none.get('things')).toMatchObject({ updated: 1 })
  })

  it('reports what was deleted in a gap when it has to start over', async () => {
    const lake = bench.lake()
    await lake.take(
      stream,
      spooled([
        { id: 'a', displayName: 'A' },
        { id: 'b', displayName: 'B' },
      ]),
      {
        kind: 'replace',
      },
    )
    const folds = await lake.take(stream, spooled([{ id: 'b', displayName: 'B' }]), { kind: 'replace' })
    expect(folds.get('things')).toMatchObject({ inserted: 0, updated: 0, deleted: 1 })
    expect((await lake.changesOf('things')).flat()).toMatchObject([
      { id: 'a', displayName: 'A', _op: 'delete', _run_id: lake.runId },
    ])
  })

  it('folds an unnested table without its parent table', async () => {
    const lake = bench.lake()
    const narrowed: DeltaStream = {
      ...stream,
      tables: {
        ...stream.tables,
        things: { rows: 'own', key: ['id'], columns: { id: 'string' }, schemaVersion: 1 },
      },
    }
    const options = { tables: ['credentials'], staged: { keys: list(key), secrets: list(secret) } }
    const rows = [
      { id: 'a', keys: [{ keyId: 'k1', hint: 'h' }] },
      { id: 'b', secrets: [{ keyId: 'k1' }] },
    ]
    await lake.take(narrowed, spooled(rows), { kind: 'replace' }, options)
    await lake.take(
      narrowed,
      spooled([{ id: 'b', '@removed': { reason: 'deleted' } }]),
      { kind: 'patch' },
      options,
    )
    expect([...lake.files.keys()]).toEqual(['credentials/data.parquet'])
    expect(await lake.table('credentials')).toMatchObject([
      { appId: 'a', kind: 'key', keyId: 'k1', hint: 'h' },
    ])
  })

  it('leaves every file of the lake as it was until it is published', async () => {
    const lake = bench.lake()
    await lake.take(stream, spooled([{ id: 'a', displayName: 'A' }]), { kind: 'replace' })
    const before = await lake.store.sha256('things/data.parquet')
    const folds = await lake.fold(stream, spooled([{ id: 'a', displayName: 'B' }]), { kind: 'patch' })
    expect(folds[0]?.files.map(file => file.to)).toEqual(['things/data.parquet'])
    expect(await lake.store.sha256('things/data.parquet')).toBe(before)
  })
})
