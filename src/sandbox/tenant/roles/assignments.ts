// Role assignments, schedules and instances, as Microsoft Graph shows them.
import type { GraphObject } from '../../api.ts'
import type { Tenant } from '../tenant.ts'
import { activeHoldings, eligibleHoldings, type Holding, inForce } from './holdings.ts'
import { stamp } from './timeline.ts'

/** The role and its holder in base64, as Microsoft makes these ids, and the scope. */
function assignmentId({ roleDefinitionId, principalId, directoryScopeId }: Holding): string {
  const bytes = Buffer.from(`${roleDefinitionId}${principalId}`.replace(/-/g, ''), 'hex')
  const place = directoryScopeId === '/' ? '1' : directoryScopeId === null ? '2' : directoryScopeId.slice(-6)
  return `${bytes.toString('base64url')}-${place}`
}

const common = ({ principalId, roleDefinitionId, directoryScopeId, appScopeId }: Holding): GraphObject => ({
  principalId,
  roleDefinitionId,
  directoryScopeId,
  appScopeId,
})

export function roleAssignments(tenant: Tenant): GraphObject[] {
  return activeHoldings(tenant)
    .filter(holding => inForce(tenant, holding))
    .map(holding => ({
      id: assignmentId(holding),
      ...common(holding),
      condition: holding.condition,
      ...(holding.condition === null ? { principalOrganizationId: tenant.world.tenantId } : {}),
    }))
}

function expiration(tenant: Tenant, { end, duration }: Holding): GraphObject {
  if (end === undefined) return { type: 'noExpiration', endDateTime: null, duration: null }
  const endDateTime = stamp(tenant.world, end)
  return duration === undefined
    ? { type: 'afterDateTime', endDateTime, duration: null }
    : { type: 'afterDuration', endDateTime, duration }
}

function schedule(tenant: Tenant, holding: Holding): GraphObject {
  const { created, modified, scheduleId, start, memberType } = holding
  const time = (day: number | undefined): string | null =>
    day === undefined ? null : stamp(tenant.world, day)
  return {
    id: scheduleId,
    ...common(holding),
    createdDateTime: time(created),
    createdUsing: created === undefined ? null : scheduleId,
    modifiedDateTime: time(modified),
    status: inForce(tenant, holding) ? 'Provisioned' : 'Granted',
    memberType,
    scheduleInfo: {
      startDateTime: time(start),
      recurrence: null,
      expiration: expiration(tenant, holding),
    },
  }
}

function instance(tenant: Tenant, holding: Holding): GraphObject {
  const { instanceId, memberType, start, end } = holding
  return {
    id: instanceId,
    ...common(holding),
    memberType,
    startDateTime: holding.created === undefined ? null : stamp(tenant.world, start),
    endDateTime: end === undefined ? null : stamp(tenant.world, end),
  }
}

export function roleAssignmentSchedules(tenant: Tenant): GraphObject[] {
  return activeHoldings(tenant).map(holding => ({
    ...schedule(tenant, holding),
    assignmentType: holding.assignmentType,
  }))
}

export function roleAssignmentScheduleInstances(tenant: Tenant): GraphObject[] {
  return activeHoldings(tenant)
    .filter(holding => inForce(tenant, holding))
    .map(holding => ({
      ...instance(tenant, holding),
      assignmentType: holding.assignmentType,
      roleAssignmentOriginId: assignmentId(holding),
      roleAssignmentScheduleId: holding.scheduleId,
    }))
}

export const roleEligibilitySchedules = (tenant: Tenant): GraphObject[] =>
  eligibleHoldings(tenant).map(holding => schedule(tenant, holding))

export function roleEligibilityScheduleInstances(tenant: Tenant): GraphObject[] {
  return eligibleHoldings(tenant)
    .filter(holding => inForce(tenant, holding))
    .map(holding => ({ ...instance(tenant, holding), roleEligibilityScheduleId: holding.scheduleId }))
}
