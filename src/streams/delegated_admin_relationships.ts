// https://learn.microsoft.com/graph/api/tenantrelationship-list-delegatedadminrelationships?view=graph-rest-1.0
import { type ListStream, list, struct } from './define.ts'

export const delegated_admin_relationships: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/tenantrelationship-list-delegatedadminrelationships?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/tenantRelationships/delegatedAdminRelationships',
  family: 'directory',
  permissions: {
    application: ['DelegatedAdminRelationship.Read.All'],
    delegated: ['DelegatedAdminRelationship.Read.All'],
  },
  licence: 'a partner tenant',
  clouds: ['global'],
  inDefaultSet: true,
  query: { $top: '300' },
  tables: {
    delegated_admin_relationships: {
      about: "One row per relationship by which a partner administers a customer's tenant.",
      example: {
        question: 'Which relationships end within 90 days?',
        sql: `
          SELECT displayName, status, endDateTime
          FROM {delegated_admin_relationships}
          WHERE status IN ('active', 'expiring') AND endDateTime BETWEEN now() AND now() + INTERVAL 90 DAY
          ORDER BY endDateTime
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        _odata_type: 'string',
        accessDetails: struct({ unifiedRoles: list(struct({ roleDefinitionId: 'string' })) }),
        activatedDateTime: 'timestamp',
        autoExtendDuration: 'string',
        createdDateTime: 'timestamp',
        customer: struct({ displayName: 'string', tenantId: 'string' }),
        displayName: 'string',
        duration: 'string',
        endDateTime: 'timestamp',
        lastModifiedDateTime: 'timestamp',
        status: 'string',
      },
      schemaVersion: 1,
    },
  },
}
