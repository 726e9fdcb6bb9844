// What applications may do and who owns them, told from the rows of a lake.
import type { Row } from '../support/parquet-rows.ts'
import type { AnswerRow } from '../support/report-rig.ts'
import { at, by, DAY, groupsOf, isoOf, lastOf, listOf, microsOf, sorted, textOf, unique } from './facts.ts'

export interface World {
  readonly tables: Record<(typeof TABLES)[number], Row[]>
  readonly principals: ReadonlyMap<string, Row>
  readonly tenantId: string
}

export const AS_OF = '2026-11-20T12:00:00.000Z'

const now = Date.parse(AS_OF) * 1000

const MICROSOFT = ['f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47']

/** Of the permissions that the sandbox knows, and those staged here. */
const TENANT = [
  ...['User.ReadWrite.All', 'Directory.ReadWrite.All', 'Group.ReadWrite.All', 'Application.ReadWrite.All'],
  ...['Exchange.ManageAsApp', 'RoleManagement.ReadWrite.Directory', 'AppRoleAssignment.ReadWrite.All'],
]

const DATA = [
  ...['Mail.Read', 'Mail.Send', 'Mail.ReadWrite', 'Sites.Read.All', 'Sites.FullControl.All', 'AllSites.Read'],
  ...['full_access_as_app', 'EWS.AccessAsUser.All'],
]

export const riskOf = (permission: string): string | null =>
  TENANT.includes(permission) ? 'tenant' : DATA.includes(permission) ? 'data' : null

export const NEEDED = [
  'service_principals',
  'oauth2_permission_grants',
  'service_principal_app_role_assignments',
] as const

export const TABLES = [
  ...NEEDED,
  ...(['users', 'groups', 'applications', 'application_owners', 'service_principal_owners'] as const),
  ...(['service_principal_sign_in_activities', 'app_role_assignments', 'app_consent_requests'] as const),
]

export interface Held {
  readonly consent: string
  readonly client: string
  readonly name: string
  readonly resource: string
  readonly resourceName: string
  readonly permission: string
  readonly user: string | null
  readonly granted: number | null
}

export function heldPermissions(world: World): Held[] {
  const nameOf = (id: unknown): string => textOf(world.principals.get(textOf(id))?.displayName ?? id)
  const granted = world.tables.service_principal_app_role_assignments.map(row => {
    const roles = listOf(world.principals.get(textOf(row.resourceId))?.appRoles)
    const role = roles.find(each => each.id === row.appRoleId)
    const isDefault = row.appRoleId === '00000000-0000-0000-0000-000000000000'
    return {
      ...{ consent: 'application', client: textOf(row.principalId), name: nameOf(row.principalId) },
      ...{ resource: textOf(row.resourceId), resourceName: nameOf(row.resourceId), user: null },
      permission: isDefault ? '(default access)' : textOf(role?.value ?? row.appRoleId),
      granted: microsOf(row.createdDateTime),
    }
  })
  const delegated = world.tables.oauth2_permission_grants.flatMap(row =>
    textOf(row.scope ?? '')
      .split(' ')
      .filter(scope => scope !== '')
      .map(permission => ({
        consent: row.consentType === 'AllPrincipals' ? 'everyone' : 'users',
        ...{ client: textOf(row.clientId), name: nameOf(row.clientId), resource: textOf(row.resourceId) },
        ...{ resourceName: nameOf(row.resourceId), permission, granted: null },
        user: row.principalId === null ? null : textOf(row.principalId),
      })),
  )
  return [...granted, ...delegated]
}

export function originOf(world: World, row: Row | undefined): string {
  if (row?.servicePrincipalType === 'ManagedIdentity') return 'managed identity'
  const owner = textOf(row?.appOwnerOrganizationId)
  if (MICROSOFT.includes(owner)) return 'Microsoft'
  return owner === world.tenantId ? 'own' : owner === 'null' ? 'unknown' : 'other tenant'
}

export function lastUse(world: World, client: string): number | null {
  const times = ['lastSignInDateTime', 'lastNonInteractiveSignInDateTime', 'lastSuccessfulSignInDateTime']
  const kinds = ['delegatedClientSignInActivity', 'applicationAuthenticationClientSignInActivity']
  const appId = world.principals.get(client)?.appId
  const rows = world.tables.service_principal_sign_in_activities.filter(row => row.appId === appId)
  return lastOf(rows.flatMap(row => kinds.flatMap(kind => times.map(time => at(row, `${kind}.${time}`)))))
}

