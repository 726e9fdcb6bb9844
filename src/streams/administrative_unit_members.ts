// https://learn.microsoft.com/graph/api/administrativeunit-list-members?view=graph-rest-1.0
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const administrative_unit_members: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/administrativeunit-list-members?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/directory/administrativeUnits/{id}/members',
  family: 'directory',
  permissions: { application: ['AdministrativeUnit.Read.All'], delegated: ['AdministrativeUnit.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  parents: { path: '/directory/administrativeUnits', query: { $select: 'id' } },
  parentColumns: ['administrativeUnitId'],
  query: { $select: 'id,deletedDateTime' },
  tables: {
    administrative_unit_members: {
      about: 'One row per administrative unit and member.',
      example: {
        question: 'How large is each unit?',
        sql: `
          SELECT a.displayName, count(m.id) AS members
          FROM {administrative_units} a
          LEFT JOIN {administrative_unit_members} m ON m.administrativeUnitId = a.id
          GROUP BY ALL
          ORDER BY members DESC
        `,
      },
      rows: 'own',
      key: ['administrativeUnitId', 'id'],
      columns: {
        administrativeUnitId: 'string',
        id: 'string',
        _odata_type: 'string',
        deletedDateTime: 'timestamp',
      },
      rowPermissions: { 'the members of units with hidden membership': ['Member.Read.Hidden'] },
      schemaVersion: 1,
    },
  },
}
