// https://learn.microsoft.com/graph/api/policyroot-list-rolemanagementpolicyassignments?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream } from './define.ts'

export const role_management_policy_assignments: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/policyroot-list-rolemanagementpolicyassignments?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/roleManagementPolicyAssignments',
  family: 'directory',
  permissions: {
    application: ['RoleManagement.Read.Directory'],
    delegated: ['RoleManagementPolicy.Read.Directory'],
  },
  licence: 'Microsoft Entra ID P2 or Microsoft Entra ID Governance',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $filter: "scopeId eq '/' and scopeType eq 'DirectoryRole'" },
  tables: {
    role_management_policy_assignments: {
      about: 'One row per role and the policy that governs it.',
      example: {
        question: 'Which policy governs which role?',
        sql: `
          SELECT d.displayName, a.policyId
          FROM {role_management_policy_assignments} a
          JOIN {role_definitions} d ON d.id = a.roleDefinitionId
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        policyId: 'string',
        roleDefinitionId: 'string',
        scopeId: 'string',
        scopeType: 'string',
      },
      schemaVersion: 1,
    },
  },
}