function unusedOf(world: World, client: string, days: number): boolean | null {
  const last = lastUse(world, client)
  if (last !== null) return last < now - days * DAY
  return originOf(world, world.principals.get(client)) === 'managed identity' ? null : true
}

function ownersOf(world: World, client: string): string[] {
  const appId = world.principals.get(client)?.appId
  const own = world.tables.applications.filter(row => row.appId === appId).map(row => row.id)
  const ids = new Set([
    ...world.tables.service_principal_owners
      .filter(row => row.servicePrincipalId === client)
      .map(row => textOf(row.id)),
    ...world.tables.application_owners
      .filter(row => own.includes(row.applicationId))
      .map(row => textOf(row.id)),
  ])
  const users = by(world.tables.users, 'id')
  const names = [...ids].map(id =>
    textOf(users.get(id)?.userPrincipalName ?? world.principals.get(id)?.displayName ?? id),
  )
  return sorted(names, name => [name])
}

export const verifiedOf = (row: Row | undefined): boolean | null =>
  row?.verifiedPublisher == null ? null : at(row, 'verifiedPublisher.verifiedPublisherId') !== null

export const distinct = (values: readonly string[]): string[] =>
  sorted([...new Set(values)], value => [value])

export const count = (held: readonly Held[], is: (each: Held) => boolean): number =>
  unique(held.filter(is).map(each => each.permission))

export function expectedApplications(world: World): AnswerRow[] {
  const groups = sorted(
    groupsOf(heldPermissions(world), each => [each.client]),
    held => [
      -count(held, each => riskOf(each.permission) === 'tenant' && each.consent === 'application'),
      -count(held, each => riskOf(each.permission) === 'tenant'),
      -count(held, each => riskOf(each.permission) !== null),
      ...[held[0]?.name ?? '', held[0]?.client ?? ''],
    ],
  )
  return groups.map(held => {
    const client = held[0]?.client ?? ''
    const risky = held.filter(each => riskOf(each.permission) !== null)
    const pairs = (isApplication: boolean): number =>
      unique(
        held
          .filter(each => (each.consent === 'application') === isApplication)
          .map(each => `${each.resource} ${each.permission}`),
      )
    return {
      displayName: held[0]?.name ?? null,
      appId: (world.principals.get(client)?.appId ?? null) as string | null,
      origin: originOf(world, world.principals.get(client)),
      publisherVerified: verifiedOf(world.principals.get(client)),
      highRisk:
        risky.length === 0 ? null : distinct(risky.map(each => `${each.permission} (${each.consent})`)),
      applicationPermissions: pairs(true),
      delegatedPermissions: pairs(false),
      lastSignInDateTime: isoOf(lastUse(world, client)),
      owners: ownersOf(world, client),
    }
  })
}

export function expectedHighRisk(world: World, days: number): AnswerRow[] {
  const risky = heldPermissions(world).filter(each => riskOf(each.permission) !== null)
  const groups = groupsOf(risky, each => [each.permission, each.consent, each.client, each.resource])
  const rows = sorted(groups, ([first]) => [
    riskOf(first?.permission ?? '') !== 'tenant',
    ['application', 'everyone', 'users'].indexOf(first?.consent ?? ''),
    ...[first?.permission ?? '', first?.name ?? '', first?.client ?? '', first?.resource ?? ''],
  ])
  return rows.map(held => {
    const client = held[0]?.client ?? ''
    const times = held.map(each => each.granted).filter(time => time !== null)
    return {
      permission: held[0]?.permission ?? null,
      risk: riskOf(held[0]?.permission ?? ''),
      consent: held[0]?.consent ?? null,
      users: unique(held.map(each => each.user)),
      displayName: held[0]?.name ?? null,
      origin: originOf(world, world.principals.get(client)),
      grantedDateTime: isoOf(times.length === 0 ? null : Math.min(...times)),
      accountEnabled: (world.principals.get(client)?.accountEnabled ?? null) as boolean | null,
      unused: unusedOf(world, client, days),
    }
  })
}
