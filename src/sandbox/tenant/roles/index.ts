import { roleSchema } from '../../schema/roles.ts'
import type { Resource } from '../../server/resource.ts'
import {
  roleAssignmentScheduleInstances,
  roleAssignmentSchedules,
  roleAssignments,
  roleEligibilityScheduleInstances,
  roleEligibilitySchedules,
} from './assignments.ts'
import { directoryRoleTemplates, roleDefinitions } from './catalogue.ts'
import { groupAssignmentInstances, groupEligibilityInstances } from './groups.ts'
import { policyRules, roleManagementPolicies, roleManagementPolicyAssignments } from './policies.ts'

export { roleAssignableGroups } from './principals.ts'

const ROLES = 'RoleManagement.Read.Directory'
const ANY_ROLES = 'RoleManagement.ReadWrite.Directory'
const ALL_ROLES = 'RoleManagement.Read.All'
const DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All']
const POLICY = ['RoleManagementPolicy.Read.Directory', 'RoleManagementPolicy.ReadWrite.Directory']
const EQUAL = ['eq']

const kindOf = (name: string): readonly string[] => [
  `${name}.Read.Directory`,
  `${name}.ReadWrite.Directory`,
  ALL_ROLES,
  ROLES,
  ANY_ROLES,
]

const list = {
  versions: ['v1.0'],
  kind: 'list',
  schema: roleSchema,
  family: 'directory',
  paging: { standard: 100, most: 999 },
  options: ['$select', '$filter'],
} as const

const held = {
  ...list,
  filterable: {
    id: EQUAL,
    principalId: EQUAL,
    roleDefinitionId: EQUAL,
    directoryScopeId: EQUAL,
    appScopeId: EQUAL,
  },
} as const

const privileged = { licence: { tier: 'p2', refusal: 'premiumRequired' } } as const

const ofSchedules = (name: string): Pick<Resource, 'application' | 'delegated' | 'licence'> => ({
  application: kindOf(name),
  delegated: kindOf(name),
  ...privileged,
})

const ofPolicies = {
  ...list,
  ...privileged,
  application: [ROLES, ANY_ROLES, ALL_ROLES],
  delegated: [...POLICY, ROLES, ANY_ROLES, ALL_ROLES],
  filterable: { scopeId: ['eq'], scopeType: ['eq'], id: ['eq'] },
  requiredFilter: { properties: ['scopeId', 'scopeType'] },
} as const

const ofGroups = {
  ...list,
  ...privileged,
  filterable: { groupId: ['eq'], principalId: ['eq'], accessId: ['eq'] },
  requiredFilter: { properties: ['groupId', 'principalId'], any: true },
} as const

const groupPermissions = (kind: string): Pick<Resource, 'application' | 'delegated'> => {
  const names = [`${kind}.Read.AzureADGroup`, `${kind}.ReadWrite.AzureADGroup`]
  return { application: names, delegated: names }
}

export const roleResources: readonly Resource[] = [
  {
    ...list,
    name: 'directory_role_templates',
    path: '/directoryRoleTemplates',
    type: 'directoryRoleTemplate',
    application: [ROLES, ANY_ROLES, ...DIRECTORY],
    delegated: [ROLES, ANY_ROLES, ...DIRECTORY],
    paging: 'none',
    options: [],
    rows: directoryRoleTemplates,
  },
  {
    ...list,
    name: 'role_definitions',
    path: '/roleManagement/directory/roleDefinitions',
    type: 'unifiedRoleDefinition',
    application: [ROLES, ANY_ROLES, ALL_ROLES, ...DIRECTORY],
    delegated: [ROLES, ANY_ROLES, ALL_ROLES, ...DIRECTORY],
    filterable: { id: ['eq'], displayName: ['eq', 'startswith'], isBuiltIn: ['eq'] },
    rows: roleDefinitions,
  },
  {
    ...held,
    name: 'role_assignments',
    path: '/roleManagement/directory/roleAssignments',
    type: 'unifiedRoleAssignment',
    application: [ROLES, ANY_ROLES, ...DIRECTORY],
    delegated: [ROLES, ANY_ROLES, ALL_ROLES, ...DIRECTORY],
    rows: roleAssignments,
  },
  {
    ...held,
    ...ofSchedules('RoleAssignmentSchedule'),
    name: 'role_assignment_schedules',
    path: '/roleManagement/directory/roleAssignmentSchedules',
    type: 'unifiedRoleAssignmentSchedule',
    rows: roleAssignmentSchedules,
  },
  {
    ...held,
    ...ofSchedules('RoleAssignmentSchedule'),
    name: 'role_assignment_schedule_instances',
    path: '/roleManagement/directory/roleAssignmentScheduleInstances',
    type: 'unifiedRoleAssignmentScheduleInstance',
    rows: roleAssignmentScheduleInstances,
  },
  {
    ...held,
    ...ofSchedules('RoleEligibilitySchedule'),
    name: 'role_eligibility_schedules',
    path: '/roleManagement/directory/roleEligibilitySchedules',
    type: 'unifiedRoleEligibilitySchedule',
    rows: roleEligibilitySchedules,
  },
  {
    ...held,
    ...ofSchedules('RoleEligibilitySchedule'),
    name: 'role_eligibility_schedule_instances',
    path: '/roleManagement/directory/roleEligibilityScheduleInstances',
    type: 'unifiedRoleEligibilityScheduleInstance',
    rows: roleEligibilityScheduleInstances,
  },
  {
    ...ofPolicies,
    name: 'role_management_policies',
    path: '/policies/roleManagementPolicies',
    type: 'unifiedRoleManagementPolicy',
    options: ['$select', '$filter', '$expand'],
    expand: { rules: policyRules },
    rows: roleManagementPolicies,
    truth: tenant => roleManagementPolicies(tenant).map(row => ({ ...row, rules: policyRules(row, tenant) })),
  },
  {
    ...ofPolicies,
    name: 'role_management_policy_assignments',
    path: '/policies/roleManagementPolicyAssignments',
    type: 'unifiedRoleManagementPolicyAssignment',
    rows: roleManagementPolicyAssignments,
  },
  {
    ...ofGroups,
    ...groupPermissions('PrivilegedAssignmentSchedule'),
    name: 'pim_group_assignment_schedule_instances',
    path: '/identityGovernance/privilegedAccess/group/assignmentScheduleInstances',
    type: 'privilegedAccessGroupAssignmentScheduleInstance',
    rows: groupAssignmentInstances,
  },
  {
    ...ofGroups,
    ...groupPermissions('PrivilegedEligibilitySchedule'),
    name: 'pim_group_eligibility_schedule_instances',
    path: '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances',
    type: 'privilegedAccessGroupEligibilityScheduleInstance',
    rows: groupEligibilityInstances,
  },
]
