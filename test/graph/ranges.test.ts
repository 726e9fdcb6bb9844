// Half-open ranges of time and the filters that ask for them.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DAY,
  filterOf,
  firstRange,
  half,
  iso,
  justBefore,
  lengthOf,
  type Range,
} from '../../src/extract/ranges.ts'
import type { WindowStream } from '../../src/streams/define.ts'
import { sign_ins } from '../../src/streams/sign_ins.ts'

const SEED = 20_261_120

const streams: readonly WindowStream[] = [
  { ...sign_ins, operators: 'ge-le' },
  { ...sign_ins, operators: 'gt-lt', time: 'activityDateTime' },
]

/** Ticks of 100 nanoseconds since 1970, Graph's finest unit, of an ISO time with up to seven digits. */
function ticksOf(time: string): bigint {
  const match = /^(.*:\d\d)(?:\.(\d{1,7}))?Z$/.exec(time)
  if (match === null) throw new Error(`not a time: ${time}`)
  const [, whole = '', fraction = ''] = match
  return BigInt(Date.parse(`${whole}Z`)) * 10_000n + BigInt(fraction.padEnd(7, '0'))
}

const OPERATORS: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  ge: (a, b) => a >= b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  lt: (a, b) => a < b,
}

/** Whether Graph would give an event of this time, in ticks, for the filter of a range. */
function matches(stream: WindowStream, range: Range, at: bigint): boolean {
  return filterOf(stream, range)
    .split(' and ')
    .every(part => {
      const [name, operator = '', time = ''] = part.split(' ')
      expect(name).toBe(stream.time)
      return OPERATORS[operator]?.(at, ticksOf(time)) ?? false
    })
}

const ms = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2032, 0, 1) })

describe('adjacent ranges', () => {
  it('neither lose nor double an instant of 100 nanoseconds, with either kind of operator', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 2 * DAY }), { minLength: 2, maxLength: 5 })
    const near = fc.integer({ min: -20_000, max: 20_000 })
    fc.assert(
      fc.property(ms, lengths, near, fc.nat(4), (start, spans, ticks, edge) => {
        const edges = [start]
        for (const span of spans) edges.push((edges.at(-1) ?? start) + span)
        const ranges = edges.slice(1).map((to, index) => ({ from: iso(edges[index] ?? start), to: iso(to) }))
        const at = BigInt(edges[Math.min(edge, edges.length - 1)] ?? start) * 10_000n + BigInt(ticks)
        const inAll = at >= BigInt(start) * 10_000n && at < BigInt(edges.at(-1) ?? start) * 10_000n
        for (const stream of streams) {
          expect(ranges.filter(range => matches(stream, range, at))).toHaveLength(inAll ? 1 : 0)
        }
      }),
      { seed: SEED, numRuns: 1_000 },
    )
  })

  it('meet at midnight with the last tick of the day in the first one', () => {
    const day = { from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' }
    const [geLe, gtLt] = streams.map(stream => filterOf(stream, day))
    expect(geLe).toBe(
      'createdDateTime ge 2026-11-20T00:00:00.000Z and createdDateTime le 2026-11-20T23:59:59.9999999Z',
    )
    expect(gtLt).toBe(
      'activityDateTime gt 2026-11-19T23:59:59.9999999Z and activityDateTime lt 2026-11-21T00:00:00.000Z',
    )
    expect(justBefore('2026-01-01T00:00:00.001Z')).toBe('2026-01-01T00:00:00.0009999Z')
  })

  it('keep the further filter of their stream', () => {
    const stream: WindowStream = { ...sign_ins, filter: "signInEventTypes/any(t: t eq 'x')" }
    const filter = filterOf(stream, { from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' })
    expect(filter.endsWith(" and signInEventTypes/any(t: t eq 'x')")).toBe(true)
  })
})

describe('ranges one after the other', () => {
  it('cover a span without a gap, each within one UTC day and no longer than asked', () => {
    const longest = fc.integer({ min: 60_000, max: DAY })
    fc.assert(
      fc.property(ms, fc.integer({ min: 0, max: 4 * DAY }), longest, (start, span, most) => {
        const until = iso(start + span)
        let at = iso(start)
        for (let count = 0; ; count++) {
          const range = firstRange(at, until, most)
          if (range === null) break
          expect(range.from).toBe(at)
          expect(lengthOf(range)).toBeGreaterThan(0)
          expect(lengthOf(range)).toBeLessThanOrEqual(most)
          expect(range.from.slice(0, 10)).toBe(justBefore(range.to).slice(0, 10))
          at = range.to
          expect(count).toBeLessThan(10_000)
        }
        expect(at).toBe(until)
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  it('end where there is nothing left, also when the end is before the start', () => {
    expect(firstRange('2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z', DAY)).toBeNull()
    expect(firstRange('2026-11-20T10:00:00.000Z', '2026-11-20T09:00:00.000Z', DAY)).toBeNull()
  })
})

describe('half of a range', () => {
  it('begins where the whole begins, is shorter, and is not cut below a minute', () => {
    fc.assert(
      fc.property(ms, fc.integer({ min: 1, max: DAY }), (start, length) => {
        const whole = { from: iso(start), to: iso(start + length) }
        const part = half(whole)
        expect(part === null).toBe(length < 120_000)
        if (part === null) return
        expect(part.from).toBe(whole.from)
        expect(lengthOf(part)).toBeGreaterThanOrEqual(60_000)
        expect(lengthOf(part)).toBeLessThan(length)
        expect(lengthOf(part) % 1_000).toBe(0)
      }),
      { seed: SEED },
    )
  })

  it('ends in a range that cannot be halved', () => {
    let range: Range | null = { from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' }
    let cuts = 0
    for (; range !== null; range = half(range)) cuts++
    expect(cuts).toBe(11)
  })
})
