-- report: Licence reconciliation
-- summary: Seats bought, assigned and used of each SKU, by cost centre, with what idle, unused and doubled seats cost
-- parameter: days integer 30 | A product without activity for so many days is not used
-- parameter: charge_to text costCenter | What seats are charged to: costCenter, division, department, companyName, country or usageLocation
-- parameter: prices file(skuPartNumber VARCHAR, pricePerMonth DOUBLE, currency? VARCHAR) | What a seat of each SKU costs a month
-- needs: subscribed_skus, users, user_licenses
-- uses: report_settings, m365_active_users, email_activity, onedrive_activity, sharepoint_activity, teams_user_activity, m365_app_users,
--   m365_activations
-- read: Bought seats that nobody holds are free. A seat is active when its user was active, within --days, in one of the products that its
--   SKU has for this user (Exchange, OneDrive, SharePoint, Teams, Microsoft 365 Apps); inactive when all of them are reported and none was
--   used; in every other case unknown, which never means unused. Costs need --prices; currencies are never added up.
-- caveat: Where names are concealed in usage reports (Microsoft's default), no person can be matched: every seat is unknown then, and the
--   section of products alone tells of use. An administrator shows names under Settings, Org settings, Reports.
-- caveat: Usage reports are two to three days old, and know nobody who got the first licence since.
-- caveat: Products without a usage report (Intune, Entra ID, Power BI, Visio, Project and others) are not measured: seats of a SKU that
--   has no other are unknown.
-- caveat: An inactive seat is one whose measured products are unused: what else its SKU has may be in use (Power BI in E5, Windows in E3).
-- caveat: Overlaps are found by service plan; a plan that does the same under another name (Exchange Online Plan 1 and 2) is not.
-- caveat: A SKU that costs nothing (FREE, VIRAL, TRIAL, EXPLORATORY in its name, and a few known ones) is left out unless the file gives
--   it a price.

-- A SKU that the file names with two prices has none.
CREATE TEMP VIEW price AS
SELECT
  upper(skuPartNumber) AS sku,
  CASE WHEN count(DISTINCT (pricePerMonth, coalesce(upper(currency), ''))) = 1 THEN min(pricePerMonth) END AS pricePerMonth,
  CASE WHEN count(DISTINCT (pricePerMonth, coalesce(upper(currency), ''))) = 1 THEN min(upper(currency)) END AS currency
FROM prices
WHERE skuPartNumber IS NOT NULL
GROUP BY ALL;

CREATE TEMP VIEW paid AS
SELECT
  s.skuId,
  s.skuPartNumber,
  s.capabilityStatus,
  coalesce(s.prepaidUnits.enabled, 0) + coalesce(s.prepaidUnits.warning, 0) AS bought,
  coalesce(s.prepaidUnits.suspended, 0) + coalesce(s.prepaidUnits.lockedOut, 0) AS suspended,
  coalesce(s.consumedUnits, 0) AS consumed,
  p.pricePerMonth,
  p.currency
FROM subscribed_skus s
LEFT JOIN price p ON p.sku = upper(s.skuPartNumber)
WHERE p.pricePerMonth > 0
  OR NOT (
    regexp_matches(s.skuPartNumber, 'FREE|VIRAL|TRIAL|EXPLORATORY')
    OR s.skuPartNumber IN (
      'POWER_BI_STANDARD', 'STREAM', 'WINDOWS_STORE', 'RIGHTSMANAGEMENT_ADHOC', 'MICROSOFT_BUSINESS_CENTER', 'FORMS_PRO'
    )
  );

-- Plans of the whole company are nobody's seat.
CREATE TEMP VIEW plans AS
SELECT DISTINCT p.skuId, t.plan.servicePlanId, t.plan.servicePlanName
FROM paid p
JOIN subscribed_skus s ON s.skuId = p.skuId, UNNEST(s.servicePlans) AS t(plan)
WHERE t.plan.appliesTo IS DISTINCT FROM 'Company';

-- Which plans are which of the products that usage reports know.
CREATE TEMP VIEW product_plans AS
SELECT DISTINCT p.skuId, p.servicePlanId, k.product
FROM plans p
JOIN (
  VALUES
    ('Exchange', '^EXCHANGE_(S_(STANDARD|ENTERPRISE|DESKLESS|ESSENTIALS)|B_|L_)'),
    ('SharePoint', '^SHAREPOINT(STANDARD|ENTERPRISE|DESKLESS|_S_)'),
    ('OneDrive', '^(SHAREPOINT(STANDARD|ENTERPRISE|DESKLESS|_S_)|ONEDRIVE)'),
    ('Teams', '^TEAMS'),
    ('Microsoft 365 Apps', '^OFFICE(SUBSCRIPTION|_BUSINESS)')
) k(product, pattern) ON regexp_matches(p.servicePlanName, k.pattern);

-- A name without @ is concealed.
CREATE TEMP VIEW usage AS
SELECT product, lower(userPrincipalName) AS upn, contains(userPrincipalName, '@') AS named, reportRefreshDate, lastActivity
FROM (
  SELECT 'Exchange' AS product, userPrincipalName, reportRefreshDate, exchangeLastActivityDate AS lastActivity
  FROM m365_active_users WHERE hasExchangeLicense AND isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'OneDrive', userPrincipalName, reportRefreshDate, oneDriveLastActivityDate
  FROM m365_active_users WHERE hasOneDriveLicense AND isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'SharePoint', userPrincipalName, reportRefreshDate, sharePointLastActivityDate
  FROM m365_active_users WHERE hasSharePointLicense AND isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'Teams', userPrincipalName, reportRefreshDate, teamsLastActivityDate
  FROM m365_active_users WHERE hasTeamsLicense AND isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'Exchange', userPrincipalName, reportRefreshDate, lastActivityDate
  FROM email_activity WHERE isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'OneDrive', userPrincipalName, reportRefreshDate, lastActivityDate
  FROM onedrive_activity WHERE isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'SharePoint', userPrincipalName, reportRefreshDate, lastActivityDate
  FROM sharepoint_activity WHERE isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'Teams', userPrincipalName, reportRefreshDate, lastActivityDate
  FROM teams_user_activity WHERE isDeleted IS DISTINCT FROM true
  UNION ALL
  SELECT 'Microsoft 365 Apps', userPrincipalName, reportRefreshDate, greatest(lastActivityDate, lastActivationDate)
  FROM m365_app_users
  UNION ALL
  SELECT 'Microsoft 365 Apps', userPrincipalName, reportRefreshDate, lastActivatedDate
  FROM m365_activations
);

CREATE TEMP VIEW use_of_products AS
SELECT upn, product, max(lastActivity) AS lastActivity
FROM usage
WHERE named
GROUP BY ALL;

-- Which products a user has through which seat, and how each was used; a plan that is switched off for the user is none of them.
CREATE TEMP TABLE seat_products AS
SELECT DISTINCT
  l.userId,
  l.skuId,
  p.product,
  a.lastActivity,
  CASE
    WHEN a.upn IS NULL THEN 'unknown'
    WHEN date_diff('day', a.lastActivity, CAST(getvariable('as_of') AT TIME ZONE 'UTC' AS DATE)) < getvariable('days') THEN 'active'
    ELSE 'inactive'
  END AS status
FROM user_licenses l
JOIN users u ON u.id = l.userId
JOIN product_plans p ON p.skuId = l.skuId AND coalesce(list_contains(l.disabledPlans, p.servicePlanId), false) = false
LEFT JOIN use_of_products a ON a.upn = lower(u.userPrincipalName) AND a.product = p.product;

CREATE TEMP TABLE seats AS
SELECT
  l.userId,
  l.skuId,
  p.skuPartNumber,
  u.userPrincipalName,
  u.accountEnabled,
  coalesce(
    CASE getvariable('charge_to')
      WHEN 'costCenter' THEN u.employeeOrgData.costCenter
      WHEN 'division' THEN u.employeeOrgData.division
      WHEN 'department' THEN u.department
      WHEN 'companyName' THEN u.companyName
      WHEN 'country' THEN u.country
      WHEN 'usageLocation' THEN u.usageLocation
      ELSE '(--charge-to is costCenter, division, department, companyName, country or usageLocation)'
    END,
    '(none)'
  ) AS costCentre,
  CASE
    WHEN count(*) FILTER (WHERE s.status = 'active') > 0 THEN 'active'
    WHEN count(s.status) > 0 AND count(*) FILTER (WHERE s.status = 'unknown') = 0 THEN 'inactive'
    ELSE 'unknown'
  END AS status,
  max(s.lastActivity) AS lastActivity,
  list(s.product ORDER BY s.product) FILTER (WHERE s.product IS NOT NULL) AS products,
  p.pricePerMonth,
  p.currency
FROM user_licenses l
JOIN users u ON u.id = l.userId
JOIN paid p ON p.skuId = l.skuId
LEFT JOIN seat_products s ON s.userId = l.userId AND s.skuId = l.skuId
GROUP BY ALL;

-- section: skus | Seats bought, assigned and free
-- note: bought has the seats of subscriptions in their grace period too; suspended those that may not be used any more. consumed is
--   Microsoft's count, assigned that of the users in the lake. A price that fits no SKU of the tenant, or is given twice, is told in status.
-- chart: stacked skuPartNumber by consumed, free
SELECT
  coalesce(p.skuPartNumber, f.sku) AS skuPartNumber,
  CASE
    WHEN p.skuId IS NULL THEN 'priced, not in the tenant'
    WHEN f.sku IS NOT NULL AND f.pricePerMonth IS NULL THEN concat(p.capabilityStatus, ', no single price')
    ELSE p.capabilityStatus
  END AS status,
  p.bought,
  p.suspended,
  p.consumed,
  CASE WHEN p.skuId IS NOT NULL THEN (SELECT count(*) FROM user_licenses l WHERE l.skuId = p.skuId) END AS assigned,
  p.bought - p.consumed AS free,
  f.pricePerMonth,
  round(CASE WHEN p.bought > p.consumed THEN p.bought - p.consumed WHEN p.skuId IS NOT NULL THEN 0 END * f.pricePerMonth, 2) AS costOfFree,
  f.currency
FROM paid p
FULL JOIN price f ON f.sku = upper(p.skuPartNumber)
WHERE p.skuId IS NOT NULL OR NOT EXISTS (SELECT 1 FROM subscribed_skus s WHERE upper(s.skuPartNumber) = f.sku)
ORDER BY costOfFree DESC NULLS LAST, free DESC NULLS LAST, skuPartNumber;

-- section: activity | Seats and the use of their products
-- note: The product (any) is the seat as a whole: active when one of its products is.
SELECT
  skuPartNumber,
  product,
  count(*) AS seats,
  count(*) FILTER (WHERE status = 'active') AS active,
  count(*) FILTER (WHERE status = 'inactive') AS inactive,
  count(*) FILTER (WHERE status = 'unknown') AS "unknown",
  count(*) FILTER (WHERE status = 'inactive' AND lastActivity IS NULL) AS neverActive
FROM (
  SELECT skuPartNumber, '(any)' AS product, status, lastActivity FROM seats
  UNION ALL
  SELECT p.skuPartNumber, s.product, s.status, s.lastActivity
  FROM seat_products s
  JOIN paid p ON p.skuId = s.skuId
)
GROUP BY ALL
ORDER BY skuPartNumber, product;

-- section: cost-centres | Seats by what they are charged to
SELECT
  costCentre,
  skuPartNumber,
  count(*) AS seats,
  count(*) FILTER (WHERE status = 'active') AS active,
  count(*) FILTER (WHERE status = 'inactive') AS inactive,
  count(*) FILTER (WHERE status = 'unknown') AS "unknown",
  round(sum(pricePerMonth), 2) AS costPerMonth,
  round(sum(if(status = 'inactive', pricePerMonth, 0 * pricePerMonth)), 2) AS costOfInactive,
  min(currency) AS currency
FROM seats
GROUP BY costCentre, skuPartNumber
ORDER BY costCentre, skuPartNumber;

-- section: inactive | Seats none of whose products is used
SELECT
  userPrincipalName,
  accountEnabled,
  costCentre,
  skuPartNumber,
  products,
  lastActivity,
  pricePerMonth,
  currency
FROM seats
WHERE status = 'inactive'
ORDER BY lastActivity NULLS FIRST, userPrincipalName, skuPartNumber;

-- section: overlaps | Users with a SKU that another of theirs contains
-- note: Every service plan of skuPartNumber is in containedIn too. switchedOff are plans that the user has through skuPartNumber alone,
--   since containedIn has them switched off for this user: switch them on before the seat is given back.
SELECT
  u.userPrincipalName,
  u.accountEnabled,
  pair.skuPartNumber,
  pair.containedIn,
  (
    SELECT list(n.servicePlanName ORDER BY n.servicePlanName)
    FROM plans n
    WHERE n.skuId = pair.skuId
      AND list_contains(b.disabledPlans, n.servicePlanId)
      AND coalesce(list_contains(a.disabledPlans, n.servicePlanId), false) = false
  ) AS switchedOff,
  pair.pricePerMonth,
  pair.currency
FROM (
  SELECT a.skuId, b.skuId AS otherId, a.skuPartNumber, b.skuPartNumber AS containedIn, a.pricePerMonth, a.currency
  FROM (SELECT skuId, list(servicePlanId) AS planIds FROM plans GROUP BY ALL) pa
  JOIN (SELECT skuId, list(servicePlanId) AS planIds FROM plans GROUP BY ALL) pb
    ON pb.skuId <> pa.skuId AND list_has_all(pb.planIds, pa.planIds)
  JOIN paid a ON a.skuId = pa.skuId
  JOIN paid b ON b.skuId = pb.skuId
  WHERE len(pb.planIds) > len(pa.planIds)
    OR (coalesce(a.pricePerMonth, 0), a.skuPartNumber, a.skuId) > (coalesce(b.pricePerMonth, 0), b.skuPartNumber, b.skuId)
) pair
JOIN user_licenses a ON a.skuId = pair.skuId
JOIN user_licenses b ON b.skuId = pair.otherId AND b.userId = a.userId
JOIN users u ON u.id = a.userId
ORDER BY u.userPrincipalName, pair.skuPartNumber, pair.containedIn;

-- section: products | Products as their reports have them
-- note: Counts of users in Microsoft's reports, whether they can be matched or not. concealed counts those under a name that tells nothing.
-- chart: stacked product by active, inactive
SELECT
  product,
  max(reportRefreshDate) AS reportRefreshDate,
  count(*) AS users,
  count(*) FILTER (WHERE coalesce(lastActivity, DATE '0001-01-01') > since) AS active,
  count(*) FILTER (WHERE coalesce(lastActivity, DATE '0001-01-01') <= since) AS inactive,
  count(*) FILTER (WHERE lastActivity IS NULL) AS neverActive,
  count(*) FILTER (WHERE NOT named) AS concealed,
  (SELECT bool_or(displayConcealedNames) FROM report_settings) AS concealsNames
FROM (
  SELECT
    product,
    upn,
    bool_or(named) AS named,
    max(reportRefreshDate) AS reportRefreshDate,
    max(lastActivity) AS lastActivity,
    CAST(getvariable('as_of') AT TIME ZONE 'UTC' AS DATE) - getvariable('days') AS since
  FROM usage
  GROUP BY product, upn
)
GROUP BY product
ORDER BY product;
