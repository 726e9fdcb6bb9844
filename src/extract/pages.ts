// Pages linked to pages: the streams of kind `delta`, `list` and `single`.
import type { Call } from '../graph/client.ts'
import {
  EndlessListingError,
  ForeignLinkError,
  GraphError,
  isBadRequest,
  isExpiredLink,
  RefusedLinkError,
} from '../graph/errors.ts'
import { type Page, singleLine } from '../graph/page.ts'
import { giveBack } from '../graph/page-memory.ts'
import type { Cursor, Position } from '../state/schema.ts'
import type { DeltaStream, ListStream } from '../streams/define.ts'
import { selectedProperties } from '../streams/index.ts'
import { LoopGuard } from './loop-guard.ts'
import { LONGEST_SELECT, marked, partsOf, plainListing } from './parts.ts'
import { iso } from './ranges.ts'
import {
  callOf,
  getPage,
  linkTo,
  MOST_RESTARTS,
  type Parts,
  type Reading,
  type Step,
  withoutTop,
} from './source.ts'

type PagesPosition = Position & { kind: 'pages' }

/** How the pages are asked for, as far as Graph's refusals have changed it. */
interface Way {
  /** From the start, so that what is absent is deleted. */
  readonly replace: boolean
  /** Properties that Graph does not know here. */
  readonly dropped: ReadonlySet<string>
  /** Without `$top`: Graph decides how many rows a page has. */
  readonly untopped: boolean
  /** The properties of each listing, when one listing with all of them is refused. */
  readonly parts: Parts | null
}

/** The stream starts over in another way. */
interface Turn {
  readonly way: Way
  readonly reason: string
  readonly note: string
}

/**
 * Follows links from page to page. An expired one starts the stream over, and so does a property that Graph does not know, a `$top`
 * that it does not take, or a selection that is too long for its own links.
 */
export async function* readPages(reading: Reading): AsyncGenerator<Step, void, void> {
  const definition = pagedOf(reading)
  let position: PagesPosition = reading.position?.kind === 'pages' ? reading.position : startOf(null)
  const parts = position.part === undefined ? null : partsOf(definition)
  let way: Way = { replace: reading.replace, dropped: new Set(), untopped: false, parts }
  if (parts !== null) yield { kind: 'note', text: inParts(parts) }
  for (let restarts = 0; ; ) {
    // The page under way: a link that Graph made, or the first one of a listing, which we did.
    const at = { next: position.next }
    try {
      yield* way.parts === null
        ? walk(reading, definition, way, at)
        : walkParts(reading, definition, { ...way, parts: way.parts }, position, at)
      return
    } catch (error) {
      const turn = turnAfter(error, definition, way, at.next)
      if (turn === null && (!isExpiredLink(error) || ++restarts > MOST_RESTARTS))
        throw mendable(error, reading, way, at.next)
      way = turn?.way ?? { ...way, replace: true }
      position = startOf(way.parts)
      if (turn !== null) yield { kind: 'note', text: turn.note }
      const reason = turn?.reason ?? `Graph no longer accepts the saved link (${codeOf(error)})`
      yield { kind: 'restart', position, replace: true, reason }
    }
  }
}

const startOf = (parts: Parts | null): PagesPosition =>
  parts === null ? { kind: 'pages', next: null } : { kind: 'pages', next: null, part: 0 }

const inParts = (parts: Parts): string =>
  `Graph refuses long selects here: read in ${parts.length} parts, without delta`

function pagedOf({ definition }: Reading): DeltaStream | ListStream {
  if (definition.kind === 'delta' || definition.kind === 'list') return definition
  throw new Error('not a stream of pages')
}

/**
 * Answers to a saved delta link that may be about the link: it would be refused for ever. Reading the whole could cost hours of a
 * large tenant's quota, and Graph does not say that the link is what is wrong: so a person decides.
 */
function mendable(error: unknown, reading: Reading, way: Way, next: string | null): unknown {
  const { cursor, definition, client } = reading
  const [table] = Object.keys(definition.tables)
  if (table === undefined || cursor?.kind !== 'delta' || way.replace || next !== null) return error
  const leadsAway = error instanceof ForeignLinkError && !cursor.link.startsWith(`${client.root}/`)
  const isRefused = error instanceof GraphError && ABOUT_LINKS.has(error.status)
  return leadsAway || isRefused ? new RefusedLinkError(table, error) : error
}

const ABOUT_LINKS: ReadonlySet<number> = new Set([400, 404, 405, 414, 422, 431])

const codeOf = (error: unknown): string => (error instanceof GraphError ? error.code : 'unknown')

