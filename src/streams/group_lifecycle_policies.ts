// https://learn.microsoft.com/graph/api/grouplifecyclepolicy-list?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream } from './define.ts'

export const group_lifecycle_policies: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/grouplifecyclepolicy-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/groupLifecyclePolicies',
  family: 'directory',
  permissions: { application: ['Directory.Read.All'], delegated: ['Directory.Read.All'] },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    group_lifecycle_policies: {
      about: 'One row per expiration policy of Microsoft 365 groups.',
      example: {
        question: 'After how many days do groups expire?',
        sql: `
          SELECT managedGroupTypes, groupLifetimeInDays, alternateNotificationEmails
          FROM {group_lifecycle_policies}
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        alternateNotificationEmails: 'string',
        groupLifetimeInDays: 'int32',
        managedGroupTypes: 'string',
      },
      schemaVersion: 1,
    },
  },
}
