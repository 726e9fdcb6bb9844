// What a kind of stream gives the loop that commits: pages of rows, and the points at which the stream may be folded.
import { type Call, type GraphClient, type Meter, pathOf } from '../graph/client.ts'
import type { Clock } from '../graph/clock.ts'
import { type Page, splitPage } from '../graph/page.ts'
import { giveBack } from '../graph/page-memory.ts'
import type { Derivation } from '../lake/derive.ts'
import type { FoldMode } from '../lake/fold.ts'
import type { Cursor, Position } from '../state/schema.ts'
import type { StreamDefinition } from '../streams/define.ts'

export type Step =
  /** Rows, one per line, and where the stream goes on behind them; null: nowhere, an interrupted run has to begin further ahead. */
  | {
      readonly kind: 'rows'
      readonly page: Rows
      readonly position: Position | null
      readonly detail: string | null
    }
  /** What was spooled so far is void; the stream goes on at `position`. `replace`: what comes is the whole of it. */
  | {
      readonly kind: 'restart'
      readonly position: Position | null
      readonly replace: boolean
      readonly reason: string
    }
  | FoldStep
  /** Something the report should say. */
  | { readonly kind: 'note'; readonly text: string }

/** With the rows of `page` the spool is complete: fold it. The cursor is committed with the fold; `position` null: all is read. */
export interface FoldStep {
  readonly kind: 'fold'
  readonly page: Rows | null
  readonly mode: FoldMode
  readonly cursor: Cursor
  readonly position: Position | null
  /** Each row of the spool is a part of one: the properties of each part. */
  readonly parts?: Parts
  /** The rows are computed from tables of the lake, and no page has any. */
  readonly derived?: Derived
}

export interface Derived extends Omit<Derivation, 'onNote'> {
  /** ISO time of the oldest of the tables; null: not known. */
  readonly asOf: string | null
}

export type Parts = readonly (readonly string[])[]

export interface Rows {
  readonly rows: Buffer
  readonly count: number
  readonly removed: boolean
}

/** What a reader needs to know. */
export interface Reading {
  readonly definition: StreamDefinition
  /** The definition with all its columns, whatever this run was told to read. */
  readonly declared: StreamDefinition
  readonly client: GraphClient
  readonly meter: Meter
  readonly clock: Clock
  readonly random: () => number
  readonly signal: AbortSignal
  /** Where an interrupted run of this stream stood; null: at the beginning. */
  readonly position: Position | null
  /** Where the last whole run ended; null: nowhere, or it does not count any more. */
  readonly cursor: Cursor | null
  /** Whether the table is read from the start, so that what is absent is deleted. */
  readonly replace: boolean
  readonly window: WindowSettings
  /** Ids of the users whose deleted items are asked for. */
  readonly owners: readonly string[]
  /** Requests that one batch may hold: at most 20, and no more than the family's quota lets start at once. */
  readonly batchSize: number
  /** Whether the tenant conceals names in its reports; null: that may not be known. Asked once per run. */
  readonly concealsNames: () => Promise<boolean | null>
  readonly retryBudgetMs: number
  /** The id of a parent as it may be written down; absent: as it is. */
  readonly hide?: (id: string) => string
}

export interface WindowSettings {
  /** The first reach, milliseconds since 1970. */
  readonly since: number
  readonly lookbackMs: number
}

/** How often a stream may start over within one run because its links expired. */
export const MOST_RESTARTS = 5

export type Reader = (reading: Reading) => AsyncGenerator<Step, void, void>

/** The call that every page of a stream is asked for with: custom headers are on each of them. */
export function callOf(reading: Reading): Call {
  const { definition, meter } = reading
  const headers =
    definition.consistencyLevel === undefined ? {} : { ConsistencyLevel: definition.consistencyLevel }
  return { family: definition.family, meter, headers }
}

/** The page behind a link. A link in it that leads away from Graph is refused here, before anything saves it. */
export function getPage({ client }: Reading, link: string, call: Call): Promise<Page> {
  return client.get(link, call, answer => {
    const page = splitPage(answer.body, answer.requestId)
    for (const next of [page.nextLink, page.deltaLink])
      if (next !== null) pathOf(next, client.root, answer.requestId)
    if (page.count === 0) giveBack(answer.body)
    return page
  })
}

/** A link built from a path and query options; values are encoded, names are not. */
export function linkTo(
  root: string,
  api: string,
  path: string,
  query: Readonly<Record<string, string>>,
): string {
  const options = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${root}/${api}${path}${options.length === 0 ? '' : `?${options.join('&')}`}`
}

/** The options without `$top`: Graph decides how many rows a page has. */
export function withoutTop(query: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { $top: _, ...rest } = query
  return rest
}
