-- What conditional access does, for BigQuery: what each policy granted, interrupted and blocked, what report-only ones would have, and what none looked at.
-- The dataset is entra, as `entra-extract schema --dialect bigquery` makes it; each table named here has to be there, with or without rows.
-- Sign-ins of the last so many days count.
DECLARE days INT64 DEFAULT 30;
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();
DECLARE since TIMESTAMP DEFAULT TIMESTAMP_SUB(as_of, INTERVAL days DAY);
-- Without the permission no sign-in tells of any policy: then nothing is known of what they did, which is not the same as nothing.
DECLARE is_told BOOL DEFAULT (SELECT COUNT(*) > 0 FROM entra.sign_in_conditional_access);

-- Codes with which a policy asks for something. The rest refuse.
CREATE TEMP TABLE prompts AS
SELECT code FROM UNNEST([
  0, -- it went on at once
  50055, -- password expired
  50072, -- registration of a second factor is needed
  50074, -- a second factor is asked for
  50076, -- a second factor is asked for, by policy or place
  50079, -- registration of a second factor is needed, by policy
  50097, -- the device has to authenticate
  50125, -- password reset or registration is needed
  50127, -- a broker application has to be installed
  50129, -- the device has to be registered
  50140, -- keep me signed in?
  50144, -- password of the premises expired
  50158, -- external challenge: terms of use, another provider's factor, session control
  50199, -- confirmation of the application
  65001 -- consent is needed
]) AS code;

-- Each group that matters with all that is in it; a round that finds nothing new is the last, so groups that contain each other end.
CREATE TEMP TABLE inside AS
SELECT DISTINCT root, root AS id FROM (
  SELECT principalId AS root FROM entra.role_assignments
  UNION ALL
  SELECT t FROM entra.conditional_access_policies p CROSS JOIN UNNEST(p.conditions.users.excludeGroups) AS t
);
LOOP
  INSERT INTO inside (root, id)
  SELECT DISTINCT i.root, m.id
  FROM inside i
  JOIN entra.group_members m ON m.groupId = i.id
  LEFT JOIN inside k ON k.root = i.root AND k.id = m.id
  WHERE k.root IS NULL;
  IF @@row_count = 0 THEN
    LEAVE;
  END IF;
END LOOP;

CREATE TEMP TABLE admins AS
SELECT DISTINCT i.id, r.roleDefinitionId
FROM entra.role_assignments r
JOIN inside i ON i.root = r.principalId
JOIN entra.users u ON u.id = i.id;

CREATE TEMP TABLE logins AS
SELECT
  s.id,
  s.createdDateTime,
  s.userId,
  COALESCE(s.appDisplayName, s.appId, '(none)') AS application,
  s.clientAppUsed,
  s.status.errorCode AS errorCode,
  CASE WHEN a.id IS NOT NULL THEN 'admin' WHEN LOWER(u.userType) = 'guest' THEN 'guest' WHEN u.id IS NOT NULL THEN 'member' ELSE 'unknown' END AS population,
  -- BigQuery has no difference between a list that is missing and one that is empty: without the permission, and without any policy, the status tells.
  CASE WHEN EXISTS (SELECT 1 FROM UNNEST(s.appliedConditionalAccessPolicies) AS p WHERE p.result IN ('success', 'failure')) THEN TRUE
    WHEN ARRAY_LENGTH(s.appliedConditionalAccessPolicies) > 0 THEN FALSE
    WHEN s.conditionalAccessStatus IN ('success', 'failure') THEN TRUE
    WHEN s.conditionalAccessStatus = 'notApplied' OR is_told THEN FALSE END AS isCovered,
  EXISTS (
    SELECT 1 FROM UNNEST(s.appliedConditionalAccessPolicies) AS p
    WHERE p.result IN ('reportOnlySuccess', 'reportOnlyFailure', 'reportOnlyInterrupted')
  ) AS isReported
