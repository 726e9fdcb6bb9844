// What applications may do, in words: the ids of app roles and the text of scopes, looked up in what the resource declares.
import type { Derive } from './work.ts'

export const appPermissionsResolved: Derive = () => Promise.resolve(ROWS)

/** What is declared by a service principal, each id or value once; of two the one that is enabled. */
const declared = (
  column: string,
  displayName: string,
  by: string,
): string => `SELECT resourceId, d.id, d.value, d.${displayName} AS displayName
  FROM (SELECT id AS resourceId, unnest(${column}) AS d FROM derived.service_principals)
  QUALIFY row_number() OVER (PARTITION BY resourceId, d.${by} ORDER BY d.isEnabled DESC NULLS LAST, d.id) = 1`

/** A role that the resource does not declare any more, or one without a value, goes by its id. */
const ROWS = `WITH roles AS (${declared('appRoles', 'displayName', 'id')}),
  scopes AS (${declared('oauth2PermissionScopes', 'adminConsentDisplayName', 'value')}),
  granted AS (
    SELECT *, unnest(list_distinct(list_filter(string_split_regex(scope, '\\s+'), lambda s: s <> ''))) AS permission
    FROM derived.oauth2_permission_grants
  ),
  permissions AS (
    SELECT 'application' AS grantKind, a.id AS grantId, coalesce(nullif(r.value, ''), a.appRoleId) AS permission,
      a.principalId AS clientId, a.principalDisplayName AS clientName, a.resourceId, a.resourceDisplayName AS resourceName,
      NULL AS consentType, NULL AS principalId, a.createdDateTime, a.appRoleId AS permissionId,
      r.displayName AS permissionDisplayName
    FROM derived.service_principal_app_role_assignments a
    LEFT JOIN roles r ON r.resourceId = a.resourceId AND r.id = a.appRoleId
    UNION ALL
    SELECT 'delegated', g.id, g.permission, g.clientId, NULL, g.resourceId, NULL,
      g.consentType, g.principalId, NULL, s.id, s.displayName
    FROM granted g
    LEFT JOIN scopes s ON s.resourceId = g.resourceId AND s.value = g.permission
  )
  SELECT p.* EXCLUDE (clientName, resourceName), c.appId AS clientAppId,
    coalesce(c.displayName, p.clientName) AS clientDisplayName, o.appId AS resourceAppId,
    coalesce(o.displayName, p.resourceName) AS resourceDisplayName
  FROM permissions p
  LEFT JOIN derived.service_principals c ON c.id = p.clientId
  LEFT JOIN derived.service_principals o ON o.id = p.resourceId`
