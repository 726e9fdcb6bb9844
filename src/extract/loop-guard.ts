// Notices listings that go round in circles. Links alone prove nothing (skip tokens are not always unique), so rows count too.
import { createHash } from 'node:crypto'
import { EndlessListingError } from '../graph/errors.ts'
import type { Page } from '../graph/page.ts'

/** So many pages in a row that bring nothing that was not seen before are no listing. */
const STALE_PAGES = 30
/** So many empty pages in a row, each with a link to the next, lead nowhere. */
const EMPTY_PAGES = 1_000
/** The head of a page's rows tells it from others: it begins with the first row's properties and id. */
const HEAD = 4_096

export class LoopGuard {
  private readonly links = new Set<string>()
  private readonly pages = new Set<string>()
  private stale = 0
  private empty = 0

  /** Throws an EndlessListingError when the page behind `link` shows that the listing repeats itself. */
  see(link: string, page: Page, requestId: string | null): void {
    const knownLink = seen(this.links, digest(Buffer.from(link)))
    const rows = page.rows.subarray(0, HEAD)
    const knownRows = page.count > 0 && seen(this.pages, digest(rows, page.rows.length))
    this.empty = page.count === 0 ? this.empty + 1 : 0
    this.stale = knownRows ? this.stale + 1 : page.count === 0 ? this.stale : 0
    const circle = knownLink && (knownRows || page.count === 0)
    if (page.nextLink === null) return
    if (circle || this.stale >= STALE_PAGES || this.empty >= EMPTY_PAGES) {
      throw new EndlessListingError('the listing repeats itself without end', requestId)
    }
  }
}

function seen(known: Set<string>, item: string): boolean {
  const before = known.has(item)
  known.add(item)
  return before
}

const digest = (bytes: Uint8Array, length = bytes.length): string =>
  `${length}:${createHash('sha1').update(bytes).digest('base64')}`
