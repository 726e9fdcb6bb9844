-- Risky users and sign-ins, for the DuckDB shell beside the folder entra-lake: duckdb < examples/reports/duckdb/risky-sign-ins.sql
-- The same as `entra-extract report`, with every parameter at its default; change the SET VARIABLE lines.

-- A view without rows for each table, so that what the lake does not have is empty, ...
CREATE OR REPLACE VIEW "risk_detections" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "activity", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "activityDateTime", CAST(NULL AS VARCHAR) AS "additionalInfo", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "detectedDateTime", CAST(NULL AS VARCHAR) AS "detectionTimingType", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "requestId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR) AS "riskEventType", CAST(NULL AS VARCHAR) AS "riskLevel", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "source", CAST(NULL AS VARCHAR) AS "tokenIssuerType", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "risky_users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isDeleted", CAST(NULL AS BOOLEAN) AS "isProcessing", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "riskLastUpdatedDateTime", CAST(NULL AS VARCHAR) AS "riskLevel", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "sign_ins" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "id" VARCHAR, "result" VARCHAR)[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS STRUCT("browser" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "sign_ins_non_interactive" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("agentSubjectParentId" VARCHAR, "agentSubjectType" VARCHAR, "agentType" VARCHAR, "parentAppId" VARCHAR)) AS "agent", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("authenticationStrengthId" VARCHAR, "authenticationStrengthResult" VARCHAR, "displayName" VARCHAR), "conditionsNotSatisfied" VARCHAR, "conditionsSatisfied" VARCHAR, "displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "excludeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "id" VARCHAR, "includeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "result" VARCHAR, "sessionControlsNotSatisfied" VARCHAR[])[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("eventType" VARCHAR, "executedListenerId" VARCHAR, "handlerResult" VARCHAR)[]) AS "appliedEventListeners", CAST(NULL AS VARCHAR) AS "appOwnerTenantId", CAST(NULL AS VARCHAR) AS "appTokenProtectionStatus", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS STRUCT("adminConfiguration" VARCHAR, "authenticationEvaluation" VARCHAR, "policyName" VARCHAR, "status" VARCHAR)[]) AS "authenticationAppPolicyEvaluationDetails", CAST(NULL AS STRUCT("detail" VARCHAR, "id" VARCHAR)[]) AS "authenticationContextClassReferences", CAST(NULL AS STRUCT("authenticationMethod" VARCHAR, "authenticationMethodDetail" VARCHAR, "authenticationStepDateTime" TIMESTAMP WITH TIME ZONE, "authenticationStepRequirement" VARCHAR, "authenticationStepResultDetail" VARCHAR, "succeeded" BOOLEAN)[]) AS "authenticationDetails", CAST(NULL AS VARCHAR[]) AS "authenticationMethodsUsed", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "authenticationProcessingDetails", CAST(NULL AS VARCHAR) AS "authenticationProtocol", CAST(NULL AS VARCHAR) AS "authenticationRequirement", CAST(NULL AS STRUCT("detail" VARCHAR, "requirementProvider" VARCHAR)[]) AS "authenticationRequirementPolicies", CAST(NULL AS INTEGER) AS "autonomousSystemNumber", CAST(NULL AS VARCHAR) AS "azureResourceId", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "clientCredentialType", CAST(NULL AS VARCHAR) AS "clientSessionId", CAST(NULL AS VARCHAR[]) AS "conditionalAccessAudiences", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "crossTenantAccessType", CAST(NULL AS STRUCT("browser" VARCHAR, "browserId" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "federatedCredentialId", CAST(NULL AS BOOLEAN) AS "flaggedForReview", CAST(NULL AS VARCHAR) AS "globalSecureAccessIpAddress", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "homeTenantName", CAST(NULL AS VARCHAR) AS "incomingTokenType", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS VARCHAR) AS "ipAddressFromResourceProvider", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS BOOLEAN) AS "isTenantRestricted", CAST(NULL AS BOOLEAN) AS "isThroughGlobalSecureAccess", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS STRUCT("associatedResourceId" VARCHAR, "federatedTokenId" VARCHAR, "federatedTokenIssuer" VARCHAR, "msiType" VARCHAR)) AS "managedServiceIdentity", CAST(NULL AS STRUCT("authDetail" VARCHAR, "authMethod" VARCHAR)) AS "mfaDetail", CAST(NULL AS STRUCT("networkNames" VARCHAR[], "networkType" VARCHAR)[]) AS "networkLocationDetails", CAST(NULL AS VARCHAR) AS "originalRequestId", CAST(NULL AS VARCHAR) AS "originalTransferMethod", CAST(NULL AS STRUCT("policyId" VARCHAR, "policyName" VARCHAR, "policyTenantId" VARCHAR, "resourceId" VARCHAR)) AS "privateLinkDetails", CAST(NULL AS INTEGER) AS "processingTimeInMilliseconds", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceOwnerTenantId", CAST(NULL AS VARCHAR) AS "resourceServicePrincipalId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialKeyId", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialThumbprint", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS VARCHAR) AS "sessionId", CAST(NULL AS STRUCT("detail" VARCHAR, "expirationRequirement" VARCHAR)[]) AS "sessionLifetimePolicies", CAST(NULL AS VARCHAR[]) AS "signInEventTypes", CAST(NULL AS VARCHAR) AS "signInIdentifier", CAST(NULL AS VARCHAR) AS "signInIdentifierType", CAST(NULL AS VARCHAR) AS "signInTokenProtectionStatus", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "tokenIssuerName", CAST(NULL AS VARCHAR) AS "tokenIssuerType", CAST(NULL AS STRUCT("signInSessionStatus" VARCHAR, "signInSessionStatusCode" INTEGER)) AS "tokenProtectionStatusDetails", CAST(NULL AS VARCHAR) AS "uniqueTokenIdentifier", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "pim_group_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accessId", CAST(NULL AS VARCHAR) AS "eligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "role_definitions" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isBuiltIn", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR[]) AS "resourceScopes", CAST(NULL AS STRUCT("allowedResourceActions" VARCHAR[], "condition" VARCHAR, "excludedResourceActions" VARCHAR[])[]) AS "rolePermissions", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "version", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "group_members" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "user_licenses" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "subscribed_skus" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accountId", CAST(NULL AS VARCHAR) AS "accountName", CAST(NULL AS VARCHAR) AS "appliesTo", CAST(NULL AS VARCHAR) AS "capabilityStatus", CAST(NULL AS INTEGER) AS "consumedUnits", CAST(NULL AS STRUCT("enabled" INTEGER, "lockedOut" INTEGER, "suspended" INTEGER, "warning" INTEGER)) AS "prepaidUnits", CAST(NULL AS STRUCT("appliesTo" VARCHAR, "provisioningStatus" VARCHAR, "servicePlanId" VARCHAR, "servicePlanName" VARCHAR)[]) AS "servicePlans", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR) AS "skuPartNumber", CAST(NULL AS VARCHAR[]) AS "subscriptionIds", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "risky_service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS BOOLEAN) AS "isProcessing", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "riskLastUpdatedDateTime", CAST(NULL AS VARCHAR) AS "riskLevel", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principal_risk_detections" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "activity", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "activityDateTime", CAST(NULL AS VARCHAR) AS "additionalInfo", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "detectedDateTime", CAST(NULL AS VARCHAR) AS "detectionTimingType", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS VARCHAR[]) AS "keyIds", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "requestId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR) AS "riskEventType", CAST(NULL AS VARCHAR) AS "riskLevel", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalDisplayName", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "source", CAST(NULL AS VARCHAR) AS "tokenIssuerType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "service_principal_app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;

