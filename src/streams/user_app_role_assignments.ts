// https://learn.microsoft.com/graph/api/user-list-approleassignments?view=graph-rest-1.0
// Those of the user, and those of groups that the user is directly in: their principal is the group.
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const user_app_role_assignments: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/user-list-approleassignments?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/users/{id}/appRoleAssignments',
  family: 'directory',
  permissions: { application: ['Directory.Read.All'], delegated: ['Directory.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: false,
  parents: { path: '/users', query: { $select: 'id', $top: '999' } },
  parentColumns: [],
  query: {},
  tables: {
    user_app_role_assignments: {
      about: 'One row per app role assigned to a user, or to a group that a user is directly in.',
      example: {
        question: 'Which applications are assigned to the most users and groups?',
        sql: `
          SELECT resourceDisplayName, count(*) AS assignments
          FROM {user_app_role_assignments}
          GROUP BY ALL
          ORDER BY assignments DESC LIMIT 20
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
