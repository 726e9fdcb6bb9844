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
