// https://learn.microsoft.com/graph/api/directory-list-subscriptions?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'

export const directory_subscriptions: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/directory-list-subscriptions?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/directory/subscriptions',
  family: 'directory',
  permissions: { application: ['Organization.Read.All'], delegated: ['Organization.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    directory_subscriptions: {
      about: 'One row per commercial subscription, with its term.',
      example: {
        question: 'Which subscriptions end or renew next?',
        sql: `
          SELECT skuPartNumber, status, isTrial, totalLicenses, nextLifecycleDateTime
          FROM {directory_subscriptions}
          ORDER BY nextLifecycleDateTime
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        commerceSubscriptionId: 'string',
        createdDateTime: 'timestamp',
        isTrial: 'boolean',
        nextLifecycleDateTime: 'timestamp',
        ownerId: 'string',
        ownerTenantId: 'string',
        ownerType: 'string',
        serviceStatus: list(
          struct({
            appliesTo: 'string',
            provisioningStatus: 'string',
            servicePlanId: 'string',
            servicePlanName: 'string',
          }),
        ),
        skuId: 'string',
        skuPartNumber: 'string',
        status: 'string',
        totalLicenses: 'int32',
      },
      schemaVersion: 1,
    },
  },
}
