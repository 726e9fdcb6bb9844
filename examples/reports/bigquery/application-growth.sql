-- Application growth, for BigQuery: new applications, managed identities and consents per period, what is used, what is not, and who brings them.
-- The dataset is entra, as `entra-extract schema --dialect bigquery` makes it; each table named here has to be there, with or without rows.
-- A period is a month, a quarter or a year.
DECLARE period STRING DEFAULT 'quarter';
DECLARE periods INT64 DEFAULT 8;
DECLARE days INT64 DEFAULT 90;
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();
DECLARE since TIMESTAMP DEFAULT TIMESTAMP_SUB(as_of, INTERVAL days DAY);
DECLARE months INT64 DEFAULT CASE LOWER(period)
  WHEN 'month' THEN 1
  WHEN 'quarter' THEN 3
  WHEN 'year' THEN 12
  ELSE ERROR('period is month, quarter or year')
END;

-- The last of some times, whatever of them is missing.
CREATE TEMP FUNCTION last_of(times ARRAY<TIMESTAMP>) AS ((SELECT MAX(moment) FROM UNNEST(times) AS moment));

CREATE TEMP FUNCTION first_of(times ARRAY<TIMESTAMP>) AS ((SELECT MIN(moment) FROM UNNEST(times) AS moment));

CREATE TEMP TABLE spans AS
WITH starts AS (
  SELECT
    DATE_SUB(
      CASE months
        WHEN 1 THEN DATE_TRUNC(DATE(as_of), MONTH)
        WHEN 3 THEN DATE_TRUNC(DATE(as_of), QUARTER)
        ELSE DATE_TRUNC(DATE(as_of), YEAR)
      END,
      INTERVAL months * n MONTH
    ) AS start
  FROM UNNEST(GENERATE_ARRAY(0, periods - 1)) AS n
)
SELECT
  CASE months
    WHEN 1 THEN FORMAT_DATE('%Y-%m', start)
    WHEN 3 THEN FORMAT_DATE('%Y Q%Q', start)
    ELSE FORMAT_DATE('%Y', start)
  END AS period,
  TIMESTAMP(start) AS begins,
  TIMESTAMP(DATE_ADD(start, INTERVAL months MONTH)) AS ends
FROM starts;

-- Registrations, the deleted ones that are still known among them.
CREATE TEMP TABLE registrations AS
WITH known AS (
  SELECT id, createdDateTime FROM entra.applications
  UNION ALL
  SELECT id, createdDateTime FROM entra.deleted_applications
  UNION ALL
  SELECT id, createdDateTime FROM entra.changes_applications WHERE _op = 'delete'
)
SELECT id, MIN(createdDateTime) AS addedDateTime FROM known GROUP BY id;

CREATE TEMP TABLE audited AS
SELECT a.activityDisplayName, a.activityDateTime, t.id AS targetId
FROM entra.directory_audits AS a
CROSS JOIN UNNEST(a.targetResources) AS t
WHERE a.result = 'success' AND a.activityDisplayName IN ('Add service principal', 'Consent to application');

-- The principals whose first recorded change is that they came.
CREATE TEMP TABLE came AS
SELECT id, MIN(_changed_at) AS addedDateTime
FROM entra.changes_service_principals
GROUP BY id
HAVING ARRAY_AGG(_op ORDER BY _changed_at LIMIT 1)[OFFSET(0)] = 'insert';

