-- Joiner timing, for the DuckDB shell beside the folder entra-lake: duckdb < examples/reports/duckdb/joiner-timing.sql
-- The same as `entra-extract report`, with every parameter at its default; change the SET VARIABLE lines.

-- A view without rows for each table, so that what the lake does not have is empty, ...
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "user_licenses" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_user_licenses" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "user_licenses_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "user_licenses"
    ),
    steps AS (
      SELECT *, lag(_op) OVER w AS _op_before, lag(_changed_at) OVER w AS _at_before,
        lead(_op) OVER w AS _op_after, lead(_changed_at) OVER w AS _at_after
      FROM events WINDOW w AS (PARTITION BY "userId", "skuId" ORDER BY _number)
    ),
    firsts AS (SELECT * FROM recorded QUALIFY row_number() OVER (PARTITION BY "userId", "skuId" ORDER BY _number) = 1)
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
    UNION ALL BY NAME SELECT "userId", "skuId", "_tenant_id", CAST(NULL AS TIMESTAMPTZ) AS valid_from, _changed_at AS valid_to, false AS _known
    FROM firsts WHERE _op = 'update';
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
CREATE OR REPLACE VIEW "deleted_users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "directory_audits" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "activityDateTime", CAST(NULL AS VARCHAR) AS "activityDisplayName", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "additionalDetails", CAST(NULL AS VARCHAR) AS "category", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS STRUCT("app" STRUCT("appId" VARCHAR, "displayName" VARCHAR, "servicePrincipalId" VARCHAR, "servicePrincipalName" VARCHAR), "user" STRUCT("displayName" VARCHAR, "homeTenantId" VARCHAR, "homeTenantName" VARCHAR, "id" VARCHAR, "ipAddress" VARCHAR, "userPrincipalName" VARCHAR, "userType" VARCHAR))) AS "initiatedBy", CAST(NULL AS VARCHAR) AS "loggedByService", CAST(NULL AS VARCHAR) AS "operationType", CAST(NULL AS VARCHAR) AS "result", CAST(NULL AS VARCHAR) AS "resultReason", CAST(NULL AS STRUCT("displayName" VARCHAR, "groupType" VARCHAR, "id" VARCHAR, "modifiedProperties" STRUCT("displayName" VARCHAR, "newValue" VARCHAR, "oldValue" VARCHAR)[], "type" VARCHAR, "userPrincipalName" VARCHAR)[]) AS "targetResources", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "user_registration_details" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isAdmin", CAST(NULL AS BOOLEAN) AS "isMfaCapable", CAST(NULL AS BOOLEAN) AS "isMfaRegistered", CAST(NULL AS BOOLEAN) AS "isPasswordlessCapable", CAST(NULL AS BOOLEAN) AS "isSsprCapable", CAST(NULL AS BOOLEAN) AS "isSsprEnabled", CAST(NULL AS BOOLEAN) AS "isSsprRegistered", CAST(NULL AS BOOLEAN) AS "isSystemPreferredAuthenticationMethodEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR[]) AS "methodsRegistered", CAST(NULL AS VARCHAR[]) AS "systemPreferredAuthenticationMethods", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPreferredMethodForSecondaryAuthentication", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_user_registration_details" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isAdmin", CAST(NULL AS BOOLEAN) AS "isMfaCapable", CAST(NULL AS BOOLEAN) AS "isMfaRegistered", CAST(NULL AS BOOLEAN) AS "isPasswordlessCapable", CAST(NULL AS BOOLEAN) AS "isSsprCapable", CAST(NULL AS BOOLEAN) AS "isSsprEnabled", CAST(NULL AS BOOLEAN) AS "isSsprRegistered", CAST(NULL AS BOOLEAN) AS "isSystemPreferredAuthenticationMethodEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR[]) AS "methodsRegistered", CAST(NULL AS VARCHAR[]) AS "systemPreferredAuthenticationMethods", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPreferredMethodForSecondaryAuthentication", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "user_registration_details_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isAdmin", CAST(NULL AS BOOLEAN) AS "isMfaCapable", CAST(NULL AS BOOLEAN) AS "isMfaRegistered", CAST(NULL AS BOOLEAN) AS "isPasswordlessCapable", CAST(NULL AS BOOLEAN) AS "isSsprCapable", CAST(NULL AS BOOLEAN) AS "isSsprEnabled", CAST(NULL AS BOOLEAN) AS "isSsprRegistered", CAST(NULL AS BOOLEAN) AS "isSystemPreferredAuthenticationMethodEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR[]) AS "methodsRegistered", CAST(NULL AS VARCHAR[]) AS "systemPreferredAuthenticationMethods", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPreferredMethodForSecondaryAuthentication", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "user_registration_details"
    ),
    steps AS (
      SELECT *, lag(_op) OVER w AS _op_before, lag(_changed_at) OVER w AS _at_before,
        lead(_op) OVER w AS _op_after, lead(_changed_at) OVER w AS _at_after
      FROM events WINDOW w AS (PARTITION BY "id" ORDER BY _number)
    ),
    firsts AS (SELECT * FROM recorded QUALIFY row_number() OVER (PARTITION BY "id" ORDER BY _number) = 1)
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
    UNION ALL BY NAME SELECT "id", "_tenant_id", CAST(NULL AS TIMESTAMPTZ) AS valid_from, _changed_at AS valid_to, false AS _known
    FROM firsts WHERE _op = 'update';
