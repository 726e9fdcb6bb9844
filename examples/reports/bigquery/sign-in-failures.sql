-- Failed sign-ins, for BigQuery: why sign-ins fail, by application, country and reason, and what looks like password spray or brute force.
-- The dataset is entra, as `entra-extract schema --dialect bigquery` makes it; each table named here has to be there, with or without rows.
-- Sign-ins of the last so many days count.
DECLARE days INT64 DEFAULT 30;
-- So many accounts with wrong passwords from one network within a window look like a spray, so many for one account like brute force.
DECLARE spray_users INT64 DEFAULT 10;
DECLARE brute_failures INT64 DEFAULT 10;
-- The length of a window.
DECLARE minutes INT64 DEFAULT 60;
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();
DECLARE since TIMESTAMP DEFAULT TIMESTAMP_SUB(as_of, INTERVAL days DAY);
-- Empty columns, not zeros, where there is no such log.
DECLARE has_non_interactive BOOL DEFAULT (SELECT COUNT(*) > 0 FROM entra.sign_ins_non_interactive);
DECLARE has_users BOOL DEFAULT (SELECT COUNT(*) > 0 FROM entra.users);

-- Error codes whose meaning matters here; any other one is a failure of the kind "other". 0 is success.
CREATE TEMP TABLE codes AS
SELECT code, kind, provesPassword FROM UNNEST([
  -- Interrupts: the person, or the client, is asked for something and goes on.
  STRUCT(16000 AS code, 'interrupt' AS kind, FALSE AS provesPassword), -- choose an account
  (16001, 'interrupt', FALSE), -- choose an account again
  (16003, 'interrupt', FALSE), -- the account has to be added to the tenant first
  (50055, 'interrupt', TRUE), -- password expired
  (50058, 'interrupt', FALSE), -- silent sign-in without a session
  (50059, 'interrupt', FALSE), -- tenant not yet known
  (50072, 'interrupt', TRUE), -- registration of a second factor
  (50074, 'interrupt', TRUE), -- second factor
  (50076, 'interrupt', TRUE), -- second factor, by policy or place
  (50079, 'interrupt', TRUE), -- registration of a second factor, by policy
  (50089, 'interrupt', FALSE), -- the flow took too long: again
  (50097, 'interrupt', TRUE), -- device authentication
  (50125, 'interrupt', TRUE), -- password reset or registration
  (50127, 'interrupt', TRUE), -- broker application
  (50129, 'interrupt', TRUE), -- registration of the device
  (50132, 'interrupt', FALSE), -- the session was revoked: sign in anew
  (50133, 'interrupt', FALSE), -- the session ended with a change of the password
  (50140, 'interrupt', TRUE), -- stay signed in?
  (50143, 'interrupt', FALSE), -- session of another resource
  (50144, 'interrupt', TRUE), -- password of the premises expired
  (50158, 'interrupt', TRUE), -- external challenge: terms of use, another provider's factor
  (50173, 'interrupt', FALSE), -- the grant is older than the password: sign in anew
  (50199, 'interrupt', FALSE), -- confirmation of the application
  (51006, 'interrupt', FALSE), -- integrated Windows authentication
  (52004, 'interrupt', FALSE), -- consent of LinkedIn
  (65001, 'interrupt', TRUE), -- consent
  (70008, 'interrupt', FALSE), -- the code or token expired: sign in anew
  (70043, 'interrupt', FALSE), -- sign-in frequency: sign in anew
  (70044, 'interrupt', FALSE), -- sign-in frequency: sign in anew
  (81010, 'interrupt', FALSE), -- seamless single sign-on: no ticket
  (81012, 'interrupt', FALSE), -- seamless single sign-on: another user
  (81014, 'interrupt', FALSE), -- seamless single sign-on: ticket not accepted
  (700082, 'interrupt', FALSE), -- token unused for too long: sign in anew
  -- Wrong name or password: what sprays and brute force consist of.
  (50034, 'credentials', FALSE), -- no such account
  (50053, 'credentials', FALSE), -- locked after too many wrong passwords, or a malicious address
  (50056, 'credentials', FALSE), -- no or invalid password
  (50064, 'credentials', FALSE), -- credentials could not be checked
  (50126, 'credentials', FALSE), -- wrong name or password
  -- The password was right, and something else refused; or the account may not.
  (50057, 'account', FALSE), -- account disabled; the password need not be right
  (500121, 'second factor', TRUE), -- second factor refused or not given
  (50088, 'second factor', TRUE), -- too many texts or calls
  (53000, 'policy', TRUE), -- device not compliant
  (53001, 'policy', TRUE), -- device not joined
  (53002, 'policy', TRUE), -- application not approved
  (53003, 'policy', TRUE), -- conditional access
  (53004, 'policy', TRUE), -- risk: a second factor cannot be registered now
  (53009, 'policy', TRUE), -- application protection
  (530032, 'policy', TRUE), -- blocked by a policy on security
  (530034, 'policy', TRUE), -- partner's administrator blocked by risk
  -- The account or the tenant does not allow it.
  (50020, 'account', FALSE), -- account of another tenant without access
  (50105, 'account', TRUE), -- not assigned to the application
  (65004, 'account', TRUE) -- consent refused
]);

