-- What changed, for BigQuery: a plain sentence for each change between two times, and who did it as far as audits tell.
-- The dataset is entra, as `entra-extract schema --dialect bigquery` makes it; each table named here, and its changes, has to be there, with or without rows.
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();
DECLARE after TIMESTAMP DEFAULT TIMESTAMP_SUB(as_of, INTERVAL 1 DAY);
DECLARE until TIMESTAMP DEFAULT as_of;

-- The changes between the times: whose they are, up to two others they concern, and a detail for the sentence.
CREATE TEMP TABLE changes AS
WITH found AS (
  SELECT
    'users' AS tableName, _op AS kind, _changed_at AS seenDateTime, id AS rowKey,
    id AS objectId, CAST(NULL AS STRING) AS otherId, CAST(NULL AS STRING) AS thirdId,
    COALESCE(displayName, userPrincipalName) AS name, userType AS detail, createdDateTime AS createdDateTime
  FROM entra.changes_users
  UNION ALL
  SELECT
    'groups', _op, _changed_at, id,
    id, CAST(NULL AS STRING), CAST(NULL AS STRING),
    displayName, CAST(NULL AS STRING), createdDateTime
  FROM entra.changes_groups
  UNION ALL
  SELECT
    'group_members', _op, _changed_at, groupId || ' ' || id,
    id, groupId, CAST(NULL AS STRING),
    CAST(NULL AS STRING), CAST(NULL AS STRING), CAST(NULL AS TIMESTAMP)
  FROM entra.changes_group_members
  UNION ALL
  SELECT
    'group_owners', _op, _changed_at, groupId || ' ' || id,
    id, groupId, CAST(NULL AS STRING),
    CAST(NULL AS STRING), CAST(NULL AS STRING), CAST(NULL AS TIMESTAMP)
  FROM entra.changes_group_owners
  UNION ALL
  SELECT
    'role_assignments', _op, _changed_at, id,
    principalId, roleDefinitionId, CAST(NULL AS STRING),
    CAST(NULL AS STRING), COALESCE(directoryScopeId, appScopeId), CAST(NULL AS TIMESTAMP)
  FROM entra.changes_role_assignments
  UNION ALL
  SELECT
    'role_eligibility_schedule_instances', _op, _changed_at, id,
    principalId, roleDefinitionId, CAST(NULL AS STRING),
    CAST(NULL AS STRING), COALESCE(directoryScopeId, appScopeId), CAST(NULL AS TIMESTAMP)
  FROM entra.changes_role_eligibility_schedule_instances
  UNION ALL
  SELECT
    'applications', _op, _changed_at, id,
    id, CAST(NULL AS STRING), CAST(NULL AS STRING),
    displayName, CAST(NULL AS STRING), createdDateTime
  FROM entra.changes_applications
  UNION ALL
  SELECT
    'application_credentials', _op, _changed_at, applicationId || ' ' || credentialType || ' ' || keyId,
    applicationId, CAST(NULL AS STRING), CAST(NULL AS STRING),
    COALESCE(displayName, hint, keyId), credentialType, CAST(NULL AS TIMESTAMP)
  FROM entra.changes_application_credentials
  UNION ALL
  SELECT
    'service_principals', _op, _changed_at, id,
    id, CAST(NULL AS STRING), CAST(NULL AS STRING),
    displayName, servicePrincipalType, CAST(NULL AS TIMESTAMP)
  FROM entra.changes_service_principals
  UNION ALL
  SELECT
    'service_principal_credentials', _op, _changed_at, servicePrincipalId || ' ' || credentialType || ' ' || keyId,
    servicePrincipalId, CAST(NULL AS STRING), CAST(NULL AS STRING),
    COALESCE(displayName, hint, keyId), credentialType, CAST(NULL AS TIMESTAMP)
  FROM entra.changes_service_principal_credentials
  UNION ALL
  SELECT
    'service_principal_app_role_assignments', _op, _changed_at, id,
    principalId, CAST(NULL AS STRING), resourceId,
    CAST(NULL AS STRING), appRoleId, CAST(NULL AS TIMESTAMP)
  FROM entra.changes_service_principal_app_role_assignments
  UNION ALL
  SELECT
    'oauth2_permission_grants', _op, _changed_at, id,
    clientId, principalId, resourceId,
    CAST(NULL AS STRING), scope, CAST(NULL AS TIMESTAMP)
  FROM entra.changes_oauth2_permission_grants
  UNION ALL
  SELECT
    'conditional_access_policies', _op, _changed_at, id,
    id, CAST(NULL AS STRING), CAST(NULL AS STRING),
    displayName, state, CAST(NULL AS TIMESTAMP)
  FROM entra.changes_conditional_access_policies
  UNION ALL
  SELECT
    'named_locations', _op, _changed_at, id,
    id, CAST(NULL AS STRING), CAST(NULL AS STRING),
    displayName, CAST(NULL AS STRING), CAST(NULL AS TIMESTAMP)
  FROM entra.changes_named_locations
  UNION ALL
  SELECT
    'domains', _op, _changed_at, id,
    id, CAST(NULL AS STRING), CAST(NULL AS STRING),
    id, authenticationType, CAST(NULL AS TIMESTAMP)
  FROM entra.changes_domains
  UNION ALL
  SELECT
    'user_licenses', _op, _changed_at, userId || ' ' || skuId,
    userId, skuId, CAST(NULL AS STRING),
    CAST(NULL AS STRING), CAST(NULL AS STRING), CAST(NULL AS TIMESTAMP)
  FROM entra.changes_user_licenses
  UNION ALL
  SELECT
    'devices', _op, _changed_at, id,
    id, CAST(NULL AS STRING), CAST(NULL AS STRING),
    displayName, operatingSystem, CAST(NULL AS TIMESTAMP)
  FROM entra.changes_devices
)
SELECT
  ROW_NUMBER() OVER (ORDER BY seenDateTime, tableName, rowKey) AS number,
  tableName, kind, seenDateTime, rowKey, objectId, otherId, thirdId, name, detail, createdDateTime
