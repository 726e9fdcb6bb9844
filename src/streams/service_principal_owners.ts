// https://learn.microsoft.com/graph/api/serviceprincipal-list-owners?view=graph-rest-1.0
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const service_principal_owners: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/serviceprincipal-list-owners?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/servicePrincipals/{id}/owners',
  family: 'directory',
  permissions: { application: ['Application.Read.All'], delegated: ['Application.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  parents: { path: '/servicePrincipals', query: { $select: 'id', $top: '999' } },
  parentColumns: ['servicePrincipalId'],
  query: { $select: 'id,deletedDateTime' },
  tables: {
    service_principal_owners: {
      about: 'One row per service principal and owner.',
      example: {
        question: 'Who owns enterprise applications?',
        sql: `
          SELECT u.userPrincipalName, count(*) AS applications
          FROM {service_principal_owners} o
          JOIN {users} u ON u.id = o.id
          GROUP BY ALL
          ORDER BY applications DESC
        `,
      },
      rows: 'own',
      key: ['servicePrincipalId', 'id'],
      columns: {
        servicePrincipalId: 'string',
        id: 'string',
        _odata_type: 'string',
        deletedDateTime: 'timestamp',
      },
      schemaVersion: 1,
    },
  },
}
