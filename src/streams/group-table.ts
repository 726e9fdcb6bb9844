// https://learn.microsoft.com/graph/api/resources/group?view=graph-rest-1.0
import { type Columns, list, type RowsTable, struct } from './define.ts'
import { assignedLicense, onPremisesExtensionAttributes, onPremisesProvisioningError } from './structs.ts'

const SINGLE_GET_ONLY = 'returned only when one group is read'
const EXCHANGE = 'undocumented; kept by Exchange for the signed-in user or the mailbox, not by the directory'

const columns: Columns = {
  id: 'string',
  assignedLabels: list(struct({ displayName: 'string', labelId: 'string' })),
  assignedLicenses: list(assignedLicense),
  classification: 'string',
  createdDateTime: 'timestamp',
  deletedDateTime: 'timestamp',
  description: 'string',
  displayName: 'string',
  expirationDateTime: 'timestamp',
  groupTypes: list('string'),
  infoCatalogs: list('string'),
  isAssignableToRole: 'boolean',
  isManagementRestricted: 'boolean',
  licenseProcessingState: struct({ state: 'string' }),
  mail: 'string',
  mailEnabled: 'boolean',
  mailNickname: 'string',
  membershipRule: 'string',
  membershipRuleProcessingState: 'string',
  onPremisesDomainName: 'string',
  onPremisesExtensionAttributes: onPremisesExtensionAttributes,
  onPremisesLastSyncDateTime: 'timestamp',
  onPremisesNetBiosName: 'string',
  onPremisesProvisioningErrors: list(onPremisesProvisioningError),
  onPremisesSamAccountName: 'string',
  onPremisesSecurityIdentifier: 'string',
  onPremisesSyncEnabled: 'boolean',
  preferredDataLocation: 'string',
  preferredLanguage: 'string',
  proxyAddresses: list('string'),
  renewedDateTime: 'timestamp',
  resourceBehaviorOptions: list('string'),
  resourceProvisioningOptions: list('string'),
  securityEnabled: 'boolean',
  securityIdentifier: 'string',
  serviceProvisioningErrors: list('json'),
  theme: 'string',
  uniqueName: 'string',
  visibility: 'string',
}

/** The rows, of which the deleted ones are a table too. */
export const groupTable: RowsTable = {
  rows: 'own',
  key: ['id'],
  columns,
  omitted: {
    accessType: EXCHANGE,
    allowExternalSenders: SINGLE_GET_ONLY,
    autoSubscribeNewMembers: SINGLE_GET_ONLY,
    hasMembersWithLicenseErrors: 'can be filtered by, is never returned',
    hideFromAddressLists: SINGLE_GET_ONLY,
    hideFromOutlookClients: SINGLE_GET_ONLY,
    isArchived: 'returned only by the team resource',
    isFavorite: EXCHANGE,
    isSubscribedByMail: SINGLE_GET_ONLY,
    organizationId: "the tenant's id, the same in every row; unknown to the national clouds",
    unseenConversationsCount: EXCHANGE,
    unseenCount: SINGLE_GET_ONLY,
    unseenMessagesCount: EXCHANGE,
    welcomeMessageEnabled: EXCHANGE,
  },
  missingIn: { assignedLabels: ['china'] },
  schemaVersion: 1,
}
