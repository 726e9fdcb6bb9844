-- A view can be made once its table has a file: an event table has none before its first event, and changes/ none
-- before the first change. Make the missing ones later; a view that is there sees new files by itself.

CREATE SCHEMA IF NOT EXISTS "entra";

-- users: One row per user, members and guests, as the directory has it now. Key: id.
-- JSON text: serviceProvisioningErrors.
CREATE OR REPLACE VIEW "entra"."users" AS
SELECT
  CAST(NULL AS VARCHAR) AS "id",
  CAST(NULL AS BOOLEAN) AS "accountEnabled",
  CAST(NULL AS VARCHAR) AS "ageGroup",
  CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses",
  CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans",
  CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo",
  CAST(NULL AS VARCHAR[]) AS "businessPhones",
  CAST(NULL AS VARCHAR) AS "city",
  CAST(NULL AS VARCHAR) AS "companyName",
  CAST(NULL AS VARCHAR) AS "consentProvidedForMinor",
  CAST(NULL AS VARCHAR) AS "country",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime",
  CAST(NULL AS VARCHAR) AS "creationType",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime",
  CAST(NULL AS VARCHAR) AS "department",
  CAST(NULL AS VARCHAR) AS "displayName",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate",
  CAST(NULL AS VARCHAR) AS "employeeId",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime",
  CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData",
  CAST(NULL AS VARCHAR) AS "employeeType",
  CAST(NULL AS VARCHAR) AS "externalUserState",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime",
  CAST(NULL AS VARCHAR) AS "faxNumber",
  CAST(NULL AS VARCHAR) AS "givenName",
  CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities",
  CAST(NULL AS VARCHAR) AS "identityParentId",
  CAST(NULL AS VARCHAR[]) AS "imAddresses",
  CAST(NULL AS BOOLEAN) AS "isManagementRestricted",
  CAST(NULL AS BOOLEAN) AS "isResourceAccount",
  CAST(NULL AS VARCHAR) AS "jobTitle",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime",
  CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification",
  CAST(NULL AS VARCHAR) AS "mail",
  CAST(NULL AS VARCHAR) AS "mailNickname",
  CAST(NULL AS VARCHAR) AS "mobilePhone",
  CAST(NULL AS VARCHAR) AS "officeLocation",
  CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName",
  CAST(NULL AS VARCHAR) AS "onPremisesDomainName",
  CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes",
  CAST(NULL AS VARCHAR) AS "onPremisesImmutableId",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime",
  CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors",
  CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName",
  CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier",
  CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled",
  CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName",
  CAST(NULL AS VARCHAR[]) AS "otherMails",
  CAST(NULL AS VARCHAR) AS "passwordPolicies",
  CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile",
  CAST(NULL AS VARCHAR) AS "postalCode",
  CAST(NULL AS VARCHAR) AS "preferredDataLocation",
  CAST(NULL AS VARCHAR) AS "preferredLanguage",
  CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans",
  CAST(NULL AS VARCHAR[]) AS "proxyAddresses",
  CAST(NULL AS VARCHAR) AS "securityIdentifier",
  CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors",
  CAST(NULL AS BOOLEAN) AS "showInAddressList",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime",
  CAST(NULL AS VARCHAR) AS "state",
  CAST(NULL AS VARCHAR) AS "streetAddress",
  CAST(NULL AS VARCHAR) AS "surname",
  CAST(NULL AS VARCHAR) AS "usageLocation",
  CAST(NULL AS VARCHAR) AS "userPrincipalName",
  CAST(NULL AS VARCHAR) AS "userType",
  CAST(NULL AS VARCHAR) AS "_tenant_id",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at"
WHERE false
UNION ALL BY NAME
SELECT * FROM read_parquet('./entra-lake/users/*.parquet', union_by_name = true, hive_partitioning = false);

-- changes_users: One row per insert, update or delete of a row of users, as it was then.
-- JSON text: serviceProvisioningErrors.
CREATE OR REPLACE VIEW "entra"."changes_users" AS
SELECT
  CAST(NULL AS VARCHAR) AS "id",
  CAST(NULL AS BOOLEAN) AS "accountEnabled",
  CAST(NULL AS VARCHAR) AS "ageGroup",
  CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses",
  CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans",
  CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo",
  CAST(NULL AS VARCHAR[]) AS "businessPhones",
  CAST(NULL AS VARCHAR) AS "city",
  CAST(NULL AS VARCHAR) AS "companyName",
  CAST(NULL AS VARCHAR) AS "consentProvidedForMinor",
  CAST(NULL AS VARCHAR) AS "country",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime",
  CAST(NULL AS VARCHAR) AS "creationType",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime",
  CAST(NULL AS VARCHAR) AS "department",
  CAST(NULL AS VARCHAR) AS "displayName",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate",
  CAST(NULL AS VARCHAR) AS "employeeId",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime",
  CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData",
  CAST(NULL AS VARCHAR) AS "employeeType",
  CAST(NULL AS VARCHAR) AS "externalUserState",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime",
  CAST(NULL AS VARCHAR) AS "faxNumber",
  CAST(NULL AS VARCHAR) AS "givenName",
  CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities",
  CAST(NULL AS VARCHAR) AS "identityParentId",
  CAST(NULL AS VARCHAR[]) AS "imAddresses",
  CAST(NULL AS BOOLEAN) AS "isManagementRestricted",
  CAST(NULL AS BOOLEAN) AS "isResourceAccount",
  CAST(NULL AS VARCHAR) AS "jobTitle",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime",
  CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification",
  CAST(NULL AS VARCHAR) AS "mail",
  CAST(NULL AS VARCHAR) AS "mailNickname",
  CAST(NULL AS VARCHAR) AS "mobilePhone",
  CAST(NULL AS VARCHAR) AS "officeLocation",
  CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName",
  CAST(NULL AS VARCHAR) AS "onPremisesDomainName",
  CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes",
  CAST(NULL AS VARCHAR) AS "onPremisesImmutableId",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime",
  CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors",
  CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName",
  CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier",
  CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled",
  CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName",
  CAST(NULL AS VARCHAR[]) AS "otherMails",
  CAST(NULL AS VARCHAR) AS "passwordPolicies",
  CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile",
  CAST(NULL AS VARCHAR) AS "postalCode",
  CAST(NULL AS VARCHAR) AS "preferredDataLocation",
  CAST(NULL AS VARCHAR) AS "preferredLanguage",
  CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans",
  CAST(NULL AS VARCHAR[]) AS "proxyAddresses",
  CAST(NULL AS VARCHAR) AS "securityIdentifier",
  CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors",
  CAST(NULL AS BOOLEAN) AS "showInAddressList",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime",
  CAST(NULL AS VARCHAR) AS "state",
  CAST(NULL AS VARCHAR) AS "streetAddress",
  CAST(NULL AS VARCHAR) AS "surname",
  CAST(NULL AS VARCHAR) AS "usageLocation",
  CAST(NULL AS VARCHAR) AS "userPrincipalName",
  CAST(NULL AS VARCHAR) AS "userType",
  CAST(NULL AS VARCHAR) AS "_tenant_id",
  CAST(NULL AS VARCHAR) AS "_op",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at",
  CAST(NULL AS VARCHAR) AS "_run_id",
  CAST(NULL AS DATE) AS "date"