/** What a refusal makes of the way; `next` is the link that was refused, null when we made it ourselves. */
function turnAfter(
  error: unknown,
  definition: DeltaStream | ListStream,
  way: Way,
  next: string | null,
): Turn | null {
  if (!isBadRequest(error)) return null
  const kept = (selectedProperties(definition) ?? []).filter(property => !way.dropped.has(property))
  const unknown = unknownProperty(error, kept)
  if (unknown !== null) {
    const dropped = new Set([...way.dropped, unknown])
    const note = `Graph does not know the property ${unknown} here: its column is empty`
    return { way: { ...way, replace: true, dropped }, reason: `without ${unknown}`, note }
  }
  const topped = way.parts !== null || (definition.kind === 'list' && '$top' in definition.query)
  if (next === null && !way.untopped && topped) {
    const reason = 'Graph refuses $top here'
    return {
      way: { ...way, replace: true, untopped: true },
      reason,
      note: `${reason}: read in pages of its own size`,
    }
  }
  if (next === null || way.parts !== null || kept.join(',').length <= LONGEST_SELECT) return null
  const parts = partsOf(definition)
  const reason = 'Graph refuses long selects here'
  return { way: { ...way, replace: true, parts }, reason, note: inParts(parts) }
}

/**
 * The selected property that a bad request names as unknown; null when it is about something else. Metadata differs from cloud to
 * cloud and from month to month: one property must not cost the whole table.
 */
function unknownProperty({ graphMessage }: GraphError, selected: readonly string[]): string | null {
  const name = /property named '([^']+)'/.exec(graphMessage)?.[1]
  return name !== undefined && name !== 'id' && selected.includes(name) ? name : null
}

/** The pages behind `at.next`, or behind `first`; `at` follows. */
async function* follow(
  reading: Reading,
  first: string,
  at: { next: string | null },
): AsyncGenerator<Page, void, void> {
  const guard = new LoopGuard()
  for (let link: string | null = at.next ?? first; link !== null; ) {
    const page: Page = await getPage(reading, link, callFor(reading, link))
    try {
      guard.see(link, page, reading.meter.requestId)
      link = at.next = page.nextLink
      yield page
    } finally {
      giveBack(page.rows)
    }
  }
}

/** The link that an earlier run saved was good then: a bad request may be passing, and is not believed at once. */
const callFor = (reading: Reading, link: string): Call =>
  isSaved(reading, link) ? { ...callOf(reading), doubtsBadRequest: true } : callOf(reading)

const isSaved = ({ cursor }: Reading, link: string): boolean =>
  cursor?.kind === 'delta' && cursor.link === link

async function* walk(
  reading: Reading,
  definition: DeltaStream | ListStream,
  way: Way,
  at: { next: string | null },
): AsyncGenerator<Step, void, void> {
  for await (const page of follow(reading, firstLink(reading, definition, way), at)) {
    if (page.nextLink !== null) {
      yield { kind: 'rows', page, position: { kind: 'pages', next: page.nextLink }, detail: null }
      continue
    }
    const mode = { kind: way.replace ? 'replace' : 'patch' } as const
    yield { kind: 'fold', page, mode, cursor: cursorOf(reading, page), position: null }
  }
}

/** The listing once per part, from where an earlier run stood. */
async function* walkParts(
  reading: Reading,
  definition: DeltaStream | ListStream,
  { parts, dropped, untopped }: Way & { readonly parts: Parts },
  from: PagesPosition,
  at: { next: string | null },
): AsyncGenerator<Step, void, void> {
  const { client, clock } = reading
  for (let part = from.part ?? 0; part < parts.length; part++) {
    const properties = parts[part]?.filter(property => !dropped.has(property)) ?? []
    const { path, query } = plainListing(definition, properties)
    const first = linkTo(client.root, definition.api, path, untopped ? withoutTop(query) : query)
    const detail = `part ${part + 1} of ${parts.length}`
    for await (const page of follow(reading, first, at)) {
      const { nextLink: next } = page
      const position = { kind: 'pages', next, part: next === null ? part + 1 : part } as const
      yield { kind: 'rows', page: marked(page, part), position, detail }
    }
  }
  const cursor: Cursor = { kind: 'whole', readAt: iso(clock.now()) }
  yield { kind: 'fold', page: null, mode: { kind: 'replace' }, cursor, position: null, parts }
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

function firstLink(
  { client, cursor }: Reading,
  definition: DeltaStream | ListStream,
  { replace, dropped, untopped }: Way,
): string {
  if (cursor?.kind === 'delta' && !replace) return cursor.link
  const selected = selectedProperties(definition)?.filter(property => !dropped.has(property))
  const select = selected === undefined ? {} : { $select: selected.join(',') }
  const query = definition.kind === 'list' ? { ...definition.query, ...select } : select
  return linkTo(client.root, definition.api, definition.path, untopped ? withoutTop(query) : query)
}

/** One object, one row. */
export async function* readSingle(reading: Reading): AsyncGenerator<Step, void, void> {
  const { definition, client, clock } = reading
  const link = linkTo(client.root, definition.api, definition.path, {})
  const rows = await client.get(link, callOf(reading), ({ body, requestId }) => {
    const line = singleLine(body, requestId)
    giveBack(body)
    return line
  })
  const page = { rows, count: 1, removed: false }
  const readAt = iso(clock.now())
  yield { kind: 'fold', page, mode: { kind: 'replace' }, cursor: { kind: 'whole', readAt }, position: null }
}