CREATE TEMP TABLE principals AS
WITH known AS (
  SELECT id, appId, displayName, appOwnerOrganizationId, servicePrincipalType, TRUE AS isThere
  FROM entra.service_principals
  UNION ALL
  SELECT id, appId, displayName, appOwnerOrganizationId, servicePrincipalType, FALSE
  FROM entra.deleted_service_principals
  UNION ALL
  SELECT id, appId, displayName, appOwnerOrganizationId, servicePrincipalType, FALSE
  FROM entra.changes_service_principals
  WHERE _op = 'delete'
),
principal AS (
  SELECT id, appId, displayName, appOwnerOrganizationId, servicePrincipalType, isThere
  FROM known
  WHERE id IS NOT NULL
  QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY isThere DESC, displayName) = 1
),
own AS (SELECT appId, MIN(createdDateTime) AS createdDateTime FROM entra.applications GROUP BY appId),
audits AS (
  SELECT targetId, MIN(activityDateTime) AS addedDateTime
  FROM audited
  WHERE activityDisplayName = 'Add service principal'
  GROUP BY targetId
)
SELECT
  p.id,
  p.appId,
  p.displayName,
  p.isThere,
  CASE
    WHEN p.servicePrincipalType = 'ManagedIdentity' THEN 'managed identity'
    WHEN p.appOwnerOrganizationId IN ('f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47')
      THEN 'Microsoft'
    WHEN p.appOwnerOrganizationId = (SELECT ANY_VALUE(_tenant_id) FROM entra.service_principals) THEN 'own'
    WHEN p.appOwnerOrganizationId IS NULL THEN 'unknown'
    ELSE 'other tenant'
  END AS origin,
  COALESCE(a.addedDateTime, o.createdDateTime, c.addedDateTime) AS addedDateTime
FROM principal AS p
LEFT JOIN audits AS a ON a.targetId = p.id
LEFT JOIN own AS o ON o.appId = p.appId
LEFT JOIN came AS c ON c.id = p.id;

CREATE TEMP TABLE used AS
WITH events AS (
  SELECT appId, userId, createdDateTime FROM entra.sign_ins WHERE `date` >= DATE(since)
  UNION ALL
  SELECT appId, userId, createdDateTime FROM entra.sign_ins_non_interactive WHERE `date` >= DATE(since)
  UNION ALL
  SELECT appId, CAST(NULL AS STRING), createdDateTime FROM entra.sign_ins_service_principal WHERE `date` >= DATE(since)
  UNION ALL
  SELECT appId, CAST(NULL AS STRING), createdDateTime FROM entra.sign_ins_managed_identity WHERE `date` >= DATE(since)
)
SELECT appId, COUNT(*) AS signIns, COUNT(DISTINCT userId) AS users, MAX(createdDateTime) AS lastDateTime
FROM events
WHERE createdDateTime >= since
GROUP BY appId;

CREATE TEMP TABLE activity AS
SELECT
  appId,
  MAX(
    last_of([
      lastSignInActivity.lastSignInDateTime,
      lastSignInActivity.lastNonInteractiveSignInDateTime,
      lastSignInActivity.lastSuccessfulSignInDateTime
    ])
  ) AS lastDateTime
FROM entra.service_principal_sign_in_activities
GROUP BY appId;

-- The applications that are in the tenant now, without those of Microsoft.
CREATE TEMP TABLE present AS
WITH registered AS (
  SELECT appId, signInAudience, verifiedPublisher
  FROM entra.applications
  WHERE appId IS NOT NULL
  QUALIFY ROW_NUMBER() OVER (PARTITION BY appId ORDER BY id) = 1
)
SELECT
  p.id,
  p.appId,
  p.displayName,
  p.origin,
  p.addedDateTime,
  s.accountEnabled,
  COALESCE(a.signInAudience, s.signInAudience)
    IN ('AzureADMultipleOrgs', 'AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount') AS isMultiTenant,
  -- Of an own application the registration tells; a structure that is missing tells nothing.
  CASE
    WHEN a.verifiedPublisher IS NULL AND s.verifiedPublisher IS NULL THEN NULL
    WHEN IF(
      a.verifiedPublisher IS NULL, s.verifiedPublisher.verifiedPublisherId, a.verifiedPublisher.verifiedPublisherId
    ) IS NULL THEN 'not verified'
    ELSE 'verified'
  END AS publisher,
  IF(EXISTS (SELECT 1 FROM used), COALESCE(u.signIns, 0), NULL) AS signIns,
  IF(EXISTS (SELECT 1 FROM used), COALESCE(u.users, 0), NULL) AS users,
  last_of([t.lastDateTime, u.lastDateTime]) AS lastSignInDateTime
