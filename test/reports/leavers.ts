// A tenant with a leaver of each kind, over three runs of a lake in one night.
import { writeFileSync } from 'node:fs'
import type { Row } from '../support/parquet-rows.ts'
import { type ReportRig, scratchFile } from '../support/report-rig.ts'
import { by, countOf, distinct, extractAt, listOf, text } from './reading.ts'

export const START = '2026-11-20T22:00:00Z'
export const AS_OF = '2026-11-24T12:00:00.000Z'

/** A leaver, and what is to be said of the account. */
export interface Case {
  readonly id: string
  /** How HR writes the person: name, number. */
  readonly hr: string
  readonly leaveDate: string
  readonly state: string
  readonly endedAt: string | null
  readonly basis: string | null
  readonly lagDays: number | null
  readonly verdict: string
}

function audit(rig: ReportRig, id: string, name: string, time: string, more: readonly Row[] = []): void {
  rig.sandbox.edit.addEvent('directory_audits', {
    activityDisplayName: name,
    activityDateTime: time,
    result: 'success',
    targetResources: [{ id, type: 'User', modifiedProperties: more }],
  })
}

type Person = Readonly<Record<'id' | 'name' | 'number', string>>

const PARTS = [
  ...(['audited', 'synced', 'seen', 'late', 'open', 'binned'] as const),
  ...(['early', 'purged', 'again', 'future', 'renamed', 'today'] as const),
]
type People = Readonly<Record<(typeof PARTS)[number], Person>>

/** Enabled employees, one for each part. */
function peopleOf(rig: ReportRig): People {
  const able = [...rig.sandbox.truth('users')].filter(
    user => user.userType === 'Member' && user.accountEnabled === true && user.employeeId !== undefined,
  )
  const people = PARTS.map((part, place) => {
    const { id, userPrincipalName, employeeId } = able[place + 10] ?? {}
    return [part, { id: text(id), name: text(userPrincipalName), number: text(employeeId) }]
  })
  return Object.fromEntries(people) as People
}

function beforeSecond(rig: ReportRig, people: People): void {
  const { edit } = rig.sandbox
  for (const part of ['audited', 'synced', 'seen', 'again'] as const)
    edit.updateUser(people[part].id, { accountEnabled: false })
  for (const part of ['renamed', 'late', 'open'] as const)
    edit.updateUser(people[part].id, { officeLocation: 'Elsewhere' })
  audit(rig, people.audited.id, 'Disable account', '2026-11-21T00:30:00Z')
  audit(rig, people.audited.id, 'Disable account', '2026-11-21T00:30:05Z')
  audit(rig, people.again.id, 'Disable account', '2026-11-21T00:30:00Z')
  const property = { displayName: 'AccountEnabled', oldValue: '[true]', newValue: '[false]' }
  audit(rig, people.synced.id, 'Update user', '2026-11-21T00:40:00Z', [property])
}

/** The rest, and what the one who is still enabled does. Returns the ids of new accounts. */
function beforeThird(rig: ReportRig, people: People): { second: string; fresh: string } {
  const { edit } = rig.sandbox
  edit.updateUser(people.renamed.id, { userPrincipalName: 'another.name@contoso.example' })
  edit.updateUser(people.renamed.id, { accountEnabled: false })
  edit.updateUser(people.late.id, { accountEnabled: false })
  edit.updateUser(people.again.id, { accountEnabled: true })
  audit(rig, people.again.id, 'Enable account', '2026-11-21T03:30:00Z')
  edit.removeUser(people.binned.id, 'changed')
  edit.removeUser(people.purged.id, 'deleted')
  const open = people.open.id
  for (const [time, errorCode] of [
    ['20T11', 0],
    ['21T01', 0],
    ['21T02', 50126],
    ['21T03', 0],
  ] as const)
    edit.addEvent('sign_ins', {
      userId: open,
      createdDateTime: `2026-11-${time}:00:00Z`,
      appDisplayName: 'Staged',
      ipAddress: `198.51.100.${time.slice(-2)}`,
      status: { errorCode },
    })
  edit.addOwner('applications', text([...rig.sandbox.truth('applications')][0]?.id), open)
  edit.addOwner('groups', edit.addGroup({ displayName: 'Left behind' }), open)
  const second = { userPrincipalName: 'adm.open@contoso.example', createdDateTime: '2024-01-01T00:00:00Z' }
  return {
    second: edit.addUser({ ...second, employeeId: people.open.number, accountEnabled: true }),
    fresh: edit.addUser({ userPrincipalName: 'rehired@contoso.example', accountEnabled: true }),
  }
}

