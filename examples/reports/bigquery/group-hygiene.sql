-- Hygiene of groups, for BigQuery: groups that are empty, ownerless, stale, nested, broken or named alike, and those that grant something to nobody.
-- The dataset is entra, as `entra-extract schema --dialect bigquery --changes` makes it; each table named here has to be there, with or without rows.
-- A group is stale when nothing about it has moved for so many days.
DECLARE days INT64 DEFAULT 365;
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();

CREATE TEMP TABLE facts AS
SELECT
  g.id,
  g.displayName,
  CASE WHEN 'Unified' IN UNNEST(g.groupTypes) THEN 'Microsoft 365'
    WHEN g.mailEnabled AND g.securityEnabled THEN 'mail-enabled security'
    WHEN g.mailEnabled THEN 'distribution' ELSE 'security' END AS kind,
  COALESCE('DynamicMembership' IN UNNEST(g.groupTypes), FALSE) AS isDynamic,
  COALESCE(g.onPremisesSyncEnabled, FALSE) AS isSynchronised,
  COALESCE(g.isAssignableToRole, FALSE) AS isAssignableToRole,
  COALESCE(g.visibility = 'HiddenMembership', FALSE) AS isHidden,
  g.membershipRuleProcessingState,
  g.expirationDateTime,
  COALESCE(m.members, 0) AS members,
  COALESCE(m.groupMembers, 0) AS groupMembers,
  COALESCE(o.owners, 0) AS owners,
  o.usable,
  (SELECT MAX(moment) FROM UNNEST([g.createdDateTime, g.renewedDateTime, c.lastAt, a.lastAt]) AS moment) AS lastMoved,
  g.licenseProcessingState.state AS licenceState,
  ARRAY_LENGTH(g.serviceProvisioningErrors) > 0 OR ARRAY_LENGTH(g.onPremisesProvisioningErrors) > 0 AS hasErrors,
  l.failed AS failedLicences
FROM entra.`groups` g
LEFT JOIN (
  SELECT groupId, COUNT(*) AS members, COUNTIF(_odata_type = '#microsoft.graph.group') AS groupMembers FROM entra.group_members GROUP BY groupId
) m ON m.groupId = g.id
LEFT JOIN (
  -- An owner is of use when the account is enabled; one that is no user is a service principal.
  SELECT o.groupId, COUNT(*) AS owners, COUNTIF(COALESCE(u.accountEnabled, o._odata_type <> '#microsoft.graph.user', FALSE)) AS usable
  FROM entra.group_owners o LEFT JOIN entra.users u ON u.id = o.id GROUP BY o.groupId
) o ON o.groupId = g.id
LEFT JOIN (SELECT groupId, MAX(_changed_at) AS lastAt FROM entra.changes_group_members GROUP BY groupId) c ON c.groupId = g.id
LEFT JOIN (
  SELECT t.id, MAX(a.activityDateTime) AS lastAt
  FROM entra.directory_audits a, UNNEST(a.targetResources) AS t
  WHERE a.result = 'success' AND LOWER(t.type) = 'group'
  GROUP BY t.id
) a ON a.id = g.id
LEFT JOIN (
  SELECT assignedByGroup, COUNT(*) AS failed FROM entra.user_license_states WHERE state = 'Error' OR error NOT IN ('None', '') GROUP BY assignedByGroup
) l ON l.assignedByGroup = g.id
WHERE g.deletedDateTime IS NULL;

