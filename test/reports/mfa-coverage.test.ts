// Who has MFA, who signs in without it and whom policies leave out, against rows of another reader.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReportAnswer } from '../../src/reports/define.ts'
import { objectsOf, type ReportRig, startReportRig } from '../support/report-rig.ts'
import { appRows, legacyRows } from './mfa-sign-ins.ts'
import { GLOBAL_ADMINISTRATOR, govern, type Places, policiesFor, settle, signIn } from './mfa-tenant.ts'
import { type Account, accountsOf, holdersOf, peopleOf } from './mfa-truth.ts'
import { by, countOf, iso, ordered, text } from './reading.ts'
import { groupsOf } from './sums.ts'

const REPORT = 'mfa-coverage'
const AS_OF = '2026-11-20T12:00:00.000Z'
const NEEDED = ['users', 'user_registration_details', 'groups', 'group_members']
const STRENGTH = '00000000-0000-0000-0000-000000000004'
const POPULATIONS = [
  'administrators',
  'members',
  'guests',
  'resource accounts',
  'synchronisation accounts',
  'disabled accounts',
]

let rig: ReportRig
let answer: ReportAnswer
let places: Places
let accounts: readonly Account[]
/** By account: the policies that leave it out, and through what. */
let carved: Map<string, readonly (readonly [policy: string, through: string, excluded: string])[]>

const rowsOf = (section: string) => objectsOf(answer, section)
const capable = ({ details }: Account) => (details === null ? null : details.isMfaCapable)

beforeAll(async () => {
  rig = await startReportRig({ users: 120 })
  places = settle(rig.sandbox)
  const weak = [...rig.sandbox.truth('authentication_strengths')].find(
    row => row.requirementsSatisfied === 'none',
  )
  govern(rig.sandbox, policiesFor(places, STRENGTH, text(weak?.id)), places)
  signIn(rig.sandbox, places)
  const roles = ['role_assignments', 'role_definitions', 'role_eligibility_schedule_instances']
  const policies = ['conditional_access_policies', 'authentication_strengths', 'security_defaults_policy']
  const events = ['sign_ins', 'sign_ins_non_interactive', 'user_sign_in_activity']
  await rig.extract({
    tables: [...NEEDED, ...roles, ...policies, ...events, 'pim_group_eligibility_schedule_instances'],
  })
  answer = await rig.answer(REPORT, { days: 5 }, AS_OF)
  accounts = await accountsOf(rig)
  const people = await peopleOf(rig)
  const globals = (await holdersOf(rig))
    .filter(held => held.template === GLOBAL_ADMINISTRATOR && held.isActive && held.isWhole)
    .map(({ userId }) => userId)
  carved = new Map(accounts.map(account => [account.id, carveOuts(account, people, globals)]))
})
afterAll(() => rig.close())

function carveOuts(
  { id, guestType }: Account,
  people: ReadonlyMap<string, ReadonlySet<string>>,
  globals: readonly string[],
) {
  const isNamed = id === places.named
  const inOuter = people.get(places.outer)?.has(id) === true
  return [
    ...(inOuter ? [['groups', 'group', 'Outer'] as const] : []),
    ...(isNamed ? [['groups', 'user', '(named)'] as const, ['report', 'user', '(named)'] as const] : []),
    ...(guestType === 'internalGuest' || guestType === 'b2bCollaborationMember'
      ? [['guests', 'guests', guestType] as const]
      : []),
    ...(globals.includes(id) ? [['roles', 'role', 'Global Administrator'] as const] : []),
  ]
}

/** `groups` asks everybody who is not carved out; `guests` asks guests; who is left meets `alternative`, which a device satisfies too. */
function required({ id, guestType }: Account): string {
  const out = new Set(carved.get(id)?.map(([policy]) => policy))
  return !out.has('groups') || guestType === 'b2bCollaborationGuest' ? 'always' : 'sometimes'
}

test('populations', () => {
  const expected = groupsOf(accounts, ({ population }) => population).map(rows => {
    const capables = rows.filter(row => capable(row) === true)
    return {
      population: text(rows[0]?.population),
      accounts: rows.length,
      registered: countOf(rows, ({ details }) => details?.isMfaRegistered === true),
      capable: capables.length,
      phishingResistant: countOf(capables, ({ isResistant }) => isResistant),
      otherMfa: countOf(capables, ({ isResistant }) => !isResistant),
      notCapable: countOf(rows, row => capable(row) === false),
      notReported: countOf(rows, row => capable(row) === null),
      alwaysRequired: countOf(rows, row => required(row) === 'always'),
    }
  })
  const found = rowsOf('populations')
  expect(found).toEqual(ordered(expected, row => POPULATIONS.indexOf(row.population)))
  expect(found.map(row => row.population)).toEqual(POPULATIONS)
  expect(found[0]).toMatchObject({
    accounts: expect.toSatisfy(n => n > 5),
    notCapable: expect.toSatisfy(n => n > 0),
  })
})

const findingOf = (account: Account): string => {
  if (account.details === null) return 'not reported'
  if (account.details.isMfaCapable === true) return 'no phishing-resistant method'
  return account.details.isMfaRegistered === true ? 'registered, but not capable' : 'no MFA'
}

