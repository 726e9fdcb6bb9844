import type { GraphObject } from '../api.ts'
import { guid, pick, salt } from '../random.ts'
import { betaLogSchema } from '../schema/index.ts'
import { fill } from '../schema/values.ts'
import { signsInOn } from './activity.ts'
import { COUNTRIES, type Country, SPRAY_COUNTRY } from './names.ts'
import { GUEST, type Person, person } from './people.ts'
import { LEGACY_BLOCK, makePolicies, policyId, REPORT_ONLY } from './policies.ts'
import { atLeast, type Happening, hourShare, type Timetable, writeMoment } from './timetable.ts'
import { bits, SALTS, share, userId, type World } from './world.ts'

export type SignInKind = 'sign_ins' | 'sign_ins_non_interactive'

const NAME = {
  sign_ins: salt('sign_ins'),
  sign_ins_non_interactive: salt('sign_ins_non_interactive'),
} as const
const WHO = salt('who')
const STORY = salt('story')
const BOTH = salt('bothKinds')

/** The hour of the password spray: five days before the start, at night. */
const sprayHour = (world: World): number => Math.floor(world.start / 3_600_000 / 24 - 5) * 24 + 3
const sprayCount = (world: World): number => Math.max(60, Math.floor(world.users * 0.03))

export function signInTimetable(world: World, kind: SignInKind): Timetable {
  const interactive = kind === 'sign_ins'
  const daily = world.users * 0.75 * (interactive ? 2 : 6) * world.activity
  return {
    seed: world.seed,
    name: NAME[kind],
    perHour: hour => {
      const spray = interactive && hour === sprayHour(world) ? sprayCount(world) : 0
      return atLeast(hour, daily * hourShare(hour)) + spray
    },
  }
}

export const signInId = (world: World, kind: SignInKind, event: Happening): string =>
  guid(world.seed, NAME[kind] + event.moment.hour, event.k)

/** Some interactive rows are of both kinds, as with FIDO2 keys. */
export const isBothKinds = (world: World, event: Happening): boolean =>
  bits(world, BOTH, event.moment.hour, event.k) % 50 === 0

interface Story {
  readonly errorCode: number
  readonly reason: string | null
  readonly client: string
  readonly blocked: boolean
}

const GOOD: Story = { errorCode: 0, reason: null, client: 'Browser', blocked: false }
const LEGACY = ['IMAP4', 'POP3', 'Authenticated SMTP', 'Exchange ActiveSync'] as const
const FAILURES: readonly [Story, ...Story[]] = [
  { ...GOOD, errorCode: 50126, reason: 'Error validating credentials due to invalid username or password.' },
  { ...GOOD, errorCode: 50126, reason: 'Error validating credentials due to invalid username or password.' },
  { ...GOOD, errorCode: 50053, reason: 'The account is locked, too many wrong attempts.' },
  { ...GOOD, errorCode: 50074, reason: 'Strong authentication is required.' },
  {
    ...GOOD,
    errorCode: 53003,
    reason: 'Access has been blocked by Conditional Access policies.',
    blocked: true,
  },
  { ...GOOD, errorCode: 50055, reason: 'The password is expired.' },
]

function tell(dice: number, spray: boolean): Story {
  if (spray) return FAILURES[0]
  if (dice % 100 < 82)
    return { ...GOOD, client: dice % 5 < 3 ? 'Browser' : 'Mobile Apps and Desktop clients' }
  if (dice % 100 < 93) return pick(FAILURES, dice >>> 8)
  const client = pick(LEGACY, dice >>> 12)
  return { errorCode: 53003, reason: FAILURES[4]?.reason ?? null, client, blocked: true }
}

/** Somebody who may succeed on this day; failures may be anybody's. */
function whoSignsIn(world: World, event: Happening, success: boolean): number {
  const day = Math.floor(event.moment.hour / 24)
  let index = 0
  for (let attempt = 0; attempt < 12; attempt++) {
    index = bits(world, WHO, event.moment.hour, event.k * 16 + attempt) % world.users
    if (!success || signsInOn(world, index, day)) return index
  }
  return 0
}

const APPS: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['Office 365 Exchange Online', '00000002-0000-0ff1-ce00-000000000000'],
  ['Microsoft Teams', '1fec8e78-bce4-4aaf-ab1b-5451cc387264'],
  ['Azure Portal', 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c'],
  ['Office 365 SharePoint Online', '00000003-0000-0ff1-ce00-000000000000'],
  ['Microsoft Power BI', '871c010f-5e61-4fb1-83ac-98610a7e9110'],
]

/** A sign-in with the properties of both API versions; `only` names those that are wanted. */
export function makeSignIn(
  world: World,
  kind: SignInKind,
  event: Happening,
  changed: boolean,
  only?: ReadonlySet<string>,
): GraphObject {
  const { hour } = event.moment
  const dice = bits(world, STORY + NAME[kind], hour, event.k)
  const spray = kind === 'sign_ins' && hour === sprayHour(world) && share(world, STORY, hour, event.k) < 0.95
  const story = tell(dice, spray)
  const who = person(world, whoSignsIn(world, event, story.errorCode === 0))
  const index = dice ^ Math.imul(hour, 40503)
  const row = fill(
    { schema: betaLogSchema, seed: world.seed, before: world.start, sparse: 8 },
    'signIn',
    index,
    0,
    only,
  )
  if (!only || only.has('riskEventTypes')) row.riskEventTypes = spray ? ['maliciousIPAddress'] : []
  return Object.assign(
    row,
    { id: signInId(world, kind, event), createdDateTime: writeMoment(event.moment) },
    subject(world, who),
    circumstances(world, who, dice, spray ? SPRAY_COUNTRY : undefined),
    verdict(world, story, dice, changed),
    eventTypes(world, kind, event),
  )
}

