// What applications may have and may be granted.
import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import type { Resource } from '../../server/resource.ts'
import type { Tenant } from '../tenant.ts'
import { daysBefore, SALTS, type World } from '../world.ts'
import { list, single } from './outlines.ts'
import { daysPassed, edited, type Place, turnover } from './turnover.ts'

const RESTRICTION = salt('appManagementPolicy')
const GRANT = salt('permissionGrantPolicy')
const CONDITIONS = salt('permissionGrantConditions')
const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000'

const exempt = (world: World, index: number): GraphObject => ({
  customSecurityAttributes: [
    {
      '@odata.type': '#microsoft.graph.customSecurityAttributeStringValueExemption',
      id: 'Engineering_Project',
      operator: 'equals',
      value: pick(['Baker', 'Cascade'], index + (world.seed & 1)),
    },
  ],
})

function credentials(world: World, index: number, kinds: readonly [string, ...string[]]): GraphObject[] {
  return kinds.map((restrictionType, j) => ({
    restrictionType,
    state: (index + j) % 3 === 2 ? 'disabled' : 'enabled',
    maxLifetime: restrictionType.endsWith('Lifetime') ? `P${30 * (1 + (index % 12))}D` : null,
    restrictForAppsCreatedAfterDateTime: daysBefore(world, 700 - index),
    excludeActors: (index + j) % 2 === 0 ? null : exempt(world, index),
  }))
}

const PASSWORDS = ['passwordAddition', 'passwordLifetime', 'customPasswordAddition'] as const
const KEYS = ['asymmetricKeyLifetime'] as const

const limits = (world: World, index: number): GraphObject => ({
  passwordCredentials: credentials(world, index, PASSWORDS),
  keyCredentials: credentials(world, index, KEYS),
})

function identifierUris(world: World, index: number): GraphObject {
  const restriction = {
    excludeActors: exempt(world, index),
    excludeAppsReceivingV2Tokens: true,
    excludeSaml: index % 2 === 0,
    isStateSetByMicrosoft: index % 2 === 1,
    restrictForAppsCreatedAfterDateTime: daysBefore(world, 365),
    state: 'enabled',
  }
  return { nonDefaultUriAddition: restriction, uriAdditionWithoutUniqueTenantIdentifier: restriction }
}

function defaultPolicy(tenant: Tenant): GraphObject {
  const { world } = tenant
  const day = daysPassed(tenant)
  return {
    id: '00000000-0000-0000-0000-000000000000',
    deletedDateTime: null,
    displayName: 'Default app management tenant policy',
    description: 'Default tenant policy that enforces app management restrictions.',
    isEnabled: true,
    applicationRestrictions: { ...limits(world, day), identifierUris: identifierUris(world, 0) },
    servicePrincipalRestrictions: limits(world, day + 1),
  }
}

function restrictions(world: World, place: Place): GraphObject {
  const { index } = place
  const own = {
    ...limits(world, index),
    applicationRestrictions: { identifierUris: identifierUris(world, index) },
  }
  return {
    id: guid(world.seed, RESTRICTION, index),
    deletedDateTime: null,
    displayName: `Credentials, class ${index + 1}`,
    description: index % 3 === 2 ? null : edited('Stricter than the default', place),
    isEnabled: index % 4 !== 3,
    ...(index % 5 === 4 ? {} : { restrictions: own }),
  }
}

const BUILT_IN_GRANTS = [
  'microsoft-all-application-permissions',
  'microsoft-application-admin',
  'microsoft-dynamically-managed-permissions-for-chat',
  'microsoft-user-default-legacy',
  'microsoft-user-default-low',
]
const LASTING_GRANTS = BUILT_IN_GRANTS.length + 3

function grantPolicy(world: World, place: Place): GraphObject {
  const { index } = place
  const builtIn = BUILT_IN_GRANTS[index]
  return {
    id: builtIn ?? `consent-${guid(world.seed, GRANT, index).slice(0, 8)}`,
    deletedDateTime: null,
    displayName: builtIn?.replaceAll('-', ' ') ?? `Consent of team ${index}`,
    description: index % 4 === 3 ? null : edited('Permissions that may be consented to', place),
  }
}

/** Condition sets of the policy with this id: always the same for one id. */
function conditionSets(world: World, policyId: string, relation: 'includes' | 'excludes'): GraphObject[] {
  const dice = salt(policyId + relation)
  const count = relation === 'includes' ? 1 + (dice % 2) : dice % 3
  return Array.from({ length: count }, (_, j) => {
    const named = (dice + j) % 3 === 0
    return {
      id: guid(world.seed, CONDITIONS, (dice + j) >>> 1),
      permissionType: pick(['delegated', 'application', 'delegatedUserConsentable'], dice + j),
      permissionClassification: pick(['low', 'all'], (dice >>> 4) + j),
      resourceApplication: named ? GRAPH_APP_ID : 'any',
      permissions: named ? ['df021288-bdef-4463-88db-98f22de89214'] : ['all'],
      clientApplicationIds: named
        ? [guid(world.seed, SALTS.appIds, (dice >>> 6) % world.applications)]
        : ['all'],
      clientApplicationPublisherIds: ['all'],
      clientApplicationTenantIds: named ? [world.tenantId] : ['all'],
      clientApplicationsFromVerifiedPublisherOnly: (dice + j) % 2 === 0,
    }
  })
}

const related =
  (relation: 'includes' | 'excludes') =>
  (row: GraphObject, { world }: Tenant): GraphObject[] =>
    conditionSets(world, String(row.id), relation)

const includes = related('includes')
const excludes = related('excludes')

const grantPolicies = (tenant: Tenant): GraphObject[] =>
  turnover(tenant, GRANT, LASTING_GRANTS, 2).map(place => grantPolicy(tenant.world, place))

const GRANT_READERS = ['Policy.Read.PermissionGrant', 'Policy.ReadWrite.PermissionGrant']

export const appManagementResources: readonly Resource[] = [
  single({
    name: 'default_app_management_policy',
    path: '/policies/defaultAppManagementPolicy',
    type: 'tenantAppManagementPolicy',
    row: defaultPolicy,
  }),
  list({
    name: 'app_management_policies',
    path: '/policies/appManagementPolicies',
    type: 'appManagementPolicy',
    rows: tenant => turnover(tenant, RESTRICTION, 5, 2).map(place => restrictions(tenant.world, place)),
  }),
  list({
    name: 'permission_grant_policies',
    path: '/policies/permissionGrantPolicies',
    type: 'permissionGrantPolicy',
    application: GRANT_READERS,
    delegated: GRANT_READERS,
    options: ['$select', '$expand'],
    expand: { includes, excludes },
    rows: grantPolicies,
    truth: tenant =>
      grantPolicies(tenant).map(row => ({
        ...row,
        includes: includes(row, tenant),
        excludes: excludes(row, tenant),
      })),
  }),
]
