// https://learn.microsoft.com/graph/api/identityprotectionroot-list-riskyserviceprincipals?view=graph-rest-1.0
import type { ListStream } from './define.ts'

export const risky_service_principals: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/identityprotectionroot-list-riskyserviceprincipals?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityProtection/riskyServicePrincipals',
  family: 'protection',
  permissions: {
    application: ['IdentityRiskyServicePrincipal.Read.All'],
    delegated: ['IdentityRiskyServicePrincipal.Read.All'],
  },
  licence: 'Microsoft Entra Workload ID Premium',
  clouds: ['global', 'usgov', 'usgov-dod'],
  inDefaultSet: true,
  query: { $top: '500' },
  tables: {
    risky_service_principals: {
      about: 'One row per service principal that is or was at risk.',
      example: {
        question: 'Which applications are at risk?',
        sql: `
          SELECT displayName, appId, riskLevel, riskState
          FROM {risky_service_principals}
          WHERE riskState = 'atRisk'
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        appId: 'string',
        displayName: 'string',
        isEnabled: 'boolean',
        isProcessing: 'boolean',
        riskDetail: 'string',
        riskLastUpdatedDateTime: 'timestamp',
        riskLevel: 'string',
        riskState: 'string',
        servicePrincipalType: 'string',
      },
      schemaVersion: 1,
    },
  },
}
