// What policies did, counted from the lake's rows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { staticToken } from '../../src/auth/static-token.ts'
import { readReport } from '../../src/reports/index.ts'
import type { Row } from '../support/parquet-rows.ts'
import { type AnswerRow, objectsOf, type ReportRig, startReportRig } from '../support/report-rig.ts'
import {
  controlsOf,
  counts,
  exclusionsOf,
  latest,
  logins,
  OUTCOMES,
  type Result,
  results,
} from './access-facts.ts'
import { IDS, stageAccess } from './access-staged.ts'
import { by, countOf, grouped, iso, listOf, ordered, part, type Tables, text, unique } from './reading.ts'

const NAME = 'conditional-access-effectiveness'
const { needs, uses } = readReport(NAME)
const AS_OF = '2026-11-20T12:00:00.000Z'

let rig: ReportRig
const lake = new Map<string, readonly Row[]>()
const table: Tables = name => lake.get(name) ?? []

beforeAll(async () => {
  rig = await startReportRig({ users: 60 })
  stageAccess(rig)
  expect((await rig.extract({ tables: [...needs, ...uses] })).exitCode).toBe(0)
  for (const name of [...needs, ...uses]) lake.set(name, await rig.table(name))
})
afterAll(() => rig.close())

const WORST = [
  '-wouldBlock',
  '-blocked',
  '-wouldInterrupt',
  '-interrupted',
  '-granted',
  '-wouldGrant',
] as const

describe('conditional access', () => {
  let answers: (section: string) => AnswerRow[]
  beforeAll(async () => {
    const answer = await rig.answer(NAME, {}, AS_OF)
    answers = section => objectsOf(answer, section)
  })

  test('policies, and one that is gone', () => {
    const of = (id: string): Result[] => results(table).filter(one => one.policyId === id)
    const told = (id: string, policy: unknown, state: unknown, controls: string | null) => ({
      ...{ policy, state, controls, ...counts(of(id)) },
      lastApplied: latest(of(id).map(one => one.login.row)),
      id,
    })
    const expected = [
      ...table('conditional_access_policies').map(row =>
        told(text(row.id), row.displayName, row.state, controlsOf(table, row)),
      ),
      told(IDS.gone, 'Was deleted', 'deleted', null),
    ]
    const sorted = ordered(
      expected,
      '-blocked',
      '-wouldBlock',
      '-interrupted',
      '-granted',
      '-wouldGrant',
      row => text(row.policy),
      'id',
    )
    expect(answers('policies')).toEqual(sorted.map(({ id: _, ...row }) => row))
    const named = (id: string) => expected.find(row => row.id === id)
    expect(named(IDS.carveOut)).toMatchObject({
      granted: 4,
      interrupted: 4,
      blocked: 4,
      wouldBlock: 0,
      controls: 'mfa and compliantDevice and terms of use',
    })
    expect(named(IDS.strength)).toMatchObject({
      blocked: 0,
      wouldGrant: 4,
      wouldInterrupt: 4,
      wouldBlock: 8,
      controls: 'Factor or strength f0000000-0000-4000-8000-00000000000f',
    })
    expect(named(IDS.gone)).toMatchObject({ blocked: 4, lastApplied: '2026-11-20T04:05:00.000000Z' })
  })

  test('by policy, application and population', () => {
    const names = by(table('conditional_access_policies'), 'id')
    const groups = grouped(
      results(table),
      ({ policyId, login }) => `${policyId} ${login.application} ${login.population}`,
    )
    const expected = groups.map(of => {
      const [{ policyId, login } = of[0] as Result] = of
      return {
        policy: text(names.get(policyId)?.displayName ?? 'Was deleted'),
        ...{ application: login.application, population: login.population },
        users: unique(of.map(one => one.login.row.userId)),
        ...counts(of),
      }
    })
    expect(answers('outcomes')).toEqual(ordered(expected, ...WORST, 'policy', 'application', 'population'))
    expect(unique(expected.map(row => row.population))).toBe(4)
    expect(
      expected.find(
        row => row.policy === 'Strong' && row.population === 'admin' && row.application === 'App 0',
      ),
    ).toMatchObject({ users: 1, wouldBlock: 1, wouldInterrupt: 1 })
  })

  test('applications, and how much is covered', () => {
    const expected = grouped(logins(table), login => login.application).map(of => {
      const open = of.filter(login => login.isCovered === false && login.errorCode === 0)
      const [covered, uncovered] = [
        countOf(of, login => login.isCovered === true),
        countOf(of, login => login.isCovered === false),
      ]
      return {
        ...{ application: text(of[0]?.application), signIns: of.length, covered, uncovered },
        unknown: countOf(of, login => login.isCovered === null),
        uncoveredSucceeded: open.length,
        uncoveredUsers: unique(open.map(login => login.row.userId)),
        percentCovered: Math.round((1000 * covered) / (covered + uncovered)) / 10,
      }
    })
    expect(answers('applications')).toEqual(ordered(expected, '-uncovered', '-signIns', 'application'))
    expect(expected.find(row => row.application === 'App 0')).toEqual({
      ...{ application: 'App 0', signIns: 20, covered: 4, uncovered: 12, unknown: 4 },
      ...{ uncoveredSucceeded: 8, uncoveredUsers: 4, percentCovered: 25 },
    })
  })

  test('sign-ins that no policy covered', () => {
    const open = logins(table).filter(login => login.isCovered === false)
    const expected = grouped(
      open,
      ({ application, population, row }) => `${application} ${population} ${row.clientAppUsed}`,
    ).map(of => ({
      ...{
        application: text(of[0]?.application),
        population: text(of[0]?.population),
        clientAppUsed: text(of[0]?.row.clientAppUsed ?? '(none)'),
      },
      signIns: of.length,
      succeeded: countOf(of, login => login.errorCode === 0),
      users: unique(of.map(login => login.row.userId)),
      inReportOnly: countOf(of, ({ row }) =>
        listOf(row.appliedConditionalAccessPolicies).some(one =>
          /^reportOnly(Success|Failure|Interrupted)$/.test(text(part(one, 'result'))),
        ),
      ),
      lastAt: latest(of.map(login => login.row)),
    }))
    expect(answers('uncovered')).toEqual(
      ordered(expected, '-succeeded', '-signIns', 'application', 'population', 'clientAppUsed'),
    )
    expect(countOf(expected, row => row.clientAppUsed === '(none)')).toBe(4)
    expect(countOf(expected, row => row.inReportOnly > 0)).toBeGreaterThan(3)
  })

  test('whom and what policies leave out', () => {
    const expected = table('conditional_access_policies').flatMap(row => exclusionsOf(table, row))
    expect(answers('exclusions')).toEqual(ordered(expected, '-people', 'policy', 'kind', 'excluded'))
    const of = expected.filter(row => row.policy === 'Full of holes')
    expect(of.map(row => row.kind).sort()).toEqual([
      'application',
      'application',
      'group',
      'guests',
      'platform',
      'role',
      'user',
    ])
    expect(of.find(row => row.kind === 'user')).toMatchObject({
      excluded: 'member@contoso.example',
      people: 1,
      enabled: 1,
      signIns: 10,
    })
    expect(of.find(row => row.kind === 'group')?.people).toBeGreaterThan(1)
    const guests = of.find(row => row.kind === 'guests')
    expect(Number(guests?.people)).toBeGreaterThan(Number(guests?.enabled))
  })

  test('policies that never applied, and why', () => {
    const applied = new Set(results(table).map(one => one.policyId))
    const never = table('conditional_access_policies').filter(row => !applied.has(text(row.id)))
    const rows = answers('never-applied')
    expect(
      rows.map(({ policy, state, controls, modifiedDateTime }) => ({
        policy,
        state,
        controls,
        modifiedDateTime,
      })),
    ).toEqual(
      ordered(never, row => row.state === 'disabled', 'displayName').map(row => ({
        ...{
          policy: row.displayName,
          state: row.state,
          controls: controlsOf(table, row),
          modifiedDateTime: iso(row.modifiedDateTime),
        },
      })),
    )
    const why = new Map(rows.map(row => [row.policy, row.why]))
    expect([why.get('Workloads'), why.get('For nobody'), why.get('Block device code flow')]).toEqual([
      'for workload identities',
      'for nobody',
      'disabled',
    ])
    expect(why.get('Phishing-resistant MFA outside of the offices')).toBe('for authentication contexts')
    expect(why.get('Guests: terms and MFA')).toBe('no such sign-in')
  })
})

