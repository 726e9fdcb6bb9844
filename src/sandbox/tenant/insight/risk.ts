import type { GraphObject } from '../../api.ts'
import { guid, pick } from '../../random.ts'
import { insightSchema } from '../../schema/insight.ts'
import { fill } from '../../schema/values.ts'
import { fromMs } from '../moment.ts'
import { COUNTRIES } from '../names.ts'
import type { Tenant } from '../tenant.ts'
import { writeMoment } from '../timetable.ts'
import { bits, share } from '../world.ts'

type Outcome = readonly [state: string, detail: string]

/** Who is at risk, how often, of what, and how it may end. */
export interface RiskKind {
  readonly name: number
  readonly type: 'riskDetection' | 'servicePrincipalRiskDetection'
  /** There is one detection in each stretch of this many hours. */
  readonly everyHours: number
  /** Users or workloads by number, of which this many are ever at risk. */
  subjects(tenant: Tenant): number
  readonly events: readonly [string, ...string[]]
  readonly outcomes: readonly [Outcome, ...Outcome[]]
}

/** A detection as it stands now. */
export interface Detection {
  /** Number of the stretch it falls into. */
  readonly slot: number
  readonly subject: number
  readonly dice: number
  /** Milliseconds since 1970, as are the others. */
  readonly detectedAt: number
  readonly updatedAt: number
  readonly level: string
  readonly state: string
  readonly detail: string
}

const DAY = 86_400_000
const HOUR = 3_600_000
/** Detections are kept for so many days. */
const RETENTION = 90
const LEVELS = ['low', 'medium', 'high'] as const

/** What has been detected in the last 90 days, oldest first. */
export function detections(tenant: Tenant, kind: RiskKind): Detection[] {
  const { now } = tenant
  const stretch = kind.everyHours * HOUR
  const from = Math.ceil((now - RETENTION * DAY) / stretch)
  const to = Math.floor(now / stretch)
  const found: Detection[] = []
  for (let slot = from; slot <= to; slot++) {
    const detection = detect(tenant, kind, slot)
    if (detection.detectedAt <= now) found.push(detection)
  }
  return found
}

/** Seven in ten are settled within five days. */
function detect(tenant: Tenant, kind: RiskKind, slot: number): Detection {
  const { world, now } = tenant
  const dice = bits(world, kind.name, slot)
  const detectedAt = slot * kind.everyHours * HOUR + Math.floor(share(world, kind.name, slot, 1) * HOUR)
  const settlesAt = detectedAt + Math.floor((0.2 + share(world, kind.name, slot, 2) * 4.5) * DAY)
  const isSettled = dice % 10 < 7 && settlesAt <= now
  const [state, detail] = isSettled ? pick(kind.outcomes, dice >>> 4) : ['atRisk', 'none']
  return {
    slot,
    subject: bits(world, kind.name, slot, 3) % kind.subjects(tenant),
    dice,
    detectedAt,
    updatedAt: isSettled ? settlesAt : detectedAt,
    level: pick(LEVELS, dice >>> 8),
    state,
    detail,
  }
}

/** What all that was detected about one subject comes to. */
export interface Risk {
  readonly subject: number
  readonly updatedAt: number
  readonly level: string
  readonly state: string
  readonly detail: string
}

/** The subjects of the detections in the order of their numbers: at risk as long as one detection is. */
export function risks(tenant: Tenant, kind: RiskKind): Risk[] {
  const bySubject = new Map<number, Risk>()
  for (const { subject, updatedAt, level, state, detail } of detections(tenant, kind)) {
    const known = bySubject.get(subject)
    const next = { subject, updatedAt, state, detail, level: state === 'atRisk' ? level : 'none' }
    bySubject.set(subject, known ? worse(known, next) : next)
  }
  return [...bySubject.values()].sort((a, b) => a.subject - b.subject)
}

function worse(a: Risk, b: Risk): Risk {
  const [early, late] = a.updatedAt <= b.updatedAt ? [a, b] : [b, a]
  const state = [late, early].find(risk => risk.state === 'atRisk') ?? late
  const level = [...LEVELS].reverse().find(name => name === a.level || name === b.level) ?? 'none'
  return { ...state, level, updatedAt: late.updatedAt }
}

export const time = (ms: number, dice = 0): string => writeMoment(fromMs(ms, dice % 10_000))

const OFFLINE: ReadonlySet<string> = new Set(['leakedCredentials', 'investigationsThreatIntelligence'])

/** What both types of detection share; one that is not about a sign-in has no place and no request. */
export function detectionRow(tenant: Tenant, kind: RiskKind, found: Detection): GraphObject {
  const { seed, start: before } = tenant.world
  const { dice, detectedAt, slot } = found
  const riskEventType = pick(kind.events, dice >>> 12)
  const offline = OFFLINE.has(riskEventType)
  const happenedAt = detectedAt - (offline ? ((dice >>> 3) % 60) * HOUR : (dice >>> 3) % 120_000)
  return {
    ...fill({ schema: insightSchema, seed, before }, kind.type, slot),
    id: guid(seed, kind.name, slot).replaceAll('-', '').repeat(2),
    activityDateTime: time(happenedAt, dice),
    detectedDateTime: time(detectedAt, dice >>> 5),
    lastUpdatedDateTime: time(found.updatedAt, dice >>> 5),
    detectionTimingType: offline ? 'offline' : pick(['realtime', 'nearRealtime', 'notDefined'], dice),
    riskEventType,
    riskLevel: found.level,
    riskState: found.state,
    riskDetail: found.detail,
    source: 'IdentityProtection',
    tokenIssuerType: 'AzureAD',
    additionalInfo: dice % 7 === 0 ? null : additionalInfo(dice),
    ...(offline ? { ipAddress: null, location: null, correlationId: null, requestId: null } : origin(dice)),
  }
}

const additionalInfo = (dice: number): string =>
  JSON.stringify([
    { Key: 'userAgent', Value: `Mozilla/5.0 “${dice % 100}”` },
    { Key: 'riskReasons', Value: ['UnfamiliarASN', 'UnfamiliarLocation'].slice(0, 1 + (dice % 2)) },
  ])

function origin(dice: number): GraphObject {
  const { city, state, code, latitude, longitude } = pick(COUNTRIES, dice >>> 7)
  return {
    ipAddress: `192.0.2.${dice % 256}`,
    location: {
      city,
      state: dice % 5 === 0 ? null : state,
      countryOrRegion: code,
      geoCoordinates: dice % 4 === 0 ? null : { altitude: null, latitude, longitude },
    },
  }
}

/** What every resource of identity protection has in common. */
export const protection = {
  versions: ['v1.0', 'beta'],
  kind: 'list',
  schema: insightSchema,
  family: 'protection',
  missingIn: ['china'],
  paging: { standard: 20, most: 500 },
} as const

/** Permissions to read a kind of risk. */
export const readers = (what: string): Record<'application' | 'delegated', string[]> => {
  const permissions = [`${what}.Read.All`, `${what}.ReadWrite.All`]
  return { application: permissions, delegated: permissions }
}
