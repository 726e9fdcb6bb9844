import type { GraphObject } from '../api.ts'
import { guid, salt } from '../random.ts'
import type { Entry } from './collection.ts'
import { SKUS, type Sku, skuById } from './licences.ts'
import { licencesOf } from './people.ts'
import { universe, type World } from './world.ts'

const SUBSCRIPTION = salt('subscription')

/** What the tenant has bought, and how much of it its living users hold. */
export class Subscriptions {
  readonly #world: World
  readonly #bought = new Map<string, number>()
  readonly #difference = new Map<string, number>()
  #original: ReadonlyMap<string, number> | undefined

  constructor(world: World) {
    this.#world = world
  }

  /** Counted from the users of the start, once. */
  #base(): ReadonlyMap<string, number> {
    if (this.#original) return this.#original
    const counts = new Map<string, number>()
    for (let index = 0; index < universe(this.#world); index++) {
      for (const { skuId } of licencesOf(index)) counts.set(skuId, (counts.get(skuId) ?? 0) + 1)
    }
    this.#original = counts
    return counts
  }

  /** To be told whenever a user changes. */
  changed(before: Entry | undefined, after: Entry): void {
    for (const id of held(before)) this.#difference.set(id, (this.#difference.get(id) ?? 0) - 1)
    for (const id of held(after)) this.#difference.set(id, (this.#difference.get(id) ?? 0) + 1)
  }

  buy(sku: Sku, units: number): void {
    this.#bought.set(sku.skuId, (this.#bought.get(sku.skuId) ?? 0) + units)
  }

  /** `subscribedSku` objects as they are now. */
  list(): GraphObject[] {
    return SKUS.map((sku, index) => this.#subscribed(sku, index))
  }

  #subscribed(sku: Sku, index: number): GraphObject {
    const original = this.#base().get(sku.skuId) ?? 0
    const enabled = sku.paid ? Math.ceil(original * 1.12) + 5 : 10_000
    return {
      id: `${this.#world.tenantId}_${sku.skuId}`,
      accountId: this.#world.tenantId,
      accountName: 'contoso',
      appliesTo: 'User',
      capabilityStatus: index === 4 ? 'Warning' : 'Enabled',
      consumedUnits: original + (this.#difference.get(sku.skuId) ?? 0),
      prepaidUnits: {
        enabled: enabled + (this.#bought.get(sku.skuId) ?? 0),
        lockedOut: 0,
        suspended: 0,
        warning: index === 4 ? 10 : 0,
      },
      servicePlans: sku.plans.map(([servicePlanName, servicePlanId]) => ({
        appliesTo: 'User',
        provisioningStatus: 'Success',
        servicePlanId,
        servicePlanName,
      })),
      skuId: sku.skuId,
      skuPartNumber: sku.partNumber,
      subscriptionIds: [guid(this.#world.seed, SUBSCRIPTION, index)],
    }
  }
}

/** The SKUs a living user holds. */
function held(entry: Entry | undefined): string[] {
  const licences = entry && !entry.removed ? entry.row.assignedLicenses : undefined
  if (!Array.isArray(licences)) return []
  return licences.flatMap((licence: { skuId?: unknown }) => skuById(licence.skuId)?.skuId ?? [])
}