FROM entra.sign_ins s
LEFT JOIN entra.users u ON u.id = s.userId
LEFT JOIN (SELECT DISTINCT id FROM admins) a ON a.id = s.userId
WHERE s.date >= DATE(since) AND s.createdDateTime > since AND s.createdDateTime <= as_of;

CREATE TEMP TABLE results AS
SELECT c.id AS policyId, c.displayName, l.application, l.population, l.userId, l.createdDateTime,
  CASE c.result WHEN 'success' THEN 'granted'
    WHEN 'failure' THEN IF(l.errorCode IN (SELECT code FROM prompts), 'interrupted', 'blocked')
    WHEN 'reportOnlySuccess' THEN 'wouldGrant' WHEN 'reportOnlyInterrupted' THEN 'wouldInterrupt' WHEN 'reportOnlyFailure' THEN 'wouldBlock' END AS outcome
FROM entra.sign_in_conditional_access c JOIN logins l ON l.id = c.signInId
WHERE c.date >= DATE(since) AND c.result IN ('success', 'failure', 'reportOnlySuccess', 'reportOnlyInterrupted', 'reportOnlyFailure');

-- Policies of today, and those that are known from sign-ins only.
CREATE TEMP TABLE policies AS
SELECT p.id, p.displayName, p.state, p.modifiedDateTime,
  ARRAY_TO_STRING(
    ARRAY_CONCAT(
      IFNULL(p.grantControls.builtInControls, CAST([] AS ARRAY<STRING>)),
      IFNULL(p.grantControls.customAuthenticationFactors, CAST([] AS ARRAY<STRING>)),
      IF(p.grantControls.authenticationStrength.id IS NULL, CAST([] AS ARRAY<STRING>), [CONCAT('strength ', COALESCE(s.displayName, p.grantControls.authenticationStrength.id))]),
      IF(ARRAY_LENGTH(p.grantControls.termsOfUse) > 0, ['terms of use'], CAST([] AS ARRAY<STRING>)),
      IF(p.sessionControls IS NULL, CAST([] AS ARRAY<STRING>), ['session'])
    ),
    IF(p.grantControls.operator = 'AND', ' and ', ' or ')
  ) AS controls,
  CASE WHEN p.state = 'disabled' THEN 'disabled'
    WHEN NOT is_told THEN 'unknown: no sign-in tells of policies'
    WHEN ARRAY_LENGTH(p.conditions.clientApplications.includeServicePrincipals) > 0 THEN 'for workload identities'
    WHEN ARRAY_LENGTH(p.conditions.applications.includeUserActions) > 0 THEN 'for user actions'
    WHEN ARRAY_LENGTH(p.conditions.applications.includeAuthenticationContextClassReferences) > 0 THEN 'for authentication contexts'
    WHEN 'None' IN UNNEST(p.conditions.users.includeUsers) THEN 'for nobody'
    WHEN p.conditions.authenticationFlows.transferMethods IS NOT NULL THEN 'for authentication flows'
    WHEN ARRAY_LENGTH(p.conditions.signInRiskLevels) > 0 OR ARRAY_LENGTH(p.conditions.userRiskLevels) > 0 THEN 'for risk that was not seen'
    ELSE 'no such sign-in' END AS why
FROM entra.conditional_access_policies p
LEFT JOIN entra.authentication_strengths s ON s.id = p.grantControls.authenticationStrength.id
UNION ALL
SELECT policyId, MAX_BY(displayName, createdDateTime), 'deleted', NULL, NULL, NULL FROM results
WHERE policyId NOT IN (SELECT id FROM entra.conditional_access_policies)
GROUP BY policyId;

