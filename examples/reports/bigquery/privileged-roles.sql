-- Holders of directory roles, for BigQuery: who holds or may activate each role, directly and through groups, against an approved list.
-- The dataset is entra, as `entra-extract schema --dialect bigquery` makes it; each table named here has to be there, with or without rows.
-- Holders who have not signed in for so many days are named.
DECLARE days INT64 DEFAULT 90;
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();

-- Who is to hold which role, by its name or id; a principal's id may be that of a group. To load a file:
-- bq load --source_format=CSV --skip_leading_rows=1 entra.approved_file approved.csv userPrincipalName:STRING,principalId:STRING,role:STRING,
-- and then CREATE TEMP TABLE approved AS SELECT userPrincipalName, principalId, role FROM that table.
CREATE TEMP TABLE approved (userPrincipalName STRING, principalId STRING, role STRING);

-- Microsoft's label PRIVILEGED: roles with which one can raise one's own rights or those of others, or weaken what guards them.
CREATE TEMP TABLE labelled AS
SELECT roleDefinitionId FROM UNNEST([
  '62e90394-69f5-4237-9190-012177145e10', -- Global Administrator
  'e8611ab8-c189-46e8-94e1-60213ab1f814', -- Privileged Role Administrator
  '7be44c8a-adaf-4e2a-84d6-ab2649e08a13', -- Privileged Authentication Administrator
  '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', -- Application Administrator
  '158c047a-c907-4556-b7ef-446551a6b5f7', -- Cloud Application Administrator
  'cf1c38e5-3621-4004-a7cb-879624dced7c', -- Application Developer
  'c4e39bd9-1100-46d3-8c65-fb160da0071f', -- Authentication Administrator
  '25a516ed-2fa0-40ea-a2d0-12923a21473a', -- Authentication Extensibility Administrator
  'ecb2c6bf-0ab6-418e-bd87-7986f8d63bbe', -- Attribute Provisioning Administrator
  '422218e4-db15-4ef9-bbe0-8afb41546d79', -- Attribute Provisioning Reader
  'aaf43236-0c0d-4d5f-883a-6955382ac081', -- B2C IEF Keyset Administrator
  '7698a772-787b-4ac8-901f-60d6b08affd2', -- Cloud Device Administrator
  'b1be1c3e-b65d-4f19-8427-f6fa0d97feb9', -- Conditional Access Administrator
  'd29b2b05-8046-44ba-8758-1e26182fcf32', -- Directory Synchronization Accounts
  '9360feb5-f418-4baa-8175-e2a00bac4301', -- Directory Writers
  '8329153b-31d0-4727-b945-745eb3bc5f31', -- Domain Name Administrator
  'be2f45a1-457d-42af-a067-6ec1fa63bc45', -- External Identity Provider Administrator
  'f2ef992c-3afb-46b9-b7cf-a126ee74c451', -- Global Reader
  '729827e3-9c14-49f7-bb1b-9608f156bbb8', -- Helpdesk Administrator
  '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2', -- Hybrid Identity Administrator
  '3a2c62db-5318-420d-8d74-23affee5d9d5', -- Intune Administrator
  '59d46f88-662b-457b-bceb-5c3809e5908f', -- Lifecycle Workflows Administrator
  '4ba39ca4-527c-499a-b93d-d9b492c50246', -- Partner Tier1 Support
  'e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8', -- Partner Tier2 Support
  '966707d0-3269-4727-9be2-8c3a10f19b9d', -- Password Administrator
  '194ae4cb-b126-40b2-bd5b-6091b380977d', -- Security Administrator
  '5f2222b1-57c3-48ba-8ad5-d4759f1fde6f', -- Security Operator
  '5d6b6bb7-de71-4623-b4af-96380a352509', -- Security Reader
  'fe930be7-5e62-47db-91af-98c3a49a38b1'  -- User Administrator
]) AS roleDefinitionId;