WHERE false
UNION ALL BY NAME
SELECT * FROM read_parquet('./entra-lake/changes/users/date=*/*.parquet', union_by_name = true, hive_partitioning = true, hive_types = {"date": DATE});

-- group_members: One row per group and direct member; `_odata_type` says what the member is. Key: groupId, id.
CREATE OR REPLACE VIEW "entra"."group_members" AS
SELECT
  CAST(NULL AS VARCHAR) AS "groupId",
  CAST(NULL AS VARCHAR) AS "id",
  CAST(NULL AS VARCHAR) AS "_odata_type",
  CAST(NULL AS VARCHAR) AS "_tenant_id",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at"
WHERE false
UNION ALL BY NAME
SELECT * FROM read_parquet('./entra-lake/group_members/*.parquet', union_by_name = true, hive_partitioning = false);

-- changes_group_members: One row per insert, update or delete of a row of group_members, as it was then.
CREATE OR REPLACE VIEW "entra"."changes_group_members" AS
SELECT
  CAST(NULL AS VARCHAR) AS "groupId",
  CAST(NULL AS VARCHAR) AS "id",
  CAST(NULL AS VARCHAR) AS "_odata_type",
  CAST(NULL AS VARCHAR) AS "_tenant_id",
  CAST(NULL AS VARCHAR) AS "_op",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at",
  CAST(NULL AS VARCHAR) AS "_run_id",
  CAST(NULL AS DATE) AS "date"
WHERE false
UNION ALL BY NAME
SELECT * FROM read_parquet('./entra-lake/changes/group_members/date=*/*.parquet', union_by_name = true, hive_partitioning = true, hive_types = {"date": DATE});

-- sign_ins: One row per interactive sign-in of a user. Key: id.
CREATE OR REPLACE VIEW "entra"."sign_ins" AS
SELECT
  CAST(NULL AS VARCHAR) AS "id",
  CAST(NULL AS VARCHAR) AS "appDisplayName",
  CAST(NULL AS VARCHAR) AS "appId",
  CAST(NULL AS STRUCT("displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "id" VARCHAR, "result" VARCHAR)[]) AS "appliedConditionalAccessPolicies",
  CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails",
  CAST(NULL AS VARCHAR) AS "clientAppUsed",
  CAST(NULL AS VARCHAR) AS "conditionalAccessStatus",
  CAST(NULL AS VARCHAR) AS "correlationId",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime",
  CAST(NULL AS STRUCT("browser" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail",
  CAST(NULL AS VARCHAR) AS "homeTenantId",
  CAST(NULL AS VARCHAR) AS "ipAddress",
  CAST(NULL AS BOOLEAN) AS "isInteractive",
  CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location",
  CAST(NULL AS VARCHAR) AS "resourceDisplayName",
  CAST(NULL AS VARCHAR) AS "resourceId",
  CAST(NULL AS VARCHAR) AS "resourceTenantId",
  CAST(NULL AS VARCHAR) AS "riskDetail",
  CAST(NULL AS VARCHAR[]) AS "riskEventTypes",
  CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2",
  CAST(NULL AS VARCHAR) AS "riskLevelAggregated",
  CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn",
  CAST(NULL AS VARCHAR) AS "riskState",
  CAST(NULL AS VARCHAR) AS "servicePrincipalId",
  CAST(NULL AS VARCHAR) AS "servicePrincipalName",
  CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status",
  CAST(NULL AS VARCHAR) AS "userAgent",
  CAST(NULL AS VARCHAR) AS "userDisplayName",
  CAST(NULL AS VARCHAR) AS "userId",
  CAST(NULL AS VARCHAR) AS "userPrincipalName",
  CAST(NULL AS VARCHAR) AS "_tenant_id",
  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at",
  CAST(NULL AS DATE) AS "date"
WHERE false
UNION ALL BY NAME
SELECT * FROM read_parquet('./entra-lake/sign_ins/date=*/*.parquet', union_by_name = true, hive_partitioning = true, hive_types = {"date": DATE});
