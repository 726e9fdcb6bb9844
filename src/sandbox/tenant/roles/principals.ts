// Who can hold a role.
import type { Tenant } from '../tenant.ts'
import { administrativeUnitId, servicePrincipalId, userId } from '../world.ts'

interface Known {
  readonly changes: number
  readonly ids: readonly string[]
}

const known = new WeakMap<Tenant, Known>()

/** The ids of all living groups with `isAssignableToRole`, in their order; looked for again after each change of a group. */
export function roleAssignableGroups(tenant: Tenant): readonly string[] {
  const changes = tenant.groups.log.length
  const before = known.get(tenant)
  if (before?.changes === changes) return before.ids
  const ids: string[] = []
  for (const { id, row } of tenant.groups.living()) if (row.isAssignableToRole === true) ids.push(id)
  known.set(tenant, { changes, ids })
  return ids
}

/** A user of the start, or undefined when that one has been removed since. */
export function livingUser(tenant: Tenant, n: number): string | undefined {
  const index = n % tenant.world.users
  return tenant.users.isRemoved(index) ? undefined : userId(tenant.world, index)
}

export function roleAssignableGroup(tenant: Tenant, n: number): string | undefined {
  const groups = roleAssignableGroups(tenant)
  return groups[n % groups.length]
}

/** The service principal of an application of the start, or undefined when that one has been removed since. */
export function applicationPrincipal(tenant: Tenant, n: number): string | undefined {
  const index = n % tenant.world.applications
  return tenant.servicePrincipals.isRemoved(index) ? undefined : servicePrincipalId(tenant.world, index)
}

/** An administrative unit of the start, or undefined when that one has been removed since. */
export function livingUnit(tenant: Tenant, n: number): string | undefined {
  const index = n % tenant.world.administrativeUnits
  return tenant.administrativeUnits.isRemoved(index) ? undefined : administrativeUnitId(tenant.world, index)
}
