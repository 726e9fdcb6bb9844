// Microsoft Graph's complex types that more than one table or column uses, under Graph's own names.
import { list, struct } from './define.ts'

export const assignedLicense = struct({ disabledPlans: list('string'), skuId: 'string' })

export const authenticationAppDeviceDetails = struct({
  appVersion: 'string',
  clientApp: 'string',
  deviceId: 'string',
  operatingSystem: 'string',
})

export const conditionalAccessFilter = struct({ mode: 'string', rule: 'string' })

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

export const keyValue = struct({ key: 'string', value: 'string' })

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