test('people', () => {
  const enforced = (id: string) =>
    [...new Set(carved.get(id)?.map(([policy]) => policy))]
      .filter(policy => policy !== 'report')
      .sort()
      .map(policy => `Policy ${policy}`)
  const looked = accounts.filter(
    account => account.enabled && (capable(account) !== true || (account.isAdmin && !account.isResistant)),
  )
  const rank = (account: Account) => (capable(account) === false ? 1 : capable(account) === null ? 2 : 3)
  const expected = ordered(
    looked,
    row => row.population !== 'administrators',
    rank,
    row => row.upn,
  ).map(account => ({
    userPrincipalName: account.upn,
    population: account.population,
    roles: account.roles,
    finding: findingOf(account),
    methods: account.details?.methodsRegistered ?? null,
    required: required(account),
    excludedFrom: enforced(account.id).length === 0 ? null : enforced(account.id),
    lastSuccessfulSignIn: iso(account.lastSuccess),
  }))
  const found = rowsOf('people')
  expect(found).toEqual(expected)
  expect(new Set(found.map(row => row.finding))).toEqual(
    new Set(['no MFA', 'not reported', 'registered, but not capable', 'no phishing-resistant method']),
  )
  expect(found[0]?.population).toBe('administrators')
  expect(found.some(row => row.required === 'sometimes' && row.excludedFrom !== null)).toBe(true)
})

test('groups, with those in groups within them', async () => {
  const groups = by(await rig.table('groups'), 'id')
  const people = await peopleOf(rig)
  const expected = [...people].flatMap(([id, members]) => {
    const rows = accounts.filter(account => account.enabled && members.has(account.id))
    const capables = rows.filter(row => capable(row) === true)
    const known = countOf(rows, row => capable(row) !== null)
    return rows.slice(0, 1).map(() => ({
      group: text(groups.get(id)?.displayName),
      accounts: rows.length,
      capable: capables.length,
      phishingResistant: countOf(capables, ({ isResistant }) => isResistant),
      notCapable: countOf(rows, row => capable(row) === false),
      notReported: countOf(rows, row => capable(row) === null),
      adminsNotCapable: countOf(rows, row => row.isAdmin && capable(row) === false),
      percentCapable: known === 0 ? null : Math.round((1000 * capables.length) / known) / 10,
      groupId: id,
    }))
  })
  const found = rowsOf('groups')
  expect(found).toEqual(
    ordered(
      expected,
      row => -row.notCapable,
      row => row.group,
      row => row.groupId,
    ),
  )
  const loop = found.filter(row => ['Outer', 'Middle', 'Innermost'].includes(text(row.group)))
  expect(loop.map(row => row.accounts)).toEqual([1, 1, 1])
})

test('applications', async () => {
  const found = rowsOf('apps')
  expect(found).toEqual(await appRows(rig, AS_OF, 5))
  expect(found.find(row => row.appId === 'own-app')).toMatchObject({
    users: 2,
    signIns: 7,
    mfa: 3,
    singleFactor: 2,
    notTold: 2,
    nonInteractive: 4,
    nonInteractiveSingleFactor: 2,
  })
})

test('legacy authentication', async () => {
  const admins = new Set(accounts.filter(({ isAdmin }) => isAdmin).map(({ id }) => id))
  const found = rowsOf('legacy')
  expect(found).toEqual(await legacyRows(rig, AS_OF, 5, admins))
  expect(found.find(row => row.clientAppUsed === 'IMAP4')).toMatchObject({ succeeded: 1, adminsSucceeded: 1 })
  expect(found.some(row => Number(row.failed) > 0) && found.some(row => Number(row.blocked) > 0)).toBe(true)
})

test('carve-outs: directly, through nested groups, roles and kinds of guests, and those that nobody is behind', () => {
  const requires = (policy: string) => (policy === 'roles' ? 'Phishing-resistant MFA' : 'mfa')
  const state = (policy: string) => (policy === 'report' ? 'enabledForReportingButNotEnforced' : 'enabled')
  const known = accounts.flatMap(account =>
    (carved.get(account.id) ?? []).map(([policy, through, excluded]) => ({
      policy: `Policy ${policy}`,
      state: state(policy),
      requires: requires(policy),
      through,
      excluded,
      userPrincipalName: account.upn,
      population: account.population,
      capable: capable(account),
      required: required(account),
    })),
  )
  const open = (policy: string, through: string, excluded: string) => ({
    policy: `Policy ${policy}`,
    state: 'enabled',
    requires: 'mfa',
    through,
    excluded,
    userPrincipalName: null,
    population: null,
    capable: null,
    required: null,
  })
  const nobody = [
    open('groups', 'group', 'no-such-group'),
    open('tenants', 'guests of some tenants', 'b2bCollaborationGuest'),
  ]
  const found = rowsOf('carve-outs')
  expect(found).toEqual(
    ordered(
      [...known, ...nobody],
      row => row.state !== 'enabled',
      row => row.policy,
      row => row.population !== 'administrators',
      row => row.userPrincipalName,
      row => row.through,
    ),
  )
  expect(new Set(known.map(row => row.through))).toEqual(new Set(['group', 'user', 'guests', 'role']))
})
