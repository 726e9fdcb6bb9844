-- Failed sign-ins, for the DuckDB shell beside the folder entra-lake: duckdb < examples/reports/duckdb/sign-in-failures.sql
-- The same as `entra-extract report`, with every parameter at its default; change the SET VARIABLE lines.

-- A view without rows for each table, so that what the lake does not have is empty, ...
CREATE OR REPLACE VIEW "sign_ins" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "id" VARCHAR, "result" VARCHAR)[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS STRUCT("browser" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "sign_ins_non_interactive" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("agentSubjectParentId" VARCHAR, "agentSubjectType" VARCHAR, "agentType" VARCHAR, "parentAppId" VARCHAR)) AS "agent", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("authenticationStrengthId" VARCHAR, "authenticationStrengthResult" VARCHAR, "displayName" VARCHAR), "conditionsNotSatisfied" VARCHAR, "conditionsSatisfied" VARCHAR, "displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "excludeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "id" VARCHAR, "includeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "result" VARCHAR, "sessionControlsNotSatisfied" VARCHAR[])[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("eventType" VARCHAR, "executedListenerId" VARCHAR, "handlerResult" VARCHAR)[]) AS "appliedEventListeners", CAST(NULL AS VARCHAR) AS "appOwnerTenantId", CAST(NULL AS VARCHAR) AS "appTokenProtectionStatus", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS STRUCT("adminConfiguration" VARCHAR, "authenticationEvaluation" VARCHAR, "policyName" VARCHAR, "status" VARCHAR)[]) AS "authenticationAppPolicyEvaluationDetails", CAST(NULL AS STRUCT("detail" VARCHAR, "id" VARCHAR)[]) AS "authenticationContextClassReferences", CAST(NULL AS STRUCT("authenticationMethod" VARCHAR, "authenticationMethodDetail" VARCHAR, "authenticationStepDateTime" TIMESTAMP WITH TIME ZONE, "authenticationStepRequirement" VARCHAR, "authenticationStepResultDetail" VARCHAR, "succeeded" BOOLEAN)[]) AS "authenticationDetails", CAST(NULL AS VARCHAR[]) AS "authenticationMethodsUsed", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "authenticationProcessingDetails", CAST(NULL AS VARCHAR) AS "authenticationProtocol", CAST(NULL AS VARCHAR) AS "authenticationRequirement", CAST(NULL AS STRUCT("detail" VARCHAR, "requirementProvider" VARCHAR)[]) AS "authenticationRequirementPolicies", CAST(NULL AS INTEGER) AS "autonomousSystemNumber", CAST(NULL AS VARCHAR) AS "azureResourceId", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "clientCredentialType", CAST(NULL AS VARCHAR) AS "clientSessionId", CAST(NULL AS VARCHAR[]) AS "conditionalAccessAudiences", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "crossTenantAccessType", CAST(NULL AS STRUCT("browser" VARCHAR, "browserId" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "federatedCredentialId", CAST(NULL AS BOOLEAN) AS "flaggedForReview", CAST(NULL AS VARCHAR) AS "globalSecureAccessIpAddress", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "homeTenantName", CAST(NULL AS VARCHAR) AS "incomingTokenType", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS VARCHAR) AS "ipAddressFromResourceProvider", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS BOOLEAN) AS "isTenantRestricted", CAST(NULL AS BOOLEAN) AS "isThroughGlobalSecureAccess", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS STRUCT("associatedResourceId" VARCHAR, "federatedTokenId" VARCHAR, "federatedTokenIssuer" VARCHAR, "msiType" VARCHAR)) AS "managedServiceIdentity", CAST(NULL AS STRUCT("authDetail" VARCHAR, "authMethod" VARCHAR)) AS "mfaDetail", CAST(NULL AS STRUCT("networkNames" VARCHAR[], "networkType" VARCHAR)[]) AS "networkLocationDetails", CAST(NULL AS VARCHAR) AS "originalRequestId", CAST(NULL AS VARCHAR) AS "originalTransferMethod", CAST(NULL AS STRUCT("policyId" VARCHAR, "policyName" VARCHAR, "policyTenantId" VARCHAR, "resourceId" VARCHAR)) AS "privateLinkDetails", CAST(NULL AS INTEGER) AS "processingTimeInMilliseconds", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceOwnerTenantId", CAST(NULL AS VARCHAR) AS "resourceServicePrincipalId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialKeyId", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialThumbprint", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS VARCHAR) AS "sessionId", CAST(NULL AS STRUCT("detail" VARCHAR, "expirationRequirement" VARCHAR)[]) AS "sessionLifetimePolicies", CAST(NULL AS VARCHAR[]) AS "signInEventTypes", CAST(NULL AS VARCHAR) AS "signInIdentifier", CAST(NULL AS VARCHAR) AS "signInIdentifierType", CAST(NULL AS VARCHAR) AS "signInTokenProtectionStatus", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "tokenIssuerName", CAST(NULL AS VARCHAR) AS "tokenIssuerType", CAST(NULL AS STRUCT("signInSessionStatus" VARCHAR, "signInSessionStatusCode" INTEGER)) AS "tokenProtectionStatusDetails", CAST(NULL AS VARCHAR) AS "uniqueTokenIdentifier", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;

-- ... then over the files: DuckDB reports those of tables that the lake does not have, and goes on.
CREATE OR REPLACE VIEW "sign_ins" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "id" VARCHAR, "result" VARCHAR)[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS STRUCT("browser" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/sign_ins/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "sign_ins_non_interactive" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("agentSubjectParentId" VARCHAR, "agentSubjectType" VARCHAR, "agentType" VARCHAR, "parentAppId" VARCHAR)) AS "agent", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("authenticationStrengthId" VARCHAR, "authenticationStrengthResult" VARCHAR, "displayName" VARCHAR), "conditionsNotSatisfied" VARCHAR, "conditionsSatisfied" VARCHAR, "displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "excludeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "id" VARCHAR, "includeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "result" VARCHAR, "sessionControlsNotSatisfied" VARCHAR[])[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("eventType" VARCHAR, "executedListenerId" VARCHAR, "handlerResult" VARCHAR)[]) AS "appliedEventListeners", CAST(NULL AS VARCHAR) AS "appOwnerTenantId", CAST(NULL AS VARCHAR) AS "appTokenProtectionStatus", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS STRUCT("adminConfiguration" VARCHAR, "authenticationEvaluation" VARCHAR, "policyName" VARCHAR, "status" VARCHAR)[]) AS "authenticationAppPolicyEvaluationDetails", CAST(NULL AS STRUCT("detail" VARCHAR, "id" VARCHAR)[]) AS "authenticationContextClassReferences", CAST(NULL AS STRUCT("authenticationMethod" VARCHAR, "authenticationMethodDetail" VARCHAR, "authenticationStepDateTime" TIMESTAMP WITH TIME ZONE, "authenticationStepRequirement" VARCHAR, "authenticationStepResultDetail" VARCHAR, "succeeded" BOOLEAN)[]) AS "authenticationDetails", CAST(NULL AS VARCHAR[]) AS "authenticationMethodsUsed", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "authenticationProcessingDetails", CAST(NULL AS VARCHAR) AS "authenticationProtocol", CAST(NULL AS VARCHAR) AS "authenticationRequirement", CAST(NULL AS STRUCT("detail" VARCHAR, "requirementProvider" VARCHAR)[]) AS "authenticationRequirementPolicies", CAST(NULL AS INTEGER) AS "autonomousSystemNumber", CAST(NULL AS VARCHAR) AS "azureResourceId", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "clientCredentialType", CAST(NULL AS VARCHAR) AS "clientSessionId", CAST(NULL AS VARCHAR[]) AS "conditionalAccessAudiences", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "crossTenantAccessType", CAST(NULL AS STRUCT("browser" VARCHAR, "browserId" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "federatedCredentialId", CAST(NULL AS BOOLEAN) AS "flaggedForReview", CAST(NULL AS VARCHAR) AS "globalSecureAccessIpAddress", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "homeTenantName", CAST(NULL AS VARCHAR) AS "incomingTokenType", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS VARCHAR) AS "ipAddressFromResourceProvider", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS BOOLEAN) AS "isTenantRestricted", CAST(NULL AS BOOLEAN) AS "isThroughGlobalSecureAccess", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS STRUCT("associatedResourceId" VARCHAR, "federatedTokenId" VARCHAR, "federatedTokenIssuer" VARCHAR, "msiType" VARCHAR)) AS "managedServiceIdentity", CAST(NULL AS STRUCT("authDetail" VARCHAR, "authMethod" VARCHAR)) AS "mfaDetail", CAST(NULL AS STRUCT("networkNames" VARCHAR[], "networkType" VARCHAR)[]) AS "networkLocationDetails", CAST(NULL AS VARCHAR) AS "originalRequestId", CAST(NULL AS VARCHAR) AS "originalTransferMethod", CAST(NULL AS STRUCT("policyId" VARCHAR, "policyName" VARCHAR, "policyTenantId" VARCHAR, "resourceId" VARCHAR)) AS "privateLinkDetails", CAST(NULL AS INTEGER) AS "processingTimeInMilliseconds", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceOwnerTenantId", CAST(NULL AS VARCHAR) AS "resourceServicePrincipalId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialKeyId", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialThumbprint", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS VARCHAR) AS "sessionId", CAST(NULL AS STRUCT("detail" VARCHAR, "expirationRequirement" VARCHAR)[]) AS "sessionLifetimePolicies", CAST(NULL AS VARCHAR[]) AS "signInEventTypes", CAST(NULL AS VARCHAR) AS "signInIdentifier", CAST(NULL AS VARCHAR) AS "signInIdentifierType", CAST(NULL AS VARCHAR) AS "signInTokenProtectionStatus", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "tokenIssuerName", CAST(NULL AS VARCHAR) AS "tokenIssuerType", CAST(NULL AS STRUCT("signInSessionStatus" VARCHAR, "signInSessionStatusCode" INTEGER)) AS "tokenProtectionStatusDetails", CAST(NULL AS VARCHAR) AS "uniqueTokenIdentifier", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/sign_ins_non_interactive/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/users/*.parquet'], union_by_name = true, hive_partitioning = false);

SET VARIABLE as_of = now();
SET VARIABLE "days" = CAST(30 AS INTEGER);
SET VARIABLE "spray_users" = CAST(10 AS INTEGER);
SET VARIABLE "brute_failures" = CAST(10 AS INTEGER);
SET VARIABLE "minutes" = CAST(60 AS INTEGER);

-- report: Failed sign-ins
-- summary: Why sign-ins fail, by application, country and reason, and what looks like password spray or brute force
-- parameter: days integer 30 | Sign-ins of the last so many days count
-- parameter: spray_users integer 10 | So many accounts with wrong passwords from one network within --minutes look like a spray
-- parameter: brute_failures integer 10 | So many wrong passwords for one account within --minutes look like brute force
-- parameter: minutes integer 60 | The length of a window in minutes
-- needs: sign_ins
-- uses: sign_ins_non_interactive, users
-- read: A sign-in that stops to ask for something (a second factor, a new password, "stay signed in?") is an interrupt and no failure, and stands
--   in a section of its own. A network is the /24 of an IPv4 address and the /64 of an IPv6 one. A spray is many accounts from one network, brute force is many
--   attempts at one account; both are shapes, not proofs: an office behind one address, or a phone with an old password, look alike. What
--   makes either serious is a success: provedPassword names accounts whose password was right from that network during the spray or in the window
--   after it, and not before, even if a second factor or a policy stopped them. A sign-in that is in both logs counts once, as interactive.
-- caveat: Sign-ins need Microsoft Entra ID P1, and are kept 30 days by Microsoft; the lake has what it read. They arrive minutes to hours late.
-- caveat: Where passwords are checked by a federated server on the premises, wrong ones are seen there and not here.
-- caveat: Smart lockout hides attempts: once it strikes, right and wrong passwords get the same answer.
-- caveat: Non-interactive sign-ins are read only with the table sign_ins_non_interactive; their columns are empty without it.

-- Error codes whose meaning matters here; any other one is a failure of the kind "other". 0 is success.
-- https://learn.microsoft.com/entra/identity-platform/reference-error-codes
CREATE TEMP TABLE codes AS
SELECT code, kind, provesPassword FROM (VALUES
  -- Interrupts: the person, or the client, is asked for something and goes on.
  (16000, 'interrupt', false),  -- choose an account
  (16001, 'interrupt', false),  -- choose an account again
  (16003, 'interrupt', false),  -- the account has to be added to the tenant first
  (50055, 'interrupt', true),   -- password expired
  (50058, 'interrupt', false),  -- silent sign-in without a session
  (50059, 'interrupt', false),  -- tenant not yet known
  (50072, 'interrupt', true),   -- registration of a second factor
  (50074, 'interrupt', true),   -- second factor
  (50076, 'interrupt', true),   -- second factor, by policy or place
  (50079, 'interrupt', true),   -- registration of a second factor, by policy
  (50089, 'interrupt', false),  -- the flow took too long: again
  (50097, 'interrupt', true),   -- device authentication
  (50125, 'interrupt', true),   -- password reset or registration
  (50127, 'interrupt', true),   -- broker application
  (50129, 'interrupt', true),   -- registration of the device
  (50132, 'interrupt', false),  -- the session was revoked: sign in anew
  (50133, 'interrupt', false),  -- the session ended with a change of the password
  (50140, 'interrupt', true),   -- stay signed in?
  (50143, 'interrupt', false),  -- session of another resource
  (50144, 'interrupt', true),   -- password of the premises expired
  (50158, 'interrupt', true),   -- external challenge: terms of use, another provider's factor
  (50173, 'interrupt', false),  -- the grant is older than the password: sign in anew
  (50199, 'interrupt', false),  -- confirmation of the application
  (51006, 'interrupt', false),  -- integrated Windows authentication
  (52004, 'interrupt', false),  -- consent of LinkedIn
  (65001, 'interrupt', true),   -- consent
  (70008, 'interrupt', false),  -- the code or token expired: sign in anew
  (70043, 'interrupt', false),  -- sign-in frequency: sign in anew
  (70044, 'interrupt', false),  -- sign-in frequency: sign in anew
  (81010, 'interrupt', false),  -- seamless single sign-on: no ticket
  (81012, 'interrupt', false),  -- seamless single sign-on: another user
  (81014, 'interrupt', false),  -- seamless single sign-on: ticket not accepted
  (700082, 'interrupt', false), -- token unused for too long: sign in anew
  -- Wrong name or password: what sprays and brute force consist of.
  (50034, 'credentials', false),  -- no such account
  (50053, 'credentials', false),  -- locked after too many wrong passwords, or a malicious address
  (50056, 'credentials', false),  -- no or invalid password
  (50064, 'credentials', false),  -- credentials could not be checked
  (50126, 'credentials', false),  -- wrong name or password
  -- The password was right, and something else refused; or the account may not.
  (50057, 'account', false),      -- account disabled; the password need not be right
  (500121, 'second factor', true), -- second factor refused or not given
  (50088, 'second factor', true), -- too many texts or calls
  (53000, 'policy', true),        -- device not compliant
  (53001, 'policy', true),        -- device not joined
  (53002, 'policy', true),        -- application not approved
  (53003, 'policy', true),        -- conditional access
  (53004, 'policy', true),        -- risk: a second factor cannot be registered now
  (53009, 'policy', true),        -- application protection
  (530032, 'policy', true),       -- blocked by a policy on security
  (530034, 'policy', true),       -- partner's administrator blocked by risk
  -- The account or the tenant does not allow it.
  (50020, 'account', false),      -- account of another tenant without access
  (50105, 'account', true),       -- not assigned to the application
  (65004, 'account', true)        -- consent refused
) AS t(code, kind, provesPassword);

CREATE TEMP TABLE logins AS
SELECT
  s.id,
  s.createdDateTime,
  s.isInteractive,
  s.application,
  coalesce(s.userPrincipalName, s.userId) AS account,
  coalesce(nullif(s.country, ''), '(unknown)') AS country,
  s.ipAddress,
  -- An IPv6 address that holds an IPv4 one counts as that one.
  CASE WHEN s.ipAddress LIKE '%.%.%.%' THEN regexp_extract(s.ipAddress, '([0-9]+[.][0-9]+[.][0-9]+)[.][0-9]+$', 1) || '.0/24'
    WHEN s.ipAddress LIKE '%:%' THEN array_to_string(list_concat(string_split(split_part(lower(s.ipAddress), '::', 1), ':'), ['0', '0', '0', '0'])[1:4], ':') || '::/64'
    END AS network,
  s.errorCode,
  s.failureReason,
  CASE WHEN s.errorCode = 0 THEN 'success' ELSE coalesce(c.kind, 'other') END AS kind,
  -- A client that comes with a token proves nothing of the password.
  s.isWithPassword AND (s.errorCode = 0 OR coalesce(c.provesPassword, false)) AS provesPassword,
  CASE WHEN u.id IS NULL THEN 'unknown' WHEN u.userType ILIKE 'guest' THEN 'guest' ELSE 'member' END AS population
FROM (
  SELECT id, createdDateTime, true AS isInteractive, coalesce(appDisplayName, appId, '(none)') AS application,
    lower(nullif(userPrincipalName, '')) AS userPrincipalName, nullif(userId, '') AS userId, location.countryOrRegion AS country,
    nullif(ipAddress, '') AS ipAddress, status.errorCode AS errorCode, status.failureReason AS failureReason,
    true AS isWithPassword
  FROM sign_ins
  UNION ALL
  SELECT id, createdDateTime, false, coalesce(appDisplayName, appId, '(none)'), lower(nullif(userPrincipalName, '')), nullif(userId, ''),
    location.countryOrRegion, nullif(ipAddress, ''), status.errorCode, status.failureReason,
    coalesce(incomingTokenType, 'none') = 'none'
  FROM sign_ins_non_interactive
  WHERE id NOT IN (SELECT id FROM sign_ins)
) s
LEFT JOIN codes c ON c.code = s.errorCode
LEFT JOIN users u ON u.id = s.userId
WHERE s.createdDateTime > getvariable('as_of') - to_days(getvariable('days')) AND s.createdDateTime <= getvariable('as_of');

-- Empty columns, not zeros, where the lake has no such log.
CREATE TEMP TABLE logs AS
SELECT count(*) > 0 AS hasNonInteractive FROM sign_ins_non_interactive;

-- Wrong passwords, each with what the window before it holds.
CREATE TEMP TABLE attempts AS
SELECT
  id, createdDateTime, account, network, ipAddress, country, population, errorCode, application,
  count(DISTINCT account) OVER (
    PARTITION BY network ORDER BY createdDateTime RANGE BETWEEN to_minutes(getvariable('minutes')) PRECEDING AND CURRENT ROW
  ) AS accountsInWindow,
  count(*) OVER (
    PARTITION BY account ORDER BY createdDateTime RANGE BETWEEN to_minutes(getvariable('minutes')) PRECEDING AND CURRENT ROW
  ) AS failuresInWindow
FROM logins
WHERE kind = 'credentials';

-- Windows that overlap are one episode.
CREATE TEMP TABLE sprays AS
WITH episodes AS (
  SELECT network, min(createdDateTime) - to_minutes(getvariable('minutes')) AS fromAt, max(createdDateTime) AS endsAt, max(accountsInWindow) AS peak
  FROM (
    SELECT network, createdDateTime, accountsInWindow, count(*) FILTER (WHERE isNew) OVER (PARTITION BY network ORDER BY createdDateTime) AS episode FROM (
      SELECT network, createdDateTime, accountsInWindow,
        coalesce(createdDateTime - lag(createdDateTime) OVER (PARTITION BY network ORDER BY createdDateTime) > to_minutes(getvariable('minutes')), true) AS isNew
      FROM attempts WHERE accountsInWindow >= getvariable('spray_users') AND network IS NOT NULL
    )
  )
  GROUP BY network, episode
)
SELECT e.network, min(a.createdDateTime) AS beginsAt, e.endsAt, e.peak
FROM episodes e JOIN attempts a ON a.network = e.network AND a.createdDateTime >= e.fromAt AND a.createdDateTime <= e.endsAt
GROUP BY e.network, e.fromAt, e.endsAt, e.peak;

CREATE TEMP TABLE bursts AS
WITH episodes AS (
  SELECT account, min(createdDateTime) - to_minutes(getvariable('minutes')) AS fromAt, max(createdDateTime) AS endsAt
  FROM (
    SELECT account, createdDateTime, count(*) FILTER (WHERE isNew) OVER (PARTITION BY account ORDER BY createdDateTime) AS episode FROM (
      SELECT account, createdDateTime,
        coalesce(createdDateTime - lag(createdDateTime) OVER (PARTITION BY account ORDER BY createdDateTime) > to_minutes(getvariable('minutes')), true) AS isNew
      FROM attempts WHERE failuresInWindow >= getvariable('brute_failures') AND account IS NOT NULL
    )
  )
  GROUP BY account, episode
)
SELECT e.account, min(a.createdDateTime) AS beginsAt, e.endsAt
FROM episodes e JOIN attempts a ON a.account = e.account AND a.createdDateTime >= e.fromAt AND a.createdDateTime <= e.endsAt
GROUP BY e.account, e.fromAt, e.endsAt;

-- section: reasons | Why sign-ins fail
-- note: Interrupts are left out. credentials is a wrong name or password, or a lock after many; policy is conditional access; account is one that may not.
-- chart: bar failureReason by failures
SELECT
  errorCode,
  max(failureReason) AS failureReason,
  kind,
  count(*) AS failures,
  count(*) FILTER (WHERE isInteractive) AS interactive,
  CASE WHEN (SELECT hasNonInteractive FROM logs) THEN count(*) FILTER (WHERE NOT isInteractive) END AS nonInteractive,
  count(DISTINCT account) AS accounts,
  CASE WHEN EXISTS (SELECT 1 FROM users) THEN count(DISTINCT account) FILTER (WHERE population = 'guest') END AS guests,
  max(createdDateTime) AS lastAt
FROM logins
WHERE kind NOT IN ('success', 'interrupt')
GROUP BY errorCode, kind
ORDER BY failures DESC, errorCode;

-- section: applications | Failures by application
-- note: percentFailed leaves out interrupts: failures of failures and successes.
SELECT
  application,
  count(*) AS signIns,
  count(*) FILTER (WHERE kind = 'success') AS succeeded,
  count(*) FILTER (WHERE kind NOT IN ('success', 'interrupt')) AS failures,
  round(100.0 * count(*) FILTER (WHERE kind NOT IN ('success', 'interrupt')) / nullif(count(*) FILTER (WHERE kind <> 'interrupt'), 0), 1) AS percentFailed,
  count(*) FILTER (WHERE kind = 'credentials') AS credentials,
  count(*) FILTER (WHERE kind = 'policy') AS policy,
  count(*) FILTER (WHERE kind = 'interrupt') AS interrupts,
  count(DISTINCT account) FILTER (WHERE kind NOT IN ('success', 'interrupt')) AS accounts
FROM logins
GROUP BY application
ORDER BY failures DESC, signIns DESC, application;

-- section: countries | Failures by country
-- note: The country is that of the address, which a proxy or a VPN moves. A country with failures only is where nobody of yours is.
-- chart: bar country by failures
SELECT
  country,
  count(*) AS signIns,
  count(*) FILTER (WHERE kind = 'success') AS succeeded,
  count(*) FILTER (WHERE kind NOT IN ('success', 'interrupt')) AS failures,
  round(100.0 * count(*) FILTER (WHERE kind NOT IN ('success', 'interrupt')) / nullif(count(*) FILTER (WHERE kind <> 'interrupt'), 0), 1) AS percentFailed,
  count(*) FILTER (WHERE kind = 'credentials') AS credentials,
  count(DISTINCT account) FILTER (WHERE kind NOT IN ('success', 'interrupt')) AS accounts,
  count(DISTINCT network) FILTER (WHERE kind NOT IN ('success', 'interrupt')) AS networks
FROM logins
GROUP BY country
ORDER BY failures DESC, signIns DESC, country;

-- section: spray | What looks like password spray
-- note: accounts is all of the episode, peak the most within one window, percentFailed the wrong passwords among all that was decided from there:
--   near 100 it is a spray, near 5 an office. provedPassword names at most 20 accounts, whose passwords are to be changed.
SELECT network, firstAt, lastAt, attempts, accounts, peak, round(100.0 * attempts / decided, 1) AS percentFailed, countries, provedPassword
FROM (
  SELECT
    s.network,
    min(a.createdDateTime) AS firstAt,
    max(a.createdDateTime) AS lastAt,
    count(*) AS attempts,
    count(DISTINCT a.account) AS accounts,
    s.peak,
    list(DISTINCT a.country ORDER BY a.country) AS countries,
    (
      SELECT count(*) FROM logins l
      WHERE l.network = s.network AND l.kind <> 'interrupt' AND l.createdDateTime >= s.beginsAt AND l.createdDateTime <= s.endsAt
    ) AS decided,
    coalesce((
      SELECT list(p.account ORDER BY p.account) FROM (
        SELECT DISTINCT l.account FROM logins l
        WHERE l.network = s.network AND l.provesPassword AND l.createdDateTime >= s.beginsAt
          AND l.createdDateTime <= s.endsAt + to_minutes(getvariable('minutes'))
          AND NOT EXISTS (
            SELECT 1 FROM logins e
            WHERE e.network = s.network AND e.account = l.account AND e.provesPassword AND e.createdDateTime < s.beginsAt
          )
      ) p
    ), [])[1:20] AS provedPassword
  FROM sprays s
  JOIN attempts a ON a.network = s.network AND a.createdDateTime >= s.beginsAt AND a.createdDateTime <= s.endsAt
  GROUP BY s.network, s.beginsAt, s.endsAt, s.peak
)
ORDER BY percentFailed DESC, accounts DESC, network, firstAt;

-- section: brute-force | What looks like brute force
-- note: succeededAt is the first sign-in that proved the password after the first failure, until one window after the last; fromThere, whether from a
--   network that had failed before it. Somebody who mistypes and gets in looks like that too.
SELECT
  b.account,
  any_value(a.population) AS population,
  min(a.createdDateTime) AS firstAt,
  max(a.createdDateTime) AS lastAt,
  count(*) AS failures,
  bool_or(a.errorCode = 50053) AS wasLocked,
  count(DISTINCT a.ipAddress) AS addresses,
  min(l.createdDateTime) AS succeededAt,
  bool_or(l.network = a.network AND a.createdDateTime < l.createdDateTime) AS fromThere
FROM bursts b
JOIN attempts a ON a.account = b.account AND a.createdDateTime >= b.beginsAt AND a.createdDateTime <= b.endsAt
LEFT JOIN LATERAL (
  SELECT l.createdDateTime, l.network FROM logins l
  WHERE l.account = b.account AND l.provesPassword AND l.createdDateTime <= b.endsAt + to_minutes(getvariable('minutes'))
    AND l.createdDateTime > b.beginsAt
  ORDER BY l.createdDateTime, l.id LIMIT 1
) l ON true
GROUP BY b.account, b.beginsAt, b.endsAt
ORDER BY succeededAt IS NULL, failures DESC, b.account, firstAt;

-- section: interrupts | Interrupts, which are no failures
-- note: Many of one kind for one person are a nuisance worth a look, as is a client that asks in vain.
SELECT
  errorCode,
  max(failureReason) AS failureReason,
  count(*) AS interrupts,
  count(*) FILTER (WHERE isInteractive) AS interactive,
  CASE WHEN (SELECT hasNonInteractive FROM logs) THEN count(*) FILTER (WHERE NOT isInteractive) END AS nonInteractive,
  count(DISTINCT account) AS accounts,
  max(createdDateTime) AS lastAt
FROM logins
WHERE kind = 'interrupt'
GROUP BY errorCode
ORDER BY interrupts DESC, errorCode;
