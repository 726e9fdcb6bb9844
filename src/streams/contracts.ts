// https://learn.microsoft.com/graph/api/contract-list?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream } from './define.ts'

export const contracts: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/contract-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/contracts',
  family: 'directory',
  permissions: { application: ['Directory.Read.All'], delegated: ['Directory.Read.All'] },
  licence: 'a partner tenant',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    contracts: {
      about: 'One row per customer of a partner tenant.',
      example: {
        question: 'Who are the customers?',
        sql: `
          SELECT displayName, defaultDomainName, contractType
          FROM {contracts}
          ORDER BY displayName
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        contractType: 'string',
        customerId: 'string',
        defaultDomainName: 'string',
        deletedDateTime: 'timestamp',
        displayName: 'string',
      },
      schemaVersion: 1,
    },
  },
}
