// From the start in HR to the first sign-in: what the lake tells of each step, and how sure it is.
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReportAnswer } from '../../src/reports/define.ts'
import type { Row } from '../support/parquet-rows.ts'
import { objectsOf, type ReportRig, scratchFile, startReportRig } from '../support/report-rig.ts'
import { type Joiner, joinAll, RUN_3 } from './joiners.ts'
import { countOf, iso, microsOf, ordered, text } from './reading.ts'
import { medianOf } from './sums.ts'

const REPORT = 'joiner-timing'
const AS_OF = '2026-11-22T12:00:00.000Z'
const TODAY = '2026-11-22'
const STEPS = ['account', 'licence', 'group', 'mfa', 'sign-in']
/** Methods that are a second factor. */
const SECOND = /microsoftAuthenticator|phone|Oath|fido2|windowsHello|platformCredential/
const hr = scratchFile('joiners.csv')

let rig: ReportRig
let answer: ReportAnswer
let joiners: readonly Joiner[]
const rowsOf = (section: string) => objectsOf(answer, section)

beforeAll(async () => {
  rig = await startReportRig({ users: 60, now: RUN_3 })
  joiners = await joinAll(rig)
  const lines = [
    'User Principal Name;Employee ID;Start date',
    ...joiners.map(joiner => joiner.hr.join(';')),
    ';;2026-11-01',
  ]
  writeFileSync(hr, lines.join('\r\n'))
  answer = await rig.answer(REPORT, { hr }, AS_OF)
})
afterAll(() => rig.close())

const dayOf = (time: string): number => Math.floor(Date.parse(time) / 86_400_000)
const daysFrom = (start: string, time: string | null): number | null =>
  time === null ? null : dayOf(time) - dayOf(start)
const startOf = ({ hr: [, , start] }: Joiner): string => start
const stepsThat = ({ steps }: Joiner, is: string): string[] | null => {
  const names = STEPS.filter((_, place) => steps[place]?.[1] === is)
  return names.length === 0 ? null : names
}

test('every step: when, how sure, from where', () => {
  const rows = joiners.flatMap(joiner =>
    joiner.steps.map(([time, certainty, source], place) => ({
      userPrincipalName: joiner.upn,
      employeeId: joiner.employeeId,
      startDate: startOf(joiner),
      step: STEPS[place],
      days: daysFrom(startOf(joiner), time),
      certainty,
      at: time,
      source,
    })),
  )
  expect(rowsOf('steps')).toEqual(
    ordered(
      rows,
      row => row.startDate,
      row => row.userPrincipalName,
    ),
  )
})

test('joiners', () => {
  const rows = joiners.map(joiner => {
    const [account, licence, group, mfa, signIn] = joiner.steps.map(([time]) =>
      daysFrom(startOf(joiner), time),
    )
    return {
      userPrincipalName: joiner.upn,
      employeeId: joiner.employeeId,
      startDate: startOf(joiner),
      account: joiner.account,
      accountDays: account,
      licenceDays: licence,
      groupDays: group,
      mfaDays: mfa,
      signInDays: signIn,
      notYet: stepsThat(joiner, 'not yet'),
      unknown: stepsThat(joiner, 'unknown'),
    }
  })
  const found = rowsOf('joiners')
  expect(found).toEqual(
    ordered(
      rows,
      row => -(row.notYet?.length ?? 0),
      row => row.startDate,
      row => row.userPrincipalName,
    ),
  )
  expect(found.find(row => row.userPrincipalName === 'early@contoso.example')).toMatchObject({
    accountDays: -1,
    licenceDays: 0,
    mfaDays: 20,
  })
})

test('the summary leaves out who has not started', () => {
  const started = joiners.filter(joiner => startOf(joiner) <= TODAY)
  expect(started.length).toBe(joiners.length - 1)
  const expected = STEPS.map((step, place) => {
    const all = started.map(joiner => ({ joiner, told: joiner.steps[place] }))
    const days = all.flatMap(({ joiner, told }) => daysFrom(startOf(joiner), told?.[0] ?? null) ?? [])
    return {
      step,
      joiners: all.length,
      done: days.length,
      medianDays: medianOf(days),
      mostDays: Math.max(...days),
      afterStart: countOf(days, n => n > 0),
      atTheLatest: countOf(all, ({ told }) => told?.[1] === 'at the latest'),
      notYet: countOf(all, ({ told }) => told?.[1] === 'not yet'),
      unknown: countOf(all, ({ told }) => told?.[1] === 'unknown'),
    }
  })
  expect(rowsOf('summary')).toEqual(expected)
})

test('people without an account', async () => {
  const deletedAt = (await rig.table('deleted_users')).find(
    row => row.employeeId === 'N-gone',
  )?.deletedDateTime
  expect(deletedAt).toEqual(expect.any(String))
  expect(rowsOf('missing')).toEqual([
    {
      userPrincipalName: 'gone@contoso.example',
      employeeId: 'N-gone',
      startDate: '2026-11-03',
      daysSinceStart: 19,
      finding: 'deleted',
      deletedDateTime: iso(deletedAt),
    },
    {
      userPrincipalName: null,
      employeeId: 'N-nobody',
      startDate: '2026-11-30',
      daysSinceStart: -8,
      finding: 'never seen',
      deletedDateTime: null,
    },
  ])
})

const shown = (row: Row | undefined) => ({
  department: row?.department ?? null,
  onPremisesSyncEnabled: row?.onPremisesSyncEnabled ?? null,
})

