-- Dormant accounts, for BigQuery: paid seats of accounts that nobody has used for 30, 60 and 90 days.
-- The dataset is entra, as `entra-extract schema --dialect bigquery` makes it; each table named here has to be there, with or without rows.
DECLARE days INT64 DEFAULT 90;
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();

CREATE TEMP FUNCTION days_between(earlier TIMESTAMP, later TIMESTAMP) AS (
  CAST(FLOOR((UNIX_MICROS(later) - UNIX_MICROS(earlier)) / 86400000000) AS INT64)
);

-- What a seat costs a month. To load a file: bq load --source_format=CSV --skip_leading_rows=1 entra.prices prices.csv
-- skuPartNumber:STRING,pricePerMonth:FLOAT,currency:STRING, and then SELECT from it here.
CREATE TEMP TABLE prices AS
SELECT skuPartNumber, pricePerMonth, currency
FROM UNNEST([STRUCT('SPE_E3' AS skuPartNumber, 36.0 AS pricePerMonth, 'EUR' AS currency)])
WHERE FALSE;

-- A SKU that the file names with two prices has none.
CREATE TEMP TABLE price AS
SELECT UPPER(skuPartNumber) AS sku, MIN(pricePerMonth) AS pricePerMonth, MIN(UPPER(currency)) AS currency
FROM prices
WHERE pricePerMonth IS NOT NULL
GROUP BY sku
HAVING COUNT(DISTINCT pricePerMonth) = 1 AND COUNT(DISTINCT COALESCE(UPPER(currency), '')) = 1;

CREATE TEMP TABLE paid AS
SELECT s.skuId, s.skuPartNumber, p.pricePerMonth, p.currency
FROM entra.subscribed_skus AS s
LEFT JOIN price AS p ON p.sku = UPPER(s.skuPartNumber)
WHERE p.pricePerMonth > 0
  OR NOT (
    REGEXP_CONTAINS(s.skuPartNumber, 'FREE|VIRAL|TRIAL|EXPLORATORY')
    OR s.skuPartNumber IN (
      'POWER_BI_STANDARD', 'STREAM', 'WINDOWS_STORE', 'RIGHTSMANAGEMENT_ADHOC', 'MICROSOFT_BUSINESS_CENTER', 'FORMS_PRO'
    )
  );

-- Where no row at all tells a success, attempts are all that is known.
CREATE TEMP TABLE last_use AS
SELECT
  userId,
  CASE
    WHEN success IS NOT NULL THEN success
    WHEN attempt < TIMESTAMP '2023-12-01 00:00:00+00' THEN attempt
    WHEN successes = 0 THEN attempt
  END AS lastUsed
FROM (
  SELECT
    userId,
    signInActivity.lastSuccessfulSignInDateTime AS success,
    COALESCE(
      GREATEST(signInActivity.lastSignInDateTime, signInActivity.lastNonInteractiveSignInDateTime),
      signInActivity.lastSignInDateTime,
      signInActivity.lastNonInteractiveSignInDateTime
    ) AS attempt,
    COUNT(signInActivity.lastSuccessfulSignInDateTime) OVER () AS successes
  FROM entra.user_sign_in_activity
);

-- Accounts from before June 2018 may lack the time of their creation.
CREATE TEMP TABLE seats AS
SELECT
  l.userId,
  l.skuId,
  p.skuPartNumber,
  p.pricePerMonth,
  p.currency,
  u.userPrincipalName,
  COALESCE(u.department, '(none)') AS department,
  u.accountEnabled,
  a.lastUsed,
  IF(
    a.userId IS NULL,
    NULL,
    days_between(COALESCE(a.lastUsed, u.createdDateTime, TIMESTAMP '2018-06-01 00:00:00+00'), as_of)
  ) AS idleDays
FROM entra.user_licenses AS l
JOIN entra.users AS u ON u.id = l.userId
JOIN paid AS p ON p.skuId = l.skuId
LEFT JOIN last_use AS a ON a.userId = l.userId;

-- A licence that could not be assigned takes no seat.
CREATE TEMP TABLE ways AS
SELECT DISTINCT
  l.userId,
  l.skuId,
  l.assignedByGroup IS NOT NULL AS byGroup,
  IF(l.assignedByGroup IS NULL, '(directly)', COALESCE(g.displayName, l.assignedByGroup)) AS assignedBy,
  l.assignedByGroup
FROM entra.user_license_states AS l
LEFT JOIN entra.`groups` AS g ON g.id = l.assignedByGroup
WHERE l.state IS DISTINCT FROM 'Error';

