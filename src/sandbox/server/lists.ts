import type { GraphObject, ObjectKind } from '../api.ts'
import { hash, salt } from '../random.ts'
import type { Entry } from '../tenant/collection.ts'
import { registeredOwnersOf } from '../tenant/directory/device-users.ts'
import { compareMoments, parseMoment } from '../tenant/moment.ts'
import { type Answer, badRequest, json, unsupported } from './answer.ts'
import { type Call, isAdvanced, isEventual, longSelect, readable } from './call.ts'
import { type Expansion, expandRow, type Relate, readExpand } from './expand.ts'
import { type Clause, fits, parseClause, parseDirectoryFilter } from './filter.ts'
import { pickSet, pickWithNulls, rowText, writePage } from './page.ts'
import { allow, readSelect, readTop } from './query.ts'
import { extensionsOf, type Shape } from './shapes.ts'

/** What a list's link remembers. */
interface ListToken {
  readonly list: string
  readonly select: readonly string[] | undefined
  readonly filter: string | undefined
  readonly top: number
  readonly place: number
  readonly expand?: string
  /** An empty page was sent here already. */
  readonly paused?: boolean
  readonly long?: true
}

const ORDER = salt('envelope')
const PAUSE = salt('pause')
/** Places looked at for one page, so that a rare filter answers in time. */
const MOST_PLACES = 20_000

const wantsActivity = (select: readonly string[] | undefined): boolean =>
  select?.includes('signInActivity') ?? false

function firstToken(call: Call, shape: Shape): ListToken {
  const { query, service } = call
  const paged = shape.most === undefined ? [] : ['$top']
  allow(query, '$select', '$filter', '$count', '$search', '$orderby', '$expand', ...paged)
  if (query.has('$search') && !isEventual(call))
    throw badRequest(
      'Request with $search query parameter only works with the ConsistencyLevel:eventual header.',
    )
  if (query.has('$orderby') && query.has('$filter') && !isAdvanced(call))
    throw unsupported('Sorting not supported for current query.')
  for (const name of ['$search', '$orderby']) {
    if (query.has(name)) throw unsupported(`The sandbox does not serve ${name}.`)
  }
  const more = [
    ...extensionsOf(service.tenant, shape.type),
    ...(shape.kind === 'users' ? ['signInActivity'] : []),
  ]
  const select = readSelect(query, shape.type, shape.properties, more)
  const filter = query.get('$filter')
  const activity = wantsActivity(select) || (filter ?? '').includes('signInActivity')
  const most = activity ? 500 : shape.most
  const top = most && Math.min(readTop(query, service.pageSizes[shape.kind], most), most, service.mostRows)
  const expand = query.get('$expand')
  matcher(call, shape, filter)
  readExpansions(call, shape, expand)
  return {
    list: shape.kind,
    select,
    filter,
    top: top ?? Number.MAX_SAFE_INTEGER,
    place: 0,
    ...(expand === undefined ? {} : { expand }),
    ...longSelect(call),
  }
}

/** What `$expand` adds to objects of a kind. */
const RELATIONS: Partial<Record<ObjectKind, Readonly<Record<string, Relate>>>> = {
  devices: { registeredOwners: (row, tenant) => registeredOwnersOf(tenant, String(row.id)) },
}

function readExpansions(call: Call, shape: Shape, expand: string | undefined): readonly Expansion[] {
  if (expand === undefined) return []
  if (isAdvanced(call)) throw unsupported('$expand is not supported together with advanced query parameters.')
  return readExpand(expand, shape.type, Object.keys(RELATIONS[shape.kind] ?? {}))
}

type Matcher = (entry: Entry) => boolean

/** The test of a `$filter`; `signInActivity` is filtered alone. */
function matcher(call: Call, shape: Shape, filter: string | undefined): Matcher {
  if (filter === undefined) return () => true
  if (filter.includes('signInActivity/')) return activityMatcher(call, parseClause(filter))
  const clauses = parseDirectoryFilter(filter, shape.type, shape.filterable, isAdvanced(call))
  return entry => clauses.every(clause => fits(entry.row, clause))
}

