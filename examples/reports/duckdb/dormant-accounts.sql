-- Dormant accounts, for the DuckDB shell beside the folder entra-lake: duckdb < examples/reports/duckdb/dormant-accounts.sql
-- The same as `entra-extract report`, with every parameter at its default; change the SET VARIABLE lines.

-- A view without rows for each table, so that what the lake does not have is empty, ...
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "user_licenses" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "subscribed_skus" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accountId", CAST(NULL AS VARCHAR) AS "accountName", CAST(NULL AS VARCHAR) AS "appliesTo", CAST(NULL AS VARCHAR) AS "capabilityStatus", CAST(NULL AS INTEGER) AS "consumedUnits", CAST(NULL AS STRUCT("enabled" INTEGER, "lockedOut" INTEGER, "suspended" INTEGER, "warning" INTEGER)) AS "prepaidUnits", CAST(NULL AS STRUCT("appliesTo" VARCHAR, "provisioningStatus" VARCHAR, "servicePlanId" VARCHAR, "servicePlanName" VARCHAR)[]) AS "servicePlans", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR) AS "skuPartNumber", CAST(NULL AS VARCHAR[]) AS "subscriptionIds", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "user_sign_in_activity" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "signInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "user_license_states" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR) AS "assignedByGroup", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "error", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false;

