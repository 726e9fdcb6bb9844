// Privileged access to groups: who is, or may become, a member or an owner.
import type { GraphObject } from '../../api.ts'
import { guid, hash, salt } from '../../random.ts'
import type { Tenant } from '../tenant.ts'
import { livingUser, roleAssignableGroup, roleAssignableGroups } from './principals.ts'
import { bornOn, serials, stamp } from './timeline.ts'

const SCHEDULE = salt('groupSchedule')
const PERSON = salt('groupPerson')
/** Rows of one kind in a group. */
const SIZE = 3
/** Groups that take part in privileged access: no more, however many are role-assignable. */
const MOST_GROUPS = 12

type Kind = 'assignment' | 'eligibility'

function row(tenant: Tenant, kind: Kind, group: number, serial: number): GraphObject[] {
  const { world } = tenant
  const eligible = kind === 'eligibility'
  const groupId = roleAssignableGroup(tenant, group)
  const number = (serial * MOST_GROUPS + group) * 2 + (eligible ? 1 : 0)
  const principalId = livingUser(tenant, hash(world.seed, PERSON, number))
  if (groupId === undefined || principalId === undefined) return []
  const accessId = (serial + group) % 4 === 1 ? 'owner' : 'member'
  const scheduleId = `${groupId}_${accessId}_${guid(world.seed, SCHEDULE, number)}`
  const activated = !eligible && serial % 3 === 2
  const start = bornOn(serial, SIZE, 60)
  const end = activated || serial % 2 === 0 ? stamp(world, serial + 1) : null
  return [
    {
      id: `${scheduleId}_${serial}`,
      groupId,
      principalId,
      accessId,
      memberType: serial % 5 === 3 ? 'group' : 'direct',
      startDateTime: stamp(world, start),
      endDateTime: end,
      ...(eligible
        ? { eligibilityScheduleId: scheduleId }
        : { assignmentScheduleId: scheduleId, assignmentType: activated ? 'activated' : 'assigned' }),
    },
  ]
}

function rows(tenant: Tenant, kind: Kind): GraphObject[] {
  const groups = roleAssignableGroups(tenant).slice(0, MOST_GROUPS)
  return groups.flatMap((_, group) =>
    serials(tenant, SIZE).flatMap(serial => row(tenant, kind, group, serial)),
  )
}

export const groupAssignmentInstances = (tenant: Tenant): GraphObject[] => rows(tenant, 'assignment')
export const groupEligibilityInstances = (tenant: Tenant): GraphObject[] => rows(tenant, 'eligibility')
