import type { CloudName, ObjectKind } from '../api.ts'
import { directorySchema, type Property, propertiesOf } from '../schema/index.ts'
import { extensionNames } from '../tenant/directory/extension-properties.ts'
import type { ExtensionTarget } from '../tenant/directory/extensions.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { cloudProperties } from './clouds.ts'

/** How one kind of directory object is listed. */
export interface Shape {
  readonly kind: ObjectKind
  /** Below the version. */
  readonly path: string
  readonly type: string
  readonly properties: ReadonlyMap<string, Property>
  /** What comes without `$select`. */
  readonly defaults: readonly string[]
  /** Properties that `$filter` knows, with the operators that need no ConsistencyLevel. */
  readonly filterable: ReadonlyMap<string, readonly string[]>
  /** The most rows of a page; undefined: no paging, and no `$top`. */
  readonly most: number | undefined
}

/** A shape before the cloud is known. */
interface Outline {
  readonly path: string
  readonly type: string
  /** Without it, every property but those that come only when selected. */
  readonly defaults?: readonly string[]
  readonly onlyOnSelect?: string
  readonly filterable: ReadonlyMap<string, readonly string[]>
  readonly paging?: 'none'
  /** Whose extension properties they may have. */
  readonly target?: ExtensionTarget
}

const EQ = ['eq', 'startswith']
const RANGE = ['eq', 'ge', 'le']

/** Names by what their values are compared with: texts, times, and those for which only `eq` is known. */
function filters(equal: string, range = '', plain = ''): ReadonlyMap<string, readonly string[]> {
  const all = (names: string, operators: readonly string[]): [string, readonly string[]][] =>
    names.split(' ').flatMap(name => (name === '' ? [] : [[name, operators]]))
  return new Map([...all(equal, EQ), ...all(range, RANGE), ...all(plain, ['eq'])])
}

export const USER_DEFAULTS: readonly string[] = [
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
]

const OUTLINES: Readonly<Record<ObjectKind, Outline>> = {
  users: {
    path: '/users',
    type: 'user',
    target: 'User',
    defaults: USER_DEFAULTS,
    filterable: filters(
      'id userType accountEnabled userPrincipalName displayName mail department givenName surname jobTitle usageLocation country city employeeId mailNickname',
      'createdDateTime',
    ),
  },
  groups: {
    path: '/groups',
    type: 'group',
    target: 'Group',
    onlyOnSelect:
      'assignedLabels assignedLicenses licenseProcessingState isManagementRestricted accessType infoCatalogs isFavorite organizationId serviceProvisioningErrors unseenConversationsCount unseenMessagesCount welcomeMessageEnabled preferredDataLocation',
    filterable: filters(
      'id displayName mail mailNickname securityEnabled mailEnabled visibility',
      'renewedDateTime expirationDateTime onPremisesLastSyncDateTime',
      'isAssignableToRole',
    ),
  },
  applications: {
    path: '/applications',
    type: 'application',
    target: 'Application',
    onlyOnSelect: 'logo',
    filterable: filters('id appId displayName signInAudience', 'createdDateTime'),
  },
  servicePrincipals: {
    path: '/servicePrincipals',
    type: 'servicePrincipal',
    onlyOnSelect: 'customSecurityAttributes',
    filterable: filters(
      'id appId displayName',
      '',
      'accountEnabled servicePrincipalType appOwnerOrganizationId',
    ),
  },
  devices: {
    path: '/devices',
    type: 'device',
    target: 'Device',
    onlyOnSelect: 'isManagementRestricted onPremisesSecurityIdentifier',
    filterable: filters(
      'id deviceId displayName operatingSystem operatingSystemVersion mdmAppId',
      'approximateLastSignInDateTime onPremisesLastSyncDateTime',
      'accountEnabled isCompliant isManaged onPremisesSyncEnabled trustType',
    ),
  },
  administrativeUnits: {
    path: '/directory/administrativeUnits',
    type: 'administrativeUnit',
    target: 'AdministrativeUnit',
    filterable: filters('displayName description', '', 'id'),
  },
  orgContacts: {
    path: '/contacts',
    type: 'orgContact',
    filterable: filters(
      'displayName mail mailNickname companyName department givenName jobTitle surname',
      'onPremisesLastSyncDateTime',
      'id onPremisesSyncEnabled',
    ),
  },
  oauth2PermissionGrants: {
    path: '/oauth2PermissionGrants',
    type: 'oAuth2PermissionGrant',
    filterable: filters('', '', 'clientId consentType principalId resourceId'),
  },
  directoryRoles: {
    path: '/directoryRoles',
    type: 'directoryRole',
    filterable: filters('', '', 'displayName description roleTemplateId'),
    paging: 'none',
  },
}

function shapeOf(kind: ObjectKind, outline: Outline, cloud: CloudName): Shape {
  const { path, type, filterable, onlyOnSelect = '', paging } = outline
  const properties = cloudProperties(propertiesOf(directorySchema, type), type, cloud)
  const more = new Set(onlyOnSelect.split(' '))
  const listed = [...properties.values()].filter(
    ({ name, singleGetOnly }) => !singleGetOnly && !more.has(name),
  )
  return {
    kind,
    path,
    type,
    properties,
    defaults: outline.defaults ?? listed.map(({ name }) => name),
    filterable,
    most: paging === 'none' ? undefined : 999,
  }
}

/** Extension properties that objects of a type may have: they come only when they are selected. */
export function extensionsOf(tenant: Tenant, type: string): ReadonlySet<string> {
  const target = Object.values(OUTLINES).find(outline => outline.type === type)?.target
  return target === undefined ? new Set() : extensionNames(tenant, target)
}

/** How the Graph of a cloud lists each kind. */
export function shapesIn(cloud: CloudName): Readonly<Record<ObjectKind, Shape>> {
  const shapes = Object.entries(OUTLINES).map(([kind, outline]) => [
    kind,
    shapeOf(kind as ObjectKind, outline, cloud),
  ])
  return Object.fromEntries(shapes) as Record<ObjectKind, Shape>
}
