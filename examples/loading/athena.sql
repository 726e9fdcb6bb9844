-- Athena runs one statement at a time. Dropping an external table leaves its files alone.

CREATE DATABASE IF NOT EXISTS `entra`;

-- users: One row per user, members and guests, as the directory has it now. Key: id.
-- JSON text: serviceProvisioningErrors.
DROP TABLE IF EXISTS `entra`.`users`;
CREATE EXTERNAL TABLE `entra`.`users` (
  `id` string,
  `accountEnabled` boolean,
  `ageGroup` string,
  `assignedLicenses` array<struct<`disabledPlans`:array<string>,`skuId`:string>>,
  `assignedPlans` array<struct<`assignedDateTime`:timestamp,`capabilityStatus`:string,`service`:string,`servicePlanId`:string>>,
  `authorizationInfo` struct<`certificateUserIds`:array<string>>,
  `businessPhones` array<string>,
  `city` string,
  `companyName` string,
  `consentProvidedForMinor` string,
  `country` string,
  `createdDateTime` timestamp,
  `creationType` string,
  `deletedDateTime` timestamp,
  `department` string,
  `displayName` string,
  `employeeHireDate` timestamp,
  `employeeId` string,
  `employeeLeaveDateTime` timestamp,
  `employeeOrgData` struct<`costCenter`:string,`division`:string>,
  `employeeType` string,
  `externalUserState` string,
  `externalUserStateChangeDateTime` timestamp,
  `faxNumber` string,
  `givenName` string,
  `identities` array<struct<`issuer`:string,`issuerAssignedId`:string,`signInType`:string>>,
  `identityParentId` string,
  `imAddresses` array<string>,
  `isManagementRestricted` boolean,
  `isResourceAccount` boolean,
  `jobTitle` string,
  `lastPasswordChangeDateTime` timestamp,
  `legalAgeGroupClassification` string,
  `mail` string,
  `mailNickname` string,
  `mobilePhone` string,
  `officeLocation` string,
  `onPremisesDistinguishedName` string,
  `onPremisesDomainName` string,
  `onPremisesExtensionAttributes` struct<`extensionAttribute1`:string,`extensionAttribute2`:string,`extensionAttribute3`:string,`extensionAttribute4`:string,`extensionAttribute5`:string,`extensionAttribute6`:string,`extensionAttribute7`:string,`extensionAttribute8`:string,`extensionAttribute9`:string,`extensionAttribute10`:string,`extensionAttribute11`:string,`extensionAttribute12`:string,`extensionAttribute13`:string,`extensionAttribute14`:string,`extensionAttribute15`:string>,
  `onPremisesImmutableId` string,
  `onPremisesLastSyncDateTime` timestamp,
  `onPremisesProvisioningErrors` array<struct<`category`:string,`occurredDateTime`:timestamp,`propertyCausingError`:string,`value`:string>>,
  `onPremisesSamAccountName` string,
  `onPremisesSecurityIdentifier` string,
  `onPremisesSyncEnabled` boolean,
  `onPremisesUserPrincipalName` string,
  `otherMails` array<string>,
  `passwordPolicies` string,
  `passwordProfile` struct<`forceChangePasswordNextSignIn`:boolean,`forceChangePasswordNextSignInWithMfa`:boolean>,
  `postalCode` string,
  `preferredDataLocation` string,
  `preferredLanguage` string,
  `provisionedPlans` array<struct<`capabilityStatus`:string,`provisioningStatus`:string,`service`:string>>,
  `proxyAddresses` array<string>,
  `securityIdentifier` string,
  `serviceProvisioningErrors` array<string>,
  `showInAddressList` boolean,
  `signInSessionsValidFromDateTime` timestamp,
  `state` string,
  `streetAddress` string,
  `surname` string,
  `usageLocation` string,
  `userPrincipalName` string,
  `userType` string,
  `_tenant_id` string,
  `_changed_at` timestamp
)
STORED AS PARQUET
LOCATION 's3://bucket/lake/users/';

