// https://learn.microsoft.com/graph/api/policyroot-list-rolemanagementpolicies?view=graph-rest-1.0
// Graph lists them only for a named scope.
import { ALL_CLOUDS, type ListStream, list } from './define.ts'

export const role_management_policies: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/policyroot-list-rolemanagementpolicies?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/roleManagementPolicies',
  family: 'directory',
  permissions: {
    application: ['RoleManagement.Read.Directory'],
    delegated: ['RoleManagementPolicy.Read.Directory'],
  },
  licence: 'Microsoft Entra ID P2 or Microsoft Entra ID Governance',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $filter: "scopeId eq '/' and scopeType eq 'DirectoryRole'", $expand: 'rules' },
  tables: {
    role_management_policies: {
      about: 'One row per set of rules for activating and assigning a role; `rules` are JSON texts.',
      example: {
        question: 'How long may activations last?',
        sql: `
          SELECT id, rule ->> 'maximumDuration' AS longest
          FROM (SELECT id, unnest(rules) AS rule FROM {role_management_policies})
          WHERE rule ->> 'id' = 'Expiration_EndUser_Assignment'
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        description: 'string',
        displayName: 'string',
        isOrganizationDefault: 'boolean',
        lastModifiedBy: 'json',
        lastModifiedDateTime: 'timestamp',
        rules: list('json'),
        scopeId: 'string',
        scopeType: 'string',
      },
      schemaVersion: 1,
    },
  },
}
