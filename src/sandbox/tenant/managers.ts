import { type Membership, NOBODY, userRef } from './groups.ts'
import { DEPARTMENTS } from './names.ts'
import { DEPARTMENT_OF, EMPLOYEE, KINDS } from './people.ts'
import { userId, type World } from './world.ts'

/** Managers are among the first users, where the tenant's life leaves them alone. */
const FIRST = 90

const leadersOf = new WeakMap<World, readonly number[]>()

/** The manager of each department: its first employee. */
function leaders(world: World): readonly number[] {
  const known = leadersOf.get(world)
  if (known) return known
  const candidates = Array.from({ length: Math.min(FIRST, world.users) }, (_, i) => i)
  const employees = candidates.filter(i => KINDS.classOf(i) === EMPLOYEE)
  const found = DEPARTMENTS.map((_, d) => employees.find(i => DEPARTMENT_OF.classOf(i) === d) ?? -1)
  leadersOf.set(world, found)
  return found
}

export const isManager = (world: World, index: number): boolean =>
  index >= 0 && leaders(world).includes(index)

/** The manager of an employee of the start is the department's; that of managers is the first of them, who has none. */
export function managerOf(world: World, index: number): Membership {
  if (KINDS.classOf(index) !== EMPLOYEE) return NOBODY
  const all = leaders(world)
  const own = all[DEPARTMENT_OF.classOf(index)] ?? -1
  const manager = own === index ? (all[0] ?? -1) : own
  if (manager < 0 || manager === index) return NOBODY
  return { count: 1, at: () => userRef(world, manager), hasUser: user => user === manager }
}

/** The id of the one who leads a department, if anybody does. */
export function managerOfDepartment(world: World, department: number): string | undefined {
  const leader = leaders(world)[department] ?? -1
  return leader < 0 ? undefined : userId(world, leader)
}
