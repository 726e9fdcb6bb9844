// https://learn.microsoft.com/graph/api/permissiongrantpolicy-list?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'

const conditionSets = list(
  struct({
    clientApplicationIds: list('string'),
    clientApplicationPublisherIds: list('string'),
    clientApplicationsFromVerifiedPublisherOnly: 'boolean',
    clientApplicationTenantIds: list('string'),
    id: 'string',
    permissionClassification: 'string',
    permissions: list('string'),
    permissionType: 'string',
    resourceApplication: 'string',
  }),
)

export const permission_grant_policies: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/permissiongrantpolicy-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/permissionGrantPolicies',
  family: 'directory',
  permissions: { application: ['Policy.Read.PermissionGrant'], delegated: ['Policy.Read.PermissionGrant'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $expand: 'excludes,includes' },
  tables: {
    permission_grant_policies: {
      about: 'One row per policy that says which permissions may be consented to.',
      example: {
        question: 'Which policies of consent are there, with how many conditions?',
        sql: `
          SELECT id, displayName, len(includes) AS conditions
          FROM {permission_grant_policies}
          ORDER BY id
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        deletedDateTime: 'timestamp',
        description: 'string',
        displayName: 'string',
        excludes: conditionSets,
        includes: conditionSets,
      },
      schemaVersion: 1,
    },
  },
}
