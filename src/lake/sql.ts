// All SQL of the lake. Names are quoted by `quote`, texts by `text`; nothing else is put into a statement.
import type { Columns, ColumnType, EdgesTable, TableDefinition, UnnestedTable } from '../streams/define.ts'
import {
  bareType,
  duckdbType,
  fitted,
  leavesIn,
  quote,
  readType,
  SYSTEM_COLUMNS,
  sourceOf,
  text,
} from './types.ts'

/** The reader's own bound on a row: 16 MB. Its buffers are twice the bound, so it is raised only for rows that need it. */
const USUAL_ROW = 1 << 24

export type Compression = 'zstd' | 'snappy' | 'gzip' | 'none'

export interface ParquetSettings {
  readonly compression: Compression
  /** Rows per row group. */
  readonly rowGroup: number
  /** Key-value metadata of the footer. */
  readonly metadata: Readonly<Record<string, string>>
}

/** The settings of a table's files. */
export const parquetSettings = (
  table: string,
  { schemaVersion, columns }: TableDefinition,
  stamp: { readonly tenantId: string; readonly runId: string },
  compression: Compression,
): ParquetSettings => ({
  compression,
  rowGroup: rowGroup(columns),
  metadata: {
    'entra-extract.table': table,
    'entra-extract.schema-version': String(schemaVersion),
    'entra-extract.tenant': stamp.tenantId,
    'entra-extract.run': stamp.runId,
  },
})

/** DuckDB's own block of rows, which a row group is a multiple of. */
const BLOCK = 2_048
const BLOCKS_PER_GROUP = 60
const FEWEST_BLOCKS = 37

/**
 * Rows per row group: 122,880, down to 75,776 where rows are wide. A whole group is in memory while it is written, so it has about
 * seven million values at most.
 */
export function rowGroup(columns: Columns): number {
  const blocks = Math.floor(7e6 / BLOCK / leavesIn({ struct: columns }))
  return BLOCK * Math.max(FEWEST_BLOCKS, Math.min(BLOCKS_PER_GROUP, blocks))
}

/** The folder `date=…` of a day is no column of its file: DuckDB would make one of it. */
export const parquet = (path: string): string => `read_parquet(${text(path)}, hive_partitioning = false)`

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

export const createTemporary = (table: string, query: string): string =>
  `CREATE OR REPLACE TEMP TABLE ${table} AS ${query}`

export const useThreads = (threads: number): string => `SET threads = ${threads}`

export const drop = (table: string): string => `DROP TABLE IF EXISTS ${table}`

export function copyTo(path: string, query: string, settings: ParquetSettings): string {
  const codec = settings.compression === 'none' ? 'uncompressed' : settings.compression
  const metadata = Object.entries(settings.metadata).map(([name, value]) => `${text(name)}: ${text(value)}`)
  const level = codec === 'zstd' ? ', COMPRESSION_LEVEL 3' : ''
  return `COPY (${query}) TO ${text(path)} (FORMAT parquet, COMPRESSION ${codec}${level}, ROW_GROUP_SIZE ${settings.rowGroup},
    KV_METADATA {${metadata.join(', ')}}, RETURN_STATS)`
}

/** A file of our own that lives for one fold: quick to write. */
export const copyToStage = (path: string, query: string): string =>
  `COPY (${query}) TO ${text(path)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE ${BLOCK * 24}, RETURN_STATS)`

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
  /** Children: each line is `{"_parent": id, "_rows": […]}`, and this column takes the parent's id. */
  readonly parentColumn: string | null
}

