// https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream } from './define.ts'

export const role_assignments: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/roleManagement/directory/roleAssignments',
  family: 'directory',
  permissions: {
    application: ['RoleManagement.Read.Directory'],
    delegated: ['RoleManagement.Read.Directory'],
  },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    role_assignments: {
      about: 'One row per role held now, permanently or activated, in the tenant or within a scope.',
      example: {
        question: 'How many hold each role?',
        sql: `
          SELECT d.displayName, count(*) AS holders
          FROM {role_assignments} a
          JOIN {role_definitions} d ON d.id = a.roleDefinitionId
          GROUP BY ALL
          ORDER BY holders DESC
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        appScopeId: 'string',
        condition: 'string',
        directoryScopeId: 'string',
        principalId: 'string',
        principalOrganizationId: 'string',
        roleDefinitionId: 'string',
      },
      schemaVersion: 1,
    },
  },
}
