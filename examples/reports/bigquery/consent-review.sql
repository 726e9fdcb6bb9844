-- Consent review, for BigQuery: what applications may do, for whom, which of it is dangerous, and what waits for consent.
-- The dataset is entra, as `entra-extract schema --dialect bigquery` makes it; each table named here has to be there, with or without rows.
DECLARE days INT64 DEFAULT 90;
DECLARE as_of TIMESTAMP DEFAULT CURRENT_TIMESTAMP();

-- The last of some times, whatever of them is missing.
CREATE TEMP FUNCTION last_of(times ARRAY<TIMESTAMP>) AS ((SELECT MAX(moment) FROM UNNEST(times) AS moment));

-- What is called high risk: add to it what is sensitive in your tenant.
CREATE TEMP TABLE high_risk AS
SELECT permission, risk
FROM UNNEST([
  STRUCT('Directory.ReadWrite.All' AS permission, 'tenant' AS risk),
  ('Directory.AccessAsUser.All', 'tenant'),
  ('RoleManagement.ReadWrite.Directory', 'tenant'),
  ('RoleManagement.ReadWrite.All', 'tenant'),
  ('RoleAssignmentSchedule.ReadWrite.Directory', 'tenant'),
  ('RoleEligibilitySchedule.ReadWrite.Directory', 'tenant'),
  ('RoleManagementPolicy.ReadWrite.Directory', 'tenant'),
  ('PrivilegedAccess.ReadWrite.AzureAD', 'tenant'),
  ('PrivilegedAccess.ReadWrite.AzureADGroup', 'tenant'),
  ('PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup', 'tenant'),
  ('PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup', 'tenant'),
  ('AppRoleAssignment.ReadWrite.All', 'tenant'),
  ('DelegatedPermissionGrant.ReadWrite.All', 'tenant'),
  ('Application.ReadWrite.All', 'tenant'),
  ('Application.ReadWrite.OwnedBy', 'tenant'),
  ('ServicePrincipalEndpoint.ReadWrite.All', 'tenant'),
  ('User.ReadWrite.All', 'tenant'),
  ('User-PasswordProfile.ReadWrite.All', 'tenant'),
  ('UserAuthenticationMethod.ReadWrite.All', 'tenant'),
  ('Group.ReadWrite.All', 'tenant'),
  ('GroupMember.ReadWrite.All', 'tenant'),
  ('Domain.ReadWrite.All', 'tenant'),
  ('Organization.ReadWrite.All', 'tenant'),
  ('IdentityProvider.ReadWrite.All', 'tenant'),
  ('EntitlementManagement.ReadWrite.All', 'tenant'),
  ('Synchronization.ReadWrite.All', 'tenant'),
  ('Policy.ReadWrite.ConditionalAccess', 'tenant'),
  ('Policy.ReadWrite.AuthenticationMethod', 'tenant'),
  ('Policy.ReadWrite.Authorization', 'tenant'),
  ('Policy.ReadWrite.PermissionGrant', 'tenant'),
  ('Policy.ReadWrite.CrossTenantAccess', 'tenant'),
  ('DeviceManagementConfiguration.ReadWrite.All', 'tenant'),
  ('DeviceManagementApps.ReadWrite.All', 'tenant'),
  ('DeviceManagementManagedDevices.PrivilegedOperations.All', 'tenant'),
  ('DeviceManagementRBAC.ReadWrite.All', 'tenant'),
  ('full_access_as_app', 'data'),
  ('full_access_as_user', 'data'),
  ('EWS.AccessAsUser.All', 'data'),
  ('Exchange.ManageAsApp', 'tenant'),
  ('Exchange.Manage', 'tenant'),
  ('IMAP.AccessAsApp', 'data'),
  ('POP.AccessAsApp', 'data'),
  ('SMTP.SendAsApp', 'data'),
  ('Mail.Read', 'data'),
  ('Mail.Read.Shared', 'data'),
  ('Mail.ReadWrite', 'data'),
  ('Mail.ReadWrite.Shared', 'data'),
  ('Mail.Send', 'data'),
  ('Mail.Send.Shared', 'data'),
  ('MailboxSettings.ReadWrite', 'data'),
  ('Files.Read.All', 'data'),
  ('Files.ReadWrite.All', 'data'),
  ('Sites.Read.All', 'data'),
  ('Sites.ReadWrite.All', 'data'),
  ('Sites.Manage.All', 'data'),
  ('Sites.FullControl.All', 'data'),
  ('AllSites.Read', 'data'),
  ('AllSites.Write', 'data'),
  ('AllSites.Manage', 'data'),
  ('AllSites.FullControl', 'data'),
  ('Chat.Read.All', 'data'),
  ('Chat.ReadWrite.All', 'data'),
  ('ChannelMessage.Read.All', 'data'),
  ('Notes.ReadWrite.All', 'data'),
  ('BitlockerKey.Read.All', 'data'),
  ('DeviceLocalCredential.Read.All', 'data')
]);