FROM found
WHERE seenDateTime > after AND seenDateTime <= until;

-- What columns an update changed: its image against the one before, where an earlier change kept it.
CREATE TEMP TABLE differences AS
WITH images AS (
  SELECT 'users' AS tableName, c.id AS rowKey, c._op AS kind, c._changed_at AS seenDateTime, TO_JSON_STRING(c) AS image
  FROM entra.changes_users AS c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'users' AND kind = 'update') AND c._changed_at <= until
  UNION ALL
  SELECT 'groups', c.id, c._op, c._changed_at, TO_JSON_STRING(c)
  FROM entra.changes_groups AS c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'groups' AND kind = 'update') AND c._changed_at <= until
  UNION ALL
  SELECT 'applications', c.id, c._op, c._changed_at, TO_JSON_STRING(c)
  FROM entra.changes_applications AS c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'applications' AND kind = 'update') AND c._changed_at <= until
  UNION ALL
  SELECT 'service_principals', c.id, c._op, c._changed_at, TO_JSON_STRING(c)
  FROM entra.changes_service_principals AS c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'service_principals' AND kind = 'update') AND c._changed_at <= until
  UNION ALL
  SELECT 'oauth2_permission_grants', c.id, c._op, c._changed_at, TO_JSON_STRING(c)
  FROM entra.changes_oauth2_permission_grants AS c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'oauth2_permission_grants' AND kind = 'update') AND c._changed_at <= until
  UNION ALL
  SELECT 'conditional_access_policies', c.id, c._op, c._changed_at, TO_JSON_STRING(c)
  FROM entra.changes_conditional_access_policies AS c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'conditional_access_policies' AND kind = 'update') AND c._changed_at <= until
  UNION ALL
  SELECT 'named_locations', c.id, c._op, c._changed_at, TO_JSON_STRING(c)
  FROM entra.changes_named_locations AS c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'named_locations' AND kind = 'update') AND c._changed_at <= until
  UNION ALL
  SELECT 'domains', c.id, c._op, c._changed_at, TO_JSON_STRING(c)
  FROM entra.changes_domains AS c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'domains' AND kind = 'update') AND c._changed_at <= until
  UNION ALL
  SELECT 'devices', c.id, c._op, c._changed_at, TO_JSON_STRING(c)
  FROM entra.changes_devices AS c
  WHERE c.id IN (SELECT rowKey FROM changes WHERE tableName = 'devices' AND kind = 'update') AND c._changed_at <= until
),
pairs AS (
  SELECT
    tableName, rowKey, kind, seenDateTime, image,
    LAG(image) OVER (PARTITION BY tableName, rowKey ORDER BY seenDateTime) AS imageBefore
  FROM images
)
SELECT
  tableName,
  rowKey,
  seenDateTime,
  ARRAY(
    SELECT name
    FROM UNNEST(JSON_KEYS(PARSE_JSON(image), 1)) AS name
    WHERE name NOT IN ('_op', '_run_id', '_changed_at', '_tenant_id', 'date')
      AND TO_JSON_STRING(PARSE_JSON(image)[name]) IS DISTINCT FROM TO_JSON_STRING(PARSE_JSON(imageBefore)[name])
    ORDER BY name
  ) AS changed,
  JSON_VALUE(imageBefore, '$.state') AS stateBefore,
  JSON_VALUE(imageBefore, '$.scope') AS scopeBefore,
  JSON_VALUE(image, '$.accountEnabled') = 'true' AS accountEnabled
