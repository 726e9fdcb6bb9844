import { fraction, guid, guidIndex, hash, salt } from '../random.ts'

/** What never changes about a tenant: everything that was there before the clock moved follows from it. */
export interface World {
  readonly seed: number
  /** Living users at the start; then come `ghosts`, who were removed before. */
  readonly users: number
  readonly ghosts: number
  readonly groups: number
  readonly applications: number
  readonly tenantId: string
  /** The clock at the start, milliseconds since 1970. */
  readonly start: number
  readonly activity: number
}

/** Kinds of things that have GUIDs of their own. */
export const SALTS = {
  users: salt('users'),
  groups: salt('groups'),
  applications: salt('applications'),
  appIds: salt('appIds'),
  devices: salt('devices'),
  servicePrincipals: salt('servicePrincipals'),
  tenant: salt('tenant'),
} as const

export function makeWorld(seed: number, users: number, start: number, activity: number): World {
  return {
    seed,
    users,
    ghosts: Math.min(40, Math.max(4, Math.ceil(users / 250))),
    groups: Math.min(20_000, Math.max(40, Math.ceil(users / 20))),
    applications: Math.min(20_000, Math.max(40, Math.ceil(users / 25))),
    tenantId: guid(seed, SALTS.tenant, 0),
    start,
    activity,
  }
}

/** Users ever, dead or alive, when the sandbox starts. */
export const universe = (world: World): number => world.users + world.ghosts

export const userId = (world: World, index: number): string => guid(world.seed, SALTS.users, index)
export const groupId = (world: World, index: number): string => guid(world.seed, SALTS.groups, index)
export const applicationId = (world: World, index: number): string =>
  guid(world.seed, SALTS.applications, index)

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
