// https://learn.microsoft.com/graph/api/oauth2permissiongrant-delta?view=graph-rest-1.0
import { ALL_CLOUDS, type Columns, type DeltaStream } from './define.ts'

const columns: Columns = {
  id: 'string',
  clientId: 'string',
  consentType: 'string',
  principalId: 'string',
  resourceId: 'string',
  scope: 'string',
}

export const oauth2_permission_grants: DeltaStream = {
  kind: 'delta',
  doc: 'https://learn.microsoft.com/graph/api/oauth2permissiongrant-delta?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/oauth2PermissionGrants/delta',
  family: 'directory',
  permissions: { application: ['Directory.Read.All'], delegated: ['Directory.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  select: Object.keys(columns),
  tables: {
    oauth2_permission_grants: {
      about: 'One row per consent to delegated permissions; `scope` names them, separated by spaces.',
      example: {
        question: 'Which applications may write in the name of every user?',
        sql: `
          SELECT s.displayName, g.scope
          FROM {oauth2_permission_grants} g
          JOIN {service_principals} s ON s.id = g.clientId
          WHERE g.consentType = 'AllPrincipals' AND g.scope LIKE '%ReadWrite%'
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns,
      schemaVersion: 1,
    },
  },
}
