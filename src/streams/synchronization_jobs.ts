// https://learn.microsoft.com/graph/api/synchronization-synchronization-list-jobs?view=graph-rest-1.0
import { ALL_CLOUDS, type ChildrenStream, list, struct } from './define.ts'

const execution = struct({
  activityIdentifier: 'string',
  countEntitled: 'int64',
  countEntitledForProvisioning: 'int64',
  countEscrowed: 'int64',
  countEscrowedRaw: 'int64',
  countExported: 'int64',
  countExports: 'int64',
  countImported: 'int64',
  countImportedDeltas: 'int64',
  countImportedReferenceDeltas: 'int64',
  error: struct({ code: 'string', message: 'string', tenantActionable: 'boolean' }),
  state: 'string',
  timeBegan: 'timestamp',
  timeEnded: 'timestamp',
})

export const synchronization_jobs: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/synchronization-synchronization-list-jobs?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/servicePrincipals/{id}/synchronization/jobs',
  family: 'directory',
  permissions: {
    application: ['Application.Read.All', 'Synchronization.Read.All'],
    delegated: ['Application.Read.All', 'Synchronization.Read.All'],
  },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: false,
  parents: { path: '/servicePrincipals', query: { $select: 'id', $top: '999' } },
  parentColumns: ['servicePrincipalId'],
  query: {},
  tables: {
    synchronization_jobs: {
      about: 'One row per provisioning job of a service principal, with its state.',
      example: {
        question: 'Which provisioning jobs are not running?',
        sql: `
          SELECT s.displayName, j.templateId, j.status.code
          FROM {synchronization_jobs} j
          JOIN {service_principals} s ON s.id = j.servicePrincipalId
          WHERE j.status.code <> 'Active'
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['servicePrincipalId', 'id'],
      columns: {
        servicePrincipalId: 'string',
        id: 'string',
        schedule: struct({ expiration: 'timestamp', interval: 'string', state: 'string' }),
        status: struct({
          code: 'string',
          countSuccessiveCompleteFailures: 'int64',
          escrowsPruned: 'boolean',
          lastExecution: execution,
          lastSuccessfulExecution: execution,
          lastSuccessfulExecutionWithExports: execution,
          progress: list(
            struct({
              completedUnits: 'int64',
              progressObservationDateTime: 'timestamp',
              totalUnits: 'int64',
              units: 'string',
            }),
          ),
          quarantine: struct({
            currentBegan: 'timestamp',
            error: struct({ code: 'string', message: 'string', tenantActionable: 'boolean' }),
            nextAttempt: 'timestamp',
            reason: 'string',
            seriesBegan: 'timestamp',
            seriesCount: 'int64',
          }),
          steadyStateFirstAchievedTime: 'timestamp',
          steadyStateLastAchievedTime: 'timestamp',
          synchronizedEntryCountByType: list(struct({ key: 'string', value: 'int64' })),
          troubleshootingUrl: 'string',
        }),
        synchronizationJobSettings: list(struct({ name: 'string', value: 'string' })),
        templateId: 'string',
      },
      schemaVersion: 1,
    },
  },
}
