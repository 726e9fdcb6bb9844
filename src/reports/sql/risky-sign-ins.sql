-- report: Risky users and sign-ins
-- summary: Who is at risk and what they may do, what was detected, from where risky sign-ins came, and how fast risk is settled
-- parameter: days integer 30 | How many days back detections, sign-ins and settled risk are looked at
-- needs: risk_detections
-- uses: risky_users, users, sign_ins, sign_ins_non_interactive, role_assignments, role_eligibility_schedule_instances,
--   pim_group_eligibility_schedule_instances, role_definitions, group_members, user_licenses, subscribed_skus, risky_service_principals,
--   service_principal_risk_detections, service_principals, service_principal_app_role_assignments
-- read: Begin with the users: those compromised or at risk come first, and among them those with a role. Open means atRisk or
--   confirmedCompromised; dismissed, remediated and confirmedSafe are settled. A sign-in that succeeded while its risk is open is what
--   to look into. An empty cell is unknown, not none: its table is missing from the lake, or Graph did not tell.
-- caveat: Risky users and the kind of a detection need Microsoft Entra ID P2. Without it Graph answers `hidden` for levels and `generic`
--   for kinds, and sign-ins whose risk is hidden are only counted.
-- caveat: The risk of applications needs Microsoft Entra Workload ID Premium; of managed identities little is assessed.
-- caveat: The risk of a guest is assessed in the guest's home tenant and is not seen here.
-- caveat: Microsoft keeps detections for 90 days at most and sign-ins for 30; risk found offline comes hours or days after the sign-in.
-- caveat: Graph has no time of settlement: it is taken to be a detection's last update, which a later one may have moved.

CREATE TEMP MACRO rank_of(level) AS
  CASE level WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 END;

CREATE TEMP MACRO level_of(ranked) AS
  CASE ranked WHEN 3 THEN 'high' WHEN 2 THEN 'medium' WHEN 1 THEN 'low' END;

-- What is held directly, through a group, or may be activated; a role of both kinds counts as held.
CREATE TEMP VIEW roles_of_users AS
WITH holders AS (
  SELECT principalId, roleDefinitionId, false AS isEligible FROM role_assignments
  UNION ALL
  SELECT principalId, roleDefinitionId, true FROM role_eligibility_schedule_instances
),
people AS (
  SELECT principalId AS userId, roleDefinitionId, isEligible FROM holders
  UNION ALL
  SELECT m.id, h.roleDefinitionId, h.isEligible
  FROM holders h
  JOIN group_members m ON m.groupId = h.principalId
  UNION ALL
  SELECT e.principalId, h.roleDefinitionId, true
  FROM holders h
  JOIN pim_group_eligibility_schedule_instances e ON e.groupId = h.principalId AND e.accessId = 'member'
),
roles AS (
  SELECT userId, roleDefinitionId, bool_and(isEligible) AS isEligible FROM people GROUP BY ALL
)
SELECT
  r.userId,
  list(
    coalesce(d.displayName, r.roleDefinitionId) || CASE WHEN r.isEligible THEN ' (eligible)' ELSE '' END
    ORDER BY r.isEligible, coalesce(d.displayName, r.roleDefinitionId), r.roleDefinitionId
  ) AS roles
FROM roles r
LEFT JOIN role_definitions d ON d.id = r.roleDefinitionId
GROUP BY r.userId;

CREATE TEMP VIEW skus_of_users AS
SELECT l.userId, list(coalesce(s.skuPartNumber, l.skuId) ORDER BY coalesce(s.skuPartNumber, l.skuId)) AS skus
FROM user_licenses l
LEFT JOIN subscribed_skus s ON s.skuId = l.skuId
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
  (
    epoch_us(
      CASE WHEN riskState IN ('atRisk', 'confirmedCompromised') THEN getvariable('as_of') ELSE lastUpdatedDateTime END
    ) - epoch_us(detectedDateTime)
  ) / 3600000000.0 AS hours
FROM risk_detections
WHERE detectedDateTime >= getvariable('as_of') - to_days(getvariable('days'));

