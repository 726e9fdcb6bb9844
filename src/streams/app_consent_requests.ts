// https://learn.microsoft.com/graph/api/appconsentapprovalroute-list-appconsentrequests?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'

export const app_consent_requests: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/appconsentapprovalroute-list-appconsentrequests?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/appConsent/appConsentRequests',
  family: 'directory',
  permissions: { application: ['ConsentRequest.Read.All'], delegated: ['ConsentRequest.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    app_consent_requests: {
      about: 'One row per application that users asked an administrator to consent to.',
      example: {
        question: 'Which applications wait for consent?',
        sql: `
          SELECT appDisplayName, len(pendingScopes) AS permissions
          FROM {app_consent_requests}
          ORDER BY permissions DESC
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        appDisplayName: 'string',
        appId: 'string',
        pendingScopes: list(struct({ displayName: 'string' })),
      },
      schemaVersion: 1,
    },
  },
}
