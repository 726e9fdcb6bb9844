// Policies whose definition is JSON within a text.
import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import type { Resource } from '../../server/resource.ts'
import { INITIAL_DOMAIN, PARTNERS } from '../names.ts'
import type { World } from '../world.ts'
import { list } from './outlines.ts'
import { edited, type Place, turnover } from './turnover.ts'

type Content = (place: Place) => GraphObject

const claimsMapping: Content = ({ index, edits }) => ({
  ClaimsMappingPolicy: {
    Version: 1,
    IncludeBasicClaimSet: index % 2 === 0 ? 'true' : 'false',
    ClaimsSchema: [
      { Source: 'user', ID: pick(['employeeid', 'department', 'country'], index), JwtClaimType: 'name' },
      { Source: 'user', ID: `extensionattribute${1 + (edits % 15)}`, JwtClaimType: 'cost"centre' },
    ],
  },
})

const tokenLifetime: Content = ({ index, edits }) => ({
  TokenLifetimePolicy: { Version: 1, AccessTokenLifetime: `0${1 + (index % 8)}:${10 + (edits % 50)}:00` },
})

const tokenIssuance: Content = ({ index }) => ({
  TokenIssuancePolicy: {
    Version: 1,
    SigningAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    TokenResponseSigningPolicy: pick(['TokenOnly', 'ResponseOnly', 'ResponseAndToken'], index),
    SamlTokenVersion: '2.0',
  },
})

const homeRealm: Content = ({ index }) => ({
  HomeRealmDiscoveryPolicy: {
    AccelerateToFederatedDomain: index % 2 === 0,
    PreferredDomain: index % 3 === 0 ? INITIAL_DOMAIN : pick(PARTNERS, index),
    AllowCloudPasswordValidation: index % 2 === 1,
  },
})

const activityTimeout: Content = ({ index, edits }) => ({
  ActivityBasedTimeoutPolicy: {
    Version: 1,
    ApplicationPolicies: [
      { ApplicationId: 'default', WebSessionIdleTimeout: `0${1 + (index % 6)}:${10 + (edits % 50)}:00` },
    ],
  },
})

/** One in three is without a description; the second is the default of the organisation. */
function policy(world: World, salted: number, title: string, place: Place, content: Content): GraphObject {
  const { index } = place
  return {
    id: guid(world.seed, salted, index),
    deletedDateTime: null,
    displayName: `${title} ${index + 1}`,
    description: index % 3 === 0 ? null : edited(`${title} for ${pick(PARTNERS, index)}`, place),
    definition: [JSON.stringify(content(place))],
    ...(index % 4 === 3 ? {} : { isOrganizationDefault: index === 1 }),
  }
}

function definitions(
  name: string,
  segment: string,
  title: string,
  lasting: number,
  content: Content,
): Resource {
  const salted = salt(name)
  return list({
    name,
    path: `/policies/${segment}`,
    type: segment.replace(/ies$/, 'y'),
    rows: tenant =>
      turnover(tenant, salted, lasting, 2).map(place => policy(tenant.world, salted, title, place, content)),
  })
}

export const definitionResources: readonly Resource[] = [
  definitions('claims_mapping_policies', 'claimsMappingPolicies', 'Claims', 6, claimsMapping),
  definitions('token_lifetime_policies', 'tokenLifetimePolicies', 'Token lifetime', 4, tokenLifetime),
  definitions('token_issuance_policies', 'tokenIssuancePolicies', 'Token issuance', 4, tokenIssuance),
  definitions('home_realm_discovery_policies', 'homeRealmDiscoveryPolicies', 'Home realm', 4, homeRealm),
  definitions(
    'activity_based_timeout_policies',
    'activityBasedTimeoutPolicies',
    'Idle time-out',
    4,
    activityTimeout,
  ),
]
