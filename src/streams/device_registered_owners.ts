// https://learn.microsoft.com/graph/api/device-list?view=graph-rest-1.0
// A device has at most one registered owner, so the expansion, which stops at 20, leaves none out.
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'

export const device_registered_owners: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/device-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/devices',
  family: 'directory',
  permissions: { application: ['Device.Read.All'], delegated: ['Device.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $select: 'id', $expand: 'registeredOwners($select=id)', $top: '999' },
  tables: {
    device_registered_owners: {
      about: 'One row per device and registered owner.',
      example: {
        question: 'Which users own the most devices?',
        sql: `
          SELECT u.userPrincipalName, count(*) AS devices
          FROM {device_registered_owners} o
          JOIN {users} u ON u.id = o.id
          GROUP BY ALL
          ORDER BY devices DESC LIMIT 20
        `,
      },
      rows: 'unnested',
      from: { id: 'string', registeredOwners: list(struct({ '@odata.type': 'string', id: 'string' })) },
      parentColumn: 'deviceId',
      lists: [{ column: 'registeredOwners', sources: { _odata_type: '@odata.type' } }],
      key: ['deviceId', 'id'],
      columns: { deviceId: 'string', id: 'string', _odata_type: 'string' },
      schemaVersion: 1,
    },
  },
}
