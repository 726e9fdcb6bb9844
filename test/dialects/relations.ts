// Every table and what changes in it, as `schema --all --changes` has them, and the scripts that come of it.
import {
  changesOf,
  type DialectName,
  relationOf,
  type SchemaRequest,
  schemaSql,
} from '../../src/dialects/index.ts'
import { SYSTEM_COLUMNS } from '../../src/lake/types.ts'
import { tables } from '../../src/streams/index.ts'

export const everyRelation = [...tables.values()].flatMap(table => {
  const relation = relationOf(table, SYSTEM_COLUMNS)
  return [relation, changesOf(relation) ?? []].flat()
})

const bucket = (kind: 's3' | 'gcs', url: string) => ({ kind, url, bucket: 'a-bucket', prefix: 'some/lake/' })

/** A place that each dialect reads. */
export const PLACES: Readonly<Record<DialectName, SchemaRequest['place']>> = {
  duckdb: { kind: 'folder', path: './entra-lake' },
  bigquery: bucket('gcs', 'gs://a-bucket/some/lake'),
  athena: bucket('s3', 's3://a-bucket/some/lake'),
  snowflake: bucket('s3', 's3://a-bucket/some/lake'),
  spark: { kind: 'azure', account: 'acct', container: 'box', prefix: 'lake/', host: null },
}

export const everything = (dialect: DialectName, manyTenants = false): string =>
  schemaSql(dialect, everyRelation, { place: PLACES[dialect], dataset: ['entra'], manyTenants })

/** The statements of a script, without comments. No text of ours has a semicolon. */
export const statementsOf = (sql: string): string[] =>
  sql
    .replace(/^--.*$/gm, '')
    .split(';')
    .map(statement => statement.trim())
    .filter(statement => statement !== '')
