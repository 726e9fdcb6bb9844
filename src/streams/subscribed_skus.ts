// https://learn.microsoft.com/graph/api/subscribedsku-list?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'

export const subscribed_skus: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/subscribedsku-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/subscribedSkus',
  family: 'directory',
  permissions: { application: ['LicenseAssignment.Read.All'], delegated: ['LicenseAssignment.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    subscribed_skus: {
      about: 'One row per licence (SKU) that the tenant bought, with seats bought and used.',
      example: {
        question: 'How many seats of each licence are free?',
        sql: `
          SELECT skuPartNumber, prepaidUnits.enabled AS bought, consumedUnits AS used, bought - used AS free
          FROM {subscribed_skus}
          ORDER BY free DESC
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        accountId: 'string',
        accountName: 'string',
        appliesTo: 'string',
        capabilityStatus: 'string',
        consumedUnits: 'int32',
        prepaidUnits: struct({ enabled: 'int32', lockedOut: 'int32', suspended: 'int32', warning: 'int32' }),
        servicePlans: list(
          struct({
            appliesTo: 'string',
            provisioningStatus: 'string',
            servicePlanId: 'string',
            servicePlanName: 'string',
          }),
        ),
        skuId: 'string',
        skuPartNumber: 'string',
        subscriptionIds: list('string'),
      },
      schemaVersion: 1,
    },
  },
}
