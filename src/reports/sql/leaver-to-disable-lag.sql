-- report: Leavers and their accounts
-- summary: Days from somebody's last day to a disabled or deleted account, and what leavers still use and hold
-- parameter: hr file(userPrincipalName? VARCHAR, employeeId? VARCHAR, leaveDate DATE) | Who leaves, with the last day; without it the leave dates of the directory count
-- parameter: days integer 1 | An account is in time when it is disabled or deleted at most so many days after the last day
-- needs: users, deleted_users
-- uses: directory_audits, user_sign_in_activity, sign_ins, sign_ins_non_interactive, user_managers
-- uses: user_licenses, user_license_states, subscribed_skus, groups, group_members, group_owners, app_role_assignments
-- uses: role_assignments, role_eligibility_schedule_instances, role_definitions, pim_group_eligibility_schedule_instances
-- uses: applications, application_owners, service_principals, service_principal_owners
-- read: A person is found by user principal name (today's, or one that the lake has seen) or by employee number, and every account found so
--   is a row: an administrator's second account too. A deletion ends an account as a disabling does; the earlier of the two counts. basis says
--   where that time comes from: the audit log, the deletion, the run that saw it first, or, when the account was disabled already as the lake
--   first saw it, the time of that run, which is the latest possible one and gives no lag. Somebody without --hr is a leaver by
--   employeeLeaveDateTime. Days are those of UTC.
-- caveat: Audit logs reach back 7 days without Microsoft Entra ID P1, else 30, and from the lake's first run on as far as it has read them.
-- caveat: Deleted accounts are told for 30 days; whom the lake never saw before is not known.
-- caveat: Tokens live on: a disabled account can work for an hour or more, and longer where continuous access evaluation does not reach.
-- caveat: employeeLeaveDateTime needs the permission User-LifeCycleInfo.Read.All, and is empty without it.

-- Accounts that are there, in the bin, or gone: of these the last image that a run recorded.
CREATE TEMP TABLE accounts AS
SELECT id, userPrincipalName, displayName, employeeId, userType, accountEnabled, onPremisesSyncEnabled, createdDateTime,
  employeeLeaveDateTime, 'present' AS place, CAST(NULL AS TIMESTAMPTZ) AS deletedAt
FROM users
UNION ALL
-- In the bin a user principal name begins with the id.
SELECT id,
  CASE WHEN starts_with(lower(userPrincipalName), replace(id, '-', '')) THEN substr(userPrincipalName, 33) ELSE userPrincipalName END,
  displayName, employeeId, userType, accountEnabled, onPremisesSyncEnabled, createdDateTime, employeeLeaveDateTime, 'deleted', deletedDateTime
FROM deleted_users
WHERE id NOT IN (SELECT id FROM users)
UNION ALL
SELECT id, userPrincipalName, displayName, employeeId, userType, accountEnabled, onPremisesSyncEnabled, createdDateTime,
  employeeLeaveDateTime, 'gone', _changed_at
FROM changes_users
WHERE _op = 'delete' AND id NOT IN (SELECT id FROM users) AND id NOT IN (SELECT id FROM deleted_users)
QUALIFY row_number() OVER (PARTITION BY id ORDER BY _changed_at DESC) = 1;

CREATE TEMP TABLE given AS
SELECT row_number() OVER () AS number, userPrincipalName, employeeId, leaveDate FROM hr WHERE leaveDate IS NOT NULL;

CREATE TEMP TABLE matches AS
WITH names AS (
  SELECT id, lower(userPrincipalName) AS name FROM accounts
  UNION
  SELECT c.id, lower(c.userPrincipalName) FROM changes_users c JOIN accounts a ON a.id = c.id
)
SELECT g.number, n.id, g.leaveDate FROM given g JOIN names n ON n.name = lower(g.userPrincipalName)
UNION
SELECT g.number, a.id, g.leaveDate FROM given g JOIN accounts a ON lower(a.employeeId) = lower(g.employeeId)
UNION
SELECT 0, id, CAST(employeeLeaveDateTime AT TIME ZONE 'UTC' AS DATE) FROM accounts
WHERE employeeLeaveDateTime IS NOT NULL AND NOT EXISTS (SELECT 1 FROM hr);

-- Somebody may leave twice: the last time counts.
CREATE TEMP TABLE leavers AS
SELECT a.id, a.userPrincipalName, a.displayName, a.userType, a.accountEnabled, a.onPremisesSyncEnabled, a.place, a.deletedAt, m.leaveDate,
  m.leaveDate <= CAST(getvariable('as_of') AT TIME ZONE 'UTC' AS DATE) AS hasLeft,
  coalesce(CAST(a.createdDateTime AT TIME ZONE 'UTC' AS DATE) > m.leaveDate, false) AS isNew
FROM (SELECT id, max(leaveDate) AS leaveDate FROM matches GROUP BY id) m
JOIN accounts a ON a.id = m.id;

-- What runs saw: each image of a leaver's account, with the one before it.
CREATE TEMP TABLE seen AS
SELECT id, moment, enabled, lag(enabled) OVER (PARTITION BY id ORDER BY moment, isNow) AS before
FROM (
  SELECT id, _changed_at AS moment, accountEnabled AS enabled, 0 AS isNow FROM changes_users
  UNION ALL
  SELECT id, _changed_at, accountEnabled, 1 FROM users
)
WHERE id IN (SELECT id FROM leavers);

-- What the audit log tells: the activities, and for accounts of the premises the property.
CREATE TEMP TABLE audited AS
SELECT t.target.id AS id, a.activityDateTime AS moment,
  CASE WHEN a.activityDisplayName = 'Delete user' THEN 'delete'
    WHEN a.activityDisplayName = 'Restore user' THEN 'restore'
    WHEN a.activityDisplayName = 'Disable account' OR EXISTS (
      SELECT 1 FROM unnest(t.target.modifiedProperties) AS p(property)
      WHERE p.property.displayName = 'AccountEnabled' AND lower(p.property.newValue) IN ('[false]', 'false', '"false"')
    ) THEN 'disable'
    WHEN a.activityDisplayName = 'Enable account' OR EXISTS (
      SELECT 1 FROM unnest(t.target.modifiedProperties) AS p(property)
      WHERE p.property.displayName = 'AccountEnabled' AND lower(p.property.newValue) IN ('[true]', 'true', '"true"')
        AND a.activityDisplayName <> 'Add user'
    ) THEN 'enable'
  END AS what
FROM directory_audits a, unnest(a.targetResources) AS t(target)
WHERE a.result = 'success' AND t.target.id IN (SELECT id FROM leavers);

CREATE TEMP TABLE ends AS
WITH enabled AS (
  SELECT id, max(moment) AS moment FROM (
    SELECT id, moment FROM audited WHERE what = 'enable' UNION ALL SELECT id, moment FROM seen WHERE enabled AND before = false
  ) GROUP BY id
),
by_audit AS (
  SELECT d.id, min(d.moment) AS moment FROM audited d LEFT JOIN enabled e ON e.id = d.id
  WHERE d.what = 'disable' AND (e.moment IS NULL OR d.moment > e.moment) GROUP BY d.id
),
by_run AS (
  SELECT id, max(moment) AS moment, arg_max(before IS NOT NULL, moment) AS isSure FROM seen
  WHERE enabled = false AND before IS DISTINCT FROM false GROUP BY id
),
deletion AS (
  SELECT id, CASE WHEN arg_max(what, moment) = 'delete' THEN max(moment) END AS moment FROM audited
  WHERE what IN ('delete', 'restore') GROUP BY id
),
times AS (
  SELECT l.id, l.userPrincipalName, l.displayName, l.userType, l.accountEnabled, l.onPremisesSyncEnabled, l.place, l.leaveDate, l.hasLeft, l.isNew,
    e.moment > CAST(l.leaveDate + 1 AS TIMESTAMP) AT TIME ZONE 'UTC' AS isAgain,
    CASE WHEN l.accountEnabled = false THEN coalesce(a.moment, r.moment) END AS disabledAt,
    CASE WHEN a.moment IS NOT NULL THEN 'audit log' WHEN r.isSure THEN 'seen by a run' ELSE 'before the first run' END AS disabledBasis,
    CASE l.place WHEN 'deleted' THEN l.deletedAt WHEN 'gone' THEN coalesce(d.moment, l.deletedAt) END AS goneAt,
    CASE WHEN l.place = 'deleted' THEN 'deletion' WHEN d.moment IS NOT NULL THEN 'audit log' ELSE 'seen by a run' END AS goneBasis
  FROM leavers l
  LEFT JOIN enabled e ON e.id = l.id
  LEFT JOIN by_audit a ON a.id = l.id
  LEFT JOIN by_run r ON r.id = l.id
  LEFT JOIN deletion d ON d.id = l.id
)
SELECT id, userPrincipalName, displayName, userType, onPremisesSyncEnabled, leaveDate, hasLeft, isNew, isAgain,
  CASE WHEN place <> 'present' THEN 'deleted' WHEN accountEnabled THEN 'enabled' WHEN accountEnabled = false THEN 'disabled' ELSE 'unknown' END AS state,
  least(disabledAt, goneAt) AS endedAt,
  CASE WHEN disabledAt IS NULL AND goneAt IS NULL THEN NULL
    WHEN goneAt IS NULL OR disabledAt < goneAt THEN disabledBasis ELSE goneBasis END AS basis
FROM times;

CREATE TEMP TABLE verdicts AS
SELECT id, userPrincipalName, displayName, userType, onPremisesSyncEnabled, leaveDate, hasLeft, isNew, state, endedAt, basis,
  CASE WHEN basis <> 'before the first run' THEN date_diff('day', leaveDate, CAST(endedAt AT TIME ZONE 'UTC' AS DATE)) END AS lagDays,
  date_diff('day', leaveDate, CAST(getvariable('as_of') AT TIME ZONE 'UTC' AS DATE)) AS daysSince,
  CASE WHEN isNew THEN 'created after leaving'
    WHEN NOT hasLeft THEN 'has not left yet'
    WHEN state = 'unknown' THEN 'unknown'
    WHEN state = 'enabled' AND isAgain THEN 'enabled again'
    WHEN state = 'enabled' AND daysSince <= getvariable('days') THEN 'not due yet'
    WHEN state = 'enabled' THEN 'still enabled'
    WHEN date_diff('day', leaveDate, CAST(endedAt AT TIME ZONE 'UTC' AS DATE)) <= getvariable('days') THEN 'in time'
    WHEN basis IS NULL OR basis = 'before the first run' THEN 'unknown when'
    ELSE 'late'
  END AS verdict
FROM ends;

-- Sign-ins after the last day, once each: some are in both logs.
CREATE TEMP TABLE later AS
SELECT l.id, 'interactive' AS kind, s.id AS signInId, s.appDisplayName, s.createdDateTime, s.ipAddress, s.status.errorCode = 0 AS succeeded
FROM sign_ins s JOIN verdicts l ON l.id = s.userId AND NOT l.isNew
WHERE s.createdDateTime >= CAST(l.leaveDate + 1 AS TIMESTAMP) AT TIME ZONE 'UTC'
UNION ALL
SELECT l.id, 'non-interactive', s.id, s.appDisplayName, s.createdDateTime, s.ipAddress, s.status.errorCode = 0
FROM sign_ins_non_interactive s JOIN verdicts l ON l.id = s.userId AND NOT l.isNew
WHERE s.createdDateTime >= CAST(l.leaveDate + 1 AS TIMESTAMP) AT TIME ZONE 'UTC' AND s.id NOT IN (SELECT id FROM sign_ins);

-- section: leavers | Leavers and the end of their accounts
-- note: lastSignIn is what Microsoft keeps of successful sign-ins of any kind, and may be a day old.
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
LEFT JOIN user_sign_in_activity a ON a.userId = v.id
ORDER BY
  list_position(['still enabled', 'enabled again', 'created after leaving', 'late', 'unknown when', 'unknown', 'not due yet', 'in time',
    'has not left yet'], v.verdict),
  v.leaveDate, v.userPrincipalName, v.id;

-- section: lag | How long it takes
-- note: Accounts of people who have left; those created after leaving are left out.
-- chart: bar lag by accounts
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
    count(*) AS accounts
  FROM verdicts
  WHERE hasLeft AND NOT isNew
  GROUP BY 1
)
ORDER BY list_position(['before the last day', 'on the last day', '1 day', '2 to 7 days', '8 to 30 days', 'more than 30 days', 'still enabled'], lag) NULLS LAST;

