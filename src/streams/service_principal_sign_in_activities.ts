// https://learn.microsoft.com/graph/api/reportroot-list-serviceprincipalsigninactivities?view=graph-rest-beta
import type { ListStream } from './define.ts'
import { signInActivity } from './structs.ts'

export const service_principal_sign_in_activities: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/reportroot-list-serviceprincipalsigninactivities?view=graph-rest-beta',
  api: 'beta',
  path: '/reports/servicePrincipalSignInActivities',
  family: 'logs',
  permissions: { application: ['AuditLog.Read.All'], delegated: ['AuditLog.Read.All'] },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ['global'],
  inDefaultSet: true,
  query: {},
  tables: {
    service_principal_sign_in_activities: {
      about: 'One row per application with the times of its last sign-ins, by role (client or resource).',
      example: {
        question: 'Which applications have not been used for 90 days?',
        sql: `
          SELECT s.displayName, a.lastSignInActivity.lastSignInDateTime AS last
          FROM {service_principals} s
          JOIN {service_principal_sign_in_activities} a ON a.appId = s.appId
          WHERE last < now() - INTERVAL 90 DAY
          ORDER BY last
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        appId: 'string',
        applicationAuthenticationClientSignInActivity: signInActivity,
        applicationAuthenticationResourceSignInActivity: signInActivity,
        delegatedClientSignInActivity: signInActivity,
        delegatedResourceSignInActivity: signInActivity,
        lastSignInActivity: signInActivity,
      },
      schemaVersion: 1,
    },
  },
}
