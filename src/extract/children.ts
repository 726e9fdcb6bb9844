// One listing per parent, 20 to a batch. The parents are listed first, page by page, by their id alone.
import { BATCH_SIZE, type BatchPolicy, readBatch } from '../graph/batch.ts'
import { GraphError, isExpiredLink } from '../graph/errors.ts'
import type { Page } from '../graph/page.ts'
import type { Position } from '../state/schema.ts'
import type { ChildrenStream } from '../streams/define.ts'
import { LoopGuard } from './loop-guard.ts'
import { iso } from './ranges.ts'
import { callOf, getPage, linkTo, MOST_RESTARTS, type Reading, type Rows, type Step } from './source.ts'

type ParentsPosition = Position & { kind: 'parents' }

const START: ParentsPosition = { kind: 'parents', page: null, after: null }

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

async function* walkParents(
  reading: Reading,
  definition: ChildrenStream,
  position: ParentsPosition,
): AsyncGenerator<Step, void, void> {
  const { client, meter } = reading
  const { path, query } = definition.parents
  const guard = new LoopGuard()
  let after = position.after
  for (
    let link: string | null = position.page ?? linkTo(client.root, definition.api, path, query);
    link !== null;
  ) {
    const here = link
    const page: Page = await getPage(reading, here, callOf(reading))
    guard.see(here, page, meter.requestId)
    const ids = remaining(idsOf(page.rows), after)
    for (let at = 0; at < ids.length; at += BATCH_SIZE) {
      const some = ids.slice(at, at + BATCH_SIZE)
      const rows = await readSome(reading, definition, some)
      const next: ParentsPosition = { kind: 'parents', page: here, after: some.at(-1) ?? null }
      yield { kind: 'rows', page: rows, position: next, detail: null }
    }
    after = null
    link = page.nextLink
    if (link !== null)
      yield { kind: 'rows', page: NOTHING, position: { kind: 'parents', page: link, after }, detail: null }
  }
}

const NOTHING: Rows = { rows: Buffer.alloc(0), count: 0, removed: false }

function remaining(ids: string[], after: string | null): string[] {
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

async function readSome(reading: Reading, definition: ChildrenStream, ids: readonly string[]): Promise<Rows> {
  const items = ids.map((id, index) => ({ id: String(index + 1), url: childUrl(definition, id) }))
  const results = await readBatch(reading.client, definition.api, items, callOf(reading), policyOf(reading))
  const parts: Buffer[] = []
  let count = 0
  for (const [index, id] of ids.entries()) {
    const result = results.get(String(index + 1))
    if (result === undefined) continue
    try {
      if ('error' in result) throw result.error
      const pages: Page[] = []
      for await (const page of pagesFrom(reading, result.page)) pages.push(page)
      for (const page of pages) parts.push(familyLine(id, page))
      count += pages.reduce((sum, page) => sum + page.count, 0)
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }
  return { rows: Buffer.concat(parts), count, removed: false }
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
    yield page
    link = page.nextLink
  }
}

/** The children of one page as one line, with their parent. */
function familyLine(parent: string, page: Page): Buffer {
  if (page.count === 0) return Buffer.alloc(0)
  const rows = Buffer.from(page.rows.subarray(0, -1))
  for (let i = rows.indexOf(10); i >= 0; i = rows.indexOf(10, i + 1)) rows[i] = 44
  return Buffer.concat([
    Buffer.from(`{"_parent":${JSON.stringify(parent)},"_rows":[`),
    rows,
    Buffer.from(']}\n'),
  ])
}

function childUrl(definition: ChildrenStream, id: string): string {
  return linkTo('', '', definition.path.replace('{id}', encodeURIComponent(id)), definition.query).slice(1)
}

function policyOf(reading: Reading): BatchPolicy {
  const { clock, meter, signal, random, retryBudgetMs } = reading
  return {
    random,
    now: () => clock.now(),
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
