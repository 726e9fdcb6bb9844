// https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignmentscheduleinstances?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream } from './define.ts'

export const role_assignment_schedule_instances: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignmentscheduleinstances?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/roleManagement/directory/roleAssignmentScheduleInstances',
  family: 'directory',
  permissions: {
    application: ['RoleAssignmentSchedule.Read.Directory'],
    delegated: ['RoleAssignmentSchedule.Read.Directory'],
  },
  licence: 'Microsoft Entra ID P2 or Microsoft Entra ID Governance',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    role_assignment_schedule_instances: {
      about: 'One row per role in force now; `assignmentType` says whether it was assigned or activated.',
      example: {
        question: 'Which roles are activated right now, and until when?',
        sql: `
          SELECT u.userPrincipalName, d.displayName, i.endDateTime
          FROM {role_assignment_schedule_instances} i
          JOIN {role_definitions} d ON d.id = i.roleDefinitionId
          JOIN {users} u ON u.id = i.principalId
          WHERE i.assignmentType = 'Activated'
          ORDER BY i.endDateTime
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        appScopeId: 'string',
        assignmentType: 'string',
        directoryScopeId: 'string',
        endDateTime: 'timestamp',
        memberType: 'string',
        principalId: 'string',
        roleAssignmentOriginId: 'string',
        roleAssignmentScheduleId: 'string',
        roleDefinitionId: 'string',
        startDateTime: 'timestamp',
      },
      schemaVersion: 1,
    },
  },
}