-- ... then over the files: DuckDB reports those of tables that the lake does not have, and goes on.
CREATE OR REPLACE VIEW "users" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS BOOLEAN) AS "accountEnabled", CAST(NULL AS VARCHAR) AS "ageGroup", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS STRUCT("assignedDateTime" TIMESTAMP WITH TIME ZONE, "capabilityStatus" VARCHAR, "service" VARCHAR, "servicePlanId" VARCHAR)[]) AS "assignedPlans", CAST(NULL AS STRUCT("certificateUserIds" VARCHAR[])) AS "authorizationInfo", CAST(NULL AS VARCHAR[]) AS "businessPhones", CAST(NULL AS VARCHAR) AS "city", CAST(NULL AS VARCHAR) AS "companyName", CAST(NULL AS VARCHAR) AS "consentProvidedForMinor", CAST(NULL AS VARCHAR) AS "country", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS VARCHAR) AS "creationType", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "department", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeHireDate", CAST(NULL AS VARCHAR) AS "employeeId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "employeeLeaveDateTime", CAST(NULL AS STRUCT("costCenter" VARCHAR, "division" VARCHAR)) AS "employeeOrgData", CAST(NULL AS VARCHAR) AS "employeeType", CAST(NULL AS VARCHAR) AS "externalUserState", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "externalUserStateChangeDateTime", CAST(NULL AS VARCHAR) AS "faxNumber", CAST(NULL AS VARCHAR) AS "givenName", CAST(NULL AS STRUCT("issuer" VARCHAR, "issuerAssignedId" VARCHAR, "signInType" VARCHAR)[]) AS "identities", CAST(NULL AS VARCHAR) AS "identityParentId", CAST(NULL AS VARCHAR[]) AS "imAddresses", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS BOOLEAN) AS "isResourceAccount", CAST(NULL AS VARCHAR) AS "jobTitle", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastPasswordChangeDateTime", CAST(NULL AS VARCHAR) AS "legalAgeGroupClassification", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "mobilePhone", CAST(NULL AS VARCHAR) AS "officeLocation", CAST(NULL AS VARCHAR) AS "onPremisesDistinguishedName", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS VARCHAR) AS "onPremisesImmutableId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "onPremisesUserPrincipalName", CAST(NULL AS VARCHAR[]) AS "otherMails", CAST(NULL AS VARCHAR) AS "passwordPolicies", CAST(NULL AS STRUCT("forceChangePasswordNextSignIn" BOOLEAN, "forceChangePasswordNextSignInWithMfa" BOOLEAN)) AS "passwordProfile", CAST(NULL AS VARCHAR) AS "postalCode", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS STRUCT("capabilityStatus" VARCHAR, "provisioningStatus" VARCHAR, "service" VARCHAR)[]) AS "provisionedPlans", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS BOOLEAN) AS "showInAddressList", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "signInSessionsValidFromDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "streetAddress", CAST(NULL AS VARCHAR) AS "surname", CAST(NULL AS VARCHAR) AS "usageLocation", CAST(NULL AS VARCHAR) AS "userPrincipalName", CAST(NULL AS VARCHAR) AS "userType", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/users/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "user_licenses" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_licenses/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "subscribed_skus" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS VARCHAR) AS "accountId", CAST(NULL AS VARCHAR) AS "accountName", CAST(NULL AS VARCHAR) AS "appliesTo", CAST(NULL AS VARCHAR) AS "capabilityStatus", CAST(NULL AS INTEGER) AS "consumedUnits", CAST(NULL AS STRUCT("enabled" INTEGER, "lockedOut" INTEGER, "suspended" INTEGER, "warning" INTEGER)) AS "prepaidUnits", CAST(NULL AS STRUCT("appliesTo" VARCHAR, "provisioningStatus" VARCHAR, "servicePlanId" VARCHAR, "servicePlanName" VARCHAR)[]) AS "servicePlans", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR) AS "skuPartNumber", CAST(NULL AS VARCHAR[]) AS "subscriptionIds", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/subscribed_skus/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "user_sign_in_activity" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS STRUCT("lastNonInteractiveSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastNonInteractiveSignInRequestId" VARCHAR, "lastSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSignInRequestId" VARCHAR, "lastSuccessfulSignInDateTime" TIMESTAMP WITH TIME ZONE, "lastSuccessfulSignInRequestId" VARCHAR)) AS "signInActivity", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_sign_in_activity/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "user_license_states" AS SELECT CAST(NULL AS VARCHAR) AS "userId", CAST(NULL AS VARCHAR) AS "skuId", CAST(NULL AS VARCHAR) AS "assignedByGroup", CAST(NULL AS VARCHAR[]) AS "disabledPlans", CAST(NULL AS VARCHAR) AS "error", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "lastUpdatedDateTime", CAST(NULL AS VARCHAR) AS "state", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/user_license_states/*.parquet'], union_by_name = true, hive_partitioning = false);
CREATE OR REPLACE VIEW "groups" AS SELECT CAST(NULL AS VARCHAR) AS "id", CAST(NULL AS STRUCT("displayName" VARCHAR, "labelId" VARCHAR)[]) AS "assignedLabels", CAST(NULL AS STRUCT("disabledPlans" VARCHAR[], "skuId" VARCHAR)[]) AS "assignedLicenses", CAST(NULL AS VARCHAR) AS "classification", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "createdDateTime", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedDateTime", CAST(NULL AS VARCHAR) AS "description", CAST(NULL AS VARCHAR) AS "displayName", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "expirationDateTime", CAST(NULL AS VARCHAR[]) AS "groupTypes", CAST(NULL AS VARCHAR[]) AS "infoCatalogs", CAST(NULL AS BOOLEAN) AS "isAssignableToRole", CAST(NULL AS BOOLEAN) AS "isManagementRestricted", CAST(NULL AS STRUCT("state" VARCHAR)) AS "licenseProcessingState", CAST(NULL AS VARCHAR) AS "mail", CAST(NULL AS BOOLEAN) AS "mailEnabled", CAST(NULL AS VARCHAR) AS "mailNickname", CAST(NULL AS VARCHAR) AS "membershipRule", CAST(NULL AS VARCHAR) AS "membershipRuleProcessingState", CAST(NULL AS VARCHAR) AS "onPremisesDomainName", CAST(NULL AS STRUCT("extensionAttribute1" VARCHAR, "extensionAttribute2" VARCHAR, "extensionAttribute3" VARCHAR, "extensionAttribute4" VARCHAR, "extensionAttribute5" VARCHAR, "extensionAttribute6" VARCHAR, "extensionAttribute7" VARCHAR, "extensionAttribute8" VARCHAR, "extensionAttribute9" VARCHAR, "extensionAttribute10" VARCHAR, "extensionAttribute11" VARCHAR, "extensionAttribute12" VARCHAR, "extensionAttribute13" VARCHAR, "extensionAttribute14" VARCHAR, "extensionAttribute15" VARCHAR)) AS "onPremisesExtensionAttributes", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "onPremisesLastSyncDateTime", CAST(NULL AS VARCHAR) AS "onPremisesNetBiosName", CAST(NULL AS STRUCT("category" VARCHAR, "occurredDateTime" TIMESTAMP WITH TIME ZONE, "propertyCausingError" VARCHAR, "value" VARCHAR)[]) AS "onPremisesProvisioningErrors", CAST(NULL AS VARCHAR) AS "onPremisesSamAccountName", CAST(NULL AS VARCHAR) AS "onPremisesSecurityIdentifier", CAST(NULL AS BOOLEAN) AS "onPremisesSyncEnabled", CAST(NULL AS VARCHAR) AS "preferredDataLocation", CAST(NULL AS VARCHAR) AS "preferredLanguage", CAST(NULL AS VARCHAR[]) AS "proxyAddresses", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "renewedDateTime", CAST(NULL AS VARCHAR[]) AS "resourceBehaviorOptions", CAST(NULL AS VARCHAR[]) AS "resourceProvisioningOptions", CAST(NULL AS BOOLEAN) AS "securityEnabled", CAST(NULL AS VARCHAR) AS "securityIdentifier", CAST(NULL AS VARCHAR[]) AS "serviceProvisioningErrors", CAST(NULL AS VARCHAR) AS "theme", CAST(NULL AS VARCHAR) AS "uniqueName", CAST(NULL AS VARCHAR) AS "visibility", CAST(NULL AS VARCHAR) AS "_tenant_id", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "_changed_at" WHERE false UNION ALL BY NAME
    SELECT * FROM read_parquet(['entra-lake/groups/*.parquet'], union_by_name = true, hive_partitioning = false);

