-- Expiring credentials, for BigQuery: secrets and certificates that expire, live too long or are not used, and permissions that are not used.
-- The dataset is entra, as `entra-extract schema --dialect bigquery` makes it; each table named here has to be there, with or without rows.
DECLARE days INT64 DEFAULT 90;
DECLARE max_lifetime_days INT64 DEFAULT 365;
DECLARE idle_days INT64 DEFAULT 90;
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();
DECLARE idle_since TIMESTAMP DEFAULT TIMESTAMP_SUB(as_of, INTERVAL idle_days DAY);

-- The last of some times, whatever of them is missing.
CREATE TEMP FUNCTION last_of(times ARRAY<TIMESTAMP>) AS ((SELECT MAX(moment) FROM UNNEST(times) AS moment));

CREATE TEMP FUNCTION days_between(earlier TIMESTAMP, later TIMESTAMP) AS (
  CAST(FLOOR((UNIX_MICROS(later) - UNIX_MICROS(earlier)) / 86400000000) AS INT64)
);

CREATE TEMP TABLE owner_names AS
WITH held AS (
  SELECT a.appId, o.id
  FROM entra.applications AS a
  JOIN entra.application_owners AS o ON o.applicationId = a.id
  UNION DISTINCT
  SELECT s.appId, o.id
  FROM entra.service_principals AS s
  JOIN entra.service_principal_owners AS o ON o.servicePrincipalId = s.id
)
SELECT
  h.appId,
  ARRAY_AGG(
    COALESCE(u.userPrincipalName, g.displayName, s.displayName, h.id)
    ORDER BY COALESCE(u.userPrincipalName, g.displayName, s.displayName, h.id), h.id
  ) AS owners
FROM held AS h
LEFT JOIN entra.users AS u ON u.id = h.id
LEFT JOIN entra.groups AS g ON g.id = h.id
LEFT JOIN entra.service_principals AS s ON s.id = h.id
GROUP BY h.appId;

CREATE TEMP TABLE owners_known AS
SELECT EXISTS (SELECT 1 FROM entra.application_owners) OR EXISTS (SELECT 1 FROM entra.service_principal_owners) AS isKnown;

CREATE TEMP TABLE used_credentials AS
SELECT
  keyId,
  appId,
  MAX(
    last_of([
      signInActivity.lastSignInDateTime,
      signInActivity.lastNonInteractiveSignInDateTime,
      signInActivity.lastSuccessfulSignInDateTime
    ])
  ) AS lastUsedDateTime
FROM entra.app_credential_sign_in_activities
GROUP BY keyId, appId;

