-- Hygiene of groups, for the DuckDB shell beside the folder entra-lake: duckdb < examples/reports/duckdb/group-hygiene.sql
-- The same as `entra-extract report`, with every parameter at its default; change the SET VARIABLE lines.

-- A view without rows for each table, so that what the lake does not have is empty, ...
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "group_members" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_group_members" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "group_members_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "group_members"
    ),
    steps AS (
      SELECT *, lag(_op) OVER w AS _op_before, lag(_changed_at) OVER w AS _at_before,
        lead(_op) OVER w AS _op_after, lead(_changed_at) OVER w AS _at_after
      FROM events WINDOW w AS (PARTITION BY "groupId", "id" ORDER BY _number)
    ),
    firsts AS (SELECT * FROM recorded QUALIFY row_number() OVER (PARTITION BY "groupId", "id" ORDER BY _number) = 1)
    SELECT * EXCLUDE (_op, _number, _changed_at, _op_before, _at_before, _op_after, _at_after),
      _changed_at AS valid_from,
      CASE WHEN _op = 'now' OR (_op_after = 'now' AND _at_after = _changed_at) THEN NULL
        WHEN _op_after IS NULL THEN CAST(NULL AS TIMESTAMPTZ) ELSE _at_after END AS valid_to,
      true AS _known
    FROM steps
    WHERE _op IN ('insert', 'update')
      OR (_op = 'now' AND NOT coalesce(_op_before <> 'delete' AND _at_before = _changed_at, false))
    UNION ALL BY NAME SELECT * EXCLUDE (_op, _number, _changed_at), CAST(NULL AS TIMESTAMPTZ) AS valid_from, _changed_at AS valid_to, true AS _known
    FROM firsts WHERE _op = 'delete'
    UNION ALL BY NAME SELECT "groupId", "id", "_tenant_id", CAST(NULL AS TIMESTAMPTZ) AS valid_from, _changed_at AS valid_to, false AS _known
    FROM firsts WHERE _op = 'update';
