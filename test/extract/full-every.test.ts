// What delta does not tell of is found by reading a stream whole now and then, and only real differences become changes.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DeltaStream } from '../../src/streams/define.ts'
import { pathsOf, route, runOver, type ScriptedRun, tokenWith } from '../support/graph-script.ts'
import { everyPage } from '../support/hazards.ts'
import { readTable } from '../support/parquet-rows.ts'
import { PLAIN } from '../support/reading.ts'
import { stateOf } from '../support/rig.ts'
import {
  answered,
  failed,
  type Reply,
  type ScriptedServer,
  startScripted,
} from '../support/scripted-server.ts'

const DAY = 86_400_000
const START = Date.UTC(2026, 10, 20, 12)

const things: DeltaStream = {
  ...PLAIN,
  kind: 'delta',
  path: '/things/delta',
  select: ['id', 'note'],
  untracked: 'notes',
  tables: {
    things: { rows: 'own', key: ['id'], columns: { id: 'string', note: 'string' }, schemaVersion: 1 },
  },
}
const FIRST = '/things/delta?$select=id,note'

let server: ScriptedServer
let out: string
let now: number

beforeEach(async () => {
  server = await startScripted()
  out = mkdtempSync(join(tmpdir(), 'entra-lake-'))
  now = START
})
afterEach(async () => {
  await server.close()
  rmSync(out, { recursive: true, force: true })
})

const delta = (token: string, ...rows: readonly object[]): Reply =>
  answered(200, { value: rows, '@odata.deltaLink': `${server.root}/v1.0/things/delta?$deltatoken=${token}` })
const nextTo = (token: string, ...rows: readonly object[]): Reply =>
  answered(200, { value: rows, '@odata.nextLink': `${server.root}/v1.0/things/delta?$skiptoken=${token}` })

const run = (options: object = {}, stream = things, deps: object = {}): Promise<ScriptedRun> => {
  server.asked.length = 0
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms
    },
  }
  return runOver(
    server,
    { things: stream },
    { out, fullEveryMs: 7 * DAY, ...options },
    { clock, token: tokenWith({ exp: undefined }), ...deps },
  )
}
const restarts = ({ events }: ScriptedRun): string[] =>
  events.flatMap(event => (event.type === 'restarted' ? [event.reason] : []))
const wholeAt = (): string | null | undefined => stateOf(out).streams.things?.wholeAt
const at = (ms: number): string => new Date(ms).toISOString()

const ROUTES = () => ({
  [FIRST]: [
    delta('1', { id: 'a', note: 'old' }, { id: 'b', note: 'old' }),
    delta('9', { id: 'a', note: 'new' }, { id: 'b', note: 'old' }),
  ],
  '/things/delta?$deltatoken=1': delta('2'),
  '/things/delta?$deltatoken=2': delta('3'),
  '/things/delta?$deltatoken=9': delta('10'),
})

test('after --full-every, and not before', async () => {
  route(server, ROUTES())
  await run()
  expect(wholeAt()).toBe(at(START))
  now = START + 7 * DAY
  const early = await run()
  expect(pathsOf(server)).toEqual(['/things/delta?$deltatoken=1'])
  expect([restarts(early), wholeAt()]).toEqual([[], at(START)])
  now = START + 7 * DAY + 1
  const due = await run()
  expect(pathsOf(server)).toEqual([FIRST])
  expect(restarts(due)).toEqual(['read whole, for delta does not tell of notes'])
  expect(due.report.tables).toMatchObject([{ verdict: 'complete', inserted: 0, updated: 1, deleted: 0 }])
  expect(wholeAt()).toBe(at(now))
  const rows = await readTable(out, 'things')
  expect(new Map(rows.map(({ id, note }) => [id, note]))).toEqual(
    new Map([
      ['a', 'new'],
      ['b', 'old'],
    ]),
  )
  await run()
  expect(pathsOf(server)).toEqual(['/things/delta?$deltatoken=9'])
})

test('not where delta tells everything', async () => {
  route(server, ROUTES())
  const { untracked: _, ...tracked } = things
  await run({}, tracked)
  now += 400 * DAY
  expect(restarts(await run({}, tracked))).toEqual([])
  expect(pathsOf(server)).toEqual(['/things/delta?$deltatoken=1'])
})

test('a state of before counts as never read whole', async () => {
  route(server, ROUTES())
  await run()
  const state = JSON.parse(readFileSync(join(out, 'state.json'), 'utf8'))
  delete state.streams.things.wholeAt
  writeFileSync(join(out, 'state.json'), JSON.stringify(state))
  now += 1_000
  expect(restarts(await run())).toHaveLength(1)
  expect(pathsOf(server)).toEqual([FIRST])
  expect(wholeAt()).toBe(at(now))
})

describe('an interrupted whole reading', () => {
  test('goes on, keeps the old delta link until its end, and counts from its start', async () => {
    route(server, ROUTES())
    await run()
    now = START + 8 * DAY
    const began = now
    route(server, {
      [FIRST]: nextTo('p', { id: 'a', note: 'new' }),
      '/things/delta?$skiptoken=p': failed(503, 'busy'),
    })
    const broken = await run({}, things, { ...everyPage, retryBudgetMs: 2_000 })
    expect(broken.report.tables).toMatchObject([{ verdict: 'failed', rows: 2 }])
    const { cursor, running } = stateOf(out).streams.things ?? {}
    expect(cursor).toMatchObject({ kind: 'delta', link: expect.stringContaining('deltatoken=1') })
    expect(running).toMatchObject({ mode: 'replace', startedAt: at(began) })
    now = began + 2 * DAY
    route(server, { '/things/delta?$skiptoken=p': delta('9') })
    const ended = await run()
    expect(restarts(ended)).toEqual([])
    expect(ended.report.tables).toMatchObject([{ verdict: 'complete', updated: 1, deleted: 1, rows: 1 }])
    expect(wholeAt()).toBe(at(began))
  })

  test('that has to start over counts from there', async () => {
    route(server, {
      [FIRST]: [nextTo('p', { id: 'a', note: 'x' }), delta('1', { id: 'a', note: 'x' })],
      '/things/delta?$skiptoken=p': [failed(503, 'busy'), failed(410, 'Gone')],
    })
    await run({}, things, { ...everyPage })
    expect(Date.parse(wholeAt() ?? '')).toBeGreaterThan(START)
  })
})
