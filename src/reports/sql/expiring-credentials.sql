-- report: Expiring credentials
-- summary: Secrets and certificates that expire or are expired, live too long or are not used, and permissions that are not used
-- parameter: days integer 90 | Credentials that expire within so many days are listed
-- parameter: max_lifetime_days integer 365 | A secret that lives longer than so many days lives too long
-- parameter: idle_days integer 90 | What was not used for so many days is unused
-- needs: applications, application_credentials, service_principals, service_principal_credentials
-- uses: application_owners, service_principal_owners, users, groups, application_federated_credentials, app_credential_sign_in_activities,
--   service_principal_sign_in_activities, service_principal_app_role_assignments, application_required_permissions
-- read: Begin with what is nearest to its end, before or behind. Owners are those of the application and of its service principal: where there are none, nobody will notice.
--   Days left are rounded down, so 0 is within 24 hours, and what is negative has expired. An empty cell is unknown, not none.
-- caveat: A credential that signs in until its last day is not renewed by being listed here; a valid one that never signs in can go.
-- caveat: When a credential or an application was last used needs Microsoft Entra ID P1, is not in the national clouds and comes a day or more late.
--   Microsoft has kept it since a few years only: take an empty time for `not lately`, and without the table nothing is called unused.
-- caveat: Certificates of managed identities are Microsoft's to renew and are left out. Federated credentials do not expire.
-- caveat: A SAML signing certificate is stored twice and with a password: these are one line. What expires in the application itself is not seen.
-- caveat: The permissions that an application of another tenant asks for are not in this tenant: only own applications are compared.

CREATE TEMP TABLE owner_names AS
WITH held AS (
  SELECT a.appId, o.id FROM applications a JOIN application_owners o ON o.applicationId = a.id
  UNION
  SELECT s.appId, o.id FROM service_principals s JOIN service_principal_owners o ON o.servicePrincipalId = s.id
)
SELECT
  h.appId,
  list(coalesce(u.userPrincipalName, g.displayName, s.displayName, h.id)
    ORDER BY coalesce(u.userPrincipalName, g.displayName, s.displayName, h.id), h.id) AS owners
FROM held h
LEFT JOIN users u ON u.id = h.id
LEFT JOIN groups g ON g.id = h.id
LEFT JOIN service_principals s ON s.id = h.id
GROUP BY h.appId;

CREATE TEMP TABLE used_credentials AS
SELECT
  keyId,
  appId,
  max(
    greatest(
      signInActivity.lastSignInDateTime,
      signInActivity.lastNonInteractiveSignInDateTime,
      signInActivity.lastSuccessfulSignInDateTime
    )
  ) AS lastUsedDateTime
FROM app_credential_sign_in_activities
GROUP BY keyId, appId;

CREATE TEMP TABLE credentials AS
WITH own AS (
  SELECT
    a.id AS objectId,
    a.appId,
    a.displayName AS application,
    CASE c.credentialType WHEN 'password' THEN 'secret' ELSE 'certificate' END AS credentialType,
    coalesce(c.displayName, c.hint) AS credential,
    c.keyId,
    c.usage,
    c.startDateTime,
    c.endDateTime
  FROM application_credentials c
  JOIN applications a ON a.id = c.applicationId
),
principal AS (
  SELECT
    s.id AS objectId,
    s.appId,
    s.displayName AS application,
    CASE
      WHEN s.preferredSingleSignOnMode = 'saml' THEN 'SAML signing certificate'
      WHEN c.credentialType = 'password' THEN 'secret of the enterprise application'
      ELSE 'certificate of the enterprise application'
    END AS credentialType,
    coalesce(c.displayName, c.hint) AS credential,
    c.keyId,
    c.usage,
    c.startDateTime,
    c.endDateTime,
    -- The pair of a SAML certificate and the password of its key have the same thumbprint.
    CASE WHEN s.preferredSingleSignOnMode = 'saml' THEN coalesce(c.customKeyIdentifier, c.keyId) ELSE c.credentialType || c.keyId END AS same,
    c.credentialType = 'password' AS isPassword
  FROM service_principal_credentials c
  JOIN service_principals s ON s.id = c.servicePrincipalId
  WHERE s.servicePrincipalType IS DISTINCT FROM 'ManagedIdentity'
),
found AS (
  SELECT objectId, appId, application, credentialType, credential, keyId, usage, startDateTime, endDateTime FROM own
  UNION ALL
  SELECT objectId, appId, application, credentialType, credential, keyId, usage, startDateTime, endDateTime
  FROM principal
  QUALIFY row_number() OVER (PARTITION BY objectId, same ORDER BY isPassword, keyId) = 1
)
SELECT
  f.objectId,
  f.appId,
  f.application,
  f.credentialType,
  f.credential,
  f.keyId,
  f.usage,
  f.startDateTime,
  f.endDateTime,
  CAST(floor((epoch_us(f.endDateTime) - epoch_us(getvariable('as_of'))) / 86400000000.0) AS INTEGER) AS daysLeft,
  CAST(floor((epoch_us(f.endDateTime) - epoch_us(f.startDateTime)) / 86400000000.0) AS INTEGER) AS lifetimeDays,
  u.lastUsedDateTime,
  CASE
    WHEN EXISTS (SELECT 1 FROM application_owners) OR EXISTS (SELECT 1 FROM service_principal_owners) THEN coalesce(o.owners, [])
  END AS owners
