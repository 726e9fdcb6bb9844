import type { GraphObject } from '../api.ts'
import { guid, pick, salt } from '../random.ts'
import { betaLogSchema } from '../schema/index.ts'
import { fill } from '../schema/values.ts'
import { policyId } from './policies.ts'
import { policyNames } from './sign-ins.ts'
import { atLeast, type Happening, type Timetable, writeMoment } from './timetable.ts'
import { type Workload, workload } from './workloads.ts'
import { bits, servicePrincipalId, type World } from './world.ts'

export type WorkloadSignInKind = 'sign_ins_service_principal' | 'sign_ins_managed_identity'

const NAME = {
  sign_ins_service_principal: salt('sign_ins_service_principal'),
  sign_ins_managed_identity: salt('sign_ins_managed_identity'),
} as const
const STORY = salt('workloadStory')
/** Of many applications, only the first this many sign in. */
const MOST_ACTIVE = 400
/** The policy on workloads: it is switched off. */
const WORKLOAD_POLICY = 7

/** Machines know no office hours: each hour has as many as any other. */
export function workloadSignInTimetable(world: World, kind: WorkloadSignInKind): Timetable {
  const perUser = kind === 'sign_ins_service_principal' ? 0.3 : 0.2
  const hourly = (world.users * perUser * world.activity) / 24
  return { seed: world.seed, name: NAME[kind], perHour: hour => atLeast(hour, hourly) }
}

export const workloadSignInId = (world: World, kind: WorkloadSignInKind, event: Happening): string =>
  guid(world.seed, NAME[kind] + event.moment.hour, event.k)

/** Managed identities sign in as such only. */
function whoSignsIn(world: World, kind: WorkloadSignInKind, dice: number): Workload {
  if (kind === 'sign_ins_managed_identity')
    return workload(world, world.servicePrincipals + ((dice >>> 6) % world.managedIdentities))
  return workload(world, (dice >>> 6) % Math.min(world.applications, MOST_ACTIVE))
}

/** A sign-in of a service principal with the properties of the beta; `only` names those that are wanted. */
export function makeWorkloadSignIn(
  world: World,
  kind: WorkloadSignInKind,
  event: Happening,
  changed: boolean,
  only?: ReadonlySet<string>,
): GraphObject {
  const { hour } = event.moment
  const dice = bits(world, STORY + NAME[kind], hour, event.k)
  const who = whoSignsIn(world, kind, dice)
  const source = { schema: betaLogSchema, seed: world.seed, before: world.start, sparse: 8 }
  return Object.assign(
    fill(source, 'signIn', dice ^ Math.imul(hour, 40503), 0, only),
    { id: workloadSignInId(world, kind, event), createdDateTime: writeMoment(event.moment) },
    subject(world, who),
    kind === 'sign_ins_managed_identity' ? managedIdentity(who, dice) : credential(who, dice),
    resource(world, dice),
    origin(world, dice),
    verdict(world, dice, changed),
  )
}

/** Nobody stands behind the sign-in: what names a user is empty. */
function subject(world: World, who: Workload): GraphObject {
  return {
    isInteractive: false,
    appId: who.appId,
    appDisplayName: who.displayName,
    appOwnerTenantId: world.tenantId,
    homeTenantId: world.tenantId,
    servicePrincipalId: who.servicePrincipalId,
    servicePrincipalName: who.displayName,
    userId: '',
    userDisplayName: '',
    userPrincipalName: '',
  }
}

function managedIdentity(who: Workload, dice: number): GraphObject {
  return {
    signInEventTypes: ['managedIdentity'],
    clientCredentialType: 'managedIdentity',
    servicePrincipalCredentialKeyId: who.credentials[0]?.keyId ?? '',
    managedServiceIdentity: {
      associatedResourceId: who.azureResource ?? null,
      federatedTokenId: null,
      federatedTokenIssuer: null,
      msiType: dice % 3 === 0 ? 'userAssigned' : 'systemAssigned',
    },
  }
}

