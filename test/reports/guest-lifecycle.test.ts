// Guests, who invited them and what they may do, against rows of another reader.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReportAnswer } from '../../src/reports/define.ts'
import type { Row } from '../support/parquet-rows.ts'
import { objectsOf, type ReportRig, startReportRig } from '../support/report-rig.ts'
import { AS_OF, type Grant, type Guest, grantsOf, guestsOf, invite, inviteAll } from './guests.ts'
import { by, countOf, iso, ordered, part, text, unique } from './reading.ts'
import { groupsOf } from './sums.ts'

const REPORT = 'guest-lifecycle'
const DAYS = 90

let rig: ReportRig
let answer: ReportAnswer
let guests: readonly Guest[]
let grants: readonly Grant[]
const rowsOf = (section: string) => objectsOf(answer, section)

beforeAll(async () => {
  rig = await startReportRig({ users: 200 })
  inviteAll(rig.sandbox)
  await rig.extract({ tables: ['user_sign_in_activity'] })
  invite(rig.sandbox, 'unread')
  const roles = ['role_assignments', 'role_definitions', 'role_eligibility_schedule_instances']
  const groups = ['groups', 'group_members', 'group_owners', 'pim_group_eligibility_schedule_instances']
  const apps = ['app_role_assignments', 'service_principals', 'sign_ins', 'directory_audits']
  await rig.extract({ tables: ['users', ...roles, ...groups, ...apps] })
  answer = await rig.answer(REPORT, { days: DAYS }, AS_OF)
  guests = await guestsOf(rig)
  grants = await grantsOf(rig, guests)
})
afterAll(() => rig.close())

const isOld = ({ ageDays }: Guest): boolean => ageDays >= DAYS
const isUnused = ({ idleDays }: Guest): boolean => idleDays !== null && idleDays >= DAYS

const rolesOf = ({ id }: Guest): string[] | null => {
  const names = grants.filter(({ guest, kind }) => guest.id === id && kind === 'role').map(({ name }) => name)
  return names.length === 0 ? null : [...new Set(names)].sort()
}

const memberOf = ({ id }: Guest): number =>
  unique(
    grants
      .filter(({ guest, kind, how }) => guest.id === id && kind === 'group' && how === 'direct')
      .map(({ objectId }) => objectId),
  )

test('guests older than the days, of whatever kind', () => {
  const expected = ordered(
    guests.filter(isOld),
    row => rolesOf(row) === null,
    row => (row.idleDays === null ? null : -row.idleDays),
    row => row.upn,
  ).map(guest => ({
    userPrincipalName: guest.upn,
    domain: guest.domain,
    state: guest.state,
    accountEnabled: guest.row.accountEnabled,
    ageDays: guest.ageDays,
    lastUsed: guest.lastUsed,
    idleDays: guest.idleDays,
    invitedBy: guest.invitedBy,
    groups: memberOf(guest),
    roles: rolesOf(guest),
  }))
  const found = rowsOf('guests')
  expect(found).toEqual(expected)
  expect(found[0]?.roles).not.toBe(null)
  const own = new Map(found.map(row => [text(row.userPrincipalName).split(/[_@]/)[0], row]))
  expect(own.has('byUser')).toBe(false)
  expect(own.get('byName')).toMatchObject({ domain: 'gmail.com', invitedBy: 'host@contoso.example' })
  expect(own.get('twice')).toMatchObject({ invitedBy: 'Invitation portal', groups: 1, accountEnabled: false })
  expect(own.get('failed')).toMatchObject({ ageDays: 3094, invitedBy: null })
  expect(own.get('member')).toMatchObject({ state: 'Accepted, as a member' })
  expect(own.get('internal')).toMatchObject({ state: 'not invited', domain: 'old.example' })
  expect(own.get('nameless')).toMatchObject({ domain: '(unknown)' })
  expect(own.get('unread')).toMatchObject({ lastUsed: null, idleDays: null })
})

test('pending invitations', () => {
  const expected = ordered(
    guests.filter(({ isPending }) => isPending),
    row => -row.ageDays,
    row => row.upn,
  ).map(guest => ({
    userPrincipalName: guest.upn,
    mail: guest.row.mail,
    accountEnabled: guest.row.accountEnabled,
    createdDateTime: iso(guest.row.createdDateTime),
    pendingDays: guest.ageDays,
    invitedBy: guest.invitedBy,
    groups: memberOf(guest),
    roles: rolesOf(guest),
  }))
  expect(rowsOf('pending')).toEqual(expected)
  expect(expected.some(row => row.roles !== null)).toBe(true)
})

const counts = (rows: readonly Guest[]) => ({
  guests: rows.length,
  older: countOf(rows, isOld),
  unused: rows.every(({ idleDays }) => idleDays === null) ? null : countOf(rows, isUnused),
  pending: countOf(rows, ({ isPending }) => isPending),
})

test('domains', () => {
  const expected = groupsOf(guests, ({ domain }) => domain).map(rows => ({
    domain: text(rows[0]?.domain),
    isPublic: rows[0]?.domain === 'gmail.com',
    ...counts(rows),
    disabled: countOf(rows, ({ row }) => row.accountEnabled === false),
    withRoles: countOf(rows, row => rolesOf(row) !== null),
  }))
  expect(rowsOf('domains')).toEqual(
    ordered(
      expected,
      row => -row.guests,
      row => row.domain,
    ),
  )
  expect(expected.some(row => row.isPublic)).toBe(true)
})

