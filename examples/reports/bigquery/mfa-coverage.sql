-- MFA coverage, for BigQuery: who has registered MFA, who signs in without it and where, and whom policies leave out.
-- The dataset is entra, as `entra-extract schema --dialect bigquery` makes it; each table named here has to be there, with or without rows.
DECLARE days INT64 DEFAULT 30;
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();

-- Each group with itself and every group within it; a round that finds nothing new is the last, so cycles end.
CREATE TEMP TABLE inner_groups AS
SELECT id AS groupId, id AS innerId FROM entra.`groups`;
LOOP
  INSERT INTO inner_groups (groupId, innerId)
  SELECT DISTINCT r.groupId, m.id
  FROM inner_groups AS r
  JOIN entra.group_members AS m ON m.groupId = r.innerId
  JOIN entra.`groups` AS g ON g.id = m.id
  LEFT JOIN inner_groups AS known ON known.groupId = r.groupId AND known.innerId = m.id
  WHERE known.groupId IS NULL;
  IF @@row_count = 0 THEN
    LEAVE;
  END IF;
END LOOP;

CREATE TEMP TABLE people_of AS
SELECT DISTINCT i.groupId, m.id AS userId
FROM inner_groups AS i
JOIN entra.group_members AS m ON m.groupId = i.innerId
JOIN entra.users AS u ON u.id = m.id;

CREATE TEMP TABLE held AS
SELECT principalId, roleDefinitionId, directoryScopeId, TRUE AS active FROM entra.role_assignments
UNION DISTINCT
SELECT principalId, roleDefinitionId, directoryScopeId, FALSE FROM entra.role_eligibility_schedule_instances;

CREATE TEMP TABLE holders AS
SELECT DISTINCT
  h.userId,
  COALESCE(d.displayName, h.roleDefinitionId) AS role,
  COALESCE(d.templateId, h.roleDefinitionId) AS templateId,
  h.directoryScopeId,
  h.active
FROM (
  SELECT principalId AS userId, roleDefinitionId, directoryScopeId, active FROM held
  UNION ALL
  SELECT p.userId, h.roleDefinitionId, h.directoryScopeId, h.active
  FROM held AS h
  JOIN people_of AS p ON p.groupId = h.principalId
  UNION ALL
  SELECT COALESCE(p.userId, e.principalId), h.roleDefinitionId, h.directoryScopeId, FALSE
  FROM held AS h
  JOIN entra.pim_group_eligibility_schedule_instances AS e ON e.groupId = h.principalId AND e.accessId = 'member'
  LEFT JOIN people_of AS p ON p.groupId = e.principalId
) AS h
JOIN entra.users AS u ON u.id = h.userId
LEFT JOIN entra.role_definitions AS d ON d.id = h.roleDefinitionId;

-- One row per account; what Microsoft does not report of it is NULL.
CREATE TEMP TABLE accounts AS
SELECT
  u.id,
  u.userPrincipalName,
  u.accountEnabled IS DISTINCT FROM FALSE AS accountEnabled,
  h.roles,
  h.userId IS NOT NULL OR COALESCE(r.isAdmin, FALSE) AS isAdmin,
  CASE
    WHEN u.accountEnabled = FALSE THEN 'disabled accounts'
    WHEN h.isSync THEN 'synchronisation accounts'
    WHEN h.userId IS NOT NULL OR r.isAdmin THEN 'administrators'
    WHEN u.userType = 'Guest' OR STRPOS(u.userPrincipalName, '#EXT#') > 0 THEN 'guests'
    WHEN u.isResourceAccount THEN 'resource accounts'
    ELSE 'members'
  END AS population,
  CASE
    WHEN STRPOS(u.userPrincipalName, '#EXT#') > 0 OR u.creationType = 'Invitation' OR u.externalUserState IS NOT NULL
      THEN IF(u.userType = 'Guest', 'b2bCollaborationGuest', 'b2bCollaborationMember')
    WHEN u.userType = 'Guest' THEN 'internalGuest'
  END AS guestType,
  r.isMfaRegistered AS registered,
  r.isMfaCapable AS capable,
  r.methodsRegistered AS methods,
  IF(
    r.id IS NULL,
    NULL,
    REGEXP_CONTAINS(
      LOWER(ARRAY_TO_STRING(r.methodsRegistered, ' ')),
      '(^| )(fido2|passkey|windowshello|macossecureenclave)'
    )
  ) AS phishingResistant
