import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import { applicationRoles } from '../applications.ts'
import type { Tenant } from '../tenant.ts'
import { bits, isoTime, share, type World } from '../world.ts'
import { doubleId } from './ids.ts'
import { type MemberKind, nameOf } from './members.ts'
import { SERVICES } from './microsoft.ts'
import { elapsedDays, slots } from './slots.ts'

const ASSIGNMENT = salt('appRoleAssignment')
const PERMISSION = salt('appPermission')
const DAY = 86_400_000

/** Stands for access without any role. */
const NO_ROLE = '00000000-0000-0000-0000-000000000000'

/** Who has which role in what: numbers of the start for the principal and for the resource's service principal. */
interface Assignment {
  readonly kind: MemberKind
  readonly principal: number
  readonly resource: number
  readonly roleId: string
  /** Milliseconds since 1970. */
  readonly since: number
}

/** How principals of a kind move over the tenant's own applications, so that both sides can be told without a search. */
interface Rota {
  readonly kind: MemberKind
  readonly shift: number
  /** Days that a principal stays with an application. */
  readonly period: number
}

const USERS: Rota = { kind: 'users', shift: 1, period: 40 }
const GROUPS: Rota = { kind: 'groups', shift: 4, period: 25 }
const CLIENTS: Rota = { kind: 'servicePrincipals', shift: 9, period: 15 }
const STRIDE = 7

const sizeOf = (world: World, { kind }: Rota): number =>
  kind === 'users' ? world.users : kind === 'groups' ? world.groups : world.applications

const versionOf = (rota: Rota, index: number, day: number): number =>
  Math.floor((day + (index % rota.period)) / rota.period)

/** The application that a principal is assigned to; two principals in three have none. */
function applicationOf(tenant: Tenant, rota: Rota, index: number): Assignment[] {
  const { world } = tenant
  if (index < 0 || index >= sizeOf(world, rota) || bits(world, ASSIGNMENT, index, rota.shift) % 3 > 0)
    return []
  const version = versionOf(rota, index, elapsedDays(tenant))
  const resource = (index + rota.shift + version * STRIDE) % world.applications
  const wanted = rota.kind === 'servicePrincipals' ? 'Application' : 'User'
  const roles = applicationRoles(world, resource).filter(role => role.allowedMemberTypes.includes(wanted))
  const role = roles[index % Math.max(1, roles.length)]
  if (role === undefined && wanted === 'Application') return []
  const began = version * rota.period - (index % rota.period)
  const days = version === 0 ? -(1 + share(world, ASSIGNMENT, index, rota.shift) * 900) : began
  const since = world.start + Math.floor(days * DAY)
  return [{ kind: rota.kind, principal: index, resource, roleId: role?.id ?? NO_ROLE, since }]
}

/** The principals that are assigned to an application: at any time there are two versions to look for. */
function principalsOf(tenant: Tenant, rota: Rota, resource: number): Assignment[] {
  const { world } = tenant
  const { applications } = world
  const first = Math.floor(elapsedDays(tenant) / rota.period)
  const found: Assignment[] = []
  for (const version of [first, first + 1]) {
    const from = (resource - rota.shift - version * STRIDE) % applications
    for (
      let index = (from + applications) % applications;
      index < sizeOf(world, rota);
      index += applications
    ) {
      if (versionOf(rota, index, elapsedDays(tenant)) === version)
        found.push(...applicationOf(tenant, rota, index))
    }
  }
  return found
}

const isMicrosoft = (world: World, index: number): boolean =>
  index >= world.applications && index < world.servicePrincipals

/** What one of the tenant's own applications, or a managed identity, may do in Microsoft's services without a user. */
function permissionsOf(tenant: Tenant, client: number): Assignment[] {
  const { world } = tenant
  if (client < 0 || isMicrosoft(world, client)) return []
  const held = new Map<string, Assignment>()
  for (const slot of slots(tenant, PERMISSION, client, 3, 30)) {
    const service = pick([0, 0, 0, 1, 2], slot.bits)
    const roles = SERVICES[service]?.roles ?? []
    const roleId = roles[(slot.bits >>> 4) % roles.length]?.id ?? NO_ROLE
    const resource = world.applications + service
    held.set(`${service} ${roleId}`, {
      kind: 'servicePrincipals',
      principal: client,
      resource,
      roleId,
      since: slot.since,
    })
  }
  return [...held.values()]
}

function* permissionsIn(tenant: Tenant, resource: number): Generator<Assignment> {
  if ((SERVICES[resource - tenant.world.applications]?.roles.length ?? 0) === 0) return
  for (let client = 0; client < tenant.servicePrincipals.length; client++) {
    for (const assignment of permissionsOf(tenant, client)) {
      if (assignment.resource === resource) yield assignment
    }
  }
}

const PRINCIPAL_TYPES = {
  users: 'User',
  groups: 'Group',
  devices: 'Device',
  servicePrincipals: 'ServicePrincipal',
} as const

/** Nothing when the principal or the resource has gone. */
function row(tenant: Tenant, { kind, principal, resource, roleId, since }: Assignment): GraphObject[] {
  const { world } = tenant
  const principalName = nameOf(tenant, kind, principal)
  const resourceName = nameOf(tenant, 'servicePrincipals', resource)
  if (principalName === undefined || resourceName === undefined) return []
  const principalId = tenant[kind].idAt(principal)
  const own = guid(world.seed, ASSIGNMENT, salt(`${roleId} ${resource} ${since}`))
  const isOld = since < world.start && bits(world, ASSIGNMENT, principal, -1) % 9 === 0
  return [
    {
      id: doubleId(principalId, own),
      deletedDateTime: null,
      appRoleId: roleId,
      createdDateTime: isOld ? null : isoTime(since),
      principalDisplayName: principalName,
      principalId,
      principalType: PRINCIPAL_TYPES[kind],
      resourceDisplayName: resourceName,
      resourceId: tenant.servicePrincipals.idAt(resource),
    },
  ]
}

const rows = (tenant: Tenant, assignments: readonly Assignment[]): GraphObject[] =>
  assignments.flatMap(assignment => row(tenant, assignment))

/** Who may use what this service principal stands for. */
export function assignedTo(tenant: Tenant, servicePrincipal: string): GraphObject[] {
  const { world, servicePrincipals } = tenant
  const resource = servicePrincipals.indexOf(servicePrincipal)
  if (resource < 0 || resource >= world.servicePrincipals) return []
  if (isMicrosoft(world, resource)) return rows(tenant, [...permissionsIn(tenant, resource)])
  return rows(
    tenant,
    [USERS, GROUPS, CLIENTS].flatMap(rota => principalsOf(tenant, rota, resource)),
  )
}

/** What this service principal may use: the same assignments, seen from the other side. */
export function assignmentsOfPrincipal(tenant: Tenant, servicePrincipal: string): GraphObject[] {
  const client = tenant.servicePrincipals.indexOf(servicePrincipal)
  return rows(tenant, [...applicationOf(tenant, CLIENTS, client), ...permissionsOf(tenant, client)])
}

/** Without what a user has through groups. */
export const assignmentsOfUser = (tenant: Tenant, user: string): GraphObject[] =>
  rows(tenant, applicationOf(tenant, USERS, tenant.users.indexOf(user)))

export const assignmentsOfGroup = (tenant: Tenant, group: string): GraphObject[] =>
  rows(tenant, applicationOf(tenant, GROUPS, tenant.groups.indexOf(group)))
