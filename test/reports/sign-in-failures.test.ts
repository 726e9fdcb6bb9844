// Failures, sprays and brute force, counted from the lake's rows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readReport } from '../../src/reports/index.ts'
import type { Row } from '../support/parquet-rows.ts'
import { type AnswerRow, objectsOf, type ReportRig, startReportRig } from '../support/report-rig.ts'
import { episodes, type Login, logins, stageAttacks } from './attacks.ts'
import { countOf, extractAt, grouped, iso, ordered, part, type Tables, text, unique } from './reading.ts'

const NAME = 'sign-in-failures'
const { needs, uses } = readReport(NAME)
const AS_OF = '2026-11-20T12:00:00.000Z'
const MINUTE = 60_000_000

let rig: ReportRig
let all: Login[]
const lake = new Map<string, readonly Row[]>()
const table: Tables = name => lake.get(name) ?? []

beforeAll(async () => {
  rig = await startReportRig({ users: 60, now: AS_OF })
  stageAttacks(rig)
  await extractAt(rig, [...needs, ...uses], 6)
  for (const name of [...needs, ...uses]) lake.set(name, await rig.table(name))
  all = logins(table)
})
afterAll(() => rig.close())

const isFailure = ({ kind }: Login): boolean => kind !== 'success' && kind !== 'interrupt'
const percent = (share: number, of: number): number | null =>
  of === 0 ? null : Math.round((1000 * share) / of) / 10
const timesOf = (of: readonly Login[]): string[] => of.map(({ row }) => text(iso(row.createdDateTime))).sort()
const accountsOf = (of: readonly Login[]): number => unique(of.map(({ account }) => account))

/** What sections of reasons have in common. */
function reason(of: readonly Login[]) {
  return {
    errorCode: of[0]?.errorCode,
    failureReason: of
      .map(({ row }) => part(row, 'status', 'failureReason'))
      .map(text)
      .sort()
      .at(-1),
    interactive: countOf(of, login => login.isInteractive),
    nonInteractive: countOf(of, login => !login.isInteractive),
    accounts: accountsOf(of),
    lastAt: timesOf(of).at(-1),
  }
}

/** What sections of places have in common. */
function shares(of: readonly Login[]) {
  const [succeeded, failed] = [countOf(of, ({ kind }) => kind === 'success'), of.filter(isFailure)]
  return {
    ...{ signIns: of.length, succeeded, failures: failed.length },
    percentFailed: percent(failed.length, failed.length + succeeded),
    credentials: countOf(of, ({ kind }) => kind === 'credentials'),
    accounts: accountsOf(failed),
  }
}

function sprays(least = 10, minutes = 60, days = 30): object[] {
  const recent = all.filter(({ time }) => time > (Date.parse(AS_OF) - days * 86_400_000) * 1000)
  const found = episodes(recent, ({ network }) => network, accountsOf, least, minutes).map(
    ({ key, begins, ends, peak, attempts }) => {
      const there = recent.filter(({ network }) => network === key)
      const proofs = there.filter(({ provesPassword }) => provesPassword)
      const before = new Set(proofs.filter(({ time }) => time < begins).map(({ account }) => account))
      const proved = proofs.filter(({ time }) => time >= begins && time <= ends + minutes * MINUTE)
      const names = new Set(proved.map(({ account }) => account).filter(account => !before.has(account)))
      return {
        ...{
          network: key,
          firstAt: timesOf(attempts).at(0),
          lastAt: timesOf(attempts).at(-1),
          attempts: attempts.length,
        },
        ...{ accounts: accountsOf(attempts), peak },
        percentFailed:
          percent(
            attempts.length,
            countOf(there, ({ time, kind }) => kind !== 'interrupt' && time >= begins && time <= ends),
          ) ?? 0,
        countries: [...new Set(attempts.map(({ country }) => country))].sort(),
        provedPassword: [...names].sort().slice(0, 20),
      }
    },
  )
  return ordered(found, '-percentFailed', '-accounts', 'network', 'firstAt')
}

function bruteForce(least = 10, minutes = 60): object[] {
  const found = episodes(
    all,
    ({ account }) => account,
    of => of.length,
    least,
    minutes,
  ).map(({ key, begins, ends, attempts }) => {
    const proofs = all.filter(
      login =>
        login.account === key &&
        login.provesPassword &&
        login.time > begins &&
        login.time <= ends + minutes * MINUTE,
    )
    const [success] = ordered(proofs, 'time', 'id')
    const isThere = attempts.some(
      ({ network, time }) => network === success?.network && time < Number(success?.time),
    )
    return {
      ...{ account: key, population: attempts[0]?.population },
      ...{ firstAt: timesOf(attempts).at(0), lastAt: timesOf(attempts).at(-1), failures: attempts.length },
      wasLocked: attempts.some(({ errorCode }) => errorCode === 50053),
      addresses: unique(attempts.flatMap(({ row }) => row.ipAddress ?? [])),
      succeededAt: success === undefined ? null : iso(success.row.createdDateTime),
      fromThere: success === undefined ? null : isThere,
    }
  })
  return ordered(found, row => row.succeededAt === null, '-failures', 'account', 'firstAt')
}

