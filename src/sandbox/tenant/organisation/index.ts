import type { Resource } from '../../server/resource.ts'
import { deletedResources } from './deleted.ts'
import { domainResources } from './domains.ts'
import { organizationResource } from './organization.ts'
import { partnerResources } from './partners.ts'

/** The tenant itself, its domains and partners, and what was deleted in it. */
export const organisationResources: readonly Resource[] = [
  organizationResource,
  ...domainResources,
  ...deletedResources,
  ...partnerResources,
]