-- ... then over the files: DuckDB reports those of tables that the lake does not have, and goes on.
CREATE OR REPLACE VIEW "risk_detections" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "activity", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "activityDateTime", CAST(NULL AS VARCHAR) AS "additionalInfo", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "detectedDateTime", CAST(NULL AS VARCHAR) AS "detectionTimingType", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "requestId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR) AS "riskEventType", CAST(NULL AS VARCHAR) AS "riskLevel", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "source", CAST(NULL AS VARCHAR) AS "tokenIssuerType", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/risk_detections/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "risky_users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isDeleted", CAST(NULL AS BOOLEAN) AS "isProcessing", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "riskLastUpdatedDateTime", CAST(NULL AS VARCHAR) AS "riskLevel", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/risky_users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "sign_ins" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "id" VARCHAR, "result" VARCHAR)[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS STRUCT("browser" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/sign_ins/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "sign_ins_non_interactive" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("agentSubjectParentId" VARCHAR, "agentSubjectType" VARCHAR, "agentType" VARCHAR, "parentAppId" VARCHAR)) AS "agent", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("authenticationStrengthId" VARCHAR, "authenticationStrengthResult" VARCHAR, "displayName" VARCHAR), "conditionsNotSatisfied" VARCHAR, "conditionsSatisfied" VARCHAR, "displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "excludeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "id" VARCHAR, "includeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "result" VARCHAR, "sessionControlsNotSatisfied" VARCHAR[])[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("eventType" VARCHAR, "executedListenerId" VARCHAR, "handlerResult" VARCHAR)[]) AS "appliedEventListeners", CAST(NULL AS VARCHAR) AS "appOwnerTenantId", CAST(NULL AS VARCHAR) AS "appTokenProtectionStatus", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS STRUCT("adminConfiguration" VARCHAR, "authenticationEvaluation" VARCHAR, "policyName" VARCHAR, "status" VARCHAR)[]) AS "authenticationAppPolicyEvaluationDetails", CAST(NULL AS STRUCT("detail" VARCHAR, "id" VARCHAR)[]) AS "authenticationContextClassReferences", CAST(NULL AS STRUCT("authenticationMethod" VARCHAR, "authenticationMethodDetail" VARCHAR, "authenticationStepDateTime" TIMESTAMP WITH TIME ZONE, "authenticationStepRequirement" VARCHAR, "authenticationStepResultDetail" VARCHAR, "succeeded" BOOLEAN)[]) AS "authenticationDetails", CAST(NULL AS VARCHAR[]) AS "authenticationMethodsUsed", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "authenticationProcessingDetails", CAST(NULL AS VARCHAR) AS "authenticationProtocol", CAST(NULL AS VARCHAR) AS "authenticationRequirement", CAST(NULL AS STRUCT("detail" VARCHAR, "requirementProvider" VARCHAR)[]) AS "authenticationRequirementPolicies", CAST(NULL AS INTEGER) AS "autonomousSystemNumber", CAST(NULL AS VARCHAR) AS "azureResourceId", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "clientCredentialType", CAST(NULL AS VARCHAR) AS "clientSessionId", CAST(NULL AS VARCHAR[]) AS "conditionalAccessAudiences", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "crossTenantAccessType", CAST(NULL AS STRUCT("browser" VARCHAR, "browserId" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "federatedCredentialId", CAST(NULL AS BOOLEAN) AS "flaggedForReview", CAST(NULL AS VARCHAR) AS "globalSecureAccessIpAddress", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "homeTenantName", CAST(NULL AS VARCHAR) AS "incomingTokenType", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS VARCHAR) AS "ipAddressFromResourceProvider", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS BOOLEAN) AS "isTenantRestricted", CAST(NULL AS BOOLEAN) AS "isThroughGlobalSecureAccess", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS STRUCT("associatedResourceId" VARCHAR, "federatedTokenId" VARCHAR, "federatedTokenIssuer" VARCHAR, "msiType" VARCHAR)) AS "managedServiceIdentity", CAST(NULL AS STRUCT("authDetail" VARCHAR, "authMethod" VARCHAR)) AS "mfaDetail", CAST(NULL AS STRUCT("networkNames" VARCHAR[], "networkType" VARCHAR)[]) AS "networkLocationDetails", CAST(NULL AS VARCHAR) AS "originalRequestId", CAST(NULL AS VARCHAR) AS "originalTransferMethod", CAST(NULL AS STRUCT("policyId" VARCHAR, "policyName" VARCHAR, "policyTenantId" VARCHAR, "resourceId" VARCHAR)) AS "privateLinkDetails", CAST(NULL AS INTEGER) AS "processingTimeInMilliseconds", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceOwnerTenantId", CAST(NULL AS VARCHAR) AS "resourceServicePrincipalId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialKeyId", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialThumbprint", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS VARCHAR) AS "sessionId", CAST(NULL AS STRUCT("detail" VARCHAR, "expirationRequirement" VARCHAR)[]) AS "sessionLifetimePolicies", CAST(NULL AS VARCHAR[]) AS "signInEventTypes", CAST(NULL AS VARCHAR) AS "signInIdentifier", CAST(NULL AS VARCHAR) AS "signInIdentifierType", CAST(NULL AS VARCHAR) AS "signInTokenProtectionStatus", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "tokenIssuerName", CAST(NULL AS VARCHAR) AS "tokenIssuerType", CAST(NULL AS STRUCT("signInSessionStatus" VARCHAR, "signInSessionStatusCode" INTEGER)) AS "tokenProtectionStatusDetails", CAST(NULL AS VARCHAR) AS "uniqueTokenIdentifier", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/sign_ins_non_interactive/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_eligibility_schedule_instances/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "pim_group_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accessId", CAST(NULL AS VARCHAR) AS "eligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/pim_group_eligibility_schedule_instances/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "role_definitions" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isBuiltIn", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR[]) AS "resourceScopes", CAST(NULL AS STRUCT("allowedResourceActions" VARCHAR[], "condition" VARCHAR, "excludedResourceActions" VARCHAR[])[]) AS "rolePermissions", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "version", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_definitions/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "group_members" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/group_members/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "user_licenses" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_licenses/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "subscribed_skus" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accountId", CAST(NULL AS VARCHAR) AS "accountName", CAST(NULL AS VARCHAR) AS "appliesTo", CAST(NULL AS VARCHAR) AS "capabilityStatus", CAST(NULL AS INTEGER) AS "consumedUnits", CAST(NULL AS STRUCT("enabled" INTEGER, "lockedOut" INTEGER, "suspended" INTEGER, "warning" INTEGER)) AS "prepaidUnits", CAST(NULL AS STRUCT("appliesTo" VARCHAR, "provisioningStatus" VARCHAR, "servicePlanId" VARCHAR, "servicePlanName" VARCHAR)[]) AS "servicePlans", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR) AS "skuPartNumber", CAST(NULL AS VARCHAR[]) AS "subscriptionIds", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/subscribed_skus/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "risky_service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS BOOLEAN) AS "isProcessing", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "riskLastUpdatedDateTime", CAST(NULL AS VARCHAR) AS "riskLevel", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/risky_service_principals/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principal_risk_detections" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "activity", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "activityDateTime", CAST(NULL AS VARCHAR) AS "additionalInfo", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "detectedDateTime", CAST(NULL AS VARCHAR) AS "detectionTimingType", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS VARCHAR[]) AS "keyIds", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "requestId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR) AS "riskEventType", CAST(NULL AS VARCHAR) AS "riskLevel", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalDisplayName", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "source", CAST(NULL AS VARCHAR) AS "tokenIssuerType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principal_risk_detections/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principals/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "service_principal_app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principal_app_role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);

