-- Licence reconciliation, for the DuckDB shell beside the folder entra-lake: duckdb < examples/reports/duckdb/licence-reconciliation.sql
-- The same as `entra-extract report`, with every parameter at its default; change the SET VARIABLE lines.

-- A view without rows for each table, so that what the lake does not have is empty, ...
CREATE OR REPLACE VIEW "subscribed_skus" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accountId", CAST(NULL AS VARCHAR) AS "accountName", CAST(NULL AS VARCHAR) AS "appliesTo", CAST(NULL AS VARCHAR) AS "capabilityStatus", CAST(NULL AS INTEGER) AS "consumedUnits", CAST(NULL AS STRUCT("enabled" INTEGER, "lockedOut" INTEGER, "suspended" INTEGER, "warning" INTEGER)) AS "prepaidUnits", CAST(NULL AS STRUCT("appliesTo" VARCHAR, "provisioningStatus" VARCHAR, "servicePlanId" VARCHAR, "servicePlanName" VARCHAR)[]) AS "servicePlans", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR) AS "skuPartNumber", CAST(NULL AS VARCHAR[]) AS "subscriptionIds", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "user_licenses" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "report_settings" AS SELECT CAST(NULL AS BOOLEAN) AS "displayConcealedNames", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "m365_active_users" AS SELECT CAST(NULL AS DATE) AS "reportRefreshDate", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "assignedProducts", CAST(NULL AS DATE) AS "deletedDate", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS DATE) AS "exchangeLastActivityDate", CAST(NULL AS DATE) AS "exchangeLicenseAssignDate", CAST(NULL AS BOOLEAN) AS "hasExchangeLicense", CAST(NULL AS BOOLEAN) AS "hasOneDriveLicense", CAST(NULL AS BOOLEAN) AS "hasSharePointLicense", CAST(NULL AS BOOLEAN) AS "hasSkypeForBusinessLicense", CAST(NULL AS BOOLEAN) AS "hasTeamsLicense", CAST(NULL AS BOOLEAN) AS "hasYammerLicense", CAST(NULL AS BOOLEAN) AS "isDeleted", CAST(NULL AS DATE) AS "oneDriveLastActivityDate", CAST(NULL AS DATE) AS "oneDriveLicenseAssignDate", CAST(NULL AS DATE) AS "sharePointLastActivityDate", CAST(NULL AS DATE) AS "sharePointLicenseAssignDate", CAST(NULL AS DATE) AS "skypeForBusinessLastActivityDate", CAST(NULL AS DATE) AS "skypeForBusinessLicenseAssignDate", CAST(NULL AS DATE) AS "teamsLastActivityDate", CAST(NULL AS DATE) AS "teamsLicenseAssignDate", CAST(NULL AS DATE) AS "yammerLastActivityDate", CAST(NULL AS DATE) AS "yammerLicenseAssignDate", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "email_activity" AS SELECT CAST(NULL AS DATE) AS "reportRefreshDate", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "assignedProducts", CAST(NULL AS DATE) AS "deletedDate", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isDeleted", CAST(NULL AS DATE) AS "lastActivityDate", CAST(NULL AS BIGINT) AS "meetingCreatedCount", CAST(NULL AS BIGINT) AS "meetingInteractedCount", CAST(NULL AS BIGINT) AS "readCount", CAST(NULL AS BIGINT) AS "receiveCount", CAST(NULL AS VARCHAR) AS "reportPeriod", CAST(NULL AS BIGINT) AS "sendCount", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "onedrive_activity" AS SELECT CAST(NULL AS DATE) AS "reportRefreshDate", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "assignedProducts", CAST(NULL AS DATE) AS "deletedDate", CAST(NULL AS BOOLEAN) AS "isDeleted", CAST(NULL AS DATE) AS "lastActivityDate", CAST(NULL AS VARCHAR) AS "reportPeriod", CAST(NULL AS BIGINT) AS "sharedExternallyFileCount", CAST(NULL AS BIGINT) AS "sharedInternallyFileCount", CAST(NULL AS BIGINT) AS "syncedFileCount", CAST(NULL AS BIGINT) AS "viewedOrEditedFileCount", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "sharepoint_activity" AS SELECT CAST(NULL AS DATE) AS "reportRefreshDate", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "assignedProducts", CAST(NULL AS DATE) AS "deletedDate", CAST(NULL AS BOOLEAN) AS "isDeleted", CAST(NULL AS DATE) AS "lastActivityDate", CAST(NULL AS VARCHAR) AS "reportPeriod", CAST(NULL AS BIGINT) AS "sharedExternallyFileCount", CAST(NULL AS BIGINT) AS "sharedInternallyFileCount", CAST(NULL AS BIGINT) AS "syncedFileCount", CAST(NULL AS BIGINT) AS "viewedOrEditedFileCount", CAST(NULL AS BIGINT) AS "visitedPageCount", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "teams_user_activity" AS SELECT CAST(NULL AS DATE) AS "reportRefreshDate", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS BIGINT) AS "adHocMeetingsAttendedCount", CAST(NULL AS BIGINT) AS "adHocMeetingsOrganizedCount", CAST(NULL AS VARCHAR) AS "assignedProducts", CAST(NULL AS VARCHAR) AS "audioDuration", CAST(NULL AS BIGINT) AS "audioDurationInSeconds", CAST(NULL AS BIGINT) AS "callCount", CAST(NULL AS DATE) AS "deletedDate", CAST(NULL AS BOOLEAN) AS "hasOtherAction", CAST(NULL AS BOOLEAN) AS "isDeleted", CAST(NULL AS BOOLEAN) AS "isLicensed", CAST(NULL AS DATE) AS "lastActivityDate", CAST(NULL AS BIGINT) AS "meetingCount", CAST(NULL AS BIGINT) AS "meetingsAttendedCount", CAST(NULL AS BIGINT) AS "meetingsOrganizedCount", CAST(NULL AS BIGINT) AS "postMessages", CAST(NULL AS BIGINT) AS "privateChatMessageCount", CAST(NULL AS BIGINT) AS "replyMessages", CAST(NULL AS VARCHAR) AS "reportPeriod", CAST(NULL AS BIGINT) AS "scheduledOneTimeMeetingsAttendedCount", CAST(NULL AS BIGINT) AS "scheduledOneTimeMeetingsOrganizedCount", CAST(NULL AS BIGINT) AS "scheduledRecurringMeetingsAttendedCount", CAST(NULL AS BIGINT) AS "scheduledRecurringMeetingsOrganizedCount", CAST(NULL AS VARCHAR) AS "screenShareDuration", CAST(NULL AS BIGINT) AS "screenShareDurationInSeconds", CAST(NULL AS VARCHAR) AS "sharedChannelTenantDisplayNames", CAST(NULL AS BIGINT) AS "teamChatMessageCount", CAST(NULL AS VARCHAR) AS "tenantDisplayName", CAST(NULL AS BIGINT) AS "urgentMessages", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "videoDuration", CAST(NULL AS BIGINT) AS "videoDurationInSeconds", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "m365_app_users" AS SELECT CAST(NULL AS DATE) AS "reportRefreshDate", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS BOOLEAN) AS "excel", CAST(NULL AS BOOLEAN) AS "excelMac", CAST(NULL AS BOOLEAN) AS "excelMobile", CAST(NULL AS BOOLEAN) AS "excelWeb", CAST(NULL AS BOOLEAN) AS "excelWindows", CAST(NULL AS DATE) AS "lastActivationDate", CAST(NULL AS DATE) AS "lastActivityDate", CAST(NULL AS BOOLEAN) AS "mac", CAST(NULL AS BOOLEAN) AS "mobile", CAST(NULL AS BOOLEAN) AS "oneNote", CAST(NULL AS BOOLEAN) AS "oneNoteMac", CAST(NULL AS BOOLEAN) AS "oneNoteMobile", CAST(NULL AS BOOLEAN) AS "oneNoteWeb", CAST(NULL AS BOOLEAN) AS "oneNoteWindows", CAST(NULL AS BOOLEAN) AS "outlook", CAST(NULL AS BOOLEAN) AS "outlookMac", CAST(NULL AS BOOLEAN) AS "outlookMobile", CAST(NULL AS BOOLEAN) AS "outlookWeb", CAST(NULL AS BOOLEAN) AS "outlookWindows", CAST(NULL AS BOOLEAN) AS "powerPoint", CAST(NULL AS BOOLEAN) AS "powerPointMac", CAST(NULL AS BOOLEAN) AS "powerPointMobile", CAST(NULL AS BOOLEAN) AS "powerPointWeb", CAST(NULL AS BOOLEAN) AS "powerPointWindows", CAST(NULL AS VARCHAR) AS "reportPeriod", CAST(NULL AS BOOLEAN) AS "teams", CAST(NULL AS BOOLEAN) AS "teamsMac", CAST(NULL AS BOOLEAN) AS "teamsMobile", CAST(NULL AS BOOLEAN) AS "teamsWeb", CAST(NULL AS BOOLEAN) AS "teamsWindows", CAST(NULL AS BOOLEAN) AS "web", CAST(NULL AS BOOLEAN) AS "windows", CAST(NULL AS BOOLEAN) AS "word", CAST(NULL AS BOOLEAN) AS "wordMac", CAST(NULL AS BOOLEAN) AS "wordMobile", CAST(NULL AS BOOLEAN) AS "wordWeb", CAST(NULL AS BOOLEAN) AS "wordWindows", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "m365_activations" AS SELECT CAST(NULL AS DATE) AS "reportRefreshDate", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "productType", CAST(NULL AS BOOLEAN) AS "activatedOnSharedComputer", CAST(NULL AS INTEGER) AS "android", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS INTEGER) AS "iOS", CAST(NULL AS DATE) AS "lastActivatedDate", CAST(NULL AS INTEGER) AS "mac", CAST(NULL AS INTEGER) AS "windows", CAST(NULL AS INTEGER) AS "windows10Mobile", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;

