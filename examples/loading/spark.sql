-- Dropping an external table leaves its files alone. After each extraction: REFRESH TABLE, and for tables with a date
-- MSCK REPAIR TABLE, so that new files and days are seen.

CREATE SCHEMA IF NOT EXISTS `entra`;

-- users: One row per user, members and guests, as the directory has it now. Key: id.
-- JSON text: serviceProvisioningErrors.
DROP TABLE IF EXISTS `entra`.`users`;
CREATE TABLE `entra`.`users` (
  `id` STRING,
  `accountEnabled` BOOLEAN,
  `ageGroup` STRING,
  `assignedLicenses` ARRAY<STRUCT<`disabledPlans`: ARRAY<STRING>, `skuId`: STRING>>,
  `assignedPlans` ARRAY<STRUCT<`assignedDateTime`: TIMESTAMP, `capabilityStatus`: STRING, `service`: STRING, `servicePlanId`: STRING>>,
  `authorizationInfo` STRUCT<`certificateUserIds`: ARRAY<STRING>>,
  `businessPhones` ARRAY<STRING>,
  `city` STRING,
  `companyName` STRING,
  `consentProvidedForMinor` STRING,
  `country` STRING,
  `createdDateTime` TIMESTAMP,
  `creationType` STRING,
  `deletedDateTime` TIMESTAMP,
  `department` STRING,
  `displayName` STRING,
  `employeeHireDate` TIMESTAMP,
  `employeeId` STRING,
  `employeeLeaveDateTime` TIMESTAMP,
  `employeeOrgData` STRUCT<`costCenter`: STRING, `division`: STRING>,
  `employeeType` STRING,
  `externalUserState` STRING,
  `externalUserStateChangeDateTime` TIMESTAMP,
  `faxNumber` STRING,
  `givenName` STRING,
  `identities` ARRAY<STRUCT<`issuer`: STRING, `issuerAssignedId`: STRING, `signInType`: STRING>>,
  `identityParentId` STRING,
  `imAddresses` ARRAY<STRING>,
  `isManagementRestricted` BOOLEAN,
  `isResourceAccount` BOOLEAN,
  `jobTitle` STRING,
  `lastPasswordChangeDateTime` TIMESTAMP,
  `legalAgeGroupClassification` STRING,
  `mail` STRING,
  `mailNickname` STRING,
  `mobilePhone` STRING,
  `officeLocation` STRING,
  `onPremisesDistinguishedName` STRING,
  `onPremisesDomainName` STRING,
  `onPremisesExtensionAttributes` STRUCT<`extensionAttribute1`: STRING, `extensionAttribute2`: STRING, `extensionAttribute3`: STRING, `extensionAttribute4`: STRING, `extensionAttribute5`: STRING, `extensionAttribute6`: STRING, `extensionAttribute7`: STRING, `extensionAttribute8`: STRING, `extensionAttribute9`: STRING, `extensionAttribute10`: STRING, `extensionAttribute11`: STRING, `extensionAttribute12`: STRING, `extensionAttribute13`: STRING, `extensionAttribute14`: STRING, `extensionAttribute15`: STRING>,
  `onPremisesImmutableId` STRING,
  `onPremisesLastSyncDateTime` TIMESTAMP,
  `onPremisesProvisioningErrors` ARRAY<STRUCT<`category`: STRING, `occurredDateTime`: TIMESTAMP, `propertyCausingError`: STRING, `value`: STRING>>,
  `onPremisesSamAccountName` STRING,
  `onPremisesSecurityIdentifier` STRING,
  `onPremisesSyncEnabled` BOOLEAN,
  `onPremisesUserPrincipalName` STRING,
  `otherMails` ARRAY<STRING>,
  `passwordPolicies` STRING,
  `passwordProfile` STRUCT<`forceChangePasswordNextSignIn`: BOOLEAN, `forceChangePasswordNextSignInWithMfa`: BOOLEAN>,
  `postalCode` STRING,
  `preferredDataLocation` STRING,
  `preferredLanguage` STRING,
  `provisionedPlans` ARRAY<STRUCT<`capabilityStatus`: STRING, `provisioningStatus`: STRING, `service`: STRING>>,
  `proxyAddresses` ARRAY<STRING>,
  `securityIdentifier` STRING,
  `serviceProvisioningErrors` ARRAY<STRING>,
  `showInAddressList` BOOLEAN,
  `signInSessionsValidFromDateTime` TIMESTAMP,
  `state` STRING,
  `streetAddress` STRING,
  `surname` STRING,
  `usageLocation` STRING,
  `userPrincipalName` STRING,
  `userType` STRING,
  `_tenant_id` STRING,
  `_changed_at` TIMESTAMP
)
USING PARQUET
LOCATION 'abfss://container@account.dfs.core.windows.net/lake/users';

