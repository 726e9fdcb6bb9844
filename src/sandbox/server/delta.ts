import type { GraphObject, ObjectKind } from '../api.ts'
import { hash, salt } from '../random.ts'
import type { Change, Entry } from '../tenant/collection.ts'
import { type Answer, badRequest, GraphError, json, unsupported } from './answer.ts'
import { type Call, prefers } from './call.ts'
import { type RelationName, relationSlice, type Slice } from './delta-relations.ts'
import { parseClause, splitFilter } from './filter.ts'
import { pickProperties, writePage } from './page.ts'
import { allow, readSelect } from './query.ts'
import type { Shape } from './shapes.ts'

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
}

const WEEK = 7 * 86_400_000
const ORDER = salt('deltaOrder')
const REPEAT = salt('repeat')
const PAUSE = salt('deltaPause')
const REMOVED_FIRST = salt('removedFirst')

const RELATIONS: Readonly<Record<ObjectKind, readonly RelationName[]>> = {
  users: ['manager'],
  groups: ['members', 'owners'],
  applications: [],
}

function startToken(call: Call, shape: Shape): DeltaToken {
  const { tenant } = call.service
  allow(call.query, '$select', '$filter', '$deltatoken')
  const offered = RELATIONS[shape.kind]
  const wanted = readSelect(call.query, shape.type, shape.properties, offered)
  if (wanted?.includes('signInActivity'))
    throw unsupported("The property 'signInActivity' is not supported in delta queries.")
  const filter = call.query.get('$filter')
  return {
    delta: shape.kind,
    select: wanted?.filter(name => !offered.some(relation => relation === name)) ?? null,
    relations: offered.filter(relation => wanted?.includes(relation) ?? relation === 'members'),
    ids: filter === undefined ? null : readIds(filter, shape.kind === 'applications' ? 200 : 50),
    first: true,
    since: 0,
    end: tenant[shape.kind].log.length,
    at: 0,
    sub: 0,
    issued: tenant.now,
    replay: false,
    paused: false,
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

function readToken(call: Call, shape: Shape): DeltaToken {
  const { tenant, links } = call.service
  if (call.query.has('$skiptoken')) return check(shape, links.open(call.raw, '$skiptoken') as DeltaToken)
  const given = call.query.get('$deltatoken')
  if (given === undefined || given === '') return startToken(call, shape)
  if (given === 'latest') return { ...startToken(call, shape), at: Number.MAX_SAFE_INTEGER }
  const token = check(shape, links.open(call.raw, '$deltatoken') as DeltaToken)
  if (tenant.now - token.issued > WEEK) throw gone(call, token)
  return { ...token, end: tenant[shape.kind].log.length, issued: tenant.now }
}

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

/** One page of a delta query. */
export function deltaPage(call: Call, shape: Shape): Answer {
  const { tenant, links, url } = call.service
  const token = readToken(call, shape)
  const seed = tenant.world.seed
  const pause = !token.paused && token.at > 0 && hash(seed, PAUSE, token.at, token.sub) % 19 === 0
  const walk = pause
    ? { rows: [], at: token.at, sub: token.sub }
    : token.first
      ? walkPlaces(call, shape, token)
      : walkLog(call, token)
  const last = walk.at >= (token.first ? tenant[shape.kind].length : token.end)
  const path = `/${call.version}${call.path}`
  return json(
    writePage(
      {
        context: `${url()}/${call.version}/$metadata#${shape.kind}${token.select ? `(${token.select.join(',')})` : ''}/$delta`,
        nextLink: last
          ? undefined
          : links.make(path, '$skiptoken', { ...token, at: walk.at, sub: walk.sub, paused: pause }),
        deltaLink: last ? links.make(path, '$deltatoken', following(token)) : undefined,
        order: hash(seed, ORDER, token.at),
      },
      walk.rows,
    ),
  )
}

/** The token of the next round; now and then it sends the last change again, once. */
function following(token: DeltaToken): DeltaToken {
  const replay = !token.first && !token.replay && token.end - token.since > 1 && token.end % 2 === 1
  const since = replay ? token.end - 1 : token.end
  return { ...token, first: false, since, at: since, sub: 0, replay, paused: false }
}

interface Walk {
  readonly rows: string[]
  readonly at: number
  readonly sub: number
}

const PAGE_SIZES = { users: 'usersDelta', groups: 'groupsDelta', applications: 'applicationsDelta' } as const

/** Collects rows until the page is full, by rows or by members. */
class Page {
  readonly rows: string[] = []
  #room: number
  #members: number

  constructor(call: Call, token: DeltaToken) {
    this.#room = call.service.pageSizes[PAGE_SIZES[token.delta]]
    this.#members = call.service.pageSizes.memberSlice
  }

  get full(): boolean {
    return this.#room <= 0 || this.#members <= 0
  }

  get members(): number {
    return this.#members
  }

  push(text: string, members = 0): void {
    this.rows.push(text)
    this.#room -= 1
    this.#members -= members
  }
}

function walkPlaces(call: Call, shape: Shape, token: DeltaToken): Walk {
  const { tenant } = call.service
  const collection = tenant[shape.kind]
  const page = new Page(call, token)
  const only = new Set(token.select ?? shape.defaults)
  let { at, sub } = token
  while (at < collection.length && !page.full) {
    const entry = collection.at(at, only)
    if (entry.removed) {
      if (hash(tenant.world.seed, REMOVED_FIRST, at) % 2 === 0 && wanted(token, entry.id))
        page.push(removedRow(entry))
    } else if (wanted(token, entry.id)) {
      const slice = push(call, token, page, entry, sub, undefined)
      sub = slice
      if (slice > 0) continue
    }
    at += 1
    sub = 0
  }
  return { rows: page.rows, at, sub }
}

const wanted = (token: DeltaToken, id: string): boolean => token.ids === null || token.ids.includes(id)

function removedRow(entry: Entry): string {
  return JSON.stringify({ id: entry.id, '@removed': { reason: entry.removed } })
}

/** Writes the row of a living object with a slice of its relations; returns where the next slice starts, 0 for none. */
function push(
  call: Call,
  token: DeltaToken,
  page: Page,
  entry: Entry,
  from: number,
  changes: readonly Change[] | undefined,
): number {
  const slice: Slice = relationSlice(call, token.relations, entry.id, from, page.members, changes)
  page.push(
    entry.raw ?? JSON.stringify({ ...image(call, token, entry, changes), ...slice.properties }),
    slice.size,
  )
  return slice.next
}

/** The selected properties; with `return=minimal`, of a change only those that changed. */
function image(
  call: Call,
  token: DeltaToken,
  entry: Entry,
  changes: readonly Change[] | undefined,
): GraphObject {
  const names = token.select ?? shapeDefaults(call, token.delta)
  if (!changes || !prefers(call, 'return=minimal') || isNew(changes)) return pickProperties(entry.row, names)
  const changed = new Set(changes.flatMap(change => change.properties ?? []))
  return pickProperties(
    entry.row,
    names.filter(name => changed.has(name)),
  )
}

export const isNew = (changes: readonly Change[]): boolean =>
  changes.some(change => change.what === 'created')

function walkLog(call: Call, token: DeltaToken): Walk {
  const { tenant } = call.service
  const collection = tenant[token.delta]
  const page = new Page(call, token)
  const byId = relevantChanges(call, token)
  let { at, sub } = token
  while (at < token.end && !page.full) {
    const id = collection.log[at]?.id ?? ''
    const lines = byId.get(id)
    const repeated = hash(tenant.world.seed, REPEAT, at) % 8 === 0
    const entry = lines?.has(at) && (repeated || at === lastOf(lines)) ? collection.find(id) : undefined
    if (entry?.removed) page.push(removedRow(entry))
    else if (entry && lines) {
      sub = push(call, token, page, entry, sub, [...lines.values()])
      if (sub > 0) continue
    }
    at += 1
    sub = 0
  }
  return { rows: page.rows, at, sub }
}

const lastOf = (lines: ReadonlyMap<number, Change>): number => Math.max(...lines.keys())

/** The lines of the round that this query is told of, by object. */
function relevantChanges(call: Call, token: DeltaToken): ReadonlyMap<string, ReadonlyMap<number, Change>> {
  const { log } = call.service.tenant[token.delta]
  const names = new Set(token.select ?? shapeDefaults(call, token.delta))
  const byId = new Map<string, Map<number, Change>>()
  for (let line = token.since; line < token.end; line++) {
    const change = log[line]
    if (!change || !wanted(token, change.id) || !isRelevant(token, names, change)) continue
    const lines = byId.get(change.id) ?? new Map<number, Change>()
    lines.set(line, change)
    byId.set(change.id, lines)
  }
  return byId
}

function isRelevant(token: DeltaToken, names: ReadonlySet<string>, change: Change): boolean {
  const { what } = change
  if (what === 'members' || what === 'owners' || what === 'manager') return token.relations.includes(what)
  return change.what !== 'updated' || (change.properties ?? []).some(name => names.has(name))
}

function shapeDefaults(call: Call, kind: ObjectKind): readonly string[] {
  return call.service.shapes[kind].defaults
}
