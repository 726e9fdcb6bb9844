// Pages linked to pages: the streams of kind `delta`, `list` and `single`.
import { EndlessListingError, GraphError, isExpiredLink } from '../graph/errors.ts'
import { type Page, singleLine } from '../graph/page.ts'
import { giveBack } from '../graph/page-memory.ts'
import type { Cursor, Position } from '../state/schema.ts'
import { LoopGuard } from './loop-guard.ts'
import { iso } from './ranges.ts'
import { callOf, getPage, linkTo, MOST_RESTARTS, type Reading, type Step } from './source.ts'

const START: Position & { kind: 'pages' } = { kind: 'pages', next: null }

/** Follows links from page to page; an expired one starts the stream over, and so does a property that Graph does not know. */
export async function* readPages(reading: Reading): AsyncGenerator<Step, void, void> {
  let position: Position & { kind: 'pages' } = reading.position?.kind === 'pages' ? reading.position : START
  const dropped = new Set<string>()
  let first = firstLink(reading, reading.replace, dropped)
  let replace = reading.replace
  for (let restarts = 0; ; ) {
    try {
      yield* walk(reading, position.next ?? first, replace)
      return
    } catch (error) {
      const unknown = unknownProperty(error, reading, dropped)
      if (unknown !== null) {
        dropped.add(unknown)
        yield { kind: 'note', text: `Graph does not know the property ${unknown} here: its column is empty` }
      } else if (!isExpiredLink(error) || ++restarts > MOST_RESTARTS) throw error
      first = firstLink(reading, true, dropped)
      replace = true
      position = START
      const reason =
        unknown === null ? `Graph no longer accepts the saved link (${codeOf(error)})` : `without ${unknown}`
      yield { kind: 'restart', position, replace, reason }
    }
  }
}

const codeOf = (error: unknown): string => (error instanceof GraphError ? error.code : 'unknown')

/**
 * The selected property that a bad request names as unknown; null when it is about something else. Metadata differs from cloud to
 * cloud and from month to month: one property must not cost the whole table.
 */
function unknownProperty(error: unknown, reading: Reading, dropped: ReadonlySet<string>): string | null {
  if (!(error instanceof GraphError) || error.status !== 400) return null
  const name = /property named '([^']+)'/.exec(error.graphMessage)?.[1]
  const selected = queryOf(reading, dropped).$select?.split(',') ?? []
  return name !== undefined && name !== 'id' && selected.includes(name) ? name : null
}

async function* walk(reading: Reading, from: string, replace: boolean): AsyncGenerator<Step, void, void> {
  const guard = new LoopGuard()
  for (let link: string | null = from; link !== null; ) {
    const page: Page = await getPage(reading, link, callOf(reading))
    guard.see(link, page, reading.meter.requestId)
    link = page.nextLink
    if (link !== null) yield { kind: 'rows', page, position: { kind: 'pages', next: link }, detail: null }
    else {
      const mode = { kind: replace ? 'replace' : 'patch' } as const
      yield { kind: 'fold', page, mode, cursor: cursorOf(reading, page), position: null }
    }
    giveBack(page.rows)
  }
}

function cursorOf(reading: Reading, page: Page): Cursor {
  const now = iso(reading.clock.now())
  if (reading.definition.kind !== 'delta') return { kind: 'whole', readAt: now }
  if (page.deltaLink === null) {
    throw new EndlessListingError(
      'the last page has neither a next link nor a delta link',
      reading.meter.requestId,
    )
  }
  return { kind: 'delta', link: page.deltaLink, issuedAt: now }
}

function firstLink(reading: Reading, replace: boolean, dropped: ReadonlySet<string>): string {
  const { definition, client, cursor } = reading
  if (cursor?.kind === 'delta' && !replace) return cursor.link
  return linkTo(client.root, definition.api, definition.path, queryOf(reading, dropped))
}

function queryOf(reading: Reading, dropped: ReadonlySet<string>): Readonly<Record<string, string>> {
  const { definition } = reading
  const kept = (names: readonly string[]): string => names.filter(name => !dropped.has(name)).join(',')
  if (definition.kind === 'delta') return { $select: kept(definition.select) }
  if (definition.kind !== 'list') return {}
  const { $select } = definition.query
  return $select === undefined ? definition.query : { ...definition.query, $select: kept($select.split(',')) }
}

/** One object, one row. */
export async function* readSingle(reading: Reading): AsyncGenerator<Step, void, void> {
  const { definition, client, clock } = reading
  const link = linkTo(client.root, definition.api, definition.path, {})
  const rows = await client.get(link, callOf(reading), answer => singleLine(answer.body, answer.requestId))
  const page = { rows, count: 1, removed: false }
  const readAt = iso(clock.now())
  yield { kind: 'fold', page, mode: { kind: 'replace' }, cursor: { kind: 'whole', readAt }, position: null }
}
