import { fraction, guid, guidIndex, hash, salt } from '../random.ts'

/** What never changes about a tenant: everything that was there before the clock moved follows from it. */
export interface World {
  readonly seed: number
  /** Living users at the start; then come `ghosts`, who were removed before. */
  readonly users: number
  readonly ghosts: number
  readonly groups: number
  readonly applications: number
  /** Those of the applications come first, one each; then come Microsoft's own. */
  readonly servicePrincipals: number
  /** Service principals of Azure resources; their indexes follow those of `servicePrincipals`. */
  readonly managedIdentities: number
  readonly devices: number
  readonly administrativeUnits: number
  readonly orgContacts: number
  readonly permissionGrants: number
  readonly tenantId: string
  /** The clock at the start, milliseconds since 1970. */
  readonly start: number
  readonly activity: number
  /** Whether usage reports hide who somebody is. */
  readonly concealNames: boolean
}

/** Kinds of things that have GUIDs of their own. */
export const SALTS = {
  users: salt('users'),
  groups: salt('groups'),
  applications: salt('applications'),
  appIds: salt('appIds'),
  devices: salt('devices'),
  servicePrincipals: salt('servicePrincipals'),
  administrativeUnits: salt('administrativeUnits'),
  orgContacts: salt('orgContacts'),
  oauth2PermissionGrants: salt('oauth2PermissionGrants'),
  directoryRoles: salt('directoryRoles'),
  tenant: salt('tenant'),
} as const

/** Service principals of Microsoft's own applications; the first is Microsoft Graph. */
export const MICROSOFT_SERVICES = 12

export function makeWorld(
  seed: number,
  users: number,
  start: number,
  activity: number,
  concealNames = false,
): World {
  const applications = Math.min(20_000, Math.max(40, Math.ceil(users / 25)))
  return {
    seed,
    users,
    ghosts: Math.min(40, Math.max(4, Math.ceil(users / 250))),
    groups: Math.min(20_000, Math.max(40, Math.ceil(users / 20))),
    applications,
    servicePrincipals: applications + MICROSOFT_SERVICES,
    managedIdentities: Math.min(200, Math.max(8, Math.ceil(users / 150))),
    devices: Math.max(40, Math.ceil(users * 0.8)),
    administrativeUnits: Math.min(500, Math.max(6, Math.ceil(users / 200))),
    orgContacts: Math.min(500, Math.max(30, Math.ceil(users / 50))),
    permissionGrants: Math.min(2000, applications),
    tenantId: guid(seed, SALTS.tenant, 0),
    start,
    activity,
    concealNames,
  }
}

/** Users ever, dead or alive, when the sandbox starts. */
export const universe = (world: World): number => world.users + world.ghosts

export const userId = (world: World, index: number): string => guid(world.seed, SALTS.users, index)
export const groupId = (world: World, index: number): string => guid(world.seed, SALTS.groups, index)
export const applicationId = (world: World, index: number): string =>
  guid(world.seed, SALTS.applications, index)

export const servicePrincipalId = (world: World, index: number): string =>
  guid(world.seed, SALTS.servicePrincipals, index)
export const deviceId = (world: World, index: number): string => guid(world.seed, SALTS.devices, index)
export const administrativeUnitId = (world: World, index: number): string =>
  guid(world.seed, SALTS.administrativeUnits, index)

/** The index of a user of the start, or -1. */
export function userIndex(world: World, id: string): number {
  const index = guidIndex(world.seed, SALTS.users, id)
  return index < universe(world) ? index : -1
}

export const bits = (world: World, name: number, i: number, j = 0): number => hash(world.seed, name, i, j)
export const share = (world: World, name: number, i: number, j = 0): number =>
  fraction(world.seed, name, i, j)

/** An ISO time without fraction, `days` (may be fractional) before the tenant's start. */
export function daysBefore(world: World, days: number): string {
  return `${new Date(world.start - days * 86_400_000).toISOString().slice(0, 19)}Z`
}

/** ISO text in whole seconds. */
export const isoTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
