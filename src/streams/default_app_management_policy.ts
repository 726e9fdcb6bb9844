// https://learn.microsoft.com/graph/api/tenantappmanagementpolicy-get?view=graph-rest-1.0
import { ALL_CLOUDS, list, type SingleStream, struct } from './define.ts'
import {
  identifierUriConfiguration,
  keyCredentialConfiguration,
  passwordCredentialConfiguration,
} from './structs.ts'

export const default_app_management_policy: SingleStream = {
  kind: 'single',
  doc: 'https://learn.microsoft.com/graph/api/tenantappmanagementpolicy-get?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/defaultAppManagementPolicy',
  family: 'directory',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  tables: {
    default_app_management_policy: {
      about: 'One row: what credentials applications may have.',
      example: {
        question: 'Are there rules for credentials?',
        sql: `
          SELECT isEnabled, applicationRestrictions.passwordCredentials
          FROM {default_app_management_policy}
        `,
      },
      rows: 'own',
      key: ['id'],
      optionalKey: ['id'],
      columns: {
        id: 'string',
        applicationRestrictions: struct({
          identifierUris: identifierUriConfiguration,
          keyCredentials: list(keyCredentialConfiguration),
          passwordCredentials: list(passwordCredentialConfiguration),
        }),
        deletedDateTime: 'timestamp',
        description: 'string',
        displayName: 'string',
        isEnabled: 'boolean',
        servicePrincipalRestrictions: struct({
          keyCredentials: list(keyCredentialConfiguration),
          passwordCredentials: list(passwordCredentialConfiguration),
        }),
      },
      schemaVersion: 1,
    },
  },
}
