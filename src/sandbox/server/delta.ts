import type { GraphObject, ObjectKind } from '../api.ts'
import { hash, salt } from '../random.ts'
import type { Change, Entry } from '../tenant/collection.ts'
import { type Answer, json } from './answer.ts'
import { type Call, prefers, readable } from './call.ts'
import { relationSlice } from './delta-relations.ts'
import { type DeltaToken, following, readToken, wanted } from './delta-token.ts'
import { pickProperties, writePage } from './page.ts'
import type { Shape } from './shapes.ts'

const ORDER = salt('deltaOrder')
const REPEAT = salt('repeat')
const PAUSE = salt('deltaPause')
const REMOVED_FIRST = salt('removedFirst')

/** One page of a delta query. */
export function deltaPage(call: Call, shape: Shape): Answer {
  const { tenant, links, url } = call.service
  const token = readToken(call, shape)
  const seed = tenant.world.seed
  const end = token.first ? tenant[shape.kind].length : token.end
  const pause =
    !token.paused && token.at > 0 && token.at < end && hash(seed, PAUSE, token.at, token.sub) % 19 === 0
  const walk = pause
    ? { rows: [], at: token.at, sub: token.sub }
    : token.first
      ? walkPlaces(call, shape, token)
      : walkLog(call, token)
  const last = walk.at >= end
  const path = `/${call.version}${call.path}`
  return json(
    writePage(
      {
        context: `${url()}/${call.version}/$metadata#${shape.path.slice(1)}${token.select ? `(${token.select.join(',')})` : ''}/$delta`,
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

interface Walk {
  readonly rows: string[]
  readonly at: number
  readonly sub: number
}

/** Collects rows until the page is full, by rows or by members. */
class Page {
  readonly rows: string[] = []
  #room: number
  #members: number

  constructor(call: Call, token: DeltaToken) {
    this.#room = call.service.pageSizes[`${token.delta}Delta`]
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
  const slice = relationSlice(call, token.relations, entry.id, from, page.members, changes)
  page.push(
    entry.raw ??
      JSON.stringify({ ...readable(call, image(call, token, entry, changes)), ...slice.properties }),
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

const isNew = (changes: readonly Change[]): boolean => changes.some(change => change.what === 'created')

function walkLog(call: Call, token: DeltaToken): Walk {
  const { tenant } = call.service
  const collection = tenant[token.delta]
  const page = new Page(call, token)
  const histories = relevantChanges(call, token)
  let { at, sub } = token
  while (at < token.end && !page.full) {
    const id = collection.log[at]?.id ?? ''
    const history = histories.get(id)
    const last = at === history?.last
    const early = !last && history?.repeats.has(at) && hash(tenant.world.seed, REPEAT, at) % 8 === 0
    const entry = last || early ? collection.find(id) : undefined
    if (entry?.removed) page.push(removedRow(entry))
    else if (entry && history) {
      sub = push(call, last ? token : { ...token, relations: [] }, page, entry, sub, history.changes)
      if (sub > 0) continue
    }
    at += 1
    sub = 0
  }
  return { rows: page.rows, at, sub }
}

/** The lines of a round about one object that a query is told of. */
interface History {
  readonly changes: Change[]
  /** The line at which the object is sent. */
  last: number
  /** Lines at which its properties may be sent as well. */
  readonly repeats: Set<number>
}

function relevantChanges(call: Call, token: DeltaToken): ReadonlyMap<string, History> {
  const { log } = call.service.tenant[token.delta]
  const names = new Set(token.select ?? shapeDefaults(call, token.delta))
  const histories = new Map<string, History>()
  for (let line = token.since; line < token.end; line++) {
    const change = log[line]
    if (!change || !wanted(token, change.id) || !isRelevant(token, names, change)) continue
    const history = histories.get(change.id) ?? { changes: [], last: line, repeats: new Set<number>() }
    history.changes.push(change)
    history.last = line
    if (change.what === 'updated') history.repeats.add(line)
    histories.set(change.id, history)
  }
  return histories
}

function isRelevant(token: DeltaToken, names: ReadonlySet<string>, change: Change): boolean {
  const { what } = change
  if (what === 'members' || what === 'owners' || what === 'manager') return token.relations.includes(what)
  return change.what !== 'updated' || (change.properties ?? []).some(name => names.has(name))
}

function shapeDefaults(call: Call, kind: ObjectKind): readonly string[] {
  return call.service.shapes[kind].defaults
}
