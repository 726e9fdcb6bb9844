// https://learn.microsoft.com/graph/api/provisioningobjectsummary-list?view=graph-rest-1.0
// Takes gt and lt on its time, not ge and le; pages come only when $top is given.
import { list, struct, type WindowStream } from './define.ts'

export const provisioning_logs: WindowStream = {
  kind: 'window',
  doc: 'https://learn.microsoft.com/graph/api/provisioningobjectsummary-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/auditLogs/provisioning',
  family: 'logs',
  permissions: { application: ['ProvisioningLog.Read.All'], delegated: ['ProvisioningLog.Read.All'] },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ['global', 'usgov', 'usgov-dod'],
  inDefaultSet: true,
  time: 'activityDateTime',
  operators: 'gt-lt',
  top: 999,
  tables: {
    provisioning_logs: {
      about: 'One row per object that a provisioning job created, changed or removed elsewhere.',
      example: {
        question: 'Which provisioning steps failed?',
        sql: `
          SELECT activityDateTime, servicePrincipal ->> 'displayName' AS application, sourceIdentity ->> 'displayName' AS identity
          FROM {provisioning_logs}
          WHERE provisioningStatusInfo.status = 'failure'
          ORDER BY activityDateTime DESC
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        activityDateTime: 'timestamp',
        changeId: 'string',
        cycleId: 'string',
        durationInMilliseconds: 'int32',
        initiatedBy: 'json',
        jobId: 'string',
        modifiedProperties: list(struct({ displayName: 'string', newValue: 'string', oldValue: 'string' })),
        provisioningAction: 'string',
        provisioningStatusInfo: struct({
          errorInformation: struct({
            additionalDetails: 'string',
            errorCategory: 'string',
            errorCode: 'string',
            reason: 'string',
            recommendedAction: 'string',
          }),
          status: 'string',
        }),
        provisioningSteps: list(
          struct({
            description: 'string',
            details: 'json',
            name: 'string',
            provisioningStepType: 'string',
            status: 'string',
          }),
        ),
        servicePrincipal: 'json',
        sourceIdentity: 'json',
        sourceSystem: 'json',
        targetIdentity: 'json',
        targetSystem: 'json',
        tenantId: 'string',
      },
      schemaVersion: 1,
    },
  },
}
