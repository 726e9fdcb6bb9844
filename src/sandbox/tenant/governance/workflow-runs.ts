// Runs of lifecycle workflows, and what they did for each user: a run lasts a day and is kept for ten.
import type { GraphObject } from '../../api.ts'
import { guid, guidIndex, hash, salt } from '../../random.ts'
import { stamp, today } from '../roles/timeline.ts'
import type { Tenant } from '../tenant.ts'
import { userId, type World } from '../world.ts'
import { isOnDemand, workflowNumber, workflowVersion } from './workflows.ts'

const RUN = salt('lifecycleRun')
const RESULT = salt('lifecycleResult')
const USERS = salt('lifecycleUsers')
const SUBJECT = salt('lifecycleSubject')
const KEPT = 10
const MOST_USERS = 3
/** Tasks that a workflow does for one user. */
const TASKS = 4

interface Run {
  readonly workflow: number
  readonly day: number
  readonly number: number
  readonly users: number
  readonly state: 'queued' | 'inProgress' | 'done'
}

/** Every workflow runs daily; the one on demand, every third day. */
function runsOf(tenant: Tenant, workflow: number): Run[] {
  const days = Array.from({ length: KEPT }, (_, place) => today(tenant) - KEPT + 1 + place)
  return days
    .filter(day => !isOnDemand(workflow) || (day + KEPT) % 3 === 0)
    .map(day => {
      const number = workflow * 16_384 + day + KEPT
      const waiting = workflow % 3 === 0 ? 'queued' : 'inProgress'
      return {
        workflow,
        day,
        number,
        users: 1 + (hash(tenant.world.seed, USERS, number) % MOST_USERS),
        state: day < today(tenant) ? 'done' : waiting,
      }
    })
}

/** Tasks that failed for one user of a run. */
const failuresOf = ({ number, state }: Run, place: number): number =>
  state === 'done' && (number + place) % 7 === 3 ? 1 + (place % TASKS) : 0

function times(world: World, { day, state }: Run): GraphObject {
  return {
    scheduledDateTime: stamp(world, day),
    startedDateTime: state === 'queued' ? null : stamp(world, day),
    completedDateTime: state === 'done' ? stamp(world, day + 0.5) : null,
  }
}

function processingStatus({ state }: Run, failures: number): string {
  if (state !== 'done') return state
  return failures > 0 ? 'completedWithErrors' : 'completed'
}

function executionType({ workflow, number }: Run): string {
  if (isOnDemand(workflow)) return 'onDemand'
  return number % 5 === 2 ? 'activatedWithScope' : 'scheduled'
}

const places = (run: Run): number[] => Array.from({ length: run.users }, (_, place) => place)

function runRow({ world }: Tenant, run: Run): GraphObject {
  const failures = places(run).map(place => failuresOf(run, place))
  const failed = failures.filter(count => count > 0).length
  const failedTasks = failures.reduce((sum, count) => sum + count, 0)
  const workflowExecutionType = executionType(run)
  return {
    id: guid(world.seed, RUN, run.number),
    ...times(world, run),
    lastUpdatedDateTime:
      run.state === 'queued' ? null : stamp(world, run.state === 'done' ? run.day + 0.5 : run.day),
    processingStatus: processingStatus(run, failed),
    workflowExecutionType,
    totalUsersCount: run.users,
    successfulUsersCount: run.state === 'done' ? run.users - failed : 0,
    failedUsersCount: failed,
    totalTasksCount: run.users * TASKS,
    failedTasksCount: failedTasks,
    totalUnprocessedTasksCount: run.state === 'done' ? 0 : run.users * TASKS,
    activatedOnScope:
      workflowExecutionType === 'activatedWithScope'
        ? {
            '@odata.type': '#microsoft.graph.identityGovernance.activateRunScope',
            taskScope: 'failedTasks',
            userScope: 'failedUsers',
          }
        : null,
  }
}

function resultRow(tenant: Tenant, run: Run, place: number): GraphObject {
  const failures = failuresOf(run, place)
  return {
    id: guid(tenant.world.seed, RESULT, run.number * MOST_USERS + place),
    ...times(tenant.world, run),
    processingStatus: processingStatus(run, failures),
    workflowExecutionType: executionType(run),
    workflowVersion: workflowVersion(tenant, run.workflow),
    totalTasksCount: TASKS,
    failedTasksCount: failures,
    totalUnprocessedTasksCount: run.state === 'done' ? 0 : TASKS,
  }
}

/** The runs of a workflow; undefined if there is no such workflow. */
function runsOfId(tenant: Tenant, id: string): Run[] | undefined {
  const workflow = workflowNumber(tenant, id)
  return workflow === undefined ? undefined : runsOf(tenant, workflow)
}

export const lifecycleRuns = (tenant: Tenant, [id = '']: readonly string[]): GraphObject[] | undefined =>
  runsOfId(tenant, id)?.map(run => runRow(tenant, run))

export const userProcessingResults = (
  tenant: Tenant,
  [id = '']: readonly string[],
): GraphObject[] | undefined =>
  runsOfId(tenant, id)?.flatMap(run => places(run).map(place => resultRow(tenant, run, place)))

/** The user that a processing result is about. */
export function subjectOf(row: GraphObject, { world }: Tenant): GraphObject {
  const number = guidIndex(world.seed, RESULT, String(row.id))
  return { id: userId(world, hash(world.seed, SUBJECT, number) % world.users) }
}