-- changes_users: One row per insert, update or delete of a row of users, as it was then.
-- JSON text: serviceProvisioningErrors.
DROP TABLE IF EXISTS `entra`.`changes_users`;
CREATE TABLE `entra`.`changes_users` (
  `id` STRING,
  `accountEnabled` BOOLEAN,
  `ageGroup` STRING,
  `assignedLicenses` ARRAY<STRUCT<`disabledPlans`: ARRAY<STRING>, `skuId`: STRING>>,
  `assignedPlans` ARRAY<STRUCT<`assignedDateTime`: TIMESTAMP, `capabilityStatus`: STRING, `service`: STRING, `servicePlanId`: STRING>>,
  `authorizationInfo` STRUCT<`certificateUserIds`: ARRAY<STRING>>,
  `businessPhones` ARRAY<STRING>,
  `city` STRING,
  `companyName` STRING,
  `consentProvidedForMinor` STRING,
  `country` STRING,
  `createdDateTime` TIMESTAMP,
  `creationType` STRING,
  `deletedDateTime` TIMESTAMP,
  `department` STRING,
  `displayName` STRING,
  `employeeHireDate` TIMESTAMP,
  `employeeId` STRING,
  `employeeLeaveDateTime` TIMESTAMP,
  `employeeOrgData` STRUCT<`costCenter`: STRING, `division`: STRING>,
  `employeeType` STRING,
  `externalUserState` STRING,
  `externalUserStateChangeDateTime` TIMESTAMP,
  `faxNumber` STRING,
  `givenName` STRING,
  `identities` ARRAY<STRUCT<`issuer`: STRING, `issuerAssignedId`: STRING, `signInType`: STRING>>,
  `identityParentId` STRING,
  `imAddresses` ARRAY<STRING>,
  `isManagementRestricted` BOOLEAN,
  `isResourceAccount` BOOLEAN,
  `jobTitle` STRING,
  `lastPasswordChangeDateTime` TIMESTAMP,
  `legalAgeGroupClassification` STRING,
  `mail` STRING,
  `mailNickname` STRING,
  `mobilePhone` STRING,
  `officeLocation` STRING,
  `onPremisesDistinguishedName` STRING,
  `onPremisesDomainName` STRING,
  `onPremisesExtensionAttributes` STRUCT<`extensionAttribute1`: STRING, `extensionAttribute2`: STRING, `extensionAttribute3`: STRING, `extensionAttribute4`: STRING, `extensionAttribute5`: STRING, `extensionAttribute6`: STRING, `extensionAttribute7`: STRING, `extensionAttribute8`: STRING, `extensionAttribute9`: STRING, `extensionAttribute10`: STRING, `extensionAttribute11`: STRING, `extensionAttribute12`: STRING, `extensionAttribute13`: STRING, `extensionAttribute14`: STRING, `extensionAttribute15`: STRING>,
  `onPremisesImmutableId` STRING,
  `onPremisesLastSyncDateTime` TIMESTAMP,
  `onPremisesProvisioningErrors` ARRAY<STRUCT<`category`: STRING, `occurredDateTime`: TIMESTAMP, `propertyCausingError`: STRING, `value`: STRING>>,
  `onPremisesSamAccountName` STRING,
  `onPremisesSecurityIdentifier` STRING,
  `onPremisesSyncEnabled` BOOLEAN,
  `onPremisesUserPrincipalName` STRING,
  `otherMails` ARRAY<STRING>,
  `passwordPolicies` STRING,
  `passwordProfile` STRUCT<`forceChangePasswordNextSignIn`: BOOLEAN, `forceChangePasswordNextSignInWithMfa`: BOOLEAN>,
  `postalCode` STRING,
  `preferredDataLocation` STRING,
  `preferredLanguage` STRING,
  `provisionedPlans` ARRAY<STRUCT<`capabilityStatus`: STRING, `provisioningStatus`: STRING, `service`: STRING>>,
  `proxyAddresses` ARRAY<STRING>,
  `securityIdentifier` STRING,
  `serviceProvisioningErrors` ARRAY<STRING>,
  `showInAddressList` BOOLEAN,
  `signInSessionsValidFromDateTime` TIMESTAMP,
  `state` STRING,
  `streetAddress` STRING,
  `surname` STRING,
  `usageLocation` STRING,
  `userPrincipalName` STRING,
  `userType` STRING,
  `_tenant_id` STRING,
  `_op` STRING,
  `_changed_at` TIMESTAMP,
  `_run_id` STRING,
  `date` DATE
)
USING PARQUET
PARTITIONED BY (`date`)
LOCATION 'abfss://container@account.dfs.core.windows.net/lake/changes/users';
MSCK REPAIR TABLE `entra`.`changes_users`;