/** The spool's rows with the table's types; `_removed` tells rows that Graph removed. A value that does not fit is an error. */
export function rowsOf(spool: LinesFile, shape: RowShape): string {
  const own = Object.entries(shape.columns).filter(([column]) => column !== shape.parentColumn)
  const selected = own.map(([column, type]) => fitted(sourceOf(column, shape.sources), type, column))
  const reads = Object.fromEntries(
    own.map(([column, type]) => [sourceOf(column, shape.sources), readType(type)]),
  )
  if (shape.parentColumn === null) {
    const from = lines(spool, { ...reads, '@removed': 'JSON' })
    return `SELECT ${selected.join(', ')}, "@removed" IS NOT NULL AS _removed FROM ${from}`
  }
  const struct = Object.entries(reads).map(([name, type]) => `${quote(name)} ${type}`)
  const from = lines(spool, { _parent: 'VARCHAR', _rows: `STRUCT(${struct.join(', ')})[]` })
  const parent = `_parent AS ${quote(shape.parentColumn)}`
  return `SELECT ${[parent, ...selected].join(', ')}, false AS _removed
    FROM (SELECT _parent, unnest(_rows, max_depth := 2) FROM ${from})`
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

/** One row per element of the lists of `parents`, a relation that has the parents' key and list columns, of the types `columns`. */
export function elementsOf(
  parents: string,
  parentKey: string,
  columns: Columns,
  table: UnnestedTable,
): string {
  const parts = table.lists.map(({ column, constants = {} }) => {
    const fields = elementFields(columns[column])
    const selected = Object.entries(table.columns).map(([name, type]) => {
      if (name === table.parentColumn) return `${quote(parentKey)} AS ${quote(name)}`
      const constant = constants[name]
      if (constant !== undefined) return `${text(constant)} AS ${quote(name)}`
      const value = fields.has(name) ? `element.${quote(name)}` : `NULL::${duckdbType(type)}`
      return `${value} AS ${quote(name)}`
    })
    return `SELECT ${selected.join(', ')}, false AS _removed
      FROM (SELECT ${quote(parentKey)}, unnest(${quote(column)}) AS element FROM ${parents})`
  })
  return parts.join(' UNION ALL ')
}

/** The fields of a list's elements; not every list of a table has all its columns. */
function elementFields(type: ColumnType | undefined): ReadonlySet<string> {
  if (typeof type !== 'object' || !('list' in type)) return new Set()
  const element = type.list
  return new Set(typeof element === 'object' && 'struct' in element ? Object.keys(element.struct) : [])
}

const join = (a: string, b: string, key: readonly string[]): string =>
  key.map(column => `${a}.${quote(column)} = ${b}.${quote(column)}`).join(' AND ')

const names = (columns: readonly string[], prefix = ''): string =>
  columns.map(column => prefix + quote(column)).join(', ')

/** Counts of staged rows: all, without key, without time, and outside the window. */
export function stageFacts(
  rows: string,
  key: readonly string[],
  window: { time: string; from: string; to: string } | null,
): string {
  const keyless = key.map(column => `${quote(column)} IS NULL`).join(' OR ')
  const counts = [`count(*)::INTEGER AS rows`, `count(*) FILTER (WHERE ${keyless})::INTEGER AS keyless`]
  if (window !== null) {
    counts.push(`count(*) FILTER (WHERE ${quote(window.time)} IS NULL)::INTEGER AS timeless`)
    counts.push(`count(*) FILTER (WHERE NOT ${within('s', window)})::INTEGER AS outside`)
  }
  return `SELECT ${counts.join(', ')} FROM ${rows} s`
}

/** Counts of staged edges: all of them, and rows that are none. */
export const edgeFacts = (rows: string): string =>
  `SELECT count(*) FILTER (WHERE id IS NOT NULL)::INTEGER AS rows, count(*) FILTER (WHERE _broken)::INTEGER AS keyless FROM ${rows}`

/** Rows that have no key: an error in Graph's answer. */
export const missingKeys = (path: string, key: readonly string[]): string =>
  `SELECT count(*)::INTEGER AS n FROM ${parquet(path)} WHERE ${key.map(column => `${quote(column)} IS NULL`).join(' OR ')}`

/** Rows and distinct keys of some files together: equal when every key stands once. */
export const distinctKeysIn = (paths: readonly string[], key: readonly string[]): string =>
  `SELECT count(*)::INTEGER AS rows, count(DISTINCT ${key.length === 1 ? names(key) : `(${names(key)})`})::INTEGER AS keys
   FROM read_parquet([${paths.map(text).join(', ')}], hive_partitioning = false)`

export const rowsIn = (path: string): string => `SELECT count(*)::INTEGER AS n FROM ${parquet(path)}`

/** Several versions of one key: the last one counts. `where` narrows the rows `s` that count at all. */
export const lastVersions = (stage: Stage, key: readonly string[], where: string): string =>
  createTemporary(
    stage.last,
    `SELECT ${names(key)}, max(_row) AS _row FROM ${stage.numbered} s WHERE ${where} GROUP BY ${names(key)}`,
  )

/** For edges: parents that were removed (the table `gone`), and the last version of each edge since then. */
export function lastEdges(stage: Stage, table: EdgesTable): string[] {
  const parent = quote(table.parentColumn)
  return [
    createTemporary(
      'gone',
      `SELECT ${parent}, max(_row) AS _row FROM ${stage.numbered} WHERE id IS NULL GROUP BY ${parent}`,
    ),
    createTemporary(
      stage.last,
      `SELECT e.${parent}, e.id, max(e._row) AS _row
       FROM ${stage.numbered} e LEFT JOIN gone ON gone.${parent} = e.${parent}
       WHERE e.id IS NOT NULL AND e._row > coalesce(gone._row, -1) GROUP BY e.${parent}, e.id`,
    ),
  ]
}

/** The staged rows that count and were not removed. */
export const lastRows = (stage: Stage): string =>
  `(SELECT s.* FROM ${stage.numbered} s SEMI JOIN ${stage.last} l ON s._row = l._row WHERE NOT s._removed)`

/** Parents that the staged rows speak of, removed ones included: the table `touched`. */
export const touchedParents = (stage: Stage, key: string): string =>
  createTemporary('touched', `SELECT ${quote(key)} AS parent FROM ${stage.last}`)

/** Which rows of the current table the staged rows speak for: what is in scope and not staged is deleted. */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'edges'; readonly parentColumn: string }
  | { readonly kind: 'parents'; readonly parentColumn: string }
  | { readonly kind: 'window'; readonly time: string; readonly from: string; readonly to: string }

