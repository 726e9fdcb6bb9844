// https://learn.microsoft.com/graph/api/signin-list?view=graph-rest-1.0
// v1.0 lists interactive sign-ins only.
import { list, struct, type WindowStream } from './define.ts'
import { CONDITIONAL_ACCESS_READERS } from './sign-in-beta.ts'
import { authenticationAppDeviceDetails, signInLocation, signInStatus } from './structs.ts'

export const sign_ins: WindowStream = {
  kind: 'window',
  doc: 'https://learn.microsoft.com/graph/api/signin-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/auditLogs/signIns',
  family: 'logs',
  permissions: { application: ['AuditLog.Read.All'], delegated: ['AuditLog.Read.All'] },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ['global', 'usgov', 'usgov-dod'],
  inDefaultSet: true,
  time: 'createdDateTime',
  operators: 'ge-le',
  top: 1000,
  tables: {
    sign_ins: {
      about: 'One row per interactive sign-in of a user.',
      example: {
        question: 'Why do sign-ins fail?',
        sql: `
          SELECT status.errorCode AS code, any_value(status.failureReason) AS reason, count(*) AS failures
          FROM {sign_ins}
          WHERE status.errorCode <> 0
          GROUP BY ALL
          ORDER BY failures DESC LIMIT 20
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        appDisplayName: 'string',
        appId: 'string',
        appliedConditionalAccessPolicies: list(
          struct({
            displayName: 'string',
            enforcedGrantControls: list('string'),
            enforcedSessionControls: list('string'),
            id: 'string',
            result: 'string',
          }),
        ),
        authenticationAppDeviceDetails: authenticationAppDeviceDetails,
        clientAppUsed: 'string',
        conditionalAccessStatus: 'string',
        correlationId: 'string',
        createdDateTime: 'timestamp',
        deviceDetail: struct({
          browser: 'string',
          deviceId: 'string',
          displayName: 'string',
          isCompliant: 'boolean',
          isManaged: 'boolean',
          operatingSystem: 'string',
          trustType: 'string',
        }),
        homeTenantId: 'string',
        ipAddress: 'string',
        isInteractive: 'boolean',
        location: signInLocation,
        resourceDisplayName: 'string',
        resourceId: 'string',
        resourceTenantId: 'string',
        riskDetail: 'string',
        riskEventTypes: list('string'),
        riskEventTypes_v2: list('string'),
        riskLevelAggregated: 'string',
        riskLevelDuringSignIn: 'string',
        riskState: 'string',
        servicePrincipalId: 'string',
        servicePrincipalName: 'string',
        status: signInStatus,
        userAgent: 'string',
        userDisplayName: 'string',
        userId: 'string',
        userPrincipalName: 'string',
      },
      columnPermissions: {
        appliedConditionalAccessPolicies: CONDITIONAL_ACCESS_READERS,
      },
      schemaVersion: 1,
    },
    sign_in_conditional_access: {
      about: 'One row per interactive sign-in and conditional access policy that looked at it.',
      example: {
        question: 'What did each policy do?',
        sql: `
          SELECT displayName, result, count(*) AS signIns
          FROM {sign_in_conditional_access}
          GROUP BY ALL
          ORDER BY ALL
        `,
      },
      rows: 'unnested',
      from: 'sign_ins',
      parentColumn: 'signInId',
      fromParent: { createdDateTime: 'createdDateTime' },
      lists: [{ column: 'appliedConditionalAccessPolicies' }],
      key: ['signInId', 'id'],
      columns: {
        signInId: 'string',
        id: 'string',
        createdDateTime: 'timestamp',
        displayName: 'string',
        enforcedGrantControls: list('string'),
        enforcedSessionControls: list('string'),
        result: 'string',
      },
      rowPermissions: { 'all its rows': CONDITIONAL_ACCESS_READERS },
      schemaVersion: 1,
    },
  },
}