FROM found f
LEFT JOIN owner_names o ON o.appId = f.appId
LEFT JOIN used_credentials u ON u.keyId = f.keyId AND u.appId = f.appId;

CREATE TEMP TABLE clients AS
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
  ) AS lastSignInDateTime,
  max(
    greatest(
      applicationAuthenticationClientSignInActivity.lastSignInDateTime,
      applicationAuthenticationClientSignInActivity.lastNonInteractiveSignInDateTime,
      applicationAuthenticationClientSignInActivity.lastSuccessfulSignInDateTime
    )
  ) AS lastOwnSignInDateTime
FROM service_principal_sign_in_activities
GROUP BY appId;

-- section: credentials | Expired, and expiring within the days
SELECT application, appId, credentialType, credential, keyId, endDateTime, daysLeft, lastUsedDateTime, owners
FROM credentials
WHERE daysLeft < getvariable('days')
ORDER BY abs(daysLeft), endDateTime, application, keyId, objectId, credentialType;

-- section: bands | Credentials by the time that is left
-- chart: stacked timeLeft by secrets, certificates, samlCertificates
WITH bands AS (
  SELECT place, timeLeft
  FROM (
    VALUES (1, 'expired'), (2, '7 days'), (3, '30 days'), (4, '90 days'), (5, 'longer'), (6, 'no end')
  ) AS listed(place, timeLeft)
),
placed AS (
  SELECT
    appId, credentialType, owners,
    CASE
      WHEN endDateTime IS NULL THEN 6
      WHEN daysLeft < 0 THEN 1
      WHEN daysLeft < 7 THEN 2
      WHEN daysLeft < 30 THEN 3
      WHEN daysLeft < 90 THEN 4
      ELSE 5
    END AS place
  FROM credentials
)
SELECT
  b.timeLeft,
  count(*) FILTER (WHERE p.credentialType LIKE 'secret%') AS secrets,
  count(*) FILTER (WHERE p.credentialType LIKE 'certificate%') AS certificates,
  count(*) FILTER (WHERE p.credentialType LIKE 'SAML%') AS samlCertificates,
  count(DISTINCT p.appId) AS applications,
  CASE
    WHEN EXISTS (SELECT 1 FROM application_owners) OR EXISTS (SELECT 1 FROM service_principal_owners)
      THEN count(*) FILTER (WHERE len(p.owners) = 0)
  END AS withoutOwner
FROM bands b
LEFT JOIN placed p ON p.place = b.place
GROUP BY b.place, b.timeLeft
ORDER BY b.place;

-- section: all-expired | Applications whose every credential is expired
-- note: They cannot sign in by themselves any more, unless a federated credential does it. If nobody missed them, they can go.
SELECT
  any_value(c.application ORDER BY c.application) AS application,
  c.appId,
  count(*) AS credentials,
  max(c.endDateTime) AS lastEndDateTime,
  CASE
    WHEN EXISTS (SELECT 1 FROM application_federated_credentials)
      THEN (
        SELECT count(*)
        FROM application_federated_credentials f
        JOIN applications a ON a.id = f.applicationId
        WHERE a.appId = c.appId
      )
  END AS federatedCredentials,
  (SELECT bool_or(s.accountEnabled) FROM service_principals s WHERE s.appId = c.appId) AS accountEnabled,
  (SELECT l.lastSignInDateTime FROM clients l WHERE l.appId = c.appId) AS lastSignInDateTime,
  any_value(c.owners) AS owners
FROM credentials c
GROUP BY c.appId
HAVING bool_and(coalesce(c.daysLeft < 0, false))
ORDER BY lastEndDateTime DESC, application, c.appId;

-- section: long-lived | Valid secrets that live too long
SELECT
  application,
  appId,
  credentialType,
  credential,
  keyId,
  startDateTime,
  endDateTime,
  lifetimeDays,
  owners
FROM credentials
WHERE credentialType LIKE 'secret%'
  AND coalesce(daysLeft >= 0, true)
  AND coalesce(lifetimeDays > getvariable('max_lifetime_days'), endDateTime IS NULL)
ORDER BY endDateTime IS NULL DESC, lifetimeDays DESC, application, keyId, objectId;

-- section: unused | Valid credentials that nothing signs in with
-- note: Never, or not within the idle days; those that began within them are left out, and so are certificates that sign or encrypt tokens.
SELECT application, appId, credentialType, credential, keyId, startDateTime, endDateTime, lastUsedDateTime, owners
FROM credentials
WHERE EXISTS (SELECT 1 FROM used_credentials)
  AND credentialType NOT LIKE 'SAML%'
  AND coalesce(usage, 'Verify') = 'Verify'
  AND coalesce(daysLeft >= 0, true)
  AND coalesce(startDateTime < getvariable('as_of') - to_days(getvariable('idle_days')), true)
  AND coalesce(lastUsedDateTime < getvariable('as_of') - to_days(getvariable('idle_days')), true)
