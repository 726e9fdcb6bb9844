// A column that the token gets nothing of is there and NULL, and the report says so; granted later, it is filled.
import { afterEach, expect, test } from 'vitest'
import { staticToken } from '../../src/auth/static-token.ts'
import { readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, replay, startRig, tableOf } from '../support/rig.ts'

let rig: Rig

afterEach(() => rig.close())

test('employeeLeaveDateTime without and with its permission', async () => {
  rig = await startRig()
  const poor = staticToken(rig.sandbox.token({ roles: ['User.Read.All'] }), Date.now)
  const without = await rig.extract({ tables: ['users'] }, { tokens: poor })
  expect(without.exitCode).toBe(0)
  expect(tableOf(without, 'users').reason).toMatch(
    /employeeLeaveDateTime is empty without User-LifeCycleInfo\.Read\.All/,
  )
  expect(rig.sandbox.requests.some(({ path }) => path.includes('employeeLeaveDateTime'))).toBe(false)
  const first = await readTable(rig.lake, 'users')
  expect(first.every(row => row.employeeLeaveDateTime === null)).toBe(true)

  const granted = await rig.extract({ tables: ['users'] })
  expect(tableOf(granted, 'users')).toMatchObject({ verdict: 'complete', reason: null })
  await expectTruth(rig, 'users')
  const now = await readTable(rig.lake, 'users')
  expect(now.some(row => row.employeeLeaveDateTime !== null)).toBe(true)
  expect((await replay(rig.lake, 'users', first)).length).toBe(now.length)
})
