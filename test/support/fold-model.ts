// What the fold should come to, in plain JavaScript: rows in maps, no SQL.
import { expect } from 'vitest'
import type { TableFold } from '../../src/lake/fold.ts'
import type { Columns, ColumnType } from '../../src/streams/define.ts'
import type { FoldLake } from './fold-lake.ts'
import { micros, type Row } from './parquet-rows.ts'

export type GraphRow = Readonly<Record<string, unknown>>

/** Microseconds since 1970; digits behind the sixth are cut off. */
export function microsOf(time: string): string {
  const match = /^(.*:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(time)
  if (match === null) throw new Error(`not a time: ${time}`)
  const [, whole = '', fraction = '', offset = ''] = match
  const seconds = BigInt(Date.parse(`${whole}${offset}`)) / 1000n
  return micros(seconds * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6)))
}

/** A value of Graph's JSON as the reader of Parquet gives it back. */
export function stored(type: ColumnType, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (type === 'timestamp') return microsOf(String(value))
  if (type === 'int64') return exact(BigInt(String(value)))
  if (type === 'int32' || type === 'double') return Number(value)
  if (type === 'json') return JSON.stringify(value)
  if (typeof type === 'string') return value
  if ('list' in type) return (value as unknown[]).map(part => stored(type.list, part))
  return storedRow(type.struct, value as GraphRow)
}

export const storedRow = (columns: Columns, row: GraphRow): Row =>
  Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, stored(type, row[name])]))

const exact = (value: bigint): unknown =>
  value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : value.toString()

/** A table as it should be: rows by key, each with the time of the run that last changed it. */
export class ModelTable {
  readonly rows = new Map<string, { row: Row; changedAt: string }>()
  readonly key: readonly string[]
  /** The rows after the table's first fold. */
  private first: ReadonlyMap<string, Row> | null = null

  constructor(key: readonly string[]) {
    this.key = key
  }

  keyOf(row: Row): string {
    return JSON.stringify(this.key.map(column => row[column]))
  }

  /** Brings the model to `next` and returns how many rows that inserted, updated and deleted. */
  become(next: ReadonlyMap<string, Row>, at: string): { inserted: number; updated: number; deleted: number } {
    const counts = { inserted: 0, updated: 0, deleted: 0 }
    for (const key of [...this.rows.keys()]) {
      if (next.has(key)) continue
      this.rows.delete(key)
      counts.deleted++
    }
    for (const [key, row] of next) {
      const old = this.rows.get(key)
      if (old !== undefined && JSON.stringify(old.row) === JSON.stringify(row)) continue
      this.rows.set(key, { row, changedAt: microsOf(at) })
      if (old === undefined) counts.inserted++
      else counts.updated++
    }
    return counts
  }

  image(): Map<string, Row> {
    return new Map([...this.rows].map(([key, { row }]) => [key, row]))
  }

  /** Checks one published fold: counts, the table value by value, and that the changes replay to it. */
  async expectFold(
    lake: FoldLake,
    fold: TableFold | undefined,
    counts: Readonly<Record<string, number>>,
  ): Promise<void> {
    expect(fold).toMatchObject(counts)
    if (fold === undefined) return
    const { inserted, updated, deleted } = fold
    const changed = inserted + updated + deleted
    const name = fold.table
    const isFirst = this.first === null
    if (isFirst) expect(fold.changes).toBeNull()
    else {
      expect(fold.changes === null).toBe(changed === 0)
      expect(fold.files).toHaveLength(changed === 0 ? 0 : 1)
    }
    const table = await lake.table(name)
    expect(byKey(this, table)).toEqual(this.expected())
    if (isFirst) this.first = byKey(this, table)
    const files = await lake.changesOf(name)
    if (changed > 0 && !isFirst) expect(files.at(-1)).toHaveLength(changed)
    expect(this.replayed(files)).toEqual(byKey(this, table))
  }

  private expected(): Map<string, Row> {
    const entries = [...this.rows].map(
      ([key, { row, changedAt }]) =>
        [key, { ...row, _tenant_id: 'the-tenant', _changed_at: changedAt }] as const,
    )
    return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** The first image and the changes, in order: each must fit what is there before it. */
  private replayed(files: readonly Row[][]): Map<string, Row> {
    const rows = new Map(this.first)
    for (const { _op, _run_id, ...row } of files.flat()) {
      expect(_run_id).toMatch(/^run-\d+$/)
      const key = this.keyOf(row)
      const before = rows.get(key)
      expect([key, _op, before === undefined]).toEqual([key, _op, _op === 'insert'])
      if (_op === 'delete') {
        expect(without(row)).toEqual(without(before ?? {}))
        rows.delete(key)
      } else {
        expect(without(row)).not.toEqual(without(before ?? {}))
        rows.set(key, row)
      }
    }
    return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}

function byKey(model: ModelTable, rows: readonly Row[]): Map<string, Row> {
  const entries = rows.map(row => [model.keyOf(row), row] as const)
  const map = new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
  expect(map.size).toBe(rows.length)
  return map
}

const without = ({ _changed_at, ...row }: Row): Row => row
