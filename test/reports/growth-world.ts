// What is new in a tenant and what is used, told from the rows of a lake and of its changes.
import type { Row } from '../support/parquet-rows.ts'
import type { AnswerRow } from '../support/report-rig.ts'
import { at, by, DAY, groupsOf, isoOf, lastOf, listOf, microsOf, sorted, textOf, unique } from './facts.ts'

export interface World {
  readonly tables: Record<(typeof TABLES)[number], Row[]>
  readonly changes: Record<(typeof CHANGES)[number], Row[]>
  readonly tenantId: string
}

export const AS_OF = '2026-11-21T18:00:00.000Z'

export const now = Date.parse(AS_OF) * 1000

export const MICROSOFT = ['f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47']

const MULTI = ['AzureADMultipleOrgs', 'AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount']

export const NEEDED = ['applications', 'service_principals'] as const

const LOGS = [
  ...(['sign_ins', 'sign_ins_non_interactive', 'sign_ins_service_principal'] as const),
  'sign_ins_managed_identity',
] as const

export const TABLES = [
  ...NEEDED,
  ...LOGS,
  ...(['deleted_applications', 'deleted_service_principals', 'oauth2_permission_grants'] as const),
  ...(['service_principal_app_role_assignments', 'app_role_assignments', 'directory_audits'] as const),
  'service_principal_sign_in_activities',
] as const

export const CHANGES = ['applications', 'service_principals', 'oauth2_permission_grants'] as const

const successes = (world: World, ...activities: string[]): Row[] =>
  world.tables.directory_audits.filter(
    row => row.result === 'success' && activities.includes(textOf(row.activityDisplayName)),
  )

