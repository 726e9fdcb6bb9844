// https://learn.microsoft.com/graph/api/user-list?view=graph-rest-1.0
// Delta does not track licenseAssignmentStates, so they are listed whole.
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'

export const user_license_states: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/user-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/users',
  family: 'directory',
  permissions: { application: ['User.Read.All'], delegated: ['User.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $select: 'id,licenseAssignmentStates', $top: '999' },
  tables: {
    user_license_states: {
      about:
        'One row per user, licence and way of assignment (a group, or directly when `assignedByGroup` is NULL), with its state.',
      example: {
        question: 'Which licences could not be assigned, and why?',
        sql: `
          SELECT u.userPrincipalName, l.skuId, l.state, l.error
          FROM {user_license_states} l
          JOIN {users} u ON u.id = l.userId
          WHERE l.state IN ('Error', 'ActiveWithError')
          ORDER BY ALL
        `,
      },
      rows: 'unnested',
      from: {
        id: 'string',
        licenseAssignmentStates: list(
          struct({
            skuId: 'string',
            assignedByGroup: 'string',
            disabledPlans: list('string'),
            error: 'string',
            lastUpdatedDateTime: 'timestamp',
            state: 'string',
          }),
        ),
      },
      parentColumn: 'userId',
      lists: [{ column: 'licenseAssignmentStates' }],
      key: ['userId', 'skuId', 'assignedByGroup'],
      optionalKey: ['assignedByGroup'],
      columns: {
        userId: 'string',
        skuId: 'string',
        assignedByGroup: 'string',
        disabledPlans: list('string'),
        error: 'string',
        lastUpdatedDateTime: 'timestamp',
        state: 'string',
      },
      schemaVersion: 1,
    },
  },
}