FROM pairs
WHERE kind = 'update' AND imageBefore IS NOT NULL AND seenDateTime > after;

-- Names of all that is concerned: as it is now, else as it was deleted, else as a change kept it.
CREATE TEMP TABLE names AS
WITH wanted AS (
  SELECT objectId AS id FROM changes
  UNION DISTINCT
  SELECT otherId FROM changes
  UNION DISTINCT
  SELECT thirdId FROM changes
),
found AS (
  SELECT id, COALESCE(displayName, userPrincipalName) AS name, 1 AS place FROM entra.users WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 1 FROM entra.groups WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 1 FROM entra.devices WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 1 FROM entra.applications WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 1 FROM entra.service_principals WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 1 FROM entra.role_definitions
  UNION ALL
  SELECT skuId, skuPartNumber, 1 FROM entra.subscribed_skus
  UNION ALL
  SELECT id, COALESCE(displayName, userPrincipalName), 2 FROM entra.deleted_users WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 2 FROM entra.deleted_groups WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 2 FROM entra.deleted_applications WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 2 FROM entra.deleted_service_principals WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, COALESCE(displayName, userPrincipalName), 3 FROM entra.changes_users WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 3 FROM entra.changes_groups WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 3 FROM entra.changes_devices WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 3 FROM entra.changes_applications WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT id, displayName, 3 FROM entra.changes_service_principals WHERE id IN (SELECT id FROM wanted)
  UNION ALL
  SELECT principalId, principalDisplayName, 4 FROM entra.changes_service_principal_app_role_assignments
  UNION ALL
  SELECT resourceId, resourceDisplayName, 4 FROM entra.changes_service_principal_app_role_assignments
)
SELECT id, name
FROM found
WHERE name IS NOT NULL
QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY place, name) = 1;

CREATE TEMP TABLE permission_names AS
SELECT s.id AS resourceId, role.id AS appRoleId, MIN(role.value) AS permission
FROM entra.service_principals AS s
CROSS JOIN UNNEST(s.appRoles) AS role
GROUP BY s.id, role.id;

-- The time of the run before each run that changed something, as far as rows still tell.
CREATE TEMP TABLE windows AS
WITH runs AS (
  SELECT _changed_at AS ranAt FROM entra.users
  UNION DISTINCT
  SELECT _changed_at FROM entra.changes_users
  UNION DISTINCT
  SELECT _changed_at FROM entra.changes_group_members
  UNION DISTINCT
  SELECT seenDateTime FROM changes
),
steps AS (SELECT ranAt, LAG(ranAt) OVER (ORDER BY ranAt) AS ranBefore FROM runs WHERE ranAt <= until)
SELECT ranAt AS seenDateTime, COALESCE(TIMESTAMP_SUB(ranBefore, INTERVAL 1 HOUR), TIMESTAMP_SUB(ranAt, INTERVAL 1 DAY)) AS since
FROM steps
WHERE ranAt > after;

