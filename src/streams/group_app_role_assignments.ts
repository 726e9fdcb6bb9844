// https://learn.microsoft.com/graph/api/group-list-approleassignments?view=graph-rest-1.0
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const group_app_role_assignments: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/group-list-approleassignments?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/groups/{id}/appRoleAssignments',
  family: 'directory',
  permissions: { application: ['Directory.Read.All'], delegated: ['Directory.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: false,
  parents: { path: '/groups', query: { $select: 'id', $top: '999' } },
  parentColumns: ['principalId'],
  query: {},
  tables: {
    group_app_role_assignments: {
      about: 'One row per app role assigned to a group.',
      example: {
        question: 'Which applications may a group use?',
        sql: `
          SELECT principalDisplayName AS "group", resourceDisplayName AS application
          FROM {group_app_role_assignments}
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
