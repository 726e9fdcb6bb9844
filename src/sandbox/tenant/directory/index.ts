import type { Resource } from '../../server/resource.ts'
import { delegatedPermissionClassifications } from './consents.ts'
import { extensionProperties } from './extension-properties.ts'
import { applicationFederatedCredentials } from './federation.ts'
import { relationResources } from './relations.ts'
import { settingResources } from './settings.ts'
import { synchronizationJobs } from './synchronization.ts'

/** Listings of and below directory objects, apart from the collections that delta queries follow. */
export const directoryResources: readonly Resource[] = [
  ...relationResources,
  ...settingResources,
  delegatedPermissionClassifications,
  synchronizationJobs,
  applicationFederatedCredentials,
  extensionProperties,
]