CREATE OR REPLACE VIEW "user_authentication_methods" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "aaGuid", CAST(NULL AS VARCHAR[]) AS "attestationCertificates", CAST(NULL AS VARCHAR) AS "attestationLevel", CAST(NULL AS VARCHAR) AS "configurationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "deviceTag", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "emailAddress", CAST(NULL AS BOOLEAN) AS "isUsable", CAST(NULL AS BOOLEAN) AS "isUsableOnce", CAST(NULL AS VARCHAR) AS "keyStrength", CAST(NULL AS INTEGER) AS "lifetimeInMinutes", CAST(NULL AS VARCHAR) AS "methodUsabilityReason", CAST(NULL AS VARCHAR) AS "model", CAST(NULL AS VARCHAR) AS "passkeyType", CAST(NULL AS VARCHAR) AS "phoneAppVersion", CAST(NULL AS VARCHAR) AS "phoneNumber", CAST(NULL AS VARCHAR) AS "phoneType", CAST(NULL AS VARCHAR) AS "platform", CAST(NULL AS STRUCT("clientExtensionResults" VARCHAR, "id" VARCHAR, "response" STRUCT("attestationObject" VARCHAR, "clientDataJSON" VARCHAR))) AS "publicKeyCredential", CAST(NULL AS VARCHAR) AS "smsSignInState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "user_sign_in_activity" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "signInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "sign_ins" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "id" VARCHAR, "result" VARCHAR)[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS STRUCT("browser" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "sign_ins_non_interactive" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("agentSubjectParentId" VARCHAR, "agentSubjectType" VARCHAR, "agentType" VARCHAR, "parentAppId" VARCHAR)) AS "agent", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("authenticationStrengthId" VARCHAR, "authenticationStrengthResult" VARCHAR, "displayName" VARCHAR), "conditionsNotSatisfied" VARCHAR, "conditionsSatisfied" VARCHAR, "displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "excludeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "id" VARCHAR, "includeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "result" VARCHAR, "sessionControlsNotSatisfied" VARCHAR[])[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("eventType" VARCHAR, "executedListenerId" VARCHAR, "handlerResult" VARCHAR)[]) AS "appliedEventListeners", CAST(NULL AS VARCHAR) AS "appOwnerTenantId", CAST(NULL AS VARCHAR) AS "appTokenProtectionStatus", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS STRUCT("adminConfiguration" VARCHAR, "authenticationEvaluation" VARCHAR, "policyName" VARCHAR, "status" VARCHAR)[]) AS "authenticationAppPolicyEvaluationDetails", CAST(NULL AS STRUCT("detail" VARCHAR, "id" VARCHAR)[]) AS "authenticationContextClassReferences", CAST(NULL AS STRUCT("authenticationMethod" VARCHAR, "authenticationMethodDetail" VARCHAR, "authenticationStepDateTime" TIMESTAMP WITH TIME ZONE, "authenticationStepRequirement" VARCHAR, "authenticationStepResultDetail" VARCHAR, "succeeded" BOOLEAN)[]) AS "authenticationDetails", CAST(NULL AS VARCHAR[]) AS "authenticationMethodsUsed", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "authenticationProcessingDetails", CAST(NULL AS VARCHAR) AS "authenticationProtocol", CAST(NULL AS VARCHAR) AS "authenticationRequirement", CAST(NULL AS STRUCT("detail" VARCHAR, "requirementProvider" VARCHAR)[]) AS "authenticationRequirementPolicies", CAST(NULL AS INTEGER) AS "autonomousSystemNumber", CAST(NULL AS VARCHAR) AS "azureResourceId", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "clientCredentialType", CAST(NULL AS VARCHAR) AS "clientSessionId", CAST(NULL AS VARCHAR[]) AS "conditionalAccessAudiences", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "crossTenantAccessType", CAST(NULL AS STRUCT("browser" VARCHAR, "browserId" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "federatedCredentialId", CAST(NULL AS BOOLEAN) AS "flaggedForReview", CAST(NULL AS VARCHAR) AS "globalSecureAccessIpAddress", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "homeTenantName", CAST(NULL AS VARCHAR) AS "incomingTokenType", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS VARCHAR) AS "ipAddressFromResourceProvider", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS BOOLEAN) AS "isTenantRestricted", CAST(NULL AS BOOLEAN) AS "isThroughGlobalSecureAccess", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS STRUCT("associatedResourceId" VARCHAR, "federatedTokenId" VARCHAR, "federatedTokenIssuer" VARCHAR, "msiType" VARCHAR)) AS "managedServiceIdentity", CAST(NULL AS STRUCT("authDetail" VARCHAR, "authMethod" VARCHAR)) AS "mfaDetail", CAST(NULL AS STRUCT("networkNames" VARCHAR[], "networkType" VARCHAR)[]) AS "networkLocationDetails", CAST(NULL AS VARCHAR) AS "originalRequestId", CAST(NULL AS VARCHAR) AS "originalTransferMethod", CAST(NULL AS STRUCT("policyId" VARCHAR, "policyName" VARCHAR, "policyTenantId" VARCHAR, "resourceId" VARCHAR)) AS "privateLinkDetails", CAST(NULL AS INTEGER) AS "processingTimeInMilliseconds", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceOwnerTenantId", CAST(NULL AS VARCHAR) AS "resourceServicePrincipalId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialKeyId", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialThumbprint", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS VARCHAR) AS "sessionId", CAST(NULL AS STRUCT("detail" VARCHAR, "expirationRequirement" VARCHAR)[]) AS "sessionLifetimePolicies", CAST(NULL AS VARCHAR[]) AS "signInEventTypes", CAST(NULL AS VARCHAR) AS "signInIdentifier", CAST(NULL AS VARCHAR) AS "signInIdentifierType", CAST(NULL AS VARCHAR) AS "signInTokenProtectionStatus", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "tokenIssuerName", CAST(NULL AS VARCHAR) AS "tokenIssuerType", CAST(NULL AS STRUCT("signInSessionStatus" VARCHAR, "signInSessionStatusCode" INTEGER)) AS "tokenProtectionStatusDetails", CAST(NULL AS VARCHAR) AS "uniqueTokenIdentifier", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;

