// https://learn.microsoft.com/graph/api/reportroot-list-appcredentialsigninactivities?view=graph-rest-beta
import type { ListStream } from './define.ts'
import { signInActivity } from './structs.ts'

export const app_credential_sign_in_activities: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/reportroot-list-appcredentialsigninactivities?view=graph-rest-beta',
  api: 'beta',
  path: '/reports/appCredentialSignInActivities',
  family: 'logs',
  permissions: { application: ['AuditLog.Read.All'], delegated: ['AuditLog.Read.All'] },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ['global'],
  inDefaultSet: true,
  query: {},
  tables: {
    app_credential_sign_in_activities: {
      about: 'One row per credential of an application with the time of its last use.',
      example: {
        question: 'Which credentials were never used or not for 90 days?',
        sql: `
          SELECT appId, keyId, credentialOrigin, signInActivity.lastSignInDateTime AS last
          FROM {app_credential_sign_in_activities}
          WHERE coalesce(last, createdDateTime) < now() - INTERVAL 90 DAY
          ORDER BY last
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        appId: 'string',
        appObjectId: 'string',
        createdDateTime: 'timestamp',
        credentialOrigin: 'string',
        expirationDateTime: 'timestamp',
        keyId: 'string',
        keyType: 'string',
        keyUsage: 'string',
        resourceId: 'string',
        servicePrincipalObjectId: 'string',
        signInActivity: signInActivity,
      },
      schemaVersion: 1,
    },
  },
}
