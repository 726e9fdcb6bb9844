-- What conditional access does, for the DuckDB shell beside the folder entra-lake: duckdb < examples/reports/duckdb/conditional-access-effectiveness.sql
-- The same as `entra-extract report`, with every parameter at its default; change the SET VARIABLE lines.

-- A view without rows for each table, so that what the lake does not have is empty, ...
CREATE OR REPLACE VIEW "conditional_access_policies" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("applications" STRUCT("applicationFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR), "excludeApplications" VARCHAR[], "includeApplications" VARCHAR[], "includeAuthenticationContextClassReferences" VARCHAR[], "includeUserActions" VARCHAR[]), "authenticationFlows" STRUCT("transferMethods" VARCHAR), "clientApplications" STRUCT("excludeServicePrincipals" VARCHAR[], "includeServicePrincipals" VARCHAR[], "servicePrincipalFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "clientAppTypes" VARCHAR[], "devices" STRUCT("deviceFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "insiderRiskLevels" VARCHAR, "locations" STRUCT("excludeLocations" VARCHAR[], "includeLocations" VARCHAR[]), "platforms" STRUCT("excludePlatforms" VARCHAR[], "includePlatforms" VARCHAR[]), "servicePrincipalRiskLevels" VARCHAR[], "signInRiskLevels" VARCHAR[], "userRiskLevels" VARCHAR[], "users" STRUCT("excludeGroups" VARCHAR[], "excludeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "excludeRoles" VARCHAR[], "excludeUsers" VARCHAR[], "includeGroups" VARCHAR[], "includeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "includeRoles" VARCHAR[], "includeUsers" VARCHAR[]))) AS "conditions", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("id" VARCHAR), "builtInControls" VARCHAR[], "customAuthenticationFactors" VARCHAR[], "operator" VARCHAR, "termsOfUse" VARCHAR[])) AS "grantControls", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS STRUCT("applicationEnforcedRestrictions" STRUCT("isEnabled" BOOLEAN), "cloudAppSecurity" STRUCT("cloudAppSecurityType" VARCHAR, "isEnabled" BOOLEAN), "disableResilienceDefaults" BOOLEAN, "persistentBrowser" STRUCT("isEnabled" BOOLEAN, "mode" VARCHAR), "secureSignInSession" STRUCT("isEnabled" BOOLEAN), "signInFrequency" STRUCT("authenticationType" VARCHAR, "frequencyInterval" VARCHAR, "isEnabled" BOOLEAN, "type" VARCHAR, "value" INTEGER))) AS "sessionControls", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "sign_ins" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "id" VARCHAR, "result" VARCHAR)[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS STRUCT("browser" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "sign_in_conditional_access" AS SELECT CAST(NULL AS VARCHAR) AS "signInId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR[]) AS "enforcedGrantControls", CAST(NULL AS VARCHAR[]) AS "enforcedSessionControls", CAST(NULL AS VARCHAR) AS "result", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "group_members" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_definitions" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isBuiltIn", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR[]) AS "resourceScopes", CAST(NULL AS STRUCT("allowedResourceActions" VARCHAR[], "condition" VARCHAR, "excludedResourceActions" VARCHAR[])[]) AS "rolePermissions", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "version", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "named_locations" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR[]) AS "countriesAndRegions", CAST(NULL AS VARCHAR) AS "countryLookupMethod", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "includeUnknownCountriesAndRegions", CAST(NULL AS VARCHAR[]) AS "ipRanges", CAST(NULL AS BOOLEAN) AS "isTrusted", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "authentication_strengths" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR[]) AS "allowedCombinations", CAST(NULL AS VARCHAR[]) AS "combinationConfigurations", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS VARCHAR) AS "policyType", CAST(NULL AS VARCHAR) AS "requirementsSatisfied", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;

