-- report: Hygiene of groups
-- summary: Groups that are empty, ownerless, stale, nested, broken or named alike, and those that grant something to nobody
-- parameter: days integer 365 | A group is stale when nothing about it has moved for so many days
-- needs: groups, group_members, group_owners, users
-- uses: directory_audits, subscribed_skus, user_license_states
-- uses: role_assignments, role_eligibility_schedule_instances, role_definitions, app_role_assignments, group_app_role_assignments
-- uses: service_principals, conditional_access_policies
-- read: lastMoved is the latest of a group's creation, its renewal, a change of its members that a run saw, and an audited change of its members,
--   owners or properties; nothing else tells that a group is in use. A group is stale when that lies --days or more back. For groups whose
--   members never changed since the lake began, lastMoved may be earlier than the truth. Deleted groups are left out.
-- caveat: Members of groups with hidden membership are told only with the permission Member.Read.Hidden: such a group is called hidden or empty, never empty.
-- caveat: Owners of synchronised groups and of distribution groups are kept on the premises and in Exchange: those without an owner here are not named.
-- caveat: Mail, files and meetings of a group are not in the directory: a stale group may well be in daily use.
-- caveat: Graph's v1.0 tells whether a membership rule is paused, not why the last processing of a rule failed.

CREATE TEMP TABLE facts AS
SELECT
  g.id,
  g.displayName,
  CASE WHEN list_contains(g.groupTypes, 'Unified') THEN 'Microsoft 365'
    WHEN g.mailEnabled AND g.securityEnabled THEN 'mail-enabled security'
    WHEN g.mailEnabled THEN 'distribution' ELSE 'security' END AS kind,
  coalesce(list_contains(g.groupTypes, 'DynamicMembership'), false) AS isDynamic,
  coalesce(g.onPremisesSyncEnabled, false) AS isSynchronised,
  coalesce(g.isAssignableToRole, false) AS isAssignableToRole,
  coalesce(g.visibility = 'HiddenMembership', false) AS isHidden,
  g.membershipRuleProcessingState,
  g.expirationDateTime,
  coalesce(m.members, 0) AS members,
  coalesce(m.groups, 0) AS groupMembers,
  coalesce(o.owners, 0) AS owners,
  o.usable,
  greatest(g.createdDateTime, g.renewedDateTime, c.lastAt, a.lastAt) AS lastMoved,
  g.licenseProcessingState.state AS licenceState,
  len(g.serviceProvisioningErrors) > 0 OR len(g.onPremisesProvisioningErrors) > 0 AS hasErrors,
  l.failed AS failedLicences
FROM groups g
LEFT JOIN (
  SELECT groupId, count(*) AS members, count(*) FILTER (WHERE _odata_type = '#microsoft.graph.group') AS groups FROM group_members GROUP BY groupId
) m ON m.groupId = g.id
LEFT JOIN (
  -- An owner is of use when the account is enabled; one that is no user is a service principal.
  SELECT o.groupId, count(*) AS owners, count(*) FILTER (WHERE coalesce(u.accountEnabled, o._odata_type <> '#microsoft.graph.user', false)) AS usable
  FROM group_owners o LEFT JOIN users u ON u.id = o.id GROUP BY o.groupId
) o ON o.groupId = g.id
LEFT JOIN (SELECT groupId, max(_changed_at) AS lastAt FROM changes_group_members GROUP BY groupId) c ON c.groupId = g.id
LEFT JOIN (
  SELECT t.target.id AS id, max(a.activityDateTime) AS lastAt
  FROM directory_audits a, unnest(a.targetResources) AS t(target)
  WHERE a.result = 'success' AND lower(t.target.type) = 'group'
  GROUP BY t.target.id
) a ON a.id = g.id
LEFT JOIN (
  SELECT assignedByGroup, count(*) AS failed FROM user_license_states WHERE state = 'Error' OR error NOT IN ('None', '') GROUP BY assignedByGroup
) l ON l.assignedByGroup = g.id
WHERE g.deletedDateTime IS NULL;