function subject(world: World, who: Person): GraphObject {
  return {
    userId: userId(world, who.index),
    userDisplayName: who.displayName,
    userPrincipalName: who.userPrincipalName.toLowerCase(),
    userType: who.kind === GUEST ? 'guest' : 'member',
    resourceTenantId: world.tenantId,
    servicePrincipalId: '',
  }
}

function eventTypes(world: World, kind: SignInKind, event: Happening): GraphObject {
  const interactive = kind === 'sign_ins'
  const types = interactive ? ['interactiveUser'] : ['nonInteractiveUser']
  if (interactive && isBothKinds(world, event)) types.push('nonInteractiveUser')
  return { isInteractive: interactive, signInEventTypes: types }
}

function circumstances(world: World, who: Person, dice: number, from: Country | undefined): GraphObject {
  const travelling = dice % 41 === 0 ? pick(COUNTRIES, dice >>> 6) : who.country
  const place = from ?? travelling
  const [appDisplayName, appId] = pick(APPS, dice >>> 3)
  return {
    appDisplayName,
    appId,
    resourceDisplayName: appDisplayName,
    resourceId: appId,
    correlationId: guid(world.seed, STORY, dice),
    ...device(world, dice),
    ipAddress: from ? `175.45.176.${dice % 256}` : ip(dice),
    location: {
      city: place.city,
      state: place.state,
      countryOrRegion: place.code,
      geoCoordinates: { altitude: null, latitude: place.latitude, longitude: place.longitude },
    },
  }
}

type DeviceText = readonly [system: string, browser: string, agent: string]

const DEVICES: readonly [DeviceText, ...DeviceText[]] = [
  ['Windows10', 'Edge 141.0.0', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/141.0.0.0'],
  ['MacOs', 'Safari 18.1', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.1 Safari/605.1.15'],
  ['Ios 18.1', 'Mobile Safari', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)'],
  ['Android', '', 'Dalvik/2.1.0 (Linux; U; Android 15)'],
]

/** Known devices are managed; of the others little is known. */
function device(world: World, dice: number): GraphObject {
  const [operatingSystem, browser, userAgent] = pick(DEVICES, dice >>> 5)
  const known = dice % 3 > 0
  return {
    userAgent: dice % 29 === 0 ? null : userAgent,
    deviceDetail: {
      deviceId: known ? guid(world.seed, SALTS.devices, dice % 500) : '',
      displayName: known ? `LAPTOP-${dice % 500}` : '',
      operatingSystem,
      browser,
      browserId: null,
      isCompliant: known && dice % 4 > 0,
      isManaged: known,
      trustType: known ? 'Azure AD joined' : '',
    },
  }
}

const ip = (dice: number): string =>
  dice % 13 === 0 ? `2001:db8::${(dice >>> 8) % 65536}` : `203.0.113.${dice % 256}`

/** Status and policies; two hours later they may know more. */
function verdict(world: World, story: Story, dice: number, changed: boolean): GraphObject {
  const risky = dice % 61 === 0
  return {
    clientAppUsed: story.client,
    conditionalAccessStatus: story.blocked ? 'failure' : dice % 4 === 0 ? 'notApplied' : 'success',
    status: {
      errorCode: story.errorCode,
      failureReason: story.reason ?? 'Other.',
      additionalDetails: changed ? 'MFA requirement satisfied by claim in the token' : null,
    },
    riskState: risky ? (changed ? 'remediated' : 'atRisk') : 'none',
    riskDetail: risky ? (changed ? 'm365DAdminDismissedDetection' : 'none') : 'none',
    riskLevelAggregated: risky ? 'medium' : 'none',
    riskLevelDuringSignIn: dice % 67 === 0 ? 'hidden' : 'none',
    appliedConditionalAccessPolicies: appliedPolicies(world, story, dice, changed),
  }
}

const namesOf = new WeakMap<World, readonly unknown[]>()

/** The names of the conditional access policies of the start, in their order. */
export function policyNames(world: World): readonly unknown[] {
  const names = namesOf.get(world) ?? makePolicies(world).map(policy => policy.displayName)
  namesOf.set(world, names)
  return names
}

function appliedPolicies(world: World, story: Story, dice: number, changed: boolean): GraphObject[] {
  if (dice % 10 === 9 && !story.blocked) return []
  const result = (index: number): string => {
    if (index === REPORT_ONLY) return changed ? 'reportOnlySuccess' : 'reportOnlyNotApplied'
    if (index === LEGACY_BLOCK) return story.blocked ? 'failure' : 'notApplied'
    return (dice >>> index) % 2 === 0 ? 'success' : 'notApplied'
  }
  const names = policyNames(world)
  return [0, LEGACY_BLOCK, REPORT_ONLY].map(index => ({
    ...fill(
      { schema: betaLogSchema, seed: world.seed, before: world.start, sparse: 8 },
      'appliedConditionalAccessPolicy',
      dice + index,
      2,
    ),
    id: policyId(world, index),
    displayName: names[index] ?? null,
    enforcedGrantControls: index === LEGACY_BLOCK ? ['Block'] : ['Mfa'],
    enforcedSessionControls: [],
    result: result(index),
  }))
}
