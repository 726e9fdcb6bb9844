// BigQuery: external tables over Cloud Storage, and how to load them into native ones.
// https://cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language#create_external_table_statement
// https://cloud.google.com/bigquery/docs/loading-data-cloud-storage-parquet#list_logical_type
import { bucketAddress, bucketOf } from './address.ts'
import {
  type Dialect,
  folderColumns,
  lines,
  type Relation,
  type SchemaRequest,
  type TypeNames,
  ticked,
  typeIn,
  within,
} from './dialect.ts'

const names: TypeNames = {
  scalars: {
    string: 'STRING',
    boolean: 'BOOL',
    int32: 'INT64',
    int64: 'INT64',
    double: 'FLOAT64',
    timestamp: 'TIMESTAMP',
    date: 'DATE',
    json: 'STRING',
  },
  list: element => `ARRAY<${element}>`,
  struct: fields => `STRUCT<${fields.map(([name, type]) => `${ticked(name)} ${type}`).join(', ')}>`,
}

/** A table of BigQuery is always in a dataset. */
const DATASET = ['entra']

const datasetOf = ({ dataset }: SchemaRequest): readonly string[] =>
  dataset.length === 0 ? DATASET : dataset

export const bigquery: Dialect = {
  preamble: request => {
    root(request)
    return [`CREATE SCHEMA IF NOT EXISTS ${datasetOf(request).map(ticked).join('.')};`]
  },
  statements: (relation, request) => [external(relation, request), native(relation, request)],
}

const root = (request: SchemaRequest): string =>
  bucketAddress(
    'gs',
    bucketOf(
      request,
      ['gcs'],
      '--dialect bigquery reads a lake in Cloud Storage: name it with --out gs://bucket/prefix.',
    ),
  )

function external(relation: Relation, request: SchemaRequest): string {
  const columns = Object.entries(relation.columns).map(
    ([name, type]) => `${ticked(name)} ${typeIn(type, names)}`,
  )
  const hive = isHive(relation, request)
  const partition = Object.entries(folderColumns(relation, request)).map(
    ([name, type]) => `${ticked(name)} ${typeIn(type, names)}`,
  )
  const options = [
    "format = 'PARQUET'",
    `uris = ['${files(relation, request)}']`,
    ...(hive ? [`hive_partition_uri_prefix = '${root(request)}/${relation.folder}'`] : []),
    'enable_list_inference = TRUE',
  ]
  return [
    ...(relation.byDate && request.manyTenants ? [ONE_ADDRESS_EACH] : []),
    `CREATE OR REPLACE EXTERNAL TABLE ${within(datasetOf(request), relation.name, ticked)} (\n${lines(columns)}\n)`,
    ...(hive ? [`WITH PARTITION COLUMNS (${partition.join(', ')})`] : []),
    `OPTIONS (\n${lines(options)}\n);`,
  ].join('\n')
}

/** The folders of a table's own days are partitions; those of tenants, which lie above other tables too, are not. */
const isHive = ({ byDate }: Relation, { manyTenants }: SchemaRequest): boolean => byDate && !manyTenants

const ONE_ADDRESS_EACH =
  '-- An address has one * at most: put one for each tenant into the list of uris, in place of TENANT_ID.'

function files({ folder, byDate }: Relation, request: SchemaRequest): string {
  if (!byDate) return `${root(request)}/${request.manyTenants ? 'tenant=*/' : ''}${folder}/data.parquet`
  return `${root(request)}/${request.manyTenants ? 'tenant=TENANT_ID/' : ''}${folder}/*`
}

/** As comments: the same rows in BigQuery's own storage. */
function native(relation: Relation, request: SchemaRequest): string {
  const dataset = datasetOf(request)
  const time = relation.time ?? (relation.byDate ? '_changed_at' : null)
  const partitioning = time === null ? '' : ` --time_partitioning_type=DAY --time_partitioning_field=${time}`
  const own = within(dataset, `${relation.name}_native`, ticked)
  const by = time === null ? '' : ` PARTITION BY DATE(${ticked(time)})`
  const columns = isHive(relation, request) ? '* EXCEPT (`date`)' : '*'
  return [
    '-- In storage of its own, by a load job (without cost) or by a query:',
    `-- bq load --replace --source_format=PARQUET --parquet_enable_list_inference=true${partitioning} '${dataset.join(':')}.${relation.name}_native' '${files(relation, request)}'`,
    `-- CREATE OR REPLACE TABLE ${own}${by} AS SELECT ${columns} FROM ${within(dataset, relation.name, ticked)};`,
  ].join('\n')
}