CREATE TEMP TABLE clients AS
WITH used AS (
  -- As a client only: what others do with an application's own interface does not count.
  SELECT
    appId,
    MAX(
      last_of([
        delegatedClientSignInActivity.lastSignInDateTime,
        delegatedClientSignInActivity.lastNonInteractiveSignInDateTime,
        delegatedClientSignInActivity.lastSuccessfulSignInDateTime,
        applicationAuthenticationClientSignInActivity.lastSignInDateTime,
        applicationAuthenticationClientSignInActivity.lastNonInteractiveSignInDateTime,
        applicationAuthenticationClientSignInActivity.lastSuccessfulSignInDateTime
      ])
    ) AS lastSignInDateTime
  FROM entra.service_principal_sign_in_activities
  GROUP BY appId
),
registered AS (SELECT appId, MIN(id) AS id FROM entra.applications GROUP BY appId),
held AS (
  SELECT s.id AS clientId, o.id
  FROM entra.service_principals AS s
  JOIN entra.service_principal_owners AS o ON o.servicePrincipalId = s.id
  UNION DISTINCT
  SELECT s.id, o.id
  FROM entra.service_principals AS s
  JOIN registered AS r ON r.appId = s.appId
  JOIN entra.application_owners AS o ON o.applicationId = r.id
),
owners AS (
  SELECT
    h.clientId,
    ARRAY_AGG(
      COALESCE(u.userPrincipalName, g.displayName, s.displayName, h.id)
      ORDER BY COALESCE(u.userPrincipalName, g.displayName, s.displayName, h.id), h.id
    ) AS owners
  FROM held AS h
  LEFT JOIN entra.users AS u ON u.id = h.id
  LEFT JOIN entra.groups AS g ON g.id = h.id
  LEFT JOIN entra.service_principals AS s ON s.id = h.id
  GROUP BY h.clientId
)
SELECT
  s.id,
  s.appId,
  s.displayName,
  s.accountEnabled,
  s.appOwnerOrganizationId,
  CASE
    WHEN s.servicePrincipalType = 'ManagedIdentity' THEN 'managed identity'
    WHEN s.appOwnerOrganizationId IN ('f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47')
      THEN 'Microsoft'
    WHEN s.appOwnerOrganizationId = s._tenant_id THEN 'own'
    WHEN s.appOwnerOrganizationId IS NULL THEN 'unknown'
    ELSE 'other tenant'
  END AS origin,
  IF(s.verifiedPublisher IS NULL, NULL, s.verifiedPublisher.verifiedPublisherId IS NOT NULL) AS publisherVerified,
  s.verifiedPublisher.displayName AS publisher,
  u.lastSignInDateTime,
  -- Of managed identities Microsoft's list does not tell all.
  CASE
    WHEN s.servicePrincipalType = 'ManagedIdentity' AND u.lastSignInDateTime IS NULL THEN NULL
    WHEN EXISTS (SELECT 1 FROM used)
      THEN COALESCE(u.lastSignInDateTime < TIMESTAMP_SUB(as_of, INTERVAL days DAY), TRUE)
  END AS isUnused,
  o.owners
FROM entra.service_principals AS s
LEFT JOIN used AS u ON u.appId = s.appId
LEFT JOIN owners AS o ON o.clientId = s.id;

