-- Expiring credentials, for the DuckDB shell beside the folder entra-lake: duckdb < examples/reports/duckdb/expiring-credentials.sql
-- The same as `entra-extract report`, with every parameter at its default; change the SET VARIABLE lines.

-- A view without rows for each table, so that what the lake does not have is empty, ...
CREATE OR REPLACE VIEW "applications" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "application_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principal_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "application_owners" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principal_owners" AS SELECT CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "application_federated_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR[]) AS "audiences", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "issuer", CAST(NULL AS VARCHAR) AS "name", CAST(NULL AS VARCHAR) AS "subject", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "app_credential_sign_in_activities" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "appObjectId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "credentialOrigin", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "keyType", CAST(NULL AS VARCHAR) AS "keyUsage", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "servicePrincipalObjectId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "signInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principal_sign_in_activities" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "applicationAuthenticationClientSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "applicationAuthenticationResourceSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "delegatedClientSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "delegatedResourceSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "lastSignInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principal_app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "application_required_permissions" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "resourceAppId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;

-- ... then over the files: DuckDB reports those of tables that the lake does not have, and goes on.
CREATE OR REPLACE VIEW "applications" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/applications/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "application_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/application_credentials/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principals/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principal_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principal_credentials/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "application_owners" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/application_owners/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principal_owners" AS SELECT CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principal_owners/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/groups/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "application_federated_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR[]) AS "audiences", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "issuer", CAST(NULL AS VARCHAR) AS "name", CAST(NULL AS VARCHAR) AS "subject", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/application_federated_credentials/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "app_credential_sign_in_activities" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "appObjectId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "credentialOrigin", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "keyType", CAST(NULL AS VARCHAR) AS "keyUsage", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "servicePrincipalObjectId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "signInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/app_credential_sign_in_activities/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principal_sign_in_activities" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "applicationAuthenticationClientSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "applicationAuthenticationResourceSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "delegatedClientSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "delegatedResourceSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "lastSignInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principal_sign_in_activities/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principal_app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principal_app_role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "application_required_permissions" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "resourceAppId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/application_required_permissions/*.parquet'], union_by_name = true, hive_partitioning = false);

SET VARIABLE as_of = now();
SET VARIABLE "days" = CAST(90 AS INTEGER);
SET VARIABLE "max_lifetime_days" = CAST(365 AS INTEGER);
SET VARIABLE "idle_days" = CAST(90 AS INTEGER);

-- report: Expiring credentials
-- summary: Secrets and certificates that expire or are expired, live too long or are not used, and permissions that are not used
-- parameter: days integer 90 | Credentials that expire within so many days are listed
-- parameter: max_lifetime_days integer 365 | A secret that lives longer than so many days lives too long
-- parameter: idle_days integer 90 | What was not used for so many days is unused
-- needs: applications, application_credentials, service_principals, service_principal_credentials
-- uses: application_owners, service_principal_owners, users, groups, application_federated_credentials, app_credential_sign_in_activities,
--   service_principal_sign_in_activities, service_principal_app_role_assignments, application_required_permissions
-- read: Begin with what is nearest to its end, before or behind. Owners are those of the application and of its service principal: where there are none, nobody will notice.
--   Days left are rounded down, so 0 is within 24 hours, and what is negative has expired. An empty cell is unknown, not none.
-- caveat: A credential that signs in until its last day is not renewed by being listed here; a valid one that never signs in can go.
-- caveat: When a credential or an application was last used needs Microsoft Entra ID P1, is not in the national clouds and comes a day or more late.
--   Microsoft has kept it since a few years only: take an empty time for `not lately`, and without the table nothing is called unused.
-- caveat: Certificates of managed identities are Microsoft's to renew and are left out. Federated credentials do not expire.
-- caveat: A SAML signing certificate is stored twice and with a password: these are one line. What expires in the application itself is not seen.
-- caveat: The permissions that an application of another tenant asks for are not in this tenant: only own applications are compared.

CREATE TEMP TABLE owner_names AS
WITH held AS (
  SELECT a.appId, o.id FROM applications a JOIN application_owners o ON o.applicationId = a.id
  UNION
  SELECT s.appId, o.id FROM service_principals s JOIN service_principal_owners o ON o.servicePrincipalId = s.id
)
SELECT
  h.appId,
  list(coalesce(u.userPrincipalName, g.displayName, s.displayName, h.id)
    ORDER BY coalesce(u.userPrincipalName, g.displayName, s.displayName, h.id), h.id) AS owners