ORDER BY lastUsedDateTime NULLS FIRST, endDateTime DESC NULLS FIRST, application, keyId, objectId;

-- section: permissions | Permissions granted and not used, not asked for, or asked for and not granted
-- note: Application permissions. The last sign-in is the application's own, without a user, with which alone it can use them.
WITH roles AS (
  SELECT id AS resourceId, appId AS resourceAppId, unnest(appRoles) AS role FROM service_principals
),
named AS (
  SELECT resourceId, resourceAppId, role.id AS appRoleId, any_value(role.value ORDER BY role.value) AS permission
  FROM roles
  GROUP BY ALL
),
granted AS (
  SELECT
    a.principalId,
    r.appId AS resourceAppId,
    a.appRoleId,
    coalesce(n.permission, a.appRoleId) AS permission,
    min(a.createdDateTime) AS createdDateTime
  FROM service_principal_app_role_assignments a
  LEFT JOIN service_principals r ON r.id = a.resourceId
  LEFT JOIN named n ON n.resourceId = a.resourceId AND n.appRoleId = a.appRoleId
  WHERE a.appRoleId <> '00000000-0000-0000-0000-000000000000'
  GROUP BY a.principalId, r.appId, a.appRoleId, coalesce(n.permission, a.appRoleId)
),
required AS (
  SELECT DISTINCT s.id AS principalId, p.resourceAppId, p.id AS appRoleId, coalesce(n.permission, p.id) AS permission
  FROM application_required_permissions p
  JOIN applications a ON a.id = p.applicationId
  JOIN service_principals s ON s.appId = a.appId
  LEFT JOIN named n ON n.resourceAppId = p.resourceAppId AND n.appRoleId = p.id
  WHERE p.type = 'Role'
),
counted AS (
  SELECT
    s.id,
    s.appId,
    s.displayName AS application,
    s.accountEnabled,
    -- Only of own applications it is known what they ask for.
    EXISTS (SELECT 1 FROM applications a WHERE a.appId = s.appId) AS isOwn,
    (SELECT count(*) FROM granted g WHERE g.principalId = s.id) AS granted,
    (
      SELECT list(g.permission ORDER BY g.permission, g.appRoleId) FROM granted g
      WHERE g.principalId = s.id
        AND NOT EXISTS (
          SELECT 1 FROM required q
          WHERE q.principalId = s.id AND q.resourceAppId = g.resourceAppId AND q.appRoleId = g.appRoleId
        )
    ) AS notRequired,
    (
      SELECT list(q.permission ORDER BY q.permission, q.appRoleId) FROM required q
      WHERE q.principalId = s.id
        AND NOT EXISTS (
          SELECT 1 FROM granted g
          WHERE g.principalId = s.id AND g.resourceAppId = q.resourceAppId AND g.appRoleId = q.appRoleId
        )
    ) AS notGranted,
    l.lastOwnSignInDateTime,
    CASE
      WHEN s.servicePrincipalType = 'ManagedIdentity' AND l.lastOwnSignInDateTime IS NULL THEN NULL
      -- What came within the idle days may still be waiting for its first day.
      WHEN (SELECT min(g.createdDateTime) FROM granted g WHERE g.principalId = s.id)
        >= getvariable('as_of') - to_days(getvariable('idle_days')) THEN false
      WHEN EXISTS (SELECT 1 FROM clients)
        THEN coalesce(l.lastOwnSignInDateTime < getvariable('as_of') - to_days(getvariable('idle_days')), true)
    END AS isUnused
  FROM service_principals s
  LEFT JOIN clients l ON l.appId = s.appId
)
SELECT
  c.application,
  c.appId,
  c.accountEnabled,
  CASE WHEN EXISTS (SELECT 1 FROM granted) THEN c.granted END AS granted,
  c.lastOwnSignInDateTime AS lastSignInDateTime,
  CASE WHEN c.granted > 0 THEN c.isUnused END AS unused,
  CASE WHEN c.isOwn AND EXISTS (SELECT 1 FROM required) THEN coalesce(c.notRequired, []) END AS notRequired,
  CASE WHEN c.isOwn AND EXISTS (SELECT 1 FROM granted) THEN coalesce(c.notGranted, []) END AS notGranted,
  CASE
    WHEN EXISTS (SELECT 1 FROM application_owners) OR EXISTS (SELECT 1 FROM service_principal_owners) THEN coalesce(o.owners, [])
  END AS owners
FROM counted c
LEFT JOIN owner_names o ON o.appId = c.appId
WHERE (c.granted > 0 AND c.isUnused)
  OR (c.isOwn AND len(c.notRequired) > 0 AND EXISTS (SELECT 1 FROM required))
  OR (c.isOwn AND len(c.notGranted) > 0 AND EXISTS (SELECT 1 FROM granted))
ORDER BY coalesce(c.granted > 0 AND c.isUnused, false) DESC, c.granted DESC, c.application, c.id;