SET VARIABLE as_of = now();
SET VARIABLE "days" = CAST(30 AS INTEGER);

-- report: Risky users and sign-ins
-- summary: Who is at risk and what they may do, what was detected, from where risky sign-ins came, and how fast risk is settled
-- parameter: days integer 30 | How many days back detections, sign-ins and settled risk are looked at
-- needs: risk_detections
-- uses: risky_users, users, sign_ins, sign_ins_non_interactive, role_assignments, role_eligibility_schedule_instances,
--   pim_group_eligibility_schedule_instances, role_definitions, group_members, user_licenses, subscribed_skus, risky_service_principals,
--   service_principal_risk_detections, service_principals, service_principal_app_role_assignments
-- read: Begin with the users: those compromised or at risk come first, and among them those with a role. Open means atRisk or
--   confirmedCompromised; dismissed, remediated and confirmedSafe are settled. A sign-in that succeeded while its risk is open is what
--   to look into. An empty cell is unknown, not none: its table is missing from the lake, or Graph did not tell.
-- caveat: Risky users and the kind of a detection need Microsoft Entra ID P2. Without it Graph answers `hidden` for levels and `generic`
--   for kinds, and sign-ins whose risk is hidden are only counted.
-- caveat: The risk of applications needs Microsoft Entra Workload ID Premium; of managed identities little is assessed.
-- caveat: The risk of a guest is assessed in the guest's home tenant and is not seen here.
-- caveat: Microsoft keeps detections for 90 days at most and sign-ins for 30; risk found offline comes hours or days after the sign-in.
-- caveat: Graph has no time of settlement: it is taken to be a detection's last update, which a later one may have moved.

