import type { GraphObject } from '../api.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { ResourceToken } from './resource-query.ts'

/** A listing that stands at some place: the row there, and those behind it. */
interface OpenListing {
  readonly next: IteratorResult<GraphObject, unknown>
  readonly rest: Iterator<GraphObject>
}

/** Listings that were left before their end, by where they stand; going on with one spares making its first rows again. */
const openOf = new WeakMap<Tenant, Map<string, OpenListing>>()
const MOST_OPEN = 16

const keyOf = ({ now }: Tenant, { path, resource, filter, orderby, place }: ResourceToken): string =>
  JSON.stringify([now, resource, path, filter, orderby, place])

/** The rows of a page, and whether there are more behind it. */
export function takePage(
  tenant: Tenant,
  rows: () => Iterable<GraphObject>,
  token: ResourceToken,
): { readonly rows: readonly GraphObject[]; readonly more: boolean } {
  const listing = goOn(tenant, rows, token)
  const taken: GraphObject[] = []
  let next = listing.next
  while (!next.done && taken.length < token.top) {
    taken.push(next.value)
    next = listing.rest.next()
  }
  const more = !next.done
  if (more) leaveOpen(tenant, { ...token, place: token.place + taken.length }, { next, rest: listing.rest })
  return { rows: taken, more }
}

function goOn(tenant: Tenant, rows: () => Iterable<GraphObject>, token: ResourceToken): OpenListing {
  const open = openOf.get(tenant)
  const key = keyOf(tenant, token)
  const known = token.place > 0 ? open?.get(key) : undefined
  open?.delete(key)
  return known ?? startAt(rows(), token.place)
}

function startAt(rows: Iterable<GraphObject>, place: number): OpenListing {
  const rest = rows[Symbol.iterator]()
  let next = rest.next()
  for (let at = 0; at < place && !next.done; at++) next = rest.next()
  return { next, rest }
}

function leaveOpen(tenant: Tenant, token: ResourceToken, listing: OpenListing): void {
  const open = openOf.get(tenant) ?? new Map<string, OpenListing>()
  openOf.set(tenant, open)
  const [oldest] = open.keys()
  if (open.size >= MOST_OPEN && oldest !== undefined) open.delete(oldest)
  open.set(keyOf(tenant, token), listing)
}
