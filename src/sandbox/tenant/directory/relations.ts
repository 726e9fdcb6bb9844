import type { GraphObject } from '../../api.ts'
import { salt } from '../../random.ts'
import { directorySchema } from '../../schema/index.ts'
import type { Resource } from '../../server/resource.ts'
import { activeHoldings, inForce } from '../roles/holdings.ts'
import type { Tenant } from '../tenant.ts'
import { bits } from '../world.ts'
import { assignedTo, assignmentsOfGroup, assignmentsOfPrincipal, assignmentsOfUser } from './assignments.ts'
import {
  APPLICATION_READ,
  childrenOf,
  DEVICE_READ,
  DIRECTORY_READ,
  ROLE_READ,
  UNIT_READ,
} from './children.ts'
import { registeredUsersOf } from './device-users.ts'
import { doubleId } from './ids.ts'
import { drawMembers, MEMBER_TYPES, memberRow, nameOf } from './members.ts'
import { ROLES, SCOPED_ROLES } from './roles.ts'
import { type Slot, slots } from './slots.ts'

const PRINCIPAL_OWNER = salt('servicePrincipalOwner')
const UNIT_MEMBER = salt('administrativeUnitMember')
const SCOPED = salt('scopedRoleMember')

const objects = {
  schema: directorySchema,
  type: 'directoryObject',
  derived: MEMBER_TYPES,
  options: ['$select'],
}

const assignments = { schema: directorySchema, type: 'appRoleAssignment', options: ['$select'] }

/** Users mostly; one in nine is another service principal. */
function ownersOf(tenant: Tenant, id: string): GraphObject[] {
  const { world, servicePrincipals } = tenant
  const index = servicePrincipals.indexOf(id)
  if (index < 0 || index >= world.applications) return []
  const drawn = slots(tenant, PRINCIPAL_OWNER, index, 2, 20)
  return drawMembers(tenant, drawn, slot => (slot.bits % 9 === 0 ? 'servicePrincipals' : 'users'))
}

/** Users, and in units without a rule now and then a group or a device. */
function membersOfUnit(tenant: Tenant, id: string): GraphObject[] {
  const index = tenant.administrativeUnits.indexOf(id)
  if (index < 0) return []
  const count = 4 + (bits(tenant.world, UNIT_MEMBER, index) % 27)
  const mixed = tenant.administrativeUnits.find(id)?.row.membershipType !== 'Dynamic'
  return drawMembers(tenant, slots(tenant, UNIT_MEMBER, index, count, 25), slot => {
    if (!mixed || slot.bits % 5 > 1) return 'users'
    return slot.bits % 5 === 0 ? 'groups' : 'devices'
  })
}

/** Helpers of an administrative unit: the role, and who has it there. */
function scopedMembersOf(tenant: Tenant, id: string): GraphObject[] {
  const index = tenant.administrativeUnits.indexOf(id)
  if (index < 0) return []
  return slots(tenant, SCOPED, index, 3, 12).flatMap(slot => scopedMember(tenant, id, slot))
}

function scopedMember(tenant: Tenant, administrativeUnitId: string, slot: Slot): GraphObject[] {
  const user = (slot.bits >>> 4) % tenant.world.users
  const displayName = nameOf(tenant, 'users', user)
  if (displayName === undefined) return []
  const role = SCOPED_ROLES[slot.place] ?? SCOPED_ROLES[0]
  const [roleId, userId] = [tenant.directoryRoles.idAt(role), tenant.users.idAt(user)]
  return [
    {
      id: `${doubleId(roleId, administrativeUnitId)}${doubleId(userId, userId).slice(0, 22)}`,
      administrativeUnitId,
      roleId,
      roleMemberInfo: { displayName, id: userId },
    },
  ]
}

/** Who holds the role for the whole tenant now: what the role assignments say, seen from the other side. */
function membersOfRole(tenant: Tenant, id: string): GraphObject[] {
  const role = tenant.directoryRoles.find(id)?.row.roleTemplateId
  const holders = activeHoldings(tenant)
    .filter(holding => inForce(tenant, holding))
    .filter(({ roleDefinitionId, directoryScopeId }) => roleDefinitionId === role && directoryScopeId === '/')
    .map(({ principalId }) => principalId)
  return [...new Set(holders)].flatMap(holder => {
    const kind = HOLDERS.find(each => tenant[each].indexOf(holder) >= 0)
    return kind === undefined ? [] : memberRow(tenant, kind, tenant[kind].indexOf(holder))
  })
}