/** A condition on the current row `c`. */
function scopeCondition(scope: Scope, last: string, key: readonly string[]): string {
  const inKeys = `EXISTS (SELECT 1 FROM ${last} l WHERE ${join('l', 'c', key)})`
  switch (scope.kind) {
    case 'all':
      return 'true'
    case 'keys':
      return inKeys
    case 'edges':
      return `(${inKeys} OR c.${quote(scope.parentColumn)} IN (SELECT ${quote(scope.parentColumn)} FROM gone))`
    case 'parents':
      return `c.${quote(scope.parentColumn)} IN (SELECT parent FROM touched)`
    case 'window':
      return `(${within('c', scope)} OR ${inKeys})`
  }
}

/** Whether the row's time lies in the half-open window. */
export function within(row: string, window: { time: string; from: string; to: string }): string {
  const time = `${row}.${quote(window.time)}`
  return `(${time} >= TIMESTAMPTZ ${text(window.from)} AND ${time} < TIMESTAMPTZ ${text(window.to)})`
}

/** The table as it stands, with the columns of today: what an older file lacks, or has with another type, is NULL. */
export function currentTable(
  path: string | null,
  columns: Columns,
  inFile: ReadonlyMap<string, string>,
): string {
  const all = { ...columns, ...SYSTEM_COLUMNS }
  const selected = Object.entries(all).map(([name, type]) =>
    path !== null && inFile.get(name) === bareType(duckdbType(type))
      ? quote(name)
      : `NULL::${duckdbType(type)} AS ${quote(name)}`,
  )
  return `(SELECT ${selected.join(', ')} ${path === null ? 'WHERE false' : `FROM ${parquet(path)}`})`
}

export interface Stamp {
  readonly tenantId: string
  readonly runId: string
  /** ISO time of the run. */
  readonly at: string
}

/** Rows for a table's first file. */
export function firstRows(
  rows: string,
  columns: readonly string[],
  stamp: Stamp,
  orderBy: readonly string[],
  where = 'true',
): string {
  const order = orderBy.length === 0 ? '' : ` ORDER BY ${names(orderBy)}`
  return `SELECT ${names(columns)}, ${text(stamp.tenantId)} AS _tenant_id, TIMESTAMPTZ ${text(stamp.at)} AS _changed_at
    FROM ${rows} s WHERE ${where}${order}`
}