-- Every assignment once, with what privileged identity management knows of it. Rows of a group's members are left out: groups are followed below.
CREATE TEMP TABLE assignments AS
WITH known AS (
  SELECT principalId, roleDefinitionId, directoryScopeId, appScopeId,
    LOGICAL_OR(LOWER(assignmentType) = 'activated') AS isActivated, LOGICAL_OR(endDateTime IS NULL) AS isPermanent, MAX(endDateTime) AS endDateTime
  FROM entra.role_assignment_schedule_instances
  WHERE memberType IS NULL OR LOWER(memberType) <> 'group'
  GROUP BY principalId, roleDefinitionId, directoryScopeId, appScopeId
),
active AS (
  SELECT principalId, roleDefinitionId, directoryScopeId, appScopeId FROM entra.role_assignments
  UNION DISTINCT
  SELECT principalId, roleDefinitionId, directoryScopeId, appScopeId FROM known
)
SELECT a.principalId, a.roleDefinitionId, a.directoryScopeId, a.appScopeId,
  IF(k.isActivated AND NOT k.isPermanent, 'activated', 'active') AS state,
  k.isPermanent, IF(NOT k.isPermanent, k.endDateTime, NULL) AS until
FROM active a
LEFT JOIN known k ON k.principalId = a.principalId AND k.roleDefinitionId = a.roleDefinitionId
  AND COALESCE(k.directoryScopeId, '') = COALESCE(a.directoryScopeId, '') AND COALESCE(k.appScopeId, '') = COALESCE(a.appScopeId, '')
UNION ALL
SELECT principalId, roleDefinitionId, directoryScopeId, appScopeId, 'eligible', LOGICAL_OR(endDateTime IS NULL),
  IF(LOGICAL_AND(endDateTime IS NOT NULL), MAX(endDateTime), NULL)
FROM entra.role_eligibility_schedule_instances
WHERE memberType IS NULL OR LOWER(memberType) <> 'group'
GROUP BY principalId, roleDefinitionId, directoryScopeId, appScopeId;

CREATE TEMP TABLE group_ids AS
SELECT id FROM entra.`groups` UNION DISTINCT SELECT groupId FROM entra.group_members;

-- Who is, or may become, a direct member of a group.
CREATE TEMP TABLE direct AS
SELECT m.groupId, m.id, FALSE AS isEligible, p.until, COALESCE(p.isActivated, FALSE) AS isActivated
FROM entra.group_members m
LEFT JOIN (
  SELECT groupId, principalId, IF(LOGICAL_AND(endDateTime IS NOT NULL), MAX(endDateTime), NULL) AS until,
    LOGICAL_AND(LOWER(assignmentType) = 'activated') AS isActivated
  FROM entra.pim_group_assignment_schedule_instances
  WHERE accessId = 'member' AND (memberType IS NULL OR LOWER(memberType) <> 'group')
  GROUP BY groupId, principalId
) p ON p.groupId = m.groupId AND p.principalId = m.id
WHERE m._odata_type IS NULL OR m._odata_type NOT IN ('#microsoft.graph.device', '#microsoft.graph.orgContact')
UNION ALL
SELECT groupId, principalId, TRUE, IF(LOGICAL_AND(endDateTime IS NOT NULL), MAX(endDateTime), NULL), FALSE
FROM entra.pim_group_eligibility_schedule_instances
WHERE accessId = 'member' AND (memberType IS NULL OR LOWER(memberType) <> 'group')
GROUP BY groupId, principalId;

-- Groups within groups are followed; a round that finds nothing new is the last, so those that contain each other end.
CREATE TEMP TABLE reached AS
SELECT DISTINCT groupId AS root, id, isEligible, until, isActivated FROM direct
WHERE groupId IN (SELECT principalId FROM assignments);
LOOP
  INSERT INTO reached (root, id, isEligible, until, isActivated)
  SELECT DISTINCT n.root, n.id, n.isEligible, n.until, n.isActivated
  FROM (
    SELECT r.root, d.id, r.isEligible OR d.isEligible AS isEligible, COALESCE(LEAST(r.until, d.until), r.until, d.until) AS until,
      r.isActivated OR d.isActivated AS isActivated
    FROM reached r JOIN direct d ON d.groupId = r.id
  ) n
  LEFT JOIN reached k ON k.root = n.root AND k.id = n.id AND k.isEligible = n.isEligible AND k.isActivated = n.isActivated
    AND COALESCE(k.until, TIMESTAMP '0001-01-01') = COALESCE(n.until, TIMESTAMP '0001-01-01')
  WHERE k.root IS NULL;
  IF @@row_count = 0 THEN
    LEAVE;
  END IF;
