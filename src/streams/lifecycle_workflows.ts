// https://learn.microsoft.com/graph/api/identitygovernance-lifecycleworkflowscontainer-list-workflows?view=graph-rest-1.0
import { type ListStream, list, struct } from './define.ts'

export const lifecycle_workflows: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/identitygovernance-lifecycleworkflowscontainer-list-workflows?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/lifecycleWorkflows/workflows',
  family: 'directory',
  permissions: {
    application: ['LifecycleWorkflows-Workflow.Read.All'],
    delegated: ['LifecycleWorkflows-Workflow.Read.All'],
  },
  licence: 'Microsoft Entra ID Governance',
  clouds: ['global'],
  inDefaultSet: true,
  query: {},
  tables: {
    lifecycle_workflows: {
      about: 'One row per lifecycle workflow.',
      example: {
        question: 'Which workflows run by themselves?',
        sql: `
          SELECT displayName, category, nextScheduleRunDateTime
          FROM {lifecycle_workflows}
          WHERE isEnabled AND isSchedulingEnabled
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        category: 'string',
        createdDateTime: 'timestamp',
        deletedDateTime: 'timestamp',
        description: 'string',
        displayName: 'string',
        executionConditions: 'json',
        isEnabled: 'boolean',
        isSchedulingEnabled: 'boolean',
        lastModifiedDateTime: 'timestamp',
        nextScheduleRunDateTime: 'timestamp',
        quarantineDetails: struct({
          quarantinedDateTime: 'timestamp',
          quarantineReason: 'string',
          quarantineType: 'string',
        }),
        settings: struct({
          quarantineConfiguration: struct({ conditions: list('json'), matchMode: 'string' }),
        }),
        version: 'int32',
      },
      omitted: { versions: 'earlier versions of the workflow, a list of their own per workflow' },
      schemaVersion: 1,
    },
  },
}
