// Elements of the lists of events, by the day of their event, against a model.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reshape } from '../../src/lake/reshape.ts'
import {
  type Columns,
  list,
  struct,
  type TableDefinition,
  type UnnestedTable,
  type WindowStream,
} from '../../src/streams/define.ts'
import { sign_ins } from '../../src/streams/sign_ins.ts'
import { expectedElements } from '../support/expected-rows.ts'
import { type Bench, type FoldLake, openBench, SEED, spooled } from '../support/fold-lake.ts'
import { type GraphRow, microsOf } from '../support/fold-model.ts'
import { parquetColumns, type Row } from '../support/parquet-rows.ts'

const columns: Columns = {
  id: 'string',
  createdDateTime: 'timestamp',
  applied: list(struct({ id: 'string', result: 'string', note: 'string' })),
}

const events: TableDefinition = { rows: 'own', key: ['id'], columns, schemaVersion: 1 }

const applied: UnnestedTable = {
  rows: 'unnested',
  from: 'events',
  parentColumn: 'eventId',
  fromParent: { createdDateTime: 'createdDateTime' },
  lists: [{ column: 'applied' }],
  key: ['eventId', 'id'],
  columns: { eventId: 'string', createdDateTime: 'timestamp', id: 'string', result: 'string' },
  schemaVersion: 1,
}

const stream: WindowStream = { ...sign_ins, tables: { events, applied } }
const listsOnly: WindowStream = { ...sign_ins, tables: { applied: { ...applied, from: columns } } }

const DAYS = ['2026-11-19', '2026-11-20', '2026-11-21'] as const
const HOURS = [0, 6, 12, 18, 24]

const instant = (day: string, hour: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000).toISOString()

const microsIn = (row: Row): bigint => BigInt(String(row.createdDateTime).split(' ')[0] ?? '')
const msOf = (row: Row): number => Number(microsIn(row) / 1000n)
const dayOf = (row: Row): string => new Date(msOf(row)).toISOString().slice(0, 10)
const timeOf = (event: GraphRow): number => Date.parse(String(event.createdDateTime))

/** The two days around the one midnight that an event's time may move over, the day that is read more often than the other. */
const daysOf = (number: number, read: string): readonly string[] => {
  const days = number % 2 === 0 ? DAYS.slice(0, 2) : DAYS.slice(1)
  return [...days, ...days.filter(day => day === read), ...days.filter(day => day === read)]
}

const event = (read: string): fc.Arbitrary<GraphRow> =>
  fc.integer({ min: 1, max: 4 }).chain(number =>
    fc.record({
      id: fc.constant(`event-${number}`),
      createdDateTime: fc
        .tuple(
          fc.constantFrom(...daysOf(number, read)),
          fc.constantFrom('00:00:00Z', '05:59:59.9999999Z', '06:00:00Z', '17:30:00Z', '23:59:59.9999999Z'),
        )
        .map(([day, time]) => `${day}T${time}`),
      applied: fc.oneof(
        { weight: 1, arbitrary: fc.constantFrom<unknown>(null, undefined, []) },
        {
          weight: 4,
          arbitrary: fc.array(
            fc.record({ id: fc.constantFrom('p1', 'p2', 'p3'), result: fc.constantFrom('ok', 'no', null) }),
            { maxLength: 3 },
          ),
        },
      ),
    }),
  )

interface Reading {
  readonly day: string
  readonly from: string
  readonly to: string
  readonly settled: boolean
  readonly events: readonly GraphRow[]
}

const reading: fc.Arbitrary<Reading> = fc.constantFrom(...DAYS).chain(day =>
  fc
    .record({
      span: fc.oneof(
        fc.constant<[number, number]>([0, 4]),
        fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 4 })),
      ),
      settled: fc.boolean(),
      events: fc.array(event(day), { maxLength: 7 }),
    })
    .map(({ span: [start, length], settled, events }) => ({
      day,
      from: instant(day, HOURS[start] ?? 0),
      to: instant(day, HOURS[Math.min(4, start + length)] ?? 24),
      settled,
      events,
    })),
)

interface ModelRow {
  readonly row: Row
  readonly changedAt: string
}

const keyOf = (row: Row): string => JSON.stringify([row.eventId, row.id])

