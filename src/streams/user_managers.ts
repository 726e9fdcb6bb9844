// https://learn.microsoft.com/graph/api/user-delta?view=graph-rest-1.0
// One delta stream in place of a request per user; `id` is the manager's.
import { ALL_CLOUDS, type DeltaStream } from './define.ts'

export const user_managers: DeltaStream = {
  kind: 'delta',
  doc: 'https://learn.microsoft.com/graph/api/user-delta?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/users/delta',
  family: 'directory',
  permissions: { application: ['User.Read.All'], delegated: ['User.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  select: ['manager'],
  tables: {
    user_managers: {
      about: "One row per user who has a manager; `id` is the manager's.",
      example: {
        question: 'Who has the most direct reports?',
        sql: `
          SELECT m.displayName, count(*) AS reports
          FROM {user_managers} r
          JOIN {users} m ON m.id = r.id
          GROUP BY ALL
          ORDER BY reports DESC LIMIT 20
        `,
      },
      rows: 'edges',
      relation: 'manager',
      parentColumn: 'userId',
      single: true,
      key: ['userId'],
      columns: { userId: 'string', _odata_type: 'string', id: 'string' },
      schemaVersion: 1,
    },
  },
}
