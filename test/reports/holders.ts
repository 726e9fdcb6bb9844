// Who holds which role, computed from rows of a lake by walking through groups.
import type { Row } from '../support/parquet-rows.ts'
import { grouped, iso, microsOf, part, type Tables, text } from './reading.ts'

export const AS_OF = '2026-11-20T12:00:00.000Z'

export interface Holder {
  readonly principalId: string
  readonly roleId: string
  readonly groupId: string | null
  readonly scope: string
  readonly state: string
  readonly isPermanent: boolean | null
  readonly until: string | null
}

const scopeKey = (row: Row): string =>
  `${row.principalId} ${row.roleDefinitionId} ${row.directoryScopeId} ${row.appScopeId}`
const earliest = (...times: readonly (string | null)[]): string | null =>
  times.filter(time => time !== null).sort()[0] ?? null

function scopeOf(table: Tables, row: Row): string {
  const scope = row.directoryScopeId as string | null
  const unit = table('administrative_units').find(one => scope === `/administrativeUnits/${one.id}`)
  if (scope === '/') return 'tenant'
  return scope === null ? `scope of an application ${row.appScopeId}` : `unit ${unit?.displayName}`
}

/** Assignments and eligibilities of principals, groups among them. */
export function assignments(table: Tables): Holder[] {
  const instances = new Map(table('role_assignment_schedule_instances').map(row => [scopeKey(row), row]))
  const holder = (row: Row, state: string, isPermanent: boolean | null, until: string | null): Holder => ({
    ...{ principalId: text(row.principalId), roleId: text(row.roleDefinitionId), groupId: null },
    ...{ scope: scopeOf(table, row), state, isPermanent, until },
  })
  const active = table('role_assignments').map(row => {
    const known = instances.get(scopeKey(row))
    const ends = iso(known?.endDateTime)
    const state = known?.assignmentType === 'Activated' ? 'activated' : 'active'
    return holder(row, state, known === undefined ? null : ends === null, ends)
  })
  const eligible = table('role_eligibility_schedule_instances').map(row => {
    const ends = iso(row.endDateTime)
    return holder(row, 'eligible', ends === null, ends)
  })
  return [...active, ...eligible]
}

interface Way {
  readonly id: string
  readonly isEligible: boolean
  readonly isActivated: boolean
  readonly until: string | null
}

/** Who is in a group, or may be; a group that was entered is not entered again. */
function membersOf(table: Tables, groupId: string, seen: ReadonlySet<string>): Way[] {
  const groups = new Set(table('groups').map(row => row.id))
  const managed = table('pim_group_assignment_schedule_instances').filter(
    row => row.groupId === groupId && row.accessId === 'member' && row.memberType !== 'group',
  )
  const members = table('group_members').filter(
    row => row.groupId === groupId && row._odata_type !== '#microsoft.graph.device',
  )
  const direct = members.map(({ id }): Way => {
    const of = managed.filter(row => row.principalId === id)
    const isTimed = of.length > 0 && of.every(row => row.endDateTime !== null)
    const until = isTimed
      ? (of
          .map(row => iso(row.endDateTime))
          .sort()
          .at(-1) ?? null)
      : null
    const isActivated = of.length > 0 && of.every(row => row.assignmentType === 'activated')
    return { id: text(id), isEligible: false, isActivated, until }
  })
  const eligible = table('pim_group_eligibility_schedule_instances')
    .filter(row => row.groupId === groupId && row.accessId === 'member' && row.memberType !== 'group')
    .map(
      (row): Way => ({
        id: text(row.principalId),
        isEligible: true,
        isActivated: false,
        until: iso(row.endDateTime),
      }),
    )
  return [...direct, ...eligible].flatMap(way => {
    if (!groups.has(way.id)) return [way]
    if (seen.has(way.id)) return []
    return membersOf(table, way.id, new Set([...seen, groupId])).map(inner => ({
      id: inner.id,
      isEligible: way.isEligible || inner.isEligible,
      isActivated: way.isActivated || inner.isActivated,
      until: earliest(way.until, inner.until),
    }))
  })
}

function holders(table: Tables): Holder[] {
  const groups = new Set(table('groups').map(row => row.id))
  return assignments(table).flatMap(given => {
    if (!groups.has(given.principalId)) return [given]
    const ways = grouped(
      membersOf(table, given.principalId, new Set([given.principalId])),
      ({ id, isEligible }) => `${id} ${isEligible}`,
    )
    if (ways.length === 0) return [given]
    return ways.map(of => {
      const until = of.every(way => way.until !== null)
        ? (of
            .map(way => way.until)
            .sort()
            .at(-1) ?? null)
        : null
      const [{ id, isEligible } = { id: '', isEligible: false }] = of
      const isActivated = of.every(way => way.isActivated) || given.state === 'activated'
      return {
        ...given,
        principalId: id,
        groupId: given.principalId,
        state: isEligible || given.state === 'eligible' ? 'eligible' : isActivated ? 'activated' : 'active',
        isPermanent: until === null ? given.isPermanent : false,
        until: earliest(given.until, until),
      }
    })
  })
}

export interface Principal {
  readonly name: string
  readonly type: string
  readonly row: Row
  readonly isMfaCapable: boolean | null
  readonly lastSignIn: string | null
  readonly isUnused: boolean
}

