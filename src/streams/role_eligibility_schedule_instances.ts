// https://learn.microsoft.com/graph/api/rbacapplication-list-roleeligibilityscheduleinstances?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream } from './define.ts'

export const role_eligibility_schedule_instances: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/rbacapplication-list-roleeligibilityscheduleinstances?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/roleManagement/directory/roleEligibilityScheduleInstances',
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
    role_eligibility_schedule_instances: {
      about: 'One row per role that somebody is eligible for now.',
      example: {
        question: 'Which users are eligible for a role that they do not hold?',
        sql: `
          SELECT u.userPrincipalName, d.displayName
          FROM {role_eligibility_schedule_instances} e
          JOIN {users} u ON u.id = e.principalId
          JOIN {role_definitions} d ON d.id = e.roleDefinitionId
          ANTI JOIN {role_assignments} a ON a.principalId = e.principalId AND a.roleDefinitionId = e.roleDefinitionId
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        appScopeId: 'string',
        directoryScopeId: 'string',
        endDateTime: 'timestamp',
        memberType: 'string',
        principalId: 'string',
        roleDefinitionId: 'string',
        roleEligibilityScheduleId: 'string',
        startDateTime: 'timestamp',
      },
      schemaVersion: 1,
    },
  },
}
