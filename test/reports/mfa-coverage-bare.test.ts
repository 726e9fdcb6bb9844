// The coverage of MFA in a lake that lacks tables, and in a tenant without enforced policies.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { objectsOf, type ReportRig, startReportRig } from '../support/report-rig.ts'

const REPORT = 'mfa-coverage'
const AS_OF = '2026-11-20T12:00:00.000Z'
const NEEDED = ['users', 'user_registration_details', 'groups', 'group_members']

describe('where less is known', () => {
  let bare: ReportRig
  const alwaysRequired = async () =>
    (await bare.rows(REPORT, 'populations', {}, AS_OF)).map(row => row.alwaysRequired)
  beforeAll(async () => {
    bare = await startReportRig({ users: 40 })
    await bare.extract({ tables: NEEDED })
  })
  afterAll(() => bare.close())

  test('no policies in the lake: nobody is said to be without them', async () => {
    const less = await bare.answer(REPORT, {}, AS_OF)
    expect(new Set(objectsOf(less, 'populations').map(row => row.alwaysRequired))).toEqual(new Set([null]))
    expect(new Set(objectsOf(less, 'people').map(row => row.required))).toEqual(new Set([null]))
    expect(objectsOf(less, 'people').length).toBeGreaterThan(2)
    for (const section of ['apps', 'legacy', 'carve-outs']) expect(objectsOf(less, section)).toEqual([])
    expect(less.remarks.join()).toContain('conditional_access_policies')
  })

  test('policies in report-only mode ask nobody, security defaults everybody', async () => {
    const policy = { id: 'p', displayName: 'p', state: 'enabledForReportingButNotEnforced' }
    const conditions = {
      users: { includeUsers: ['All'] },
      applications: { includeApplications: ['All'] },
      clientAppTypes: ['all'],
    }
    const grantControls = { operator: 'OR', builtInControls: ['mfa'] }
    const body = JSON.stringify({ value: [{ ...policy, conditions, grantControls }] })
    bare.sandbox.faults.add({
      match: '/conditionalAccess/policies',
      times: Number.POSITIVE_INFINITY,
      replace: () => body,
    })
    await bare.extract({ tables: ['conditional_access_policies'] })
    expect(new Set(await alwaysRequired())).toEqual(new Set([0]))
    expect(new Set((await bare.rows(REPORT, 'people')).map(row => row.required))).toEqual(new Set(['no']))
    bare.sandbox.faults.add({
      match: '/identitySecurityDefaultsEnforcementPolicy',
      replace: original => JSON.stringify({ ...JSON.parse(original.toString()), isEnabled: true }),
    })
    await bare.extract({ tables: ['security_defaults_policy'] })
    const all = await bare.rows(REPORT, 'populations', {}, AS_OF)
    expect(all.map(row => row.alwaysRequired)).toEqual(all.map(row => row.accounts))
  })
})
