import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultTables, tables } from '../../src/streams/index.ts'
import { run } from '../support/terminal.ts'

const schema = (...argv: string[]) => run(['schema', ...argv])

/** The tables that a script has, from their headers. */
const named = (sql: string): string[] =>
  [...sql.matchAll(/^-- (\w+): One row/gm)].map(([, name = '']) => name)

const windows = new Set([...tables.values()].filter(({ stream }) => stream.definition.kind === 'window'))

describe('schema', () => {
  it('is the default set, the tables that are named, or all', async () => {
    const { code, stdout, stderr } = await schema('--dialect', 'duckdb')
    expect([code, stderr]).toEqual([0, ''])
    expect(named(stdout)).toEqual(defaultTables().map(({ name }) => name))
    expect(named((await schema('users', 'groups', 'users', '--dialect', 'duckdb')).stdout)).toEqual([
      'users',
      'groups',
    ])
    expect(named((await schema('--all', '--dialect', 'spark')).stdout)).toEqual([...tables.keys()])
  })

  it('has the changes too when asked, which event tables do not keep', async () => {
    const { stdout } = await schema('--all', '--changes', '--dialect', 'duckdb')
    const changes = [...tables.values()].filter(table => !windows.has(table))
    expect(named(stdout).filter(name => name.startsWith('changes_'))).toEqual(
      changes.map(({ name }) => `changes_${name}`),
    )
    expect(stdout).toContain("'./entra-lake/changes/users/date=*/*.parquet'")
  })

  it('takes its options from the environment', async () => {
    const { stdout } = await run(['schema', 'users'], {
      env: {
        ENTRA_EXTRACT_DIALECT: 'bigquery',
        ENTRA_EXTRACT_OUT: 'gs://a-bucket/lake',
        ENTRA_EXTRACT_DATASET: 'a-project.of_ours',
        ENTRA_EXTRACT_MANY_TENANTS: '1',
      },
    })
    expect(stdout).toContain('CREATE SCHEMA IF NOT EXISTS `a-project`.`of_ours`;')
    expect(stdout).toContain('CREATE OR REPLACE EXTERNAL TABLE `a-project`.`of_ours`.`users` (')
    expect(stdout).toContain("uris = ['gs://a-bucket/lake/tenant=*/users/data.parquet']")
    expect(stdout).toContain(
      "'a-project:of_ours.users_native' 'gs://a-bucket/lake/tenant=*/users/data.parquet'",
    )
  })
})

