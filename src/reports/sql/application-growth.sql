-- report: Application growth
-- summary: New applications, managed identities and consents per quarter or month, what is used, what is not, and who brings them
-- parameter: period text quarter | Of what length periods are: month, quarter or year
-- parameter: periods integer 8 | How many periods, the present one included
-- parameter: days integer 90 | How far back sign-ins are counted, and after how many days without one an application is unused
-- needs: applications, service_principals
-- uses: deleted_applications, deleted_service_principals, oauth2_permission_grants, service_principal_app_role_assignments,
--   app_role_assignments, service_principal_sign_in_activities, sign_ins, sign_ins_non_interactive, sign_ins_service_principal,
--   sign_ins_managed_identity, directory_audits
-- read: Registrations are the tenant's own applications; those of other tenants come by consent. Applications of Microsoft are left out.
--   An empty number is unknown: the lake began later, or its table is missing. In the period in which records begin a number may be too low.
--   An application of another tenant is new when an audit says so or, failing that, when a run saw it for the first time.
-- caveat: Graph tells when an application was registered and when an application permission was granted, but neither when an application of
--   another tenant was added nor when a delegated permission was: that is known from audits and from the lake's own changes.
-- caveat: What was removed again is counted only while Microsoft or the lake's changes keep it.
-- caveat: The last sign-in needs Microsoft Entra ID P1 and is not in the national clouds; without it nothing is called unused. Microsoft keeps
--   single sign-ins for 30 days, the lake as long as it was fed.
-- caveat: Microsoft means two owning tenants of its own; a few of its applications belong to others and are counted.

-- A lake without a table has no changes of it either.
CREATE VIEW IF NOT EXISTS changes_oauth2_permission_grants AS
SELECT id, clientId, CAST(NULL AS VARCHAR) AS _op, CAST(NULL AS TIMESTAMPTZ) AS _changed_at
FROM oauth2_permission_grants
WHERE false;

CREATE TEMP MACRO months_of(period) AS
  CASE lower(period)
    WHEN 'month' THEN 1
    WHEN 'quarter' THEN 3
    WHEN 'year' THEN 12
    ELSE error('--period is month, quarter or year')
  END;

CREATE TEMP VIEW spans AS
WITH starts AS (
  SELECT
    CAST(date_trunc(lower(getvariable('period')), timezone('UTC', getvariable('as_of'))) AS DATE)
      - to_months(CAST(months_of(getvariable('period')) * n AS INTEGER)) AS start
  FROM range(getvariable('periods')) AS numbers(n)
)
SELECT
  CASE lower(getvariable('period'))
    WHEN 'month' THEN strftime(start, '%Y-%m')
    WHEN 'quarter' THEN year(start) || ' Q' || quarter(start)
    ELSE strftime(start, '%Y')
  END AS period,
  timezone('UTC', CAST(start AS TIMESTAMP)) AS begins,
  timezone('UTC', CAST(start + to_months(months_of(getvariable('period'))) AS TIMESTAMP)) AS ends
FROM starts;

-- Registrations, the deleted ones that are still known among them.
CREATE TEMP VIEW registrations AS
WITH known AS (
  SELECT id, createdDateTime FROM applications
  UNION ALL
  SELECT id, createdDateTime FROM deleted_applications
  UNION ALL
  SELECT id, createdDateTime FROM changes_applications WHERE _op = 'delete'
)
SELECT id, min(createdDateTime) AS addedDateTime FROM known GROUP BY id;

CREATE TEMP TABLE audited AS
SELECT a.activityDisplayName, a.activityDateTime, t.id AS targetId
FROM (
  SELECT activityDisplayName, activityDateTime, unnest(targetResources) AS t
  FROM directory_audits
  WHERE result = 'success' AND activityDisplayName IN ('Add service principal', 'Consent to application')
) a;

-- The principals whose first recorded change is that they came.
CREATE TEMP VIEW came AS
SELECT id, min(_changed_at) AS addedDateTime
FROM changes_service_principals
GROUP BY id
HAVING arg_min(_op, _changed_at) = 'insert';

