// The rounds of access reviews, and what is decided in them from the first day until the decisions are applied.
import type { GraphObject } from '../../api.ts'
import { guid, hash, pick, salt } from '../../random.ts'
import { stamp, today } from '../roles/timeline.ts'
import type { Tenant } from '../tenant.ts'
import type { World } from '../world.ts'
import { userIdentity, userNumber } from './identities.ts'
import { reviewers, reviewKind } from './review-scopes.ts'
import {
  definitionId,
  definitionNumber,
  definitionNumbers,
  fallbackReviewers,
  type Round,
  roundsOf,
} from './reviews.ts'

const INSTANCE = salt('accessReviewInstance')
const DECISION = salt('accessReviewDecision')
const PRINCIPAL = salt('accessReviewPrincipal')
const NOBODY = { id: '00000000-0000-0000-0000-000000000000', displayName: '', userPrincipalName: '' }

const roundNumber = ({ definition, place }: Round): number => definition * 1024 + place

export const instanceId = (world: World, round: Round): string =>
  guid(world.seed, INSTANCE, roundNumber(round))

/** A round ends, its decisions are taken over the next day, and then it is settled. */
function roundStatus(tenant: Tenant, { end }: Round): string {
  if (today(tenant) < end) return 'InProgress'
  return today(tenant) === end ? 'Completing' : 'Applied'
}

function instanceRow(tenant: Tenant, round: Round): GraphObject {
  const { definition, start, end } = round
  return {
    id: instanceId(tenant.world, round),
    startDateTime: stamp(tenant.world, start),
    endDateTime: stamp(tenant.world, end),
    status: roundStatus(tenant, round),
    scope: reviewKind(definition).scope(tenant, definition),
    reviewers: reviewers(tenant, definition),
    fallbackReviewers: fallbackReviewers(tenant, definition),
  }
}

/** The rounds of a series; undefined if there is no such series. */
function roundsOfId(tenant: Tenant, id: string): Round[] | undefined {
  const definition = definitionNumber(tenant, id)
  return definition === undefined ? undefined : roundsOf(tenant, definition)
}

export function accessReviewInstances(
  tenant: Tenant,
  [id = '']: readonly string[],
): GraphObject[] | undefined {
  return roundsOfId(tenant, id)?.map(round => instanceRow(tenant, round))
}

/** The principals of a round are the same in every round of its series, so that one shows up once in each. */
function principalNumber({ world }: Tenant, { definition }: Round, place: number): number {
  return (hash(world.seed, PRINCIPAL, definition) % 100_000) + place
}

const DECISIONS = ['Approve', 'Approve', 'Deny', 'DontKnow', 'Approve'] as const

interface Verdict {
  readonly decision: string
  /** The day it was given; undefined while nobody has. */
  readonly day: number | undefined
}

/** One decision is given each day; those that come after the end of the round are never given. */
function verdict(tenant: Tenant, { definition, start, end, place: round }: Round, place: number): Verdict {
  const day = start + 0.5 + place
  if (day >= end || today(tenant) < day) return { decision: 'NotReviewed', day: undefined }
  return { decision: pick(DECISIONS, definition + round + place), day }
}

function application(tenant: Tenant, round: Round, { decision, day }: Verdict): GraphObject {
  if (roundStatus(tenant, round) !== 'Applied')
    return { applyResult: 'New', appliedBy: NOBODY, appliedDateTime: null }
  const skipped = day === undefined || decision === 'DontKnow'
  return {
    applyResult: skipped ? 'ApplyNotSupported' : 'AppliedSuccessfully',
    appliedBy: skipped ? NOBODY : userIdentity(tenant, userNumber(tenant, round.definition)),
    appliedDateTime: stamp(tenant.world, round.end + 0.75),
  }
}

const WITH_RECOMMENDATIONS = ['Approve', 'Deny', 'NoInfoAvailable'] as const

function decisionRow(tenant: Tenant, round: Round, place: number): GraphObject {
  const { world } = tenant
  const { definition } = round
  const kind = reviewKind(definition)
  const given = verdict(tenant, round, place)
  const principal = kind.principal(tenant, principalNumber(tenant, round, place))
  const reviewer = userIdentity(tenant, userNumber(tenant, definition + 5))
  return {
    id: guid(world.seed, DECISION, roundNumber(round) * 64 + place),
    accessReviewId: instanceId(world, round),
    decision: given.decision,
    justification: given.day === undefined || place % 3 === 1 ? null : `${given.decision} by the owner`,
    recommendation: definition % 3 === 1 ? null : pick(WITH_RECOMMENDATIONS, definition + place),
    reviewedBy: given.day === undefined ? NOBODY : reviewer,
    reviewedDateTime: given.day === undefined ? null : stamp(world, given.day),
    ...application(tenant, round, given),
    principal,
    principalLink: `https://graph.microsoft.com/v1.0/${kind.principalPath}/${principal.id}`,
    resource: kind.resource(tenant, definition),
    resourceLink: kind.resourceLink(tenant, definition),
  }
}

export function accessReviewDecisions(
  tenant: Tenant,
  [id = '', instance = '']: readonly string[],
): GraphObject[] | undefined {
  const round = roundsOfId(tenant, id)?.find(one => instanceId(tenant.world, one) === instance)
  const count = round && Math.min(tenant.world.users, 4 + (round.definition % 5))
  return round && Array.from({ length: count ?? 0 }, (_, place) => decisionRow(tenant, round, place))
}

/** The ids of the series and of each of its rounds. */
export function* roundIds(tenant: Tenant): Generator<readonly string[]> {
  for (const definition of definitionNumbers(tenant)) {
    for (const round of roundsOf(tenant, definition))
      yield [definitionId(tenant.world, definition), instanceId(tenant.world, round)]
  }
}

export function* seriesIds(tenant: Tenant): Generator<readonly string[]> {
  for (const definition of definitionNumbers(tenant)) yield [definitionId(tenant.world, definition)]
}