test('--days counts from the report’s time', async () => {
  const early = await rig.rows(NAME, 'applications', { days: 1 }, '2026-11-20T02:30:00.000Z')
  const [from, to] = ['2026-11-19T02:30:00.000000Z', '2026-11-20T02:30:00.000000Z']
  const within = logins(table).filter(
    ({ row }) => text(iso(row.createdDateTime)) > from && text(iso(row.createdDateTime)) <= to,
  )
  const expected = grouped(within, login => login.application).map(of => [of[0]?.application, of.length])
  expect(early.map(row => [row.application, row.signIns]).sort()).toEqual(expected.sort())
  expect(within.length).toBeLessThan(logins(table).length)
})

test('with the needed tables alone nothing is said of people, and without the permission nothing of policies', async () => {
  const small = await startReportRig({ users: 40 })
  try {
    await small.extract({ tables: ['conditional_access_policies'] })
    const tokens = staticToken(small.sandbox.token({ roles: ['AuditLog.Read.All'] }), Date.now)
    await small.extract({ tables: ['sign_ins', 'sign_in_conditional_access'] }, { tokens })
    const answer = await small.answer(NAME, {}, AS_OF)
    const policies = objectsOf(answer, 'policies')
    expect(policies.length).toBeGreaterThan(5)
    for (const outcome of OUTCOMES) expect(policies.every(row => row[outcome] === null)).toBe(true)
    const why = new Set(
      objectsOf(answer, 'never-applied').map(row => `${row.state === 'disabled'} ${row.why}`),
    )
    expect(why).toEqual(new Set(['true disabled', 'false unknown: no sign-in tells of policies']))
    expect(objectsOf(answer, 'exclusions').length).toBeGreaterThan(0)
    expect(objectsOf(answer, 'exclusions').every(row => row.people === null)).toBe(true)
    const covered = objectsOf(answer, 'applications').reduce((sum, row) => sum + Number(row.covered), 0)
    const signIns = await small.table('sign_ins')
    expect(covered).toBe(countOf(signIns, row => row.conditionalAccessStatus !== 'notApplied'))
    expect(new Set(objectsOf(answer, 'uncovered').map(row => row.population))).toEqual(new Set(['unknown']))
  } finally {
    await small.close()
  }
})
