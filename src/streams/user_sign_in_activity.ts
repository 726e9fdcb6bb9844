// https://learn.microsoft.com/graph/api/user-list?view=graph-rest-1.0
// Delta does not track signInActivity, so it is listed whole; a page of it holds at most 500 users.
import { ALL_CLOUDS, type ListStream, struct } from './define.ts'

export const user_sign_in_activity: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/user-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/users',
  family: 'signInActivity',
  permissions: {
    application: ['AuditLog.Read.All', 'User.Read.All'],
    delegated: ['AuditLog.Read.All', 'User.Read.All'],
  },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $select: 'id,signInActivity', $top: '500' },
  tables: {
    user_sign_in_activity: {
      about: 'One row per user with the times of the last sign-ins; NULL for those who never signed in.',
      example: {
        question: 'Which enabled accounts have not signed in for 90 days?',
        sql: `
          SELECT u.userPrincipalName, a.signInActivity.lastSuccessfulSignInDateTime AS last
          FROM {users} u
          JOIN {user_sign_in_activity} a ON a.userId = u.id
          WHERE u.accountEnabled AND coalesce(last, u.createdDateTime) < now() - INTERVAL 90 DAY
          ORDER BY last NULLS FIRST
        `,
      },
      rows: 'own',
      key: ['userId'],
      columns: {
        userId: 'string',
        signInActivity: struct({
          lastNonInteractiveSignInDateTime: 'timestamp',
          lastNonInteractiveSignInRequestId: 'string',
          lastSignInDateTime: 'timestamp',
          lastSignInRequestId: 'string',
          lastSuccessfulSignInDateTime: 'timestamp',
          lastSuccessfulSignInRequestId: 'string',
        }),
      },
      sources: { userId: 'id' },
      schemaVersion: 1,
    },
  },
}
