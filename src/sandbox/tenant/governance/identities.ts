import type { GraphObject } from '../../api.ts'
import { person } from '../people.ts'
import type { Tenant } from '../tenant.ts'
import { servicePrincipalId, userId } from '../world.ts'

/** A user of the start, whether still here or not: what was recorded stays recorded. */
export function userNumber(tenant: Tenant, n: number): number {
  return n % tenant.world.users
}

/** A user as `userIdentity` shows one. */
export function userIdentity({ world }: Tenant, index: number): GraphObject {
  const { displayName, userPrincipalName } = person(world, index)
  return { id: userId(world, index), displayName, userPrincipalName }
}

/** The application whose service principal is that one. */
export function applicationAt(
  tenant: Tenant,
  n: number,
): { id: string; appId: unknown; displayName: unknown } {
  const index = n % tenant.world.applications
  const { row } = tenant.applications.at(index)
  return { id: servicePrincipalId(tenant.world, index), appId: row.appId, displayName: row.displayName }
}