-- Whom a policy leaves out: people, and what is no person.
CREATE TEMP TABLE exclusions AS
SELECT p.id AS policyId, 'user' AS kind, t AS target FROM entra.conditional_access_policies p CROSS JOIN UNNEST(p.conditions.users.excludeUsers) AS t
WHERE t NOT IN ('None', 'GuestsOrExternalUsers')
UNION ALL
SELECT p.id, 'group', t FROM entra.conditional_access_policies p CROSS JOIN UNNEST(p.conditions.users.excludeGroups) AS t
UNION ALL
SELECT p.id, 'role', t FROM entra.conditional_access_policies p CROSS JOIN UNNEST(p.conditions.users.excludeRoles) AS t
UNION ALL
SELECT p.id, 'guests', COALESCE(p.conditions.users.excludeGuestsOrExternalUsers.guestOrExternalUserTypes, 'all')
FROM entra.conditional_access_policies p
WHERE p.conditions.users.excludeGuestsOrExternalUsers.guestOrExternalUserTypes IS NOT NULL
  OR 'GuestsOrExternalUsers' IN UNNEST(p.conditions.users.excludeUsers)
UNION ALL
SELECT p.id, 'application', t FROM entra.conditional_access_policies p CROSS JOIN UNNEST(p.conditions.applications.excludeApplications) AS t
UNION ALL
SELECT p.id, 'location', t FROM entra.conditional_access_policies p CROSS JOIN UNNEST(p.conditions.locations.excludeLocations) AS t
UNION ALL
SELECT p.id, 'platform', t FROM entra.conditional_access_policies p CROSS JOIN UNNEST(p.conditions.platforms.excludePlatforms) AS t
UNION ALL
SELECT p.id, 'devices', p.conditions.devices.deviceFilter.rule FROM entra.conditional_access_policies p
WHERE p.conditions.devices.deviceFilter.mode = 'exclude';

CREATE TEMP TABLE excluded AS
SELECT DISTINCT e.kind, e.target, u.id
FROM exclusions e
JOIN entra.users u ON u.id = e.target
WHERE e.kind = 'user'
UNION ALL
SELECT DISTINCT e.kind, e.target, i.id
FROM exclusions e
JOIN inside i ON i.root = e.target
JOIN entra.users u ON u.id = i.id
WHERE e.kind = 'group'
UNION ALL
SELECT DISTINCT e.kind, e.target, a.id
FROM exclusions e
JOIN admins a ON a.roleDefinitionId = e.target
WHERE e.kind = 'role'
UNION ALL
SELECT DISTINCT e.kind, e.target, u.id
FROM exclusions e
CROSS JOIN entra.users u
WHERE e.kind = 'guests' AND LOWER(u.userType) = 'guest';

-- section: policies
SELECT
  p.displayName AS policy,
  p.state,
  p.controls,
  IF(is_told, COUNTIF(r.outcome = 'granted'), NULL) AS granted,
  IF(is_told, COUNTIF(r.outcome = 'interrupted'), NULL) AS interrupted,
  IF(is_told, COUNTIF(r.outcome = 'blocked'), NULL) AS blocked,
  IF(is_told, COUNTIF(r.outcome = 'wouldGrant'), NULL) AS wouldGrant,
  IF(is_told, COUNTIF(r.outcome = 'wouldInterrupt'), NULL) AS wouldInterrupt,
  IF(is_told, COUNTIF(r.outcome = 'wouldBlock'), NULL) AS wouldBlock,
  MAX(r.createdDateTime) AS lastApplied
FROM policies p
LEFT JOIN results r ON r.policyId = p.id
GROUP BY p.id, p.displayName, p.state, p.controls
ORDER BY blocked DESC, wouldBlock DESC, interrupted DESC, granted DESC, wouldGrant DESC, policy, p.id;

-- section: outcomes
SELECT
  p.displayName AS policy,
  r.application,
  r.population,
  COUNT(DISTINCT r.userId) AS users,
  COUNTIF(r.outcome = 'granted') AS granted,
  COUNTIF(r.outcome = 'interrupted') AS interrupted,
  COUNTIF(r.outcome = 'blocked') AS blocked,
  COUNTIF(r.outcome = 'wouldGrant') AS wouldGrant,
  COUNTIF(r.outcome = 'wouldInterrupt') AS wouldInterrupt,
  COUNTIF(r.outcome = 'wouldBlock') AS wouldBlock
