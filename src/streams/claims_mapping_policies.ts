// https://learn.microsoft.com/graph/api/claimsmappingpolicy-list?view=graph-rest-1.0
// Each text of `definition` is JSON.
import { ALL_CLOUDS, type ListStream, list } from './define.ts'

export const claims_mapping_policies: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/claimsmappingpolicy-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/claimsMappingPolicies',
  family: 'directory',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    claims_mapping_policies: {
      about: 'One row per policy of claims in tokens.',
      example: {
        question: 'Which policies are there?',
        sql: `
          SELECT displayName, definition
          FROM {claims_mapping_policies}
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
