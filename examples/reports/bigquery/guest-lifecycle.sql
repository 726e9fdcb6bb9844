-- Guest lifecycle, for BigQuery: guests of long standing, who invited them, what they may do, invitations that nobody accepted.
-- The dataset is entra, as `entra-extract schema --dialect bigquery` makes it; each table named here has to be there, with or without rows.
DECLARE days INT64 DEFAULT 90;
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();

CREATE TEMP FUNCTION days_between(earlier TIMESTAMP, later TIMESTAMP) AS (
  CAST(FLOOR((UNIX_MICROS(later) - UNIX_MICROS(earlier)) / 86400000000) AS INT64)
);

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

-- The last invitation of each address.
CREATE TEMP TABLE inviters AS
SELECT
  userId,
  COALESCE(
    NULLIF(initiatedBy.user.userPrincipalName, ''),
    NULLIF(initiatedBy.user.displayName, ''),
    initiatedBy.user.id,
    NULLIF(initiatedBy.app.displayName, ''),
    initiatedBy.app.servicePrincipalId,
    '(not told)'
  ) AS invitedBy,
  IF(
    initiatedBy.user.id IS NOT NULL OR NULLIF(initiatedBy.user.userPrincipalName, '') IS NOT NULL,
    'user',
    'application'
  ) AS kind
FROM (
  SELECT u.id AS userId, a.id AS auditId, a.activityDateTime, a.initiatedBy
  FROM entra.directory_audits AS a
  CROSS JOIN UNNEST(a.targetResources) AS target
  JOIN entra.users AS u ON u.id = target.id
  WHERE a.activityDisplayName = 'Invite external user' AND a.result = 'success'
  UNION ALL
  SELECT u.id, a.id, a.activityDateTime, a.initiatedBy
  FROM entra.directory_audits AS a
  CROSS JOIN UNNEST(a.targetResources) AS target
  JOIN entra.users AS u ON LOWER(u.userPrincipalName) = LOWER(target.userPrincipalName)
  WHERE target.id IS NULL AND a.activityDisplayName = 'Invite external user' AND a.result = 'success'
)
WHERE TRUE
QUALIFY ROW_NUMBER() OVER (PARTITION BY userId ORDER BY activityDateTime DESC, auditId DESC) = 1;

-- Each group with itself and every group within it; a round that finds nothing new is the last, so cycles end.
CREATE TEMP TABLE reach AS
SELECT DISTINCT groupId, groupId AS innerId FROM entra.group_members;
LOOP
  INSERT INTO reach (groupId, innerId)
  SELECT DISTINCT r.groupId, m.id
  FROM reach AS r
  JOIN entra.group_members AS m ON m.groupId = r.innerId
  JOIN (SELECT DISTINCT groupId FROM entra.group_members) AS g ON g.groupId = m.id
  LEFT JOIN reach AS known ON known.groupId = r.groupId AND known.innerId = m.id
  WHERE known.groupId IS NULL;
  IF @@row_count = 0 THEN
    LEAVE;
  END IF;
END LOOP;

-- The domain is that of the address invited; the account's mail may have changed since.
CREATE TEMP TABLE guests AS
SELECT
  u.id,
  u.userPrincipalName,
  u.mail,
  u.accountEnabled,
  u.createdDateTime,
  COALESCE(
    LOWER(REGEXP_EXTRACT(u.userPrincipalName, '_([^_]+)#EXT#')),
    LOWER(NULLIF(SPLIT(u.mail, '@')[SAFE_OFFSET(1)], '')),
    LOWER(NULLIF(SPLIT(u.otherMails[SAFE_OFFSET(0)], '@')[SAFE_OFFSET(1)], '')),
    '(unknown)'
  ) AS domain,
  u.externalUserState IS NOT DISTINCT FROM 'PendingAcceptance' AS isPending,
  CONCAT(COALESCE(u.externalUserState, 'not invited'), IF(u.userType <> 'Guest', ', as a member', '')) AS state,
  days_between(COALESCE(u.createdDateTime, TIMESTAMP '2018-06-01 00:00:00+00'), as_of) AS ageDays,
  a.lastUsed,
  IF(
    a.userId IS NULL,
    NULL,
    days_between(COALESCE(a.lastUsed, u.createdDateTime, TIMESTAMP '2018-06-01 00:00:00+00'), as_of)
  ) AS idleDays,
  i.invitedBy,
  i.kind AS inviterKind
FROM entra.users AS u
LEFT JOIN last_use AS a ON a.userId = u.id
LEFT JOIN inviters AS i ON i.userId = u.id
WHERE u.userType = 'Guest'
  OR STRPOS(u.userPrincipalName, '#EXT#') > 0
  OR u.creationType = 'Invitation'
  OR u.externalUserState IS NOT NULL;