CREATE TEMP TABLE credentials AS
WITH own AS (
  SELECT
    a.id AS objectId,
    a.appId,
    a.displayName AS application,
    IF(c.credentialType = 'password', 'secret', 'certificate') AS credentialType,
    COALESCE(c.displayName, c.hint) AS credential,
    c.keyId,
    c.usage,
    c.startDateTime,
    c.endDateTime
  FROM entra.application_credentials AS c
  JOIN entra.applications AS a ON a.id = c.applicationId
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
    COALESCE(c.displayName, c.hint) AS credential,
    c.keyId,
    c.usage,
    c.startDateTime,
    c.endDateTime
  FROM entra.service_principal_credentials AS c
  JOIN entra.service_principals AS s ON s.id = c.servicePrincipalId
  WHERE s.servicePrincipalType IS NULL OR s.servicePrincipalType <> 'ManagedIdentity'
  -- The pair of a SAML certificate and the password of its key have the same thumbprint.
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY
      s.id,
      IF(
        s.preferredSingleSignOnMode = 'saml', COALESCE(c.customKeyIdentifier, c.keyId), CONCAT(c.credentialType, c.keyId)
      )
    ORDER BY c.credentialType = 'password', c.keyId
  ) = 1
),
found AS (
  SELECT objectId, appId, application, credentialType, credential, keyId, usage, startDateTime, endDateTime FROM own
  UNION ALL
  SELECT objectId, appId, application, credentialType, credential, keyId, usage, startDateTime, endDateTime FROM principal
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
  days_between(as_of, f.endDateTime) AS daysLeft,
  days_between(f.startDateTime, f.endDateTime) AS lifetimeDays,
  u.lastUsedDateTime,
  o.owners
FROM found AS f
LEFT JOIN owner_names AS o ON o.appId = f.appId
LEFT JOIN used_credentials AS u ON u.keyId = f.keyId AND u.appId = f.appId;

CREATE TEMP TABLE clients AS
SELECT
  appId,
  MAX(
    last_of([
      delegatedClientSignInActivity.lastSignInDateTime,
      delegatedClientSignInActivity.lastNonInteractiveSignInDateTime,
      delegatedClientSignInActivity.lastSuccessfulSignInDateTime,
      applicationAuthenticationClientSignInActivity.lastSignInDateTime,
      applicationAuthenticationClientSignInActivity.lastNonInteractiveSignInDateTime,
      applicationAuthenticationClientSignInActivity.lastSuccessfulSignInDateTime
    ])
  ) AS lastSignInDateTime,
  MAX(
    last_of([
      applicationAuthenticationClientSignInActivity.lastSignInDateTime,
      applicationAuthenticationClientSignInActivity.lastNonInteractiveSignInDateTime,
      applicationAuthenticationClientSignInActivity.lastSuccessfulSignInDateTime
    ])
  ) AS lastOwnSignInDateTime
FROM entra.service_principal_sign_in_activities
GROUP BY appId;

CREATE TEMP TABLE named AS
SELECT s.id AS resourceId, s.appId AS resourceAppId, role.id AS appRoleId, MIN(role.value) AS permission
FROM entra.service_principals AS s
CROSS JOIN UNNEST(s.appRoles) AS role
GROUP BY s.id, s.appId, role.id;

CREATE TEMP TABLE granted AS
SELECT
  a.principalId,
  r.appId AS resourceAppId,
  a.appRoleId,
  COALESCE(n.permission, a.appRoleId) AS permission,
  MIN(a.createdDateTime) AS createdDateTime
FROM entra.service_principal_app_role_assignments AS a
LEFT JOIN entra.service_principals AS r ON r.id = a.resourceId
LEFT JOIN named AS n ON n.resourceId = a.resourceId AND n.appRoleId = a.appRoleId
WHERE a.appRoleId <> '00000000-0000-0000-0000-000000000000'
GROUP BY a.principalId, r.appId, a.appRoleId, n.permission;

CREATE TEMP TABLE required AS
SELECT DISTINCT s.id AS principalId, p.resourceAppId, p.id AS appRoleId, COALESCE(n.permission, p.id) AS permission
FROM entra.application_required_permissions AS p
JOIN entra.applications AS a ON a.id = p.applicationId
JOIN entra.service_principals AS s ON s.appId = a.appId
LEFT JOIN named AS n ON n.resourceAppId = p.resourceAppId AND n.appRoleId = p.id
WHERE p.type = 'Role';

-- section: credentials | Expired, and expiring within the days
SELECT application, appId, credentialType, credential, keyId, endDateTime, daysLeft, lastUsedDateTime, owners
FROM credentials
WHERE daysLeft < days
ORDER BY ABS(daysLeft), endDateTime, application NULLS LAST, keyId, objectId, credentialType;

-- section: bands | Credentials by the time that is left
WITH bands AS (
  SELECT place, timeLeft
  FROM UNNEST([
    STRUCT(1 AS place, 'expired' AS timeLeft), (2, '7 days'), (3, '30 days'), (4, '90 days'), (5, 'longer'), (6, 'no end')
  ])
),
placed AS (
  SELECT
    appId,
    credentialType,
    COALESCE(ARRAY_LENGTH(owners), 0) = 0 AS isOwnerless,
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
  COUNTIF(p.credentialType LIKE 'secret%') AS secrets,
  COUNTIF(p.credentialType LIKE 'certificate%') AS certificates,
  COUNTIF(p.credentialType LIKE 'SAML%') AS samlCertificates,
  COUNT(DISTINCT p.appId) AS applications,
  IF((SELECT isKnown FROM owners_known), COUNTIF(p.isOwnerless), NULL) AS withoutOwner
FROM bands AS b
LEFT JOIN placed AS p ON p.place = b.place
GROUP BY b.place, b.timeLeft
ORDER BY b.place;

-- section: all-expired | Applications whose every credential is expired
WITH gone AS (
  SELECT
    MIN(application) AS application,
    appId,
    COUNT(*) AS credentials,
    MAX(endDateTime) AS lastEndDateTime
  FROM credentials
  GROUP BY appId
  HAVING LOGICAL_AND(COALESCE(daysLeft < 0, FALSE))
),
federated AS (
  SELECT a.appId, COUNT(*) AS federatedCredentials
  FROM entra.application_federated_credentials AS f
  JOIN entra.applications AS a ON a.id = f.applicationId
  GROUP BY a.appId
),
principals AS (
  SELECT appId, LOGICAL_OR(accountEnabled) AS accountEnabled FROM entra.service_principals GROUP BY appId
)
SELECT
  g.application,
  g.appId,
  g.credentials,
  g.lastEndDateTime,
  IF(EXISTS (SELECT 1 FROM federated), COALESCE(f.federatedCredentials, 0), NULL) AS federatedCredentials,
  p.accountEnabled,
  l.lastSignInDateTime,
  o.owners
FROM gone AS g
LEFT JOIN federated AS f ON f.appId = g.appId
LEFT JOIN principals AS p ON p.appId = g.appId
LEFT JOIN clients AS l ON l.appId = g.appId
LEFT JOIN owner_names AS o ON o.appId = g.appId
ORDER BY g.lastEndDateTime DESC, g.application NULLS LAST, g.appId;

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
  AND COALESCE(daysLeft >= 0, TRUE)
  AND COALESCE(lifetimeDays > max_lifetime_days, endDateTime IS NULL)
ORDER BY endDateTime IS NULL DESC, lifetimeDays DESC, application NULLS LAST, keyId, objectId;

-- section: unused | Valid credentials that nothing signs in with
SELECT application, appId, credentialType, credential, keyId, startDateTime, endDateTime, lastUsedDateTime, owners
FROM credentials
WHERE EXISTS (SELECT 1 FROM used_credentials)
  AND credentialType NOT LIKE 'SAML%'
  AND COALESCE(usage, 'Verify') = 'Verify'
  AND COALESCE(daysLeft >= 0, TRUE)
  AND COALESCE(startDateTime < idle_since, TRUE)
  AND COALESCE(lastUsedDateTime < idle_since, TRUE)
ORDER BY lastUsedDateTime NULLS FIRST, endDateTime DESC NULLS FIRST, application NULLS LAST, keyId, objectId;

-- section: permissions | Permissions granted and not used, not asked for, or asked for and not granted
WITH own AS (SELECT DISTINCT appId FROM entra.applications),
grants AS (
  SELECT
    g.principalId,
    COUNT(*) AS granted,
    MIN(g.createdDateTime) AS firstDateTime,
    ARRAY_AGG(IF(q.principalId IS NULL, g.permission, NULL) IGNORE NULLS ORDER BY g.permission, g.appRoleId) AS notRequired
  FROM granted AS g
  LEFT JOIN required AS q
    ON q.principalId = g.principalId AND q.resourceAppId = g.resourceAppId AND q.appRoleId = g.appRoleId
  GROUP BY g.principalId
),
missing AS (
  SELECT q.principalId, ARRAY_AGG(q.permission ORDER BY q.permission, q.appRoleId) AS notGranted
  FROM required AS q
  LEFT JOIN granted AS g
    ON g.principalId = q.principalId AND g.resourceAppId = q.resourceAppId AND g.appRoleId = q.appRoleId
  WHERE g.principalId IS NULL
  GROUP BY q.principalId
),
counted AS (
  SELECT
    s.id,
    s.appId,
    s.displayName AS application,
    s.accountEnabled,
    o.appId IS NOT NULL AS isOwn,
    COALESCE(g.granted, 0) AS granted,
    -- Only of own applications it is known what they ask for.
    IF(o.appId IS NOT NULL AND EXISTS (SELECT 1 FROM required), g.notRequired, NULL) AS notRequired,
    IF(o.appId IS NOT NULL AND EXISTS (SELECT 1 FROM granted), m.notGranted, NULL) AS notGranted,
    l.lastOwnSignInDateTime,
    CASE
      WHEN s.servicePrincipalType = 'ManagedIdentity' AND l.lastOwnSignInDateTime IS NULL THEN NULL
      -- What came within the idle days may still be waiting for its first day.
      WHEN g.firstDateTime >= idle_since THEN FALSE
      WHEN EXISTS (SELECT 1 FROM clients) THEN COALESCE(l.lastOwnSignInDateTime < idle_since, TRUE)
    END AS isUnused
  FROM entra.service_principals AS s
  LEFT JOIN own AS o ON o.appId = s.appId
  LEFT JOIN grants AS g ON g.principalId = s.id
  LEFT JOIN missing AS m ON m.principalId = s.id
  LEFT JOIN clients AS l ON l.appId = s.appId
)
SELECT
  c.application,
  c.appId,
  c.accountEnabled,
  IF(EXISTS (SELECT 1 FROM granted), c.granted, NULL) AS granted,
  c.lastOwnSignInDateTime AS lastSignInDateTime,
  IF(c.granted > 0, c.isUnused, NULL) AS unused,
  c.notRequired,
  c.notGranted,
  n.owners
FROM counted AS c
LEFT JOIN owner_names AS n ON n.appId = c.appId
WHERE (c.granted > 0 AND c.isUnused) OR ARRAY_LENGTH(c.notRequired) > 0 OR ARRAY_LENGTH(c.notGranted) > 0
ORDER BY COALESCE(c.granted > 0 AND c.isUnused, FALSE) DESC, c.granted DESC, c.application NULLS LAST, c.id;
