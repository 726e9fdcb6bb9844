-- Questions to a lake, for the DuckDB shell: run it beside the folder `entra-lake` (`duckdb < examples/duckdb.sql`). Queries on
-- changes/ need one change that was written: two extracts with something in between. To try them all on the lake of
-- `npm run demo`: sed 's/entra-lake/entra-demo/' examples/duckdb.sql | duckdb

-- Paid seats of people who have not signed in for 90 days.
WITH last_seen AS (
  -- Who was created lately and never signed in is new, not dormant.
  SELECT
    u.id AS userId,
    greatest(
      u.createdDateTime,
      a.signInActivity.lastSignInDateTime,
      a.signInActivity.lastNonInteractiveSignInDateTime,
      a.signInActivity.lastSuccessfulSignInDateTime
    ) AS seen
  FROM 'entra-lake/users/*.parquet' u
  LEFT JOIN 'entra-lake/user_sign_in_activity/*.parquet' a ON a.userId = u.id
)
SELECT
  s.skuPartNumber AS sku,
  s.prepaidUnits.enabled AS paid_seats,
  count(l.userId) AS assigned,
  count(*) FILTER (WHERE p.seen < now() - INTERVAL 90 DAY) AS dormant
FROM 'entra-lake/subscribed_skus/*.parquet' s
LEFT JOIN 'entra-lake/user_licenses/*.parquet' l ON l.skuId = s.skuId
LEFT JOIN last_seen p ON p.userId = l.userId
-- Free subscriptions come with thousands of seats that cost nothing.
WHERE NOT contains(s.skuPartNumber, 'FREE')
GROUP BY ALL ORDER BY dormant DESC, sku;

-- Members that joined or left a group in the last day. Edges of soft-deleted users stay until Graph removes them.
SELECT g.displayName, c._op, u.userPrincipalName, c._changed_at
FROM 'entra-lake/changes/group_members/*/*.parquet' c
LEFT JOIN 'entra-lake/groups/*.parquet' g ON g.id = c.groupId
LEFT JOIN 'entra-lake/users/*.parquet' u ON u.id = c.id
WHERE c._changed_at > now() - INTERVAL 1 DAY
ORDER BY c._changed_at DESC;

-- Secrets and certificates that expire within 30 days, with the application's owners.
SELECT a.displayName, c.credentialType, c.endDateTime, list(u.userPrincipalName) AS owners
FROM 'entra-lake/application_credentials/*.parquet' c
JOIN 'entra-lake/applications/*.parquet' a ON a.id = c.applicationId
LEFT JOIN 'entra-lake/application_owners/*.parquet' o ON o.applicationId = a.id
LEFT JOIN 'entra-lake/users/*.parquet' u ON u.id = o.id
WHERE c.endDateTime BETWEEN now() AND now() + INTERVAL 30 DAY
GROUP BY ALL ORDER BY c.endDateTime;

-- Failed interactive sign-ins by country and day.
SELECT date, location.countryOrRegion AS country, count(*) AS failed, count(DISTINCT userId) AS people
FROM read_parquet('entra-lake/sign_ins/*/*.parquet', hive_partitioning = true)
WHERE status.errorCode <> 0
GROUP BY ALL ORDER BY date DESC, failed DESC;

-- Sign-ins with legacy protocols, which know no multi-factor authentication.
SELECT clientAppUsed, count(*) AS sign_ins, count(DISTINCT userPrincipalName) AS people
FROM read_parquet('entra-lake/sign_ins/*/*.parquet', hive_partitioning = true)
WHERE clientAppUsed IN ('IMAP4', 'POP3', 'Authenticated SMTP', 'Exchange ActiveSync', 'Other clients')
GROUP BY clientAppUsed ORDER BY sign_ins DESC;

-- What happened to one user: the one with the most changes, or whom you write in its place (userPrincipalName = '…').
SELECT _changed_at, _op, userPrincipalName, displayName, department, accountEnabled
FROM 'entra-lake/changes/users/*/*.parquet'
WHERE id = (SELECT mode(id) FROM 'entra-lake/changes/users/*/*.parquet')
ORDER BY _changed_at;

-- Everyone with a privileged role, active or eligible, directly or through a group, and whether they can prove who they are.
WITH held AS (
  SELECT principalId, roleDefinitionId, 'active' AS how FROM 'entra-lake/role_assignments/*.parquet'
  UNION
  SELECT principalId, roleDefinitionId, 'eligible' FROM 'entra-lake/role_eligibility_schedule_instances/*.parquet'
),
people AS (
  SELECT principalId AS userId, roleDefinitionId, how, NULL AS through FROM held
  UNION
  SELECT m.id, h.roleDefinitionId, h.how, m.groupId
  FROM held h JOIN 'entra-lake/group_members/*.parquet' m ON m.groupId = h.principalId
)
SELECT d.displayName AS role, p.how, u.userPrincipalName, g.displayName AS through, r.isMfaRegistered AS mfa
FROM people p
JOIN 'entra-lake/users/*.parquet' u ON u.id = p.userId
JOIN 'entra-lake/role_definitions/*.parquet' d ON d.id = p.roleDefinitionId
LEFT JOIN 'entra-lake/groups/*.parquet' g ON g.id = p.through
LEFT JOIN 'entra-lake/user_registration_details/*.parquet' r ON r.id = p.userId
ORDER BY role, how, userPrincipalName;

-- Applications that were granted application permissions on Microsoft Graph, and when they last signed in.
SELECT a.principalDisplayName AS application, list(DISTINCT r.role.value ORDER BY r.role.value) AS permissions,
  any_value(s.lastSignInActivity.lastSignInDateTime) AS last_sign_in
FROM 'entra-lake/service_principal_app_role_assignments/*.parquet' a
JOIN (SELECT id, unnest(appRoles) AS role FROM 'entra-lake/service_principals/*.parquet') r
  ON r.id = a.resourceId AND r.role.id = a.appRoleId
JOIN 'entra-lake/service_principals/*.parquet' p ON p.id = a.principalId
LEFT JOIN 'entra-lake/service_principal_sign_in_activities/*.parquet' s ON s.appId = p.appId
WHERE a.resourceDisplayName = 'Microsoft Graph'
GROUP BY a.principalId, a.principalDisplayName ORDER BY len(permissions) DESC, application;

-- What was changed in the directory in the last day, and by whom: from the audit log, one row per property.
SELECT c.activityDateTime, a.activityDisplayName, a.initiatedBy."user".userPrincipalName AS actor, c.targetDisplayName AS target,
  c.displayName AS property, c.oldValue, c.newValue
FROM read_parquet('entra-lake/directory_audit_changes/*/*.parquet') c
JOIN read_parquet('entra-lake/directory_audits/*/*.parquet') a ON a.id = c.auditId
WHERE c.activityDateTime > now() - INTERVAL 1 DAY
ORDER BY c.activityDateTime DESC, c.targetIndex, c.propertyIndex;

-- Licences that people hold and do not use, by the usage reports: no activity in the product for 60 days.
SELECT userPrincipalName, exchangeLastActivityDate, teamsLastActivityDate, assignedProducts
FROM 'entra-lake/m365_active_users/*.parquet'
WHERE coalesce(greatest(exchangeLastActivityDate, teamsLastActivityDate, sharePointLastActivityDate, oneDriveLastActivityDate), DATE '1970-01-01')
  < current_date - 60 AND assignedProducts IS NOT NULL
ORDER BY userPrincipalName;