FROM entra.users AS u
LEFT JOIN entra.user_registration_details AS r ON r.id = u.id
LEFT JOIN (
  SELECT
    userId,
    ARRAY_AGG(DISTINCT role ORDER BY role) AS roles,
    LOGICAL_OR(
      templateId IN ('d29b2b05-8046-44ba-8758-1e26182fcf32', 'a92aed5d-d78a-4d16-b381-09adb37eb3b0')
    ) AS isSync
  FROM holders
  GROUP BY userId
) AS h ON h.userId = u.id;

-- Policies that ask for MFA. A strength that is not known is taken for one that MFA alone satisfies.
CREATE TEMP TABLE mfa_policies AS
SELECT
  id,
  policy,
  state,
  scope,
  IF(operator = 'OR', ARRAY_TO_STRING(controls, ' or '), ARRAY_TO_STRING(controls, ' and ')) AS requires,
  COALESCE(operator = 'OR' AND ARRAY_LENGTH(controls) > 1, FALSE) AS isAlternative,
  isUnconditional
FROM (
  SELECT
    p.id,
    p.displayName AS policy,
    p.state,
    p.conditions.users AS scope,
    p.grantControls.operator AS operator,
    ARRAY_CONCAT(
      COALESCE(p.grantControls.builtInControls, []),
      IF(p.grantControls.authenticationStrength.id IS NULL, [], [COALESCE(s.displayName, 'an authentication strength')]),
      IF(ARRAY_LENGTH(p.grantControls.customAuthenticationFactors) > 0, ['a custom control'], []),
      IF(ARRAY_LENGTH(p.grantControls.termsOfUse) > 0, ['terms of use'], [])
    ) AS controls,
    COALESCE(
      'All' IN UNNEST(p.conditions.applications.includeApplications)
        AND COALESCE(ARRAY_LENGTH(p.conditions.applications.excludeApplications), 0) = 0
        AND p.conditions.applications.applicationFilter.rule IS NULL
        AND (
          'all' IN UNNEST(p.conditions.clientAppTypes)
          OR (
            'browser' IN UNNEST(p.conditions.clientAppTypes)
            AND 'mobileAppsAndDesktopClients' IN UNNEST(p.conditions.clientAppTypes)
          )
        )
        AND COALESCE(ARRAY_LENGTH(p.conditions.signInRiskLevels), 0) = 0
        AND COALESCE(ARRAY_LENGTH(p.conditions.userRiskLevels), 0) = 0
        AND p.conditions.insiderRiskLevels IS NULL
        AND p.conditions.authenticationFlows.transferMethods IS NULL
        AND p.conditions.devices.deviceFilter.rule IS NULL
        AND COALESCE(ARRAY_LENGTH(p.conditions.platforms.excludePlatforms), 0) = 0
        AND (p.conditions.platforms IS NULL OR 'all' IN UNNEST(p.conditions.platforms.includePlatforms))
        AND COALESCE(ARRAY_LENGTH(p.conditions.locations.excludeLocations), 0) = 0
        AND (p.conditions.locations IS NULL OR 'All' IN UNNEST(p.conditions.locations.includeLocations)),
      FALSE
    ) AS isUnconditional
  FROM entra.conditional_access_policies AS p
  LEFT JOIN entra.authentication_strengths AS s ON s.id = p.grantControls.authenticationStrength.id
  WHERE p.state IS DISTINCT FROM 'disabled'
    AND (
      'mfa' IN UNNEST(p.grantControls.builtInControls)
      OR (p.grantControls.authenticationStrength.id IS NOT NULL AND COALESCE(s.requirementsSatisfied, 'mfa') = 'mfa')
    )
);

