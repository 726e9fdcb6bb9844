// Holders of roles, as walking through groups finds them.
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readReport } from '../../src/reports/index.ts'
import type { Row } from '../support/parquet-rows.ts'
import {
  type AnswerRow,
  objectsOf,
  type ReportRig,
  scratchFile,
  startReportRig,
} from '../support/report-rig.ts'
import { AS_OF, findingsOf, owners, type Told, toldHolders } from './holders.ts'
import { countOf, distinct, grouped, ordered, type Tables, text, unique } from './reading.ts'

const NAME = 'privileged-roles'
const { needs, uses, prelude } = readReport(NAME)
const GLOBAL = '62e90394-69f5-4237-9190-012177145e10'
/** What the report's own list has. */
const LABELLED = new Set([...prelude.matchAll(/^ {2}\('([0-9a-f-]{36})'\)/gm)].map(match => text(match[1])))

let rig: ReportRig
let told: Told[]
const lake = new Map<string, readonly Row[]>()
const table: Tables = name => lake.get(name) ?? []

/** In a group that holds a role: a group that has it as a member, with a guest and a disabled account; and an owner. */
function stage(): void {
  const { edit } = rig.sandbox
  const holders = new Set([...rig.sandbox.truth('role_assignments')].map(row => row.principalId))
  const held = [...rig.sandbox.truth('groups')].find(group => holders.has(group.id))
  if (held === undefined) throw new Error('no group holds a role')
  const group = { '@odata.type': '#microsoft.graph.group' }
  const inner = edit.addGroup({ displayName: 'Inner', isAssignableToRole: false, groupTypes: [] })
  edit.addMember(text(held.id), { ...group, id: inner })
  edit.addMember(inner, { ...group, id: text(held.id) })
  edit.addMember(inner, edit.addUser({ userType: 'Guest', userPrincipalName: 'outside@partner.example' }))
  edit.addMember(inner, edit.addUser({ accountEnabled: false, userPrincipalName: 'gone@contoso.example' }))
  edit.addOwner('groups', text(held.id), edit.addUser({ userPrincipalName: 'owner@contoso.example' }))
}

beforeAll(async () => {
  rig = await startReportRig({ users: 60 })
  stage()
  expect((await rig.extract({ tables: [...needs, ...uses] })).exitCode).toBe(0)
  for (const name of [...needs, ...uses]) lake.set(name, await rig.table(name))
  told = toldHolders(table, LABELLED)
})
afterAll(() => rig.close())

const people = (is: (one: Told) => boolean): number => unique(told.filter(is).map(one => one.principalId))
const isActive = ({ state }: Told): boolean => state !== 'eligible'

