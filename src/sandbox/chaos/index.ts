// Chaos: faults of every kind at random. What a request meets follows from the plan, from the request and from how often the very
// same request was made, so that a seed brings the same faults again, in whatever order streams run side by side.
import type { FaultAction, QuotaFamily, TenantEditor } from '../api.ts'
import { fraction, salt } from '../random.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { ChaosControls, ChaosFault, ChaosOptions, ChaosPlan } from './api.ts'
import { MAKINGS, type Place, type Struck } from './making.ts'
import { meddle } from './meddling.ts'
import { chaosPlan } from './plan.ts'

export interface ChaosRequest {
  readonly method: string
  /** Raw path and query. */
  readonly raw: string
  readonly body: string
  readonly inBatch: boolean
}

export interface ChaosSite {
  readonly tenant: Tenant
  readonly edit: TenantEditor
  /** Of Graph. */
  readonly url: () => string
}

/** What is known of the requests since chaos began. */
interface Force {
  readonly plan: ChaosPlan
  readonly stranger: string
  readonly seen: Map<string, number>
  readonly lasting: Map<string, ChaosFault>
  /** By path; several where streams share one. */
  readonly firstLinks: Map<string, Set<string>>
  readonly struck: Map<ChaosFault, number>
}

const LOT = salt('lot')
const CHILD = /\/[0-9a-f]{8}-[0-9a-f-]{27}\/|\(.*\)\//

export class Chaos implements ChaosControls {
  readonly #site: ChaosSite
  readonly #hits: Partial<Record<ChaosFault, number>> = {}
  #force: Force | null = null

  constructor(site: ChaosSite) {
    this.#site = site
  }

  get plan(): ChaosPlan | null {
    return this.#force?.plan ?? null
  }

  get hits(): Readonly<Partial<Record<ChaosFault, number>>> {
    return this.#hits
  }

  start(seed: number, options: ChaosOptions = {}): ChaosPlan {
    const plan = chaosPlan(seed, options)
    const { stranger = 'https://graph.example' } = options
    const fresh = { seen: new Map(), lasting: new Map(), firstLinks: new Map(), struck: new Map() }
    this.#force = { plan, stranger, ...fresh }
    return plan
  }

  stop(): void {
    this.#force = null
  }

  /** What befalls a request; undefined: nothing. The tenant may be another one afterwards. */
  strike(request: ChaosRequest, family: QuotaFamily): FaultAction | undefined {
    const force = this.#force
    if (force === null || force.plan.rates[family] === undefined) return undefined
    const key = keyOf(request)
    const time = force.seen.get(key) ?? 0
    force.seen.set(key, time + 1)
    const struck = this.#struck(force, request, key, time)
    const fault =
      force.lasting.get(key) ?? this.#draw(force, request, family, struck, fractionOf(force, key, time))
    if (fault === undefined) return undefined
    this.#hits[fault] = (this.#hits[fault] ?? 0) + 1
    force.struck.set(fault, (force.struck.get(fault) ?? 0) + 1)
    return this.#bring(force, fault, key, request, struck)
  }

  #struck(force: Force, { raw, inBatch }: ChaosRequest, key: string, time: number): Struck {
    const { url, tenant } = this.#site
    const [path = ''] = raw.split('?')
    const place = placeOf(raw)
    const link = `${url()}${raw}`
    const firstLinks = force.firstLinks.get(path) ?? new Set()
    if (place === 'first') force.firstLinks.set(path, firstLinks.add(link))
    const [firstLink = link, ...others] = firstLinks
    return {
      place,
      inBatch,
      isReport: /\/reports\/get/.test(path),
      isChild: CHILD.test(path),
      isDelta: path.endsWith('/delta'),
      link,
      firstLink: others.length === 0 ? firstLink : link,
      dice: n => fraction(force.plan.seed, salt(key), time, n + 1),
      now: tenant.now,
      stranger: force.stranger,
    }
  }

  /** The fault that the lot falls on, among those that can strike here; together they have the share of all. */
  #draw(
    force: Force,
    request: ChaosRequest,
    family: QuotaFamily,
    struck: Struck,
    lot: number,
  ): ChaosFault | undefined {
    const rates = Object.entries(force.plan.rates[family] ?? {}) as [ChaosFault, number][]
    const here = rates.filter(([fault]) => canStrike(force, fault, request, struck))
    const scale = sumOf(rates) / sumOf(here)
    let end = 0
    return here.find(([, rate]) => {
      end += rate * scale
      return lot < end
    })?.[0]
  }

  #bring(
    force: Force,
    fault: ChaosFault,
    key: string,
    { raw }: ChaosRequest,
    struck: Struck,
  ): FaultAction | undefined {
    const { tenant, edit } = this.#site
    if (fault === 'edited') return void meddle(tenant, edit, struck.dice)
    if (fault === 'parentGone') return void this.#removeParent(raw)
    const { make, lasting } = MAKINGS[fault]
    if (lasting) force.lasting.set(key, fault)
    return make(struck)
  }

  #removeParent(raw: string): void {
    const { tenant, edit } = this.#site
    const id = parentIn(raw)
    if (id !== undefined && tenant.applications.find(id)?.removed === undefined) edit.removeApplication(id)
  }
}

const sumOf = (rates: readonly (readonly [ChaosFault, number])[]): number =>
  rates.reduce((sum, [, rate]) => sum + rate, 0)

const fractionOf = ({ plan }: Force, key: string, time: number): number =>
  fraction(plan.seed, LOT, salt(key), time)

function canStrike(
  { struck: before }: Force,
  fault: ChaosFault,
  { raw }: ChaosRequest,
  struck: Struck,
): boolean {
  if (fault === 'edited') return struck.place !== 'file'
  if (fault === 'parentGone') return parentIn(raw) !== undefined
  const { strikes, most = Number.POSITIVE_INFINITY } = MAKINGS[fault]
  return strikes(struck) && (before.get(fault) ?? 0) < most
}

const parentIn = (raw: string): string | undefined => /\/applications\/([0-9a-f-]{36})\/owners/.exec(raw)?.[1]

function placeOf(raw: string): Place {
  if (raw.startsWith('/data/')) return 'file'
  if (/\/\$batch$/.test(raw)) return 'batch'
  if (/[?&](\$|%24)skip(token)?=/i.test(raw)) return 'next'
  return /[?&](\$|%24)deltatoken=/i.test(raw) ? 'delta' : 'first'
}

/** Tells requests apart, but for what differs from one time to the next: names of files, and filters by the reader's clock. */
function keyOf({ method, raw, body, inBatch }: ChaosRequest): string {
  const [path = '', query = ''] = raw.split('?')
  const place = placeOf(raw)
  if (place === 'file') return 'file'
  if (path.includes('/auditLogs/')) return `${path} ${place}`
  return `${method} ${path}?${query} ${body} ${inBatch}`
}
