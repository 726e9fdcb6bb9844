// https://learn.microsoft.com/graph/api/entitlementmanagement-list-assignmentrequests?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'
import { entitlementManagementSchedule } from './structs.ts'

export const access_package_assignment_requests: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/entitlementmanagement-list-assignmentrequests?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/entitlementManagement/assignmentRequests',
  family: 'directory',
  permissions: {
    application: ['EntitlementManagement.Read.All'],
    delegated: ['EntitlementManagement.Read.All'],
  },
  licence: 'Microsoft Entra ID P2 or Microsoft Entra ID Governance',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $expand: 'accessPackage,assignment,requestor' },
  tables: {
    access_package_assignment_requests: {
      about: 'One row per request for an access package.',
      example: {
        question: 'Which requests wait for approval?',
        sql: `
          SELECT p.displayName AS package, r.createdDateTime, r.justification
          FROM {access_package_assignment_requests} r
          JOIN {access_packages} p ON p.id = r.accessPackage.id
          WHERE r.state = 'pendingApproval'
          ORDER BY r.createdDateTime
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        accessPackage: struct({ id: 'string' }),
        answers: list('json'),
        assignment: struct({ id: 'string' }),
        completedDateTime: 'timestamp',
        createdDateTime: 'timestamp',
        customExtensionCalloutInstances: list(
          struct({
            customExtensionId: 'string',
            detail: 'string',
            externalCorrelationId: 'string',
            id: 'string',
            status: 'string',
          }),
        ),
        justification: 'string',
        requestor: struct({ id: 'string', objectId: 'string' }),
        requestType: 'string',
        schedule: entitlementManagementSchedule,
        state: 'string',
        status: 'string',
      },
      schemaVersion: 1,
    },
  },
}