describe('an address', () => {
  const S3 = 's3://a-bucket/some/lake/'
  const GCS = 'gs://a-bucket'
  const AZ = 'az://account/box/lake'
  const ABFSS = 'abfss://box@account.dfs.core.windows.net/lake'

  it.each([
    ['duckdb', './my lake/', "read_parquet('./my lake/users/*.parquet'"],
    ['duckdb', '/', "read_parquet('/users/*.parquet'"],
    ['duckdb', "it's", "read_parquet('it''s/users/*.parquet'"],
    ['duckdb', S3, "read_parquet('s3://a-bucket/some/lake/users/*.parquet'"],
    ['duckdb', S3, '-- CREATE PERSISTENT SECRET entra_lake (TYPE s3, PROVIDER credential_chain);'],
    ['duckdb', GCS, "read_parquet('gs://a-bucket/users/*.parquet'"],
    ['duckdb', AZ, "read_parquet('az://box/lake/users/*.parquet'"],
    ['duckdb', AZ, "(TYPE azure, PROVIDER credential_chain, ACCOUNT_NAME 'account')"],
    ['duckdb', ABFSS, "read_parquet('abfss://box@account.dfs.core.windows.net/lake/users/*.parquet'"],
    ['bigquery', GCS, "uris = ['gs://a-bucket/users/data.parquet']"],
    ['athena', S3, "LOCATION 's3://a-bucket/some/lake/users/';"],
    ['snowflake', S3, "URL = 's3://a-bucket/some/lake/'"],
    ['snowflake', GCS, "URL = 'gcs://a-bucket/'"],
    ['snowflake', AZ, "URL = 'azure://account.blob.core.windows.net/box/lake/'"],
    ['snowflake', ABFSS, "URL = 'azure://account.blob.core.windows.net/box/lake/'"],
    ['spark', './lake', `LOCATION '${resolve('lake')}/users';`],
    ['spark', 's3a://a-bucket/x', "LOCATION 's3a://a-bucket/x/users';"],
    ['spark', S3, "LOCATION 's3://a-bucket/some/lake/users';"],
    ['spark', AZ, "LOCATION 'abfss://box@account.dfs.core.windows.net/lake/users';"],
  ])('%s, %s', async (dialect, out, part) => {
    const { code, stdout, stderr } = await schema('users', '--dialect', dialect, '--out', out)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(part)
  })

  it('of events has a folder for each day', async () => {
    const of = async (dialect: string, out: string, ...more: string[]) =>
      (await schema('sign_ins', '--dialect', dialect, '--out', out, ...more)).stdout
    expect(await of('bigquery', GCS)).toContain(
      [
        'WITH PARTITION COLUMNS (`date` DATE)',
        'OPTIONS (',
        "  format = 'PARQUET',",
        "  uris = ['gs://a-bucket/sign_ins/*'],",
        "  hive_partition_uri_prefix = 'gs://a-bucket/sign_ins',",
      ].join('\n'),
    )
    expect(await of('athena', S3)).toContain(
      `'storage.location.template' = 's3://a-bucket/some/lake/sign_ins/date=\${date}/'`,
    )
    expect(await of('athena', S3, '--many-tenants')).toContain(
      `'storage.location.template' = 's3://a-bucket/some/lake/tenant=\${tenant}/sign_ins/date=\${date}/'`,
    )
    expect(await of('snowflake', S3, '--many-tenants')).toContain(
      "FROM @entra_lake/ (FILE_FORMAT => 'entra_parquet', PATTERN => '.*tenant=[^/]+/sign_ins/date=[^/]+/[^/]+[.]parquet');",
    )
    expect(await of('spark', S3, '--many-tenants')).toContain(
      "OPTIONS (path 's3://a-bucket/some/lake/tenant=*/sign_ins', recursiveFileLookup 'true');",
    )
    expect(await of('bigquery', GCS, '--many-tenants')).toContain(
      "uris = ['gs://a-bucket/tenant=TENANT_ID/sign_ins/*']",
    )
  })
})

describe('wrong usage is one sentence and exit code 2', () => {
  it.each([
    [['users'], 'schema needs --dialect: one of duckdb, bigquery, athena, snowflake, spark.'],
    [['--dialect', 'oracle'], /^--dialect is one of duckdb, .*, not 'oracle'\.$/],
    [['usres', '--dialect', 'duckdb'], /^There is no table 'usres'\. Did you mean 'users'\?/],
    [['users', '--all', '--dialect', 'duckdb'], '--all and the names of tables exclude each other.'],
    [['--dialect', 'bigquery'], /^--dialect bigquery reads a lake in Cloud Storage: .*--out gs:/],
    [
      ['--dialect', 'bigquery', '--out', 's3://a-bucket'],
      /^--dialect bigquery reads a lake in Cloud Storage/,
    ],
    [['--dialect', 'athena', '--out', 'gs://a-bucket'], /^--dialect athena reads a lake in S3/],
    [['--dialect', 'snowflake', '--out', './lake'], /^--dialect snowflake reads a lake in a bucket/],
    [['--dialect', 'spark', '--out', "./it's"], /^--out has characters that a warehouse may take/],
    [['--dialect', 'athena', '--out', 's3://a-bucket/$' + '{x}'], /^--out has characters that a warehouse/],
    [['--dialect', 'bigquery', '--out', 'gs://a-bucket/*'], /^--out has characters that a warehouse/],
    [['--dialect', 'duckdb', '--dataset', 'a;b'], /^--dataset is a name, or two with a dot between/],
    [
      ['--dialect', 'athena', '--out', 's3://a-bucket', '--dataset', 'a.b'],
      /^--dialect athena takes the name/,
    ],
    [['--dialect', 'snowflake', '--out', 's3://a-bucket', '--dataset', 'a-b'], /^--dialect snowflake takes/],
  ])('%j', async (argv, sentence) => {
    const { code, stdout, stderr } = await schema(...argv)
    expect([code, stdout]).toEqual([2, ''])
    if (typeof sentence === 'string') expect(stderr).toBe(`${sentence}\n`)
    else expect(stderr.trimEnd()).toMatch(sentence)
    expect(stderr.trimEnd()).not.toContain('\n')
  })
})
