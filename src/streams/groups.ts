// https://learn.microsoft.com/graph/api/group-delta?view=graph-rest-1.0
import { ALL_CLOUDS, type DeltaStream } from './define.ts'
import { groupTable } from './group-table.ts'

export const groups: DeltaStream = {
  kind: 'delta',
  doc: 'https://learn.microsoft.com/graph/api/group-delta?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/groups/delta',
  family: 'directory',
  permissions: { application: ['Group.Read.All'], delegated: ['Group.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  count: '/groups/$count',
  select: Object.keys(groupTable.columns),
  untracked: 'directory extensions and what is kept outside the directory',
  tables: {
    groups: {
      ...groupTable,
      about: 'One row per group: security, Microsoft 365, distribution, dynamic.',
      example: {
        question: 'How many groups of each kind are there?',
        sql: `
          SELECT groupTypes, securityEnabled, mailEnabled, count(*) AS groups
          FROM {groups}
          GROUP BY ALL
          ORDER BY groups DESC
        `,
      },
    },
  },
}
