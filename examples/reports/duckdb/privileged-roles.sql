-- Holders of directory roles, for the DuckDB shell beside the folder entra-lake: duckdb < examples/reports/duckdb/privileged-roles.sql
-- The same as `entra-extract report`, with every parameter at its default; change the SET VARIABLE lines.

-- A view without rows for each table, so that what the lake does not have is empty, ...
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_definitions" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isBuiltIn", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR[]) AS "resourceScopes", CAST(NULL AS STRUCT("allowedResourceActions" VARCHAR[], "condition" VARCHAR, "excludedResourceActions" VARCHAR[])[]) AS "rolePermissions", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "version", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_assignment_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "assignmentType", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleAssignmentOriginId", CAST(NULL AS VARCHAR) AS "roleAssignmentScheduleId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "pim_group_assignment_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accessId", CAST(NULL AS VARCHAR) AS "assignmentScheduleId", CAST(NULL AS VARCHAR) AS "assignmentType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "pim_group_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accessId", CAST(NULL AS VARCHAR) AS "eligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "group_members" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "group_owners" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principal_owners" AS SELECT CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principal_sign_in_activities" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "applicationAuthenticationClientSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "applicationAuthenticationResourceSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "delegatedClientSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "delegatedResourceSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "lastSignInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "applications" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "application_owners" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "user_registration_details" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isAdmin", CAST(NULL AS BOOLEAN) AS "isMfaCapable", CAST(NULL AS BOOLEAN) AS "isMfaRegistered", CAST(NULL AS BOOLEAN) AS "isPasswordlessCapable", CAST(NULL AS BOOLEAN) AS "isSsprCapable", CAST(NULL AS BOOLEAN) AS "isSsprEnabled", CAST(NULL AS BOOLEAN) AS "isSsprRegistered", CAST(NULL AS BOOLEAN) AS "isSystemPreferredAuthenticationMethodEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR[]) AS "methodsRegistered", CAST(NULL AS VARCHAR[]) AS "systemPreferredAuthenticationMethods", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPreferredMethodForSecondaryAuthentication", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "user_sign_in_activity" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "signInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "administrative_units" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isMemberManagementRestricted", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "membershipType", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "deleted_users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;

