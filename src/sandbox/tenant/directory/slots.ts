import type { Tenant } from '../tenant.ts'
import { bits, share } from '../world.ts'

const DAY = 86_400_000

/** A place in a small list whose content is exchanged every `period` days, each place on another day. */
export interface Slot {
  readonly place: number
  /** How often the content has been exchanged since the start. */
  readonly version: number
  /** Follows from all of the above. */
  readonly bits: number
  /** When the content came, in milliseconds since 1970. */
  readonly since: number
}

/** Whole days that the tenant has lived. */
export const elapsedDays = (tenant: Tenant): number => Math.floor((tenant.now - tenant.world.start) / DAY)

/** The filled places of a list that belongs to `parent`; one in six is empty at any time. */
export function slots(tenant: Tenant, name: number, parent: number, count: number, period: number): Slot[] {
  const { world } = tenant
  const day = elapsedDays(tenant)
  const filled: Slot[] = []
  for (let place = 0; place < count; place++) {
    const phase = bits(world, name, parent, place) % period
    const version = Math.floor((day + phase) / period)
    const dice = bits(world, name + place + 1, parent, version)
    if (dice % 6 === 0) continue
    const began =
      version === 0 ? -(2 + share(world, name, parent, -1 - place) * 900) : version * period - phase
    filled.push({ place, version, bits: dice >>> 3, since: world.start + Math.floor(began * DAY) })
  }
  return filled
}
