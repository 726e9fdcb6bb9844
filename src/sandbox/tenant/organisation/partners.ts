// Customers whom this tenant looks after, and the tenants that it is one organisation with.
import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import { organisationSchema } from '../../schema/organisation.ts'
import type { Resource } from '../../server/resource.ts'
import { PARTNERS } from '../names.ts'
import { ORGANISATION_PARTNERS } from '../policies/cross-tenant.ts'
import { partnerTenantId } from '../policies/ids.ts'
import { edited, type Place, turnover } from '../policies/turnover.ts'
import type { Tenant } from '../tenant.ts'
import { bits, daysBefore, type World } from '../world.ts'

const CONTRACT = salt('contract')
const RELATIONSHIP = salt('delegatedAdminRelationship')
const MEMBER = salt('multiTenantMember')

const LASTING_CUSTOMERS = 12
/** Customers and coming members are numbered apart from the partners of cross-tenant access. */
const FIRST_CUSTOMER = 100_000
const FIRST_CANDIDATE = 200_000

/** Global Reader, Helpdesk Administrator, User Administrator, Security Reader. */
const ROLES = [
  'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  'fe930be7-5e62-47db-91af-98c3a49a38b1',
  '5d6b6bb7-de71-4623-b4af-96380a352509',
]

const customers = (tenant: Tenant): Place[] => turnover(tenant, CONTRACT, LASTING_CUSTOMERS, 3)

const customerName = (place: Place): string =>
  edited(`Customer ${place.index}, ${pick(PARTNERS, place.index)}`, place)

function contract(world: World, place: Place): GraphObject {
  const { index } = place
  return {
    id: guid(world.seed, CONTRACT, index),
    deletedDateTime: null,
    contractType: pick(['BreadthPartner', 'ResellerPartner', 'SyndicationPartner'], index),
    customerId: partnerTenantId(world, FIRST_CUSTOMER + index),
    defaultDomainName: index % 5 === 4 ? null : `customer${index}.${pick(PARTNERS, index)}`,
    displayName: index % 7 === 6 ? null : customerName(place),
  }
}

const STATUSES = ['active', 'approvalPending', 'active', 'terminating', 'active'] as const

function relationship({ world, now }: Tenant, place: Place): GraphObject {
  const { index, created, modified } = place
  const status = pick(STATUSES, index)
  const began = status !== 'approvalPending'
  const days = 180 + (index % 10) * 55
  const end = Date.parse(created) + days * 86_400_000
  return {
    '@odata.etag': `W/"${bits(world, RELATIONSHIP, index)}-${place.edits}"`,
    ...reseller(world, index),
    id: `${guid(world.seed, RELATIONSHIP, index)}-${partnerTenantId(world, FIRST_CUSTOMER + index)}`,
    displayName: `Relationship ${index}`,
    status: began && end < now ? 'expired' : status,
    customer: {
      tenantId: partnerTenantId(world, FIRST_CUSTOMER + index),
      displayName: index % 7 === 6 ? null : customerName(place),
    },
    accessDetails: {
      unifiedRoles: ROLES.slice(index % ROLES.length).map(roleDefinitionId => ({ roleDefinitionId })),
    },
    duration: `P${days}D`,
    autoExtendDuration: pick(['PT0S', 'P180D', null], index),
    createdDateTime: created,
    activatedDateTime: began ? created : null,
    endDateTime: began ? new Date(end).toISOString() : null,
    lastModifiedDateTime: modified ?? created,
  }
}

/** One in three came through a reseller. */
function reseller(world: World, index: number): GraphObject {
  if (index % 3 > 0) return {}
  return {
    '@odata.type': '#microsoft.graph.resellerDelegatedAdminRelationship',
    indirectProviderTenantId: partnerTenantId(world, 0),
    isPartnerConsentPending: index % 2 === 0,
  }
}

function owner(world: World): GraphObject {
  const { tenantId } = world
  return {
    tenantId,
    displayName: 'Contoso',
    addedByTenantId: tenantId,
    addedDateTime: daysBefore(world, 300),
    joinedDateTime: daysBefore(world, 300),
    role: 'owner',
    state: 'active',
    transitionDetails: null,
  }
}

function member(world: World, index: number): GraphObject {
  return {
    tenantId: partnerTenantId(world, index),
    displayName: `Contoso ${pick(PARTNERS, index)}`,
    addedByTenantId: world.tenantId,
    addedDateTime: daysBefore(world, 200 - index),
    joinedDateTime: daysBefore(world, 190 - index),
    role: 'member',
    state: 'active',
    transitionDetails: null,
  }
}

/** A tenant that was asked and has not joined. */
function candidate(world: World, { index, created }: Place): GraphObject {
  return {
    tenantId: partnerTenantId(world, FIRST_CANDIDATE + index),
    displayName: index % 2 === 0 ? null : `Candidate ${index}`,
    addedByTenantId: world.tenantId,
    addedDateTime: created,
    joinedDateTime: null,
    role: 'member',
    state: 'pending',
    transitionDetails: {
      desiredRole: 'member',
      desiredState: 'active',
      status: pick(['notStarted', 'running', 'failed'], index),
      details: index % 3 === 2 ? 'The tenant has not answered.' : null,
    },
  }
}

function members(tenant: Tenant): GraphObject[] {
  const { world } = tenant
  return [
    owner(world),
    ...Array.from({ length: ORGANISATION_PARTNERS }, (_, index) => member(world, index)),
    ...turnover(tenant, MEMBER, 0, 3).map(place => candidate(world, place)),
  ]
}

const DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All']
const DELEGATED_ADMIN = ['DelegatedAdminRelationship.Read.All', 'DelegatedAdminRelationship.ReadWrite.All']
const MEMBERS = ['MultiTenantOrganization.Read.All', 'MultiTenantOrganization.ReadWrite.All']

const COMMON = {
  versions: ['v1.0'],
  kind: 'list',
  schema: organisationSchema,
  family: 'directory',
  options: ['$select'],
} as const satisfies Partial<Resource>

export const partnerResources: readonly Resource[] = [
  {
    ...COMMON,
    name: 'contracts',
    path: '/contracts',
    type: 'contract',
    cost: 3,
    application: DIRECTORY,
    delegated: DIRECTORY,
    paging: { standard: 100, most: 999 },
    options: ['$select', '$filter'],
    filterable: { customerId: ['eq'], defaultDomainName: ['eq'], displayName: ['eq'] },
    rows: tenant => customers(tenant).map(place => contract(tenant.world, place)),
  },
  {
    ...COMMON,
    name: 'delegated_admin_relationships',
    path: '/tenantRelationships/delegatedAdminRelationships',
    type: 'delegatedAdminRelationship',
    derived: ['resellerDelegatedAdminRelationship'],
    application: DELEGATED_ADMIN,
    delegated: DELEGATED_ADMIN,
    missingIn: ['usgov', 'usgov-dod', 'china'],
    paging: { standard: 100, most: 300 },
    options: ['$select', '$count', '$orderby'],
    rows: tenant => customers(tenant).map(place => relationship(tenant, place)),
  },
  {
    ...COMMON,
    name: 'multi_tenant_organization_members',
    path: '/tenantRelationships/multiTenantOrganization/tenants',
    type: 'multiTenantOrganizationMember',
    application: MEMBERS,
    delegated: ['MultiTenantOrganization.ReadBasic.All', ...MEMBERS],
    missingIn: ['usgov', 'usgov-dod', 'china'],
    paging: 'none',
    rows: members,
  },
]
