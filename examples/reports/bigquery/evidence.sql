-- Evidence, for BigQuery: figures of the tenant for an audit file, with the same fingerprints that the report for DuckDB computes.
-- The dataset is entra, as `entra-extract schema --dialect bigquery` makes it; each table named here has to be there, with or without rows.
-- A value in BigQuery holds 100 MB: a table of more than 1.5 million rows has to be cut before its hashes are joined.
DECLARE days INT64 DEFAULT 30;
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();

-- A text of values that can be told apart again: each with its length in bytes, `-` for NULL.
CREATE TEMP FUNCTION canonical(parts ARRAY<STRING>) AS ((
  SELECT STRING_AGG(IF(part IS NULL, '-', CONCAT(CAST(BYTE_LENGTH(part) AS STRING), ':', part)), '' ORDER BY place)
  FROM UNNEST(parts) AS part WITH OFFSET AS place
));

-- A time as microseconds since 1970.
CREATE TEMP FUNCTION micros(moment TIMESTAMP) AS (CAST(UNIX_MICROS(moment) AS STRING));

CREATE TEMP FUNCTION sha(content STRING) AS (TO_HEX(SHA256(content)));

CREATE TEMP TABLE canonical_rows AS
SELECT
  'applications' AS tableName,
  canonical([id, appId, displayName, signInAudience]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.applications
UNION ALL
SELECT
  'application_credentials' AS tableName,
  canonical([applicationId, credentialType, keyId, micros(startDateTime), micros(endDateTime)]) AS figures,
  canonical([applicationId, credentialType, keyId, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.application_credentials
UNION ALL
SELECT
  'conditional_access_policies' AS tableName,
  canonical([id, displayName, state, ARRAY_TO_STRING(grantControls.builtInControls, ','), micros(createdDateTime), micros(modifiedDateTime)]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.conditional_access_policies
UNION ALL
SELECT
  'deleted_users' AS tableName,
  canonical([id, userPrincipalName, micros(deletedDateTime)]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.deleted_users
UNION ALL
SELECT
  'group_members (of groups with roles)' AS tableName,
  canonical([groupId, id]) AS figures,
  canonical([groupId, id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.group_members
WHERE groupId IN (SELECT principalId FROM entra.role_assignments UNION DISTINCT SELECT principalId FROM entra.role_eligibility_schedule_instances)
UNION ALL
SELECT
  'oauth2_permission_grants' AS tableName,
  canonical([id, clientId, resourceId, consentType, principalId, scope]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.oauth2_permission_grants
UNION ALL
SELECT
  'risk_detections' AS tableName,
  canonical([id, userId, riskEventType, riskLevel, riskState]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.risk_detections
UNION ALL
SELECT
  'risky_users' AS tableName,
  canonical([id, riskLevel, riskState]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.risky_users
UNION ALL
SELECT
  'role_assignments' AS tableName,
  canonical([id, principalId, roleDefinitionId, directoryScopeId, appScopeId]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.role_assignments
UNION ALL
SELECT
  'role_definitions' AS tableName,
  canonical([id, displayName]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.role_definitions
UNION ALL
SELECT
  'role_eligibility_schedule_instances' AS tableName,
  canonical([id, principalId, roleDefinitionId, directoryScopeId, micros(endDateTime)]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.role_eligibility_schedule_instances
UNION ALL
SELECT
  'security_defaults_policy' AS tableName,
  canonical([id, CAST(isEnabled AS STRING)]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.security_defaults_policy
UNION ALL
SELECT
  'service_principal_app_role_assignments' AS tableName,
  canonical([id, principalId, resourceId, appRoleId]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.service_principal_app_role_assignments
UNION ALL
SELECT
  'service_principals' AS tableName,
  canonical([id, appId, appOwnerOrganizationId, servicePrincipalType, CAST(accountEnabled AS STRING)]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.service_principals
UNION ALL
SELECT
  'user_registration_details' AS tableName,
  canonical([id, CAST(isAdmin AS STRING), CAST(isMfaRegistered AS STRING), CAST(isMfaCapable AS STRING), CAST(isPasswordlessCapable AS STRING)]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.user_registration_details
UNION ALL
SELECT
  'users' AS tableName,
  canonical([id, userPrincipalName, userType, CAST(accountEnabled AS STRING)]) AS figures,
  canonical([id, micros(_changed_at)]) AS version,
  _changed_at
FROM entra.users;

-- Each row's hash, then the hash of the sorted hashes: the order of rows does not count.
CREATE TEMP TABLE fingerprints AS
WITH hashed AS (
  SELECT tableName, sha(figures) AS figures, sha(version) AS version, _changed_at FROM canonical_rows
)
SELECT
  tableName,
  COUNT(*) AS `rows`,
  MIN(_changed_at) AS firstDateTime,
  MAX(_changed_at) AS lastDateTime,
  sha(STRING_AGG(figures, '' ORDER BY figures)) AS figuresSha256,
  sha(STRING_AGG(version, '' ORDER BY version)) AS rowsSha256
FROM hashed
GROUP BY tableName;

-- Who holds a role now or may activate it, directly or as a member of a group.
CREATE TEMP TABLE holders AS
WITH given AS (
  SELECT principalId, roleDefinitionId, TRUE AS isActive FROM entra.role_assignments
  UNION ALL
  SELECT principalId, roleDefinitionId, FALSE FROM entra.role_eligibility_schedule_instances
),
reached AS (
  SELECT principalId, roleDefinitionId, isActive, FALSE AS isThroughGroup FROM given
  UNION ALL
  SELECT m.id, g.roleDefinitionId, g.isActive, TRUE FROM given AS g JOIN entra.group_members AS m ON m.groupId = g.principalId
),
kinds AS (
  SELECT
    r.roleDefinitionId,
    r.principalId,
    CASE WHEN u.id IS NOT NULL THEN 'user' WHEN s.id IS NOT NULL THEN 'servicePrincipal' ELSE 'other' END AS kind,
    r.isActive,
    r.isThroughGroup
  FROM reached AS r
  LEFT JOIN entra.users AS u ON u.id = r.principalId
  LEFT JOIN entra.service_principals AS s ON s.id = r.principalId
)
SELECT
  roleDefinitionId,
  principalId,
  kind,
  LOGICAL_OR(isActive) AS isActive,
  LOGICAL_AND(isThroughGroup) AS isThroughGroup
FROM kinds
GROUP BY roleDefinitionId, principalId, kind;

CREATE TEMP TABLE active_holders AS SELECT DISTINCT principalId FROM holders WHERE isActive;

CREATE TEMP TABLE credential_days AS
SELECT CAST(FLOOR((UNIX_MICROS(endDateTime) - UNIX_MICROS(as_of)) / 86400000000) AS INT64) AS daysLeft
FROM entra.application_credentials;

-- section: figures | Figures
WITH figures AS (
  SELECT 1 AS place, 'people' AS area, 'users' AS figure, COUNT(*) AS value FROM entra.users
  UNION ALL
  SELECT 2, 'people', 'members', COUNTIF(userType IS DISTINCT FROM 'Guest') FROM entra.users
  UNION ALL
  SELECT 3, 'people', 'guests', COUNTIF(userType = 'Guest') FROM entra.users
  UNION ALL
  SELECT 4, 'people', 'disabled accounts', COUNTIF(NOT accountEnabled) FROM entra.users
  UNION ALL
  SELECT 5, 'people', 'enabled guests', COUNTIF(userType = 'Guest' AND accountEnabled) FROM entra.users
  UNION ALL
  SELECT 6, 'people', 'deleted accounts that may be restored', CASE WHEN COUNT(*) > 0 THEN COUNT(*) END FROM entra.deleted_users
  UNION ALL
  SELECT 11, 'authentication', 'accounts that Microsoft reports on', CASE WHEN COUNT(*) > 0 THEN COUNT(*) END
  FROM entra.user_registration_details
  UNION ALL
  SELECT 12, 'authentication', 'registered for MFA', CASE WHEN COUNT(*) > 0 THEN COUNTIF(isMfaRegistered) END
  FROM entra.user_registration_details
  UNION ALL
  SELECT 13, 'authentication', 'capable of MFA', CASE WHEN COUNT(*) > 0 THEN COUNTIF(isMfaCapable) END
  FROM entra.user_registration_details
  UNION ALL
  SELECT
    14, 'authentication', 'capable of passwordless sign-in',
    CASE WHEN COUNT(*) > 0 THEN COUNTIF(isPasswordlessCapable) END
  FROM entra.user_registration_details
  UNION ALL
  SELECT
    15, 'authentication', 'administrators not registered for MFA',
    CASE WHEN COUNT(*) > 0 THEN COUNTIF(isAdmin AND NOT isMfaRegistered) END
  FROM entra.user_registration_details
  UNION ALL
  SELECT 21, 'roles', 'role assignments', COUNT(*) FROM entra.role_assignments
  UNION ALL
  SELECT 22, 'roles', 'users who hold a role', COUNT(DISTINCT IF(isActive AND kind = 'user', principalId, NULL)) FROM holders
  UNION ALL
  SELECT
    23, 'roles', 'service principals that hold a role',
    CASE
      WHEN EXISTS (SELECT 1 FROM entra.service_principals)
        THEN COUNT(DISTINCT IF(isActive AND kind = 'servicePrincipal', principalId, NULL))
    END
  FROM holders
  UNION ALL
  -- The same id in every tenant.
  SELECT
    24, 'roles', 'Global Administrators',
    COUNT(DISTINCT IF(isActive AND kind = 'user' AND roleDefinitionId = '62e90394-69f5-4237-9190-012177145e10', principalId, NULL))
  FROM holders
  UNION ALL
  SELECT
    25, 'roles', 'users who may activate a role and hold none',
    CASE
      WHEN EXISTS (SELECT 1 FROM entra.role_eligibility_schedule_instances)
        THEN COUNT(DISTINCT IF(kind = 'user' AND principalId NOT IN (SELECT principalId FROM active_holders), principalId, NULL))
    END
  FROM holders
  UNION ALL
  SELECT 31, 'conditional access', 'policies enabled', CASE WHEN COUNT(*) > 0 THEN COUNTIF(state = 'enabled') END
  FROM entra.conditional_access_policies
  UNION ALL
  SELECT
    32, 'conditional access', 'policies that only report',
    CASE WHEN COUNT(*) > 0 THEN COUNTIF(state = 'enabledForReportingButNotEnforced') END
  FROM entra.conditional_access_policies
  UNION ALL
  SELECT 33, 'conditional access', 'policies disabled', CASE WHEN COUNT(*) > 0 THEN COUNTIF(state = 'disabled') END
  FROM entra.conditional_access_policies
  UNION ALL
  SELECT 34, 'conditional access', 'security defaults (1 on, 0 off)', MAX(CAST(isEnabled AS INT64)) FROM entra.security_defaults_policy
  UNION ALL
  SELECT
    41, 'risk', 'users at risk',
    CASE WHEN COUNT(*) > 0 THEN COUNTIF(riskState IN ('atRisk', 'confirmedCompromised')) END
  FROM entra.risky_users
  UNION ALL
  SELECT
    42, 'risk', 'users at high risk',
    CASE WHEN COUNT(*) > 0 THEN COUNTIF(riskState IN ('atRisk', 'confirmedCompromised') AND riskLevel = 'high') END
  FROM entra.risky_users
  UNION ALL
  SELECT 43, 'risk', 'detections', CASE WHEN COUNT(*) > 0 THEN COUNT(*) END FROM entra.risk_detections
  UNION ALL
  SELECT
    44, 'risk', 'detections still open',
    CASE WHEN COUNT(*) > 0 THEN COUNTIF(riskState IN ('atRisk', 'confirmedCompromised')) END
  FROM entra.risk_detections
  UNION ALL
  SELECT 51, 'applications', 'own applications', CASE WHEN COUNT(*) > 0 THEN COUNT(*) END FROM entra.applications
  UNION ALL
  SELECT
    52, 'applications', 'enterprise applications of other tenants than this and Microsoft\'s',
    CASE
      WHEN COUNT(*) > 0
        THEN COUNTIF(appOwnerOrganizationId NOT IN (
            _tenant_id, 'f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47'
          ))
    END
  FROM entra.service_principals
  UNION ALL
  SELECT 53, 'applications', 'application permissions granted', CASE WHEN COUNT(*) > 0 THEN COUNT(*) END
  FROM entra.service_principal_app_role_assignments
  UNION ALL
  SELECT
    54, 'applications', 'delegated grants for everyone',
    CASE WHEN COUNT(*) > 0 THEN COUNTIF(consentType = 'AllPrincipals') END
  FROM entra.oauth2_permission_grants
  UNION ALL
  SELECT 61, 'credentials', 'secrets and certificates of applications', CASE WHEN COUNT(*) > 0 THEN COUNT(*) END FROM credential_days
  UNION ALL
  SELECT 62, 'credentials', 'expired', CASE WHEN COUNT(*) > 0 THEN COUNTIF(daysLeft < 0) END FROM credential_days
  UNION ALL
  SELECT
    63, 'credentials', 'valid, and expiring within the days',
    CASE WHEN COUNT(*) > 0 THEN COUNTIF(daysLeft >= 0 AND daysLeft < days) END
  FROM credential_days
)
SELECT area, figure, value FROM figures ORDER BY place;

-- section: roles | Roles and their holders
SELECT
  COALESCE(d.displayName, h.roleDefinitionId) AS role,
  COUNTIF(h.isActive AND h.kind = 'user') AS users,
  COUNTIF(h.isActive AND h.kind = 'user' AND h.isThroughGroup) AS usersThroughGroups,
  COUNTIF(h.isActive AND h.kind = 'servicePrincipal') AS servicePrincipals,
  COUNTIF(NOT h.isActive AND h.kind <> 'other') AS eligible
FROM holders AS h
LEFT JOIN entra.role_definitions AS d ON d.id = h.roleDefinitionId
GROUP BY h.roleDefinitionId, d.displayName
ORDER BY users DESC, eligible DESC, role, h.roleDefinitionId;

-- section: policies | Conditional access policies
SELECT displayName, state, grantControls.builtInControls AS grantControls, createdDateTime, modifiedDateTime, id
FROM entra.conditional_access_policies
ORDER BY
  CASE state WHEN 'enabled' THEN 0 WHEN 'enabledForReportingButNotEnforced' THEN 1 ELSE 2 END, displayName, id;

-- section: tables | Tables, their rows and fingerprints
WITH listed AS (
  SELECT tableName, `rows`, firstDateTime, lastDateTime, figuresSha256, rowsSha256 FROM fingerprints
  UNION ALL
  SELECT 'directory_audits', COUNT(*), MIN(activityDateTime), MAX(activityDateTime), CAST(NULL AS STRING), CAST(NULL AS STRING) FROM entra.directory_audits
  UNION ALL
  SELECT 'sign_ins', COUNT(*), MIN(createdDateTime), MAX(createdDateTime), CAST(NULL AS STRING), CAST(NULL AS STRING) FROM entra.sign_ins
)
SELECT tableName AS `table`, `rows`, firstDateTime, lastDateTime, figuresSha256, rowsSha256
FROM listed
WHERE `rows` > 0
ORDER BY tableName;

-- section: fingerprint | The fingerprint of all
SELECT
  (SELECT ANY_VALUE(_tenant_id) FROM entra.users) AS tenantId,
  COUNT(*) AS tables,
  SUM(`rows`) AS `rows`,
  sha(
    CONCAT(
      (SELECT ANY_VALUE(_tenant_id) FROM entra.users), '\n',
      STRING_AGG(CONCAT(tableName, ' ', figuresSha256, '\n'), '' ORDER BY tableName)
    )
  ) AS figuresSha256,
  sha(
    CONCAT(
      (SELECT ANY_VALUE(_tenant_id) FROM entra.users), '\n',
      STRING_AGG(CONCAT(tableName, ' ', rowsSha256, '\n'), '' ORDER BY tableName)
    )
  ) AS rowsSha256
FROM fingerprints;
