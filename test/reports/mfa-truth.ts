// Accounts, roles, policies and sign-ins as rows of another reader tell them, for the coverage of MFA.
import type { Row } from '../support/parquet-rows.ts'
import type { ReportRig } from '../support/report-rig.ts'
import { listOf, part, text } from './reading.ts'

export interface Account {
  readonly id: string
  readonly upn: string
  readonly enabled: boolean
  readonly roles: readonly string[] | null
  readonly isAdmin: boolean
  readonly population: string
  readonly guestType: string | null
  /** Null: not reported. */
  readonly details: Row | null
  readonly isResistant: boolean
  readonly lastSuccess: unknown
}

interface Held {
  readonly userId: string
  readonly role: string
  readonly template: string
  readonly isWhole: boolean
  readonly isActive: boolean
}

const RESISTANT = ['fido2', 'passKeyDeviceBound', 'windowsHelloForBusiness', 'macOsSecureEnclaveKey']

/** Users of each group, those of groups within it too. */
export async function peopleOf(rig: ReportRig): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const groups = new Set((await rig.table('groups')).map(row => text(row.id)))
  const users = new Set((await rig.table('users')).map(row => text(row.id)))
  const members = new Map<string, string[]>()
  for (const { groupId, id } of await rig.table('group_members'))
    members.set(text(groupId), [...(members.get(text(groupId)) ?? []), text(id)])
  const reach = (group: string): Set<string> => {
    const seen = new Set([group])
    for (const id of seen)
      for (const member of members.get(id) ?? [])
        if (groups.has(member) || users.has(member)) seen.add(member)
    return new Set([...seen].filter(id => users.has(id)))
  }
  return new Map([...groups].map(id => [id, reach(id)]))
}

export async function holdersOf(rig: ReportRig): Promise<Held[]> {
  const people = await peopleOf(rig)
  const definitions = new Map((await rig.table('role_definitions')).map(row => [row.id, row]))
  const pim = (await rig.table('pim_group_eligibility_schedule_instances')).filter(
    row => row.accessId === 'member',
  )
  const held = [
    ...(await rig.table('role_assignments')).map(row => ({ row, isActive: true })),
    ...(await rig.table('role_eligibility_schedule_instances')).map(row => ({ row, isActive: false })),
  ]
  return held.flatMap(({ row, isActive }) => {
    const id = text(row.principalId)
    const definition = definitions.get(row.roleDefinitionId)
    const of = (userId: string, active: boolean): Held => ({
      userId,
      role: text(definition?.displayName ?? row.roleDefinitionId),
      template: text(definition?.templateId ?? row.roleDefinitionId),
      isWhole: row.directoryScopeId === '/',
      isActive: active,
    })
    const eligible = pim.filter(each => each.groupId === id).map(each => text(each.principalId))
    return [
      ...[id, ...(people.get(id) ?? [])].map(user => of(user, isActive)),
      ...eligible.map(user => of(user, false)),
    ]
  })
}

const isExternal = (user: Row): boolean =>
  text(user.userPrincipalName).includes('#EXT#') ||
  user.creationType === 'Invitation' ||
  user.externalUserState !== null

function guestTypeOf(user: Row): string | null {
  if (isExternal(user)) return user.userType === 'Guest' ? 'b2bCollaborationGuest' : 'b2bCollaborationMember'
  return user.userType === 'Guest' ? 'internalGuest' : null
}

function populationOf(user: Row, held: readonly Held[], isAdmin: boolean): string {
  if (user.accountEnabled === false) return 'disabled accounts'
  if (held.some(({ template }) => template.startsWith('d29b2b05'))) return 'synchronisation accounts'
  if (isAdmin) return 'administrators'
  if (user.userType === 'Guest' || text(user.userPrincipalName).includes('#EXT#')) return 'guests'
  return user.isResourceAccount === true ? 'resource accounts' : 'members'
}

export async function accountsOf(rig: ReportRig): Promise<Account[]> {
  const held = await holdersOf(rig)
  const details = new Map((await rig.table('user_registration_details')).map(row => [row.id, row]))
  const activities = new Map((await rig.table('user_sign_in_activity')).map(row => [row.userId, row]))
  return (await rig.table('users')).map(user => {
    const own = held.filter(({ userId }) => userId === user.id)
    const detail = details.get(user.id) ?? null
    const isAdmin = own.length > 0 || detail?.isAdmin === true
    return {
      id: text(user.id),
      upn: text(user.userPrincipalName),
      enabled: user.accountEnabled !== false,
      roles: own.length === 0 ? null : [...new Set(own.map(({ role }) => role))].sort(),
      isAdmin,
      population: populationOf(user, own, isAdmin),
      guestType: guestTypeOf(user),
      details: detail,
      isResistant: listOf(detail?.methodsRegistered).some(method => RESISTANT.includes(text(method))),
      lastSuccess: part(activities.get(user.id)?.signInActivity, 'lastSuccessfulSignInDateTime'),
    }
  })
}