test('inviters', () => {
  const expected = groupsOf(guests, ({ invitedBy, inviterKind }) => `${invitedBy}/${inviterKind}`).map(
    rows => {
      const born = rows.flatMap(({ row }) => iso(row.createdDateTime) ?? []).sort()
      return {
        invitedBy: rows[0]?.invitedBy ?? '(unknown)',
        kind: rows[0]?.inviterKind ?? null,
        ...counts(rows),
        domains: unique(rows.map(({ domain }) => domain)),
        first: born[0],
        last: born.at(-1),
      }
    },
  )
  const found = rowsOf('inviters')
  expect(found).toEqual(
    ordered(
      expected,
      row => -row.guests,
      row => row.kind === null,
      row => row.invitedBy,
    ),
  )
  expect(found.map(row => [row.invitedBy, row.kind, row.guests])).toEqual(
    expect.arrayContaining([
      ['host@contoso.example', 'user', 2],
      ['Invitation portal', 'application', 2],
    ]),
  )
})

test('access', () => {
  const KINDS = ['role', 'owner of a group', 'application', 'group']
  const expected = grants
    .filter(({ guest }) => isOld(guest))
    .map(({ guest, kind, name, how, objectId }) => ({
      kind,
      name,
      how,
      userPrincipalName: guest.upn,
      accountEnabled: guest.row.accountEnabled,
      ageDays: guest.ageDays,
      idleDays: guest.idleDays,
      objectId,
    }))
  const found = rowsOf('access')
  expect(found).toEqual(
    ordered(
      expected,
      row => KINDS.indexOf(row.kind),
      row => row.name,
      row => row.userPrincipalName,
      row => row.how,
      row => row.objectId,
    ),
  )
  expect(new Set(found.map(row => row.kind))).toEqual(new Set(KINDS))
  const loop = found.filter(row => row.name === 'Outer' && row.kind === 'group')
  expect(loop.map(row => row.how)).toEqual(['through Inner'])
})

test('applications', async () => {
  const principals = by(await rig.table('service_principals'), 'id')
  const known = new Set(guests.map(({ id }) => id))
  const assigned = grants.filter(({ kind }) => kind === 'application')
  const signIns = (await rig.table('sign_ins')).filter(
    row => part(row.status, 'errorCode') === 0 && known.has(text(row.userId)),
  )
  interface Use {
    readonly appId: string
    readonly name: string
    readonly id: string
    readonly signIn: Row | null
  }
  const uses: Use[] = [
    ...assigned.map(({ objectId, name, guest }) => ({
      appId: text(principals.get(objectId)?.appId),
      name,
      id: guest.id,
      signIn: null,
    })),
    ...signIns.map(row => ({
      appId: text(row.appId),
      name: text(row.appDisplayName),
      id: text(row.userId),
      signIn: row,
    })),
  ]
  const expected = groupsOf(uses, ({ appId }) => appId).map(rows => {
    const signed = rows.flatMap(({ signIn }) => (signIn === null ? [] : [signIn]))
    return {
      application: text(
        rows
          .map(({ name }) => name)
          .sort()
          .at(-1),
      ),
      assigned: unique(rows.filter(({ signIn }) => signIn === null).map(({ id }) => id)),
      signedIn: unique(signed.map(row => row.userId)),
      signIns: signed.length,
      lastSignIn:
        signed
          .map(row => iso(row.createdDateTime))
          .sort()
          .at(-1) ?? null,
      appId: text(rows[0]?.appId),
    }
  })
  const found = rowsOf('applications')
  expect(found).toEqual(
    ordered(
      expected,
      row => -row.signedIn,
      row => -row.assigned,
      row => row.application,
      row => row.appId,
    ),
  )
  expect(found.some(row => Number(row.assigned) > 0) && found.some(row => Number(row.signedIn) > 0)).toBe(
    true,
  )
})

test('of other days', async () => {
  const young = await rig.rows(REPORT, 'guests', { days: 0 }, AS_OF)
  expect(young.map(row => row.userPrincipalName).sort()).toEqual(guests.map(({ upn }) => upn).sort())
  expect(await rig.rows(REPORT, 'guests', { days: 100_000 }, AS_OF)).toEqual([])
})

test('with users alone nothing else is claimed', async () => {
  const bare = await startReportRig({ users: 60 })
  await bare.extract({ tables: ['users'] })
  const less = await bare.answer(REPORT, {}, AS_OF)
  const found = objectsOf(less, 'guests')
  expect(found.length).toBeGreaterThan(1)
  for (const row of found) {
    expect([row.lastUsed, row.idleDays, row.invitedBy, row.groups, row.roles]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ])
  }
  for (const row of objectsOf(less, 'domains')) expect([row.unused, row.withRoles]).toEqual([null, null])
  for (const section of ['access', 'applications']) expect(objectsOf(less, section)).toEqual([])
  await bare.close()
})
