// Lakes that lack what a report reads: masked, or with some columns only. The answer says so before anything else.
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { masking } from '../support/personal.ts'
import { type ReportRig, scratchFile, startReportRig } from '../support/report-rig.ts'
import { run } from '../support/terminal.ts'

const NEEDED = ['users', 'user_licenses', 'subscribed_skus', 'user_sign_in_activity']
const tables = [...NEEDED, 'groups', 'group_members', 'deleted_users', 'directory_audits', 'sign_ins']
let rig: ReportRig

describe('masked', () => {
  beforeAll(async () => {
    rig = await startReportRig({ users: 30, activity: 0.2 })
    await rig.extract({ tables, ...masking('none') })
  })
  afterAll(() => rig.close())

  test('names the columns that it reads, and how they are masked, in every form', async () => {
    const { remarks } = await rig.answer('dormant-accounts')
    expect(remarks[0]).toMatch(/^This lake is masked: .*user_sign_in_activity\.signInActivity.* \(drop\)/)
    expect(remarks[0]).toContain('users.userPrincipalName (drop)')
    expect(remarks[0]).not.toContain('users.mobilePhone')
    const argv = ['report', 'dormant-accounts', '--out', rig.lake]
    expect((await run(argv)).stdout.split('\n')[2]).toMatch(/^Mind: This lake is masked: /)
    expect((await run([...argv, '--csv'])).stderr).toContain('This lake is masked: ')
    expect((await run([...argv, '--html'])).stdout).toContain('This lake is masked: ')
  })

  test('refuses a file that names people', async () => {
    const hr = scratchFile('hr.csv')
    writeFileSync(hr, 'userPrincipalName,leaveDate\nada@contoso.example,2026-11-01\n')
    const argv = ['report', 'leaver-to-disable-lag', '--hr', hr, '--out', rig.lake]
    const { code, stdout, stderr } = await run(argv)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toBe(
      '--hr names people by userPrincipalName, which is masked in this lake: the report leaver-to-disable-lag would find nobody of them.\n',
    )
  })
})

describe('with some columns only', () => {
  beforeAll(async () => {
    rig = await startReportRig({ users: 30 })
    await rig.extract({ tables: NEEDED, columns: { users: ['id', 'userPrincipalName', 'createdDateTime'] } })
  })
  afterAll(() => rig.close())

  test('names those that it reads', async () => {
    const { remarks } = await rig.answer('dormant-accounts')
    expect(remarks[0]).toMatch(
      /^The tables of this lake lack columns: .*users\.accountEnabled.*users\.department/,
    )
    expect(remarks[0]).not.toMatch(/users\.(id|userPrincipalName|mobilePhone)\b/)
  })
})

test('nothing of the kind is said of a whole lake', async () => {
  rig = await startReportRig({ users: 30 })
  await rig.extract({ tables: NEEDED })
  const { remarks } = await rig.answer('dormant-accounts')
  await rig.close()
  expect(remarks.join(' ')).not.toMatch(/masked|lack columns/)
})
