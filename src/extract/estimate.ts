// How many requests a stream takes and how long they last, from what is known of its size. Pure.
import type { Limit, Limits } from '../graph/limits.ts'
import type { WindowCursor } from '../state/schema.ts'
import type { Family, StreamDefinition, WindowStream } from '../streams/define.ts'
import { atOnce } from './ask.ts'
import { DAY, firstRange, iso, lengthOf } from './ranges.ts'

/** Rows of a page of `/users/delta`, which takes no `$top`: about 200 were seen, nothing is documented. */
const USERS_DELTA_PAGE = 200
/** Rows of a page where nothing else is said. https://learn.microsoft.com/graph/api/user-list */
const DEFAULT_PAGE = 100
/** How long Graph takes for an answer: an assumption, for Microsoft publishes none. Pages of a stream come one after the other. */
const ANSWER_SECONDS = 0.5

export interface Estimate {
  readonly requests: number
  /** What they cost of the family's quota: each request of a batch counts. */
  readonly units: number
  /** Whether there may be more, since how much there is to read is not known. */
  readonly atLeast: boolean
}

const requests = (count: number, atLeast = false): Estimate => ({ requests: count, units: count, atLeast })

export const NOTHING: Estimate = requests(0)
export const ONE_REQUEST: Estimate = requests(1)
/** A report, and its file, which has no quota. */
export const REPORT: Estimate = { requests: 2, units: 1, atLeast: false }

const pagesOf = (rows: number, size: number): number => Math.max(1, Math.ceil(rows / size))

/** Every page of a listing; `rows` null: nobody knows. */
export function wholeListing(definition: StreamDefinition, rows: number | null): Estimate {
  return rows === null ? requests(1, true) : requests(pagesOf(rows, pageSize(definition)))
}

function pageSize(definition: StreamDefinition): number {
  if (definition.kind === 'delta') return definition.path === '/users/delta' ? USERS_DELTA_PAGE : DEFAULT_PAGE
  return (definition.kind === 'list' && Number(definition.query.$top)) || DEFAULT_PAGE
}

/** The listings of the parents, level by level, and a listing per parent of the last level, so many to a batch. */
export function childListings(
  levels: readonly (number | null)[],
  pageOfParents: number,
  batchSize: number,
): Estimate {
  const known = levels.filter(level => level !== null)
  const [outermost = 0] = known
  const batches = known.reduce((sum, level) => sum + Math.ceil(level / batchSize), 0)
  const pages = pagesOf(outermost, pageOfParents)
  const units = pages + known.reduce((sum, level) => sum + level, 0)
  return { requests: pages + batches, units, atLeast: known.length < levels.length }
}

/** One listing per person named with each of the bodies, so many to a batch. */
export const listingsPerOwner = (owners: number, bodies: number, batchSize: number): Estimate => ({
  requests: Math.ceil((owners * bodies) / batchSize),
  units: owners * bodies,
  atLeast: false,
})

/** Where a run begins to read events. */
export function windowStart(cursor: WindowCursor | null, since: number, lookbackMs: number): number {
  if (cursor === null) return since
  const unsettled = Math.min(Date.parse(cursor.readUntil), Date.parse(cursor.readAt) - lookbackMs)
  return Math.max(unsettled, Date.parse(cursor.from))
}

/** Events of a day on average; null where nothing was read yet. */
export function eventsPerDay(cursor: WindowCursor | null, rows: number | null): number | null {
  if (cursor === null || rows === null) return null
  const days = (Date.parse(cursor.readUntil) - Date.parse(cursor.from)) / DAY
  return days > 0 ? rows / days : null
}

/** Range after range, each at most a UTC day. */
export function eventRanges(
  { top }: WindowStream,
  start: number,
  until: number,
  perDay: number | null,
): Estimate {
  let pages = 0
  for (
    let range = firstRange(iso(start), iso(until), DAY);
    range !== null;
    range = firstRange(range.to, iso(until), DAY)
  ) {
    pages += perDay === null ? 1 : pagesOf((perDay * lengthOf(range)) / DAY, top)
  }
  return requests(pages, perDay === null)
}

/** Seconds that one stream takes by itself. */
export function secondsOf(estimate: Estimate, limit: Limit): number {
  return Math.max(paced(estimate.units, limit), estimate.requests * ANSWER_SECONDS)
}

/** The first ones start at once; the others wait until the window lets them. */
function paced(units: number, { requests, perMs }: Limit): number {
  return units <= requests ? 0 : (Math.floor((units - 1) / requests) * perMs) / 1000
}

/** Families go side by side, so the slowest one counts; within a family streams share its quota. */
export function totalSeconds(
  parts: readonly { readonly family: Family; readonly estimate: Estimate }[],
  limits: Limits,
): number {
  const families = [...new Set(parts.map(({ family }) => family))]
  const seconds = families.map(family => {
    const own = parts.filter(part => part.family === family).map(({ estimate }) => estimate)
    const sum = (what: 'requests' | 'units') => own.reduce((all, estimate) => all + estimate[what], 0)
    const longest = Math.max(...own.map(estimate => secondsOf(estimate, limits[family])))
    return Math.max(
      longest,
      paced(sum('units'), limits[family]),
      (sum('requests') * ANSWER_SECONDS) / atOnce(family),
    )
  })
  return Math.max(0, ...seconds)
}
