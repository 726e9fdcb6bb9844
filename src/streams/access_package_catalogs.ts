// https://learn.microsoft.com/graph/api/entitlementmanagement-list-catalogs?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream } from './define.ts'

export const access_package_catalogs: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/entitlementmanagement-list-catalogs?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/entitlementManagement/catalogs',
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
    access_package_catalogs: {
      about: 'One row per catalogue of access packages.',
      example: {
        question: 'Which catalogues are open to guests?',
        sql: `
          SELECT displayName, state
          FROM {access_package_catalogs}
          WHERE isExternallyVisible
          ORDER BY displayName
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        catalogType: 'string',
        createdDateTime: 'timestamp',
        description: 'string',
        displayName: 'string',
        isExternallyVisible: 'boolean',
        modifiedDateTime: 'timestamp',
        state: 'string',
      },
      schemaVersion: 1,
    },
  },
}
