// Events by time: range after range, oldest first, each at most a UTC day, each folded by itself. The upper bound is fixed before
// the first range; the watermark moves when a range is done, never per page, for pages come newest first.
import { GraphError, isBadRequest, isExpiredLink } from '../graph/errors.ts'
import type { Page } from '../graph/page.ts'
import { giveBack } from '../graph/page-memory.ts'
import { isTooMuch } from '../graph/retry.ts'
import type { Position, WindowCursor } from '../state/schema.ts'
import type { WindowStream } from '../streams/define.ts'
import { ClockError, isSameTime } from './clocks.ts'
import { LoopGuard } from './loop-guard.ts'
import { DAY, type FirstReach, filterOf, firstRange, half, iso, lengthOf, type Range } from './ranges.ts'
import { callOf, getPage, linkTo, MOST_RESTARTS, type Reading, type Step } from './source.ts'

/** The search for the oldest start that Graph accepts is this exact. */
const SEARCH_STEP = 60_000
/** Rows of a page that every log gives. */
const SAFE_TOP = 100

type RangePosition = Position & { kind: 'range' }

/** Reads every range from where the last run's events may still change to Graph's now. */
export async function* readWindow(reading: Reading): AsyncGenerator<Step, void, void> {
  const { definition } = reading
  if (definition.kind !== 'window') throw new Error('not a stream of events')
  const pass = new WindowReader(reading, definition)
  try {
    yield* pass.read()
  } catch (error) {
    // The pass began by the clock that was wrong; where it begins does not depend on it, so it is begun again by the newer one.
    if (!(error instanceof ClockError) || pass.hasRead || reading.cursor === null) throw error
    yield* new WindowReader(reading, definition).read()
  }
}

/** So many ranges in a row have to be managed before a longer one is tried. */
const PATIENCE = 2

/**
 * The longest range that Graph manages in time, as far as is known. A time-out may be passing, and a day in minutes is 1,440
 * requests: so longer ranges are tried again, ever more rarely while Graph refuses them.
 */
class Reach {
  longest = DAY
  private patience = PATIENCE
  private streak = 0
  /** Nothing was managed yet since a longer range is tried. */
  private trying = false

  cutTo(length: number): void {
    this.patience = this.trying ? this.patience * 2 : this.patience
    this.longest = length
    this.streak = 0
    this.trying = false
  }

  managed(): void {
    if (this.trying) this.patience = PATIENCE
    this.streak++
    this.trying = this.longest < DAY && this.streak >= this.patience
    if (!this.trying) return
    this.longest = Math.min(DAY, this.longest * 2)
    this.streak = 0
  }
}

class WindowReader {
  private readonly reading: Reading
  private readonly stream: WindowStream
  private readonly last: WindowCursor | null
  /** Where this run's reading ends: fixed before the first page. */
  private readonly until: string
  private readonly begunAt: number
  /** Whether rows of this pass were given on. */
  hasRead = false
  /** Where an interrupted pass goes on. */
  private readonly resumed: RangePosition | null
  /** When this pass began, by Graph's clock: rows that came later may be missing from any of its ranges. */
  private readonly readAt: string
  /** The first time ever read. */
  private from: string
  private readonly reach = new Reach()
  /** Rows that a page may have, as far as is known. */
  private top: number

  constructor(reading: Reading, stream: WindowStream) {
    this.reading = reading
    this.stream = stream
    this.top = stream.top
    this.last = reading.cursor?.kind === 'window' ? reading.cursor : null
    this.until = iso(this.graphNow())
    this.begunAt = this.steadyNow()
    const { position } = reading
    // Ranges of a pass follow one another; a place is only left when the first reach has become a wider one.
    const follows = position?.kind === 'range' && (this.last !== null || position.from <= this.start())
    this.resumed = follows ? position : null
    this.readAt = this.resumed?.readAt ?? this.until
    this.from = this.last?.from ?? this.resumed?.from ?? this.start()
  }

