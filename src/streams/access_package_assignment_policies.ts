// https://learn.microsoft.com/graph/api/entitlementmanagement-list-assignmentpolicies?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'
import { entitlementManagementSchedule, expirationPattern } from './structs.ts'

export const access_package_assignment_policies: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/entitlementmanagement-list-assignmentpolicies?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/entitlementManagement/assignmentPolicies',
  family: 'directory',
  permissions: {
    application: ['EntitlementManagement.Read.All'],
    delegated: ['EntitlementManagement.Read.All'],
  },
  licence: 'Microsoft Entra ID P2 or Microsoft Entra ID Governance',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $expand: 'accessPackage,catalog' },
  tables: {
    access_package_assignment_policies: {
      about: 'One row per policy of who may have an access package, and how.',
      example: {
        question: 'Who may request which package?',
        sql: `
          SELECT p.displayName AS package, q.displayName AS policy, q.allowedTargetScope
          FROM {access_package_assignment_policies} q
          JOIN {access_packages} p ON p.id = q.accessPackage.id
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        accessPackage: struct({ id: 'string' }),
        allowedTargetScope: 'string',
        automaticRequestSettings: struct({
          gracePeriodBeforeAccessRemoval: 'string',
          removeAccessWhenTargetLeavesAllowedTargets: 'boolean',
          requestAccessForAllowedTargets: 'boolean',
        }),
        catalog: struct({ id: 'string' }),
        createdDateTime: 'timestamp',
        description: 'string',
        displayName: 'string',
        expiration: expirationPattern,
        modifiedDateTime: 'timestamp',
        notificationSettings: struct({ isAssignmentNotificationDisabled: 'boolean' }),
        requestApprovalSettings: struct({
          isApprovalRequiredForAdd: 'boolean',
          isApprovalRequiredForUpdate: 'boolean',
          isRequestorJustificationRequired: 'boolean',
          stages: list('json'),
        }),
        requestorSettings: struct({
          allowCustomAssignmentSchedule: 'boolean',
          enableOnBehalfRequestorsToAddAccess: 'boolean',
          enableOnBehalfRequestorsToRemoveAccess: 'boolean',
          enableOnBehalfRequestorsToUpdateAccess: 'boolean',
          enableTargetsToSelfAddAccess: 'boolean',
          enableTargetsToSelfRemoveAccess: 'boolean',
          enableTargetsToSelfUpdateAccess: 'boolean',
          onBehalfRequestors: list('json'),
        }),
        reviewSettings: struct({
          expirationBehavior: 'string',
          fallbackReviewers: list('json'),
          isEnabled: 'boolean',
          isRecommendationEnabled: 'boolean',
          isReviewerJustificationRequired: 'boolean',
          isSelfReview: 'boolean',
          primaryReviewers: list('json'),
          schedule: entitlementManagementSchedule,
        }),
        specificAllowedTargets: list('json'),
      },
      schemaVersion: 1,
    },
  },
}
