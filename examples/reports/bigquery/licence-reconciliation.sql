-- Licence reconciliation, for BigQuery: seats bought, assigned and used of each SKU, by what they are charged to.
-- The dataset is entra, as `entra-extract schema --dialect bigquery` makes it; each table named here has to be there, with or without rows.
DECLARE days INT64 DEFAULT 30;
-- costCenter, division, department, companyName, country or usageLocation
DECLARE charge_to STRING DEFAULT 'costCenter';
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();

-- What a seat costs a month. To load a file: bq load --source_format=CSV --skip_leading_rows=1 entra.prices prices.csv
-- skuPartNumber:STRING,pricePerMonth:FLOAT,currency:STRING, and then SELECT from it here.
CREATE TEMP TABLE prices AS
SELECT skuPartNumber, pricePerMonth, currency
FROM UNNEST([STRUCT('SPE_E3' AS skuPartNumber, 36.0 AS pricePerMonth, 'EUR' AS currency)])
WHERE FALSE;

-- A SKU that the file names with two prices has none.
CREATE TEMP TABLE price AS
SELECT
  sku,
  IF(COUNT(DISTINCT offer) = 1, MIN(pricePerMonth), NULL) AS pricePerMonth,
  IF(COUNT(DISTINCT offer) = 1, MIN(currency), NULL) AS currency
FROM (
  SELECT
    UPPER(skuPartNumber) AS sku,
    pricePerMonth,
    UPPER(currency) AS currency,
    CONCAT(COALESCE(CAST(pricePerMonth AS STRING), '-'), ' ', COALESCE(UPPER(currency), '')) AS offer
  FROM prices
  WHERE skuPartNumber IS NOT NULL
)
GROUP BY sku;

CREATE TEMP TABLE paid AS
SELECT
  s.skuId,
  s.skuPartNumber,
  s.capabilityStatus,
  COALESCE(s.prepaidUnits.enabled, 0) + COALESCE(s.prepaidUnits.warning, 0) AS bought,
  COALESCE(s.prepaidUnits.suspended, 0) + COALESCE(s.prepaidUnits.lockedOut, 0) AS suspended,
  COALESCE(s.consumedUnits, 0) AS consumed,
  s.servicePlans,
  p.pricePerMonth,
  p.currency
FROM entra.subscribed_skus AS s
LEFT JOIN price AS p ON p.sku = UPPER(s.skuPartNumber)
WHERE p.pricePerMonth > 0
  OR NOT (
    REGEXP_CONTAINS(s.skuPartNumber, 'FREE|VIRAL|TRIAL|EXPLORATORY')
    OR s.skuPartNumber IN (
      'POWER_BI_STANDARD', 'STREAM', 'WINDOWS_STORE', 'RIGHTSMANAGEMENT_ADHOC', 'MICROSOFT_BUSINESS_CENTER', 'FORMS_PRO'
    )
  );

-- Plans of the whole company are nobody's seat.
CREATE TEMP TABLE plans AS
SELECT DISTINCT p.skuId, plan.servicePlanId, plan.servicePlanName
FROM paid AS p, UNNEST(p.servicePlans) AS plan
WHERE plan.appliesTo IS DISTINCT FROM 'Company';

-- Which plans are which of the products that usage reports know.
CREATE TEMP TABLE product_plans AS
SELECT DISTINCT p.skuId, p.servicePlanId, k.product
FROM plans AS p
CROSS JOIN UNNEST([
  STRUCT('Exchange' AS product, '^EXCHANGE_(S_(STANDARD|ENTERPRISE|DESKLESS|ESSENTIALS)|B_|L_)' AS pattern),
  STRUCT('SharePoint' AS product, '^SHAREPOINT(STANDARD|ENTERPRISE|DESKLESS|_S_)' AS pattern),
  STRUCT('OneDrive' AS product, '^(SHAREPOINT(STANDARD|ENTERPRISE|DESKLESS|_S_)|ONEDRIVE)' AS pattern),
  STRUCT('Teams' AS product, '^TEAMS' AS pattern),
  STRUCT('Microsoft 365 Apps' AS product, '^OFFICE(SUBSCRIPTION|_BUSINESS)' AS pattern)
]) AS k
WHERE REGEXP_CONTAINS(p.servicePlanName, k.pattern);