-- Which activity tells of which change.
CREATE TEMP TABLE activities AS
SELECT tableName, kind, pattern
FROM UNNEST([
  STRUCT('users' AS tableName, 'insert' AS kind, r'^(Add user|Invite external user|Restore user)' AS pattern),
  ('users', 'update', r'^(Update|Change|Reset|Set|Enable|Disable) '),
  ('users', 'delete', r'^(Delete|Hard delete) user'),
  ('groups', 'insert', r'^(Add|Create|Restore) group'),
  ('groups', 'update', r'^(Update|Change|Set) group'),
  ('groups', 'delete', r'^(Delete|Hard delete) group'),
  ('group_members', 'insert', r'^Add member to group'),
  ('group_members', 'delete', r'^Remove member from group'),
  ('group_owners', 'insert', r'^Add owner to group'),
  ('group_owners', 'delete', r'^Remove owner from group'),
  ('role_assignments', 'insert', r'^Add (scoped )?member to role'),
  ('role_assignments', 'delete', r'^Remove (scoped )?member from role'),
  ('role_eligibility_schedule_instances', 'insert', r'^Add eligible member to role'),
  ('role_eligibility_schedule_instances', 'delete', r'^Remove eligible member from role'),
  ('applications', 'insert', r'^(Add|Restore) application'),
  ('applications', 'update', r'^Update application'),
  ('applications', 'delete', r'^(Delete|Hard delete) application'),
  ('application_credentials', 'insert', r'Certificates and secrets management'),
  ('application_credentials', 'update', r'Certificates and secrets management'),
  ('application_credentials', 'delete', r'Certificates and secrets management'),
  ('service_principals', 'insert', r'^(Add|Restore) service principal$'),
  ('service_principals', 'update', r'^(Update|Enable|Disable) (service principal|account)'),
  ('service_principals', 'delete', r'^(Remove|Delete|Hard delete) service principal$'),
  ('service_principal_credentials', 'insert', r'^Add service principal credentials'),
  ('service_principal_credentials', 'delete', r'^Remove service principal credentials'),
  ('service_principal_app_role_assignments', 'insert', r'^Add app role assignment'),
  ('service_principal_app_role_assignments', 'delete', r'^Remove app role assignment'),
  ('oauth2_permission_grants', 'insert', r'^(Consent to application|Add delegated permission grant)'),
  ('oauth2_permission_grants', 'update', r'^(Consent to application|(Add|Update) delegated permission grant)'),
  ('oauth2_permission_grants', 'delete', r'^(Remove delegated permission grant|Revoke consent)'),
  ('conditional_access_policies', 'insert', r'^(Add|Create) conditional access policy'),
  ('conditional_access_policies', 'update', r'^Update conditional access policy'),
  ('conditional_access_policies', 'delete', r'^Delete conditional access policy'),
  ('named_locations', 'insert', r'^(Add|Create) named location'),
  ('named_locations', 'update', r'^Update named location'),
  ('named_locations', 'delete', r'^Delete named location'),
  ('domains', 'insert', r'^Add .*domain'),
  ('domains', 'update', r'^(Set|Update|Verify) .*(domain|federation)'),
  ('domains', 'delete', r'^(Remove|Delete) .*domain'),
  ('user_licenses', 'insert', r'^Change user license'),
  ('user_licenses', 'update', r'^Change user license'),
  ('user_licenses', 'delete', r'^Change user license'),
  ('devices', 'insert', r'^(Add|Register) device'),
  ('devices', 'update', r'^(Update|Enable|Disable) device'),
  ('devices', 'delete', r'^(Delete|Unregister) device')
]);

