// https://learn.microsoft.com/graph/api/directory-deleteditems-list?view=graph-rest-1.0

import { administrativeUnitTable } from './administrative-unit-table.ts'
import { ALL_CLOUDS, type ListStream } from './define.ts'

export const deleted_administrative_units: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/directory-deleteditems-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/directory/deletedItems/microsoft.graph.administrativeUnit',
  family: 'directory',
  permissions: { application: ['AdministrativeUnit.Read.All'], delegated: ['AdministrativeUnit.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $select: Object.keys(administrativeUnitTable.columns).join(','), $top: '999' },
  tables: {
    deleted_administrative_units: {
      ...administrativeUnitTable,
      about: 'One row per deleted administrative unit that may be restored.',
      example: {
        question: 'Which units were deleted?',
        sql: `
          SELECT displayName, deletedDateTime
          FROM {deleted_administrative_units}
          ORDER BY deletedDateTime DESC
        `,
      },
    },
  },
}
