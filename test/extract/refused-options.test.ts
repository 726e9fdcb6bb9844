// Options that Graph may refuse although nobody says so: the table is whole all the same, and the report says what happened.
import { afterEach, expect, test } from 'vitest'
import { findTable } from '../../src/streams/index.ts'
import { comparable } from '../support/expected-rows.ts'
import { readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, startRig, tableOf, truthOf } from '../support/rig.ts'

const ALWAYS = Number.POSITIVE_INFINITY
let rig: Rig
afterEach(() => rig.close())

const refused = {
  fail: { status: 400, code: 'BadRequest', message: "The query option '$top' is not allowed." },
}

test('a list whose $top is refused is read in pages of Graph’s own size', async () => {
  rig = await startRig({ users: 150 })
  rig.sandbox.faults.add({ match: 'top=999', times: ALWAYS, ...refused })
  const report = await rig.extract({ tables: ['user_registration_details'] })
  expect(tableOf(report, 'user_registration_details')).toMatchObject({
    verdict: 'complete',
    reason: 'Graph refuses $top here: read in pages of its own size',
  })
  await expectTruth(rig, 'user_registration_details')
})

test('a log that refuses large pages is read in smaller ones', async () => {
  rig = await startRig({ users: 60 })
  rig.sandbox.faults.add({ match: 'top=999', times: ALWAYS, ...refused })
  const report = await rig.extract({ tables: ['directory_audits', 'directory_audit_changes'] })
  expect(tableOf(report, 'directory_audits')).toMatchObject({
    verdict: 'complete',
    reason: 'Graph refuses pages of 999 rows here: read 100 at a time',
  })
  for (const table of ['directory_audits', 'directory_audit_changes']) await expectTruth(rig, table)
})

test('parents whose $top is refused are listed without it', async () => {
  rig = await startRig({ users: 200 })
  rig.sandbox.faults.add({ match: /\/devices\?.*top=999/, times: ALWAYS, ...refused })
  const report = await rig.extract({ tables: ['device_registered_users'] })
  expect(tableOf(report, 'device_registered_users')).toMatchObject({ verdict: 'complete', reason: null })
  await expectTruth(rig, 'device_registered_users')
})

test('a bad request that has nothing to do with $top fails the table after one more try', async () => {
  rig = await startRig({ users: 30 })
  rig.sandbox.faults.add({ match: 'userRegistrationDetails', times: ALWAYS, ...refused })
  const report = await rig.extract({ tables: ['user_registration_details'] })
  expect(tableOf(report, 'user_registration_details')).toMatchObject({ verdict: 'failed', requests: 2 })
})

/** A plain listing writes an empty list where delta leaves out one that was never set. */
async function expectRows(table: string): Promise<void> {
  const { definition } = findTable(table)
  const plain = (rows: Parameters<typeof comparable>[1]): string =>
    JSON.stringify(comparable(definition, rows)).replaceAll(':[]', ':null')
  expect(plain(await readTable(rig.lake, table))).toBe(plain(truthOf(rig.sandbox, table)))
}

test.each(['users', 'deleted_users', 'groups', 'service_principals'])(
  'long selections that break next links do not break %s',
  async table => {
    const pageSizes = { usersDelta: 40, groupsDelta: 20, servicePrincipalsDelta: 20 }
    rig = await startRig({ users: 1100, activity: 0.01, mostRows: 30, longSelect: 'fails', pageSizes })
    // More than one page in the bin.
    for (const { id } of [...rig.sandbox.truth('users')].slice(20, 90))
      rig.sandbox.edit.removeUser(String(id), 'changed')
    const report = await rig.extract({ tables: [table] })
    expect(tableOf(report, table)).toMatchObject({
      verdict: 'complete',
      reason: expect.stringMatching(/^Graph refuses long selects here: read in \d parts, without delta/),
    })
    await expectRows(table)
    rig.sandbox.advance({ days: 1 })
    await rig.extract({ tables: [table] })
    await expectRows(table)
  },
)
