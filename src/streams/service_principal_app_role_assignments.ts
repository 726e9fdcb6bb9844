// https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignments?view=graph-rest-1.0
// What an application may use: the application permissions that it was granted.
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const service_principal_app_role_assignments: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignments?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/servicePrincipals/{id}/appRoleAssignments',
  family: 'directory',
  permissions: { application: ['Application.Read.All'], delegated: ['Application.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  parents: { path: '/servicePrincipals', query: { $select: 'id', $top: '999' } },
  parentColumns: ['principalId'],
  query: {},
  tables: {
    service_principal_app_role_assignments: {
      about: 'One row per application permission that was granted to a service principal.',
      example: {
        question: 'Which application permissions on Microsoft Graph were granted?',
        sql: `
          SELECT a.principalDisplayName AS application, r.value AS permission
          FROM {service_principal_app_role_assignments} a
          JOIN (SELECT id, unnest(appRoles) AS r FROM {service_principals}) s ON s.id = a.resourceId AND s.r.id = a.appRoleId
          WHERE a.resourceDisplayName = 'Microsoft Graph'
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        appRoleId: 'string',
        createdDateTime: 'timestamp',
        deletedDateTime: 'timestamp',
        principalDisplayName: 'string',
        principalId: 'string',
        principalType: 'string',
        resourceDisplayName: 'string',
        resourceId: 'string',
      },
      schemaVersion: 1,
    },
  },
}