CREATE TEMP MACRO rank_of(level) AS
  CASE level WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 END;

CREATE TEMP MACRO level_of(ranked) AS
  CASE ranked WHEN 3 THEN 'high' WHEN 2 THEN 'medium' WHEN 1 THEN 'low' END;

-- What is held directly, through a group, or may be activated; a role of both kinds counts as held.
CREATE TEMP VIEW roles_of_users AS
WITH holders AS (
  SELECT principalId, roleDefinitionId, false AS isEligible FROM role_assignments
  UNION ALL
  SELECT principalId, roleDefinitionId, true FROM role_eligibility_schedule_instances
),
people AS (
  SELECT principalId AS userId, roleDefinitionId, isEligible FROM holders
  UNION ALL
  SELECT m.id, h.roleDefinitionId, h.isEligible
  FROM holders h
  JOIN group_members m ON m.groupId = h.principalId
  UNION ALL
  SELECT e.principalId, h.roleDefinitionId, true
  FROM holders h
  JOIN pim_group_eligibility_schedule_instances e ON e.groupId = h.principalId AND e.accessId = 'member'
),
roles AS (
  SELECT userId, roleDefinitionId, bool_and(isEligible) AS isEligible FROM people GROUP BY ALL
)
SELECT
  r.userId,
  list(
    coalesce(d.displayName, r.roleDefinitionId) || CASE WHEN r.isEligible THEN ' (eligible)' ELSE '' END
    ORDER BY r.isEligible, coalesce(d.displayName, r.roleDefinitionId), r.roleDefinitionId
  ) AS roles
