// Who may get an access package, for how long, and whose consent it takes.
import type { GraphObject } from '../../api.ts'
import { guid, guidIndex, pick, salt } from '../../random.ts'
import { stamp } from '../roles/timeline.ts'
import type { Tenant } from '../tenant.ts'
import { groupId, servicePrincipalId, userId, type World } from '../world.ts'
import { connectedOrganizationId } from './organizations.ts'
import { accessPackageId, accessPackageNumbers, catalogOf, changedAt, packageDay } from './packages.ts'

const POLICY = salt('accessPackagePolicy')

/** The id of a policy of an access package, of which there are one or two. */
export const accessPackagePolicyId = (world: World, accessPackage: number, place = 0): string =>
  guid(world.seed, POLICY, accessPackage * 2 + place)

export const policiesPerPackage = (accessPackage: number): number => (accessPackage % 2 === 0 ? 2 : 1)

const subject = (type: string, more: GraphObject): GraphObject => ({
  '@odata.type': `#microsoft.graph.${type}`,
  ...more,
})

/** A set of people, or a service principal, of one of the kinds that there are. */
function subjectSet(world: World, n: number): GraphObject {
  const sets = [
    subject('singleUser', { userId: userId(world, n % world.users), description: null }),
    subject('groupMembers', { groupId: groupId(world, n % world.groups), description: 'Members' }),
    subject('requestorManager', { managerLevel: 1 + (n % 2) }),
    subject('connectedOrganizationMembers', {
      connectedOrganizationId: connectedOrganizationId(world, n % 7),
      description: null,
    }),
    subject('internalSponsors', {}),
    subject('externalSponsors', {}),
    subject('singleServicePrincipal', {
      servicePrincipalId: servicePrincipalId(world, n % world.applications),
      description: null,
    }),
    subject('targetManager', { managerLevel: 1 }),
    subject('identityGovernance.ruleBasedSubjectSet', { rule: '(user.department -eq "Sales")' }),
  ] as const
  return pick(sets, n)
}

function approvalSettings(world: World, n: number): GraphObject {
  const required = n % 3 !== 1
  const stage = {
    durationBeforeAutomaticDenial: 'P14D',
    durationBeforeEscalation: n % 2 === 0 ? 'P3D' : null,
    isApproverJustificationRequired: n % 2 === 0,
    isEscalationEnabled: n % 2 === 0,
    approverInformationVisibility: 'default',
    primaryApprovers: [subjectSet(world, n % 3)],
    fallbackPrimaryApprovers: [],
    escalationApprovers: n % 2 === 0 ? [subjectSet(world, 4)] : [],
    fallbackEscalationApprovers: [],
  }
  return {
    isApprovalRequiredForAdd: required,
    isApprovalRequiredForUpdate: false,
    isRequestorJustificationRequired: required,
    stages: required ? [stage] : [],
  }
}

const requestorSettings = (world: World, n: number): GraphObject => ({
  allowCustomAssignmentSchedule: n % 2 === 0,
  enableOnBehalfRequestorsToAddAccess: n % 4 === 0,
  enableOnBehalfRequestorsToRemoveAccess: false,
  enableOnBehalfRequestorsToUpdateAccess: false,
  enableTargetsToSelfAddAccess: true,
  enableTargetsToSelfRemoveAccess: true,
  enableTargetsToSelfUpdateAccess: n % 3 === 0,
  onBehalfRequestors: n % 4 === 0 ? [subjectSet(world, 2)] : [],
})

const reviewSettings = (tenant: Tenant, n: number): GraphObject => ({
  isEnabled: true,
  expirationBehavior: pick(['keepAccess', 'removeAccess', 'acceptAccessRecommendation'], n),
  isRecommendationEnabled: true,
  isReviewerJustificationRequired: n % 2 === 0,
  isSelfReview: n % 4 === 2,
  schedule: {
    startDateTime: stamp(tenant.world, -100),
    expiration: { duration: 'P25D', endDateTime: null, type: 'afterDuration' },
    recurrence: {
      pattern: {
        type: 'absoluteMonthly',
        interval: 3,
        month: 0,
        dayOfMonth: 0,
        daysOfWeek: [],
        firstDayOfWeek: 'sunday',
        index: 'first',
      },
      range: {
        type: 'noEnd',
        numberOfOccurrences: 0,
        recurrenceTimeZone: null,
        startDate: stamp(tenant.world, -100).slice(0, 10),
        endDate: null,
      },
    },
  },
  primaryReviewers: [subjectSet(tenant.world, n % 3)],
  fallbackReviewers: [],
})

function expiration(world: World, n: number): GraphObject {
  if (n % 3 === 0) return { type: 'noExpiration', duration: null, endDateTime: null }
  if (n % 3 === 1) return { type: 'afterDuration', duration: 'P365D', endDateTime: null }
  return { type: 'afterDateTime', duration: null, endDateTime: stamp(world, 200 + n) }
}

const TARGETS = [
  'allMemberUsers',
  'specificDirectoryUsers',
  'specificConnectedOrganizationUsers',
  'notSpecified',
  'allExternalUsers',
] as const

function policy(tenant: Tenant, accessPackage: number, place: number): GraphObject {
  const { world } = tenant
  const n = accessPackage * 2 + place
  const automatic = n % 6 === 4
  const made = packageDay(accessPackage)
  return {
    id: accessPackagePolicyId(world, accessPackage, place),
    displayName: place === 0 ? 'Initial policy' : 'Second policy',
    description: n % 5 === 0 ? null : `Policy ${place + 1}`,
    allowedTargetScope: automatic ? 'specificDirectoryUsers' : pick(TARGETS, n),
    specificAllowedTargets: automatic ? [subjectSet(world, 8)] : n % 2 === 0 ? [] : [subjectSet(world, n)],
    automaticRequestSettings: automatic
      ? {
          gracePeriodBeforeAccessRemoval: 'P7D',
          removeAccessWhenTargetLeavesAllowedTargets: true,
          requestAccessForAllowedTargets: true,
        }
      : null,
    expiration: expiration(world, n),
    notificationSettings: n % 4 === 1 ? null : { isAssignmentNotificationDisabled: n % 3 === 0 },
    requestApprovalSettings: automatic ? null : approvalSettings(world, n),
    requestorSettings: automatic ? null : requestorSettings(world, n),
    reviewSettings: n % 3 === 2 ? null : reviewSettings(tenant, n),
    createdDateTime: stamp(world, made),
    modifiedDateTime: changedAt(tenant, n, 12, made),
  }
}

export function accessPackagePolicies(tenant: Tenant): GraphObject[] {
  return accessPackageNumbers(tenant).flatMap(accessPackage =>
    Array.from({ length: policiesPerPackage(accessPackage) }, (_, place) =>
      policy(tenant, accessPackage, place),
    ),
  )
}

const packageOfPolicy = (row: GraphObject, { world }: Tenant): number =>
  guidIndex(world.seed, POLICY, String(row.id)) >>> 1

/** The relations of a policy that Microsoft Graph expands. */
export const policyRelations = {
  accessPackage: (row: GraphObject, tenant: Tenant): GraphObject => ({
    id: accessPackageId(tenant.world, packageOfPolicy(row, tenant)),
  }),
  catalog: (row: GraphObject, tenant: Tenant): GraphObject =>
    catalogOf(tenant.world, packageOfPolicy(row, tenant)),
}
