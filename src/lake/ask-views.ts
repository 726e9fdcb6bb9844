// A lake as views: each table, its changes, and its history. Pure: files in, SQL out.
import type { Relation } from '../dialects/dialect.ts'
import type { Columns } from '../streams/define.ts'
import { names } from './sql/conditions.ts'
import { duckdbType, quote, text } from './types.ts'

/** A table with the files that count, by their local paths. */
export interface TableFiles {
  readonly relation: Relation
  readonly files: readonly string[]
  /** Null: the table keeps no changes. */
  readonly changes: { readonly relation: Relation; readonly files: readonly string[] } | null
  /** ISO time at which the table was last known to be as its file is; null: never. */
  readonly completeAt: string | null
}

export const historyName = ({ name }: Pick<Relation, 'name'>): string => `${name}_history`

/** Statements that make the views. `outside`: names of `name=value` folders above the lake, which are no columns of it. */
export function viewStatements(table: TableFiles, outside: readonly string[]): string[] {
  const { relation, files, changes } = table
  const statements = [view(relation.name, rowsOf(relation, files, outside))]
  if (changes === null) return statements
  return [
    ...statements,
    view(changes.relation.name, rowsOf(changes.relation, changes.files, outside)),
    view(historyName(relation), history(table, changes)),
  ]
}

const view = (name: string, query: string): string => `CREATE VIEW ${quote(name)} AS ${query}`

/** The declared columns lead, with no rows: names, order and types are theirs, whatever a file lacks or has besides. */
function rowsOf({ columns, byDate }: Relation, files: readonly string[], outside: readonly string[]): string {
  const hive = byDate ? "hive_partitioning = true, hive_types = {'date': DATE}" : 'hive_partitioning = false'
  const folders = byDate && outside.length > 0 ? ` EXCLUDE (${names(outside)})` : ''
  return declaredWith(byDate ? { ...columns, date: 'date' } : columns, files, `*${folders}`, hive)
}

function declaredWith(columns: Columns, files: readonly string[], chosen: string, settings: string): string {
  const declared = Object.entries(columns).map(
    ([name, type]) => `CAST(NULL AS ${duckdbType(type)}) AS ${quote(name)}`,
  )
  const empty = `SELECT ${declared.join(', ')} WHERE false`
  if (files.length === 0) return empty
  return `${empty} UNION ALL BY NAME
    SELECT ${chosen} FROM read_parquet([${files.map(text).join(', ')}], union_by_name = true, ${settings})`
}

const NEVER = 'CAST(NULL AS TIMESTAMPTZ)'

/**
 * Every version of every row, from `valid_from` up to before `valid_to`. A change keeps the image after it, so the image before a row's
 * first recorded update is lost: of that version the key alone is told, and `_known` is false.
 */
function history(
  { relation, completeAt }: TableFiles,
  { relation: changes, files }: NonNullable<TableFiles['changes']>,
): string {
  const number = `TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number`
  const recorded = declaredWith(
    { ...changes.columns, _number: 'int64' },
    files,
    `* EXCLUDE ("filename"), ${number}`,
    'hive_partitioning = false, filename = true',
  )
  const partition = `${relation.key.length === 0 ? '' : `PARTITION BY ${names(relation.key)}`} ORDER BY _number`
  const gone = completeAt === null ? NEVER : `TIMESTAMPTZ ${text(completeAt)}`
  return `WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (${recorded})),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM ${quote(relation.name)}
    ),
    steps AS (
      SELECT *, lag(_op) OVER w AS _op_before, lag(_changed_at) OVER w AS _at_before,
        lead(_op) OVER w AS _op_after, lead(_changed_at) OVER w AS _at_after
      FROM events WINDOW w AS (${partition})
    ),
    firsts AS (SELECT * FROM recorded QUALIFY row_number() OVER (${partition}) = 1)
    ${versions(gone)}
    UNION ALL BY NAME ${beforeDelete}
    UNION ALL BY NAME ${beforeUpdate(relation)}`
}

/** What is in the table now is the last recorded version, unless a run that recorded nothing changed the row since. */
const versions = (gone: string): string =>
  `SELECT * EXCLUDE (_op, _number, _changed_at, _op_before, _at_before, _op_after, _at_after),
      _changed_at AS valid_from,
      CASE WHEN _op = 'now' OR (_op_after = 'now' AND _at_after = _changed_at) THEN NULL
        WHEN _op_after IS NULL THEN ${gone} ELSE _at_after END AS valid_to,
      true AS _known
    FROM steps
    WHERE _op IN ('insert', 'update')
      OR (_op = 'now' AND NOT coalesce(_op_before <> 'delete' AND _at_before = _changed_at, false))`

/** A delete keeps the row as it was. */
const beforeDelete = `SELECT * EXCLUDE (_op, _number, _changed_at), ${NEVER} AS valid_from, _changed_at AS valid_to, true AS _known
    FROM firsts WHERE _op = 'delete'`

const beforeUpdate = ({ key }: Relation): string =>
  `SELECT ${names([...key, '_tenant_id'])}, ${NEVER} AS valid_from, _changed_at AS valid_to, false AS _known
    FROM firsts WHERE _op = 'update'`
