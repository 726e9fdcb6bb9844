-- Evidence, for the DuckDB shell beside the folder entra-lake: duckdb < examples/reports/duckdb/evidence.sql
-- The same as `entra-extract report`, with every parameter at its default; change the SET VARIABLE lines.

-- A view without rows for each table, so that what the lake does not have is empty, ...
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_definitions" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isBuiltIn", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR[]) AS "resourceScopes", CAST(NULL AS STRUCT("allowedResourceActions" VARCHAR[], "condition" VARCHAR, "excludedResourceActions" VARCHAR[])[]) AS "rolePermissions", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "version", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "deleted_users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "user_registration_details" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isAdmin", CAST(NULL AS BOOLEAN) AS "isMfaCapable", CAST(NULL AS BOOLEAN) AS "isMfaRegistered", CAST(NULL AS BOOLEAN) AS "isPasswordlessCapable", CAST(NULL AS BOOLEAN) AS "isSsprCapable", CAST(NULL AS BOOLEAN) AS "isSsprEnabled", CAST(NULL AS BOOLEAN) AS "isSsprRegistered", CAST(NULL AS BOOLEAN) AS "isSystemPreferredAuthenticationMethodEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR[]) AS "methodsRegistered", CAST(NULL AS VARCHAR[]) AS "systemPreferredAuthenticationMethods", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPreferredMethodForSecondaryAuthentication", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "group_members" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "conditional_access_policies" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("applications" STRUCT("applicationFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR), "excludeApplications" VARCHAR[], "includeApplications" VARCHAR[], "includeAuthenticationContextClassReferences" VARCHAR[], "includeUserActions" VARCHAR[]), "authenticationFlows" STRUCT("transferMethods" VARCHAR), "clientApplications" STRUCT("excludeServicePrincipals" VARCHAR[], "includeServicePrincipals" VARCHAR[], "servicePrincipalFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "clientAppTypes" VARCHAR[], "devices" STRUCT("deviceFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "insiderRiskLevels" VARCHAR, "locations" STRUCT("excludeLocations" VARCHAR[], "includeLocations" VARCHAR[]), "platforms" STRUCT("excludePlatforms" VARCHAR[], "includePlatforms" VARCHAR[]), "servicePrincipalRiskLevels" VARCHAR[], "signInRiskLevels" VARCHAR[], "userRiskLevels" VARCHAR[], "users" STRUCT("excludeGroups" VARCHAR[], "excludeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "excludeRoles" VARCHAR[], "excludeUsers" VARCHAR[], "includeGroups" VARCHAR[], "includeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "includeRoles" VARCHAR[], "includeUsers" VARCHAR[]))) AS "conditions", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("id" VARCHAR), "builtInControls" VARCHAR[], "customAuthenticationFactors" VARCHAR[], "operator" VARCHAR, "termsOfUse" VARCHAR[])) AS "grantControls", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS STRUCT("applicationEnforcedRestrictions" STRUCT("isEnabled" BOOLEAN), "cloudAppSecurity" STRUCT("cloudAppSecurityType" VARCHAR, "isEnabled" BOOLEAN), "disableResilienceDefaults" BOOLEAN, "persistentBrowser" STRUCT("isEnabled" BOOLEAN, "mode" VARCHAR), "secureSignInSession" STRUCT("isEnabled" BOOLEAN), "signInFrequency" STRUCT("authenticationType" VARCHAR, "frequencyInterval" VARCHAR, "isEnabled" BOOLEAN, "type" VARCHAR, "value" INTEGER))) AS "sessionControls", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "security_defaults_policy" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "risky_users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isDeleted", CAST(NULL AS BOOLEAN) AS "isProcessing", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "riskLastUpdatedDateTime", CAST(NULL AS VARCHAR) AS "riskLevel", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "risk_detections" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "activity", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "activityDateTime", CAST(NULL AS VARCHAR) AS "additionalInfo", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "detectedDateTime", CAST(NULL AS VARCHAR) AS "detectionTimingType", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "requestId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR) AS "riskEventType", CAST(NULL AS VARCHAR) AS "riskLevel", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "source", CAST(NULL AS VARCHAR) AS "tokenIssuerType", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "applications" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "application_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principal_app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "oauth2_permission_grants" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "clientId", CAST(NULL AS VARCHAR) AS "consentType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "scope", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "directory_audits" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "activityDateTime", CAST(NULL AS VARCHAR) AS "activityDisplayName", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "additionalDetails", CAST(NULL AS VARCHAR) AS "category", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS STRUCT("app" STRUCT("appId" VARCHAR, "displayName" VARCHAR, "servicePrincipalId" VARCHAR, "servicePrincipalName" VARCHAR), "user" STRUCT("displayName" VARCHAR, "homeTenantId" VARCHAR, "homeTenantName" VARCHAR, "id" VARCHAR, "ipAddress" VARCHAR, "userPrincipalName" VARCHAR, "userType" VARCHAR))) AS "initiatedBy", CAST(NULL AS VARCHAR) AS "loggedByService", CAST(NULL AS VARCHAR) AS "operationType", CAST(NULL AS VARCHAR) AS "result", CAST(NULL AS VARCHAR) AS "resultReason", CAST(NULL AS STRUCT("displayName" VARCHAR, "groupType" VARCHAR, "id" VARCHAR, "modifiedProperties" STRUCT("displayName" VARCHAR, "newValue" VARCHAR, "oldValue" VARCHAR)[], "type" VARCHAR, "userPrincipalName" VARCHAR)[]) AS "targetResources", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "sign_ins" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "id" VARCHAR, "result" VARCHAR)[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS STRUCT("browser" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;

-- ... then over the files: DuckDB reports those of tables that the lake does not have, and goes on.
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_definitions" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isBuiltIn", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR[]) AS "resourceScopes", CAST(NULL AS STRUCT("allowedResourceActions" VARCHAR[], "condition" VARCHAR, "excludedResourceActions" VARCHAR[])[]) AS "rolePermissions", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "version", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_definitions/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "deleted_users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/deleted_users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "user_registration_details" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isAdmin", CAST(NULL AS BOOLEAN) AS "isMfaCapable", CAST(NULL AS BOOLEAN) AS "isMfaRegistered", CAST(NULL AS BOOLEAN) AS "isPasswordlessCapable", CAST(NULL AS BOOLEAN) AS "isSsprCapable", CAST(NULL AS BOOLEAN) AS "isSsprEnabled", CAST(NULL AS BOOLEAN) AS "isSsprRegistered", CAST(NULL AS BOOLEAN) AS "isSystemPreferredAuthenticationMethodEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR[]) AS "methodsRegistered", CAST(NULL AS VARCHAR[]) AS "systemPreferredAuthenticationMethods", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPreferredMethodForSecondaryAuthentication", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_registration_details/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_eligibility_schedule_instances/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "group_members" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/group_members/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "conditional_access_policies" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("applications" STRUCT("applicationFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR), "excludeApplications" VARCHAR[], "includeApplications" VARCHAR[], "includeAuthenticationContextClassReferences" VARCHAR[], "includeUserActions" VARCHAR[]), "authenticationFlows" STRUCT("transferMethods" VARCHAR), "clientApplications" STRUCT("excludeServicePrincipals" VARCHAR[], "includeServicePrincipals" VARCHAR[], "servicePrincipalFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "clientAppTypes" VARCHAR[], "devices" STRUCT("deviceFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "insiderRiskLevels" VARCHAR, "locations" STRUCT("excludeLocations" VARCHAR[], "includeLocations" VARCHAR[]), "platforms" STRUCT("excludePlatforms" VARCHAR[], "includePlatforms" VARCHAR[]), "servicePrincipalRiskLevels" VARCHAR[], "signInRiskLevels" VARCHAR[], "userRiskLevels" VARCHAR[], "users" STRUCT("excludeGroups" VARCHAR[], "excludeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "excludeRoles" VARCHAR[], "excludeUsers" VARCHAR[], "includeGroups" VARCHAR[], "includeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "includeRoles" VARCHAR[], "includeUsers" VARCHAR[]))) AS "conditions", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("id" VARCHAR), "builtInControls" VARCHAR[], "customAuthenticationFactors" VARCHAR[], "operator" VARCHAR, "termsOfUse" VARCHAR[])) AS "grantControls", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS STRUCT("applicationEnforcedRestrictions" STRUCT("isEnabled" BOOLEAN), "cloudAppSecurity" STRUCT("cloudAppSecurityType" VARCHAR, "isEnabled" BOOLEAN), "disableResilienceDefaults" BOOLEAN, "persistentBrowser" STRUCT("isEnabled" BOOLEAN, "mode" VARCHAR), "secureSignInSession" STRUCT("isEnabled" BOOLEAN), "signInFrequency" STRUCT("authenticationType" VARCHAR, "frequencyInterval" VARCHAR, "isEnabled" BOOLEAN, "type" VARCHAR, "value" INTEGER))) AS "sessionControls", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/conditional_access_policies/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "security_defaults_policy" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/security_defaults_policy/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "risky_users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isDeleted", CAST(NULL AS BOOLEAN) AS "isProcessing", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "riskLastUpdatedDateTime", CAST(NULL AS VARCHAR) AS "riskLevel", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/risky_users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "risk_detections" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "activity", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "activityDateTime", CAST(NULL AS VARCHAR) AS "additionalInfo", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "detectedDateTime", CAST(NULL AS VARCHAR) AS "detectionTimingType", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "requestId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR) AS "riskEventType", CAST(NULL AS VARCHAR) AS "riskLevel", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "source", CAST(NULL AS VARCHAR) AS "tokenIssuerType", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/risk_detections/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "applications" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/applications/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "application_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/application_credentials/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principals/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principal_app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principal_app_role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "oauth2_permission_grants" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "clientId", CAST(NULL AS VARCHAR) AS "consentType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "scope", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/oauth2_permission_grants/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "directory_audits" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "activityDateTime", CAST(NULL AS VARCHAR) AS "activityDisplayName", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "additionalDetails", CAST(NULL AS VARCHAR) AS "category", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS STRUCT("app" STRUCT("appId" VARCHAR, "displayName" VARCHAR, "servicePrincipalId" VARCHAR, "servicePrincipalName" VARCHAR), "user" STRUCT("displayName" VARCHAR, "homeTenantId" VARCHAR, "homeTenantName" VARCHAR, "id" VARCHAR, "ipAddress" VARCHAR, "userPrincipalName" VARCHAR, "userType" VARCHAR))) AS "initiatedBy", CAST(NULL AS VARCHAR) AS "loggedByService", CAST(NULL AS VARCHAR) AS "operationType", CAST(NULL AS VARCHAR) AS "result", CAST(NULL AS VARCHAR) AS "resultReason", CAST(NULL AS STRUCT("displayName" VARCHAR, "groupType" VARCHAR, "id" VARCHAR, "modifiedProperties" STRUCT("displayName" VARCHAR, "newValue" VARCHAR, "oldValue" VARCHAR)[], "type" VARCHAR, "userPrincipalName" VARCHAR)[]) AS "targetResources", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/directory_audits/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "sign_ins" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "id" VARCHAR, "result" VARCHAR)[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS STRUCT("browser" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/sign_ins/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});

SET VARIABLE as_of = now();
SET VARIABLE "days" = CAST(30 AS INTEGER);

-- report: Evidence
-- summary: Figures of the tenant for an audit file, with a fingerprint of the rows that they were computed from
-- parameter: days integer 30 | Credentials that expire within so many days are counted apart
-- needs: users, role_assignments, role_definitions
-- uses: deleted_users, user_registration_details, role_eligibility_schedule_instances, group_members, conditional_access_policies,
--   security_defaults_policy, risky_users, risk_detections, applications, application_credentials, service_principals,
--   service_principal_app_role_assignments, oauth2_permission_grants, directory_audits, sign_ins
-- read: Keep the page, the CSV and the lake's state.json together. Whoever has the same lake gets the same fingerprints, on any machine and with any
--   DuckDB or BigQuery; figuresSha256 is of the columns that figures come from and changes when one of their values does, rowsSha256 is of each row's key and
--   the run that last changed it, and changes with any column. An empty figure is unknown: its table has no row, or is missing from the lake.
-- caveat: A fingerprint shows that rows were not changed since it was written down. It does not show that Graph told the truth, nor who wrote it down: sign it.
-- caveat: MFA is what Microsoft's registration report says, which leaves out disabled accounts, comes hours late and needs Microsoft Entra ID P1.
-- caveat: Roles are directory roles held now, in any scope, directly or as a member of a group that holds one; Azure roles are not among them.
-- caveat: Risk needs Microsoft Entra ID P2. Logs are counted, and have no fingerprint.
-- caveat: What masking or --columns left out of the lake is NULL in the canonical rows, and gives another fingerprint.

-- A text of values that can be told apart again: each with its length in bytes, `-` for NULL.
CREATE TEMP MACRO canonical(parts) AS
  array_to_string(list_transform(parts, lambda part: CASE WHEN part IS NULL THEN '-' ELSE strlen(part) || ':' || part END), '');

-- A time as microseconds since 1970.
CREATE TEMP MACRO micros(moment) AS CAST(epoch_us(moment) AS VARCHAR);

CREATE TEMP VIEW canonical_rows AS
SELECT
  'applications' AS tableName,
  canonical([id, appId, displayName, signInAudience]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM applications)
UNION ALL
SELECT
  'application_credentials' AS tableName,
  canonical([applicationId, credentialType, keyId, micros(startDateTime), micros(endDateTime)]) AS figures,
  canonical([applicationId, credentialType, keyId, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM application_credentials)
UNION ALL
SELECT
  'conditional_access_policies' AS tableName,
  canonical([id, displayName, state, coalesce(array_to_string(grantControls.builtInControls, ','), ''), micros(createdDateTime), micros(modifiedDateTime)]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM conditional_access_policies)
UNION ALL
SELECT
  'deleted_users' AS tableName,
  canonical([id, userPrincipalName, micros(deletedDateTime)]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM deleted_users)
UNION ALL
SELECT
  'group_members (of groups with roles)' AS tableName,
  canonical([groupId, id]) AS figures,
  canonical([groupId, id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM group_members)
WHERE groupId IN (SELECT principalId FROM role_assignments UNION SELECT principalId FROM role_eligibility_schedule_instances)
UNION ALL
SELECT
  'oauth2_permission_grants' AS tableName,
  canonical([id, clientId, resourceId, consentType, principalId, scope]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM oauth2_permission_grants)
UNION ALL
SELECT
  'risk_detections' AS tableName,
  canonical([id, userId, riskEventType, riskLevel, riskState]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM risk_detections)
UNION ALL
SELECT
  'risky_users' AS tableName,
  canonical([id, riskLevel, riskState]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM risky_users)
UNION ALL
SELECT
  'role_assignments' AS tableName,
  canonical([id, principalId, roleDefinitionId, directoryScopeId, appScopeId]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM role_assignments)
UNION ALL
SELECT
  'role_definitions' AS tableName,
  canonical([id, displayName]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM role_definitions)
UNION ALL
SELECT
  'role_eligibility_schedule_instances' AS tableName,
  canonical([id, principalId, roleDefinitionId, directoryScopeId, micros(endDateTime)]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM role_eligibility_schedule_instances)
UNION ALL
SELECT
  'security_defaults_policy' AS tableName,
  canonical([id, CAST(isEnabled AS VARCHAR)]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM security_defaults_policy)
UNION ALL
SELECT
  'service_principal_app_role_assignments' AS tableName,
  canonical([id, principalId, resourceId, appRoleId]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM service_principal_app_role_assignments)
UNION ALL
SELECT
  'service_principals' AS tableName,
  canonical([id, appId, appOwnerOrganizationId, servicePrincipalType, CAST(accountEnabled AS VARCHAR)]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM service_principals)
UNION ALL
SELECT
  'user_registration_details' AS tableName,
  canonical([id, CAST(isAdmin AS VARCHAR), CAST(isMfaRegistered AS VARCHAR), CAST(isMfaCapable AS VARCHAR), CAST(isPasswordlessCapable AS VARCHAR)]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM user_registration_details)
UNION ALL
SELECT
  'users' AS tableName,
  canonical([id, userPrincipalName, userType, CAST(accountEnabled AS VARCHAR)]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM users);

-- Each row's hash, then the hash of the sorted hashes: the order of rows does not count. One after the other, to need half the memory.
CREATE TEMP TABLE figure_hashes AS
WITH hashed AS (SELECT tableName, sha256(figures) AS hash, _changed_at FROM canonical_rows)
SELECT
  tableName,
  count(*) AS "rows",
  min(_changed_at) AS firstDateTime,
  max(_changed_at) AS lastDateTime,
  sha256(string_agg(hash, '' ORDER BY hash)) AS figuresSha256
FROM hashed
GROUP BY tableName;

CREATE TEMP TABLE version_hashes AS
WITH hashed AS (SELECT tableName, sha256(version) AS hash FROM canonical_rows)
SELECT tableName, sha256(string_agg(hash, '' ORDER BY hash)) AS rowsSha256 FROM hashed GROUP BY tableName;

CREATE TEMP VIEW fingerprints AS
SELECT f.tableName, f."rows", f.firstDateTime, f.lastDateTime, f.figuresSha256, v.rowsSha256
FROM figure_hashes f
JOIN version_hashes v ON v.tableName = f.tableName;

-- Who holds a role now or may activate it, directly or as a member of a group.
CREATE TEMP TABLE holders AS
WITH given AS (
  SELECT principalId, roleDefinitionId, true AS isActive FROM role_assignments
  UNION ALL
  SELECT principalId, roleDefinitionId, false FROM role_eligibility_schedule_instances
),
reached AS (
  SELECT principalId, roleDefinitionId, isActive, false AS isThroughGroup FROM given
  UNION ALL
  SELECT m.id, g.roleDefinitionId, g.isActive, true FROM given g JOIN group_members m ON m.groupId = g.principalId
)
SELECT
  r.roleDefinitionId,
  r.principalId,
  CASE WHEN u.id IS NOT NULL THEN 'user' WHEN s.id IS NOT NULL THEN 'servicePrincipal' ELSE 'other' END AS kind,
  bool_or(r.isActive) AS isActive,
  bool_and(r.isThroughGroup) AS isThroughGroup
FROM reached r
LEFT JOIN users u ON u.id = r.principalId
LEFT JOIN service_principals s ON s.id = r.principalId
GROUP BY r.roleDefinitionId, r.principalId, kind;

CREATE TEMP VIEW credential_days AS
SELECT floor((epoch_us(endDateTime) - epoch_us(getvariable('as_of'))) / 86400000000.0) AS daysLeft
FROM application_credentials;

-- section: figures | Figures
WITH figures(place, area, figure, value) AS (
  SELECT 1, 'people', 'users', count(*) FROM users
  UNION ALL
  SELECT 2, 'people', 'members', count(*) FILTER (WHERE userType IS DISTINCT FROM 'Guest') FROM users
  UNION ALL
  SELECT 3, 'people', 'guests', count(*) FILTER (WHERE userType = 'Guest') FROM users
  UNION ALL
  SELECT 4, 'people', 'disabled accounts', count(*) FILTER (WHERE NOT accountEnabled) FROM users
  UNION ALL
  SELECT 5, 'people', 'enabled guests', count(*) FILTER (WHERE userType = 'Guest' AND accountEnabled) FROM users
  UNION ALL
  SELECT 6, 'people', 'deleted accounts that may be restored', CASE WHEN count(*) > 0 THEN count(*) END FROM deleted_users
  UNION ALL
  SELECT 11, 'authentication', 'accounts that Microsoft reports on', CASE WHEN count(*) > 0 THEN count(*) END
  FROM user_registration_details
  UNION ALL
  SELECT 12, 'authentication', 'registered for MFA', CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE isMfaRegistered) END
  FROM user_registration_details
  UNION ALL
  SELECT 13, 'authentication', 'capable of MFA', CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE isMfaCapable) END
  FROM user_registration_details
  UNION ALL
  SELECT
    14, 'authentication', 'capable of passwordless sign-in',
    CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE isPasswordlessCapable) END
  FROM user_registration_details
  UNION ALL
  SELECT
    15, 'authentication', 'administrators not registered for MFA',
    CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE isAdmin AND NOT isMfaRegistered) END
  FROM user_registration_details
  UNION ALL
  SELECT 21, 'roles', 'role assignments', count(*) FROM role_assignments
  UNION ALL
  SELECT 22, 'roles', 'users who hold a role', count(DISTINCT principalId) FILTER (WHERE isActive AND kind = 'user') FROM holders
  UNION ALL
  SELECT
    23, 'roles', 'service principals that hold a role',
    CASE
      WHEN EXISTS (SELECT 1 FROM service_principals)
        THEN count(DISTINCT principalId) FILTER (WHERE isActive AND kind = 'servicePrincipal')
    END
  FROM holders
  UNION ALL
  -- The same id in every tenant.
  SELECT
    24, 'roles', 'Global Administrators',
    count(DISTINCT principalId) FILTER (WHERE isActive AND kind = 'user' AND roleDefinitionId = '62e90394-69f5-4237-9190-012177145e10')
  FROM holders
  UNION ALL
  SELECT
    25, 'roles', 'users who may activate a role and hold none',
    CASE
      WHEN EXISTS (SELECT 1 FROM role_eligibility_schedule_instances)
        THEN count(DISTINCT principalId) FILTER (
          WHERE kind = 'user' AND principalId NOT IN (SELECT h.principalId FROM holders h WHERE h.isActive)
        )
    END
  FROM holders
  UNION ALL
  SELECT 31, 'conditional access', 'policies enabled', CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE state = 'enabled') END
  FROM conditional_access_policies
  UNION ALL
  SELECT
    32, 'conditional access', 'policies that only report',
    CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE state = 'enabledForReportingButNotEnforced') END
  FROM conditional_access_policies
  UNION ALL
  SELECT 33, 'conditional access', 'policies disabled', CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE state = 'disabled') END
  FROM conditional_access_policies
  UNION ALL
  SELECT 34, 'conditional access', 'security defaults (1 on, 0 off)', max(CAST(isEnabled AS INTEGER)) FROM security_defaults_policy
  UNION ALL
  SELECT
    41, 'risk', 'users at risk',
    CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE riskState IN ('atRisk', 'confirmedCompromised')) END
  FROM risky_users
  UNION ALL
  SELECT
    42, 'risk', 'users at high risk',
    CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE riskState IN ('atRisk', 'confirmedCompromised') AND riskLevel = 'high') END
  FROM risky_users
  UNION ALL
  SELECT 43, 'risk', 'detections', CASE WHEN count(*) > 0 THEN count(*) END FROM risk_detections
  UNION ALL
  SELECT
    44, 'risk', 'detections still open',
    CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE riskState IN ('atRisk', 'confirmedCompromised')) END
  FROM risk_detections
  UNION ALL
  SELECT 51, 'applications', 'own applications', CASE WHEN count(*) > 0 THEN count(*) END FROM applications
  UNION ALL
  SELECT
    52, 'applications', 'enterprise applications of other tenants than this and Microsoft''s',
    CASE
      WHEN count(*) > 0
        THEN count(*) FILTER (
          WHERE appOwnerOrganizationId NOT IN (
            _tenant_id, 'f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47'
          )
        )
    END
  FROM (SELECT CAST(NULL AS VARCHAR) AS _tenant_id WHERE false UNION ALL BY NAME FROM service_principals)
  UNION ALL
  SELECT 53, 'applications', 'application permissions granted', CASE WHEN count(*) > 0 THEN count(*) END
  FROM service_principal_app_role_assignments
  UNION ALL
  SELECT
    54, 'applications', 'delegated grants for everyone',
    CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE consentType = 'AllPrincipals') END
  FROM oauth2_permission_grants
  UNION ALL
  SELECT 61, 'credentials', 'secrets and certificates of applications', CASE WHEN count(*) > 0 THEN count(*) END FROM credential_days
  UNION ALL
  SELECT 62, 'credentials', 'expired', CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE daysLeft < 0) END FROM credential_days
  UNION ALL
  SELECT
    63, 'credentials', 'valid, and expiring within the days',
    CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE daysLeft >= 0 AND daysLeft < getvariable('days')) END
  FROM credential_days
)
SELECT area, figure, value FROM figures ORDER BY place;

