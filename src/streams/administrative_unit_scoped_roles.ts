// https://learn.microsoft.com/graph/api/administrativeunit-list-scopedrolemembers?view=graph-rest-1.0
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const administrative_unit_scoped_roles: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/administrativeunit-list-scopedrolemembers?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/directory/administrativeUnits/{id}/scopedRoleMembers',
  family: 'directory',
  permissions: {
    application: ['AdministrativeUnit.Read.All', 'RoleManagement.Read.Directory'],
    delegated: ['AdministrativeUnit.Read.All', 'RoleManagement.Read.Directory'],
  },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  parents: { path: '/directory/administrativeUnits', query: { $select: 'id' } },
  parentColumns: ['administrativeUnitId'],
  query: {},
  tables: {
    administrative_unit_scoped_roles: {
      about: 'One row per role held within an administrative unit only.',
      example: {
        question: 'Who administers which unit?',
        sql: `
          SELECT a.displayName AS unit, r.roleMemberInfo ->> 'displayName' AS holder
          FROM {administrative_unit_scoped_roles} r
          JOIN {administrative_units} a ON a.id = r.administrativeUnitId
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: { id: 'string', administrativeUnitId: 'string', roleId: 'string', roleMemberInfo: 'json' },
      schemaVersion: 1,
    },
  },
}
