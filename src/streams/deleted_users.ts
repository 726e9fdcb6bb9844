// https://learn.microsoft.com/graph/api/directory-deleteditems-list?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream } from './define.ts'
import { userTable } from './user-table.ts'

export const deleted_users: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/directory-deleteditems-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/directory/deletedItems/microsoft.graph.user',
  family: 'directory',
  permissions: { application: ['User.Read.All'], delegated: ['User.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $select: Object.keys(userTable.columns).join(','), $top: '999' },
  tables: {
    deleted_users: {
      ...userTable,
      about: 'One row per user deleted within the last 30 days, who may be restored.',
      example: {
        question: 'Who was deleted, and when?',
        sql: `
          SELECT displayName, userPrincipalName, deletedDateTime
          FROM {deleted_users}
          ORDER BY deletedDateTime DESC
        `,
      },
    },
  },
}
