// DuckDB: views over the files, wherever they are.
// https://duckdb.org/docs/stable/data/parquet/overview and /data/partitioning/hive_partitioning
import { abfssAddress, azAddress, bucketAddress } from './address.ts'
import {
  type Dialect,
  folderColumns,
  type LakePlace,
  lines,
  quoted,
  type Relation,
  type SchemaRequest,
  type TypeNames,
  tenantFolder,
  text,
  typeIn,
  within,
} from './dialect.ts'
import { DUCKDB_SCALARS } from './duckdb-types.ts'

const names: TypeNames = {
  scalars: DUCKDB_SCALARS,
  list: element => `${element}[]`,
  struct: fields => `STRUCT(${fields.map(([name, type]) => `${quoted(name)} ${type}`).join(', ')})`,
}

export const duckdb: Dialect = {
  preamble: request => [
    [
      '-- A view can be made once its table has a file: an event table has none before its first event, and changes/ none',
      '-- before the first change. Make the missing ones later; a view that is there sees new files by itself.',
      ...access(request.place),
    ].join('\n'),
    ...(request.dataset.length === 0
      ? []
      : [`CREATE SCHEMA IF NOT EXISTS ${request.dataset.map(quoted).join('.')};`]),
  ],
  statements: (relation, request) => [view(relation, request)],
}

/**
 * The declared columns lead, with no rows: names, order and types are theirs, whatever a file lacks (`extract --columns`) or
 * has besides (`extract --extensions`).
 */
function view(relation: Relation, request: SchemaRequest): string {
  const folders = Object.entries(folderColumns(relation, request))
  const declared = [...Object.entries(relation.columns), ...folders].map(
    ([name, type]) => `CAST(NULL AS ${typeIn(type, names)}) AS ${quoted(name)}`,
  )
  const types = folders.map(([name, type]) => `${quoted(name)}: ${typeIn(type, names)}`)
  const hive =
    types.length === 0
      ? 'hive_partitioning = false'
      : `hive_partitioning = true, hive_types = {${types.join(', ')}}`
  return [
    `CREATE OR REPLACE VIEW ${within(request.dataset, relation.name, quoted)} AS`,
    `SELECT\n${lines(declared)}\nWHERE false`,
    'UNION ALL BY NAME',
    `SELECT * FROM read_parquet(${text(files(relation, request))}, union_by_name = true, ${hive});`,
  ].join('\n')
}

const files = (relation: Relation, request: SchemaRequest): string =>
  `${root(request.place)}/${tenantFolder('*', request)}${relation.folder}/${relation.byDate ? 'date=*/' : ''}*.parquet`

function root(place: LakePlace): string {
  switch (place.kind) {
    case 'folder':
      return place.path.replace(/\/+$/, '')
    case 's3':
      return bucketAddress('s3', place)
    case 'gcs':
      return bucketAddress('gs', place)
    case 'azure':
      return place.host === null ? azAddress(place) : abfssAddress(place)
  }
}

/** What has to be done once for a lake that is no local folder, as comments. */
function access(place: LakePlace): string[] {
  switch (place.kind) {
    case 'folder':
      return []
    case 's3':
      return [
        '-- Once, with the usual credentials of AWS:',
        '-- INSTALL httpfs; INSTALL aws;',
        '-- CREATE PERSISTENT SECRET entra_lake (TYPE s3, PROVIDER credential_chain);',
      ]
    case 'gcs':
      return [
        '-- Once, with an HMAC key of a service account:',
        '-- INSTALL httpfs;',
        "-- CREATE PERSISTENT SECRET entra_lake (TYPE gcs, KEY_ID '…', SECRET '…');",
      ]
    case 'azure':
      return [
        '-- Once, with the usual credentials of Azure:',
        '-- INSTALL azure;',
        `-- CREATE PERSISTENT SECRET entra_lake (TYPE azure, PROVIDER credential_chain, ACCOUNT_NAME ${text(place.account)});`,
      ]
  }
}