-- changes_users: One row per insert, update or delete of a row of users, as it was then.
-- JSON text: serviceProvisioningErrors.
DROP TABLE IF EXISTS `entra`.`changes_users`;
CREATE EXTERNAL TABLE `entra`.`changes_users` (
  `id` string,
  `accountEnabled` boolean,
  `ageGroup` string,
  `assignedLicenses` array<struct<`disabledPlans`:array<string>,`skuId`:string>>,
  `assignedPlans` array<struct<`assignedDateTime`:timestamp,`capabilityStatus`:string,`service`:string,`servicePlanId`:string>>,
  `authorizationInfo` struct<`certificateUserIds`:array<string>>,
  `businessPhones` array<string>,
  `city` string,
  `companyName` string,
  `consentProvidedForMinor` string,
  `country` string,
  `createdDateTime` timestamp,
  `creationType` string,
  `deletedDateTime` timestamp,
  `department` string,
  `displayName` string,
  `employeeHireDate` timestamp,
  `employeeId` string,
  `employeeLeaveDateTime` timestamp,
  `employeeOrgData` struct<`costCenter`:string,`division`:string>,
  `employeeType` string,
  `externalUserState` string,
  `externalUserStateChangeDateTime` timestamp,
  `faxNumber` string,
  `givenName` string,
  `identities` array<struct<`issuer`:string,`issuerAssignedId`:string,`signInType`:string>>,
  `identityParentId` string,
  `imAddresses` array<string>,
  `isManagementRestricted` boolean,
  `isResourceAccount` boolean,
  `jobTitle` string,
  `lastPasswordChangeDateTime` timestamp,
  `legalAgeGroupClassification` string,
  `mail` string,
  `mailNickname` string,
  `mobilePhone` string,
  `officeLocation` string,
  `onPremisesDistinguishedName` string,
  `onPremisesDomainName` string,
  `onPremisesExtensionAttributes` struct<`extensionAttribute1`:string,`extensionAttribute2`:string,`extensionAttribute3`:string,`extensionAttribute4`:string,`extensionAttribute5`:string,`extensionAttribute6`:string,`extensionAttribute7`:string,`extensionAttribute8`:string,`extensionAttribute9`:string,`extensionAttribute10`:string,`extensionAttribute11`:string,`extensionAttribute12`:string,`extensionAttribute13`:string,`extensionAttribute14`:string,`extensionAttribute15`:string>,
  `onPremisesImmutableId` string,
  `onPremisesLastSyncDateTime` timestamp,
  `onPremisesProvisioningErrors` array<struct<`category`:string,`occurredDateTime`:timestamp,`propertyCausingError`:string,`value`:string>>,
  `onPremisesSamAccountName` string,
  `onPremisesSecurityIdentifier` string,
  `onPremisesSyncEnabled` boolean,
  `onPremisesUserPrincipalName` string,
  `otherMails` array<string>,
  `passwordPolicies` string,
  `passwordProfile` struct<`forceChangePasswordNextSignIn`:boolean,`forceChangePasswordNextSignInWithMfa`:boolean>,
  `postalCode` string,
  `preferredDataLocation` string,
  `preferredLanguage` string,
  `provisionedPlans` array<struct<`capabilityStatus`:string,`provisioningStatus`:string,`service`:string>>,
  `proxyAddresses` array<string>,
  `securityIdentifier` string,
  `serviceProvisioningErrors` array<string>,
  `showInAddressList` boolean,
  `signInSessionsValidFromDateTime` timestamp,
  `state` string,
  `streetAddress` string,
  `surname` string,
  `usageLocation` string,
  `userPrincipalName` string,
  `userType` string,
  `_tenant_id` string,
  `_op` string,
  `_changed_at` timestamp,
  `_run_id` string
)
PARTITIONED BY (`date` string)
STORED AS PARQUET
LOCATION 's3://bucket/lake/changes/users/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.date.type' = 'date',
  'projection.date.format' = 'yyyy-MM-dd',
  'projection.date.range' = '2025-01-01,NOW',
  'projection.date.interval' = '1',
  'projection.date.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://bucket/lake/changes/users/date=${date}/'
);

