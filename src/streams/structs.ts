// Microsoft Graph's complex types that more than one table or column uses, under Graph's own names.
import { type Columns, list, struct, type UnnestedList } from './define.ts'

export const accessReviewReviewerScope = struct({ query: 'string', queryRoot: 'string', queryType: 'string' })

export const keyValue = struct({ key: 'string', value: 'string' })

export const addIn = struct({ id: 'string', properties: list(keyValue), type: 'string' })

export const appManagementPolicyActorExemptions = struct({ customSecurityAttributes: list('json') })

export const appRole = struct({
  allowedMemberTypes: list('string'),
  description: 'string',
  displayName: 'string',
  id: 'string',
  isEnabled: 'boolean',
  origin: 'string',
  value: 'string',
})

export const assignedLicense = struct({ disabledPlans: list('string'), skuId: 'string' })

export const authenticationAppDeviceDetails = struct({
  appVersion: 'string',
  clientApp: 'string',
  deviceId: 'string',
  operatingSystem: 'string',
})

export const conditionalAccessFilter = struct({ mode: 'string', rule: 'string' })

export const crossTenantAccessPolicyTarget = struct({ target: 'string', targetType: 'string' })

export const crossTenantAccessPolicyTargetConfiguration = struct({
  accessType: 'string',
  targets: list(crossTenantAccessPolicyTarget),
})

export const expirationPattern = struct({ duration: 'string', endDateTime: 'timestamp', type: 'string' })

export const recurrencePattern = struct({
  dayOfMonth: 'int32',
  daysOfWeek: list('string'),
  firstDayOfWeek: 'string',
  index: 'string',
  interval: 'int32',
  month: 'int32',
  type: 'string',
})

export const recurrenceRange = struct({
  endDate: 'date',
  numberOfOccurrences: 'int32',
  recurrenceTimeZone: 'string',
  startDate: 'date',
  type: 'string',
})

export const patternedRecurrence = struct({ pattern: recurrencePattern, range: recurrenceRange })

export const entitlementManagementSchedule = struct({
  expiration: expirationPattern,
  recurrence: patternedRecurrence,
  startDateTime: 'timestamp',
})

export const identifierUriRestriction = struct({
  excludeActors: appManagementPolicyActorExemptions,
  excludeAppsReceivingV2Tokens: 'boolean',
  excludeSaml: 'boolean',
  isStateSetByMicrosoft: 'boolean',
  restrictForAppsCreatedAfterDateTime: 'timestamp',
  state: 'string',
})

export const identifierUriConfiguration = struct({
  nonDefaultUriAddition: identifierUriRestriction,
  uriAdditionWithoutUniqueTenantIdentifier: identifierUriRestriction,
})

export const informationalUrl = struct({
  logoUrl: 'string',
  marketingUrl: 'string',
  privacyStatementUrl: 'string',
  supportUrl: 'string',
  termsOfServiceUrl: 'string',
})

/** Without `key`: key material is never extracted. */
export const keyCredential = struct({
  customKeyIdentifier: 'string',
  displayName: 'string',
  endDateTime: 'timestamp',
  keyId: 'string',
  startDateTime: 'timestamp',
  type: 'string',
  usage: 'string',
})

export const keyCredentialConfiguration = struct({
  excludeActors: appManagementPolicyActorExemptions,
  maxLifetime: 'string',
  restrictForAppsCreatedAfterDateTime: 'timestamp',
  restrictionType: 'string',
  state: 'string',
})

export const onPremisesExtensionAttributes = struct({
  extensionAttribute1: 'string',
  extensionAttribute2: 'string',
  extensionAttribute3: 'string',
  extensionAttribute4: 'string',
  extensionAttribute5: 'string',
  extensionAttribute6: 'string',
  extensionAttribute7: 'string',
  extensionAttribute8: 'string',
  extensionAttribute9: 'string',
  extensionAttribute10: 'string',
  extensionAttribute11: 'string',
  extensionAttribute12: 'string',
  extensionAttribute13: 'string',
  extensionAttribute14: 'string',
  extensionAttribute15: 'string',
})

export const onPremisesProvisioningError = struct({
  category: 'string',
  occurredDateTime: 'timestamp',
  propertyCausingError: 'string',
  value: 'string',
})

export const optionalClaim = struct({
  additionalProperties: list('string'),
  essential: 'boolean',
  name: 'string',
  source: 'string',
})

/** Without `secretText`: secrets are never extracted. */
export const passwordCredential = struct({
  customKeyIdentifier: 'string',
  displayName: 'string',
  endDateTime: 'timestamp',
  hint: 'string',
  keyId: 'string',
  startDateTime: 'timestamp',
})

export const passwordCredentialConfiguration = struct({
  excludeActors: appManagementPolicyActorExemptions,
  maxLifetime: 'string',
  restrictForAppsCreatedAfterDateTime: 'timestamp',
  restrictionType: 'string',
  state: 'string',
})

export const permissionScope = struct({
  adminConsentDescription: 'string',
  adminConsentDisplayName: 'string',
  id: 'string',
  isEnabled: 'boolean',
  origin: 'string',
  type: 'string',
  userConsentDescription: 'string',
  userConsentDisplayName: 'string',
  value: 'string',
})

/** The columns of a table of keys and passwords behind the parent's id, the lists they come from, and what is left out. */
export const credentialColumns: Columns = {
  credentialType: 'string',
  keyId: 'string',
  customKeyIdentifier: 'string',
  displayName: 'string',
  endDateTime: 'timestamp',
  hint: 'string',
  startDateTime: 'timestamp',
  type: 'string',
  usage: 'string',
}
export const credentialLists: readonly UnnestedList[] = [
  { column: 'keyCredentials', constants: { credentialType: 'key' } },
  { column: 'passwordCredentials', constants: { credentialType: 'password' } },
]
export const credentialSecrets = {
  key: 'key material',
  secretText: 'a secret; Graph shows it only when it is created',
}

export const signInActivity = struct({
  lastNonInteractiveSignInDateTime: 'timestamp',
  lastNonInteractiveSignInRequestId: 'string',
  lastSignInDateTime: 'timestamp',
  lastSignInRequestId: 'string',
  lastSuccessfulSignInDateTime: 'timestamp',
  lastSuccessfulSignInRequestId: 'string',
})

export const signInLocation = struct({
  city: 'string',
  countryOrRegion: 'string',
  geoCoordinates: struct({ altitude: 'double', latitude: 'double', longitude: 'double' }),
  state: 'string',
})

export const signInStatus = struct({
  additionalDetails: 'string',
  errorCode: 'int32',
  failureReason: 'string',
})

export const verifiedPublisher = struct({
  addedDateTime: 'timestamp',
  displayName: 'string',
  verifiedPublisherId: 'string',
})