FROM held h
LEFT JOIN users u ON u.id = h.id
LEFT JOIN groups g ON g.id = h.id
LEFT JOIN service_principals s ON s.id = h.id
GROUP BY h.appId;

CREATE TEMP TABLE used_credentials AS
SELECT
  keyId,
  appId,
  max(
    greatest(
      signInActivity.lastSignInDateTime,
      signInActivity.lastNonInteractiveSignInDateTime,
      signInActivity.lastSuccessfulSignInDateTime
    )
  ) AS lastUsedDateTime
FROM app_credential_sign_in_activities
GROUP BY keyId, appId;

CREATE TEMP TABLE credentials AS
WITH own AS (
  SELECT
    a.id AS objectId,
    a.appId,
    a.displayName AS application,
    CASE c.credentialType WHEN 'password' THEN 'secret' ELSE 'certificate' END AS credentialType,
    coalesce(c.displayName, c.hint) AS credential,
    c.keyId,
    c.usage,
    c.startDateTime,
    c.endDateTime
  FROM application_credentials c
  JOIN applications a ON a.id = c.applicationId
),
principal AS (
  SELECT
    s.id AS objectId,
    s.appId,
    s.displayName AS application,
    CASE
      WHEN s.preferredSingleSignOnMode = 'saml' THEN 'SAML signing certificate'
      WHEN c.credentialType = 'password' THEN 'secret of the enterprise application'
      ELSE 'certificate of the enterprise application'
    END AS credentialType,
    coalesce(c.displayName, c.hint) AS credential,
    c.keyId,
    c.usage,
    c.startDateTime,
    c.endDateTime,
    -- The pair of a SAML certificate and the password of its key have the same thumbprint.
    CASE WHEN s.preferredSingleSignOnMode = 'saml' THEN coalesce(c.customKeyIdentifier, c.keyId) ELSE c.credentialType || c.keyId END AS same,
    c.credentialType = 'password' AS isPassword
  FROM service_principal_credentials c
  JOIN service_principals s ON s.id = c.servicePrincipalId
  WHERE s.servicePrincipalType IS DISTINCT FROM 'ManagedIdentity'
),
found AS (
  SELECT objectId, appId, application, credentialType, credential, keyId, usage, startDateTime, endDateTime FROM own
  UNION ALL
  SELECT objectId, appId, application, credentialType, credential, keyId, usage, startDateTime, endDateTime
  FROM principal
  QUALIFY row_number() OVER (PARTITION BY objectId, same ORDER BY isPassword, keyId) = 1
)
SELECT
  f.objectId,
  f.appId,
  f.application,
  f.credentialType,
  f.credential,
  f.keyId,
  f.usage,
  f.startDateTime,
  f.endDateTime,
  CAST(floor((epoch_us(f.endDateTime) - epoch_us(getvariable('as_of'))) / 86400000000.0) AS INTEGER) AS daysLeft,
  CAST(floor((epoch_us(f.endDateTime) - epoch_us(f.startDateTime)) / 86400000000.0) AS INTEGER) AS lifetimeDays,
  u.lastUsedDateTime,
  CASE
    WHEN EXISTS (SELECT 1 FROM application_owners) OR EXISTS (SELECT 1 FROM service_principal_owners) THEN coalesce(o.owners, [])
  END AS owners
FROM found f
LEFT JOIN owner_names o ON o.appId = f.appId
LEFT JOIN used_credentials u ON u.keyId = f.keyId AND u.appId = f.appId;

CREATE TEMP TABLE clients AS
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
  ) AS lastSignInDateTime,
  max(
    greatest(
      applicationAuthenticationClientSignInActivity.lastSignInDateTime,
      applicationAuthenticationClientSignInActivity.lastNonInteractiveSignInDateTime,
      applicationAuthenticationClientSignInActivity.lastSuccessfulSignInDateTime
    )
  ) AS lastOwnSignInDateTime
FROM service_principal_sign_in_activities
GROUP BY appId;

-- section: credentials | Expired, and expiring within the days
SELECT application, appId, credentialType, credential, keyId, endDateTime, daysLeft, lastUsedDateTime, owners
FROM credentials
WHERE daysLeft < getvariable('days')
ORDER BY abs(daysLeft), endDateTime, application, keyId, objectId, credentialType;

