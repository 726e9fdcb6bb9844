// https://learn.microsoft.com/graph/api/directory-deleteditems-getuserownedobjects?view=graph-rest-1.0
// Graph tells at most 1000 groups and 1000 applications per owner, and only of owners that are named.
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const user_owned_deleted_items: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/directory-deleteditems-getuserownedobjects?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/directory/deletedItems/getUserOwnedObjects',
  family: 'directory',
  permissions: { application: ['Group.Read.All'], delegated: ['Group.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: false,
  parents: { option: 'owner' },
  parentColumns: ['ownerId'],
  query: {},
  bodies: [
    { userId: '{id}', type: 'Group' },
    { userId: '{id}', type: 'Application' },
  ],
  tables: {
    user_owned_deleted_items: {
      about: 'One row per deleted group or application of the owners named with `--owner`.',
      example: {
        question: 'What did these people own that is gone?',
        sql: `
          SELECT ownerId, _odata_type, displayName, deletedDateTime
          FROM {user_owned_deleted_items}
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['ownerId', 'id'],
      columns: {
        ownerId: 'string',
        id: 'string',
        _odata_type: 'string',
        deletedDateTime: 'timestamp',
        displayName: 'string',
      },
      schemaVersion: 1,
    },
  },
}
