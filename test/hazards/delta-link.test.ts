// The delta link of the last run, refused for a reason that Graph does not give; and what delta rounds are asked with.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { resetTables } from '../../src/extract/reset.ts'
import { streams } from '../../src/streams/index.ts'
import {
  expectComplete,
  expectExact,
  expectVerdict,
  filesIn,
  leap,
  startStranger,
} from '../support/hazards.ts'
import { type Row, readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, startRig, stateOf, tableOf } from '../support/rig.ts'

const ROUND = /\/users\/delta\?\$deltatoken/
const MANGLED = { status: 400, code: 'BadRequest', message: 'The request is not valid.' }
const tables = ['users', 'user_licenses']

let rig: Rig
afterEach(() => rig.close())

async function begin(): Promise<Row[]> {
  rig = await startRig({ users: 30 })
  expectComplete(await leap(rig, { tables }), ...tables)
  rig.sandbox.edit.addUser()
  return readTable(rig.lake, 'users')
}

test.each([
  { fail: MANGLED, asked: 3 },
  { fail: { status: 404, code: 'Request_ResourceNotFound', message: 'No such resource.' }, asked: 1 },
  { fail: { status: 414, code: 'UriTooLong', message: 'Too long.' }, asked: 1 },
])('$fail.status for ever: failed with the mend, and the mend is one', async ({ fail, asked }) => {
  const first = await begin()
  const before = filesIn(join(rig.lake, 'users'))
  const { cursor } = stateOf(rig.lake).streams.users ?? {}
  const fault = rig.sandbox.faults.add({ match: ROUND, times: Number.POSITIVE_INFINITY, fail })
  for (let run = 1; run <= 2; run++) {
    const report = await leap(rig, { tables: [...tables, 'groups'] })
    for (const table of tables) {
      const words = `delta link of the last run is refused; .entra-extract reset users. .*${fail.status} ${fail.code}`
      expectVerdict(report, table, 'failed', new RegExp(words))
    }
    expect(tableOf(report, 'groups')).toMatchObject({ verdict: 'complete' })
    expect(fault.hits).toBe(run * asked)
    expect(filesIn(join(rig.lake, 'users'))).toEqual(before)
    expect(stateOf(rig.lake).streams.users?.cursor).toEqual(cursor)
  }
  await resetTables(rig.lake, ['users'])
  expectComplete(await leap(rig, { tables }), ...tables)
  await expectExact(rig, 'users', first)
})

test('400 in passing: asked again, and only the round is read', async () => {
  const first = await begin()
  rig.sandbox.faults.add({ match: ROUND, times: 2, fail: MANGLED })
  const report = await leap(rig, { tables })
  expectComplete(report, ...tables)
  expect(tableOf(report, 'users')).toMatchObject({ retries: 2, inserted: 1 })
  expect(rig.events.filter(event => event.type === 'restarted')).toEqual([])
  await expectExact(rig, 'users', first)
})

test('400 to a first page is believed at once, for there is no link to doubt', async () => {
  rig = await startRig({ users: 30 })
  const fault = rig.sandbox.faults.add({
    match: '/users/delta',
    times: Number.POSITIVE_INFINITY,
    fail: MANGLED,
  })
  const { reason } = expectVerdict(await leap(rig, { tables }), 'users', 'failed', /400 BadRequest/)
  expect(reason).not.toContain('reset')
  expect(fault.hits).toBe(1)
})

test('one that was edited to lead elsewhere gets no token, and says how it is mended', async () => {
  const first = await begin()
  const stranger = await startStranger()
  const file = join(rig.lake, 'state.json')
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(
      /("link": ?")http:\/\/[^/]*(\/v1\.0\/users)/,
      `$1${stranger.origin}$2`,
    ),
  )
  const report = await leap(rig, { tables })
  expect(tableOf(report, 'users')).toMatchObject({
    verdict: 'failed',
    reason: expect.stringMatching(/entra-extract reset users.*another host/),
    requests: 0,
    requestId: null,
  })
  expect(stranger.heard).toEqual([])
  await stranger.close()
  await resetTables(rig.lake, ['users'])
  expectComplete(await leap(rig, { tables }), ...tables)
  await expectExact(rig, 'users', first)
})

test('delta rounds are asked with a selection and a token, and nothing else', async () => {
  rig = await startRig({ users: 20 })
  const delta = [...streams.values()].filter(({ definition }) => definition.kind === 'delta')
  const all = delta.flatMap(({ definition }) => Object.keys(definition.tables))
  for (let run = 1; run <= 2; run++) expectComplete(await leap(rig, { tables: all }), ...all)
  const asked = rig.sandbox.requests.filter(({ path }) => path.includes('/delta'))
  expect(asked.length).toBeGreaterThan(2 * delta.length - 1)
  const options = asked.flatMap(({ path }) => [...new URL(path, rig.sandbox.url).searchParams.keys()])
  expect([...new Set(options)].sort()).toEqual(['$deltatoken', '$select', '$skiptoken'])
  for (const table of all.slice(0, 3)) await expectTruth(rig, table)
})
