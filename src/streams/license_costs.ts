// https://learn.microsoft.com/graph/api/resources/assignedlicense?view=graph-rest-1.0
// Graph knows no prices: they come from a file of the user's.
import { ALL_CLOUDS, type DerivedStream, list } from './define.ts'

export const license_costs: DerivedStream = {
  kind: 'derived',
  doc: 'https://learn.microsoft.com/graph/api/resources/assignedlicense?view=graph-rest-1.0',
  api: 'v1.0',
  path: '',
  family: 'directory',
  permissions: { application: [], delegated: [] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: false,
  needs: {
    user_licenses: ['userId', 'skuId'],
    subscribed_skus: ['skuId', 'skuPartNumber'],
  },
  uses: {
    user_license_states: ['userId', 'skuId', 'assignedByGroup'],
    users: ['id', 'userPrincipalName', 'accountEnabled'],
  },
  tables: {
    license_costs: {
      about:
        'One row per user and licence (SKU), with how it was assigned and, where `--prices` names a price, what it costs a month.',
      example: {
        question: 'What do the licences of disabled users cost a month?',
        sql: `
          SELECT skuPartNumber, count(*) AS users, sum(pricePerMonth) AS perMonth, currency
          FROM {license_costs}
          WHERE NOT accountEnabled
          GROUP BY ALL
          ORDER BY perMonth DESC
        `,
      },
      rows: 'own',
      key: ['userId', 'skuId'],
      columns: {
        userId: 'string',
        skuId: 'string',
        accountEnabled: 'boolean',
        assignment: 'string',
        currency: 'string',
        groupIds: list('string'),
        pricePerMonth: 'double',
        skuPartNumber: 'string',
        userPrincipalName: 'string',
      },
      schemaVersion: 1,
    },
  },
}
