// What tests of reports share: values as another reader of Parquet gives them, made into those of an answer, and the scripts for BigQuery.
import { readFileSync } from 'node:fs'
import { readReport } from '../../src/reports/index.ts'
import { parsed } from '../dialects/bigquery-tree.ts'
import type { Row } from '../support/parquet-rows.ts'
import type { AnswerRow } from '../support/report-rig.ts'

export const DAY = 86_400_000_000

/** A time as microseconds since 1970. */
export const microsOf = (value: unknown): number | null =>
  typeof value === 'string' ? Number(value.replace(' µs', '')) : null

/** A time as answers tell it. */
export const timeOf = (value: unknown): string | null => isoOf(microsOf(value))

export function isoOf(micros: number | null): string | null {
  if (micros === null) return null
  const iso = new Date(Math.floor(micros / 1000)).toISOString()
  return iso.replace('Z', `${String(((micros % 1000) + 1000) % 1000).padStart(3, '0')}Z`)
}

/** Of times, the last one that is known. */
export function lastOf(values: readonly unknown[]): number | null {
  const known = values.map(microsOf).filter(value => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}

/** A value within structures; null where one is missing. */
export const at = (row: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => {
    return typeof value === 'object' && value !== null ? ((value as Row)[name] ?? null) : null
  }, row)

export const textOf = (value: unknown): string => String(value)

export const listOf = (value: unknown): readonly Row[] => (Array.isArray(value) ? value : [])

export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

export type Key = string | number | boolean | null

/** Compares by one key after another; text by its bytes, NULL last. */
export function sorted<T>(rows: readonly T[], keys: (row: T) => readonly Key[]): T[] {
  const placed = rows.map(row => ({ row, key: keys(row) }))
  placed.sort((a, b) => {
    for (const [index, left] of a.key.entries()) {
      const order = compare(left, b.key[index] ?? null)
      if (order !== 0) return order
    }
    return 0
  })
  return placed.map(({ row }) => row)
}

function compare(a: Key, b: Key): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return typeof a === 'string' && typeof b === 'string' ? byBytes(a, b) : Number(a) - Number(b)
}

/** Descending, NULL still last. */
export const down = (value: number | null): number | null => (value === null ? null : -value)

export function groupsOf<T>(rows: readonly T[], key: (row: T) => readonly Key[]): T[][] {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const name = JSON.stringify(key(row))
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [row])
    else group.push(row)
  }
  return [...groups.values()]
}

export const unique = (values: readonly unknown[]): number =>
  new Set(values.filter(value => value !== null && value !== undefined)).size

export const by = (rows: readonly Row[], column: string): Map<string, Row> =>
  new Map(rows.map(row => [textOf(row[column]), row]))

/** Half of an odd number of values lie on either side; of an even one, between the two in the middle. */
export function medianOf(values: readonly number[]): number {
  const inOrder = [...values].sort((a, b) => a - b)
  const middle = (inOrder.length - 1) / 2
  return ((inOrder[Math.floor(middle)] ?? 0) + (inOrder[Math.ceil(middle)] ?? 0)) / 2
}

/** Rounded to tenths, halves away from zero. */
export const tenths = (value: number): number =>
  (Math.sign(value) * Math.round(Math.abs(value) * 10 + 1e-9)) / 10

export const columnsOf = (rows: readonly AnswerRow[], ...names: readonly string[]): AnswerRow[] =>
  rows.map(row => Object.fromEntries(names.map(name => [name, row[name] ?? null])))

/** The sections of a report, and those of its script for BigQuery, which a parser has read; each ends in one query. */
export function scripts(name: string): { readonly sections: string[]; readonly bigquery: string[] } {
  const path = new URL(`../../examples/reports/bigquery/${name}.sql`, import.meta.url)
  const [head = '', ...parts] = readFileSync(path, 'utf8').split(/^(?=-- section: )/m)
  const kinds = [head, ...parts].map(part => parsed(part).map(tree => tree.node_type))
  if (kinds[0]?.includes('SelectStatement') === true) throw new Error('a query before the sections')
  for (const kind of kinds.slice(1))
    if (kind.length !== 2 || !/^(Select|Set|With|Grouped)/.test(kind[0] ?? ''))
      throw new Error(`a section of ${kind.join(' ')}`)
  return {
    sections: readReport(name).sections.map(section => section.name),
    bigquery: parts.map(part => /^-- section: ([a-z-]+)/.exec(part)?.[1] ?? ''),
  }
}
