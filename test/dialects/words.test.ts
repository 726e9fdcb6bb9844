// Every name of ours stands in quotes: what is left outside of them are the dialect's own words.
import { describe, expect, test } from 'vitest'
import { type DialectName, schemaSql } from '../../src/dialects/index.ts'
import { everyRelation, everything, PLACES, statementsOf } from './relations.ts'

const words = (text: string): string[] => text.trim().split(/\s+/)

const WORDS: Readonly<Record<DialectName, readonly string[]>> = {
  duckdb:
    words(`CREATE OR REPLACE VIEW SCHEMA IF NOT EXISTS AS SELECT CAST NULL FROM WHERE false UNION ALL BY NAME
    read_parquet union_by_name true hive_partitioning hive_types
    VARCHAR BOOLEAN INTEGER BIGINT DOUBLE TIMESTAMP WITH TIME ZONE DATE STRUCT`),
  bigquery: words(`CREATE OR REPLACE EXTERNAL TABLE SCHEMA IF NOT EXISTS WITH PARTITION COLUMNS OPTIONS
    format uris hive_partition_uri_prefix enable_list_inference TRUE
    STRING BOOL INT64 FLOAT64 TIMESTAMP DATE ARRAY STRUCT`),
  athena:
    words(`CREATE EXTERNAL TABLE DATABASE DROP IF NOT EXISTS PARTITIONED BY STORED AS PARQUET LOCATION TBLPROPERTIES
    string boolean int bigint double timestamp date array struct`),
  snowflake:
    words(`CREATE OR REPLACE TABLE SCHEMA FILE FORMAT STAGE IF NOT EXISTS TYPE PARQUET USE_LOGICAL_TYPE TRUE URL
    STORAGE_INTEGRATION INSERT OVERWRITE INTO SELECT FROM FILE_FORMAT PATTERN TO_DATE REGEXP_SUBSTR METADATA FILENAME
    VARCHAR BOOLEAN INTEGER BIGINT DOUBLE TIMESTAMP_LTZ DATE VARIANT entra entra_lake entra_parquet users`),
  spark: words(`CREATE TABLE SCHEMA DROP IF NOT EXISTS USING PARQUET PARTITIONED BY LOCATION MSCK REPAIR
    OR REPLACE TEMPORARY VIEW OPTIONS path recursiveFileLookup
    STRING BOOLEAN INT BIGINT DOUBLE TIMESTAMP DATE ARRAY STRUCT`),
}

/** Outside of quotes; the folder after a stage's name is none of the grammar. */
const bare = (statement: string): string =>
  statement.replace(/'(?:[^']|'')*'|"[^"]*"|`[^`]*`/g, ' ').replace(/(?<=@[\w.]+)\/\S*/g, ' ')

const named = ['duckdb', 'bigquery', 'athena', 'snowflake', 'spark'] as const

describe.each(named)('%s', dialect => {
  test.each([false, true])('has no bare name of ours (many tenants: %s)', manyTenants => {
    const statements = statementsOf(everything(dialect, manyTenants))
    const found = new Set(statements.flatMap(statement => bare(statement).match(/[A-Za-z_]\w*/g) ?? []))
    expect([...found].filter(word => !WORDS[dialect].includes(word))).toEqual([])
  })

  test('closes what it opens, and names every table once', () => {
    const sql = everything(dialect)
    for (const statement of statementsOf(sql)) {
      const open = (signs: RegExp) => bare(statement).match(signs)?.length ?? 0
      expect([open(/\(/g), open(/\{/g), open(/</g)]).toEqual([open(/\)/g), open(/\}/g), open(/(?<!=)>/g)])
    }
    const headers = [...sql.matchAll(/^-- (\w+): /gm)].map(match => match[1]).filter(name => name !== 'JSON')
    expect(headers).toEqual(everyRelation.map(({ name }) => name))
    expect(new Set(headers).size).toBe(headers.length)
  })

  test('quotes words that are reserved, nested ones too', () => {
    const reserved = [
      'date',
      'value',
      'resource',
      'user',
      'order',
      'group',
      'end',
      'from',
      'values',
      'timestamp',
    ]
    const fields = Object.fromEntries(reserved.map(name => [name, 'string' as const]))
    const relation = {
      ...{ name: 'order', folder: 'order', about: 'One row per order.', key: [], byDate: false, time: null },
      columns: { ...fields, nested: { struct: fields }, listed: { list: { struct: fields } } },
    }
    const request = { place: PLACES[dialect], dataset: [], manyTenants: false }
    const statements = statementsOf(schemaSql(dialect, [relation], request))
      .map(bare)
      .join('\n')
    const outside = new Set(statements.match(/[A-Za-z_]\w*/g))
    expect([...outside].filter(word => !WORDS[dialect].includes(word))).toEqual([])
  })
})

test('no folder gives a column that a table has, in whatever case', () => {
  for (const { name, columns } of everyRelation) {
    const own = Object.keys(columns).map(column => column.toLowerCase())
    expect(own, name).not.toContain('date')
    expect(own, name).not.toContain('tenant')
    expect(new Set(own).size, name).toBe(own.length)
  }
})
