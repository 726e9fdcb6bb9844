import type { GraphObject } from '../../api.ts'
import { pick } from '../../random.ts'
import { COUNTRIES, DEPARTMENTS } from '../names.ts'
import { administrativeUnitId, type World } from '../world.ts'
import { extensionValues } from './extensions.ts'

/** Administrative unit number `index` as it was at the start; one in three has a rule for its members. */
export function makeUnit(world: World, index: number, only?: ReadonlySet<string>): GraphObject {
  const country = pick(COUNTRIES, index)
  const department = pick(DEPARTMENTS, Math.floor(index / COUNTRIES.length))
  const dynamic = index % 3 === 1
  return {
    id: administrativeUnitId(world, index),
    deletedDateTime: null,
    description: index % 2 === 0 ? `${department.name} in ${country.name}` : null,
    displayName: `${country.city} ${department.name} ${index}`,
    ...(index % 4 === 0 ? {} : { isMemberManagementRestricted: index % 4 === 2 }),
    membershipRule: dynamic ? `(user.city -eq "${country.city}")` : null,
    membershipRuleProcessingState: dynamic ? 'On' : null,
    membershipType: dynamic ? 'Dynamic' : index % 3 === 0 ? 'Assigned' : null,
    visibility: index % 5 === 2 ? 'HiddenMembership' : index % 5 === 3 ? null : 'Public',
    ...extensionValues(world, 'AdministrativeUnit', index, only),
  }
}
