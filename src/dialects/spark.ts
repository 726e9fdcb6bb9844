// Spark, and so Databricks and Fabric: external tables over the files.
// https://spark.apache.org/docs/latest/sql-ref-syntax-ddl-create-table-datasource.html
import { abfssAddress, bucketAddress, plain } from './address.ts'
import {
  type Dialect,
  folderColumns,
  type LakePlace,
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
    boolean: 'BOOLEAN',
    int32: 'INT',
    int64: 'BIGINT',
    double: 'DOUBLE',
    timestamp: 'TIMESTAMP',
    date: 'DATE',
    json: 'STRING',
  },
  list: element => `ARRAY<${element}>`,
  struct: fields => `STRUCT<${fields.map(([name, type]) => `${ticked(name)}: ${type}`).join(', ')}>`,
}

export const spark: Dialect = {
  preamble: ({ dataset, manyTenants }) => [
    manyTenants ? SESSION : AFTERWARDS,
    ...(manyTenants || dataset.length === 0
      ? []
      : [`CREATE SCHEMA IF NOT EXISTS ${dataset.map(ticked).join('.')};`]),
  ],
  statements: (relation, request) =>
    request.manyTenants ? [temporaryView(relation, request)] : tableStatements(relation, request),
}

const AFTERWARDS = [
  '-- Dropping an external table leaves its files alone. After each extraction: REFRESH TABLE, and for tables with a date',
  '-- MSCK REPAIR TABLE, so that new files and days are seen.',
].join('\n')

/** Only there a path may be a pattern, and only without partitions may the tables of several tenants be one. */
const SESSION =
  '-- These views last as long as the session: a table over the folders of several tenants cannot be kept.'

const declared = ({ columns }: Relation): string[] =>
  Object.entries(columns).map(([name, type]) => `${ticked(name)} ${typeIn(type, names)}`)

function tableStatements(relation: Relation, request: SchemaRequest): string[] {
  const table = within(request.dataset, relation.name, ticked)
  const folders = Object.entries(folderColumns(relation, request))
  const columns = [
    ...declared(relation),
    ...folders.map(([name, type]) => `${ticked(name)} ${typeIn(type, names)}`),
  ]
  const create = [
    `CREATE TABLE ${table} (\n${lines(columns)}\n)`,
    'USING PARQUET',
    ...(folders.length === 0 ? [] : [`PARTITIONED BY (${folders.map(([name]) => ticked(name)).join(', ')})`]),
    `LOCATION '${root(request.place)}/${relation.folder}';`,
  ].join('\n')
  return [
    `DROP TABLE IF EXISTS ${table};`,
    create,
    ...(folders.length === 0 ? [] : [`MSCK REPAIR TABLE ${table};`]),
  ]
}

const temporaryView = (relation: Relation, { place }: SchemaRequest): string =>
  [
    `CREATE OR REPLACE TEMPORARY VIEW ${ticked(relation.name)} (\n${lines(declared(relation))}\n)`,
    'USING PARQUET',
    `OPTIONS (path '${root(place)}/tenant=*/${relation.folder}', recursiveFileLookup 'true');`,
  ].join('\n')

function root(place: LakePlace): string {
  switch (place.kind) {
    case 'folder':
      return plain(place.path.replace(/\/+$/, ''))
    case 's3':
      return bucketAddress(place.url.startsWith('s3a') ? 's3a' : 's3', place)
    case 'gcs':
      return bucketAddress('gs', place)
    case 'azure':
      return abfssAddress(place)
  }
}
