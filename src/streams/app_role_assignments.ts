// https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignedto?view=graph-rest-1.0
// Who may use an application: users, groups and service principals, by the resource.
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const app_role_assignments: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignedto?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/servicePrincipals/{id}/appRoleAssignedTo',
  family: 'directory',
  permissions: { application: ['Application.Read.All'], delegated: ['Application.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  parents: { path: '/servicePrincipals', query: { $select: 'id', $top: '999' } },
  parentColumns: ['resourceId'],
  query: {},
  tables: {
    app_role_assignments: {
      about: 'One row per user, group or service principal that may use an application.',
      example: {
        question: 'Who is assigned to each application?',
        sql: `
          SELECT resourceDisplayName AS application, principalType, count(*) AS principals
          FROM {app_role_assignments}
          GROUP BY ALL
          ORDER BY principals DESC
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
