import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import { PARTNERS } from '../names.ts'
import { stamp, today } from '../roles/timeline.ts'
import type { Tenant } from '../tenant.ts'
import type { World } from '../world.ts'
import { changedAt } from './packages.ts'

const ORGANIZATION = salt('connectedOrganization')
const TENANT = salt('connectedTenant')
const FIRST = 7

export const connectedOrganizationId = (world: World, index: number): string =>
  guid(world.seed, ORGANIZATION, index)

function identitySource({ seed }: World, index: number): GraphObject {
  const partner = pick(PARTNERS, index)
  const displayName = `Partner ${index + 1}`
  const tenantId = guid(seed, TENANT, index)
  const sources: readonly [GraphObject, ...GraphObject[]] = [
    { '@odata.type': '#microsoft.graph.azureActiveDirectoryTenant', displayName, tenantId },
    { '@odata.type': '#microsoft.graph.domainIdentitySource', displayName, domainName: partner },
    {
      '@odata.type': '#microsoft.graph.externalDomainFederation',
      displayName,
      domainName: partner,
      issuerUri: `https://sts.${partner}/adfs/services/trust`,
    },
    {
      '@odata.type': '#microsoft.graph.crossCloudAzureActiveDirectoryTenant',
      displayName,
      tenantId,
      cloudInstance: 'microsoftonline.us',
    },
    {
      '@odata.type': '#microsoft.graph.socialIdentitySource',
      displayName,
      socialIdentitySourceType: 'facebook',
    },
  ]
  return pick(sources, index)
}

/** Seven at the start, and one more every third day; one in six has no identity source. */
export function connectedOrganizations(tenant: Tenant): GraphObject[] {
  const { world } = tenant
  return Array.from({ length: FIRST + Math.floor(today(tenant) / 3) }, (_, index) => {
    const made = index < FIRST ? -300 + index * 12 : (index - FIRST + 1) * 3
    return {
      id: connectedOrganizationId(world, index),
      displayName: `Partner ${index + 1}`,
      description: index % 3 === 1 ? null : `Connected through ${pick(PARTNERS, index)}`,
      state: index % 4 === 2 ? 'proposed' : 'configured',
      identitySources: index % 6 === 5 ? [] : [identitySource(world, index)],
      createdDateTime: stamp(world, made),
      modifiedDateTime: changedAt(tenant, index, FIRST, made),
    }
  })
}
