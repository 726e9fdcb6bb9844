// Tables of one row, and keys of which a part may be NULL.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BadRowsError } from '../../src/lake/errors.ts'
import { distinctKeysIn } from '../../src/lake/sql/parquet.ts'
import { applications } from '../../src/streams/applications.ts'
import type { Columns, DeltaStream, ListStream } from '../../src/streams/define.ts'
import { subscribed_skus } from '../../src/streams/subscribed_skus.ts'
import { type Bench, type FoldLake, openBench, SEED, spooled } from '../support/fold-lake.ts'
import { type GraphRow, ModelTable, storedRow } from '../support/fold-model.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const settingsColumns: Columns = { displayConcealedNames: 'boolean', note: 'string' }

const settings: ListStream = {
  ...subscribed_skus,
  tables: { settings: { rows: 'own', key: [], columns: settingsColumns, schemaVersion: 1 } },
}

describe('a table of one row', () => {
  it('holds the last row that came, whatever readings come', async () => {
    const row = fc.record({
      displayConcealedNames: fc.constantFrom(true, false, null),
      note: fc.constantFrom('x', 'y', null),
    })
    const readings = fc.array(fc.array(row, { maxLength: 3 }), { minLength: 2, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(readings, fc.boolean(), async (all, inMemory) => {
        const lake = bench.lake(inMemory)
        const model = new ModelTable([])
        for (const rows of all) {
          const folds = await lake.take(settings, spooled(rows), { kind: 'replace' })
          const last = rows.slice(-1).map(row => storedRow(settingsColumns, row))
          await model.expectFold(lake, folds.get('settings'), {
            received: rows.length,
            duplicates: rows.length - last.length,
            ...model.become(new Map(last.map(row => [model.keyOf(row), row])), lake.at),
          })
        }
      }),
      { seed: SEED, numRuns: 8 },
    )
  })

  it('is updated by a patch, and stays when the patch has no row', async () => {
    const lake = bench.lake()
    const take = async (kind: 'patch' | 'replace', ...rows: GraphRow[]) =>
      (await lake.take(settings, spooled(rows), { kind })).get('settings')
    await take('replace', { note: 'old' })
    expect(await take('patch')).toMatchObject({ inserted: 0, updated: 0, deleted: 0, files: [] })
    expect(await take('patch', { note: 'new' })).toMatchObject({ inserted: 0, updated: 1, deleted: 0 })
    expect(await lake.table('settings')).toMatchObject([{ note: 'new' }])
  })
})

const seatColumns: Columns = { id: 'string', place: 'string', holder: 'string' }

const seats: DeltaStream = {
  ...applications,
  tables: {
    seats: {
      rows: 'own',
      key: ['id', 'place'],
      optionalKey: ['place'],
      columns: seatColumns,
      schemaVersion: 1,
    },
  },
}

describe('a key of which a part may be NULL', () => {
  it('tells rows apart as a model does, whatever rounds come', async () => {
    const entry: fc.Arbitrary<GraphRow> = fc.record({
      id: fc.constantFrom('a', 'b'),
      place: fc.constantFrom('p', '', null, undefined),
      holder: fc.constantFrom('h', 'i', null),
      '@removed': fc.constantFrom(undefined, undefined, { reason: 'deleted' }),
    })
    const round = fc.record({ replace: fc.boolean(), entries: fc.array(entry, { maxLength: 6 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(round, { minLength: 2, maxLength: 5 }),
        fc.boolean(),
        async (rounds, inMemory) => {
          const lake = bench.lake(inMemory)
          const model = new ModelTable(['id', 'place'])
          for (const [index, { replace, entries }] of rounds.entries()) {
            const isWhole = index === 0 || replace
            const folds = await lake.take(seats, spooled(entries), { kind: isWhole ? 'replace' : 'patch' })
            const next = isWhole ? new Map() : model.image()
            const told = new Set<string>()
            for (const entry of entries) {
              const row = storedRow(seatColumns, entry)
              told.add(model.keyOf(row))
              if (entry['@removed'] === undefined) next.set(model.keyOf(row), row)
              else next.delete(model.keyOf(row))
            }
            await model.expectFold(lake, folds.get('seats'), {
              received: entries.length,
              duplicates: entries.length - told.size,
              ...model.become(next, lake.at),
            })
          }
        },
      ),
      { seed: SEED, numRuns: 20 },
    )
  })

  it.each([true, false])('may be long: a large first load finds repeated keys (%s)', async repeats => {
    const lake = bench.lake()
    const rows = Array.from({ length: 2000 }, (_, index) => ({
      id: `id-${index}`.padEnd(600, '.'),
      holder: 'old',
    }))
    const again = repeats ? [{ ...rows[0], holder: 'new' }] : []
    const spool = spooled([...rows, ...again], 500)
    expect(spool.bytes.length).toBeGreaterThan(1 << 20)
    const folds = await lake.take(seats, spool, { kind: 'replace' })
    expect(folds.get('seats')).toMatchObject({ duplicates: again.length, inserted: 2000 })
    expect((await lake.table('seats')).filter(row => row.holder === 'new')).toHaveLength(again.length)
  })

  it('must be there as far as it is needed', async () => {
    const fold = bench.lake().fold(seats, spooled([{ place: 'p' }]), { kind: 'replace' })
    await expect(fold).rejects.toThrow(BadRowsError)
  })
})

describe('counting keys', () => {
  const files = async (lake: FoldLake, rows: readonly GraphRow[]): Promise<string[]> => {
    await lake.take(seats, spooled(rows), { kind: 'replace' })
    return [lake.store.path('seats/data.parquet')]
  }
  const rows = [
    { id: 'a', place: null, holder: 'x' },
    { id: 'a', place: 'p', holder: null },
    { id: 'b', place: null, holder: null },
  ]

  it.each<[string, readonly string[], number]>([
    ['several columns, NULL in one of them', ['id', 'place'], 3],
    ['two columns with NULL in the same row', ['holder', 'place'], 3],
    ['one column, whose NULLs are one key', ['holder'], 2],
    ['one column without NULL', ['id'], 2],
    ['no column: all rows have the same key', [], 1],
  ])('finds the distinct keys of %s', async (_, key, keys) => {
    const paths = await files(bench.lake(), rows)
    expect(await bench.duckdb.rows(distinctKeysIn(paths, key))).toEqual([{ rows: 3, keys }])
    const twice = await bench.duckdb.rows(distinctKeysIn([...paths, ...paths], key))
    expect(twice).toEqual([{ rows: 6, keys }])
  })

  it('finds none in an empty file', async () => {
    const paths = await files(bench.lake(), [])
    for (const key of [[], ['holder'], ['id', 'place']]) {
      expect(await bench.duckdb.rows(distinctKeysIn(paths, key))).toEqual([{ rows: 0, keys: 0 }])
    }
  })
})
