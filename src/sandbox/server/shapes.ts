import type { ObjectKind } from '../api.ts'
import { directorySchema, type Property, propertiesOf } from '../schema/index.ts'

/** How one kind of directory object is listed. */
export interface Shape {
  readonly kind: ObjectKind
  readonly type: 'user' | 'group' | 'application'
  readonly properties: ReadonlyMap<string, Property>
  /** What comes without `$select`. */
  readonly defaults: readonly string[]
  /** Properties that `$filter` knows, with the operators that need no ConsistencyLevel. */
  readonly filterable: ReadonlyMap<string, readonly string[]>
}

const ONLY_ON_SELECT: ReadonlySet<string> = new Set([
  'assignedLabels',
  'assignedLicenses',
  'licenseProcessingState',
  'isManagementRestricted',
  'accessType',
  'infoCatalogs',
  'isFavorite',
  'organizationId',
  'serviceProvisioningErrors',
  'unseenConversationsCount',
  'unseenMessagesCount',
  'welcomeMessageEnabled',
  'preferredDataLocation',
])

const EQ = ['eq', 'startswith']
const RANGE = ['eq', 'ge', 'le']

function filters(equal: string, range: string): ReadonlyMap<string, readonly string[]> {
  return new Map([
    ...equal.split(' ').map((name): [string, string[]] => [name, EQ]),
    ...range.split(' ').map((name): [string, string[]] => [name, RANGE]),
  ])
}

const userProperties = propertiesOf(directorySchema, 'user')
const groupProperties = propertiesOf(directorySchema, 'group')
const applicationProperties = propertiesOf(directorySchema, 'application')

const listed = (properties: ReadonlyMap<string, Property>): string[] =>
  [...properties.values()].filter(p => !p.singleGetOnly && !ONLY_ON_SELECT.has(p.name)).map(p => p.name)

export const USERS: Shape = {
  kind: 'users',
  type: 'user',
  properties: userProperties,
  defaults: [
    'businessPhones',
    'displayName',
    'givenName',
    'jobTitle',
    'mail',
    'mobilePhone',
    'officeLocation',
    'preferredLanguage',
    'surname',
    'userPrincipalName',
    'id',
  ],
  filterable: filters(
    'id userType accountEnabled userPrincipalName displayName mail department givenName surname jobTitle usageLocation country city employeeId mailNickname',
    'createdDateTime',
  ),
}

export const GROUPS: Shape = {
  kind: 'groups',
  type: 'group',
  properties: groupProperties,
  defaults: listed(groupProperties),
  filterable: filters(
    'id displayName mail mailNickname securityEnabled mailEnabled visibility',
    'renewedDateTime expirationDateTime onPremisesLastSyncDateTime',
  ),
}

export const APPLICATIONS: Shape = {
  kind: 'applications',
  type: 'application',
  properties: applicationProperties,
  defaults: listed(applicationProperties).filter(name => name !== 'logo'),
  filterable: filters('id appId displayName signInAudience', 'createdDateTime'),
}