CREATE TEMP TABLE logins AS
SELECT
  s.id,
  s.createdDateTime,
  s.isInteractive,
  s.application,
  COALESCE(s.userPrincipalName, s.userId) AS account,
  COALESCE(NULLIF(s.country, ''), '(unknown)') AS country,
  s.ipAddress,
  -- An IPv6 address that holds an IPv4 one counts as that one.
  CASE WHEN s.ipAddress LIKE '%.%.%.%' THEN CONCAT(REGEXP_EXTRACT(s.ipAddress, r'([0-9]+[.][0-9]+[.][0-9]+)[.][0-9]+$'), '.0/24')
    WHEN s.ipAddress LIKE '%:%' THEN CONCAT((
      SELECT STRING_AGG(part, ':' ORDER BY place)
      FROM UNNEST(ARRAY_CONCAT(SPLIT(SPLIT(LOWER(s.ipAddress), '::')[OFFSET(0)], ':'), ['0', '0', '0', '0'])) AS part WITH OFFSET place
      WHERE place < 4
    ), '::/64') END AS network,
  s.errorCode,
  s.failureReason,
  IF(s.errorCode = 0, 'success', COALESCE(c.kind, 'other')) AS kind,
  -- A client that comes with a token proves nothing of the password.
  s.isWithPassword AND (s.errorCode = 0 OR COALESCE(c.provesPassword, FALSE)) AS provesPassword,
  CASE WHEN u.id IS NULL THEN 'unknown' WHEN LOWER(u.userType) = 'guest' THEN 'guest' ELSE 'member' END AS population
FROM (
  SELECT id, createdDateTime, TRUE AS isInteractive, COALESCE(appDisplayName, appId, '(none)') AS application,
    LOWER(NULLIF(userPrincipalName, '')) AS userPrincipalName, NULLIF(userId, '') AS userId, location.countryOrRegion AS country,
    NULLIF(ipAddress, '') AS ipAddress, status.errorCode AS errorCode, status.failureReason AS failureReason,
    TRUE AS isWithPassword
  FROM entra.sign_ins
  WHERE date >= DATE(since)
  UNION ALL
  SELECT id, createdDateTime, FALSE, COALESCE(appDisplayName, appId, '(none)'), LOWER(NULLIF(userPrincipalName, '')), NULLIF(userId, ''),
    location.countryOrRegion, NULLIF(ipAddress, ''), status.errorCode, status.failureReason,
    COALESCE(incomingTokenType, 'none') = 'none'
  FROM entra.sign_ins_non_interactive
  WHERE date >= DATE(since) AND id NOT IN (SELECT id FROM entra.sign_ins WHERE date >= DATE(since))
) s
LEFT JOIN codes c ON c.code = s.errorCode
LEFT JOIN entra.users u ON u.id = s.userId
WHERE s.createdDateTime > since AND s.createdDateTime <= as_of;

CREATE TEMP TABLE wrong AS
SELECT id, createdDateTime, account, network, ipAddress, country, population, errorCode
FROM logins
WHERE kind = 'credentials';

