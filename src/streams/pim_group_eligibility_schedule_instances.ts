// https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-eligibilityscheduleinstances?view=graph-rest-1.0
// Graph lists them only for a named group: those that roles may be assigned to.
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const pim_group_eligibility_schedule_instances: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-eligibilityscheduleinstances?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances',
  family: 'directory',
  permissions: {
    application: ['Group.Read.All', 'PrivilegedEligibilitySchedule.Read.AzureADGroup'],
    delegated: ['Group.Read.All', 'PrivilegedEligibilitySchedule.Read.AzureADGroup'],
  },
  licence: 'Microsoft Entra ID P2 or Microsoft Entra ID Governance',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  parents: { path: '/groups', query: { $select: 'id', $filter: 'isAssignableToRole eq true', $top: '999' } },
  parentColumns: ['groupId'],
  query: { $filter: "groupId eq '{id}'" },
  tables: {
    pim_group_eligibility_schedule_instances: {
      about: 'One row per membership or ownership of a role-assignable group that somebody is eligible for.',
      example: {
        question: 'Who may join which privileged group?',
        sql: `
          SELECT g.displayName, i.principalId, i.accessId
          FROM {pim_group_eligibility_schedule_instances} i
          JOIN {groups} g ON g.id = i.groupId
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        accessId: 'string',
        eligibilityScheduleId: 'string',
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
