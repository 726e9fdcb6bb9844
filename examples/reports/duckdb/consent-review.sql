-- Consent review, for the DuckDB shell beside the folder entra-lake: duckdb < examples/reports/duckdb/consent-review.sql
-- The same as `entra-extract report`, with every parameter at its default; change the SET VARIABLE lines.

-- A view without rows for each table, so that what the lake does not have is empty, ...
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "oauth2_permission_grants" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "clientId", CAST(NULL AS VARCHAR) AS "consentType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "scope", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principal_app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "applications" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "application_owners" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principal_owners" AS SELECT CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principal_sign_in_activities" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "applicationAuthenticationClientSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "applicationAuthenticationResourceSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "delegatedClientSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "delegatedResourceSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "lastSignInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "app_consent_requests" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("displayName" VARCHAR)[]) AS "pendingScopes", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;

-- ... then over the files: DuckDB reports those of tables that the lake does not have, and goes on.
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principals/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "oauth2_permission_grants" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "clientId", CAST(NULL AS VARCHAR) AS "consentType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "scope", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/oauth2_permission_grants/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principal_app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principal_app_role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/groups/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "applications" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/applications/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "application_owners" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/application_owners/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principal_owners" AS SELECT CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principal_owners/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principal_sign_in_activities" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "applicationAuthenticationClientSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "applicationAuthenticationResourceSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "delegatedClientSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "delegatedResourceSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "lastSignInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principal_sign_in_activities/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/app_role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "app_consent_requests" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("displayName" VARCHAR)[]) AS "pendingScopes", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/app_consent_requests/*.parquet'], union_by_name = true, hive_partitioning = false);

SET VARIABLE as_of = now();
SET VARIABLE "days" = CAST(90 AS INTEGER);

-- report: Consent review
-- summary: What applications may do, for whom, which of it is dangerous, who publishes and owns them, and what waits for consent
-- parameter: days integer 90 | After how many days without a sign-in an application does not use what it may
-- needs: service_principals, oauth2_permission_grants, service_principal_app_role_assignments
-- uses: users, groups, applications, application_owners, service_principal_owners, service_principal_sign_in_activities, app_role_assignments,
--   app_consent_requests
-- read: A permission is held as an application, which then acts without a user and on everything, or delegated, where it acts as the user who is signed
--   in: for everyone, by an administrator's consent, or for single users. High risk are the permissions of the list at the head of the SQL:
--   `tenant` can take the tenant over, `data` reads or sends what people keep. Look first at those of other tenants whose publisher is not verified.
-- caveat: What an application may do through directory roles, Azure roles, Exchange policies or groups is not a permission and not here.
-- caveat: Application permissions may be narrowed elsewhere (access policies of Exchange, Sites.Selected), which Graph does not tell.
-- caveat: Graph tells when an application permission was granted, of a delegated one it does not.
-- caveat: The last sign-in needs Microsoft Entra ID P1 and is not in the national clouds; empty is unknown or never.
-- caveat: Without offline_access a delegated permission ends with the session; with it the application goes on for as long as its tokens are renewed.

-- What is called high risk: add to it what is sensitive in your tenant.
CREATE TEMP TABLE high_risk AS
SELECT permission, risk
FROM (
  VALUES
    ('Directory.ReadWrite.All', 'tenant'),
    ('Directory.AccessAsUser.All', 'tenant'),
    ('RoleManagement.ReadWrite.Directory', 'tenant'),
    ('RoleManagement.ReadWrite.All', 'tenant'),
    ('RoleAssignmentSchedule.ReadWrite.Directory', 'tenant'),
    ('RoleEligibilitySchedule.ReadWrite.Directory', 'tenant'),
    ('RoleManagementPolicy.ReadWrite.Directory', 'tenant'),
    ('PrivilegedAccess.ReadWrite.AzureAD', 'tenant'),
    ('PrivilegedAccess.ReadWrite.AzureADGroup', 'tenant'),
    ('PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup', 'tenant'),
    ('PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup', 'tenant'),
    ('AppRoleAssignment.ReadWrite.All', 'tenant'),
    ('DelegatedPermissionGrant.ReadWrite.All', 'tenant'),
    ('Application.ReadWrite.All', 'tenant'),
    ('Application.ReadWrite.OwnedBy', 'tenant'),
    ('ServicePrincipalEndpoint.ReadWrite.All', 'tenant'),
    ('User.ReadWrite.All', 'tenant'),
    ('User-PasswordProfile.ReadWrite.All', 'tenant'),
    ('UserAuthenticationMethod.ReadWrite.All', 'tenant'),
    ('Group.ReadWrite.All', 'tenant'),
    ('GroupMember.ReadWrite.All', 'tenant'),
    ('Domain.ReadWrite.All', 'tenant'),
    ('Organization.ReadWrite.All', 'tenant'),
    ('IdentityProvider.ReadWrite.All', 'tenant'),
    ('EntitlementManagement.ReadWrite.All', 'tenant'),
    ('Synchronization.ReadWrite.All', 'tenant'),
    ('Policy.ReadWrite.ConditionalAccess', 'tenant'),
    ('Policy.ReadWrite.AuthenticationMethod', 'tenant'),
    ('Policy.ReadWrite.Authorization', 'tenant'),
    ('Policy.ReadWrite.PermissionGrant', 'tenant'),
    ('Policy.ReadWrite.CrossTenantAccess', 'tenant'),
    ('DeviceManagementConfiguration.ReadWrite.All', 'tenant'),
    ('DeviceManagementApps.ReadWrite.All', 'tenant'),
    ('DeviceManagementManagedDevices.PrivilegedOperations.All', 'tenant'),
    ('DeviceManagementRBAC.ReadWrite.All', 'tenant'),
    ('full_access_as_app', 'data'),
    ('full_access_as_user', 'data'),
    ('EWS.AccessAsUser.All', 'data'),
    ('Exchange.ManageAsApp', 'tenant'),
    ('Exchange.Manage', 'tenant'),
    ('IMAP.AccessAsApp', 'data'),
    ('POP.AccessAsApp', 'data'),
    ('SMTP.SendAsApp', 'data'),
    ('Mail.Read', 'data'),
    ('Mail.Read.Shared', 'data'),
    ('Mail.ReadWrite', 'data'),
    ('Mail.ReadWrite.Shared', 'data'),
    ('Mail.Send', 'data'),
    ('Mail.Send.Shared', 'data'),
    ('MailboxSettings.ReadWrite', 'data'),
    ('Files.Read.All', 'data'),
    ('Files.ReadWrite.All', 'data'),
    ('Sites.Read.All', 'data'),
    ('Sites.ReadWrite.All', 'data'),
    ('Sites.Manage.All', 'data'),
    ('Sites.FullControl.All', 'data'),
    ('AllSites.Read', 'data'),
    ('AllSites.Write', 'data'),
    ('AllSites.Manage', 'data'),
    ('AllSites.FullControl', 'data'),
    ('Chat.Read.All', 'data'),
    ('Chat.ReadWrite.All', 'data'),
    ('ChannelMessage.Read.All', 'data'),
    ('Notes.ReadWrite.All', 'data'),
    ('BitlockerKey.Read.All', 'data'),
    ('DeviceLocalCredential.Read.All', 'data')
) AS listed(permission, risk);

CREATE TEMP TABLE clients AS
WITH used AS (
  -- As a client only: what others do with an application's own interface does not count.
  SELECT
    appId,
    max(
      greatest(
        delegatedClientSignInActivity.lastSignInDateTime,
        delegatedClientSignInActivity.lastNonInteractiveSignInDateTime,
        delegatedClientSignInActivity.lastSuccessfulSignInDateTime,
        applicationAuthenticationClientSignInActivity.lastSignInDateTime,
        applicationAuthenticationClientSignInActivity.lastNonInteractiveSignInDateTime,
        applicationAuthenticationClientSignInActivity.lastSuccessfulSignInDateTime
      )
    ) AS lastSignInDateTime
  FROM service_principal_sign_in_activities
  GROUP BY appId
),
registered AS (
  SELECT appId, id FROM applications QUALIFY row_number() OVER (PARTITION BY appId ORDER BY id) = 1
),
held AS (
  SELECT s.id AS clientId, o.id FROM service_principals s JOIN service_principal_owners o ON o.servicePrincipalId = s.id
  UNION
  SELECT s.id, o.id
  FROM service_principals s
  JOIN registered r ON r.appId = s.appId
  JOIN application_owners o ON o.applicationId = r.id
),
owners AS (
  SELECT
    h.clientId,
    list(coalesce(u.userPrincipalName, g.displayName, s.displayName, h.id)
      ORDER BY coalesce(u.userPrincipalName, g.displayName, s.displayName, h.id), h.id) AS owners
  FROM held h
  LEFT JOIN users u ON u.id = h.id
  LEFT JOIN groups g ON g.id = h.id
  LEFT JOIN service_principals s ON s.id = h.id
  GROUP BY h.clientId
)
SELECT
  s.id,
  s.appId,
  s.displayName,
  s.accountEnabled,
  s.appOwnerOrganizationId,
  CASE
    WHEN s.servicePrincipalType = 'ManagedIdentity' THEN 'managed identity'
    WHEN s.appOwnerOrganizationId IN ('f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47')
      THEN 'Microsoft'
    WHEN s.appOwnerOrganizationId = s._tenant_id THEN 'own'
    WHEN s.appOwnerOrganizationId IS NULL THEN 'unknown'
    ELSE 'other tenant'
  END AS origin,
  CASE WHEN s.verifiedPublisher IS NOT NULL THEN s.verifiedPublisher.verifiedPublisherId IS NOT NULL END AS publisherVerified,
  s.verifiedPublisher.displayName AS publisher,
  u.lastSignInDateTime,
  -- Of managed identities Microsoft's list does not tell all.
  CASE
    WHEN s.servicePrincipalType = 'ManagedIdentity' AND u.lastSignInDateTime IS NULL THEN NULL
    WHEN EXISTS (SELECT 1 FROM used)
      THEN coalesce(u.lastSignInDateTime < getvariable('as_of') - to_days(getvariable('days')), true)
  END AS isUnused,
  CASE
    WHEN EXISTS (SELECT 1 FROM application_owners) OR EXISTS (SELECT 1 FROM service_principal_owners) THEN coalesce(o.owners, [])
  END AS owners
FROM service_principals s
LEFT JOIN used u ON u.appId = s.appId
LEFT JOIN owners o ON o.clientId = s.id;

-- One row per client, permission, and for whom. The principal of an assignment holds it, its resource is the interface.
CREATE TEMP TABLE held_permissions AS
WITH delegated AS (
  SELECT clientId, resourceId, consentType, principalId, unnest(string_split(trim(scope), ' ')) AS permission
  FROM oauth2_permission_grants
),
roles AS (
  SELECT id AS resourceId, unnest(appRoles) AS role FROM service_principals
),
named AS (
  SELECT resourceId, role.id AS appRoleId, any_value(role.value ORDER BY role.value) AS permission
  FROM roles
  GROUP BY ALL
),
held AS (
  SELECT
    'application' AS consent,
    a.principalId AS clientId,
    a.resourceId,
    CASE
      WHEN a.appRoleId = '00000000-0000-0000-0000-000000000000' THEN '(default access)'
      ELSE coalesce(n.permission, a.appRoleId)
    END AS permission,
    CAST(NULL AS VARCHAR) AS userId,
    a.createdDateTime AS grantedDateTime,
    a.principalDisplayName AS clientName,
    a.resourceDisplayName AS resourceName
  FROM service_principal_app_role_assignments a
  LEFT JOIN named n ON n.resourceId = a.resourceId AND n.appRoleId = a.appRoleId
  UNION ALL
  SELECT DISTINCT
    CASE consentType WHEN 'AllPrincipals' THEN 'everyone' ELSE 'users' END,
    clientId, resourceId, permission, principalId, CAST(NULL AS TIMESTAMPTZ), NULL, NULL
  FROM delegated
  WHERE permission <> ''
)
SELECT
  h.consent,
  h.clientId,
  coalesce(c.displayName, h.clientName, h.clientId) AS displayName,
  h.resourceId,
  coalesce(r.displayName, h.resourceName, h.resourceId) AS resource,
  h.permission,
  k.risk,
  h.userId,
  h.grantedDateTime
FROM held h
LEFT JOIN clients c ON c.id = h.clientId
LEFT JOIN service_principals r ON r.id = h.resourceId
LEFT JOIN high_risk k ON k.permission = h.permission;

-- section: applications | Applications and what they may do
-- note: High risk names each permission once, with for whom: application, everyone, or users.
SELECT
  h.displayName,
  c.appId,
  c.origin,
  c.publisherVerified,
  list(DISTINCT h.permission || ' (' || h.consent || ')' ORDER BY h.permission || ' (' || h.consent || ')')
    FILTER (WHERE h.risk IS NOT NULL) AS highRisk,
  count(DISTINCT (h.resourceId, h.permission)) FILTER (WHERE h.consent = 'application') AS applicationPermissions,
  count(DISTINCT (h.resourceId, h.permission)) FILTER (WHERE h.consent <> 'application') AS delegatedPermissions,
  c.lastSignInDateTime,
  c.owners
FROM held_permissions h
LEFT JOIN clients c ON c.id = h.clientId
GROUP BY h.clientId, h.displayName, c.appId, c.origin, c.publisherVerified, c.lastSignInDateTime, c.owners
ORDER BY
  count(DISTINCT h.permission) FILTER (WHERE h.risk = 'tenant' AND h.consent = 'application') DESC,
  count(DISTINCT h.permission) FILTER (WHERE h.risk = 'tenant') DESC,
  count(DISTINCT h.permission) FILTER (WHERE h.risk IS NOT NULL) DESC,
  h.displayName,
  h.clientId;

-- section: high-risk | High-risk permissions, one by one
-- note: Unused: the application did not sign in within the days. Users counts those who consented for themselves.
SELECT
  h.permission,
  h.risk,
  h.consent,
  count(DISTINCT h.userId) AS users,
  h.displayName,
  c.origin,
  min(h.grantedDateTime) AS grantedDateTime,
  c.accountEnabled,
  c.isUnused AS unused
FROM held_permissions h
LEFT JOIN clients c ON c.id = h.clientId
WHERE h.risk IS NOT NULL
GROUP BY h.permission, h.risk, h.consent, h.clientId, h.displayName, h.resourceId, c.origin, c.accountEnabled, c.isUnused
ORDER BY
  h.risk = 'tenant' DESC,
  CASE h.consent WHEN 'application' THEN 0 WHEN 'everyone' THEN 1 ELSE 2 END,
  h.permission, h.displayName, h.clientId, h.resourceId;

-- section: delegated | Delegated permissions, by application and interface
-- note: Everyone is one administrator's consent for all users; users is what people granted for themselves, or an administrator for some.
SELECT
  h.displayName,
  h.resource,
  h.consent,
  count(DISTINCT h.userId) AS users,
  list(DISTINCT h.permission ORDER BY h.permission) AS permissions,
  count(DISTINCT h.permission) FILTER (WHERE h.risk IS NOT NULL) AS highRisk,
  bool_or(h.permission = 'offline_access') AS offlineAccess,
  c.publisherVerified,
  c.lastSignInDateTime
FROM held_permissions h
LEFT JOIN clients c ON c.id = h.clientId
WHERE h.consent <> 'application'
GROUP BY h.clientId, h.displayName, h.resourceId, h.resource, h.consent, c.publisherVerified, c.lastSignInDateTime
ORDER BY highRisk DESC, users DESC, h.displayName, h.clientId, h.resource, h.resourceId, h.consent;

-- section: outside | Applications of other tenants
-- note: Those of Microsoft are left out. Assigned are users and groups; without an assignment anyone may use an application that does not demand one.
SELECT
  c.displayName,
  c.appId,
  c.appOwnerOrganizationId,
  c.publisher,
  c.publisherVerified,
  c.accountEnabled,
  (SELECT count(*) FROM held_permissions h WHERE h.clientId = c.id AND h.risk IS NOT NULL) AS highRisk,
  CASE
    WHEN EXISTS (SELECT 1 FROM app_role_assignments)
      THEN (
        SELECT count(*) FROM app_role_assignments a
        WHERE a.resourceId = c.id AND a.principalType IN ('User', 'Group')
      )
  END AS assigned,
  c.lastSignInDateTime
FROM clients c
WHERE c.origin IN ('other tenant', 'unknown')
ORDER BY coalesce(c.publisherVerified, false), highRisk DESC, c.displayName, c.id;

-- section: requests | Applications that wait for consent
-- note: What users asked an administrator for and nobody has decided yet. Known: the application is in the tenant already.
SELECT
  coalesce(r.appDisplayName, c.displayName) AS displayName,
  r.appId,
  list_sort(list_transform(r.pendingScopes, lambda s: s.displayName)) AS pendingScopes,
  (
    SELECT count(*)
    FROM (SELECT unnest(r.pendingScopes) AS scope) p
    JOIN high_risk k ON k.permission = p.scope.displayName
  ) AS highRisk,
  c.id IS NOT NULL AS known,
  c.origin,
  c.publisherVerified
FROM app_consent_requests r
LEFT JOIN (
  SELECT id, appId, displayName, origin, publisherVerified FROM clients QUALIFY row_number() OVER (PARTITION BY appId ORDER BY id) = 1
) c ON c.appId = r.appId
WHERE len(r.pendingScopes) > 0
ORDER BY highRisk DESC, displayName, r.id;

-- section: permissions | High-risk permissions by the number of applications that hold them
-- chart: stacked permission by asApplication, forEveryone, forUsers
SELECT
  permission,
  risk,
  count(DISTINCT clientId) FILTER (WHERE consent = 'application') AS asApplication,
  count(DISTINCT clientId) FILTER (WHERE consent = 'everyone') AS forEveryone,
  count(DISTINCT clientId) FILTER (WHERE consent = 'users') AS forUsers
FROM held_permissions
WHERE risk IS NOT NULL
GROUP BY permission, risk
ORDER BY count(DISTINCT clientId) DESC, permission;