CREATE TEMP TABLE causes AS
WITH events AS (
  SELECT
    directory_audits.id, activityDateTime, activityDisplayName,
    COALESCE(
      initiatedBy.user.userPrincipalName, initiatedBy.user.displayName,
      initiatedBy.app.displayName, initiatedBy.app.servicePrincipalName
    ) AS initiator,
    TO_JSON_STRING(targetResources) AS targets,
    target
  FROM entra.directory_audits
  CROSS JOIN UNNEST(targetResources) AS target
  WHERE result = 'success'
    AND activityDateTime >= (SELECT MIN(since) FROM windows)
    AND activityDateTime <= until
),
concerned AS (
  SELECT number, objectId AS id FROM changes
  UNION DISTINCT
  SELECT number, otherId FROM changes WHERE otherId IS NOT NULL
  UNION DISTINCT
  SELECT number, thirdId FROM changes WHERE thirdId IS NOT NULL
)
SELECT c.number, e.activityDateTime, e.activityDisplayName, e.initiator
FROM changes AS c
JOIN concerned AS n ON n.number = c.number
JOIN events AS e ON e.target.id = n.id
JOIN windows AS w ON w.seenDateTime = c.seenDateTime
JOIN activities AS a ON a.tableName = c.tableName AND a.kind = c.kind
WHERE e.activityDateTime > w.since
  AND e.activityDateTime <= c.seenDateTime
  AND REGEXP_CONTAINS(e.activityDisplayName, CONCAT('(?i)', a.pattern))
  AND STRPOS(e.targets, c.objectId) > 0
  AND (
    c.tableName NOT IN ('group_members', 'group_owners', 'role_assignments', 'role_eligibility_schedule_instances')
    OR STRPOS(e.targets, c.otherId) > 0
  )
QUALIFY ROW_NUMBER() OVER (PARTITION BY c.number ORDER BY e.activityDateTime DESC, e.id DESC) = 1;

