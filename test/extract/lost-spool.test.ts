// The rows of an interrupted run may be lost with the work folder; the next run then reads them again.
import { rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { expectTruth, type Rig, startRig, stateOf, tableOf } from '../support/rig.ts'

let rig: Rig

beforeEach(async () => {
  rig = await startRig({ mostRows: 10, pageSizes: { usersDelta: 10 } })
})
afterEach(() => rig.close())

test.each(
  [
    ['users', '/users/delta'],
    ['sign_ins', '/auditLogs/signIns'],
  ].flatMap(([table, path]) => [
    { table, path, how: 'gone', lose: (file: string) => rmSync(file) },
    { table, path, how: 'cut short', lose: (file: string) => truncateSync(file, 10) },
  ]),
)('the spool of $table $how', async ({ table = '', path = '', lose }) => {
  rig.sandbox.faults.add({
    match: path,
    after: 1,
    times: Number.POSITIVE_INFINITY,
    fail: { status: 500, code: 'Down', message: 'down' },
  })
  const failed = await rig.extract(
    { tables: [table] },
    { retryBudgetMs: 1_000, commitPolicy: { bytes: 0, ms: 0 } },
  )
  expect(failed.exitCode).toBe(1)
  expect(stateOf(rig.lake).streams[table]?.running?.spool.bytes).toBeGreaterThan(10)
  rig.sandbox.faults.clear()
  lose(join(rig.lake, '_work', table, 'spool.ndjson'))
  const report = await rig.extract({ tables: [table] })
  expect(tableOf(report, table)).toMatchObject({ verdict: 'complete' })
  await expectTruth(rig, table)
})
