// https://learn.microsoft.com/graph/api/resources/rolemanagement?view=graph-rest-1.0
// Who holds a role, or may, whichever way: assigned or eligible, directly or through a group.
import { ALL_CLOUDS, type DerivedStream, list } from './define.ts'

const schedule = [
  'principalId',
  'roleDefinitionId',
  'directoryScopeId',
  'appScopeId',
  'memberType',
  'startDateTime',
  'endDateTime',
]
const membership = ['groupId', 'principalId', 'accessId', 'startDateTime', 'endDateTime']

export const effective_role_holders: DerivedStream = {
  kind: 'derived',
  doc: 'https://learn.microsoft.com/graph/api/resources/rolemanagement?view=graph-rest-1.0',
  api: 'v1.0',
  path: '',
  family: 'directory',
  permissions: { application: [], delegated: [] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: false,
  needs: {
    role_assignments: ['principalId', 'roleDefinitionId', 'directoryScopeId', 'appScopeId'],
    role_definitions: ['id', 'displayName', 'isBuiltIn'],
    group_members: ['groupId', 'id', '_odata_type'],
  },
  uses: {
    role_assignment_schedule_instances: [...schedule, 'assignmentType'],
    role_eligibility_schedule_instances: schedule,
    pim_group_assignment_schedule_instances: membership,
    pim_group_eligibility_schedule_instances: membership,
    users: ['id', 'displayName', 'userPrincipalName', 'accountEnabled'],
    groups: ['id', 'displayName'],
    service_principals: ['id', 'displayName', 'accountEnabled'],
  },
  tables: {
    effective_role_holders: {
      about:
        'One row per principal, role, scope and way of holding it: active or eligible, directly or through a group.',
      example: {
        question: 'Who is a Global Administrator, or can become one, and through which group?',
        sql: `
          SELECT h.principalDisplayName, h.userPrincipalName, h.assignmentType, g.displayName AS viaGroup, h.endDateTime
          FROM {effective_role_holders} h
          LEFT JOIN {groups} g ON g.id = h.viaGroupId
          WHERE h.roleDisplayName = 'Global Administrator' AND h.principalType <> 'group'
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: [
        'principalId',
        'roleDefinitionId',
        'directoryScopeId',
        'appScopeId',
        'assignmentType',
        'viaGroupId',
      ],
      optionalKey: ['directoryScopeId', 'appScopeId', 'viaGroupId'],
      columns: {
        principalId: 'string',
        roleDefinitionId: 'string',
        directoryScopeId: 'string',
        appScopeId: 'string',
        assignmentType: 'string',
        viaGroupId: 'string',
        accountEnabled: 'boolean',
        endDateTime: 'timestamp',
        isActivated: 'boolean',
        isBuiltIn: 'boolean',
        isPermanent: 'boolean',
        path: list('string'),
        principalDisplayName: 'string',
        principalType: 'string',
        roleDisplayName: 'string',
        startDateTime: 'timestamp',
        userPrincipalName: 'string',
      },
      schemaVersion: 1,
    },
  },
}