-- A name without @ is concealed.
CREATE TEMP TABLE usage_of AS
SELECT
  product,
  LOWER(userPrincipalName) AS upn,
  STRPOS(userPrincipalName, '@') > 0 AS named,
  reportRefreshDate,
  lastActivity
FROM (
  SELECT 'Exchange' AS product, userPrincipalName, reportRefreshDate, exchangeLastActivityDate AS lastActivity
  FROM entra.m365_active_users WHERE hasExchangeLicense AND isDeleted IS DISTINCT FROM TRUE
  UNION ALL
  SELECT 'OneDrive', userPrincipalName, reportRefreshDate, oneDriveLastActivityDate
  FROM entra.m365_active_users WHERE hasOneDriveLicense AND isDeleted IS DISTINCT FROM TRUE
  UNION ALL
  SELECT 'SharePoint', userPrincipalName, reportRefreshDate, sharePointLastActivityDate
  FROM entra.m365_active_users WHERE hasSharePointLicense AND isDeleted IS DISTINCT FROM TRUE
  UNION ALL
  SELECT 'Teams', userPrincipalName, reportRefreshDate, teamsLastActivityDate
  FROM entra.m365_active_users WHERE hasTeamsLicense AND isDeleted IS DISTINCT FROM TRUE
  UNION ALL
  SELECT 'Exchange', userPrincipalName, reportRefreshDate, lastActivityDate
  FROM entra.email_activity WHERE isDeleted IS DISTINCT FROM TRUE
  UNION ALL
  SELECT 'OneDrive', userPrincipalName, reportRefreshDate, lastActivityDate
  FROM entra.onedrive_activity WHERE isDeleted IS DISTINCT FROM TRUE
  UNION ALL
  SELECT 'SharePoint', userPrincipalName, reportRefreshDate, lastActivityDate
  FROM entra.sharepoint_activity WHERE isDeleted IS DISTINCT FROM TRUE
  UNION ALL
  SELECT 'Teams', userPrincipalName, reportRefreshDate, lastActivityDate
  FROM entra.teams_user_activity WHERE isDeleted IS DISTINCT FROM TRUE
  UNION ALL
  SELECT 'Microsoft 365 Apps', userPrincipalName, reportRefreshDate, lastActivityDate FROM entra.m365_app_users
  UNION ALL
  SELECT 'Microsoft 365 Apps', userPrincipalName, reportRefreshDate, lastActivationDate FROM entra.m365_app_users
  UNION ALL
  SELECT 'Microsoft 365 Apps', userPrincipalName, reportRefreshDate, lastActivatedDate FROM entra.m365_activations
);

-- Which products a user has through which seat, and how each was used; a plan that is switched off for the user is none of them.
CREATE TEMP TABLE seat_products AS
SELECT DISTINCT
  l.userId,
  l.skuId,
  p.product,
  a.lastActivity,
  CASE
    WHEN a.upn IS NULL THEN 'unknown'
    WHEN DATE_DIFF(DATE(as_of), a.lastActivity, DAY) < days THEN 'active'
    ELSE 'inactive'
  END AS status
FROM entra.user_licenses AS l
JOIN entra.users AS u ON u.id = l.userId
JOIN product_plans AS p ON p.skuId = l.skuId
LEFT JOIN (
  SELECT upn, product, MAX(lastActivity) AS lastActivity
  FROM usage_of
  WHERE named
  GROUP BY upn, product
) AS a ON a.upn = LOWER(u.userPrincipalName) AND a.product = p.product
WHERE p.servicePlanId NOT IN UNNEST(COALESCE(l.disabledPlans, []));

