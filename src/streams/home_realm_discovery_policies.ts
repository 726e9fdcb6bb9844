// https://learn.microsoft.com/graph/api/homerealmdiscoverypolicy-list?view=graph-rest-1.0
// Each text of `definition` is JSON.
import { ALL_CLOUDS, type ListStream, list } from './define.ts'

export const home_realm_discovery_policies: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/homerealmdiscoverypolicy-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/homeRealmDiscoveryPolicies',
  family: 'directory',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    home_realm_discovery_policies: {
      about: "One row per policy of how a user's home is found.",
      example: {
        question: 'Which policies hold for everyone?',
        sql: `
          SELECT displayName, definition
          FROM {home_realm_discovery_policies}
          WHERE isOrganizationDefault
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
