// Lists that live: by serial numbers, of which every day brings one and takes one away.
import { hash, salt } from '../../random.ts'
import { formatMoment, fromMs } from '../moment.ts'
import type { Tenant } from '../tenant.ts'
import type { World } from '../world.ts'

export const DAY = 86_400_000

const STAMP = salt('stamp')

/** Days since the tenant's start, with a fraction. */
export const elapsed = (tenant: Tenant): number => (tenant.now - tenant.world.start) / DAY

/** Whole days since the tenant's start. */
export const today = (tenant: Tenant): number => Math.floor(elapsed(tenant))

/** The serial numbers of a list of `size` that gains its newest and loses its oldest each day. */
export const serials = (tenant: Tenant, size: number): number[] =>
  Array.from({ length: size }, (_, place) => today(tenant) + place)

/** The day that brought a serial number; those of the start came `spacing` days apart. */
export function bornOn(serial: number, size: number, spacing = 1): number {
  const day = serial - size + 1
  return day > 0 ? day : day * spacing
}

/** Days since a serial number came, from 0. */
export const ageOf = (tenant: Tenant, serial: number, size: number): number =>
  today(tenant) - bornOn(serial, size)

/** An ISO time so many days after the tenant's start, with 0 to 7 fractional digits; the same day gives the same time. */
export function stamp(world: World, day: number): string {
  const bits = hash(world.seed, STAMP, Math.round(day * 86_400))
  const [digits, ticks] = [bits % 8, (bits >>> 4) % 10_000]
  return formatMoment(fromMs(Math.floor(world.start + day * DAY), ticks), digits)
}
