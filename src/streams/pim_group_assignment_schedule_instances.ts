// https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-assignmentscheduleinstances?view=graph-rest-1.0
// Graph lists them only for a named group: those that roles may be assigned to.
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const pim_group_assignment_schedule_instances: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-assignmentscheduleinstances?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/privilegedAccess/group/assignmentScheduleInstances',
  family: 'directory',
  permissions: {
    application: ['Group.Read.All', 'PrivilegedAssignmentSchedule.Read.AzureADGroup'],
    delegated: ['Group.Read.All', 'PrivilegedAssignmentSchedule.Read.AzureADGroup'],
  },
  licence: 'Microsoft Entra ID P2 or Microsoft Entra ID Governance',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  parents: { path: '/groups', query: { $select: 'id', $filter: 'isAssignableToRole eq true', $top: '999' } },
  parentColumns: ['groupId'],
  query: { $filter: "groupId eq '{id}'" },
  tables: {
    pim_group_assignment_schedule_instances: {
      about: 'One row per membership or ownership of a role-assignable group that is in force through PIM.',
      example: {
        question: 'Who is in which privileged group now?',
        sql: `
          SELECT g.displayName, i.principalId, i.accessId, i.endDateTime
          FROM {pim_group_assignment_schedule_instances} i
          JOIN {groups} g ON g.id = i.groupId
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        accessId: 'string',
        assignmentScheduleId: 'string',
        assignmentType: 'string',
        endDateTime: 'timestamp',
        groupId: 'string',
        memberType: 'string',
        principalId: 'string',
        startDateTime: 'timestamp',
      },
      schemaVersion: 1,
    },
  },
}
