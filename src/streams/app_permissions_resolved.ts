// https://learn.microsoft.com/graph/api/resources/approleassignment?view=graph-rest-1.0
// Ids of roles and the text of scopes, each with what the resource says of it.
import { ALL_CLOUDS, type DerivedStream } from './define.ts'

export const app_permissions_resolved: DerivedStream = {
  kind: 'derived',
  doc: 'https://learn.microsoft.com/graph/api/resources/approleassignment?view=graph-rest-1.0',
  api: 'v1.0',
  path: '',
  family: 'directory',
  permissions: { application: [], delegated: [] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: false,
  needs: {
    service_principal_app_role_assignments: [
      'id',
      'appRoleId',
      'createdDateTime',
      'principalDisplayName',
      'principalId',
      'resourceDisplayName',
      'resourceId',
    ],
    oauth2_permission_grants: ['id', 'clientId', 'consentType', 'principalId', 'resourceId', 'scope'],
    service_principals: ['id', 'appId', 'displayName', 'appRoles', 'oauth2PermissionScopes'],
  },
  uses: {},
  tables: {
    app_permissions_resolved: {
      about:
        'One row per permission granted to an application: application permissions, and each scope of every consent to delegated ones.',
      example: {
        question: 'Which applications may write by themselves, without a person?',
        sql: `
          SELECT clientDisplayName, resourceDisplayName, permission
          FROM {app_permissions_resolved}
          WHERE grantKind = 'application' AND permission LIKE '%ReadWrite%'
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['grantKind', 'grantId', 'permission'],
      columns: {
        grantKind: 'string',
        grantId: 'string',
        permission: 'string',
        clientAppId: 'string',
        clientDisplayName: 'string',
        clientId: 'string',
        consentType: 'string',
        createdDateTime: 'timestamp',
        permissionDisplayName: 'string',
        permissionId: 'string',
        principalId: 'string',
        resourceAppId: 'string',
        resourceDisplayName: 'string',
        resourceId: 'string',
      },
      schemaVersion: 1,
    },
  },
}
