import type { ObjectKind } from '../api.ts'

/** How the objects of one kind are read. */
export interface Access {
  readonly kind: ObjectKind
  /** Any one of these is enough, as an application permission or a delegated one; the least first. */
  readonly permissions: readonly string[]
  readonly deltaPermissions?: readonly string[]
  /** Resource units of a listing (default 1). */
  readonly cost?: number
  /** Whether Graph counts them for `/$count`. */
  readonly counted: boolean
}

const ANY_DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All']
const read = (name: string): readonly string[] => [
  `${name}.Read.All`,
  `${name}.ReadWrite.All`,
  ...ANY_DIRECTORY,
]

export const APPLICATION = read('Application')
const GROUP = read('Group')
const ROLE = [
  'RoleManagement.Read.Directory',
  'RoleManagement.Read.All',
  'RoleManagement.ReadWrite.Directory',
]

/** The collections that delta queries follow, by their paths. */
export const ACCESS: Readonly<Record<string, Access>> = {
  '/users': { kind: 'users', permissions: read('User'), cost: 2, counted: true },
  '/groups': {
    kind: 'groups',
    permissions: GROUP,
    deltaPermissions: ['GroupMember.Read.All', ...GROUP],
    counted: true,
  },
  '/applications': { kind: 'applications', permissions: APPLICATION, cost: 2, counted: true },
  '/servicePrincipals': { kind: 'servicePrincipals', permissions: APPLICATION, counted: true },
  '/devices': { kind: 'devices', permissions: ['Device.Read.All', ...ANY_DIRECTORY], counted: true },
  '/directory/administrativeUnits': {
    kind: 'administrativeUnits',
    permissions: read('AdministrativeUnit'),
    counted: true,
  },
  '/contacts': {
    kind: 'orgContacts',
    permissions: ['OrgContact.Read.All', ...ANY_DIRECTORY],
    counted: true,
  },
  '/oauth2PermissionGrants': {
    kind: 'oauth2PermissionGrants',
    permissions: [...ANY_DIRECTORY, 'DelegatedPermissionGrant.ReadWrite.All'],
    cost: 2,
    counted: false,
  },
  '/directoryRoles': { kind: 'directoryRoles', permissions: [...ROLE, ...ANY_DIRECTORY], counted: false },
}

/** What shows more of a related object than its type and id. */
export const TYPE_READERS: Readonly<Record<string, readonly string[]>> = {
  user: [...read('User'), 'User.ReadBasic.All'],
  group: [...GROUP, 'GroupMember.Read.All'],
  device: ['Device.Read.All', ...ANY_DIRECTORY],
  servicePrincipal: APPLICATION,
}