-- section: still-enabled | Leavers whose accounts are enabled
-- note: A synchronised account has to be disabled on the premises. signInsSince counts successful ones of the logs that the lake has.
SELECT
  v.userPrincipalName,
  v.displayName,
  v.userType,
  v.leaveDate,
  v.daysSince,
  coalesce(v.onPremisesSyncEnabled, false) AS isSynchronised,
  (SELECT count(*) FROM later s WHERE s.id = v.id AND s.succeeded) AS signInsSince,
  a.signInActivity.lastSuccessfulSignInDateTime AS lastSignIn,
  m.userPrincipalName AS manager
FROM verdicts v
LEFT JOIN user_sign_in_activity a ON a.userId = v.id
LEFT JOIN user_managers um ON um.userId = v.id
LEFT JOIN users m ON m.id = um.id
WHERE v.hasLeft AND v.state = 'enabled' AND NOT v.isNew
ORDER BY v.daysSince DESC, v.userPrincipalName, v.id;

-- section: sign-ins | Sign-ins after the last day
-- note: From midnight UTC after the last day on. failed counts refused ones, and those that waited for a second factor or the like.
SELECT
  v.userPrincipalName,
  v.leaveDate,
  s.kind,
  s.appDisplayName,
  count(*) FILTER (WHERE s.succeeded) AS succeeded,
  count(*) FILTER (WHERE NOT s.succeeded) AS failed,
  count(DISTINCT s.ipAddress) AS addresses,
  min(s.createdDateTime) AS firstAt,
  max(s.createdDateTime) AS lastAt
