// https://learn.microsoft.com/graph/api/directory-deleteditems-list?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream } from './define.ts'
import { groupTable } from './group-table.ts'

export const deleted_groups: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/directory-deleteditems-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/directory/deletedItems/microsoft.graph.group',
  family: 'directory',
  permissions: { application: ['Group.Read.All'], delegated: ['Group.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $select: Object.keys(groupTable.columns).join(','), $top: '999' },
  tables: {
    deleted_groups: {
      ...groupTable,
      about: 'One row per deleted group that may be restored.',
      example: {
        question: 'Which groups were deleted?',
        sql: `
          SELECT displayName, deletedDateTime
          FROM {deleted_groups}
          ORDER BY deletedDateTime DESC
        `,
      },
    },
  },
}
