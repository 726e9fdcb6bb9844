// Who holds a licence, and what they did with it: the data of every usage report.
import { createHash } from 'node:crypto'
import type { GraphObject } from '../../api.ts'
import { hash, salt } from '../../random.ts'
import type { Entry } from '../collection.ts'
import { type Sku, skuById } from '../licences.ts'
import type { Tenant } from '../tenant.ts'
import { deletedAt } from './deleted.ts'

export const SERVICES = [
  'Exchange',
  'OneDrive',
  'SharePoint',
  'Skype For Business',
  'Yammer',
  'Teams',
] as const
export type Service = (typeof SERVICES)[number]

/** Days that a report covers. */
export const PERIOD = 90

/** A person with a licence; dates are `YYYY-MM-DD`. */
export interface Usage {
  readonly refreshed: string
  readonly id: string
  readonly displayName: string | null
  readonly userPrincipalName: string | null
  readonly deleted: string | null
  readonly skus: readonly Sku[]
  /** When the licence for a service was given; null: it was not. */
  licensedSince(service: Service): string | null
  /** Null: never used. */
  lastActivity(service: Service): string | null
  /** A number below `most` that belongs to this person, `name` and the day of the report. */
  dice(name: string, most: number): number
  /** What was done during the period: 0 for those that were not active in it. */
  count(service: Service, name: string, most: number): number
}

const DAY = 86_400_000
const ACTIVITY = salt('usageActivity')

const salts = new Map<string, number>()

/** The salt of a heading, remembered: there are few of them, each asked for once per person. */
function saltOf(name: string): number {
  const known = salts.get(name) ?? salt(name)
  salts.set(name, known)
  return known
}

/** Service plans, and the services that they are for. */
const SERVICES_OF: Readonly<Record<string, readonly Service[]>> = {
  EXCHANGE_S_ENTERPRISE: ['Exchange'],
  EXCHANGE_S_STANDARD: ['Exchange'],
  SHAREPOINTENTERPRISE: ['SharePoint', 'OneDrive', 'Yammer'],
  TEAMS1: ['Teams', 'Skype For Business'],
}

const NEEDED: ReadonlySet<string> = new Set([
  'id',
  'displayName',
  'userPrincipalName',
  'assignedLicenses',
  'assignedPlans',
  'createdDateTime',
  'deletedDateTime',
])

/** Reports are two days behind. */
const reportDay = (tenant: Tenant): number => Math.floor(tenant.now / DAY) - 2

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10)

const rowsIn = (value: unknown): readonly GraphObject[] => (Array.isArray(value) ? value : [])

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const known = new WeakMap<Tenant, { readonly state: string; readonly rows: readonly Usage[] }>()

/** Everybody with a licence, those in the bin too; `concealed`: under names that tell nothing. Remembered: seven reports show them. */
export function* usages(tenant: Tenant, concealed: boolean): Generator<Usage> {
  const state = `${tenant.now} ${tenant.users.log.length} ${concealed}`
  const last = known.get(tenant)
  if (last?.state === state) {
    yield* last.rows
    return
  }
  const rows: Usage[] = []
  for (const usage of makeUsages(tenant, concealed)) {
    rows.push(usage)
    yield usage
  }
  known.set(tenant, { state, rows })
}

function* makeUsages(tenant: Tenant, concealed: boolean): Generator<Usage> {
  const { users } = tenant
  for (let place = 0; place < users.length; place++) {
    if (users.isRemoved(place) === 'deleted') continue
    const entry = users.at(place, NEEDED)
    const skus = rowsIn(entry.row.assignedLicenses).flatMap(licence => skuById(licence.skuId) ?? [])
    if (skus.length > 0) yield usageOf(tenant, entry, skus, concealed)
  }
}

function usageOf(tenant: Tenant, entry: Entry, skus: readonly Sku[], concealed: boolean): Usage {
  const { row, id } = entry
  const today = reportDay(tenant)
  const since = licences(row, dateOf(today))
  const signedIn = signInDay(tenant, entry)
  const person = salt(id)
  const show = (value: unknown): string | null => {
    const text = textOf(value)
    return concealed && text !== null ? conceal(text) : text
  }
  const dice = (name: string, most: number): number =>
    hash(tenant.world.seed, saltOf(name), person, today) % most
  const last = (service: Service): number | undefined =>
    signedIn === undefined || !since.has(service)
      ? undefined
      : lastDay(hash(tenant.world.seed, ACTIVITY, saltOf(service), person), Math.min(signedIn, today))
  return {
    refreshed: dateOf(today),
    id,
    displayName: show(row.displayName),
    userPrincipalName: show(row.userPrincipalName),
    deleted: entry.removed ? deletedAt(tenant.world, entry).slice(0, 10) : null,
    skus,
    licensedSince: service => since.get(service) ?? null,
    lastActivity: service => {
      const day = last(service)
      return day === undefined ? null : dateOf(day)
    },
    dice,
    count: (service, name, most) => ((last(service) ?? 0) > today - PERIOD ? dice(name, most) : 0),
  }
}

/** The services a user is licensed for, with the dates since when; `unknown` where nothing tells. */
function licences(row: GraphObject, unknown: string): ReadonlyMap<Service, string> {
  const dates = new Map(
    rowsIn(row.assignedPlans).map(plan => [plan.servicePlanId, textOf(plan.assignedDateTime)]),
  )
  const services = new Map<Service, string>()
  for (const { skuId, disabledPlans } of rowsIn(row.assignedLicenses)) {
    for (const [name, planId] of skuById(skuId)?.plans ?? []) {
      if (Array.isArray(disabledPlans) && disabledPlans.includes(planId)) continue
      const since = dates.get(planId) ?? textOf(row.createdDateTime) ?? unknown
      for (const service of SERVICES_OF[name] ?? []) services.set(service, since.slice(0, 10))
    }
  }
  return services
}

/** The day of the last successful sign-in; undefined for never. */
function signInDay(tenant: Tenant, entry: Entry): number | undefined {
  const activity = tenant.activityOf(entry)
  if (typeof activity !== 'object' || activity === null) return undefined
  const success = Date.parse(textOf((activity as GraphObject).lastSuccessfulSignInDateTime) ?? '')
  return Number.isNaN(success) ? undefined : Math.floor(success / DAY)
}

/** Each service was used up to three days before the last sign-in, and one in nine not at all. */
const lastDay = (bits: number, signedIn: number): number | undefined =>
  bits % 9 === 8 ? undefined : signedIn - (bits % 4)

/** 32 hexadecimal digits that stand for a name, the same in every report. */
const conceal = (name: string): string => createHash('md5').update(name).digest('hex').toUpperCase()
