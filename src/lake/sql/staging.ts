// Staged rows: how they are held for one fold, what is wrong with them, and which of several versions counts.
import type { Columns, EdgesTable } from '../../streams/define.ts'
import { quote, text } from '../types.ts'
import { by, type Key, keyOn, lacksKey, sameKey, type Window, within } from './conditions.ts'
import { parquet } from './parquet.ts'
import { createTemporary } from './statements.ts'

/** Staged rows: with the table's types, in the order in which they came. */
export interface Stage {
  /** The rows as a relation. */
  readonly rows: string
  /** The rows with their number as `_row`. */
  readonly numbered: string
  /** The temporary table that says which row of each key counts. */
  readonly last: string
}

const lastOf = (table: string): string => quote(`last ${table}`)

/** A stage in a Parquet file of its own. */
export const stageInFile = (table: string, path: string): Stage => ({
  rows: parquet(path),
  numbered: `(SELECT * RENAME (file_row_number AS _row)
    FROM read_parquet(${text(path)}, file_row_number = true, hive_partitioning = false))`,
  last: lastOf(table),
})

/** A stage in memory: quicker, for what is small. */
export const stageInMemory = (table: string): Stage => ({
  rows: quote(`stage ${table}`),
  numbered: `(SELECT *, rowid AS _row FROM ${quote(`stage ${table}`)})`,
  last: lastOf(table),
})

/** Counts of staged rows: all, without key, without time, and outside the window. */
export function stageFacts(rows: string, key: Key, window: Window | null): string {
  const counts = [`count(*)::INTEGER AS rows`, `count(*) FILTER (WHERE ${lacksKey(key)})::INTEGER AS keyless`]
  if (window !== null) {
    counts.push(`count(*) FILTER (WHERE ${quote(window.time)} IS NULL)::INTEGER AS timeless`)
    counts.push(`count(*) FILTER (WHERE NOT ${within('s', window)})::INTEGER AS outside`)
  }
  return `SELECT ${counts.join(', ')} FROM ${rows} s`
}

/** Counts of staged edges: all of them, and rows that are none. */
export const edgeFacts = (rows: string): string =>
  `SELECT count(*) FILTER (WHERE id IS NOT NULL)::INTEGER AS rows, count(*) FILTER (WHERE _broken)::INTEGER AS keyless FROM ${rows}`

/** Several versions of one key: the last one counts. `where` narrows the rows `s` that count at all. */
export const lastVersions = (stage: Stage, { columns }: Key, where: string): string =>
  createTemporary(
    stage.last,
    `SELECT ${[...columns.map(quote), 'max(_row) AS _row'].join(', ')} FROM ${stage.numbered} s WHERE ${where}${
      columns.length === 0 ? ' HAVING count(*) > 0' : by('GROUP BY', columns)
    }`,
  )

/** Counts of staged parts: all of them, those of the first part, and rows without key or number. */
export const partFacts = (rows: string, key: Key, parts: number): string =>
  `SELECT count(*)::INTEGER AS rows, count(*) FILTER (WHERE _part = 0)::INTEGER AS first,
    count(*) FILTER (WHERE ${lacksKey(key)} OR _part IS NULL OR _part NOT BETWEEN 0 AND ${parts - 1})::INTEGER AS keyless
   FROM ${rows}`

/** The last version of each key in each part. */
export const lastParts = (stage: Stage, key: Key): string =>
  lastVersions(stage, keyOn('_part', ...key.columns), 'true')

/** Rows put together from their parts: each key of the first part, each column as its part (`partOf`) has it last. */
export function joinedParts(
  stage: Stage,
  key: Key,
  columns: Columns,
  partOf: (column: string) => number,
): string {
  const others = [...new Set(Object.keys(columns).map(partOf))].filter(part => part > 0)
  const one = (part: number): string =>
    `(SELECT s.* FROM ${stage.numbered} s SEMI JOIN ${stage.last} l ON s._row = l._row WHERE s._part = ${part}) p${part}`
  const joins = others.map(part => ` LEFT JOIN ${one(part)} ON ${sameKey('p0', `p${part}`, key)}`)
  const selected = Object.keys(columns).map(
    column => `p${key.columns.includes(column) ? 0 : partOf(column)}.${quote(column)}`,
  )
  return `SELECT ${selected.join(', ')}, false AS _removed FROM ${one(0)}${joins.join('')}`
}

/** Temporary tables: parents whose edges in the table no longer count, with the row that says so; parents whose lists are staged. */
export const CLEARED = 'cleared'
export const TOUCHED = 'touched'

/** For edges: the parents that were removed, and the last version of each edge since then. */
export function lastEdges(stage: Stage, table: EdgesTable): string[] {
  const parent = quote(table.parentColumn)
  const cleared = createTemporary(
    CLEARED,
    `SELECT ${parent}, max(_row) AS _row FROM ${stage.numbered} WHERE id IS NULL GROUP BY ${parent}`,
  )
  const since = `FROM ${stage.numbered} e LEFT JOIN ${CLEARED} ON ${CLEARED}.${parent} = e.${parent}
       WHERE e.id IS NOT NULL AND e._row > coalesce(${CLEARED}._row, -1)`
  if (table.single === true) return [cleared, ...lastSingleEdges(stage, table, since)]
  return [
    cleared,
    createTemporary(
      stage.last,
      `SELECT e.${parent}, e.id, max(e._row) AS _row ${since} GROUP BY e.${parent}, e.id`,
    ),
  ]
}

/**
 * At most one edge per parent: the last that was told replaces every other, those of the table too. A removal takes away only the
 * edge that it names, for Graph tells a new one and the removal of the old one in any order.
 */
function lastSingleEdges(stage: Stage, table: EdgesTable, since: string): string[] {
  const parent = quote(table.parentColumn)
  const alive = `SELECT e.${parent}, max(e._row) AS _row ${since} AND NOT e._removed GROUP BY e.${parent}`
  return [
    createTemporary(
      stage.last,
      `WITH edges AS (SELECT e.${parent}, e.id, max(e._row) AS _row, arg_max(e._removed, e._row) AS _removed
         ${since} GROUP BY e.${parent}, e.id)
       SELECT edges.* EXCLUDE (_removed)
       FROM edges LEFT JOIN (${alive}) alive ON alive.${parent} = edges.${parent}
       WHERE edges._removed OR edges._row = alive._row`,
    ),
    `INSERT INTO ${CLEARED} ${alive}`,
  ]
}

/** The staged rows that count and were not removed. */
export const lastRows = (stage: Stage): string =>
  `(SELECT s.* FROM ${stage.numbered} s SEMI JOIN ${stage.last} l ON s._row = l._row WHERE NOT s._removed)`

/** Parents that the rows `keys` speak of: the table `touched`. */
export const touchedParents = (keys: string, key: string): string =>
  createTemporary(TOUCHED, `SELECT ${quote(key)} AS parent FROM ${keys}`)

/** The touched parents as keys of elements. */
export const touchedAs = (parentColumn: string): string =>
  `(SELECT parent AS ${quote(parentColumn)} FROM ${TOUCHED})`
