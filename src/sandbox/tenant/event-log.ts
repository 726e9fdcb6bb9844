import type { EventKind, GraphObject } from '../api.ts'
import { guid, salt } from '../random.ts'
import { type EventRecipe, RECIPES } from './event-kinds.ts'
import { compareMoments, fromMs, type Moment, parseMoment } from './moment.ts'
import { isBothKinds } from './sign-ins.ts'
import { type Happening, happenings, type Timetable, writeMoment } from './timetable.ts'
import type { World } from './world.ts'

/** An event as a reader sees it now. */
export interface LogEntry {
  readonly id: string
  readonly moment: Moment
  /** Graph sends some entries twice. */
  readonly twice: boolean
  readonly raw?: string
  row(only?: ReadonlySet<string>): GraphObject
}

/** Where a listing goes on: after this entry. */
export interface LogPosition {
  readonly moment: Moment
  readonly id: string
}

/** Newest first; of one moment, the greater id first. */
export function compareEntries(a: LogPosition, b: LogPosition): number {
  return compareMoments(b.moment, a.moment) || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
}

interface Injected extends LogPosition {
  readonly row: GraphObject
  readonly raw?: string
}

/** The events of one kind: those that follow from the seed, and those a test has put in, changed or taken out. */
export class EventLog {
  readonly #world: World
  readonly #kind: EventKind
  readonly #recipe: EventRecipe
  readonly #table: Timetable
  readonly #added = new Map<string, Injected>()
  readonly #patches = new Map<string, GraphObject>()
  readonly #removed = new Set<string>()
  /** Ids given so far; an id is never given twice, removed or not. */
  #given = 0

  constructor(world: World, kind: EventKind) {
    this.#world = world
    this.#kind = kind
    this.#recipe = RECIPES[kind]
    this.#table = this.#recipe.timetable(world)
  }

  /** What has arrived by `now`, from `from` to `to`, both included, newest first. */
  *entries(from: Moment, to: Moment, now: number): Generator<LogEntry> {
    const added = [...this.#added.values()]
      .filter(e => compareMoments(e.moment, from) >= 0 && compareMoments(e.moment, to) <= 0)
      .sort(compareEntries)
    yield* merge(
      this.#generated(from, to, now),
      added.map(e => this.#injected(e)),
    )
  }

  *#generated(from: Moment, to: Moment, now: number): Generator<LogEntry> {
    for (const event of happenings(this.#table, from, to)) {
      if (event.arrives > now) continue
      const id = this.#recipe.id(this.#world, event)
      if (this.#removed.has(id) || this.#added.has(id)) continue
      yield {
        id,
        moment: event.moment,
        twice: (event.moment.ticks + event.k) % 397 === 0,
        row: only => this.#patched(id, this.#make(event, event.changes <= now, only)),
      }
    }
  }

  /** Interactive entries that are of the non-interactive kind too. */
  *alsoNonInteractive(from: Moment, to: Moment, now: number): Generator<LogEntry> {
    if (this.#kind !== 'sign_ins') return
    for (const event of happenings(this.#table, from, to)) {
      if (event.arrives > now || !isBothKinds(this.#world, event)) continue
      const id = this.#recipe.id(this.#world, event)
      if (this.#removed.has(id)) continue
      const row = (only?: ReadonlySet<string>): GraphObject =>
        this.#patched(id, this.#make(event, event.changes <= now, only))
      yield { id, moment: event.moment, twice: false, row }
    }
  }

  #make(event: Happening, changed: boolean, only?: ReadonlySet<string>): GraphObject {
    return this.#recipe.make(this.#world, event, changed, only)
  }

  #patched(id: string, row: GraphObject): GraphObject {
    const patch = this.#patches.get(id)
    return patch ? { ...row, ...patch } : row
  }

  #injected(event: Injected): LogEntry {
    const { id, moment, raw, row } = event
    const shared = { id, moment, twice: false, row: () => this.#patched(id, row) }
    return raw === undefined ? shared : { ...shared, raw }
  }

  /** Without an id or a time the event gets a new one; returns its id. */
  add(event: GraphObject, now: number, raw?: string): string {
    const id =
      typeof event.id === 'string'
        ? event.id
        : guid(this.#world.seed, salt(`injected ${this.#kind}`), this.#given++)
    const { time, marks } = this.#recipe
    const given = event[time]
    const moment = (typeof given === 'string' ? parseMoment(given) : undefined) ?? fromMs(now)
    const row = { ...marks, ...event, id, [time]: given ?? writeMoment(moment) }
    this.#added.set(id, raw === undefined ? { id, moment, row } : { id, moment, row, raw })
    this.#removed.delete(id)
    return id
  }

  change(id: string, patch: GraphObject): void {
    this.#patches.set(id, { ...this.#patches.get(id), ...patch })
  }

  remove(id: string): void {
    if (!this.#added.delete(id)) this.#removed.add(id)
  }
}

/** Two listings in the order of `compareEntries` made one; an entry in both comes once. */
export function* merge(a: Iterable<LogEntry>, b: Iterable<LogEntry>): Generator<LogEntry> {
  const [left, right] = [a[Symbol.iterator](), b[Symbol.iterator]()]
  let [x, y] = [left.next(), right.next()]
  while (!x.done || !y.done) {
    const order = x.done ? 1 : y.done ? -1 : compareEntries(x.value, y.value)
    if (order === 0) x = left.next()
    else if (order < 0 && !x.done) {
      yield x.value
      x = left.next()
    } else if (!y.done) {
      yield y.value
      y = right.next()
    }
  }
}
