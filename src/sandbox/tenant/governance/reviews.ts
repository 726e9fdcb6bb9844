// Series of access reviews: what is reviewed, by whom and how often.
import type { GraphObject } from '../../api.ts'
import { guid, guidIndex, pick, salt } from '../../random.ts'
import { stamp, today } from '../roles/timeline.ts'
import type { Tenant } from '../tenant.ts'
import type { World } from '../world.ts'
import { userIdentity, userNumber } from './identities.ts'
import { reviewers, reviewKind } from './review-scopes.ts'

const DEFINITION = salt('accessReviewDefinition')
/** At the start; every fifth day brings one more. */
const FIRST = 9
/** Instances of a series that are still there. */
const KEPT = 4

/** Days between the starts of instances (0: there is one only), and how long one lasts. */
const RHYTHMS = [
  { every: 90, lasts: 14 },
  { every: 30, lasts: 10 },
  { every: 7, lasts: 3 },
  { every: 30, lasts: 14 },
  { every: 0, lasts: 21 },
  { every: 90, lasts: 14 },
] as const

const rhythm = (definition: number): { every: number; lasts: number } => pick(RHYTHMS, definition)

const madeOn = (definition: number): number =>
  definition < FIRST ? -200 + definition * 23 : (definition - FIRST + 1) * 5

const definitionCount = (tenant: Tenant): number => FIRST + Math.floor(today(tenant) / 5)

export const definitionId = (world: World, definition: number): string =>
  guid(world.seed, DEFINITION, definition)

/** The number of a series, or undefined for any other id. */
export function definitionNumber(tenant: Tenant, id: string): number | undefined {
  const index = guidIndex(tenant.world.seed, DEFINITION, id)
  return index >= 0 && index < definitionCount(tenant) ? index : undefined
}

/** One round of a series; days count from the tenant's start. */
export interface Round {
  readonly definition: number
  readonly place: number
  readonly start: number
  readonly end: number
}

/** The rounds of a series that have begun, oldest first; the first one begins a day after the series was made. */
export function roundsOf(tenant: Tenant, definition: number): Round[] {
  const { every, lasts } = rhythm(definition)
  const first = madeOn(definition) + 1
  if (first > today(tenant)) return []
  const last = every === 0 ? 0 : Math.floor((today(tenant) - first) / every)
  const oldest = Math.max(0, last - KEPT + 1)
  return Array.from({ length: last - oldest + 1 }, (_, i) => {
    const start = first + (oldest + i) * every
    return { definition, place: oldest + i, start, end: start + lasts }
  })
}

function seriesStatus(tenant: Tenant, definition: number): string {
  const latest = roundsOf(tenant, definition).at(-1)
  if (!latest) return 'NotStarted'
  return today(tenant) < latest.end
    ? 'InProgress'
    : rhythm(definition).every === 0
      ? 'Completed'
      : 'NotStarted'
}

function recurrence(world: World, definition: number): GraphObject | null {
  const { every } = rhythm(definition)
  if (every === 0) return null
  const weekly = every === 7
  const startDate = stamp(world, madeOn(definition) + 1).slice(0, 10)
  return {
    pattern: {
      type: weekly ? 'weekly' : 'absoluteMonthly',
      interval: weekly ? 1 : every / 30,
      month: 0,
      dayOfMonth: 0,
      daysOfWeek: weekly ? ['monday'] : [],
      firstDayOfWeek: 'sunday',
      index: 'first',
    },
    range: { type: 'noEnd', numberOfOccurrences: 0, recurrenceTimeZone: null, startDate, endDate: null },
  }
}

const insights = (definition: number): GraphObject[] => [
  {
    '@odata.type': '#microsoft.graph.userLastSignInRecommendationInsightSetting',
    recommendationLookBackDuration: 'P30D',
    signInScope: 'tenant',
  },
  ...(definition % 4 === 1
    ? [{ '@odata.type': '#microsoft.graph.groupPeerOutlierRecommendationInsightSettings' }]
    : []),
]