describe('failures', () => {
  let answers: (section: string) => AnswerRow[]
  beforeAll(async () => {
    const answer = await rig.answer(NAME, {}, AS_OF)
    answers = section => objectsOf(answer, section)
  })

  test('by reason, interrupts left out', () => {
    const expected = grouped(all.filter(isFailure), login => text(login.errorCode)).map(of => ({
      ...reason(of),
      ...{
        kind: of[0]?.kind,
        failures: of.length,
        guests: accountsOf(of.filter(login => login.population === 'guest')),
      },
    }))
    expect(answers('reasons')).toEqual(ordered(expected, '-failures', 'errorCode'))
    expect(new Set(expected.map(row => row.kind))).toEqual(
      new Set(['credentials', 'policy', 'other', 'second factor', 'account']),
    )
    expect(countOf(expected, row => row.guests > 0 && row.nonInteractive > 0)).toBeGreaterThan(0)
  })

  test('interrupts, by themselves', () => {
    const interrupts = all.filter(({ kind }) => kind === 'interrupt')
    const expected = grouped(interrupts, login => text(login.errorCode)).map(of => ({
      ...reason(of),
      interrupts: of.length,
    }))
    expect(answers('interrupts')).toEqual(ordered(expected, '-interrupts', 'errorCode'))
    expect(expected.map(row => Number(row.errorCode)).sort((a, b) => a - b)).toEqual([
      50055, 50058, 50074, 50076, 50140, 70043,
    ])
  })

  test('by application', () => {
    const expected = grouped(all, login => login.application).map(of => ({
      application: text(of[0]?.application),
      ...shares(of),
      policy: countOf(of, ({ kind }) => kind === 'policy'),
      interrupts: countOf(of, ({ kind }) => kind === 'interrupt'),
    }))
    expect(answers('applications')).toEqual(ordered(expected, '-failures', '-signIns', 'application'))
    expect(expected.length).toBeGreaterThan(3)
  })

  test('by country', () => {
    const expected = grouped(all, login => login.country).map(of => ({
      country: text(of[0]?.country),
      ...shares(of),
      networks: unique(of.filter(isFailure).flatMap(({ network }) => network ?? [])),
    }))
    expect(answers('countries')).toEqual(ordered(expected, '-failures', '-signIns', 'country'))
    expect(expected.find(row => row.country === '(unknown)')).toMatchObject({
      signIns: 6,
      failures: 3,
      networks: 0,
    })
  })

  test('sprays: the sandbox’s own and those staged, the surest first', () => {
    const rows = answers('spray')
    expect(rows).toEqual(sprays())
    const of = (network: string) => rows.filter(row => row.network === network)
    expect(new Set(of('198.51.77.0/24').map(row => `${row.accounts} ${row.attempts}`))).toEqual(
      new Set(['12 12', '10 10']),
    )
    const [first] = of('198.51.77.0/24').filter(row =>
      text(row.firstAt).startsWith('2026-11-20T01:00:00.123456'),
    )
    const names = table('users')
      .filter(user => user.userType === 'Member')
      .map(user => text(user.userPrincipalName))
    expect(first?.provedPassword).toHaveLength(2)
    for (const name of (first?.provedPassword ?? []) as string[]) expect(names).toContain(name)
    expect(of('2001:db8:1:2::/64')).toMatchObject([{ accounts: 11, percentFailed: 100 }])
    expect(of('175.45.176.0/24')).toMatchObject([
      { countries: ['KP'], percentFailed: 100, provedPassword: [] },
    ])
    expect([...of('198.51.78.0/24'), ...of('198.51.79.0/24')]).toEqual([])
  })

  test('brute force, with and without a success', () => {
    const rows = answers('brute-force')
    expect(rows).toEqual(bruteForce())
    expect(rows.map(row => [row.failures, row.wasLocked, row.fromThere])).toEqual([
      [12, true, true],
      [10, false, false],
      [10, false, null],
    ])
  })
})

test('thresholds and windows are parameters', async () => {
  const given = { spray_users: 5, brute_failures: 3, minutes: 20, days: 1 }
  const answer = await rig.answer(NAME, given, AS_OF)
  expect(objectsOf(answer, 'spray')).toEqual(sprays(5, 20, 1))
  expect(sprays(5, 20, 1).length).toBeGreaterThan(3)
  expect(objectsOf(answer, 'spray').map(row => row.network)).toContain('198.51.78.0/24')
  const brute = await rig.rows(NAME, 'brute-force', { brute_failures: 3, minutes: 120 }, AS_OF)
  expect(brute).toEqual(bruteForce(3, 120))
  expect(brute.length).toBeGreaterThan(3)
})

test('with the needed table alone the other log is unknown, and so are people', async () => {
  const small = await startReportRig({ users: 40 })
  try {
    await small.extract({ tables: needs })
    const answer = await small.answer(NAME, {}, AS_OF)
    const signIns = await small.table('sign_ins')
    expect(objectsOf(answer, 'reasons').length).toBeGreaterThan(0)
    for (const section of ['reasons', 'interrupts'])
      expect(objectsOf(answer, section).every(row => row.nonInteractive === null)).toBe(true)
    expect(objectsOf(answer, 'applications').reduce((sum, row) => sum + Number(row.signIns), 0)).toBe(
      signIns.length,
    )
    expect(objectsOf(answer, 'reasons').every(row => row.guests === null)).toBe(true)
    expect(answer.remarks[0]).toContain('sign_ins_non_interactive')
  } finally {
    await small.close()
  }
})