-- Wrong passwords with what the window before each holds. Windows that overlap are one episode.
CREATE TEMP TABLE sprays AS
WITH dense AS (
  SELECT w.network, w.createdDateTime, COUNT(DISTINCT o.account) AS accounts
  FROM wrong w
  JOIN wrong o ON o.network = w.network AND o.createdDateTime <= w.createdDateTime
    AND o.createdDateTime >= TIMESTAMP_SUB(w.createdDateTime, INTERVAL minutes MINUTE)
  GROUP BY w.network, w.id, w.createdDateTime
),
marked AS (
  SELECT network, createdDateTime, accounts,
    COALESCE(createdDateTime > TIMESTAMP_ADD(LAG(createdDateTime) OVER (PARTITION BY network ORDER BY createdDateTime), INTERVAL minutes MINUTE), TRUE) AS isNew
  FROM dense
  WHERE accounts >= spray_users
),
numbered AS (
  SELECT network, createdDateTime, accounts, COUNTIF(isNew) OVER (PARTITION BY network ORDER BY createdDateTime) AS episode FROM marked
),
episodes AS (
  SELECT network, TIMESTAMP_SUB(MIN(createdDateTime), INTERVAL minutes MINUTE) AS fromAt, MAX(createdDateTime) AS endsAt, MAX(accounts) AS peak
  FROM numbered
  GROUP BY network, episode
)
SELECT e.network, MIN(w.createdDateTime) AS beginsAt, e.endsAt, e.peak
FROM episodes e JOIN wrong w ON w.network = e.network AND w.createdDateTime >= e.fromAt AND w.createdDateTime <= e.endsAt
GROUP BY e.network, e.fromAt, e.endsAt, e.peak;

CREATE TEMP TABLE bursts AS
WITH dense AS (
  SELECT w.account, w.createdDateTime, COUNT(*) AS failures
  FROM wrong w
  JOIN wrong o ON o.account = w.account AND o.createdDateTime <= w.createdDateTime
    AND o.createdDateTime >= TIMESTAMP_SUB(w.createdDateTime, INTERVAL minutes MINUTE)
  GROUP BY w.account, w.id, w.createdDateTime
),
marked AS (
  SELECT account, createdDateTime,
    COALESCE(createdDateTime > TIMESTAMP_ADD(LAG(createdDateTime) OVER (PARTITION BY account ORDER BY createdDateTime), INTERVAL minutes MINUTE), TRUE) AS isNew
  FROM dense
  WHERE failures >= brute_failures
),
numbered AS (
  SELECT account, createdDateTime, COUNTIF(isNew) OVER (PARTITION BY account ORDER BY createdDateTime) AS episode FROM marked
),
episodes AS (
  SELECT account, TIMESTAMP_SUB(MIN(createdDateTime), INTERVAL minutes MINUTE) AS fromAt, MAX(createdDateTime) AS endsAt
  FROM numbered
  GROUP BY account, episode
)
SELECT e.account, MIN(w.createdDateTime) AS beginsAt, e.endsAt
FROM episodes e JOIN wrong w ON w.account = e.account AND w.createdDateTime >= e.fromAt AND w.createdDateTime <= e.endsAt
GROUP BY e.account, e.fromAt, e.endsAt;

-- Who proved a password from a network in an episode or the window after it, and not before it from there.
CREATE TEMP TABLE proved AS
WITH firsts AS (
  SELECT network, account, MIN(createdDateTime) AS firstAt FROM logins WHERE provesPassword GROUP BY network, account
)
SELECT s.network, s.beginsAt, ARRAY_AGG(f.account ORDER BY f.account LIMIT 20) AS accounts
FROM sprays s
JOIN firsts f ON f.network = s.network AND f.firstAt >= s.beginsAt AND f.firstAt <= TIMESTAMP_ADD(s.endsAt, INTERVAL minutes MINUTE)
GROUP BY s.network, s.beginsAt;

-- section: reasons
SELECT
  errorCode,
  MAX(failureReason) AS failureReason,
  kind,
  COUNT(*) AS failures,
  COUNTIF(isInteractive) AS interactive,
  IF(has_non_interactive, COUNTIF(NOT isInteractive), NULL) AS nonInteractive,
  COUNT(DISTINCT account) AS accounts,
  IF(has_users, COUNT(DISTINCT IF(population = 'guest', account, NULL)), NULL) AS guests,
  MAX(createdDateTime) AS lastAt
FROM logins
WHERE kind NOT IN ('success', 'interrupt')
GROUP BY errorCode, kind
ORDER BY failures DESC, errorCode;

-- section: applications
SELECT
  application,
  COUNT(*) AS signIns,
  COUNTIF(kind = 'success') AS succeeded,
  COUNTIF(kind NOT IN ('success', 'interrupt')) AS failures,
  ROUND(100.0 * COUNTIF(kind NOT IN ('success', 'interrupt')) / NULLIF(COUNTIF(kind <> 'interrupt'), 0), 1) AS percentFailed,
  COUNTIF(kind = 'credentials') AS credentials,
  COUNTIF(kind = 'policy') AS policy,
  COUNTIF(kind = 'interrupt') AS interrupts,
  COUNT(DISTINCT IF(kind NOT IN ('success', 'interrupt'), account, NULL)) AS accounts
