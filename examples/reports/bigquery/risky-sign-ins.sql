-- Risky users and sign-ins, for BigQuery: who is at risk and what they may do, what was detected, and how fast risk is settled.
-- The dataset is entra, as `entra-extract schema --dialect bigquery` makes it; each table named here has to be there, with or without rows.
DECLARE days INT64 DEFAULT 30;
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();
DECLARE since TIMESTAMP DEFAULT TIMESTAMP_SUB(as_of, INTERVAL days DAY);

CREATE TEMP FUNCTION rank_of(level STRING) AS (
  CASE level WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 END
);

CREATE TEMP FUNCTION level_of(ranked INT64) AS (
  CASE ranked WHEN 3 THEN 'high' WHEN 2 THEN 'medium' WHEN 1 THEN 'low' END
);

-- What is held directly, through a group, or may be activated; a role of both kinds counts as held.
CREATE TEMP TABLE roles_of_users AS
WITH holders AS (
  SELECT principalId, roleDefinitionId, FALSE AS isEligible FROM entra.role_assignments
  UNION ALL
  SELECT principalId, roleDefinitionId, TRUE FROM entra.role_eligibility_schedule_instances
),
people AS (
  SELECT principalId AS userId, roleDefinitionId, isEligible FROM holders
  UNION ALL
  SELECT m.id, h.roleDefinitionId, h.isEligible
  FROM holders AS h
  JOIN entra.group_members AS m ON m.groupId = h.principalId
  UNION ALL
  SELECT e.principalId, h.roleDefinitionId, TRUE
  FROM holders AS h
  JOIN entra.pim_group_eligibility_schedule_instances AS e ON e.groupId = h.principalId AND e.accessId = 'member'
),
roles AS (
  SELECT p.userId, p.roleDefinitionId, LOGICAL_AND(p.isEligible) AS isEligible, ANY_VALUE(d.displayName) AS displayName
  FROM people AS p
  LEFT JOIN entra.role_definitions AS d ON d.id = p.roleDefinitionId
  GROUP BY p.userId, p.roleDefinitionId
)
SELECT
  userId,
  ARRAY_AGG(
    CONCAT(COALESCE(displayName, roleDefinitionId), IF(isEligible, ' (eligible)', ''))
    ORDER BY isEligible, COALESCE(displayName, roleDefinitionId), roleDefinitionId
  ) AS roles
FROM roles
GROUP BY userId;

CREATE TEMP TABLE skus_of_users AS
SELECT l.userId, ARRAY_AGG(COALESCE(s.skuPartNumber, l.skuId) ORDER BY COALESCE(s.skuPartNumber, l.skuId)) AS skus
FROM entra.user_licenses AS l
LEFT JOIN entra.subscribed_skus AS s ON s.skuId = l.skuId
GROUP BY l.userId;

CREATE TEMP TABLE detected AS
SELECT
  id,
  userId,
  userPrincipalName,
  riskEventType,
  riskLevel,
  riskState,
  riskDetail,
  detectedDateTime,
  riskState IN ('atRisk', 'confirmedCompromised') AS isOpen,
  -- Hours until it was settled, or until now.
  TIMESTAMP_DIFF(
    IF(riskState IN ('atRisk', 'confirmedCompromised'), as_of, lastUpdatedDateTime), detectedDateTime, MICROSECOND
  ) / 3600000000 AS hours
FROM entra.risk_detections
WHERE detectedDateTime >= since;

-- Every user at risk, and those whose risk was settled or detected within the days.
CREATE TEMP TABLE subjects AS
WITH known AS (
  SELECT id FROM entra.risky_users
  WHERE riskState IN ('atRisk', 'confirmedCompromised') OR riskLastUpdatedDateTime >= since
  UNION DISTINCT
  SELECT userId FROM detected WHERE userId IS NOT NULL
),
found AS (
  SELECT
    userId,
    COUNT(*) AS detections,
    ARRAY_AGG(userPrincipalName ORDER BY detectedDateTime DESC, id LIMIT 1)[OFFSET(0)] AS userPrincipalName
  FROM detected
  GROUP BY userId
)
SELECT
  k.id,
  COALESCE(u.userPrincipalName, r.userPrincipalName, f.userPrincipalName) AS userPrincipalName,
  CASE
    WHEN NOT EXISTS (SELECT 1 FROM entra.users) THEN NULL
    WHEN u.id IS NULL OR r.isDeleted THEN 'deleted'
    WHEN u.accountEnabled THEN 'enabled'
    WHEN NOT u.accountEnabled THEN 'disabled'
  END AS account,
  r.riskState,
  r.riskLevel,
  r.riskDetail,
  r.riskLastUpdatedDateTime,
  COALESCE(f.detections, 0) AS detections,
  -- BigQuery keeps no NULL list: where the table is missing, these are empty.
  o.roles,
  l.skus,
  CASE
    WHEN r.riskState = 'confirmedCompromised' THEN 0
    WHEN r.riskState = 'atRisk' THEN 1
    WHEN r.riskState IN ('remediated', 'dismissed', 'confirmedSafe') THEN 3
    ELSE 2
  END AS place
