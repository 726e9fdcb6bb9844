// https://learn.microsoft.com/graph/api/tokenissuancepolicy-list?view=graph-rest-1.0
// Each text of `definition` is JSON.
import { ALL_CLOUDS, type ListStream, list } from './define.ts'

export const token_issuance_policies: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/tokenissuancepolicy-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/tokenIssuancePolicies',
  family: 'directory',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    token_issuance_policies: {
      about: 'One row per policy of how SAML tokens are issued.',
      example: {
        question: 'Which policies are there?',
        sql: `
          SELECT displayName, definition
          FROM {token_issuance_policies}
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
