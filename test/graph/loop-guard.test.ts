// Listings that end and listings that do not.
import { describe, expect, it } from 'vitest'
import { LoopGuard } from '../../src/extract/loop-guard.ts'
import { EndlessListingError } from '../../src/graph/errors.ts'
import { splitPage } from '../../src/graph/page.ts'

const pageOf = (ids: readonly string[], nextLink: string | null) =>
  splitPage(
    Buffer.from(JSON.stringify({ value: ids.map(id => ({ id })), '@odata.nextLink': nextLink })),
    'request-1',
  )

/** Walks pages given as ids until they end; how many were seen before the guard stopped, or all. */
function walk(pages: Iterable<readonly [link: string, ids: readonly string[], next: string | null]>): number {
  const guard = new LoopGuard()
  let seen = 0
  for (const [link, ids, next] of pages) {
    try {
      guard.see(link, pageOf(ids, next), 'request-1')
    } catch (error) {
      expect(error).toBeInstanceOf(EndlessListingError)
      expect(error).toMatchObject({ requestId: 'request-1' })
      return seen
    }
    seen++
  }
  return seen
}

const many = (count: number, of: (index: number) => readonly [string, readonly string[], string | null]) =>
  Array.from({ length: count }, (_, index) => of(index))

describe('a listing', () => {
  it('of many pages goes on to its end', () => {
    expect(walk(many(5_000, i => [`link-${i}`, [`id-${i}`], `link-${i + 1}`]))).toBe(5_000)
  })

  it('whose link repeats with the same rows is stopped at once', () => {
    expect(walk(many(100, () => ['link', ['a', 'b'], 'link']))).toBe(1)
  })

  it('that goes round in a circle of links is stopped after one round', () => {
    expect(walk(many(100, i => [`link-${i % 4}`, [`id-${i % 4}`], `link-${(i + 1) % 4}`]))).toBe(4)
  })

  it('whose skip tokens are not unique goes on while it brings new rows', () => {
    expect(walk(many(500, i => ['link', [`id-${i}`], 'link']))).toBe(500)
  })

  it('that brings the same rows under ever new links is stopped', () => {
    const seen = walk(many(5_000, i => [`link-${i}`, ['a', 'b'], `link-${i + 1}`]))
    expect(seen).toBeGreaterThan(1)
    expect(seen).toBeLessThan(100)
  })

  it('that starts again behind an empty page is stopped, though its links are new', () => {
    const round = (i: number): readonly string[] => (i % 10 === 9 ? [] : [`id-${i % 10}`])
    const seen = walk(many(5_000, i => [`link-${i}`, round(i), `link-${i + 1}`]))
    expect(seen).toBeGreaterThanOrEqual(10)
    expect(seen).toBeLessThan(200)
  })

  it('may have some empty pages, but not without end', () => {
    expect(walk(many(200, i => [`link-${i}`, i % 100 === 0 ? [`id-${i}`] : [], `link-${i + 1}`]))).toBe(200)
    expect(walk(many(5_000, i => [`link-${i}`, [], `link-${i + 1}`]))).toBeLessThan(1_100)
    expect(walk(many(100, () => ['link', [], 'link']))).toBe(1)
  })

  it('may repeat some pages when its rows change meanwhile', () => {
    expect(walk(many(100, i => [`link-${i}`, [`id-${Math.floor(i / 10)}`], `link-${i + 1}`]))).toBe(100)
  })

  it('is not stopped at its last page', () => {
    expect(
      walk([
        ['link', ['a'], 'link'],
        ['link', ['a'], null],
      ]),
    ).toBe(2)
  })

  it('tells pages of the same length and head apart by their rows', () => {
    expect(walk(many(200, i => [`link-${i}`, [`id-${String(i).padStart(9, '0')}`], `link-${i + 1}`]))).toBe(
      200,
    )
  })
})