FROM later s
JOIN verdicts v ON v.id = s.id
GROUP BY v.id, v.userPrincipalName, v.leaveDate, s.kind, s.appDisplayName
ORDER BY succeeded DESC, failed DESC, v.userPrincipalName, s.kind, s.appDisplayName, v.id;

-- section: holdings | What leavers still hold and own
-- note: Licences and roles of people who have left, their groups, assigned applications, and what they own; "only owner" has nobody else to hand it to.
SELECT DISTINCT v.userPrincipalName, v.leaveDate, v.state, h.kind, h.name, h.detail, h.objectId
FROM verdicts v
JOIN (
  SELECT l.userId AS id, 'licence' AS kind, coalesce(s.skuPartNumber, l.skuId) AS name, t.ways AS detail, l.skuId AS objectId
  FROM user_licenses l
  LEFT JOIN (SELECT skuId, min(skuPartNumber) AS skuPartNumber FROM subscribed_skus GROUP BY skuId) s ON s.skuId = l.skuId
  LEFT JOIN (
    SELECT t.userId, t.skuId,
      string_agg(DISTINCT CASE WHEN t.assignedByGroup IS NULL THEN 'direct' ELSE 'by group ' || coalesce(g.displayName, t.assignedByGroup) END, ', '
        ORDER BY CASE WHEN t.assignedByGroup IS NULL THEN 'direct' ELSE 'by group ' || coalesce(g.displayName, t.assignedByGroup) END) AS ways
    FROM user_license_states t LEFT JOIN groups g ON g.id = t.assignedByGroup
    GROUP BY t.userId, t.skuId
  ) t ON t.userId = l.userId AND t.skuId = l.skuId
  UNION ALL
  SELECT m.id, 'group', g.displayName,
    CASE WHEN g.isAssignableToRole THEN 'role-assignable' WHEN list_contains(g.groupTypes, 'DynamicMembership') THEN 'dynamic'
      WHEN g.onPremisesSyncEnabled THEN 'synchronised' END, m.groupId
  FROM group_members m LEFT JOIN groups g ON g.id = m.groupId
  UNION ALL
  SELECT e.principalId, 'group', g.displayName, 'eligible as ' || e.accessId, e.groupId
  FROM pim_group_eligibility_schedule_instances e LEFT JOIN groups g ON g.id = e.groupId
  UNION ALL
  SELECT r.principalId, 'role', d.displayName,
    CASE WHEN r.directoryScopeId = '/' THEN 'tenant' ELSE coalesce(r.directoryScopeId, r.appScopeId) END, r.roleDefinitionId
  FROM role_assignments r LEFT JOIN role_definitions d ON d.id = r.roleDefinitionId
  UNION ALL
  SELECT r.principalId, 'eligible role', d.displayName,
    CASE WHEN r.directoryScopeId = '/' THEN 'tenant' ELSE coalesce(r.directoryScopeId, r.appScopeId) END, r.roleDefinitionId
  FROM role_eligibility_schedule_instances r LEFT JOIN role_definitions d ON d.id = r.roleDefinitionId
  UNION ALL
  SELECT r.principalId, 'assigned application', coalesce(s.displayName, r.resourceDisplayName), NULL, r.resourceId
  FROM app_role_assignments r LEFT JOIN service_principals s ON s.id = r.resourceId
  UNION ALL
  SELECT o.id, 'owned ' || o.kind, o.name, CASE WHEN o.owners = 1 THEN 'only owner' END, o.objectId
  FROM (
    SELECT w.id, w.kind, w.name, w.objectId, count(*) OVER (PARTITION BY w.objectId) AS owners FROM (
      SELECT o.id, 'application' AS kind, a.displayName AS name, o.applicationId AS objectId
      FROM application_owners o LEFT JOIN applications a ON a.id = o.applicationId
      UNION ALL
      SELECT o.id, 'service principal', s.displayName, o.servicePrincipalId
      FROM service_principal_owners o LEFT JOIN service_principals s ON s.id = o.servicePrincipalId
      UNION ALL
      SELECT o.id, 'group', g.displayName, o.groupId FROM group_owners o LEFT JOIN groups g ON g.id = o.groupId
    ) w
  ) o
) h ON h.id = v.id
WHERE v.hasLeft AND NOT v.isNew
ORDER BY v.userPrincipalName, h.kind, h.name, h.objectId, h.detail;

-- section: unknown | Leavers without an account
-- note: Rows of --hr that match no account: never had one, deleted before the lake began, or written otherwise in HR.
SELECT g.userPrincipalName, g.employeeId, g.leaveDate
FROM given g
WHERE g.number NOT IN (SELECT number FROM matches)
ORDER BY g.leaveDate, g.userPrincipalName, g.employeeId, g.number;
