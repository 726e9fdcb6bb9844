// Leavers, staged one of each kind, and what the report says of them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readReport } from '../../src/reports/index.ts'
import type { Row } from '../support/parquet-rows.ts'
import { type AnswerRow, objectsOf, type ReportRig, startReportRig } from '../support/report-rig.ts'
import { AS_OF, type Case, holdings, START, stageLeavers, writeHr } from './leavers.ts'
import { by, countOf, distinct, grouped, iso, microsOf, ordered, part, text, unique } from './reading.ts'

const NAME = 'leaver-to-disable-lag'
const { needs, uses } = readReport(NAME)
const ORDER = [
  ...['still enabled', 'enabled again', 'created after leaving', 'late', 'unknown when', 'unknown'],
  ...['not due yet', 'in time', 'has not left yet'],
]
const DAY = 86_400_000

let rig: ReportRig
let cases: Case[]
let accounts: Map<string, Row>
let activity: Map<string, Row>

beforeAll(async () => {
  rig = await startReportRig({ users: 45, now: START })
  cases = await stageLeavers(rig, [...needs, ...uses])
  const gone = (await rig.table('changes/users')).filter(row => row._op === 'delete')
  accounts = by([...gone, ...(await rig.table('deleted_users')), ...(await rig.table('users'))], 'id')
  activity = by(await rig.table('user_sign_in_activity'), 'userId')
})
afterAll(() => rig.close())

const nameOf = (id: string): string => text(accounts.get(id)?.userPrincipalName)
const lastSignIn = (id: string): string | null =>
  iso(part(activity.get(id), 'signInActivity', 'lastSuccessfulSignInDateTime'))
const left = (): Case[] =>
  cases.filter(({ verdict }) => verdict !== 'has not left yet' && verdict !== 'created after leaving')

/** Sign-ins from the midnight after the last day on, once each. */
async function later() {
  const interactive = await rig.table('sign_ins')
  const ids = new Set(interactive.map(row => row.id))
  const silent = (await rig.table('sign_ins_non_interactive')).filter(row => !ids.has(row.id))
  const all = [
    ...interactive.map(row => ({ kind: 'interactive', row })),
    ...silent.map(row => ({ kind: 'non-interactive', row })),
  ]
  return left().flatMap(({ id, leaveDate }) =>
    all
      .filter(
        ({ row }) =>
          row.userId === id && microsOf(row.createdDateTime) >= (Date.parse(leaveDate) + DAY) * 1000,
      )
      .map(({ kind, row }) => ({
        id,
        leaveDate,
        kind,
        row,
        succeeded: part(row, 'status', 'errorCode') === 0,
      })),
  )
}

