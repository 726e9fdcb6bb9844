// Children of parents: lines of `{"_parent": id, "_rows": […]}`, against a model.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BadRowsError, MisfitError } from '../../src/lake/errors.ts'
import { application_owners } from '../../src/streams/application_owners.ts'
import type { ChildrenStream } from '../../src/streams/define.ts'
import { type Bench, openBench, SEED, type Spooled } from '../support/fold-lake.ts'
import { type GraphRow, ModelTable, storedRow } from '../support/fold-model.ts'
import type { Row } from '../support/parquet-rows.ts'

interface Family {
  readonly parent: string
  readonly rows: readonly GraphRow[]
}

function families(all: readonly Family[]): Spooled {
  const lines = all
    .filter(({ rows }) => rows.length > 0)
    .map(({ parent, rows }) => `${JSON.stringify({ _parent: parent, _rows: rows })}\n`)
  return {
    bytes: Buffer.from(lines.join('')),
    rows: all.reduce((sum, { rows }) => sum + rows.length, 0),
    longest: Math.max(0, ...lines.map(line => Buffer.byteLength(line))),
    removed: false,
  }
}

const table = application_owners.tables.application_owners
if (table === undefined) throw new Error('the stream has lost its table')

const owner = (applicationId: string, row: GraphRow): Row =>
  storedRow(table.columns, { applicationId, ...row, _odata_type: row['@odata.type'] })

const family: fc.Arbitrary<Family> = fc.record({
  parent: fc.constantFrom('p1', 'p2', "p'3", 'p"4'),
  rows: fc.array(
    fc.record({
      '@odata.type': fc.constantFrom('#microsoft.graph.user', '#microsoft.graph.servicePrincipal', null),
      id: fc.constantFrom('o1', 'o2', 'o3'),
      deletedDateTime: fc.constantFrom('2026-11-20T10:00:00.1234567Z', null, undefined),
    }),
    { maxLength: 4 },
  ),
})

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

describe('a stream of children', () => {
  it('leaves the table that a model computes, whatever was listed', async () => {
    const readings = fc.array(fc.array(family, { maxLength: 6 }), { minLength: 2, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(readings, fc.boolean(), async (all, inMemory) => {
        const lake = bench.lake(inMemory)
        const model = new ModelTable(['applicationId', 'id'])
        for (const some of all) {
          const folds = await lake.take(application_owners, families(some), { kind: 'replace' })
          const rows = some.flatMap(({ parent, rows }) => rows.map(row => owner(parent, row)))
          const next = new Map(rows.map(row => [model.keyOf(row), row]))
          await model.expectFold(lake, folds.get('application_owners'), {
            received: rows.length,
            duplicates: rows.length - next.size,
            ...model.become(next, lake.at),
          })
        }
      }),
      { seed: SEED, numRuns: 25 },
    )
  })

  it('keeps a child whose text JSON.parse takes and DuckDB does not', async () => {
    const lake = bench.lake()
    const line =
      '{"_parent":"p","_rows":[{"id":"o1","@odata.type":"\\ud800"},{"id":"o2","@odata.type":"x"}]}\n'
    const spool = { bytes: Buffer.from(line), rows: 2, longest: line.length, removed: false }
    await lake.take(application_owners, spool, { kind: 'replace' })
    expect(await lake.table('application_owners')).toMatchObject([
      { applicationId: 'p', id: 'o1', _odata_type: '\ufffd' },
      { applicationId: 'p', id: 'o2', _odata_type: 'x' },
    ])
  })

  it('names the child whose value does not fit', async () => {
    const wrong = families([{ parent: 'p', rows: [{ id: 'o1' }, { id: 'o2', deletedDateTime: 'never' }] }])
    const fold = bench.lake().fold(application_owners, wrong, { kind: 'replace' })
    await expect(fold).rejects.toThrow(MisfitError)
    await expect(fold).rejects.toMatchObject({ column: 'deletedDateTime', value: '"never"', rowId: 'o2' })
  })

  it('refuses a child without its key', async () => {
    const stream: ChildrenStream = application_owners
    const nameless = families([{ parent: 'p', rows: [{ '@odata.type': 'x' }] }])
    await expect(bench.lake().fold(stream, nameless, { kind: 'replace' })).rejects.toThrow(BadRowsError)
  })
})