-- group_members: One row per group and direct member; `_odata_type` says what the member is. Key: groupId, id.
DROP TABLE IF EXISTS `entra`.`group_members`;
CREATE EXTERNAL TABLE `entra`.`group_members` (
  `groupId` string,
  `id` string,
  `_odata_type` string,
  `_tenant_id` string,
  `_changed_at` timestamp
)
STORED AS PARQUET
LOCATION 's3://bucket/lake/group_members/';

-- changes_group_members: One row per insert, update or delete of a row of group_members, as it was then.
DROP TABLE IF EXISTS `entra`.`changes_group_members`;
CREATE EXTERNAL TABLE `entra`.`changes_group_members` (
  `groupId` string,
  `id` string,
  `_odata_type` string,
  `_tenant_id` string,
  `_op` string,
  `_changed_at` timestamp,
  `_run_id` string
)
PARTITIONED BY (`date` string)
STORED AS PARQUET
LOCATION 's3://bucket/lake/changes/group_members/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.date.type' = 'date',
  'projection.date.format' = 'yyyy-MM-dd',
  'projection.date.range' = '2025-01-01,NOW',
  'projection.date.interval' = '1',
  'projection.date.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://bucket/lake/changes/group_members/date=${date}/'
);

-- sign_ins: One row per interactive sign-in of a user. Key: id.
DROP TABLE IF EXISTS `entra`.`sign_ins`;
CREATE EXTERNAL TABLE `entra`.`sign_ins` (
  `id` string,
  `appDisplayName` string,
  `appId` string,
  `appliedConditionalAccessPolicies` array<struct<`displayName`:string,`enforcedGrantControls`:array<string>,`enforcedSessionControls`:array<string>,`id`:string,`result`:string>>,
  `authenticationAppDeviceDetails` struct<`appVersion`:string,`clientApp`:string,`deviceId`:string,`operatingSystem`:string>,
  `clientAppUsed` string,
  `conditionalAccessStatus` string,
  `correlationId` string,
  `createdDateTime` timestamp,
  `deviceDetail` struct<`browser`:string,`deviceId`:string,`displayName`:string,`isCompliant`:boolean,`isManaged`:boolean,`operatingSystem`:string,`trustType`:string>,
  `homeTenantId` string,
  `ipAddress` string,
  `isInteractive` boolean,
  `location` struct<`city`:string,`countryOrRegion`:string,`geoCoordinates`:struct<`altitude`:double,`latitude`:double,`longitude`:double>,`state`:string>,
  `resourceDisplayName` string,
  `resourceId` string,
  `resourceTenantId` string,
  `riskDetail` string,
  `riskEventTypes` array<string>,
  `riskEventTypes_v2` array<string>,
  `riskLevelAggregated` string,
  `riskLevelDuringSignIn` string,
  `riskState` string,
  `servicePrincipalId` string,
  `servicePrincipalName` string,
  `status` struct<`additionalDetails`:string,`errorCode`:int,`failureReason`:string>,
  `userAgent` string,
  `userDisplayName` string,
  `userId` string,
  `userPrincipalName` string,
  `_tenant_id` string,
  `_changed_at` timestamp
)
PARTITIONED BY (`date` string)
STORED AS PARQUET
LOCATION 's3://bucket/lake/sign_ins/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.date.type' = 'date',
  'projection.date.format' = 'yyyy-MM-dd',
  'projection.date.range' = '2025-01-01,NOW',
  'projection.date.interval' = '1',
  'projection.date.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://bucket/lake/sign_ins/date=${date}/'
);