FROM known AS k
LEFT JOIN entra.risky_users AS r ON r.id = k.id
LEFT JOIN entra.users AS u ON u.id = k.id
LEFT JOIN found AS f ON f.userId = k.id
LEFT JOIN roles_of_users AS o ON o.userId = k.id
LEFT JOIN skus_of_users AS l ON l.userId = k.id;

CREATE TEMP TABLE all_sign_ins AS
SELECT
  appDisplayName, location.countryOrRegion AS countryOrRegion, ipAddress, userId, createdDateTime, status.errorCode AS errorCode,
  riskState, riskLevelDuringSignIn, riskLevelAggregated
FROM entra.sign_ins
WHERE `date` >= DATE(since) AND createdDateTime >= since
UNION ALL
SELECT
  appDisplayName, location.countryOrRegion, ipAddress, userId, createdDateTime, status.errorCode,
  riskState, riskLevelDuringSignIn, riskLevelAggregated
FROM entra.sign_ins_non_interactive
WHERE `date` >= DATE(since) AND createdDateTime >= since;

CREATE TEMP TABLE risky_sign_ins AS
SELECT
  appDisplayName,
  countryOrRegion,
  ipAddress,
  userId,
  createdDateTime,
  errorCode = 0 AS isSuccess,
  COALESCE(riskState IN ('atRisk', 'confirmedCompromised'), FALSE) AS isOpen,
  GREATEST(rank_of(riskLevelDuringSignIn), rank_of(riskLevelAggregated)) AS ranked
FROM all_sign_ins
WHERE rank_of(riskLevelDuringSignIn) > 0
  OR rank_of(riskLevelAggregated) > 0
  OR riskState IN ('atRisk', 'confirmedCompromised', 'remediated', 'dismissed', 'confirmedSafe');

-- section: users | Users at risk, and those whose risk was settled or detected within the days
SELECT userPrincipalName, account, riskState, riskLevel, riskDetail, riskLastUpdatedDateTime, detections, roles, skus
FROM subjects
ORDER BY
  place, COALESCE(ARRAY_LENGTH(roles), 0) = 0, rank_of(riskLevel) DESC, riskLastUpdatedDateTime DESC NULLS LAST,
  userPrincipalName NULLS LAST, id;

-- section: detections | What was detected, by kind and level
SELECT
  riskEventType,
  COUNTIF(riskLevel = 'high') AS high,
  COUNTIF(riskLevel = 'medium') AS medium,
  COUNTIF(riskLevel = 'low') AS low,
  COUNTIF(rank_of(riskLevel) = 0) AS other,
  COUNT(DISTINCT userId) AS users,
  COUNTIF(isOpen) AS stillOpen,
  MAX(detectedDateTime) AS lastDetectedDateTime
FROM detected
GROUP BY riskEventType
ORDER BY COUNT(*) DESC, riskEventType NULLS LAST;

-- section: sign-ins | Sign-ins with risk, by application, country and address
SELECT
  appDisplayName,
  countryOrRegion,
  ipAddress,
  COUNT(*) AS signIns,
  COUNT(DISTINCT userId) AS users,
  COUNTIF(isSuccess) AS succeeded,
  COUNTIF(isSuccess AND isOpen) AS succeededStillOpen,
  level_of(MAX(ranked)) AS highestRisk,
  MAX(createdDateTime) AS lastSignInDateTime
FROM risky_sign_ins
GROUP BY appDisplayName, countryOrRegion, ipAddress
ORDER BY
  succeededStillOpen DESC, signIns DESC, appDisplayName NULLS LAST, countryOrRegion NULLS LAST, ipAddress NULLS LAST;

