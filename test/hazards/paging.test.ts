// Links of every make, and headers that go with each of them, against a server that is told what to say.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { things } from '../strangers/world.ts'
import { runOver } from '../support/graph-script.ts'
import { readParquet } from '../support/parquet-rows.ts'
import { tableOf } from '../support/rig.ts'
import { failed, page, type ScriptedServer, startScripted } from '../support/scripted-server.ts'

let graph: ScriptedServer
let out: string
beforeEach(async () => {
  graph = await startScripted()
  out = mkdtempSync(join(tmpdir(), 'entra-hazards-'))
})
afterEach(async () => {
  await graph.close()
  rmSync(out, { recursive: true, force: true })
})

const ids = async (): Promise<unknown[]> =>
  (await readParquet(join(out, 'things', 'data.parquet'))).map(row => row.id).sort()

test('ConsistencyLevel goes with the first page, each later one, and each that is asked for again', async () => {
  const link = (at: number): string => `${graph.root}/v1.0/things?$skiptoken=${at}`
  graph.answer(
    page([{ id: 'a' }], link(1)),
    failed(503, 'ServiceUnavailable'),
    page([{ id: 'b' }], link(2)),
    page([{ id: 'c' }]),
  )
  const { report } = await runOver(graph, { things: { ...things, consistencyLevel: 'eventual' } }, { out })
  expect(tableOf(report, 'things')).toMatchObject({ verdict: 'complete', rows: 3, retries: 1 })
  expect(graph.asked).toHaveLength(4)
  for (const { headers } of graph.asked) expect(headers.consistencylevel).toBe('eventual')
})

test.each([
  '/v1.0/things?$skip=2',
  '/v1.0/things?%24skiptoken=RFNwdAoAAQ%3D%3D&$select=id,displayName',
  "/beta/elsewhere('a''b')/things;v=2?x=%7e+1&&y",
  '/v1.0/things?$skiptoken=m~AQAnOzI7Zm9v%2f%2F&a=b?c/d:e@f',
])('the link %s is followed as it is', async path => {
  graph.answer(page([{ id: 'a' }], graph.root + path), page([{ id: 'b' }]))
  const { report } = await runOver(graph, { things }, { out })
  expect(tableOf(report, 'things')).toMatchObject({ verdict: 'complete', rows: 2 })
  expect(graph.asked[1]?.path).toBe(path)
})

test('one link for several pages is no circle as long as each brings new rows', async () => {
  const same = `${graph.root}/v1.0/things?$skiptoken=same`
  graph.answer(
    page([{ id: 'a' }], same),
    page([{ id: 'b' }], same),
    page([{ id: 'c' }], same),
    page([{ id: 'd' }]),
  )
  const { report } = await runOver(graph, { things }, { out })
  expect(tableOf(report, 'things')).toMatchObject({ verdict: 'complete', rows: 4 })
  expect(await ids()).toEqual(['a', 'b', 'c', 'd'])
})