-- section: bands | Credentials by the time that is left
-- chart: stacked timeLeft by secrets, certificates, samlCertificates
WITH bands AS (
  SELECT place, timeLeft
  FROM (
    VALUES (1, 'expired'), (2, '7 days'), (3, '30 days'), (4, '90 days'), (5, 'longer'), (6, 'no end')
  ) AS listed(place, timeLeft)
),
placed AS (
  SELECT
    appId, credentialType, owners,
    CASE
      WHEN endDateTime IS NULL THEN 6
      WHEN daysLeft < 0 THEN 1
      WHEN daysLeft < 7 THEN 2
      WHEN daysLeft < 30 THEN 3
      WHEN daysLeft < 90 THEN 4
      ELSE 5
    END AS place
  FROM credentials
)
SELECT
  b.timeLeft,
  count(*) FILTER (WHERE p.credentialType LIKE 'secret%') AS secrets,
  count(*) FILTER (WHERE p.credentialType LIKE 'certificate%') AS certificates,
  count(*) FILTER (WHERE p.credentialType LIKE 'SAML%') AS samlCertificates,
  count(DISTINCT p.appId) AS applications,
  CASE
    WHEN EXISTS (SELECT 1 FROM application_owners) OR EXISTS (SELECT 1 FROM service_principal_owners)
      THEN count(*) FILTER (WHERE len(p.owners) = 0)
  END AS withoutOwner
FROM bands b
LEFT JOIN placed p ON p.place = b.place
GROUP BY b.place, b.timeLeft
ORDER BY b.place;

-- section: all-expired | Applications whose every credential is expired
-- note: They cannot sign in by themselves any more, unless a federated credential does it. If nobody missed them, they can go.
SELECT
  any_value(c.application ORDER BY c.application) AS application,
  c.appId,
  count(*) AS credentials,
  max(c.endDateTime) AS lastEndDateTime,
  CASE
    WHEN EXISTS (SELECT 1 FROM application_federated_credentials)
      THEN (
        SELECT count(*)
        FROM application_federated_credentials f
        JOIN applications a ON a.id = f.applicationId
        WHERE a.appId = c.appId
      )
  END AS federatedCredentials,
  (SELECT bool_or(s.accountEnabled) FROM service_principals s WHERE s.appId = c.appId) AS accountEnabled,
  (SELECT l.lastSignInDateTime FROM clients l WHERE l.appId = c.appId) AS lastSignInDateTime,
  any_value(c.owners) AS owners
FROM credentials c
GROUP BY c.appId
HAVING bool_and(coalesce(c.daysLeft < 0, false))
ORDER BY lastEndDateTime DESC, application, c.appId;

-- section: long-lived | Valid secrets that live too long
SELECT
  application,
  appId,
  credentialType,
  credential,
  keyId,
  startDateTime,
  endDateTime,
  lifetimeDays,
  owners
FROM credentials
WHERE credentialType LIKE 'secret%'
  AND coalesce(daysLeft >= 0, true)
  AND coalesce(lifetimeDays > getvariable('max_lifetime_days'), endDateTime IS NULL)
ORDER BY endDateTime IS NULL DESC, lifetimeDays DESC, application, keyId, objectId;

-- section: unused | Valid credentials that nothing signs in with
-- note: Never, or not within the idle days; those that began within them are left out, and so are certificates that sign or encrypt tokens.
SELECT application, appId, credentialType, credential, keyId, startDateTime, endDateTime, lastUsedDateTime, owners
FROM credentials
WHERE EXISTS (SELECT 1 FROM used_credentials)
  AND credentialType NOT LIKE 'SAML%'
  AND coalesce(usage, 'Verify') = 'Verify'
  AND coalesce(daysLeft >= 0, true)
  AND coalesce(startDateTime < getvariable('as_of') - to_days(getvariable('idle_days')), true)
  AND coalesce(lastUsedDateTime < getvariable('as_of') - to_days(getvariable('idle_days')), true)
ORDER BY lastUsedDateTime NULLS FIRST, endDateTime DESC NULLS FIRST, application, keyId, objectId;

