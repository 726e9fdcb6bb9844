// Pages linked to pages: the streams of kind `delta`, `list` and `single`.
import { EndlessListingError, isExpiredLink } from '../graph/errors.ts'
import { type Page, singleLine, splitPage } from '../graph/page.ts'
import type { Cursor, Position } from '../state/schema.ts'
import { LoopGuard } from './loop-guard.ts'
import { callOf, linkTo, type Reading, type Step } from './source.ts'

/** How often a stream may start over within one run because its links expired. */
const MOST_RESTARTS = 5

const START: Position & { kind: 'pages' } = { kind: 'pages', next: null }

/** Follows links from page to page; an expired one starts the stream over. */
export async function* readPages(reading: Reading): AsyncGenerator<Step, void, void> {
  let position: Position & { kind: 'pages' } = reading.position?.kind === 'pages' ? reading.position : START
  let first = firstLink(reading, reading.replace)
  let replace = reading.replace
  for (let restarts = 0; ; restarts++) {
    try {
      yield* walk(reading, position.next ?? first, replace)
      return
    } catch (error) {
      if (!isExpiredLink(error) || restarts >= MOST_RESTARTS) throw error
      first = firstLink(reading, true)
      replace = true
      position = START
      yield {
        kind: 'restart',
        position,
        replace,
        reason: `Graph no longer accepts the saved link (${error.code})`,
      }
    }
  }
}

async function* walk(reading: Reading, from: string, replace: boolean): AsyncGenerator<Step, void, void> {
  const guard = new LoopGuard()
  for (let link: string | null = from; link !== null; ) {
    const page: Page = await reading.client.get(link, callOf(reading), answer =>
      splitPage(answer.body, answer.requestId),
    )
    guard.see(link, page, reading.meter.requestId)
    link = page.nextLink
    if (link !== null) yield { kind: 'rows', page, position: { kind: 'pages', next: link }, detail: null }
    else {
      const mode = { kind: replace ? 'replace' : 'patch' } as const
      yield { kind: 'fold', page, mode, cursor: cursorOf(reading, page), position: null }
    }
  }
}

function cursorOf(reading: Reading, page: Page): Cursor {
  const now = new Date(reading.clock.now()).toISOString()
  if (reading.definition.kind !== 'delta') return { kind: 'whole', readAt: now }
  if (page.deltaLink === null) {
    throw new EndlessListingError(
      'the last page has neither a next link nor a delta link',
      reading.meter.requestId,
    )
  }
  return { kind: 'delta', link: page.deltaLink, issuedAt: now }
}

function firstLink(reading: Reading, replace: boolean): string {
  const { definition, client, cursor } = reading
  if (cursor?.kind === 'delta' && !replace) return cursor.link
  return linkTo(client.root, definition.api, definition.path, queryOf(reading))
}

function queryOf(reading: Reading): Readonly<Record<string, string>> {
  const { definition } = reading
  if (definition.kind === 'delta') return { $select: definition.select.join(',') }
  return definition.kind === 'list' ? definition.query : {}
}

/** One object, one row. */
export async function* readSingle(reading: Reading): AsyncGenerator<Step, void, void> {
  const { definition, client, clock } = reading
  const link = linkTo(client.root, definition.api, definition.path, {})
  const rows = await client.get(link, callOf(reading), answer => singleLine(answer.body, answer.requestId))
  const page = { rows, count: 1, removed: false }
  const readAt = new Date(clock.now()).toISOString()
  yield { kind: 'fold', page, mode: { kind: 'replace' }, cursor: { kind: 'whole', readAt }, position: null }
}