FROM results r JOIN policies p ON p.id = r.policyId
GROUP BY p.id, p.displayName, r.application, r.population
ORDER BY wouldBlock DESC, blocked DESC, wouldInterrupt DESC, interrupted DESC, granted DESC, wouldGrant DESC, policy, r.application, r.population, p.id;

-- section: applications
SELECT
  application,
  COUNT(*) AS signIns,
  COUNTIF(isCovered) AS covered,
  COUNTIF(NOT isCovered) AS uncovered,
  COUNTIF(isCovered IS NULL) AS unknown,
  COUNTIF(NOT isCovered AND errorCode = 0) AS uncoveredSucceeded,
  COUNT(DISTINCT IF(NOT isCovered AND errorCode = 0, userId, NULL)) AS uncoveredUsers,
  ROUND(100.0 * COUNTIF(isCovered) / NULLIF(COUNT(isCovered), 0), 1) AS percentCovered
FROM logins
GROUP BY application
ORDER BY uncovered DESC, signIns DESC, application;

-- section: uncovered
SELECT
  application,
  population,
  COALESCE(clientAppUsed, '(none)') AS client,
  COUNT(*) AS signIns,
  COUNTIF(errorCode = 0) AS succeeded,
  COUNT(DISTINCT userId) AS users,
  COUNTIF(isReported) AS inReportOnly,
  MAX(createdDateTime) AS lastAt
FROM logins
WHERE NOT isCovered
GROUP BY application, population, client
ORDER BY succeeded DESC, signIns DESC, application, population, client;

-- section: exclusions
WITH counted AS (
  SELECT e.kind, e.target, COUNT(*) AS people, COUNTIF(u.accountEnabled) AS enabled, COALESCE(SUM(l.signIns), 0) AS signIns
  FROM excluded e
  JOIN entra.users u ON u.id = e.id
  LEFT JOIN (SELECT userId, COUNT(*) AS signIns FROM logins GROUP BY userId) l ON l.userId = e.id
  GROUP BY e.kind, e.target
)
SELECT
  p.displayName AS policy,
  p.state,
  e.kind,
  COALESCE(u.userPrincipalName, g.displayName, d.displayName, n.displayName, s.displayName, e.target) AS excluded,
  IF(e.kind IN ('user', 'group', 'role', 'guests') AND (SELECT COUNT(*) FROM entra.users) > 0, COALESCE(c.people, 0), NULL) AS people,
  IF(e.kind IN ('user', 'group', 'role', 'guests') AND (SELECT COUNT(*) FROM entra.users) > 0, COALESCE(c.enabled, 0), NULL) AS enabled,
  IF(e.kind IN ('user', 'group', 'role', 'guests') AND (SELECT COUNT(*) FROM entra.users) > 0, COALESCE(c.signIns, 0), NULL) AS signIns
FROM exclusions e
JOIN policies p ON p.id = e.policyId
LEFT JOIN counted c ON c.kind = e.kind AND c.target = e.target
LEFT JOIN (SELECT id, userPrincipalName, 'user' AS kind FROM entra.users) u ON u.kind = e.kind AND u.id = e.target
LEFT JOIN (SELECT id, displayName, 'group' AS kind FROM entra.`groups`) g ON g.kind = e.kind AND g.id = e.target
LEFT JOIN (SELECT id, displayName, 'role' AS kind FROM entra.role_definitions) d ON d.kind = e.kind AND d.id = e.target
LEFT JOIN (SELECT id, displayName, 'location' AS kind FROM entra.named_locations) n ON n.kind = e.kind AND n.id = e.target
LEFT JOIN (
  SELECT appId, MIN(displayName) AS displayName, 'application' AS kind FROM entra.service_principals GROUP BY appId
) s ON s.kind = e.kind AND s.appId = e.target
ORDER BY people DESC NULLS LAST, policy, e.kind, excluded, p.id, e.target;

-- section: never-applied
SELECT p.displayName AS policy, p.state, p.controls, p.modifiedDateTime, p.why
FROM policies p
WHERE p.id NOT IN (SELECT policyId FROM results)
ORDER BY p.state = 'disabled', policy, p.id;
