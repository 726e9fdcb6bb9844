-- Joiner timing, for BigQuery: days from the start in HR to the account, the first licence, group, MFA registration and sign-in.
-- The dataset is entra, as `entra-extract schema --dialect bigquery --changes` makes it; each table named here has to be there, with or without rows.
DECLARE days INT64 DEFAULT 90;
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();

-- Who started, as HR has them. To load a file: bq load --source_format=CSV --skip_leading_rows=1 entra.hr joiners.csv
-- userPrincipalName:STRING,employeeId:STRING,startDate:DATE, and then SELECT from it here. Without rows: by employeeHireDate.
CREATE TEMP TABLE hr AS
SELECT userPrincipalName, employeeId, startDate
FROM UNNEST([
  STRUCT('adele.vance@contoso.com' AS userPrincipalName, CAST(NULL AS STRING) AS employeeId, DATE '2026-11-02' AS startDate)
])
WHERE FALSE;

CREATE TEMP TABLE people AS
SELECT ROW_NUMBER() OVER (ORDER BY startDate, upn, employeeId) AS number, upn, employeeId, startDate
FROM (
  SELECT DISTINCT LOWER(userPrincipalName) AS upn, employeeId, startDate
  FROM hr
  WHERE startDate IS NOT NULL AND (userPrincipalName IS NOT NULL OR employeeId IS NOT NULL)
  UNION ALL
  SELECT LOWER(userPrincipalName), CAST(NULL AS STRING), DATE(employeeHireDate)
  FROM entra.users
  WHERE NOT EXISTS (SELECT 1 FROM hr) AND ABS(DATE_DIFF(DATE(employeeHireDate), DATE(as_of), DAY)) <= days
);

-- A deleted user's name begins with its id.
CREATE TEMP TABLE accounts AS
SELECT id, LOWER(userPrincipalName) AS upn, employeeId, createdDateTime, accountEnabled, FALSE AS isDeleted, deletedDateTime
FROM entra.users
UNION ALL
SELECT
  id,
  REGEXP_REPLACE(LOWER(userPrincipalName), '^[0-9a-f]{32}', ''),
  employeeId,
  createdDateTime,
  accountEnabled,
  TRUE,
  deletedDateTime
FROM entra.deleted_users;

-- By name first, then by number; of several accounts the living one, then the oldest.
CREATE TEMP TABLE matched AS
SELECT number, id
FROM (
  SELECT p.number, 1 AS way, a.id, a.isDeleted, a.createdDateTime
  FROM people AS p
  JOIN accounts AS a ON a.upn = p.upn
  UNION ALL
  SELECT p.number, 2, a.id, a.isDeleted, a.createdDateTime
  FROM people AS p
  JOIN accounts AS a ON a.employeeId = p.employeeId
)
WHERE TRUE
QUALIFY ROW_NUMBER() OVER (PARTITION BY number ORDER BY isDeleted, way, createdDateTime IS NULL, createdDateTime, id) = 1;

CREATE TEMP TABLE joiners AS
SELECT
  p.number,
  COALESCE(p.upn, a.upn) AS upn,
  COALESCE(p.employeeId, a.employeeId) AS employeeId,
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
FROM people AS p
LEFT JOIN matched AS m ON m.number = p.number
LEFT JOIN accounts AS a ON a.id = m.id;

CREATE TEMP TABLE wanted AS
SELECT DISTINCT id, COALESCE(createdDateTime, TIMESTAMP '0001-01-01 00:00:00+00') AS born
FROM joiners
WHERE id IS NOT NULL;

CREATE TEMP TABLE audited AS
SELECT target.id, a.activityDisplayName AS activity, a.activityDateTime AS at_time
FROM entra.directory_audits AS a, UNNEST(a.targetResources) AS target
WHERE a.result = 'success';

CREATE TEMP TABLE registered AS
SELECT id, _changed_at AS at_time
FROM (
  SELECT id, _changed_at, _op, isMfaRegistered, LAG(isMfaRegistered) OVER (PARTITION BY id ORDER BY _changed_at) AS was
  FROM entra.changes_user_registration_details
)
WHERE isMfaRegistered AND _op <> 'delete' AND (_op = 'insert' OR was = FALSE);

