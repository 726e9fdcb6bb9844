// The scripts of all tables, read by a parser of each warehouse's grammar.
import { HiveSQL } from 'dt-sql-parser/dist/parser/hive/index.js'
import { SparkSQL } from 'dt-sql-parser/dist/parser/spark/index.js'
import { describe, expect, test } from 'vitest'
import { declaredIn, parsed } from './bigquery-tree.ts'
import { everyRelation, everything, statementsOf } from './relations.ts'

const hive = new HiveSQL()
const spark = new SparkSQL()

describe('the parsers', () => {
  test.each([
    ['athena', hive, "CREATE EXTERNAL TABLE a (order string) STORED AS PARQUET LOCATION 's3://a/';"],
    ['athena', hive, 'CREATE EXTERNAL TABLE a (b struct<`order`:string) STORED AS PARQUET;'],
    ['athena', hive, "CREATE EXTERNAL TABLE a (b string) LOCATION 's3://a/' STORED AS PARQUET;"],
    ['athena', hive, 'CREATE EXTERNAL TABLE a (b varying) STORED AS PARQUET;'],
    ['spark', spark, 'CREATE TABLE a (b STRUCT<c: STRING) USING PARQUET;'],
    ['spark', spark, "CREATE TABLE a (b STRING) USING PARQUET LOCATON 'a';"],
  ])('refuse what is no SQL of %s', (_name, parser, sql) => {
    expect(parser.validate(sql)).not.toEqual([])
  })

  test('refuse what is no SQL of BigQuery', () => {
    expect(() => parsed('CREATE EXTERNAL TABLE a (b ARRAY<STRING) OPTIONS (c = 1);')).toThrow()
  })
})

describe.each([
  ['one tenant', false],
  ['many tenants', true],
])('the tables of %s', (_name, manyTenants) => {
  test.each([
    ['athena', hive],
    ['spark', spark],
  ] as const)('are SQL of %s', (dialect, parser) => {
    const statements = statementsOf(everything(dialect, manyTenants))
    expect(statements.length).toBeGreaterThanOrEqual(everyRelation.length)
    for (const statement of statements) expect(parser.validate(`${statement};`), statement).toEqual([])
  })

  test('are SQL of BigQuery, as is what makes them native', () => {
    const sql = everything('bigquery', manyTenants).replace(/^-- (?=CREATE OR REPLACE TABLE)/gm, '')
    const [schema, ...tables] = statementsOf(sql).map(statement => parsed(`${statement};`))
    expect(schema?.map(tree => tree.node_type)).toEqual(['CreateSchemaStatement', 'EOF'])
    expect(tables).toHaveLength(everyRelation.length * 2)
    for (const [index, { columns, byDate }] of everyRelation.entries()) {
      const [external, native] = [tables[index * 2], tables[index * 2 + 1]]
      expect(external?.map(tree => tree.node_type)).toEqual(['CreateTableStatement', 'EOF'])
      expect(native?.map(tree => tree.node_type)).toEqual(['CreateTableStatement', 'EOF'])
      const declared = declaredIn(external?.[0])
      expect(declared.columns.map(([name]) => name)).toEqual(Object.keys(columns))
      expect(declared.folders).toEqual(byDate && !manyTenants ? [['date', 'DATE']] : [])
    }
  })
})
