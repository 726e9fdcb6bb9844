// https://learn.microsoft.com/graph/api/directoryrole-delta?view=graph-rest-1.0
// Only roles that were activated in the tenant.
import { ALL_CLOUDS, type Columns, type DeltaStream } from './define.ts'

const columns: Columns = {
  id: 'string',
  deletedDateTime: 'timestamp',
  description: 'string',
  displayName: 'string',
  roleTemplateId: 'string',
}

export const directory_roles: DeltaStream = {
  kind: 'delta',
  doc: 'https://learn.microsoft.com/graph/api/directoryrole-delta?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/directoryRoles/delta',
  family: 'directory',
  permissions: {
    application: ['RoleManagement.Read.Directory'],
    delegated: ['RoleManagement.Read.Directory'],
  },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  select: Object.keys(columns),
  tables: {
    directory_roles: {
      about: 'One row per directory role that was activated in the tenant.',
      example: {
        question: 'Which roles are in use?',
        sql: `
          SELECT displayName, roleTemplateId
          FROM {directory_roles}
          ORDER BY displayName
        `,
      },
      rows: 'own',
      key: ['id'],
      columns,
      schemaVersion: 1,
    },
  },
}
