// https://learn.microsoft.com/graph/api/identityprotectionroot-list-serviceprincipalriskdetections?view=graph-rest-1.0
import { type ListStream, list } from './define.ts'
import { signInLocation } from './structs.ts'

export const service_principal_risk_detections: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/identityprotectionroot-list-serviceprincipalriskdetections?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityProtection/servicePrincipalRiskDetections',
  family: 'protection',
  permissions: { application: ['IdentityRiskEvent.Read.All'], delegated: ['IdentityRiskEvent.Read.All'] },
  licence: 'Microsoft Entra Workload ID Premium',
  clouds: ['global', 'usgov', 'usgov-dod'],
  inDefaultSet: true,
  query: { $top: '500' },
  tables: {
    service_principal_risk_detections: {
      about: 'One row per detected risk of a service principal.',
      example: {
        question: 'What was detected about applications?',
        sql: `
          SELECT detectedDateTime, servicePrincipalDisplayName, riskEventType, riskLevel
          FROM {service_principal_risk_detections}
          ORDER BY detectedDateTime DESC
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        activity: 'string',
        activityDateTime: 'timestamp',
        additionalInfo: 'string',
        appId: 'string',
        correlationId: 'string',
        detectedDateTime: 'timestamp',
        detectionTimingType: 'string',
        ipAddress: 'string',
        keyIds: list('string'),
        lastUpdatedDateTime: 'timestamp',
        location: signInLocation,
        requestId: 'string',
        riskDetail: 'string',
        riskEventType: 'string',
        riskLevel: 'string',
        riskState: 'string',
        servicePrincipalDisplayName: 'string',
        servicePrincipalId: 'string',
        source: 'string',
        tokenIssuerType: 'string',
      },
      schemaVersion: 1,
    },
  },
}