FROM roles r
LEFT JOIN role_definitions d ON d.id = r.roleDefinitionId
GROUP BY r.userId;

CREATE TEMP VIEW skus_of_users AS
SELECT l.userId, list(coalesce(s.skuPartNumber, l.skuId) ORDER BY coalesce(s.skuPartNumber, l.skuId)) AS skus
FROM user_licenses l
LEFT JOIN subscribed_skus s ON s.skuId = l.skuId
GROUP BY l.userId;

CREATE TEMP TABLE detected AS
SELECT
  id,
  userId,
  userPrincipalName,
  riskEventType,
  riskLevel,
  riskState,
  riskDetail,
  detectedDateTime,
  riskState IN ('atRisk', 'confirmedCompromised') AS isOpen,
  -- Hours until it was settled, or until now.
  (
    epoch_us(
      CASE WHEN riskState IN ('atRisk', 'confirmedCompromised') THEN getvariable('as_of') ELSE lastUpdatedDateTime END
    ) - epoch_us(detectedDateTime)
  ) / 3600000000.0 AS hours
FROM risk_detections
WHERE detectedDateTime >= getvariable('as_of') - to_days(getvariable('days'));

-- Every user at risk, and those whose risk was settled or detected within the days.
CREATE TEMP TABLE subjects AS
WITH known AS (
  SELECT id FROM risky_users
  WHERE riskState IN ('atRisk', 'confirmedCompromised')
    OR riskLastUpdatedDateTime >= getvariable('as_of') - to_days(getvariable('days'))
  UNION
  SELECT userId FROM detected WHERE userId IS NOT NULL
),
found AS (
  SELECT userId, count(*) AS detections, any_value(userPrincipalName ORDER BY detectedDateTime DESC, id) AS userPrincipalName
  FROM detected
  GROUP BY userId
)
SELECT
  k.id,
  coalesce(u.userPrincipalName, r.userPrincipalName, f.userPrincipalName) AS userPrincipalName,
  CASE
    WHEN NOT EXISTS (SELECT 1 FROM users) THEN NULL
    WHEN u.id IS NULL OR r.isDeleted THEN 'deleted'
    WHEN u.accountEnabled THEN 'enabled'
    WHEN NOT u.accountEnabled THEN 'disabled'
  END AS account,
  r.riskState,
  r.riskLevel,
  r.riskDetail,
  r.riskLastUpdatedDateTime,
  coalesce(f.detections, 0) AS detections,
  -- A tenant without any role or licence does not exist: then the table is missing.
  CASE WHEN EXISTS (SELECT 1 FROM role_assignments) THEN coalesce(o.roles, []) END AS roles,
  CASE WHEN EXISTS (SELECT 1 FROM user_licenses) THEN coalesce(l.skus, []) END AS skus,
  CASE r.riskState
    WHEN 'confirmedCompromised' THEN 0
    WHEN 'atRisk' THEN 1
    WHEN 'remediated' THEN 3
    WHEN 'dismissed' THEN 3
    WHEN 'confirmedSafe' THEN 3
    ELSE 2
  END AS place
