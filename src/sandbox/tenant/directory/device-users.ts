import type { GraphObject } from '../../api.ts'
import { salt } from '../../random.ts'
import type { Tenant } from '../tenant.ts'
import { memberRow } from './members.ts'
import { slots } from './slots.ts'

const OWNER = salt('deviceOwner')
const REGISTERED = salt('registeredUser')

/** The place of a device's owner among the users of the start, or -1: kiosks have none, and some owners have left. */
function ownerPlace(tenant: Tenant, device: string): number {
  const { world } = tenant
  const index = tenant.devices.indexOf(device)
  if (index < 0 || index % 12 === 11) return -1
  const [slot] = slots(tenant, OWNER, index, 1, 60)
  const user = (index * 5 + 3 + (slot?.version ?? 0) * 11) % world.users
  return tenant.users.isRemoved(user) ? -1 : user
}

/** At most one. */
export function registeredOwnersOf(tenant: Tenant, device: string): GraphObject[] {
  return memberRow(tenant, 'users', ownerPlace(tenant, device))
}

/** The owner, and now and then colleagues. */
export function registeredUsersOf(tenant: Tenant, device: string): GraphObject[] {
  const owner = ownerPlace(tenant, device)
  const index = tenant.devices.indexOf(device)
  const places = new Set(owner < 0 ? [] : [owner])
  if (index >= 0 && index % 7 === 3)
    for (const slot of slots(tenant, REGISTERED, index, 2, 15)) places.add(slot.bits % tenant.world.users)
  return [...places].flatMap(place => memberRow(tenant, 'users', place))
}