CREATE OR REPLACE VIEW "group_owners" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "directory_audits" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "activityDateTime", CAST(NULL AS VARCHAR) AS "activityDisplayName", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "additionalDetails", CAST(NULL AS VARCHAR) AS "category", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS STRUCT("app" STRUCT("appId" VARCHAR, "displayName" VARCHAR, "servicePrincipalId" VARCHAR, "servicePrincipalName" VARCHAR), "user" STRUCT("displayName" VARCHAR, "homeTenantId" VARCHAR, "homeTenantName" VARCHAR, "id" VARCHAR, "ipAddress" VARCHAR, "userPrincipalName" VARCHAR, "userType" VARCHAR))) AS "initiatedBy", CAST(NULL AS VARCHAR) AS "loggedByService", CAST(NULL AS VARCHAR) AS "operationType", CAST(NULL AS VARCHAR) AS "result", CAST(NULL AS VARCHAR) AS "resultReason", CAST(NULL AS STRUCT("displayName" VARCHAR, "groupType" VARCHAR, "id" VARCHAR, "modifiedProperties" STRUCT("displayName" VARCHAR, "newValue" VARCHAR, "oldValue" VARCHAR)[], "type" VARCHAR, "userPrincipalName" VARCHAR)[]) AS "targetResources", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "subscribed_skus" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accountId", CAST(NULL AS VARCHAR) AS "accountName", CAST(NULL AS VARCHAR) AS "appliesTo", CAST(NULL AS VARCHAR) AS "capabilityStatus", CAST(NULL AS INTEGER) AS "consumedUnits", CAST(NULL AS STRUCT("enabled" INTEGER, "lockedOut" INTEGER, "suspended" INTEGER, "warning" INTEGER)) AS "prepaidUnits", CAST(NULL AS STRUCT("appliesTo" VARCHAR, "provisioningStatus" VARCHAR, "servicePlanId" VARCHAR, "servicePlanName" VARCHAR)[]) AS "servicePlans", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR) AS "skuPartNumber", CAST(NULL AS VARCHAR[]) AS "subscriptionIds", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "user_license_states" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR) AS "assignedByGroup", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "error", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_definitions" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isBuiltIn", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR[]) AS "resourceScopes", CAST(NULL AS STRUCT("allowedResourceActions" VARCHAR[], "condition" VARCHAR, "excludedResourceActions" VARCHAR[])[]) AS "rolePermissions", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "version", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "group_app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "conditional_access_policies" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("applications" STRUCT("applicationFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR), "excludeApplications" VARCHAR[], "includeApplications" VARCHAR[], "includeAuthenticationContextClassReferences" VARCHAR[], "includeUserActions" VARCHAR[]), "authenticationFlows" STRUCT("transferMethods" VARCHAR), "clientApplications" STRUCT("excludeServicePrincipals" VARCHAR[], "includeServicePrincipals" VARCHAR[], "servicePrincipalFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "clientAppTypes" VARCHAR[], "devices" STRUCT("deviceFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "insiderRiskLevels" VARCHAR, "locations" STRUCT("excludeLocations" VARCHAR[], "includeLocations" VARCHAR[]), "platforms" STRUCT("excludePlatforms" VARCHAR[], "includePlatforms" VARCHAR[]), "servicePrincipalRiskLevels" VARCHAR[], "signInRiskLevels" VARCHAR[], "userRiskLevels" VARCHAR[], "users" STRUCT("excludeGroups" VARCHAR[], "excludeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "excludeRoles" VARCHAR[], "excludeUsers" VARCHAR[], "includeGroups" VARCHAR[], "includeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "includeRoles" VARCHAR[], "includeUsers" VARCHAR[]))) AS "conditions", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("id" VARCHAR), "builtInControls" VARCHAR[], "customAuthenticationFactors" VARCHAR[], "operator" VARCHAR, "termsOfUse" VARCHAR[])) AS "grantControls", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS STRUCT("applicationEnforcedRestrictions" STRUCT("isEnabled" BOOLEAN), "cloudAppSecurity" STRUCT("cloudAppSecurityType" VARCHAR, "isEnabled" BOOLEAN), "disableResilienceDefaults" BOOLEAN, "persistentBrowser" STRUCT("isEnabled" BOOLEAN, "mode" VARCHAR), "secureSignInSession" STRUCT("isEnabled" BOOLEAN), "signInFrequency" STRUCT("authenticationType" VARCHAR, "frequencyInterval" VARCHAR, "isEnabled" BOOLEAN, "type" VARCHAR, "value" INTEGER))) AS "sessionControls", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;

-- ... then over the files: DuckDB reports those of tables that the lake does not have, and goes on.
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/groups/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "group_members" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/group_members/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_group_members" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/group_members/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "group_members_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/group_members/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "group_members"
    ),
    steps AS (
      SELECT *, lag(_op) OVER w AS _op_before, lag(_changed_at) OVER w AS _at_before,
        lead(_op) OVER w AS _op_after, lead(_changed_at) OVER w AS _at_after
      FROM events WINDOW w AS (PARTITION BY "groupId", "id" ORDER BY _number)
    ),
    firsts AS (SELECT * FROM recorded QUALIFY row_number() OVER (PARTITION BY "groupId", "id" ORDER BY _number) = 1)
    SELECT * EXCLUDE (_op, _number, _changed_at, _op_before, _at_before, _op_after, _at_after),
      _changed_at AS valid_from,
      CASE WHEN _op = 'now' OR (_op_after = 'now' AND _at_after = _changed_at) THEN NULL
        WHEN _op_after IS NULL THEN CAST(NULL AS TIMESTAMPTZ) ELSE _at_after END AS valid_to,
      true AS _known
    FROM steps
    WHERE _op IN ('insert', 'update')
      OR (_op = 'now' AND NOT coalesce(_op_before <> 'delete' AND _at_before = _changed_at, false))
    UNION ALL BY NAME SELECT * EXCLUDE (_op, _number, _changed_at), CAST(NULL AS TIMESTAMPTZ) AS valid_from, _changed_at AS valid_to, true AS _known
    FROM firsts WHERE _op = 'delete'
    UNION ALL BY NAME SELECT "groupId", "id", "_tenant_id", CAST(NULL AS TIMESTAMPTZ) AS valid_from, _changed_at AS valid_to, false AS _known
    FROM firsts WHERE _op = 'update';
CREATE OR REPLACE VIEW "group_owners" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/group_owners/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "directory_audits" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "activityDateTime", CAST(NULL AS VARCHAR) AS "activityDisplayName", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "additionalDetails", CAST(NULL AS VARCHAR) AS "category", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS STRUCT("app" STRUCT("appId" VARCHAR, "displayName" VARCHAR, "servicePrincipalId" VARCHAR, "servicePrincipalName" VARCHAR), "user" STRUCT("displayName" VARCHAR, "homeTenantId" VARCHAR, "homeTenantName" VARCHAR, "id" VARCHAR, "ipAddress" VARCHAR, "userPrincipalName" VARCHAR, "userType" VARCHAR))) AS "initiatedBy", CAST(NULL AS VARCHAR) AS "loggedByService", CAST(NULL AS VARCHAR) AS "operationType", CAST(NULL AS VARCHAR) AS "result", CAST(NULL AS VARCHAR) AS "resultReason", CAST(NULL AS STRUCT("displayName" VARCHAR, "groupType" VARCHAR, "id" VARCHAR, "modifiedProperties" STRUCT("displayName" VARCHAR, "newValue" VARCHAR, "oldValue" VARCHAR)[], "type" VARCHAR, "userPrincipalName" VARCHAR)[]) AS "targetResources", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/directory_audits/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "subscribed_skus" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accountId", CAST(NULL AS VARCHAR) AS "accountName", CAST(NULL AS VARCHAR) AS "appliesTo", CAST(NULL AS VARCHAR) AS "capabilityStatus", CAST(NULL AS INTEGER) AS "consumedUnits", CAST(NULL AS STRUCT("enabled" INTEGER, "lockedOut" INTEGER, "suspended" INTEGER, "warning" INTEGER)) AS "prepaidUnits", CAST(NULL AS STRUCT("appliesTo" VARCHAR, "provisioningStatus" VARCHAR, "servicePlanId" VARCHAR, "servicePlanName" VARCHAR)[]) AS "servicePlans", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR) AS "skuPartNumber", CAST(NULL AS VARCHAR[]) AS "subscriptionIds", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/subscribed_skus/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "user_license_states" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR) AS "assignedByGroup", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "error", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_license_states/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_eligibility_schedule_instances/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_definitions" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isBuiltIn", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR[]) AS "resourceScopes", CAST(NULL AS STRUCT("allowedResourceActions" VARCHAR[], "condition" VARCHAR, "excludedResourceActions" VARCHAR[])[]) AS "rolePermissions", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "version", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_definitions/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/app_role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "group_app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/group_app_role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principals/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "conditional_access_policies" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("applications" STRUCT("applicationFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR), "excludeApplications" VARCHAR[], "includeApplications" VARCHAR[], "includeAuthenticationContextClassReferences" VARCHAR[], "includeUserActions" VARCHAR[]), "authenticationFlows" STRUCT("transferMethods" VARCHAR), "clientApplications" STRUCT("excludeServicePrincipals" VARCHAR[], "includeServicePrincipals" VARCHAR[], "servicePrincipalFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "clientAppTypes" VARCHAR[], "devices" STRUCT("deviceFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "insiderRiskLevels" VARCHAR, "locations" STRUCT("excludeLocations" VARCHAR[], "includeLocations" VARCHAR[]), "platforms" STRUCT("excludePlatforms" VARCHAR[], "includePlatforms" VARCHAR[]), "servicePrincipalRiskLevels" VARCHAR[], "signInRiskLevels" VARCHAR[], "userRiskLevels" VARCHAR[], "users" STRUCT("excludeGroups" VARCHAR[], "excludeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "excludeRoles" VARCHAR[], "excludeUsers" VARCHAR[], "includeGroups" VARCHAR[], "includeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "includeRoles" VARCHAR[], "includeUsers" VARCHAR[]))) AS "conditions", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("id" VARCHAR), "builtInControls" VARCHAR[], "customAuthenticationFactors" VARCHAR[], "operator" VARCHAR, "termsOfUse" VARCHAR[])) AS "grantControls", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS STRUCT("applicationEnforcedRestrictions" STRUCT("isEnabled" BOOLEAN), "cloudAppSecurity" STRUCT("cloudAppSecurityType" VARCHAR, "isEnabled" BOOLEAN), "disableResilienceDefaults" BOOLEAN, "persistentBrowser" STRUCT("isEnabled" BOOLEAN, "mode" VARCHAR), "secureSignInSession" STRUCT("isEnabled" BOOLEAN), "signInFrequency" STRUCT("authenticationType" VARCHAR, "frequencyInterval" VARCHAR, "isEnabled" BOOLEAN, "type" VARCHAR, "value" INTEGER))) AS "sessionControls", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/conditional_access_policies/*.parquet'], union_by_name = true, hive_partitioning = false);

SET VARIABLE as_of = now();
SET VARIABLE "days" = CAST(365 AS INTEGER);

-- report: Hygiene of groups
-- summary: Groups that are empty, ownerless, stale, nested, broken or named alike, and those that grant something to nobody
-- parameter: days integer 365 | A group is stale when nothing about it has moved for so many days
-- needs: groups, group_members, group_owners, users
-- uses: directory_audits, subscribed_skus, user_license_states
-- uses: role_assignments, role_eligibility_schedule_instances, role_definitions, app_role_assignments, group_app_role_assignments
-- uses: service_principals, conditional_access_policies
-- read: lastMoved is the latest of a group's creation, its renewal, a change of its members that a run saw, and an audited change of its members,
--   owners or properties; nothing else tells that a group is in use. A group is stale when that lies --days or more back. For groups whose
--   members never changed since the lake began, lastMoved may be earlier than the truth. Deleted groups are left out.
-- caveat: Members of groups with hidden membership are told only with the permission Member.Read.Hidden: such a group is called hidden or empty, never empty.
-- caveat: Owners of synchronised groups and of distribution groups are kept on the premises and in Exchange: those without an owner here are not named.
-- caveat: Mail, files and meetings of a group are not in the directory: a stale group may well be in daily use.
-- caveat: Graph's v1.0 tells whether a membership rule is paused, not why the last processing of a rule failed.

CREATE TEMP TABLE facts AS
SELECT
  g.id,
  g.displayName,
  CASE WHEN list_contains(g.groupTypes, 'Unified') THEN 'Microsoft 365'
    WHEN g.mailEnabled AND g.securityEnabled THEN 'mail-enabled security'
    WHEN g.mailEnabled THEN 'distribution' ELSE 'security' END AS kind,
  coalesce(list_contains(g.groupTypes, 'DynamicMembership'), false) AS isDynamic,
  coalesce(g.onPremisesSyncEnabled, false) AS isSynchronised,
  coalesce(g.isAssignableToRole, false) AS isAssignableToRole,
  coalesce(g.visibility = 'HiddenMembership', false) AS isHidden,
  g.membershipRuleProcessingState,
  g.expirationDateTime,
  coalesce(m.members, 0) AS members,
  coalesce(m.groups, 0) AS groupMembers,
  coalesce(o.owners, 0) AS owners,
  o.usable,
  greatest(g.createdDateTime, g.renewedDateTime, c.lastAt, a.lastAt) AS lastMoved,
  g.licenseProcessingState.state AS licenceState,
  len(g.serviceProvisioningErrors) > 0 OR len(g.onPremisesProvisioningErrors) > 0 AS hasErrors,
  l.failed AS failedLicences
FROM groups g
LEFT JOIN (
  SELECT groupId, count(*) AS members, count(*) FILTER (WHERE _odata_type = '#microsoft.graph.group') AS groups FROM group_members GROUP BY groupId
) m ON m.groupId = g.id
LEFT JOIN (
  -- An owner is of use when the account is enabled; one that is no user is a service principal.
  SELECT o.groupId, count(*) AS owners, count(*) FILTER (WHERE coalesce(u.accountEnabled, o._odata_type <> '#microsoft.graph.user', false)) AS usable
  FROM group_owners o LEFT JOIN users u ON u.id = o.id GROUP BY o.groupId
) o ON o.groupId = g.id
LEFT JOIN (SELECT groupId, max(_changed_at) AS lastAt FROM changes_group_members GROUP BY groupId) c ON c.groupId = g.id
LEFT JOIN (
  SELECT t.target.id AS id, max(a.activityDateTime) AS lastAt
  FROM directory_audits a, unnest(a.targetResources) AS t(target)
  WHERE a.result = 'success' AND lower(t.target.type) = 'group'
  GROUP BY t.target.id
) a ON a.id = g.id
LEFT JOIN (
  SELECT assignedByGroup, count(*) AS failed FROM user_license_states WHERE state = 'Error' OR error NOT IN ('None', '') GROUP BY assignedByGroup
) l ON l.assignedByGroup = g.id
WHERE g.deletedDateTime IS NULL;

-- What a group gives to its members, or is named by.
CREATE TEMP TABLE uses AS
SELECT DISTINCT groupId, what, name FROM (
  SELECT g.id AS groupId, 'licence' AS what, coalesce(s.skuPartNumber, t.licence.skuId) AS name
  FROM groups g, unnest(g.assignedLicenses) AS t(licence)
  LEFT JOIN (SELECT skuId, min(skuPartNumber) AS skuPartNumber FROM subscribed_skus GROUP BY skuId) s ON s.skuId = t.licence.skuId
  UNION ALL
  SELECT r.principalId, 'role', coalesce(d.displayName, r.roleDefinitionId)
  FROM role_assignments r LEFT JOIN role_definitions d ON d.id = r.roleDefinitionId
  UNION ALL
  SELECT r.principalId, 'eligible role', coalesce(d.displayName, r.roleDefinitionId)
  FROM role_eligibility_schedule_instances r LEFT JOIN role_definitions d ON d.id = r.roleDefinitionId
  UNION ALL
  SELECT r.principalId, 'application', coalesce(s.displayName, r.resourceDisplayName, r.resourceId)
  FROM (SELECT principalId, resourceId, resourceDisplayName FROM app_role_assignments
    UNION SELECT principalId, resourceId, resourceDisplayName FROM group_app_role_assignments) r
  LEFT JOIN service_principals s ON s.id = r.resourceId
  UNION ALL
  SELECT t.groupId, 'conditional access, included', p.displayName
  FROM conditional_access_policies p, unnest(p.conditions.users.includeGroups) AS t(groupId)
  UNION ALL
  SELECT t.groupId, 'conditional access, excluded', p.displayName
  FROM conditional_access_policies p, unnest(p.conditions.users.excludeGroups) AS t(groupId)
)
WHERE groupId IN (SELECT id FROM facts);

-- Groups within groups, as deep as twenty levels; a group that reaches itself is in a cycle.
CREATE TEMP TABLE nested AS
WITH RECURSIVE edges AS (
  SELECT groupId, id FROM group_members WHERE id IN (SELECT id FROM facts) AND groupId IN (SELECT id FROM facts)
),
reached AS (
  SELECT groupId AS root, id, 1 AS depth FROM edges
  UNION
  SELECT r.root, e.id, r.depth + 1 FROM reached r JOIN edges e ON e.groupId = r.id WHERE r.depth < 20
)
SELECT root, id, max(depth) AS depth FROM reached GROUP BY root, id;

CREATE TEMP TABLE cycles AS
SELECT root AS id FROM nested WHERE root = id;

CREATE TEMP TABLE people AS
SELECT w.root, count(DISTINCT m.id) AS people
FROM (SELECT root, id FROM nested UNION SELECT DISTINCT root, root FROM nested) w
JOIN group_members m ON m.groupId = w.id
WHERE m.id NOT IN (SELECT id FROM facts)
GROUP BY w.root;

CREATE TEMP TABLE alike AS
SELECT lower(trim(displayName)) AS name, count(*) AS groups FROM facts WHERE trim(displayName) <> '' GROUP BY 1 HAVING count(*) > 1;

CREATE TEMP TABLE findings AS
SELECT f.id, x.finding
FROM facts f, unnest([
  CASE WHEN f.members = 0 AND NOT f.isHidden THEN 'empty' END,
  CASE WHEN f.members = 0 AND f.isHidden THEN 'hidden or empty' END,
  CASE WHEN f.members = 0 AND NOT f.isHidden AND f.id IN (SELECT groupId FROM uses) THEN 'empty but in use' END,
  CASE WHEN f.owners = 0 AND NOT f.isSynchronised AND f.kind IN ('Microsoft 365', 'security') THEN 'no owner' END,
  CASE WHEN f.owners > 0 AND f.usable = 0 THEN 'no enabled owner' END,
  CASE WHEN f.lastMoved <= getvariable('as_of') - to_days(getvariable('days')) THEN 'stale' END,
  CASE WHEN f.expirationDateTime < getvariable('as_of') THEN 'expired'
    WHEN f.expirationDateTime < getvariable('as_of') + to_days(30) THEN 'expires within 30 days' END,
  CASE WHEN f.isDynamic AND f.membershipRuleProcessingState IS DISTINCT FROM 'On' THEN 'rule paused' END,
  CASE WHEN f.licenceState = 'ProcessingFailed' OR f.failedLicences > 0 THEN 'licence errors' END,
  CASE WHEN f.hasErrors THEN 'provisioning errors' END,
  CASE WHEN f.id IN (SELECT id FROM cycles) THEN 'in a cycle' END,
  CASE WHEN lower(trim(f.displayName)) IN (SELECT name FROM alike) THEN 'name not unique' END
]) AS x(finding)
WHERE x.finding IS NOT NULL;

-- section: groups | Groups with something to look at
-- note: Those with most findings first. A group with members from a rule has isDynamic.
SELECT
  f.displayName,
  f.kind,
  f.isDynamic,
  f.isSynchronised,
  f.members,
  f.owners,
  f.lastMoved,
  list(x.finding ORDER BY x.finding) AS findings,
  f.id
FROM facts f JOIN findings x ON x.id = f.id
GROUP BY ALL
ORDER BY len(findings) DESC, f.displayName, f.id;

-- section: summary | How many groups have what
-- chart: bar finding by groups
SELECT
  x.finding,
  count(*) AS groups,
  count(*) FILTER (WHERE f.kind = 'Microsoft 365') AS microsoft365,
  count(*) FILTER (WHERE f.kind = 'security') AS security,
  count(*) FILTER (WHERE f.isDynamic) AS dynamic,
  count(*) FILTER (WHERE f.isAssignableToRole) AS roleAssignable,
  round(100.0 * count(*) / (SELECT count(*) FROM facts), 1) AS percentOfGroups
FROM findings x JOIN facts f ON f.id = x.id
GROUP BY x.finding
ORDER BY groups DESC, x.finding;

-- section: empty-in-use | Empty groups that are in use
-- note: What is assigned to such a group reaches nobody, and whoever is added gets it. A policy that excludes it excludes nobody, and one that includes only it guards nobody.
SELECT f.displayName, f.kind, f.isDynamic, f.isAssignableToRole, u.what, u.name, f.id
FROM facts f JOIN uses u ON u.groupId = f.id
WHERE f.members = 0 AND NOT f.isHidden
ORDER BY f.displayName, u.what, u.name, f.id;

-- section: nesting | Groups within groups
-- note: depth counts the levels below the group; none is told for groups that lead to a cycle. Licences and application assignments reach direct
--   members only, roles and conditional access all.
SELECT
  f.displayName,
  f.kind,
  f.groupMembers AS directGroups,
  count(*) FILTER (WHERE n.id <> f.id) AS allGroups,
  CASE WHEN bool_or(n.id IN (SELECT id FROM cycles)) THEN NULL ELSE max(n.depth) END AS depth,
  bool_or(n.id = f.id) AS isInCycle,
  coalesce(p.people, 0) AS allMembers,
  coalesce((SELECT list(DISTINCT u.what ORDER BY u.what) FROM uses u WHERE u.groupId = f.id), []) AS usedFor,
  f.id
FROM facts f
JOIN nested n ON n.root = f.id
LEFT JOIN people p ON p.root = f.id
GROUP BY f.displayName, f.kind, f.groupMembers, p.people, f.id
ORDER BY isInCycle DESC, depth DESC NULLS FIRST, allGroups DESC, f.displayName, f.id;

-- section: members | Groups with disabled, guest or deleted members
-- note: gone counts members of whom the directory has no user: deleted since. usedFor says what such members get.
SELECT
  f.displayName,
  f.kind,
  f.members,
  count(*) FILTER (WHERE u.accountEnabled = false) AS disabled,
  count(*) FILTER (WHERE u.userType ILIKE 'guest') AS guests,
  count(*) FILTER (WHERE u.id IS NULL) AS gone,
  f.isAssignableToRole,
  coalesce((SELECT list(DISTINCT w.what ORDER BY w.what) FROM uses w WHERE w.groupId = f.id), []) AS usedFor,
  f.id
FROM facts f
JOIN group_members m ON m.groupId = f.id AND m._odata_type = '#microsoft.graph.user'
LEFT JOIN users u ON u.id = m.id
GROUP BY f.displayName, f.kind, f.members, f.isAssignableToRole, f.id
HAVING disabled > 0 OR guests > 0 OR gone > 0
ORDER BY f.isAssignableToRole DESC, disabled + guests + gone DESC, f.displayName, f.id;

-- section: names | Groups of the same name
-- note: Case and spaces at the ends are not minded.
SELECT min(f.displayName) AS displayName, count(*) AS groups, list(DISTINCT f.kind ORDER BY f.kind) AS kinds, sum(f.members) AS members, list(f.id ORDER BY f.id) AS ids
FROM facts f JOIN alike a ON a.name = lower(trim(f.displayName))
GROUP BY a.name
ORDER BY groups DESC, a.name;
