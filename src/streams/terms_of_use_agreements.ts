// https://learn.microsoft.com/graph/api/termsofusecontainer-list-agreements?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, struct } from './define.ts'

export const terms_of_use_agreements: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/termsofusecontainer-list-agreements?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/termsOfUse/agreements',
  family: 'directory',
  permissions: { application: [], delegated: ['Agreement.Read.All'] },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ALL_CLOUDS,
  inDefaultSet: false,
  query: {},
  tables: {
    terms_of_use_agreements: {
      about: 'One row per agreement that users must accept.',
      example: {
        question: 'Which agreements must be accepted again, and how often?',
        sql: `
          SELECT displayName, userReacceptRequiredFrequency
          FROM {terms_of_use_agreements}
          WHERE userReacceptRequiredFrequency IS NOT NULL
          ORDER BY displayName
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        displayName: 'string',
        isPerDeviceAcceptanceRequired: 'boolean',
        isViewingBeforeAcceptanceRequired: 'boolean',
        termsExpiration: struct({ frequency: 'string', startDateTime: 'timestamp' }),
        userReacceptRequiredFrequency: 'string',
      },
      schemaVersion: 1,
    },
  },
}
