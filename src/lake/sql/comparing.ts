// Staged rows against the table as it stands: what they change, and the table after that.
import type { Columns } from '../../streams/define.ts'
import { bareType, duckdbType, quote, SYSTEM_COLUMNS, text } from '../types.ts'
import { by, type Key, keyOn, names, sameKey, type Window, within } from './conditions.ts'
import { parquet } from './parquet.ts'
import { CLEARED, touchedAs } from './staging.ts'

export interface Stamp {
  readonly tenantId: string
  readonly runId: string
  /** ISO time of the run. */
  readonly at: string
}

/** Which rows of the current table the staged rows speak for: what is in scope and not staged is deleted. */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'edges'; readonly parentColumn: string }
  /** Elements of the staged parents and, with a window, of whatever parents lie in it. */
  | { readonly kind: 'parents'; readonly parentColumn: string; readonly window: Window | null }
  | { readonly kind: 'window'; readonly window: Window }

/** A condition on the current row `c`. */
export function scopeCondition(scope: Scope, last: string, key: Key): string {
  const isIn = (some: Key): string => `EXISTS (SELECT 1 FROM ${last} l WHERE ${sameKey('l', 'c', some)})`
  switch (scope.kind) {
    case 'all':
      return 'true'
    case 'keys':
      return isIn(key)
    case 'edges': {
      const parent = quote(scope.parentColumn)
      return `(${isIn(keyOn(scope.parentColumn, 'id'))} OR c.${parent} IN (SELECT ${parent} FROM ${CLEARED}))`
    }
    case 'parents': {
      const isTouched = `c.${quote(scope.parentColumn)} IN ${touchedAs(scope.parentColumn)}`
      return scope.window === null ? isTouched : `(${within('c', scope.window)} OR ${isTouched})`
    }
    case 'window':
      return `(${within('c', scope.window)} OR ${isIn(key)})`
  }
}

/** The table as it stands, with the columns of today: what an older file lacks, or has with another type, is NULL. */
export function currentTable(path: string, columns: Columns, inFile: ReadonlyMap<string, string>): string {
  const all = { ...columns, ...SYSTEM_COLUMNS }
  const selected = Object.entries(all).map(([name, type]) =>
    inFile.get(name) === bareType(duckdbType(type))
      ? quote(name)
      : `NULL::${duckdbType(type)} AS ${quote(name)}`,
  )
  return `(SELECT ${selected.join(', ')} FROM ${parquet(path)})`
}

/** Rows for a table's first file. */
export function firstRows(
  rows: string,
  columns: readonly string[],
  stamp: Stamp,
  orderBy: readonly string[],
  where = 'true',
): string {
  return `SELECT ${names(columns)}, ${text(stamp.tenantId)} AS _tenant_id, TIMESTAMPTZ ${text(stamp.at)} AS _changed_at
    FROM ${rows} s WHERE ${where}${by('ORDER BY', orderBy)}`
}

/** Staged rows `rows`, the last version of each key among them `last`, and the table `current` that they are compared with. */
export interface ChangesRequest {
  readonly rows: string
  readonly last: string
  readonly current: string
  readonly columns: readonly string[]
  readonly key: Key
  readonly scope: Scope
  readonly stamp: Stamp
}

/** What the staged rows `s` change in the current table `c`. Rows are compared by value: hash([]) equals hash(NULL). */
export function changesQuery(change: ChangesRequest): string {
  const { rows, last, current, columns, key, scope, stamp } = change
  const values = columns.map(
    name => `CASE WHEN s._there IS NULL THEN c.${quote(name)} ELSE s.${quote(name)} END AS ${quote(name)}`,
  )
  const differences = columns
    .filter(name => !key.columns.includes(name))
    .map(name => `s.${quote(name)} IS DISTINCT FROM c.${quote(name)}`)
  return `WITH s AS (SELECT *, true AS _there FROM ${rows}),
      c AS (SELECT *, true AS _there FROM ${current} c WHERE ${scopeCondition(scope, last, key)})
    SELECT ${values.join(', ')}, ${text(stamp.tenantId)} AS _tenant_id,
      CASE WHEN s._there IS NULL THEN 'delete' WHEN c._there IS NULL THEN 'insert' ELSE 'update' END AS _op,
      TIMESTAMPTZ ${text(stamp.at)} AS _changed_at, ${text(stamp.runId)} AS _run_id
    FROM s FULL JOIN c ON ${sameKey('s', 'c', key)}
    WHERE s._there IS NULL OR c._there IS NULL${differences.map(part => ` OR ${part}`).join('')}`
}

/** The table after its changes. */
export function changedTable(
  current: string,
  changes: string,
  columns: readonly string[],
  key: Key,
  orderBy: readonly string[],
): string {
  const all = names([...columns, ...Object.keys(SYSTEM_COLUMNS)])
  return `SELECT ${all} FROM ${current} c ANTI JOIN ${parquet(changes)} x ON ${sameKey('c', 'x', key)}
    UNION ALL SELECT ${all} FROM ${parquet(changes)} WHERE _op <> 'delete'${by('ORDER BY', orderBy)}`
}

/** Rows of `path` whose key is not among the rows of `keys`. */
export const withoutKeys = (path: string, keys: string, key: Key, orderBy: readonly string[]): string =>
  `SELECT c.* FROM ${parquet(path)} c ANTI JOIN ${keys} k ON ${sameKey('c', 'k', key)}${by('ORDER BY', orderBy, 'c.')}`

export const countWithKeys = (path: string, keys: string, key: Key): string =>
  `SELECT count(*)::INTEGER AS n FROM ${parquet(path)} c SEMI JOIN ${keys} k ON ${sameKey('c', 'k', key)}`

export const countByOperation = (changes: string): string =>
  `SELECT _op AS op, count(*)::INTEGER AS n FROM ${parquet(changes)} GROUP BY _op`