END LOOP;

CREATE TEMP TABLE memberships AS
SELECT root, id, isEligible, LOGICAL_AND(isActivated) AS isActivated, IF(LOGICAL_AND(until IS NOT NULL), MAX(until), NULL) AS until
FROM reached
WHERE id NOT IN (SELECT id FROM group_ids)
GROUP BY root, id, isEligible;

-- A group without members is a row itself: whoever is added holds the role.
CREATE TEMP TABLE holdings AS
SELECT principalId, roleDefinitionId, directoryScopeId, appScopeId, CAST(NULL AS STRING) AS groupId, state, isPermanent, until
FROM assignments
WHERE principalId NOT IN (SELECT id FROM group_ids) OR principalId NOT IN (SELECT root FROM memberships)
UNION ALL
SELECT m.id, a.roleDefinitionId, a.directoryScopeId, a.appScopeId, a.principalId,
  CASE WHEN m.isEligible OR a.state = 'eligible' THEN 'eligible'
    WHEN m.isActivated OR a.state = 'activated' THEN 'activated' ELSE 'active' END,
  IF(m.until IS NULL, a.isPermanent, FALSE),
  COALESCE(LEAST(a.until, m.until), a.until, m.until)
FROM assignments a JOIN memberships m ON m.root = a.principalId;

CREATE TEMP TABLE principals AS
SELECT u.id, u.userPrincipalName AS name, IF(LOWER(u.userType) = 'guest', 'guest', 'member') AS type, u.accountEnabled,
  COALESCE(u.onPremisesSyncEnabled, FALSE) AS isSynchronised, r.isMfaCapable, TO_JSON_STRING(r.methodsRegistered) AS methodsRegistered,
  COALESCE(a.signInActivity.lastSuccessfulSignInDateTime, a.signInActivity.lastSignInDateTime) AS lastSignIn,
  (SELECT COUNT(*) FROM entra.user_sign_in_activity) > 0 AS hasActivity, u.createdDateTime
FROM entra.users u
LEFT JOIN entra.user_registration_details r ON r.id = u.id
LEFT JOIN entra.user_sign_in_activity a ON a.userId = u.id
WHERE u.id IN (SELECT principalId FROM holdings)
UNION ALL
SELECT s.id, s.displayName, IF(s.servicePrincipalType = 'ManagedIdentity', 'managed identity', 'service principal'),
  s.accountEnabled, NULL, NULL, NULL, a.lastSignIn, (SELECT COUNT(*) FROM entra.service_principal_sign_in_activities) > 0, NULL
FROM entra.service_principals s
LEFT JOIN (
  SELECT appId, MAX(lastSignInActivity.lastSignInDateTime) AS lastSignIn FROM entra.service_principal_sign_in_activities GROUP BY appId
) a ON a.appId = s.appId
WHERE s.id IN (SELECT principalId FROM holdings)
UNION ALL
SELECT id, displayName, 'group', NULL, onPremisesSyncEnabled, NULL, NULL, NULL, FALSE, NULL FROM entra.`groups`
WHERE id IN (SELECT principalId FROM holdings)
UNION ALL
SELECT id, userPrincipalName, 'deleted user', accountEnabled, NULL, NULL, NULL, NULL, FALSE, NULL FROM entra.deleted_users
WHERE id IN (SELECT principalId FROM holdings) AND id NOT IN (SELECT id FROM entra.users);

CREATE TEMP TABLE wanted AS
SELECT ROW_NUMBER() OVER () AS number, LOWER(a.userPrincipalName) AS name, LOWER(a.principalId) AS principalId, a.role, d.id AS roleDefinitionId
FROM approved a
LEFT JOIN entra.role_definitions d ON LOWER(a.role) IN (LOWER(d.displayName), LOWER(d.id), LOWER(d.templateId));