  async *read(): AsyncGenerator<Step, void, void> {
    let at: RangePosition | null =
      this.resumed ?? this.beginning(firstRange(this.start(), this.until, this.reach.longest))
    if (this.reading.position !== null && this.resumed === null && at !== null)
      yield restart(at, 'older events are asked for now')
    // While nothing was read yet; what Graph keeps moves on, so a start may be refused that was accepted a moment ago.
    let first = true
    for (let searches = 0; at !== null; ) {
      const current: RangePosition = at
      try {
        const done: Range = yield* this.readRange(current)
        at = this.beginning(this.following(done))
        first = false
      } catch (error) {
        if (!first || !isTooOld(error) || ++searches > MOST_RESTARTS) throw error
        const accepted = yield* this.oldestAccepted(current.from, error)
        if (this.last === null) this.from = accepted
        at = this.beginning(firstRange(accepted, this.until, this.reach.longest))
        if (at !== null && this.isWorthSaying) yield restart(at, 'Graph does not keep older events')
      }
    }
  }

  /** The position at the first page of a range. */
  private beginning(range: Range | null): RangePosition | null {
    if (range === null) return null
    return { kind: 'range', from: range.from, to: range.to, readAt: this.readAt, next: null }
  }

  /** Where a pass begins: at the look-back before what was read last, else at the first reach. */
  private start(): string {
    const { lookbackMs, since } = this.reading.window
    if (this.last !== null) {
      const unsettled = Math.min(Date.parse(this.last.readUntil), Date.parse(this.last.readAt) - lookbackMs)
      return iso(Math.max(unsettled, Date.parse(this.last.from)))
    }
    return iso(Math.min(since, Date.parse(this.until)))
  }

  /**
   * Whether the rows of a range are no longer expected to change. What Graph does not send of them it may simply keep no more, so
   * what is stored of them stays.
   */
  private isSettled({ to }: Range): boolean {
    const old = Date.parse(this.readAt) - Math.max(this.reading.window.lookbackMs, DAY)
    return Date.parse(to) <= Math.max(old, this.last === null ? 0 : Date.parse(this.last.finalUntil))
  }

  private following(done: Range): Range | null {
    this.reach.managed()
    return firstRange(done.to, this.until, this.reach.longest)
  }

  /** Reads one range, or its earlier half where Graph does not manage the whole. Returns what it read. */
  private async *readRange(start: RangePosition): AsyncGenerator<Step, Range, void> {
    let at = start
    for (let restarts = 0; ; ) {
      try {
        yield* this.walk(at)
        return at
      } catch (error) {
        if (at.next === null && this.top > SAFE_TOP && isBadRequest(error) && !isTooOld(error)) {
          yield {
            kind: 'note',
            text: `Graph refuses pages of ${this.top} rows here: read ${SAFE_TOP} at a time`,
          }
          this.top = SAFE_TOP
          continue
        }
        const shorter = isTooMuch(error) ? half(at) : null
        if (shorter === null && (!isExpiredLink(error) || ++restarts > MOST_RESTARTS)) throw error
        if (shorter !== null) this.reach.cutTo(lengthOf(shorter))
        at = this.beginning(shorter ?? at) ?? at
        const reason = 'Graph could not answer for a range this long in time'
        yield restart(at, shorter === null ? 'Graph no longer accepts the page link' : reason)
      }
    }
  }

  private async *walk(start: RangePosition): AsyncGenerator<Step, void, void> {
    const { meter } = this.reading
    const guard = new LoopGuard()
    const call = { ...callOf(this.reading), splitOnTimeout: half(start) !== null }
    for (let link = start.next ?? this.link(start, this.top); ; ) {
      const page = await getPage(this.reading, link, call)
      try {
        this.refuseOtherTime()
        this.hasRead = true
        guard.see(link, page, meter.requestId)
        if (page.nextLink === null) return yield this.foldOf(start, page)
        link = page.nextLink
        yield { kind: 'rows', page, position: { ...start, next: link }, detail: start.from.slice(0, 10) }
      } finally {
        giveBack(page.rows)
      }
    }
  }