-- ... then over the files: DuckDB reports those of tables that the lake does not have, and goes on.
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_definitions" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isBuiltIn", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR[]) AS "resourceScopes", CAST(NULL AS STRUCT("allowedResourceActions" VARCHAR[], "condition" VARCHAR, "excludedResourceActions" VARCHAR[])[]) AS "rolePermissions", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "version", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_definitions/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_assignment_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "assignmentType", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleAssignmentOriginId", CAST(NULL AS VARCHAR) AS "roleAssignmentScheduleId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_assignment_schedule_instances/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_eligibility_schedule_instances/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "pim_group_assignment_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accessId", CAST(NULL AS VARCHAR) AS "assignmentScheduleId", CAST(NULL AS VARCHAR) AS "assignmentType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/pim_group_assignment_schedule_instances/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "pim_group_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accessId", CAST(NULL AS VARCHAR) AS "eligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/pim_group_eligibility_schedule_instances/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/groups/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "group_members" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/group_members/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "group_owners" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/group_owners/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principals/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principal_owners" AS SELECT CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principal_owners/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principal_sign_in_activities" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "applicationAuthenticationClientSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "applicationAuthenticationResourceSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "delegatedClientSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "delegatedResourceSignInActivity", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "lastSignInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principal_sign_in_activities/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "applications" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/applications/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "application_owners" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/application_owners/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "user_registration_details" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isAdmin", CAST(NULL AS BOOLEAN) AS "isMfaCapable", CAST(NULL AS BOOLEAN) AS "isMfaRegistered", CAST(NULL AS BOOLEAN) AS "isPasswordlessCapable", CAST(NULL AS BOOLEAN) AS "isSsprCapable", CAST(NULL AS BOOLEAN) AS "isSsprEnabled", CAST(NULL AS BOOLEAN) AS "isSsprRegistered", CAST(NULL AS BOOLEAN) AS "isSystemPreferredAuthenticationMethodEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR[]) AS "methodsRegistered", CAST(NULL AS VARCHAR[]) AS "systemPreferredAuthenticationMethods", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPreferredMethodForSecondaryAuthentication", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_registration_details/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "user_sign_in_activity" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "signInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_sign_in_activity/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "administrative_units" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isMemberManagementRestricted", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "membershipType", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/administrative_units/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "deleted_users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/deleted_users/*.parquet'], union_by_name = true, hive_partitioning = false);

SET VARIABLE as_of = now();
CREATE TEMP TABLE "approved" AS SELECT CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "role" WHERE false;
SET VARIABLE "days" = CAST(90 AS INTEGER);

-- report: Holders of directory roles
-- summary: Who holds or may activate each directory role, directly and through groups, against an approved list
-- parameter: approved file(userPrincipalName? VARCHAR, principalId? VARCHAR, role VARCHAR) | Who is to hold which role, by its name or id; a principal's id may be that of a group
-- parameter: days integer 90 | Holders who have not signed in for so many days are named
-- needs: users, role_assignments, role_definitions
-- uses: role_assignment_schedule_instances, role_eligibility_schedule_instances
-- uses: pim_group_assignment_schedule_instances, pim_group_eligibility_schedule_instances, groups, group_members, group_owners
-- uses: service_principals, service_principal_owners, service_principal_sign_in_activities, applications, application_owners
-- uses: user_registration_details, user_sign_in_activity, administrative_units, deleted_users
-- read: A holder is a user or a service principal, counted once for each role, scope and way: directly, or through a group that holds the role.
--   Active is who has the role now; activated is active for a time through privileged identity management; eligible is who may activate it,
--   as holder or as a member of a group. until is the earliest end of the assignment and of the membership. privileged is Microsoft's own label of
--   its built-in roles; what a role of the tenant's own may do is in its permissions.
-- caveat: Eligibility and ends need Microsoft Entra ID P2 or Governance. Where nothing tells the end of an assignment, isPermanent is empty: without
--   privileged identity management every assignment is permanent.
-- caveat: MFA is that registered in this tenant: guests may use that of their home. Disabled accounts are not in that report. It needs Microsoft Entra ID P1.
-- caveat: Roles of Exchange, Intune, Defender and Azure resources that are assigned there are not seen, nor are application permissions of the same power.
-- caveat: A principal that is in no table was deleted, or belongs to another tenant: a partner's administrator.

-- Microsoft's label PRIVILEGED: roles with which one can raise one's own rights or those of others, or weaken what guards them.
-- https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
CREATE TEMP TABLE labelled AS
SELECT roleDefinitionId FROM (VALUES
  ('62e90394-69f5-4237-9190-012177145e10'), -- Global Administrator
  ('e8611ab8-c189-46e8-94e1-60213ab1f814'), -- Privileged Role Administrator
  ('7be44c8a-adaf-4e2a-84d6-ab2649e08a13'), -- Privileged Authentication Administrator
  ('9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3'), -- Application Administrator
  ('158c047a-c907-4556-b7ef-446551a6b5f7'), -- Cloud Application Administrator
  ('cf1c38e5-3621-4004-a7cb-879624dced7c'), -- Application Developer
  ('c4e39bd9-1100-46d3-8c65-fb160da0071f'), -- Authentication Administrator
  ('25a516ed-2fa0-40ea-a2d0-12923a21473a'), -- Authentication Extensibility Administrator
  ('ecb2c6bf-0ab6-418e-bd87-7986f8d63bbe'), -- Attribute Provisioning Administrator
  ('422218e4-db15-4ef9-bbe0-8afb41546d79'), -- Attribute Provisioning Reader
  ('aaf43236-0c0d-4d5f-883a-6955382ac081'), -- B2C IEF Keyset Administrator
  ('7698a772-787b-4ac8-901f-60d6b08affd2'), -- Cloud Device Administrator
  ('b1be1c3e-b65d-4f19-8427-f6fa0d97feb9'), -- Conditional Access Administrator
  ('d29b2b05-8046-44ba-8758-1e26182fcf32'), -- Directory Synchronization Accounts
  ('9360feb5-f418-4baa-8175-e2a00bac4301'), -- Directory Writers
  ('8329153b-31d0-4727-b945-745eb3bc5f31'), -- Domain Name Administrator
  ('be2f45a1-457d-42af-a067-6ec1fa63bc45'), -- External Identity Provider Administrator
  ('f2ef992c-3afb-46b9-b7cf-a126ee74c451'), -- Global Reader
  ('729827e3-9c14-49f7-bb1b-9608f156bbb8'), -- Helpdesk Administrator
  ('8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2'), -- Hybrid Identity Administrator
  ('3a2c62db-5318-420d-8d74-23affee5d9d5'), -- Intune Administrator
  ('59d46f88-662b-457b-bceb-5c3809e5908f'), -- Lifecycle Workflows Administrator
  ('4ba39ca4-527c-499a-b93d-d9b492c50246'), -- Partner Tier1 Support
  ('e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8'), -- Partner Tier2 Support
  ('966707d0-3269-4727-9be2-8c3a10f19b9d'), -- Password Administrator
  ('194ae4cb-b126-40b2-bd5b-6091b380977d'), -- Security Administrator
  ('5f2222b1-57c3-48ba-8ad5-d4759f1fde6f'), -- Security Operator
  ('5d6b6bb7-de71-4623-b4af-96380a352509'), -- Security Reader
  ('fe930be7-5e62-47db-91af-98c3a49a38b1')  -- User Administrator
) AS t(roleDefinitionId);

-- Every assignment once, with what privileged identity management knows of it. Rows of a group's members are left out: groups are followed below.
CREATE TEMP TABLE assignments AS
WITH known AS (
  SELECT principalId, roleDefinitionId, directoryScopeId, appScopeId,
    bool_or(assignmentType ILIKE 'activated') AS isActivated, bool_or(endDateTime IS NULL) AS isPermanent, max(endDateTime) AS endDateTime
  FROM role_assignment_schedule_instances
  WHERE memberType IS NULL OR memberType NOT ILIKE 'group'
  GROUP BY ALL
),
active AS (
  SELECT DISTINCT principalId, roleDefinitionId, directoryScopeId, appScopeId FROM role_assignments
  UNION
  SELECT principalId, roleDefinitionId, directoryScopeId, appScopeId FROM known
)
SELECT a.principalId, a.roleDefinitionId, a.directoryScopeId, a.appScopeId,
  CASE WHEN k.isActivated AND NOT k.isPermanent THEN 'activated' ELSE 'active' END AS state,
  k.isPermanent, CASE WHEN NOT k.isPermanent THEN k.endDateTime END AS until
FROM active a
LEFT JOIN known k ON k.principalId = a.principalId AND k.roleDefinitionId = a.roleDefinitionId
  AND k.directoryScopeId IS NOT DISTINCT FROM a.directoryScopeId AND k.appScopeId IS NOT DISTINCT FROM a.appScopeId
UNION ALL
SELECT principalId, roleDefinitionId, directoryScopeId, appScopeId, 'eligible', bool_or(endDateTime IS NULL),
  CASE WHEN bool_and(endDateTime IS NOT NULL) THEN max(endDateTime) END
FROM role_eligibility_schedule_instances
WHERE memberType IS NULL OR memberType NOT ILIKE 'group'
GROUP BY ALL;

CREATE TEMP TABLE group_ids AS
SELECT id FROM groups UNION SELECT groupId FROM group_members;

-- Who is, or may become, a member of a group; groups within groups are followed, and those that contain each other end.
CREATE TEMP TABLE memberships AS
WITH RECURSIVE direct AS (
  SELECT m.groupId, m.id, false AS isEligible, p.until, coalesce(p.isActivated, false) AS isActivated
  FROM group_members m
  LEFT JOIN (
    SELECT groupId, principalId, CASE WHEN bool_and(endDateTime IS NOT NULL) THEN max(endDateTime) END AS until,
      bool_and(assignmentType ILIKE 'activated') AS isActivated
    FROM pim_group_assignment_schedule_instances
    WHERE accessId = 'member' AND (memberType IS NULL OR memberType NOT ILIKE 'group')
    GROUP BY groupId, principalId
  ) p ON p.groupId = m.groupId AND p.principalId = m.id
  WHERE m._odata_type IS NULL OR m._odata_type NOT IN ('#microsoft.graph.device', '#microsoft.graph.orgContact')
  UNION ALL
  SELECT groupId, principalId, true, CASE WHEN bool_and(endDateTime IS NOT NULL) THEN max(endDateTime) END, false
  FROM pim_group_eligibility_schedule_instances
  WHERE accessId = 'member' AND (memberType IS NULL OR memberType NOT ILIKE 'group')
  GROUP BY groupId, principalId
),
reached AS (
  SELECT groupId AS root, id, isEligible, until, isActivated FROM direct
  WHERE groupId IN (SELECT principalId FROM assignments)
  UNION
  SELECT r.root, d.id, r.isEligible OR d.isEligible, least(r.until, d.until), r.isActivated OR d.isActivated
  FROM reached r JOIN direct d ON d.groupId = r.id
)
SELECT root, id, isEligible, bool_and(isActivated) AS isActivated,
  CASE WHEN bool_and(until IS NOT NULL) THEN max(until) END AS until
FROM reached
WHERE id NOT IN (SELECT id FROM group_ids)
GROUP BY root, id, isEligible;

-- A group without members is a row itself: whoever is added holds the role.
CREATE TEMP TABLE holdings AS
SELECT principalId, roleDefinitionId, directoryScopeId, appScopeId, CAST(NULL AS VARCHAR) AS groupId, state, isPermanent, until
FROM assignments
WHERE principalId NOT IN (SELECT id FROM group_ids) OR principalId NOT IN (SELECT root FROM memberships)
UNION ALL
SELECT m.id, a.roleDefinitionId, a.directoryScopeId, a.appScopeId, a.principalId,
  CASE WHEN m.isEligible OR a.state = 'eligible' THEN 'eligible'
    WHEN m.isActivated OR a.state = 'activated' THEN 'activated' ELSE 'active' END,
  CASE WHEN m.until IS NULL THEN a.isPermanent ELSE false END,
  least(a.until, m.until)
FROM assignments a JOIN memberships m ON m.root = a.principalId;

CREATE TEMP TABLE principals AS
SELECT u.id, u.userPrincipalName AS name, CASE WHEN u.userType ILIKE 'guest' THEN 'guest' ELSE 'member' END AS type, u.accountEnabled,
  coalesce(u.onPremisesSyncEnabled, false) AS isSynchronised, r.isMfaCapable, r.methodsRegistered,
  coalesce(a.signInActivity.lastSuccessfulSignInDateTime, a.signInActivity.lastSignInDateTime) AS lastSignIn,
  EXISTS (SELECT 1 FROM user_sign_in_activity) AS hasActivity, u.createdDateTime
FROM users u
LEFT JOIN user_registration_details r ON r.id = u.id
LEFT JOIN user_sign_in_activity a ON a.userId = u.id
WHERE u.id IN (SELECT principalId FROM holdings)
UNION ALL
SELECT s.id, s.displayName, CASE WHEN s.servicePrincipalType = 'ManagedIdentity' THEN 'managed identity' ELSE 'service principal' END,
  s.accountEnabled, NULL, NULL, NULL, a.lastSignIn, EXISTS (SELECT 1 FROM service_principal_sign_in_activities), NULL
FROM service_principals s
LEFT JOIN (
  SELECT appId, max(lastSignInActivity.lastSignInDateTime) AS lastSignIn FROM service_principal_sign_in_activities GROUP BY appId
) a ON a.appId = s.appId
WHERE s.id IN (SELECT principalId FROM holdings)
UNION ALL
SELECT id, displayName, 'group', NULL, onPremisesSyncEnabled, NULL, NULL, NULL, false, NULL FROM groups WHERE id IN (SELECT principalId FROM holdings)
UNION ALL
SELECT id, userPrincipalName, 'deleted user', accountEnabled, NULL, NULL, NULL, NULL, false, NULL FROM deleted_users
WHERE id IN (SELECT principalId FROM holdings) AND id NOT IN (SELECT id FROM users);

CREATE TEMP TABLE wanted AS
SELECT row_number() OVER () AS number, lower(a.userPrincipalName) AS name, lower(a.principalId) AS principalId, a.role, d.id AS roleDefinitionId
FROM approved a
LEFT JOIN role_definitions d ON lower(a.role) IN (lower(d.displayName), lower(d.id), lower(d.templateId));

CREATE TEMP TABLE holders AS
SELECT h.principalId, h.roleDefinitionId, h.groupId, h.state, h.isPermanent, h.until,
  coalesce(d.displayName, h.roleDefinitionId) AS role,
  CASE WHEN d.isBuiltIn = false THEN NULL ELSE h.roleDefinitionId IN (SELECT roleDefinitionId FROM labelled) END AS isPrivileged,
  coalesce(p.name, h.principalId) AS principal,
  coalesce(p.type, 'unknown') AS principalType,
  p.accountEnabled, p.isSynchronised, p.isMfaCapable, p.methodsRegistered, p.lastSignIn,
  CASE WHEN h.directoryScopeId = '/' THEN 'tenant'
    WHEN h.directoryScopeId LIKE '/administrativeUnits/%' THEN 'unit ' || coalesce(u.displayName, h.directoryScopeId)
    WHEN h.directoryScopeId IS NOT NULL THEN 'object ' || coalesce(o.displayName, s.displayName, h.directoryScopeId)
    ELSE 'scope of an application ' || coalesce(h.appScopeId, '') END AS scope,
  coalesce(g.displayName, h.groupId) AS via,
  CASE WHEN EXISTS (SELECT 1 FROM approved) THEN EXISTS (
    SELECT 1 FROM wanted w WHERE w.roleDefinitionId = h.roleDefinitionId
      AND (w.name = lower(p.name) OR w.principalId IN (lower(h.principalId), lower(h.groupId)))
  ) END AS isApproved,
  CASE WHEN p.hasActivity AND (p.createdDateTime IS NULL OR p.createdDateTime < getvariable('as_of') - to_days(getvariable('days')))
    THEN coalesce(p.lastSignIn < getvariable('as_of') - to_days(getvariable('days')), true) END AS isUnused
FROM holdings h
LEFT JOIN role_definitions d ON d.id = h.roleDefinitionId
LEFT JOIN principals p ON p.id = h.principalId
LEFT JOIN groups g ON g.id = h.groupId
LEFT JOIN administrative_units u ON h.directoryScopeId = '/administrativeUnits/' || u.id
LEFT JOIN applications o ON h.directoryScopeId = '/' || o.id
LEFT JOIN service_principals s ON h.directoryScopeId = '/' || s.id;

-- section: holders | Who holds which role
-- note: What stands under findings is worth a look, not always wrong: emergency accounts are permanent, and synchronisation accounts have no MFA.
SELECT
  role,
  isPrivileged,
  principal,
  principalType,
  state,
  scope,
  via,
  until,
  [finding FOR finding IN [
    CASE WHEN isApproved = false THEN 'not approved' END,
    CASE WHEN principalType = 'unknown' THEN 'not in the directory' END,
    CASE WHEN principalType = 'deleted user' THEN 'deleted' END,
    CASE WHEN principalType = 'group' THEN 'group without members' END,
    CASE WHEN accountEnabled = false THEN 'disabled' END,
    CASE WHEN principalType = 'guest' THEN 'guest' END,
    CASE WHEN principalType IN ('service principal', 'managed identity') THEN 'no person' END,
    CASE WHEN isMfaCapable = false THEN 'no MFA' END,
    CASE WHEN isSynchronised THEN 'synchronised' END,
    CASE WHEN isPermanent AND state <> 'eligible' THEN 'permanent' END,
    CASE WHEN isUnused THEN 'no sign-in' END
  ] IF finding IS NOT NULL] AS findings
FROM holders
ORDER BY roleDefinitionId <> '62e90394-69f5-4237-9190-012177145e10', isPrivileged DESC NULLS LAST, role, state, principal, via NULLS FIRST, scope,
  until, principalId, groupId;

-- section: figures | The figures that are asked for
-- note: Principals, each once. Microsoft advises fewer than five Global Administrators, two of them emergency accounts. Empty: the lake cannot tell.
WITH g AS (SELECT principalId, state, isPermanent, isMfaCapable, isSynchronised FROM holders WHERE roleDefinitionId = '62e90394-69f5-4237-9190-012177145e10')
SELECT measure, principals FROM (
  SELECT 1 AS place, 'Global Administrators, active' AS measure, count(DISTINCT principalId) FILTER (WHERE state <> 'eligible') AS principals FROM g
  UNION ALL
  SELECT 2, 'Global Administrators, eligible', CASE WHEN EXISTS (SELECT 1 FROM role_eligibility_schedule_instances)
    THEN count(DISTINCT principalId) FILTER (WHERE state = 'eligible') END FROM g
  UNION ALL
  SELECT 3, 'Global Administrators, permanent', CASE WHEN count(isPermanent) > 0 THEN count(DISTINCT principalId) FILTER (WHERE isPermanent AND state <> 'eligible') END FROM g
  UNION ALL
  SELECT 4, 'Global Administrators without MFA', CASE WHEN EXISTS (SELECT 1 FROM user_registration_details)
    THEN count(DISTINCT principalId) FILTER (WHERE isMfaCapable = false) END FROM g
  UNION ALL
  SELECT 5, 'Global Administrators, synchronised', count(DISTINCT principalId) FILTER (WHERE isSynchronised) FROM g
  UNION ALL
  SELECT 6, 'holders of a privileged role', count(DISTINCT principalId) FROM holders WHERE isPrivileged
  UNION ALL
  SELECT 7, 'holders of any role', count(DISTINCT principalId) FROM holders
  UNION ALL
  SELECT 8, 'holders that are guests', count(DISTINCT principalId) FROM holders WHERE principalType = 'guest'
  UNION ALL
  SELECT 9, 'holders that are service principals or managed identities', count(DISTINCT principalId) FROM holders
  WHERE principalType IN ('service principal', 'managed identity')
  UNION ALL
  SELECT 10, 'holders that are disabled', count(DISTINCT principalId) FROM holders WHERE accountEnabled = false
  UNION ALL
  SELECT 11, 'holders without MFA', CASE WHEN EXISTS (SELECT 1 FROM user_registration_details)
    THEN count(DISTINCT principalId) FILTER (WHERE isMfaCapable = false) END FROM holders
  UNION ALL
  SELECT 12, 'holders that are not in the directory', count(DISTINCT principalId) FROM holders WHERE principalType IN ('unknown', 'deleted user')
)
ORDER BY place;

-- section: roles | Roles and the number of their holders
-- note: Principals, each once a role; one that is active and eligible counts in both columns.
-- chart: stacked role by active, eligible
SELECT
  role,
  isPrivileged,
  count(DISTINCT principalId) FILTER (WHERE state <> 'eligible') AS active,
  count(DISTINCT principalId) FILTER (WHERE state = 'eligible') AS eligible,
  CASE WHEN count(isPermanent) > 0 THEN count(DISTINCT principalId) FILTER (WHERE isPermanent AND state <> 'eligible') END AS permanent,
  count(DISTINCT principalId) FILTER (WHERE groupId IS NOT NULL) AS throughGroups,
  count(DISTINCT principalId) FILTER (WHERE principalType IN ('service principal', 'managed identity')) AS servicePrincipals,
  count(DISTINCT principalId) FILTER (WHERE principalType = 'guest') AS guests,
  CASE WHEN EXISTS (SELECT 1 FROM user_registration_details) THEN count(DISTINCT principalId) FILTER (WHERE isMfaCapable = false) END AS withoutMfa
FROM holders
GROUP BY roleDefinitionId, role, isPrivileged
ORDER BY active + eligible DESC, role, roleDefinitionId;

-- section: people | Holders, each with all roles
SELECT
  principal,
  principalType,
  accountEnabled,
  isSynchronised,
  isMfaCapable,
  methodsRegistered,
  lastSignIn,
  coalesce(list(DISTINCT role ORDER BY role) FILTER (WHERE state <> 'eligible'), []) AS activeRoles,
  coalesce(list(DISTINCT role ORDER BY role) FILTER (WHERE state = 'eligible'), []) AS eligibleRoles
FROM holders
GROUP BY principalId, principal, principalType, accountEnabled, isSynchronised, isMfaCapable, methodsRegistered, lastSignIn
ORDER BY bool_or(coalesce(isPrivileged, false)) DESC, len(activeRoles) + len(eligibleRoles) DESC, principal, principalId;

-- section: approval | Against the approved list
-- note: Without --approved there is nothing to compare. An approved group stands for its members.
SELECT verdict, role, principal, principalType, states FROM (
  SELECT 'not approved' AS verdict, role, principal, principalType, list(DISTINCT state ORDER BY state) AS states, principalId
  FROM holders WHERE isApproved = false
  GROUP BY role, roleDefinitionId, principal, principalType, principalId
  UNION ALL
  SELECT
    CASE WHEN w.roleDefinitionId IS NULL THEN 'approved, no such role' ELSE 'approved, does not hold it' END,
    coalesce(d.displayName, w.role), coalesce(w.name, w.principalId), NULL, [], CAST(w.number AS VARCHAR)
  FROM wanted w
  LEFT JOIN role_definitions d ON d.id = w.roleDefinitionId
  WHERE NOT EXISTS (
    SELECT 1 FROM holders h WHERE h.roleDefinitionId = w.roleDefinitionId
      AND (w.name = lower(h.principal) OR w.principalId IN (lower(h.principalId), lower(h.groupId)))
  )
)
ORDER BY verdict DESC, role, principal, principalId;

-- section: owners | Who can get at a role without holding it
-- note: The owner of a group decides who its members are; the owner of an application can add a secret to it and sign in as it.
WITH owned AS (
  SELECT o.id, 'owner of the group' AS how, o.groupId AS objectId, a.roleDefinitionId
  FROM group_owners o JOIN assignments a ON a.principalId = o.groupId
  UNION
  SELECT e.principalId, 'eligible owner of the group', e.groupId, a.roleDefinitionId
  FROM pim_group_eligibility_schedule_instances e JOIN assignments a ON a.principalId = e.groupId WHERE e.accessId = 'owner'
  UNION
  SELECT o.id, 'owner of the service principal', o.servicePrincipalId, h.roleDefinitionId
  FROM service_principal_owners o JOIN holdings h ON h.principalId = o.servicePrincipalId
  UNION
  SELECT o.id, 'owner of the application', s.id, h.roleDefinitionId
  FROM application_owners o JOIN applications p ON p.id = o.applicationId JOIN service_principals s ON s.appId = p.appId
  JOIN holdings h ON h.principalId = s.id
)
SELECT
  coalesce(u.userPrincipalName, s.displayName, w.id) AS owner,
  u.accountEnabled,
  w.how,
  coalesce(g.displayName, t.displayName, w.objectId) AS object,
  list(DISTINCT coalesce(d.displayName, w.roleDefinitionId) ORDER BY coalesce(d.displayName, w.roleDefinitionId)) AS roles,
  bool_and(w.roleDefinitionId IN (SELECT h.roleDefinitionId FROM holdings h WHERE h.principalId = w.id)) AS holdsThem
FROM owned w
LEFT JOIN users u ON u.id = w.id
LEFT JOIN service_principals s ON s.id = w.id
LEFT JOIN groups g ON g.id = w.objectId
LEFT JOIN service_principals t ON t.id = w.objectId
LEFT JOIN role_definitions d ON d.id = w.roleDefinitionId
GROUP BY w.id, w.how, w.objectId, owner, u.accountEnabled, object
ORDER BY holdsThem, owner, w.how, object, w.id, w.objectId;
