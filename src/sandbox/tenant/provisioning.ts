import type { GraphObject } from '../api.ts'
import { guid, pick, salt } from '../random.ts'
import { type Person, person } from './people.ts'
import { atLeast, type Happening, hourShare, type Timetable, writeMoment } from './timetable.ts'
import { type Workload, workload } from './workloads.ts'
import { bits, userId, type World } from './world.ts'

const PROVISIONING = salt('provisioning_logs')
const STORY = salt('provisioningStory')
const CHANGE = salt('provisioningChange')
const CYCLE = salt('provisioningCycle')
const SYSTEM = salt('provisioningSystem')
/** Accounts are made in this many applications. */
const TARGETS = 5

/** One per 10 users a day, at least one an hour. */
export function provisioningTimetable(world: World): Timetable {
  const daily = (world.users / 10) * world.activity
  return {
    seed: world.seed,
    name: PROVISIONING,
    perHour: hour => atLeast(hour, daily * hourShare(hour)),
  }
}

export const provisioningId = (world: World, event: Happening): string =>
  guid(world.seed, PROVISIONING + event.moment.hour, event.k)

type Status = 'success' | 'failure' | 'skipped' | 'warning'

/** What happened to one user's account in one application. */
interface Deed {
  readonly who: Person
  readonly target: Workload
  readonly targetIndex: number
  readonly action: 'create' | 'update' | 'disable' | 'delete' | 'stagedDelete' | 'other'
  readonly status: Status
  readonly dice: number
}

const ACTIONS = [
  'update',
  'update',
  'create',
  'update',
  'disable',
  'delete',
  'stagedDelete',
  'other',
] as const

function statusOf(dice: number): Status {
  const percent = (dice >>> 4) % 100
  if (percent < 80) return 'success'
  return percent < 88 ? 'failure' : percent < 97 ? 'skipped' : 'warning'
}

/** A provisioning log entry; when it has changed, the target has confirmed. */
export function makeProvisioning(world: World, event: Happening, changed: boolean): GraphObject {
  const { hour, ticks } = event.moment
  const dice = bits(world, STORY, hour, event.k)
  const targetIndex = dice % TARGETS
  const deed: Deed = {
    who: person(world, (dice >>> 3) % world.users),
    target: workload(world, targetIndex),
    targetIndex,
    action: pick(ACTIONS, dice >>> 11),
    status: statusOf(dice),
    dice,
  }
  const cycle = (hour * 8 + Math.floor(ticks / 9_000_000_000)) * TARGETS + targetIndex
  return {
    id: provisioningId(world, event),
    activityDateTime: writeMoment(event.moment),
    tenantId: world.tenantId,
    jobId: `scim.${world.tenantId.replaceAll('-', '')}.${guid(world.seed, CYCLE, targetIndex)}`,
    cycleId: guid(world.seed, CYCLE, cycle),
    changeId: dice % 17 === 0 ? null : guid(world.seed, CHANGE, dice),
    provisioningAction: deed.action,
    durationInMilliseconds: deed.status === 'skipped' ? null : 40 + (dice % 9000) + (changed ? 1000 : 0),
    initiatedBy: initiator(world, deed),
    provisioningStatusInfo: { status: deed.status, errorInformation: errorOf(deed) },
    provisioningSteps: steps(deed, changed),
    modifiedProperties: modifiedProperties(deed),
    servicePrincipal: { id: deed.target.servicePrincipalId, displayName: deed.target.displayName },
    ...systems(world, deed),
    ...identities(world, deed),
  }
}

/** The service itself, unless somebody has asked for this one account. */
function initiator(world: World, { dice }: Deed): GraphObject {
  if (dice % 9 > 0) return { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' }
  const admin = person(world, dice % Math.min(7, world.users))
  return { id: userId(world, admin.index), displayName: admin.displayName, initiatorType: 'user' }
}

function errorOf({ status, who }: Deed): GraphObject | null {
  if (status === 'success') return null
  if (status === 'skipped') {
    return {
      errorCode: 'NotEffectivelyEntitled',
      reason: `The user '${who.userPrincipalName}' is not assigned to the application.`,
      errorCategory: 'nonServiceFailure',
      additionalDetails: null,
      recommendedAction: null,
    }
  }
  return {
    errorCode:
      status === 'failure' ? 'SystemForCrossDomainIdentityManagementServiceIncompatible' : 'Throttled',
    reason: 'The application answered "409 Conflict".',
    errorCategory: 'failure',
    additionalDetails: 'Resolve the conflict in the application, then start the job again.',
    recommendedAction: 'https://learn.microsoft.com/entra/identity/app-provisioning/',
  }
}

const step = (type: string, status: Status, description: string, details: GraphObject): GraphObject => ({
  name: `Entry${type.slice(0, 1).toUpperCase()}${type.slice(1)}`,
  provisioningStepType: type,
  status,
  description,
  details,
})

function steps({ who, target, action, status }: Deed, changed: boolean): GraphObject[] {
  const user = who.userPrincipalName
  const imported = step('import', 'success', `Received User '${user}' from Microsoft Entra ID`, {
    accountEnabled: String(who.enabled),
    displayName: who.displayName,
  })
  if (status === 'skipped') {
    const scoping = { 'Active in the source system': 'True', 'Assigned to the application': 'False' }
    return [imported, step('scoping', 'skipped', `User '${user}' is not in scope`, scoping)]
  }
  const confirmed = changed ? ', confirmed' : ''
  return [
    imported,
    step('matching', 'success', `Looked for '${user}' in ${target.displayName}`, {}),
    step('export', status, `User '${user}': ${action} in ${target.displayName}${confirmed}`, {
      ReportableIdentifier: user,
    }),
  ]
}

function modifiedProperties({ who, action, status, dice }: Deed): GraphObject[] {
  if (status !== 'success' || action === 'delete' || action === 'stagedDelete') return []
  const property = (displayName: string, newValue: string): GraphObject => ({
    displayName,
    oldValue: action === 'create' ? null : `${newValue} (old)`,
    newValue,
  })
  if (action === 'disable') return [{ displayName: 'active', oldValue: 'True', newValue: 'False' }]
  const all = [property('displayName', who.displayName), property('title', who.jobTitle)]
  return all.slice(0, 1 + (dice % 2))
}

function systems(world: World, { target, targetIndex, dice }: Deed): GraphObject {
  return {
    sourceSystem: {
      id: guid(world.seed, SYSTEM, 0),
      displayName: 'Microsoft Entra ID',
      details: dice % 3 === 0 ? null : {},
    },
    targetSystem: {
      id: guid(world.seed, SYSTEM, 1 + targetIndex),
      displayName: target.displayName,
      details: {
        ApplicationId: target.appId,
        ServicePrincipalId: target.servicePrincipalId,
        ServicePrincipalDisplayName: target.displayName,
      },
    },
  }
}

/** What is not made has no identity in the target. */
function identities(world: World, { who, status, action, dice }: Deed): GraphObject {
  const id = userId(world, who.index)
  const details = {
    odatatype: 'User',
    DisplayName: who.displayName,
    UserPrincipalName: who.userPrincipalName,
    IsSoftDeleted: action === 'delete' ? 'True' : 'False',
  }
  const target =
    status === 'success'
      ? { id: guid(world.seed, STORY, who.index), displayName: who.mailNickname, identityType: 'User' }
      : { id: '', displayName: '', identityType: 'User' }
  return {
    sourceIdentity: { id, displayName: who.displayName, identityType: 'User', details },
    targetIdentity: dice % 13 === 0 ? null : { ...target, details: {} },
  }
}