describe('leavers', () => {
  let answers: (section: string) => AnswerRow[]
  beforeAll(async () => {
    const answer = await rig.answer(NAME, { hr: writeHr(cases) }, AS_OF)
    answers = section => objectsOf(answer, section)
  })

  test('each has the state, the end and the verdict that was staged', () => {
    const expected = cases.map(({ id, leaveDate, state, endedAt, basis, lagDays, verdict }) => ({
      userPrincipalName: nameOf(id),
      displayName: accounts.get(id)?.displayName ?? null,
      ...{ leaveDate, state, endedAt, basis, lagDays, verdict },
      lastSignIn: lastSignIn(id),
    }))
    expect(answers('leavers')).toEqual(
      ordered(expected, row => ORDER.indexOf(row.verdict), 'leaveDate', 'userPrincipalName'),
    )
    expect(countOf(expected, row => row.lastSignIn !== null)).toBeGreaterThan(2)
  })

  test('how long it takes, by classes', () => {
    expect(answers('lag')).toEqual([
      { lag: 'before the last day', accounts: 1 },
      { lag: '1 day', accounts: 1 },
      { lag: '2 to 7 days', accounts: 2 },
      { lag: '8 to 30 days', accounts: 2 },
      { lag: 'still enabled', accounts: 4 },
      { lag: 'unknown', accounts: 2 },
    ])
  })

  test('those who are enabled, with their managers and what they did since', async () => {
    const managers = by(await rig.table('user_managers'), 'userId')
    const events = await later()
    const expected = left()
      .filter(({ state }) => state === 'enabled')
      .map(({ id, leaveDate }) => ({
        userPrincipalName: nameOf(id),
        displayName: accounts.get(id)?.displayName ?? null,
        userType: accounts.get(id)?.userType ?? null,
        leaveDate,
        daysSince: (Date.parse(AS_OF.slice(0, 10)) - Date.parse(leaveDate)) / DAY,
        isSynchronised: accounts.get(id)?.onPremisesSyncEnabled === true,
        signInsSince: countOf(events, event => event.id === id && event.succeeded),
        lastSignIn: lastSignIn(id),
        manager: accounts.get(text(managers.get(id)?.id))?.userPrincipalName ?? null,
      }))
    expect(answers('still-enabled')).toEqual(ordered(expected, '-daysSince', 'userPrincipalName'))
    expect(countOf(expected, row => row.manager !== null && row.signInsSince > 1)).toBeGreaterThan(0)
  })

  test('sign-ins after the last day', async () => {
    const groups = grouped(await later(), ({ id, kind, row }) => `${id} ${kind} ${row.appDisplayName}`)
    const expected = groups.map(events => {
      const [{ id, leaveDate, kind, row } = { id: '', leaveDate: '', kind: '', row: {} as Row }] = events
      const times = events.map(event => iso(event.row.createdDateTime)).sort()
      return {
        userPrincipalName: nameOf(id),
        leaveDate,
        kind,
        appDisplayName: text(row.appDisplayName),
        succeeded: countOf(events, event => event.succeeded),
        failed: countOf(events, event => !event.succeeded),
        addresses: unique(events.map(event => event.row.ipAddress)),
        firstAt: times.at(0),
        lastAt: times.at(-1),
      }
    })
    expect(answers('sign-ins')).toEqual(
      ordered(expected, '-succeeded', '-failed', 'userPrincipalName', 'kind', 'appDisplayName'),
    )
    const staged = { succeeded: 2, failed: 1, addresses: 3, firstAt: '2026-11-21T01:00:00.000000Z' }
    expect(expected.find(row => row.appDisplayName === 'Staged')).toMatchObject(staged)
    expect(unique(expected.map(({ kind }) => kind))).toBe(2)
  })

  test('what they hold and own', async () => {
    const of = new Map(left().map(one => [one.id, one]))
    const expected = (await holdings(rig)).flatMap(([id, kind, name, detail, objectId]) => {
      const one = of.get(text(id))
      if (one === undefined) return []
      const { leaveDate, state } = one
      return [{ userPrincipalName: nameOf(one.id), leaveDate, state, kind, name, detail, objectId }]
    })
    expect(answers('holdings')).toEqual(
      ordered(distinct(expected), 'userPrincipalName', 'kind', 'name', 'objectId', 'detail'),
    )
    expect(
      countOf(expected, row => row.kind === 'owned group' && row.detail === 'only owner'),
    ).toBeGreaterThan(0)
    for (const kind of ['licence', 'group', 'owned application'])
      expect(
        countOf(expected, row => row.kind === kind),
        kind,
      ).toBeGreaterThan(0)
  })

  test('whom the tenant does not know', () => {
    const nobody = { userPrincipalName: 'nobody@contoso.example', employeeId: null, leaveDate: '2026-11-02' }
    expect(answers('unknown')).toEqual([nobody])
  })
})

test('--days moves the border of what is in time', async () => {
  const rows = await rig.rows(NAME, 'leavers', { hr: writeHr(cases), days: 30 }, AS_OF)
  const counts = grouped(rows, row => text(row.verdict)).map(of => [of[0]?.verdict, of.length])
  expect(Object.fromEntries(counts)).toEqual({
    ...{ 'in time': 8, 'not due yet': 3, 'enabled again': 1 },
    ...{ 'has not left yet': 1, 'created after leaving': 1 },
  })
})

test('without --hr the directory’s own leave dates count', async () => {
  const rows = await rig.rows(NAME, 'leavers', {}, AS_OF)
  const current = [...(await rig.table('deleted_users')), ...(await rig.table('users'))]
  const known = new Set(current.map(row => row.id))
  const gone = (await rig.table('changes/users')).filter(row => row._op === 'delete' && !known.has(row.id))
  const dated = [...current, ...gone].filter(row => row.employeeLeaveDateTime !== null)
  const expected = dated.map(
    row => `${row.userPrincipalName} ${iso(row.employeeLeaveDateTime)?.slice(0, 10)}`,
  )
  expect(rows.map(row => `${row.userPrincipalName} ${row.leaveDate}`).sort()).toEqual(expected.sort())
  expect(expected.length).toBeGreaterThan(10)
})

test('with the needed tables alone nothing is made up', async () => {
  const small = await startReportRig({ users: 40 })
  try {
    const [user] = [...small.sandbox.truth('users')]
    small.sandbox.edit.updateUser(text(user?.id), {
      accountEnabled: false,
      userPrincipalName: 'a@contoso.example',
    })
    const staged = {
      id: '',
      hr: 'a@contoso.example,',
      leaveDate: '2026-11-01',
      state: '',
      endedAt: null,
      basis: null,
      lagDays: null,
      verdict: '',
    }
    await small.extract({ tables: needs })
    const answer = await small.answer(NAME, { hr: writeHr([staged]) }, '2030-01-01T00:00:00.000Z')
    expect(objectsOf(answer, 'leavers')).toMatchObject([
      {
        state: 'disabled',
        basis: 'before the first run',
        lagDays: null,
        verdict: 'unknown when',
        lastSignIn: null,
      },
    ])
    for (const section of ['still-enabled', 'sign-ins', 'holdings'])
      expect(objectsOf(answer, section)).toEqual([])
    expect(answer.remarks[0]).toContain('directory_audits')
  } finally {
    await small.close()
  }
})