CREATE TEMP TABLE seats AS
SELECT
  l.userId,
  l.skuId,
  p.skuPartNumber,
  u.userPrincipalName,
  u.accountEnabled,
  COALESCE(
    CASE charge_to
      WHEN 'costCenter' THEN u.employeeOrgData.costCenter
      WHEN 'division' THEN u.employeeOrgData.division
      WHEN 'department' THEN u.department
      WHEN 'companyName' THEN u.companyName
      WHEN 'country' THEN u.country
      WHEN 'usageLocation' THEN u.usageLocation
      ELSE '(to charge: costCenter, division, department, companyName, country or usageLocation)'
    END,
    '(none)'
  ) AS costCentre,
  CASE
    WHEN s.active > 0 THEN 'active'
    WHEN s.userId IS NOT NULL AND s.notKnown = 0 THEN 'inactive'
    ELSE 'unknown'
  END AS status,
  s.lastActivity,
  s.products,
  p.pricePerMonth,
  p.currency
FROM entra.user_licenses AS l
JOIN entra.users AS u ON u.id = l.userId
JOIN paid AS p ON p.skuId = l.skuId
LEFT JOIN (
  SELECT
    userId,
    skuId,
    COUNTIF(status = 'active') AS active,
    COUNTIF(status = 'unknown') AS notKnown,
    MAX(lastActivity) AS lastActivity,
    ARRAY_AGG(product ORDER BY product) AS products
  FROM seat_products
  GROUP BY userId, skuId
) AS s ON s.userId = l.userId AND s.skuId = l.skuId;

-- section: skus
SELECT
  COALESCE(p.skuPartNumber, f.sku) AS skuPartNumber,
  CASE
    WHEN p.skuId IS NULL THEN 'priced, not in the tenant'
    WHEN f.sku IS NOT NULL AND f.pricePerMonth IS NULL THEN CONCAT(p.capabilityStatus, ', no single price')
    ELSE p.capabilityStatus
  END AS status,
  p.bought,
  p.suspended,
  p.consumed,
  IF(p.skuId IS NULL, NULL, COALESCE(l.assigned, 0)) AS assigned,
  p.bought - p.consumed AS free,
  f.pricePerMonth,
  ROUND(IF(p.bought > p.consumed, p.bought - p.consumed, IF(p.skuId IS NULL, NULL, 0)) * f.pricePerMonth, 2) AS costOfFree,
  f.currency
FROM paid AS p
FULL JOIN price AS f ON f.sku = UPPER(p.skuPartNumber)
LEFT JOIN (SELECT skuId, COUNT(*) AS assigned FROM entra.user_licenses GROUP BY skuId) AS l ON l.skuId = p.skuId
LEFT JOIN (SELECT DISTINCT UPPER(skuPartNumber) AS sku FROM entra.subscribed_skus) AS k ON k.sku = f.sku
WHERE p.skuId IS NOT NULL OR k.sku IS NULL
ORDER BY costOfFree DESC, free DESC, skuPartNumber;

-- section: activity
SELECT
  skuPartNumber,
  product,
  COUNT(*) AS seats,
  COUNTIF(status = 'active') AS active,
  COUNTIF(status = 'inactive') AS inactive,
  COUNTIF(status = 'unknown') AS `unknown`,
  COUNTIF(status = 'inactive' AND lastActivity IS NULL) AS neverActive
FROM (
  SELECT skuPartNumber, '(any)' AS product, status, lastActivity FROM seats
  UNION ALL
  SELECT p.skuPartNumber, s.product, s.status, s.lastActivity
  FROM seat_products AS s
  JOIN paid AS p ON p.skuId = s.skuId
)
GROUP BY skuPartNumber, product
ORDER BY skuPartNumber, product;

-- section: cost-centres
SELECT
  costCentre,
  skuPartNumber,
  COUNT(*) AS seats,
  COUNTIF(status = 'active') AS active,
  COUNTIF(status = 'inactive') AS inactive,
  COUNTIF(status = 'unknown') AS `unknown`,
  ROUND(SUM(pricePerMonth), 2) AS costPerMonth,
  ROUND(SUM(IF(status = 'inactive', pricePerMonth, 0 * pricePerMonth)), 2) AS costOfInactive,
  MIN(currency) AS currency
