// https://learn.microsoft.com/graph/api/crosstenantaccesspolicy-get?view=graph-rest-1.0
import { ALL_CLOUDS, list, type SingleStream } from './define.ts'

export const cross_tenant_access_policy: SingleStream = {
  kind: 'single',
  doc: 'https://learn.microsoft.com/graph/api/crosstenantaccesspolicy-get?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/crossTenantAccessPolicy',
  family: 'directory',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  tables: {
    cross_tenant_access_policy: {
      about: 'One row: the policy about other tenants as a whole.',
      example: {
        question: 'To which clouds is collaboration open?',
        sql: `
          SELECT displayName, allowedCloudEndpoints
          FROM {cross_tenant_access_policy}
        `,
      },
      rows: 'own',
      key: ['id'],
      optionalKey: ['id'],
      columns: {
        id: 'string',
        allowedCloudEndpoints: list('string'),
        deletedDateTime: 'timestamp',
        description: 'string',
        displayName: 'string',
      },
      omitted: { partners: 'a table of its own, cross_tenant_access_partners' },
      schemaVersion: 1,
    },
  },
}
