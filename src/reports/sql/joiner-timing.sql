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
