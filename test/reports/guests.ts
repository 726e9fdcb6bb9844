// A tenant with guests of each kind, and what rows of another reader tell of them.
import type { Sandbox } from '../../src/sandbox/index.ts'
import type { Row } from '../support/parquet-rows.ts'
import type { ReportRig } from '../support/report-rig.ts'
import { by, iso, listOf, microsOf, ordered, part, text } from './reading.ts'
import { groupsOf } from './sums.ts'

export const AS_OF = '2026-11-20T12:00:00.000Z'
const DAY = 86_400_000_000

const upnOf = (name: string, domain: string): string => `${name}_${domain}#EXT#@contoso.onmicrosoft.example`

export function invite({ edit }: Sandbox, name: string, more: Row = {}): string {
  return edit.addUser({
    displayName: name,
    userPrincipalName: upnOf(name, 'own.example'),
    mail: `${name}@own.example`,
    otherMails: [],
    userType: 'Guest',
    creationType: 'Invitation',
    externalUserState: 'Accepted',
    accountEnabled: true,
    createdDateTime: '2025-01-01T00:00:00Z',
    signInActivity: undefined,
    ...more,
  })
}

/** Guests as an administrator meets them, in groups within groups and as owners; and who invited some. */
export function inviteAll(sandbox: Sandbox): void {
  const { edit } = sandbox
  const [role] = [...sandbox.truth('role_assignments')].filter(row =>
    [...sandbox.truth('groups')].some(group => group.id === row.principalId),
  )
  const byUser = invite(sandbox, 'byUser', { createdDateTime: '2026-11-19T08:00:00Z' })
  const byApp = invite(sandbox, 'byApp', { externalUserState: 'PendingAcceptance' })
  invite(sandbox, 'byName', { userPrincipalName: upnOf('byName', 'gmail.com'), mail: 'moved@own.example' })
  const twice = invite(sandbox, 'twice', { accountEnabled: false })
  const failed = invite(sandbox, 'failed', { createdDateTime: undefined, mail: null })
  invite(sandbox, 'member', { userType: 'Member' })
  invite(sandbox, 'internal', {
    userPrincipalName: 'internal@contoso.example',
    creationType: undefined,
    externalUserState: undefined,
    mail: null,
    otherMails: ['i@Old.Example'],
  })
  invite(sandbox, 'nameless', {
    userPrincipalName: 'nameless@contoso.example',
    creationType: undefined,
    externalUserState: undefined,
    mail: null,
  })
  const [outer, inner] = ['Outer', 'Inner'].map(displayName => edit.addGroup({ displayName }))
  if (outer === undefined || inner === undefined) throw new Error('no group was made')
  edit.addMember(outer, { id: inner, '@odata.type': '#microsoft.graph.group' })
  edit.addMember(inner, { id: outer, '@odata.type': '#microsoft.graph.group' })
  edit.addMember(inner, twice)
  edit.addMember(text(role?.principalId), byApp)
  edit.addOwner('groups', outer, byUser)
  const audit = (target: Row, initiatedBy: Row, activityDateTime: string, more: Row = {}) =>
    edit.addEvent('directory_audits', {
      activityDisplayName: 'Invite external user',
      result: 'success',
      initiatedBy,
      activityDateTime,
      targetResources: [{ type: 'User', ...target }],
      ...more,
    })
  const user = (userPrincipalName: string) => ({ app: null, user: { id: 'someone', userPrincipalName } })
  const app = { user: null, app: { displayName: 'Invitation portal', servicePrincipalId: 'portal' } }
  audit({ id: byUser }, user('host@contoso.example'), '2026-11-19T08:00:00Z')
  audit({ id: byApp }, app, '2026-11-19T09:00:00Z')
  audit(
    { id: null, userPrincipalName: upnOf('BYNAME', 'gmail.com') },
    user('host@contoso.example'),
    '2026-11-19T10:00:00Z',
  )
  audit({ id: twice }, user('first@contoso.example'), '2026-11-19T11:00:00Z')
  audit({ id: twice }, app, '2026-11-19T12:00:00Z')
  audit({ id: failed }, user('host@contoso.example'), '2026-11-19T13:00:00Z', { result: 'failure' })
  audit({ id: failed }, user('host@contoso.example'), '2026-11-19T13:00:00Z', {
    activityDisplayName: 'Add user',
  })
}

export interface Guest {
  readonly id: string
  readonly row: Row
  readonly upn: string
  readonly domain: string
  readonly isPending: boolean
  readonly state: string
  readonly ageDays: number
  readonly lastUsed: string | null
  readonly idleDays: number | null
  readonly invitedBy: string | null
  readonly inviterKind: string | null
}

const daysSince = (micros: number): number => Math.floor((Date.parse(AS_OF) * 1000 - micros) / DAY)

function domainOf(row: Row): string {
  const [, invited] = /_([^_]+)#EXT#/.exec(text(row.userPrincipalName)) ?? []
  const [address] = [row.mail, ...listOf(row.otherMails)].filter(each => typeof each === 'string')
  return (
    invited ?? (address === undefined ? '(unknown)' : (text(address).split('@')[1] ?? ''))
  ).toLowerCase()
}

function inviterOf(row: Row, audits: readonly Row[]): { invitedBy: string; inviterKind: string } | undefined {
  const upn = text(row.userPrincipalName).toLowerCase()
  const last = audits
    .filter(audit =>
      listOf(audit.targetResources).some(target => {
        const name = part(target, 'userPrincipalName')
        return (
          part(target, 'id') === row.id || (part(target, 'id') === null && text(name).toLowerCase() === upn)
        )
      }),
    )
    .at(-1)
  if (last === undefined) return undefined
  const user = part(last.initiatedBy, 'user', 'userPrincipalName')
  return user === null
    ? { invitedBy: text(part(last.initiatedBy, 'app', 'displayName')), inviterKind: 'application' }
    : { invitedBy: text(user), inviterKind: 'user' }
}

