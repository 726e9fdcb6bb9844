-- MFA coverage, for the DuckDB shell beside the folder entra-lake: duckdb < examples/reports/duckdb/mfa-coverage.sql
-- The same as `entra-extract report`, with every parameter at its default; change the SET VARIABLE lines.

-- A view without rows for each table, so that what the lake does not have is empty, ...
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "user_registration_details" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isAdmin", CAST(NULL AS BOOLEAN) AS "isMfaCapable", CAST(NULL AS BOOLEAN) AS "isMfaRegistered", CAST(NULL AS BOOLEAN) AS "isPasswordlessCapable", CAST(NULL AS BOOLEAN) AS "isSsprCapable", CAST(NULL AS BOOLEAN) AS "isSsprEnabled", CAST(NULL AS BOOLEAN) AS "isSsprRegistered", CAST(NULL AS BOOLEAN) AS "isSystemPreferredAuthenticationMethodEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR[]) AS "methodsRegistered", CAST(NULL AS VARCHAR[]) AS "systemPreferredAuthenticationMethods", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPreferredMethodForSecondaryAuthentication", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "group_members" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_definitions" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isBuiltIn", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR[]) AS "resourceScopes", CAST(NULL AS STRUCT("allowedResourceActions" VARCHAR[], "condition" VARCHAR, "excludedResourceActions" VARCHAR[])[]) AS "rolePermissions", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "version", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "pim_group_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accessId", CAST(NULL AS VARCHAR) AS "eligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "conditional_access_policies" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("applications" STRUCT("applicationFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR), "excludeApplications" VARCHAR[], "includeApplications" VARCHAR[], "includeAuthenticationContextClassReferences" VARCHAR[], "includeUserActions" VARCHAR[]), "authenticationFlows" STRUCT("transferMethods" VARCHAR), "clientApplications" STRUCT("excludeServicePrincipals" VARCHAR[], "includeServicePrincipals" VARCHAR[], "servicePrincipalFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "clientAppTypes" VARCHAR[], "devices" STRUCT("deviceFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "insiderRiskLevels" VARCHAR, "locations" STRUCT("excludeLocations" VARCHAR[], "includeLocations" VARCHAR[]), "platforms" STRUCT("excludePlatforms" VARCHAR[], "includePlatforms" VARCHAR[]), "servicePrincipalRiskLevels" VARCHAR[], "signInRiskLevels" VARCHAR[], "userRiskLevels" VARCHAR[], "users" STRUCT("excludeGroups" VARCHAR[], "excludeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "excludeRoles" VARCHAR[], "excludeUsers" VARCHAR[], "includeGroups" VARCHAR[], "includeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "includeRoles" VARCHAR[], "includeUsers" VARCHAR[]))) AS "conditions", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("id" VARCHAR), "builtInControls" VARCHAR[], "customAuthenticationFactors" VARCHAR[], "operator" VARCHAR, "termsOfUse" VARCHAR[])) AS "grantControls", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS STRUCT("applicationEnforcedRestrictions" STRUCT("isEnabled" BOOLEAN), "cloudAppSecurity" STRUCT("cloudAppSecurityType" VARCHAR, "isEnabled" BOOLEAN), "disableResilienceDefaults" BOOLEAN, "persistentBrowser" STRUCT("isEnabled" BOOLEAN, "mode" VARCHAR), "secureSignInSession" STRUCT("isEnabled" BOOLEAN), "signInFrequency" STRUCT("authenticationType" VARCHAR, "frequencyInterval" VARCHAR, "isEnabled" BOOLEAN, "type" VARCHAR, "value" INTEGER))) AS "sessionControls", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "authentication_strengths" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR[]) AS "allowedCombinations", CAST(NULL AS VARCHAR[]) AS "combinationConfigurations", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS VARCHAR) AS "policyType", CAST(NULL AS VARCHAR) AS "requirementsSatisfied", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "security_defaults_policy" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "user_sign_in_activity" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "signInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "sign_ins" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "id" VARCHAR, "result" VARCHAR)[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS STRUCT("browser" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "sign_ins_non_interactive" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("agentSubjectParentId" VARCHAR, "agentSubjectType" VARCHAR, "agentType" VARCHAR, "parentAppId" VARCHAR)) AS "agent", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("authenticationStrengthId" VARCHAR, "authenticationStrengthResult" VARCHAR, "displayName" VARCHAR), "conditionsNotSatisfied" VARCHAR, "conditionsSatisfied" VARCHAR, "displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "excludeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "id" VARCHAR, "includeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "result" VARCHAR, "sessionControlsNotSatisfied" VARCHAR[])[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("eventType" VARCHAR, "executedListenerId" VARCHAR, "handlerResult" VARCHAR)[]) AS "appliedEventListeners", CAST(NULL AS VARCHAR) AS "appOwnerTenantId", CAST(NULL AS VARCHAR) AS "appTokenProtectionStatus", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS STRUCT("adminConfiguration" VARCHAR, "authenticationEvaluation" VARCHAR, "policyName" VARCHAR, "status" VARCHAR)[]) AS "authenticationAppPolicyEvaluationDetails", CAST(NULL AS STRUCT("detail" VARCHAR, "id" VARCHAR)[]) AS "authenticationContextClassReferences", CAST(NULL AS STRUCT("authenticationMethod" VARCHAR, "authenticationMethodDetail" VARCHAR, "authenticationStepDateTime" TIMESTAMP WITH TIME ZONE, "authenticationStepRequirement" VARCHAR, "authenticationStepResultDetail" VARCHAR, "succeeded" BOOLEAN)[]) AS "authenticationDetails", CAST(NULL AS VARCHAR[]) AS "authenticationMethodsUsed", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "authenticationProcessingDetails", CAST(NULL AS VARCHAR) AS "authenticationProtocol", CAST(NULL AS VARCHAR) AS "authenticationRequirement", CAST(NULL AS STRUCT("detail" VARCHAR, "requirementProvider" VARCHAR)[]) AS "authenticationRequirementPolicies", CAST(NULL AS INTEGER) AS "autonomousSystemNumber", CAST(NULL AS VARCHAR) AS "azureResourceId", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "clientCredentialType", CAST(NULL AS VARCHAR) AS "clientSessionId", CAST(NULL AS VARCHAR[]) AS "conditionalAccessAudiences", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "crossTenantAccessType", CAST(NULL AS STRUCT("browser" VARCHAR, "browserId" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "federatedCredentialId", CAST(NULL AS BOOLEAN) AS "flaggedForReview", CAST(NULL AS VARCHAR) AS "globalSecureAccessIpAddress", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "homeTenantName", CAST(NULL AS VARCHAR) AS "incomingTokenType", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS VARCHAR) AS "ipAddressFromResourceProvider", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS BOOLEAN) AS "isTenantRestricted", CAST(NULL AS BOOLEAN) AS "isThroughGlobalSecureAccess", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS STRUCT("associatedResourceId" VARCHAR, "federatedTokenId" VARCHAR, "federatedTokenIssuer" VARCHAR, "msiType" VARCHAR)) AS "managedServiceIdentity", CAST(NULL AS STRUCT("authDetail" VARCHAR, "authMethod" VARCHAR)) AS "mfaDetail", CAST(NULL AS STRUCT("networkNames" VARCHAR[], "networkType" VARCHAR)[]) AS "networkLocationDetails", CAST(NULL AS VARCHAR) AS "originalRequestId", CAST(NULL AS VARCHAR) AS "originalTransferMethod", CAST(NULL AS STRUCT("policyId" VARCHAR, "policyName" VARCHAR, "policyTenantId" VARCHAR, "resourceId" VARCHAR)) AS "privateLinkDetails", CAST(NULL AS INTEGER) AS "processingTimeInMilliseconds", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceOwnerTenantId", CAST(NULL AS VARCHAR) AS "resourceServicePrincipalId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialKeyId", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialThumbprint", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS VARCHAR) AS "sessionId", CAST(NULL AS STRUCT("detail" VARCHAR, "expirationRequirement" VARCHAR)[]) AS "sessionLifetimePolicies", CAST(NULL AS VARCHAR[]) AS "signInEventTypes", CAST(NULL AS VARCHAR) AS "signInIdentifier", CAST(NULL AS VARCHAR) AS "signInIdentifierType", CAST(NULL AS VARCHAR) AS "signInTokenProtectionStatus", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "tokenIssuerName", CAST(NULL AS VARCHAR) AS "tokenIssuerType", CAST(NULL AS STRUCT("signInSessionStatus" VARCHAR, "signInSessionStatusCode" INTEGER)) AS "tokenProtectionStatusDetails", CAST(NULL AS VARCHAR) AS "uniqueTokenIdentifier", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;

-- ... then over the files: DuckDB reports those of tables that the lake does not have, and goes on.
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "user_registration_details" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isAdmin", CAST(NULL AS BOOLEAN) AS "isMfaCapable", CAST(NULL AS BOOLEAN) AS "isMfaRegistered", CAST(NULL AS BOOLEAN) AS "isPasswordlessCapable", CAST(NULL AS BOOLEAN) AS "isSsprCapable", CAST(NULL AS BOOLEAN) AS "isSsprEnabled", CAST(NULL AS BOOLEAN) AS "isSsprRegistered", CAST(NULL AS BOOLEAN) AS "isSystemPreferredAuthenticationMethodEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR[]) AS "methodsRegistered", CAST(NULL AS VARCHAR[]) AS "systemPreferredAuthenticationMethods", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPreferredMethodForSecondaryAuthentication", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_registration_details/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/groups/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "group_members" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/group_members/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_definitions" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isBuiltIn", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR[]) AS "resourceScopes", CAST(NULL AS STRUCT("allowedResourceActions" VARCHAR[], "condition" VARCHAR, "excludedResourceActions" VARCHAR[])[]) AS "rolePermissions", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "version", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_definitions/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_eligibility_schedule_instances/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "pim_group_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accessId", CAST(NULL AS VARCHAR) AS "eligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/pim_group_eligibility_schedule_instances/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "conditional_access_policies" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("applications" STRUCT("applicationFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR), "excludeApplications" VARCHAR[], "includeApplications" VARCHAR[], "includeAuthenticationContextClassReferences" VARCHAR[], "includeUserActions" VARCHAR[]), "authenticationFlows" STRUCT("transferMethods" VARCHAR), "clientApplications" STRUCT("excludeServicePrincipals" VARCHAR[], "includeServicePrincipals" VARCHAR[], "servicePrincipalFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "clientAppTypes" VARCHAR[], "devices" STRUCT("deviceFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "insiderRiskLevels" VARCHAR, "locations" STRUCT("excludeLocations" VARCHAR[], "includeLocations" VARCHAR[]), "platforms" STRUCT("excludePlatforms" VARCHAR[], "includePlatforms" VARCHAR[]), "servicePrincipalRiskLevels" VARCHAR[], "signInRiskLevels" VARCHAR[], "userRiskLevels" VARCHAR[], "users" STRUCT("excludeGroups" VARCHAR[], "excludeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "excludeRoles" VARCHAR[], "excludeUsers" VARCHAR[], "includeGroups" VARCHAR[], "includeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "includeRoles" VARCHAR[], "includeUsers" VARCHAR[]))) AS "conditions", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("id" VARCHAR), "builtInControls" VARCHAR[], "customAuthenticationFactors" VARCHAR[], "operator" VARCHAR, "termsOfUse" VARCHAR[])) AS "grantControls", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS STRUCT("applicationEnforcedRestrictions" STRUCT("isEnabled" BOOLEAN), "cloudAppSecurity" STRUCT("cloudAppSecurityType" VARCHAR, "isEnabled" BOOLEAN), "disableResilienceDefaults" BOOLEAN, "persistentBrowser" STRUCT("isEnabled" BOOLEAN, "mode" VARCHAR), "secureSignInSession" STRUCT("isEnabled" BOOLEAN), "signInFrequency" STRUCT("authenticationType" VARCHAR, "frequencyInterval" VARCHAR, "isEnabled" BOOLEAN, "type" VARCHAR, "value" INTEGER))) AS "sessionControls", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/conditional_access_policies/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "authentication_strengths" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR[]) AS "allowedCombinations", CAST(NULL AS VARCHAR[]) AS "combinationConfigurations", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS VARCHAR) AS "policyType", CAST(NULL AS VARCHAR) AS "requirementsSatisfied", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/authentication_strengths/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "security_defaults_policy" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/security_defaults_policy/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "user_sign_in_activity" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "signInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_sign_in_activity/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "sign_ins" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "id" VARCHAR, "result" VARCHAR)[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS STRUCT("browser" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/sign_ins/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "sign_ins_non_interactive" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("agentSubjectParentId" VARCHAR, "agentSubjectType" VARCHAR, "agentType" VARCHAR, "parentAppId" VARCHAR)) AS "agent", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("authenticationStrengthId" VARCHAR, "authenticationStrengthResult" VARCHAR, "displayName" VARCHAR), "conditionsNotSatisfied" VARCHAR, "conditionsSatisfied" VARCHAR, "displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "excludeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "id" VARCHAR, "includeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "result" VARCHAR, "sessionControlsNotSatisfied" VARCHAR[])[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("eventType" VARCHAR, "executedListenerId" VARCHAR, "handlerResult" VARCHAR)[]) AS "appliedEventListeners", CAST(NULL AS VARCHAR) AS "appOwnerTenantId", CAST(NULL AS VARCHAR) AS "appTokenProtectionStatus", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS STRUCT("adminConfiguration" VARCHAR, "authenticationEvaluation" VARCHAR, "policyName" VARCHAR, "status" VARCHAR)[]) AS "authenticationAppPolicyEvaluationDetails", CAST(NULL AS STRUCT("detail" VARCHAR, "id" VARCHAR)[]) AS "authenticationContextClassReferences", CAST(NULL AS STRUCT("authenticationMethod" VARCHAR, "authenticationMethodDetail" VARCHAR, "authenticationStepDateTime" TIMESTAMP WITH TIME ZONE, "authenticationStepRequirement" VARCHAR, "authenticationStepResultDetail" VARCHAR, "succeeded" BOOLEAN)[]) AS "authenticationDetails", CAST(NULL AS VARCHAR[]) AS "authenticationMethodsUsed", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "authenticationProcessingDetails", CAST(NULL AS VARCHAR) AS "authenticationProtocol", CAST(NULL AS VARCHAR) AS "authenticationRequirement", CAST(NULL AS STRUCT("detail" VARCHAR, "requirementProvider" VARCHAR)[]) AS "authenticationRequirementPolicies", CAST(NULL AS INTEGER) AS "autonomousSystemNumber", CAST(NULL AS VARCHAR) AS "azureResourceId", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "clientCredentialType", CAST(NULL AS VARCHAR) AS "clientSessionId", CAST(NULL AS VARCHAR[]) AS "conditionalAccessAudiences", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "crossTenantAccessType", CAST(NULL AS STRUCT("browser" VARCHAR, "browserId" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "federatedCredentialId", CAST(NULL AS BOOLEAN) AS "flaggedForReview", CAST(NULL AS VARCHAR) AS "globalSecureAccessIpAddress", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "homeTenantName", CAST(NULL AS VARCHAR) AS "incomingTokenType", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS VARCHAR) AS "ipAddressFromResourceProvider", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS BOOLEAN) AS "isTenantRestricted", CAST(NULL AS BOOLEAN) AS "isThroughGlobalSecureAccess", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS STRUCT("associatedResourceId" VARCHAR, "federatedTokenId" VARCHAR, "federatedTokenIssuer" VARCHAR, "msiType" VARCHAR)) AS "managedServiceIdentity", CAST(NULL AS STRUCT("authDetail" VARCHAR, "authMethod" VARCHAR)) AS "mfaDetail", CAST(NULL AS STRUCT("networkNames" VARCHAR[], "networkType" VARCHAR)[]) AS "networkLocationDetails", CAST(NULL AS VARCHAR) AS "originalRequestId", CAST(NULL AS VARCHAR) AS "originalTransferMethod", CAST(NULL AS STRUCT("policyId" VARCHAR, "policyName" VARCHAR, "policyTenantId" VARCHAR, "resourceId" VARCHAR)) AS "privateLinkDetails", CAST(NULL AS INTEGER) AS "processingTimeInMilliseconds", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceOwnerTenantId", CAST(NULL AS VARCHAR) AS "resourceServicePrincipalId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialKeyId", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialThumbprint", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS VARCHAR) AS "sessionId", CAST(NULL AS STRUCT("detail" VARCHAR, "expirationRequirement" VARCHAR)[]) AS "sessionLifetimePolicies", CAST(NULL AS VARCHAR[]) AS "signInEventTypes", CAST(NULL AS VARCHAR) AS "signInIdentifier", CAST(NULL AS VARCHAR) AS "signInIdentifierType", CAST(NULL AS VARCHAR) AS "signInTokenProtectionStatus", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "tokenIssuerName", CAST(NULL AS VARCHAR) AS "tokenIssuerType", CAST(NULL AS STRUCT("signInSessionStatus" VARCHAR, "signInSessionStatusCode" INTEGER)) AS "tokenProtectionStatusDetails", CAST(NULL AS VARCHAR) AS "uniqueTokenIdentifier", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/sign_ins_non_interactive/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});

SET VARIABLE as_of = now();
SET VARIABLE "days" = CAST(30 AS INTEGER);

-- report: MFA coverage
-- summary: Who has registered multifactor authentication, who signs in without it and where, and whom policies leave out
-- parameter: days integer 30 | Sign-ins of so many days are counted
-- needs: users, user_registration_details, groups, group_members
-- uses: role_assignments, role_definitions, role_eligibility_schedule_instances, pim_group_eligibility_schedule_instances,
--   conditional_access_policies, authentication_strengths, security_defaults_policy, user_sign_in_activity, sign_ins, sign_ins_non_interactive
-- read: capable is who has registered a method that MFA takes and may use it. Administrators hold a directory role or are eligible for one,
--   themselves or through a group. required tells whether an enforced policy asks the account for MFA: always (for all resources, without
--   conditions or another control instead), sometimes, security defaults, or no; it is empty where the lake has no policies. Policies in
--   report-only mode enforce nothing, and policies that are off are left out.
-- caveat: Microsoft reports registrations of enabled accounts only, hours late; an account that it does not report is unknown, not without MFA.
-- caveat: Certificates are not registered per user, and are not among the methods.
-- caveat: Guests may do MFA in their home tenant, where cross-tenant access settings trust it; their registration here does not tell.
-- caveat: For interactive sign-ins Graph v1.0 does not tell which factors were asked for. MFA is what the details of the sign-in or a
--   successful MFA policy tell, single factor a sign-in to which no policy applied and whose details tell no MFA; the rest is notTold.
-- caveat: Administrators in a policy are the active holders of built-in roles over the whole tenant, as conditional access sees them; guests
--   of single foreign tenants cannot be told apart, and are not resolved.
-- caveat: Accounts for emergencies belong into the exclusions, few of them and watched; synchronisation accounts cannot do MFA.

CREATE TEMP TABLE inner_groups AS
WITH RECURSIVE reach(groupId, innerId) AS (
  SELECT id, id FROM groups
  UNION
  SELECT r.groupId, m.id
  FROM reach r
  JOIN group_members m ON m.groupId = r.innerId
  JOIN groups g ON g.id = m.id
)
SELECT groupId, innerId FROM reach;

CREATE TEMP TABLE people_of AS
SELECT DISTINCT i.groupId, m.id AS userId
FROM inner_groups i
JOIN group_members m ON m.groupId = i.innerId
JOIN users u ON u.id = m.id;

CREATE TEMP VIEW held AS
SELECT principalId, roleDefinitionId, directoryScopeId, true AS active FROM role_assignments
UNION
SELECT principalId, roleDefinitionId, directoryScopeId, false FROM role_eligibility_schedule_instances;

CREATE TEMP TABLE holders AS
SELECT DISTINCT
  h.userId,
  coalesce(d.displayName, h.roleDefinitionId) AS role,
  coalesce(d.templateId, h.roleDefinitionId) AS templateId,
  h.directoryScopeId,
  h.active
FROM (
  SELECT principalId AS userId, roleDefinitionId, directoryScopeId, active FROM held
  UNION ALL
  SELECT p.userId, h.roleDefinitionId, h.directoryScopeId, h.active
  FROM held h
  JOIN people_of p ON p.groupId = h.principalId
  UNION ALL
  SELECT coalesce(p.userId, e.principalId), h.roleDefinitionId, h.directoryScopeId, false
  FROM held h
  JOIN pim_group_eligibility_schedule_instances e ON e.groupId = h.principalId AND e.accessId = 'member'
  LEFT JOIN people_of p ON p.groupId = e.principalId
) h
JOIN users u ON u.id = h.userId
LEFT JOIN role_definitions d ON d.id = h.roleDefinitionId;

-- One row per account; what Microsoft does not report of it is NULL.
CREATE TEMP TABLE accounts AS
SELECT
  u.id,
  u.userPrincipalName,
  u.accountEnabled IS DISTINCT FROM false AS accountEnabled,
  h.roles,
  h.roles IS NOT NULL OR coalesce(r.isAdmin, false) AS isAdmin,
  CASE
    WHEN u.accountEnabled = false THEN 'disabled accounts'
    WHEN h.isSync THEN 'synchronisation accounts'
    WHEN h.roles IS NOT NULL OR r.isAdmin THEN 'administrators'
    WHEN u.userType = 'Guest' OR contains(u.userPrincipalName, '#EXT#') THEN 'guests'
    WHEN u.isResourceAccount THEN 'resource accounts'
    ELSE 'members'
  END AS population,
  CASE
    WHEN contains(u.userPrincipalName, '#EXT#') OR u.creationType = 'Invitation' OR u.externalUserState IS NOT NULL
      THEN CASE WHEN u.userType = 'Guest' THEN 'b2bCollaborationGuest' ELSE 'b2bCollaborationMember' END
    WHEN u.userType = 'Guest' THEN 'internalGuest'
  END AS guestType,
  r.isMfaRegistered AS registered,
  r.isMfaCapable AS capable,
  r.methodsRegistered AS methods,
  CASE
    WHEN r.id IS NOT NULL THEN EXISTS (
      SELECT 1
      FROM UNNEST(r.methodsRegistered) AS t(method)
      WHERE regexp_matches(lower(t.method), '^(fido2|passkey|windowshello|macossecureenclave)')
    )
  END AS phishingResistant
FROM users u
LEFT JOIN user_registration_details r ON r.id = u.id
LEFT JOIN (
  SELECT
    userId,
    list(DISTINCT role ORDER BY role) AS roles,
    bool_or(
      templateId IN ('d29b2b05-8046-44ba-8758-1e26182fcf32', 'a92aed5d-d78a-4d16-b381-09adb37eb3b0')
    ) AS isSync
  FROM holders
  GROUP BY userId
) h ON h.userId = u.id;

-- Policies that ask for MFA. A strength that the lake does not know is taken for one that MFA alone satisfies.
CREATE TEMP TABLE mfa_policies AS
SELECT
  p.id,
  p.displayName AS policy,
  p.state,
  p.conditions.users AS scope,
  list_concat(
    coalesce(p.grantControls.builtInControls, []),
    CASE WHEN p.grantControls.authenticationStrength.id IS NULL THEN [] ELSE [coalesce(s.displayName, 'an authentication strength')] END,
    CASE WHEN len(p.grantControls.customAuthenticationFactors) > 0 THEN ['a custom control'] ELSE [] END,
    CASE WHEN len(p.grantControls.termsOfUse) > 0 THEN ['terms of use'] ELSE [] END
  ) AS controls,
  CASE p.grantControls.operator WHEN 'OR' THEN array_to_string(controls, ' or ') ELSE array_to_string(controls, ' and ') END AS requires,
  coalesce(p.grantControls.operator = 'OR' AND len(controls) > 1, false) AS isAlternative,
  coalesce(
    list_contains(p.conditions.applications.includeApplications, 'All')
      AND coalesce(len(p.conditions.applications.excludeApplications), 0) = 0
      AND p.conditions.applications.applicationFilter.rule IS NULL
      AND (
        list_contains(p.conditions.clientAppTypes, 'all')
        OR list_has_all(p.conditions.clientAppTypes, ['browser', 'mobileAppsAndDesktopClients'])
      )
      AND coalesce(len(p.conditions.signInRiskLevels), 0) = 0
      AND coalesce(len(p.conditions.userRiskLevels), 0) = 0
      AND p.conditions.insiderRiskLevels IS NULL
      AND p.conditions.authenticationFlows.transferMethods IS NULL
      AND p.conditions.devices.deviceFilter.rule IS NULL
      AND coalesce(len(p.conditions.platforms.excludePlatforms), 0) = 0
      AND (p.conditions.platforms IS NULL OR list_contains(p.conditions.platforms.includePlatforms, 'all'))
      AND coalesce(len(p.conditions.locations.excludeLocations), 0) = 0
      AND (p.conditions.locations IS NULL OR list_contains(p.conditions.locations.includeLocations, 'All')),
    false
  ) AS isUnconditional
FROM conditional_access_policies p
LEFT JOIN authentication_strengths s ON s.id = p.grantControls.authenticationStrength.id
WHERE p.state IS DISTINCT FROM 'disabled'
  AND (
    list_contains(p.grantControls.builtInControls, 'mfa')
    OR (p.grantControls.authenticationStrength.id IS NOT NULL AND coalesce(s.requirementsSatisfied, 'mfa') = 'mfa')
  );

CREATE TEMP VIEW targets AS
SELECT id AS policyId, false AS excluded, 'user' AS through, unnest(scope.includeUsers) AS target FROM mfa_policies
UNION ALL
SELECT id, false, 'group', unnest(scope.includeGroups) FROM mfa_policies
UNION ALL
SELECT id, false, 'role', unnest(scope.includeRoles) FROM mfa_policies
UNION ALL
SELECT id, false, 'guests', unnest(string_split(scope.includeGuestsOrExternalUsers.guestOrExternalUserTypes, ','))
FROM mfa_policies
WHERE coalesce(scope.includeGuestsOrExternalUsers.externalTenants, '"all"') LIKE '%"all"%'
UNION ALL
SELECT id, true, 'user', unnest(scope.excludeUsers) FROM mfa_policies
UNION ALL
SELECT id, true, 'group', unnest(scope.excludeGroups) FROM mfa_policies
UNION ALL
SELECT id, true, 'role', unnest(scope.excludeRoles) FROM mfa_policies
UNION ALL
SELECT
  id,
  true,
  CASE WHEN coalesce(scope.excludeGuestsOrExternalUsers.externalTenants, '"all"') LIKE '%"all"%' THEN 'guests' ELSE 'guests of some tenants' END,
  unnest(string_split(scope.excludeGuestsOrExternalUsers.guestOrExternalUserTypes, ','))
FROM mfa_policies;

CREATE TEMP TABLE resolved AS
SELECT DISTINCT policyId, excluded, through, target, userId
FROM (
  SELECT t.policyId, t.excluded, t.through, t.target, a.id AS userId
  FROM targets t
  JOIN accounts a ON a.id = t.target
  WHERE t.through = 'user'
  UNION ALL
  SELECT t.policyId, t.excluded, t.through, t.target, a.id
  FROM targets t
  JOIN accounts a ON a.guestType IS NOT NULL
  WHERE t.through = 'user' AND t.target = 'GuestsOrExternalUsers'
  UNION ALL
  SELECT t.policyId, t.excluded, t.through, t.target, p.userId
  FROM targets t
  JOIN people_of p ON p.groupId = t.target
  WHERE t.through = 'group'
  UNION ALL
  SELECT t.policyId, t.excluded, t.through, t.target, h.userId
  FROM targets t
  JOIN holders h ON h.templateId = t.target AND h.active AND h.directoryScopeId = '/'
  WHERE t.through = 'role'
  UNION ALL
  SELECT t.policyId, t.excluded, t.through, t.target, a.id
  FROM targets t
  JOIN accounts a ON a.guestType = trim(t.target)
  WHERE t.through = 'guests'
);

-- Whom each policy names. That of all users is not kept, being large.
CREATE TEMP VIEW included AS
SELECT policyId, userId FROM resolved WHERE NOT excluded
UNION ALL
SELECT t.policyId, a.id
FROM targets t
CROSS JOIN accounts a
WHERE t.through = 'user' AND t.target = 'All' AND NOT t.excluded;

-- Whom the enforced policies ask for MFA; NULL where the lake has no policies.
CREATE TEMP TABLE demands AS
SELECT
  a.id,
  CASE
    WHEN d.isAlways THEN 'always'
    WHEN (SELECT bool_or(isEnabled) FROM security_defaults_policy) THEN 'security defaults'
    WHEN d.isAlways = false THEN 'sometimes'
    WHEN EXISTS (SELECT 1 FROM conditional_access_policies) THEN 'no'
  END AS required
FROM accounts a
LEFT JOIN (
  SELECT r.userId, bool_or(p.isUnconditional AND NOT p.isAlternative) AS isAlways
  FROM included r
  JOIN mfa_policies p ON p.id = r.policyId AND p.state = 'enabled'
  ANTI JOIN resolved x ON x.excluded AND x.policyId = r.policyId AND x.userId = r.userId
  GROUP BY r.userId
) d ON d.userId = a.id;

-- Exclusions of those whom the policy would apply to; without a user where nobody is known to be behind one.
CREATE TEMP TABLE carve_outs AS
SELECT t.policyId, t.through, t.target, x.userId
FROM targets t
LEFT JOIN resolved x ON x.excluded AND x.policyId = t.policyId AND x.through = t.through AND x.target = t.target
WHERE t.excluded
  AND (x.userId IS NULL OR EXISTS (SELECT 1 FROM included i WHERE i.policyId = t.policyId AND i.userId = x.userId));

-- Whether the applied policies of an interactive sign-in tell MFA.
CREATE TEMP VIEW mfa_by_policy AS
SELECT DISTINCT a.id
FROM (SELECT id, unnest(appliedConditionalAccessPolicies) AS applied FROM sign_ins WHERE status.errorCode = 0) a
LEFT JOIN mfa_policies p ON p.id = a.applied.id AND NOT p.isAlternative
WHERE a.applied.result = 'success'
  AND (p.id IS NOT NULL OR lower(array_to_string(a.applied.enforcedGrantControls, ',')) = 'mfa');

CREATE TEMP TABLE seen AS
SELECT
  s.appId,
  s.appDisplayName,
  s.clientAppUsed,
  s.userId,
  s.userPrincipalName,
  s.createdDateTime,
  s.status.errorCode AS errorCode,
  true AS isInteractive,
  CASE
    WHEN regexp_matches(s.status.additionalDetails, '^MFA.*(satisfied|completed)') OR m.id IS NOT NULL THEN 'mfa'
    WHEN s.conditionalAccessStatus = 'notApplied' AND NOT contains(coalesce(s.status.additionalDetails, ''), 'MFA') THEN 'singleFactor'
    ELSE 'notTold'
  END AS factors
FROM sign_ins s
LEFT JOIN mfa_by_policy m ON m.id = s.id
WHERE s.createdDateTime > getvariable('as_of') - to_days(getvariable('days'))
UNION ALL
SELECT
  n.appId,
  n.appDisplayName,
  n.clientAppUsed,
  n.userId,
  n.userPrincipalName,
  n.createdDateTime,
  n.status.errorCode,
  false,
  CASE n.authenticationRequirement
    WHEN 'multiFactorAuthentication' THEN 'mfa'
    WHEN 'singleFactorAuthentication' THEN 'singleFactor'
    ELSE 'notTold'
  END
FROM sign_ins_non_interactive n
ANTI JOIN sign_ins s ON s.id = n.id
WHERE n.createdDateTime > getvariable('as_of') - to_days(getvariable('days'));

-- section: populations | Registration by kind of account
-- note: Each account is in one row, the first that fits. notReported are accounts of which Microsoft reports nothing, disabled ones among
--   them.
-- chart: stacked population by phishingResistant, otherMfa, notCapable, notReported
SELECT
  a.population,
  count(*) AS accounts,
  count(*) FILTER (WHERE a.registered) AS registered,
  count(*) FILTER (WHERE a.capable) AS capable,
  count(*) FILTER (WHERE a.capable AND a.phishingResistant) AS phishingResistant,
  count(*) FILTER (WHERE a.capable AND NOT a.phishingResistant) AS otherMfa,
  count(*) FILTER (WHERE NOT a.capable) AS notCapable,
  count(*) FILTER (WHERE a.capable IS NULL) AS notReported,
  CASE WHEN count(d.required) > 0 THEN count(*) FILTER (WHERE d.required IN ('always', 'security defaults')) END AS alwaysRequired
FROM accounts a
JOIN demands d ON d.id = a.id
GROUP BY a.population
ORDER BY
  CASE a.population
    WHEN 'administrators' THEN 1
    WHEN 'members' THEN 2
    WHEN 'guests' THEN 3
    WHEN 'resource accounts' THEN 4
    WHEN 'synchronisation accounts' THEN 5
    ELSE 6
  END;

-- section: people | Enabled accounts without MFA, administrators first
-- note: Of administrators also those without a method that resists phishing.
SELECT
  a.userPrincipalName,
  a.population,
  a.roles,
  CASE
    WHEN a.capable IS NULL THEN 'not reported'
    WHEN NOT a.capable AND a.registered THEN 'registered, but not capable'
    WHEN NOT a.capable THEN 'no MFA'
    ELSE 'no phishing-resistant method'
  END AS finding,
  a.methods,
  d.required,
  (
    SELECT list(DISTINCT p.policy ORDER BY p.policy)
    FROM carve_outs c
    JOIN mfa_policies p ON p.id = c.policyId AND p.state = 'enabled'
    WHERE c.userId = a.id
  ) AS excludedFrom,
  s.signInActivity.lastSuccessfulSignInDateTime AS lastSuccessfulSignIn
FROM accounts a
JOIN demands d ON d.id = a.id
LEFT JOIN user_sign_in_activity s ON s.userId = a.id
WHERE a.accountEnabled AND (a.capable IS DISTINCT FROM true OR (a.isAdmin AND NOT a.phishingResistant))
ORDER BY
  a.population <> 'administrators',
  CASE WHEN NOT a.capable THEN 1 WHEN a.capable IS NULL THEN 2 ELSE 3 END,
  a.userPrincipalName,
  a.id;

-- section: groups | Registration by group
-- note: Enabled accounts that are in the group, directly or through groups within it.
SELECT
  g.displayName AS "group",
  count(*) AS accounts,
  count(*) FILTER (WHERE a.capable) AS capable,
  count(*) FILTER (WHERE a.capable AND a.phishingResistant) AS phishingResistant,
  count(*) FILTER (WHERE NOT a.capable) AS notCapable,
  count(*) FILTER (WHERE a.capable IS NULL) AS notReported,
  count(*) FILTER (WHERE a.isAdmin AND NOT a.capable) AS adminsNotCapable,
  round(100.0 * count(*) FILTER (WHERE a.capable) / nullif(count(a.capable), 0), 1) AS percentCapable,
  g.id AS groupId
FROM people_of p
JOIN groups g ON g.id = p.groupId
JOIN accounts a ON a.id = p.userId AND a.accountEnabled
GROUP BY g.displayName, g.id
ORDER BY notCapable DESC, g.displayName, g.id;

-- section: apps | Successful sign-ins by application and factors
-- note: signIns, mfa, singleFactor and notTold are of interactive sign-ins. Of the others Microsoft tells what was required.
-- chart: stacked application by mfa, singleFactor, notTold
SELECT
  coalesce(max(appDisplayName), appId) AS application,
  count(DISTINCT userId) AS users,
  count(*) FILTER (WHERE isInteractive) AS signIns,
  count(*) FILTER (WHERE isInteractive AND factors = 'mfa') AS mfa,
  count(*) FILTER (WHERE isInteractive AND factors = 'singleFactor') AS singleFactor,
  count(*) FILTER (WHERE isInteractive AND factors = 'notTold') AS notTold,
  count(*) FILTER (WHERE NOT isInteractive) AS nonInteractive,
  count(*) FILTER (WHERE NOT isInteractive AND factors = 'singleFactor') AS nonInteractiveSingleFactor,
  appId
FROM seen
WHERE errorCode = 0
GROUP BY appId
ORDER BY singleFactor DESC, signIns DESC, application, appId;

-- section: legacy | Legacy authentication, which cannot do MFA
-- note: Every client that is neither a browser nor one of modern authentication. succeededBy names at most 50 accounts.
-- chart: stacked clientAppUsed by succeeded, blocked, failed
SELECT
  s.clientAppUsed,
  count(*) AS signIns,
  count(*) FILTER (WHERE s.errorCode = 0) AS succeeded,
  count(*) FILTER (WHERE s.errorCode = 53003) AS blocked,
  count(*) FILTER (WHERE s.errorCode NOT IN (0, 53003)) AS failed,
  count(DISTINCT s.userId) AS users,
  count(DISTINCT s.userId) FILTER (WHERE s.errorCode = 0 AND a.isAdmin) AS adminsSucceeded,
  max(s.createdDateTime) FILTER (WHERE s.errorCode = 0) AS lastSucceeded,
  (list(DISTINCT lower(s.userPrincipalName) ORDER BY lower(s.userPrincipalName)) FILTER (WHERE s.errorCode = 0))[1:50] AS succeededBy
FROM seen s
LEFT JOIN accounts a ON a.id = s.userId
WHERE s.clientAppUsed NOT IN ('', 'Browser', 'Mobile Apps and Desktop clients', 'Unknown')
GROUP BY s.clientAppUsed
ORDER BY succeeded DESC, signIns DESC, s.clientAppUsed;

-- section: carve-outs | Whom MFA policies leave out
-- note: One row per policy, account and way of exclusion, of accounts that the policy applies to otherwise. Without an account: nobody is
--   known behind the exclusion. required is what is left of all policies together.
SELECT
  p.policy,
  p.state,
  p.requires,
  c.through,
  CASE c.through
    WHEN 'group' THEN coalesce(g.displayName, c.target)
    WHEN 'role' THEN coalesce(r.displayName, c.target)
    WHEN 'user' THEN CASE WHEN a.id IS NULL OR c.target <> a.id THEN c.target ELSE '(named)' END
    ELSE c.target
  END AS excluded,
  a.userPrincipalName,
  a.population,
  a.capable,
  d.required
FROM carve_outs c
JOIN mfa_policies p ON p.id = c.policyId
LEFT JOIN accounts a ON a.id = c.userId
LEFT JOIN demands d ON d.id = c.userId
LEFT JOIN groups g ON c.through = 'group' AND g.id = c.target
LEFT JOIN role_definitions r ON c.through = 'role' AND r.id = c.target
ORDER BY p.state <> 'enabled', p.policy, p.id, a.population IS DISTINCT FROM 'administrators', a.userPrincipalName, c.through, c.target;