FROM principals AS p
JOIN entra.service_principals AS s ON s.id = p.id
LEFT JOIN registered AS a ON a.appId = p.appId
LEFT JOIN used AS u ON u.appId = p.appId
LEFT JOIN activity AS t ON t.appId = p.appId
WHERE p.origin <> 'Microsoft';

CREATE TEMP TABLE unused AS
SELECT p.id, p.appId, p.displayName, p.origin, p.accountEnabled, p.addedDateTime, p.lastSignInDateTime
FROM present AS p
WHERE EXISTS (SELECT 1 FROM activity)
  -- Of managed identities their log tells, Microsoft's list not of all.
  AND (p.origin <> 'managed identity' OR EXISTS (SELECT 1 FROM entra.sign_ins_managed_identity))
  AND COALESCE(p.lastSignInDateTime < since, TRUE)
  AND COALESCE(p.addedDateTime < since, TRUE);

-- Grants that a run saw come.
CREATE TEMP TABLE grants AS
SELECT c.id, MIN(c._changed_at) AS addedDateTime
FROM entra.changes_oauth2_permission_grants AS c
LEFT JOIN principals AS p ON p.id = c.clientId
WHERE p.origin IS NULL OR p.origin <> 'Microsoft'
GROUP BY c.id
HAVING ARRAY_AGG(c._op ORDER BY c._changed_at LIMIT 1)[OFFSET(0)] = 'insert';

CREATE TEMP TABLE permissions AS
SELECT a.id, a.createdDateTime
FROM entra.service_principal_app_role_assignments AS a
LEFT JOIN principals AS p ON p.id = a.principalId
WHERE p.origin IS NULL OR p.origin <> 'Microsoft';

CREATE TEMP TABLE consents AS
SELECT a.targetId, a.activityDateTime
FROM audited AS a
LEFT JOIN principals AS p ON p.id = a.targetId
WHERE a.activityDisplayName = 'Consent to application' AND (p.origin IS NULL OR p.origin <> 'Microsoft');

-- From when on each kind of record tells; NULL: there is none.
CREATE TEMP TABLE reach AS
SELECT
  (SELECT MIN(activityDateTime) FROM entra.directory_audits) AS audits,
  first_of([
    (SELECT MIN(activityDateTime) FROM entra.directory_audits),
    (SELECT MIN(_changed_at) FROM entra.service_principals),
    (SELECT MIN(_changed_at) FROM entra.changes_service_principals)
  ]) AS principals,
  first_of([
    (SELECT MIN(_changed_at) FROM entra.oauth2_permission_grants),
    (SELECT MIN(_changed_at) FROM entra.changes_oauth2_permission_grants)
  ]) AS grants;

-- section: growth | New in each period
WITH arrivals AS (
  SELECT 'registration' AS kind, addedDateTime AS moment FROM registrations
  UNION ALL
  SELECT IF(origin = 'managed identity', 'identity', 'other'), addedDateTime
  FROM principals
  WHERE origin IN ('other tenant', 'unknown', 'managed identity')
  UNION ALL
  SELECT 'permission', createdDateTime FROM permissions
  UNION ALL
  SELECT 'grant', addedDateTime FROM grants
  UNION ALL
  SELECT 'consent', activityDateTime FROM consents
),
counted AS (
  SELECT
    s.period,
    s.ends,
    COUNTIF(a.kind = 'registration') AS registrations,
    COUNTIF(a.kind = 'other') AS others,
    COUNTIF(a.kind = 'identity') AS identities,
    COUNTIF(a.kind = 'permission') AS permissions,
    COUNTIF(a.kind = 'grant') AS grants,
    COUNTIF(a.kind = 'consent') AS consents
  FROM spans AS s
  CROSS JOIN (SELECT kind, moment FROM arrivals UNION ALL SELECT CAST(NULL AS STRING), CAST(NULL AS TIMESTAMP)) AS a
  WHERE a.kind IS NULL OR (a.moment >= s.begins AND a.moment < s.ends)
  GROUP BY s.period, s.ends
)
SELECT
  c.period,
  c.registrations,
  IF(r.principals < c.ends, c.others, NULL) AS ofOtherTenants,
  IF(r.principals < c.ends, c.identities, NULL) AS managedIdentities,
  IF(EXISTS (SELECT 1 FROM permissions), c.permissions, NULL) AS applicationPermissions,
  IF(r.grants < c.ends, c.grants, NULL) AS delegatedGrants,
  IF(r.audits < c.ends, c.consents, NULL) AS consents
