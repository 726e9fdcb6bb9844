// https://learn.microsoft.com/graph/api/application-delta?view=graph-rest-1.0

import { applicationTable } from './application-table.ts'
import { ALL_CLOUDS, type DeltaStream } from './define.ts'
import { credentialColumns, credentialLists, credentialSecrets } from './structs.ts'

export const applications: DeltaStream = {
  kind: 'delta',
  doc: 'https://learn.microsoft.com/graph/api/application-delta?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/applications/delta',
  family: 'directory',
  permissions: { application: ['Application.Read.All'], delegated: ['Application.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  count: '/applications/$count',
  select: Object.keys(applicationTable.columns),
  untracked: 'directory extensions',
  tables: {
    applications: {
      ...applicationTable,
      about: 'One row per application registered in the tenant.',
      example: {
        question: 'Which applications may be used from other tenants?',
        sql: `
          SELECT displayName, signInAudience, createdDateTime
          FROM {applications}
          WHERE signInAudience <> 'AzureADMyOrg'
          ORDER BY createdDateTime DESC
        `,
      },
    },
    application_credentials: {
      about: 'One row per application and credential (secret or certificate), never with its value.',
      example: {
        question: 'Which secrets and certificates expire within 30 days?',
        sql: `
          SELECT a.displayName, c.credentialType, c.endDateTime
          FROM {application_credentials} c
          JOIN {applications} a ON a.id = c.applicationId
          WHERE c.endDateTime BETWEEN now() AND now() + INTERVAL 30 DAY
          ORDER BY c.endDateTime
        `,
      },
      rows: 'unnested',
      from: 'applications',
      parentColumn: 'applicationId',
      lists: credentialLists,
      key: ['applicationId', 'credentialType', 'keyId'],
      columns: { applicationId: 'string', ...credentialColumns },
      omitted: credentialSecrets,
      schemaVersion: 1,
    },
    application_required_permissions: {
      about: 'One row per application and permission that it asks for.',
      example: {
        question: 'Which applications ask for the most application permissions?',
        sql: `
          SELECT a.displayName, count(*) AS permissions
          FROM {application_required_permissions} p
          JOIN {applications} a ON a.id = p.applicationId
          WHERE p.type = 'Role'
          GROUP BY a.id, a.displayName
          ORDER BY permissions DESC LIMIT 20
        `,
      },
      rows: 'unnested',
      from: 'applications',
      parentColumn: 'applicationId',
      lists: [
        {
          column: 'requiredResourceAccess',
          inner: 'resourceAccess',
          fromOuter: { resourceAppId: 'resourceAppId' },
        },
      ],
      key: ['applicationId', 'resourceAppId', 'id'],
      columns: { applicationId: 'string', resourceAppId: 'string', id: 'string', type: 'string' },
      schemaVersion: 1,
    },
  },
}
