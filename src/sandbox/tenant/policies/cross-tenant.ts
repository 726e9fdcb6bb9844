// What people of other tenants may do here, and ours there.
import type { GraphObject } from '../../api.ts'
import { guid, salt } from '../../random.ts'
import { organisationSchema } from '../../schema/organisation.ts'
import type { Resource } from '../../server/resource.ts'
import { PILOT } from '../groups.ts'
import type { Tenant } from '../tenant.ts'
import { groupId, SALTS, type World } from '../world.ts'
import { partnerTenantId } from './ids.ts'
import { list, single } from './outlines.ts'
import { daysPassed, type Place, turnover } from './turnover.ts'

const PARTNER = salt('crossTenantPartner')

/** The first partners of those that stay are also in the multitenant organisation. */
export const ORGANISATION_PARTNERS = 3
const LASTING_PARTNERS = 8

const target = (name: string, targetType: string): GraphObject => ({ target: name, targetType })

const access = (isAllowed: boolean, ...targets: readonly GraphObject[]): GraphObject => ({
  accessType: isAllowed ? 'allowed' : 'blocked',
  targets,
})

const everybody = (isAllowed: boolean): GraphObject => access(isAllowed, target('AllUsers', 'user'))
const everything = (isAllowed: boolean): GraphObject =>
  access(isAllowed, target('AllApplications', 'application'))

const b2b = (isAllowed: boolean): GraphObject => ({
  usersAndGroups: everybody(isAllowed),
  applications: everything(isAllowed),
})

/** Access of one group to one application. */
const narrow = (world: World, index: number): GraphObject => ({
  usersAndGroups: access(true, target(groupId(world, PILOT), 'group')),
  applications: access(
    true,
    target(guid(world.seed, SALTS.appIds, index % world.applications), 'application'),
  ),
})

const trust = (index: number): GraphObject => ({
  isMfaAccepted: index % 2 === 0,
  isCompliantDeviceAccepted: index % 3 === 0,
  isHybridAzureADJoinedDeviceAccepted: false,
})

const tenantRestrictions = (rule: string): GraphObject => ({
  ...b2b(false),
  devices: { mode: 'blocked', rule },
})

const policy = (tenant: Tenant): GraphObject => ({
  id: 'crossTenantAccessPolicy',
  deletedDateTime: null,
  displayName: 'CrossTenantAccessPolicy',
  description: `Partners of this tenant, reviewed ${daysPassed(tenant)} times`,
  allowedCloudEndpoints: ['microsoftonline.us', 'partner.microsoftonline.cn'],
})

/** Without an id, as Graph sends it. */
function defaults(tenant: Tenant): GraphObject {
  const { world } = tenant
  return {
    isServiceDefault: false,
    inboundTrust: trust(1 + daysPassed(tenant)),
    automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: false },
    b2bCollaborationInbound: b2b(true),
    b2bCollaborationOutbound: narrow(world, 0),
    b2bDirectConnectInbound: b2b(false),
    b2bDirectConnectOutbound: b2b(false),
    appServiceConnectInbound: { applications: everything(false) },
    m365CollaborationInbound: { users: everybody(true) },
    m365CollaborationOutbound: { usersAndGroups: everybody(true) },
    tenantRestrictions: tenantRestrictions('device.isCompliant -eq True'),
    invitationRedemptionIdentityProviderConfiguration: {
      primaryIdentityProviderPrecedenceOrder: [
        'externalFederation',
        'azureActiveDirectory',
        'socialIdentityProviders',
      ],
      fallbackIdentityProvider: 'defaultConfiguredIdp',
    },
  }
}

/** What a partner has not been given is null: the default applies. */
function partner(world: World, place: Place): GraphObject {
  const { index, edits } = place
  const given = <T>(every: number, value: T): T | null => (index % every === 0 ? value : null)
  return {
    tenantId: partnerTenantId(world, index),
    isServiceProvider: index % 5 === 4 ? true : null,
    isInMultiTenantOrganization: index < ORGANISATION_PARTNERS,
    inboundTrust: index % 4 === 3 ? null : trust(index + edits),
    automaticUserConsentSettings: {
      inboundAllowed: given(2, true),
      outboundAllowed: given(3, true),
    },
    b2bCollaborationInbound: given(2, narrow(world, index)),
    b2bCollaborationOutbound: given(3, b2b(true)),
    b2bDirectConnectInbound: given(4, b2b(edits % 2 === 0)),
    b2bDirectConnectOutbound: given(5, b2b(true)),
    appServiceConnectInbound: given(3, { applications: everything(true) }),
    m365CollaborationInbound: given(4, { users: everybody(true) }),
    m365CollaborationOutbound: given(4, { usersAndGroups: everybody(true) }),
    tenantRestrictions: given(6, tenantRestrictions(`device.trustType -eq "${index}"`)),
  }
}

/** Of every second partner; the others have none. */
function synchronization(row: GraphObject, { world }: Tenant): GraphObject | undefined {
  const dice = salt(String(row.tenantId))
  if (row.isInMultiTenantOrganization !== true && dice % 2 === 0) return undefined
  return {
    tenantId: row.tenantId,
    displayName: `Synchronisation ${(dice + world.seed) % 100}`,
    userSyncInbound: dice % 3 === 0 ? null : { isSyncAllowed: dice % 4 !== 1 },
  }
}

const partners = (tenant: Tenant): GraphObject[] =>
  turnover(tenant, PARTNER, LASTING_PARTNERS, 4).map(place => partner(tenant.world, place))

function withSynchronization(row: GraphObject, tenant: Tenant): GraphObject {
  const identitySynchronization = synchronization(row, tenant)
  return identitySynchronization ? { ...row, identitySynchronization } : row
}

export const crossTenantResources: readonly Resource[] = [
  single({
    name: 'cross_tenant_access_policy',
    path: '/policies/crossTenantAccessPolicy',
    schema: organisationSchema,
    type: 'crossTenantAccessPolicy',
    row: policy,
  }),
  single({
    name: 'cross_tenant_access_default',
    path: '/policies/crossTenantAccessPolicy/default',
    schema: organisationSchema,
    type: 'crossTenantAccessPolicyConfigurationDefault',
    row: defaults,
  }),
  list({
    name: 'cross_tenant_access_partners',
    path: '/policies/crossTenantAccessPolicy/partners',
    schema: organisationSchema,
    type: 'crossTenantAccessPolicyConfigurationPartner',
    options: ['$select', '$expand'],
    expand: { identitySynchronization: synchronization },
    rows: partners,
    truth: tenant => partners(tenant).map(row => withSynchronization(row, tenant)),
  }),
]