CREATE TEMP TABLE principals AS
WITH known AS (
  SELECT id, appId, displayName, appOwnerOrganizationId, servicePrincipalType, true AS isThere FROM service_principals
  UNION ALL
  SELECT id, appId, displayName, appOwnerOrganizationId, servicePrincipalType, false FROM deleted_service_principals
  UNION ALL
  SELECT id, appId, displayName, appOwnerOrganizationId, servicePrincipalType, false
  FROM changes_service_principals
  WHERE _op = 'delete'
),
principal AS (
  SELECT id, appId, displayName, appOwnerOrganizationId, servicePrincipalType, isThere
  FROM known
  QUALIFY row_number() OVER (PARTITION BY id ORDER BY isThere DESC, displayName) = 1
),
own AS (SELECT appId, min(createdDateTime) AS createdDateTime FROM applications GROUP BY appId),
audits AS (
  SELECT targetId, min(activityDateTime) AS addedDateTime
  FROM audited
  WHERE activityDisplayName = 'Add service principal'
  GROUP BY targetId
)
SELECT
  p.id,
  p.appId,
  p.displayName,
  p.isThere,
  CASE
    WHEN p.servicePrincipalType = 'ManagedIdentity' THEN 'managed identity'
    WHEN p.appOwnerOrganizationId IN ('f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47')
      THEN 'Microsoft'
    WHEN p.appOwnerOrganizationId = (SELECT any_value(_tenant_id) FROM service_principals) THEN 'own'
    WHEN p.appOwnerOrganizationId IS NULL THEN 'unknown'
    ELSE 'other tenant'
  END AS origin,
  coalesce(a.addedDateTime, o.createdDateTime, c.addedDateTime) AS addedDateTime
FROM principal p
LEFT JOIN audits a ON a.targetId = p.id
LEFT JOIN own o ON o.appId = p.appId
LEFT JOIN came c ON c.id = p.id;

CREATE TEMP TABLE used AS
WITH events AS (
  SELECT appId, userId, createdDateTime FROM sign_ins
  UNION ALL
  SELECT appId, userId, createdDateTime FROM sign_ins_non_interactive
  UNION ALL
  SELECT appId, NULL, createdDateTime FROM sign_ins_service_principal
  UNION ALL
  SELECT appId, NULL, createdDateTime FROM sign_ins_managed_identity
)
SELECT appId, count(*) AS signIns, count(DISTINCT userId) AS users, max(createdDateTime) AS lastDateTime
FROM events
WHERE createdDateTime >= getvariable('as_of') - to_days(getvariable('days'))
GROUP BY appId;

CREATE TEMP TABLE activity AS
SELECT
  appId,
  max(
    greatest(
      lastSignInActivity.lastSignInDateTime,
      lastSignInActivity.lastNonInteractiveSignInDateTime,
      lastSignInActivity.lastSuccessfulSignInDateTime
    )
  ) AS lastDateTime
FROM service_principal_sign_in_activities
GROUP BY appId;

-- The applications that are in the tenant now, without those of Microsoft.
CREATE TEMP TABLE present AS
SELECT
  p.id,
  p.appId,
  p.displayName,
  p.origin,
  p.addedDateTime,
  s.accountEnabled,
  coalesce(a.signInAudience, s.signInAudience) AS signInAudience,
  coalesce(a.signInAudience, s.signInAudience)
    IN ('AzureADMultipleOrgs', 'AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount') AS isMultiTenant,
  -- Of an own application the registration tells; a structure that is missing tells nothing.
  CASE
    WHEN coalesce(a.verifiedPublisher, s.verifiedPublisher) IS NULL THEN NULL
    WHEN coalesce(a.verifiedPublisher, s.verifiedPublisher).verifiedPublisherId IS NULL THEN 'not verified'
    ELSE 'verified'
  END AS publisher,
  CASE WHEN EXISTS (SELECT 1 FROM used) THEN coalesce(u.signIns, 0) END AS signIns,
  CASE WHEN EXISTS (SELECT 1 FROM used) THEN coalesce(u.users, 0) END AS users,
  greatest(t.lastDateTime, u.lastDateTime) AS lastSignInDateTime
