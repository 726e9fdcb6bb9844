// https://learn.microsoft.com/graph/api/group-list-transitivemembers?view=graph-rest-1.0
import { ALL_CLOUDS, type DerivedStream, list } from './define.ts'

export const group_members_transitive: DerivedStream = {
  kind: 'derived',
  doc: 'https://learn.microsoft.com/graph/api/group-list-transitivemembers?view=graph-rest-1.0',
  api: 'v1.0',
  path: '',
  family: 'directory',
  permissions: { application: [], delegated: [] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: false,
  needs: { group_members: ['groupId', 'id', '_odata_type'] },
  uses: {},
  tables: {
    group_members_transitive: {
      about:
        'One row per group and effective member, direct or through nested groups; `path` names the groups on one of the shortest ways.',
      example: {
        question: 'Which users are in a group only through other groups, and how deep?',
        sql: `
          SELECT g.displayName AS "group", u.userPrincipalName, m.depth
          FROM {group_members_transitive} m
          JOIN {groups} g ON g.id = m.groupId
          JOIN {users} u ON u.id = m.id
          WHERE m.depth > 1
          ORDER BY m.depth DESC, 1, 2
        `,
      },
      rows: 'own',
      key: ['groupId', 'id'],
      columns: {
        groupId: 'string',
        id: 'string',
        depth: 'int32',
        memberType: 'string',
        path: list('string'),
      },
      schemaVersion: 1,
    },
  },
}