-- ... then over the files: DuckDB reports those of tables that the lake does not have, and goes on.
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "user_licenses" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_licenses/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_user_licenses" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/user_licenses/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "user_licenses_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/user_licenses/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "user_licenses"
    ),
    steps AS (
      SELECT *, lag(_op) OVER w AS _op_before, lag(_changed_at) OVER w AS _at_before,
        lead(_op) OVER w AS _op_after, lead(_changed_at) OVER w AS _at_after
      FROM events WINDOW w AS (PARTITION BY "userId", "skuId" ORDER BY _number)
    ),
    firsts AS (SELECT * FROM recorded QUALIFY row_number() OVER (PARTITION BY "userId", "skuId" ORDER BY _number) = 1)
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
    UNION ALL BY NAME SELECT "userId", "skuId", "_tenant_id", CAST(NULL AS TIMESTAMPTZ) AS valid_from, _changed_at AS valid_to, false AS _known
    FROM firsts WHERE _op = 'update';
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
CREATE OR REPLACE VIEW "deleted_users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/deleted_users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "directory_audits" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "activityDateTime", CAST(NULL AS VARCHAR) AS "activityDisplayName", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "additionalDetails", CAST(NULL AS VARCHAR) AS "category", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS STRUCT("app" STRUCT("appId" VARCHAR, "displayName" VARCHAR, "servicePrincipalId" VARCHAR, "servicePrincipalName" VARCHAR), "user" STRUCT("displayName" VARCHAR, "homeTenantId" VARCHAR, "homeTenantName" VARCHAR, "id" VARCHAR, "ipAddress" VARCHAR, "userPrincipalName" VARCHAR, "userType" VARCHAR))) AS "initiatedBy", CAST(NULL AS VARCHAR) AS "loggedByService", CAST(NULL AS VARCHAR) AS "operationType", CAST(NULL AS VARCHAR) AS "result", CAST(NULL AS VARCHAR) AS "resultReason", CAST(NULL AS STRUCT("displayName" VARCHAR, "groupType" VARCHAR, "id" VARCHAR, "modifiedProperties" STRUCT("displayName" VARCHAR, "newValue" VARCHAR, "oldValue" VARCHAR)[], "type" VARCHAR, "userPrincipalName" VARCHAR)[]) AS "targetResources", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/directory_audits/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "user_registration_details" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isAdmin", CAST(NULL AS BOOLEAN) AS "isMfaCapable", CAST(NULL AS BOOLEAN) AS "isMfaRegistered", CAST(NULL AS BOOLEAN) AS "isPasswordlessCapable", CAST(NULL AS BOOLEAN) AS "isSsprCapable", CAST(NULL AS BOOLEAN) AS "isSsprEnabled", CAST(NULL AS BOOLEAN) AS "isSsprRegistered", CAST(NULL AS BOOLEAN) AS "isSystemPreferredAuthenticationMethodEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR[]) AS "methodsRegistered", CAST(NULL AS VARCHAR[]) AS "systemPreferredAuthenticationMethods", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPreferredMethodForSecondaryAuthentication", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_registration_details/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_user_registration_details" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isAdmin", CAST(NULL AS BOOLEAN) AS "isMfaCapable", CAST(NULL AS BOOLEAN) AS "isMfaRegistered", CAST(NULL AS BOOLEAN) AS "isPasswordlessCapable", CAST(NULL AS BOOLEAN) AS "isSsprCapable", CAST(NULL AS BOOLEAN) AS "isSsprEnabled", CAST(NULL AS BOOLEAN) AS "isSsprRegistered", CAST(NULL AS BOOLEAN) AS "isSystemPreferredAuthenticationMethodEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR[]) AS "methodsRegistered", CAST(NULL AS VARCHAR[]) AS "systemPreferredAuthenticationMethods", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPreferredMethodForSecondaryAuthentication", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/user_registration_details/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "user_registration_details_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "isAdmin", CAST(NULL AS BOOLEAN) AS "isMfaCapable", CAST(NULL AS BOOLEAN) AS "isMfaRegistered", CAST(NULL AS BOOLEAN) AS "isPasswordlessCapable", CAST(NULL AS BOOLEAN) AS "isSsprCapable", CAST(NULL AS BOOLEAN) AS "isSsprEnabled", CAST(NULL AS BOOLEAN) AS "isSsprRegistered", CAST(NULL AS BOOLEAN) AS "isSystemPreferredAuthenticationMethodEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR[]) AS "methodsRegistered", CAST(NULL AS VARCHAR[]) AS "systemPreferredAuthenticationMethods", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userPreferredMethodForSecondaryAuthentication", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/user_registration_details/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "user_registration_details"
    ),
    steps AS (
      SELECT *, lag(_op) OVER w AS _op_before, lag(_changed_at) OVER w AS _at_before,
        lead(_op) OVER w AS _op_after, lead(_changed_at) OVER w AS _at_after
      FROM events WINDOW w AS (PARTITION BY "id" ORDER BY _number)
    ),
    firsts AS (SELECT * FROM recorded QUALIFY row_number() OVER (PARTITION BY "id" ORDER BY _number) = 1)
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
    UNION ALL BY NAME SELECT "id", "_tenant_id", CAST(NULL AS TIMESTAMPTZ) AS valid_from, _changed_at AS valid_to, false AS _known
    FROM firsts WHERE _op = 'update';
