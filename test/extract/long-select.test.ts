// Selections that are too long for Graph's own links: the listing is read in parts, and the table is whole all the same.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { marked, partsOf } from '../../src/extract/parts.ts'
import type { Columns, DeltaStream, ListStream } from '../../src/streams/define.ts'
import { pathOf, runOver, type ScriptedRun } from '../support/graph-script.ts'
import { everyPage } from '../support/hazards.ts'
import { readTable } from '../support/parquet-rows.ts'
import { PLAIN } from '../support/reading.ts'
import { stateOf } from '../support/rig.ts'
import { answered, failed, type ScriptedServer, startScripted } from '../support/scripted-server.ts'

let server: ScriptedServer
let out: string

beforeEach(async () => {
  server = await startScripted()
  out = mkdtempSync(join(tmpdir(), 'entra-lake-'))
})
afterEach(async () => {
  await server.close()
  rmSync(out, { recursive: true, force: true })
})

const names = Array.from({ length: 30 }, (_, index) => `property${String(index).padStart(2, '0')}WithAName`)
const columns: Columns = { thingId: 'string', ...Object.fromEntries(names.map(name => [name, 'string'])) }
const tables = {
  things: { rows: 'own', key: ['thingId'], sources: { thingId: 'id' }, columns, schemaVersion: 1 },
} as const
const things: DeltaStream = {
  ...PLAIN,
  kind: 'delta',
  path: '/things/delta',
  select: ['id', ...names],
  tables,
}
const listed: ListStream = {
  ...PLAIN,
  kind: 'list',
  path: '/things',
  query: { $filter: "kind eq 'x'", $select: ['id', ...names].join(','), $top: '7' },
  tables,
}

const IDS = ['a', 'b', 'c']
const rowOf = (id: string, select: readonly string[]): object =>
  Object.fromEntries(select.map(name => [name, name === 'id' ? id : `${name} of ${id}`]))

interface Graph {
  /** Whether a next link fails for now. */
  readonly broken?: () => boolean
  /** Whether next links of long selections are refused. */
  readonly refuses?: boolean
  /** A property that the plain listing does not know. */
  readonly unknown?: string
}

/** Graph with pages of two rows. */
function serve({ broken = () => false, refuses = true, unknown = 'none' }: Graph = {}): void {
  server.answer((response, asked) => {
    const what = pathOf(asked)
    const url = new URL(`${server.root}${what}`)
    const select = url.searchParams.get('$select')?.split(',') ?? []
    const at = Number(url.searchParams.get('$skip') ?? 0)
    const long = select.join(',').length > 400
    if (at > 0 && long && refuses) return failed(400, 'BadRequest')(response, asked)
    if (select.includes(unknown) && !what.includes('/delta')) {
      const message = `Could not find a property named '${unknown}' on type 'microsoft.graph.thing'.`
      return answered(400, { error: { code: 'BadRequest', message } })(response, asked)
    }
    if (at > 0 && broken()) return failed(503, 'busy')(response, asked)
    const value = IDS.slice(at, at + 2).map(id => rowOf(id, select))
    const next = `${server.root}${asked.path}&$skip=${at + 2}`
    const last = what.includes('/delta')
      ? { '@odata.deltaLink': `${server.root}/v1.0/things/delta?$deltatoken=1` }
      : {}
    answered(200, { value, ...(at + 2 < IDS.length ? { '@odata.nextLink': next } : last) })(response, asked)
  })
}

const run = (stream: DeltaStream | ListStream, deps: object = {}): Promise<ScriptedRun> => {
  server.asked.length = 0
  return runOver(server, { things: stream }, { out }, deps)
}
const selects = (): string[] =>
  server.asked.map(asked => new URL(`${server.root}${pathOf(asked)}`).searchParams.get('$select') ?? '')

async function expectWhole(): Promise<void> {
  const rows = (await readTable(out, 'things')).map(({ _tenant_id, _changed_at, ...row }) => row)
  const expected = IDS.map(id => ({ thingId: id, ...rowOf(id, names) }))
  expect(rows.sort((a, b) => (String(a.thingId) < String(b.thingId) ? -1 : 1))).toEqual(expected)
}