/** What the staged rows `s` change in the current table `c`. Rows are compared by value: hash([]) equals hash(NULL). */
export function changesQuery(change: {
  readonly rows: string
  readonly last: string
  readonly current: string
  readonly columns: readonly string[]
  readonly key: readonly string[]
  readonly scope: Scope
  readonly stamp: Stamp
}): string {
  const { rows, last, current, columns, key, scope, stamp } = change
  const values = columns.map(
    name => `CASE WHEN s._there IS NULL THEN c.${quote(name)} ELSE s.${quote(name)} END AS ${quote(name)}`,
  )
  const differences = columns
    .filter(name => !key.includes(name))
    .map(name => `s.${quote(name)} IS DISTINCT FROM c.${quote(name)}`)
  return `WITH s AS (SELECT *, true AS _there FROM ${rows}),
      c AS (SELECT *, true AS _there FROM ${current} c WHERE ${scopeCondition(scope, last, key)})
    SELECT ${values.join(', ')}, ${text(stamp.tenantId)} AS _tenant_id,
      CASE WHEN s._there IS NULL THEN 'delete' WHEN c._there IS NULL THEN 'insert' ELSE 'update' END AS _op,
      TIMESTAMPTZ ${text(stamp.at)} AS _changed_at, ${text(stamp.runId)} AS _run_id
    FROM s FULL JOIN c ON ${join('s', 'c', key)}
    WHERE s._there IS NULL OR c._there IS NULL${differences.map(part => ` OR ${part}`).join('')}`
}

/** The table after its changes. */
export function changedTable(
  current: string,
  changes: string,
  columns: readonly string[],
  key: readonly string[],
  orderBy: readonly string[],
): string {
  const all = names([...columns, ...Object.keys(SYSTEM_COLUMNS)])
  const order = orderBy.length === 0 ? '' : ` ORDER BY ${names(orderBy)}`
  return `SELECT ${all} FROM ${current} c ANTI JOIN ${parquet(changes)} x ON ${join('c', 'x', key)}
    UNION ALL SELECT ${all} FROM ${parquet(changes)} WHERE _op <> 'delete'${order}`
}

export const sortedTable = (current: string, orderBy: readonly string[]): string =>
  `SELECT * FROM ${current} ORDER BY ${names(orderBy)}`

/** Rows of `path` whose key is not among the rows of `keys`. */
export const withoutKeys = (
  path: string,
  keys: string,
  key: readonly string[],
  orderBy: readonly string[],
): string =>
  `SELECT c.* FROM ${parquet(path)} c ANTI JOIN ${keys} k ON ${join('c', 'k', key)} ORDER BY ${names(orderBy, 'c.')}`

export const countWithKeys = (path: string, keys: string, key: readonly string[]): string =>
  `SELECT count(*)::INTEGER AS n FROM ${parquet(path)} c SEMI JOIN ${keys} k ON ${join('c', 'k', key)}`

export const countByOperation = (changes: string): string =>
  `SELECT _op AS op, count(*)::INTEGER AS n FROM ${parquet(changes)} GROUP BY _op`

export const countRows = (relation: string): string => `SELECT count(*)::INTEGER AS n FROM ${relation}`

/** What `describe` found in a file: its columns and their bare types. */
export const columnsFound = (rows: readonly Record<string, unknown>[]): ReadonlyMap<string, string> =>
  new Map(rows.map(row => [String(row.name), bareType(String(row.type))]))

/** Whether a file has exactly the columns of today. */
export function hasColumns(inFile: ReadonlyMap<string, string>, columns: Columns): boolean {
  const wanted = columnTypes(columns)
  return inFile.size === wanted.length && wanted.every(([name, type]) => inFile.get(name) === type)
}

/** Every column of a table's file with its bare type, in order. */
export const columnTypes = (columns: Columns): [string, string][] =>
  Object.entries({ ...columns, ...SYSTEM_COLUMNS }).map(([name, type]) => [name, bareType(duckdbType(type))])

export const timeSpan = (path: string, time: string): string =>
  `SELECT count(*)::INTEGER AS rows, min(${quote(time)}) AS first, max(${quote(time)}) AS last FROM ${parquet(path)}`

export const describe = (path: string): string =>
  `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM ${parquet(path)})`
