// A property that this Graph does not know costs its column, not the table.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, startRig, tableOf, truthOf } from '../support/rig.ts'

let rig: Rig

beforeEach(async () => {
  rig = await startRig()
})
afterEach(() => rig.close())

test.each([
  ['users', 'department'],
  ['groups', 'description'],
])('%s without %s', async (table, property) => {
  rig.sandbox.faults.add({
    match: new RegExp(`/${table}/delta\\?\\$select=[^&]*${property}`),
    times: Number.POSITIVE_INFINITY,
    fail: {
      status: 400,
      code: 'Request_BadRequest',
      message: `Could not find a property named '${property}' on type 'microsoft.graph.${table.slice(0, -1)}'.`,
    },
  })
  const report = await rig.extract({ tables: [table] })
  expect(report.exitCode).toBe(0)
  expect(tableOf(report, table)).toMatchObject({ verdict: 'complete' })
  expect(tableOf(report, table).reason).toContain(property)
  const rows = await readTable(rig.lake, table)
  expect(rows.length).toBe(truthOf(rig.sandbox, table).length)
  expect(rows.every(row => row[property] === null)).toBe(true)
  expect(rows.some(row => row.displayName !== null)).toBe(true)
})

test('a bad request about something else fails the table', async () => {
  const message = "Could not find a property named 'other' on type 'microsoft.graph.user'."
  rig.sandbox.faults.add({
    match: '/users/delta',
    times: 9,
    fail: { status: 400, code: 'Request_BadRequest', message },
  })
  const report = await rig.extract({ tables: ['users'] })
  expect(tableOf(report, 'users')).toMatchObject({ verdict: 'failed' })
  expect(report.exitCode).toBe(1)
  rig.sandbox.faults.clear()
  await rig.extract({ tables: ['users'] })
  await expectTruth(rig, 'users')
})
