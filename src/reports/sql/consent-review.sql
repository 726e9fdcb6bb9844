-- report: Consent review
-- summary: What applications may do, for whom, which of it is dangerous, who publishes and owns them, and what waits for consent
-- parameter: days integer 90 | After how many days without a sign-in an application does not use what it may
-- needs: service_principals, oauth2_permission_grants, service_principal_app_role_assignments
-- uses: users, groups, applications, application_owners, service_principal_owners, service_principal_sign_in_activities, app_role_assignments,
--   app_consent_requests
-- read: A permission is held as an application, which then acts without a user and on everything, or delegated, where it acts as the user who is signed
--   in: for everyone, by an administrator's consent, or for single users. High risk are the permissions of the list at the head of the SQL:
--   `tenant` can take the tenant over, `data` reads or sends what people keep. Look first at those of other tenants whose publisher is not verified.
-- caveat: What an application may do through directory roles, Azure roles, Exchange policies or groups is not a permission and not here.
-- caveat: Application permissions may be narrowed elsewhere (access policies of Exchange, Sites.Selected), which Graph does not tell.
-- caveat: Graph tells when an application permission was granted, of a delegated one it does not.
-- caveat: The last sign-in needs Microsoft Entra ID P1 and is not in the national clouds; empty is unknown or never.
-- caveat: Without offline_access a delegated permission ends with the session; with it the application goes on for as long as its tokens are renewed.

-- What is called high risk: add to it what is sensitive in your tenant.
CREATE TEMP TABLE high_risk AS
SELECT permission, risk
FROM (
  VALUES
    ('Directory.ReadWrite.All', 'tenant'),
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
) AS listed(permission, risk);