/** Brings the model to what a reading says, and returns what the fold should count. */
function take(model: Map<string, ModelRow>, { day, from, to, settled, events }: Reading, at: string) {
  const isInside = (ms: number): boolean => ms >= Date.parse(from) && ms < Date.parse(to)
  const inside = new Map(events.filter(one => isInside(timeOf(one))).map(one => [one.id, one]))
  const rows = [...inside.values()].flatMap(one => expectedElements(applied, one))
  const next = new Map(rows.map(row => [keyOf(row), row]))
  const counts = { inserted: 0, updated: 0, deleted: 0 }
  for (const [key, { row }] of [...model]) {
    const isReplaced = inside.has(row.eventId) || (!settled && isInside(msOf(row)))
    if (!isReplaced || (next.has(key) && dayOf(row) === day)) continue
    model.delete(key)
    counts.deleted++
  }
  for (const [key, row] of next) {
    const old = model.get(key)
    if (JSON.stringify(old?.row) === JSON.stringify(row)) continue
    if (old === undefined) counts.inserted++
    else counts.updated++
    model.set(key, { row, changedAt: microsOf(at) })
  }
  return { received: rows.length, duplicates: rows.length - next.size, changes: null, ...counts }
}

async function expectTable(lake: FoldLake, model: ReadonlyMap<string, ModelRow>): Promise<void> {
  const expected = [...model.values()].map(({ row, changedAt }) => ({
    ...row,
    _tenant_id: 'the-tenant',
    _changed_at: changedAt,
  }))
  const order = (row: Row): string => `${String(microsIn(row)).padStart(20, '0')} ${row.eventId} ${row.id}`
  expect(await lake.table('applied')).toEqual(expected.sort((a, b) => (order(a) < order(b) ? -1 : 1)))
  const days = [...new Set(expected.map(dayOf))].sort()
  const files = [...lake.files.keys()].filter(file => file.startsWith('applied/'))
  expect(files.sort()).toEqual(days.map(day => `applied/date=${day}/data.parquet`))
}

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

