// Snowflake: tables that one statement fills from the files of a stage.
// https://docs.snowflake.com/en/user-guide/querying-stage and /en/sql-reference/sql/insert
import { UsageError } from '../errors.ts'
import { blobAddress, bucketAddress } from './address.ts'
import {
  type Dialect,
  lines,
  quoted,
  type Relation,
  type SchemaRequest,
  type TypeNames,
  text,
  typeIn,
} from './dialect.ts'

const names: TypeNames = {
  scalars: {
    string: 'VARCHAR',
    boolean: 'BOOLEAN',
    int32: 'INTEGER',
    int64: 'BIGINT',
    double: 'DOUBLE',
    timestamp: 'TIMESTAMP_LTZ(6)',
    date: 'DATE',
    json: 'VARCHAR',
  },
  list: () => 'VARIANT',
  struct: () => 'VARIANT',
}

const STAGE = 'entra_lake'
const FORMAT = 'entra_parquet'
/** An integration belongs to the account, and who made it knows its name. */
const INTEGRATION = 'entra_lake'

export const snowflake: Dialect = {
  preamble: ({ place, dataset }) => [
    ...(dataset.length === 0 ? [] : [`CREATE SCHEMA IF NOT EXISTS ${unquoted(dataset)};`]),
    `CREATE FILE FORMAT IF NOT EXISTS ${unquoted([...dataset, FORMAT])} TYPE = PARQUET USE_LOGICAL_TYPE = TRUE;`,
    [
      `-- The storage integration ${INTEGRATION} is made by an administrator (CREATE STORAGE INTEGRATION) and may read this address.`,
      `CREATE STAGE IF NOT EXISTS ${unquoted([...dataset, STAGE])} URL = ${text(stageUrl(place))} STORAGE_INTEGRATION = ${INTEGRATION};`,
    ].join('\n'),
  ],
  statements: (relation, request) => [table(relation, request), filling(relation, request)],
}

/** Names that Snowflake takes in any case; within the text of an option it knows no others for certain. */
function unquoted(names: readonly string[]): string {
  const [odd] = names.filter(name => !/^(\w+|".*")$/.test(name))
  if (odd === undefined) return names.join('.')
  throw new UsageError(`--dialect snowflake takes letters, digits and _ in --dataset, not '${odd}'.`)
}

function stageUrl(place: SchemaRequest['place']): string {
  switch (place.kind) {
    case 's3':
      return `${bucketAddress('s3', place)}/`
    case 'gcs':
      return `${bucketAddress('gcs', place)}/`
    case 'azure':
      return `${blobAddress(place)}/`
    case 'folder':
      throw new UsageError(
        '--dialect snowflake reads a lake in a bucket: name it with --out s3://…, gs://…, az://… or abfss://….',
      )
  }
}

/** Name, type and the expression that reads it from a file. */
type Column = readonly [name: string, type: string, source: string]

/** A tenant has its own column already. */
function columnsOf(relation: Relation): Column[] {
  const own = Object.entries(relation.columns).map(([name, type]): Column => {
    const typed = typeIn(type, names)
    return [name, typed, `$1:${quoted(name)}::${typed}`]
  })
  return relation.byDate ? [...own, ['date', 'DATE', DAY]] : own
}

const DAY = "TO_DATE(REGEXP_SUBSTR(METADATA$FILENAME, 'date=([0-9-]+)', 1, 1, 'e', 1))"

function table(relation: Relation, { dataset }: SchemaRequest): string {
  const columns = columnsOf(relation).map(([name, type]) => `${quoted(name)} ${type}`)
  return `CREATE OR REPLACE TABLE ${unquoted([...dataset, quoted(relation.name)])} (\n${lines(columns)}\n);`
}

/** Replaces all rows at once, so that it may be run after each extraction and again. */
function filling(relation: Relation, { dataset, manyTenants }: SchemaRequest): string {
  const columns = columnsOf(relation)
  const day = relation.byDate ? 'date=[^/]+/' : ''
  const folder = manyTenants ? '' : `${relation.folder}/`
  const pattern = manyTenants ? `.*tenant=[^/]+/${relation.folder}/${day}[^/]+[.]parquet` : '.*[.]parquet'
  return [
    '-- After each extraction:',
    `INSERT OVERWRITE INTO ${unquoted([...dataset, quoted(relation.name)])}`,
    `SELECT\n${lines(columns.map(([, , source]) => source))}`,
    `FROM @${unquoted([...dataset, STAGE])}/${folder} (FILE_FORMAT => ${text(unquoted([...dataset, FORMAT]))}, PATTERN => ${text(pattern)});`,
  ].join('\n')
}