const least = (values: readonly (number | null)[]): number | null => {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** Of each row whose first change is that it came, when. */
function arrivals(rows: readonly Row[]): Map<string, number> {
  const firsts = groupsOf(rows, row => [textOf(row.id)]).map(
    group => sorted(group, row => [microsOf(row._changed_at)])[0],
  )
  const came = firsts.filter(row => row?._op === 'insert')
  return new Map(came.map(row => [textOf(row?.id), microsOf(row?._changed_at) ?? 0]))
}

export interface Principal {
  readonly row: Row
  readonly origin: string
  readonly added: number | null
}

function principals(world: World): Principal[] {
  const gone = world.changes.service_principals.filter(row => row._op === 'delete')
  const known = new Map(
    [...gone, ...world.tables.deleted_service_principals, ...world.tables.service_principals].map(row => [
      row.id,
      row,
    ]),
  )
  const apps = by(world.tables.applications, 'appId')
  const came = arrivals(world.changes.service_principals)
  return [...known.values()].map(row => {
    const audits = successes(world, 'Add service principal').filter(each =>
      listOf(each.targetResources).some(target => target.id === row.id),
    )
    const audited = least(audits.map(each => microsOf(each.activityDateTime)))
    const registered = microsOf(apps.get(textOf(row.appId))?.createdDateTime)
    return {
      row,
      origin: originOf(world, row),
      added: audited ?? registered ?? came.get(textOf(row.id)) ?? null,
    }
  })
}

function originOf(world: World, row: Row): string {
  if (row.servicePrincipalType === 'ManagedIdentity') return 'managed identity'
  if (row.appOwnerOrganizationId === null) return 'unknown'
  if (MICROSOFT.includes(textOf(row.appOwnerOrganizationId))) return 'Microsoft'
  return row.appOwnerOrganizationId === world.tenantId ? 'own' : 'other tenant'
}

interface Span {
  readonly period: string
  readonly begins: number
  readonly ends: number
}

/** The last periods of so many months, the one of the report's time included. */
function spans(months: number, count: number): Span[] {
  const last = 2026 * 12 + Math.floor(10 / months) * months
  return Array.from({ length: count }, (_, index) => {
    const start = last - (count - 1 - index) * months
    const [year, month] = [Math.floor(start / 12), start % 12]
    const names = [String(month + 1).padStart(2, '0'), `Q${Math.floor(month / 3) + 1}`]
    const period = months === 1 ? `${year}-${names[0]}` : months === 3 ? `${year} ${names[1]}` : `${year}`
    return { period, begins: Date.UTC(year, month) * 1000, ends: Date.UTC(year, month + months) * 1000 }
  })
}

export function expectedGrowth(world: World, months: number, count: number): AnswerRow[] {
  const everyone = principals(world)
  const isOfMicrosoft = (id: unknown): boolean =>
    everyone.some(({ row, origin }) => row.id === id && origin === 'Microsoft')
  const goneApps = world.changes.applications.filter(row => row._op === 'delete')
  const registered = by(
    [...goneApps, ...world.tables.deleted_applications, ...world.tables.applications],
    'id',
  )
  const granted = world.tables.service_principal_app_role_assignments.filter(
    row => !isOfMicrosoft(row.principalId),
  )
  const grants = arrivals(world.changes.oauth2_permission_grants.filter(row => !isOfMicrosoft(row.clientId)))
  const consents = successes(world, 'Consent to application').filter(
    row => !listOf(row.targetResources).some(target => isOfMicrosoft(target.id)),
  )
  const auditsFrom = least(world.tables.directory_audits.map(row => microsOf(row.activityDateTime)))
  const from = (...rows: Row[][]): number | null => least(rows.flat().map(row => microsOf(row._changed_at)))
  const principalsFrom = least([
    auditsFrom,
    from(world.tables.service_principals, world.changes.service_principals),
  ])
  const grantsFrom = from(world.tables.oauth2_permission_grants, world.changes.oauth2_permission_grants)
  return spans(months, count).map(({ period, begins, ends }) => {
    const within = (times: readonly (number | null)[]): number =>
      times.filter(time => time !== null && time >= begins && time < ends).length
    const told = (since: number | null, value: number): number | null =>
      since !== null && since < ends ? value : null
    const of = (...origins: string[]): (number | null)[] =>
      everyone.filter(({ origin }) => origins.includes(origin)).map(({ added }) => added)
    return {
      period,
      registrations: within([...registered.values()].map(row => microsOf(row.createdDateTime))),
      ofOtherTenants: told(principalsFrom, within(of('other tenant', 'unknown'))),
      managedIdentities: told(principalsFrom, within(of('managed identity'))),
      applicationPermissions: within(granted.map(row => microsOf(row.createdDateTime))),
      delegatedGrants: told(grantsFrom, within([...grants.values()])),
      consents: told(auditsFrom, within(consents.map(row => microsOf(row.activityDateTime)))),
    }
  })
}

interface Present {
  readonly id: string
  readonly enabled: unknown
  readonly shown: AnswerRow
}

export function present(world: World, days: number): Present[] {
  const apps = by(world.tables.applications, 'appId')
  const living = by(world.tables.service_principals, 'id')
  const events = LOGS.flatMap(name => world.tables[name]).filter(
    row => (microsOf(row.createdDateTime) ?? 0) >= now - days * DAY,
  )
  const people = new Set([...world.tables.sign_ins, ...world.tables.sign_ins_non_interactive])
  const times = ['lastSignInDateTime', 'lastNonInteractiveSignInDateTime', 'lastSuccessfulSignInDateTime']
  const rows = principals(world).filter(
    ({ row, origin }) => living.has(textOf(row.id)) && origin !== 'Microsoft',
  )
  return rows.map(({ row, origin, added }) => {
    const app = apps.get(textOf(row.appId))
    const own = events.filter(event => event.appId === row.appId)
    const activity = world.tables.service_principal_sign_in_activities.filter(
      each => each.appId === row.appId,
    )
    const publisher = app?.verifiedPublisher ?? row.verifiedPublisher ?? null
    const verified = at(publisher, 'verifiedPublisherId') === null ? 'not verified' : 'verified'
    const audience = app?.signInAudience ?? row.signInAudience ?? null
    const last = lastOf([
      ...own.map(event => event.createdDateTime),
      ...activity.flatMap(each => times.map(time => at(each, `lastSignInActivity.${time}`))),
    ])
    return {
      id: textOf(row.id),
      enabled: row.accountEnabled,
      shown: {
        ...{
          displayName: textOf(row.displayName),
          appId: textOf(row.appId),
          origin,
          addedDateTime: isoOf(added),
        },
        ...{ signIns: own.length, lastSignInDateTime: isoOf(last) },
        users: unique(own.filter(event => people.has(event)).map(event => event.userId)),
        publisher: publisher === null ? null : verified,
        isMultiTenant: audience === null ? null : MULTI.includes(textOf(audience)),
      },
    }
  })
}

export const millis = (time: unknown): number | null => (time === null ? null : Date.parse(textOf(time)))

export function unusedOf(world: World, days: number): Present[] {
  const old = (time: unknown): boolean =>
    time === null || (millis(time) ?? 0) < now / 1000 - days * 86_400_000
  return present(world, days).filter(({ shown }) => old(shown.lastSignInDateTime) && old(shown.addedDateTime))
}