SET VARIABLE as_of = now();
SET VARIABLE "days" = CAST(90 AS INTEGER);
CREATE TEMP TABLE "prices" AS SELECT CAST(NULL AS VARCHAR) AS "skuPartNumber", CAST(NULL AS DOUBLE) AS "pricePerMonth", CAST(NULL AS VARCHAR) AS "currency" WHERE false;

-- report: Dormant accounts
-- summary: Paid seats of accounts that nobody has used for 30, 60 and 90 days, by SKU and department, with their cost
-- parameter: days integer 90 | An account unused for so many days is listed by name, and its seats are counted as cost
-- parameter: prices file(skuPartNumber VARCHAR, pricePerMonth DOUBLE, currency? VARCHAR) | What a seat of each SKU costs a month
-- needs: users, user_licenses, subscribed_skus, user_sign_in_activity
-- uses: user_license_states, groups
-- read: A seat is dormant when its account exists for longer than the days of the column and nobody signed in to it within them, neither
--   a person nor an application in a person's name. Failed attempts are no use: what counts is the last success. Microsoft tells
--   successes since December 2023; of older use it tells the last attempt, which is taken for one. An account that never signed in counts
--   from its creation. Costs are of the seats that are dormant for --days; without --prices, or for a SKU that is not in the file, they are
--   empty. Currencies are never added up. A seat of a disabled account is paid as well, and stands in a column of its own besides.
-- caveat: The last sign-in needs Microsoft Entra ID P1.
-- caveat: Microsoft tells the last sign-in up to a day late, and clients that renew tokens count as use without a person.
-- caveat: Shared mailboxes, rooms and service accounts may be in use without any sign-in: look before a licence is taken away.
-- caveat: A SKU that costs nothing (FREE, VIRAL, TRIAL, EXPLORATORY in its name, and a few known ones) is left out unless the file gives
--   it a price.
-- caveat: unknown counts accounts whose last sign-in the lake does not have; they are neither dormant nor in use.

CREATE TEMP MACRO days_between(earlier, later) AS CAST(floor((epoch(later) - epoch(earlier)) / 86400) AS INTEGER);

-- A SKU that the file names with two prices has none.
CREATE TEMP VIEW price AS
SELECT
  upper(skuPartNumber) AS sku,
  min(pricePerMonth) AS pricePerMonth,
  min(upper(currency)) AS currency