-- What a group gives to its members, or is named by.
CREATE TEMP TABLE uses AS
SELECT DISTINCT groupId, what, name FROM (
  SELECT g.id AS groupId, 'licence' AS what, coalesce(s.skuPartNumber, t.licence.skuId) AS name
  FROM groups g, unnest(g.assignedLicenses) AS t(licence)
  LEFT JOIN (SELECT skuId, min(skuPartNumber) AS skuPartNumber FROM subscribed_skus GROUP BY skuId) s ON s.skuId = t.licence.skuId
  UNION ALL
  SELECT r.principalId, 'role', coalesce(d.displayName, r.roleDefinitionId)
  FROM role_assignments r LEFT JOIN role_definitions d ON d.id = r.roleDefinitionId
  UNION ALL
  SELECT r.principalId, 'eligible role', coalesce(d.displayName, r.roleDefinitionId)
  FROM role_eligibility_schedule_instances r LEFT JOIN role_definitions d ON d.id = r.roleDefinitionId
  UNION ALL
  SELECT r.principalId, 'application', coalesce(s.displayName, r.resourceDisplayName, r.resourceId)
  FROM (SELECT principalId, resourceId, resourceDisplayName FROM app_role_assignments
    UNION SELECT principalId, resourceId, resourceDisplayName FROM group_app_role_assignments) r
  LEFT JOIN service_principals s ON s.id = r.resourceId
  UNION ALL
  SELECT t.groupId, 'conditional access, included', p.displayName
  FROM conditional_access_policies p, unnest(p.conditions.users.includeGroups) AS t(groupId)
  UNION ALL
  SELECT t.groupId, 'conditional access, excluded', p.displayName
  FROM conditional_access_policies p, unnest(p.conditions.users.excludeGroups) AS t(groupId)
)
WHERE groupId IN (SELECT id FROM facts);

-- Groups within groups, as deep as twenty levels; a group that reaches itself is in a cycle.
CREATE TEMP TABLE nested AS
WITH RECURSIVE edges AS (
  SELECT groupId, id FROM group_members WHERE id IN (SELECT id FROM facts) AND groupId IN (SELECT id FROM facts)
),
reached AS (
  SELECT groupId AS root, id, 1 AS depth FROM edges
  UNION
  SELECT r.root, e.id, r.depth + 1 FROM reached r JOIN edges e ON e.groupId = r.id WHERE r.depth < 20
)
SELECT root, id, max(depth) AS depth FROM reached GROUP BY root, id;

CREATE TEMP TABLE cycles AS
SELECT root AS id FROM nested WHERE root = id;

CREATE TEMP TABLE people AS
SELECT w.root, count(DISTINCT m.id) AS people
FROM (SELECT root, id FROM nested UNION SELECT DISTINCT root, root FROM nested) w
JOIN group_members m ON m.groupId = w.id
WHERE m.id NOT IN (SELECT id FROM facts)
GROUP BY w.root;

CREATE TEMP TABLE alike AS
SELECT lower(trim(displayName)) AS name, count(*) AS groups FROM facts WHERE trim(displayName) <> '' GROUP BY 1 HAVING count(*) > 1;

CREATE TEMP TABLE findings AS
SELECT f.id, x.finding
FROM facts f, unnest([
  CASE WHEN f.members = 0 AND NOT f.isHidden THEN 'empty' END,
  CASE WHEN f.members = 0 AND f.isHidden THEN 'hidden or empty' END,
  CASE WHEN f.members = 0 AND NOT f.isHidden AND f.id IN (SELECT groupId FROM uses) THEN 'empty but in use' END,
  CASE WHEN f.owners = 0 AND NOT f.isSynchronised AND f.kind IN ('Microsoft 365', 'security') THEN 'no owner' END,
  CASE WHEN f.owners > 0 AND f.usable = 0 THEN 'no enabled owner' END,
  CASE WHEN f.lastMoved <= getvariable('as_of') - to_days(getvariable('days')) THEN 'stale' END,
  CASE WHEN f.expirationDateTime < getvariable('as_of') THEN 'expired'
    WHEN f.expirationDateTime < getvariable('as_of') + to_days(30) THEN 'expires within 30 days' END,
  CASE WHEN f.isDynamic AND f.membershipRuleProcessingState IS DISTINCT FROM 'On' THEN 'rule paused' END,
  CASE WHEN f.licenceState = 'ProcessingFailed' OR f.failedLicences > 0 THEN 'licence errors' END,
  CASE WHEN f.hasErrors THEN 'provisioning errors' END,
  CASE WHEN f.id IN (SELECT id FROM cycles) THEN 'in a cycle' END,
  CASE WHEN lower(trim(f.displayName)) IN (SELECT name FROM alike) THEN 'name not unique' END
]) AS x(finding)
WHERE x.finding IS NOT NULL;