-- section: skus
SELECT
  skuPartNumber,
  COUNT(*) AS assigned,
  COUNTIF(idleDays >= 30) AS dormant30,
  COUNTIF(idleDays >= 60) AS dormant60,
  COUNTIF(idleDays >= 90) AS dormant90,
  COUNTIF(NOT accountEnabled) AS disabled,
  COUNTIF(idleDays IS NULL) AS `unknown`,
  ROUND(SUM(IF(idleDays >= days, pricePerMonth, 0 * pricePerMonth)), 2) AS costPerMonth,
  MIN(currency) AS currency
FROM seats
GROUP BY skuPartNumber
ORDER BY dormant90 DESC, skuPartNumber;

-- section: costs
SELECT
  COALESCE(currency, '(none given)') AS currency,
  COUNT(*) AS seats,
  ROUND(SUM(pricePerMonth), 2) AS assigned,
  ROUND(SUM(IF(idleDays >= 30, pricePerMonth, 0)), 2) AS dormant30,
  ROUND(SUM(IF(idleDays >= 60, pricePerMonth, 0)), 2) AS dormant60,
  ROUND(SUM(IF(idleDays >= 90, pricePerMonth, 0)), 2) AS dormant90,
  ROUND(SUM(IF(accountEnabled, 0, pricePerMonth)), 2) AS disabled
FROM seats
WHERE pricePerMonth IS NOT NULL
GROUP BY 1
ORDER BY dormant90 DESC, currency;

-- section: departments
SELECT
  department,
  skuPartNumber,
  COUNT(*) AS assigned,
  COUNTIF(idleDays >= 30) AS dormant30,
  COUNTIF(idleDays >= 60) AS dormant60,
  COUNTIF(idleDays >= 90) AS dormant90,
  ROUND(SUM(IF(idleDays >= days, pricePerMonth, 0 * pricePerMonth)), 2) AS costPerMonth,
  MIN(currency) AS currency
FROM seats
GROUP BY department, skuPartNumber
ORDER BY dormant90 DESC, department, skuPartNumber;

-- section: assignments
SELECT
  w.assignedBy,
  s.skuPartNumber,
  COUNT(*) AS assigned,
  COUNTIF(s.idleDays >= 30) AS dormant30,
  COUNTIF(s.idleDays >= 60) AS dormant60,
  COUNTIF(s.idleDays >= 90) AS dormant90,
  ROUND(SUM(IF(s.idleDays >= days, s.pricePerMonth, 0 * s.pricePerMonth)), 2) AS costPerMonth,
  MIN(s.currency) AS currency,
  w.assignedByGroup
FROM seats AS s
JOIN ways AS w ON w.userId = s.userId AND w.skuId = s.skuId
GROUP BY w.assignedBy, w.assignedByGroup, s.skuPartNumber
ORDER BY dormant90 DESC, assignedBy, skuPartNumber, assignedByGroup;

-- section: accounts
SELECT
  s.userPrincipalName,
  s.department,
  s.accountEnabled,
  s.skuPartNumber,
  w.assignedBy,
  s.lastUsed,
  s.idleDays,
  s.pricePerMonth,
  s.currency
FROM seats AS s
LEFT JOIN (
  SELECT userId, skuId, ARRAY_AGG(assignedBy ORDER BY byGroup, assignedBy) AS assignedBy
  FROM ways
  GROUP BY userId, skuId
) AS w ON w.userId = s.userId AND w.skuId = s.skuId
WHERE s.idleDays >= days
ORDER BY s.idleDays DESC, s.userPrincipalName, s.skuPartNumber;

-- section: prices
SELECT
  COALESCE(s.skuPartNumber, f.sku) AS skuPartNumber,
  f.pricesPerMonth,
  CASE
    WHEN f.sku IS NULL THEN 'the file has no price'
    WHEN s.skuPartNumber IS NULL THEN 'the tenant has no such SKU'
    ELSE 'the file has no single price'
  END AS problem
FROM (
  SELECT UPPER(skuPartNumber) AS sku, ARRAY_AGG(DISTINCT pricePerMonth IGNORE NULLS ORDER BY pricePerMonth) AS pricesPerMonth
  FROM prices
  GROUP BY sku
) AS f
FULL JOIN paid AS s ON UPPER(s.skuPartNumber) = f.sku
WHERE s.pricePerMonth IS NULL AND EXISTS (SELECT 1 FROM prices)
ORDER BY problem, skuPartNumber;
