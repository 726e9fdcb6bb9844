// https://learn.microsoft.com/graph/api/directoryaudit-list?view=graph-rest-1.0
// How large a page may be is undocumented: 999 is in wide use.
import { list, struct, type WindowStream } from './define.ts'
import { keyValue } from './structs.ts'

export const directory_audits: WindowStream = {
  kind: 'window',
  doc: 'https://learn.microsoft.com/graph/api/directoryaudit-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/auditLogs/directoryAudits',
  family: 'logs',
  permissions: { application: ['AuditLog.Read.All'], delegated: ['AuditLog.Read.All'] },
  licence: null,
  clouds: ['global', 'usgov', 'usgov-dod'],
  inDefaultSet: true,
  time: 'activityDateTime',
  operators: 'ge-le',
  top: 999,
  tables: {
    directory_audits: {
      about: 'One row per change in the directory: who did what to whom.',
      example: {
        question: 'What happened most often, and who did it?',
        sql: `
          SELECT activityDisplayName, coalesce(initiatedBy."user".userPrincipalName, initiatedBy.app.displayName) AS actor, count(*) AS times
          FROM {directory_audits}
          GROUP BY ALL
          ORDER BY times DESC LIMIT 20
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        activityDateTime: 'timestamp',
        activityDisplayName: 'string',
        additionalDetails: list(keyValue),
        category: 'string',
        correlationId: 'string',
        initiatedBy: struct({
          app: struct({
            appId: 'string',
            displayName: 'string',
            servicePrincipalId: 'string',
            servicePrincipalName: 'string',
          }),
          user: struct({
            displayName: 'string',
            homeTenantId: 'string',
            homeTenantName: 'string',
            id: 'string',
            ipAddress: 'string',
            userPrincipalName: 'string',
            userType: 'string',
          }),
        }),
        loggedByService: 'string',
        operationType: 'string',
        result: 'string',
        resultReason: 'string',
        targetResources: list(
          struct({
            displayName: 'string',
            groupType: 'string',
            id: 'string',
            modifiedProperties: list(
              struct({ displayName: 'string', newValue: 'string', oldValue: 'string' }),
            ),
            type: 'string',
            userPrincipalName: 'string',
          }),
        ),
      },
      schemaVersion: 1,
    },
    directory_audit_changes: {
      about: 'One row per property that an audited change set, with old and new value as JSON texts.',
      example: {
        question: 'Which properties of which objects changed?',
        sql: `
          SELECT activityDateTime, targetDisplayName, displayName, oldValue, newValue
          FROM {directory_audit_changes}
          ORDER BY activityDateTime DESC LIMIT 50
        `,
      },
      rows: 'unnested',
      from: 'directory_audits',
      parentColumn: 'auditId',
      fromParent: { activityDateTime: 'activityDateTime' },
      lists: [
        {
          column: 'targetResources',
          index: 'targetIndex',
          inner: 'modifiedProperties',
          innerIndex: 'propertyIndex',
          fromOuter: { targetDisplayName: 'displayName', targetId: 'id', targetType: 'type' },
        },
      ],
      key: ['auditId', 'targetIndex', 'propertyIndex'],
      columns: {
        auditId: 'string',
        targetIndex: 'int32',
        propertyIndex: 'int32',
        activityDateTime: 'timestamp',
        displayName: 'string',
        newValue: 'string',
        oldValue: 'string',
        targetDisplayName: 'string',
        targetId: 'string',
        targetType: 'string',
      },
      schemaVersion: 1,
    },
  },
}