CREATE OR REPLACE VIEW "user_authentication_methods" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "aaGuid", CAST(NULL AS VARCHAR[]) AS "attestationCertificates", CAST(NULL AS VARCHAR) AS "attestationLevel", CAST(NULL AS VARCHAR) AS "configurationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "deviceTag", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "emailAddress", CAST(NULL AS BOOLEAN) AS "isUsable", CAST(NULL AS BOOLEAN) AS "isUsableOnce", CAST(NULL AS VARCHAR) AS "keyStrength", CAST(NULL AS INTEGER) AS "lifetimeInMinutes", CAST(NULL AS VARCHAR) AS "methodUsabilityReason", CAST(NULL AS VARCHAR) AS "model", CAST(NULL AS VARCHAR) AS "passkeyType", CAST(NULL AS VARCHAR) AS "phoneAppVersion", CAST(NULL AS VARCHAR) AS "phoneNumber", CAST(NULL AS VARCHAR) AS "phoneType", CAST(NULL AS VARCHAR) AS "platform", CAST(NULL AS STRUCT("clientExtensionResults" VARCHAR, "id" VARCHAR, "response" STRUCT("attestationObject" VARCHAR, "clientDataJSON" VARCHAR))) AS "publicKeyCredential", CAST(NULL AS VARCHAR) AS "smsSignInState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_authentication_methods/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "user_sign_in_activity" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "signInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_sign_in_activity/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "sign_ins" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "id" VARCHAR, "result" VARCHAR)[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS STRUCT("browser" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/sign_ins/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "sign_ins_non_interactive" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("agentSubjectParentId" VARCHAR, "agentSubjectType" VARCHAR, "agentType" VARCHAR, "parentAppId" VARCHAR)) AS "agent", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("authenticationStrengthId" VARCHAR, "authenticationStrengthResult" VARCHAR, "displayName" VARCHAR), "conditionsNotSatisfied" VARCHAR, "conditionsSatisfied" VARCHAR, "displayName" VARCHAR, "enforcedGrantControls" VARCHAR[], "enforcedSessionControls" VARCHAR[], "excludeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "id" VARCHAR, "includeRulesSatisfied" STRUCT("conditionalAccessCondition" VARCHAR, "ruleSatisfied" VARCHAR)[], "result" VARCHAR, "sessionControlsNotSatisfied" VARCHAR[])[]) AS "appliedConditionalAccessPolicies", CAST(NULL AS STRUCT("eventType" VARCHAR, "executedListenerId" VARCHAR, "handlerResult" VARCHAR)[]) AS "appliedEventListeners", CAST(NULL AS VARCHAR) AS "appOwnerTenantId", CAST(NULL AS VARCHAR) AS "appTokenProtectionStatus", CAST(NULL AS STRUCT("appVersion" VARCHAR, "clientApp" VARCHAR, "deviceId" VARCHAR, "operatingSystem" VARCHAR)) AS "authenticationAppDeviceDetails", CAST(NULL AS STRUCT("adminConfiguration" VARCHAR, "authenticationEvaluation" VARCHAR, "policyName" VARCHAR, "status" VARCHAR)[]) AS "authenticationAppPolicyEvaluationDetails", CAST(NULL AS STRUCT("detail" VARCHAR, "id" VARCHAR)[]) AS "authenticationContextClassReferences", CAST(NULL AS STRUCT("authenticationMethod" VARCHAR, "authenticationMethodDetail" VARCHAR, "authenticationStepDateTime" TIMESTAMP WITH TIME ZONE, "authenticationStepRequirement" VARCHAR, "authenticationStepResultDetail" VARCHAR, "succeeded" BOOLEAN)[]) AS "authenticationDetails", CAST(NULL AS VARCHAR[]) AS "authenticationMethodsUsed", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "authenticationProcessingDetails", CAST(NULL AS VARCHAR) AS "authenticationProtocol", CAST(NULL AS VARCHAR) AS "authenticationRequirement", CAST(NULL AS STRUCT("detail" VARCHAR, "requirementProvider" VARCHAR)[]) AS "authenticationRequirementPolicies", CAST(NULL AS INTEGER) AS "autonomousSystemNumber", CAST(NULL AS VARCHAR) AS "azureResourceId", CAST(NULL AS VARCHAR) AS "clientAppUsed", CAST(NULL AS VARCHAR) AS "clientCredentialType", CAST(NULL AS VARCHAR) AS "clientSessionId", CAST(NULL AS VARCHAR[]) AS "conditionalAccessAudiences", CAST(NULL AS VARCHAR) AS "conditionalAccessStatus", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "crossTenantAccessType", CAST(NULL AS STRUCT("browser" VARCHAR, "browserId" VARCHAR, "deviceId" VARCHAR, "displayName" VARCHAR, "isCompliant" BOOLEAN, "isManaged" BOOLEAN, "operatingSystem" VARCHAR, "trustType" VARCHAR)) AS "deviceDetail", CAST(NULL AS VARCHAR) AS "federatedCredentialId", CAST(NULL AS BOOLEAN) AS "flaggedForReview", CAST(NULL AS VARCHAR) AS "globalSecureAccessIpAddress", CAST(NULL AS VARCHAR) AS "homeTenantId", CAST(NULL AS VARCHAR) AS "homeTenantName", CAST(NULL AS VARCHAR) AS "incomingTokenType", CAST(NULL AS VARCHAR) AS "ipAddress", CAST(NULL AS VARCHAR) AS "ipAddressFromResourceProvider", CAST(NULL AS BOOLEAN) AS "isInteractive", CAST(NULL AS BOOLEAN) AS "isTenantRestricted", CAST(NULL AS BOOLEAN) AS "isThroughGlobalSecureAccess", CAST(NULL AS STRUCT("city" VARCHAR, "countryOrRegion" VARCHAR, "geoCoordinates" STRUCT("altitude" DOUBLE, "latitude" DOUBLE, "longitude" DOUBLE), "state" VARCHAR)) AS "location", CAST(NULL AS STRUCT("associatedResourceId" VARCHAR, "federatedTokenId" VARCHAR, "federatedTokenIssuer" VARCHAR, "msiType" VARCHAR)) AS "managedServiceIdentity", CAST(NULL AS STRUCT("authDetail" VARCHAR, "authMethod" VARCHAR)) AS "mfaDetail", CAST(NULL AS STRUCT("networkNames" VARCHAR[], "networkType" VARCHAR)[]) AS "networkLocationDetails", CAST(NULL AS VARCHAR) AS "originalRequestId", CAST(NULL AS VARCHAR) AS "originalTransferMethod", CAST(NULL AS STRUCT("policyId" VARCHAR, "policyName" VARCHAR, "policyTenantId" VARCHAR, "resourceId" VARCHAR)) AS "privateLinkDetails", CAST(NULL AS INTEGER) AS "processingTimeInMilliseconds", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "resourceOwnerTenantId", CAST(NULL AS VARCHAR) AS "resourceServicePrincipalId", CAST(NULL AS VARCHAR) AS "resourceTenantId", CAST(NULL AS VARCHAR) AS "riskDetail", CAST(NULL AS VARCHAR[]) AS "riskEventTypes_v2", CAST(NULL AS VARCHAR) AS "riskLevelAggregated", CAST(NULL AS VARCHAR) AS "riskLevelDuringSignIn", CAST(NULL AS VARCHAR) AS "riskState", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialKeyId", CAST(NULL AS VARCHAR) AS "servicePrincipalCredentialThumbprint", CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "servicePrincipalName", CAST(NULL AS VARCHAR) AS "sessionId", CAST(NULL AS STRUCT("detail" VARCHAR, "expirationRequirement" VARCHAR)[]) AS "sessionLifetimePolicies", CAST(NULL AS VARCHAR[]) AS "signInEventTypes", CAST(NULL AS VARCHAR) AS "signInIdentifier", CAST(NULL AS VARCHAR) AS "signInIdentifierType", CAST(NULL AS VARCHAR) AS "signInTokenProtectionStatus", CAST(NULL AS STRUCT("additionalDetails" VARCHAR, "errorCode" INTEGER, "failureReason" VARCHAR)) AS "status", CAST(NULL AS VARCHAR) AS "tokenIssuerName", CAST(NULL AS VARCHAR) AS "tokenIssuerType", CAST(NULL AS STRUCT("signInSessionStatus" VARCHAR, "signInSessionStatusCode" INTEGER)) AS "tokenProtectionStatusDetails", CAST(NULL AS VARCHAR) AS "uniqueTokenIdentifier", CAST(NULL AS VARCHAR) AS "userAgent", CAST(NULL AS VARCHAR) AS "userDisplayName", CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/sign_ins_non_interactive/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});

