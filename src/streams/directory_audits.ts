// https://learn.microsoft.com/graph/api/directoryaudit-list?view=graph-rest-1.0
// How large a page may be is undocumented: 1000 is in wide use.
import { ALL_CLOUDS, list, struct, type WindowStream } from './define.ts'
import { keyValue } from './structs.ts'

export const directory_audits: WindowStream = {
  kind: 'window',
  doc: 'https://learn.microsoft.com/graph/api/directoryaudit-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/auditLogs/directoryAudits',
  family: 'logs',
  permissions: { application: ['AuditLog.Read.All'], delegated: ['AuditLog.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  time: 'activityDateTime',
  operators: 'ge-le',
  top: 999,
  tables: {
    directory_audits: {
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
            id: 'string',
            ipAddress: 'string',
            userPrincipalName: 'string',
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
  },
}
