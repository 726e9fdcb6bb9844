// Large answers to many streams at once, in a run that has little memory for them all: each comes to its end, and nothing stays taken.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BOUNDS } from '../../src/graph/body.ts'
import { createNetwork, type Network } from '../../src/graph/undici-http.ts'
import type { ChildrenStream, ListStream, StreamDefinition } from '../../src/streams/define.ts'
import { parts, things } from '../strangers/world.ts'
import { batch, type Routes, route, runOver } from '../support/graph-script.ts'
import { readParquet } from '../support/parquet-rows.ts'
import { answered, page, type ScriptedServer, startScripted } from '../support/scripted-server.ts'

const MIB = 1 << 20
const TOGETHER = 7 * MIB
const LISTS = Array.from({ length: 10 }, (_, at) => `list_${at}`)
const CHILDREN = ['parts_a', 'parts_b', 'parts_c']

let graph: ScriptedServer
let network: Network
let out: string
beforeEach(async () => {
  graph = await startScripted()
  const timeouts = { connectMs: 2_000, headersMs: 20_000, bodyIdleMs: 20_000 }
  network = createNetwork(timeouts, {}, { ...BOUNDS, together: TOGETHER })
  out = mkdtempSync(join(tmpdir(), 'entra-memory-'))
})
afterEach(async () => {
  await network.close()
  await graph.close()
  rmSync(out, { recursive: true, force: true })
})

const tableOf = (name: string, definition: ListStream | ChildrenStream): StreamDefinition['tables'] => {
  const [table] = Object.values(definition.tables)
  if (table === undefined) throw new Error('a stream without a table')
  return { [name]: table }
}

const catalogue = (): Record<string, StreamDefinition> => ({
  ...Object.fromEntries(
    LISTS.map(name => [name, { ...things, path: `/${name}`, tables: tableOf(name, things) }]),
  ),
  ...Object.fromEntries(CHILDREN.map(name => [name, { ...parts, tables: tableOf(name, parts) }])),
})

/** Rows of a megabyte each. */
const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: String(from + at).padStart(3, '0'), pad: 'x'.repeat(MIB) }))

/** Lists of two pages, and parents whose children come in large batches with more pages behind. */
function routes(): Routes {
  const lists = LISTS.flatMap(name => [
    [`/${name}`, page(rows(0, 4), `${graph.root}/v1.0/${name}?page=2`)] as const,
    [`/${name}?page=2`, page(rows(4, 4))] as const,
  ])
  const more = (what: string): string => `${graph.root}/v1.0${what.replace('?', '/more?')}`
  const children = batch(what => ({
    status: 200,
    body: { value: rows(0, 2), '@odata.nextLink': more(what) },
  }))
  const parents = [{ id: 'p1' }, { id: 'p2' }, { id: 'p3' }]
  const later = parents.map(({ id }) => [`/things/${id}/parts/more?$select=id`, page(rows(2, 5))] as const)
  return {
    ...Object.fromEntries(lists),
    '/things?$select=id': page(parents),
    '/$batch': children,
    ...Object.fromEntries(later),
  }
}

test('streams side by side wait for one another and end exact', async () => {
  route(graph, routes())
  const { report } = await runOver(
    graph,
    catalogue(),
    { out },
    { network, signal: AbortSignal.timeout(40_000) },
  )
  expect(report.tables.map(({ table, reason }) => [table, reason])).toEqual(
    [...LISTS, ...CHILDREN].map(table => [table, null]),
  )
  expect(report.exitCode).toBe(0)
  for (const name of LISTS) {
    const found = await readParquet(join(out, name, 'data.parquet'))
    expect(found.map(({ id }) => id).sort()).toEqual(rows(0, 8).map(({ id }) => id))
  }
  for (const { table, rows: count } of report.tables.slice(LISTS.length))
    expect([table, count]).toEqual([table, 3 * 7])

  // Two more that fit together only when nothing else counts any more.
  graph.answer(answered(200, 'x'.repeat(3 * MIB)))
  const ask = () =>
    network.send(
      { method: 'GET', origin: graph.root, path: '/', headers: {}, holder: {} },
      AbortSignal.timeout(5_000),
    )
  const both = await Promise.all([ask(), ask()])
  expect(both.map(({ body }) => body.length)).toEqual([3 * MIB, 3 * MIB])
})

test('streams whose large answers are wrong take nothing from those that are right', async () => {
  const wrong = answered(200, { value: 'x'.repeat(5 * MIB) })
  const circle = page(rows(0, 4), `${graph.root}/v1.0/list_1`)
  const bad = Object.fromEntries(LISTS.slice(2, 7).map(name => [`/${name}`, wrong]))
  route(graph, { ...routes(), ...bad, '/list_1': circle })
  const { report } = await runOver(
    graph,
    catalogue(),
    { out },
    { network, signal: AbortSignal.timeout(40_000) },
  )
  const verdicts = new Map(report.tables.map(({ table, verdict }) => [table, verdict]))
  for (const name of LISTS.slice(1, 7)) expect([name, verdicts.get(name)]).toEqual([name, 'failed'])
  for (const name of ['list_0', ...LISTS.slice(7), ...CHILDREN])
    expect([name, verdicts.get(name)]).toEqual([name, 'complete'])
})