/** Runs, lives, and returns what is to be said of everybody. */
export async function stageLeavers(rig: ReportRig, tables: readonly string[]): Promise<Case[]> {
  const people = peopleOf(rig)
  rig.sandbox.edit.updateUser(people.early.id, { accountEnabled: false })
  const first = await extractAt(rig, tables)
  rig.sandbox.advance({ hours: 3 })
  beforeSecond(rig, people)
  const next = await extractAt(rig, tables)
  rig.sandbox.advance({ hours: 3 })
  const { second, fresh } = beforeThird(rig, people)
  const last = await extractAt(rig, tables)
  const binned = [...rig.sandbox.truth('deleted_users')].find(user => user.id === people.binned.id)
  const deletedAt = new Date(text(binned?.deletedDateTime)).toISOString().replace('Z', '000Z')
  return casesOf(people, { first, next, last, deletedAt }, second, fresh)
}

type Times = Readonly<Record<'first' | 'next' | 'last' | 'deletedAt', string>>

function casesOf(
  people: People,
  { first, next, last, deletedAt }: Times,
  second: string,
  fresh: string,
): Case[] {
  type Said = readonly [
    leaveDate: string,
    state: string,
    endedAt: string | null,
    basis: string | null,
    lagDays: number | null,
    verdict: string,
  ]
  const row = (id: string, hr: string, said: Said): Case => {
    const [leaveDate, state, endedAt, basis, lagDays, verdict] = said
    return { id, hr, leaveDate, state, endedAt, basis, lagDays, verdict }
  }
  const name = (part: keyof People, said: Said): Case =>
    row(people[part].id, `${people[part].name.toUpperCase()},`, said)
  const number = (part: keyof People, said: Said): Case =>
    row(people[part].id, `,${people[part].number}`, said)
  const open: Said = ['2026-11-20', 'enabled', null, null, null, 'still enabled']
  return [
    name('audited', ['2026-11-20', 'disabled', '2026-11-21T00:30:00.000000Z', 'audit log', 1, 'in time']),
    number('synced', ['2026-11-22', 'disabled', '2026-11-21T00:40:00.000000Z', 'audit log', -1, 'in time']),
    name('seen', ['2026-11-15', 'disabled', next, 'before the first run', null, 'unknown when']),
    number('late', ['2026-11-19', 'disabled', last, 'seen by a run', 2, 'late']),
    number('open', open),
    row(second, `,${people.open.number}`, open),
    name('binned', ['2026-11-10', 'deleted', deletedAt, 'deletion', 11, 'late']),
    name('early', ['2026-11-01', 'disabled', first, 'before the first run', null, 'unknown when']),
    number('purged', ['2026-11-01', 'deleted', last, 'seen by a run', 20, 'late']),
    name('again', ['2026-11-19', 'enabled', null, null, null, 'enabled again']),
    name('future', ['2026-12-31', 'enabled', null, null, null, 'has not left yet']),
    // Today's name is the new one; HR has a name that an earlier run saw.
    name('renamed', ['2026-11-19', 'disabled', last, 'seen by a run', 2, 'late']),
    name('today', ['2026-11-24', 'enabled', null, null, null, 'not due yet']),
    row(fresh, 'Rehired@contoso.example,', [
      '2026-11-01',
      'enabled',
      null,
      null,
      null,
      'created after leaving',
    ]),
  ]
}