FROM principals p
JOIN service_principals s ON s.id = p.id
LEFT JOIN (
  SELECT appId, signInAudience, verifiedPublisher
  FROM applications
  QUALIFY row_number() OVER (PARTITION BY appId ORDER BY id) = 1
) a ON a.appId = p.appId
LEFT JOIN used u ON u.appId = p.appId
LEFT JOIN activity t ON t.appId = p.appId
WHERE p.origin <> 'Microsoft';

CREATE TEMP TABLE unused AS
SELECT p.id, p.appId, p.displayName, p.origin, p.accountEnabled, p.publisher, p.isMultiTenant, p.addedDateTime, p.lastSignInDateTime
FROM present p
WHERE EXISTS (SELECT 1 FROM activity)
  -- Of managed identities their log tells, Microsoft's list not of all.
  AND (p.origin <> 'managed identity' OR EXISTS (SELECT 1 FROM sign_ins_managed_identity))
  AND coalesce(p.lastSignInDateTime < getvariable('as_of') - to_days(getvariable('days')), true)
  AND coalesce(p.addedDateTime < getvariable('as_of') - to_days(getvariable('days')), true);

-- Grants that a run saw come.
CREATE TEMP VIEW grants AS
SELECT c.id, min(c._changed_at) AS addedDateTime
FROM changes_oauth2_permission_grants c
LEFT JOIN principals p ON p.id = c.clientId
WHERE p.origin IS DISTINCT FROM 'Microsoft'
GROUP BY c.id
HAVING arg_min(c._op, c._changed_at) = 'insert';

CREATE TEMP VIEW permissions AS
SELECT a.id, a.createdDateTime
FROM service_principal_app_role_assignments a
LEFT JOIN principals p ON p.id = a.principalId
WHERE p.origin IS DISTINCT FROM 'Microsoft';

-- From when on each kind of record tells; NULL: there is none.
CREATE TEMP VIEW reach AS
SELECT
  (SELECT min(activityDateTime) FROM directory_audits) AS audits,
  least(
    (SELECT min(activityDateTime) FROM directory_audits),
    (SELECT min(_changed_at) FROM service_principals),
    (SELECT min(_changed_at) FROM changes_service_principals)
  ) AS principals,
  least(
    (
      SELECT min(_changed_at)
      FROM (SELECT CAST(NULL AS TIMESTAMPTZ) AS _changed_at WHERE false UNION ALL BY NAME FROM oauth2_permission_grants)
    ),
    (SELECT min(_changed_at) FROM changes_oauth2_permission_grants)
  ) AS grants;

-- section: growth | New in each period
-- chart: stacked period by registrations, ofOtherTenants, managedIdentities
SELECT
  s.period,
  (SELECT count(*) FROM registrations r WHERE r.addedDateTime >= s.begins AND r.addedDateTime < s.ends) AS registrations,
  CASE
    WHEN reach.principals < s.ends
      THEN (
        SELECT count(*) FROM principals p
        WHERE p.origin IN ('other tenant', 'unknown') AND p.addedDateTime >= s.begins AND p.addedDateTime < s.ends
      )
  END AS ofOtherTenants,
  CASE
    WHEN reach.principals < s.ends
      THEN (
        SELECT count(*) FROM principals p
        WHERE p.origin = 'managed identity' AND p.addedDateTime >= s.begins AND p.addedDateTime < s.ends
      )
  END AS managedIdentities,
  CASE
    WHEN EXISTS (SELECT 1 FROM permissions)
      THEN (SELECT count(*) FROM permissions g WHERE g.createdDateTime >= s.begins AND g.createdDateTime < s.ends)
  END AS applicationPermissions,
  CASE
    WHEN reach.grants < s.ends
      THEN (SELECT count(*) FROM grants g WHERE g.addedDateTime >= s.begins AND g.addedDateTime < s.ends)
  END AS delegatedGrants,
  CASE
    WHEN reach.audits < s.ends
      THEN (
        SELECT count(*) FROM audited a
        LEFT JOIN principals p ON p.id = a.targetId
        WHERE a.activityDisplayName = 'Consent to application' AND p.origin IS DISTINCT FROM 'Microsoft'
          AND a.activityDateTime >= s.begins AND a.activityDateTime < s.ends
      )
  END AS consents
