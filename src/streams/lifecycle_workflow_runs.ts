// https://learn.microsoft.com/graph/api/identitygovernance-workflow-list-runs?view=graph-rest-1.0
import type { ChildrenStream } from './define.ts'

export const lifecycle_workflow_runs: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/identitygovernance-workflow-list-runs?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/lifecycleWorkflows/workflows/{id}/runs',
  family: 'directory',
  permissions: {
    application: ['LifecycleWorkflows-Reports.Read.All', 'LifecycleWorkflows-Workflow.ReadBasic.All'],
    delegated: ['LifecycleWorkflows-Reports.Read.All', 'LifecycleWorkflows-Workflow.ReadBasic.All'],
  },
  licence: 'Microsoft Entra ID Governance',
  clouds: ['global'],
  inDefaultSet: true,
  parents: { path: '/identityGovernance/lifecycleWorkflows/workflows', query: {} },
  parentColumns: ['workflowId'],
  query: {},
  tables: {
    lifecycle_workflow_runs: {
      about: 'One row per run of a lifecycle workflow.',
      example: {
        question: 'Which runs had failures?',
        sql: `
          SELECT w.displayName, r.startedDateTime, r.failedUsersCount
          FROM {lifecycle_workflow_runs} r
          JOIN {lifecycle_workflows} w ON w.id = r.workflowId
          WHERE r.failedUsersCount > 0
          ORDER BY r.startedDateTime DESC
        `,
      },
      rows: 'own',
      key: ['workflowId', 'id'],
      columns: {
        workflowId: 'string',
        id: 'string',
        activatedOnScope: 'json',
        completedDateTime: 'timestamp',
        failedTasksCount: 'int32',
        failedUsersCount: 'int32',
        lastUpdatedDateTime: 'timestamp',
        processingStatus: 'string',
        scheduledDateTime: 'timestamp',
        startedDateTime: 'timestamp',
        successfulUsersCount: 'int32',
        totalTasksCount: 'int32',
        totalUnprocessedTasksCount: 'int32',
        totalUsersCount: 'int32',
        workflowExecutionType: 'string',
      },
      schemaVersion: 1,
    },
  },
}