-- What a group gives to its members, or is named by.
CREATE TEMP TABLE uses AS
SELECT DISTINCT groupId, what, name FROM (
  SELECT g.id AS groupId, 'licence' AS what, COALESCE(s.skuPartNumber, t.skuId) AS name
  FROM entra.`groups` g
  CROSS JOIN UNNEST(g.assignedLicenses) AS t
  LEFT JOIN (SELECT skuId, MIN(skuPartNumber) AS skuPartNumber FROM entra.subscribed_skus GROUP BY skuId) s ON s.skuId = t.skuId
  UNION ALL
  SELECT r.principalId, 'role', COALESCE(d.displayName, r.roleDefinitionId)
  FROM entra.role_assignments r LEFT JOIN entra.role_definitions d ON d.id = r.roleDefinitionId
  UNION ALL
  SELECT r.principalId, 'eligible role', COALESCE(d.displayName, r.roleDefinitionId)
  FROM entra.role_eligibility_schedule_instances r LEFT JOIN entra.role_definitions d ON d.id = r.roleDefinitionId
  UNION ALL
  SELECT r.principalId, 'application', COALESCE(s.displayName, r.resourceDisplayName, r.resourceId)
  FROM (SELECT principalId, resourceId, resourceDisplayName FROM entra.app_role_assignments
    UNION DISTINCT SELECT principalId, resourceId, resourceDisplayName FROM entra.group_app_role_assignments) r
  LEFT JOIN entra.service_principals s ON s.id = r.resourceId
  UNION ALL
  SELECT t, 'conditional access, included', p.displayName
  FROM entra.conditional_access_policies p CROSS JOIN UNNEST(p.conditions.users.includeGroups) AS t
  UNION ALL
  SELECT t, 'conditional access, excluded', p.displayName
  FROM entra.conditional_access_policies p CROSS JOIN UNNEST(p.conditions.users.excludeGroups) AS t
)
WHERE groupId IN (SELECT id FROM facts);

-- Groups within groups, as deep as twenty levels; a group that reaches itself is in a cycle.
CREATE TEMP TABLE edges AS
SELECT groupId, id FROM entra.group_members WHERE id IN (SELECT id FROM facts) AND groupId IN (SELECT id FROM facts);

CREATE TEMP TABLE reached AS
SELECT DISTINCT groupId AS root, id, 1 AS depth FROM edges;
LOOP
  INSERT INTO reached (root, id, depth)
  SELECT DISTINCT r.root, e.id, r.depth + 1
  FROM reached r
  JOIN edges e ON e.groupId = r.id
  LEFT JOIN reached k ON k.root = r.root AND k.id = e.id AND k.depth = r.depth + 1
  WHERE r.depth < 20 AND k.root IS NULL;
  IF @@row_count = 0 THEN
    LEAVE;
  END IF;
END LOOP;

CREATE TEMP TABLE nested AS
SELECT root, id, MAX(depth) AS depth FROM reached GROUP BY root, id;

CREATE TEMP TABLE cycles AS
SELECT root AS id FROM nested WHERE root = id;

CREATE TEMP TABLE people AS
SELECT w.root, COUNT(DISTINCT m.id) AS people
FROM (SELECT root, id FROM nested UNION DISTINCT SELECT root, root FROM nested) w
JOIN entra.group_members m ON m.groupId = w.id
WHERE m.id NOT IN (SELECT id FROM facts)
GROUP BY w.root;

CREATE TEMP TABLE alike AS
SELECT LOWER(TRIM(displayName)) AS name, COUNT(*) AS members FROM facts WHERE TRIM(displayName) <> '' GROUP BY 1 HAVING COUNT(*) > 1;

CREATE TEMP TABLE used_for AS
SELECT groupId, ARRAY_AGG(DISTINCT what ORDER BY what) AS usedFor FROM uses GROUP BY groupId;

CREATE TEMP TABLE findings AS
SELECT f.id, finding
FROM (
  SELECT f.id, f.kind, f.isDynamic, f.isSynchronised, f.isHidden, f.members, f.owners, f.usable, f.lastMoved, f.expirationDateTime,
    f.membershipRuleProcessingState, f.licenceState, f.failedLicences, f.hasErrors, u.groupId IS NOT NULL AS isUsed, c.id IS NOT NULL AS isInCycle, a.name IS NOT NULL AS isAlike
  FROM facts f
  LEFT JOIN used_for u ON u.groupId = f.id
  LEFT JOIN cycles c ON c.id = f.id
  LEFT JOIN alike a ON a.name = LOWER(TRIM(f.displayName))
) f
CROSS JOIN UNNEST([
  IF(f.members = 0 AND NOT f.isHidden, 'empty', NULL),
  IF(f.members = 0 AND f.isHidden, 'hidden or empty', NULL),
  IF(f.members = 0 AND NOT f.isHidden AND f.isUsed, 'empty but in use', NULL),
  IF(f.owners = 0 AND NOT f.isSynchronised AND f.kind IN ('Microsoft 365', 'security'), 'no owner', NULL),
  IF(f.owners > 0 AND f.usable = 0, 'no enabled owner', NULL),
  IF(f.lastMoved <= TIMESTAMP_SUB(as_of, INTERVAL days DAY), 'stale', NULL),
  CASE WHEN f.expirationDateTime < as_of THEN 'expired'
    WHEN f.expirationDateTime < TIMESTAMP_ADD(as_of, INTERVAL 30 DAY) THEN 'expires within 30 days' END,
  IF(f.isDynamic AND COALESCE(f.membershipRuleProcessingState, '') <> 'On', 'rule paused', NULL),
  IF(f.licenceState = 'ProcessingFailed' OR f.failedLicences > 0, 'licence errors', NULL),
  IF(f.hasErrors, 'provisioning errors', NULL),
  IF(f.isInCycle, 'in a cycle', NULL),
  IF(f.isAlike, 'name not unique', NULL)
]) AS finding
WHERE finding IS NOT NULL;

