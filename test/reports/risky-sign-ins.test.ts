// Risky users, detections and sign-ins, computed again from the rows of the lake.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Row } from '../support/parquet-rows.ts'
import { type AnswerRow, objectsOf, type ReportRig, startReportRig } from '../support/report-rig.ts'
import {
  at,
  by,
  columnsOf,
  down,
  groupsOf,
  isoOf,
  lastOf,
  medianOf,
  microsOf,
  scripts,
  sorted,
  tenths,
  textOf,
  timeOf,
  unique,
} from './facts.ts'
import {
  AS_OF,
  expectedSignIns,
  expectedUsers,
  isOpen,
  now,
  OPEN,
  rankOf,
  riskySignIns,
  TABLES,
  type World,
  within,
} from './risk-world.ts'

const NAME = 'risky-sign-ins'

let rig: ReportRig
let world: World

beforeAll(async () => {
  rig = await startReportRig({ users: 120 })
  const { edit } = rig.sandbox
  const atRisk = [...rig.sandbox.truth('risky_users')].filter(user => user.riskState === 'atRisk')
  const [member, disabled, deleted] = atRisk.slice(-3).map(user => textOf(user.id))
  const groups = new Set([...rig.sandbox.truth('groups')].map(group => group.id))
  const holder = [...rig.sandbox.truth('role_assignments')].find(({ principalId }) => groups.has(principalId))
  edit.addMember(textOf(holder?.principalId), textOf(member))
  edit.updateUser(textOf(disabled), { accountEnabled: false })
  edit.removeUser(textOf(deleted), 'deleted')
  const risky = {
    ...{ userId: member, appDisplayName: 'Payroll', ipAddress: '198.51.100.7', riskState: 'atRisk' },
    ...{ riskLevelDuringSignIn: 'high', riskLevelAggregated: 'high' },
    location: { city: 'Lagos', countryOrRegion: 'NG', state: null, geoCoordinates: null },
  }
  const status = (errorCode: number) => ({ errorCode, failureReason: 'Other.', additionalDetails: null })
  edit.addEvent('sign_ins', { ...risky, status: status(0), createdDateTime: '2026-11-20T09:00:00Z' })
  edit.addEvent('sign_ins', { ...risky, status: status(53003), createdDateTime: '2026-11-20T09:01:00Z' })
  const settled = { riskState: 'remediated', riskLevelDuringSignIn: 'none', riskLevelAggregated: 'none' }
  edit.addEvent('sign_ins_non_interactive', {
    ...risky,
    ...settled,
    userId: disabled,
    status: status(0),
    createdDateTime: '2026-11-20T10:00:00Z',
  })
  await rig.extract({ tables: [...TABLES] })
  const read = await Promise.all(TABLES.map(async name => [name, await rig.table(name)] as const))
  world = { tables: Object.fromEntries(read) as World['tables'] }
}, 60_000)
afterAll(() => rig.close())

function expectedRemediation(days: number): AnswerRow[] {
  const detected = world.tables.risk_detections.filter(row => within(row.detectedDateTime, days))
  const groups = groupsOf(detected, row => [row.riskState as string, row.riskDetail as string])
  const inOrder = sorted(groups, group => [
    ...[!group.some(isOpen), -group.length, textOf(group[0]?.riskState), textOf(group[0]?.riskDetail)],
  ])
  return inOrder.map(group => {
    const hours = group.map(row => {
      const end = isOpen(row) ? now : (microsOf(row.lastUpdatedDateTime) ?? 0)
      return (end - (microsOf(row.detectedDateTime) ?? 0)) / 3_600_000_000
    })
    return {
      riskState: group[0]?.riskState ?? null,
      riskDetail: group[0]?.riskDetail ?? null,
      detections: group.length,
      users: unique(group.map(row => row.userId)),
      high: group.filter(row => row.riskLevel === 'high').length,
      medianHours: tenths(medianOf(hours)),
      slowestHours: tenths(Math.max(...hours)),
    } as AnswerRow
  })
}

