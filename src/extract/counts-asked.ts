// What Graph itself counts: `/users/$count` and its like, for plans, and to compare tables with.
import type { GraphClient, Meter } from '../graph/client.ts'
import { RequestError } from '../graph/errors.ts'
import type { StreamDefinition } from '../streams/define.ts'
import { streams } from '../streams/index.ts'

/** The path that counts the rows of a stream; null: there is none. */
export function counterOf(definition: StreamDefinition): string | null {
  if (definition.count !== undefined) return `/${definition.api}${definition.count}`
  if (definition.kind !== 'list' && definition.kind !== 'delta') return null
  return counter(definition.path, definition.kind === 'list' ? definition.query : {})
}

/** The path that counts a listing, where the catalogue knows one; null for a part of a listing. */
export function counter(path: string, query: Readonly<Record<string, string>>): string | null {
  if (query.$filter !== undefined) return null
  const count = `${path.replace(/\/delta$/, '')}/$count`
  const known = [...streams.values()].find(({ definition }) => definition.count === count)
  return known === undefined ? null : `/${known.definition.api}${count}`
}

/** Asks for one count; null where Graph refuses it or answers with something else. Throws what is no answer of Graph's. */
export async function askCount(client: GraphClient, path: string, meter: Meter): Promise<number | null> {
  const headers = { ConsistencyLevel: 'eventual', accept: 'text/plain' }
  const call = { family: 'directory', meter, headers, splitOnTimeout: true } as const
  try {
    return await client.get(`${client.root}${path}`, call, ({ body }) => toCount(body))
  } catch (error) {
    if (error instanceof RequestError) return null
    throw error
  }
}

/** A number as plain text, perhaps behind a byte order mark. */
function toCount(body: Buffer): number | null {
  const text = body
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trim()
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}
