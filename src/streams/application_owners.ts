// https://learn.microsoft.com/graph/api/application-list-owners?view=graph-rest-1.0
// Delta does not track the owners of applications; how large a page may be is undocumented, so $top is not sent.
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const application_owners: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/application-list-owners?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/applications/{id}/owners',
  family: 'directory',
  permissions: { application: ['Application.Read.All'], delegated: ['Application.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  parents: { path: '/applications', query: { $select: 'id', $top: '999' } },
  parentColumns: ['applicationId'],
  query: { $select: 'id,deletedDateTime' },
  tables: {
    application_owners: {
      about: 'One row per application and owner.',
      example: {
        question: 'Which applications have no owner?',
        sql: `
          SELECT a.displayName
          FROM {applications} a
          ANTI JOIN {application_owners} o ON o.applicationId = a.id
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['applicationId', 'id'],
      columns: { applicationId: 'string', id: 'string', _odata_type: 'string', deletedDateTime: 'timestamp' },
      schemaVersion: 1,
    },
  },
}
