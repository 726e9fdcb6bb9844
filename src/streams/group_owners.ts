// https://learn.microsoft.com/graph/api/group-delta?view=graph-rest-1.0
// One delta stream in place of a listing per group; groups that Exchange or Active Directory owns show no owners.
import { ALL_CLOUDS, type DeltaStream } from './define.ts'

export const group_owners: DeltaStream = {
  kind: 'delta',
  doc: 'https://learn.microsoft.com/graph/api/group-delta?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/groups/delta',
  family: 'directory',
  permissions: { application: ['GroupMember.Read.All'], delegated: ['GroupMember.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  select: ['owners'],
  tables: {
    group_owners: {
      about: 'One row per group and owner.',
      example: {
        question: 'Which groups have no owner?',
        sql: `
          SELECT g.displayName
          FROM {groups} g
          ANTI JOIN {group_owners} o ON o.groupId = g.id
          ORDER BY ALL
        `,
      },
      rows: 'edges',
      relation: 'owners',
      parentColumn: 'groupId',
      key: ['groupId', 'id'],
      columns: { groupId: 'string', id: 'string', _odata_type: 'string' },
      schemaVersion: 1,
    },
  },
}
