import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import { directorySchema } from '../../schema/index.ts'
import type { Tenant } from '../tenant.ts'
import { bits, isoTime } from '../world.ts'
import { childrenOf } from './children.ts'

const JOB = salt('synchronizationJob')
const MINUTE = 60_000
const INTERVAL = 40 * MINUTE

type Result = 'Succeeded' | 'EntryLevelErrors' | 'Failed'

/** A run of a job, every 40 minutes. */
function execution(tenant: Tenant, index: number, at: number, state: Result): GraphObject {
  const run = Math.floor(at / INTERVAL)
  const imported = bits(tenant.world, JOB, index, run) % 40
  return {
    activityIdentifier: guid(tenant.world.seed, JOB, run + index),
    countEntitled: imported,
    countEntitledForProvisioning: imported,
    countEscrowed: state === 'Succeeded' ? 0 : 2,
    countEscrowedRaw: state === 'Succeeded' ? 0 : 2,
    countExported: imported,
    countExports: imported * 2,
    countImported: imported,
    countImportedDeltas: imported,
    countImportedReferenceDeltas: imported % 5,
    error: state === 'Failed' ? failure(index) : null,
    state,
    timeBegan: isoTime(at - 3 * MINUTE),
    timeEnded: isoTime(at),
  }
}

const failure = (index: number): GraphObject => ({
  code: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
  message: `The target of job ${index} answered 401.`,
  tenantActionable: true,
})

/** One job in four is in quarantine. */
function status(tenant: Tenant, index: number): GraphObject {
  const { now, world } = tenant
  const last = now - (now % INTERVAL)
  const quarantined = index % 32 === 8
  const success = quarantined ? world.start - 86_400_000 : last
  return {
    code: quarantined ? 'Quarantine' : 'Active',
    countSuccessiveCompleteFailures: quarantined ? Math.floor((now - success) / INTERVAL) : 0,
    escrowsPruned: false,
    lastExecution: execution(tenant, index, last, quarantined ? 'Failed' : 'EntryLevelErrors'),
    lastSuccessfulExecution: execution(tenant, index, success, 'Succeeded'),
    lastSuccessfulExecutionWithExports:
      index % 3 === 0 ? null : execution(tenant, index, success, 'Succeeded'),
    progress: [
      {
        completedUnits: 50 + (index % 50),
        progressObservationDateTime: isoTime(last),
        totalUnits: 100,
        units: 'Users',
      },
    ],
    quarantine: quarantined ? quarantine(index, world.start, last) : null,
    steadyStateFirstAchievedTime: isoTime(world.start - 90 * 86_400_000),
    steadyStateLastAchievedTime: isoTime(success),
    synchronizedEntryCountByType: [
      { key: 'User', value: 40 + (Math.floor(now / 86_400_000) % 30) },
      { key: 'Group', value: index % 12 },
    ],
    troubleshootingUrl: quarantined ? 'https://portal.azure.com/#blade/quarantine' : null,
  }
}

const quarantine = (index: number, began: number, last: number): GraphObject => ({
  currentBegan: isoTime(began),
  error: failure(index),
  nextAttempt: isoTime(last + INTERVAL),
  reason: 'EncounteredQuarantineException',
  seriesBegan: isoTime(began),
  seriesCount: 1,
})

function job(tenant: Tenant, index: number): GraphObject {
  const template = pick(['scim', 'salesforce', 'dropboxSAML'], index)
  const code = tenant.world.tenantId.replaceAll('-', '')
  return {
    id: `${template}.${code}.${guid(tenant.world.seed, JOB, index)}`,
    schedule: {
      expiration: index % 16 === 0 ? isoTime(tenant.world.start + 400 * 86_400_000) : null,
      interval: 'PT40M',
      state: index % 24 === 16 ? 'Disabled' : 'Active',
    },
    status: status(tenant, index),
    synchronizationJobSettings:
      index % 16 === 8 ? [] : [{ name: 'AzureIngestionAttributeOptimization', value: 'False' }],
    templateId: index % 24 === 0 ? null : template,
  }
}

/** https://learn.microsoft.com/graph/api/synchronization-synchronization-list-jobs */
export const synchronizationJobs = childrenOf('servicePrincipals', {
  name: 'synchronization_jobs',
  path: '/servicePrincipals/{id}/synchronization/jobs',
  schema: directorySchema,
  type: 'synchronizationJob',
  application: ['Synchronization.Read.All', 'Synchronization.ReadWrite.All', 'Application.ReadWrite.OwnedBy'],
  delegated: ['Synchronization.Read.All', 'Synchronization.ReadWrite.All'],
  options: [],
  rowsOf: (tenant, id) => {
    const index = tenant.servicePrincipals.indexOf(id)
    const isOwn = index >= 0 && index < tenant.world.applications
    return isOwn && index % 8 === 0 ? [job(tenant, index)] : []
  },
})
