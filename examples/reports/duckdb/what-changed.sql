-- What changed, for the DuckDB shell beside the folder entra-lake: duckdb < examples/reports/duckdb/what-changed.sql
-- The same as `entra-extract report`, with every parameter at its default; change the SET VARIABLE lines.

-- A view without rows for each table, so that what the lake does not have is empty, ...
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "users_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "users"
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
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "groups_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "groups"
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
CREATE OR REPLACE VIEW "changes_group_owners" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "group_owners_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "group_owners"
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
CREATE OR REPLACE VIEW "role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "role_assignments_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "role_assignments"
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
CREATE OR REPLACE VIEW "role_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_role_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "role_eligibility_schedule_instances_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "role_eligibility_schedule_instances"
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
CREATE OR REPLACE VIEW "role_definitions" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isBuiltIn", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR[]) AS "resourceScopes", CAST(NULL AS STRUCT("allowedResourceActions" VARCHAR[], "condition" VARCHAR, "excludedResourceActions" VARCHAR[])[]) AS "rolePermissions", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "version", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "applications" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_applications" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "applications_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "applications"
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
CREATE OR REPLACE VIEW "application_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_application_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "application_credentials_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "application_credentials"
    ),
    steps AS (
      SELECT *, lag(_op) OVER w AS _op_before, lag(_changed_at) OVER w AS _at_before,
        lead(_op) OVER w AS _op_after, lead(_changed_at) OVER w AS _at_after
      FROM events WINDOW w AS (PARTITION BY "applicationId", "credentialType", "keyId" ORDER BY _number)
    ),
    firsts AS (SELECT * FROM recorded QUALIFY row_number() OVER (PARTITION BY "applicationId", "credentialType", "keyId" ORDER BY _number) = 1)
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
    UNION ALL BY NAME SELECT "applicationId", "credentialType", "keyId", "_tenant_id", CAST(NULL AS TIMESTAMPTZ) AS valid_from, _changed_at AS valid_to, false AS _known
    FROM firsts WHERE _op = 'update';
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "service_principals_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "service_principals"
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
CREATE OR REPLACE VIEW "service_principal_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_service_principal_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "service_principal_credentials_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "service_principal_credentials"
    ),
    steps AS (
      SELECT *, lag(_op) OVER w AS _op_before, lag(_changed_at) OVER w AS _at_before,
        lead(_op) OVER w AS _op_after, lead(_changed_at) OVER w AS _at_after
      FROM events WINDOW w AS (PARTITION BY "servicePrincipalId", "credentialType", "keyId" ORDER BY _number)
    ),
    firsts AS (SELECT * FROM recorded QUALIFY row_number() OVER (PARTITION BY "servicePrincipalId", "credentialType", "keyId" ORDER BY _number) = 1)
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
    UNION ALL BY NAME SELECT "servicePrincipalId", "credentialType", "keyId", "_tenant_id", CAST(NULL AS TIMESTAMPTZ) AS valid_from, _changed_at AS valid_to, false AS _known
    FROM firsts WHERE _op = 'update';
