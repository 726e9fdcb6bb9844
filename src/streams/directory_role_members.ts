// https://learn.microsoft.com/graph/api/directoryrole-list-members?view=graph-rest-1.0
// Neither roles nor members are paged here; who is only eligible is not a member.
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const directory_role_members: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/directoryrole-list-members?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/directoryRoles/{id}/members',
  family: 'directory',
  permissions: {
    application: ['RoleManagement.Read.Directory'],
    delegated: ['RoleManagement.Read.Directory'],
  },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  parents: { path: '/directoryRoles', query: { $select: 'id' } },
  parentColumns: ['roleId'],
  query: {},
  tables: {
    directory_role_members: {
      about: 'One row per activated role and holder; those who are only eligible are not in it.',
      example: {
        question: 'Who is a global administrator?',
        sql: `
          SELECT u.userPrincipalName
          FROM {directory_role_members} m
          JOIN {directory_roles} r ON r.id = m.roleId
          JOIN {users} u ON u.id = m.id
          WHERE r.roleTemplateId = '62e90394-69f5-4237-9190-012177145e10'
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['roleId', 'id'],
      columns: { roleId: 'string', id: 'string', _odata_type: 'string', deletedDateTime: 'timestamp' },
      schemaVersion: 1,
    },
  },
}
