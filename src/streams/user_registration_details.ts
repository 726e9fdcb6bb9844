// https://learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails?view=graph-rest-1.0
// Disabled users are not in it. Whether $top is taken is undocumented; without it Graph decides.
import { ALL_CLOUDS, type ListStream, list } from './define.ts'

export const user_registration_details: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/reports/authenticationMethods/userRegistrationDetails',
  family: 'logs',
  permissions: { application: ['AuditLog.Read.All'], delegated: ['AuditLog.Read.All'] },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $top: '999' },
  tables: {
    user_registration_details: {
      about: 'One row per enabled user with the authentication methods registered and what they suffice for.',
      example: {
        question: 'Which administrators lack MFA?',
        sql: `
          SELECT userPrincipalName, methodsRegistered
          FROM {user_registration_details}
          WHERE isAdmin AND NOT isMfaRegistered
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        isAdmin: 'boolean',
        isMfaCapable: 'boolean',
        isMfaRegistered: 'boolean',
        isPasswordlessCapable: 'boolean',
        isSsprCapable: 'boolean',
        isSsprEnabled: 'boolean',
        isSsprRegistered: 'boolean',
        isSystemPreferredAuthenticationMethodEnabled: 'boolean',
        lastUpdatedDateTime: 'timestamp',
        methodsRegistered: list('string'),
        systemPreferredAuthenticationMethods: list('string'),
        userDisplayName: 'string',
        userPreferredMethodForSecondaryAuthentication: 'string',
        userPrincipalName: 'string',
        userType: 'string',
      },
      schemaVersion: 1,
    },
  },
}
