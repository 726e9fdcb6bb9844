// https://learn.microsoft.com/graph/api/entitlementmanagement-list-accesspackages?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, struct } from './define.ts'

export const access_packages: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/entitlementmanagement-list-accesspackages?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/entitlementManagement/accessPackages',
  family: 'directory',
  permissions: {
    application: ['EntitlementManagement.Read.All'],
    delegated: ['EntitlementManagement.Read.All'],
  },
  licence: 'Microsoft Entra ID P2 or Microsoft Entra ID Governance',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $expand: 'catalog' },
  tables: {
    access_packages: {
      about: 'One row per access package.',
      example: {
        question: 'Which packages are in which catalogue?',
        sql: `
          SELECT c.displayName AS catalogue, p.displayName AS package
          FROM {access_packages} p
          JOIN {access_package_catalogs} c ON c.id = p.catalog.id
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        catalog: struct({ id: 'string' }),
        createdDateTime: 'timestamp',
        description: 'string',
        displayName: 'string',
        isHidden: 'boolean',
        modifiedDateTime: 'timestamp',
      },
      schemaVersion: 1,
    },
  },
}