describe('holders', () => {
  let answers: (section: string) => AnswerRow[]
  beforeAll(async () => {
    const answer = await rig.answer(NAME, {}, AS_OF)
    answers = section => objectsOf(answer, section)
  })

  test('each, with the way to the role and what is worth a look', () => {
    const rows = told.map(one => ({
      ...one,
      principal: one.name,
      principalType: one.type,
      findings: findingsOf(one, null),
    }))
    const sorted = ordered(
      rows,
      row => row.roleId !== GLOBAL,
      '-isPrivileged',
      'role',
      'state',
      'principal',
      row => row.via ?? '',
      'scope',
      'until',
    )
    const columns = [
      'role',
      'isPrivileged',
      'principal',
      'principalType',
      'state',
      'scope',
      'via',
      'until',
      'findings',
    ] as const
    const expected = sorted.map(row => Object.fromEntries(columns.map(column => [column, row[column]])))
    expect(answers('holders')).toEqual(expected)
    const findings = new Set(rows.flatMap(row => row.findings))
    for (const finding of [
      'disabled',
      'guest',
      'no person',
      'no MFA',
      'synchronised',
      'permanent',
      'no sign-in',
    ])
      expect(findings, finding).toContain(finding)
    expect(new Set(rows.map(row => row.state))).toEqual(new Set(['active', 'activated', 'eligible']))
    expect(
      countOf(rows, row => row.principal === 'outside@partner.example' && row.via !== null),
    ).toBeGreaterThan(0)
    expect(countOf(rows, row => row.until !== null)).toBeGreaterThan(0)
    expect(LABELLED.size).toBe(29)
  })

  test('the figures', () => {
    const isGlobal = ({ roleId }: Told): boolean => roleId === GLOBAL
    const expected = [
      people(one => isGlobal(one) && isActive(one)),
      people(one => isGlobal(one) && !isActive(one)),
      people(one => isGlobal(one) && isActive(one) && one.isPermanent === true),
      people(one => isGlobal(one) && one.isMfaCapable === false),
      people(one => isGlobal(one) && one.row.onPremisesSyncEnabled === true),
      people(one => one.isPrivileged === true),
      people(() => true),
      people(one => one.type === 'guest'),
      people(one => one.type === 'service principal' || one.type === 'managed identity'),
      people(one => one.row.accountEnabled === false),
      people(one => one.isMfaCapable === false),
      people(one => one.type === 'deleted user'),
    ]
    expect(answers('figures').map(row => row.principals)).toEqual(expected)
    expect(countOf(expected, figure => figure > 0)).toBeGreaterThan(8)
  })

  test('roles, with how many hold each', () => {
    const expected = grouped(told, one => one.roleId).map(of => {
      const count = (is: (one: Told) => boolean): number => unique(of.filter(is).map(one => one.principalId))
      const isKnown = of.some(one => one.isPermanent !== null)
      return {
        ...{ role: of[0]?.role, isPrivileged: of[0]?.isPrivileged },
        active: count(isActive),
        eligible: count(one => !isActive(one)),
        permanent: isKnown ? count(one => isActive(one) && one.isPermanent === true) : null,
        throughGroups: count(one => one.groupId !== null),
        servicePrincipals: count(one => one.type === 'service principal' || one.type === 'managed identity'),
        guests: count(one => one.type === 'guest'),
        withoutMfa: count(one => one.isMfaCapable === false),
      }
    })
    expect(answers('roles')).toEqual(ordered(expected, row => -(row.active + row.eligible), 'role'))
    expect(
      countOf(expected, row => row.active > 0 && row.eligible > 0 && row.throughGroups > 0),
    ).toBeGreaterThan(0)
  })

  test('people, with all their roles', () => {
    const roles = (of: readonly Told[]): string[] => [...new Set(of.map(one => one.role))].sort()
    const expected = grouped(told, one => one.principalId).map(of => {
      const [{ name, type, row, isMfaCapable, lastSignIn, principalId } = told[0] as Told] = of
      const isUser = type === 'member' || type === 'guest'
      const details = table('user_registration_details').find(one => one.id === principalId)
      return {
        isPrivileged: of.some(one => one.isPrivileged === true),
        principal: name,
        principalType: type,
        accountEnabled: row.accountEnabled,
        isSynchronised: isUser
          ? row.onPremisesSyncEnabled === true
          : type === 'group'
            ? row.onPremisesSyncEnabled
            : null,
        ...{ isMfaCapable, methodsRegistered: details?.methodsRegistered ?? null, lastSignIn },
        activeRoles: roles(of.filter(isActive)),
        eligibleRoles: roles(of.filter(one => !isActive(one))),
      }
    })
    const sorted = ordered(
      expected,
      '-isPrivileged',
      row => -(row.activeRoles.length + row.eligibleRoles.length),
      'principal',
    )
    expect(answers('people')).toEqual(sorted.map(({ isPrivileged: _, ...row }) => row))
    expect(countOf(expected, row => row.activeRoles.length + row.eligibleRoles.length > 1)).toBeGreaterThan(0)
  })

  test('owners of what holds a role', () => {
    const expected = distinct(owners(table, told))
    expect(answers('owners')).toEqual(ordered(expected, 'holdsThem', 'owner', 'how', 'object'))
    expect(expected.map(row => row.owner)).toContain('owner@contoso.example')
    expect(unique(expected.map(row => row.how))).toBeGreaterThan(1)
  })

  test('nothing is compared without a list', () => {
    expect(answers('approval')).toEqual([])
  })
})

