// Secrets and certificates with their dates. How many days are left is a question of today, and no column.
import type { Derive } from './work.ts'

export const credentialExpiry: Derive = ({ has }) =>
  Promise.resolve(
    `${credentials(
      'application',
      'derived.applications',
      'derived.application_credentials',
      'applicationId',
      has('application_owners') ? 'derived.application_owners' : null,
    )} UNION ALL BY NAME ${credentials(
      'servicePrincipal',
      'derived.service_principals',
      'derived.service_principal_credentials',
      'servicePrincipalId',
      has('service_principal_owners') ? 'derived.service_principal_owners' : null,
    )}`,
  )

/**
 * The credentials of one kind of object. A service principal signs SAML tokens with the certificate that it holds for `Sign`; the
 * same certificate stands there for `Verify` once more.
 */
function credentials(
  type: string,
  objects: string,
  table: string,
  parent: string,
  owners: string | null,
): string {
  const isSigning =
    type === 'application'
      ? 'false'
      : `c.usage = 'Sign' OR EXISTS (SELECT 1 FROM ${table} s WHERE s.${parent} = c.${parent}
          AND s.usage = 'Sign' AND s.customKeyIdentifier = c.customKeyIdentifier)`
  const owned =
    owners === null
      ? ''
      : `LEFT JOIN (SELECT ${parent}, list_sort(list(id)) AS ids FROM ${owners} GROUP BY ${parent}) w ON w.${parent} = c.${parent}`
  return `SELECT '${type}' AS objectType, c.${parent} AS objectId,
      CASE WHEN c.credentialType = 'password' THEN 'secret' WHEN ${isSigning} THEN 'samlSigningCertificate' ELSE 'certificate' END AS kind,
      c.keyId, o.appId, c.displayName AS credentialDisplayName, o.displayName, c.startDateTime, c.endDateTime,
      floor((epoch(c.endDateTime) - epoch(c.startDateTime)) / 86400) AS lifetimeDays,
      ${owners === null ? 'NULL::VARCHAR[]' : 'coalesce(w.ids, [])'} AS ownerIds,
      ${type === 'application' ? 'NULL' : 'o.servicePrincipalType'} AS servicePrincipalType, c.usage
    FROM ${table} c
    LEFT JOIN ${objects} o ON o.id = c.${parent}
    ${owned}`
}
