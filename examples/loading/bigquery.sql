CREATE SCHEMA IF NOT EXISTS `entra`;

-- users: One row per user, members and guests, as the directory has it now. Key: id.
-- JSON text: serviceProvisioningErrors.
CREATE OR REPLACE EXTERNAL TABLE `entra`.`users` (
  `id` STRING,
  `accountEnabled` BOOL,
  `ageGroup` STRING,
  `assignedLicenses` ARRAY<STRUCT<`disabledPlans` ARRAY<STRING>, `skuId` STRING>>,
  `assignedPlans` ARRAY<STRUCT<`assignedDateTime` TIMESTAMP, `capabilityStatus` STRING, `service` STRING, `servicePlanId` STRING>>,
  `authorizationInfo` STRUCT<`certificateUserIds` ARRAY<STRING>>,
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
  `employeeOrgData` STRUCT<`costCenter` STRING, `division` STRING>,
  `employeeType` STRING,
  `externalUserState` STRING,
  `externalUserStateChangeDateTime` TIMESTAMP,
  `faxNumber` STRING,
  `givenName` STRING,
  `identities` ARRAY<STRUCT<`issuer` STRING, `issuerAssignedId` STRING, `signInType` STRING>>,
  `identityParentId` STRING,
  `imAddresses` ARRAY<STRING>,
  `isManagementRestricted` BOOL,
  `isResourceAccount` BOOL,
  `jobTitle` STRING,
  `lastPasswordChangeDateTime` TIMESTAMP,
  `legalAgeGroupClassification` STRING,
  `mail` STRING,
  `mailNickname` STRING,
  `mobilePhone` STRING,
  `officeLocation` STRING,
  `onPremisesDistinguishedName` STRING,
  `onPremisesDomainName` STRING,
  `onPremisesExtensionAttributes` STRUCT<`extensionAttribute1` STRING, `extensionAttribute2` STRING, `extensionAttribute3` STRING, `extensionAttribute4` STRING, `extensionAttribute5` STRING, `extensionAttribute6` STRING, `extensionAttribute7` STRING, `extensionAttribute8` STRING, `extensionAttribute9` STRING, `extensionAttribute10` STRING, `extensionAttribute11` STRING, `extensionAttribute12` STRING, `extensionAttribute13` STRING, `extensionAttribute14` STRING, `extensionAttribute15` STRING>,
  `onPremisesImmutableId` STRING,
  `onPremisesLastSyncDateTime` TIMESTAMP,
  `onPremisesProvisioningErrors` ARRAY<STRUCT<`category` STRING, `occurredDateTime` TIMESTAMP, `propertyCausingError` STRING, `value` STRING>>,
  `onPremisesSamAccountName` STRING,
  `onPremisesSecurityIdentifier` STRING,
  `onPremisesSyncEnabled` BOOL,
  `onPremisesUserPrincipalName` STRING,
  `otherMails` ARRAY<STRING>,
  `passwordPolicies` STRING,
  `passwordProfile` STRUCT<`forceChangePasswordNextSignIn` BOOL, `forceChangePasswordNextSignInWithMfa` BOOL>,
  `postalCode` STRING,
  `preferredDataLocation` STRING,
  `preferredLanguage` STRING,
  `provisionedPlans` ARRAY<STRUCT<`capabilityStatus` STRING, `provisioningStatus` STRING, `service` STRING>>,
  `proxyAddresses` ARRAY<STRING>,
  `securityIdentifier` STRING,
  `serviceProvisioningErrors` ARRAY<STRING>,
  `showInAddressList` BOOL,
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
OPTIONS (
  format = 'PARQUET',
  uris = ['gs://bucket/lake/users/data.parquet'],
  enable_list_inference = TRUE
);
-- In storage of its own, by a load job (without cost) or by a query:
-- bq load --replace --source_format=PARQUET --parquet_enable_list_inference=true 'entra.users_native' 'gs://bucket/lake/users/data.parquet'
-- CREATE OR REPLACE TABLE `entra`.`users_native` AS SELECT * FROM `entra`.`users`;

-- changes_users: One row per insert, update or delete of a row of users, as it was then.
-- JSON text: serviceProvisioningErrors.
CREATE OR REPLACE EXTERNAL TABLE `entra`.`changes_users` (
  `id` STRING,
  `accountEnabled` BOOL,
  `ageGroup` STRING,
  `assignedLicenses` ARRAY<STRUCT<`disabledPlans` ARRAY<STRING>, `skuId` STRING>>,
  `assignedPlans` ARRAY<STRUCT<`assignedDateTime` TIMESTAMP, `capabilityStatus` STRING, `service` STRING, `servicePlanId` STRING>>,
  `authorizationInfo` STRUCT<`certificateUserIds` ARRAY<STRING>>,
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
  `employeeOrgData` STRUCT<`costCenter` STRING, `division` STRING>,
  `employeeType` STRING,
  `externalUserState` STRING,
  `externalUserStateChangeDateTime` TIMESTAMP,
  `faxNumber` STRING,
  `givenName` STRING,
  `identities` ARRAY<STRUCT<`issuer` STRING, `issuerAssignedId` STRING, `signInType` STRING>>,
  `identityParentId` STRING,
  `imAddresses` ARRAY<STRING>,
  `isManagementRestricted` BOOL,
  `isResourceAccount` BOOL,
  `jobTitle` STRING,
  `lastPasswordChangeDateTime` TIMESTAMP,
  `legalAgeGroupClassification` STRING,
  `mail` STRING,
  `mailNickname` STRING,
  `mobilePhone` STRING,
  `officeLocation` STRING,
  `onPremisesDistinguishedName` STRING,
  `onPremisesDomainName` STRING,
  `onPremisesExtensionAttributes` STRUCT<`extensionAttribute1` STRING, `extensionAttribute2` STRING, `extensionAttribute3` STRING, `extensionAttribute4` STRING, `extensionAttribute5` STRING, `extensionAttribute6` STRING, `extensionAttribute7` STRING, `extensionAttribute8` STRING, `extensionAttribute9` STRING, `extensionAttribute10` STRING, `extensionAttribute11` STRING, `extensionAttribute12` STRING, `extensionAttribute13` STRING, `extensionAttribute14` STRING, `extensionAttribute15` STRING>,
  `onPremisesImmutableId` STRING,
  `onPremisesLastSyncDateTime` TIMESTAMP,
  `onPremisesProvisioningErrors` ARRAY<STRUCT<`category` STRING, `occurredDateTime` TIMESTAMP, `propertyCausingError` STRING, `value` STRING>>,
  `onPremisesSamAccountName` STRING,
  `onPremisesSecurityIdentifier` STRING,
  `onPremisesSyncEnabled` BOOL,
  `onPremisesUserPrincipalName` STRING,
  `otherMails` ARRAY<STRING>,
  `passwordPolicies` STRING,
  `passwordProfile` STRUCT<`forceChangePasswordNextSignIn` BOOL, `forceChangePasswordNextSignInWithMfa` BOOL>,
  `postalCode` STRING,
  `preferredDataLocation` STRING,
  `preferredLanguage` STRING,
  `provisionedPlans` ARRAY<STRUCT<`capabilityStatus` STRING, `provisioningStatus` STRING, `service` STRING>>,
  `proxyAddresses` ARRAY<STRING>,
  `securityIdentifier` STRING,
  `serviceProvisioningErrors` ARRAY<STRING>,
  `showInAddressList` BOOL,
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
  `_run_id` STRING
)
WITH PARTITION COLUMNS (`date` DATE)
OPTIONS (
  format = 'PARQUET',
  uris = ['gs://bucket/lake/changes/users/*'],
  hive_partition_uri_prefix = 'gs://bucket/lake/changes/users',
  enable_list_inference = TRUE
);
-- In storage of its own, by a load job (without cost) or by a query:
-- bq load --replace --source_format=PARQUET --parquet_enable_list_inference=true --time_partitioning_type=DAY --time_partitioning_field=_changed_at 'entra.changes_users_native' 'gs://bucket/lake/changes/users/*'
-- CREATE OR REPLACE TABLE `entra`.`changes_users_native` PARTITION BY DATE(`_changed_at`) AS SELECT * EXCEPT (`date`) FROM `entra`.`changes_users`;

-- group_members: One row per group and direct member; `_odata_type` says what the member is. Key: groupId, id.
CREATE OR REPLACE EXTERNAL TABLE `entra`.`group_members` (
  `groupId` STRING,
  `id` STRING,
  `_odata_type` STRING,
  `_tenant_id` STRING,
  `_changed_at` TIMESTAMP
)
OPTIONS (
  format = 'PARQUET',
  uris = ['gs://bucket/lake/group_members/data.parquet'],
  enable_list_inference = TRUE
);
-- In storage of its own, by a load job (without cost) or by a query:
-- bq load --replace --source_format=PARQUET --parquet_enable_list_inference=true 'entra.group_members_native' 'gs://bucket/lake/group_members/data.parquet'
-- CREATE OR REPLACE TABLE `entra`.`group_members_native` AS SELECT * FROM `entra`.`group_members`;

-- changes_group_members: One row per insert, update or delete of a row of group_members, as it was then.
CREATE OR REPLACE EXTERNAL TABLE `entra`.`changes_group_members` (
  `groupId` STRING,
  `id` STRING,
  `_odata_type` STRING,
  `_tenant_id` STRING,
  `_op` STRING,
  `_changed_at` TIMESTAMP,
  `_run_id` STRING
)
WITH PARTITION COLUMNS (`date` DATE)
OPTIONS (
  format = 'PARQUET',
  uris = ['gs://bucket/lake/changes/group_members/*'],
  hive_partition_uri_prefix = 'gs://bucket/lake/changes/group_members',
  enable_list_inference = TRUE
);
-- In storage of its own, by a load job (without cost) or by a query:
-- bq load --replace --source_format=PARQUET --parquet_enable_list_inference=true --time_partitioning_type=DAY --time_partitioning_field=_changed_at 'entra.changes_group_members_native' 'gs://bucket/lake/changes/group_members/*'
-- CREATE OR REPLACE TABLE `entra`.`changes_group_members_native` PARTITION BY DATE(`_changed_at`) AS SELECT * EXCEPT (`date`) FROM `entra`.`changes_group_members`;

-- sign_ins: One row per interactive sign-in of a user. Key: id.
CREATE OR REPLACE EXTERNAL TABLE `entra`.`sign_ins` (
  `id` STRING,
  `appDisplayName` STRING,
  `appId` STRING,
  `appliedConditionalAccessPolicies` ARRAY<STRUCT<`displayName` STRING, `enforcedGrantControls` ARRAY<STRING>, `enforcedSessionControls` ARRAY<STRING>, `id` STRING, `result` STRING>>,
  `authenticationAppDeviceDetails` STRUCT<`appVersion` STRING, `clientApp` STRING, `deviceId` STRING, `operatingSystem` STRING>,
  `clientAppUsed` STRING,
  `conditionalAccessStatus` STRING,
  `correlationId` STRING,
  `createdDateTime` TIMESTAMP,
  `deviceDetail` STRUCT<`browser` STRING, `deviceId` STRING, `displayName` STRING, `isCompliant` BOOL, `isManaged` BOOL, `operatingSystem` STRING, `trustType` STRING>,
  `homeTenantId` STRING,
  `ipAddress` STRING,
  `isInteractive` BOOL,
  `location` STRUCT<`city` STRING, `countryOrRegion` STRING, `geoCoordinates` STRUCT<`altitude` FLOAT64, `latitude` FLOAT64, `longitude` FLOAT64>, `state` STRING>,
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
  `status` STRUCT<`additionalDetails` STRING, `errorCode` INT64, `failureReason` STRING>,
  `userAgent` STRING,
  `userDisplayName` STRING,
  `userId` STRING,
  `userPrincipalName` STRING,
  `_tenant_id` STRING,
  `_changed_at` TIMESTAMP
)
WITH PARTITION COLUMNS (`date` DATE)
OPTIONS (
  format = 'PARQUET',
  uris = ['gs://bucket/lake/sign_ins/*'],
  hive_partition_uri_prefix = 'gs://bucket/lake/sign_ins',
  enable_list_inference = TRUE
);
-- In storage of its own, by a load job (without cost) or by a query:
-- bq load --replace --source_format=PARQUET --parquet_enable_list_inference=true --time_partitioning_type=DAY --time_partitioning_field=createdDateTime 'entra.sign_ins_native' 'gs://bucket/lake/sign_ins/*'
-- CREATE OR REPLACE TABLE `entra`.`sign_ins_native` PARTITION BY DATE(`createdDateTime`) AS SELECT * EXCEPT (`date`) FROM `entra`.`sign_ins`;