SET VARIABLE as_of = now();
CREATE TEMP TABLE "hr" AS SELECT CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS DATE) AS "startDate" WHERE false;
SET VARIABLE "days" = CAST(90 AS INTEGER);

-- report: Joiner timing
-- summary: Days from the start in HR to the account, the first licence, group, MFA registration and sign-in, and what is missing
-- parameter: hr file(userPrincipalName? VARCHAR, employeeId? VARCHAR, startDate DATE) | People who started, by name or number, as HR has them
-- parameter: days integer 90 | Without --hr: those whose employeeHireDate lies at most so many days back, or ahead
-- needs: users, user_licenses, group_members
-- uses: deleted_users, directory_audits, user_registration_details, user_authentication_methods, user_sign_in_activity, sign_ins,
--   sign_ins_non_interactive
-- read: Days count from the start date in calendar days (UTC); less than 0 is before the start. Each step is told with how sure it is: exact;
--   at the latest, when it happened then or earlier; not yet, when the lake shows that it has not happened; unknown, when nothing tells. Days
--   of steps that are known at the latest are upper bounds.
-- caveat: Graph does not date memberships, licences that were replaced, or registrations. Their times come from audit entries, which Microsoft keeps for
--   30 days (7 without P1), and from the runs that saw them first (changes), which are later by up to the time between two runs.
-- caveat: What was there at the first run of the lake has no time. Sign-ins reach back as far as the lake has them.
-- caveat: A person with several accounts under one employeeId is matched to the account created first; name it by userPrincipalName to choose.
-- caveat: A person that HR names twice (a rehire) has two rows, and the same account.