CREATE TEMP TABLE approvals AS
SELECT DISTINCT h.principalId, h.roleDefinitionId, COALESCE(h.groupId, '') AS groupId
FROM holdings h
LEFT JOIN principals p ON p.id = h.principalId
JOIN wanted w ON w.roleDefinitionId = h.roleDefinitionId
WHERE w.name = LOWER(p.name) OR w.principalId = LOWER(h.principalId) OR w.principalId = LOWER(h.groupId);

CREATE TEMP TABLE holders AS
SELECT h.principalId, h.roleDefinitionId, h.groupId, h.state, h.isPermanent, h.until,
  COALESCE(d.displayName, h.roleDefinitionId) AS role,
  IF(d.isBuiltIn = FALSE, NULL, h.roleDefinitionId IN (SELECT roleDefinitionId FROM labelled)) AS isPrivileged,
  COALESCE(p.name, h.principalId) AS principal,
  COALESCE(p.type, 'unknown') AS principalType,
  p.accountEnabled, p.isSynchronised, p.isMfaCapable, p.methodsRegistered, p.lastSignIn,
  CASE WHEN h.directoryScopeId = '/' THEN 'tenant'
    WHEN STARTS_WITH(h.directoryScopeId, '/administrativeUnits/') THEN CONCAT('unit ', COALESCE(u.displayName, h.directoryScopeId))
    WHEN h.directoryScopeId IS NOT NULL THEN CONCAT('object ', COALESCE(o.displayName, s.displayName, h.directoryScopeId))
    ELSE CONCAT('scope of an application ', COALESCE(h.appScopeId, '')) END AS scope,
  COALESCE(g.displayName, h.groupId) AS via,
  IF((SELECT COUNT(*) FROM approved) > 0, y.principalId IS NOT NULL, NULL) AS isApproved,
  IF(p.hasActivity AND (p.createdDateTime IS NULL OR p.createdDateTime < TIMESTAMP_SUB(as_of, INTERVAL days DAY)),
    COALESCE(p.lastSignIn < TIMESTAMP_SUB(as_of, INTERVAL days DAY), TRUE), NULL) AS isUnused
FROM holdings h
LEFT JOIN entra.role_definitions d ON d.id = h.roleDefinitionId
LEFT JOIN principals p ON p.id = h.principalId
LEFT JOIN approvals y ON y.principalId = h.principalId AND y.roleDefinitionId = h.roleDefinitionId AND y.groupId = COALESCE(h.groupId, '')
LEFT JOIN entra.`groups` g ON g.id = h.groupId
LEFT JOIN entra.administrative_units u ON h.directoryScopeId = CONCAT('/administrativeUnits/', u.id)
LEFT JOIN entra.applications o ON h.directoryScopeId = CONCAT('/', o.id)
LEFT JOIN entra.service_principals s ON h.directoryScopeId = CONCAT('/', s.id);

-- section: holders
SELECT
  role,
  isPrivileged,
  principal,
  principalType,
  state,
  scope,
  via,
  until,
  ARRAY(SELECT finding FROM UNNEST([
    IF(isApproved = FALSE, 'not approved', NULL),
    IF(principalType = 'unknown', 'not in the directory', NULL),
    IF(principalType = 'deleted user', 'deleted', NULL),
    IF(principalType = 'group', 'group without members', NULL),
    IF(accountEnabled = FALSE, 'disabled', NULL),
    IF(principalType = 'guest', 'guest', NULL),
    IF(principalType IN ('service principal', 'managed identity'), 'no person', NULL),
    IF(isMfaCapable = FALSE, 'no MFA', NULL),
    IF(isSynchronised, 'synchronised', NULL),
    IF(isPermanent AND state <> 'eligible', 'permanent', NULL),
    IF(isUnused, 'no sign-in', NULL)
  ]) AS finding WITH OFFSET place WHERE finding IS NOT NULL ORDER BY place) AS findings
FROM holders
ORDER BY roleDefinitionId <> '62e90394-69f5-4237-9190-012177145e10', isPrivileged DESC NULLS LAST, role, state, principal, via NULLS FIRST, scope,
  until NULLS LAST, principalId, groupId;

