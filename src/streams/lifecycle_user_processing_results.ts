// https://learn.microsoft.com/graph/api/identitygovernance-workflow-list-userprocessingresults?view=graph-rest-1.0
import { type ChildrenStream, struct } from './define.ts'

export const lifecycle_user_processing_results: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/identitygovernance-workflow-list-userprocessingresults?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/lifecycleWorkflows/workflows/{id}/userProcessingResults',
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
  query: { $expand: 'subject' },
  tables: {
    lifecycle_user_processing_results: {
      about: 'One row per user that a lifecycle workflow worked on.',
      example: {
        question: 'For whom did a workflow fail?',
        sql: `
          SELECT w.displayName, u.userPrincipalName, r.failedTasksCount
          FROM {lifecycle_user_processing_results} r
          JOIN {lifecycle_workflows} w ON w.id = r.workflowId
          JOIN {users} u ON u.id = r.subject.id
          WHERE r.processingStatus IN ('failed', 'completedWithErrors')
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['workflowId', 'id'],
      columns: {
        workflowId: 'string',
        id: 'string',
        completedDateTime: 'timestamp',
        failedTasksCount: 'int32',
        processingStatus: 'string',
        scheduledDateTime: 'timestamp',
        startedDateTime: 'timestamp',
        subject: struct({ id: 'string' }),
        totalTasksCount: 'int32',
        totalUnprocessedTasksCount: 'int32',
        workflowExecutionType: 'string',
        workflowVersion: 'int32',
      },
      schemaVersion: 1,
    },
  },
}
