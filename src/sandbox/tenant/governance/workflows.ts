// Lifecycle workflows: what starts one, for whom, and when it stops itself.
import type { GraphObject } from '../../api.ts'
import { guid, guidIndex, pick, salt } from '../../random.ts'
import { stamp, today } from '../roles/timeline.ts'
import type { Tenant } from '../tenant.ts'
import type { World } from '../world.ts'
import { lastChange } from './packages.ts'

const WORKFLOW = salt('lifecycleWorkflow')
/** At the start; every other week brings one more. */
const FIRST = 8
/** Each day one of twelve workflows is changed. */
const ROUND = 12

const NAMES = [
  'Onboard new hires',
  'Prepare new hires',
  'Department change',
  'Offboard leavers',
  'Real-time termination',
  'Post-offboarding',
  'Group membership change',
  'Inactive employees',
] as const
const CATEGORIES = ['joiner', 'joiner', 'mover', 'leaver', 'leaver', 'leaver', 'mover', 'leaver'] as const

const type = (name: string): { '@odata.type': string } => ({
  '@odata.type': `#microsoft.graph.identityGovernance.${name}`,
})

const TRIGGERS: readonly [GraphObject, ...GraphObject[]] = [
  { ...type('timeBasedAttributeTrigger'), timeBasedAttribute: 'employeeHireDate', offsetInDays: 0 },
  { ...type('timeBasedAttributeTrigger'), timeBasedAttribute: 'employeeHireDate', offsetInDays: -7 },
  { ...type('attributeChangeTrigger'), triggerAttributes: [{ name: 'department' }, { name: 'jobTitle' }] },
  { ...type('timeBasedAttributeTrigger'), timeBasedAttribute: 'employeeLeaveDateTime', offsetInDays: 0 },
  { ...type('timeBasedAttributeTrigger'), timeBasedAttribute: 'employeeLeaveDateTime', offsetInDays: 7 },
  { ...type('timeBasedAttributeTrigger'), timeBasedAttribute: 'employeeLeaveDateTime', offsetInDays: 30 },
  { ...type('membershipChangeTrigger'), changeType: 'add' },
  { ...type('userInactivityTrigger'), inactivityPeriodInDays: 60 },
]

export const workflowId = (world: World, index: number): string => guid(world.seed, WORKFLOW, index)

const workflowCount = (tenant: Tenant): number => FIRST + Math.floor(today(tenant) / 14)

/** The number of a workflow, or undefined for any other id. */
export function workflowNumber(tenant: Tenant, id: string): number | undefined {
  const index = guidIndex(tenant.world.seed, WORKFLOW, id)
  return index >= 0 && index < workflowCount(tenant) ? index : undefined
}

export function* workflowIds(tenant: Tenant): Generator<readonly string[]> {
  for (let index = 0; index < workflowCount(tenant); index++) yield [workflowId(tenant.world, index)]
}

/** The one that runs on demand only. */
export const isOnDemand = (workflow: number): boolean => workflow % FIRST === 4

const madeOn = (workflow: number): number =>
  workflow < FIRST ? -250 + workflow * 20 : (workflow - FIRST + 1) * 14

function executionConditions(workflow: number): GraphObject {
  if (isOnDemand(workflow)) return type('onDemandExecutionOnly')
  return {
    ...type('triggerAndScopeBasedConditions'),
    scope: { ...type('ruleBasedSubjectSet'), rule: `(department eq 'Department ${workflow}')` },
    trigger: pick(TRIGGERS, workflow),
  }
}

function settings(workflow: number): GraphObject {
  if (workflow % 4 === 1) return { quarantineConfiguration: null }
  const conditions = [
    { ...type('countBasedQuarantineCondition'), threshold: 25 + workflow },
    { ...type('percentageBasedQuarantineCondition'), percentage: 10 },
  ]
  return {
    quarantineConfiguration: {
      matchMode: workflow % 2 === 0 ? 'any' : 'all',
      conditions: conditions.slice(workflow % 2),
    },
  }
}

function quarantine(world: World, workflow: number): GraphObject {
  return workflow % FIRST === 6
    ? {
        quarantineType: 'countBasedThresholdExceeded',
        quarantineReason: 'More users than the threshold.',
        quarantinedDateTime: stamp(world, madeOn(workflow) + 1),
      }
    : { quarantineType: 'notQuarantined', quarantineReason: null, quarantinedDateTime: null }
}

/** How often a workflow has been changed since the start. */
function changes(tenant: Tenant, workflow: number): number {
  const day = lastChange(tenant, workflow, ROUND)
  return day === undefined || day < madeOn(workflow) ? 0 : Math.floor(day / ROUND) + 1
}

/** The version of a workflow that is in force. */
export const workflowVersion = (tenant: Tenant, workflow: number): number =>
  1 + (workflow % 3) + changes(tenant, workflow)

function workflowRow(tenant: Tenant, workflow: number): GraphObject {
  const { world } = tenant
  const isEnabled = workflow % FIRST !== 6
  const scheduled = isEnabled && !isOnDemand(workflow)
  const day = lastChange(tenant, workflow, ROUND) ?? 0
  const modified = changes(tenant, workflow) > 0 ? day : workflow % 3 > 0 ? madeOn(workflow) + 0.5 : undefined
  return {
    id: workflowId(world, workflow),
    category: pick(CATEGORIES, workflow),
    displayName: `${pick(NAMES, workflow)}${workflow < FIRST ? '' : ` ${workflow}`}`,
    description: workflow % 3 === 2 ? null : `Tasks for: ${pick(NAMES, workflow).toLowerCase()}`,
    isEnabled,
    isSchedulingEnabled: scheduled,
    createdDateTime: stamp(world, madeOn(workflow)),
    lastModifiedDateTime: modified === undefined || modified > today(tenant) ? null : stamp(world, modified),
    deletedDateTime: null,
    nextScheduleRunDateTime: scheduled ? stamp(world, today(tenant) + 1) : null,
    version: workflowVersion(tenant, workflow),
    executionConditions: executionConditions(workflow),
    quarantineDetails: quarantine(world, workflow),
    settings: settings(workflow),
  }
}

export const lifecycleWorkflows = (tenant: Tenant): GraphObject[] =>
  Array.from({ length: workflowCount(tenant) }, (_, workflow) => workflowRow(tenant, workflow))