const HOLDERS = ['users', 'groups', 'servicePrincipals'] as const

/** A role is known by the id of its template, too. */
function roleId(tenant: Tenant, name: string): string {
  const index = ROLES.findIndex(role => role.templateId === name)
  return index < 0 || index >= tenant.directoryRoles.length ? name : tenant.directoryRoles.idAt(index)
}

/** https://learn.microsoft.com/graph/api/device-list-registeredusers */
const device_registered_users = childrenOf('devices', {
  ...objects,
  name: 'device_registered_users',
  path: '/devices/{id}/registeredUsers',
  application: DEVICE_READ,
  delegated: DEVICE_READ,
  rowsOf: registeredUsersOf,
})

/** https://learn.microsoft.com/graph/api/serviceprincipal-list-owners */
const service_principal_owners = childrenOf('servicePrincipals', {
  ...objects,
  name: 'service_principal_owners',
  path: '/servicePrincipals/{id}/owners',
  application: APPLICATION_READ,
  delegated: APPLICATION_READ,
  rowsOf: ownersOf,
})

/** https://learn.microsoft.com/graph/api/administrativeunit-list-members */
const administrative_unit_members = childrenOf('administrativeUnits', {
  ...objects,
  name: 'administrative_unit_members',
  path: '/directory/administrativeUnits/{id}/members',
  application: UNIT_READ,
  delegated: UNIT_READ,
  rowsOf: membersOfUnit,
})

/** https://learn.microsoft.com/graph/api/administrativeunit-list-scopedrolemembers */
const administrative_unit_scoped_roles = childrenOf('administrativeUnits', {
  name: 'administrative_unit_scoped_roles',
  path: '/directory/administrativeUnits/{id}/scopedRoleMembers',
  schema: directorySchema,
  type: 'scopedRoleMembership',
  options: ['$select'],
  application: ROLE_READ,
  delegated: ROLE_READ,
  rowsOf: scopedMembersOf,
})

/** https://learn.microsoft.com/graph/api/directoryrole-list-members */
const directory_role_members = childrenOf('directoryRoles', {
  ...objects,
  name: 'directory_role_members',
  path: '/directoryRoles/{id}/members',
  application: ROLE_READ,
  delegated: ROLE_READ,
  paging: 'none',
  idOf: roleId,
  rowsOf: membersOfRole,
})

/** https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignedto */
const app_role_assignments = childrenOf('servicePrincipals', {
  ...assignments,
  name: 'app_role_assignments',
  path: '/servicePrincipals/{id}/appRoleAssignedTo',
  application: APPLICATION_READ,
  delegated: APPLICATION_READ,
  rowsOf: assignedTo,
})

/** https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignments */
const service_principal_app_role_assignments = childrenOf('servicePrincipals', {
  ...assignments,
  name: 'service_principal_app_role_assignments',
  path: '/servicePrincipals/{id}/appRoleAssignments',
  cost: 2,
  application: APPLICATION_READ,
  delegated: APPLICATION_READ,
  rowsOf: assignmentsOfPrincipal,
})

/** https://learn.microsoft.com/graph/api/user-list-approleassignments */
const user_app_role_assignments = childrenOf('users', {
  ...assignments,
  name: 'user_app_role_assignments',
  path: '/users/{id}/appRoleAssignments',
  application: ['Directory.Read.All', 'AppRoleAssignment.ReadWrite.All'],
  delegated: ['Directory.Read.All', 'AppRoleAssignment.ReadWrite.All'],
  rowsOf: assignmentsOfUser,
})

/** https://learn.microsoft.com/graph/api/group-list-approleassignments */
const group_app_role_assignments = childrenOf('groups', {
  ...assignments,
  name: 'group_app_role_assignments',
  path: '/groups/{id}/appRoleAssignments',
  application: [...DIRECTORY_READ, 'AppRoleAssignment.ReadWrite.All'],
  delegated: [...DIRECTORY_READ, 'AppRoleAssignment.ReadWrite.All'],
  rowsOf: assignmentsOfGroup,
})

export const relationResources: readonly Resource[] = [
  device_registered_users,
  service_principal_owners,
  administrative_unit_members,
  administrative_unit_scoped_roles,
  directory_role_members,
  app_role_assignments,
  service_principal_app_role_assignments,
  user_app_role_assignments,
  group_app_role_assignments,
]
