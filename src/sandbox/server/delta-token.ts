import type { ObjectKind } from '../api.ts'
import { badRequest, GraphError, unsupported } from './answer.ts'
import { type Call, longSelect } from './call.ts'
import type { RelationName } from './delta-relations.ts'
import { parseClause, splitFilter } from './filter.ts'
import { allow, readSelect } from './query.ts'
import { extensionsOf, type Shape } from './shapes.ts'

/** What links of a delta query remember. */
export interface DeltaToken {
  readonly delta: ObjectKind
  readonly select: readonly string[] | null
  readonly relations: readonly RelationName[]
  readonly ids: readonly string[] | null
  /** The first round walks over places, later ones over the change log. */
  readonly first: boolean
  /** Lines of the change log that this round covers: from `since` up to `end`. */
  readonly since: number
  readonly end: number
  /** The place, or the line, where the next page starts, and the member within it. */
  readonly at: number
  readonly sub: number
  /** When the round began, by the tenant's clock. */
  readonly issued: number
  readonly replay: boolean
  readonly paused: boolean
  readonly long?: true
}

const WEEK = 7 * 86_400_000

/** Relations that a delta query may be asked for. */
const RELATIONS: Partial<Record<ObjectKind, readonly RelationName[]>> = {
  users: ['manager'],
  groups: ['members', 'owners'],
}

/** How many ids a filter may name: fixed for some kinds, elsewhere as many as a URL holds. */
const MOST_IDS: Partial<Record<ObjectKind, number>> = { users: 50, groups: 50, orgContacts: 50 }
const MANY_IDS = 200

function startToken(call: Call, shape: Shape): DeltaToken {
  const { tenant } = call.service
  allow(call.query, '$select', '$filter', '$deltatoken')
  const offered = RELATIONS[shape.kind] ?? []
  const wanted = readSelect(call.query, shape.type, shape.properties, [
    ...offered,
    ...extensionsOf(tenant, shape.type),
  ])
  if (wanted?.includes('signInActivity'))
    throw unsupported("The property 'signInActivity' is not supported in delta queries.")
  const filter = call.query.get('$filter')
  return {
    delta: shape.kind,
    select: wanted?.filter(name => !offered.some(relation => relation === name)) ?? null,
    relations: offered.filter(relation => wanted?.includes(relation) ?? relation === 'members'),
    ids: filter === undefined ? null : readIds(filter, MOST_IDS[shape.kind] ?? MANY_IDS),
    first: true,
    since: 0,
    end: tenant[shape.kind].log.length,
    at: 0,
    sub: 0,
    issued: tenant.now,
    replay: false,
    paused: false,
    ...longSelect(call),
  }
}

/** `id eq '…' or id eq '…'` and nothing else. */
function readIds(filter: string, most: number): string[] {
  const ids = splitFilter(filter, 'or').map(part => {
    const { property, operator, value } = parseClause(part)
    if (property !== 'id' || operator !== 'eq' || typeof value !== 'string')
      throw unsupported('Only a filter by id is supported in delta queries.')
    return value
  })
  if (ids.length > most) throw unsupported(`Too many ids in the filter: ${ids.length}, at most ${most}.`)
  return ids
}

/** The token of a request: of a link, or a new one. */
export function readToken(call: Call, shape: Shape): DeltaToken {
  const { tenant, links } = call.service
  if (call.query.has('$skiptoken')) return check(shape, links.open(call.raw, '$skiptoken') as DeltaToken)
  const given = call.query.get('$deltatoken')
  if (given === undefined || given === '') return startToken(call, shape)
  if (given === 'latest') return nothingYet(startToken(call, shape))
  const token = check(shape, links.open(call.raw, '$deltatoken') as DeltaToken)
  if (tenant.now - token.issued > WEEK) throw gone(call, token)
  return { ...token, end: tenant[shape.kind].log.length, issued: tenant.now }
}

/** A round without rows, from which the next one starts. */
const nothingYet = (token: DeltaToken): DeltaToken => ({
  ...token,
  first: false,
  since: token.end,
  at: token.end,
})

function check(shape: Shape, token: DeltaToken): DeltaToken {
  if (token.delta !== shape.kind) throw badRequest('The token belongs to another request.')
  return token
}

/** A token older than seven days; the way to a new start is named for every other one. */
function gone(call: Call, token: DeltaToken): GraphError {
  const location = `${call.service.url()}/${call.version}${call.path}?$deltatoken=`
  return new GraphError(
    410,
    token.end % 2 === 0 ? 'syncStateNotFound' : 'SyncStateNotFound',
    'The sync state generation is not found; continue with a full synchronization.',
    token.end % 2 === 0 ? {} : { location },
  )
}

/** The token of the next round; now and then it sends the last change again, once. */
export function following(token: DeltaToken): DeltaToken {
  const replay = !token.first && !token.replay && token.end - token.since > 1 && token.end % 2 === 1
  const since = replay ? token.end - 1 : token.end
  return { ...token, first: false, since, at: since, sub: 0, replay, paused: false }
}

/** Whether the query is about this object. */
export const wanted = (token: DeltaToken, id: string): boolean => token.ids === null || token.ids.includes(id)
