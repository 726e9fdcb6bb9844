// https://learn.microsoft.com/graph/api/authorizationpolicy-get?view=graph-rest-1.0
import { ALL_CLOUDS, list, type SingleStream, struct } from './define.ts'

export const authorization_policy: SingleStream = {
  kind: 'single',
  doc: 'https://learn.microsoft.com/graph/api/authorizationpolicy-get?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/authorizationPolicy',
  family: 'directory',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  tables: {
    authorization_policy: {
      about: 'One row: what users and guests may do by default.',
      example: {
        question: 'May users register applications and invite guests?',
        sql: `
          SELECT allowInvitesFrom, defaultUserRolePermissions.allowedToCreateApps
          FROM {authorization_policy}
        `,
      },
      rows: 'own',
      key: ['id'],
      optionalKey: ['id'],
      columns: {
        id: 'string',
        allowedToSignUpEmailBasedSubscriptions: 'boolean',
        allowedToUseSSPR: 'boolean',
        allowEmailVerifiedUsersToJoinOrganization: 'boolean',
        allowInvitesFrom: 'string',
        allowUserConsentForRiskyApps: 'boolean',
        blockMsolPowerShell: 'boolean',
        defaultUserRolePermissions: struct({
          allowedToCreateApps: 'boolean',
          allowedToCreateSecurityGroups: 'boolean',
          allowedToCreateTenants: 'boolean',
          allowedToReadBitlockerKeysForOwnedDevice: 'boolean',
          allowedToReadOtherUsers: 'boolean',
          permissionGrantPoliciesAssigned: list('string'),
        }),
        deletedDateTime: 'timestamp',
        description: 'string',
        displayName: 'string',
        guestUserRoleId: 'string',
      },
      schemaVersion: 1,
    },
  },
}