-- The first of everything that tells when a step was done at the latest; what is older than the account is not the account's.
CREATE TEMP TABLE evidence AS
SELECT e.id, e.step, e.source, MIN(e.at_time) AS at_time
FROM (
  SELECT u.id, 'licence' AS step, plan.assignedDateTime AS at_time, 'assignedPlans' AS source
  FROM entra.users AS u, UNNEST(u.assignedPlans) AS plan
  UNION ALL
  SELECT userId, 'licence', _changed_at, 'changes_user_licenses' FROM entra.changes_user_licenses WHERE _op = 'insert'
  UNION ALL
  SELECT id, 'licence', at_time, 'directory_audits' FROM audited WHERE activity = 'Change user license'
  UNION ALL
  SELECT id, 'group', _changed_at, 'changes_group_members' FROM entra.changes_group_members WHERE _op = 'insert'
  UNION ALL
  SELECT id, 'group', at_time, 'directory_audits' FROM audited WHERE activity = 'Add member to group'
  UNION ALL
  SELECT id, 'mfa', at_time, 'changes_user_registration_details' FROM registered
  UNION ALL
  SELECT id, 'mfa', lastUpdatedDateTime, 'user_registration_details'
  FROM entra.user_registration_details WHERE isMfaRegistered
  UNION ALL
  SELECT id, 'mfa', at_time, 'directory_audits'
  FROM audited
  WHERE activity IN ('User registered all required security info', 'User registered security info', 'Admin registered security info')
  UNION ALL
  SELECT userId, 'mfa', createdDateTime, 'user_authentication_methods'
  FROM entra.user_authentication_methods
  WHERE REGEXP_CONTAINS(
    _odata_type,
    '[.](microsoftAuthenticator|phone|softwareOath|hardwareOath|fido2|windowsHelloForBusiness|platformCredential)'
  )
  UNION ALL
  SELECT userId, 'sign-in', createdDateTime, 'sign_ins' FROM entra.sign_ins WHERE status.errorCode = 0
  UNION ALL
  SELECT userId, 'sign-in', createdDateTime, 'sign_ins_non_interactive'
  FROM entra.sign_ins_non_interactive WHERE status.errorCode = 0
  UNION ALL
  SELECT userId, 'sign-in', signInActivity.lastSuccessfulSignInDateTime, 'user_sign_in_activity'
  FROM entra.user_sign_in_activity
) AS e
JOIN wanted AS w ON w.id = e.id
WHERE e.at_time >= w.born
GROUP BY e.id, e.step, e.source;

-- Since when the logs tell everything.
CREATE TEMP TABLE logs AS
SELECT 'directory_audits' AS source, MIN(activityDateTime) AS since FROM entra.directory_audits
UNION ALL
SELECT 'sign_ins', MIN(createdDateTime) FROM entra.sign_ins
UNION ALL
SELECT 'sign_ins_non_interactive', MIN(createdDateTime) FROM entra.sign_ins_non_interactive;

-- What the tables show of a step now: true, false, or NULL.
CREATE TEMP TABLE present AS
SELECT j.number, 'licence' AS step, l.userId IS NOT NULL AS done
FROM joiners AS j
LEFT JOIN (SELECT DISTINCT userId FROM entra.user_licenses) AS l ON l.userId = j.id
UNION ALL
SELECT j.number, 'group', m.id IS NOT NULL
FROM joiners AS j
LEFT JOIN (SELECT DISTINCT id FROM entra.group_members) AS m ON m.id = j.id
UNION ALL
SELECT j.number, 'mfa', r.isMfaRegistered
FROM joiners AS j
LEFT JOIN entra.user_registration_details AS r ON r.id = j.id
UNION ALL
SELECT
  j.number,
  'sign-in',
  CASE
    WHEN s.signInActivity.lastSuccessfulSignInDateTime IS NOT NULL THEN TRUE
    WHEN s.signInActivity IS NULL AND s.userId IS NOT NULL THEN FALSE
  END
FROM joiners AS j
LEFT JOIN entra.user_sign_in_activity AS s ON s.userId = j.id;

CREATE TEMP TABLE steps AS
SELECT
  j.number,
  j.upn,
  j.employeeId,
  j.startDate,
  'account' AS step,
  1 AS place,
  DATE_DIFF(DATE(j.createdDateTime), j.startDate, DAY) AS daysTaken,
  CASE WHEN j.id IS NULL THEN 'not yet' WHEN j.createdDateTime IS NULL THEN 'unknown' ELSE 'exact' END AS certainty,
  j.createdDateTime AS at_time,
  IF(j.createdDateTime IS NULL, NULL, 'createdDateTime') AS source
FROM joiners AS j
UNION ALL
SELECT
  j.number,
  j.upn,
  j.employeeId,
  j.startDate,
  p.step,
  CASE p.step WHEN 'licence' THEN 2 WHEN 'group' THEN 3 WHEN 'mfa' THEN 4 ELSE 5 END,
  DATE_DIFF(DATE(e.at_time), j.startDate, DAY),
  CASE
    WHEN e.at_time IS NOT NULL AND j.createdDateTime >= l.since THEN 'exact'
    WHEN e.at_time IS NOT NULL THEN 'at the latest'
    WHEN j.id IS NULL OR (p.done = FALSE AND NOT j.isDeleted) THEN 'not yet'
    ELSE 'unknown'
  END,
  e.at_time,
  e.source
