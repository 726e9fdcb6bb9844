// https://learn.microsoft.com/graph/api/serviceprincipal-list-delegatedpermissionclassifications?view=graph-rest-1.0
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const delegated_permission_classifications: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/serviceprincipal-list-delegatedpermissionclassifications?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/servicePrincipals/{id}/delegatedPermissionClassifications',
  family: 'directory',
  permissions: { application: ['Application.Read.All'], delegated: ['Application.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: false,
  parents: { path: '/servicePrincipals', query: { $select: 'id', $top: '999' } },
  parentColumns: ['servicePrincipalId'],
  query: {},
  tables: {
    delegated_permission_classifications: {
      about: 'One row per delegated permission that was classified (low impact).',
      example: {
        question: 'Which permissions may users consent to themselves?',
        sql: `
          SELECT s.displayName AS resource, c.permissionName, c.classification
          FROM {delegated_permission_classifications} c
          JOIN {service_principals} s ON s.id = c.servicePrincipalId
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        classification: 'string',
        permissionId: 'string',
        permissionName: 'string',
        servicePrincipalId: 'string',
      },
      schemaVersion: 1,
    },
  },
}