-- Groups of guests, with the group of theirs that is nested in each.
CREATE TEMP TABLE memberships AS
SELECT
  g.id AS userId,
  r.groupId,
  MIN(IF(r.groupId <> r.innerId, r.innerId, NULL)) AS innerId,
  LOGICAL_OR(r.groupId = r.innerId) AS isDirect
FROM guests AS g
JOIN entra.group_members AS m ON m.id = g.id
JOIN reach AS r ON r.innerId = m.groupId
GROUP BY g.id, r.groupId;

CREATE TEMP TABLE held AS
SELECT principalId, roleDefinitionId, directoryScopeId, 'active' AS how FROM entra.role_assignments
UNION DISTINCT
SELECT principalId, roleDefinitionId, directoryScopeId, 'eligible' FROM entra.role_eligibility_schedule_instances;

CREATE TEMP TABLE grants AS
SELECT DISTINCT kind, userId, objectId, name, how
FROM (
  SELECT
    'role' AS kind,
    g.id AS userId,
    h.roleDefinitionId AS objectId,
    COALESCE(d.displayName, h.roleDefinitionId) AS name,
    CONCAT(h.how, IF(m.groupId IS NULL, '', CONCAT(' through ', COALESCE(n.displayName, m.groupId)))) AS how
  FROM held AS h
  LEFT JOIN memberships AS m ON m.groupId = h.principalId
  JOIN guests AS g ON g.id = COALESCE(m.userId, h.principalId)
  LEFT JOIN entra.role_definitions AS d ON d.id = h.roleDefinitionId
  LEFT JOIN entra.`groups` AS n ON n.id = m.groupId
  UNION ALL
  SELECT
    'role',
    g.id,
    h.roleDefinitionId,
    COALESCE(d.displayName, h.roleDefinitionId),
    CONCAT('eligible through ', COALESCE(n.displayName, e.groupId))
  FROM held AS h
  JOIN entra.pim_group_eligibility_schedule_instances AS e ON e.groupId = h.principalId AND e.accessId = 'member'
  JOIN guests AS g ON g.id = e.principalId
  LEFT JOIN entra.role_definitions AS d ON d.id = h.roleDefinitionId
  LEFT JOIN entra.`groups` AS n ON n.id = e.groupId
  UNION ALL
  SELECT
    IF(e.accessId = 'owner', 'owner of a group', 'group'),
    g.id,
    e.groupId,
    COALESCE(n.displayName, e.groupId),
    'eligible'
  FROM entra.pim_group_eligibility_schedule_instances AS e
  JOIN guests AS g ON g.id = e.principalId
  LEFT JOIN entra.`groups` AS n ON n.id = e.groupId
  UNION ALL
  SELECT 'owner of a group', g.id, o.groupId, COALESCE(n.displayName, o.groupId), 'direct'
  FROM entra.group_owners AS o
  JOIN guests AS g ON g.id = o.id
  LEFT JOIN entra.`groups` AS n ON n.id = o.groupId
  UNION ALL
  SELECT
    'application',
    g.id,
    a.resourceId,
    COALESCE(a.resourceDisplayName, a.resourceId),
    IF(m.groupId IS NULL, 'direct', CONCAT('through ', COALESCE(n.displayName, m.groupId)))
  FROM entra.app_role_assignments AS a
  LEFT JOIN memberships AS m ON m.groupId = a.principalId AND m.isDirect
  JOIN guests AS g ON g.id = COALESCE(m.userId, a.principalId)
  LEFT JOIN entra.`groups` AS n ON n.id = m.groupId
  UNION ALL
  SELECT
    'group',
    m.userId,
    m.groupId,
    COALESCE(n.displayName, m.groupId),
    IF(m.isDirect, 'direct', CONCAT('through ', COALESCE(i.displayName, m.innerId)))
  FROM memberships AS m
  LEFT JOIN entra.`groups` AS n ON n.id = m.groupId
  LEFT JOIN entra.`groups` AS i ON i.id = m.innerId
);

CREATE TEMP TABLE summary AS
SELECT
  userId,
  COUNT(DISTINCT IF(kind = 'group' AND how = 'direct', objectId, NULL)) AS memberOf,
  ARRAY_AGG(DISTINCT IF(kind = 'role', name, NULL) IGNORE NULLS) AS roles
FROM grants
GROUP BY userId;