-- Every user at risk, and those whose risk was settled or detected within the days.
CREATE TEMP TABLE subjects AS
WITH known AS (
  SELECT id FROM risky_users
  WHERE riskState IN ('atRisk', 'confirmedCompromised')
    OR riskLastUpdatedDateTime >= getvariable('as_of') - to_days(getvariable('days'))
  UNION
  SELECT userId FROM detected WHERE userId IS NOT NULL
),
found AS (
  SELECT userId, count(*) AS detections, any_value(userPrincipalName ORDER BY detectedDateTime DESC, id) AS userPrincipalName
  FROM detected
  GROUP BY userId
)
SELECT
  k.id,
  coalesce(u.userPrincipalName, r.userPrincipalName, f.userPrincipalName) AS userPrincipalName,
  CASE
    WHEN NOT EXISTS (SELECT 1 FROM users) THEN NULL
    WHEN u.id IS NULL OR r.isDeleted THEN 'deleted'
    WHEN u.accountEnabled THEN 'enabled'
    WHEN NOT u.accountEnabled THEN 'disabled'
  END AS account,
  r.riskState,
  r.riskLevel,
  r.riskDetail,
  r.riskLastUpdatedDateTime,
  coalesce(f.detections, 0) AS detections,
  -- A tenant without any role or licence does not exist: then the table is missing.
  CASE WHEN EXISTS (SELECT 1 FROM role_assignments) THEN coalesce(o.roles, []) END AS roles,
  CASE WHEN EXISTS (SELECT 1 FROM user_licenses) THEN coalesce(l.skus, []) END AS skus,
  CASE r.riskState
    WHEN 'confirmedCompromised' THEN 0
    WHEN 'atRisk' THEN 1
    WHEN 'remediated' THEN 3
    WHEN 'dismissed' THEN 3
    WHEN 'confirmedSafe' THEN 3
    ELSE 2
  END AS place
FROM known k
LEFT JOIN risky_users r ON r.id = k.id
LEFT JOIN users u ON u.id = k.id
LEFT JOIN found f ON f.userId = k.id
LEFT JOIN roles_of_users o ON o.userId = k.id
LEFT JOIN skus_of_users l ON l.userId = k.id;

CREATE TEMP VIEW all_sign_ins AS
SELECT
  appDisplayName, location.countryOrRegion AS countryOrRegion, ipAddress, userId, createdDateTime, status.errorCode AS errorCode,
  riskState, riskLevelDuringSignIn, riskLevelAggregated
FROM sign_ins
WHERE createdDateTime >= getvariable('as_of') - to_days(getvariable('days'))
UNION ALL
SELECT
  appDisplayName, location.countryOrRegion, ipAddress, userId, createdDateTime, status.errorCode,
  riskState, riskLevelDuringSignIn, riskLevelAggregated
FROM sign_ins_non_interactive
WHERE createdDateTime >= getvariable('as_of') - to_days(getvariable('days'));

CREATE TEMP TABLE risky_sign_ins AS
SELECT
  appDisplayName,
  countryOrRegion,
  ipAddress,
  userId,
  createdDateTime,
  errorCode = 0 AS isSuccess,
  coalesce(riskState IN ('atRisk', 'confirmedCompromised'), false) AS isOpen,
  greatest(rank_of(riskLevelDuringSignIn), rank_of(riskLevelAggregated)) AS ranked
FROM all_sign_ins
WHERE rank_of(riskLevelDuringSignIn) > 0
  OR rank_of(riskLevelAggregated) > 0
  OR riskState IN ('atRisk', 'confirmedCompromised', 'remediated', 'dismissed', 'confirmedSafe');

CREATE TEMP TABLE sign_in_totals AS
SELECT count(*) AS signIns, count(*) FILTER (WHERE 'hidden' IN (riskLevelDuringSignIn, riskLevelAggregated)) AS hidden
FROM all_sign_ins;

-- section: users | Users at risk, and those whose risk was settled or detected within the days
SELECT userPrincipalName, account, riskState, riskLevel, riskDetail, riskLastUpdatedDateTime, detections, roles, skus
FROM subjects
ORDER BY place, coalesce(len(roles), 0) = 0, rank_of(riskLevel) DESC, riskLastUpdatedDateTime DESC NULLS LAST, userPrincipalName, id;

-- section: detections | What was detected, by kind and level
-- note: Other: no level, or one that Microsoft hides. Offline detections come in later.
-- chart: stacked riskEventType by high, medium, low, other
SELECT
  riskEventType,
  count(*) FILTER (WHERE riskLevel = 'high') AS high,
  count(*) FILTER (WHERE riskLevel = 'medium') AS medium,
  count(*) FILTER (WHERE riskLevel = 'low') AS low,
  count(*) FILTER (WHERE rank_of(riskLevel) = 0) AS other,
  count(DISTINCT userId) AS users,
  count(*) FILTER (WHERE isOpen) AS stillOpen,
  max(detectedDateTime) AS lastDetectedDateTime
FROM detected
GROUP BY riskEventType
ORDER BY count(*) DESC, riskEventType;

