// What each dialect calls a type, against a table of its own.
import { describe, expect, test } from 'vitest'
import { schemaSql } from '../../src/dialects/index.ts'
import { type Columns, list, struct } from '../../src/streams/define.ts'
import { PLACES, statementsOf } from './relations.ts'

const columns: Columns = {
  s: 'string',
  b: 'boolean',
  i: 'int32',
  l: 'int64',
  d: 'double',
  t: 'timestamp',
  day: 'date',
  j: 'json',
  ls: list('string'),
  lj: list('json'),
  st: struct({ order: 'int64', inner: struct({ user: 'timestamp' }) }),
  lst: list(struct({ date: 'date', values: list('double') })),
}

const EXPECTED = {
  duckdb: {
    s: 'VARCHAR',
    b: 'BOOLEAN',
    i: 'INTEGER',
    l: 'BIGINT',
    d: 'DOUBLE',
    t: 'TIMESTAMP WITH TIME ZONE',
    day: 'DATE',
    j: 'VARCHAR',
    ls: 'VARCHAR[]',
    lj: 'VARCHAR[]',
    st: 'STRUCT("order" BIGINT, "inner" STRUCT("user" TIMESTAMP WITH TIME ZONE))',
    lst: 'STRUCT("date" DATE, "values" DOUBLE[])[]',
  },
  bigquery: {
    s: 'STRING',
    b: 'BOOL',
    i: 'INT64',
    l: 'INT64',
    d: 'FLOAT64',
    t: 'TIMESTAMP',
    day: 'DATE',
    j: 'STRING',
    ls: 'ARRAY<STRING>',
    lj: 'ARRAY<STRING>',
    st: 'STRUCT<`order` INT64, `inner` STRUCT<`user` TIMESTAMP>>',
    lst: 'ARRAY<STRUCT<`date` DATE, `values` ARRAY<FLOAT64>>>',
  },
  athena: {
    s: 'string',
    b: 'boolean',
    i: 'int',
    l: 'bigint',
    d: 'double',
    t: 'timestamp',
    day: 'date',
    j: 'string',
    ls: 'array<string>',
    lj: 'array<string>',
    st: 'struct<`order`:bigint,`inner`:struct<`user`:timestamp>>',
    lst: 'array<struct<`date`:date,`values`:array<double>>>',
  },
  snowflake: {
    s: 'VARCHAR',
    b: 'BOOLEAN',
    i: 'INTEGER',
    l: 'BIGINT',
    d: 'DOUBLE',
    t: 'TIMESTAMP_LTZ(6)',
    day: 'DATE',
    j: 'VARCHAR',
    ls: 'VARIANT',
    lj: 'VARIANT',
    st: 'VARIANT',
    lst: 'VARIANT',
  },
  spark: {
    s: 'STRING',
    b: 'BOOLEAN',
    i: 'INT',
    l: 'BIGINT',
    d: 'DOUBLE',
    t: 'TIMESTAMP',
    day: 'DATE',
    j: 'STRING',
    ls: 'ARRAY<STRING>',
    lj: 'ARRAY<STRING>',
    st: 'STRUCT<`order`: BIGINT, `inner`: STRUCT<`user`: TIMESTAMP>>',
    lst: 'ARRAY<STRUCT<`date`: DATE, `values`: ARRAY<DOUBLE>>>',
  },
} as const

const relation = {
  ...{ name: 'things', folder: 'things', about: 'One row per thing.', key: ['s'] },
  ...{ columns, byDate: false, time: null },
}

describe.each(Object.keys(EXPECTED) as (keyof typeof EXPECTED)[])('%s', dialect => {
  test('has the type of each column', () => {
    const request = { place: PLACES[dialect], dataset: [], manyTenants: false }
    const sql = schemaSql(dialect, [relation], request)
    const create = statementsOf(sql).find(statement => /^CREATE (?!SCHEMA|FILE|STAGE)/.test(statement)) ?? ''
    const found = [...create.matchAll(/^ {2}(.*?),?$/gm)].map(([, line = '']) => {
      const cast = /^CAST\(NULL AS (.*)\) AS "(\w+)"$/.exec(line)
      const plain = /^["`](\w+)["`] (.*)$/.exec(line)
      return cast === null ? [plain?.[1], plain?.[2]] : [cast[2], cast[1]]
    })
    const columnsFound = found.filter(([name]) => name !== undefined)
    expect(columnsFound).toEqual(Object.entries(EXPECTED[dialect]))
  })
})

test('a header says what the rows are, their key and what holds JSON', () => {
  const request = { place: PLACES.duckdb, dataset: [], manyTenants: false }
  expect(schemaSql('duckdb', [relation], request)).toContain(
    '-- things: One row per thing. Key: s.\n-- JSON text: j, lj.\nCREATE OR REPLACE VIEW "things" AS',
  )
})