describe('parts', () => {
  test('have every property once and the key in each, at most 400 characters long', () => {
    const parts = partsOf(things)
    expect(parts.length).toBeGreaterThan(1)
    for (const part of parts) {
      expect(part[0]).toBe('id')
      expect(part.join(',').length).toBeLessThanOrEqual(400)
    }
    expect(parts.flatMap(part => part.slice(1))).toEqual(names)
  })

  test('are told by the first property of each row', () => {
    const rows = Buffer.from('{"id":1,"x":{"y":[]}}\n  {"id":"\\n{"}\n')
    expect(marked({ rows, count: 2, removed: false }, 3).rows.toString()).toBe(
      '{"_part":3,"id":1,"x":{"y":[]}}\n{"_part":3,"id":"\\n{"}\n',
    )
  })
})

describe('a next link that is refused', () => {
  test('makes a delta stream a plain listing in parts; the next run tries delta again', async () => {
    serve()
    const { report, events } = await run(things)
    const { length } = partsOf(things)
    const note = `Graph refuses long selects here: read in ${length} parts, without delta`
    expect(report.tables).toMatchObject([{ verdict: 'complete', reason: note, rows: 3, inserted: 3 }])
    expect(events.filter(({ type }) => type === 'restarted')).toHaveLength(1)
    await expectWhole()
    expect(stateOf(out).streams.things).toMatchObject({ cursor: { kind: 'whole' }, running: null })
    const plain = server.asked.slice(2).map(pathOf)
    expect(plain).toHaveLength(2 * length)
    for (const path of plain) expect(path).toMatch(/^\/things\?\$select=id,[^&]*&\$top=999/)
    serve({ refuses: false })
    const again = await run(things)
    expect(server.asked.map(pathOf)[0]).toMatch(/^\/things\/delta\?/)
    expect(again.report.tables).toMatchObject([{ verdict: 'complete', reason: null, updated: 0, deleted: 0 }])
    expect(stateOf(out).streams.things).toMatchObject({ cursor: { kind: 'delta' } })
    await expectWhole()
  })

  test('keeps the query of a list but for its selection', async () => {
    serve()
    expect((await run(listed)).report.tables).toMatchObject([{ verdict: 'complete', rows: 3 }])
    await expectWhole()
    for (const path of server.asked.slice(2).map(pathOf))
      expect(path).toMatch(/^\/things\?\$filter=kind eq 'x'&\$select=id,[^&]*&\$top=7/)
  })

  test('is an error where the selection is short', async () => {
    serve()
    server.answer(
      answered(200, { value: [], '@odata.nextLink': `${server.root}/v1.0/things?$skip=2` }),
      failed(400, 'BadRequest'),
    )
    const short = { ...listed, query: { $select: 'id,a' } }
    expect((await run(short)).report.tables).toMatchObject([{ verdict: 'failed' }])
    expect(server.asked).toHaveLength(2)
  })

  test('is an error at the first page, which is our own link', async () => {
    server.answer(failed(400, 'BadRequest'))
    expect((await run(things)).report.tables).toMatchObject([{ verdict: 'failed' }])
    expect(server.asked).toHaveLength(1)
  })

  test('leaves a reading in parts that goes on where it was interrupted', async () => {
    let pages = 0
    serve({ broken: () => ++pages > 1 })
    const deps = { ...everyPage, retryBudgetMs: 2_000 }
    expect((await run(things, deps)).report.tables).toMatchObject([{ verdict: 'failed' }])
    const { position } = stateOf(out).streams.things?.running ?? {}
    expect(position).toMatchObject({ kind: 'pages', part: 1, next: expect.stringContaining('$skip=2') })
    serve()
    const { report } = await run(things)
    expect(report.tables).toMatchObject([
      { verdict: 'complete', reason: expect.stringMatching(/parts/), rows: 3 },
    ])
    const parts = partsOf(things)
    expect(selects()).toEqual(
      [parts[1], ...parts.slice(2).flatMap(part => [part, part])].map(part => part?.join(',')),
    )
    await expectWhole()
  })

  test('does not hide a property that Graph does not know', async () => {
    const unknown = names[20] ?? ''
    serve({ unknown })
    const { report } = await run(things)
    expect(report.tables[0]).toMatchObject({
      verdict: 'complete',
      reason: expect.stringMatching(
        new RegExp(`parts, without delta; Graph does not know the property ${unknown}`),
      ),
      rows: 3,
    })
    for (const row of await readTable(out, 'things')) {
      expect(row[unknown]).toBeNull()
      expect(row[names[21] ?? '']).toBe(`${names[21]} of ${row.thingId}`)
    }
  })
})