-- ... then over the files: DuckDB reports those of tables that the lake does not have, and goes on.
CREATE OR REPLACE VIEW "conditional_access_policies" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("applications" STRUCT("applicationFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR), "excludeApplications" VARCHAR[], "includeApplications" VARCHAR[], "includeAuthenticationContextClassReferences" VARCHAR[], "includeUserActions" VARCHAR[]), "authenticationFlows" STRUCT("transferMethods" VARCHAR), "clientApplications" STRUCT("excludeServicePrincipals" VARCHAR[], "includeServicePrincipals" VARCHAR[], "servicePrincipalFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "clientAppTypes" VARCHAR[], "devices" STRUCT("deviceFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "insiderRiskLevels" VARCHAR, "locations" STRUCT("excludeLocations" VARCHAR[], "includeLocations" VARCHAR[]), "platforms" STRUCT("excludePlatforms" VARCHAR[], "includePlatforms" VARCHAR[]), "servicePrincipalRiskLevels" VARCHAR[], "signInRiskLevels" VARCHAR[], "userRiskLevels" VARCHAR[], "users" STRUCT("excludeGroups" VARCHAR[], "excludeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "excludeRoles" VARCHAR[], "excludeUsers" VARCHAR[], "includeGroups" VARCHAR[], "includeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "includeRoles" VARCHAR[], "includeUsers" VARCHAR[]))) AS "conditions", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("id" VARCHAR), "builtInControls" VARCHAR[], "customAuthenticationFactors" VARCHAR[], "operator" VARCHAR, "termsOfUse" VARCHAR[])) AS "grantControls", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS STRUCT("applicationEnforcedRestrictions" STRUCT("isEnabled" BOOLEAN), "cloudAppSecurity" STRUCT("cloudAppSecurityType" VARCHAR, "isEnabled" BOOLEAN), "disableResilienceDefaults" BOOLEAN, "persistentBrowser" STRUCT("isEnabled" BOOLEAN, "mode" VARCHAR), "secureSignInSession" STRUCT("isEnabled" BOOLEAN), "signInFrequency" STRUCT("authenticationType" VARCHAR, "frequencyInterval" VARCHAR, "isEnabled" BOOLEAN, "type" VARCHAR, "value" INTEGER))) AS "sessionControls", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/conditional_access_policies/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "sign_ins" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "id" VARCHAR, "result" VARCHAR)[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS STRUCT("browser" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/sign_ins/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "sign_in_conditional_access" AS SELECT CAST(NULL AS VARCHAR) AS "signInId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR[]) AS "enforcedGrantControls", CAST(NULL AS VARCHAR[]) AS "enforcedSessionControls", CAST(NULL AS VARCHAR) AS "result", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/sign_in_conditional_access/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/groups/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "group_members" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/group_members/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_definitions" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isBuiltIn", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR[]) AS "resourceScopes", CAST(NULL AS STRUCT("allowedResourceActions" VARCHAR[], "condition" VARCHAR, "excludedResourceActions" VARCHAR[])[]) AS "rolePermissions", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "version", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_definitions/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principals/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "named_locations" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR[]) AS "countriesAndRegions", CAST(NULL AS VARCHAR) AS "countryLookupMethod", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "includeUnknownCountriesAndRegions", CAST(NULL AS VARCHAR[]) AS "ipRanges", CAST(NULL AS BOOLEAN) AS "isTrusted", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/named_locations/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "authentication_strengths" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR[]) AS "allowedCombinations", CAST(NULL AS VARCHAR[]) AS "combinationConfigurations", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS VARCHAR) AS "policyType", CAST(NULL AS VARCHAR) AS "requirementsSatisfied", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/authentication_strengths/*.parquet'], union_by_name = true, hive_partitioning = false);

SET VARIABLE as_of = now();
SET VARIABLE "days" = CAST(30 AS INTEGER);

-- report: What conditional access does
-- summary: What each conditional access policy granted, interrupted and blocked, what report-only ones would have, and what no policy looked at
-- parameter: days integer 30 | Sign-ins of the last so many days count
-- needs: conditional_access_policies, sign_ins, sign_in_conditional_access
-- uses: users, groups, group_members, role_assignments, role_definitions, service_principals, named_locations, authentication_strengths
-- read: granted counts sign-ins that satisfied a policy; interrupted those that it stopped to ask for something (a second factor, a registration, terms,
--   another device), which is how most policies work and no harm; blocked those that it refused. wouldGrant, wouldInterrupt and wouldBlock
--   are the same for a policy in report-only mode. A policy that looked at a sign-in and did not concern it is not counted.
--   The population is admin for who holds a directory role today, directly or through a group, else guest or member, and unknown for who is no
--   longer in the directory. State and conditions are today's; the sign-ins were judged by those of their time.
-- caveat: Sign-ins need Microsoft Entra ID P1, and what policies did needs the permission Policy.Read.All or Policy.Read.ConditionalAccess: without it no
--   sign-in tells of policies (the counts are empty then), and whether a sign-in was covered comes from its status alone.
-- caveat: Without the tables users and role_assignments nobody is known as guest, member or admin.
-- caveat: Interactive sign-ins of users only. Policies for workload identities, and what happens as tokens are renewed, are not seen.
-- caveat: Report-only results can differ from what enforcement would do: device checks and sign-in frequency are not asked of the user.
-- caveat: Some of Microsoft's own applications and the sign-in to Windows are not subject to conditional access.
-- caveat: People of an excluded type of guest are all guests of the directory: which of the types they are, Graph does not tell.

-- Without the permission no sign-in tells of any policy: then nothing is known of what they did, which is not the same as nothing.
CREATE TEMP TABLE told AS
SELECT count(*) > 0 AS isTold FROM sign_in_conditional_access;

-- Codes with which a policy asks for something. The rest refuse.
CREATE TEMP TABLE prompts AS
SELECT code FROM (VALUES
  (0),     -- it went on at once
  (50055), -- password expired
  (50072), -- registration of a second factor is needed
  (50074), -- a second factor is asked for
  (50076), -- a second factor is asked for, by policy or place
  (50079), -- registration of a second factor is needed, by policy
  (50097), -- the device has to authenticate
  (50125), -- password reset or registration is needed
  (50127), -- a broker application has to be installed
  (50129), -- the device has to be registered
  (50140), -- keep me signed in?
  (50144), -- password of the premises expired
  (50158), -- external challenge: terms of use, another provider's factor, session control
  (50199), -- confirmation of the application
  (65001)  -- consent is needed
) AS t(code);

CREATE TEMP TABLE admins AS
WITH RECURSIVE holders AS (
  SELECT principalId AS id, roleDefinitionId FROM role_assignments
  UNION
  SELECT m.id, h.roleDefinitionId FROM holders h JOIN group_members m ON m.groupId = h.id
)
SELECT DISTINCT id, roleDefinitionId FROM holders WHERE id IN (SELECT id FROM users);

CREATE TEMP TABLE logins AS
SELECT
  s.id,
  s.createdDateTime,
  s.userId,
  coalesce(s.appDisplayName, s.appId, '(none)') AS application,
  s.clientAppUsed,
  s.status.errorCode AS errorCode,
  CASE WHEN s.userId IN (SELECT id FROM admins) THEN 'admin'
    WHEN u.userType ILIKE 'guest' THEN 'guest' WHEN u.id IS NOT NULL THEN 'member' ELSE 'unknown' END AS population,
  CASE WHEN s.appliedConditionalAccessPolicies IS NOT NULL
      THEN len([p FOR p IN s.appliedConditionalAccessPolicies IF p.result IN ('success', 'failure')]) > 0
    WHEN s.conditionalAccessStatus IN ('success', 'failure') THEN true
    WHEN s.conditionalAccessStatus = 'notApplied' THEN false END AS isCovered,
  coalesce(len([p FOR p IN s.appliedConditionalAccessPolicies IF p.result IN ('reportOnlySuccess', 'reportOnlyFailure', 'reportOnlyInterrupted')]) > 0, false)
    AS isReported
FROM sign_ins s
LEFT JOIN users u ON u.id = s.userId
WHERE s.createdDateTime > getvariable('as_of') - to_days(getvariable('days')) AND s.createdDateTime <= getvariable('as_of');

CREATE TEMP TABLE results AS
SELECT c.id AS policyId, c.displayName, l.application, l.population, l.userId, l.createdDateTime,
  CASE c.result WHEN 'success' THEN 'granted'
    WHEN 'failure' THEN CASE WHEN l.errorCode IN (SELECT code FROM prompts) THEN 'interrupted' ELSE 'blocked' END
    WHEN 'reportOnlySuccess' THEN 'wouldGrant' WHEN 'reportOnlyInterrupted' THEN 'wouldInterrupt' WHEN 'reportOnlyFailure' THEN 'wouldBlock' END AS outcome
FROM sign_in_conditional_access c JOIN logins l ON l.id = c.signInId
WHERE c.result IN ('success', 'failure', 'reportOnlySuccess', 'reportOnlyInterrupted', 'reportOnlyFailure');

-- Policies of today, and those that are known from sign-ins only.
CREATE TEMP TABLE policies AS
WITH asking AS (
  SELECT p.id, list_concat(
    list_concat(coalesce(p.grantControls.builtInControls, []), coalesce(p.grantControls.customAuthenticationFactors, [])),
    [control FOR control IN [
      CASE WHEN p.grantControls.authenticationStrength.id IS NOT NULL
        THEN 'strength ' || coalesce(s.displayName, p.grantControls.authenticationStrength.id) END,
      CASE WHEN len(p.grantControls.termsOfUse) > 0 THEN 'terms of use' END,
      CASE WHEN p.sessionControls IS NOT NULL THEN 'session' END
    ] IF control IS NOT NULL]
  ) AS controls
  FROM conditional_access_policies p
  LEFT JOIN authentication_strengths s ON s.id = p.grantControls.authenticationStrength.id
)
SELECT p.id, p.displayName, p.state, p.conditions, p.modifiedDateTime,
  CASE WHEN p.grantControls.operator = 'AND' THEN array_to_string(a.controls, ' and ') ELSE array_to_string(a.controls, ' or ') END AS controls
FROM conditional_access_policies p JOIN asking a ON a.id = p.id
UNION ALL
SELECT policyId, arg_max(displayName, createdDateTime), 'deleted', NULL, NULL, NULL FROM results
WHERE policyId NOT IN (SELECT id FROM conditional_access_policies)
GROUP BY policyId;

-- Whom a policy leaves out: people, and what is no person.
CREATE TEMP TABLE exclusions AS
SELECT p.id AS policyId, 'user' AS kind, t.target FROM policies p, unnest(p.conditions.users.excludeUsers) AS t(target)
WHERE t.target NOT IN ('None', 'GuestsOrExternalUsers')
UNION ALL
SELECT p.id, 'group', t.target FROM policies p, unnest(p.conditions.users.excludeGroups) AS t(target)
UNION ALL
SELECT p.id, 'role', t.target FROM policies p, unnest(p.conditions.users.excludeRoles) AS t(target)
UNION ALL
SELECT p.id, 'guests', coalesce(p.conditions.users.excludeGuestsOrExternalUsers.guestOrExternalUserTypes, 'all')
FROM policies p
WHERE p.conditions.users.excludeGuestsOrExternalUsers.guestOrExternalUserTypes IS NOT NULL
  OR list_contains(p.conditions.users.excludeUsers, 'GuestsOrExternalUsers')
UNION ALL
SELECT p.id, 'application', t.target FROM policies p, unnest(p.conditions.applications.excludeApplications) AS t(target)
UNION ALL
SELECT p.id, 'location', t.target FROM policies p, unnest(p.conditions.locations.excludeLocations) AS t(target)
UNION ALL
SELECT p.id, 'platform', t.target FROM policies p, unnest(p.conditions.platforms.excludePlatforms) AS t(target)
UNION ALL
SELECT p.id, 'devices', p.conditions.devices.deviceFilter.rule FROM policies p WHERE p.conditions.devices.deviceFilter.mode = 'exclude';

CREATE TEMP TABLE excluded AS
WITH RECURSIVE inside AS (
  SELECT DISTINCT target AS root, target AS id FROM exclusions WHERE kind = 'group'
  UNION
  SELECT i.root, m.id FROM inside i JOIN group_members m ON m.groupId = i.id
)
SELECT 'user' AS kind, id AS target, id FROM users WHERE id IN (SELECT target FROM exclusions WHERE kind = 'user')
UNION ALL
SELECT 'group', root, id FROM inside WHERE id IN (SELECT id FROM users)
UNION ALL
SELECT 'role', roleDefinitionId, id FROM admins WHERE roleDefinitionId IN (SELECT target FROM exclusions WHERE kind = 'role')
UNION ALL
SELECT 'guests', e.target, u.id FROM (SELECT DISTINCT target FROM exclusions WHERE kind = 'guests') e, users u WHERE u.userType ILIKE 'guest';

-- section: policies | Policies and what they did
-- note: state is today's: enabled, disabled, enabledForReportingButNotEnforced (report-only), or deleted. Sign-ins, each counted once a policy.
-- chart: stacked policy by granted, interrupted, blocked
SELECT
  p.displayName AS policy,
  p.state,
  p.controls,
  CASE WHEN (SELECT isTold FROM told) THEN count(*) FILTER (WHERE r.outcome = 'granted') END AS granted,
  CASE WHEN (SELECT isTold FROM told) THEN count(*) FILTER (WHERE r.outcome = 'interrupted') END AS interrupted,
  CASE WHEN (SELECT isTold FROM told) THEN count(*) FILTER (WHERE r.outcome = 'blocked') END AS blocked,
  CASE WHEN (SELECT isTold FROM told) THEN count(*) FILTER (WHERE r.outcome = 'wouldGrant') END AS wouldGrant,
  CASE WHEN (SELECT isTold FROM told) THEN count(*) FILTER (WHERE r.outcome = 'wouldInterrupt') END AS wouldInterrupt,
  CASE WHEN (SELECT isTold FROM told) THEN count(*) FILTER (WHERE r.outcome = 'wouldBlock') END AS wouldBlock,
  max(r.createdDateTime) AS lastApplied
FROM policies p
LEFT JOIN results r ON r.policyId = p.id
GROUP BY p.id, p.displayName, p.state, p.controls
ORDER BY blocked DESC, wouldBlock DESC, interrupted DESC, granted DESC, wouldGrant DESC, policy, p.id;

-- section: outcomes | By policy, application and population
-- note: What report-only policies would have blocked stands first: that is who notices when they are switched on.
SELECT
  p.displayName AS policy,
  r.application,
  r.population,
  count(DISTINCT r.userId) AS users,
  count(*) FILTER (WHERE r.outcome = 'granted') AS granted,
  count(*) FILTER (WHERE r.outcome = 'interrupted') AS interrupted,
  count(*) FILTER (WHERE r.outcome = 'blocked') AS blocked,
  count(*) FILTER (WHERE r.outcome = 'wouldGrant') AS wouldGrant,
  count(*) FILTER (WHERE r.outcome = 'wouldInterrupt') AS wouldInterrupt,
  count(*) FILTER (WHERE r.outcome = 'wouldBlock') AS wouldBlock
FROM results r JOIN policies p ON p.id = r.policyId
GROUP BY p.id, p.displayName, r.application, r.population
ORDER BY wouldBlock DESC, blocked DESC, wouldInterrupt DESC, interrupted DESC, granted DESC, wouldGrant DESC, policy, r.application, r.population, p.id;

-- section: applications | Applications and how much is covered
-- note: A sign-in is covered when an enforced policy applied to it, whatever the policy asked for. unknown: neither its policies nor its status is told.
-- chart: stacked application by covered, uncovered
SELECT
  application,
  count(*) AS signIns,
  count(*) FILTER (WHERE isCovered) AS covered,
  count(*) FILTER (WHERE isCovered = false) AS uncovered,
  count(*) FILTER (WHERE isCovered IS NULL) AS unknown,
  count(*) FILTER (WHERE isCovered = false AND errorCode = 0) AS uncoveredSucceeded,
  count(DISTINCT userId) FILTER (WHERE isCovered = false AND errorCode = 0) AS uncoveredUsers,
  round(100.0 * count(*) FILTER (WHERE isCovered) / nullif(count(isCovered), 0), 1) AS percentCovered
FROM logins
GROUP BY application
ORDER BY uncovered DESC, signIns DESC, application;

-- section: uncovered | Sign-ins to which no policy applied
-- note: inReportOnly of them a report-only policy would have covered. Clients other than browsers and modern applications cannot do MFA.
SELECT
  application,
  population,
  coalesce(clientAppUsed, '(none)') AS clientAppUsed,
  count(*) AS signIns,
  count(*) FILTER (WHERE errorCode = 0) AS succeeded,
  count(DISTINCT userId) AS users,
  count(*) FILTER (WHERE isReported) AS inReportOnly,
  max(createdDateTime) AS lastAt
FROM logins
WHERE isCovered = false
GROUP BY application, population, 3
ORDER BY succeeded DESC, signIns DESC, application, population, clientAppUsed;

-- section: exclusions | Whom and what policies leave out
-- note: people and enabled count users of today, groups within groups and holders of roles through groups among them; empty where it is not people.
--   signIns are theirs within the days. Emergency accounts belong here; whoever else does should be few.
WITH counted AS (
  SELECT e.kind, e.target, count(DISTINCT e.id) AS people, count(DISTINCT e.id) FILTER (WHERE u.accountEnabled) AS enabled,
    coalesce(sum(l.signIns), 0) AS signIns
  FROM (SELECT DISTINCT kind, target, id FROM excluded) e
  JOIN users u ON u.id = e.id
  LEFT JOIN (SELECT userId, count(*) AS signIns FROM logins GROUP BY userId) l ON l.userId = e.id
  GROUP BY e.kind, e.target
)
SELECT
  p.displayName AS policy,
  p.state,
  e.kind,
  coalesce(u.userPrincipalName, g.displayName, d.displayName, n.displayName, s.displayName, e.target) AS excluded,
  CASE WHEN e.kind IN ('user', 'group', 'role', 'guests') AND EXISTS (SELECT 1 FROM users) THEN coalesce(c.people, 0) END AS people,
  CASE WHEN e.kind IN ('user', 'group', 'role', 'guests') AND EXISTS (SELECT 1 FROM users) THEN coalesce(c.enabled, 0) END AS enabled,
  CASE WHEN e.kind IN ('user', 'group', 'role', 'guests') AND EXISTS (SELECT 1 FROM users) THEN coalesce(c.signIns, 0) END AS signIns
FROM exclusions e
JOIN policies p ON p.id = e.policyId
LEFT JOIN counted c ON c.kind = e.kind AND c.target = e.target
LEFT JOIN users u ON e.kind = 'user' AND u.id = e.target
LEFT JOIN groups g ON e.kind = 'group' AND g.id = e.target
LEFT JOIN role_definitions d ON e.kind = 'role' AND d.id = e.target
LEFT JOIN named_locations n ON e.kind = 'location' AND n.id = e.target
LEFT JOIN (SELECT appId, min(displayName) AS displayName FROM service_principals GROUP BY appId) s ON e.kind = 'application' AND s.appId = e.target
ORDER BY people DESC NULLS LAST, policy, e.kind, excluded, p.id, e.target;

-- section: never-applied | Policies that never applied
-- note: Neither enforced nor in report-only mode, within the days. why is what the policy itself suggests, in this order.
SELECT
  p.displayName AS policy,
  p.state,
  p.controls,
  p.modifiedDateTime,
  CASE WHEN p.state = 'disabled' THEN 'disabled'
    WHEN NOT (SELECT isTold FROM told) THEN 'unknown: no sign-in tells of policies'
    WHEN len(p.conditions.clientApplications.includeServicePrincipals) > 0 THEN 'for workload identities'
    WHEN len(p.conditions.applications.includeUserActions) > 0 THEN 'for user actions'
    WHEN len(p.conditions.applications.includeAuthenticationContextClassReferences) > 0 THEN 'for authentication contexts'
    WHEN list_contains(p.conditions.users.includeUsers, 'None') THEN 'for nobody'
    WHEN p.conditions.authenticationFlows.transferMethods IS NOT NULL THEN 'for authentication flows'
    WHEN len(p.conditions.signInRiskLevels) > 0 OR len(p.conditions.userRiskLevels) > 0 THEN 'for risk that was not seen'
    ELSE 'no such sign-in' END AS why
FROM policies p
WHERE p.id NOT IN (SELECT policyId FROM results)
ORDER BY p.state = 'disabled', policy, p.id;