FROM seats
GROUP BY costCentre, skuPartNumber
ORDER BY costCentre, skuPartNumber;

-- section: inactive
SELECT userPrincipalName, accountEnabled, costCentre, skuPartNumber, products, lastActivity, pricePerMonth, currency
FROM seats
WHERE status = 'inactive'
ORDER BY lastActivity NULLS FIRST, userPrincipalName, skuPartNumber;

-- section: overlaps
WITH pairs AS (
  SELECT a.skuId, b.skuId AS otherId, a.skuPartNumber, b.skuPartNumber AS containedIn, a.pricePerMonth, a.currency
  FROM (
    SELECT x.skuId, y.skuId AS otherId, COUNT(*) AS shared
    FROM plans AS x
    JOIN plans AS y ON y.servicePlanId = x.servicePlanId
    WHERE y.skuId <> x.skuId
    GROUP BY x.skuId, y.skuId
  ) AS c
  JOIN (SELECT skuId, COUNT(*) AS plans FROM plans GROUP BY skuId) AS pa ON pa.skuId = c.skuId AND pa.plans = c.shared
  JOIN (SELECT skuId, COUNT(*) AS plans FROM plans GROUP BY skuId) AS pb ON pb.skuId = c.otherId
  JOIN paid AS a ON a.skuId = c.skuId
  JOIN paid AS b ON b.skuId = c.otherId
  WHERE pb.plans > pa.plans
    OR COALESCE(a.pricePerMonth, 0) > COALESCE(b.pricePerMonth, 0)
    OR (COALESCE(a.pricePerMonth, 0) = COALESCE(b.pricePerMonth, 0) AND a.skuPartNumber > b.skuPartNumber)
)
SELECT
  u.userPrincipalName,
  u.accountEnabled,
  p.skuPartNumber,
  p.containedIn,
  ARRAY_AGG(
    IF(
      n.servicePlanId IN UNNEST(COALESCE(b.disabledPlans, [])) AND n.servicePlanId NOT IN UNNEST(COALESCE(a.disabledPlans, [])),
      n.servicePlanName,
      NULL
    )
    IGNORE NULLS
    ORDER BY n.servicePlanName
  ) AS switchedOff,
  MIN(p.pricePerMonth) AS pricePerMonth,
  MIN(p.currency) AS currency
FROM pairs AS p
JOIN entra.user_licenses AS a ON a.skuId = p.skuId
JOIN entra.user_licenses AS b ON b.skuId = p.otherId AND b.userId = a.userId
JOIN entra.users AS u ON u.id = a.userId
JOIN plans AS n ON n.skuId = p.skuId
GROUP BY u.id, u.userPrincipalName, u.accountEnabled, p.skuPartNumber, p.containedIn
ORDER BY u.userPrincipalName, p.skuPartNumber, p.containedIn;

-- section: products
SELECT
  product,
  MAX(reportRefreshDate) AS reportRefreshDate,
  COUNT(*) AS users,
  COUNTIF(COALESCE(lastActivity, DATE '0001-01-01') > DATE_SUB(DATE(as_of), INTERVAL days DAY)) AS active,
  COUNTIF(COALESCE(lastActivity, DATE '0001-01-01') <= DATE_SUB(DATE(as_of), INTERVAL days DAY)) AS inactive,
  COUNTIF(lastActivity IS NULL) AS neverActive,
  COUNTIF(NOT named) AS concealed,
  (SELECT LOGICAL_OR(displayConcealedNames) FROM entra.report_settings) AS concealsNames
FROM (
  SELECT
    product,
    upn,
    LOGICAL_OR(named) AS named,
    MAX(reportRefreshDate) AS reportRefreshDate,
    MAX(lastActivity) AS lastActivity
  FROM usage_of
  GROUP BY product, upn
)
GROUP BY product
ORDER BY product;
