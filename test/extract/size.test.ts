// What is large, over HTTP into a lake: rows of 30 MB, pages of 50 MB, parents with more children than memory should hold.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readChildren } from '../../src/extract/children.ts'
import { DuckDBTurns } from '../../src/extract/duckdb-turns.ts'
import type { ChildrenStream, ListStream } from '../../src/streams/define.ts'
import { testClient } from '../support/graph-client.ts'
import { batch, errorOf, route, runOver } from '../support/graph-script.ts'
import { readParquet } from '../support/parquet-rows.ts'
import { PLAIN, readingOf } from '../support/reading.ts'
import {
  answered,
  failed,
  page,
  type Reply,
  type ScriptedServer,
  startScripted,
} from '../support/scripted-server.ts'

let server: ScriptedServer
let out: string

beforeEach(async () => {
  server = await startScripted()
  out = mkdtempSync(join(tmpdir(), 'entra-size-'))
})
afterEach(async () => {
  await server.close()
  rmSync(out, { recursive: true, force: true })
})

const things: ListStream = {
  ...PLAIN,
  kind: 'list',
  path: '/things',
  query: {},
  tables: {
    things: { rows: 'own', key: ['id'], columns: { id: 'string', note: 'string' }, schemaVersion: 1 },
  },
}

const digest = (value: unknown): string => createHash('sha256').update(String(value)).digest('hex')

/** Text of a length that depends on its number throughout. */
const textOf = (number: number, length: number): string =>
  `${digest(number)} é" `.repeat(Math.ceil(length / 68)).slice(0, length)

test('a row of 30 MB and a page of 50 MB arrive whole', { timeout: 120_000 }, async () => {
  const large = { id: 'large', note: textOf(1, 30_000_000) }
  const many = Array.from({ length: 500 }, (_, index) => ({
    id: `row-${index}`,
    note: textOf(index, 100_000),
  }))
  route(server, {
    '/things': page([large], `${server.root}/v1.0/things?$skiptoken=2`),
    '/things?$skiptoken=2': page(many),
  })
  const timeouts = { connectMs: 20_000, headersMs: 20_000, bodyIdleMs: 20_000 }
  const { report } = await runOver(server, { things }, { out, timeouts })
  expect(report.tables).toMatchObject([{ verdict: 'complete', rows: 501, reason: null }])
  const rows = await readParquet(join(out, 'things/data.parquet'))
  const found = new Map(rows.map(({ id, note }) => [id, digest(note)]))
  expect(found).toEqual(new Map([large, ...many].map(({ id, note }) => [id, digest(note)])))
})

const members: ChildrenStream = {
  ...PLAIN,
  kind: 'children',
  path: '/units/{id}/members',
  parents: { path: '/units', query: {} },
  parentColumns: ['unitId'],
  query: {},
  tables: {
    unit_members: {
      rows: 'own',
      key: ['unitId', 'id'],
      columns: { unitId: 'string', id: 'string', note: 'string' },
      schemaVersion: 1,
    },
  },
}

const PAGES = 12
const MEGABYTES_3 = 3 << 20

/** A unit with pages of 3 MB each; `broken`: what comes in place of its last page. */
function serveUnit(broken?: Reply): void {
  const next = (index: number) => `${server.root}/v1.0/more?$skiptoken=${index}`
  const rows = (index: number) => [{ id: `child-${index}`, note: 'n'.repeat(MEGABYTES_3) }]
  const more = Array.from({ length: PAGES - 1 }, (_, at): [string, Reply] => {
    const isLast = at + 2 === PAGES
    const reply = page(rows(at + 1), isLast ? undefined : next(at + 2))
    return [`/more?$skiptoken=${at + 1}`, isLast && broken !== undefined ? broken : reply]
  })
  const units = [page([{ id: 'a' }, { id: 'b' }]), page([{ id: 'b' }])]
  const first = { status: 200, body: { value: rows(0), '@odata.nextLink': next(1) } }
  route(server, {
    '/units': broken === undefined ? units.slice(0, 1) : units,
    '/$batch': batch(what =>
      what.startsWith('/units/a') ? first : { status: 200, body: { value: [{ id: 'of b' }] } },
    ),
    ...Object.fromEntries(more),
  })
}

test('of a parent with many children, few wait in memory', async () => {
  serveUnit()
  const to = testClient(server.root)
  const lengths: number[] = []
  const askedBefore: number[] = []
  for await (const step of readChildren(readingOf(to, members))) {
    if (step.kind !== 'rows' || step.page.rows.length === 0) continue
    lengths.push(step.page.rows.length)
    askedBefore.push(server.asked.length)
  }
  await to.network.close()
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBeGreaterThan(PAGES * MEGABYTES_3)
  expect(Math.max(...lengths)).toBeLessThan(24 << 20)
  expect(askedBefore[0]).toBeLessThan(server.asked.length)
})

test('a parent that is deleted after some of its many children were spooled leaves none of them', async () => {
  serveUnit(failed(404, 'ResourceNotFound'))
  const { report, events } = await runOver(server, { unit_members: members }, { out })
  expect(report.tables).toMatchObject([{ verdict: 'complete', rows: 1 }])
  expect(events).toContainEqual({
    type: 'restarted',
    stream: 'unit_members',
    reason: 'a parent was deleted while its many children were read',
  })
  const rows = await readParquet(join(out, 'unit_members/data.parquet'))
  expect(rows.map(({ unitId, id }) => [unitId, id])).toEqual([['b', 'of b']])
})

test('a parent that is gone takes back only its own children, not those that wait with them', async () => {
  const next = `${server.root}/v1.0/more`
  route(server, {
    '/units': page([{ id: 'a' }, { id: 'b' }, { id: 'c' }]),
    '/$batch': batch(what => {
      if (what.startsWith('/units/c')) return errorOf(404, 'ResourceNotFound')
      const more = what.startsWith('/units/b') ? { '@odata.nextLink': next } : {}
      return { status: 200, body: { value: [{ id: what }], ...more } }
    }),
    '/more': answered(404, { error: { code: 'ResourceNotFound', message: 'gone' } }),
  })
  const { report } = await runOver(server, { unit_members: members }, { out })
  expect(report.tables).toMatchObject([{ verdict: 'complete', received: 1, rows: 1 }])
  const rows = await readParquet(join(out, 'unit_members/data.parquet'))
  expect(rows.map(row => row.unitId)).toEqual(['a'])
})

test('what a killed run had spilled is removed before the next one folds', async () => {
  const spill = join(out, 'spill')
  mkdirSync(spill)
  writeFileSync(join(spill, 'duckdb_temp_storage_DEFAULT-0.tmp'), 'left behind')
  const turns = new DuckDBTurns({ memory: '1GB', spill })
  expect(await turns.lend(duckdb => duckdb.rows('SELECT 1 AS one'))).toEqual([{ one: 1 }])
  expect(existsSync(join(spill, 'duckdb_temp_storage_DEFAULT-0.tmp'))).toBe(false)
  await turns.close()
})
