// https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignmentschedules?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, struct } from './define.ts'
import { expirationPattern, patternedRecurrence } from './structs.ts'

export const role_assignment_schedules: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignmentschedules?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/roleManagement/directory/roleAssignmentSchedules',
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
    role_assignment_schedules: {
      about: 'One row per rule that gives a role for a time.',
      example: {
        question: 'Which assignments never end?',
        sql: `
          SELECT principalId, roleDefinitionId, scheduleInfo.startDateTime AS since
          FROM {role_assignment_schedules}
          WHERE scheduleInfo.expiration.type = 'noExpiration'
          ORDER BY since
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        appScopeId: 'string',
        assignmentType: 'string',
        createdDateTime: 'timestamp',
        createdUsing: 'string',
        directoryScopeId: 'string',
        memberType: 'string',
        modifiedDateTime: 'timestamp',
        principalId: 'string',
        roleDefinitionId: 'string',
        scheduleInfo: struct({
          expiration: expirationPattern,
          recurrence: patternedRecurrence,
          startDateTime: 'timestamp',
        }),
        status: 'string',
      },
      schemaVersion: 1,
    },
  },
}