describe.each([30, 3])('of %i days', days => {
  let answer: (section: string) => AnswerRow[]
  beforeAll(async () => {
    const whole = await rig.answer(NAME, { days }, AS_OF)
    answer = section => objectsOf(whole, section)
  })

  test('users, with what they hold', () => {
    const rows = answer('users')
    expect(rows).toEqual(expectedUsers(world, days))
    for (const account of ['enabled', 'disabled', 'deleted'])
      expect(rows.map(row => row.account)).toContain(account)
    expect(rows.some(({ roles }) => Array.isArray(roles) && roles.length > 0)).toBe(true)
  })

  test('detections by kind', () => {
    const detected = world.tables.risk_detections.filter(row => within(row.detectedDateTime, days))
    const groups = groupsOf(detected, row => [row.riskEventType as string])
    const inOrder = sorted(groups, group => [-group.length, textOf(group[0]?.riskEventType)])
    const levels = (group: Row[], rank: number) => group.filter(row => rankOf(row.riskLevel) === rank).length
    expect(inOrder.length).toBeGreaterThan(1)
    expect(answer('detections')).toEqual(
      inOrder.map(group => ({
        riskEventType: group[0]?.riskEventType,
        ...{
          high: levels(group, 3),
          medium: levels(group, 2),
          low: levels(group, 1),
          other: levels(group, 0),
        },
        users: unique(group.map(row => row.userId)),
        stillOpen: group.filter(isOpen).length,
        lastDetectedDateTime: isoOf(lastOf(group.map(row => row.detectedDateTime))),
      })),
    )
  })

  test('sign-ins by application, country and address', () => {
    const rows = answer('sign-ins')
    expect(rows).toEqual(expectedSignIns(world, days))
    const staged = rows.filter(row => row.appDisplayName === 'Payroll')
    expect(columnsOf(staged, 'signIns', 'users', 'succeeded', 'succeededStillOpen', 'highestRisk')).toEqual([
      { signIns: 3, users: 2, succeeded: 2, succeededStillOpen: 1, highestRisk: 'high' },
    ])
  })

  test('how risk was settled', () => {
    const expected = expectedRemediation(days)
    expect(unique(expected.map(row => row.riskState))).toBeGreaterThan(1)
    expect(answer('remediation')).toEqual(expected)
  })

  test('workloads', () => {
    const principals = by(world.tables.service_principals, 'id')
    const rows = world.tables.risky_service_principals.filter(
      row => isOpen(row) || within(row.riskLastUpdatedDateTime, days),
    )
    const place = (row: Row): number => (OPEN.includes(textOf(row.riskState)) ? 1 : 2)
    const inOrder = sorted(rows, row => [
      row.riskState === 'confirmedCompromised' ? 0 : place(row),
      ...[-rankOf(row.riskLevel), down(microsOf(row.riskLastUpdatedDateTime)), textOf(row.id)],
    ])
    expect(inOrder.length).toBeGreaterThan(2)
    const counted = (name: keyof World['tables'], column: string, id: unknown) =>
      world.tables[name].filter(row => row[column] === id)
    expect(answer('workloads')).toEqual(
      inOrder.map(row => ({
        displayName: principals.get(textOf(row.id))?.displayName ?? row.displayName,
        ...{ appId: row.appId, servicePrincipalType: row.servicePrincipalType },
        ...{ riskState: row.riskState, riskLevel: row.riskLevel },
        riskLastUpdatedDateTime: timeOf(row.riskLastUpdatedDateTime),
        accountEnabled: principals.get(textOf(row.id))?.accountEnabled ?? row.isEnabled,
        detections: counted('service_principal_risk_detections', 'servicePrincipalId', row.id).filter(each =>
          within(each.detectedDateTime, days),
        ).length,
        permissions: counted('service_principal_app_role_assignments', 'principalId', row.id).length,
      })),
    )
  })

  test('in numbers', () => {
    const open = expectedUsers(world, days).filter(row => OPEN.includes(textOf(row.riskState)))
    const risky = riskySignIns(world, days)
    const all = [...world.tables.sign_ins, ...world.tables.sign_ins_non_interactive]
    const hidden = all.filter(row => [row.riskLevelDuringSignIn, row.riskLevelAggregated].includes('hidden'))
    const detected = world.tables.risk_detections.filter(row => within(row.detectedDateTime, days))
    expect(answer('numbers').map(row => row.value)).toEqual([
      open.length,
      open.filter(({ roles }) => Array.isArray(roles) && roles.length > 0).length,
      open.filter(row => row.account === 'enabled').length,
      detected.length,
      detected.filter(isOpen).length,
      risky.length,
      risky.filter(row => isOpen(row) && at(row, 'status.errorCode') === 0).length,
      hidden.filter(row => within(row.createdDateTime, days)).length,
    ])
  })
})

test('a lake of detections alone calls nobody safe, enabled or without a role', async () => {
  const lean = await startReportRig({ users: 60 })
  try {
    await lean.extract({ tables: ['risk_detections'] })
    const answer = await lean.answer(NAME, {}, AS_OF)
    expect(answer.remarks.join(' ')).toContain('risky_users')
    const users = objectsOf(answer, 'users')
    expect(users.length).toBeGreaterThan(0)
    for (const row of users)
      expect(row).toMatchObject({ account: null, riskState: null, roles: null, skus: null })
    expect(objectsOf(answer, 'sign-ins')).toEqual([])
    const numbers = objectsOf(answer, 'numbers').map(row => row.value !== null)
    expect(numbers).toEqual([false, false, false, true, true, false, false, false])
  } finally {
    await lean.close()
  }
})

test('BigQuery has the same sections', () => {
  const { sections, bigquery } = scripts(NAME)
  expect(bigquery).toEqual(sections)
})
