// https://learn.microsoft.com/graph/api/entitlementmanagement-list-assignments?view=graph-rest-1.0
// Those that have expired too.
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'
import { entitlementManagementSchedule } from './structs.ts'

export const access_package_assignments: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/entitlementmanagement-list-assignments?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/entitlementManagement/assignments',
  family: 'directory',
  permissions: {
    application: ['EntitlementManagement.Read.All'],
    delegated: ['EntitlementManagement.Read.All'],
  },
  licence: 'Microsoft Entra ID P2 or Microsoft Entra ID Governance',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $expand: 'accessPackage,assignmentPolicy,target' },
  tables: {
    access_package_assignments: {
      about: 'One row per person and access package, those that have expired too.',
      example: {
        question: 'Who has which package?',
        sql: `
          SELECT p.displayName AS package, a.target.objectId AS holder
          FROM {access_package_assignments} a
          JOIN {access_packages} p ON p.id = a.accessPackage.id
          WHERE a.state = 'delivered'
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        accessPackage: struct({ id: 'string' }),
        assignmentPolicy: struct({ id: 'string' }),
        customExtensionCalloutInstances: list(
          struct({
            customExtensionId: 'string',
            detail: 'string',
            externalCorrelationId: 'string',
            id: 'string',
            status: 'string',
          }),
        ),
        expiredDateTime: 'timestamp',
        schedule: entitlementManagementSchedule,
        state: 'string',
        status: 'string',
        target: struct({ id: 'string', objectId: 'string' }),
      },
      schemaVersion: 1,
    },
  },
}