-- section: permissions | Permissions granted and not used, not asked for, or asked for and not granted
-- note: Application permissions. The last sign-in is the application's own, without a user, with which alone it can use them.
WITH roles AS (
  SELECT id AS resourceId, appId AS resourceAppId, unnest(appRoles) AS role FROM service_principals
),
named AS (
  SELECT resourceId, resourceAppId, role.id AS appRoleId, any_value(role.value ORDER BY role.value) AS permission
  FROM roles
  GROUP BY ALL
),
granted AS (
  SELECT
    a.principalId,
    r.appId AS resourceAppId,
    a.appRoleId,
    coalesce(n.permission, a.appRoleId) AS permission,
    min(a.createdDateTime) AS createdDateTime
  FROM service_principal_app_role_assignments a
  LEFT JOIN service_principals r ON r.id = a.resourceId
  LEFT JOIN named n ON n.resourceId = a.resourceId AND n.appRoleId = a.appRoleId
  WHERE a.appRoleId <> '00000000-0000-0000-0000-000000000000'
  GROUP BY a.principalId, r.appId, a.appRoleId, coalesce(n.permission, a.appRoleId)
),
required AS (
  SELECT DISTINCT s.id AS principalId, p.resourceAppId, p.id AS appRoleId, coalesce(n.permission, p.id) AS permission
  FROM application_required_permissions p
  JOIN applications a ON a.id = p.applicationId
  JOIN service_principals s ON s.appId = a.appId
  LEFT JOIN named n ON n.resourceAppId = p.resourceAppId AND n.appRoleId = p.id
  WHERE p.type = 'Role'
),
counted AS (
  SELECT
    s.id,
    s.appId,
    s.displayName AS application,
    s.accountEnabled,
    -- Only of own applications it is known what they ask for.
    EXISTS (SELECT 1 FROM applications a WHERE a.appId = s.appId) AS isOwn,
    (SELECT count(*) FROM granted g WHERE g.principalId = s.id) AS granted,
    (
      SELECT list(g.permission ORDER BY g.permission, g.appRoleId) FROM granted g
      WHERE g.principalId = s.id
        AND NOT EXISTS (
          SELECT 1 FROM required q
          WHERE q.principalId = s.id AND q.resourceAppId = g.resourceAppId AND q.appRoleId = g.appRoleId
        )
    ) AS notRequired,
    (
      SELECT list(q.permission ORDER BY q.permission, q.appRoleId) FROM required q
      WHERE q.principalId = s.id
        AND NOT EXISTS (
          SELECT 1 FROM granted g
          WHERE g.principalId = s.id AND g.resourceAppId = q.resourceAppId AND g.appRoleId = q.appRoleId
        )
    ) AS notGranted,
    l.lastOwnSignInDateTime,
    CASE
      WHEN s.servicePrincipalType = 'ManagedIdentity' AND l.lastOwnSignInDateTime IS NULL THEN NULL
      -- What came within the idle days may still be waiting for its first day.
      WHEN (SELECT min(g.createdDateTime) FROM granted g WHERE g.principalId = s.id)
        >= getvariable('as_of') - to_days(getvariable('idle_days')) THEN false
      WHEN EXISTS (SELECT 1 FROM clients)
        THEN coalesce(l.lastOwnSignInDateTime < getvariable('as_of') - to_days(getvariable('idle_days')), true)
    END AS isUnused
  FROM service_principals s
  LEFT JOIN clients l ON l.appId = s.appId
)
SELECT
  c.application,
  c.appId,
  c.accountEnabled,
  CASE WHEN EXISTS (SELECT 1 FROM granted) THEN c.granted END AS granted,
  c.lastOwnSignInDateTime AS lastSignInDateTime,
  CASE WHEN c.granted > 0 THEN c.isUnused END AS unused,
  CASE WHEN c.isOwn AND EXISTS (SELECT 1 FROM required) THEN coalesce(c.notRequired, []) END AS notRequired,
  CASE WHEN c.isOwn AND EXISTS (SELECT 1 FROM granted) THEN coalesce(c.notGranted, []) END AS notGranted,
  CASE
    WHEN EXISTS (SELECT 1 FROM application_owners) OR EXISTS (SELECT 1 FROM service_principal_owners) THEN coalesce(o.owners, [])
  END AS owners
FROM counted c
LEFT JOIN owner_names o ON o.appId = c.appId
WHERE (c.granted > 0 AND c.isUnused)
  OR (c.isOwn AND len(c.notRequired) > 0 AND EXISTS (SELECT 1 FROM required))
  OR (c.isOwn AND len(c.notGranted) > 0 AND EXISTS (SELECT 1 FROM granted))
ORDER BY coalesce(c.granted > 0 AND c.isUnused, false) DESC, c.granted DESC, c.application, c.id;