-- section: roles | Roles and their holders
-- note: Users and service principals, each counted once per role; eligible are those who may activate it and do not hold it.
-- chart: stacked role by users, servicePrincipals, eligible
SELECT
  coalesce(d.displayName, h.roleDefinitionId) AS role,
  count(*) FILTER (WHERE h.isActive AND h.kind = 'user') AS users,
  count(*) FILTER (WHERE h.isActive AND h.kind = 'user' AND h.isThroughGroup) AS usersThroughGroups,
  count(*) FILTER (WHERE h.isActive AND h.kind = 'servicePrincipal') AS servicePrincipals,
  count(*) FILTER (WHERE NOT h.isActive AND h.kind <> 'other') AS eligible
FROM holders h
LEFT JOIN role_definitions d ON d.id = h.roleDefinitionId
GROUP BY h.roleDefinitionId, d.displayName
ORDER BY users DESC, eligible DESC, role, h.roleDefinitionId;

-- section: policies | Conditional access policies
SELECT displayName, state, grantControls.builtInControls AS grantControls, createdDateTime, modifiedDateTime, id
FROM conditional_access_policies
ORDER BY
  CASE state WHEN 'enabled' THEN 0 WHEN 'enabledForReportingButNotEnforced' THEN 1 ELSE 2 END, displayName, id;

