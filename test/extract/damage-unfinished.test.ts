// A commit whose state is durable and whose files cannot be put in place: the report says what the state has.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { verifyLake } from '../../src/extract/verify.ts'
import { openFolder, type Store } from '../../src/store/folder.ts'
import { findTable } from '../../src/streams/index.ts'
import { leap } from '../support/hazards.ts'
import { readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, replay, sorted, startRig, stateOf, tableOf } from '../support/rig.ts'

const TABLES = ['sign_ins', 'user_licenses', 'users']

let rig: Rig
beforeEach(async () => {
  rig = await startRig({ users: 30, activity: 0.1 })
})
afterEach(() => rig.close())

/** A store where the first `times` attempts to publish to a matching place fail. */
const refusing =
  (place: RegExp, times: number) =>
  async (folder: string): Promise<Store> => {
    const store = await openFolder(folder)
    let left = times
    return {
      ...store,
      publish: async (from, to) => {
        if (place.test(to) && left-- > 0) throw Object.assign(new Error('refused'), { code: 'EACCES' })
        return store.publish(from, to)
      },
    }
  }

/** Every table's counts are those of the state. */
function expectToAddUp(report: Awaited<ReturnType<typeof leap>>): void {
  for (const part of report.tables) {
    const facts = stateOf(rig.lake).tables[part.table]
    expect(part, part.table).toMatchObject({ rows: facts?.rows, verdict: facts?.last?.verdict })
    expect(part.before + part.inserted - part.deleted, part.table).toBe(part.rows)
  }
}

const IN_PLACE = /users\/data\.parquet cannot be put in place \(EACCES\): mend that and run again/

test.each([
  ['passing', 1],
  ['lasting', Number.POSITIVE_INFINITY],
])('a %s refusal', async (_, times) => {
  expect((await leap(rig, { tables: TABLES })).exitCode).toBe(0)
  const first = await readTable(rig.lake, 'users')
  rig.sandbox.edit.addUser()
  const openStore = refusing(/^users\//, times)
  const report = await leap(rig, { tables: TABLES }, { openStore })
  expect(report.exitCode).toBe(1)
  expect(tableOf(report, 'users')).toMatchObject({
    verdict: 'partial',
    reason: expect.stringMatching(IN_PLACE),
    inserted: 1,
  })
  expectToAddUp(report)
  expect(stateOf(rig.lake).pending.length === 0).toBe(times === 1)

  const next = await leap(rig, { tables: TABLES })
  expect(next.exitCode).toBe(0)
  expect(tableOf(next, 'users')).toMatchObject({ verdict: 'complete', inserted: 0, updated: 0 })
  expectToAddUp(next)
  for (const table of TABLES) await expectTruth(rig, table)
  const { definition } = findTable('users')
  const now = sorted(definition, await readTable(rig.lake, 'users'))
  expect(await replay(rig.lake, 'users', first)).toEqual(now)
  for (const { problems } of await verifyLake(rig.lake)) expect(problems).toEqual([])
})

test('of a first load leaves nothing that looks whole', async () => {
  const openStore = refusing(/^users\//, Number.POSITIVE_INFINITY)
  const report = await leap(rig, { tables: ['users'] }, { openStore })
  expect(tableOf(report, 'users')).toMatchObject({
    verdict: 'partial',
    reason: expect.stringMatching(IN_PLACE),
  })
  expectToAddUp(report)
  expect((await leap(rig, { tables: ['users'] })).exitCode).toBe(0)
  await expectTruth(rig, 'users')
})