  private foldOf(range: RangePosition, page: Page): Step {
    const { from, to } = range
    const position = this.beginning(firstRange(to, this.until, this.reach.longest))
    const mode = { kind: 'window', from, to, settled: this.isSettled(range) } as const
    return { kind: 'fold', page, mode, cursor: this.cursor(range), position }
  }

  /** Rows of the last look-back before the pass may still come or change; what is older is final. */
  private cursor({ to }: Range): WindowCursor {
    const settled = Math.min(Date.parse(to), Date.parse(this.readAt) - this.reading.window.lookbackMs)
    const before = this.last?.finalUntil ?? this.from
    return {
      kind: 'window',
      from: this.from,
      readUntil: to,
      readAt: this.readAt,
      finalUntil: iso(Math.max(settled, Date.parse(before))),
    }
  }

  /**
   * The oldest start that Graph accepts: some tenants answer 400 to a filter that reaches back further than they keep. The step
   * doubles from a minute until a start is accepted, then the gap is halved back to a minute. Throws `refusal` when none is.
   */
  private async *oldestAccepted(refusedStart: string, refusal: unknown): AsyncGenerator<Step, string, void> {
    const until = Date.parse(this.until)
    let refused = Date.parse(refusedStart)
    let accepted = until
    for (let step = SEARCH_STEP; refused + step < until; step *= 2) {
      if (await this.accepts(refused + step)) {
        accepted = refused + step
        break
      }
      refused += step
    }
    while (accepted - refused > SEARCH_STEP) {
      const middle = refused + Math.floor((accepted - refused) / 2)
      if (await this.accepts(middle)) accepted = middle
      else refused = middle
    }
    if (accepted === until) throw refusal
    if (!this.isWorthSaying) return iso(accepted)
    yield {
      kind: 'note',
      text: `Graph keeps these events only since ${iso(accepted)}: read from there, not from ${refusedStart}`,
    }
    return iso(accepted)
  }

  private async accepts(start: number): Promise<boolean> {
    const range = firstRange(iso(start), this.until, DAY)
    if (range === null) return true
    try {
      giveBack((await getPage(this.reading, this.link(range, 1), callOf(this.reading))).rows)
      return true
    } catch (error) {
      if (isTooOld(error)) return false
      throw error
    }
  }

  private link(range: Range, top: number): string {
    const query = { $filter: filterOf(this.stream, range), $top: String(top) }
    return linkTo(this.reading.client.root, this.stream.api, this.stream.path, query)
  }

  /** A tenant that keeps less than the usual first reach is no surprise, as long as nothing was read or spooled before. */
  private get isWorthSaying(): boolean {
    const { window, position }: { window: FirstReach; position: Position | null } = this.reading
    return this.last !== null || position !== null || window.asked !== false
  }

  /** Throws a ClockError when the newest answer is not of the time that has passed since this pass began. */
  private refuseOtherTime(): void {
    const first = Date.parse(this.until)
    const now = this.graphNow()
    if (!isSameTime(first, now, this.steadyNow() - this.begunAt))
      throw new ClockError(`it said ${iso(first)} when the reading began, and says ${iso(now)} now`)
  }

  private steadyNow(): number {
    const { clock } = this.reading
    return clock.steady?.() ?? clock.now()
  }

  /** Graph's clock decides what "now" is, for ours may be wrong. */
  private graphNow(): number {
    return this.reading.client.serverNow() ?? this.reading.clock.now()
  }
}

const restart = (position: RangePosition, reason: string): Step => ({
  kind: 'restart',
  position,
  replace: false,
  reason,
})

/** https://learn.microsoft.com/graph/api/signin-list: a filter that reaches back beyond what is kept is a bad request. */
const isTooOld = (error: unknown): boolean =>
  error instanceof GraphError && error.status === 400 && /filter/i.test(error.graphMessage)
