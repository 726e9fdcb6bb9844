// Athena, and so the Glue Data Catalog: external tables over S3.
// https://docs.aws.amazon.com/athena/latest/ug/create-table.html and /partition-projection-supported-types.html
import { UsageError } from '../errors.ts'
import { bucketAddress, bucketOf } from './address.ts'
import {
  type Dialect,
  folderColumns,
  lines,
  type Relation,
  type SchemaRequest,
  type TypeNames,
  tenantFolder,
  ticked,
  typeIn,
  within,
} from './dialect.ts'

const names: TypeNames = {
  scalars: {
    string: 'string',
    boolean: 'boolean',
    int32: 'int',
    int64: 'bigint',
    double: 'double',
    timestamp: 'timestamp',
    date: 'date',
    json: 'string',
  },
  list: element => `array<${element}>`,
  struct: fields => `struct<${fields.map(([name, type]) => `${ticked(name)}:${type}`).join(',')}>`,
}

export const athena: Dialect = {
  preamble: request => {
    root(request)
    if (request.dataset.length > 1)
      throw new UsageError('--dialect athena takes the name of a database alone as --dataset.')
    return [
      [
        '-- Athena runs one statement at a time. Dropping an external table leaves its files alone.',
        ...(request.manyTenants ? TENANTS : []),
      ].join('\n'),
      ...(request.dataset.length === 0
        ? []
        : [`CREATE DATABASE IF NOT EXISTS ${request.dataset.map(ticked).join('.')};`]),
    ]
  },
  statements: (relation, request) => {
    const table = within(request.dataset, relation.name, ticked)
    return [`DROP TABLE IF EXISTS ${table};`, external(table, relation, request)]
  },
}

/** A list of tenants that lacked one would hide its rows; `injected` refuses a query that names none. */
const TENANTS = [
  "-- A query names its tenants (WHERE tenant = '…', or tenant IN (…)). To read all without naming them, set projection.tenant.type to",
  '-- enum and projection.tenant.values to their ids, and keep that list complete.',
]

const root = (request: SchemaRequest): string =>
  bucketAddress(
    's3',
    bucketOf(request, ['s3'], '--dialect athena reads a lake in S3: name it with --out s3://bucket/prefix.'),
  )

function external(table: string, relation: Relation, request: SchemaRequest): string {
  const columns = Object.entries(relation.columns).map(
    ([name, type]) => `${ticked(name)} ${typeIn(type, names)}`,
  )
  const folders = Object.keys(folderColumns(relation, request))
  const location = `${root(request)}/${request.manyTenants ? '' : `${relation.folder}/`}`
  return [
    `CREATE EXTERNAL TABLE ${table} (\n${lines(columns)}\n)`,
    // Projected values are texts, also those of dates.
    ...(folders.length === 0
      ? []
      : [`PARTITIONED BY (${folders.map(name => `${ticked(name)} string`).join(', ')})`]),
    'STORED AS PARQUET',
    `LOCATION '${location}'${folders.length === 0 ? ';' : ''}`,
    ...(folders.length === 0 ? [] : [`TBLPROPERTIES (\n${lines(projection(relation, request))}\n);`]),
  ].join('\n')
}

/** Where a projected value stands in an address. */
const projected = (column: string): string => `\${${column}}`

/** Earlier than any event that Graph still had when there was a lake to put it in. */
const FIRST_DAY = '2025-01-01'

function projection(relation: Relation, request: SchemaRequest): string[] {
  const day = relation.byDate ? `date=${projected('date')}/` : ''
  const path = `${tenantFolder(projected('tenant'), request)}${relation.folder}/${day}`
  return [
    "'projection.enabled' = 'true'",
    ...(request.manyTenants ? ["'projection.tenant.type' = 'injected'"] : []),
    ...(relation.byDate ? days : []),
    `'storage.location.template' = '${root(request)}/${path}'`,
  ]
}

const days = [
  "'projection.date.type' = 'date'",
  "'projection.date.format' = 'yyyy-MM-dd'",
  `'projection.date.range' = '${FIRST_DAY},NOW'`,
  "'projection.date.interval' = '1'",
  "'projection.date.interval.unit' = 'DAYS'",
]
