// Events by day, against a model.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BadRowsError } from '../../src/lake/errors.ts'
import { type Columns, list, struct, type WindowStream } from '../../src/streams/define.ts'
import { sign_ins } from '../../src/streams/sign_ins.ts'
import { type Bench, openBench, SEED, spooled } from '../support/fold-lake.ts'
import { type GraphRow, microsOf, storedRow } from '../support/fold-model.ts'
import type { Row } from '../support/parquet-rows.ts'

const columns: Columns = {
  id: 'string',
  createdDateTime: 'timestamp',
  appId: 'string',
  location: struct({ city: 'string', geoCoordinates: struct({ latitude: 'double' }) }),
  riskEventTypes: list('string'),
}

const stream: WindowStream = {
  ...sign_ins,
  tables: { events: { rows: 'own', key: ['id'], columns, schemaVersion: 1 } },
}

const DAYS = ['2026-11-19', '2026-11-20', '2026-11-21'] as const
const HOURS = [0, 6, 12, 18, 24]

/** An instant of a day's hour; 24 is the next midnight. */
const instant = (day: string, hour: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000).toISOString()

const dayOf = (row: Row): string => new Date(msOf(row)).toISOString().slice(0, 10)
const msOf = (row: Row): number => Number(BigInt(String(row.createdDateTime).split(' ')[0] ?? '') / 1000n)

/** Times at the edges of ranges and days, in Graph's unit of 100 nanoseconds. */
const times = (days: readonly string[]) =>
  fc
    .tuple(
      fc.constantFrom(...days),
      fc.constantFrom(0, 5, 6, 12, 17, 18, 23),
      fc.constantFrom(':00:00Z', ':00:00.0000001Z', ':30:00.5Z', ':59:59.9999999Z'),
    )
    .map(([day, hour, rest]) => `${day}T${String(hour).padStart(2, '0')}${rest}`)

/** Events whose time may move over the one midnight that their id belongs to. */
const event: fc.Arbitrary<GraphRow> = fc.integer({ min: 1, max: 8 }).chain(number =>
  fc.record({
    id: fc.constant(`event-${number}`),
    createdDateTime: times(number % 2 === 0 ? DAYS.slice(0, 2) : DAYS.slice(1)),
    appId: fc.constantFrom('a', 'b', null),
    location: fc.constantFrom<unknown>(null, {}, { city: 'Ulm', geoCoordinates: { latitude: 48.4 } }),
    riskEventTypes: fc.constantFrom<unknown>(null, [], ['x']),
  }),
)

const range = fc.record({
  day: fc.constantFrom(...DAYS),
  span: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 4 })),
  events: fc.array(event, { maxLength: 8 }),
})

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

