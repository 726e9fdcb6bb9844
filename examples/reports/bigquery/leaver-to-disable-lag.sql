-- Leavers and their accounts, for BigQuery: days from the last day to a disabled or deleted account, and what leavers still use and hold.
-- The dataset is entra, as `entra-extract schema --dialect bigquery --changes` makes it; each table named here has to be there, with or without rows.
-- An account is in time when it is disabled or deleted at most so many days after the last day.
DECLARE days INT64 DEFAULT 1;
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();

-- Who leaves, with the last day. Fill it from a CSV: bq load --source_format=CSV --skip_leading_rows=1 entra.hr_file hr.csv
-- userPrincipalName:STRING,employeeId:STRING,leaveDate:DATE, and here AS SELECT userPrincipalName, employeeId, leaveDate FROM that table.
-- Without rows the leave dates of the directory count.
CREATE TEMP TABLE hr (userPrincipalName STRING, employeeId STRING, leaveDate DATE);

-- Accounts that are there, in the bin, or gone: of these the last image that a run recorded.
CREATE TEMP TABLE accounts AS
SELECT id, userPrincipalName, displayName, employeeId, userType, accountEnabled, onPremisesSyncEnabled, createdDateTime,
  employeeLeaveDateTime, 'present' AS place, CAST(NULL AS TIMESTAMP) AS deletedAt
FROM entra.users
UNION ALL
-- In the bin a user principal name begins with the id.
SELECT id,
  IF(STARTS_WITH(LOWER(userPrincipalName), REPLACE(id, '-', '')), SUBSTR(userPrincipalName, 33), userPrincipalName),
  displayName, employeeId, userType, accountEnabled, onPremisesSyncEnabled, createdDateTime, employeeLeaveDateTime, 'deleted', deletedDateTime
FROM entra.deleted_users
WHERE id NOT IN (SELECT id FROM entra.users)
UNION ALL
SELECT id, userPrincipalName, displayName, employeeId, userType, accountEnabled, onPremisesSyncEnabled, createdDateTime,
  employeeLeaveDateTime, 'gone', _changed_at
FROM (
  SELECT id, userPrincipalName, displayName, employeeId, userType, accountEnabled, onPremisesSyncEnabled, createdDateTime,
    employeeLeaveDateTime, _changed_at, ROW_NUMBER() OVER (PARTITION BY id ORDER BY _changed_at DESC) AS place
  FROM entra.changes_users
  WHERE _op = 'delete' AND id NOT IN (SELECT id FROM entra.users) AND id NOT IN (SELECT id FROM entra.deleted_users)
)
WHERE place = 1;

CREATE TEMP TABLE given AS
SELECT ROW_NUMBER() OVER () AS number, userPrincipalName, employeeId, leaveDate FROM hr WHERE leaveDate IS NOT NULL;

CREATE TEMP TABLE matches AS
WITH names AS (
  SELECT id, LOWER(userPrincipalName) AS name FROM accounts
  UNION DISTINCT
  SELECT c.id, LOWER(c.userPrincipalName) FROM entra.changes_users c JOIN accounts a ON a.id = c.id
)
SELECT g.number, n.id, g.leaveDate FROM given g JOIN names n ON n.name = LOWER(g.userPrincipalName)
UNION DISTINCT
SELECT g.number, a.id, g.leaveDate FROM given g JOIN accounts a ON LOWER(a.employeeId) = LOWER(g.employeeId)
UNION DISTINCT
SELECT 0, id, DATE(employeeLeaveDateTime) FROM accounts
WHERE employeeLeaveDateTime IS NOT NULL AND (SELECT COUNT(*) FROM hr) = 0;

-- Somebody may leave twice: the last time counts.
CREATE TEMP TABLE leavers AS
SELECT a.id, a.userPrincipalName, a.displayName, a.userType, a.accountEnabled, a.onPremisesSyncEnabled, a.place, a.deletedAt, m.leaveDate,
  m.leaveDate <= DATE(as_of) AS hasLeft,
  COALESCE(DATE(a.createdDateTime) > m.leaveDate, FALSE) AS isNew
FROM (SELECT id, MAX(leaveDate) AS leaveDate FROM matches GROUP BY id) m
JOIN accounts a ON a.id = m.id;

-- What runs saw: each image of a leaver's account, with the one before it.
CREATE TEMP TABLE seen AS
SELECT id, moment, enabled, LAG(enabled) OVER (PARTITION BY id ORDER BY moment, isNow) AS before
FROM (
  SELECT id, _changed_at AS moment, accountEnabled AS enabled, 0 AS isNow FROM entra.changes_users
  UNION ALL
  SELECT id, _changed_at, accountEnabled, 1 FROM entra.users
)
WHERE id IN (SELECT id FROM leavers);