-- section: tables | Tables, their rows and fingerprints
-- note: The times of a table are those of the runs that changed its present rows; those of a log are of its events.
WITH listed AS (
  SELECT tableName, "rows", firstDateTime, lastDateTime, figuresSha256, rowsSha256 FROM fingerprints
  UNION ALL
  SELECT 'directory_audits', count(*), min(activityDateTime), max(activityDateTime), NULL, NULL FROM directory_audits
  UNION ALL
  SELECT 'sign_ins', count(*), min(createdDateTime), max(createdDateTime), NULL, NULL FROM sign_ins
)
SELECT tableName AS "table", "rows", firstDateTime, lastDateTime, figuresSha256, rowsSha256
FROM listed
WHERE "rows" > 0
ORDER BY tableName;

-- section: fingerprint | The fingerprint of all
-- note: SHA-256 of a line for the tenant and one for each table: its name, a space, its fingerprint.
SELECT
  (SELECT any_value(_tenant_id) FROM users) AS tenantId,
  count(*) AS tables,
  CAST(sum("rows") AS BIGINT) AS "rows",
  sha256(
    (SELECT any_value(_tenant_id) FROM users) || chr(10)
      || string_agg(tableName || ' ' || figuresSha256 || chr(10), '' ORDER BY tableName)
  ) AS figuresSha256,
  sha256(
    (SELECT any_value(_tenant_id) FROM users) || chr(10)
      || string_agg(tableName || ' ' || rowsSha256 || chr(10), '' ORDER BY tableName)
  ) AS rowsSha256
FROM fingerprints;
