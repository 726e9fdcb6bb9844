// Helpers of tests that compute a report's answer from rows that another reader read.
import { expect } from 'vitest'
import { staticToken } from '../../src/auth/static-token.ts'
import type { Row } from '../support/parquet-rows.ts'
import type { ReportRig } from '../support/report-rig.ts'
import { hastyClock } from '../support/rig.ts'

/** Rows of a table by its name. */
export type Tables = (name: string) => readonly Row[]

export const text = (value: unknown): string => String(value)

/** Microseconds since 1970 of a time as the other reader gives it; NaN: none. */
export const microsOf = (value: unknown): number =>
  typeof value === 'string' ? Number(value.split(' ')[0]) : Number.NaN

/** A time of the other reader as reports tell it. */
export function iso(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const micros = BigInt(value.split(' ')[0] ?? '')
  const millis = new Date(Number(micros / 1000n)).toISOString()
  return millis.replace('Z', `${String(micros % 1000n).padStart(3, '0')}Z`)
}

/** The part of an object, or null. */
export const part = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((at, name) => (at as Row | null | undefined)?.[name] ?? null, value)

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

type Key = string | number | boolean | null | undefined

/** Sorted by these columns in turn, `-` before one for its greatest first: text by bytes, what is absent last. */
export function ordered<T extends object>(
  rows: readonly T[],
  ...keys: readonly (string | ((row: T) => Key))[]
): T[] {
  const readers = keys.map(key => {
    if (typeof key !== 'string') return { sign: 1, of: key }
    const name = key.replace(/^-/, '')
    return { sign: key === name ? 1 : -1, of: (row: T) => (row as Readonly<Record<string, Key>>)[name] }
  })
  return [...rows].sort((a, b) => {
    for (const { sign, of } of readers) {
      const order = compareKeys(of(a), of(b), sign)
      if (order !== 0) return order
    }
    return 0
  })
}

function compareKeys(a: Key, b: Key, sign: number): number {
  if (a === null || a === undefined || b === null || b === undefined)
    return Number(a === null || a === undefined) - Number(b === null || b === undefined)
  return sign * (typeof a === 'string' && typeof b === 'string' ? compare(a, b) : Number(a) - Number(b))
}

export const by = (rows: readonly Row[], key: string): Map<string, Row> =>
  new Map(rows.map(row => [text(row[key]), row]))

/** Groups of rows by a text. */
export function grouped<T>(rows: readonly T[], key: (row: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(key(row)) ?? []
    group.push(row)
    groups.set(key(row), group)
  }
  return [...groups.values()]
}

export const distinct = <T>(rows: readonly T[]): T[] => [
  ...new Map(rows.map(row => [JSON.stringify(row), row])).values(),
]

export const countOf = <T>(rows: readonly T[], is: (row: T) => boolean): number => rows.filter(is).length

export const unique = (values: readonly unknown[]): number => new Set(values).size

const DAY_MS = 86_400_000

/** A run at the tenant's time, which is returned as reports tell it. */
export async function extractAt(rig: ReportRig, tables: readonly string[], sinceDays = 2): Promise<string> {
  const clock = { ...hastyClock, now: () => rig.sandbox.now.getTime() }
  const tokens = staticToken(rig.sandbox.token({ expiresInSeconds: 30 * 86_400 }), Date.now)
  const since = { backMs: sinceDays * DAY_MS }
  expect((await rig.extract({ tables, since }, { clock, tokens })).exitCode).toBe(0)
  return rig.sandbox.now.toISOString().replace('Z', '000Z')
}
