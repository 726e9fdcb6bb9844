// Credentials and granted permissions, told from the rows of a lake.
import type { Row } from '../support/parquet-rows.ts'
import type { AnswerRow } from '../support/report-rig.ts'
import { at, by, DAY, groupsOf, isoOf, lastOf, listOf, microsOf, sorted, textOf, timeOf } from './facts.ts'

export interface World {
  readonly tables: Record<(typeof TABLES)[number], Row[]>
}

export const AS_OF = '2026-11-20T12:00:00.000Z'

export const now = Date.parse(AS_OF) * 1000

const TIMES = ['lastSignInDateTime', 'lastNonInteractiveSignInDateTime', 'lastSuccessfulSignInDateTime']

const NONE = '00000000-0000-0000-0000-000000000000'

export const NEEDED = [
  ...(['applications', 'application_credentials', 'service_principals'] as const),
  'service_principal_credentials',
] as const

export const TABLES = [
  ...NEEDED,
  ...([
    'application_owners',
    'service_principal_owners',
    'users',
    'application_required_permissions',
  ] as const),
  ...(['application_federated_credentials', 'app_credential_sign_in_activities'] as const),
  ...(['service_principal_sign_in_activities', 'service_principal_app_role_assignments', 'groups'] as const),
]

function ownersOf(world: World, appId: unknown): string[] {
  const of = (name: 'applications' | 'service_principals'): unknown[] =>
    world.tables[name].filter(row => row.appId === appId).map(row => row.id)
  const [own, principals] = [of('applications'), of('service_principals')]
  const ids = new Set([
    ...world.tables.application_owners
      .filter(row => own.includes(row.applicationId))
      .map(row => textOf(row.id)),
    ...world.tables.service_principal_owners
      .filter(row => principals.includes(row.servicePrincipalId))
      .map(row => textOf(row.id)),
  ])
  const [users, apps] = [by(world.tables.users, 'id'), by(world.tables.service_principals, 'id')]
  const names = [...ids].map(id =>
    textOf(users.get(id)?.userPrincipalName ?? apps.get(id)?.displayName ?? id),
  )
  return sorted(names, name => [name])
}

export interface Credential {
  readonly objectId: string
  readonly kind: 'secret' | 'certificate' | 'SAML'
  readonly usage: unknown
  readonly start: number | null
  readonly end: number | null
  readonly daysLeft: number | null
  readonly lastUsed: number | null
  readonly shown: AnswerRow
}

function credentialOf(world: World, row: Row, owner: Row | undefined, type: string): Credential {
  const end = microsOf(row.endDateTime)
  const uses = world.tables.app_credential_sign_in_activities.filter(
    each => each.keyId === row.keyId && each.appId === owner?.appId,
  )
  const lastUsed = lastOf(uses.flatMap(each => TIMES.map(time => at(each, `signInActivity.${time}`))))
  return {
    objectId: textOf(owner?.id),
    kind: type.startsWith('SAML') ? 'SAML' : type.startsWith('secret') ? 'secret' : 'certificate',
    usage: row.usage,
    ...{ start: microsOf(row.startDateTime), end, lastUsed },
    daysLeft: end === null ? null : Math.floor((end - now) / DAY),
    shown: {
      ...{ application: textOf(owner?.displayName), appId: textOf(owner?.appId), credentialType: type },
      ...{ credential: textOf(row.displayName ?? row.hint), keyId: textOf(row.keyId) },
      ...{ startDateTime: timeOf(row.startDateTime), endDateTime: isoOf(end) },
      ...{ daysLeft: end === null ? null : Math.floor((end - now) / DAY) },
      ...{ lastUsedDateTime: isoOf(lastUsed), owners: ownersOf(world, owner?.appId) },
    },
  }
}