CREATE TEMP TABLE targets AS
SELECT id AS policyId, FALSE AS excluded, 'user' AS through, target FROM mfa_policies, UNNEST(scope.includeUsers) AS target
UNION ALL
SELECT id, FALSE, 'group', target FROM mfa_policies, UNNEST(scope.includeGroups) AS target
UNION ALL
SELECT id, FALSE, 'role', target FROM mfa_policies, UNNEST(scope.includeRoles) AS target
UNION ALL
SELECT id, FALSE, 'guests', target
FROM mfa_policies, UNNEST(SPLIT(scope.includeGuestsOrExternalUsers.guestOrExternalUserTypes, ',')) AS target
WHERE COALESCE(scope.includeGuestsOrExternalUsers.externalTenants, '"all"') LIKE '%"all"%'
UNION ALL
SELECT id, TRUE, 'user', target FROM mfa_policies, UNNEST(scope.excludeUsers) AS target
UNION ALL
SELECT id, TRUE, 'group', target FROM mfa_policies, UNNEST(scope.excludeGroups) AS target
UNION ALL
SELECT id, TRUE, 'role', target FROM mfa_policies, UNNEST(scope.excludeRoles) AS target
UNION ALL
SELECT
  id,
  TRUE,
  IF(
    COALESCE(scope.excludeGuestsOrExternalUsers.externalTenants, '"all"') LIKE '%"all"%',
    'guests',
    'guests of some tenants'
  ),
  target
FROM mfa_policies, UNNEST(SPLIT(scope.excludeGuestsOrExternalUsers.guestOrExternalUserTypes, ',')) AS target;

CREATE TEMP TABLE resolved AS
SELECT DISTINCT policyId, excluded, through, target, userId
FROM (
  SELECT t.policyId, t.excluded, t.through, t.target, a.id AS userId
  FROM targets AS t
  JOIN accounts AS a ON a.id = t.target
  WHERE t.through = 'user'
  UNION ALL
  SELECT t.policyId, t.excluded, t.through, t.target, a.id
  FROM targets AS t
  CROSS JOIN accounts AS a
  WHERE t.through = 'user' AND t.target = 'GuestsOrExternalUsers' AND a.guestType IS NOT NULL
  UNION ALL
  SELECT t.policyId, t.excluded, t.through, t.target, p.userId
  FROM targets AS t
  JOIN people_of AS p ON p.groupId = t.target
  WHERE t.through = 'group'
  UNION ALL
  SELECT t.policyId, t.excluded, t.through, t.target, h.userId
  FROM targets AS t
  JOIN holders AS h ON h.templateId = t.target
  WHERE t.through = 'role' AND h.active AND h.directoryScopeId = '/'
  UNION ALL
  SELECT t.policyId, t.excluded, t.through, t.target, a.id
  FROM targets AS t
  JOIN accounts AS a ON a.guestType = TRIM(t.target)
  WHERE t.through = 'guests'
);

-- Whom each policy names.
CREATE TEMP TABLE included AS
SELECT policyId, userId FROM resolved WHERE NOT excluded
UNION DISTINCT
SELECT t.policyId, a.id
FROM targets AS t
CROSS JOIN accounts AS a
WHERE t.through = 'user' AND t.target = 'All' AND NOT t.excluded;

-- Whom the enforced policies ask for MFA; NULL where there are no policies.
CREATE TEMP TABLE demands AS
SELECT
  a.id,
  CASE
    WHEN d.isAlways THEN 'always'
    WHEN (SELECT LOGICAL_OR(isEnabled) FROM entra.security_defaults_policy) THEN 'security defaults'
    WHEN d.isAlways = FALSE THEN 'sometimes'
    WHEN EXISTS (SELECT 1 FROM entra.conditional_access_policies) THEN 'no'
  END AS required
FROM accounts AS a
LEFT JOIN (
  SELECT r.userId, LOGICAL_OR(p.isUnconditional AND NOT p.isAlternative) AS isAlways
  FROM included AS r
  JOIN mfa_policies AS p ON p.id = r.policyId AND p.state = 'enabled'
  LEFT JOIN (SELECT DISTINCT policyId, userId FROM resolved WHERE excluded) AS x
    ON x.policyId = r.policyId AND x.userId = r.userId
  WHERE x.userId IS NULL
  GROUP BY r.userId
) AS d ON d.userId = a.id;

-- Exclusions of those whom the policy would apply to; without a user where nobody is known to be behind one.
CREATE TEMP TABLE carve_outs AS
SELECT t.policyId, t.through, t.target, x.userId
FROM targets AS t
LEFT JOIN (SELECT * FROM resolved WHERE excluded) AS x
  ON x.policyId = t.policyId AND x.through = t.through AND x.target = t.target
LEFT JOIN included AS i
  ON i.policyId = t.policyId AND i.userId = x.userId
WHERE t.excluded AND (x.userId IS NULL OR i.userId IS NOT NULL);