-- For a lake without the table.
CREATE VIEW IF NOT EXISTS changes_user_registration_details AS
SELECT
  CAST(NULL AS VARCHAR) AS id,
  CAST(NULL AS BOOLEAN) AS isMfaRegistered,
  CAST(NULL AS VARCHAR) AS _op,
  CAST(NULL AS TIMESTAMPTZ) AS _changed_at
WHERE false;

CREATE TEMP MACRO day_of(moment) AS CAST(moment AT TIME ZONE 'UTC' AS DATE);

CREATE TEMP TABLE people AS
SELECT
  row_number() OVER (ORDER BY startDate, upn, employeeId) AS number,
  upn,
  employeeId,
  startDate
FROM (
  SELECT DISTINCT lower(userPrincipalName) AS upn, employeeId, startDate
  FROM hr
  WHERE startDate IS NOT NULL AND (userPrincipalName IS NOT NULL OR employeeId IS NOT NULL)
  UNION ALL
  SELECT lower(userPrincipalName), NULL, day_of(employeeHireDate)
  FROM users
  WHERE NOT EXISTS (SELECT 1 FROM hr)
    AND abs(date_diff('day', day_of(employeeHireDate), day_of(getvariable('as_of')))) <= getvariable('days')
);

-- A deleted user's name begins with its id.
CREATE TEMP TABLE accounts AS
SELECT id, lower(userPrincipalName) AS upn, employeeId, createdDateTime, accountEnabled, false AS isDeleted, deletedDateTime
FROM users
UNION ALL
SELECT
  id,
  regexp_replace(lower(userPrincipalName), '^[0-9a-f]{32}', ''),
  employeeId,
  createdDateTime,
  accountEnabled,
  true,
  deletedDateTime
FROM deleted_users;

-- By name first, then by number; of several accounts the living one, then the oldest.
CREATE TEMP VIEW matched AS
SELECT number, id
FROM (
  SELECT p.number, 1 AS way, a.id, a.isDeleted, a.createdDateTime
  FROM people p
  JOIN accounts a ON a.upn = p.upn
  UNION ALL
  SELECT p.number, 2, a.id, a.isDeleted, a.createdDateTime
  FROM people p
  JOIN accounts a ON a.employeeId = p.employeeId
)
QUALIFY row_number() OVER (PARTITION BY number ORDER BY isDeleted, way, createdDateTime, id) = 1;

CREATE TEMP TABLE joiners AS
SELECT
  p.number,
  coalesce(p.upn, a.upn) AS upn,
  coalesce(p.employeeId, a.employeeId) AS employeeId,
  p.startDate,
  a.id,
  a.createdDateTime,
  a.isDeleted,
  a.deletedDateTime,
  CASE
    WHEN a.id IS NULL THEN 'none'
    WHEN a.isDeleted THEN 'deleted'
    WHEN a.accountEnabled THEN 'enabled'
    ELSE 'disabled'
  END AS account
FROM people p
LEFT JOIN matched m ON m.number = p.number
LEFT JOIN accounts a ON a.id = m.id;