-- group_members: One row per group and direct member; `_odata_type` says what the member is. Key: groupId, id.
DROP TABLE IF EXISTS `entra`.`group_members`;
CREATE TABLE `entra`.`group_members` (
  `groupId` STRING,
  `id` STRING,
  `_odata_type` STRING,
  `_tenant_id` STRING,
  `_changed_at` TIMESTAMP
)
USING PARQUET
LOCATION 'abfss://container@account.dfs.core.windows.net/lake/group_members';

-- changes_group_members: One row per insert, update or delete of a row of group_members, as it was then.
DROP TABLE IF EXISTS `entra`.`changes_group_members`;
CREATE TABLE `entra`.`changes_group_members` (
  `groupId` STRING,
  `id` STRING,
  `_odata_type` STRING,
  `_tenant_id` STRING,
  `_op` STRING,
  `_changed_at` TIMESTAMP,
  `_run_id` STRING,
  `date` DATE
)
USING PARQUET
PARTITIONED BY (`date`)
LOCATION 'abfss://container@account.dfs.core.windows.net/lake/changes/group_members';
MSCK REPAIR TABLE `entra`.`changes_group_members`;

-- sign_ins: One row per interactive sign-in of a user. Key: id.
DROP TABLE IF EXISTS `entra`.`sign_ins`;
CREATE TABLE `entra`.`sign_ins` (
  `id` STRING,
  `appDisplayName` STRING,
  `appId` STRING,
  `appliedConditionalAccessPolicies` ARRAY<STRUCT<`displayName`: STRING, `enforcedGrantControls`: ARRAY<STRING>, `enforcedSessionControls`: ARRAY<STRING>, `id`: STRING, `result`: STRING>>,
  `authenticationAppDeviceDetails` STRUCT<`appVersion`: STRING, `clientApp`: STRING, `deviceId`: STRING, `operatingSystem`: STRING>,
  `clientAppUsed` STRING,
  `conditionalAccessStatus` STRING,
  `correlationId` STRING,
  `createdDateTime` TIMESTAMP,
  `deviceDetail` STRUCT<`browser`: STRING, `deviceId`: STRING, `displayName`: STRING, `isCompliant`: BOOLEAN, `isManaged`: BOOLEAN, `operatingSystem`: STRING, `trustType`: STRING>,
  `homeTenantId` STRING,
  `ipAddress` STRING,
  `isInteractive` BOOLEAN,
  `location` STRUCT<`city`: STRING, `countryOrRegion`: STRING, `geoCoordinates`: STRUCT<`altitude`: DOUBLE, `latitude`: DOUBLE, `longitude`: DOUBLE>, `state`: STRING>,
  `resourceDisplayName` STRING,
  `resourceId` STRING,
  `resourceTenantId` STRING,
  `riskDetail` STRING,
  `riskEventTypes` ARRAY<STRING>,
  `riskEventTypes_v2` ARRAY<STRING>,
  `riskLevelAggregated` STRING,
  `riskLevelDuringSignIn` STRING,
  `riskState` STRING,
  `servicePrincipalId` STRING,
  `servicePrincipalName` STRING,
  `status` STRUCT<`additionalDetails`: STRING, `errorCode`: INT, `failureReason`: STRING>,
  `userAgent` STRING,
  `userDisplayName` STRING,
  `userId` STRING,
  `userPrincipalName` STRING,
  `_tenant_id` STRING,
  `_changed_at` TIMESTAMP,
  `date` DATE
)
USING PARQUET
PARTITIONED BY (`date`)
LOCATION 'abfss://container@account.dfs.core.windows.net/lake/sign_ins';
MSCK REPAIR TABLE `entra`.`sign_ins`;
