// One listing per parent, 20 to a batch. The parents are listed first, page by page, by their id alone; where the children are those
// of children, the listings between are asked for in batches too.
import { BATCH_SIZE, type BatchPolicy, type BatchResult, readBatch } from '../graph/batch.ts'
import { GraphError, isBadRequest, isExpiredLink } from '../graph/errors.ts'
import type { Page } from '../graph/page.ts'
import { giveBack } from '../graph/page-memory.ts'
import type { Position } from '../state/schema.ts'
import type { ChildrenStream, Listing } from '../streams/define.ts'
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
      const lost = error instanceof LostPlaceError
      if ((!isExpiredLink(error) && !lost) || restarts >= MOST_RESTARTS) throw error
      position = START
      const reason = lost
        ? 'the listing of parents has changed since'
        : 'Graph no longer accepts the saved link'
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
    const left = remaining(ids, after)
    for (let at = 0; at < left.length; at += BATCH_SIZE) {
      const some = left.slice(at, at + BATCH_SIZE)
      yield* readFamilies(reading, definition, some)
      const place: ParentsPosition = { kind: 'parents', page: link, after: some.at(-1) ?? null }
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
    yield { link, ids: idsOf(page.rows), next: page.nextLink }
    link = page.nextLink
  }
}

function remaining(ids: readonly string[], after: string | null): readonly string[] {
  if (after === null) return ids
  const at = ids.indexOf(after)
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
  for (let at = 0; at < parents.length; at += BATCH_SIZE) {
    const some = parents.slice(at, at + BATCH_SIZE)
    const { page, gone } = await readRows(reading, definition, some)
    yield { kind: 'rows', page, position: null, detail: null }
    // Who was listed a moment ago may be gone; who was named by a person is worth a word.
    if (!('option' in definition.parents)) continue
    for (const [owner] of gone) yield { kind: 'note', text: `Graph knows no user ${owner}` }
  }
}

/** The parents of the second level. */
async function inner(
  reading: Reading,
  between: Listing,
  parents: readonly Lineage[],
): Promise<readonly Lineage[]> {
  const families = await readListings(reading, between, parents, page => idsOf(page.rows))
  return families.flatMap(({ lineage, pages }) => pages.flat().map(id => [...lineage, id]))
}

async function readRows(
  reading: Reading,
  definition: ChildrenStream,
  parents: readonly Lineage[],
): Promise<{ readonly page: Rows; readonly gone: readonly Lineage[] }> {
  const line = (page: Page, lineage: Lineage) => ({ bytes: familyLine(lineage, page), count: page.count })
  const families = await readListings(reading, definition, parents, line)
  const lines = families.flatMap(({ pages }) => pages)
  const page = {
    rows: Buffer.concat(lines.map(({ bytes }) => bytes)),
    count: lines.reduce((sum, { count }) => sum + count, 0),
    removed: false,
  }
  return { page, gone: parents.filter(lineage => !families.some(family => family.lineage === lineage)) }
}

/** A parent, and what was made of each page below it. */
interface Family<T> {
  readonly lineage: Lineage
  readonly pages: readonly T[]
}

/** Every page below each of at most 20 parents; a parent that is gone by now is left out, with all that came of it. */
async function readListings<T>(
  reading: Reading,
  listing: Parameters<typeof requestsFor>[0],
  parents: readonly Lineage[],
  take: (page: Page, lineage: Lineage) => T,
): Promise<Family<T>[]> {
  const asked = parents.map(lineage => requestsFor(listing, lineage))
  const results = await ask(reading, asked.flat())
  const families: Family<T>[] = []
  for (const [index, lineage] of parents.entries()) {
    const own = results.splice(0, asked[index]?.length)
    try {
      families.push({ lineage, pages: await allPages(reading, own, page => take(page, lineage)) })
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }
  return families
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

async function allPages<T>(
  reading: Reading,
  results: readonly BatchResult[],
  take: (page: Page) => T,
): Promise<T[]> {
  const taken: T[] = []
  for (const result of results) {
    if ('error' in result) throw result.error
    for await (const page of pagesFrom(reading, result.page)) {
      taken.push(take(page))
      giveBack(page.rows)
    }
  }
  return taken
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

/** The children of one page as one line, with their parents. */
function familyLine(lineage: Lineage, page: Page): Buffer {
  if (page.count === 0) return Buffer.alloc(0)
  const rows = Buffer.from(page.rows.subarray(0, -1))
  for (let i = rows.indexOf(10); i >= 0; i = rows.indexOf(10, i + 1)) rows[i] = 44
  return Buffer.concat([
    Buffer.from(`{"_parents":${JSON.stringify(lineage)},"_rows":[`),
    rows,
    Buffer.from(']}\n'),
  ])
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
