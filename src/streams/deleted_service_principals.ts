// https://learn.microsoft.com/graph/api/directory-deleteditems-list?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream } from './define.ts'
import { servicePrincipalTable } from './service-principal-table.ts'

export const deleted_service_principals: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/directory-deleteditems-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/directory/deletedItems/microsoft.graph.servicePrincipal',
  family: 'directory',
  permissions: { application: ['Application.Read.All'], delegated: ['Application.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $select: Object.keys(servicePrincipalTable.columns).join(','), $top: '999' },
  tables: {
    deleted_service_principals: {
      ...servicePrincipalTable,
      about: 'One row per deleted service principal that may be restored.',
      example: {
        question: 'Which service principals were deleted?',
        sql: `
          SELECT displayName, appId, deletedDateTime
          FROM {deleted_service_principals}
          ORDER BY deletedDateTime DESC
        `,
      },
    },
  },
}
