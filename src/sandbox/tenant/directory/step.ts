import type { ObjectKind, TenantEditor } from '../../api.ts'
import { hash, salt } from '../../random.ts'
import type { Entry } from '../collection.ts'
import { fromMs } from '../moment.ts'
import { EMPLOYEE, KINDS } from '../people.ts'
import type { Tenant } from '../tenant.ts'
import { writeMoment } from '../timetable.ts'
import { userIndex } from '../world.ts'

const LIFE = salt('life')

/** One step of the tenant's life: the number of the step decides what and to whom. */
export interface Step {
  readonly tenant: Tenant
  readonly edit: TenantEditor
  readonly number: number
}

export const dice = (step: Step, place: number): number =>
  hash(step.tenant.world.seed, LIFE, step.number, place)

/** A living object that fits, found by throwing dice; undefined when many throws find none. */
export function find(
  step: Step,
  kind: ObjectKind,
  fits = (_entry: Entry): boolean => true,
): Entry | undefined {
  const collection = step.tenant[kind]
  for (let throws = 0; throws < 60; throws++) {
    const entry = collection.at(dice(step, throws) % collection.length)
    if (!entry.removed && fits(entry)) return entry
  }
  return undefined
}

/** An employee, and never one of the first hundred: tests and policies count on those. */
export function employee(step: Step): Entry | undefined {
  return find(step, 'users', entry => {
    const index = userIndex(step.tenant.world, entry.id)
    return index > Math.min(100, step.tenant.world.users / 2) && KINDS.classOf(index) === EMPLOYEE
  })
}

export const today = (step: Step): string => writeMoment(fromMs(step.tenant.now))
