// A file that is rewritten is what it was but for the rows that something was decided for.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDuckDB, type Sql } from '../../src/lake/duckdb.ts'
import { type Decide, decideRows, rewriteFile } from '../../src/lake/rewrite.ts'
import { copyTo } from '../../src/lake/sql/parquet.ts'
import { openFolder, type Store } from '../../src/store/folder.ts'
import { readParquet } from '../support/parquet-rows.ts'

let folder: string
let store: Store
let duckdb: Sql
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'entra-rewrite-'))
  store = await openFolder(folder)
  await store.makeFolder('_work/x')
  duckdb = await openDuckDB({ memory: '1GB', spill: null })
})
afterEach(() => {
  duckdb.close()
  rmSync(folder, { recursive: true, force: true })
})

const FILE = 'data.parquet'

/** Rows of every type, with a name in every hundredth. */
const ROWS = `SELECT CASE WHEN i % 100 = 7 THEN 'Ada' ELSE 'row' END || i AS id, i + 9007199254740993::BIGINT AS big,
    TIMESTAMPTZ '2026-11-20 00:00:00.000001+00' + INTERVAL 1 SECOND * i AS at,
    {'who': CASE WHEN i % 100 = 8 THEN 'ADA "x"' END, "select": [i, NULL], 'half': i / 3, 'yes': i % 2 = 0,
     'since': TIMESTAMPTZ '0001-01-01 00:00:00.123456+00', 'day': DATE '9999-12-31', 'big': -9223372036854775807::BIGINT} AS "odd ""name",
    CASE i % 3 WHEN 0 THEN [] WHEN 1 THEN NULL ELSE ['a', NULL, chr(8232) || i, chr(0) || chr(31)] END AS list,
    CASE WHEN i % 2 = 0 THEN {'a': NULL::VARCHAR} END AS nothing,
    '{"n":1.0,"long":12345678901234567890,"s":"\\u00e9"}' AS json
  FROM range(5000) r(i)`

async function written(compression: 'zstd' | 'snappy' | 'gzip' | 'none' = 'zstd'): Promise<void> {
  const metadata = { 'entra-extract.table': "it's", 'entra-extract.previous': '1 old' }
  await duckdb.run(copyTo(store.path(FILE), ROWS, { compression, rowGroup: 2048, metadata }))
}

async function rewritten(decide: Decide, time: string | null = null, previous: string | null = null) {
  const rewriting = { duckdb, store, work: 'x' }
  const decided = await decideRows(rewriting, FILE, { patterns: ['ada'], parent: null }, decide)
  const made = await rewriteFile(rewriting, { file: FILE, decided, time, previous, number: 1 })
  return { decided, made, path: store.path(made.from) }
}

const byId = (rows: readonly Record<string, unknown>[]) => new Map(rows.map(row => [row.id, row]))

test('only the rows decided on change, value by value', async () => {
  await written()
  const before = await readParquet(store.path(FILE))
  const seen: unknown[] = []
  const { decided, made, path } = await rewritten(row => {
    seen.push(row.id)
    if (String(row.id).startsWith('Ada')) return null
    return { ...row, json: '{"changed":true}' }
  }, 'at')
  expect(seen).toHaveLength(100)
  expect(decided).toMatchObject({ gone: 50, changed: 50 })
  const after = await readParquet(path)
  expect(made.facts).toMatchObject({
    rows: 4950,
    first: '2026-11-20T00:00:00.000Z',
    last: '2026-11-20T01:23:19.000Z',
  })
  const expected = before
    .filter(({ id }) => !String(id).startsWith('Ada'))
    .map(row => (/08$/.test(String(row.id)) ? { ...row, json: '{"changed":true}' } : row))
    .map(row => (row.id === 'row8' ? { ...row, json: '{"changed":true}' } : row))
  expect(after).toEqual(expected)
})

test('a row that is put back as it was is as it was', async () => {
  await written()
  const before = byId(await readParquet(store.path(FILE)))
  const { path, decided } = await rewritten(row => ({ ...row }))
  expect(decided.changed).toBe(100)
  expect(byId(await readParquet(path))).toEqual(before)
})

test.each(['zstd', 'snappy', 'gzip', 'none'] as const)(
  '%s, row groups, columns and footer stay',
  async codec => {
    await written(codec)
    const facts = async (path: string) => {
      const { row_groups, schema, key_value_metadata } = await parquetMetadataAsync(
        await asyncBufferFromFile(path),
      )
      const codecs = new Set(row_groups.flatMap(({ columns }) => columns.map(each => each.meta_data?.codec)))
      return { sizes: row_groups.map(({ num_rows }) => Number(num_rows)), schema, key_value_metadata, codecs }
    }
    const before = await facts(store.path(FILE))
    const { path } = await rewritten(() => null, 'at')
    const after = await facts(path)
    expect({ ...after, sizes: null }).toEqual({ ...before, sizes: null })
    expect(before.sizes).toEqual([2048, 2048, 904])
    expect(after.sizes.reduce((sum, size) => sum + size, 0)).toBe(4900)
    expect(Math.max(...after.sizes)).toBeLessThan(2 * 2048)
    const { path: linked } = await rewritten(() => null, null, '1 new')
    expect((await facts(linked)).key_value_metadata).toEqual([
      { key: 'entra-extract.table', value: "it's" },
      { key: 'entra-extract.previous', value: '1 new' },
    ])
  },
)

test('groups grow no larger, however often a file is rewritten', async () => {
  await written()
  for (let row = 0; row < 3; row++) {
    const { made } = await rewritten(({ id }) => (id === `Ada${row}07` || id === 'Ada7' ? null : undefined))
    await store.publish(made.from, FILE)
  }
  const { row_groups } = await parquetMetadataAsync(await asyncBufferFromFile(store.path(FILE)))
  expect(Math.max(...row_groups.map(({ num_rows }) => Number(num_rows)))).toBeLessThan(2 * 2048)
})

test('a file may lose every row, and be rewritten for its footer alone', async () => {
  await duckdb.run(
    copyTo(store.path(FILE), `${ROWS} WHERE i % 100 = 7`, {
      compression: 'zstd',
      rowGroup: 2048,
      metadata: { a: 'b' },
    }),
  )
  const { made, path } = await rewritten(() => null)
  expect(made.facts.rows).toBe(0)
  expect(await readParquet(path)).toEqual([])
  await store.publish(made.from, FILE)
  const { decided, made: again } = await rewritten(() => null)
  expect([decided.gone, again.facts.rows]).toEqual([0, 0])
})