CREATE TEMP TABLE seen AS
SELECT
  s.appId,
  s.appDisplayName,
  s.clientAppUsed,
  s.userId,
  s.userPrincipalName,
  s.createdDateTime,
  s.status.errorCode AS errorCode,
  TRUE AS isInteractive,
  CASE
    WHEN REGEXP_CONTAINS(s.status.additionalDetails, '^MFA.*(satisfied|completed)') OR m.id IS NOT NULL THEN 'mfa'
    WHEN s.conditionalAccessStatus = 'notApplied' AND STRPOS(COALESCE(s.status.additionalDetails, ''), 'MFA') = 0
      THEN 'singleFactor'
    ELSE 'notTold'
  END AS factors
FROM entra.sign_ins AS s
LEFT JOIN (
  SELECT DISTINCT t.id
  FROM entra.sign_ins AS t
  CROSS JOIN UNNEST(t.appliedConditionalAccessPolicies) AS applied
  LEFT JOIN mfa_policies AS p ON p.id = applied.id AND NOT p.isAlternative
  WHERE t.status.errorCode = 0
    AND applied.result = 'success'
    AND (p.id IS NOT NULL OR LOWER(ARRAY_TO_STRING(applied.enforcedGrantControls, ',')) = 'mfa')
) AS m ON m.id = s.id
WHERE s.createdDateTime > TIMESTAMP_SUB(as_of, INTERVAL days DAY)
UNION ALL
SELECT
  n.appId,
  n.appDisplayName,
  n.clientAppUsed,
  n.userId,
  n.userPrincipalName,
  n.createdDateTime,
  n.status.errorCode,
  FALSE,
  CASE n.authenticationRequirement
    WHEN 'multiFactorAuthentication' THEN 'mfa'
    WHEN 'singleFactorAuthentication' THEN 'singleFactor'
    ELSE 'notTold'
  END
FROM entra.sign_ins_non_interactive AS n
LEFT JOIN entra.sign_ins AS s ON s.id = n.id
WHERE s.id IS NULL AND n.createdDateTime > TIMESTAMP_SUB(as_of, INTERVAL days DAY);

-- section: populations
SELECT
  a.population,
  COUNT(*) AS accounts,
  COUNTIF(a.registered) AS registered,
  COUNTIF(a.capable) AS capable,
  COUNTIF(a.capable AND a.phishingResistant) AS phishingResistant,
  COUNTIF(a.capable AND NOT a.phishingResistant) AS otherMfa,
  COUNTIF(NOT a.capable) AS notCapable,
  COUNTIF(a.capable IS NULL) AS notReported,
  IF(COUNT(d.required) > 0, COUNTIF(d.required IN ('always', 'security defaults')), NULL) AS alwaysRequired
FROM accounts AS a
JOIN demands AS d ON d.id = a.id
GROUP BY a.population
ORDER BY
  CASE population
    WHEN 'administrators' THEN 1
    WHEN 'members' THEN 2
    WHEN 'guests' THEN 3
    WHEN 'resource accounts' THEN 4
    WHEN 'synchronisation accounts' THEN 5
    ELSE 6
  END;

-- section: people
SELECT
  a.userPrincipalName,
  a.population,
  a.roles,
  CASE
    WHEN a.capable IS NULL THEN 'not reported'
    WHEN NOT a.capable AND a.registered THEN 'registered, but not capable'
    WHEN NOT a.capable THEN 'no MFA'
    ELSE 'no phishing-resistant method'
  END AS finding,
  a.methods,
  d.required,
  c.excludedFrom,
  s.signInActivity.lastSuccessfulSignInDateTime AS lastSuccessfulSignIn
FROM accounts AS a
JOIN demands AS d ON d.id = a.id
LEFT JOIN entra.user_sign_in_activity AS s ON s.userId = a.id
LEFT JOIN (
  SELECT o.userId, ARRAY_AGG(DISTINCT p.policy IGNORE NULLS ORDER BY p.policy) AS excludedFrom
  FROM carve_outs AS o
  JOIN mfa_policies AS p ON p.id = o.policyId AND p.state = 'enabled'
  GROUP BY o.userId
) AS c ON c.userId = a.id
WHERE a.accountEnabled AND (a.capable IS DISTINCT FROM TRUE OR (a.isAdmin AND NOT a.phishingResistant))
ORDER BY
  a.population <> 'administrators',
  CASE WHEN NOT a.capable THEN 1 WHEN a.capable IS NULL THEN 2 ELSE 3 END,
  a.userPrincipalName,
  a.id;