FROM known k
LEFT JOIN risky_users r ON r.id = k.id
LEFT JOIN users u ON u.id = k.id
LEFT JOIN found f ON f.userId = k.id
LEFT JOIN roles_of_users o ON o.userId = k.id
LEFT JOIN skus_of_users l ON l.userId = k.id;

CREATE TEMP VIEW all_sign_ins AS
SELECT
  appDisplayName, location.countryOrRegion AS countryOrRegion, ipAddress, userId, createdDateTime, status.errorCode AS errorCode,
  riskState, riskLevelDuringSignIn, riskLevelAggregated
FROM sign_ins
WHERE createdDateTime >= getvariable('as_of') - to_days(getvariable('days'))
UNION ALL
SELECT
  appDisplayName, location.countryOrRegion, ipAddress, userId, createdDateTime, status.errorCode,
  riskState, riskLevelDuringSignIn, riskLevelAggregated
FROM sign_ins_non_interactive
WHERE createdDateTime >= getvariable('as_of') - to_days(getvariable('days'));

CREATE TEMP TABLE risky_sign_ins AS
SELECT
  appDisplayName,
  countryOrRegion,
  ipAddress,
  userId,
  createdDateTime,
  errorCode = 0 AS isSuccess,
  coalesce(riskState IN ('atRisk', 'confirmedCompromised'), false) AS isOpen,
  greatest(rank_of(riskLevelDuringSignIn), rank_of(riskLevelAggregated)) AS ranked
FROM all_sign_ins
WHERE rank_of(riskLevelDuringSignIn) > 0
  OR rank_of(riskLevelAggregated) > 0
  OR riskState IN ('atRisk', 'confirmedCompromised', 'remediated', 'dismissed', 'confirmedSafe');

CREATE TEMP TABLE sign_in_totals AS
SELECT count(*) AS signIns, count(*) FILTER (WHERE 'hidden' IN (riskLevelDuringSignIn, riskLevelAggregated)) AS hidden
FROM all_sign_ins;

-- section: users | Users at risk, and those whose risk was settled or detected within the days
SELECT userPrincipalName, account, riskState, riskLevel, riskDetail, riskLastUpdatedDateTime, detections, roles, skus
FROM subjects
ORDER BY place, coalesce(len(roles), 0) = 0, rank_of(riskLevel) DESC, riskLastUpdatedDateTime DESC NULLS LAST, userPrincipalName, id;

-- section: detections | What was detected, by kind and level
-- note: Other: no level, or one that Microsoft hides. Offline detections come in later.
-- chart: stacked riskEventType by high, medium, low, other
SELECT
  riskEventType,
  count(*) FILTER (WHERE riskLevel = 'high') AS high,
  count(*) FILTER (WHERE riskLevel = 'medium') AS medium,
  count(*) FILTER (WHERE riskLevel = 'low') AS low,
  count(*) FILTER (WHERE rank_of(riskLevel) = 0) AS other,
  count(DISTINCT userId) AS users,
  count(*) FILTER (WHERE isOpen) AS stillOpen,
  max(detectedDateTime) AS lastDetectedDateTime
FROM detected
GROUP BY riskEventType
ORDER BY count(*) DESC, riskEventType;

-- section: sign-ins | Sign-ins with risk, by application, country and address
-- note: Interactive ones and, where the lake has them, those that clients made in a user's name, which is where stolen tokens show.
SELECT
  appDisplayName,
  countryOrRegion,
  ipAddress,
  count(*) AS signIns,
  count(DISTINCT userId) AS users,
  count(*) FILTER (WHERE isSuccess) AS succeeded,
  count(*) FILTER (WHERE isSuccess AND isOpen) AS succeededStillOpen,
  level_of(max(ranked)) AS highestRisk,
  max(createdDateTime) AS lastSignInDateTime
