// Settings under which Azure Storage is opened in tests.
import { type AzureLimits, LIMITS } from '../../src/store/azure-limits.ts'
import type { AzurePlace } from '../../src/store/place.ts'
import type { BucketSettings } from '../../src/store/settings.ts'

export const settingsWith = (own: Partial<BucketSettings>): BucketSettings => ({
  endpoint: null,
  pathStyle: false,
  encryption: null,
  unconditional: false,
  kmsKey: null,
  scratch: null,
  env: {},
  way: { proxyFor: () => null, ca: null },
  azureToken: async () => {
    throw new Error('nobody signs in here')
  },
  azureSuffix: 'blob.core.windows.net',
  ...own,
})

export const placeIn = (account: string, container: string, prefix = ''): AzurePlace => ({
  kind: 'azure',
  url: `az://${account}/${container}/${prefix}`.replace(/\/$/, ''),
  account,
  container,
  prefix,
  host: null,
})

/** Ours, and pauses that no test has to wait for. */
export const hasty = (own: Partial<AzureLimits> = {}): AzureLimits => ({
  ...LIMITS,
  pauseMs: 1,
  longestPauseMs: 20,
  ...own,
})