-- section: groups
SELECT
  g.displayName AS `group`,
  COUNT(*) AS accounts,
  COUNTIF(a.capable) AS capable,
  COUNTIF(a.capable AND a.phishingResistant) AS phishingResistant,
  COUNTIF(NOT a.capable) AS notCapable,
  COUNTIF(a.capable IS NULL) AS notReported,
  COUNTIF(a.isAdmin AND NOT a.capable) AS adminsNotCapable,
  ROUND(100 * COUNTIF(a.capable) / NULLIF(COUNT(a.capable), 0), 1) AS percentCapable,
  g.id AS groupId
FROM people_of AS p
JOIN entra.`groups` AS g ON g.id = p.groupId
JOIN accounts AS a ON a.id = p.userId AND a.accountEnabled
GROUP BY g.displayName, g.id
ORDER BY notCapable DESC, `group`, groupId;

-- section: apps
SELECT
  COALESCE(MAX(appDisplayName), appId) AS application,
  COUNT(DISTINCT userId) AS users,
  COUNTIF(isInteractive) AS signIns,
  COUNTIF(isInteractive AND factors = 'mfa') AS mfa,
  COUNTIF(isInteractive AND factors = 'singleFactor') AS singleFactor,
  COUNTIF(isInteractive AND factors = 'notTold') AS notTold,
  COUNTIF(NOT isInteractive) AS nonInteractive,
  COUNTIF(NOT isInteractive AND factors = 'singleFactor') AS nonInteractiveSingleFactor,
  appId
FROM seen
WHERE errorCode = 0
GROUP BY appId
ORDER BY singleFactor DESC, signIns DESC, application, appId;

-- section: legacy
SELECT
  s.clientAppUsed,
  COUNT(*) AS signIns,
  COUNTIF(s.errorCode = 0) AS succeeded,
  COUNTIF(s.errorCode = 53003) AS blocked,
  COUNTIF(s.errorCode NOT IN (0, 53003)) AS failed,
  COUNT(DISTINCT s.userId) AS users,
  COUNT(DISTINCT IF(s.errorCode = 0 AND a.isAdmin, s.userId, NULL)) AS adminsSucceeded,
  MAX(IF(s.errorCode = 0, s.createdDateTime, NULL)) AS lastSucceeded,
  ARRAY_AGG(
    DISTINCT IF(s.errorCode = 0, LOWER(s.userPrincipalName), NULL)
    IGNORE NULLS
    ORDER BY IF(s.errorCode = 0, LOWER(s.userPrincipalName), NULL)
    LIMIT 50
  ) AS succeededBy
FROM seen AS s
LEFT JOIN accounts AS a ON a.id = s.userId
WHERE s.clientAppUsed NOT IN ('', 'Browser', 'Mobile Apps and Desktop clients', 'Unknown')
GROUP BY s.clientAppUsed
ORDER BY succeeded DESC, signIns DESC, clientAppUsed;

-- section: carve-outs
SELECT
  p.policy,
  p.state,
  p.requires,
  c.through,
  CASE c.through
    WHEN 'group' THEN COALESCE(g.displayName, c.target)
    WHEN 'role' THEN COALESCE(r.displayName, c.target)
    WHEN 'user' THEN IF(a.id IS NULL OR c.target <> a.id, c.target, '(named)')
    ELSE c.target
  END AS excluded,
  a.userPrincipalName,
  a.population,
  a.capable,
  d.required
FROM carve_outs AS c
JOIN mfa_policies AS p ON p.id = c.policyId
LEFT JOIN accounts AS a ON a.id = c.userId
LEFT JOIN demands AS d ON d.id = c.userId
LEFT JOIN entra.`groups` AS g ON c.through = 'group' AND g.id = c.target
LEFT JOIN entra.role_definitions AS r ON c.through = 'role' AND r.id = c.target
ORDER BY
  p.state <> 'enabled',
  p.policy,
  p.id,
  a.population IS DISTINCT FROM 'administrators',
  a.userPrincipalName IS NULL,
  a.userPrincipalName,
  c.through,
  c.target;