FROM risky_sign_ins
GROUP BY appDisplayName, countryOrRegion, ipAddress
ORDER BY succeededStillOpen DESC, signIns DESC, appDisplayName, countryOrRegion, ipAddress;

-- section: remediation | How risk was settled, and how fast
-- note: Hours from the detection to its last update; of what is still open, to the report's time.
SELECT
  riskState,
  riskDetail,
  count(*) AS detections,
  count(DISTINCT userId) AS users,
  count(*) FILTER (WHERE riskLevel = 'high') AS high,
  round(median(hours), 1) AS medianHours,
  round(max(hours), 1) AS slowestHours
FROM detected
GROUP BY riskState, riskDetail
ORDER BY bool_or(isOpen) DESC, detections DESC, riskState, riskDetail;

-- section: workloads | Applications and managed identities at risk
-- note: Permissions are the application permissions that were granted; settled ones are those of the days.
SELECT
  coalesce(s.displayName, r.displayName) AS displayName,
  r.appId,
  r.servicePrincipalType,
  r.riskState,
  r.riskLevel,
  r.riskLastUpdatedDateTime,
  coalesce(s.accountEnabled, r.isEnabled) AS accountEnabled,
  (
    SELECT count(*) FROM service_principal_risk_detections d
    WHERE d.servicePrincipalId = r.id AND d.detectedDateTime >= getvariable('as_of') - to_days(getvariable('days'))
  ) AS detections,
  CASE
    WHEN EXISTS (SELECT 1 FROM service_principal_app_role_assignments)
      THEN (SELECT count(*) FROM service_principal_app_role_assignments a WHERE a.principalId = r.id)
  END AS permissions
FROM risky_service_principals r
LEFT JOIN service_principals s ON s.id = r.id
WHERE r.riskState IN ('atRisk', 'confirmedCompromised')
  OR r.riskLastUpdatedDateTime >= getvariable('as_of') - to_days(getvariable('days'))
ORDER BY
  CASE r.riskState WHEN 'confirmedCompromised' THEN 0 WHEN 'atRisk' THEN 1 ELSE 2 END,
  rank_of(r.riskLevel) DESC, r.riskLastUpdatedDateTime DESC NULLS LAST, r.id;

-- section: numbers | In numbers
-- note: An empty value is unknown: the table has no row, or is missing.
WITH numbers AS (
  SELECT
    1 AS place,
    'users at risk' AS figure,
    CASE WHEN EXISTS (SELECT 1 FROM risky_users) THEN count(*) FILTER (WHERE place < 2) END AS value
  FROM subjects
  UNION ALL
  SELECT
    2, 'users at risk who hold a role or may activate one',
    CASE
      WHEN EXISTS (SELECT 1 FROM risky_users) AND EXISTS (SELECT 1 FROM role_assignments)
        THEN count(*) FILTER (WHERE place < 2 AND len(roles) > 0)
    END
  FROM subjects
  UNION ALL
  SELECT
    3, 'users at risk whose account is enabled',
    CASE
      WHEN EXISTS (SELECT 1 FROM risky_users) AND EXISTS (SELECT 1 FROM users)
        THEN count(*) FILTER (WHERE place < 2 AND account = 'enabled')
    END
  FROM subjects
  UNION ALL
  SELECT 4, 'detections', count(*) FROM detected
  UNION ALL
  SELECT 5, 'detections still open', count(*) FILTER (WHERE isOpen) FROM detected
  UNION ALL
  SELECT 6, 'sign-ins with risk', CASE WHEN (SELECT signIns FROM sign_in_totals) > 0 THEN count(*) END FROM risky_sign_ins
  UNION ALL
  SELECT
    7, 'sign-ins with risk that succeeded and are still open',
    CASE WHEN (SELECT signIns FROM sign_in_totals) > 0 THEN count(*) FILTER (WHERE isSuccess AND isOpen) END
  FROM risky_sign_ins
  UNION ALL
  SELECT 8, 'sign-ins whose risk Microsoft hides', CASE WHEN signIns > 0 THEN hidden END FROM sign_in_totals
)
SELECT figure, value FROM numbers ORDER BY place;