describe('an approved list', () => {
  const file = (...rows: string[]): string => {
    const path = scratchFile('approved.csv')
    writeFileSync(path, ['userPrincipalName,principalId,role', ...rows].join('\n'))
    return path
  }

  test('tells both differences; a group stands for its members', async () => {
    const direct = told.find(one => one.groupId === null && one.type === 'member' && isActive(one))
    const through = told.find(one => one.groupId !== null)
    if (direct === undefined || through === undefined) throw new Error('nobody holds a role so')
    const approved = file(
      `${direct.name.toUpperCase()},,${direct.role.toLowerCase()}`,
      `,${through.groupId},${through.roleId}`,
      `${direct.name},,Security Clown`,
      `nobody@contoso.example,,Global Administrator`,
    )
    const isApproved = (one: Told): boolean =>
      (one.principalId === direct.principalId && one.roleId === direct.roleId) ||
      (one.groupId === through.groupId && one.roleId === through.roleId)
    const missing = grouped(
      told.filter(one => !isApproved(one)),
      one => `${one.principalId} ${one.roleId}`,
    ).map(of => ({
      ...{ verdict: 'not approved', role: text(of[0]?.role), principal: text(of[0]?.name) },
      ...{ principalType: text(of[0]?.type), states: [...new Set(of.map(one => one.state))].sort() },
    }))
    const rest = { principalType: null, states: [] }
    expect(await rig.rows(NAME, 'approval', { approved }, AS_OF)).toEqual([
      ...ordered(missing, 'role', 'principal'),
      {
        verdict: 'approved, no such role',
        role: 'Security Clown',
        principal: direct.name.toLowerCase(),
        ...rest,
      },
      {
        verdict: 'approved, does not hold it',
        role: 'Global Administrator',
        principal: 'nobody@contoso.example',
        ...rest,
      },
    ])
    const rows = await rig.rows(NAME, 'holders', { approved }, AS_OF)
    const named = countOf(rows, row => (row.findings as string[]).includes('not approved'))
    expect(named).toBe(countOf(told, one => !isApproved(one)))
    expect(named).toBeLessThan(rows.length)
  })
})

test('--days decides who is unused', async () => {
  const rows = await rig.rows(NAME, 'holders', { days: 1 }, AS_OF)
  const unused = (of: readonly string[]): boolean => of.includes('no sign-in')
  const expected = countOf(toldHolders(table, LABELLED, 1), one => unused(findingsOf(one, null)))
  expect(countOf(rows, row => unused(row.findings as string[]))).toBe(expected)
  expect(expected).toBeGreaterThan(countOf(told, one => unused(findingsOf(one, null))))
})

test('with the needed tables alone what they do not tell is unknown', async () => {
  const small = await startReportRig({ users: 40 })
  try {
    await small.extract({ tables: needs })
    const answer = await small.answer(NAME, {}, AS_OF)
    const figures = new Map(objectsOf(answer, 'figures').map(row => [row.measure, row.principals]))
    for (const unknown of [
      'Global Administrators, eligible',
      'Global Administrators, permanent',
      'holders without MFA',
    ])
      expect(figures.get(unknown), unknown).toBeNull()
    const assigned = await small.table('role_assignments')
    const globals = assigned.filter(row => row.roleDefinitionId === GLOBAL).map(row => row.principalId)
    expect(figures.get('Global Administrators, active')).toBe(unique(globals))
    const holders = objectsOf(answer, 'holders')
    expect(holders.length).toBe(unique(assigned.map(row => row.id)))
    const findings = new Set(holders.flatMap(row => row.findings as string[]))
    expect(findings).toContain('not in the directory')
    for (const unknown of ['no MFA', 'permanent', 'no sign-in']) expect(findings).not.toContain(unknown)
    expect(objectsOf(answer, 'people').every(row => row.isMfaCapable === null)).toBe(true)
  } finally {
    await small.close()
  }
})
