// Many small streams: single objects without an id, and what each of sixty tables costs.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NO_LIMITS } from '../../src/graph/limits.ts'
import { openFolder } from '../../src/store/folder.ts'
import type { ListStream, SingleStream } from '../../src/streams/define.ts'
import { pathsOf, route, runOver } from '../support/graph-script.ts'
import { readTable } from '../support/parquet-rows.ts'
import { PLAIN } from '../support/reading.ts'
import { type RecordingStore, recordingStore } from '../support/recording-store.ts'
import { answered, page, type ScriptedServer, startScripted } from '../support/scripted-server.ts'

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

const settings: SingleStream = {
  ...PLAIN,
  kind: 'single',
  path: '/admin/settings',
  tables: {
    settings: { rows: 'own', key: [], columns: { conceal: 'boolean', days: 'int32' }, schemaVersion: 1 },
  },
}

test('a single object without an id is a row, and a change of it an update', async () => {
  const saying = (body: object) => answered(200, { '@odata.context': 'x', ...body })
  route(server, {
    '/admin/settings': [
      saying({ conceal: true, days: 1 }),
      saying({ conceal: true, days: 1 }),
      saying({ conceal: false }),
    ],
  })
  const run = async () => (await runOver(server, { settings }, { out })).report.tables
  expect(await run()).toMatchObject([{ verdict: 'complete', rows: 1, inserted: 1 }])
  expect(await run()).toMatchObject([{ verdict: 'complete', rows: 1, inserted: 0, updated: 0, deleted: 0 }])
  expect(await run()).toMatchObject([{ verdict: 'complete', rows: 1, inserted: 0, updated: 1, deleted: 0 }])
  expect(await readTable(out, 'settings')).toMatchObject([{ conceal: false, days: null }])
  expect(pathsOf(server)).toEqual(Array(3).fill('/admin/settings'))
})

const nameOf = (index: number): string => `list_${String(index).padStart(2, '0')}`
const listOf = (index: number): ListStream => ({
  ...PLAIN,
  kind: 'list',
  path: `/${nameOf(index)}`,
  query: {},
  tables: {
    [nameOf(index)]: {
      rows: 'own',
      key: ['id'],
      columns: { id: 'string', value: 'string' },
      schemaVersion: 1,
    },
  },
})
const sixty = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [nameOf(index), listOf(index)]))

test('sixty tables are read side by side, and cost at most two states each', async () => {
  const rows = Array.from({ length: 20 }, (_, row) => ({ id: `r${row}`, value: 'v' }))
  let open = 0
  let most = 0
  server.answer((response, asked) => {
    most = Math.max(most, ++open)
    setTimeout(() => {
      open--
      page(rows)(response, asked)
    }, 20)
  })
  const stores: RecordingStore[] = []
  const openStore = async (folder: string) => {
    const store = recordingStore(await openFolder(folder))
    stores.push(store)
    return store
  }
  for (const inserted of [20, 0]) {
    const { report } = await runOver(server, sixty, { out }, { openStore, limits: NO_LIMITS })
    expect(report.tables).toHaveLength(60)
    for (const table of report.tables)
      expect(table).toMatchObject({ verdict: 'complete', rows: 20, inserted })
  }
  // As many as may be under way at once without a quota.
  expect(most).toBe(8)
  for (const { steps } of stores) {
    const states = steps.filter(step => step === 'replace state.json').length
    expect(states).toBeLessThanOrEqual(2 * 60 + 1)
  }
})