FROM joiners AS j
JOIN present AS p ON p.number = j.number
LEFT JOIN (
  SELECT id, step, at_time, source
  FROM evidence
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY id, step ORDER BY at_time, source) = 1
) AS e ON e.id = j.id AND e.step = p.step
LEFT JOIN logs AS l ON l.source = e.source;

-- section: joiners
SELECT
  j.upn AS userPrincipalName,
  j.employeeId,
  j.startDate,
  j.account,
  MAX(IF(s.step = 'account', s.daysTaken, NULL)) AS accountDays,
  MAX(IF(s.step = 'licence', s.daysTaken, NULL)) AS licenceDays,
  MAX(IF(s.step = 'group', s.daysTaken, NULL)) AS groupDays,
  MAX(IF(s.step = 'mfa', s.daysTaken, NULL)) AS mfaDays,
  MAX(IF(s.step = 'sign-in', s.daysTaken, NULL)) AS signInDays,
  ARRAY_AGG(IF(s.certainty = 'not yet', s.step, NULL) IGNORE NULLS ORDER BY s.place) AS notYet,
  ARRAY_AGG(IF(s.certainty = 'unknown', s.step, NULL) IGNORE NULLS ORDER BY s.place) AS `unknown`
FROM joiners AS j
JOIN steps AS s ON s.number = j.number
GROUP BY j.number, j.upn, j.employeeId, j.startDate, j.account
ORDER BY COUNTIF(s.certainty = 'not yet') DESC, j.startDate, j.upn IS NULL, j.upn, j.number;

-- section: summary
SELECT
  step,
  COUNT(*) AS joiners,
  COUNT(daysTaken) AS done,
  APPROX_QUANTILES(daysTaken, 2)[OFFSET(1)] AS medianDays,
  MAX(daysTaken) AS mostDays,
  COUNTIF(daysTaken > 0) AS afterStart,
  COUNTIF(certainty = 'at the latest') AS atTheLatest,
  COUNTIF(certainty = 'not yet') AS notYet,
  COUNTIF(certainty = 'unknown') AS `unknown`
FROM steps
WHERE startDate <= DATE(as_of)
GROUP BY step, place
ORDER BY place;

-- section: missing
SELECT
  upn AS userPrincipalName,
  employeeId,
  startDate,
  DATE_DIFF(DATE(as_of), startDate, DAY) AS daysSinceStart,
  IF(isDeleted, 'deleted', 'never seen') AS finding,
  deletedDateTime
FROM joiners
WHERE account IN ('none', 'deleted')
ORDER BY daysSinceStart DESC, upn IS NULL, upn, employeeId IS NULL, employeeId, number;

-- section: late
SELECT
  j.upn AS userPrincipalName,
  j.employeeId,
  j.startDate,
  j.createdDateTime,
  DATE_DIFF(DATE(j.createdDateTime), j.startDate, DAY) AS daysLate,
  u.department,
  u.onPremisesSyncEnabled,
  j.account
FROM joiners AS j
LEFT JOIN entra.users AS u ON u.id = j.id
WHERE DATE(j.createdDateTime) > j.startDate
ORDER BY daysLate DESC, userPrincipalName, j.number;

-- section: unlisted
SELECT
  u.userPrincipalName,
  u.employeeId,
  u.createdDateTime,
  u.accountEnabled,
  u.department,
  u.employeeType,
  u.onPremisesSyncEnabled
FROM entra.users AS u
LEFT JOIN (SELECT DISTINCT id FROM joiners) AS j ON j.id = u.id
WHERE DATE(u.createdDateTime) >= DATE_SUB((SELECT MIN(startDate) FROM hr), INTERVAL days DAY)
  AND u.userType IS DISTINCT FROM 'Guest'
  AND STRPOS(u.userPrincipalName, '#EXT#') = 0
  AND u.isResourceAccount IS DISTINCT FROM TRUE
  AND j.id IS NULL
ORDER BY u.createdDateTime DESC, u.userPrincipalName, u.id;

-- section: steps
SELECT
  upn AS userPrincipalName,
  employeeId,
  startDate,
  step,
  daysTaken AS days,
  certainty,
  at_time AS `at`,
  source
FROM steps
ORDER BY startDate, upn IS NULL, upn, employeeId IS NULL, employeeId, number, place;
