// Puts the ids of parents where a definition has `{id}`. Pure.
import type { BatchItem } from '../graph/batch.ts'
import type { Listing } from '../streams/define.ts'
import { linkTo } from './source.ts'

type Encode = (id: string) => string

/** Ids in the order of their places, outermost first, begun anew when they are used up. */
function filling(ids: readonly string[]): (text: string, encode: Encode) => string {
  let at = 0
  return (text, encode) => text.replaceAll('{id}', () => encode(ids[at++ % ids.length] ?? ''))
}

/** In a string literal of OData a quote is written twice. https://docs.oasis-open.org/odata/odata/v4.01/ (URL conventions, 5.1.1.14) */
const quoted: Encode = id => id.replaceAll("'", "''")

/** The requests for the children of these parents, relative to the API version: one, or one per body. */
export function requestsFor(
  listing: Listing & { readonly bodies?: readonly Readonly<Record<string, string>>[] },
  ids: readonly string[],
): Omit<BatchItem, 'id'>[] {
  const fill = filling(ids)
  const each = (texts: Readonly<Record<string, string>>, encode: Encode) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fill(text, encode)]))
  const path = fill(listing.path, encodeURIComponent)
  const url = linkTo('', '', path, each(listing.query, quoted)).slice(1)
  if (listing.bodies === undefined) return [{ url }]
  return listing.bodies.map(body => ({ url, body: each(body, id => id) }))
}
