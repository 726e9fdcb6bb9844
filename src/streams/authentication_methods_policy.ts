// https://learn.microsoft.com/graph/api/authenticationmethodspolicy-get?view=graph-rest-1.0
import { list, type SingleStream, struct } from './define.ts'

export const authentication_methods_policy: SingleStream = {
  kind: 'single',
  doc: 'https://learn.microsoft.com/graph/api/authenticationmethodspolicy-get?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/authenticationMethodsPolicy',
  family: 'directory',
  permissions: {
    application: ['Policy.Read.AuthenticationMethod'],
    delegated: ['Policy.Read.AuthenticationMethod'],
  },
  licence: null,
  clouds: ['global', 'usgov', 'usgov-dod'],
  inDefaultSet: true,
  tables: {
    authentication_methods_policy: {
      about: 'One row: which authentication methods are allowed; the configurations are JSON texts.',
      example: {
        question: 'Which methods are enabled?',
        sql: `
          SELECT method ->> 'id' AS method
          FROM (SELECT unnest(authenticationMethodConfigurations) AS method FROM {authentication_methods_policy})
          WHERE method ->> 'state' = 'enabled'
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      optionalKey: ['id'],
      columns: {
        id: 'string',
        authenticationMethodConfigurations: list('json'),
        description: 'string',
        displayName: 'string',
        lastModifiedDateTime: 'timestamp',
        policyMigrationState: 'string',
        policyVersion: 'string',
        reconfirmationInDays: 'int32',
        registrationEnforcement: struct({
          authenticationMethodsRegistrationCampaign: struct({
            excludeTargets: list(struct({ id: 'string', targetType: 'string' })),
            includeTargets: list(
              struct({ id: 'string', targetedAuthenticationMethod: 'string', targetType: 'string' }),
            ),
            snoozeDurationInDays: 'int32',
            state: 'string',
          }),
        }),
      },
      schemaVersion: 1,
    },
  },
}
