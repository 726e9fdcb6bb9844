// https://learn.microsoft.com/graph/api/application-list-federatedidentitycredentials?view=graph-rest-1.0
import { ALL_CLOUDS, type ChildrenStream, list } from './define.ts'

export const application_federated_credentials: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/application-list-federatedidentitycredentials?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/applications/{id}/federatedIdentityCredentials',
  family: 'directory',
  permissions: { application: ['Application.Read.All'], delegated: ['Application.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  parents: { path: '/applications', query: { $select: 'id', $top: '999' } },
  parentColumns: ['applicationId'],
  query: {},
  tables: {
    application_federated_credentials: {
      about:
        'One row per application and federated credential: whose tokens it accepts in place of a secret.',
      example: {
        question: 'Which issuers are trusted?',
        sql: `
          SELECT issuer, count(*) AS credentials
          FROM {application_federated_credentials}
          GROUP BY ALL
          ORDER BY credentials DESC
        `,
      },
      rows: 'own',
      key: ['applicationId', 'id'],
      columns: {
        applicationId: 'string',
        id: 'string',
        audiences: list('string'),
        description: 'string',
        issuer: 'string',
        name: 'string',
        subject: 'string',
      },
      schemaVersion: 1,
    },
  },
}
