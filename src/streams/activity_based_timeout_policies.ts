// https://learn.microsoft.com/graph/api/activitybasedtimeoutpolicy-list?view=graph-rest-1.0
// Each text of `definition` is JSON.
import { ALL_CLOUDS, type ListStream, list } from './define.ts'

export const activity_based_timeout_policies: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/activitybasedtimeoutpolicy-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/activityBasedTimeoutPolicies',
  family: 'directory',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    activity_based_timeout_policies: {
      about: 'One row per policy of signing idle users out.',
      example: {
        question: 'After which time are idle users signed out?',
        sql: `
          SELECT displayName, definition
          FROM {activity_based_timeout_policies}
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