-- What the audit log tells: the activities, and for accounts of the premises the property.
CREATE TEMP TABLE audited AS
SELECT t.id, a.activityDateTime AS moment,
  CASE WHEN a.activityDisplayName = 'Delete user' THEN 'delete'
    WHEN a.activityDisplayName = 'Restore user' THEN 'restore'
    WHEN a.activityDisplayName = 'Disable account' OR EXISTS (
      SELECT 1 FROM UNNEST(t.modifiedProperties) AS p
      WHERE p.displayName = 'AccountEnabled' AND LOWER(p.newValue) IN ('[false]', 'false', '"false"')
    ) THEN 'disable'
    WHEN a.activityDisplayName = 'Enable account' OR EXISTS (
      SELECT 1 FROM UNNEST(t.modifiedProperties) AS p
      WHERE p.displayName = 'AccountEnabled' AND LOWER(p.newValue) IN ('[true]', 'true', '"true"')
        AND a.activityDisplayName <> 'Add user'
    ) THEN 'enable'
  END AS what
FROM entra.directory_audits a, UNNEST(a.targetResources) AS t
WHERE a.result = 'success' AND t.id IN (SELECT id FROM leavers);

CREATE TEMP TABLE ends AS
WITH enabled AS (
  SELECT id, MAX(moment) AS moment FROM (
    SELECT id, moment FROM audited WHERE what = 'enable' UNION ALL SELECT id, moment FROM seen WHERE enabled AND before = FALSE
  ) GROUP BY id
),
by_audit AS (
  SELECT d.id, MIN(d.moment) AS moment FROM audited d LEFT JOIN enabled e ON e.id = d.id
  WHERE d.what = 'disable' AND (e.moment IS NULL OR d.moment > e.moment) GROUP BY d.id
),
by_run AS (
  SELECT id, MAX(moment) AS moment, MAX_BY(before IS NOT NULL, moment) AS isSure FROM seen
  WHERE enabled = FALSE AND before IS DISTINCT FROM FALSE GROUP BY id
),
deletion AS (
  SELECT id, IF(MAX_BY(what, moment) = 'delete', MAX(moment), NULL) AS moment FROM audited
  WHERE what IN ('delete', 'restore') GROUP BY id
),
times AS (
  SELECT l.id, l.userPrincipalName, l.displayName, l.userType, l.accountEnabled, l.onPremisesSyncEnabled, l.place, l.leaveDate, l.hasLeft, l.isNew,
    e.moment > TIMESTAMP(DATE_ADD(l.leaveDate, INTERVAL 1 DAY)) AS isAgain,
    IF(l.accountEnabled = FALSE, COALESCE(a.moment, r.moment), NULL) AS disabledAt,
    CASE WHEN a.moment IS NOT NULL THEN 'audit log' WHEN r.isSure THEN 'seen by a run' ELSE 'before the first run' END AS disabledBasis,
    CASE l.place WHEN 'deleted' THEN l.deletedAt WHEN 'gone' THEN COALESCE(d.moment, l.deletedAt) END AS goneAt,
    CASE WHEN l.place = 'deleted' THEN 'deletion' WHEN d.moment IS NOT NULL THEN 'audit log' ELSE 'seen by a run' END AS goneBasis
  FROM leavers l
  LEFT JOIN enabled e ON e.id = l.id
  LEFT JOIN by_audit a ON a.id = l.id
  LEFT JOIN by_run r ON r.id = l.id
  LEFT JOIN deletion d ON d.id = l.id
)
SELECT id, userPrincipalName, displayName, userType, onPremisesSyncEnabled, leaveDate, hasLeft, isNew, isAgain,
  CASE WHEN place <> 'present' THEN 'deleted' WHEN accountEnabled THEN 'enabled' WHEN accountEnabled = FALSE THEN 'disabled' ELSE 'unknown' END AS state,
  COALESCE(LEAST(disabledAt, goneAt), disabledAt, goneAt) AS endedAt,
  CASE WHEN disabledAt IS NULL AND goneAt IS NULL THEN NULL
    WHEN goneAt IS NULL OR disabledAt < goneAt THEN disabledBasis ELSE goneBasis END AS basis
FROM times;

