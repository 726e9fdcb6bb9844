// https://learn.microsoft.com/graph/api/group-delta?view=graph-rest-1.0
// One delta stream in place of a listing per group.
import { ALL_CLOUDS, type DeltaStream } from './define.ts'

export const group_members: DeltaStream = {
  kind: 'delta',
  doc: 'https://learn.microsoft.com/graph/api/group-delta?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/groups/delta',
  family: 'directory',
  permissions: { application: ['GroupMember.Read.All'], delegated: ['GroupMember.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  select: ['members'],
  tables: {
    group_members: {
      about: 'One row per group and direct member; `_odata_type` says what the member is.',
      example: {
        question: 'Which groups have no member at all?',
        sql: `
          SELECT g.displayName
          FROM {groups} g
          ANTI JOIN {group_members} m ON m.groupId = g.id
          ORDER BY ALL
        `,
      },
      rows: 'edges',
      relation: 'members',
      parentColumn: 'groupId',
      key: ['groupId', 'id'],
      columns: { groupId: 'string', id: 'string', _odata_type: 'string' },
      rowPermissions: { 'the members of groups with hidden membership': ['Member.Read.Hidden'] },
      schemaVersion: 1,
    },
  },
}
