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