-- section: figures
WITH g AS (
  SELECT principalId, state, isPermanent, isMfaCapable, isSynchronised FROM holders WHERE roleDefinitionId = '62e90394-69f5-4237-9190-012177145e10'
)
SELECT measure, principals FROM (
  SELECT 1 AS place, 'Global Administrators, active' AS measure, COUNT(DISTINCT IF(state <> 'eligible', principalId, NULL)) AS principals FROM g
  UNION ALL
  SELECT 2, 'Global Administrators, eligible', IF((SELECT COUNT(*) FROM entra.role_eligibility_schedule_instances) > 0,
    COUNT(DISTINCT IF(state = 'eligible', principalId, NULL)), NULL) FROM g
  UNION ALL
  SELECT 3, 'Global Administrators, permanent',
    IF(COUNT(isPermanent) > 0, COUNT(DISTINCT IF(isPermanent AND state <> 'eligible', principalId, NULL)), NULL) FROM g
  UNION ALL
  SELECT 4, 'Global Administrators without MFA', IF((SELECT COUNT(*) FROM entra.user_registration_details) > 0,
    COUNT(DISTINCT IF(isMfaCapable = FALSE, principalId, NULL)), NULL) FROM g
  UNION ALL
  SELECT 5, 'Global Administrators, synchronised', COUNT(DISTINCT IF(isSynchronised, principalId, NULL)) FROM g
  UNION ALL
  SELECT 6, 'holders of a privileged role', COUNT(DISTINCT principalId) FROM holders WHERE isPrivileged
  UNION ALL
  SELECT 7, 'holders of any role', COUNT(DISTINCT principalId) FROM holders
  UNION ALL
  SELECT 8, 'holders that are guests', COUNT(DISTINCT principalId) FROM holders WHERE principalType = 'guest'
  UNION ALL
  SELECT 9, 'holders that are service principals or managed identities', COUNT(DISTINCT principalId) FROM holders
  WHERE principalType IN ('service principal', 'managed identity')
  UNION ALL
  SELECT 10, 'holders that are disabled', COUNT(DISTINCT principalId) FROM holders WHERE accountEnabled = FALSE
  UNION ALL
  SELECT 11, 'holders without MFA', IF((SELECT COUNT(*) FROM entra.user_registration_details) > 0,
    COUNT(DISTINCT IF(isMfaCapable = FALSE, principalId, NULL)), NULL) FROM holders
  UNION ALL
  SELECT 12, 'holders that are not in the directory', COUNT(DISTINCT principalId) FROM holders WHERE principalType IN ('unknown', 'deleted user')
)
ORDER BY place;

-- section: roles
SELECT
  role,
  isPrivileged,
  COUNT(DISTINCT IF(state <> 'eligible', principalId, NULL)) AS active,
  COUNT(DISTINCT IF(state = 'eligible', principalId, NULL)) AS eligible,
  IF(COUNT(isPermanent) > 0, COUNT(DISTINCT IF(isPermanent AND state <> 'eligible', principalId, NULL)), NULL) AS permanent,
  COUNT(DISTINCT IF(groupId IS NOT NULL, principalId, NULL)) AS throughGroups,
  COUNT(DISTINCT IF(principalType IN ('service principal', 'managed identity'), principalId, NULL)) AS servicePrincipals,
  COUNT(DISTINCT IF(principalType = 'guest', principalId, NULL)) AS guests,
  IF((SELECT COUNT(*) FROM entra.user_registration_details) > 0, COUNT(DISTINCT IF(isMfaCapable = FALSE, principalId, NULL)), NULL) AS withoutMfa
FROM holders
GROUP BY roleDefinitionId, role, isPrivileged
ORDER BY active + eligible DESC, role, roleDefinitionId;