CREATE TEMP TABLE verdicts AS
SELECT id, userPrincipalName, displayName, userType, onPremisesSyncEnabled, leaveDate, hasLeft, isNew, state, endedAt, basis,
  IF(basis <> 'before the first run', DATE_DIFF(DATE(endedAt), leaveDate, DAY), NULL) AS lagDays,
  DATE_DIFF(DATE(as_of), leaveDate, DAY) AS daysSince,
  CASE WHEN isNew THEN 'created after leaving'
    WHEN NOT hasLeft THEN 'has not left yet'
    WHEN state = 'unknown' THEN 'unknown'
    WHEN state = 'enabled' AND isAgain THEN 'enabled again'
    WHEN state = 'enabled' AND DATE_DIFF(DATE(as_of), leaveDate, DAY) <= days THEN 'not due yet'
    WHEN state = 'enabled' THEN 'still enabled'
    WHEN DATE_DIFF(DATE(endedAt), leaveDate, DAY) <= days THEN 'in time'
    WHEN basis IS NULL OR basis = 'before the first run' THEN 'unknown when'
    ELSE 'late'
  END AS verdict
FROM ends;

-- Sign-ins after the last day, once each: some are in both logs.
CREATE TEMP TABLE later AS
SELECT l.id, 'interactive' AS kind, s.appDisplayName, s.createdDateTime, s.ipAddress, s.status.errorCode = 0 AS succeeded
FROM entra.sign_ins s JOIN verdicts l ON l.id = s.userId
WHERE NOT l.isNew AND s.createdDateTime >= TIMESTAMP(DATE_ADD(l.leaveDate, INTERVAL 1 DAY))
UNION ALL
SELECT l.id, 'non-interactive', s.appDisplayName, s.createdDateTime, s.ipAddress, s.status.errorCode = 0
FROM entra.sign_ins_non_interactive s JOIN verdicts l ON l.id = s.userId
WHERE NOT l.isNew AND s.createdDateTime >= TIMESTAMP(DATE_ADD(l.leaveDate, INTERVAL 1 DAY)) AND s.id NOT IN (SELECT id FROM entra.sign_ins);

-- section: leavers
SELECT
  v.userPrincipalName,
  v.displayName,
  v.leaveDate,
  v.state,
  v.endedAt,
  v.basis,
  v.lagDays,
  v.verdict,
  a.signInActivity.lastSuccessfulSignInDateTime AS lastSignIn
FROM verdicts v
LEFT JOIN entra.user_sign_in_activity a ON a.userId = v.id
ORDER BY
  CASE v.verdict WHEN 'still enabled' THEN 1 WHEN 'enabled again' THEN 2 WHEN 'created after leaving' THEN 3 WHEN 'late' THEN 4
    WHEN 'unknown when' THEN 5 WHEN 'unknown' THEN 6 WHEN 'not due yet' THEN 7 WHEN 'in time' THEN 8 ELSE 9 END,
  v.leaveDate, v.userPrincipalName, v.id;

-- section: lag
SELECT lag, accounts FROM (
  SELECT
    CASE WHEN state = 'enabled' THEN 'still enabled'
      WHEN lagDays IS NULL THEN 'unknown'
      WHEN lagDays < 0 THEN 'before the last day'
      WHEN lagDays = 0 THEN 'on the last day'
      WHEN lagDays = 1 THEN '1 day'
      WHEN lagDays <= 7 THEN '2 to 7 days'
      WHEN lagDays <= 30 THEN '8 to 30 days'
      ELSE 'more than 30 days' END AS lag,
    COUNT(*) AS accounts
  FROM verdicts
  WHERE hasLeft AND NOT isNew
  GROUP BY 1
)
ORDER BY CASE lag WHEN 'before the last day' THEN 1 WHEN 'on the last day' THEN 2 WHEN '1 day' THEN 3 WHEN '2 to 7 days' THEN 4
  WHEN '8 to 30 days' THEN 5 WHEN 'more than 30 days' THEN 6 WHEN 'still enabled' THEN 7 ELSE 8 END;

-- section: still-enabled
SELECT
  v.userPrincipalName,
  v.displayName,
  v.userType,
  v.leaveDate,
  v.daysSince,
  COALESCE(v.onPremisesSyncEnabled, FALSE) AS isSynchronised,
  COALESCE(s.signIns, 0) AS signInsSince,
  a.signInActivity.lastSuccessfulSignInDateTime AS lastSignIn,
  m.userPrincipalName AS manager
FROM verdicts v
LEFT JOIN (SELECT id, COUNTIF(succeeded) AS signIns FROM later GROUP BY id) s ON s.id = v.id
LEFT JOIN entra.user_sign_in_activity a ON a.userId = v.id
LEFT JOIN entra.user_managers um ON um.userId = v.id
LEFT JOIN entra.users m ON m.id = um.id
WHERE v.hasLeft AND v.state = 'enabled' AND NOT v.isNew
ORDER BY v.daysSince DESC, v.userPrincipalName, v.id;