function principalOf(table: Tables, id: string, days: number): Principal {
  const user = table('users').find(row => row.id === id)
  const limit = (Date.parse(AS_OF) - days * 86_400_000) * 1000
  const old = (seen: unknown): boolean => !(microsOf(seen) >= limit)
  if (user !== undefined) {
    const activity = part(
      table('user_sign_in_activity').find(row => row.userId === id),
      'signInActivity',
    )
    const seen = part(activity, 'lastSuccessfulSignInDateTime') ?? part(activity, 'lastSignInDateTime')
    const details = table('user_registration_details').find(row => row.id === id)
    return {
      ...{
        name: text(user.userPrincipalName),
        type: user.userType === 'Guest' ? 'guest' : 'member',
        row: user,
      },
      ...{ isMfaCapable: (details?.isMfaCapable as boolean | undefined) ?? null, lastSignIn: iso(seen) },
      isUnused: microsOf(user.createdDateTime) < limit && old(seen),
    }
  }
  const deleted = table('deleted_users').find(row => row.id === id)
  if (deleted !== undefined) {
    const row = { ...deleted, onPremisesSyncEnabled: null }
    const rest = { isMfaCapable: null, lastSignIn: null, isUnused: false }
    return { name: text(deleted.userPrincipalName), type: 'deleted user', row, ...rest }
  }
  const principal = table('service_principals').find(row => row.id === id)
  const group = table('groups').find(row => row.id === id)
  const seen = part(
    table('service_principal_sign_in_activities').find(row => row.appId === principal?.appId),
    'lastSignInActivity',
    'lastSignInDateTime',
  )
  const type =
    principal === undefined
      ? 'group'
      : principal.servicePrincipalType === 'ManagedIdentity'
        ? 'managed identity'
        : 'service principal'
  const row = principal ?? { ...group, accountEnabled: null }
  return {
    name: text(row.displayName),
    type,
    row,
    isMfaCapable: null,
    lastSignIn: iso(seen),
    isUnused: principal !== undefined && old(seen),
  }
}

/** A holding with all that is told of it. */
export interface Told extends Holder, Principal {
  readonly role: string
  readonly isPrivileged: boolean | null
  readonly via: string | null
}

export function toldHolders(table: Tables, labelled: ReadonlySet<string>, days = 90): Told[] {
  return holders(table).map(holder => {
    const role = table('role_definitions').find(row => row.id === holder.roleId)
    const group = table('groups').find(row => row.id === holder.groupId)
    return {
      ...holder,
      ...principalOf(table, holder.principalId, days),
      role: text(role?.displayName ?? holder.roleId),
      isPrivileged: role?.isBuiltIn === false ? null : labelled.has(holder.roleId),
      via: group === undefined ? null : text(group.displayName),
    }
  })
}

export function findingsOf(told: Told, isApproved: boolean | null): string[] {
  const is: readonly (readonly [boolean, string])[] = [
    [isApproved === false, 'not approved'],
    [told.type === 'deleted user', 'deleted'],
    [told.type === 'group', 'group without members'],
    [told.row.accountEnabled === false, 'disabled'],
    [told.type === 'guest', 'guest'],
    [told.type === 'service principal' || told.type === 'managed identity', 'no person'],
    [told.isMfaCapable === false, 'no MFA'],
    [told.row.onPremisesSyncEnabled === true, 'synchronised'],
    [told.isPermanent === true && told.state !== 'eligible', 'permanent'],
    [told.isUnused, 'no sign-in'],
  ]
  return is.flatMap(([holds, finding]) => (holds ? [finding] : []))
}

/** Owners of what holds a role, each once an object. */
export function owners(table: Tables, told: readonly Told[]) {
  const held = assignments(table)
  const roleNames = new Map(table('role_definitions').map(row => [row.id, text(row.displayName)]))
  const nameIn = (name: string, id: unknown): string =>
    text(table(name).find(row => row.id === id)?.displayName)
  return ownings(table).flatMap(({ id, how, objectId }) => {
    const isGroup = how.endsWith('group')
    const of = (isGroup ? held : told).filter(one => one.principalId === objectId)
    const ids = [...new Set(of.map(one => one.roleId))]
    const owner = table('users').find(row => row.id === id)
    const row = {
      owner: text(owner?.userPrincipalName),
      accountEnabled: owner?.accountEnabled ?? null,
      how,
      object: nameIn(isGroup ? 'groups' : 'service_principals', objectId),
      roles: ids.map(role => text(roleNames.get(role))).sort(),
      holdsThem: ids.every(role => told.some(one => one.principalId === id && one.roleId === role)),
    }
    return ids.length === 0 ? [] : [row]
  })
}

function ownings(table: Tables): { id: unknown; how: string; objectId: unknown }[] {
  const groups = table('group_owners').map(row => ({
    id: row.id,
    how: 'owner of the group',
    objectId: row.groupId,
  }))
  const eligible = table('pim_group_eligibility_schedule_instances')
    .filter(row => row.accessId === 'owner')
    .map(row => ({ id: row.principalId, how: 'eligible owner of the group', objectId: row.groupId }))
  const principals = table('service_principal_owners').map(row => {
    return { id: row.id, how: 'owner of the service principal', objectId: row.servicePrincipalId }
  })
  const applications = table('application_owners').flatMap(row => {
    const { appId } = table('applications').find(one => one.id === row.applicationId) ?? {}
    const object = table('service_principals').find(one => one.appId === appId)
    return object === undefined ? [] : [{ id: row.id, how: 'owner of the application', objectId: object.id }]
  })
  return [...groups, ...eligible, ...principals, ...applications]
}
