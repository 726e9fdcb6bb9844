import type { GraphObject } from '../api.ts'
import { hash, salt } from '../random.ts'
import type { Entry } from '../tenant/collection.ts'
import { compareMoments, parseMoment } from '../tenant/moment.ts'
import { type Answer, badRequest, json, notFound, unsupported } from './answer.ts'
import { type Call, isAdvanced, isEventual, readable } from './call.ts'
import { type Clause, fits, parseClause, parseDirectoryFilter } from './filter.ts'
import { pickWithNulls, rowText, writePage } from './page.ts'
import { allow, readSelect, readTop } from './query.ts'
import type { Shape } from './shapes.ts'

/** What a list's link remembers. */
interface ListToken {
  readonly list: string
  readonly select: readonly string[] | undefined
  readonly filter: string | undefined
  readonly top: number
  readonly place: number
  /** An empty page was sent here already. */
  readonly paused?: boolean
}

const ORDER = salt('envelope')
const PAUSE = salt('pause')
/** Places looked at for one page, so that a rare filter answers in time. */
const MOST_PLACES = 20_000

const wantsActivity = (select: readonly string[] | undefined): boolean =>
  select?.includes('signInActivity') ?? false

function firstToken(call: Call, shape: Shape): ListToken {
  const { query, service } = call
  allow(query, '$select', '$filter', '$top', '$count', '$search', '$orderby', '$expand')
  if (query.has('$search') && !isEventual(call))
    throw badRequest(
      'Request with $search query parameter only works with the ConsistencyLevel:eventual header.',
    )
  if (query.has('$orderby') && query.has('$filter') && !isAdvanced(call))
    throw unsupported('Sorting not supported for current query.')
  for (const name of ['$search', '$orderby', '$expand']) {
    if (query.has(name)) throw unsupported(`The sandbox does not serve ${name}.`)
  }
  const more = shape.kind === 'users' ? ['signInActivity'] : []
  const select = readSelect(query, shape.type, shape.properties, more)
  const filter = query.get('$filter')
  const activity = wantsActivity(select) || (filter ?? '').includes('signInActivity')
  const top = readTop(query, service.pageSizes[shape.kind], activity ? 500 : 999)
  matcher(call, shape, filter)
  return {
    list: shape.kind,
    select,
    filter,
    top: Math.min(top, activity ? 500 : 999, service.mostRows),
    place: 0,
  }
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
  const context = `${url()}/${call.version}/$metadata#${shape.kind}${token.select ? `(${token.select.join(',')})` : ''}`
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
        count: counted ? count(call, shape, token) : undefined,
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
  const names = token.select ?? shape.defaults
  const properties = names.flatMap(name =>
    name === 'signInActivity' ? [] : (shape.properties.get(name) ?? []),
  )
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
    const row = readable(call, pickWithNulls(entry.row, properties))
    rows.push(rowText(entry, wantsActivity(token.select) ? withActivity(call, entry, row) : row))
  }
  return { rows, place }
}

/** `signInActivity` is absent, not null, for users that never signed in. */
function withActivity(call: Call, entry: Entry, row: GraphObject): GraphObject {
  const signInActivity = call.service.tenant.activityOf(entry)
  return signInActivity === undefined ? row : { ...row, signInActivity }
}

function count(call: Call, shape: Shape, token: ListToken): number {
  const fitsFilter = matcher(call, shape, token.filter)
  let total = 0
  for (const entry of call.service.tenant[shape.kind].living()) if (fitsFilter(entry)) total += 1
  return total
}

/** Owners of an application: users, with the properties a list of users has. */
export function listApplicationOwners(call: Call, id: string): Answer {
  const { tenant, pageSizes, links, url } = call.service
  const application = tenant.applications.find(id)
  if (!application || application.removed) throw notFound(id)
  const token = call.query.has('$skiptoken')
    ? (call.service.links.open(call.raw, '$skiptoken') as { place: number; top: number; select?: string[] })
    : firstOwners(call, pageSizes.applicationOwners)
  const refs = tenant.ownersOfApplication(id)
  const page = refs.slice(token.place, token.place + token.top)
  const next =
    token.place + token.top < refs.length ? { ...token, place: token.place + token.top } : undefined
  const rows = page.map(ref => {
    const row = tenant.users.find(ref.id)?.row ?? { id: ref.id }
    const names = token.select ?? ['id', 'businessPhones', 'displayName', 'mail', 'userPrincipalName']
    const picked = Object.fromEntries(names.map(name => [name, row[name] ?? null]))
    return JSON.stringify({ '@odata.type': ref['@odata.type'], id: ref.id, ...readable(call, picked) })
  })
  const nextLink = next && links.make(`/${call.version}${call.path}`, '$skiptoken', next)
  return json(
    writePage(
      { context: `${url()}/${call.version}/$metadata#directoryObjects`, nextLink, order: token.place },
      rows,
    ),
  )
}

function firstOwners(call: Call, standard: number): { place: number; top: number; select?: string[] } {
  allow(call.query, '$select', '$top', '$count', '$filter', '$orderby', '$search', '$expand')
  for (const name of ['$filter', '$orderby', '$search']) {
    if (call.query.has(name) && !isAdvanced(call))
      throw unsupported(`${name} needs ConsistencyLevel: eventual and $count=true.`)
  }
  const top = Math.min(readTop(call.query, standard, 999), call.service.mostRows)
  const select = call.query.get('$select')?.split(',')
  return select ? { place: 0, top, select } : { place: 0, top }
}
