// https://learn.microsoft.com/graph/api/tokenlifetimepolicy-list?view=graph-rest-1.0
// Each text of `definition` is JSON.
import { ALL_CLOUDS, type ListStream, list } from './define.ts'

export const token_lifetime_policies: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/tokenlifetimepolicy-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/tokenLifetimePolicies',
  family: 'directory',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    token_lifetime_policies: {
      about: 'One row per policy of the lifetime of tokens.',
      example: {
        question: 'How long do tokens live?',
        sql: `
          SELECT displayName, isOrganizationDefault, definition
          FROM {token_lifetime_policies}
          ORDER BY displayName
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        definition: list('string'),
        deletedDateTime: 'timestamp',
        description: 'string',
        displayName: 'string',
        isOrganizationDefault: 'boolean',
      },
      schemaVersion: 1,
    },
  },
}