FROM prices
WHERE pricePerMonth IS NOT NULL
GROUP BY ALL
HAVING count(DISTINCT pricePerMonth) = 1 AND count(DISTINCT coalesce(upper(currency), '')) = 1;

CREATE TEMP VIEW paid AS
SELECT s.skuId, s.skuPartNumber, p.pricePerMonth, p.currency
FROM subscribed_skus s
LEFT JOIN price p ON p.sku = upper(s.skuPartNumber)
WHERE p.pricePerMonth > 0
  OR NOT (
    regexp_matches(s.skuPartNumber, 'FREE|VIRAL|TRIAL|EXPLORATORY')
    OR s.skuPartNumber IN (
      'POWER_BI_STANDARD', 'STREAM', 'WINDOWS_STORE', 'RIGHTSMANAGEMENT_ADHOC', 'MICROSOFT_BUSINESS_CENTER', 'FORMS_PRO'
    )
  );

-- Where no row at all tells a success, attempts are all that is known.
CREATE TEMP VIEW last_use AS
SELECT
  userId,
  greatest(signInActivity.lastSignInDateTime, signInActivity.lastNonInteractiveSignInDateTime) AS attempt,
  CASE
    WHEN signInActivity.lastSuccessfulSignInDateTime IS NOT NULL THEN signInActivity.lastSuccessfulSignInDateTime
    WHEN attempt < TIMESTAMPTZ '2023-12-01 00:00:00+00' THEN attempt
    WHEN (SELECT count(signInActivity.lastSuccessfulSignInDateTime) = 0 FROM user_sign_in_activity) THEN attempt
  END AS lastUsed
FROM user_sign_in_activity;

-- Accounts from before June 2018 may lack the time of their creation.
CREATE TEMP VIEW seats AS
SELECT
  l.userId,
  l.skuId,
  p.skuPartNumber,
  p.pricePerMonth,
  p.currency,
  u.userPrincipalName,
  coalesce(u.department, '(none)') AS department,
  u.accountEnabled,
  a.lastUsed,
  CASE
    WHEN a.userId IS NOT NULL THEN
      days_between(
        coalesce(a.lastUsed, u.createdDateTime, TIMESTAMPTZ '2018-06-01 00:00:00+00'),
        getvariable('as_of')
      )
  END AS idleDays
FROM user_licenses l
JOIN users u ON u.id = l.userId
JOIN paid p ON p.skuId = l.skuId
LEFT JOIN last_use a ON a.userId = l.userId;

-- A licence that could not be assigned takes no seat.
CREATE TEMP VIEW ways AS
SELECT DISTINCT
  l.userId,
  l.skuId,
  l.assignedByGroup IS NOT NULL AS byGroup,
  CASE WHEN l.assignedByGroup IS NULL THEN '(directly)' ELSE coalesce(g.displayName, l.assignedByGroup) END AS assignedBy,
  l.assignedByGroup
FROM user_license_states l
LEFT JOIN groups g ON g.id = l.assignedByGroup
WHERE l.state IS DISTINCT FROM 'Error';

-- section: skus | Seats per SKU
-- chart: bar skuPartNumber by dormant30, dormant60, dormant90
SELECT
  skuPartNumber,
  count(*) AS assigned,
  count(*) FILTER (WHERE idleDays >= 30) AS dormant30,
  count(*) FILTER (WHERE idleDays >= 60) AS dormant60,
  count(*) FILTER (WHERE idleDays >= 90) AS dormant90,
  count(*) FILTER (WHERE NOT accountEnabled) AS disabled,
  count(*) FILTER (WHERE idleDays IS NULL) AS "unknown",
  round(sum(if(idleDays >= getvariable('days'), pricePerMonth, 0 * pricePerMonth)), 2) AS costPerMonth,
  min(currency) AS currency
FROM seats
GROUP BY skuPartNumber
ORDER BY dormant90 DESC, skuPartNumber;