-- section: groups | Groups with something to look at
-- note: Those with most findings first. A group with members from a rule has isDynamic.
SELECT
  f.displayName,
  f.kind,
  f.isDynamic,
  f.isSynchronised,
  f.members,
  f.owners,
  f.lastMoved,
  list(x.finding ORDER BY x.finding) AS findings,
  f.id
FROM facts f JOIN findings x ON x.id = f.id
GROUP BY ALL
ORDER BY len(findings) DESC, f.displayName, f.id;

-- section: summary | How many groups have what
-- chart: bar finding by groups
SELECT
  x.finding,
  count(*) AS groups,
  count(*) FILTER (WHERE f.kind = 'Microsoft 365') AS microsoft365,
  count(*) FILTER (WHERE f.kind = 'security') AS security,
  count(*) FILTER (WHERE f.isDynamic) AS dynamic,
  count(*) FILTER (WHERE f.isAssignableToRole) AS roleAssignable,
  round(100.0 * count(*) / (SELECT count(*) FROM facts), 1) AS percentOfGroups
FROM findings x JOIN facts f ON f.id = x.id
GROUP BY x.finding
ORDER BY groups DESC, x.finding;

-- section: empty-in-use | Empty groups that are in use
-- note: What is assigned to such a group reaches nobody, and whoever is added gets it. A policy that excludes it excludes nobody, and one that includes only it guards nobody.
SELECT f.displayName, f.kind, f.isDynamic, f.isAssignableToRole, u.what, u.name, f.id
FROM facts f JOIN uses u ON u.groupId = f.id
WHERE f.members = 0 AND NOT f.isHidden
ORDER BY f.displayName, u.what, u.name, f.id;

-- section: nesting | Groups within groups
-- note: depth counts the levels below the group; none is told for groups that lead to a cycle. Licences and application assignments reach direct
--   members only, roles and conditional access all.
SELECT
  f.displayName,
  f.kind,
  f.groupMembers AS directGroups,
  count(*) FILTER (WHERE n.id <> f.id) AS allGroups,
  CASE WHEN bool_or(n.id IN (SELECT id FROM cycles)) THEN NULL ELSE max(n.depth) END AS depth,
  bool_or(n.id = f.id) AS isInCycle,
  coalesce(p.people, 0) AS allMembers,
  coalesce((SELECT list(DISTINCT u.what ORDER BY u.what) FROM uses u WHERE u.groupId = f.id), []) AS usedFor,
  f.id
FROM facts f
JOIN nested n ON n.root = f.id
LEFT JOIN people p ON p.root = f.id
GROUP BY f.displayName, f.kind, f.groupMembers, p.people, f.id
ORDER BY isInCycle DESC, depth DESC NULLS FIRST, allGroups DESC, f.displayName, f.id;

-- section: members | Groups with disabled, guest or deleted members
-- note: gone counts members of whom the directory has no user: deleted since. usedFor says what such members get.
SELECT
  f.displayName,
  f.kind,
  f.members,
  count(*) FILTER (WHERE u.accountEnabled = false) AS disabled,
  count(*) FILTER (WHERE u.userType ILIKE 'guest') AS guests,
  count(*) FILTER (WHERE u.id IS NULL) AS gone,
  f.isAssignableToRole,
  coalesce((SELECT list(DISTINCT w.what ORDER BY w.what) FROM uses w WHERE w.groupId = f.id), []) AS usedFor,
  f.id
FROM facts f
JOIN group_members m ON m.groupId = f.id AND m._odata_type = '#microsoft.graph.user'
LEFT JOIN users u ON u.id = m.id
GROUP BY f.displayName, f.kind, f.members, f.isAssignableToRole, f.id
HAVING disabled > 0 OR guests > 0 OR gone > 0
ORDER BY f.isAssignableToRole DESC, disabled + guests + gone DESC, f.displayName, f.id;

-- section: names | Groups of the same name
-- note: Case and spaces at the ends are not minded.
SELECT min(f.displayName) AS displayName, count(*) AS groups, list(DISTINCT f.kind ORDER BY f.kind) AS kinds, sum(f.members) AS members, list(f.id ORDER BY f.id) AS ids
FROM facts f JOIN alike a ON a.name = lower(trim(f.displayName))
GROUP BY a.name
ORDER BY groups DESC, a.name;