CREATE TEMP TABLE clients AS
WITH used AS (
  -- As a client only: what others do with an application's own interface does not count.
  SELECT
    appId,
    max(
      greatest(
        delegatedClientSignInActivity.lastSignInDateTime,
        delegatedClientSignInActivity.lastNonInteractiveSignInDateTime,
        delegatedClientSignInActivity.lastSuccessfulSignInDateTime,
        applicationAuthenticationClientSignInActivity.lastSignInDateTime,
        applicationAuthenticationClientSignInActivity.lastNonInteractiveSignInDateTime,
        applicationAuthenticationClientSignInActivity.lastSuccessfulSignInDateTime
      )
    ) AS lastSignInDateTime
  FROM service_principal_sign_in_activities
  GROUP BY appId
),
registered AS (
  SELECT appId, id FROM applications QUALIFY row_number() OVER (PARTITION BY appId ORDER BY id) = 1
),
held AS (
  SELECT s.id AS clientId, o.id FROM service_principals s JOIN service_principal_owners o ON o.servicePrincipalId = s.id
  UNION
  SELECT s.id, o.id
  FROM service_principals s
  JOIN registered r ON r.appId = s.appId
  JOIN application_owners o ON o.applicationId = r.id
),
owners AS (
  SELECT
    h.clientId,
    list(coalesce(u.userPrincipalName, g.displayName, s.displayName, h.id)
      ORDER BY coalesce(u.userPrincipalName, g.displayName, s.displayName, h.id), h.id) AS owners
  FROM held h
  LEFT JOIN users u ON u.id = h.id
  LEFT JOIN groups g ON g.id = h.id
  LEFT JOIN service_principals s ON s.id = h.id
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
  CASE WHEN s.verifiedPublisher IS NOT NULL THEN s.verifiedPublisher.verifiedPublisherId IS NOT NULL END AS publisherVerified,
  s.verifiedPublisher.displayName AS publisher,
  u.lastSignInDateTime,
  -- Of managed identities Microsoft's list does not tell all.
  CASE
    WHEN s.servicePrincipalType = 'ManagedIdentity' AND u.lastSignInDateTime IS NULL THEN NULL
    WHEN EXISTS (SELECT 1 FROM used)
      THEN coalesce(u.lastSignInDateTime < getvariable('as_of') - to_days(getvariable('days')), true)
  END AS isUnused,
  CASE
    WHEN EXISTS (SELECT 1 FROM application_owners) OR EXISTS (SELECT 1 FROM service_principal_owners) THEN coalesce(o.owners, [])
  END AS owners
FROM service_principals s
LEFT JOIN used u ON u.appId = s.appId
LEFT JOIN owners o ON o.clientId = s.id;

-- One row per client, permission, and for whom. The principal of an assignment holds it, its resource is the interface.
CREATE TEMP TABLE held_permissions AS
WITH delegated AS (
  SELECT clientId, resourceId, consentType, principalId, unnest(string_split(trim(scope), ' ')) AS permission
  FROM oauth2_permission_grants
),
roles AS (
  SELECT id AS resourceId, unnest(appRoles) AS role FROM service_principals
),
named AS (
  SELECT resourceId, role.id AS appRoleId, any_value(role.value ORDER BY role.value) AS permission
  FROM roles
  GROUP BY ALL
),
held AS (
  SELECT
    'application' AS consent,
    a.principalId AS clientId,
    a.resourceId,
    CASE
      WHEN a.appRoleId = '00000000-0000-0000-0000-000000000000' THEN '(default access)'
      ELSE coalesce(n.permission, a.appRoleId)
    END AS permission,
    CAST(NULL AS VARCHAR) AS userId,
    a.createdDateTime AS grantedDateTime,
    a.principalDisplayName AS clientName,
    a.resourceDisplayName AS resourceName
  FROM service_principal_app_role_assignments a
  LEFT JOIN named n ON n.resourceId = a.resourceId AND n.appRoleId = a.appRoleId
  UNION ALL
  SELECT DISTINCT
    CASE consentType WHEN 'AllPrincipals' THEN 'everyone' ELSE 'users' END,
    clientId, resourceId, permission, principalId, CAST(NULL AS TIMESTAMPTZ), NULL, NULL
  FROM delegated
  WHERE permission <> ''
)
SELECT
  h.consent,
  h.clientId,
  coalesce(c.displayName, h.clientName, h.clientId) AS displayName,
  h.resourceId,
  coalesce(r.displayName, h.resourceName, h.resourceId) AS resource,
  h.permission,
  k.risk,
  h.userId,
  h.grantedDateTime
FROM held h
LEFT JOIN clients c ON c.id = h.clientId
LEFT JOIN service_principals r ON r.id = h.resourceId
LEFT JOIN high_risk k ON k.permission = h.permission;

-- section: applications | Applications and what they may do
-- note: High risk names each permission once, with for whom: application, everyone, or users.
SELECT
  h.displayName,
  c.appId,
  c.origin,
  c.publisherVerified,
  list(DISTINCT h.permission || ' (' || h.consent || ')' ORDER BY h.permission || ' (' || h.consent || ')')
    FILTER (WHERE h.risk IS NOT NULL) AS highRisk,
  count(DISTINCT (h.resourceId, h.permission)) FILTER (WHERE h.consent = 'application') AS applicationPermissions,
  count(DISTINCT (h.resourceId, h.permission)) FILTER (WHERE h.consent <> 'application') AS delegatedPermissions,
  c.lastSignInDateTime,
  c.owners
FROM held_permissions h
LEFT JOIN clients c ON c.id = h.clientId
GROUP BY h.clientId, h.displayName, c.appId, c.origin, c.publisherVerified, c.lastSignInDateTime, c.owners
ORDER BY
  count(DISTINCT h.permission) FILTER (WHERE h.risk = 'tenant' AND h.consent = 'application') DESC,
  count(DISTINCT h.permission) FILTER (WHERE h.risk = 'tenant') DESC,
  count(DISTINCT h.permission) FILTER (WHERE h.risk IS NOT NULL) DESC,
  h.displayName,
  h.clientId;

-- section: high-risk | High-risk permissions, one by one
-- note: Unused: the application did not sign in within the days. Users counts those who consented for themselves.
SELECT
  h.permission,
  h.risk,
  h.consent,
  count(DISTINCT h.userId) AS users,
  h.displayName,
  c.origin,
  min(h.grantedDateTime) AS grantedDateTime,
  c.accountEnabled,
  c.isUnused AS unused
FROM held_permissions h
LEFT JOIN clients c ON c.id = h.clientId
WHERE h.risk IS NOT NULL
GROUP BY h.permission, h.risk, h.consent, h.clientId, h.displayName, h.resourceId, c.origin, c.accountEnabled, c.isUnused
ORDER BY
  h.risk = 'tenant' DESC,
  CASE h.consent WHEN 'application' THEN 0 WHEN 'everyone' THEN 1 ELSE 2 END,
  h.permission, h.displayName, h.clientId, h.resourceId;

-- section: delegated | Delegated permissions, by application and interface
-- note: Everyone is one administrator's consent for all users; users is what people granted for themselves, or an administrator for some.
SELECT
  h.displayName,
  h.resource,
  h.consent,
  count(DISTINCT h.userId) AS users,
  list(DISTINCT h.permission ORDER BY h.permission) AS permissions,
  count(DISTINCT h.permission) FILTER (WHERE h.risk IS NOT NULL) AS highRisk,
  bool_or(h.permission = 'offline_access') AS offlineAccess,
  c.publisherVerified,
  c.lastSignInDateTime
FROM held_permissions h
LEFT JOIN clients c ON c.id = h.clientId
WHERE h.consent <> 'application'
GROUP BY h.clientId, h.displayName, h.resourceId, h.resource, h.consent, c.publisherVerified, c.lastSignInDateTime
ORDER BY highRisk DESC, users DESC, h.displayName, h.clientId, h.resource, h.resourceId, h.consent;

-- section: outside | Applications of other tenants
-- note: Those of Microsoft are left out. Assigned are users and groups; without an assignment anyone may use an application that does not demand one.
SELECT
  c.displayName,
  c.appId,
  c.appOwnerOrganizationId,
  c.publisher,
  c.publisherVerified,
  c.accountEnabled,
  (SELECT count(*) FROM held_permissions h WHERE h.clientId = c.id AND h.risk IS NOT NULL) AS highRisk,
  CASE
    WHEN EXISTS (SELECT 1 FROM app_role_assignments)
      THEN (
        SELECT count(*) FROM app_role_assignments a
        WHERE a.resourceId = c.id AND a.principalType IN ('User', 'Group')
      )
  END AS assigned,
  c.lastSignInDateTime
FROM clients c
WHERE c.origin IN ('other tenant', 'unknown')
ORDER BY coalesce(c.publisherVerified, false), highRisk DESC, c.displayName, c.id;

-- section: requests | Applications that wait for consent
-- note: What users asked an administrator for and nobody has decided yet. Known: the application is in the tenant already.
SELECT
  coalesce(r.appDisplayName, c.displayName) AS displayName,
  r.appId,
  list_sort(list_transform(r.pendingScopes, lambda s: s.displayName)) AS pendingScopes,
  (
    SELECT count(*)
    FROM (SELECT unnest(r.pendingScopes) AS scope) p
    JOIN high_risk k ON k.permission = p.scope.displayName
  ) AS highRisk,
  c.id IS NOT NULL AS known,
  c.origin,
  c.publisherVerified
FROM app_consent_requests r
LEFT JOIN (
  SELECT id, appId, displayName, origin, publisherVerified FROM clients QUALIFY row_number() OVER (PARTITION BY appId ORDER BY id) = 1
) c ON c.appId = r.appId
WHERE len(r.pendingScopes) > 0
ORDER BY highRisk DESC, displayName, r.id;

-- section: permissions | High-risk permissions by the number of applications that hold them
-- chart: stacked permission by asApplication, forEveryone, forUsers
SELECT
  permission,
  risk,
  count(DISTINCT clientId) FILTER (WHERE consent = 'application') AS asApplication,
  count(DISTINCT clientId) FILTER (WHERE consent = 'everyone') AS forEveryone,
  count(DISTINCT clientId) FILTER (WHERE consent = 'users') AS forUsers
FROM held_permissions
WHERE risk IS NOT NULL
GROUP BY permission, risk
ORDER BY count(DISTINCT clientId) DESC, permission;