FROM logins
GROUP BY application
ORDER BY failures DESC, signIns DESC, application;

-- section: countries
SELECT
  country,
  COUNT(*) AS signIns,
  COUNTIF(kind = 'success') AS succeeded,
  COUNTIF(kind NOT IN ('success', 'interrupt')) AS failures,
  ROUND(100.0 * COUNTIF(kind NOT IN ('success', 'interrupt')) / NULLIF(COUNTIF(kind <> 'interrupt'), 0), 1) AS percentFailed,
  COUNTIF(kind = 'credentials') AS credentials,
  COUNT(DISTINCT IF(kind NOT IN ('success', 'interrupt'), account, NULL)) AS accounts,
  COUNT(DISTINCT IF(kind NOT IN ('success', 'interrupt'), network, NULL)) AS networks
FROM logins
GROUP BY country
ORDER BY failures DESC, signIns DESC, country;

-- section: spray
WITH decided AS (
  SELECT s.network, s.beginsAt, COUNT(*) AS signIns
  FROM sprays s JOIN logins l ON l.network = s.network AND l.createdDateTime >= s.beginsAt AND l.createdDateTime <= s.endsAt
  WHERE l.kind <> 'interrupt'
  GROUP BY s.network, s.beginsAt
),
tried AS (
  SELECT s.network, s.beginsAt, s.peak, MIN(w.createdDateTime) AS firstAt, MAX(w.createdDateTime) AS lastAt, COUNT(*) AS attempts,
    COUNT(DISTINCT w.account) AS accounts, ARRAY_AGG(DISTINCT w.country ORDER BY w.country) AS countries
  FROM sprays s JOIN wrong w ON w.network = s.network AND w.createdDateTime >= s.beginsAt AND w.createdDateTime <= s.endsAt
  GROUP BY s.network, s.beginsAt, s.peak
)
SELECT
  t.network,
  t.firstAt,
  t.lastAt,
  t.attempts,
  t.accounts,
  t.peak,
  ROUND(100.0 * t.attempts / d.signIns, 1) AS percentFailed,
  t.countries,
  p.accounts AS provedPassword
FROM tried t
JOIN decided d ON d.network = t.network AND d.beginsAt = t.beginsAt
LEFT JOIN proved p ON p.network = t.network AND p.beginsAt = t.beginsAt
ORDER BY percentFailed DESC, t.accounts DESC, t.network, t.firstAt;

-- section: brute-force
WITH successes AS (
  SELECT account, beginsAt, createdDateTime, network FROM (
    SELECT b.account, b.beginsAt, l.createdDateTime, l.network,
      ROW_NUMBER() OVER (PARTITION BY b.account, b.beginsAt ORDER BY l.createdDateTime, l.id) AS place
    FROM bursts b JOIN logins l ON l.account = b.account AND l.createdDateTime > b.beginsAt
      AND l.createdDateTime <= TIMESTAMP_ADD(b.endsAt, INTERVAL minutes MINUTE)
    WHERE l.provesPassword
  )
  WHERE place = 1
)
SELECT
  b.account,
  ANY_VALUE(w.population) AS population,
  MIN(w.createdDateTime) AS firstAt,
  MAX(w.createdDateTime) AS lastAt,
  COUNT(*) AS failures,
  LOGICAL_OR(w.errorCode = 50053) AS wasLocked,
  COUNT(DISTINCT w.ipAddress) AS addresses,
  MIN(s.createdDateTime) AS succeededAt,
  LOGICAL_OR(s.network = w.network AND w.createdDateTime < s.createdDateTime) AS fromThere
FROM bursts b
JOIN wrong w ON w.account = b.account AND w.createdDateTime >= b.beginsAt AND w.createdDateTime <= b.endsAt
LEFT JOIN successes s ON s.account = b.account AND s.beginsAt = b.beginsAt
GROUP BY b.account, b.beginsAt, b.endsAt
ORDER BY succeededAt IS NULL, failures DESC, b.account, firstAt;

-- section: interrupts
SELECT
  errorCode,
  MAX(failureReason) AS failureReason,
  COUNT(*) AS interrupts,
  COUNTIF(isInteractive) AS interactive,
  IF(has_non_interactive, COUNTIF(NOT isInteractive), NULL) AS nonInteractive,
  COUNT(DISTINCT account) AS accounts,
  MAX(createdDateTime) AS lastAt
FROM logins
WHERE kind = 'interrupt'
GROUP BY errorCode
ORDER BY interrupts DESC, errorCode;