CREATE OR REPLACE VIEW "service_principal_app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_service_principal_app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "service_principal_app_role_assignments_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "service_principal_app_role_assignments"
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
CREATE OR REPLACE VIEW "oauth2_permission_grants" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "clientId", CAST(NULL AS VARCHAR) AS "consentType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "scope", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_oauth2_permission_grants" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "clientId", CAST(NULL AS VARCHAR) AS "consentType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "scope", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "oauth2_permission_grants_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "clientId", CAST(NULL AS VARCHAR) AS "consentType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "scope", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "oauth2_permission_grants"
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
CREATE OR REPLACE VIEW "conditional_access_policies" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("applications" STRUCT("applicationFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR), "excludeApplications" VARCHAR[], "includeApplications" VARCHAR[], "includeAuthenticationContextClassReferences" VARCHAR[], "includeUserActions" VARCHAR[]), "authenticationFlows" STRUCT("transferMethods" VARCHAR), "clientApplications" STRUCT("excludeServicePrincipals" VARCHAR[], "includeServicePrincipals" VARCHAR[], "servicePrincipalFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "clientAppTypes" VARCHAR[], "devices" STRUCT("deviceFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "insiderRiskLevels" VARCHAR, "locations" STRUCT("excludeLocations" VARCHAR[], "includeLocations" VARCHAR[]), "platforms" STRUCT("excludePlatforms" VARCHAR[], "includePlatforms" VARCHAR[]), "servicePrincipalRiskLevels" VARCHAR[], "signInRiskLevels" VARCHAR[], "userRiskLevels" VARCHAR[], "users" STRUCT("excludeGroups" VARCHAR[], "excludeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "excludeRoles" VARCHAR[], "excludeUsers" VARCHAR[], "includeGroups" VARCHAR[], "includeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "includeRoles" VARCHAR[], "includeUsers" VARCHAR[]))) AS "conditions", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("id" VARCHAR), "builtInControls" VARCHAR[], "customAuthenticationFactors" VARCHAR[], "operator" VARCHAR, "termsOfUse" VARCHAR[])) AS "grantControls", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS STRUCT("applicationEnforcedRestrictions" STRUCT("isEnabled" BOOLEAN), "cloudAppSecurity" STRUCT("cloudAppSecurityType" VARCHAR, "isEnabled" BOOLEAN), "disableResilienceDefaults" BOOLEAN, "persistentBrowser" STRUCT("isEnabled" BOOLEAN, "mode" VARCHAR), "secureSignInSession" STRUCT("isEnabled" BOOLEAN), "signInFrequency" STRUCT("authenticationType" VARCHAR, "frequencyInterval" VARCHAR, "isEnabled" BOOLEAN, "type" VARCHAR, "value" INTEGER))) AS "sessionControls", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_conditional_access_policies" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("applications" STRUCT("applicationFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR), "excludeApplications" VARCHAR[], "includeApplications" VARCHAR[], "includeAuthenticationContextClassReferences" VARCHAR[], "includeUserActions" VARCHAR[]), "authenticationFlows" STRUCT("transferMethods" VARCHAR), "clientApplications" STRUCT("excludeServicePrincipals" VARCHAR[], "includeServicePrincipals" VARCHAR[], "servicePrincipalFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "clientAppTypes" VARCHAR[], "devices" STRUCT("deviceFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "insiderRiskLevels" VARCHAR, "locations" STRUCT("excludeLocations" VARCHAR[], "includeLocations" VARCHAR[]), "platforms" STRUCT("excludePlatforms" VARCHAR[], "includePlatforms" VARCHAR[]), "servicePrincipalRiskLevels" VARCHAR[], "signInRiskLevels" VARCHAR[], "userRiskLevels" VARCHAR[], "users" STRUCT("excludeGroups" VARCHAR[], "excludeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "excludeRoles" VARCHAR[], "excludeUsers" VARCHAR[], "includeGroups" VARCHAR[], "includeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "includeRoles" VARCHAR[], "includeUsers" VARCHAR[]))) AS "conditions", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("id" VARCHAR), "builtInControls" VARCHAR[], "customAuthenticationFactors" VARCHAR[], "operator" VARCHAR, "termsOfUse" VARCHAR[])) AS "grantControls", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS STRUCT("applicationEnforcedRestrictions" STRUCT("isEnabled" BOOLEAN), "cloudAppSecurity" STRUCT("cloudAppSecurityType" VARCHAR, "isEnabled" BOOLEAN), "disableResilienceDefaults" BOOLEAN, "persistentBrowser" STRUCT("isEnabled" BOOLEAN, "mode" VARCHAR), "secureSignInSession" STRUCT("isEnabled" BOOLEAN), "signInFrequency" STRUCT("authenticationType" VARCHAR, "frequencyInterval" VARCHAR, "isEnabled" BOOLEAN, "type" VARCHAR, "value" INTEGER))) AS "sessionControls", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "conditional_access_policies_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("applications" STRUCT("applicationFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR), "excludeApplications" VARCHAR[], "includeApplications" VARCHAR[], "includeAuthenticationContextClassReferences" VARCHAR[], "includeUserActions" VARCHAR[]), "authenticationFlows" STRUCT("transferMethods" VARCHAR), "clientApplications" STRUCT("excludeServicePrincipals" VARCHAR[], "includeServicePrincipals" VARCHAR[], "servicePrincipalFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "clientAppTypes" VARCHAR[], "devices" STRUCT("deviceFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "insiderRiskLevels" VARCHAR, "locations" STRUCT("excludeLocations" VARCHAR[], "includeLocations" VARCHAR[]), "platforms" STRUCT("excludePlatforms" VARCHAR[], "includePlatforms" VARCHAR[]), "servicePrincipalRiskLevels" VARCHAR[], "signInRiskLevels" VARCHAR[], "userRiskLevels" VARCHAR[], "users" STRUCT("excludeGroups" VARCHAR[], "excludeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "excludeRoles" VARCHAR[], "excludeUsers" VARCHAR[], "includeGroups" VARCHAR[], "includeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "includeRoles" VARCHAR[], "includeUsers" VARCHAR[]))) AS "conditions", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("id" VARCHAR), "builtInControls" VARCHAR[], "customAuthenticationFactors" VARCHAR[], "operator" VARCHAR, "termsOfUse" VARCHAR[])) AS "grantControls", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS STRUCT("applicationEnforcedRestrictions" STRUCT("isEnabled" BOOLEAN), "cloudAppSecurity" STRUCT("cloudAppSecurityType" VARCHAR, "isEnabled" BOOLEAN), "disableResilienceDefaults" BOOLEAN, "persistentBrowser" STRUCT("isEnabled" BOOLEAN, "mode" VARCHAR), "secureSignInSession" STRUCT("isEnabled" BOOLEAN), "signInFrequency" STRUCT("authenticationType" VARCHAR, "frequencyInterval" VARCHAR, "isEnabled" BOOLEAN, "type" VARCHAR, "value" INTEGER))) AS "sessionControls", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "conditional_access_policies"
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
CREATE OR REPLACE VIEW "named_locations" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR[]) AS "countriesAndRegions", CAST(NULL AS VARCHAR) AS "countryLookupMethod", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "includeUnknownCountriesAndRegions", CAST(NULL AS VARCHAR[]) AS "ipRanges", CAST(NULL AS BOOLEAN) AS "isTrusted", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_named_locations" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR[]) AS "countriesAndRegions", CAST(NULL AS VARCHAR) AS "countryLookupMethod", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "includeUnknownCountriesAndRegions", CAST(NULL AS VARCHAR[]) AS "ipRanges", CAST(NULL AS BOOLEAN) AS "isTrusted", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "named_locations_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR[]) AS "countriesAndRegions", CAST(NULL AS VARCHAR) AS "countryLookupMethod", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "includeUnknownCountriesAndRegions", CAST(NULL AS VARCHAR[]) AS "ipRanges", CAST(NULL AS BOOLEAN) AS "isTrusted", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "named_locations"
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
CREATE OR REPLACE VIEW "domains" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "authenticationType", CAST(NULL AS VARCHAR) AS "availabilityStatus", CAST(NULL AS BOOLEAN) AS "isAdminManaged", CAST(NULL AS BOOLEAN) AS "isDefault", CAST(NULL AS BOOLEAN) AS "isInitial", CAST(NULL AS BOOLEAN) AS "isRoot", CAST(NULL AS BOOLEAN) AS "isVerified", CAST(NULL AS VARCHAR) AS "manufacturer", CAST(NULL AS VARCHAR) AS "model", CAST(NULL AS INTEGER) AS "passwordNotificationWindowInDays", CAST(NULL AS INTEGER) AS "passwordValidityPeriodInDays", CAST(NULL AS STRUCT("lastActionDateTime" TIMESTAMP WITH TIME ZONE, "operation" VARCHAR, "status" VARCHAR)) AS "state", CAST(NULL AS VARCHAR[]) AS "supportedServices", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_domains" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "authenticationType", CAST(NULL AS VARCHAR) AS "availabilityStatus", CAST(NULL AS BOOLEAN) AS "isAdminManaged", CAST(NULL AS BOOLEAN) AS "isDefault", CAST(NULL AS BOOLEAN) AS "isInitial", CAST(NULL AS BOOLEAN) AS "isRoot", CAST(NULL AS BOOLEAN) AS "isVerified", CAST(NULL AS VARCHAR) AS "manufacturer", CAST(NULL AS VARCHAR) AS "model", CAST(NULL AS INTEGER) AS "passwordNotificationWindowInDays", CAST(NULL AS INTEGER) AS "passwordValidityPeriodInDays", CAST(NULL AS STRUCT("lastActionDateTime" TIMESTAMP WITH TIME ZONE, "operation" VARCHAR, "status" VARCHAR)) AS "state", CAST(NULL AS VARCHAR[]) AS "supportedServices", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "domains_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "authenticationType", CAST(NULL AS VARCHAR) AS "availabilityStatus", CAST(NULL AS BOOLEAN) AS "isAdminManaged", CAST(NULL AS BOOLEAN) AS "isDefault", CAST(NULL AS BOOLEAN) AS "isInitial", CAST(NULL AS BOOLEAN) AS "isRoot", CAST(NULL AS BOOLEAN) AS "isVerified", CAST(NULL AS VARCHAR) AS "manufacturer", CAST(NULL AS VARCHAR) AS "model", CAST(NULL AS INTEGER) AS "passwordNotificationWindowInDays", CAST(NULL AS INTEGER) AS "passwordValidityPeriodInDays", CAST(NULL AS STRUCT("lastActionDateTime" TIMESTAMP WITH TIME ZONE, "operation" VARCHAR, "status" VARCHAR)) AS "state", CAST(NULL AS VARCHAR[]) AS "supportedServices", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "domains"
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
CREATE OR REPLACE VIEW "subscribed_skus" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accountId", CAST(NULL AS VARCHAR) AS "accountName", CAST(NULL AS VARCHAR) AS "appliesTo", CAST(NULL AS VARCHAR) AS "capabilityStatus", CAST(NULL AS INTEGER) AS "consumedUnits", CAST(NULL AS STRUCT("enabled" INTEGER, "lockedOut" INTEGER, "suspended" INTEGER, "warning" INTEGER)) AS "prepaidUnits", CAST(NULL AS STRUCT("appliesTo" VARCHAR, "provisioningStatus" VARCHAR, "servicePlanId" VARCHAR, "servicePlanName" VARCHAR)[]) AS "servicePlans", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR) AS "skuPartNumber", CAST(NULL AS VARCHAR[]) AS "subscriptionIds", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "devices" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "approximateLastSignInDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "complianceExpirationDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "deviceCategory", CAST(NULL AS VARCHAR) AS "deviceId", CAST(NULL AS VARCHAR) AS "deviceMetadata", CAST(NULL AS VARCHAR) AS "deviceOwnership", CAST(NULL AS INTEGER) AS "deviceVersion", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "enrollmentProfileName", CAST(NULL AS VARCHAR) AS "enrollmentType", CAST(NULL AS BOOLEAN) AS "isCompliant", CAST(NULL AS BOOLEAN) AS "isManaged", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isRooted", CAST(NULL AS VARCHAR) AS "managementType", CAST(NULL AS VARCHAR) AS "manufacturer", CAST(NULL AS VARCHAR) AS "mdmAppId", CAST(NULL AS VARCHAR) AS "model", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "operatingSystem", CAST(NULL AS VARCHAR) AS "operatingSystemVersion", CAST(NULL AS VARCHAR[]) AS "physicalIds", CAST(NULL AS VARCHAR) AS "profileType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "registrationDateTime", CAST(NULL AS VARCHAR[]) AS "systemLabels", CAST(NULL AS VARCHAR) AS "trustType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "changes_devices" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "approximateLastSignInDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "complianceExpirationDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "deviceCategory", CAST(NULL AS VARCHAR) AS "deviceId", CAST(NULL AS VARCHAR) AS "deviceMetadata", CAST(NULL AS VARCHAR) AS "deviceOwnership", CAST(NULL AS INTEGER) AS "deviceVersion", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "enrollmentProfileName", CAST(NULL AS VARCHAR) AS "enrollmentType", CAST(NULL AS BOOLEAN) AS "isCompliant", CAST(NULL AS BOOLEAN) AS "isManaged", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isRooted", CAST(NULL AS VARCHAR) AS "managementType", CAST(NULL AS VARCHAR) AS "manufacturer", CAST(NULL AS VARCHAR) AS "mdmAppId", CAST(NULL AS VARCHAR) AS "model", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "operatingSystem", CAST(NULL AS VARCHAR) AS "operatingSystemVersion", CAST(NULL AS VARCHAR[]) AS "physicalIds", CAST(NULL AS VARCHAR) AS "profileType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "registrationDateTime", CAST(NULL AS VARCHAR[]) AS "systemLabels", CAST(NULL AS VARCHAR) AS "trustType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false;
CREATE OR REPLACE VIEW "devices_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "approximateLastSignInDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "complianceExpirationDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "deviceCategory", CAST(NULL AS VARCHAR) AS "deviceId", CAST(NULL AS VARCHAR) AS "deviceMetadata", CAST(NULL AS VARCHAR) AS "deviceOwnership", CAST(NULL AS INTEGER) AS "deviceVersion", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "enrollmentProfileName", CAST(NULL AS VARCHAR) AS "enrollmentType", CAST(NULL AS BOOLEAN) AS "isCompliant", CAST(NULL AS BOOLEAN) AS "isManaged", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isRooted", CAST(NULL AS VARCHAR) AS "managementType", CAST(NULL AS VARCHAR) AS "manufacturer", CAST(NULL AS VARCHAR) AS "mdmAppId", CAST(NULL AS VARCHAR) AS "model", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "operatingSystem", CAST(NULL AS VARCHAR) AS "operatingSystemVersion", CAST(NULL AS VARCHAR[]) AS "physicalIds", CAST(NULL AS VARCHAR) AS "profileType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "registrationDateTime", CAST(NULL AS VARCHAR[]) AS "systemLabels", CAST(NULL AS VARCHAR) AS "trustType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false)),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "devices"
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
CREATE OR REPLACE VIEW "deleted_users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "deleted_groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "deleted_applications" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "deleted_service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "directory_audits" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "activityDateTime", CAST(NULL AS VARCHAR) AS "activityDisplayName", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "additionalDetails", CAST(NULL AS VARCHAR) AS "category", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS STRUCT("app" STRUCT("appId" VARCHAR, "displayName" VARCHAR, "servicePrincipalId" VARCHAR, "servicePrincipalName" VARCHAR), "user" STRUCT("displayName" VARCHAR, "homeTenantId" VARCHAR, "homeTenantName" VARCHAR, "id" VARCHAR, "ipAddress" VARCHAR, "userPrincipalName" VARCHAR, "userType" VARCHAR))) AS "initiatedBy", CAST(NULL AS VARCHAR) AS "loggedByService", CAST(NULL AS VARCHAR) AS "operationType", CAST(NULL AS VARCHAR) AS "result", CAST(NULL AS VARCHAR) AS "resultReason", CAST(NULL AS STRUCT("displayName" VARCHAR, "groupType" VARCHAR, "id" VARCHAR, "modifiedProperties" STRUCT("displayName" VARCHAR, "newValue" VARCHAR, "oldValue" VARCHAR)[], "type" VARCHAR, "userPrincipalName" VARCHAR)[]) AS "targetResources", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false;

-- ... then over the files: DuckDB reports those of tables that the lake does not have, and goes on.
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/users/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "users_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/users/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "users"
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
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/groups/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/groups/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "groups_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/groups/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "groups"
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
CREATE OR REPLACE VIEW "changes_group_owners" AS SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/group_owners/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "group_owners_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "groupId", CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/group_owners/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "group_owners"
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
CREATE OR REPLACE VIEW "role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/role_assignments/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "role_assignments_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "condition", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalOrganizationId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/role_assignments/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "role_assignments"
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
CREATE OR REPLACE VIEW "role_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_eligibility_schedule_instances/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_role_eligibility_schedule_instances" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/role_eligibility_schedule_instances/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "role_eligibility_schedule_instances_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appScopeId", CAST(NULL AS VARCHAR) AS "directoryScopeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "memberType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "roleDefinitionId", CAST(NULL AS VARCHAR) AS "roleEligibilityScheduleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/role_eligibility_schedule_instances/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "role_eligibility_schedule_instances"
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
CREATE OR REPLACE VIEW "role_definitions" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "isBuiltIn", CAST(NULL AS BOOLEAN) AS "isEnabled", CAST(NULL AS VARCHAR[]) AS "resourceScopes", CAST(NULL AS STRUCT("allowedResourceActions" VARCHAR[], "condition" VARCHAR, "excludedResourceActions" VARCHAR[])[]) AS "rolePermissions", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "version", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/role_definitions/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "applications" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/applications/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_applications" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/applications/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "applications_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/applications/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "applications"
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
CREATE OR REPLACE VIEW "application_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/application_credentials/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_application_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/application_credentials/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "application_credentials_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "applicationId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/application_credentials/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "application_credentials"
    ),
    steps AS (
      SELECT *, lag(_op) OVER w AS _op_before, lag(_changed_at) OVER w AS _at_before,
        lead(_op) OVER w AS _op_after, lead(_changed_at) OVER w AS _at_after
      FROM events WINDOW w AS (PARTITION BY "applicationId", "credentialType", "keyId" ORDER BY _number)
    ),
    firsts AS (SELECT * FROM recorded QUALIFY row_number() OVER (PARTITION BY "applicationId", "credentialType", "keyId" ORDER BY _number) = 1)
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
    UNION ALL BY NAME SELECT "applicationId", "credentialType", "keyId", "_tenant_id", CAST(NULL AS TIMESTAMPTZ) AS valid_from, _changed_at AS valid_to, false AS _known
    FROM firsts WHERE _op = 'update';
CREATE OR REPLACE VIEW "service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principals/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/service_principals/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "service_principals_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/service_principals/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "service_principals"
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
CREATE OR REPLACE VIEW "service_principal_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principal_credentials/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_service_principal_credentials" AS SELECT CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/service_principal_credentials/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "service_principal_credentials_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "servicePrincipalId", CAST(NULL AS VARCHAR) AS "credentialType", CAST(NULL AS VARCHAR) AS "keyId", CAST(NULL AS VARCHAR) AS "customKeyIdentifier", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "endDateTime", CAST(NULL AS VARCHAR) AS "hint", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "startDateTime", CAST(NULL AS VARCHAR) AS "type", CAST(NULL AS VARCHAR) AS "usage", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/service_principal_credentials/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "service_principal_credentials"
    ),
    steps AS (
      SELECT *, lag(_op) OVER w AS _op_before, lag(_changed_at) OVER w AS _at_before,
        lead(_op) OVER w AS _op_after, lead(_changed_at) OVER w AS _at_after
      FROM events WINDOW w AS (PARTITION BY "servicePrincipalId", "credentialType", "keyId" ORDER BY _number)
    ),
    firsts AS (SELECT * FROM recorded QUALIFY row_number() OVER (PARTITION BY "servicePrincipalId", "credentialType", "keyId" ORDER BY _number) = 1)
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
    UNION ALL BY NAME SELECT "servicePrincipalId", "credentialType", "keyId", "_tenant_id", CAST(NULL AS TIMESTAMPTZ) AS valid_from, _changed_at AS valid_to, false AS _known
    FROM firsts WHERE _op = 'update';
CREATE OR REPLACE VIEW "service_principal_app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/service_principal_app_role_assignments/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_service_principal_app_role_assignments" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/service_principal_app_role_assignments/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "service_principal_app_role_assignments_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "appRoleId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "principalDisplayName", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "principalType", CAST(NULL AS VARCHAR) AS "resourceDisplayName", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/service_principal_app_role_assignments/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "service_principal_app_role_assignments"
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
CREATE OR REPLACE VIEW "oauth2_permission_grants" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "clientId", CAST(NULL AS VARCHAR) AS "consentType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "scope", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/oauth2_permission_grants/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_oauth2_permission_grants" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "clientId", CAST(NULL AS VARCHAR) AS "consentType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "scope", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/oauth2_permission_grants/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "oauth2_permission_grants_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "clientId", CAST(NULL AS VARCHAR) AS "consentType", CAST(NULL AS VARCHAR) AS "principalId", CAST(NULL AS VARCHAR) AS "resourceId", CAST(NULL AS VARCHAR) AS "scope", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/oauth2_permission_grants/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "oauth2_permission_grants"
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
CREATE OR REPLACE VIEW "conditional_access_policies" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("applications" STRUCT("applicationFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR), "excludeApplications" VARCHAR[], "includeApplications" VARCHAR[], "includeAuthenticationContextClassReferences" VARCHAR[], "includeUserActions" VARCHAR[]), "authenticationFlows" STRUCT("transferMethods" VARCHAR), "clientApplications" STRUCT("excludeServicePrincipals" VARCHAR[], "includeServicePrincipals" VARCHAR[], "servicePrincipalFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "clientAppTypes" VARCHAR[], "devices" STRUCT("deviceFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "insiderRiskLevels" VARCHAR, "locations" STRUCT("excludeLocations" VARCHAR[], "includeLocations" VARCHAR[]), "platforms" STRUCT("excludePlatforms" VARCHAR[], "includePlatforms" VARCHAR[]), "servicePrincipalRiskLevels" VARCHAR[], "signInRiskLevels" VARCHAR[], "userRiskLevels" VARCHAR[], "users" STRUCT("excludeGroups" VARCHAR[], "excludeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "excludeRoles" VARCHAR[], "excludeUsers" VARCHAR[], "includeGroups" VARCHAR[], "includeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "includeRoles" VARCHAR[], "includeUsers" VARCHAR[]))) AS "conditions", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("id" VARCHAR), "builtInControls" VARCHAR[], "customAuthenticationFactors" VARCHAR[], "operator" VARCHAR, "termsOfUse" VARCHAR[])) AS "grantControls", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS STRUCT("applicationEnforcedRestrictions" STRUCT("isEnabled" BOOLEAN), "cloudAppSecurity" STRUCT("cloudAppSecurityType" VARCHAR, "isEnabled" BOOLEAN), "disableResilienceDefaults" BOOLEAN, "persistentBrowser" STRUCT("isEnabled" BOOLEAN, "mode" VARCHAR), "secureSignInSession" STRUCT("isEnabled" BOOLEAN), "signInFrequency" STRUCT("authenticationType" VARCHAR, "frequencyInterval" VARCHAR, "isEnabled" BOOLEAN, "type" VARCHAR, "value" INTEGER))) AS "sessionControls", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/conditional_access_policies/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_conditional_access_policies" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("applications" STRUCT("applicationFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR), "excludeApplications" VARCHAR[], "includeApplications" VARCHAR[], "includeAuthenticationContextClassReferences" VARCHAR[], "includeUserActions" VARCHAR[]), "authenticationFlows" STRUCT("transferMethods" VARCHAR), "clientApplications" STRUCT("excludeServicePrincipals" VARCHAR[], "includeServicePrincipals" VARCHAR[], "servicePrincipalFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "clientAppTypes" VARCHAR[], "devices" STRUCT("deviceFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "insiderRiskLevels" VARCHAR, "locations" STRUCT("excludeLocations" VARCHAR[], "includeLocations" VARCHAR[]), "platforms" STRUCT("excludePlatforms" VARCHAR[], "includePlatforms" VARCHAR[]), "servicePrincipalRiskLevels" VARCHAR[], "signInRiskLevels" VARCHAR[], "userRiskLevels" VARCHAR[], "users" STRUCT("excludeGroups" VARCHAR[], "excludeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "excludeRoles" VARCHAR[], "excludeUsers" VARCHAR[], "includeGroups" VARCHAR[], "includeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "includeRoles" VARCHAR[], "includeUsers" VARCHAR[]))) AS "conditions", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("id" VARCHAR), "builtInControls" VARCHAR[], "customAuthenticationFactors" VARCHAR[], "operator" VARCHAR, "termsOfUse" VARCHAR[])) AS "grantControls", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS STRUCT("applicationEnforcedRestrictions" STRUCT("isEnabled" BOOLEAN), "cloudAppSecurity" STRUCT("cloudAppSecurityType" VARCHAR, "isEnabled" BOOLEAN), "disableResilienceDefaults" BOOLEAN, "persistentBrowser" STRUCT("isEnabled" BOOLEAN, "mode" VARCHAR), "secureSignInSession" STRUCT("isEnabled" BOOLEAN), "signInFrequency" STRUCT("authenticationType" VARCHAR, "frequencyInterval" VARCHAR, "isEnabled" BOOLEAN, "type" VARCHAR, "value" INTEGER))) AS "sessionControls", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/conditional_access_policies/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "conditional_access_policies_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("applications" STRUCT("applicationFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR), "excludeApplications" VARCHAR[], "includeApplications" VARCHAR[], "includeAuthenticationContextClassReferences" VARCHAR[], "includeUserActions" VARCHAR[]), "authenticationFlows" STRUCT("transferMethods" VARCHAR), "clientApplications" STRUCT("excludeServicePrincipals" VARCHAR[], "includeServicePrincipals" VARCHAR[], "servicePrincipalFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "clientAppTypes" VARCHAR[], "devices" STRUCT("deviceFilter" STRUCT("mode" VARCHAR, "rule" VARCHAR)), "insiderRiskLevels" VARCHAR, "locations" STRUCT("excludeLocations" VARCHAR[], "includeLocations" VARCHAR[]), "platforms" STRUCT("excludePlatforms" VARCHAR[], "includePlatforms" VARCHAR[]), "servicePrincipalRiskLevels" VARCHAR[], "signInRiskLevels" VARCHAR[], "userRiskLevels" VARCHAR[], "users" STRUCT("excludeGroups" VARCHAR[], "excludeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "excludeRoles" VARCHAR[], "excludeUsers" VARCHAR[], "includeGroups" VARCHAR[], "includeGuestsOrExternalUsers" STRUCT("externalTenants" VARCHAR, "guestOrExternalUserTypes" VARCHAR), "includeRoles" VARCHAR[], "includeUsers" VARCHAR[]))) AS "conditions", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS STRUCT("authenticationStrength" STRUCT("id" VARCHAR), "builtInControls" VARCHAR[], "customAuthenticationFactors" VARCHAR[], "operator" VARCHAR, "termsOfUse" VARCHAR[])) AS "grantControls", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS STRUCT("applicationEnforcedRestrictions" STRUCT("isEnabled" BOOLEAN), "cloudAppSecurity" STRUCT("cloudAppSecurityType" VARCHAR, "isEnabled" BOOLEAN), "disableResilienceDefaults" BOOLEAN, "persistentBrowser" STRUCT("isEnabled" BOOLEAN, "mode" VARCHAR), "secureSignInSession" STRUCT("isEnabled" BOOLEAN), "signInFrequency" STRUCT("authenticationType" VARCHAR, "frequencyInterval" VARCHAR, "isEnabled" BOOLEAN, "type" VARCHAR, "value" INTEGER))) AS "sessionControls", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "templateId", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/conditional_access_policies/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "conditional_access_policies"
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
CREATE OR REPLACE VIEW "named_locations" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR[]) AS "countriesAndRegions", CAST(NULL AS VARCHAR) AS "countryLookupMethod", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "includeUnknownCountriesAndRegions", CAST(NULL AS VARCHAR[]) AS "ipRanges", CAST(NULL AS BOOLEAN) AS "isTrusted", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/named_locations/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_named_locations" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR[]) AS "countriesAndRegions", CAST(NULL AS VARCHAR) AS "countryLookupMethod", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "includeUnknownCountriesAndRegions", CAST(NULL AS VARCHAR[]) AS "ipRanges", CAST(NULL AS BOOLEAN) AS "isTrusted", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/named_locations/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "named_locations_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "_odata_type", CAST(NULL AS VARCHAR[]) AS "countriesAndRegions", CAST(NULL AS VARCHAR) AS "countryLookupMethod", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS BOOLEAN) AS "includeUnknownCountriesAndRegions", CAST(NULL AS VARCHAR[]) AS "ipRanges", CAST(NULL AS BOOLEAN) AS "isTrusted", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "modifiedDateTime", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/named_locations/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "named_locations"
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
CREATE OR REPLACE VIEW "domains" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "authenticationType", CAST(NULL AS VARCHAR) AS "availabilityStatus", CAST(NULL AS BOOLEAN) AS "isAdminManaged", CAST(NULL AS BOOLEAN) AS "isDefault", CAST(NULL AS BOOLEAN) AS "isInitial", CAST(NULL AS BOOLEAN) AS "isRoot", CAST(NULL AS BOOLEAN) AS "isVerified", CAST(NULL AS VARCHAR) AS "manufacturer", CAST(NULL AS VARCHAR) AS "model", CAST(NULL AS INTEGER) AS "passwordNotificationWindowInDays", CAST(NULL AS INTEGER) AS "passwordValidityPeriodInDays", CAST(NULL AS STRUCT("lastActionDateTime" TIMESTAMP WITH TIME ZONE, "operation" VARCHAR, "status" VARCHAR)) AS "state", CAST(NULL AS VARCHAR[]) AS "supportedServices", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/domains/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_domains" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "authenticationType", CAST(NULL AS VARCHAR) AS "availabilityStatus", CAST(NULL AS BOOLEAN) AS "isAdminManaged", CAST(NULL AS BOOLEAN) AS "isDefault", CAST(NULL AS BOOLEAN) AS "isInitial", CAST(NULL AS BOOLEAN) AS "isRoot", CAST(NULL AS BOOLEAN) AS "isVerified", CAST(NULL AS VARCHAR) AS "manufacturer", CAST(NULL AS VARCHAR) AS "model", CAST(NULL AS INTEGER) AS "passwordNotificationWindowInDays", CAST(NULL AS INTEGER) AS "passwordValidityPeriodInDays", CAST(NULL AS STRUCT("lastActionDateTime" TIMESTAMP WITH TIME ZONE, "operation" VARCHAR, "status" VARCHAR)) AS "state", CAST(NULL AS VARCHAR[]) AS "supportedServices", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/domains/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "domains_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "authenticationType", CAST(NULL AS VARCHAR) AS "availabilityStatus", CAST(NULL AS BOOLEAN) AS "isAdminManaged", CAST(NULL AS BOOLEAN) AS "isDefault", CAST(NULL AS BOOLEAN) AS "isInitial", CAST(NULL AS BOOLEAN) AS "isRoot", CAST(NULL AS BOOLEAN) AS "isVerified", CAST(NULL AS VARCHAR) AS "manufacturer", CAST(NULL AS VARCHAR) AS "model", CAST(NULL AS INTEGER) AS "passwordNotificationWindowInDays", CAST(NULL AS INTEGER) AS "passwordValidityPeriodInDays", CAST(NULL AS STRUCT("lastActionDateTime" TIMESTAMP WITH TIME ZONE, "operation" VARCHAR, "status" VARCHAR)) AS "state", CAST(NULL AS VARCHAR[]) AS "supportedServices", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/domains/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "domains"
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
CREATE OR REPLACE VIEW "subscribed_skus" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accountId", CAST(NULL AS VARCHAR) AS "accountName", CAST(NULL AS VARCHAR) AS "appliesTo", CAST(NULL AS VARCHAR) AS "capabilityStatus", CAST(NULL AS INTEGER) AS "consumedUnits", CAST(NULL AS STRUCT("enabled" INTEGER, "lockedOut" INTEGER, "suspended" INTEGER, "warning" INTEGER)) AS "prepaidUnits", CAST(NULL AS STRUCT("appliesTo" VARCHAR, "provisioningStatus" VARCHAR, "servicePlanId" VARCHAR, "servicePlanName" VARCHAR)[]) AS "servicePlans", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR) AS "skuPartNumber", CAST(NULL AS VARCHAR[]) AS "subscriptionIds", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/subscribed_skus/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "devices" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "approximateLastSignInDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "complianceExpirationDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "deviceCategory", CAST(NULL AS VARCHAR) AS "deviceId", CAST(NULL AS VARCHAR) AS "deviceMetadata", CAST(NULL AS VARCHAR) AS "deviceOwnership", CAST(NULL AS INTEGER) AS "deviceVersion", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "enrollmentProfileName", CAST(NULL AS VARCHAR) AS "enrollmentType", CAST(NULL AS BOOLEAN) AS "isCompliant", CAST(NULL AS BOOLEAN) AS "isManaged", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isRooted", CAST(NULL AS VARCHAR) AS "managementType", CAST(NULL AS VARCHAR) AS "manufacturer", CAST(NULL AS VARCHAR) AS "mdmAppId", CAST(NULL AS VARCHAR) AS "model", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "operatingSystem", CAST(NULL AS VARCHAR) AS "operatingSystemVersion", CAST(NULL AS VARCHAR[]) AS "physicalIds", CAST(NULL AS VARCHAR) AS "profileType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "registrationDateTime", CAST(NULL AS VARCHAR[]) AS "systemLabels", CAST(NULL AS VARCHAR) AS "trustType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/devices/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "changes_devices" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "approximateLastSignInDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "complianceExpirationDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "deviceCategory", CAST(NULL AS VARCHAR) AS "deviceId", CAST(NULL AS VARCHAR) AS "deviceMetadata", CAST(NULL AS VARCHAR) AS "deviceOwnership", CAST(NULL AS INTEGER) AS "deviceVersion", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "enrollmentProfileName", CAST(NULL AS VARCHAR) AS "enrollmentType", CAST(NULL AS BOOLEAN) AS "isCompliant", CAST(NULL AS BOOLEAN) AS "isManaged", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isRooted", CAST(NULL AS VARCHAR) AS "managementType", CAST(NULL AS VARCHAR) AS "manufacturer", CAST(NULL AS VARCHAR) AS "mdmAppId", CAST(NULL AS VARCHAR) AS "model", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "operatingSystem", CAST(NULL AS VARCHAR) AS "operatingSystemVersion", CAST(NULL AS VARCHAR[]) AS "physicalIds", CAST(NULL AS VARCHAR) AS "profileType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "registrationDateTime", CAST(NULL AS VARCHAR[]) AS "systemLabels", CAST(NULL AS VARCHAR) AS "trustType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/changes/devices/*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});
CREATE OR REPLACE VIEW "devices_history" AS WITH recorded AS (SELECT * EXCLUDE (_run_id) FROM (SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "approximateLastSignInDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "complianceExpirationDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "deviceCategory", CAST(NULL AS VARCHAR) AS "deviceId", CAST(NULL AS VARCHAR) AS "deviceMetadata", CAST(NULL AS VARCHAR) AS "deviceOwnership", CAST(NULL AS INTEGER) AS "deviceVersion", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "enrollmentProfileName", CAST(NULL AS VARCHAR) AS "enrollmentType", CAST(NULL AS BOOLEAN) AS "isCompliant", CAST(NULL AS BOOLEAN) AS "isManaged", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isRooted", CAST(NULL AS VARCHAR) AS "managementType", CAST(NULL AS VARCHAR) AS "manufacturer", CAST(NULL AS VARCHAR) AS "mdmAppId", CAST(NULL AS VARCHAR) AS "model", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "operatingSystem", CAST(NULL AS VARCHAR) AS "operatingSystemVersion", CAST(NULL AS VARCHAR[]) AS "physicalIds", CAST(NULL AS VARCHAR) AS "profileType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "registrationDateTime", CAST(NULL AS VARCHAR[]) AS "systemLabels", CAST(NULL AS VARCHAR) AS "trustType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS VARCHAR) AS "_op", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS VARCHAR) AS "_run_id", CAST(NULL AS BIGINT) AS "_number" WHERE false UNION ALL BY NAME
    SELECT * EXCLUDE ("filename"), TRY_CAST(regexp_extract("filename", '([0-9]+)[.]parquet$', 1) AS BIGINT) AS _number FROM read_parquet(['entra-lake/changes/devices/*/*.parquet'], union_by_name = true, hive_partitioning = false, filename = true))),
    events AS (
      SELECT * FROM recorded
      UNION ALL BY NAME SELECT *, 'now' AS _op, 9223372036854775807 AS _number FROM "devices"
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
CREATE OR REPLACE VIEW "deleted_users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/deleted_users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "deleted_groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/deleted_groups/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "deleted_applications" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS STRUCT("acceptMappedClaims" BOOLEAN, "knownClientApplications" VARCHAR[], "oauth2PermissionScopes" STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[], "preAuthorizedApplications" STRUCT("appId" VARCHAR, "delegatedPermissionIds" VARCHAR[])[], "requestedAccessTokenVersion" INTEGER)) AS "api", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS STRUCT("blockAzureADGraphAccess" BOOLEAN, "removeUnverifiedEmailClaim" BOOLEAN, "requireClientServicePrincipal" BOOLEAN)) AS "authenticationBehaviors", CAST(NULL AS STRUCT("certificationDetailsUrl" VARCHAR, "certificationExpirationDateTime" TIMESTAMP WITH TIME ZONE, "isCertifiedByMicrosoft" BOOLEAN, "isPublisherAttested" BOOLEAN, "lastCertificationDateTime" TIMESTAMP WITH TIME ZONE)) AS "certification", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "defaultRedirectUri", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "groupMembershipClaims", CAST(NULL AS VARCHAR[]) AS "identifierUris", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDeviceOnlyAuthSupported", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS BOOLEAN) AS "isFallbackPublicClient", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR[]) AS "managerApplications", CAST(NULL AS VARCHAR) AS "nativeAuthenticationApisEnabled", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS BOOLEAN) AS "oauth2RequirePostResponse", CAST(NULL AS STRUCT("accessToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "idToken" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[], "saml2Token" STRUCT("additionalProperties" VARCHAR[], "essential" BOOLEAN, "name" VARCHAR, "source" VARCHAR)[])) AS "optionalClaims", CAST(NULL AS STRUCT("countriesBlockedForMinors" VARCHAR[], "legalAgeGroupRule" VARCHAR)) AS "parentalControlSettings", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "publicClient", CAST(NULL AS VARCHAR) AS "publisherDomain", CAST(NULL AS STRUCT("allowedWeakAlgorithms" VARCHAR, "isSignedRequestRequired" BOOLEAN)) AS "requestSignatureVerification", CAST(NULL AS STRUCT("resourceAccess" STRUCT("id" VARCHAR, "type" VARCHAR)[], "resourceAppId" VARCHAR)[]) AS "requiredResourceAccess", CAST(NULL AS VARCHAR) AS "samlMetadataUrl", CAST(NULL AS VARCHAR) AS "serviceManagementReference", CAST(NULL AS STRUCT("allProperties" BOOLEAN, "credentialsWithUsageSign" BOOLEAN, "credentialsWithUsageVerify" BOOLEAN, "isEnabled" BOOLEAN, "tokenEncryptionKeyId" BOOLEAN)) AS "servicePrincipalLockConfiguration", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS STRUCT("redirectUris" VARCHAR[])) AS "spa", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS STRUCT("homePageUrl" VARCHAR, "implicitGrantSettings" STRUCT("enableAccessTokenIssuance" BOOLEAN, "enableIdTokenIssuance" BOOLEAN), "logoutUrl" VARCHAR, "redirectUris" VARCHAR[], "redirectUriSettings" STRUCT("index" INTEGER, "uri" VARCHAR)[])) AS "web", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/deleted_applications/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "deleted_service_principals" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS STRUCT("id" VARCHAR, "properties" STRUCT("key" VARCHAR, "value" VARCHAR)[], "type" VARCHAR)[]) AS "addIns", CAST(NULL AS VARCHAR[]) AS "alternativeNames", CAST(NULL AS VARCHAR) AS "appDescription", CAST(NULL AS VARCHAR) AS "appDisplayName", CAST(NULL AS VARCHAR) AS "appId", CAST(NULL AS VARCHAR) AS "applicationTemplateId", CAST(NULL AS VARCHAR) AS "appOwnerOrganizationId", CAST(NULL AS BOOLEAN) AS "appRoleAssignmentRequired", CAST(NULL AS STRUCT("allowedMemberTypes" VARCHAR[], "description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "value" VARCHAR)[]) AS "appRoles", CAST(NULL AS VARCHAR) AS "createdByAppId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "disabledByMicrosoftStatus", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS VARCHAR) AS "homepage", CAST(NULL AS STRUCT("logoUrl" VARCHAR, "marketingUrl" VARCHAR, "privacyStatementUrl" VARCHAR, "supportUrl" VARCHAR, "termsOfServiceUrl" VARCHAR)) AS "info", CAST(NULL AS BOOLEAN) AS "isDisabled", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE, "type" VARCHAR, "usage" VARCHAR)[]) AS "keyCredentials", CAST(NULL AS VARCHAR) AS "loginUrl", CAST(NULL AS VARCHAR) AS "logoutUrl", CAST(NULL AS VARCHAR) AS "notes", CAST(NULL AS VARCHAR[]) AS "notificationEmailAddresses", CAST(NULL AS STRUCT("adminConsentDescription" VARCHAR, "adminConsentDisplayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "origin" VARCHAR, "type" VARCHAR, "userConsentDescription" VARCHAR, "userConsentDisplayName" VARCHAR, "value" VARCHAR)[]) AS "oauth2PermissionScopes", CAST(NULL AS STRUCT("customKeyIdentifier" VARCHAR, "displayName" VARCHAR, "endDateTime" TIMESTAMP WITH TIME ZONE, "hint" VARCHAR, "keyId" VARCHAR, "startDateTime" TIMESTAMP WITH TIME ZONE)[]) AS "passwordCredentials", CAST(NULL AS VARCHAR) AS "preferredSingleSignOnMode", CAST(NULL AS VARCHAR) AS "preferredTokenSigningKeyThumbprint", CAST(NULL AS VARCHAR[]) AS "replyUrls", CAST(NULL AS STRUCT("description" VARCHAR, "displayName" VARCHAR, "id" VARCHAR, "isEnabled" BOOLEAN, "value" VARCHAR)[]) AS "resourceSpecificApplicationPermissions", CAST(NULL AS STRUCT("relayState" VARCHAR)) AS "samlSingleSignOnSettings", CAST(NULL AS VARCHAR[]) AS "servicePrincipalNames", CAST(NULL AS VARCHAR) AS "servicePrincipalType", CAST(NULL AS VARCHAR) AS "signInAudience", CAST(NULL AS VARCHAR[]) AS "tags", CAST(NULL AS VARCHAR) AS "tokenEncryptionKeyId", CAST(NULL AS STRUCT("addedDateTime" TIMESTAMP WITH TIME ZONE, "displayName" VARCHAR, "verifiedPublisherId" VARCHAR)) AS "verifiedPublisher", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/deleted_service_principals/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "directory_audits" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "activityDateTime", CAST(NULL AS VARCHAR) AS "activityDisplayName", CAST(NULL AS STRUCT("key" VARCHAR, "value" VARCHAR)[]) AS "additionalDetails", CAST(NULL AS VARCHAR) AS "category", CAST(NULL AS VARCHAR) AS "correlationId", CAST(NULL AS STRUCT("app" STRUCT("appId" VARCHAR, "displayName" VARCHAR, "servicePrincipalId" VARCHAR, "servicePrincipalName" VARCHAR), "user" STRUCT("displayName" VARCHAR, "homeTenantId" VARCHAR, "homeTenantName" VARCHAR, "id" VARCHAR, "ipAddress" VARCHAR, "userPrincipalName" VARCHAR, "userType" VARCHAR))) AS "initiatedBy", CAST(NULL AS VARCHAR) AS "loggedByService", CAST(NULL AS VARCHAR) AS "operationType", CAST(NULL AS VARCHAR) AS "result", CAST(NULL AS VARCHAR) AS "resultReason", CAST(NULL AS STRUCT("displayName" VARCHAR, "groupType" VARCHAR, "id" VARCHAR, "modifiedProperties" STRUCT("displayName" VARCHAR, "newValue" VARCHAR, "oldValue" VARCHAR)[], "type" VARCHAR, "userPrincipalName" VARCHAR)[]) AS "targetResources", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at", CAST(NULL AS DATE) AS "date" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/directory_audits/date=*/*.parquet'], union_by_name = true, hive_partitioning = true, hive_types = {'date': DATE});

SET VARIABLE as_of = now();
SET VARIABLE "after" = getvariable('as_of') - INTERVAL 86400 SECOND;
SET VARIABLE "until" = CAST(NULL AS TIMESTAMPTZ);

-- report: What changed
-- summary: What changed in the tenant between two times, a plain sentence for each change, and who did it as far as audits tell
-- parameter: after time 1d | Changes after this time
-- parameter: until time - | Changes up to this time; absent: up to the report's time
-- needs: users
-- uses: groups, group_members, group_owners, role_assignments, role_eligibility_schedule_instances, role_definitions, applications,
--   application_credentials, service_principals, service_principal_credentials, service_principal_app_role_assignments,
--   oauth2_permission_grants, conditional_access_policies, named_locations, domains, user_licenses, subscribed_skus, devices,
--   deleted_users, deleted_groups, deleted_applications, deleted_service_principals, directory_audits
-- read: A change is seen when a run reads it, and seenDateTime is the time of that run: it happened at some time between the run before and this one, and
--   auditedDateTime, where an audit fits, is when. What was done and undone between two runs is not seen. `changed` names the columns that
--   differ from the row's image before; it is empty for the first recorded update of a row, whose image before nobody kept.
-- caveat: An audit fits when it succeeded, names the same objects and kind of change, and lies between the run before (less an hour, for Graph may be late)
--   and this run; of several the last is named. It is very likely the cause, but Graph links audits and changes by nothing else.
-- caveat: The first load of a table is no change, and runs with --no-changes record nothing.
-- caveat: A member who is deleted leaves groups and roles in the lake when Graph says so, which may be a run later or when the account is gone for good.
-- caveat: Only the tables of this report are looked at, and of these only those that the lake has.

-- A lake without a table has no changes of it either.
CREATE VIEW IF NOT EXISTS changes_groups AS
SELECT id, displayName, createdDateTime, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM groups
WHERE false;

CREATE VIEW IF NOT EXISTS changes_group_members AS
SELECT groupId, id, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM group_members
WHERE false;

CREATE VIEW IF NOT EXISTS changes_group_owners AS
SELECT groupId, id, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM group_owners
WHERE false;

CREATE VIEW IF NOT EXISTS changes_role_assignments AS
SELECT id, principalId, roleDefinitionId, directoryScopeId, appScopeId, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM role_assignments
WHERE false;

CREATE VIEW IF NOT EXISTS changes_role_eligibility_schedule_instances AS
SELECT id, principalId, roleDefinitionId, directoryScopeId, appScopeId, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM role_eligibility_schedule_instances
WHERE false;

CREATE VIEW IF NOT EXISTS changes_applications AS
SELECT id, displayName, createdDateTime, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM applications
WHERE false;

CREATE VIEW IF NOT EXISTS changes_application_credentials AS
SELECT applicationId, credentialType, keyId, displayName, hint, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM application_credentials
WHERE false;

CREATE VIEW IF NOT EXISTS changes_service_principals AS
SELECT id, displayName, servicePrincipalType, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM service_principals
WHERE false;

CREATE VIEW IF NOT EXISTS changes_service_principal_credentials AS
SELECT servicePrincipalId, credentialType, keyId, displayName, hint, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM service_principal_credentials
WHERE false;

CREATE VIEW IF NOT EXISTS changes_service_principal_app_role_assignments AS
SELECT id, principalId, principalDisplayName, resourceId, resourceDisplayName, appRoleId, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM service_principal_app_role_assignments
WHERE false;

CREATE VIEW IF NOT EXISTS changes_oauth2_permission_grants AS
SELECT id, clientId, principalId, consentType, resourceId, scope, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM oauth2_permission_grants
WHERE false;

CREATE VIEW IF NOT EXISTS changes_conditional_access_policies AS
SELECT id, displayName, state, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM conditional_access_policies
WHERE false;

CREATE VIEW IF NOT EXISTS changes_named_locations AS
SELECT id, displayName, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM named_locations
WHERE false;

CREATE VIEW IF NOT EXISTS changes_domains AS
SELECT id, authenticationType, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM domains
WHERE false;

CREATE VIEW IF NOT EXISTS changes_user_licenses AS
SELECT userId, skuId, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM user_licenses
WHERE false;

CREATE VIEW IF NOT EXISTS changes_devices AS
SELECT id, displayName, operatingSystem, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM devices
WHERE false;

CREATE TEMP MACRO up_to() AS coalesce(getvariable('until'), getvariable('as_of'));

-- The changes between the times: whose they are, up to two others they concern, and a detail for the sentence.
CREATE TEMP TABLE changes AS
WITH found AS (
  SELECT
    'users' AS tableName, _op AS kind, _changed_at AS seenDateTime, id AS rowKey,
    id AS objectId, CAST(NULL AS VARCHAR) AS otherId, CAST(NULL AS VARCHAR) AS thirdId,
    coalesce(displayName, userPrincipalName) AS name, userType AS detail, createdDateTime AS createdDateTime
  FROM changes_users
  UNION ALL
  SELECT
    'groups', _op, _changed_at, id,
    id, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
    displayName, CAST(NULL AS VARCHAR), createdDateTime
  FROM changes_groups
  UNION ALL
  SELECT
    'group_members', _op, _changed_at, groupId || ' ' || id,
    id, groupId, CAST(NULL AS VARCHAR),
    CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS TIMESTAMPTZ)
  FROM changes_group_members
  UNION ALL
  SELECT
    'group_owners', _op, _changed_at, groupId || ' ' || id,
    id, groupId, CAST(NULL AS VARCHAR),
    CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS TIMESTAMPTZ)
  FROM changes_group_owners
  UNION ALL
  SELECT
    'role_assignments', _op, _changed_at, id,
    principalId, roleDefinitionId, CAST(NULL AS VARCHAR),
    CAST(NULL AS VARCHAR), coalesce(directoryScopeId, appScopeId), CAST(NULL AS TIMESTAMPTZ)
  FROM changes_role_assignments
  UNION ALL
  SELECT
    'role_eligibility_schedule_instances', _op, _changed_at, id,
    principalId, roleDefinitionId, CAST(NULL AS VARCHAR),
    CAST(NULL AS VARCHAR), coalesce(directoryScopeId, appScopeId), CAST(NULL AS TIMESTAMPTZ)
  FROM changes_role_eligibility_schedule_instances
  UNION ALL
  SELECT
    'applications', _op, _changed_at, id,
    id, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
    displayName, CAST(NULL AS VARCHAR), createdDateTime
  FROM changes_applications
  UNION ALL
  SELECT
    'application_credentials', _op, _changed_at, applicationId || ' ' || credentialType || ' ' || keyId,
    applicationId, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
    coalesce(displayName, hint, keyId), credentialType, CAST(NULL AS TIMESTAMPTZ)
  FROM changes_application_credentials
  UNION ALL
  SELECT
    'service_principals', _op, _changed_at, id,
    id, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
    displayName, servicePrincipalType, CAST(NULL AS TIMESTAMPTZ)
  FROM changes_service_principals
  UNION ALL
  SELECT
    'service_principal_credentials', _op, _changed_at, servicePrincipalId || ' ' || credentialType || ' ' || keyId,
    servicePrincipalId, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
    coalesce(displayName, hint, keyId), credentialType, CAST(NULL AS TIMESTAMPTZ)
  FROM changes_service_principal_credentials
  UNION ALL
  SELECT
    'service_principal_app_role_assignments', _op, _changed_at, id,
    principalId, CAST(NULL AS VARCHAR), resourceId,
    CAST(NULL AS VARCHAR), appRoleId, CAST(NULL AS TIMESTAMPTZ)
  FROM changes_service_principal_app_role_assignments
  UNION ALL
  SELECT
    'oauth2_permission_grants', _op, _changed_at, id,
    clientId, principalId, resourceId,
    CAST(NULL AS VARCHAR), scope, CAST(NULL AS TIMESTAMPTZ)
  FROM changes_oauth2_permission_grants
  UNION ALL
  SELECT
    'conditional_access_policies', _op, _changed_at, id,
    id, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
    displayName, state, CAST(NULL AS TIMESTAMPTZ)
  FROM changes_conditional_access_policies
  UNION ALL
  SELECT
    'named_locations', _op, _changed_at, id,
    id, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
    displayName, CAST(NULL AS VARCHAR), CAST(NULL AS TIMESTAMPTZ)
  FROM changes_named_locations
  UNION ALL
  SELECT
    'domains', _op, _changed_at, id,
    id, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
    id, authenticationType, CAST(NULL AS TIMESTAMPTZ)
  FROM changes_domains
  UNION ALL
  SELECT
    'user_licenses', _op, _changed_at, userId || ' ' || skuId,
    userId, skuId, CAST(NULL AS VARCHAR),
    CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS TIMESTAMPTZ)
  FROM changes_user_licenses
  UNION ALL
  SELECT
    'devices', _op, _changed_at, id,
    id, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
    displayName, operatingSystem, CAST(NULL AS TIMESTAMPTZ)
  FROM changes_devices
)
SELECT
  row_number() OVER (ORDER BY seenDateTime, tableName, rowKey) AS number,
  tableName, kind, seenDateTime, rowKey, objectId, otherId, thirdId, name, detail, createdDateTime
FROM found
WHERE seenDateTime > getvariable('after') AND seenDateTime <= up_to();

-- What columns an update changed: its image against the one before, where an earlier change kept it.
CREATE TEMP TABLE differences AS
WITH images AS (
  SELECT 'users' AS tableName, c.id AS rowKey, c._op AS kind, c._changed_at AS seenDateTime, to_json(c) AS image
  FROM changes_users c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'users' AND kind = 'update') AND c._changed_at <= up_to()
  UNION ALL
  SELECT 'groups', c.id, c._op, c._changed_at, to_json(c)
  FROM changes_groups c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'groups' AND kind = 'update') AND c._changed_at <= up_to()
  UNION ALL
  SELECT 'applications', c.id, c._op, c._changed_at, to_json(c)
  FROM changes_applications c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'applications' AND kind = 'update') AND c._changed_at <= up_to()
  UNION ALL
  SELECT 'service_principals', c.id, c._op, c._changed_at, to_json(c)
  FROM changes_service_principals c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'service_principals' AND kind = 'update') AND c._changed_at <= up_to()
  UNION ALL
  SELECT 'oauth2_permission_grants', c.id, c._op, c._changed_at, to_json(c)
  FROM changes_oauth2_permission_grants c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'oauth2_permission_grants' AND kind = 'update') AND c._changed_at <= up_to()
  UNION ALL
  SELECT 'conditional_access_policies', c.id, c._op, c._changed_at, to_json(c)
  FROM changes_conditional_access_policies c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'conditional_access_policies' AND kind = 'update') AND c._changed_at <= up_to()
  UNION ALL
  SELECT 'named_locations', c.id, c._op, c._changed_at, to_json(c)
  FROM changes_named_locations c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'named_locations' AND kind = 'update') AND c._changed_at <= up_to()
  UNION ALL
  SELECT 'domains', c.id, c._op, c._changed_at, to_json(c)
  FROM changes_domains c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'domains' AND kind = 'update') AND c._changed_at <= up_to()
  UNION ALL
  SELECT 'devices', c.id, c._op, c._changed_at, to_json(c)
  FROM changes_devices c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'devices' AND kind = 'update') AND c._changed_at <= up_to()
),
pairs AS (
  SELECT
    tableName, rowKey, kind, seenDateTime, image,
    lag(image) OVER (PARTITION BY tableName, rowKey ORDER BY seenDateTime) AS before
  FROM images
)
SELECT
  tableName,
  rowKey,
  seenDateTime,
  list_sort(
    list_filter(
      json_keys(image),
      lambda name: name NOT IN ('_op', '_run_id', '_changed_at', '_tenant_id', 'date')
        AND json_extract(image, '$.' || name) IS DISTINCT FROM json_extract(before, '$.' || name)
    )
  ) AS changed,
  json_extract_string(before, '$.state') AS stateBefore,
  json_extract_string(before, '$.scope') AS scopeBefore,
  CAST(json_extract(image, '$.accountEnabled') AS BOOLEAN) AS accountEnabled
FROM pairs
WHERE kind = 'update' AND before IS NOT NULL AND seenDateTime > getvariable('after');

-- Names of all that is concerned: as it is now, else as it was deleted, else as a change kept it.
CREATE TEMP TABLE names AS
WITH wanted AS (
  SELECT objectId AS id FROM changes
  UNION
  SELECT otherId FROM changes
  UNION
  SELECT thirdId FROM changes
),
found AS (
  SELECT id, coalesce(displayName, userPrincipalName) AS name, 1 AS place FROM users WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 1 FROM groups WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 1 FROM devices WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 1 FROM applications WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 1 FROM service_principals WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 1 FROM role_definitions
  UNION ALL
  SELECT skuId, skuPartNumber, 1 FROM subscribed_skus
  UNION ALL
  SELECT id, coalesce(displayName, userPrincipalName), 2 FROM deleted_users WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 2 FROM deleted_groups WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 2 FROM deleted_applications WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 2 FROM deleted_service_principals WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, coalesce(displayName, userPrincipalName), 3 FROM changes_users WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 3 FROM changes_groups WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 3 FROM changes_devices WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 3 FROM changes_applications WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 3 FROM changes_service_principals WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT principalId, principalDisplayName, 4 FROM changes_service_principal_app_role_assignments
  UNION ALL
  SELECT resourceId, resourceDisplayName, 4 FROM changes_service_principal_app_role_assignments
)
SELECT id, name
FROM found
WHERE name IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY id ORDER BY place, name) = 1;

CREATE TEMP TABLE permission_names AS
WITH roles AS (SELECT id AS resourceId, unnest(appRoles) AS role FROM service_principals)
SELECT resourceId, role.id AS appRoleId, any_value(role.value ORDER BY role.value) AS permission
FROM roles
GROUP BY resourceId, role.id;

-- The time of the run before each run that changed something, as far as rows still tell.
CREATE TEMP TABLE windows AS
WITH runs AS (
  SELECT _changed_at AS ranAt FROM users
  UNION
  SELECT _changed_at FROM changes_users
  UNION
  SELECT _changed_at FROM changes_group_members
  UNION
  SELECT seenDateTime FROM changes
),
steps AS (SELECT ranAt, lag(ranAt) OVER (ORDER BY ranAt) AS ranBefore FROM runs WHERE ranAt <= up_to())
SELECT ranAt AS seenDateTime, coalesce(ranBefore - to_hours(1), ranAt - to_days(1)) AS since
FROM steps
WHERE ranAt > getvariable('after');

-- Which activity tells of which change.
CREATE TEMP TABLE activities AS
SELECT tableName, kind, pattern
FROM (
  VALUES
    ('users', 'insert', '^(Add user|Invite external user|Restore user)'),
    ('users', 'update', '^(Update|Change|Reset|Set|Enable|Disable) '),
    ('users', 'delete', '^(Delete|Hard delete) user'),
    ('groups', 'insert', '^(Add|Create|Restore) group'),
    ('groups', 'update', '^(Update|Change|Set) group'),
    ('groups', 'delete', '^(Delete|Hard delete) group'),
    ('group_members', 'insert', '^Add member to group'),
    ('group_members', 'delete', '^Remove member from group'),
    ('group_owners', 'insert', '^Add owner to group'),
    ('group_owners', 'delete', '^Remove owner from group'),
    ('role_assignments', 'insert', '^Add (scoped )?member to role'),
    ('role_assignments', 'delete', '^Remove (scoped )?member from role'),
    ('role_eligibility_schedule_instances', 'insert', '^Add eligible member to role'),
    ('role_eligibility_schedule_instances', 'delete', '^Remove eligible member from role'),
    ('applications', 'insert', '^(Add|Restore) application'),
    ('applications', 'update', '^Update application'),
    ('applications', 'delete', '^(Delete|Hard delete) application'),
    ('application_credentials', 'insert', 'Certificates and secrets management'),
    ('application_credentials', 'update', 'Certificates and secrets management'),
    ('application_credentials', 'delete', 'Certificates and secrets management'),
    ('service_principals', 'insert', '^(Add|Restore) service principal$'),
    ('service_principals', 'update', '^(Update|Enable|Disable) (service principal|account)'),
    ('service_principals', 'delete', '^(Remove|Delete|Hard delete) service principal$'),
    ('service_principal_credentials', 'insert', '^Add service principal credentials'),
    ('service_principal_credentials', 'delete', '^Remove service principal credentials'),
    ('service_principal_app_role_assignments', 'insert', '^Add app role assignment'),
    ('service_principal_app_role_assignments', 'delete', '^Remove app role assignment'),
    ('oauth2_permission_grants', 'insert', '^(Consent to application|Add delegated permission grant)'),
    ('oauth2_permission_grants', 'update', '^(Consent to application|(Add|Update) delegated permission grant)'),
    ('oauth2_permission_grants', 'delete', '^(Remove delegated permission grant|Revoke consent)'),
    ('conditional_access_policies', 'insert', '^(Add|Create) conditional access policy'),
    ('conditional_access_policies', 'update', '^Update conditional access policy'),
    ('conditional_access_policies', 'delete', '^Delete conditional access policy'),
    ('named_locations', 'insert', '^(Add|Create) named location'),
    ('named_locations', 'update', '^Update named location'),
    ('named_locations', 'delete', '^Delete named location'),
    ('domains', 'insert', '^Add .*domain'),
    ('domains', 'update', '^(Set|Update|Verify) .*(domain|federation)'),
    ('domains', 'delete', '^(Remove|Delete) .*domain'),
    ('user_licenses', 'insert', '^Change user license'),
    ('user_licenses', 'update', '^Change user license'),
    ('user_licenses', 'delete', '^Change user license'),
    ('devices', 'insert', '^(Add|Register) device'),
    ('devices', 'update', '^(Update|Enable|Disable) device'),
    ('devices', 'delete', '^(Delete|Unregister) device')
) AS listed(tableName, kind, pattern);

CREATE TEMP TABLE causes AS
WITH events AS (
  SELECT
    id, activityDateTime, activityDisplayName,
    coalesce(
      initiatedBy.user.userPrincipalName, initiatedBy.user.displayName,
      initiatedBy.app.displayName, initiatedBy.app.servicePrincipalName
    ) AS initiator,
    CAST(to_json(targetResources) AS VARCHAR) AS targets,
    unnest(targetResources) AS target
  FROM directory_audits
  WHERE result = 'success'
    AND activityDateTime >= (SELECT min(since) FROM windows)
    AND activityDateTime <= up_to()
),
concerned AS (
  SELECT number, objectId AS id FROM changes
  UNION
  SELECT number, otherId FROM changes WHERE otherId IS NOT NULL
  UNION
  SELECT number, thirdId FROM changes WHERE thirdId IS NOT NULL
)
SELECT c.number, e.activityDateTime, e.activityDisplayName, e.initiator
FROM changes c
JOIN concerned n ON n.number = c.number
JOIN events e ON e.target.id = n.id
JOIN windows w ON w.seenDateTime = c.seenDateTime
JOIN activities a ON a.tableName = c.tableName AND a.kind = c.kind
WHERE e.activityDateTime > w.since
  AND e.activityDateTime <= c.seenDateTime
  AND regexp_matches(e.activityDisplayName, a.pattern, 'i')
  AND contains(e.targets, c.objectId)
  AND (
    c.tableName NOT IN ('group_members', 'group_owners', 'role_assignments', 'role_eligibility_schedule_instances')
    OR contains(e.targets, c.otherId)
  )
QUALIFY row_number() OVER (PARTITION BY c.number ORDER BY e.activityDateTime DESC, e.id DESC) = 1;

CREATE TEMP TABLE told AS
WITH joined AS (
  SELECT
    c.number,
    c.tableName,
    c.kind,
    c.seenDateTime,
    c.objectId,
    coalesce(c.name, o.name, c.objectId) AS name,
    coalesce(o.name, c.objectId) AS objectName,
    coalesce(p.name, c.otherId) AS otherName,
    coalesce(t.name, c.thirdId) AS thirdName,
    c.otherId,
    c.detail,
    r.permission,
    d.changed,
    d.stateBefore,
    string_split(trim(d.scopeBefore), ' ') AS scopesBefore,
    string_split(trim(CASE WHEN c.tableName = 'oauth2_permission_grants' THEN c.detail END), ' ') AS scopes,
    -- An update whose columns are known; what switched an account on or off comes first.
    CASE
      WHEN list_contains(d.changed, 'accountEnabled') AND len(d.changed) = 1
        THEN CASE WHEN d.accountEnabled THEN ' was enabled' ELSE ' was disabled' END
      WHEN list_contains(d.changed, 'accountEnabled')
        THEN CASE WHEN d.accountEnabled THEN ' was enabled' ELSE ' was disabled' END || ' and updated'
      ELSE ' was updated'
    END AS updated,
    c.createdDateTime < w.since AS isBack
  FROM changes c
  JOIN windows w ON w.seenDateTime = c.seenDateTime
  LEFT JOIN names o ON o.id = c.objectId
  LEFT JOIN names p ON p.id = c.otherId
  LEFT JOIN names t ON t.id = c.thirdId
  LEFT JOIN permission_names r
    ON c.tableName = 'service_principal_app_role_assignments' AND r.resourceId = c.thirdId AND r.appRoleId = c.detail
  LEFT JOIN differences d ON d.tableName = c.tableName AND d.rowKey = c.rowKey AND d.seenDateTime = c.seenDateTime
)
SELECT
  j.number,
  j.tableName,
  j.kind,
  j.seenDateTime,
  j.objectId,
  j.changed,
  CASE
    WHEN j.tableName IN ('role_assignments', 'role_eligibility_schedule_instances') THEN 1
    WHEN j.tableName IN ('conditional_access_policies', 'named_locations', 'domains') THEN 2
    WHEN j.tableName LIKE '%credentials' OR j.tableName IN ('oauth2_permission_grants', 'service_principal_app_role_assignments') THEN 3
    WHEN j.tableName IN ('applications', 'service_principals') THEN 4
    WHEN j.tableName = 'users' THEN 5
    WHEN j.tableName IN ('groups', 'group_owners', 'group_members') THEN 6
    WHEN j.tableName = 'user_licenses' THEN 7
    ELSE 8
  END AS weight,
  CASE j.tableName
    WHEN 'users' THEN CASE WHEN j.detail = 'Guest' THEN 'The guest ' ELSE 'The account ' END || j.name || CASE j.kind
      WHEN 'insert' THEN CASE WHEN j.isBack THEN ' came back' ELSE ' was created' END
      WHEN 'delete' THEN ' was deleted'
      ELSE j.updated
    END
    WHEN 'groups' THEN 'The group ' || j.name || CASE j.kind
      WHEN 'insert' THEN CASE WHEN j.isBack THEN ' came back' ELSE ' was created' END
      WHEN 'delete' THEN ' was deleted'
      ELSE j.updated
    END
    WHEN 'group_members' THEN j.objectName || CASE j.kind
      WHEN 'insert' THEN ' joined the group ' WHEN 'delete' THEN ' left the group ' ELSE ' changed in the group '
    END || j.otherName
    WHEN 'group_owners' THEN j.objectName || CASE j.kind
      WHEN 'insert' THEN ' became an owner of the group ' WHEN 'delete' THEN ' is no longer an owner of the group '
      ELSE ' changed as an owner of the group '
    END || j.otherName
    WHEN 'role_assignments' THEN j.objectName || CASE j.kind
      WHEN 'insert' THEN ' received the role ' WHEN 'delete' THEN ' lost the role ' ELSE ' has another assignment of the role '
    END || j.otherName || CASE WHEN coalesce(j.detail, '/') = '/' THEN '' ELSE ' within ' || j.detail END
    WHEN 'role_eligibility_schedule_instances' THEN j.objectName || CASE j.kind
      WHEN 'insert' THEN ' may activate the role ' WHEN 'delete' THEN ' may no longer activate the role '
      ELSE ' has another eligibility for the role '
    END || j.otherName || CASE WHEN coalesce(j.detail, '/') = '/' THEN '' ELSE ' within ' || j.detail END
    WHEN 'applications' THEN 'The application ' || j.name || CASE j.kind
      WHEN 'insert' THEN CASE WHEN j.isBack THEN ' came back' ELSE ' was registered' END
      WHEN 'delete' THEN ' was deleted'
      ELSE j.updated
    END
    WHEN 'application_credentials' THEN CASE j.detail WHEN 'password' THEN 'The secret ' ELSE 'The certificate ' END
      || j.name || ' of the application ' || j.objectName
      || CASE j.kind WHEN 'insert' THEN ' was added' WHEN 'delete' THEN ' was removed' ELSE ' was updated' END
    WHEN 'service_principals' THEN
      CASE WHEN j.detail = 'ManagedIdentity' THEN 'The managed identity ' ELSE 'The enterprise application ' END || j.name
      || CASE j.kind WHEN 'insert' THEN ' was added' WHEN 'delete' THEN ' was removed' ELSE j.updated END
    WHEN 'service_principal_credentials' THEN CASE j.detail WHEN 'password' THEN 'The secret ' ELSE 'The certificate ' END
      || j.name || ' of the enterprise application ' || j.objectName
      || CASE j.kind WHEN 'insert' THEN ' was added' WHEN 'delete' THEN ' was removed' ELSE ' was updated' END
    WHEN 'service_principal_app_role_assignments' THEN 'The application ' || j.objectName || CASE j.kind
      WHEN 'insert' THEN ' was granted ' WHEN 'delete' THEN ' lost ' ELSE ' has another grant of '
    END || CASE
      WHEN j.detail = '00000000-0000-0000-0000-000000000000' THEN 'access to ' || j.thirdName
      ELSE 'the permission ' || coalesce(j.permission, j.detail) || ' on ' || j.thirdName
    END
    WHEN 'oauth2_permission_grants' THEN 'The application ' || j.objectName || CASE
      WHEN j.kind = 'insert' THEN ' may act on ' || j.thirdName || ' for ' || coalesce(j.otherName, 'everyone')
        || ': ' || coalesce(array_to_string(j.scopes, ' '), '')
      WHEN j.kind = 'delete' THEN ' may no longer act on ' || j.thirdName || ' for ' || coalesce(j.otherName, 'everyone')
        || ': ' || coalesce(array_to_string(j.scopes, ' '), '')
      WHEN j.scopesBefore IS NULL THEN ' may now act on ' || j.thirdName || ' for ' || coalesce(j.otherName, 'everyone')
        || ': ' || coalesce(array_to_string(j.scopes, ' '), '')
      ELSE ' has other permissions on ' || j.thirdName || ' for ' || coalesce(j.otherName, 'everyone')
        || ', gained: ' || coalesce(nullif(array_to_string(list_filter(j.scopes, lambda s: NOT list_contains(j.scopesBefore, s)), ' '), ''), 'none')
        || ', lost: ' || coalesce(nullif(array_to_string(list_filter(j.scopesBefore, lambda s: NOT list_contains(j.scopes, s)), ' '), ''), 'none')
    END
    WHEN 'conditional_access_policies' THEN 'The conditional access policy ' || j.name || CASE
      WHEN j.kind = 'insert' THEN ' was created (' || coalesce(j.detail, 'without a state') || ')'
      WHEN j.kind = 'delete' THEN ' was deleted (it was ' || coalesce(j.detail, 'without a state') || ')'
      WHEN j.stateBefore <> j.detail THEN ' was switched from ' || j.stateBefore || ' to ' || j.detail
      ELSE ' was updated (' || coalesce(j.detail, 'without a state') || ')'
    END
    WHEN 'named_locations' THEN 'The named location ' || j.name || CASE j.kind
      WHEN 'insert' THEN ' was created' WHEN 'delete' THEN ' was deleted' ELSE ' was updated'
    END
    WHEN 'domains' THEN 'The domain ' || j.name || CASE j.kind
      WHEN 'insert' THEN ' was added' WHEN 'delete' THEN ' was removed' ELSE ' was updated'
    END || coalesce(' (' || j.detail || ')', '')
    WHEN 'user_licenses' THEN j.objectName || CASE j.kind
      WHEN 'insert' THEN ' received the licence ' WHEN 'delete' THEN ' lost the licence ' ELSE ' has other services of the licence '
    END || j.otherName
    ELSE 'The device ' || j.name || coalesce(' (' || j.detail || ')', '') || CASE j.kind
      WHEN 'insert' THEN ' was registered' WHEN 'delete' THEN ' was removed' ELSE ' was updated'
    END
  END AS sentence,
  e.initiator,
  e.activityDisplayName,
  e.activityDateTime
FROM joined j
LEFT JOIN causes e ON e.number = j.number;

-- section: changes | Changes, a sentence for each
-- note: Newest first; within a run, roles and policies lead.
SELECT
  seenDateTime,
  sentence,
  changed,
  initiator,
  activityDisplayName AS activity,
  activityDateTime AS auditedDateTime,
  tableName AS "table",
  kind,
  objectId
FROM told
ORDER BY seenDateTime DESC, weight, sentence, number;

-- section: counts | Changes per table
-- chart: stacked table by inserted, updated, deleted
SELECT
  tableName AS "table",
  count(*) FILTER (WHERE kind = 'insert') AS inserted,
  count(*) FILTER (WHERE kind = 'update') AS updated,
  count(*) FILTER (WHERE kind = 'delete') AS deleted,
  count(DISTINCT objectId) AS objects,
  count(initiator) AS audited
FROM told
GROUP BY tableName
ORDER BY count(*) DESC, tableName;

-- section: runs | Changes per run
-- note: What a run saw happened since the run before it. Since is that time less an hour; of the first known run, a day.
-- chart: line seenDateTime by inserted, updated, deleted
SELECT
  t.seenDateTime,
  w.since,
  count(*) FILTER (WHERE t.kind = 'insert') AS inserted,
  count(*) FILTER (WHERE t.kind = 'update') AS updated,
  count(*) FILTER (WHERE t.kind = 'delete') AS deleted
FROM told t
JOIN windows w ON w.seenDateTime = t.seenDateTime
GROUP BY t.seenDateTime, w.since
ORDER BY t.seenDateTime;

-- section: people | Who changed what, as far as audits tell
-- note: The line without a name is what no audit fits: the synchronisation, Microsoft itself, or an audit that the lake does not have.
SELECT
  initiator,
  count(*) AS changes,
  list(DISTINCT tableName ORDER BY tableName) AS tables,
  count(*) FILTER (WHERE weight <= 3) AS sensitive,
  max(activityDateTime) AS lastDateTime
FROM told
GROUP BY initiator
ORDER BY initiator IS NULL, sensitive DESC, changes DESC, initiator;
