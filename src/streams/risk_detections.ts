// https://learn.microsoft.com/graph/api/riskdetection-list?view=graph-rest-1.0
// Without $top a page has 20 rows.
import type { ListStream } from './define.ts'
import { signInLocation } from './structs.ts'

export const risk_detections: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/riskdetection-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityProtection/riskDetections',
  family: 'protection',
  permissions: { application: ['IdentityRiskEvent.Read.All'], delegated: ['IdentityRiskEvent.Read.All'] },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ['global', 'usgov', 'usgov-dod'],
  inDefaultSet: true,
  query: { $top: '500' },
  tables: {
    risk_detections: {
      about: "One row per detected risk of a user's sign-in or account.",
      example: {
        question: 'Which kinds of risk are detected?',
        sql: `
          SELECT riskEventType, riskLevel, count(*) AS detections
          FROM {risk_detections}
          GROUP BY ALL
          ORDER BY detections DESC
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        activity: 'string',
        activityDateTime: 'timestamp',
        additionalInfo: 'string',
        correlationId: 'string',
        detectedDateTime: 'timestamp',
        detectionTimingType: 'string',
        ipAddress: 'string',
        lastUpdatedDateTime: 'timestamp',
        location: signInLocation,
        requestId: 'string',
        riskDetail: 'string',
        riskEventType: 'string',
        riskLevel: 'string',
        riskState: 'string',
        source: 'string',
        tokenIssuerType: 'string',
        userDisplayName: 'string',
        userId: 'string',
        userPrincipalName: 'string',
      },
      schemaVersion: 1,
    },
  },
}