FROM spans s
CROSS JOIN reach
ORDER BY s.period;

-- section: applications | Applications by their sign-ins
-- note: Sign-ins and users within the days, as far as the lake has the logs. The publisher counts for applications that other tenants use or own.
SELECT displayName, appId, origin, addedDateTime, signIns, users, lastSignInDateTime, publisher, isMultiTenant
FROM present
ORDER BY signIns DESC NULLS LAST, lastSignInDateTime DESC NULLS LAST, displayName, id;

-- section: unused | Applications that nobody and nothing signed in to
-- note: Never, or not within the days. Those that came within the days are left out. Permissions are application permissions held, assigned are users and groups.
SELECT
  u.displayName,
  u.appId,
  u.origin,
  u.accountEnabled,
  u.addedDateTime,
  u.lastSignInDateTime,
  CAST(floor((epoch_us(getvariable('as_of')) - epoch_us(u.lastSignInDateTime)) / 86400000000.0) AS INTEGER) AS idleDays,
  CASE
    WHEN EXISTS (SELECT 1 FROM service_principal_app_role_assignments)
      THEN (SELECT count(*) FROM service_principal_app_role_assignments a WHERE a.principalId = u.id)
  END AS permissions,
  CASE
    WHEN EXISTS (SELECT 1 FROM app_role_assignments)
      THEN (
        SELECT count(*) FROM app_role_assignments a
        WHERE a.resourceId = u.id AND a.principalType IN ('User', 'Group')
      )
  END AS assigned
FROM unused u
ORDER BY permissions DESC NULLS LAST, u.lastSignInDateTime NULLS FIRST, u.displayName, u.id;

-- section: publishers | Where applications come from, and whether their publisher is verified
-- note: A verified publisher matters for applications of other tenants and for own ones that others may use; without an entry it is unknown.
-- chart: bar origin by applications, multiTenant, unused
SELECT
  p.origin,
  p.publisher,
  count(*) AS applications,
  count(*) FILTER (WHERE p.isMultiTenant) AS multiTenant,
  count(*) FILTER (WHERE NOT p.accountEnabled) AS disabled,
  CASE WHEN EXISTS (SELECT 1 FROM activity) THEN count(u.id) END AS unused,
  count(*) FILTER (WHERE p.addedDateTime IS NULL) AS addedUnknown
FROM present p
LEFT JOIN unused u ON u.id = p.id
GROUP BY p.origin, p.publisher
ORDER BY applications DESC, p.origin, p.publisher;

-- section: people | Who brings applications
-- note: As far as the audits of the lake reach.
WITH events AS (
  SELECT
    id,
    activityDisplayName,
    activityDateTime,
    coalesce(
      initiatedBy.user.userPrincipalName, initiatedBy.user.displayName,
      initiatedBy.app.displayName, initiatedBy.app.servicePrincipalName
    ) AS initiator
  FROM directory_audits
  WHERE result = 'success'
    AND activityDisplayName IN ('Add application', 'Add service principal', 'Consent to application')
)
SELECT
  initiator,
  count(*) FILTER (WHERE activityDisplayName = 'Add application') AS registrations,
  count(*) FILTER (WHERE activityDisplayName = 'Add service principal') AS servicePrincipals,
  count(*) FILTER (WHERE activityDisplayName = 'Consent to application') AS consents,
  max(activityDateTime) AS lastDateTime
FROM events
GROUP BY initiator
ORDER BY count(*) DESC, initiator;
