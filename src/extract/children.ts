// One listing per parent, 20 to a batch. The parents are listed first, page by page, by their id alone; where the children are those
// of children, the listings between are asked for in batches too.
import { BATCH_SIZE, type BatchPolicy, type BatchResult, readBatch } from '../graph/batch.ts'
import { GraphError, isBadRequest, isExpiredLink } from '../graph/errors.ts'
import type { Page } from '../graph/page.ts'
import { giveBack } from '../graph/page-memory.ts'
import type { Position } from '../state/schema.ts'
import type { ChildrenStream, Listing } from '../streams/define.ts'
import { familyLine, HeldRows } from './held-rows.ts'
import { LoopGuard } from './loop-guard.ts'
import { requestsFor } from './places.ts'
import { iso } from './ranges.ts'
import {
  callOf,
  getPage,
  linkTo,
  MOST_RESTARTS,
  type Reading,
  type Rows,
  type Step,
  withoutTop,
} from './source.ts'

type ParentsPosition = Position & { kind: 'parents' }

/** The ids of a parent and of the parents above it, outermost first. */
type Lineage = readonly string[]

const START: ParentsPosition = { kind: 'parents', page: null, after: null }
const NOTHING: Rows = { rows: Buffer.alloc(0), count: 0, removed: false }

/** Reads the children of every parent; an expired link of the parents' listing starts the stream over. */
export async function* readChildren(reading: Reading): AsyncGenerator<Step, void, void> {
  const { definition } = reading
  if (definition.kind !== 'children') throw new Error('not a stream of children')
  let position = reading.position?.kind === 'parents' ? reading.position : START
  for (let restarts = 0; ; restarts++) {
    try {
      yield* walkParents(reading, definition, position)
      break
    } catch (error) {
      const reason = reasonToRestart(error)
      if (reason === null || restarts >= MOST_RESTARTS) throw error
      position = START
      yield { kind: 'restart', position, replace: true, reason }
    }
  }
  const readAt = iso(reading.clock.now())
  yield {
    kind: 'fold',
    page: null,
    mode: { kind: 'replace' },
    cursor: { kind: 'whole', readAt },
    position: null,
  }
}

/** The parent after which an interrupted run goes on is no longer where it was. */
class LostPlaceError extends Error {}

/** A parent was deleted while its children were read, and some of them were given away already. */
class GoneMidwayError extends Error {}

function reasonToRestart(error: unknown): string | null {
  if (error instanceof LostPlaceError) return 'the listing of parents has changed since'
  if (error instanceof GoneMidwayError) return 'a parent was deleted while its many children were read'
  return isExpiredLink(error) ? 'Graph no longer accepts the saved link' : null
}

/** Some parents that are listed together: all that are named, or a page of their listing. */
interface ParentsPage {
  readonly link: string | null
  readonly ids: readonly string[]
  /** The next page; null: this is the last. */
  readonly next: string | null
}

async function* walkParents(
  reading: Reading,
  definition: ChildrenStream,
  position: ParentsPosition,
): AsyncGenerator<Step, void, void> {
  let { after } = position
  for await (const { link, ids, next } of parentsOf(reading, definition, position.page)) {
    const left = remaining(ids, after, reading)
    for (let at = 0; at < left.length; at += BATCH_SIZE) {
      const some = left.slice(at, at + BATCH_SIZE)
      yield* readFamilies(reading, definition, some)
      const [last = null] = some.slice(-1).map(id => shownId(id, reading))
      const place: ParentsPosition = { kind: 'parents', page: link, after: last }
      yield { kind: 'rows', page: NOTHING, position: place, detail: null }
    }
    after = null
    if (next !== null) yield { kind: 'rows', page: NOTHING, position: { ...START, page: next }, detail: null }
  }
}

async function* parentsOf(
  reading: Reading,
  { parents, api }: ChildrenStream,
  from: string | null,
): AsyncGenerator<ParentsPage, void, void> {
  if ('option' in parents) {
    yield { link: null, ids: [...new Set(reading.owners)], next: null }
    return
  }
  const guard = new LoopGuard()
  const first = (query: Listing['query']): string => linkTo(reading.client.root, api, parents.path, query)
  let link: string | null = from ?? first(parents.query)
  while (link !== null) {
    let page: Page
    try {
      page = await getPage(reading, link, callOf(reading))
    } catch (error) {
      const untopped: string = first(withoutTop(parents.query))
      if (link !== first(parents.query) || link === untopped || !isBadRequest(error)) throw error
      // How many parents a page may hold is not always documented: Graph decides.
      link = untopped
      continue
    }
    guard.see(link, page, reading.meter.requestId)
    const ids = idsOf(page.rows)
    // Nobody holds a page of parents while their children are asked for.
    giveBack(page.rows)
    yield { link, ids, next: page.nextLink }
    link = page.nextLink
  }
}

/** An id as it may be written down. */
const shownId = (id: string, { hide }: Reading): string => hide?.(id) ?? id

function remaining(ids: readonly string[], after: string | null, reading: Reading): readonly string[] {
  if (after === null) return ids
  const at = ids.findIndex(id => shownId(id, reading) === after)
  if (at < 0) throw new LostPlaceError()
  return ids.slice(at + 1)
}

/** Ids of a page of parents: the one place where rows are parsed, of nothing but an id each. */
function idsOf(rows: Buffer): string[] {
  const lines = rows.toString('utf8').split('\n')
  return lines.flatMap(line => {
    if (line.trim() === '') return []
    const { id } = JSON.parse(line) as { id?: unknown }
    return typeof id === 'string' ? [id] : []
  })
}

