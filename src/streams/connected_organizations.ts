// https://learn.microsoft.com/graph/api/entitlementmanagement-list-connectedorganizations?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, list } from './define.ts'

export const connected_organizations: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/entitlementmanagement-list-connectedorganizations?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/entitlementManagement/connectedOrganizations',
  family: 'directory',
  permissions: {
    application: ['EntitlementManagement.Read.All'],
    delegated: ['EntitlementManagement.Read.All'],
  },
  licence: 'Microsoft Entra ID P2 or Microsoft Entra ID Governance',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    connected_organizations: {
      about: 'One row per organisation whose people may request access packages.',
      example: {
        question: 'Who is connected?',
        sql: `
          SELECT displayName, state, createdDateTime
          FROM {connected_organizations}
          ORDER BY displayName
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        createdDateTime: 'timestamp',
        description: 'string',
        displayName: 'string',
        identitySources: list('json'),
        modifiedDateTime: 'timestamp',
        state: 'string',
      },
      schemaVersion: 1,
    },
  },
}