export async function guestsOf(rig: ReportRig): Promise<Guest[]> {
  const activities = by(await rig.table('user_sign_in_activity'), 'userId')
  const audits = ordered(
    (await rig.table('directory_audits')).filter(
      row => row.activityDisplayName === 'Invite external user' && row.result === 'success',
    ),
    row => microsOf(row.activityDateTime),
  )
  const isGuest = (row: Row) =>
    row.userType === 'Guest' ||
    text(row.userPrincipalName).includes('#EXT#') ||
    row.externalUserState !== null
  return (await rig.table('users')).filter(isGuest).map(row => {
    const activity = activities.get(text(row.id))
    const used = part(activity?.signInActivity, 'lastSuccessfulSignInDateTime')
    const born =
      row.createdDateTime === null ? Date.parse('2018-06-01T00:00:00Z') * 1000 : microsOf(row.createdDateTime)
    const inviter = inviterOf(row, audits)
    return {
      id: text(row.id),
      row,
      upn: text(row.userPrincipalName),
      domain: domainOf(row),
      isPending: row.externalUserState === 'PendingAcceptance',
      state: `${row.externalUserState ?? 'not invited'}${row.userType === 'Guest' ? '' : ', as a member'}`,
      ageDays: daysSince(born),
      lastUsed: iso(used),
      idleDays: activity === undefined ? null : daysSince(used === null ? born : microsOf(used)),
      invitedBy: inviter?.invitedBy ?? null,
      inviterKind: inviter?.inviterKind ?? null,
    }
  })
}

export interface Grant {
  readonly guest: Guest
  readonly kind: string
  readonly objectId: string
  readonly name: string
  readonly how: string
}

/** Groups that a guest is in: those within which, by id, the guest is directly; the group itself among them or not. */
function groupsWith(id: string, members: readonly Row[]): Map<string, string[]> {
  const direct = members.filter(row => row.id === id).map(row => text(row.groupId))
  const found = new Map<string, string[]>()
  for (const start of direct) {
    const above = new Set([start])
    for (const group of above) for (const row of members) if (row.id === group) above.add(text(row.groupId))
    for (const group of above) found.set(group, [...(found.get(group) ?? []), start])
  }
  return found
}

/** What guests may do. */
export async function grantsOf(rig: ReportRig, guests: readonly Guest[]): Promise<Grant[]> {
  const tables = await Promise.all(
    [
      'groups',
      'group_members',
      'group_owners',
      'role_assignments',
      'role_definitions',
      'role_eligibility_schedule_instances',
      'pim_group_eligibility_schedule_instances',
      'app_role_assignments',
    ].map(name => rig.table(name)),
  )
  const [
    groups = [],
    members = [],
    owners = [],
    active = [],
    definitions = [],
    eligible = [],
    pim = [],
    apps = [],
  ] = tables
  const groupName = (id: unknown) => text(groups.find(row => row.id === id)?.displayName ?? id)
  const roleName = (id: unknown) => text(definitions.find(row => row.id === id)?.displayName ?? id)
  const held = [
    ...active.map(row => ({ row, how: 'active' })),
    ...eligible.map(row => ({ row, how: 'eligible' })),
  ]
  const all = guests.flatMap(guest => {
    const { id } = guest
    const within = groupsWith(id, members)
    const isDirect = (group: unknown) => within.get(text(group))?.includes(text(group)) === true
    const own = pim.filter(row => row.principalId === id)
    const grant = (kind: string, objectId: unknown, name: string, how: string): Grant => ({
      guest,
      kind,
      objectId: text(objectId),
      name,
      how,
    })
    return [
      ...held
        .filter(({ row }) => row.principalId === id || within.has(text(row.principalId)))
        .map(({ row, how }) =>
          grant(
            'role',
            row.roleDefinitionId,
            roleName(row.roleDefinitionId),
            row.principalId === id ? how : `${how} through ${groupName(row.principalId)}`,
          ),
        ),
      ...held.flatMap(({ row }) =>
        own
          .filter(each => each.accessId === 'member' && each.groupId === row.principalId)
          .map(each =>
            grant(
              'role',
              row.roleDefinitionId,
              roleName(row.roleDefinitionId),
              `eligible through ${groupName(each.groupId)}`,
            ),
          ),
      ),
      ...own.map(each =>
        grant(
          each.accessId === 'owner' ? 'owner of a group' : 'group',
          each.groupId,
          groupName(each.groupId),
          'eligible',
        ),
      ),
      ...owners
        .filter(row => row.id === id)
        .map(row => grant('owner of a group', row.groupId, groupName(row.groupId), 'direct')),
      ...apps
        .filter(row => row.principalId === id || isDirect(row.principalId))
        .map(row =>
          grant(
            'application',
            row.resourceId,
            text(row.resourceDisplayName),
            row.principalId === id ? 'direct' : `through ${groupName(row.principalId)}`,
          ),
        ),
      ...[...within].map(([group, starts]) =>
        grant(
          'group',
          group,
          groupName(group),
          isDirect(group) ? 'direct' : `through ${groupName([...starts].sort()[0])}`,
        ),
      ),
    ]
  })
  return groupsOf(all, each =>
    [each.guest.id, each.kind, each.objectId, each.name, each.how].join('/'),
  ).flatMap(rows => rows.slice(0, 1))
}