-- section: sign-ins
SELECT
  v.userPrincipalName,
  v.leaveDate,
  s.kind,
  s.appDisplayName,
  COUNTIF(s.succeeded) AS succeeded,
  COUNTIF(NOT s.succeeded) AS failed,
  COUNT(DISTINCT s.ipAddress) AS addresses,
  MIN(s.createdDateTime) AS firstAt,
  MAX(s.createdDateTime) AS lastAt
FROM later s
JOIN verdicts v ON v.id = s.id
GROUP BY v.id, v.userPrincipalName, v.leaveDate, s.kind, s.appDisplayName
ORDER BY succeeded DESC, failed DESC, v.userPrincipalName, s.kind, s.appDisplayName, v.id;

-- section: holdings
SELECT DISTINCT v.userPrincipalName, v.leaveDate, v.state, h.kind, h.name, h.detail, h.objectId
FROM verdicts v
JOIN (
  SELECT l.userId AS id, 'licence' AS kind, COALESCE(s.skuPartNumber, l.skuId) AS name, t.ways AS detail, l.skuId AS objectId
  FROM entra.user_licenses l
  LEFT JOIN (SELECT skuId, MIN(skuPartNumber) AS skuPartNumber FROM entra.subscribed_skus GROUP BY skuId) s ON s.skuId = l.skuId
  LEFT JOIN (
    SELECT userId, skuId, STRING_AGG(DISTINCT way, ', ' ORDER BY way) AS ways FROM (
      SELECT t.userId, t.skuId,
        IF(t.assignedByGroup IS NULL, 'direct', CONCAT('by group ', COALESCE(g.displayName, t.assignedByGroup))) AS way
      FROM entra.user_license_states t LEFT JOIN entra.`groups` g ON g.id = t.assignedByGroup
    )
    GROUP BY userId, skuId
  ) t ON t.userId = l.userId AND t.skuId = l.skuId
  UNION ALL
  SELECT m.id, 'group', g.displayName,
    CASE WHEN g.isAssignableToRole THEN 'role-assignable' WHEN 'DynamicMembership' IN UNNEST(g.groupTypes) THEN 'dynamic'
      WHEN g.onPremisesSyncEnabled THEN 'synchronised' END, m.groupId
  FROM entra.group_members m LEFT JOIN entra.`groups` g ON g.id = m.groupId
  UNION ALL
  SELECT e.principalId, 'group', g.displayName, CONCAT('eligible as ', e.accessId), e.groupId
  FROM entra.pim_group_eligibility_schedule_instances e LEFT JOIN entra.`groups` g ON g.id = e.groupId
  UNION ALL
  SELECT r.principalId, 'role', d.displayName, IF(r.directoryScopeId = '/', 'tenant', COALESCE(r.directoryScopeId, r.appScopeId)), r.roleDefinitionId
  FROM entra.role_assignments r LEFT JOIN entra.role_definitions d ON d.id = r.roleDefinitionId
  UNION ALL
  SELECT r.principalId, 'eligible role', d.displayName, IF(r.directoryScopeId = '/', 'tenant', COALESCE(r.directoryScopeId, r.appScopeId)), r.roleDefinitionId
  FROM entra.role_eligibility_schedule_instances r LEFT JOIN entra.role_definitions d ON d.id = r.roleDefinitionId
  UNION ALL
  SELECT r.principalId, 'assigned application', COALESCE(s.displayName, r.resourceDisplayName), CAST(NULL AS STRING), r.resourceId
  FROM entra.app_role_assignments r LEFT JOIN entra.service_principals s ON s.id = r.resourceId
  UNION ALL
  SELECT o.id, CONCAT('owned ', o.kind), o.name, IF(o.owners = 1, 'only owner', NULL), o.objectId
  FROM (
    SELECT w.id, w.kind, w.name, w.objectId, COUNT(*) OVER (PARTITION BY w.objectId) AS owners FROM (
      SELECT o.id, 'application' AS kind, a.displayName AS name, o.applicationId AS objectId
      FROM entra.application_owners o LEFT JOIN entra.applications a ON a.id = o.applicationId
      UNION ALL
      SELECT o.id, 'service principal', s.displayName, o.servicePrincipalId
      FROM entra.service_principal_owners o LEFT JOIN entra.service_principals s ON s.id = o.servicePrincipalId
      UNION ALL
      SELECT o.id, 'group', g.displayName, o.groupId FROM entra.group_owners o LEFT JOIN entra.`groups` g ON g.id = o.groupId
    ) w
  ) o
) h ON h.id = v.id
WHERE v.hasLeft AND NOT v.isNew
ORDER BY userPrincipalName, kind, name, objectId, detail;

-- section: unknown
SELECT g.userPrincipalName, g.employeeId, g.leaveDate
FROM given g
WHERE g.number NOT IN (SELECT number FROM matches)
ORDER BY g.leaveDate, g.userPrincipalName, g.employeeId, g.number;