-- section: groups
SELECT
  f.displayName,
  f.kind,
  f.isDynamic,
  f.isSynchronised,
  f.members,
  f.owners,
  f.lastMoved,
  x.findings,
  f.id
FROM facts f
JOIN (SELECT id, ARRAY_AGG(finding ORDER BY finding) AS findings FROM findings GROUP BY id) x ON x.id = f.id
ORDER BY ARRAY_LENGTH(x.findings) DESC, f.displayName, f.id;

-- section: summary
SELECT
  x.finding,
  COUNT(*) AS `groups`,
  COUNTIF(f.kind = 'Microsoft 365') AS microsoft365,
  COUNTIF(f.kind = 'security') AS security,
  COUNTIF(f.isDynamic) AS dynamic,
  COUNTIF(f.isAssignableToRole) AS roleAssignable,
  ROUND(100.0 * COUNT(*) / (SELECT COUNT(*) FROM facts), 1) AS percentOfGroups
FROM findings x JOIN facts f ON f.id = x.id
GROUP BY x.finding
ORDER BY 2 DESC, 1;

-- section: empty-in-use
SELECT f.displayName, f.kind, f.isDynamic, f.isAssignableToRole, u.what, u.name, f.id
FROM facts f JOIN uses u ON u.groupId = f.id
WHERE f.members = 0 AND NOT f.isHidden
ORDER BY f.displayName, u.what, u.name, f.id;

-- section: nesting
SELECT
  f.displayName,
  f.kind,
  f.groupMembers AS directGroups,
  n.allGroups,
  n.depth,
  n.isInCycle,
  COALESCE(p.people, 0) AS allMembers,
  u.usedFor,
  f.id
FROM facts f
JOIN (
  SELECT n.root, COUNTIF(n.id <> n.root) AS allGroups, IF(LOGICAL_OR(c.id IS NOT NULL), NULL, MAX(n.depth)) AS depth, LOGICAL_OR(n.id = n.root) AS isInCycle
  FROM nested n LEFT JOIN cycles c ON c.id = n.id
  GROUP BY n.root
) n ON n.root = f.id
LEFT JOIN people p ON p.root = f.id
LEFT JOIN used_for u ON u.groupId = f.id
ORDER BY n.isInCycle DESC, n.depth DESC NULLS FIRST, n.allGroups DESC, f.displayName, f.id;

-- section: members
SELECT
  f.displayName,
  f.kind,
  f.members,
  d.disabled,
  d.guests,
  d.gone,
  f.isAssignableToRole,
  w.usedFor,
  f.id
FROM facts f
JOIN (
  SELECT m.groupId, COUNTIF(u.accountEnabled = FALSE) AS disabled, COUNTIF(LOWER(u.userType) = 'guest') AS guests, COUNTIF(u.id IS NULL) AS gone
  FROM entra.group_members m LEFT JOIN entra.users u ON u.id = m.id
  WHERE m._odata_type = '#microsoft.graph.user'
  GROUP BY m.groupId
) d ON d.groupId = f.id
LEFT JOIN used_for w ON w.groupId = f.id
WHERE d.disabled > 0 OR d.guests > 0 OR d.gone > 0
ORDER BY f.isAssignableToRole DESC, d.disabled + d.guests + d.gone DESC, f.displayName, f.id;

-- section: names
SELECT
  MIN(f.displayName) AS displayName,
  COUNT(*) AS `groups`,
  ARRAY_AGG(DISTINCT f.kind ORDER BY f.kind) AS kinds,
  SUM(f.members) AS members,
  ARRAY_AGG(f.id ORDER BY f.id) AS ids
FROM facts f JOIN alike a ON a.name = LOWER(TRIM(f.displayName))
GROUP BY a.name
ORDER BY 2 DESC, a.name;
