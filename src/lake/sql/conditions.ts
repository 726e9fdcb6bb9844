// What rows are told apart and chosen by: their key, and the window of their time.
import type { TableDefinition } from '../../streams/define.ts'
import { quote, text } from '../types.ts'

/** The columns that identify a row, none for a table of one row, and those of them where NULL is a value like any other. */
export interface Key {
  readonly columns: readonly string[]
  readonly optional: readonly string[]
}

export const keyOf = ({ key, optionalKey = [] }: TableDefinition): Key => ({
  columns: key,
  optional: optionalKey,
})

/** The key that one column is. */
export const keyOn = (...columns: readonly string[]): Key => ({ columns, optional: [] })

export const names = (columns: readonly string[], prefix = ''): string =>
  columns.map(column => prefix + quote(column)).join(', ')

/** A clause and its columns; nothing without columns. */
export const by = (clause: 'GROUP BY' | 'ORDER BY', columns: readonly string[], prefix = ''): string =>
  columns.length === 0 ? '' : ` ${clause} ${names(columns, prefix)}`

/** Whether the rows `a` and `b` have the same key. */
export function sameKey(a: string, b: string, key: Key): string {
  const parts = key.columns.map(column => {
    const equals = key.optional.includes(column) ? 'IS NOT DISTINCT FROM' : '='
    return `${a}.${quote(column)} ${equals} ${b}.${quote(column)}`
  })
  return parts.length === 0 ? 'true' : parts.join(' AND ')
}

/** Whether a row lacks a part of its key that it must have: an error in Graph's answer. */
export function lacksKey(key: Key): string {
  const needed = key.columns.filter(column => !key.optional.includes(column))
  return needed.length === 0 ? 'false' : needed.map(column => `${quote(column)} IS NULL`).join(' OR ')
}

/** A half-open range of ISO times of the column `time`. */
export interface Window {
  readonly time: string
  readonly from: string
  readonly to: string
}

/** Whether the row's time lies in the window. */
export function within(row: string, window: Window): string {
  const time = `${row}.${quote(window.time)}`
  return `(${time} >= TIMESTAMPTZ ${text(window.from)} AND ${time} < TIMESTAMPTZ ${text(window.to)})`
}
