// Lines of JSON as relations with the table's types.
import type { Columns, EdgesTable } from '../../streams/define.ts'
import { fitted, quote, readType, sourceOf, text } from '../types.ts'

/** The reader's own bound on a row: 16 MB. Its buffers are twice the bound, so it is raised only for rows that need it. */
const USUAL_ROW = 1 << 24

/** Lines of JSON on disk; no line is longer than `longest` bytes. */
export interface LinesFile {
  readonly path: string
  readonly longest: number
}

/** The lines as a relation; `columns` maps a property to its SQL type. */
function lines(spool: LinesFile, columns: Readonly<Record<string, string>>): string {
  const declared = Object.entries(columns).map(([name, type]) => `${text(name)}: ${text(type)}`)
  const bound = Math.max(USUAL_ROW, spool.longest + 1)
  return `read_json(${text(spool.path)}, format = 'newline_delimited', columns = {${declared.join(', ')}},
    maximum_object_size = ${bound})`
}

/** How the lines of a spool hold the rows. */
export interface RowShape {
  readonly columns: Columns
  /** Column to the property it is read from, where they differ. */
  readonly sources: Readonly<Record<string, string>>
  /** Children: each line is `{"_parents": [id, …], "_rows": […]}`, and these columns take the parents' ids. Null: a line is a row. */
  readonly parentColumns: readonly string[] | null
}

/** The spool's rows with the table's types; `_removed` tells rows that Graph removed. A value that does not fit is an error. */
export function rowsOf(spool: LinesFile, shape: RowShape): string {
  if (shape.parentColumns !== null) return childrenOf(spool, shape, shape.parentColumns)
  const { selected, reads } = readingOf(shape)
  const from = lines(spool, { ...reads, '@removed': 'JSON' })
  return `SELECT ${selected.join(', ')}, "@removed" IS NOT NULL AS _removed FROM ${from}`
}

function childrenOf(spool: LinesFile, shape: RowShape, parentColumns: readonly string[]): string {
  const { selected, reads } = readingOf(shape, parentColumns)
  const struct = Object.entries(reads).map(([name, type]) => `${quote(name)} ${type}`)
  const from = lines(spool, { _parents: 'VARCHAR[]', _rows: `STRUCT(${struct.join(', ')})[]` })
  const parents = parentColumns.flatMap((column, index) =>
    Object.hasOwn(shape.columns, column) ? [`_parents[${index + 1}] AS ${quote(column)}`] : [],
  )
  return `SELECT ${[...parents, ...selected].join(', ')}, false AS _removed
    FROM (SELECT _parents, unnest(_rows, max_depth := 2) FROM ${from})`
}

/** Rows that come in parts, a line each; the column `_part` has the number of the part. */
export function partsOf(spool: LinesFile, shape: RowShape): string {
  const { selected, reads } = readingOf(shape)
  return `SELECT ${selected.join(', ')}, _part FROM ${lines(spool, { ...reads, _part: 'INTEGER' })}`
}

/** The expressions of the columns that are read from properties, and the properties with the types that they are read as. */
function readingOf({ columns, sources }: RowShape, except: readonly string[] = []) {
  const own = Object.entries(columns).filter(([column]) => !except.includes(column))
  const selected = own.map(([column, type]) => fitted(sourceOf(column, sources), type, column))
  const reads = Object.fromEntries(
    own.map(([column, type]) => [sourceOf(column, sources), readType(type)] as const),
  )
  return { selected, reads }
}

/**
 * Edges in the order Graph told them. A removed parent gives one row without `id`: whatever came before it does not count.
 */
export function edgesOf(spool: LinesFile, table: EdgesTable): string {
  const relation = `${table.relation}@delta`
  const entry = 'STRUCT("@odata.type" VARCHAR, "id" VARCHAR, "@removed" STRUCT("reason" VARCHAR))'
  const from = lines(spool, { id: 'VARCHAR', '@removed': 'JSON', [relation]: `${entry}[]` })
  return `SELECT parent AS ${quote(table.parentColumn)}, entry.id AS id, entry."@odata.type" AS _odata_type,
      gone OR entry."@removed" IS NOT NULL AS _removed, parent IS NULL OR (NOT gone AND entry.id IS NULL) AS _broken
    FROM (
      SELECT id AS parent, "@removed" IS NOT NULL AS gone,
        unnest(CASE WHEN "@removed" IS NOT NULL THEN [NULL::${entry}] ELSE ${quote(relation)} END) AS entry
      FROM ${from}
    )`
}
