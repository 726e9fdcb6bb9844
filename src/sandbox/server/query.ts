import type { Property } from '../schema/index.ts'
import { badRequest, GraphError, unsupported } from './answer.ts'
import type { Query } from './call.ts'

const KNOWN: ReadonlySet<string> = new Set([
  '$select',
  '$filter',
  '$top',
  '$skip',
  '$orderby',
  '$expand',
  '$count',
  '$search',
  '$format',
  '$skiptoken',
  '$deltatoken',
])

/** Reads a raw query; unknown `$` options, repeated ones and broken escapes are refused. */
export function parseQuery(raw: string): Query {
  const query = new Map<string, string>()
  for (const part of raw.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decode(equals < 0 ? part : part.slice(0, equals))
    if (!name.startsWith('$')) continue
    if (!KNOWN.has(name)) throw badRequest(`The query parameter '${name}' is not supported.`)
    if (query.has(name))
      throw badRequest(
        `Query option '${name}' was specified more than once, but it must be specified at most once.`,
      )
    query.set(name, equals < 0 ? '' : decode(part.slice(equals + 1)))
  }
  return query
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '))
  } catch {
    throw badRequest('The request URI is not valid.')
  }
}

/** Refuses every option that an endpoint does not take. */
export function allow(query: Query, ...names: readonly string[]): void {
  for (const name of query.keys()) {
    if (!names.includes(name))
      throw unsupported(`The query parameter '${name}' is not supported for this request.`)
  }
}

/** `$top`, or the default; out of range is an error. */
export function readTop(query: Query, standard: number, most: number): number {
  const text = query.get('$top')
  if (text === undefined) return standard
  const top = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(top))
    throw badRequest(
      `Invalid value '${text}' for $top query option found. The $top query option requires a non-negative integer value.`,
    )
  if (top < 1 || top > most)
    throw unsupported(`Invalid page size specified: '${text}'. Must be between 1 and ${most} inclusive.`)
  return top
}

/** The names in `$select`; undefined without the option. Names no collection returns answer 501 for the whole page. */
export function readSelect(
  query: Query,
  type: string,
  properties: ReadonlyMap<string, Property>,
  more: readonly string[] = [],
): readonly string[] | undefined {
  const text = query.get('$select')
  if (text === undefined) return undefined
  const names = text.split(',').map(name => name.trim())
  for (const name of names) {
    if (more.includes(name) || name === '*') continue
    const property = properties.get(name)
    if (!property)
      throw badRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
      )
    if (property.singleGetOnly)
      throw new GraphError(
        501,
        'NotImplemented',
        `The property '${name}' is only returned for a single object.`,
      )
  }
  return names.includes('*') ? undefined : names
}