test('accounts created after the start', async () => {
  const users = await rig.table('users')
  const late = joiners.flatMap(joiner => {
    const created = joiner.steps[0][0]
    const days = daysFrom(startOf(joiner), created)
    return days === null || days <= 0
      ? []
      : [
          {
            userPrincipalName: joiner.upn,
            employeeId: joiner.employeeId,
            startDate: startOf(joiner),
            createdDateTime: created,
            daysLate: days,
            ...shown(users.find(row => row.userPrincipalName === joiner.upn)),
            account: joiner.account,
          },
        ]
  })
  expect(rowsOf('late')).toEqual(
    ordered(
      late,
      row => -row.daysLate,
      row => row.userPrincipalName,
    ),
  )
  expect(late.map(row => row.userPrincipalName)).toEqual(['off@contoso.example', 'audited@contoso.example'])
})

test('new accounts that HR does not name', async () => {
  const named = new Set(joiners.map(({ upn }) => upn))
  const since = (dayOf('2026-11-02') - 90) * 86_400_000_000
  const expected = (await rig.table('users'))
    .filter(
      row =>
        microsOf(row.createdDateTime) >= since &&
        row.userType !== 'Guest' &&
        row.isResourceAccount !== true &&
        !named.has(text(row.userPrincipalName)),
    )
    .map(row => ({
      userPrincipalName: text(row.userPrincipalName),
      employeeId: row.employeeId,
      createdDateTime: iso(row.createdDateTime),
      accountEnabled: row.accountEnabled,
      department: row.department,
      employeeType: row.employeeType,
      onPremisesSyncEnabled: row.onPremisesSyncEnabled,
    }))
  const newest = ordered(expected, row => row.userPrincipalName).sort((a, b) =>
    text(b.createdDateTime).localeCompare(text(a.createdDateTime)),
  )
  expect(rowsOf('unlisted')).toEqual(newest)
  expect(newest.map(row => row.userPrincipalName)).toContain('unnamed@contoso.example')
  expect(newest.map(row => row.userPrincipalName)).not.toContain('room@contoso.example')
  const fewer = await rig.rows(REPORT, 'unlisted', { hr, days: 0 }, AS_OF)
  expect(fewer.length).toBeLessThan(newest.length)
})

test('without a file: by the day of hire in the directory', async () => {
  rig.sandbox.edit.addUser({
    userPrincipalName: 'hired@contoso.example',
    employeeHireDate: '2026-11-20T00:00:00Z',
  })
  rig.sandbox.edit.addUser({
    userPrincipalName: 'starts@contoso.example',
    employeeHireDate: '2026-12-20T00:00:00Z',
  })
  await rig.extract({ tables: ['users'] })
  const hired = async (days: number) =>
    (await rig.rows(REPORT, 'joiners', { days }, AS_OF)).map(row => row.userPrincipalName)
  expect(await hired(7)).toContain('hired@contoso.example')
  expect(await hired(7)).not.toContain('starts@contoso.example')
  const users = await rig.table('users')
  const near = users.filter(
    row =>
      row.employeeHireDate !== null &&
      Math.abs(microsOf(row.employeeHireDate) / 86_400_000_000 - dayOf(AS_OF) - 0.5) <= 90.5,
  )
  expect((await hired(90)).sort()).toEqual(near.map(row => text(row.userPrincipalName).toLowerCase()).sort())
  expect(await rig.rows(REPORT, 'unlisted', {}, AS_OF)).toEqual([])
})

test('with the needed tables alone nothing is said not to have happened but what they show', async () => {
  const bare = await startReportRig({ users: 40 })
  bare.sandbox.edit.addUser({
    userPrincipalName: 'alone@contoso.example',
    assignedLicenses: [],
    assignedPlans: [],
  })
  await bare.extract({ tables: ['users', 'user_licenses', 'group_members'] })
  const lines = (await bare.table('users')).map(row => `${row.userPrincipalName},2020-01-01`)
  writeFileSync(hr, ['userPrincipalName,startDate', ...lines].join('\n'))
  const steps = await bare.rows(REPORT, 'steps', { hr })
  const certainties = (step: string) =>
    new Set(steps.filter(row => row.step === step).map(row => row.certainty))
  expect(steps).toHaveLength(lines.length * 5)
  for (const step of ['mfa', 'sign-in']) expect(certainties(step)).toEqual(new Set(['unknown']))
  expect(certainties('group')).toEqual(new Set(['unknown', 'not yet']))
  expect(certainties('licence')).toEqual(new Set(['at the latest', 'not yet']))

  await bare.extract({ tables: ['user_authentication_methods'] })
  const methods = (await bare.table('user_authentication_methods')).filter(row =>
    SECOND.test(text(row._odata_type)),
  )
  const registeredAt = (user: Row): string | null => {
    const own = methods.filter(
      row => row.userId === user.id && microsOf(row.createdDateTime) >= microsOf(user.createdDateTime),
    )
    return own.map(row => iso(row.createdDateTime)).sort()[0] ?? null
  }
  const expected = (await bare.table('users')).map(user => [
    text(user.userPrincipalName).toLowerCase(),
    registeredAt(user),
  ])
  const mfa = (await bare.rows(REPORT, 'steps', { hr })).filter(row => row.step === 'mfa')
  expect(mfa.map(row => [row.userPrincipalName, row.at]).sort()).toEqual(expected.sort())
  expect(new Set(mfa.map(row => row.source))).toEqual(new Set([null, 'user_authentication_methods']))
  await bare.close()
})
