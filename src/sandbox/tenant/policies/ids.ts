import { guid, salt } from '../../random.ts'
import type { World } from '../world.ts'

const NAMED_LOCATION = salt('namedLocation')
const STRENGTH = salt('authenticationStrength')
const AGREEMENT = salt('agreement')
const PARTNER_TENANT = salt('partnerTenant')

/** The named locations that stay: the first, third, … are countries, the others ranges of addresses. */
export const LASTING_LOCATIONS = 8
export const LASTING_AGREEMENTS = 4

/** Strengths that every tenant has, under the same ids everywhere. */
export const BUILT_IN_STRENGTHS = [
  '00000000-0000-0000-0000-000000000002',
  '00000000-0000-0000-0000-000000000003',
  '00000000-0000-0000-0000-000000000004',
] as const
export const LASTING_STRENGTHS = BUILT_IN_STRENGTHS.length + 4

/** Authentication contexts that stay are c1 to c6. */
export const LASTING_CONTEXTS = 6

export const namedLocationId = (world: World, index: number): string =>
  guid(world.seed, NAMED_LOCATION, index)

export const authenticationStrengthId = (world: World, index: number): string =>
  BUILT_IN_STRENGTHS[index] ?? guid(world.seed, STRENGTH, index)

export const agreementId = (world: World, index: number): string => guid(world.seed, AGREEMENT, index)

export const authenticationContextId = (index: number): string => `c${index + 1}`

/** Tenants of others: partners, customers, members of the same multitenant organization. */
export const partnerTenantId = (world: World, index: number): string =>
  guid(world.seed, PARTNER_TENANT, index)
