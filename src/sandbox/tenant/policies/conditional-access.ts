// What conditional access policies refer to.
import type { GraphObject } from '../../api.ts'
import { pick, salt } from '../../random.ts'
import type { Resource } from '../../server/resource.ts'
import { COUNTRIES } from '../names.ts'
import type { Tenant } from '../tenant.ts'
import type { World } from '../world.ts'
import {
  authenticationContextId,
  LASTING_CONTEXTS,
  LASTING_LOCATIONS,
  LASTING_STRENGTHS,
  namedLocationId,
} from './ids.ts'
import { list, PREMIUM, READ_METHODS } from './outlines.ts'
import { strength } from './strengths.ts'
import { edited, type Place, turnover } from './turnover.ts'

const LOCATION = salt('namedLocationRow')
const CONTEXT = salt('authenticationContextRow')
const STRENGTH = salt('authenticationStrengthRow')

const cidr = (type: string, cidrAddress: string): GraphObject => ({
  '@odata.type': `#microsoft.graph.${type}`,
  cidrAddress,
})

function ipLocation(place: Place): GraphObject {
  const { index } = place
  const { city } = pick(COUNTRIES, index)
  const ranges = [
    cidr('iPv4CidrRange', `198.51.${index % 256}.0/${24 + (index % 5)}`),
    cidr('iPv6CidrRange', `2001:db8:${index.toString(16)}::/48`),
    {
      '@odata.type': '#microsoft.graph.iPv4Range',
      lowerAddress: `203.0.113.${index % 128}`,
      upperAddress: `203.0.113.${128 + (index % 128)}`,
    },
  ]
  return {
    '@odata.type': '#microsoft.graph.ipNamedLocation',
    displayName: edited(`Office ${city}`, place),
    ipRanges: ranges.slice(0, 1 + (index % 3)),
    isTrusted: index % 4 === 1,
  }
}

function countryLocation(place: Place): GraphObject {
  const { index } = place
  const codes = COUNTRIES.map(({ code }) => code)
  return {
    '@odata.type': '#microsoft.graph.countryNamedLocation',
    displayName: edited(index === 0 ? 'Countries with staff' : `Travel list ${index}`, place),
    countriesAndRegions: index === 0 ? codes : codes.slice(0, 1 + (index % codes.length)),
    countryLookupMethod: pick(['clientIpAddress', 'authenticatorAppGps'], index >>> 1),
    includeUnknownCountriesAndRegions: index % 4 === 2,
  }
}

function location(world: World, place: Place): GraphObject {
  const { index, created, modified } = place
  return {
    id: namedLocationId(world, index),
    deletedDateTime: null,
    createdDateTime: created,
    modifiedDateTime: modified ?? null,
    ...(index % 2 === 0 ? countryLocation(place) : ipLocation(place)),
  }
}

const CONTEXTS = ['Confidential sites', 'Privileged roles', 'Payroll', 'Source code'] as const

function context(place: Place): GraphObject {
  const { index } = place
  return {
    id: authenticationContextId(index),
    displayName: `${pick(CONTEXTS, index)} ${index + 1}`,
    description: index % 3 === 2 ? null : edited(`Asked for by ${pick(CONTEXTS, index)}`, place),
    isAvailable: index % 4 !== 3,
  }
}

/** Ids end at c99: those of contexts that are gone are given out again. */
function contexts(tenant: Tenant): GraphObject[] {
  const reused = 99 - LASTING_CONTEXTS
  return turnover(tenant, CONTEXT, LASTING_CONTEXTS, 2).map(place => {
    const { index } = place
    const again = LASTING_CONTEXTS + ((index - LASTING_CONTEXTS) % reused)
    return context(index < LASTING_CONTEXTS ? place : { ...place, index: again })
  })
}

/** Built-in strengths never change. */
function strengths(tenant: Tenant): GraphObject[] {
  return turnover(tenant, STRENGTH, LASTING_STRENGTHS, 2).map(place => strength(tenant.world, place))
}

export const conditionalAccessResources: readonly Resource[] = [
  list({
    name: 'named_locations',
    path: '/identity/conditionalAccess/namedLocations',
    type: 'namedLocation',
    derived: ['ipNamedLocation', 'countryNamedLocation'],
    family: 'protection',
    application: ['Policy.Read.All', 'Policy.Read.ConditionalAccess'],
    delegated: ['Policy.Read.All', 'Policy.Read.ConditionalAccess'],
    licence: PREMIUM,
    options: ['$select', '$count', '$orderby'],
    rows: tenant =>
      turnover(tenant, LOCATION, LASTING_LOCATIONS, 3).map(place => location(tenant.world, place)),
  }),
  list({
    name: 'authentication_contexts',
    path: '/identity/conditionalAccess/authenticationContextClassReferences',
    type: 'authenticationContextClassReference',
    application: ['AuthenticationContext.Read.All', 'Policy.Read.ConditionalAccess'],
    delegated: ['AuthenticationContext.Read.All', 'Policy.Read.ConditionalAccess'],
    licence: PREMIUM,
    rows: contexts,
  }),
  list({
    name: 'authentication_strengths',
    path: '/policies/authenticationStrengthPolicies',
    type: 'authenticationStrengthPolicy',
    application: READ_METHODS,
    delegated: READ_METHODS,
    licence: PREMIUM,
    rows: strengths,
  }),
]
