import { type Property, propertiesOf } from '../schema/index.ts'
import { badRequest } from './answer.ts'
import { type Call, longSelect } from './call.ts'
import { cloudProperties } from './clouds.ts'
import { type Expansion, readExpand } from './expand.ts'
import { type Clause, parseDirectoryFilter } from './filter.ts'
import { allow, readSelect, readTop } from './query.ts'
import type { Resource } from './resource.ts'
import { extensionsOf } from './shapes.ts'

/** What links of a resource's listing remember: the query as it was, and where the next page starts. */
export interface ResourceToken {
  readonly resource: string
  readonly path: string
  readonly select?: string
  readonly filter?: string
  readonly expand?: string
  readonly orderby?: string
  readonly top: number
  readonly place: number
  /** An empty page was sent here already. */
  readonly paused?: boolean
  readonly long?: true
}

/** A query, read against what the resource declares. */
export interface Question {
  readonly token: ResourceToken
  readonly select: readonly string[] | undefined
  readonly clauses: readonly Clause[]
  readonly expansions: readonly Expansion[]
  readonly orderby: readonly Ordering[]
}

export interface Ordering {
  readonly property: string
  readonly descending: boolean
}

/** The properties of the rows, those of derived types too, as far as the cloud knows them. */
export function rowProperties(
  call: Call,
  { schema, type, derived = [] }: Resource,
): ReadonlyMap<string, Property> {
  const types = [type, ...derived]
  return new Map(
    types.flatMap(name => [...cloudProperties(propertiesOf(schema, name), name, call.service.cloud)]),
  )
}

/** Reads the query of a request, or of the link it follows; what is not declared is refused. */
export function readQuestion(call: Call, resource: Resource): Question {
  const token = call.query.has('$skiptoken') ? openToken(call, resource) : firstToken(call, resource)
  const { select, filter, expand, orderby } = token
  const clauses = filter === undefined ? [] : readFilter(resource, filter)
  requireFilters(resource, clauses)
  return {
    token,
    select: readSelect(only('$select', select), resource.type, rowProperties(call, resource), [
      ...extensionsOf(call.service.tenant, resource.type),
    ]),
    clauses,
    expansions:
      expand === undefined ? [] : readExpand(expand, resource.type, Object.keys(resource.expand ?? {})),
    orderby: orderby === undefined ? [] : readOrder(call, resource, orderby),
  }
}

const only = (name: string, value: string | undefined): ReadonlyMap<string, string> =>
  new Map(value === undefined ? [] : [[name, value]])

function openToken(call: Call, resource: Resource): ResourceToken {
  const token = call.service.links.open(call.raw, '$skiptoken') as ResourceToken
  if (token.resource !== resource.name || token.path !== call.path)
    throw badRequest('The skip token belongs to another request.')
  return token
}

function firstToken(call: Call, resource: Resource): ResourceToken {
  const { query, service } = call
  const { paging, options } = resource
  const paged = paging === 'none' ? [] : paging.links === 'skip' ? ['$top', '$skip'] : ['$top']
  allow(query, ...options, ...paged)
  const texts = { $select: 'select', $filter: 'filter', $expand: 'expand', $orderby: 'orderby' } as const
  const given = Object.entries(texts).flatMap(([option, name]) => {
    const text = query.get(option)
    return text === undefined ? [] : [[name, text] as const]
  })
  const top =
    paging === 'none'
      ? Number.MAX_SAFE_INTEGER
      : Math.min(readTop(query, paging.standard, paging.most), service.mostRows)
  return {
    resource: resource.name,
    path: call.path,
    ...Object.fromEntries(given),
    top,
    place: readSkip(call),
    ...longSelect(call),
  }
}

function readSkip(call: Call): number {
  const text = call.query.get('$skip') ?? '0'
  if (/^\d+$/.test(text)) return Number(text)
  throw badRequest(`Invalid value '${text}' for $skip query option found.`)
}

function readFilter({ type, filterable = {} }: Resource, text: string): readonly Clause[] {
  return parseDirectoryFilter(text, type, new Map(Object.entries(filterable)), false)
}

function requireFilters({ requiredFilter }: Resource, clauses: readonly Clause[]): void {
  if (!requiredFilter) return
  const { properties, any } = requiredFilter
  const isGiven = (name: string): boolean =>
    clauses.some(({ property, operator }) => property === name && operator === 'eq')
  if (any ? properties.some(isGiven) : properties.every(isGiven)) return
  throw badRequest(`The filter on ${properties.join(any ? ' or ' : ' and ')} is required.`)
}

function readOrder(call: Call, resource: Resource, text: string): readonly Ordering[] {
  const properties = rowProperties(call, resource)
  return text.split(',').map(part => {
    const [, property = '', direction] = /^([\w/]+)(?: (asc|desc))?$/.exec(part.trim()) ?? []
    if (!properties.has(property.split('/')[0] ?? ''))
      throw badRequest(
        `Could not find a property named '${property || part}' on type 'microsoft.graph.${resource.type}'.`,
      )
    return { property, descending: direction === 'desc' }
  })
}
