// Who holds which role: the one source of role assignments, of their schedules and of the instances of those.
import { guid, pick, salt } from '../../random.ts'
import type { Tenant } from '../tenant.ts'
import { BUILT_IN_ROLES, customRoleId } from './catalogue.ts'
import { applicationPrincipal, livingUnit, livingUser, roleAssignableGroup } from './principals.ts'
import { bornOn, elapsed, serials, today } from './timeline.ts'

/** A role held, or eligible to be held, over a scope; all days count from the tenant's start. */
export interface Holding {
  readonly scheduleId: string
  readonly instanceId: string
  readonly roleDefinitionId: string
  readonly principalId: string
  readonly directoryScopeId: string | null
  readonly appScopeId: string | null
  readonly condition: string | null
  readonly assignmentType: 'Assigned' | 'Activated'
  readonly memberType: 'Direct' | 'Inherited'
  /** Undefined: assigned without privileged identity management, which knows neither the time nor the request. */
  readonly created: number | undefined
  readonly modified: number | undefined
  readonly start: number
  readonly end: number | undefined
  readonly duration: string | undefined
}

const SCHEDULE = { assigned: salt('assignedSchedule'), eligible: salt('eligibleSchedule') }
const INSTANCE = { assigned: salt('assignedInstance'), eligible: salt('eligibleInstance') }
const ACTIVATION = salt('activation')
const SIZE = { assigned: 18, eligible: 24 }
const OWN_CREDENTIALS =
  '@Resource[microsoft.directory/applications] ForAnyOfAnyValues:StringEquals {Engineering}'

type Kind = keyof typeof SIZE

/** The emergency accounts hold this one for ever. */
function emergency(tenant: Tenant, account: 0 | 1): Holding | undefined {
  const principalId = livingUser(tenant, account)
  if (principalId === undefined) return undefined
  const { seed } = tenant.world
  return {
    scheduleId: guid(seed, SCHEDULE.assigned, 0xffff_0000 + account),
    instanceId: guid(seed, INSTANCE.assigned, 0xffff_0000 + account),
    roleDefinitionId: BUILT_IN_ROLES[0].id,
    principalId,
    directoryScopeId: '/',
    appScopeId: null,
    condition: null,
    assignmentType: 'Assigned',
    memberType: 'Direct',
    created: undefined,
    modified: undefined,
    start: -900,
    end: undefined,
    duration: undefined,
  }
}

/** One in nine is a group, one in nine a service principal; those cannot be eligible. */
function principal(tenant: Tenant, kind: Kind, serial: number): string | undefined {
  if (serial % 9 === 4) return roleAssignableGroup(tenant, serial) ?? livingUser(tenant, serial)
  if (serial % 9 === 7 && kind === 'assigned') return applicationPrincipal(tenant, serial)
  return livingUser(tenant, 2 + serial * 7 + (kind === 'eligible' ? 3 : 0))
}

/** The whole tenant, an administrative unit that is there, or what an application makes of it. */
function scope(tenant: Tenant, serial: number, isCustom: boolean): Partial<Holding> {
  if (isCustom && serial % 2 === 1)
    return { directoryScopeId: null, appScopeId: '/', condition: OWN_CREDENTIALS }
  if (isCustom || !pick(BUILT_IN_ROLES, serial).scoped) return {}
  const unit = livingUnit(tenant, serial)
  return unit ? { directoryScopeId: `/administrativeUnits/${unit}`, memberType: 'Inherited' } : {}
}

function holding(tenant: Tenant, kind: Kind, serial: number): Holding | undefined {
  const { world } = tenant
  const principalId = principal(tenant, kind, serial)
  if (principalId === undefined) return undefined
  const isCustom = serial % 11 === 3
  const managed = kind === 'eligible' || serial % 3 !== 0
  const born = bornOn(serial, SIZE[kind], 17)
  return {
    scheduleId: guid(world.seed, SCHEDULE[kind], serial),
    instanceId: guid(world.seed, INSTANCE[kind], serial),
    roleDefinitionId: isCustom ? customRoleId(world, serial % 2) : pick(BUILT_IN_ROLES, serial).id,
    principalId,
    directoryScopeId: '/',
    appScopeId: null,
    condition: null,
    assignmentType: 'Assigned',
    memberType: 'Direct',
    created: managed ? born : undefined,
    modified: managed && serial % 4 === 1 && today(tenant) >= born + 3 ? born + 3 : undefined,
    start: managed && serial % 4 > 0 ? born + 2 : born,
    end: managed && serial % 2 === 1 ? serial + 1 : undefined,
    duration: undefined,
    ...scope(tenant, serial, isCustom),
  }
}

function all(tenant: Tenant, kind: Kind): Holding[] {
  return serials(tenant, SIZE[kind]).flatMap(serial => holding(tenant, kind, serial) ?? [])
}

/** One in six of the eligible has activated the role today, for 24 hours. */
function activation(tenant: Tenant, eligible: Holding, place: number): Holding | undefined {
  const { seed } = tenant.world
  const day = today(tenant)
  if (place % 6 !== 0 || !inForce(tenant, eligible)) return undefined
  const id = day * 64 + place
  return {
    ...eligible,
    scheduleId: guid(seed, ACTIVATION, id * 2),
    instanceId: guid(seed, ACTIVATION, id * 2 + 1),
    assignmentType: 'Activated',
    created: day,
    modified: undefined,
    start: day,
    end: day + 1,
    duration: 'PT24H',
  }
}

export const inForce = (tenant: Tenant, { start, end }: Holding): boolean =>
  start <= elapsed(tenant) && (end === undefined || elapsed(tenant) < end)

const identity = (h: Holding): string =>
  `${h.roleDefinitionId} ${h.principalId} ${h.directoryScopeId} ${h.appScopeId}`

/** Who is eligible for a role, now or soon. */
export const eligibleHoldings = (tenant: Tenant): Holding[] => all(tenant, 'eligible')

/** Who has a role, now or soon; nobody activates what is assigned. */
export function activeHoldings(tenant: Tenant): Holding[] {
  const fixed = [emergency(tenant, 0), emergency(tenant, 1)]
  const activated = eligibleHoldings(tenant).map((eligible, place) => activation(tenant, eligible, place))
  const distinct = new Map<string, Holding>()
  for (const one of [...fixed, ...all(tenant, 'assigned'), ...activated]) {
    if (one && !distinct.has(identity(one))) distinct.set(identity(one), one)
  }
  return [...distinct.values()]
}
