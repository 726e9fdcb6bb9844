// https://learn.microsoft.com/graph/api/rbacapplication-list-roleeligibilityschedules?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, struct } from './define.ts'
import { expirationPattern, patternedRecurrence } from './structs.ts'

export const role_eligibility_schedules: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/rbacapplication-list-roleeligibilityschedules?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/roleManagement/directory/roleEligibilitySchedules',
  family: 'directory',
  permissions: {
    application: ['RoleEligibilitySchedule.Read.Directory'],
    delegated: ['RoleEligibilitySchedule.Read.Directory'],
  },
  licence: 'Microsoft Entra ID P2 or Microsoft Entra ID Governance',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    role_eligibility_schedules: {
      about: 'One row per rule that makes somebody eligible for a role.',
      example: {
        question: 'Who may become what?',
        sql: `
          SELECT principalId, d.displayName, e.scheduleInfo.expiration.endDateTime AS until
          FROM {role_eligibility_schedules} e
          JOIN {role_definitions} d ON d.id = e.roleDefinitionId
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        appScopeId: 'string',
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