describe('a table of events', () => {
  it('holds what a model computes, whatever ranges come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(range, { minLength: 2, maxLength: 8 }),
        fc.boolean(),
        async (ranges, inMemory) => {
          const lake = bench.lake(inMemory)
          const model = new Map<string, { row: Row; changedAt: string }>()
          for (const { day, span, events } of ranges) {
            const [start, length] = span
            const from = instant(day, HOURS[start] ?? 0)
            const to = instant(day, HOURS[Math.min(4, start + length)] ?? 24)
            const folds = await lake.take(stream, spooled(events), { kind: 'window', from, to })

            const rows = events.map(row => storedRow(columns, row))
            const isInside = (row: Row) => msOf(row) >= Date.parse(from) && msOf(row) < Date.parse(to)
            const inside = new Map(rows.filter(isInside).map(row => [String(row.id), row]))
            const counts = { inserted: 0, updated: 0, deleted: 0 }
            for (const [id, { row }] of [...model]) {
              const moved = inside.has(id) && dayOf(row) !== day
              if (!moved && (inside.has(id) || !isInside(row))) continue
              model.delete(id)
              counts.deleted++
            }
            for (const [id, row] of inside) {
              const old = model.get(id)
              if (JSON.stringify(old?.row) === JSON.stringify(row)) continue
              if (old === undefined) counts.inserted++
              else counts.updated++
              model.set(id, { row, changedAt: microsOf(lake.at) })
            }
            expect(folds.get('events')).toMatchObject({
              received: events.length,
              duplicates: rows.filter(isInside).length - inside.size,
              changes: null,
              ...counts,
            })

            const expected = [...model.values()].map(({ row, changedAt }) => ({
              ...row,
              _tenant_id: 'the-tenant',
              _changed_at: changedAt,
            }))
            const order = (a: Row, b: Row) => (sortKey(a) < sortKey(b) ? -1 : 1)
            expect(await lake.table('events')).toEqual(expected.sort(order))
            const days = [...new Set(expected.map(dayOf))].sort()
            expect([...lake.files.keys()].sort()).toEqual(days.map(one => `events/date=${one}/data.parquet`))
          }
        },
      ),
      { seed: SEED, numRuns: 20 },
    )
  })

  const whole = (day: string) => ({ kind: 'window', from: instant(day, 0), to: instant(day, 24) }) as const
  const one = { id: 'e', createdDateTime: '2026-11-20T10:00:00.1234567Z', appId: 'a' }

  it('is not written again when a range is read again and nothing is new', async () => {
    const lake = bench.lake()
    await lake.take(stream, spooled([one]), whole('2026-11-20'))
    const [fold] = await lake.fold(stream, spooled([one, one]), whole('2026-11-20'))
    expect(fold).toMatchObject({ received: 2, duplicates: 1, inserted: 0, updated: 0, deleted: 0 })
    expect(fold).toMatchObject({ files: [], removals: [], changes: null })
  })

  it('knows the first and last event of each file', async () => {
    const lake = bench.lake()
    const late = { ...one, id: 'f', createdDateTime: '2026-11-20T23:59:59.9999999Z' }
    const folds = await lake.take(stream, spooled([late, one]), whole('2026-11-20'))
    expect(folds.get('events')?.files[0]?.facts).toMatchObject({
      rows: 2,
      first: '2026-11-20T10:00:00.123Z',
      last: '2026-11-20T23:59:59.999Z',
    })
  })

  it('has no file for a day without events', async () => {
    const lake = bench.lake()
    const folds = await lake.take(stream, spooled([]), whole('2026-11-20'))
    expect(folds.get('events')).toMatchObject({ received: 0, files: [], removals: [] })
    await lake.take(stream, spooled([one]), whole('2026-11-20'))
    await lake.take(stream, spooled([]), whole('2026-11-20'))
    expect([...lake.files.keys()]).toEqual([])
  })

  it('drops an event from the neighbouring day when its time moved over midnight', async () => {
    const lake = bench.lake()
    const stays = { ...one, id: 'stays' }
    await lake.take(stream, spooled([one, stays]), whole('2026-11-20'))
    const moved = { ...one, createdDateTime: '2026-11-21T00:00:00Z' }
    const folds = await lake.take(stream, spooled([moved]), whole('2026-11-21'))
    expect(folds.get('events')).toMatchObject({ inserted: 1, deleted: 1 })
    expect((await lake.table('events')).map(row => [row.id, dayOf(row)])).toEqual([
      ['stays', '2026-11-20'],
      ['e', '2026-11-21'],
    ])
  })

  it.each([
    ['without a time', { id: 'x' }],
    ['without a key', { createdDateTime: '2026-11-20T10:00:00Z' }],
  ])('refuses an event %s', async (_, row) => {
    const fold = bench.lake().fold(stream, spooled([one, row]), whole('2026-11-20'))
    await expect(fold).rejects.toThrow(BadRowsError)
  })
})

const sortKey = (row: Row): string => {
  const micros = BigInt(String(row.createdDateTime).split(' ')[0] ?? '')
  return `${micros.toString().padStart(20, '0')} ${row.id}`
}