CREATE TEMP TABLE told AS
WITH joined AS (
  SELECT
    c.number,
    c.tableName,
    c.kind,
    c.seenDateTime,
    c.objectId,
    COALESCE(c.name, o.name, c.objectId) AS name,
    COALESCE(o.name, c.objectId) AS objectName,
    COALESCE(p.name, c.otherId) AS otherName,
    COALESCE(t.name, c.thirdId) AS thirdName,
    c.otherId,
    c.detail,
    r.permission,
    d.changed,
    d.stateBefore,
    d.scopeBefore,
    SPLIT(TRIM(d.scopeBefore), ' ') AS scopesBefore,
    SPLIT(TRIM(IF(c.tableName = 'oauth2_permission_grants', c.detail, NULL)), ' ') AS scopes,
    -- An update whose columns are known; what switched an account on or off comes first.
    CASE
      WHEN 'accountEnabled' IN UNNEST(d.changed) AND ARRAY_LENGTH(d.changed) = 1
        THEN CASE WHEN d.accountEnabled THEN ' was enabled' ELSE ' was disabled' END
      WHEN 'accountEnabled' IN UNNEST(d.changed)
        THEN CASE WHEN d.accountEnabled THEN ' was enabled' ELSE ' was disabled' END || ' and updated'
      ELSE ' was updated'
    END AS updated,
    c.createdDateTime < w.since AS isBack
  FROM changes AS c
  JOIN windows AS w ON w.seenDateTime = c.seenDateTime
  LEFT JOIN names AS o ON o.id = c.objectId
  LEFT JOIN names AS p ON p.id = c.otherId
  LEFT JOIN names AS t ON t.id = c.thirdId
  LEFT JOIN permission_names AS r
    ON c.tableName = 'service_principal_app_role_assignments' AND r.resourceId = c.thirdId AND r.appRoleId = c.detail
  LEFT JOIN differences AS d ON d.tableName = c.tableName AND d.rowKey = c.rowKey AND d.seenDateTime = c.seenDateTime
)
SELECT
  j.number,
  j.tableName,
  j.kind,
  j.seenDateTime,
  j.objectId,
  j.changed,
  CASE
    WHEN j.tableName IN ('role_assignments', 'role_eligibility_schedule_instances') THEN 1
    WHEN j.tableName IN ('conditional_access_policies', 'named_locations', 'domains') THEN 2
    WHEN j.tableName LIKE '%credentials' OR j.tableName IN ('oauth2_permission_grants', 'service_principal_app_role_assignments') THEN 3
    WHEN j.tableName IN ('applications', 'service_principals') THEN 4
    WHEN j.tableName = 'users' THEN 5
    WHEN j.tableName IN ('groups', 'group_owners', 'group_members') THEN 6
    WHEN j.tableName = 'user_licenses' THEN 7
    ELSE 8
  END AS weight,
  CASE j.tableName
    WHEN 'users' THEN CASE WHEN j.detail = 'Guest' THEN 'The guest ' ELSE 'The account ' END || j.name || CASE j.kind
      WHEN 'insert' THEN CASE WHEN j.isBack THEN ' came back' ELSE ' was created' END
      WHEN 'delete' THEN ' was deleted'
      ELSE j.updated
    END
    WHEN 'groups' THEN 'The group ' || j.name || CASE j.kind
      WHEN 'insert' THEN CASE WHEN j.isBack THEN ' came back' ELSE ' was created' END
      WHEN 'delete' THEN ' was deleted'
      ELSE j.updated
    END
    WHEN 'group_members' THEN j.objectName || CASE j.kind
      WHEN 'insert' THEN ' joined the group ' WHEN 'delete' THEN ' left the group ' ELSE ' changed in the group '
    END || j.otherName
    WHEN 'group_owners' THEN j.objectName || CASE j.kind
      WHEN 'insert' THEN ' became an owner of the group ' WHEN 'delete' THEN ' is no longer an owner of the group '
      ELSE ' changed as an owner of the group '
    END || j.otherName
    WHEN 'role_assignments' THEN j.objectName || CASE j.kind
      WHEN 'insert' THEN ' received the role ' WHEN 'delete' THEN ' lost the role ' ELSE ' has another assignment of the role '
    END || j.otherName || CASE WHEN COALESCE(j.detail, '/') = '/' THEN '' ELSE ' within ' || j.detail END
    WHEN 'role_eligibility_schedule_instances' THEN j.objectName || CASE j.kind
      WHEN 'insert' THEN ' may activate the role ' WHEN 'delete' THEN ' may no longer activate the role '
      ELSE ' has another eligibility for the role '
    END || j.otherName || CASE WHEN COALESCE(j.detail, '/') = '/' THEN '' ELSE ' within ' || j.detail END
    WHEN 'applications' THEN 'The application ' || j.name || CASE j.kind
      WHEN 'insert' THEN CASE WHEN j.isBack THEN ' came back' ELSE ' was registered' END
      WHEN 'delete' THEN ' was deleted'
      ELSE j.updated
    END
    WHEN 'application_credentials' THEN CASE j.detail WHEN 'password' THEN 'The secret ' ELSE 'The certificate ' END
      || j.name || ' of the application ' || j.objectName
      || CASE j.kind WHEN 'insert' THEN ' was added' WHEN 'delete' THEN ' was removed' ELSE ' was updated' END
    WHEN 'service_principals' THEN
      CASE WHEN j.detail = 'ManagedIdentity' THEN 'The managed identity ' ELSE 'The enterprise application ' END || j.name
      || CASE j.kind WHEN 'insert' THEN ' was added' WHEN 'delete' THEN ' was removed' ELSE j.updated END
    WHEN 'service_principal_credentials' THEN CASE j.detail WHEN 'password' THEN 'The secret ' ELSE 'The certificate ' END
      || j.name || ' of the enterprise application ' || j.objectName
      || CASE j.kind WHEN 'insert' THEN ' was added' WHEN 'delete' THEN ' was removed' ELSE ' was updated' END
    WHEN 'service_principal_app_role_assignments' THEN 'The application ' || j.objectName || CASE j.kind
      WHEN 'insert' THEN ' was granted ' WHEN 'delete' THEN ' lost ' ELSE ' has another grant of '
    END || CASE
      WHEN j.detail = '00000000-0000-0000-0000-000000000000' THEN 'access to ' || j.thirdName
      ELSE 'the permission ' || COALESCE(j.permission, j.detail) || ' on ' || j.thirdName
    END
    WHEN 'oauth2_permission_grants' THEN 'The application ' || j.objectName || CASE
      WHEN j.kind = 'insert' THEN ' may act on ' || j.thirdName || ' for ' || COALESCE(j.otherName, 'everyone')
        || ': ' || COALESCE(ARRAY_TO_STRING(j.scopes, ' '), '')
      WHEN j.kind = 'delete' THEN ' may no longer act on ' || j.thirdName || ' for ' || COALESCE(j.otherName, 'everyone')
        || ': ' || COALESCE(ARRAY_TO_STRING(j.scopes, ' '), '')
      WHEN j.scopeBefore IS NULL THEN ' may now act on ' || j.thirdName || ' for ' || COALESCE(j.otherName, 'everyone')
        || ': ' || COALESCE(ARRAY_TO_STRING(j.scopes, ' '), '')
      ELSE ' has other permissions on ' || j.thirdName || ' for ' || COALESCE(j.otherName, 'everyone')
        || ', gained: ' || COALESCE(NULLIF(ARRAY_TO_STRING(ARRAY(SELECT s FROM UNNEST(j.scopes) AS s WHERE s NOT IN UNNEST(j.scopesBefore)), ' '), ''), 'none')
        || ', lost: ' || COALESCE(NULLIF(ARRAY_TO_STRING(ARRAY(SELECT s FROM UNNEST(j.scopesBefore) AS s WHERE s NOT IN UNNEST(j.scopes)), ' '), ''), 'none')
    END
    WHEN 'conditional_access_policies' THEN 'The conditional access policy ' || j.name || CASE
      WHEN j.kind = 'insert' THEN ' was created (' || COALESCE(j.detail, 'without a state') || ')'
      WHEN j.kind = 'delete' THEN ' was deleted (it was ' || COALESCE(j.detail, 'without a state') || ')'
      WHEN j.stateBefore <> j.detail THEN ' was switched from ' || j.stateBefore || ' to ' || j.detail
      ELSE ' was updated (' || COALESCE(j.detail, 'without a state') || ')'
    END
    WHEN 'named_locations' THEN 'The named location ' || j.name || CASE j.kind
      WHEN 'insert' THEN ' was created' WHEN 'delete' THEN ' was deleted' ELSE ' was updated'
    END
    WHEN 'domains' THEN 'The domain ' || j.name || CASE j.kind
      WHEN 'insert' THEN ' was added' WHEN 'delete' THEN ' was removed' ELSE ' was updated'
    END || COALESCE(' (' || j.detail || ')', '')
    WHEN 'user_licenses' THEN j.objectName || CASE j.kind
      WHEN 'insert' THEN ' received the licence ' WHEN 'delete' THEN ' lost the licence ' ELSE ' has other services of the licence '
    END || j.otherName
    ELSE 'The device ' || j.name || COALESCE(' (' || j.detail || ')', '') || CASE j.kind
      WHEN 'insert' THEN ' was registered' WHEN 'delete' THEN ' was removed' ELSE ' was updated'
    END
  END AS sentence,
  e.initiator,
  e.activityDisplayName,
  e.activityDateTime