-- One row per client, permission, and for whom. The principal of an assignment holds it, its resource is the interface.
CREATE TEMP TABLE held_permissions AS
WITH named AS (
  SELECT s.id AS resourceId, role.id AS appRoleId, MIN(role.value) AS permission
  FROM entra.service_principals AS s
  CROSS JOIN UNNEST(s.appRoles) AS role
  GROUP BY s.id, role.id
),
held AS (
  SELECT
    'application' AS consent,
    a.principalId AS clientId,
    a.resourceId,
    IF(
      a.appRoleId = '00000000-0000-0000-0000-000000000000', '(default access)', COALESCE(n.permission, a.appRoleId)
    ) AS permission,
    CAST(NULL AS STRING) AS userId,
    a.createdDateTime AS grantedDateTime,
    a.principalDisplayName AS clientName,
    a.resourceDisplayName AS resourceName
  FROM entra.service_principal_app_role_assignments AS a
  LEFT JOIN named AS n ON n.resourceId = a.resourceId AND n.appRoleId = a.appRoleId
  UNION ALL
  SELECT DISTINCT
    IF(g.consentType = 'AllPrincipals', 'everyone', 'users'),
    g.clientId,
    g.resourceId,
    scope,
    g.principalId,
    CAST(NULL AS TIMESTAMP),
    CAST(NULL AS STRING),
    CAST(NULL AS STRING)
  FROM entra.oauth2_permission_grants AS g
  CROSS JOIN UNNEST(SPLIT(TRIM(g.scope), ' ')) AS scope
  WHERE scope <> ''
)
SELECT
  h.consent,
  h.clientId,
  COALESCE(c.displayName, h.clientName, h.clientId) AS displayName,
  h.resourceId,
  COALESCE(r.displayName, h.resourceName, h.resourceId) AS resource,
  h.permission,
  k.risk,
  h.userId,
  h.grantedDateTime
FROM held AS h
LEFT JOIN clients AS c ON c.id = h.clientId
LEFT JOIN entra.service_principals AS r ON r.id = h.resourceId
LEFT JOIN high_risk AS k ON k.permission = h.permission;

-- section: applications | Applications and what they may do
WITH told AS (
  SELECT
    clientId,
    displayName,
    ARRAY_AGG(
      DISTINCT IF(risk IS NULL, NULL, CONCAT(permission, ' (', consent, ')')) IGNORE NULLS
      ORDER BY IF(risk IS NULL, NULL, CONCAT(permission, ' (', consent, ')'))
    ) AS highRisk,
    COUNT(DISTINCT IF(consent = 'application', CONCAT(resourceId, ' ', permission), NULL)) AS applicationPermissions,
    COUNT(DISTINCT IF(consent <> 'application', CONCAT(resourceId, ' ', permission), NULL)) AS delegatedPermissions,
    COUNT(DISTINCT IF(risk = 'tenant' AND consent = 'application', permission, NULL)) AS ownTenantRisks,
    COUNT(DISTINCT IF(risk = 'tenant', permission, NULL)) AS tenantRisks,
    COUNT(DISTINCT IF(risk IS NOT NULL, permission, NULL)) AS risks
  FROM held_permissions
  GROUP BY clientId, displayName
)
SELECT
  t.displayName,
  c.appId,
  c.origin,
  c.publisherVerified,
  t.highRisk,
  t.applicationPermissions,
  t.delegatedPermissions,
  c.lastSignInDateTime,
  c.owners
FROM told AS t
LEFT JOIN clients AS c ON c.id = t.clientId
ORDER BY t.ownTenantRisks DESC, t.tenantRisks DESC, t.risks DESC, t.displayName, t.clientId;

-- section: high-risk | High-risk permissions, one by one
SELECT
  h.permission,
  h.risk,
  h.consent,
  COUNT(DISTINCT h.userId) AS users,
  h.displayName,
  c.origin,
  MIN(h.grantedDateTime) AS grantedDateTime,
  c.accountEnabled,
  c.isUnused AS unused