describe('elements of events', () => {
  it.each<[string, WindowStream, readonly string[]]>([
    ['beside the table of the events', stream, ['events', 'applied']],
    ['without the table of the events', stream, ['applied']],
    ['of events that are no table', listsOnly, ['applied']],
  ])('%s are what a model computes, whatever ranges come', async (_, definition, tables) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(reading, { minLength: 2, maxLength: 7 }),
        fc.boolean(),
        async (readings, inMemory) => {
          const lake = bench.lake(inMemory)
          const model = new Map<string, ModelRow>()
          for (const one of readings) {
            const { from, to, settled } = one
            const mode = { kind: 'window', from, to, settled } as const
            const folds = await lake.take(definition, spooled(one.events), mode, { tables })
            expect(folds.get('applied')).toMatchObject(take(model, one, lake.at))
            await expectTable(lake, model)
          }
        },
      ),
      { seed: SEED, numRuns: 8 },
    )
  })

  const whole = (day: string) => ({ kind: 'window', from: instant(day, 0), to: instant(day, 24) }) as const
  const at = (time: string, ...ids: readonly string[]): GraphRow => ({
    id: 'e',
    createdDateTime: time,
    applied: ids.map(id => ({ id, result: 'ok' })),
  })
  const found = async (lake: FoldLake) =>
    (await lake.table('applied')).map(row => [row.eventId, row.id, dayOf(row)])

  it('go with their event over midnight, and leave no empty day behind', async () => {
    const lake = bench.lake()
    await lake.take(stream, spooled([at('2026-11-20T10:00:00Z', 'p1', 'p2')]), whole('2026-11-20'))
    const folds = await lake.take(
      stream,
      spooled([at('2026-11-21T00:00:00Z', 'p2', 'p3')]),
      whole('2026-11-21'),
    )
    expect(folds.get('applied')).toMatchObject({
      inserted: 2,
      updated: 0,
      deleted: 2,
      removals: ['applied/date=2026-11-20/data.parquet'],
    })
    expect(await found(lake)).toEqual([
      ['e', 'p2', '2026-11-21'],
      ['e', 'p3', '2026-11-21'],
    ])
  })

  it('leave the day before when their event moves into a day that has a file', async () => {
    const lake = bench.lake()
    const other = { ...at('2026-11-21T12:00:00Z', 'p1'), id: 'f' }
    await lake.take(stream, spooled([at('2026-11-20T10:00:00Z', 'p1', 'p2')]), whole('2026-11-20'))
    await lake.take(stream, spooled([other]), whole('2026-11-21'))
    await lake.take(stream, spooled([at('2026-11-21T00:00:00Z', 'p3'), other]), whole('2026-11-21'))
    expect(await found(lake)).toEqual([
      ['e', 'p3', '2026-11-21'],
      ['f', 'p1', '2026-11-21'],
    ])
  })

  it('leave the day before also when their event has none any more', async () => {
    const lake = bench.lake()
    await lake.take(stream, spooled([at('2026-11-20T10:00:00Z', 'p1')]), whole('2026-11-20'))
    await lake.take(stream, spooled([at('2026-11-21T00:00:00Z')]), whole('2026-11-21'))
    expect([...lake.files.keys()]).toEqual(['events/date=2026-11-21/data.parquet'])
  })

  it('leave the day before when the day that they move to is too large for a stage', async () => {
    const lake = bench.lake()
    const ids = Array.from({ length: 40 }, (_, index) => `${index}`.padStart(500, 'p'))
    const many = (day: string): GraphRow[] =>
      Array.from({ length: 60 }, (_, index) => ({ ...at(`${day}T10:00:00Z`, ...ids), id: `e${index}` }))
    const first = spooled(many('2026-11-20'))
    expect(first.bytes.length).toBeGreaterThan(1 << 20)
    await lake.take(stream, first, whole('2026-11-20'))
    expect(await lake.table('applied')).toHaveLength(2400)
    const folds = await lake.take(stream, spooled(many('2026-11-21')), whole('2026-11-21'))
    expect(folds.get('applied')).toMatchObject({ inserted: 2400, deleted: 2400 })
    expect([...lake.files]).toEqual([
      ['events/date=2026-11-21/data.parquet', 60],
      ['applied/date=2026-11-21/data.parquet', 2400],
    ])
  })

  it('stay when an event is absent from a range that is settled, and go otherwise', async () => {
    const lake = bench.lake()
    await lake.take(stream, spooled([at('2026-11-20T10:00:00Z', 'p1')]), whole('2026-11-20'))
    await lake.take(stream, spooled([]), { ...whole('2026-11-20'), settled: true })
    expect(await found(lake)).toEqual([['e', 'p1', '2026-11-20']])
    await lake.take(stream, spooled([]), whole('2026-11-20'))
    expect(await found(lake)).toEqual([])
  })

  it('are not written again when nothing is new', async () => {
    const lake = bench.lake()
    const rows = spooled([at('2026-11-20T10:00:00Z', 'p1')])
    await lake.take(stream, rows, whole('2026-11-20'))
    for (const fold of await lake.fold(stream, rows, whole('2026-11-20'))) {
      expect(fold).toMatchObject({ inserted: 0, updated: 0, deleted: 0, files: [], removals: [] })
    }
  })

  it('get the columns of today in days that are not read again', async () => {
    const lake = bench.lake()
    const event = (id: string, time: string) => ({ ...at(time, 'p2', 'p1'), id })
    const day = [event('b', '2026-11-20T12:00:00Z'), event('a', '2026-11-20T18:00:00Z')]
    await lake.take(stream, spooled(day), whole('2026-11-20'))
    const place = 'applied/date=2026-11-20/data.parquet'
    const wider = { ...applied, columns: { ...applied.columns, note: 'string' as const }, schemaVersion: 2 }
    const [file, ...more] = await reshape(bench.duckdb, lake.store, {
      stream: 'stream',
      table: 'applied',
      definition: wider,
      time: 'createdDateTime',
      files: [place],
      stamp: { tenantId: 'the-tenant', runId: 'run' },
      compression: 'snappy',
    })
    expect(more).toEqual([])
    expect(file).toMatchObject({
      to: place,
      facts: { rows: 4, first: '2026-11-20T12:00:00.000Z', last: '2026-11-20T18:00:00.000Z' },
    })
    await lake.store.publish(file?.from ?? '', place)
    expect(await parquetColumns(lake.store.path(place))).toContain('note')
    expect((await lake.table('applied')).map(row => [row.eventId, row.id, row.note])).toEqual([
      ['b', 'p1', null],
      ['b', 'p2', null],
      ['a', 'p1', null],
      ['a', 'p2', null],
    ])
  })
})