-- section: guests
SELECT
  g.userPrincipalName,
  g.domain,
  g.state,
  g.accountEnabled,
  g.ageDays,
  g.lastUsed,
  g.idleDays,
  g.invitedBy,
  IF(EXISTS (SELECT 1 FROM entra.group_members), COALESCE(s.memberOf, 0), NULL) AS `groups`,
  s.roles
FROM guests AS g
LEFT JOIN summary AS s ON s.userId = g.id
WHERE g.ageDays >= days
ORDER BY COALESCE(ARRAY_LENGTH(s.roles), 0) = 0, g.idleDays DESC, g.userPrincipalName, g.id;

-- section: pending
SELECT
  g.userPrincipalName,
  g.mail,
  g.accountEnabled,
  g.createdDateTime,
  g.ageDays AS pendingDays,
  g.invitedBy,
  IF(EXISTS (SELECT 1 FROM entra.group_members), COALESCE(s.memberOf, 0), NULL) AS `groups`,
  s.roles
FROM guests AS g
LEFT JOIN summary AS s ON s.userId = g.id
WHERE g.isPending
ORDER BY g.ageDays DESC, g.userPrincipalName, g.id;

-- section: domains
SELECT
  g.domain,
  g.domain IN (
    'gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'yahoo.com', 'icloud.com', 'me.com', 'aol.com',
    'gmx.net', 'gmx.de', 'web.de', 'proton.me', 'protonmail.com', 'mail.com', 'qq.com', '163.com', 'yandex.ru', 'mail.ru'
  ) AS isPublic,
  COUNT(*) AS guests,
  COUNTIF(g.ageDays >= days) AS older,
  IF(COUNT(g.idleDays) > 0, COUNTIF(g.idleDays >= days), NULL) AS unused,
  COUNTIF(g.isPending) AS pending,
  COUNTIF(NOT g.accountEnabled) AS disabled,
  IF(EXISTS (SELECT 1 FROM held), COUNTIF(ARRAY_LENGTH(s.roles) > 0), NULL) AS withRoles
FROM guests AS g
LEFT JOIN summary AS s ON s.userId = g.id
GROUP BY g.domain
ORDER BY guests DESC, g.domain;

-- section: inviters
SELECT
  COALESCE(g.invitedBy, '(unknown)') AS invitedBy,
  g.inviterKind AS kind,
  COUNT(*) AS guests,
  COUNTIF(g.ageDays >= days) AS older,
  IF(COUNT(g.idleDays) > 0, COUNTIF(g.idleDays >= days), NULL) AS unused,
  COUNTIF(g.isPending) AS pending,
  COUNT(DISTINCT g.domain) AS domains,
  MIN(g.createdDateTime) AS first,
  MAX(g.createdDateTime) AS last
FROM guests AS g
GROUP BY 1, 2
ORDER BY guests DESC, kind IS NULL, invitedBy, kind;

-- section: access
SELECT
  a.kind,
  a.name,
  a.how,
  g.userPrincipalName,
  g.accountEnabled,
  g.ageDays,
  g.idleDays,
  a.objectId
FROM grants AS a
JOIN guests AS g ON g.id = a.userId
WHERE g.ageDays >= days
ORDER BY
  CASE a.kind WHEN 'role' THEN 1 WHEN 'owner of a group' THEN 2 WHEN 'application' THEN 3 ELSE 4 END,
  a.name,
  g.userPrincipalName,
  a.how,
  a.objectId,
  g.id;

-- section: applications
SELECT
  MAX(s.name) AS application,
  COUNT(DISTINCT IF(s.isAssigned, s.userId, NULL)) AS assigned,
  COUNT(DISTINCT IF(s.isAssigned, NULL, s.userId)) AS signedIn,
  COUNTIF(NOT s.isAssigned) AS signIns,
  MAX(s.seenAt) AS lastSignIn,
  s.appId
FROM (
  SELECT
    COALESCE(p.appId, a.resourceId) AS appId,
    COALESCE(a.resourceDisplayName, p.displayName) AS name,
    COALESCE(m.userId, a.principalId) AS userId,
    TRUE AS isAssigned,
    CAST(NULL AS TIMESTAMP) AS seenAt
  FROM entra.app_role_assignments AS a
  LEFT JOIN entra.service_principals AS p ON p.id = a.resourceId
  LEFT JOIN memberships AS m ON m.groupId = a.principalId AND m.isDirect
  UNION ALL
  SELECT appId, appDisplayName, userId, FALSE, createdDateTime
  FROM entra.sign_ins
  WHERE status.errorCode = 0
) AS s
JOIN guests AS g ON g.id = s.userId
GROUP BY s.appId
ORDER BY signedIn DESC, assigned DESC, application, appId;
