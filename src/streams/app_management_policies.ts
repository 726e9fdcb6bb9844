// https://learn.microsoft.com/graph/api/appmanagementpolicy-list?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'
import {
  identifierUriConfiguration,
  keyCredentialConfiguration,
  passwordCredentialConfiguration,
} from './structs.ts'

export const app_management_policies: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/appmanagementpolicy-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/appManagementPolicies',
  family: 'directory',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    app_management_policies: {
      about: 'One row per exception from the default rules for credentials.',
      example: {
        question: 'Which exceptions are there?',
        sql: `
          SELECT displayName, isEnabled, restrictions
          FROM {app_management_policies}
          ORDER BY displayName
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        deletedDateTime: 'timestamp',
        description: 'string',
        displayName: 'string',
        isEnabled: 'boolean',
        restrictions: struct({
          applicationRestrictions: struct({ identifierUris: identifierUriConfiguration }),
          keyCredentials: list(keyCredentialConfiguration),
          passwordCredentials: list(passwordCredentialConfiguration),
        }),
      },
      schemaVersion: 1,
    },
  },
}