-- section: sign-ins | Sign-ins with risk, by application, country and address
-- note: Interactive ones and, where the lake has them, those that clients made in a user's name, which is where stolen tokens show.
SELECT
  appDisplayName,
  countryOrRegion,
  ipAddress,
  count(*) AS signIns,
  count(DISTINCT userId) AS users,
  count(*) FILTER (WHERE isSuccess) AS succeeded,
  count(*) FILTER (WHERE isSuccess AND isOpen) AS succeededStillOpen,
  level_of(max(ranked)) AS highestRisk,
  max(createdDateTime) AS lastSignInDateTime
FROM risky_sign_ins
GROUP BY appDisplayName, countryOrRegion, ipAddress
ORDER BY succeededStillOpen DESC, signIns DESC, appDisplayName, countryOrRegion, ipAddress;

-- section: remediation | How risk was settled, and how fast
-- note: Hours from the detection to its last update; of what is still open, to the report's time.
SELECT
  riskState,
  riskDetail,
  count(*) AS detections,
  count(DISTINCT userId) AS users,
  count(*) FILTER (WHERE riskLevel = 'high') AS high,
  round(median(hours), 1) AS medianHours,
  round(max(hours), 1) AS slowestHours
FROM detected
GROUP BY riskState, riskDetail
ORDER BY bool_or(isOpen) DESC, detections DESC, riskState, riskDetail;

-- section: workloads | Applications and managed identities at risk
-- note: Permissions are the application permissions that were granted; settled ones are those of the days.
SELECT
  coalesce(s.displayName, r.displayName) AS displayName,
  r.appId,
  r.servicePrincipalType,
  r.riskState,
  r.riskLevel,
  r.riskLastUpdatedDateTime,
  coalesce(s.accountEnabled, r.isEnabled) AS accountEnabled,
  (
    SELECT count(*) FROM service_principal_risk_detections d
    WHERE d.servicePrincipalId = r.id AND d.detectedDateTime >= getvariable('as_of') - to_days(getvariable('days'))
  ) AS detections,
  CASE
    WHEN EXISTS (SELECT 1 FROM service_principal_app_role_assignments)
      THEN (SELECT count(*) FROM service_principal_app_role_assignments a WHERE a.principalId = r.id)
  END AS permissions
FROM risky_service_principals r
LEFT JOIN service_principals s ON s.id = r.id
WHERE r.riskState IN ('atRisk', 'confirmedCompromised')
  OR r.riskLastUpdatedDateTime >= getvariable('as_of') - to_days(getvariable('days'))
ORDER BY
  CASE r.riskState WHEN 'confirmedCompromised' THEN 0 WHEN 'atRisk' THEN 1 ELSE 2 END,
  rank_of(r.riskLevel) DESC, r.riskLastUpdatedDateTime DESC NULLS LAST, r.id;

-- section: numbers | In numbers
-- note: An empty value is unknown: the table has no row, or is missing.
WITH numbers AS (
  SELECT
    1 AS place,
    'users at risk' AS figure,
    CASE WHEN EXISTS (SELECT 1 FROM risky_users) THEN count(*) FILTER (WHERE place < 2) END AS value
  FROM subjects
  UNION ALL
  SELECT
    2, 'users at risk who hold a role or may activate one',
    CASE
      WHEN EXISTS (SELECT 1 FROM risky_users) AND EXISTS (SELECT 1 FROM role_assignments)
        THEN count(*) FILTER (WHERE place < 2 AND len(roles) > 0)
    END
  FROM subjects
  UNION ALL
  SELECT
    3, 'users at risk whose account is enabled',
    CASE
      WHEN EXISTS (SELECT 1 FROM risky_users) AND EXISTS (SELECT 1 FROM users)
        THEN count(*) FILTER (WHERE place < 2 AND account = 'enabled')
    END
  FROM subjects
  UNION ALL
  SELECT 4, 'detections', count(*) FROM detected
  UNION ALL
  SELECT 5, 'detections still open', count(*) FILTER (WHERE isOpen) FROM detected
  UNION ALL
  SELECT 6, 'sign-ins with risk', CASE WHEN (SELECT signIns FROM sign_in_totals) > 0 THEN count(*) END FROM risky_sign_ins
  UNION ALL
  SELECT
    7, 'sign-ins with risk that succeeded and are still open',
    CASE WHEN (SELECT signIns FROM sign_in_totals) > 0 THEN count(*) FILTER (WHERE isSuccess AND isOpen) END
  FROM risky_sign_ins
  UNION ALL
  SELECT 8, 'sign-ins whose risk Microsoft hides', CASE WHEN signIns > 0 THEN hidden END FROM sign_in_totals
)
SELECT figure, value FROM numbers ORDER BY place;