CREATE TEMP VIEW wanted AS
SELECT DISTINCT id, coalesce(createdDateTime, TIMESTAMPTZ '0001-01-01 00:00:00+00') AS born
FROM joiners
WHERE id IS NOT NULL;

CREATE TEMP VIEW audited AS
SELECT t.target.id AS id, a.activityDisplayName AS activity, a.activityDateTime AS at_time
FROM directory_audits a, UNNEST(a.targetResources) AS t(target)
WHERE a.result = 'success';

CREATE TEMP VIEW registered AS
SELECT id, _changed_at AS at_time
FROM (
  SELECT id, _changed_at, _op, isMfaRegistered, lag(isMfaRegistered) OVER (PARTITION BY id ORDER BY _changed_at) AS before
  FROM changes_user_registration_details
)
WHERE isMfaRegistered AND _op <> 'delete' AND (_op = 'insert' OR before = false);

-- The first of everything that tells when a step was done at the latest; what is older than the account is not the account's.
CREATE TEMP TABLE evidence AS
SELECT e.id, e.step, e.source, min(e.at_time) AS at_time
FROM (
  SELECT id, 'licence' AS step, t.plan.assignedDateTime AS at_time, 'assignedPlans' AS source
  FROM users, UNNEST(assignedPlans) AS t(plan)
  UNION ALL
  SELECT userId, 'licence', _changed_at, 'changes_user_licenses' FROM changes_user_licenses WHERE _op = 'insert'
  UNION ALL
  SELECT id, 'licence', at_time, 'directory_audits' FROM audited WHERE activity = 'Change user license'
  UNION ALL
  SELECT id, 'group', _changed_at, 'changes_group_members' FROM changes_group_members WHERE _op = 'insert'
  UNION ALL
  SELECT id, 'group', at_time, 'directory_audits' FROM audited WHERE activity = 'Add member to group'
  UNION ALL
  SELECT id, 'mfa', at_time, 'changes_user_registration_details' FROM registered
  UNION ALL
  SELECT id, 'mfa', lastUpdatedDateTime, 'user_registration_details' FROM user_registration_details WHERE isMfaRegistered
  UNION ALL
  SELECT id, 'mfa', at_time, 'directory_audits'
  FROM audited
  WHERE activity IN ('User registered all required security info', 'User registered security info', 'Admin registered security info')
  UNION ALL
  SELECT userId, 'mfa', createdDateTime, 'user_authentication_methods'
  FROM user_authentication_methods
  WHERE regexp_matches(
    _odata_type,
    '[.](microsoftAuthenticator|phone|softwareOath|hardwareOath|fido2|windowsHelloForBusiness|platformCredential)'
  )
  UNION ALL
  SELECT userId, 'sign-in', createdDateTime, 'sign_ins' FROM sign_ins WHERE status.errorCode = 0
  UNION ALL
  SELECT userId, 'sign-in', createdDateTime, 'sign_ins_non_interactive' FROM sign_ins_non_interactive WHERE status.errorCode = 0
  UNION ALL
  SELECT userId, 'sign-in', signInActivity.lastSuccessfulSignInDateTime, 'user_sign_in_activity' FROM user_sign_in_activity
) e
JOIN wanted w ON w.id = e.id
WHERE e.at_time >= w.born
GROUP BY e.id, e.step, e.source;

-- Since when the logs in the lake tell everything.
CREATE TEMP TABLE logs AS
SELECT 'directory_audits' AS source, min(activityDateTime) AS since FROM directory_audits
UNION ALL
SELECT 'sign_ins', min(createdDateTime) FROM sign_ins
UNION ALL
SELECT 'sign_ins_non_interactive', min(createdDateTime) FROM sign_ins_non_interactive;

-- What the lake shows of a step now: true, false, or NULL.
CREATE TEMP VIEW present AS
SELECT j.number, 'licence' AS step, EXISTS (SELECT 1 FROM user_licenses l WHERE l.userId = j.id) AS done FROM joiners j
UNION ALL
SELECT j.number, 'group', EXISTS (SELECT 1 FROM group_members m WHERE m.id = j.id) FROM joiners j
UNION ALL
SELECT j.number, 'mfa', r.isMfaRegistered FROM joiners j LEFT JOIN user_registration_details r ON r.id = j.id
UNION ALL
SELECT
  j.number,
  'sign-in',
  CASE WHEN s.signInActivity.lastSuccessfulSignInDateTime IS NOT NULL THEN true WHEN s.signInActivity IS NULL AND s.userId IS NOT NULL THEN false END
FROM joiners j
LEFT JOIN user_sign_in_activity s ON s.userId = j.id;

CREATE TEMP TABLE steps AS
SELECT
  j.number,
  j.upn,
  j.employeeId,
  j.startDate,
  'account' AS step,
  1 AS place,
  day_of(j.createdDateTime) - j.startDate AS days,
  CASE WHEN j.id IS NULL THEN 'not yet' WHEN j.createdDateTime IS NULL THEN 'unknown' ELSE 'exact' END AS certainty,
  j.createdDateTime AS at_time,
  CASE WHEN j.createdDateTime IS NOT NULL THEN 'createdDateTime' END AS source
