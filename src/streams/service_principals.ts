// https://learn.microsoft.com/graph/api/serviceprincipal-delta?view=graph-rest-1.0
import { ALL_CLOUDS, type DeltaStream } from './define.ts'
import { servicePrincipalTable } from './service-principal-table.ts'
import { credentialColumns, credentialLists, credentialSecrets } from './structs.ts'

export const service_principals: DeltaStream = {
  kind: 'delta',
  doc: 'https://learn.microsoft.com/graph/api/serviceprincipal-delta?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/servicePrincipals/delta',
  family: 'directory',
  permissions: { application: ['Application.Read.All'], delegated: ['Application.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  count: '/servicePrincipals/$count',
  select: Object.keys(servicePrincipalTable.columns),
  tables: {
    service_principals: {
      ...servicePrincipalTable,
      about: 'One row per service principal: an application as it is present in the tenant.',
      example: {
        question: 'Which applications of other organisations are present and enabled?',
        sql: `
          SELECT displayName, appOwnerOrganizationId
          FROM {service_principals}
          WHERE accountEnabled AND appOwnerOrganizationId <> _tenant_id
          ORDER BY displayName
        `,
      },
    },
    service_principal_credentials: {
      about: 'One row per service principal and credential, never with its value.',
      example: {
        question: 'Which SAML signing certificates expire within 60 days?',
        sql: `
          SELECT s.displayName, c.endDateTime
          FROM {service_principal_credentials} c
          JOIN {service_principals} s ON s.id = c.servicePrincipalId
          WHERE c.usage = 'Sign' AND c.endDateTime BETWEEN now() AND now() + INTERVAL 60 DAY
          ORDER BY 2
        `,
      },
      rows: 'unnested',
      from: 'service_principals',
      parentColumn: 'servicePrincipalId',
      lists: credentialLists,
      key: ['servicePrincipalId', 'credentialType', 'keyId'],
      columns: { servicePrincipalId: 'string', ...credentialColumns },
      omitted: credentialSecrets,
      schemaVersion: 1,
    },
  },
}
