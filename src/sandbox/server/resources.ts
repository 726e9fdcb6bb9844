import { directoryResources } from '../tenant/directory/index.ts'
import { governanceResources } from '../tenant/governance/index.ts'
import { insightResources } from '../tenant/insight/index.ts'
import { organisationResources } from '../tenant/organisation/index.ts'
import { policyResources } from '../tenant/policies/index.ts'
import { roleResources } from '../tenant/roles/index.ts'
import { coreResources } from './core-resources.ts'
import type { Resource } from './resource.ts'

/** Everything that is no delta, log or usage report. */
export const resources: readonly Resource[] = [
  ...coreResources,
  ...directoryResources,
  ...roleResources,
  ...organisationResources,
  ...policyResources,
  ...insightResources,
  ...governanceResources,
]