/** The children of some outermost parents, a batch at a time. None of these steps is a place to go on from. */
async function* readFamilies(
  reading: Reading,
  definition: ChildrenStream,
  ids: readonly string[],
): AsyncGenerator<Step, void, void> {
  const outermost = ids.map(id => [id])
  const parents =
    definition.between === undefined ? outermost : await inner(reading, definition.between, outermost)
  for (let at = 0; at < parents.length; at += BATCH_SIZE)
    yield* readRows(reading, definition, parents.slice(at, at + BATCH_SIZE))
}

/** The parents of the second level. */
async function inner(
  reading: Reading,
  between: Listing,
  parents: readonly Lineage[],
): Promise<readonly Lineage[]> {
  const found: Lineage[] = []
  for await (const { lineage, pages } of readListings(reading, between, parents)) {
    const ids: string[] = []
    const isThere = await isKept(pages, page => ids.push(...idsOf(page.rows)))
    if (isThere) for (const id of ids) found.push([...lineage, id])
  }
  return found
}

/** The rows of at most 20 parents: given away when all of a parent's are there, or when they are too many to wait for that. */
async function* readRows(
  reading: Reading,
  definition: ChildrenStream,
  parents: readonly Lineage[],
): AsyncGenerator<Step, void, void> {
  const held = new HeldRows()
  for await (const { lineage, pages } of readListings(reading, definition, parents)) {
    let givenAway = false
    const mark = held.mark()
    try {
      for await (const page of pages) {
        held.add(familyLine(lineage, page), page.count)
        giveBack(page.rows)
        if (!held.isFull()) continue
        yield { kind: 'rows', page: held.take(), position: null, detail: null }
        givenAway = true
      }
    } catch (error) {
      if (!isGone(error)) throw error
      if (givenAway) throw new GoneMidwayError('a parent is gone', { cause: error })
      held.backTo(mark)
      // Who was listed a moment ago may be gone; who was named by a person is worth a word.
      if ('option' in definition.parents)
        yield { kind: 'note', text: `Graph knows no user ${shownId(lineage[0] ?? '', reading)}` }
    }
  }
  yield { kind: 'rows', page: held.take(), position: null, detail: null }
}

/** A parent, and the pages below it. */
interface Family {
  readonly lineage: Lineage
  readonly pages: AsyncIterable<Page>
}

/** What is listed below each of at most 20 parents; the pages of one are to be read before the next. */
async function* readListings(
  reading: Reading,
  listing: Parameters<typeof requestsFor>[0],
  parents: readonly Lineage[],
): AsyncGenerator<Family, void, void> {
  const asked = parents.map(lineage => requestsFor(listing, lineage))
  const results = await ask(reading, asked.flat())
  for (const [index, lineage] of parents.entries())
    yield { lineage, pages: allPages(reading, results.splice(0, asked[index]?.length)) }
}

/** Takes every page; false when the parent is gone by now, and nothing of it counts. */
async function isKept(pages: AsyncIterable<Page>, take: (page: Page) => void): Promise<boolean> {
  try {
    for await (const page of pages) {
      take(page)
      giveBack(page.rows)
    }
    return true
  } catch (error) {
    if (isGone(error)) return false
    throw error
  }
}

/** The answers to requests, in their order. */
async function ask(reading: Reading, requests: ReturnType<typeof requestsFor>): Promise<BatchResult[]> {
  const results: BatchResult[] = []
  for (let at = 0; at < requests.length; at += reading.batchSize) {
    const items = requests
      .slice(at, at + reading.batchSize)
      .map((request, index) => ({ ...request, id: String(index + 1) }))
    const { client, definition } = reading
    const answers = await readBatch(client, definition.api, items, callOf(reading), policyOf(reading))
    for (const { id } of items) {
      const result = answers.get(id)
      if (result === undefined) throw new Error(`the request ${id} of a batch has no result`)
      results.push(result)
    }
  }
  return results
}

async function* allPages(
  reading: Reading,
  results: readonly BatchResult[],
): AsyncGenerator<Page, void, void> {
  for (const result of results) {
    if ('error' in result) throw result.error
    yield* pagesFrom(reading, result.page)
  }
}

/** The parent was deleted after it was listed; nothing of it counts. */
const isGone = (error: unknown): boolean =>
  error instanceof GraphError && error.status === 404 && !isExpiredLink(error)

async function* pagesFrom(reading: Reading, first: Page): AsyncGenerator<Page> {
  const guard = new LoopGuard()
  yield first
  for (let link = first.nextLink; link !== null; ) {
    const page: Page = await getPage(reading, link, callOf(reading))
    guard.see(link, page, reading.meter.requestId)
    link = page.nextLink
    yield page
  }
}

function policyOf(reading: Reading): BatchPolicy {
  const { client, clock, meter, signal, random, retryBudgetMs } = reading
  // A Retry-After may be a date by Graph's clock, and ours may be wrong.
  const ahead = (client.serverNow() ?? clock.now()) - clock.now()
  return {
    random,
    now: () => clock.now() + ahead,
    budgetMs: retryBudgetMs,
    wait: async (ms, error) => {
      const reason = error.status === 429 ? 'throttled' : 'retrying'
      meter.onWaiting({ ms, reason, message: error.message })
      meter.retries++
      meter.waitedMs += ms
      await clock.sleep(ms, signal)
    },
  }
}