-- ... then over the files: DuckDB reports those of tables that the lake does not have, and goes on.
CREATE OR REPLACE VIEW "subscribed_skus" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accountId", CAST(NULL AS VARCHAR) AS "accountName", CAST(NULL AS VARCHAR) AS "appliesTo", CAST(NULL AS VARCHAR) AS "capabilityStatus", CAST(NULL AS INTEGER) AS "consumedUnits", CAST(NULL AS STRUCT("enabled" INTEGER, "lockedOut" INTEGER, "suspended" INTEGER, "warning" INTEGER)) AS "prepaidUnits", CAST(NULL AS STRUCT("appliesTo" VARCHAR, "provisioningStatus" VARCHAR, "servicePlanId" VARCHAR, "servicePlanName" VARCHAR)[]) AS "servicePlans", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR) AS "skuPartNumber", CAST(NULL AS VARCHAR[]) AS "subscriptionIds", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/subscribed_skus/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "user_licenses" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_licenses/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "report_settings" AS SELECT CAST(NULL AS BOOLEAN) AS "displayConcealedNames", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/report_settings/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "m365_active_users" AS SELECT CAST(NULL AS DATE) AS "reportRefreshDate", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "assignedProducts", CAST(NULL AS DATE) AS "deletedDate", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS DATE) AS "exchangeLastActivityDate", CAST(NULL AS DATE) AS "exchangeLicenseAssignDate", CAST(NULL AS BOOLEAN) AS "hasExchangeLicense", CAST(NULL AS BOOLEAN) AS "hasOneDriveLicense", CAST(NULL AS BOOLEAN) AS "hasSharePointLicense", CAST(NULL AS BOOLEAN) AS "hasSkypeForBusinessLicense", CAST(NULL AS BOOLEAN) AS "hasTeamsLicense", CAST(NULL AS BOOLEAN) AS "hasYammerLicense", CAST(NULL AS BOOLEAN) AS "isDeleted", CAST(NULL AS DATE) AS "oneDriveLastActivityDate", CAST(NULL AS DATE) AS "oneDriveLicenseAssignDate", CAST(NULL AS DATE) AS "sharePointLastActivityDate", CAST(NULL AS DATE) AS "sharePointLicenseAssignDate", CAST(NULL AS DATE) AS "skypeForBusinessLastActivityDate", CAST(NULL AS DATE) AS "skypeForBusinessLicenseAssignDate", CAST(NULL AS DATE) AS "teamsLastActivityDate", CAST(NULL AS DATE) AS "teamsLicenseAssignDate", CAST(NULL AS DATE) AS "yammerLastActivityDate", CAST(NULL AS DATE) AS "yammerLicenseAssignDate", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/m365_active_users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "email_activity" AS SELECT CAST(NULL AS DATE) AS "reportRefreshDate", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "assignedProducts", CAST(NULL AS DATE) AS "deletedDate", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isDeleted", CAST(NULL AS DATE) AS "lastActivityDate", CAST(NULL AS BIGINT) AS "meetingCreatedCount", CAST(NULL AS BIGINT) AS "meetingInteractedCount", CAST(NULL AS BIGINT) AS "readCount", CAST(NULL AS BIGINT) AS "receiveCount", CAST(NULL AS VARCHAR) AS "reportPeriod", CAST(NULL AS BIGINT) AS "sendCount", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/email_activity/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "onedrive_activity" AS SELECT CAST(NULL AS DATE) AS "reportRefreshDate", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "assignedProducts", CAST(NULL AS DATE) AS "deletedDate", CAST(NULL AS BOOLEAN) AS "isDeleted", CAST(NULL AS DATE) AS "lastActivityDate", CAST(NULL AS VARCHAR) AS "reportPeriod", CAST(NULL AS BIGINT) AS "sharedExternallyFileCount", CAST(NULL AS BIGINT) AS "sharedInternallyFileCount", CAST(NULL AS BIGINT) AS "syncedFileCount", CAST(NULL AS BIGINT) AS "viewedOrEditedFileCount", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/onedrive_activity/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "sharepoint_activity" AS SELECT CAST(NULL AS DATE) AS "reportRefreshDate", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "assignedProducts", CAST(NULL AS DATE) AS "deletedDate", CAST(NULL AS BOOLEAN) AS "isDeleted", CAST(NULL AS DATE) AS "lastActivityDate", CAST(NULL AS VARCHAR) AS "reportPeriod", CAST(NULL AS BIGINT) AS "sharedExternallyFileCount", CAST(NULL AS BIGINT) AS "sharedInternallyFileCount", CAST(NULL AS BIGINT) AS "syncedFileCount", CAST(NULL AS BIGINT) AS "viewedOrEditedFileCount", CAST(NULL AS BIGINT) AS "visitedPageCount", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/sharepoint_activity/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "teams_user_activity" AS SELECT CAST(NULL AS DATE) AS "reportRefreshDate", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS BIGINT) AS "adHocMeetingsAttendedCount", CAST(NULL AS BIGINT) AS "adHocMeetingsOrganizedCount", CAST(NULL AS VARCHAR) AS "assignedProducts", CAST(NULL AS VARCHAR) AS "audioDuration", CAST(NULL AS BIGINT) AS "audioDurationInSeconds", CAST(NULL AS BIGINT) AS "callCount", CAST(NULL AS DATE) AS "deletedDate", CAST(NULL AS BOOLEAN) AS "hasOtherAction", CAST(NULL AS BOOLEAN) AS "isDeleted", CAST(NULL AS BOOLEAN) AS "isLicensed", CAST(NULL AS DATE) AS "lastActivityDate", CAST(NULL AS BIGINT) AS "meetingCount", CAST(NULL AS BIGINT) AS "meetingsAttendedCount", CAST(NULL AS BIGINT) AS "meetingsOrganizedCount", CAST(NULL AS BIGINT) AS "postMessages", CAST(NULL AS BIGINT) AS "privateChatMessageCount", CAST(NULL AS BIGINT) AS "replyMessages", CAST(NULL AS VARCHAR) AS "reportPeriod", CAST(NULL AS BIGINT) AS "scheduledOneTimeMeetingsAttendedCount", CAST(NULL AS BIGINT) AS "scheduledOneTimeMeetingsOrganizedCount", CAST(NULL AS BIGINT) AS "scheduledRecurringMeetingsAttendedCount", CAST(NULL AS BIGINT) AS "scheduledRecurringMeetingsOrganizedCount", CAST(NULL AS VARCHAR) AS "screenShareDuration", CAST(NULL AS BIGINT) AS "screenShareDurationInSeconds", CAST(NULL AS VARCHAR) AS "sharedChannelTenantDisplayNames", CAST(NULL AS BIGINT) AS "teamChatMessageCount", CAST(NULL AS VARCHAR) AS "tenantDisplayName", CAST(NULL AS BIGINT) AS "urgentMessages", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "videoDuration", CAST(NULL AS BIGINT) AS "videoDurationInSeconds", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/teams_user_activity/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "m365_app_users" AS SELECT CAST(NULL AS DATE) AS "reportRefreshDate", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS BOOLEAN) AS "excel", CAST(NULL AS BOOLEAN) AS "excelMac", CAST(NULL AS BOOLEAN) AS "excelMobile", CAST(NULL AS BOOLEAN) AS "excelWeb", CAST(NULL AS BOOLEAN) AS "excelWindows", CAST(NULL AS DATE) AS "lastActivationDate", CAST(NULL AS DATE) AS "lastActivityDate", CAST(NULL AS BOOLEAN) AS "mac", CAST(NULL AS BOOLEAN) AS "mobile", CAST(NULL AS BOOLEAN) AS "oneNote", CAST(NULL AS BOOLEAN) AS "oneNoteMac", CAST(NULL AS BOOLEAN) AS "oneNoteMobile", CAST(NULL AS BOOLEAN) AS "oneNoteWeb", CAST(NULL AS BOOLEAN) AS "oneNoteWindows", CAST(NULL AS BOOLEAN) AS "outlook", CAST(NULL AS BOOLEAN) AS "outlookMac", CAST(NULL AS BOOLEAN) AS "outlookMobile", CAST(NULL AS BOOLEAN) AS "outlookWeb", CAST(NULL AS BOOLEAN) AS "outlookWindows", CAST(NULL AS BOOLEAN) AS "powerPoint", CAST(NULL AS BOOLEAN) AS "powerPointMac", CAST(NULL AS BOOLEAN) AS "powerPointMobile", CAST(NULL AS BOOLEAN) AS "powerPointWeb", CAST(NULL AS BOOLEAN) AS "powerPointWindows", CAST(NULL AS VARCHAR) AS "reportPeriod", CAST(NULL AS BOOLEAN) AS "teams", CAST(NULL AS BOOLEAN) AS "teamsMac", CAST(NULL AS BOOLEAN) AS "teamsMobile", CAST(NULL AS BOOLEAN) AS "teamsWeb", CAST(NULL AS BOOLEAN) AS "teamsWindows", CAST(NULL AS BOOLEAN) AS "web", CAST(NULL AS BOOLEAN) AS "windows", CAST(NULL AS BOOLEAN) AS "word", CAST(NULL AS BOOLEAN) AS "wordMac", CAST(NULL AS BOOLEAN) AS "wordMobile", CAST(NULL AS BOOLEAN) AS "wordWeb", CAST(NULL AS BOOLEAN) AS "wordWindows", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/m365_app_users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "m365_activations" AS SELECT CAST(NULL AS DATE) AS "reportRefreshDate", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "productType", CAST(NULL AS BOOLEAN) AS "activatedOnSharedComputer", CAST(NULL AS INTEGER) AS "android", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS INTEGER) AS "iOS", CAST(NULL AS DATE) AS "lastActivatedDate", CAST(NULL AS INTEGER) AS "mac", CAST(NULL AS INTEGER) AS "windows", CAST(NULL AS INTEGER) AS "windows10Mobile", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/m365_activations/*.parquet'], union_by_name = true, hive_partitioning = false);

SET VARIABLE as_of = now();
SET VARIABLE "days" = CAST(30 AS INTEGER);
SET VARIABLE "charge_to" = CAST('costCenter' AS VARCHAR);
CREATE TEMP TABLE "prices" AS SELECT CAST(NULL AS VARCHAR) AS "skuPartNumber", CAST(NULL AS DOUBLE) AS "pricePerMonth", CAST(NULL AS VARCHAR) AS "currency" WHERE false;

-- report: Licence reconciliation
-- summary: Seats bought, assigned and used of each SKU, by cost centre, with what idle, unused and doubled seats cost
-- parameter: days integer 30 | A product without activity for so many days is not used
-- parameter: charge_to text costCenter | What seats are charged to: costCenter, division, department, companyName, country or usageLocation
-- parameter: prices file(skuPartNumber VARCHAR, pricePerMonth DOUBLE, currency? VARCHAR) | What a seat of each SKU costs a month
-- needs: subscribed_skus, users, user_licenses
-- uses: report_settings, m365_active_users, email_activity, onedrive_activity, sharepoint_activity, teams_user_activity, m365_app_users,
--   m365_activations
-- read: Bought seats that nobody holds are free. A seat is active when its user was active, within --days, in one of the products that its
--   SKU has for this user (Exchange, OneDrive, SharePoint, Teams, Microsoft 365 Apps); inactive when all of them are reported and none was
--   used; in every other case unknown, which never means unused. Costs need --prices; currencies are never added up.
-- caveat: Where names are concealed in usage reports (Microsoft's default), no person can be matched: every seat is unknown then, and the
--   section of products alone tells of use. An administrator shows names under Settings, Org settings, Reports.
-- caveat: Usage reports are two to three days old, and know nobody who got the first licence since.
-- caveat: Products without a usage report (Intune, Entra ID, Power BI, Visio, Project and others) are not measured: seats of a SKU that
--   has no other are unknown.
-- caveat: An inactive seat is one whose measured products are unused: what else its SKU has may be in use (Power BI in E5, Windows in E3).
-- caveat: Overlaps are found by service plan; a plan that does the same under another name (Exchange Online Plan 1 and 2) is not.
-- caveat: A SKU that costs nothing (FREE, VIRAL, TRIAL, EXPLORATORY in its name, and a few known ones) is left out unless the file gives
--   it a price.

-- A SKU that the file names with two prices has none.
CREATE TEMP VIEW price AS
SELECT
  upper(skuPartNumber) AS sku,
  CASE WHEN count(DISTINCT (pricePerMonth, coalesce(upper(currency), ''))) = 1 THEN min(pricePerMonth) END AS pricePerMonth,
  CASE WHEN count(DISTINCT (pricePerMonth, coalesce(upper(currency), ''))) = 1 THEN min(upper(currency)) END AS currency
FROM prices
WHERE skuPartNumber IS NOT NULL
GROUP BY ALL;

CREATE TEMP VIEW paid AS
SELECT
  s.skuId,
  s.skuPartNumber,
  s.capabilityStatus,
  coalesce(s.prepaidUnits.enabled, 0) + coalesce(s.prepaidUnits.warning, 0) AS bought,
  coalesce(s.prepaidUnits.suspended, 0) + coalesce(s.prepaidUnits.lockedOut, 0) AS suspended,
  coalesce(s.consumedUnits, 0) AS consumed,
  p.pricePerMonth,
  p.currency
FROM subscribed_skus s
LEFT JOIN price p ON p.sku = upper(s.skuPartNumber)
WHERE p.pricePerMonth > 0
  OR NOT (
    regexp_matches(s.skuPartNumber, 'FREE|VIRAL|TRIAL|EXPLORATORY')
    OR s.skuPartNumber IN (
      'POWER_BI_STANDARD', 'STREAM', 'WINDOWS_STORE', 'RIGHTSMANAGEMENT_ADHOC', 'MICROSOFT_BUSINESS_CENTER', 'FORMS_PRO'
    )
  );

-- Plans of the whole company are nobody's seat.
CREATE TEMP VIEW plans AS
SELECT DISTINCT p.skuId, t.plan.servicePlanId, t.plan.servicePlanName
FROM paid p
JOIN subscribed_skus s ON s.skuId = p.skuId, UNNEST(s.servicePlans) AS t(plan)
WHERE t.plan.appliesTo IS DISTINCT FROM 'Company';

-- Which plans are which of the products that usage reports know.
CREATE TEMP VIEW product_plans AS
SELECT DISTINCT p.skuId, p.servicePlanId, k.product
FROM plans p
JOIN (
  VALUES
    ('Exchange', '^EXCHANGE_(S_(STANDARD|ENTERPRISE|DESKLESS|ESSENTIALS)|B_|L_)'),
    ('SharePoint', '^SHAREPOINT(STANDARD|ENTERPRISE|DESKLESS|_S_)'),
    ('OneDrive', '^(SHAREPOINT(STANDARD|ENTERPRISE|DESKLESS|_S_)|ONEDRIVE)'),
    ('Teams', '^TEAMS'),
    ('Microsoft 365 Apps', '^OFFICE(SUBSCRIPTION|_BUSINESS)')
) k(product, pattern) ON regexp_matches(p.servicePlanName, k.pattern);

-- A name without @ is concealed.
CREATE TEMP VIEW usage AS
SELECT product, lower(userPrincipalName) AS upn, contains(userPrincipalName, '@') AS named, reportRefreshDate, lastActivity
FROM (
  SELECT 'Exchange' AS product, userPrincipalName, reportRefreshDate, exchangeLastActivityDate AS lastActivity
  FROM m365_active_users WHERE hasExchangeLicense AND isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'OneDrive', userPrincipalName, reportRefreshDate, oneDriveLastActivityDate
  FROM m365_active_users WHERE hasOneDriveLicense AND isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'SharePoint', userPrincipalName, reportRefreshDate, sharePointLastActivityDate
  FROM m365_active_users WHERE hasSharePointLicense AND isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'Teams', userPrincipalName, reportRefreshDate, teamsLastActivityDate
  FROM m365_active_users WHERE hasTeamsLicense AND isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'Exchange', userPrincipalName, reportRefreshDate, lastActivityDate
  FROM email_activity WHERE isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'OneDrive', userPrincipalName, reportRefreshDate, lastActivityDate
  FROM onedrive_activity WHERE isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'SharePoint', userPrincipalName, reportRefreshDate, lastActivityDate
  FROM sharepoint_activity WHERE isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'Teams', userPrincipalName, reportRefreshDate, lastActivityDate
  FROM teams_user_activity WHERE isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'Microsoft 365 Apps', userPrincipalName, reportRefreshDate, greatest(lastActivityDate, lastActivationDate)
  FROM m365_app_users
  UNION ALL
  SELECT 'Microsoft 365 Apps', userPrincipalName, reportRefreshDate, lastActivatedDate
  FROM m365_activations
);

CREATE TEMP VIEW use_of_products AS
SELECT upn, product, max(lastActivity) AS lastActivity
FROM usage
WHERE named
GROUP BY ALL;

-- Which products a user has through which seat, and how each was used; a plan that is switched off for the user is none of them.
CREATE TEMP TABLE seat_products AS
SELECT DISTINCT
  l.userId,
  l.skuId,
  p.product,
  a.lastActivity,
  CASE
    WHEN a.upn IS NULL THEN 'unknown'
    WHEN date_diff('day', a.lastActivity, CAST(getvariable('as_of') AT TIME ZONE 'UTC' AS DATE)) < getvariable('days') THEN 'active'
    ELSE 'inactive'
  END AS status
FROM user_licenses l
JOIN users u ON u.id = l.userId
JOIN product_plans p ON p.skuId = l.skuId AND coalesce(list_contains(l.disabledPlans, p.servicePlanId), false) = false
LEFT JOIN use_of_products a ON a.upn = lower(u.userPrincipalName) AND a.product = p.product;

CREATE TEMP TABLE seats AS
SELECT
  l.userId,
  l.skuId,
  p.skuPartNumber,
  u.userPrincipalName,
  u.accountEnabled,
  coalesce(
    CASE getvariable('charge_to')
      WHEN 'costCenter' THEN u.employeeOrgData.costCenter
      WHEN 'division' THEN u.employeeOrgData.division
      WHEN 'department' THEN u.department
      WHEN 'companyName' THEN u.companyName
      WHEN 'country' THEN u.country
      WHEN 'usageLocation' THEN u.usageLocation
      ELSE '(--charge-to is costCenter, division, department, companyName, country or usageLocation)'
    END,
    '(none)'
  ) AS costCentre,
  CASE
    WHEN count(*) FILTER (WHERE s.status = 'active') > 0 THEN 'active'
    WHEN count(s.status) > 0 AND count(*) FILTER (WHERE s.status = 'unknown') = 0 THEN 'inactive'
    ELSE 'unknown'
  END AS status,
  max(s.lastActivity) AS lastActivity,
  list(s.product ORDER BY s.product) FILTER (WHERE s.product IS NOT NULL) AS products,
  p.pricePerMonth,
  p.currency
FROM user_licenses l
JOIN users u ON u.id = l.userId
JOIN paid p ON p.skuId = l.skuId
LEFT JOIN seat_products s ON s.userId = l.userId AND s.skuId = l.skuId
GROUP BY ALL;

-- section: skus | Seats bought, assigned and free
-- note: bought has the seats of subscriptions in their grace period too; suspended those that may not be used any more. consumed is
--   Microsoft's count, assigned that of the users in the lake. A price that fits no SKU of the tenant, or is given twice, is told in status.
-- chart: stacked skuPartNumber by consumed, free
SELECT
  coalesce(p.skuPartNumber, f.sku) AS skuPartNumber,
  CASE
    WHEN p.skuId IS NULL THEN 'priced, not in the tenant'
    WHEN f.sku IS NOT NULL AND f.pricePerMonth IS NULL THEN concat(p.capabilityStatus, ', no single price')
    ELSE p.capabilityStatus
  END AS status,
  p.bought,
  p.suspended,
  p.consumed,
  CASE WHEN p.skuId IS NOT NULL THEN (SELECT count(*) FROM user_licenses l WHERE l.skuId = p.skuId) END AS assigned,
  p.bought - p.consumed AS free,
  f.pricePerMonth,
  round(CASE WHEN p.bought > p.consumed THEN p.bought - p.consumed WHEN p.skuId IS NOT NULL THEN 0 END * f.pricePerMonth, 2) AS costOfFree,
  f.currency
FROM paid p
FULL JOIN price f ON f.sku = upper(p.skuPartNumber)
WHERE p.skuId IS NOT NULL OR NOT EXISTS (SELECT 1 FROM subscribed_skus s WHERE upper(s.skuPartNumber) = f.sku)
ORDER BY costOfFree DESC NULLS LAST, free DESC NULLS LAST, skuPartNumber;

-- section: activity | Seats and the use of their products
-- note: The product (any) is the seat as a whole: active when one of its products is.
SELECT
  skuPartNumber,
  product,
  count(*) AS seats,
  count(*) FILTER (WHERE status = 'active') AS active,
  count(*) FILTER (WHERE status = 'inactive') AS inactive,
  count(*) FILTER (WHERE status = 'unknown') AS "unknown",
  count(*) FILTER (WHERE status = 'inactive' AND lastActivity IS NULL) AS neverActive
FROM (
  SELECT skuPartNumber, '(any)' AS product, status, lastActivity FROM seats
  UNION ALL
  SELECT p.skuPartNumber, s.product, s.status, s.lastActivity
  FROM seat_products s
  JOIN paid p ON p.skuId = s.skuId
)
GROUP BY ALL
ORDER BY skuPartNumber, product;

-- section: cost-centres | Seats by what they are charged to
SELECT
  costCentre,
  skuPartNumber,
  count(*) AS seats,
  count(*) FILTER (WHERE status = 'active') AS active,
  count(*) FILTER (WHERE status = 'inactive') AS inactive,
  count(*) FILTER (WHERE status = 'unknown') AS "unknown",
  round(sum(pricePerMonth), 2) AS costPerMonth,
  round(sum(if(status = 'inactive', pricePerMonth, 0 * pricePerMonth)), 2) AS costOfInactive,
  min(currency) AS currency
FROM seats
GROUP BY costCentre, skuPartNumber
ORDER BY costCentre, skuPartNumber;

-- section: inactive | Seats none of whose products is used
SELECT
  userPrincipalName,
  accountEnabled,
  costCentre,
  skuPartNumber,
  products,
  lastActivity,
  pricePerMonth,
  currency
FROM seats
WHERE status = 'inactive'
ORDER BY lastActivity NULLS FIRST, userPrincipalName, skuPartNumber;

-- section: overlaps | Users with a SKU that another of theirs contains
-- note: Every service plan of skuPartNumber is in containedIn too. switchedOff are plans that the user has through skuPartNumber alone,
--   since containedIn has them switched off for this user: switch them on before the seat is given back.
SELECT
  u.userPrincipalName,
  u.accountEnabled,
  pair.skuPartNumber,
  pair.containedIn,
  (
    SELECT list(n.servicePlanName ORDER BY n.servicePlanName)
    FROM plans n
    WHERE n.skuId = pair.skuId
      AND list_contains(b.disabledPlans, n.servicePlanId)
      AND coalesce(list_contains(a.disabledPlans, n.servicePlanId), false) = false
  ) AS switchedOff,
  pair.pricePerMonth,
  pair.currency
FROM (
  SELECT a.skuId, b.skuId AS otherId, a.skuPartNumber, b.skuPartNumber AS containedIn, a.pricePerMonth, a.currency
  FROM (SELECT skuId, list(servicePlanId) AS planIds FROM plans GROUP BY ALL) pa
  JOIN (SELECT skuId, list(servicePlanId) AS planIds FROM plans GROUP BY ALL) pb
    ON pb.skuId <> pa.skuId AND list_has_all(pb.planIds, pa.planIds)
  JOIN paid a ON a.skuId = pa.skuId
  JOIN paid b ON b.skuId = pb.skuId
  WHERE len(pb.planIds) > len(pa.planIds)
    OR (coalesce(a.pricePerMonth, 0), a.skuPartNumber, a.skuId) > (coalesce(b.pricePerMonth, 0), b.skuPartNumber, b.skuId)
) pair
JOIN user_licenses a ON a.skuId = pair.skuId
JOIN user_licenses b ON b.skuId = pair.otherId AND b.userId = a.userId
JOIN users u ON u.id = a.userId
ORDER BY u.userPrincipalName, pair.skuPartNumber, pair.containedIn;

-- section: products | Products as their reports have them
-- note: Counts of users in Microsoft's reports, whether they can be matched or not. concealed counts those under a name that tells nothing.
-- chart: stacked product by active, inactive
SELECT
  product,
  max(reportRefreshDate) AS reportRefreshDate,
  count(*) AS users,
  count(*) FILTER (WHERE coalesce(lastActivity, DATE '0001-01-01') > since) AS active,
  count(*) FILTER (WHERE coalesce(lastActivity, DATE '0001-01-01') <= since) AS inactive,
  count(*) FILTER (WHERE lastActivity IS NULL) AS neverActive,
  count(*) FILTER (WHERE NOT named) AS concealed,
  (SELECT bool_or(displayConcealedNames) FROM report_settings) AS concealsNames
FROM (
  SELECT
    product,
    upn,
    bool_or(named) AS named,
    max(reportRefreshDate) AS reportRefreshDate,
    max(lastActivity) AS lastActivity,
    CAST(getvariable('as_of') AT TIME ZONE 'UTC' AS DATE) - getvariable('days') AS since
  FROM usage
  GROUP BY product, upn
)
GROUP BY product
ORDER BY product;
