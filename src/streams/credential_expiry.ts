// https://learn.microsoft.com/graph/api/resources/keycredential?view=graph-rest-1.0
// Federated credentials are not here: they do not expire.
import { ALL_CLOUDS, type DerivedStream, list } from './define.ts'

const credential = [
  'credentialType',
  'keyId',
  'customKeyIdentifier',
  'displayName',
  'startDateTime',
  'endDateTime',
  'usage',
]

export const credential_expiry: DerivedStream = {
  kind: 'derived',
  doc: 'https://learn.microsoft.com/graph/api/resources/keycredential?view=graph-rest-1.0',
  api: 'v1.0',
  path: '',
  family: 'directory',
  permissions: { application: [], delegated: [] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: false,
  needs: {
    applications: ['id', 'appId', 'displayName'],
    application_credentials: ['applicationId', ...credential],
    service_principals: ['id', 'appId', 'displayName', 'servicePrincipalType'],
    service_principal_credentials: ['servicePrincipalId', ...credential],
  },
  uses: {
    application_owners: ['applicationId', 'id'],
    service_principal_owners: ['servicePrincipalId', 'id'],
  },
  tables: {
    credential_expiry: {
      about:
        'One row per secret or certificate of an application or a service principal, SAML signing certificates included, with its dates.',
      example: {
        question: 'What expires within 60 days, and whose is it?',
        sql: `
          SELECT c.displayName, c.kind, date_diff('day', now(), c.endDateTime) AS daysLeft, u.userPrincipalName AS owner
          FROM {credential_expiry} c
          LEFT JOIN {users} u ON list_contains(c.ownerIds, u.id)
          WHERE c.endDateTime BETWEEN now() AND now() + INTERVAL 60 DAY
          ORDER BY 3, 1, 2, 4
        `,
      },
      rows: 'own',
      key: ['objectType', 'objectId', 'kind', 'keyId'],
      columns: {
        objectType: 'string',
        objectId: 'string',
        kind: 'string',
        keyId: 'string',
        appId: 'string',
        credentialDisplayName: 'string',
        displayName: 'string',
        endDateTime: 'timestamp',
        lifetimeDays: 'int32',
        ownerIds: list('string'),
        servicePrincipalType: 'string',
        startDateTime: 'timestamp',
        usage: 'string',
      },
      schemaVersion: 1,
    },
  },
}