-- section: remediation | How risk was settled, and how fast
WITH middles AS (
  SELECT
    riskState, riskDetail, userId, riskLevel, hours, isOpen,
    PERCENTILE_CONT(hours, 0.5) OVER (PARTITION BY riskState, riskDetail) AS medianHours
  FROM detected
)
SELECT
  riskState,
  riskDetail,
  COUNT(*) AS detections,
  COUNT(DISTINCT userId) AS users,
  COUNTIF(riskLevel = 'high') AS high,
  ROUND(MAX(medianHours), 1) AS medianHours,
  ROUND(MAX(hours), 1) AS slowestHours
FROM middles
GROUP BY riskState, riskDetail
ORDER BY LOGICAL_OR(isOpen) DESC, detections DESC, riskState NULLS LAST, riskDetail NULLS LAST;

-- section: workloads | Applications and managed identities at risk
WITH found AS (
  SELECT servicePrincipalId, COUNT(*) AS detections
  FROM entra.service_principal_risk_detections
  WHERE detectedDateTime >= since
  GROUP BY servicePrincipalId
),
held AS (
  SELECT principalId, COUNT(*) AS permissions FROM entra.service_principal_app_role_assignments GROUP BY principalId
)
SELECT
  COALESCE(s.displayName, r.displayName) AS displayName,
  r.appId,
  r.servicePrincipalType,
  r.riskState,
  r.riskLevel,
  r.riskLastUpdatedDateTime,
  COALESCE(s.accountEnabled, r.isEnabled) AS accountEnabled,
  COALESCE(f.detections, 0) AS detections,
  IF(EXISTS (SELECT 1 FROM held), COALESCE(h.permissions, 0), NULL) AS permissions
FROM entra.risky_service_principals AS r
LEFT JOIN entra.service_principals AS s ON s.id = r.id
LEFT JOIN found AS f ON f.servicePrincipalId = r.id
LEFT JOIN held AS h ON h.principalId = r.id
WHERE r.riskState IN ('atRisk', 'confirmedCompromised') OR r.riskLastUpdatedDateTime >= since
ORDER BY
  CASE r.riskState WHEN 'confirmedCompromised' THEN 0 WHEN 'atRisk' THEN 1 ELSE 2 END,
  rank_of(r.riskLevel) DESC, r.riskLastUpdatedDateTime DESC NULLS LAST, r.id;

-- section: numbers | In numbers
WITH numbers AS (
  SELECT
    1 AS place,
    'users at risk' AS figure,
    IF(EXISTS (SELECT 1 FROM entra.risky_users), COUNTIF(place < 2), NULL) AS value
  FROM subjects
  UNION ALL
  SELECT
    2, 'users at risk who hold a role or may activate one',
    IF(
      EXISTS (SELECT 1 FROM entra.risky_users) AND EXISTS (SELECT 1 FROM entra.role_assignments),
      COUNTIF(place < 2 AND ARRAY_LENGTH(roles) > 0), NULL
    )
  FROM subjects
  UNION ALL
  SELECT
    3, 'users at risk whose account is enabled',
    IF(
      EXISTS (SELECT 1 FROM entra.risky_users) AND EXISTS (SELECT 1 FROM entra.users),
      COUNTIF(place < 2 AND account = 'enabled'), NULL
    )
  FROM subjects
  UNION ALL
  SELECT 4, 'detections', COUNT(*) FROM detected
  UNION ALL
  SELECT 5, 'detections still open', COUNTIF(isOpen) FROM detected
  UNION ALL
  SELECT 6, 'sign-ins with risk', IF(EXISTS (SELECT 1 FROM all_sign_ins), COUNT(*), NULL) FROM risky_sign_ins
  UNION ALL
  SELECT
    7, 'sign-ins with risk that succeeded and are still open',
    IF(EXISTS (SELECT 1 FROM all_sign_ins), COUNTIF(isSuccess AND isOpen), NULL)
  FROM risky_sign_ins
  UNION ALL
  SELECT
    8, 'sign-ins whose risk Microsoft hides',
    IF(COUNT(*) > 0, COUNTIF(riskLevelDuringSignIn = 'hidden' OR riskLevelAggregated = 'hidden'), NULL)
  FROM all_sign_ins
)
SELECT figure, value FROM numbers ORDER BY place;
