// https://learn.microsoft.com/graph/api/resources/serviceprincipal?view=graph-rest-1.0
import { type Columns, list, NATIONAL_CLOUDS, type RowsTable, struct } from './define.ts'
import {
  addIn,
  appRole,
  informationalUrl,
  keyCredential,
  passwordCredential,
  permissionScope,
  verifiedPublisher,
} from './structs.ts'

const columns: Columns = {
  id: 'string',
  accountEnabled: 'boolean',
  addIns: list(addIn),
  alternativeNames: list('string'),
  appDescription: 'string',
  appDisplayName: 'string',
  appId: 'string',
  applicationTemplateId: 'string',
  appOwnerOrganizationId: 'string',
  appRoleAssignmentRequired: 'boolean',
  appRoles: list(appRole),
  createdByAppId: 'string',
  deletedDateTime: 'timestamp',
  description: 'string',
  disabledByMicrosoftStatus: 'string',
  displayName: 'string',
  homepage: 'string',
  info: informationalUrl,
  isDisabled: 'boolean',
  keyCredentials: list(keyCredential),
  loginUrl: 'string',
  logoutUrl: 'string',
  notes: 'string',
  notificationEmailAddresses: list('string'),
  oauth2PermissionScopes: list(permissionScope),
  passwordCredentials: list(passwordCredential),
  preferredSingleSignOnMode: 'string',
  preferredTokenSigningKeyThumbprint: 'string',
  replyUrls: list('string'),
  resourceSpecificApplicationPermissions: list(
    struct({
      description: 'string',
      displayName: 'string',
      id: 'string',
      isEnabled: 'boolean',
      value: 'string',
    }),
  ),
  samlSingleSignOnSettings: struct({ relayState: 'string' }),
  servicePrincipalNames: list('string'),
  servicePrincipalType: 'string',
  signInAudience: 'string',
  tags: list('string'),
  tokenEncryptionKeyId: 'string',
  verifiedPublisher: verifiedPublisher,
}

/** The rows, of which the deleted ones are a table too. */
export const servicePrincipalTable: RowsTable = {
  rows: 'own',
  key: ['id'],
  columns,
  omitted: {
    'keyCredentials.key': 'key material',
    'passwordCredentials.secretText': 'a secret; Graph shows it only when it is created',
    customSecurityAttributes: 'needs a permission of its own, and delta does not track it',
  },
  missingIn: {
    resourceSpecificApplicationPermissions: NATIONAL_CLOUDS,
    verifiedPublisher: NATIONAL_CLOUDS,
  },
  schemaVersion: 1,
}