/** A SAML certificate is one, however often it is kept. */
export function credentials(world: World): Credential[] {
  const [apps, principals] = [by(world.tables.applications, 'id'), by(world.tables.service_principals, 'id')]
  const own = world.tables.application_credentials.map(row =>
    credentialOf(
      world,
      row,
      apps.get(textOf(row.applicationId)),
      row.credentialType === 'password' ? 'secret' : 'certificate',
    ),
  )
  const others = world.tables.service_principal_credentials.filter(
    row => principals.get(textOf(row.servicePrincipalId))?.servicePrincipalType !== 'ManagedIdentity',
  )
  const isSaml = (row: Row): boolean =>
    principals.get(textOf(row.servicePrincipalId))?.preferredSingleSignOnMode === 'saml'
  const once = groupsOf(others.filter(isSaml), row => [
    ...[textOf(row.servicePrincipalId), textOf(row.customKeyIdentifier ?? row.keyId)],
  ]).flatMap(group =>
    sorted(group, row => [row.credentialType === 'password', textOf(row.keyId)]).slice(0, 1),
  )
  const name = (row: Row): string => (row.credentialType === 'password' ? 'secret' : 'certificate')
  return [
    ...own,
    ...once.map(row =>
      credentialOf(world, row, principals.get(textOf(row.servicePrincipalId)), 'SAML signing certificate'),
    ),
    ...others
      .filter(row => !isSaml(row))
      .map(row =>
        credentialOf(
          world,
          row,
          principals.get(textOf(row.servicePrincipalId)),
          `${name(row)} of the enterprise application`,
        ),
      ),
  ]
}

export const last = (world: World, appId: unknown, kinds: readonly string[]): number | null =>
  lastOf(
    world.tables.service_principal_sign_in_activities
      .filter(row => row.appId === appId)
      .flatMap(row => kinds.flatMap(kind => TIMES.map(time => at(row, `${kind}.${time}`)))),
  )

export const OWN = ['applicationAuthenticationClientSignInActivity']

export function expectedPermissions(world: World, idleDays: number): AnswerRow[] {
  const byAppId = by(world.tables.service_principals, 'appId')
  const byId = by(world.tables.service_principals, 'id')
  const apps = by(world.tables.applications, 'appId')
  const name = (resource: Row | undefined, role: unknown): string =>
    textOf(listOf(resource?.appRoles).find(each => each.id === role)?.value ?? role)
  const rows = world.tables.service_principals.map(principal => {
    const granted = world.tables.service_principal_app_role_assignments.filter(
      row => row.principalId === principal.id && row.appRoleId !== NONE,
    )
    const app = apps.get(textOf(principal.appId))
    const required = world.tables.application_required_permissions.filter(
      row => row.applicationId === app?.id && row.type === 'Role',
    )
    const asks = (grant: Row): boolean =>
      required.some(
        row => row.id === grant.appRoleId && row.resourceAppId === byId.get(textOf(grant.resourceId))?.appId,
      )
    const has = (ask: Row): boolean =>
      granted.some(
        row => row.appRoleId === ask.id && byId.get(textOf(row.resourceId))?.appId === ask.resourceAppId,
      )
    const lastUse = last(world, principal.appId, OWN)
    const first = Math.min(...granted.map(row => microsOf(row.createdDateTime) ?? Infinity))
    const cutoff = now - idleDays * DAY
    const isIdle = (first === Infinity || first < cutoff) && (lastUse === null || lastUse < cutoff)
    const isUnknown = principal.servicePrincipalType === 'ManagedIdentity' && lastUse === null
    const names = (values: readonly string[]): string[] => sorted(values, value => [value])
    return {
      id: textOf(principal.id),
      application: textOf(principal.displayName),
      appId: textOf(principal.appId),
      accountEnabled: (principal.accountEnabled ?? null) as boolean | null,
      granted: granted.length,
      lastSignInDateTime: isoOf(lastUse),
      unused: granted.length === 0 || isUnknown ? null : isIdle,
      notRequired:
        app === undefined
          ? null
          : names(
              granted
                .filter(row => !asks(row))
                .map(row => name(byId.get(textOf(row.resourceId)), row.appRoleId)),
            ),
      notGranted:
        app === undefined
          ? null
          : names(
              required
                .filter(row => !has(row))
                .map(row => name(byAppId.get(textOf(row.resourceAppId)), row.id)),
            ),
      owners: ownersOf(world, principal.appId),
    }
  })
  const told = rows.filter(
    row => row.unused === true || (row.notRequired?.length ?? 0) > 0 || (row.notGranted?.length ?? 0) > 0,
  )
  return sorted(told, row => [row.unused !== true, -row.granted, row.application, row.id]).map(
    ({ id, ...row }) => row,
  )
}
