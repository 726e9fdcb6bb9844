// https://learn.microsoft.com/graph/api/user-delta?view=graph-rest-1.0
import { ALL_CLOUDS, type DeltaStream, list } from './define.ts'
import { userTable } from './user-table.ts'

export const users: DeltaStream = {
  kind: 'delta',
  doc: 'https://learn.microsoft.com/graph/api/user-delta?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/users/delta',
  family: 'directory',
  permissions: { application: ['User.Read.All'], delegated: ['User.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  count: '/users/$count',
  select: Object.keys(userTable.columns),
  untracked: 'directory extensions and what is kept outside the directory',
  tables: {
    users: {
      ...userTable,
      about: 'One row per user, members and guests, as the directory has it now.',
      example: {
        question: 'Which enabled guests were created more than a year ago?',
        sql: `
          SELECT userPrincipalName, createdDateTime
          FROM {users}
          WHERE userType = 'Guest' AND accountEnabled AND createdDateTime < now() - INTERVAL 1 YEAR
          ORDER BY createdDateTime
        `,
      },
    },
    user_licenses: {
      about: 'One row per user and licence (SKU) assigned to the user, directly or through a group.',
      example: {
        question: 'How many users hold each licence?',
        sql: `
          SELECT s.skuPartNumber, count(*) AS users
          FROM {user_licenses} l
          JOIN {subscribed_skus} s ON s.skuId = l.skuId
          GROUP BY ALL
          ORDER BY users DESC
        `,
      },
      rows: 'unnested',
      from: 'users',
      parentColumn: 'userId',
      lists: [{ column: 'assignedLicenses' }],
      key: ['userId', 'skuId'],
      columns: { userId: 'string', skuId: 'string', disabledPlans: list('string') },
      schemaVersion: 1,
    },
    user_assigned_plans: {
      about: 'One row per user, service plan and state of the plan.',
      example: {
        question: 'How many users have each service enabled?',
        sql: `
          SELECT service, count(DISTINCT userId) AS users
          FROM {user_assigned_plans}
          WHERE capabilityStatus = 'Enabled'
          GROUP BY ALL
          ORDER BY users DESC
        `,
      },
      rows: 'unnested',
      from: 'users',
      parentColumn: 'userId',
      lists: [{ column: 'assignedPlans' }],
      key: ['userId', 'servicePlanId', 'capabilityStatus'],
      columns: {
        userId: 'string',
        servicePlanId: 'string',
        capabilityStatus: 'string',
        assignedDateTime: 'timestamp',
        service: 'string',
      },
      schemaVersion: 1,
    },
  },
}