FROM joiners j
UNION ALL
SELECT
  j.number,
  j.upn,
  j.employeeId,
  j.startDate,
  p.step,
  CASE p.step WHEN 'licence' THEN 2 WHEN 'group' THEN 3 WHEN 'mfa' THEN 4 ELSE 5 END,
  day_of(e.at_time) - j.startDate,
  CASE
    WHEN e.at_time IS NOT NULL AND j.createdDateTime >= l.since THEN 'exact'
    WHEN e.at_time IS NOT NULL THEN 'at the latest'
    WHEN j.id IS NULL OR (p.done = false AND NOT j.isDeleted) THEN 'not yet'
    ELSE 'unknown'
  END,
  e.at_time,
  e.source
FROM joiners j
JOIN present p ON p.number = j.number
LEFT JOIN (
  SELECT id, step, at_time, source
  FROM evidence
  QUALIFY row_number() OVER (PARTITION BY id, step ORDER BY at_time, source) = 1
) e ON e.id = j.id AND e.step = p.step
LEFT JOIN logs l ON l.source = e.source;

-- section: joiners | Who started, and the days to each step
-- note: Those who wait for most first. notYet and unknown name the steps whose days are empty. account tells whether it is enabled now.
SELECT
  j.upn AS userPrincipalName,
  j.employeeId,
  j.startDate,
  j.account,
  max(s.days) FILTER (WHERE s.step = 'account') AS accountDays,
  max(s.days) FILTER (WHERE s.step = 'licence') AS licenceDays,
  max(s.days) FILTER (WHERE s.step = 'group') AS groupDays,
  max(s.days) FILTER (WHERE s.step = 'mfa') AS mfaDays,
  max(s.days) FILTER (WHERE s.step = 'sign-in') AS signInDays,
  list(s.step ORDER BY s.place) FILTER (WHERE s.certainty = 'not yet') AS notYet,
  list(s.step ORDER BY s.place) FILTER (WHERE s.certainty = 'unknown') AS "unknown"
FROM joiners j
JOIN steps s ON s.number = j.number
GROUP BY j.number, j.upn, j.employeeId, j.startDate, j.account
ORDER BY coalesce(len(notYet), 0) DESC, j.startDate, userPrincipalName, j.number;

-- section: summary | How long each step takes
-- note: Of those whose start date has passed. afterStart counts what was done on a later day than the start.
-- chart: bar step by medianDays, mostDays
SELECT
  step,
  count(*) AS joiners,
  count(days) AS done,
  median(days) AS medianDays,
  max(days) AS mostDays,
  count(*) FILTER (WHERE days > 0) AS afterStart,
  count(*) FILTER (WHERE certainty = 'at the latest') AS atTheLatest,
  count(*) FILTER (WHERE certainty = 'not yet') AS notYet,
  count(*) FILTER (WHERE certainty = 'unknown') AS "unknown"
FROM steps
WHERE startDate <= day_of(getvariable('as_of'))
GROUP BY step, place
ORDER BY place;

-- section: missing | People in HR without an account
SELECT
  j.upn AS userPrincipalName,
  j.employeeId,
  j.startDate,
  day_of(getvariable('as_of')) - j.startDate AS daysSinceStart,
  CASE WHEN j.isDeleted THEN 'deleted' ELSE 'never seen' END AS finding,
  j.deletedDateTime
FROM joiners j
WHERE j.account IN ('none', 'deleted')
ORDER BY daysSinceStart DESC, userPrincipalName, j.employeeId, j.number;

-- section: late | Accounts created after the start
SELECT
  j.upn AS userPrincipalName,
  j.employeeId,
  j.startDate,
  j.createdDateTime,
  day_of(j.createdDateTime) - j.startDate AS daysLate,
  u.department,
  u.onPremisesSyncEnabled,
  j.account
FROM joiners j
LEFT JOIN users u ON u.id = j.id
WHERE day_of(j.createdDateTime) > j.startDate
ORDER BY daysLate DESC, userPrincipalName, j.number;

-- section: unlisted | New accounts that HR does not name
-- note: Members created since --days before the first start in the file, guests and resource accounts apart. Empty without --hr.
SELECT
  u.userPrincipalName,
  u.employeeId,
  u.createdDateTime,
  u.accountEnabled,
  u.department,
  u.employeeType,
  u.onPremisesSyncEnabled
FROM users u
WHERE day_of(u.createdDateTime) >= (SELECT min(startDate) FROM hr) - getvariable('days')
  AND u.userType IS DISTINCT FROM 'Guest'
  AND NOT contains(u.userPrincipalName, '#EXT#')
  AND u.isResourceAccount IS DISTINCT FROM true
  AND NOT EXISTS (SELECT 1 FROM joiners j WHERE j.id = u.id)
ORDER BY u.createdDateTime DESC, u.userPrincipalName, u.id;

-- section: steps | Every step, with how sure it is
SELECT
  upn AS userPrincipalName,
  employeeId,
  startDate,
  step,
  days,
  certainty,
  at_time AS "at",
  source
FROM steps
ORDER BY startDate, userPrincipalName, employeeId, number, place;
