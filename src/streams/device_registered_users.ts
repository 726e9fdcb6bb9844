// https://learn.microsoft.com/graph/api/device-list-registeredusers?view=graph-rest-1.0
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const device_registered_users: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/device-list-registeredusers?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/devices/{id}/registeredUsers',
  family: 'directory',
  permissions: { application: ['Device.Read.All'], delegated: ['Device.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: false,
  parents: { path: '/devices', query: { $select: 'id', $top: '999' } },
  parentColumns: ['deviceId'],
  query: { $select: 'id,deletedDateTime' },
  tables: {
    device_registered_users: {
      about: 'One row per device and registered user.',
      example: {
        question: 'Which devices have more than one user?',
        sql: `
          SELECT d.displayName, count(*) AS users
          FROM {device_registered_users} r
          JOIN {devices} d ON d.id = r.deviceId
          GROUP BY d.id, d.displayName
          HAVING users > 1
          ORDER BY users DESC
        `,
      },
      rows: 'own',
      key: ['deviceId', 'id'],
      columns: { deviceId: 'string', id: 'string', _odata_type: 'string', deletedDateTime: 'timestamp' },
      schemaVersion: 1,
    },
  },
}