FROM counted AS c
CROSS JOIN reach AS r
ORDER BY c.period;

-- section: applications | Applications by their sign-ins
SELECT displayName, appId, origin, addedDateTime, signIns, users, lastSignInDateTime, publisher, isMultiTenant
FROM present
ORDER BY signIns DESC NULLS LAST, lastSignInDateTime DESC NULLS LAST, displayName NULLS LAST, id;

-- section: unused | Applications that nobody and nothing signed in to
WITH held AS (
  SELECT principalId, COUNT(*) AS permissions FROM entra.service_principal_app_role_assignments GROUP BY principalId
),
assignments AS (
  SELECT resourceId, COUNTIF(principalType IN ('User', 'Group')) AS assigned
  FROM entra.app_role_assignments
  GROUP BY resourceId
)
SELECT
  u.displayName,
  u.appId,
  u.origin,
  u.accountEnabled,
  u.addedDateTime,
  u.lastSignInDateTime,
  CAST(FLOOR((UNIX_MICROS(as_of) - UNIX_MICROS(u.lastSignInDateTime)) / 86400000000) AS INT64) AS idleDays,
  IF(EXISTS (SELECT 1 FROM held), COALESCE(h.permissions, 0), NULL) AS permissions,
  IF(EXISTS (SELECT 1 FROM assignments), COALESCE(a.assigned, 0), NULL) AS assigned
FROM unused AS u
LEFT JOIN held AS h ON h.principalId = u.id
LEFT JOIN assignments AS a ON a.resourceId = u.id
ORDER BY permissions DESC NULLS LAST, u.lastSignInDateTime NULLS FIRST, u.displayName NULLS LAST, u.id;

-- section: publishers | Where applications come from, and whether their publisher is verified
SELECT
  p.origin,
  p.publisher,
  COUNT(*) AS applications,
  COUNTIF(p.isMultiTenant) AS multiTenant,
  COUNTIF(NOT p.accountEnabled) AS disabled,
  IF(EXISTS (SELECT 1 FROM activity), COUNT(u.id), NULL) AS unused,
  COUNTIF(p.addedDateTime IS NULL) AS addedUnknown
FROM present AS p
LEFT JOIN unused AS u ON u.id = p.id
GROUP BY p.origin, p.publisher
ORDER BY applications DESC, p.origin, p.publisher NULLS LAST;

-- section: people | Who brings applications
WITH events AS (
  SELECT
    activityDisplayName,
    activityDateTime,
    COALESCE(
      initiatedBy.user.userPrincipalName, initiatedBy.user.displayName,
      initiatedBy.app.displayName, initiatedBy.app.servicePrincipalName
    ) AS initiator
  FROM entra.directory_audits
  WHERE result = 'success'
    AND activityDisplayName IN ('Add application', 'Add service principal', 'Consent to application')
)
SELECT
  initiator,
  COUNTIF(activityDisplayName = 'Add application') AS registrations,
  COUNTIF(activityDisplayName = 'Add service principal') AS servicePrincipals,
  COUNTIF(activityDisplayName = 'Consent to application') AS consents,
  MAX(activityDateTime) AS lastDateTime
FROM events
GROUP BY initiator
ORDER BY COUNT(*) DESC, initiator NULLS LAST;