FROM held_permissions AS h
LEFT JOIN clients AS c ON c.id = h.clientId
WHERE h.risk IS NOT NULL
GROUP BY h.permission, h.risk, h.consent, h.clientId, h.displayName, h.resourceId, c.origin, c.accountEnabled, c.isUnused
ORDER BY
  h.risk = 'tenant' DESC,
  CASE h.consent WHEN 'application' THEN 0 WHEN 'everyone' THEN 1 ELSE 2 END,
  h.permission, h.displayName, h.clientId, h.resourceId;

-- section: delegated | Delegated permissions, by application and interface
SELECT
  h.displayName,
  h.resource,
  h.consent,
  COUNT(DISTINCT h.userId) AS users,
  ARRAY_AGG(DISTINCT h.permission ORDER BY h.permission) AS permissions,
  COUNT(DISTINCT IF(h.risk IS NOT NULL, h.permission, NULL)) AS highRisk,
  LOGICAL_OR(h.permission = 'offline_access') AS offlineAccess,
  c.publisherVerified,
  c.lastSignInDateTime
FROM held_permissions AS h
LEFT JOIN clients AS c ON c.id = h.clientId
WHERE h.consent <> 'application'
GROUP BY h.clientId, h.displayName, h.resourceId, h.resource, h.consent, c.publisherVerified, c.lastSignInDateTime
ORDER BY highRisk DESC, users DESC, h.displayName, h.clientId, h.resource, h.resourceId, h.consent;

-- section: outside | Applications of other tenants
WITH risky AS (
  SELECT clientId, COUNT(*) AS highRisk FROM held_permissions WHERE risk IS NOT NULL GROUP BY clientId
),
assignments AS (
  SELECT resourceId, COUNTIF(principalType IN ('User', 'Group')) AS assigned
  FROM entra.app_role_assignments
  GROUP BY resourceId
)
SELECT
  c.displayName,
  c.appId,
  c.appOwnerOrganizationId,
  c.publisher,
  c.publisherVerified,
  c.accountEnabled,
  COALESCE(r.highRisk, 0) AS highRisk,
  IF(EXISTS (SELECT 1 FROM assignments), COALESCE(a.assigned, 0), NULL) AS assigned,
  c.lastSignInDateTime
FROM clients AS c
LEFT JOIN risky AS r ON r.clientId = c.id
LEFT JOIN assignments AS a ON a.resourceId = c.id
WHERE c.origin IN ('other tenant', 'unknown')
ORDER BY COALESCE(c.publisherVerified, FALSE), highRisk DESC, c.displayName, c.id;

-- section: requests | Applications that wait for consent
WITH known AS (
  SELECT appId, displayName, origin, publisherVerified
  FROM clients
  WHERE appId IS NOT NULL
  QUALIFY ROW_NUMBER() OVER (PARTITION BY appId ORDER BY id) = 1
),
waiting AS (
  SELECT
    r.id,
    r.appId,
    ANY_VALUE(r.appDisplayName) AS appDisplayName,
    ARRAY_AGG(scope.displayName IGNORE NULLS ORDER BY scope.displayName) AS pendingScopes,
    COUNT(h.permission) AS highRisk
  FROM entra.app_consent_requests AS r
  CROSS JOIN UNNEST(r.pendingScopes) AS scope
  LEFT JOIN high_risk AS h ON h.permission = scope.displayName
  GROUP BY r.id, r.appId
)
SELECT
  COALESCE(w.appDisplayName, k.displayName) AS displayName,
  w.appId,
  w.pendingScopes,
  w.highRisk,
  k.appId IS NOT NULL AS known,
  k.origin,
  k.publisherVerified
FROM waiting AS w
LEFT JOIN known AS k ON k.appId = w.appId
ORDER BY w.highRisk DESC, displayName NULLS LAST, w.id;

-- section: permissions | High-risk permissions by the number of applications that hold them
SELECT
  permission,
  risk,
  COUNT(DISTINCT IF(consent = 'application', clientId, NULL)) AS asApplication,
  COUNT(DISTINCT IF(consent = 'everyone', clientId, NULL)) AS forEveryone,
  COUNT(DISTINCT IF(consent = 'users', clientId, NULL)) AS forUsers
FROM held_permissions
WHERE risk IS NOT NULL
GROUP BY permission, risk
ORDER BY COUNT(DISTINCT clientId) DESC, permission;
