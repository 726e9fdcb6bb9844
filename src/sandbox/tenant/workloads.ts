import type { GraphObject } from '../api.ts'
import { makeApplication } from './applications.ts'
import { makeServicePrincipal } from './directory/service-principals.ts'
import type { World } from './world.ts'

/** A secret or certificate, as logs and reports name it. */
export interface Credential {
  readonly keyId: string
  readonly type: 'clientSecret' | 'certificate'
  readonly startDateTime: unknown
  readonly endDateTime: unknown
}

/** A service principal of the start, and what it signs in with. */
export interface Workload {
  readonly servicePrincipalId: string
  readonly appId: string
  readonly displayName: string
  /** Where a managed identity lives in Azure. */
  readonly azureResource: string | undefined
  readonly credentials: readonly Credential[]
}

const WANTED: ReadonlySet<string> = new Set(['id', 'appId', 'displayName', 'alternativeNames'])
const known = new WeakMap<World, Map<number, Workload>>()

/** Service principal number `index` of the start; remembered, since logs name few of them often. */
export function workload(world: World, index: number): Workload {
  const made = known.get(world) ?? new Map<number, Workload>()
  known.set(world, made)
  const found = made.get(index) ?? makeWorkload(world, index)
  made.set(index, found)
  return found
}

/** Applications have the same numbers as their service principals. */
function makeWorkload(world: World, index: number): Workload {
  const principal = makeServicePrincipal(world, index, WANTED)
  const { id, appId, displayName, alternativeNames } = principal
  const holder = index < world.applications ? makeApplication(world, index) : principal
  return {
    servicePrincipalId: String(id),
    appId: String(appId),
    displayName: String(displayName),
    azureResource: Array.isArray(alternativeNames) ? alternativeNames[1] : undefined,
    credentials: credentialsOf(holder),
  }
}

/** The secrets and certificates of an application or a service principal. */
export function credentialsOf(holder: GraphObject): Credential[] {
  return [
    ...objects(holder.passwordCredentials).map(given => credential(given, 'clientSecret')),
    ...objects(holder.keyCredentials).map(given => credential(given, 'certificate')),
  ]
}

function credential(given: GraphObject, type: Credential['type']): Credential {
  const { keyId, startDateTime, endDateTime } = given
  return { keyId: String(keyId), type, startDateTime, endDateTime }
}

/** The elements of a list of objects; none for anything else. */
const objects = (list: unknown): readonly GraphObject[] => (Array.isArray(list) ? list : [])
