// https://learn.microsoft.com/graph/api/directory-deleteditems-list?view=graph-rest-1.0

import { applicationTable } from './application-table.ts'
import { ALL_CLOUDS, type ListStream } from './define.ts'

export const deleted_applications: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/directory-deleteditems-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/directory/deletedItems/microsoft.graph.application',
  family: 'directory',
  permissions: { application: ['Application.Read.All'], delegated: ['Application.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $select: Object.keys(applicationTable.columns).join(','), $top: '999' },
  tables: {
    deleted_applications: {
      ...applicationTable,
      about: 'One row per deleted application that may be restored.',
      example: {
        question: 'Which applications were deleted?',
        sql: `
          SELECT displayName, appId, deletedDateTime
          FROM {deleted_applications}
          ORDER BY deletedDateTime DESC
        `,
      },
    },
  },
}