/** An application without a secret of its own comes with a token of another issuer. */
function credential(who: Workload, dice: number): GraphObject {
  const used = who.credentials[(dice >>> 9) % Math.max(1, who.credentials.length)]
  const certificate = used?.type === 'certificate'
  return {
    signInEventTypes: ['servicePrincipal'],
    clientCredentialType: used?.type ?? 'federatedIdentityCredential',
    servicePrincipalCredentialKeyId: used?.keyId ?? '',
    servicePrincipalCredentialThumbprint: certificate ? used.keyId.replaceAll('-', '').toUpperCase() : '',
  }
}

const RESOURCES: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['Microsoft Graph', '00000003-0000-0000-c000-000000000000'],
  ['Microsoft Graph', '00000003-0000-0000-c000-000000000000'],
  ['Azure Key Vault', 'cfa8b339-82a2-471a-a3c9-0fc0be7a4093'],
  ['Azure Storage', 'e406a681-f3d4-42a8-90b6-c2b029497af1'],
]

function resource(world: World, dice: number): GraphObject {
  const [resourceDisplayName, resourceId] = pick(RESOURCES, dice >>> 12)
  return {
    resourceDisplayName,
    resourceId,
    resourceServicePrincipalId:
      resourceDisplayName === 'Microsoft Graph' ? servicePrincipalId(world, world.applications) : null,
    resourceTenantId: world.tenantId,
    correlationId: guid(world.seed, STORY, dice),
  }
}

interface Region {
  readonly city: string
  readonly country: string
  readonly latitude: number
  readonly longitude: number
}

const REGIONS: readonly [Region, ...Region[]] = [
  { city: 'Amsterdam', country: 'NL', latitude: 52.37, longitude: 4.9 },
  { city: 'Frankfurt am Main', country: 'DE', latitude: 50.11, longitude: 8.68 },
  { city: 'Boydton', country: 'US', latitude: 36.67, longitude: -78.39 },
]

function origin(world: World, dice: number): GraphObject {
  const { city, country, latitude, longitude } = pick(REGIONS, dice >>> 15)
  return {
    ipAddress: bits(world, STORY, dice) % 7 === 0 ? `2001:db8:1::${dice % 4096}` : `198.51.100.${dice % 256}`,
    location: {
      city,
      state: dice % 11 === 0 ? null : city,
      countryOrRegion: country,
      geoCoordinates: { altitude: null, latitude, longitude },
    },
  }
}

const FAILURES: readonly [readonly [number, string], ...(readonly [number, string])[]] = [
  [7000215, 'Invalid client secret provided.'],
  [7000222, 'The provided client secret keys are expired.'],
  [700016, 'The application was not found in the directory.'],
]

/** Status and policies; later more may be known. */
function verdict(world: World, dice: number, changed: boolean): GraphObject {
  const [errorCode, failureReason] = dice % 100 < 94 ? [0, 'Other.'] : pick(FAILURES, dice >>> 18)
  const policies = dice % 5 === 0 ? [workloadPolicy(world, dice, changed)] : []
  return {
    status: { errorCode, failureReason, additionalDetails: changed ? 'Token protection evaluated' : null },
    conditionalAccessStatus: changed ? 'success' : 'notApplied',
    appliedConditionalAccessPolicies: policies,
    riskState: dice % 71 === 0 ? (changed ? 'dismissed' : 'atRisk') : 'none',
    riskLevelAggregated: dice % 71 === 0 ? 'low' : 'none',
  }
}

function workloadPolicy(world: World, dice: number, changed: boolean): GraphObject {
  return {
    ...fill(
      { schema: betaLogSchema, seed: world.seed, before: world.start, sparse: 8 },
      'appliedConditionalAccessPolicy',
      dice,
      2,
    ),
    id: policyId(world, WORKLOAD_POLICY),
    displayName: policyNames(world)[WORKLOAD_POLICY] ?? null,
    enforcedGrantControls: ['Block'],
    enforcedSessionControls: [],
    result: changed ? 'notApplied' : 'notEnabled',
  }
}
