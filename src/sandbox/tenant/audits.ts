import type { GraphObject } from '../api.ts'
import { guid, pick, salt } from '../random.ts'
import { logSchema } from '../schema/index.ts'
import { fill } from '../schema/values.ts'
import { person } from './people.ts'
import { atLeast, type Happening, hourShare, type Timetable, writeMoment } from './timetable.ts'
import { bits, groupId, share, userId, type World } from './world.ts'

const AUDITS = salt('directory_audits')
const STORY = salt('auditStory')

/** One per 20 users a day, at least 30. */
export function auditTimetable(world: World): Timetable {
  const daily = Math.max(30, world.users / 20) * world.activity
  return {
    seed: world.seed,
    name: AUDITS,
    perHour: hour => atLeast(hour, daily * hourShare(hour) + share(world, AUDITS, hour)),
  }
}

/** Composite, as Microsoft's are: service, GUID, batch and number. */
export function auditId(world: World, event: Happening): string {
  const dice = bits(world, AUDITS, event.moment.hour, event.k)
  const service = dice % 9 === 0 ? 'SSGM' : 'Directory'
  const letters = (dice >>> 4).toString(36).toUpperCase().padStart(5, '0').slice(0, 5)
  return `${service}_${guid(world.seed, AUDITS + event.moment.hour, event.k)}_${letters}_${10_000_000 + (dice % 89_999_999)}`
}

interface Activity {
  readonly name: string
  readonly category: string
  readonly operation: string
  readonly target: 'User' | 'Group'
  readonly property: string
}

const act = (
  name: string,
  category: string,
  operation: string,
  target: 'User' | 'Group',
  property: string,
): Activity => ({
  name,
  category,
  operation,
  target,
  property,
})

const ACTIVITIES: readonly [Activity, ...Activity[]] = [
  act('Update user', 'UserManagement', 'Update', 'User', 'Department'),
  act('Add member to group', 'GroupManagement', 'Assign', 'Group', 'Group.DisplayName'),
  act('Remove member from group', 'GroupManagement', 'Unassign', 'Group', 'Group.DisplayName'),
  act('Add user', 'UserManagement', 'Add', 'User', 'AccountEnabled'),
  act('Change user license', 'UserManagement', 'Update', 'User', 'AssignedLicense'),
  act('Reset user password', 'UserManagement', 'Update', 'User', 'StrongAuthenticationUserDetails'),
  act(
    'Update application – Certificates and secrets management',
    'ApplicationManagement',
    'Update',
    'User',
    'KeyDescription',
  ),
  act('Delete user', 'UserManagement', 'Delete', 'User', 'Is Hard Deleted'),
]

/** An audit entry; when it has changed, its reason is known. */
export function makeAudit(world: World, event: Happening, changed: boolean): GraphObject {
  const dice = bits(world, STORY, event.moment.hour, event.k)
  const activity = pick(ACTIVITIES, dice)
  const failed = dice % 23 === 0
  const index = dice ^ Math.imul(event.moment.hour, 40503)
  const row = fill({ schema: logSchema, seed: world.seed, before: world.start }, 'directoryAudit', index)
  return Object.assign(row, {
    id: auditId(world, event),
    activityDateTime: writeMoment(event.moment),
    activityDisplayName: activity.name,
    category: activity.category,
    operationType: activity.operation,
    loggedByService: dice % 9 === 0 ? 'Self-service Group Management' : 'Core Directory',
    result: failed ? 'failure' : 'success',
    resultReason: changed ? 'Microsoft.Online.Workflows.Completed' : failed ? 'Insufficient privileges' : '',
    initiatedBy: initiator(world, dice),
    targetResources: [target(world, activity, dice)],
  })
}

function initiator(world: World, dice: number): GraphObject {
  if (dice % 5 === 0) {
    const app = {
      appId: null,
      displayName: 'Microsoft Entra Connect',
      servicePrincipalId: guid(world.seed, STORY, 1),
      servicePrincipalName: null,
    }
    return { user: null, app }
  }
  const { displayName, userPrincipalName, index } = person(world, dice % Math.min(7, world.users))
  return {
    app: null,
    user: {
      id: userId(world, index),
      displayName,
      userPrincipalName,
      ipAddress: dice % 3 === 0 ? '' : '203.0.113.9',
    },
  }
}

function target(world: World, activity: Activity, dice: number): GraphObject {
  const group = activity.target === 'Group'
  const who = person(world, (dice >>> 3) % world.users)
  return {
    id: group ? groupId(world, (dice >>> 5) % world.groups) : userId(world, who.index),
    displayName: group ? null : who.displayName,
    type: activity.target,
    userPrincipalName: group ? null : who.userPrincipalName,
    groupType: group ? 'unifiedGroups' : null,
    modifiedProperties:
      dice % 4 === 0
        ? []
        : [
            {
              displayName: activity.property,
              oldValue: '[]',
              newValue: JSON.stringify([`${who.department.name} “${dice % 100}”`]),
            },
          ],
  }
}
