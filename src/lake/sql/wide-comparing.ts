// Wide rows against the table as it stands. A join of whole rows holds two thousand of them several times over; so what differs is
// found by digests of rows, and only then are those rows looked up, one side after the other.
import type { Columns } from '../../streams/define.ts'
import { bareType, duckdbType, quote, SYSTEM_COLUMNS, text } from '../types.ts'
import { type ChangesRequest, scopeCondition } from './comparing.ts'
import { names, sameKey } from './conditions.ts'
import { createTemporary } from './statements.ts'

/** The temporary table of rows that differ: their numbers in the stage and in the table, NULL where they are not. */
export const DIFFERENCES = 'differences'

/** The table as it stands with the columns of today, each row with its number as `_row`. */
export function numberedTable(path: string, columns: Columns, inFile: ReadonlyMap<string, string>): string {
  const selected = Object.entries({ ...columns, ...SYSTEM_COLUMNS }).map(([name, type]) =>
    inFile.get(name) === bareType(duckdbType(type))
      ? quote(name)
      : `NULL::${duckdbType(type)} AS ${quote(name)}`,
  )
  return `(SELECT ${selected.join(', ')}, file_row_number AS _row
    FROM read_parquet(${text(path)}, file_row_number = true, hive_partitioning = false))`
}

/** A digest of all these columns. Text is digested as it lies; JSON of everything else, for it tells an empty list from none. */
function digestOf(columns: readonly string[], types: Columns): string {
  const digests = columns.map(name => {
    const value = quote(name)
    const isText = types[name] === 'string' || types[name] === 'json'
    return `coalesce(sha256(${isText ? value : `to_json(${value})::VARCHAR`}), '')`
  })
  return `sha256(concat_ws(',', '', ${[...digests, "''"].join(', ')}))`
}

/** Finds them; `types` are those of the columns. */
export function findDifferences(
  { rows, last, current, columns, key, scope }: ChangesRequest,
  types: Columns,
): string {
  const kept = [...key.columns.map(quote), '_row'].join(', ')
  const digest = digestOf(
    columns.filter(name => !key.columns.includes(name)),
    types,
  )
  return createTemporary(
    DIFFERENCES,
    `WITH s AS (SELECT ${kept}, ${digest} AS _digest FROM ${rows}),
      c AS (SELECT ${kept}, ${digest} AS _digest FROM ${current} c WHERE ${scopeCondition(scope, last, key)})
    SELECT s._row AS _new, c._row AS _old FROM s FULL JOIN c ON ${sameKey('s', 'c', key)}
    WHERE s._row IS NULL OR c._row IS NULL OR s._digest <> c._digest`,
  )
}

/** The changes, once the differences are found. */
export function wideChangesQuery({ rows, current, columns, stamp }: ChangesRequest): string {
  const change = (op: string): string =>
    `${names(columns)}, ${text(stamp.tenantId)} AS _tenant_id, ${op} AS _op,
      TIMESTAMPTZ ${text(stamp.at)} AS _changed_at, ${text(stamp.runId)} AS _run_id`
  return `SELECT ${change(`CASE WHEN _old IS NULL THEN 'insert' ELSE 'update' END`)}
      FROM ${rows} s JOIN ${DIFFERENCES} ON s._row = _new
    UNION ALL
    SELECT ${change(`'delete'`)} FROM ${current} c JOIN ${DIFFERENCES} ON c._row = _old WHERE _new IS NULL`
}