function settings(world: World, definition: number): GraphObject {
  const recommends = definition % 3 !== 1
  const guests = definition % 6 === 0
  return {
    mailNotificationsEnabled: true,
    reminderNotificationsEnabled: definition % 2 === 0,
    justificationRequiredOnApproval: true,
    defaultDecisionEnabled: definition % 2 === 1,
    defaultDecision: definition % 2 === 1 ? 'Deny' : 'None',
    instanceDurationInDays: rhythm(definition).lasts,
    autoApplyDecisionsEnabled: true,
    recommendationsEnabled: recommends,
    recommendationLookBackDuration: recommends ? 'P30D' : null,
    decisionHistoriesForReviewersEnabled: definition % 5 === 0,
    recurrence: recurrence(world, definition),
    applyActions: [
      {
        '@odata.type': `#microsoft.graph.${guests ? 'disableAndDeleteUserApplyAction' : 'removeAccessApplyAction'}`,
      },
    ],
    recommendationInsightSettings: recommends ? insights(definition) : [],
  }
}

/** One series in four has two stages. */
function stages(tenant: Tenant, definition: number): GraphObject[] {
  if (definition % 4 !== 2) return []
  return ['1', '2'].map((stageId, place) => ({
    stageId,
    dependsOn: place === 0 ? [] : ['1'],
    durationInDays: 1 + place,
    recommendationsEnabled: place === 0,
    decisionsThatWillMoveToNextStage: place === 0 ? ['NotReviewed', 'Approve'] : [],
    reviewers: reviewers(tenant, definition + place),
    fallbackReviewers: [],
    recommendationInsightSettings: [],
  }))
}

const recipient = (query: string): GraphObject => ({
  notificationTemplateType: 'CompletedAdditionalRecipients',
  notificationRecipientScope: {
    '@odata.type': '#microsoft.graph.accessReviewNotificationRecipientQueryScope',
    query,
    queryType: 'MicrosoftGraph',
    queryRoot: null,
  },
})

export const fallbackReviewers = (tenant: Tenant, definition: number): GraphObject[] =>
  definition % 3 === 0
    ? [
        {
          query: `/users/${userIdentity(tenant, userNumber(tenant, definition)).id}`,
          queryType: 'MicrosoftGraph',
          queryRoot: null,
        },
      ]
    : []

function definitionRow(tenant: Tenant, definition: number): GraphObject {
  const { world } = tenant
  const kind = reviewKind(definition)
  const creator = userIdentity(tenant, userNumber(tenant, definition))
  const latest = roundsOf(tenant, definition).at(-1)
  return {
    id: definitionId(world, definition),
    displayName: `${kind.name} ${definition + 1}`,
    descriptionForAdmins: definition % 4 === 3 ? null : `Review of: ${kind.name.toLowerCase()}`,
    descriptionForReviewers: definition % 3 === 2 ? null : 'Please look at each line.',
    createdBy: creator,
    createdDateTime: stamp(world, madeOn(definition)),
    lastModifiedDateTime: latest ? stamp(world, latest.start) : null,
    status: seriesStatus(tenant, definition),
    scope: kind.scope(tenant, definition),
    instanceEnumerationScope: kind.instanceScope?.(tenant, definition) ?? null,
    reviewers: reviewers(tenant, definition),
    fallbackReviewers: fallbackReviewers(tenant, definition),
    additionalNotificationRecipients: definition % 5 === 2 ? [recipient(`/users/${creator.id}`)] : [],
    settings: settings(world, definition),
    stageSettings: stages(tenant, definition),
  }
}

export const definitionNumbers = (tenant: Tenant): number[] =>
  Array.from({ length: definitionCount(tenant) }, (_, definition) => definition)

export const accessReviewDefinitions = (tenant: Tenant): GraphObject[] =>
  definitionNumbers(tenant).map(definition => definitionRow(tenant, definition))
