// Rows whose properties come in parts, a line for each, against a model.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BadRowsError, MisfitError } from '../../src/lake/errors.ts'
import { type Columns, type ListStream, list, struct, type UnnestedTable } from '../../src/streams/define.ts'
import { subscribed_skus } from '../../src/streams/subscribed_skus.ts'
import { expectedElements } from '../support/expected-rows.ts'
import { type Bench, openBench, SEED, type Spooled, spooledLines } from '../support/fold-lake.ts'
import { type GraphRow, ModelTable, storedRow } from '../support/fold-model.ts'

const columns: Columns = {
  id: 'string',
  _odata_type: 'string',
  name: 'string',
  size: 'int64',
  city: 'string',
  keys: list(struct({ keyId: 'string', hint: 'string' })),
  seen: 'timestamp',
}

const sources = { city: 'location' }

const credentials: UnnestedTable = {
  rows: 'unnested',
  from: 'things',
  parentColumn: 'thingId',
  fromParent: { name: 'name' },
  lists: [{ column: 'keys' }],
  key: ['thingId', 'keyId'],
  columns: { thingId: 'string', name: 'string', keyId: 'string', hint: 'string' },
  schemaVersion: 1,
}

const stream: ListStream = {
  ...subscribed_skus,
  tables: {
    things: { rows: 'own', key: ['id'], columns, sources, schemaVersion: 1 },
    credentials,
  },
}

/** The key comes with every part, and the last part has nothing that the table shows. */
const PARTS = [['id', 'name', 'size'], ['id', 'location', 'keys'], ['seen'], ['id', 'unused']] as const

interface Part {
  readonly part: number
  readonly row: GraphRow
}

const inParts = (lines: readonly Part[]): Spooled => ({
  ...spooledLines(lines.map(({ part, row }) => ({ _part: part, ...row }))),
  parts: PARTS,
})

/** The properties of a row: each as the last line of its part has it. Null: the first part does not know it. */
function whole(lines: readonly Part[], id: unknown): GraphRow | null {
  const last = new Map(lines.filter(({ row }) => row.id === id).map(({ part, row }) => [part, row]))
  const first = last.get(0)
  if (first === undefined) return null
  const properties = PARTS.flatMap((names, part) => names.map(name => [name, last.get(part)?.[name]]))
  return { ...Object.fromEntries(properties), id, '@odata.type': first['@odata.type'] }
}

const shown = (row: GraphRow): GraphRow => ({ ...row, city: row.location, _odata_type: row['@odata.type'] })

const absentOr = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: fc.constantFrom(null, undefined) })
const few = absentOr(fc.constantFrom('a', 'b', ''))

const PROPERTIES: readonly fc.Arbitrary<GraphRow>[] = [
  fc.record({ name: few, size: absentOr(fc.constantFrom(1, '9223372036854775807')), '@odata.type': few }),
  fc.record({
    location: few,
    keys: absentOr(fc.array(fc.record({ keyId: fc.constantFrom('k1', 'k2'), hint: few }), { maxLength: 2 })),
  }),
  fc.record({ seen: absentOr(fc.constant('2026-11-20T10:00:00.1234567Z')) }),
  fc.record({ unused: few }),
]

const line: fc.Arbitrary<Part> = fc
  .integer({ min: 0, max: PARTS.length - 1 })
  .chain(part =>
    fc
      .tuple(fc.constantFrom('t1', 't2', 't3'), PROPERTIES[part] ?? fc.constant({}))
      .map(([id, row]) => ({ part, row: { id, ...row } })),
  )

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const REPLACE = { kind: 'replace' } as const

