// Which permissions of Microsoft Graph cover which, and the least set for a choice of tables. Pure.
// https://learn.microsoft.com/graph/permissions-reference
import type { StreamDefinition } from './define.ts'
import type { NamedTable } from './index.ts'

/** An application with rights of its own, or one that acts for a signed-in person. */
export type SignInKind = 'application' | 'delegated'
export const SIGN_IN_KINDS: readonly SignInKind[] = ['application', 'delegated']

/** A permission that covers another one; without `as` both ways, and everywhere but at the paths of `notAt`. */
interface Wider {
  readonly by: string
  readonly as?: SignInKind
  readonly notAt?: readonly string[]
}

const DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All']
const OWNED_BY_USER = '/directory/deletedItems/getUserOwnedObjects'
const ROLE_POLICIES = ['/policies/roleManagementPolicies', '/policies/roleManagementPolicyAssignments']
const ROLE_SCHEDULES = [
  'RoleManagement.Read.Directory',
  'RoleManagement.ReadWrite.Directory',
  'RoleManagement.Read.All',
]
const WORKFLOWS = ['LifecycleWorkflows.Read.All', 'LifecycleWorkflows.ReadWrite.All']

/** What grants at least as much reading, by permission; a permission that is not here is covered by itself alone. */
const WIDER: Readonly<Record<string, readonly (string | Wider)[]>> = {
  'AccessReview.Read.All': ['AccessReview.ReadWrite.All'],
  'AdministrativeUnit.Read.All': ['AdministrativeUnit.ReadWrite.All', ...DIRECTORY],
  'Application.Read.All': [
    {
      by: 'Application.ReadWrite.All',
      notAt: ['/servicePrincipals/{id}/delegatedPermissionClassifications'],
    },
    { by: 'Directory.Read.All', notAt: ['/applications/{id}/federatedIdentityCredentials'] },
  ],
  'AuthenticationContext.Read.All': [
    'AuthenticationContext.ReadWrite.All',
    'Policy.Read.ConditionalAccess',
    'Policy.ReadWrite.ConditionalAccess',
  ],
  'ConsentRequest.Read.All': ['ConsentRequest.ReadWrite.All'],
  'DelegatedAdminRelationship.Read.All': ['DelegatedAdminRelationship.ReadWrite.All'],
  'Device.Read.All': [
    { by: 'Device.ReadWrite.All', as: 'application', notAt: ['/devices/delta'] },
    ...DIRECTORY.map(by => ({ by, notAt: ['/devices/delta'] })),
  ],
  'Directory.Read.All': [{ by: 'Directory.ReadWrite.All', notAt: ['/users/{id}/appRoleAssignments'] }],
  'Domain-InternalFederation.Read.All': ['Domain-InternalFederation.ReadWrite.All'],
  'Domain.Read.All': ['Domain.ReadWrite.All', 'Directory.Read.All'],
  'EntitlementManagement.Read.All': ['EntitlementManagement.ReadWrite.All'],
  'Group.Read.All': ['Group.ReadWrite.All', ...DIRECTORY.map(by => ({ by, notAt: [OWNED_BY_USER] }))],
  'GroupMember.Read.All': ['Group.Read.All', 'Group.ReadWrite.All', ...DIRECTORY],
  'GroupSettings.Read.All': [
    'GroupSettings.ReadWrite.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    ...DIRECTORY,
  ],
  'IdentityProvider.Read.All': ['IdentityProvider.ReadWrite.All'],
  'IdentityRiskyServicePrincipal.Read.All': ['IdentityRiskyServicePrincipal.ReadWrite.All'],
  'LicenseAssignment.Read.All': ['Organization.Read.All', 'Organization.ReadWrite.All', ...DIRECTORY],
  'LifecycleWorkflows-Reports.Read.All': WORKFLOWS,
  'LifecycleWorkflows-Workflow.Read.All': ['LifecycleWorkflows-Workflow.ReadWrite.All', ...WORKFLOWS],
  'LifecycleWorkflows-Workflow.ReadBasic.All': [
    'LifecycleWorkflows-Workflow.Read.All',
    'LifecycleWorkflows-Workflow.ReadWrite.All',
    ...WORKFLOWS,
  ],
  'MultiTenantOrganization.Read.All': ['MultiTenantOrganization.ReadWrite.All'],
  'MultiTenantOrganization.ReadBasic.All': [
    'MultiTenantOrganization.Read.All',
    'MultiTenantOrganization.ReadWrite.All',
  ],
  'Organization.Read.All': ['Organization.ReadWrite.All', ...DIRECTORY],
  'OrgContact.Read.All': DIRECTORY,
  'Policy.Read.AuthenticationMethod': ['Policy.Read.All', 'Policy.ReadWrite.AuthenticationMethod'],
  'Policy.Read.DeviceConfiguration': [
    'Policy.ReadWrite.DeviceConfiguration',
    { by: 'Policy.Read.All', as: 'delegated' },
  ],
  'Policy.Read.HybridAuthentication': [
    'Policy.ReadWrite.HybridAuthentication',
    { by: 'Directory.ReadWrite.All', as: 'delegated' },
  ],
  'Policy.Read.PermissionGrant': ['Policy.ReadWrite.PermissionGrant'],
  'PrivilegedAssignmentSchedule.Read.AzureADGroup': ['PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup'],
  'PrivilegedEligibilitySchedule.Read.AzureADGroup': ['PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup'],
  'ProvisioningLog.Read.All': ['AuditLog.Read.All', 'Directory.Read.All'],
  'ReportSettings.Read.All': ['ReportSettings.ReadWrite.All'],
  'RoleAssignmentSchedule.Read.Directory': ['RoleAssignmentSchedule.ReadWrite.Directory', ...ROLE_SCHEDULES],
  'RoleEligibilitySchedule.Read.Directory': [
    'RoleEligibilitySchedule.ReadWrite.Directory',
    ...ROLE_SCHEDULES,
  ],
  'RoleManagement.Read.Directory': [
    'RoleManagement.ReadWrite.Directory',
    ...DIRECTORY.map(by => ({ by, notAt: ROLE_POLICIES })),
  ],
  'RoleManagementPolicy.Read.Directory': ['RoleManagementPolicy.ReadWrite.Directory', ...ROLE_SCHEDULES],
  'Synchronization.Read.All': ['Synchronization.ReadWrite.All'],
  'User.Read.All': ['User.ReadWrite.All', ...DIRECTORY],
  'UserAuthenticationMethod.Read.All': ['UserAuthenticationMethod.ReadWrite.All'],
}

