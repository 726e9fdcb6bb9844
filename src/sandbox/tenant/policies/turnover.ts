// How small lists change: every day one row comes and the oldest of its kind goes, and one of those that stay is edited.
import { formatMoment, fromMs } from '../moment.ts'
import type { Tenant } from '../tenant.ts'
import { bits, share, type World } from '../world.ts'

const DAY = 86_400_000

export interface Place {
  readonly index: number
  /** ISO times. */
  readonly created: string
  /** Undefined: never edited. */
  readonly modified: string | undefined
  /** How often it was edited since the tenant's start. */
  readonly edits: number
}

/** Whole days since the tenant's start. */
export const daysPassed = (tenant: Tenant): number => Math.floor((tenant.now - tenant.world.start) / DAY)

/** An ISO time `days` (may be negative and fractional) after the tenant's start; `dice` gives the digits after the seconds. */
export function instant(world: World, days: number, dice: number): string {
  return formatMoment(fromMs(Math.floor(world.start + days * DAY), dice % 10_000), dice % 8)
}

/** The rows of a list as they stand: those numbered below `lasting`, and `passing` of which one is replaced each day. */
export function turnover(tenant: Tenant, name: number, lasting: number, passing: number): Place[] {
  const day = daysPassed(tenant)
  return [
    ...Array.from({ length: lasting }, (_, index) => lastingPlace(tenant.world, name, index, lasting, day)),
    ...Array.from({ length: passing }, (_, k) =>
      passingPlace(tenant.world, name, lasting + day + k, day + k + 1 - passing),
    ),
  ]
}

function lastingPlace(world: World, name: number, index: number, lasting: number, day: number): Place {
  const dice = bits(world, name, index)
  const age = 60 + (dice % 1200)
  const edits = Math.floor((day + lasting - 1 - index) / lasting)
  const early = dice % 3 === 0 ? undefined : instant(world, -age * share(world, name, index, 1), dice >>> 5)
  return {
    index,
    created: instant(world, -age, dice >>> 8),
    modified: edits > 0 ? instant(world, index + 1 + (edits - 1) * lasting - 0.5, dice >>> 11) : early,
    edits,
  }
}

function passingPlace(world: World, name: number, index: number, born: number): Place {
  const created = instant(world, born - 1 + share(world, name, index), bits(world, name, index, 1))
  return { index, created, modified: undefined, edits: 0 }
}

/** A text that shows how often a row was edited. */
export const edited = (text: string, place: Place): string =>
  place.edits === 0 ? text : `${text} (revision ${place.edits})`