/** HR's file: the cases, one person with an earlier last day too, one whom nobody knows, one who stays. */
export function writeHr(cases: readonly Case[]): string {
  const path = scratchFile('hr.csv')
  const lines = cases.map(({ hr, leaveDate }) => `${hr},${leaveDate}`)
  const earlier = lines
    .filter(line => line.endsWith('2026-11-24'))
    .map(line => line.replace('2026-11-24', '2020-01-01'))
  const rows = [
    ...new Set(lines),
    ...earlier,
    'nobody@contoso.example,,2026-11-02',
    'somebody@contoso.example,,',
  ]
  writeFileSync(path, ['User Principal Name,employeeId,leaveDate', ...rows].join('\n'))
  return path
}

type Held = readonly [id: unknown, kind: string, name: string | null, detail: string | null, objectId: string]

/** What anybody holds. */
export async function holdings(rig: ReportRig): Promise<Held[]> {
  const [groups, states] = [by(await rig.table('groups'), 'id'), await rig.table('user_license_states')]
  const [roles, skus] = [
    by(await rig.table('role_definitions'), 'id'),
    by(await rig.table('subscribed_skus'), 'skuId'),
  ]
  const principals = by(await rig.table('service_principals'), 'id')
  const nameIn = (names: Map<string, Row>, id: unknown): string | null =>
    (names.get(text(id))?.displayName as string | undefined) ?? null
  const rows = async (table: string, held: (row: Row) => Held): Promise<Held[]> =>
    (await rig.table(table)).map(held)
  const scope = (row: Row): string =>
    row.directoryScopeId === '/' ? 'tenant' : text(row.directoryScopeId ?? row.appScopeId)
  const role =
    (kind: string) =>
    (row: Row): Held => [
      row.principalId,
      kind,
      nameIn(roles, row.roleDefinitionId),
      scope(row),
      text(row.roleDefinitionId),
    ]
  const ways = (row: Row): string =>
    distinct(
      states
        .filter(state => state.userId === row.userId && state.skuId === row.skuId)
        .map(({ assignedByGroup }) =>
          assignedByGroup === null ? 'direct' : `by group ${nameIn(groups, assignedByGroup)}`,
        ),
    )
      .sort()
      .join(', ')
  const owned = async (
    table: string,
    key: string,
    kind: string,
    names: Map<string, Row>,
  ): Promise<Held[]> => {
    const all = await rig.table(table)
    const only = (row: Row): string | null =>
      countOf(all, other => other[key] === row[key]) === 1 ? 'only owner' : null
    return all.map(row => [row.id, `owned ${kind}`, nameIn(names, row[key]), only(row), text(row[key])])
  }
  return [
    ...(await rows('user_licenses', row => [
      row.userId,
      'licence',
      text(skus.get(text(row.skuId))?.skuPartNumber),
      ways(row),
      text(row.skuId),
    ])),
    ...(await rows('group_members', row => [
      row.id,
      'group',
      nameIn(groups, row.groupId),
      kindOf(groups.get(text(row.groupId))),
      text(row.groupId),
    ])),
    ...(await rows('pim_group_eligibility_schedule_instances', row => [
      row.principalId,
      'group',
      nameIn(groups, row.groupId),
      `eligible as ${row.accessId}`,
      text(row.groupId),
    ])),
    ...(await rows('role_assignments', role('role'))),
    ...(await rows('role_eligibility_schedule_instances', role('eligible role'))),
    ...(await rows('app_role_assignments', row => [
      row.principalId,
      'assigned application',
      nameIn(principals, row.resourceId),
      null,
      text(row.resourceId),
    ])),
    ...(await owned(
      'application_owners',
      'applicationId',
      'application',
      by(await rig.table('applications'), 'id'),
    )),
    ...(await owned('service_principal_owners', 'servicePrincipalId', 'service principal', principals)),
    ...(await owned('group_owners', 'groupId', 'group', groups)),
  ]
}

function kindOf(group: Row | undefined): string | null {
  if (group?.isAssignableToRole === true) return 'role-assignable'
  if (listOf(group?.groupTypes).includes('DynamicMembership')) return 'dynamic'
  return group?.onPremisesSyncEnabled === true ? 'synchronised' : null
}