-- section: costs | What dormant seats cost a month, by currency
-- note: Empty without --prices. Each column is of the seats that are dormant for its days.
-- chart: bar currency by assigned, dormant30, dormant60, dormant90
SELECT
  coalesce(currency, '(none given)') AS currency,
  count(*) AS seats,
  round(sum(pricePerMonth), 2) AS assigned,
  round(sum(if(idleDays >= 30, pricePerMonth, 0)), 2) AS dormant30,
  round(sum(if(idleDays >= 60, pricePerMonth, 0)), 2) AS dormant60,
  round(sum(if(idleDays >= 90, pricePerMonth, 0)), 2) AS dormant90,
  round(sum(if(accountEnabled, 0, pricePerMonth)), 2) AS disabled
FROM seats
WHERE pricePerMonth IS NOT NULL
GROUP BY currency
ORDER BY dormant90 DESC, currency;

-- section: departments | Seats per department and SKU
SELECT
  department,
  skuPartNumber,
  count(*) AS assigned,
  count(*) FILTER (WHERE idleDays >= 30) AS dormant30,
  count(*) FILTER (WHERE idleDays >= 60) AS dormant60,
  count(*) FILTER (WHERE idleDays >= 90) AS dormant90,
  round(sum(if(idleDays >= getvariable('days'), pricePerMonth, 0 * pricePerMonth)), 2) AS costPerMonth,
  min(currency) AS currency
FROM seats
GROUP BY department, skuPartNumber
ORDER BY dormant90 DESC, department, skuPartNumber;

-- section: assignments | Seats by the way they were assigned
-- note: A seat that comes from a group is given back by leaving the group. One that was assigned in two ways is in two rows. Empty without
--   user_license_states.
SELECT
  w.assignedBy,
  s.skuPartNumber,
  count(*) AS assigned,
  count(*) FILTER (WHERE s.idleDays >= 30) AS dormant30,
  count(*) FILTER (WHERE s.idleDays >= 60) AS dormant60,
  count(*) FILTER (WHERE s.idleDays >= 90) AS dormant90,
  round(sum(if(s.idleDays >= getvariable('days'), s.pricePerMonth, 0 * s.pricePerMonth)), 2) AS costPerMonth,
  min(s.currency) AS currency,
  w.assignedByGroup
FROM seats s
JOIN ways w ON w.userId = s.userId AND w.skuId = s.skuId
GROUP BY w.assignedBy, w.assignedByGroup, s.skuPartNumber
ORDER BY dormant90 DESC, w.assignedBy, s.skuPartNumber, w.assignedByGroup;

-- section: accounts | Seats of accounts unused for the days asked
-- note: lastUsed is empty where nobody ever signed in; idleDays then counts from the creation of the account.
SELECT
  s.userPrincipalName,
  s.department,
  s.accountEnabled,
  s.skuPartNumber,
  (
    SELECT list(w.assignedBy ORDER BY w.byGroup, w.assignedBy)
    FROM ways w
    WHERE w.userId = s.userId AND w.skuId = s.skuId
  ) AS assignedBy,
  s.lastUsed,
  s.idleDays,
  s.pricePerMonth,
  s.currency
FROM seats s
WHERE s.idleDays >= getvariable('days')
ORDER BY s.idleDays DESC, s.userPrincipalName, s.skuPartNumber;

-- section: prices | Prices and SKUs that do not fit together
-- note: Seats of these SKUs are without a cost above. Empty without --prices.
SELECT
  coalesce(s.skuPartNumber, f.sku) AS skuPartNumber,
  f.pricesPerMonth,
  CASE
    WHEN f.sku IS NULL THEN 'the file has no price'
    WHEN s.skuPartNumber IS NULL THEN 'the tenant has no such SKU'
    ELSE 'the file has no single price'
  END AS problem
FROM (
  SELECT upper(skuPartNumber) AS sku, list(DISTINCT pricePerMonth ORDER BY pricePerMonth) AS pricesPerMonth
  FROM prices
  GROUP BY ALL
) f
FULL JOIN paid s ON upper(s.skuPartNumber) = f.sku
WHERE s.pricePerMonth IS NULL AND EXISTS (SELECT 1 FROM prices)
ORDER BY problem, coalesce(s.skuPartNumber, f.sku);
