// https://learn.microsoft.com/graph/api/rbacapplication-list-roledefinitions?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'

export const role_definitions: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/rbacapplication-list-roledefinitions?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/roleManagement/directory/roleDefinitions',
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
    role_definitions: {
      about: "One row per role, built in or the tenant's own, with its permissions.",
      example: {
        question: "Which roles are the tenant's own?",
        sql: `
          SELECT displayName, description, isEnabled
          FROM {role_definitions}
          WHERE NOT isBuiltIn
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        description: 'string',
        displayName: 'string',
        isBuiltIn: 'boolean',
        isEnabled: 'boolean',
        resourceScopes: list('string'),
        rolePermissions: list(
          struct({
            allowedResourceActions: list('string'),
            condition: 'string',
            excludedResourceActions: list('string'),
          }),
        ),
        templateId: 'string',
        version: 'string',
      },
      schemaVersion: 1,
    },
  },
}
