// Children of parents: lines of `{"_parents": [id], "_rows": […]}`, against a model.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BadRowsError, MisfitError } from '../../src/lake/errors.ts'
import { application_owners } from '../../src/streams/application_owners.ts'
import { type ChildrenStream, type Columns, struct } from '../../src/streams/define.ts'
import { type Bench, openBench, SEED, type Spooled, spooledLines } from '../support/fold-lake.ts'
import { type GraphRow, ModelTable, storedRow } from '../support/fold-model.ts'
import type { Row } from '../support/parquet-rows.ts'

interface Family {
  readonly parents: readonly string[]
  readonly rows: readonly GraphRow[]
}

function families(all: readonly Family[]): Spooled {
  const lines = all.filter(({ rows }) => rows.length > 0)
  const rows = all.reduce((sum, { rows }) => sum + rows.length, 0)
  return spooledLines(
    lines.map(({ parents, rows }) => ({ _parents: parents, _rows: rows })),
    rows,
  )
}

const table = application_owners.tables.application_owners
if (table === undefined) throw new Error('the stream has lost its table')

const owner = (applicationId: string, row: GraphRow): Row =>
  storedRow(table.columns, { applicationId, ...row, _odata_type: row['@odata.type'] })

const family: fc.Arbitrary<Family> = fc.record({
  parents: fc.constantFrom('p1', 'p2', "p'3", 'p"4').map(parent => [parent]),
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
          const rows = some.flatMap(({ parents, rows }) => rows.map(row => owner(String(parents[0]), row)))
          const next = new Map(rows.map(row => [model.keyOf(row), row]))
          await model.expectFold(lake, folds.get('application_owners'), {
            received: rows.length,
            duplicates: rows.length - next.size,
            ...model.become(next, lake.at),
          })
        }
      }),
      { seed: SEED, numRuns: 12 },
    )
  })

  it('keeps a child whose text JSON.parse takes and DuckDB does not', async () => {
    const lake = bench.lake()
    const line =
      '{"_parents":["p"],"_rows":[{"id":"o1","@odata.type":"\\ud800"},{"id":"o2","@odata.type":"x"}]}\n'
    const spool = { bytes: Buffer.from(line), rows: 2, longest: line.length, removed: false }
    await lake.take(application_owners, spool, { kind: 'replace' })
    expect(await lake.table('application_owners')).toMatchObject([
      { applicationId: 'p', id: 'o1', _odata_type: '\ufffd' },
      { applicationId: 'p', id: 'o2', _odata_type: 'x' },
    ])
  })

  it('names the child whose value does not fit', async () => {
    const wrong = families([{ parents: ['p'], rows: [{ id: 'o1' }, { id: 'o2', deletedDateTime: 'never' }] }])
    const fold = bench.lake().fold(application_owners, wrong, { kind: 'replace' })
    await expect(fold).rejects.toThrow(MisfitError)
    await expect(fold).rejects.toMatchObject({ column: 'deletedDateTime', value: '"never"', rowId: 'o2' })
  })

  it('refuses a child without its key', async () => {
    const stream: ChildrenStream = application_owners
    const nameless = families([{ parents: ['p'], rows: [{ '@odata.type': 'x' }] }])
    await expect(bench.lake().fold(stream, nameless, { kind: 'replace' })).rejects.toThrow(BadRowsError)
  })

  describe('of two levels', () => {
    const columns: Columns = {
      instanceId: 'string',
      id: 'string',
      reviewId: 'string',
      decision: 'string',
      principal: struct({ id: 'string' }),
    }
    const decisions: ChildrenStream = {
      ...application_owners,
      parentColumns: ['reviewId', 'instanceId'],
      tables: {
        decisions: { rows: 'own', key: ['reviewId', 'instanceId', 'id'], columns, schemaVersion: 1 },
      },
    }
    const inReview: fc.Arbitrary<Family> = fc.record({
      parents: fc.tuple(fc.constantFrom('r1', 'r2'), fc.constantFrom('r1', 'i2')),
      rows: fc.array(
        fc.record({
          id: fc.constantFrom('d1', 'd2'),
          decision: fc.constantFrom('Approve', 'Deny', null),
          principal: fc.constantFrom({ id: 'u' }, null),
          // What the child itself says of its parents does not count.
          reviewId: fc.constantFrom('another', undefined),
        }),
        { maxLength: 3 },
      ),
    })

    it('tells each child the ids of both its parents, outermost first', async () => {
      const readings = fc.array(fc.array(inReview, { maxLength: 5 }), { minLength: 2, maxLength: 3 })
      await fc.assert(
        fc.asyncProperty(readings, fc.boolean(), async (all, inMemory) => {
          const lake = bench.lake(inMemory)
          const model = new ModelTable(['reviewId', 'instanceId', 'id'])
          for (const some of all) {
            const folds = await lake.take(decisions, families(some), { kind: 'replace' })
            const rows = some.flatMap(({ parents: [reviewId, instanceId], rows }) =>
              rows.map(row => storedRow(columns, { ...row, reviewId, instanceId })),
            )
            const next = new Map(rows.map(row => [model.keyOf(row), row]))
            await model.expectFold(lake, folds.get('decisions'), {
              received: rows.length,
              duplicates: rows.length - next.size,
              ...model.become(next, lake.at),
            })
          }
        }),
        { seed: SEED, numRuns: 8 },
      )
    })

    it('does without parents that its table does not show', async () => {
      const lake = bench.lake()
      const shown: Columns = { id: 'string', instanceId: 'string' }
      const flat: ChildrenStream = {
        ...decisions,
        tables: { decisions: { rows: 'own', key: ['id'], columns: shown, schemaVersion: 1 } },
      }
      await lake.take(flat, families([{ parents: ['r', 'i'], rows: [{ id: 'd' }] }]), { kind: 'replace' })
      expect(await lake.table('decisions')).toMatchObject([{ id: 'd', instanceId: 'i' }])
    })

    it('refuses a child whose parents are not told', async () => {
      const fold = bench
        .lake()
        .fold(decisions, families([{ parents: ['r'], rows: [{ id: 'd' }] }]), { kind: 'replace' })
      await expect(fold).rejects.toThrow(BadRowsError)
    })
  })
})
