// https://learn.microsoft.com/graph/api/riskyuser-list?view=graph-rest-1.0
import type { ListStream } from './define.ts'

export const risky_users: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/riskyuser-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityProtection/riskyUsers',
  family: 'protection',
  permissions: { application: ['IdentityRiskyUser.Read.All'], delegated: ['IdentityRiskyUser.Read.All'] },
  licence: 'Microsoft Entra ID P2',
  clouds: ['global', 'usgov', 'usgov-dod'],
  inDefaultSet: true,
  query: { $top: '500' },
  tables: {
    risky_users: {
      about: 'One row per user who is or was at risk.',
      example: {
        question: 'Who is at risk now?',
        sql: `
          SELECT userPrincipalName, riskLevel, riskState, riskLastUpdatedDateTime
          FROM {risky_users}
          WHERE riskState IN ('atRisk', 'confirmedCompromised')
          ORDER BY riskLastUpdatedDateTime DESC
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        isDeleted: 'boolean',
        isProcessing: 'boolean',
        riskDetail: 'string',
        riskLastUpdatedDateTime: 'timestamp',
        riskLevel: 'string',
        riskState: 'string',
        userDisplayName: 'string',
        userPrincipalName: 'string',
      },
      schemaVersion: 1,
    },
  },
}