function activityMatcher(call: Call, clause: Clause): Matcher {
  const bound = typeof clause.value === 'string' ? parseMoment(clause.value) : undefined
  const known = ['signInActivity/lastSignInDateTime', 'signInActivity/lastSuccessfulSignInDateTime']
  if (!known.includes(clause.property) || !['ge', 'le'].includes(clause.operator) || !bound)
    throw unsupported('Filter not supported.')
  const name = clause.property.slice('signInActivity/'.length)
  return entry => {
    const activity = call.service.tenant.activityOf(entry)
    const text: unknown =
      typeof activity === 'object' && activity !== null ? Reflect.get(activity, name) : undefined
    const moment = typeof text === 'string' ? parseMoment(text) : undefined
    if (!moment) return false
    const order = compareMoments(moment, bound)
    return clause.operator === 'ge' ? order >= 0 : order <= 0
  }
}

function readToken(call: Call, shape: Shape): ListToken {
  if (!call.query.has('$skiptoken')) return firstToken(call, shape)
  const token = call.service.links.open(call.raw, '$skiptoken') as ListToken
  if (token.list !== shape.kind) throw badRequest('The skip token belongs to another request.')
  return token
}

/** One page of a list of directory objects. */
export function listObjects(call: Call, shape: Shape): Answer {
  const { tenant, links, url } = call.service
  const token = readToken(call, shape)
  const path = `/${call.version}${call.path}`
  const context = `${url()}/${call.version}/$metadata#${shape.path.slice(1)}${token.select ? `(${token.select.join(',')})` : ''}`
  const order = hash(tenant.world.seed, ORDER, token.place)
  const pause = !token.paused && token.place > 0 && hash(tenant.world.seed, PAUSE, token.place) % 23 === 0
  const { rows, place } = pause ? { rows: [], place: token.place } : collect(call, shape, token)
  const next = place < tenant[shape.kind].length ? { ...token, place, paused: pause } : undefined
  const counted = token.place === 0 && isAdvanced(call)
  return json(
    writePage(
      {
        context,
        nextLink: next && links.make(path, '$skiptoken', next),
        count: counted ? countMatching(call, shape, token.filter) : undefined,
        tips: token.select
          ? undefined
          : 'Use $select to choose only the properties your app needs, as this can lead to performance improvements.',
        order,
      },
      rows,
    ),
  )
}

function collect(call: Call, shape: Shape, token: ListToken): { rows: string[]; place: number } {
  const collection = call.service.tenant[shape.kind]
  const fitsFilter = matcher(call, shape, token.filter)
  const expansions = readExpansions(call, shape, token.expand)
  const names = token.select ?? shape.defaults
  const properties = names.flatMap(name =>
    name === 'signInActivity' ? [] : (shape.properties.get(name) ?? []),
  )
  const others = names.filter(name => !shape.properties.has(name))
  const rows: string[] = []
  const only = new Set([...names, ...shape.filterable.keys()])
  let place = token.place
  for (
    const end = place + MOST_PLACES;
    place < collection.length && place < end && rows.length < token.top;
    place++
  ) {
    const entry = collection.at(place, only)
    if (entry.removed || !fitsFilter(entry)) continue
    const picked = readable(call, { ...pickWithNulls(entry.row, properties), ...pickSet(entry.row, others) })
    const row = expandRow(picked, entry.row, call.service.tenant, expansions, RELATIONS[shape.kind] ?? {})
    rows.push(rowText(entry, wantsActivity(token.select) ? withActivity(call, entry, row) : row))
  }
  return { rows, place }
}

/** `signInActivity` is absent, not null, for users that never signed in. */
function withActivity(call: Call, entry: Entry, row: GraphObject): GraphObject {
  const signInActivity = call.service.tenant.activityOf(entry)
  return signInActivity === undefined ? row : { ...row, signInActivity }
}

/** How many living objects fit a filter. */
export function countMatching(call: Call, shape: Shape, filter: string | undefined): number {
  const collection = call.service.tenant[shape.kind]
  const fitsFilter = matcher(call, shape, filter)
  let total = 0
  for (let place = 0; place < collection.length; place++) {
    if (!collection.isRemoved(place) && (filter === undefined || fitsFilter(collection.at(place)))) total += 1
  }
  return total
}