describe('rows in parts', () => {
  it('are put together as a model does it, whatever lines come', async () => {
    const readings = fc.array(fc.array(line, { maxLength: 14 }), { minLength: 2, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(readings, fc.boolean(), async (all, inMemory) => {
        const lake = bench.lake(inMemory)
        const things = new ModelTable(['id'])
        const keys = new ModelTable(credentials.key)
        for (const lines of all) {
          const folds = await lake.take(stream, inParts(lines), REPLACE)
          const ids = new Set(lines.map(({ row }) => row.id))
          const rows = [...ids].map(id => whole(lines, id)).filter(row => row !== null)
          const received = lines.filter(({ part }) => part === 0).length
          const next = rows.map(row => storedRow(columns, shown(row)))
          await things.expectFold(lake, folds.get('things'), {
            received,
            duplicates: received - rows.length,
            ...things.become(new Map(next.map(row => [things.keyOf(row), row])), lake.at),
          })

          const elements = rows.flatMap(row => expectedElements(credentials, row))
          const own = new Map(elements.map(row => [keys.keyOf(row), row]))
          await keys.expectFold(lake, folds.get('credentials'), {
            received: elements.length,
            duplicates: elements.length - own.size,
            ...keys.become(own, lake.at),
          })
        }
      }),
      { seed: SEED, numRuns: 12 },
    )
  })

  const part = (number: number, row: GraphRow): Part => ({ part: number, row })

  it('take each column from its own part, whatever else a line says', async () => {
    const lake = bench.lake()
    const lines = [
      part(1, { id: 'a', location: 'Ulm', name: 'not here' }),
      part(0, { id: 'a', name: 'old', location: 'nor here' }),
      part(1, { id: 'gone', location: 'Bonn' }),
      part(0, { id: 'a', name: 'new', size: null }),
      part(0, { id: 'b', name: 'alone' }),
    ]
    await lake.take(stream, inParts(lines), REPLACE)
    const table = (await lake.table('things')).map(({ id, name, city }) => [id, name, city])
    expect(table.sort()).toEqual([
      ['a', 'new', 'Ulm'],
      ['b', 'alone', null],
    ])
  })

  it('are read in every part when some text is not what every reader takes', async () => {
    const lake = bench.lake()
    const lines = [part(0, { id: 'a', name: '\ud800' }), part(1, { id: 'a', location: 'Ulm' })]
    await lake.take(stream, inParts(lines), REPLACE)
    expect(await lake.table('things')).toMatchObject([{ id: 'a', name: '\ufffd', city: 'Ulm' }])
  })

  it('name the value of a part that does not fit', async () => {
    const lines = [part(0, { id: 'a' }), part(2, { id: 'a', seen: 'never' })]
    const fold = bench.lake().fold(stream, inParts(lines), REPLACE)
    await expect(fold).rejects.toThrow(MisfitError)
    await expect(fold).rejects.toMatchObject({ column: 'seen', rowId: 'a' })
  })

  it('are put together when there are too many for memory, in any order', async () => {
    const lake = bench.lake(false)
    const ids = Array.from({ length: 3000 }, (_, index) => `id-${index}`)
    const lines = [
      ...ids.map(id => part(0, { id, name: id.padEnd(300, '.') })),
      ...ids.toReversed().map(id => part(1, { id, location: `at ${id}` })),
      ...ids.map(id => part(2, { id, seen: '2026-11-20T10:00:00Z' })),
    ]
    const folds = await lake.take(stream, inParts(lines), REPLACE)
    expect(folds.get('things')).toMatchObject({ received: 3000, duplicates: 0, inserted: 3000 })
    const table = await lake.table('things')
    expect(new Set(table.map(row => row.id)).size).toBe(3000)
    for (const { id, name, city } of table) {
      expect([name, city]).toEqual([String(id).padEnd(300, '.'), `at ${id}`])
    }
  })

  it.each<[string, Spooled]>([
    ['no id', inParts([part(0, { name: 'x' })])],
    ['the number of no part', inParts([part(4, { id: 'a' })])],
    ['no number', { ...spooledLines([{ id: 'a' }]), parts: PARTS }],
  ])('are refused when a line has %s', async (_, spool) => {
    await expect(bench.lake().fold(stream, spool, REPLACE)).rejects.toThrow(BadRowsError)
  })

  it('are refused when fewer can be read than were received', async () => {
    const spool = { ...inParts([part(0, { id: 'a' }), part(1, { id: 'a' })]), rows: 3 }
    await expect(bench.lake().fold(stream, spool, REPLACE)).rejects.toThrow('3 rows were received and 2')
  })
})