FROM joined AS j
LEFT JOIN causes AS e ON e.number = j.number;

-- section: changes | Changes, a sentence for each
SELECT
  seenDateTime,
  sentence,
  changed,
  initiator,
  activityDisplayName AS activity,
  activityDateTime AS auditedDateTime,
  tableName AS `table`,
  kind,
  objectId
FROM told
ORDER BY seenDateTime DESC, weight, sentence, number;

-- section: counts | Changes per table
SELECT
  tableName AS `table`,
  COUNTIF(kind = 'insert') AS inserted,
  COUNTIF(kind = 'update') AS updated,
  COUNTIF(kind = 'delete') AS deleted,
  COUNT(DISTINCT objectId) AS objects,
  COUNT(initiator) AS audited
FROM told
GROUP BY tableName
ORDER BY COUNT(*) DESC, tableName;

-- section: runs | Changes per run
SELECT
  t.seenDateTime,
  w.since,
  COUNTIF(t.kind = 'insert') AS inserted,
  COUNTIF(t.kind = 'update') AS updated,
  COUNTIF(t.kind = 'delete') AS deleted
FROM told AS t
JOIN windows AS w ON w.seenDateTime = t.seenDateTime
GROUP BY t.seenDateTime, w.since
ORDER BY t.seenDateTime;

-- section: people | Who changed what, as far as audits tell
SELECT
  initiator,
  COUNT(*) AS changes,
  ARRAY_AGG(DISTINCT tableName ORDER BY tableName) AS tables,
  COUNTIF(weight <= 3) AS sensitive,
  MAX(activityDateTime) AS lastDateTime
FROM told
GROUP BY initiator
ORDER BY initiator IS NULL, sensitive DESC, changes DESC, initiator NULLS LAST;
