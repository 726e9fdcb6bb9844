import type { GraphObject } from '../../api.ts'
import { guid, guidIndex, salt } from '../../random.ts'
import { bits, SALTS, servicePrincipalId, userId, type World } from '../world.ts'
import { doubleId, guidOf } from './ids.ts'
import { SERVICES } from './microsoft.ts'

const GRANT = salt('permissionGrant')

/** Who consented to what; without a user, everybody. */
export interface Consent {
  readonly clientId: string
  readonly principalId: string | null
  readonly scope: string
}

const CONSENTED = SERVICES.map((service, index) => ({ index, scopes: service.scopes })).filter(
  ({ scopes }) => scopes.length > 0,
)

/** Microsoft Graph for most. */
const serviceOf = (index: number): number =>
  index % 7 === 3 ? (CONSENTED[Math.floor(index / 7) % CONSENTED.length]?.index ?? 0) : 0

/** Scopes for a consent: with spaces between, and now and then with one before the first. */
export function drawScopes(index: number, dice: number): string {
  const { scopes } = SERVICES[serviceOf(index)] ?? SERVICES[0]
  const drawn = scopes.filter((_, place) => place === dice % scopes.length || (dice >>> place) % 3 === 0)
  return (dice % 4 === 0 ? ' ' : '') + drawn.map(scope => scope.value).join(' ')
}

/** The id ends in the resource's, as Graph's do. */
export function grantId(world: World, index: number): string {
  const own = guid(world.seed, SALTS.oauth2PermissionGrants, index)
  return doubleId(own, servicePrincipalId(world, world.applications + serviceOf(index)))
}

/** The number of the consent with this id, or -1. */
export function grantIndex(world: World, id: string): number {
  if (id.length !== 43) return -1
  const bytes = Buffer.from(id, 'base64url')
  const index = guidIndex(world.seed, SALTS.oauth2PermissionGrants, guidOf(bytes.subarray(0, 16)))
  return index >= 0 && grantId(world, index) === id ? index : -1
}

/** The consent number `index` of the start: one per application at most, for everybody or for one user. */
export function makeGrant(world: World, index: number, only?: ReadonlySet<string>): GraphObject {
  const dice = bits(world, GRANT, index)
  return consentRow(world, index, {
    clientId: servicePrincipalId(world, index % world.applications),
    principalId: index % 5 < 2 ? null : userId(world, dice % world.users),
    scope: only?.has('scope') === false ? '' : drawScopes(index, dice >>> 2),
  })
}

/** The row of a consent; its number decides about the service. */
export function consentRow(world: World, index: number, consent: Consent): GraphObject {
  const { clientId, principalId, scope } = consent
  return {
    id: grantId(world, index),
    clientId,
    consentType: principalId === null ? 'AllPrincipals' : 'Principal',
    principalId,
    resourceId: servicePrincipalId(world, world.applications + serviceOf(index)),
    scope: index % 19 === 18 ? null : scope,
  }
}