/** A permission that a path needs. */
export interface Need {
  readonly permission: string
  readonly path: string
}

/** What a stream needs, each of them. */
export const needsOf = ({ permissions, path }: StreamDefinition, as: SignInKind): readonly Need[] =>
  permissions[as].map(permission => ({ permission, path }))

/** The permissions other than the needed one that would do in its place. */
export function widerThan({ permission, path }: Need, as: SignInKind): readonly string[] {
  return (WIDER[permission] ?? []).flatMap(wider => {
    if (typeof wider === 'string') return [wider]
    const applies = (wider.as ?? as) === as && wider.notAt?.includes(path) !== true
    return applies ? [wider.by] : []
  })
}

/** Which of the granted permissions meets a need; null: none. */
export function metBy(need: Need, as: SignInKind, granted: ReadonlySet<string>): string | null {
  if (granted.has(need.permission)) return need.permission
  return widerThan(need, as).find(wider => granted.has(wider)) ?? null
}

/** The permissions of a stream that nothing granted covers. */
export function lackingFor(
  definition: StreamDefinition,
  as: SignInKind,
  granted: ReadonlySet<string>,
): string[] {
  return needsOf(definition, as)
    .filter(need => metBy(need, as, granted) === null)
    .map(({ permission }) => permission)
}

/** A need of a table. */
export interface TableNeed extends Need {
  readonly table: string
}

export interface LeastPermission {
  readonly permission: string
  /** What it is for, the needs included for which it stands in for a narrower one. */
  readonly needs: readonly TableNeed[]
}

/** The fewest of the tables' own permissions that suffice for all of them, by name: none is covered by another one. */
export function leastPermissions(tables: readonly NamedTable[], as: SignInKind): LeastPermission[] {
  const needs = tables.flatMap(({ name, stream }) =>
    needsOf(stream.definition, as).map(need => ({ ...need, table: name })),
  )
  const names = [...new Set(needs.map(({ permission }) => permission))].sort()
  const kept = new Set(names)
  const narrowestFirst = names.toSorted((a, b) => (WIDER[b]?.length ?? 0) - (WIDER[a]?.length ?? 0))
  for (const name of narrowestFirst) {
    kept.delete(name)
    if (needs.some(need => metBy(need, as, kept) === null)) kept.add(name)
  }
  return names
    .filter(name => kept.has(name))
    .map(permission => ({
      permission,
      needs: needs.filter(need => metBy(need, as, kept) === permission),
    }))
}

export interface OptionalPermission {
  /** The one to ask for. */
  readonly permission: string
  /** Any of these does as well. */
  readonly alternatives: readonly string[]
  /** What is empty or left out without it, in words. */
  readonly purposes: readonly string[]
}

/** Permissions without which the tables can be read, but columns stay empty or rows are left out. */
export function optionalPermissions(tables: readonly NamedTable[]): OptionalPermission[] {
  const wishes = tables.flatMap(({ name, definition }) => [
    ...Object.entries(definition.columnPermissions ?? {}).map(([column, alternatives]) => ({
      alternatives,
      purpose: `${name}.${column}`,
    })),
    ...Object.entries(definition.rowPermissions ?? {}).map(([rows, alternatives]) => ({
      alternatives,
      purpose: `${name}: ${rows}`,
    })),
  ])
  const byPermission = new Map<string, OptionalPermission>()
  for (const { alternatives, purpose } of wishes) {
    const [permission] = alternatives
    if (permission === undefined) continue
    const purposes = byPermission.get(alternatives.join())?.purposes ?? []
    byPermission.set(alternatives.join(), { permission, alternatives, purposes: [...purposes, purpose] })
  }
  return [...byPermission.values()]
}