-- section: people
SELECT principal, principalType, accountEnabled, isSynchronised, isMfaCapable, methodsRegistered, lastSignIn, activeRoles, eligibleRoles FROM (
  SELECT
    principalId,
    principal,
    principalType,
    accountEnabled,
    isSynchronised,
    isMfaCapable,
    methodsRegistered,
    lastSignIn,
    ARRAY_AGG(DISTINCT IF(state <> 'eligible', role, NULL) IGNORE NULLS ORDER BY IF(state <> 'eligible', role, NULL)) AS activeRoles,
    ARRAY_AGG(DISTINCT IF(state = 'eligible', role, NULL) IGNORE NULLS ORDER BY IF(state = 'eligible', role, NULL)) AS eligibleRoles,
    COUNT(DISTINCT IF(state <> 'eligible', role, NULL)) + COUNT(DISTINCT IF(state = 'eligible', role, NULL)) AS roles,
    LOGICAL_OR(COALESCE(isPrivileged, FALSE)) AS isPrivileged
  FROM holders
  GROUP BY principalId, principal, principalType, accountEnabled, isSynchronised, isMfaCapable, methodsRegistered, lastSignIn
)
ORDER BY isPrivileged DESC, roles DESC, principal, principalId;

-- section: approval
SELECT verdict, role, principal, principalType, states FROM (
  SELECT 'not approved' AS verdict, role, principal, principalType, ARRAY_AGG(DISTINCT state ORDER BY state) AS states, principalId
  FROM holders WHERE isApproved = FALSE
  GROUP BY role, roleDefinitionId, principal, principalType, principalId
  UNION ALL
  SELECT
    IF(w.roleDefinitionId IS NULL, 'approved, no such role', 'approved, does not hold it'),
    COALESCE(d.displayName, w.role), COALESCE(w.name, w.principalId), CAST(NULL AS STRING), CAST([] AS ARRAY<STRING>), CAST(w.number AS STRING)
  FROM wanted w
  LEFT JOIN entra.role_definitions d ON d.id = w.roleDefinitionId
  WHERE NOT EXISTS (
    SELECT 1 FROM holders h WHERE h.roleDefinitionId = w.roleDefinitionId
      AND (w.name = LOWER(h.principal) OR w.principalId = LOWER(h.principalId) OR w.principalId = LOWER(h.groupId))
  )
)
ORDER BY verdict DESC, role, principal, principalId;

-- section: owners
WITH owned AS (
  SELECT o.id, 'owner of the group' AS how, o.groupId AS objectId, a.roleDefinitionId
  FROM entra.group_owners o JOIN assignments a ON a.principalId = o.groupId
  UNION DISTINCT
  SELECT e.principalId, 'eligible owner of the group', e.groupId, a.roleDefinitionId
  FROM entra.pim_group_eligibility_schedule_instances e JOIN assignments a ON a.principalId = e.groupId WHERE e.accessId = 'owner'
  UNION DISTINCT
  SELECT o.id, 'owner of the service principal', o.servicePrincipalId, h.roleDefinitionId
  FROM entra.service_principal_owners o JOIN holdings h ON h.principalId = o.servicePrincipalId
  UNION DISTINCT
  SELECT o.id, 'owner of the application', s.id, h.roleDefinitionId
  FROM entra.application_owners o JOIN entra.applications p ON p.id = o.applicationId JOIN entra.service_principals s ON s.appId = p.appId
  JOIN holdings h ON h.principalId = s.id
),
own AS (SELECT DISTINCT principalId, roleDefinitionId FROM holdings)
SELECT
  COALESCE(u.userPrincipalName, s.displayName, w.id) AS owner,
  u.accountEnabled,
  w.how,
  COALESCE(g.displayName, t.displayName, w.objectId) AS object,
  ARRAY_AGG(DISTINCT COALESCE(d.displayName, w.roleDefinitionId) ORDER BY COALESCE(d.displayName, w.roleDefinitionId)) AS roles,
  LOGICAL_AND(h.principalId IS NOT NULL) AS holdsThem
FROM owned w
LEFT JOIN entra.users u ON u.id = w.id
LEFT JOIN entra.service_principals s ON s.id = w.id
LEFT JOIN entra.`groups` g ON g.id = w.objectId
LEFT JOIN entra.service_principals t ON t.id = w.objectId
LEFT JOIN entra.role_definitions d ON d.id = w.roleDefinitionId
LEFT JOIN own h ON h.principalId = w.id AND h.roleDefinitionId = w.roleDefinitionId
GROUP BY w.id, w.how, w.objectId, owner, u.accountEnabled, object
ORDER BY holdsThem, owner, w.how, object, w.id, w.objectId;
