// Charts: what is drawn where, what is left out, and whether its colours can be told apart.
import { describe, expect, test } from 'vitest'
import type { Plain } from '../../src/lake/ask-values.ts'
import { renderChart } from '../../src/reports/html/chart.ts'
import { DARK, LIGHT } from '../../src/reports/html/colours.ts'
import { drawable, scaleOf, ticksOf } from '../../src/reports/html/scale.ts'
import { shortened } from '../../src/reports/html/series.ts'
import { sectionAnswer } from '../support/report-answer.ts'

type Kind = 'bar' | 'stacked' | 'line'

const chartOf = (kind: Kind, rows: readonly (readonly Plain[])[], values = ['one', 'two']): string =>
  renderChart(sectionAnswer({ columns: ['label', ...values], rows, chart: { kind, label: 'label', values } }))
    .markup

interface Bar {
  readonly x: number
  readonly width: number
  readonly title: string
}

const barsOf = (markup: string): Bar[] =>
  [
    ...markup.matchAll(
      /<rect class="bar s\d" x="([^"%]+)%" y="[^"]+" width="([^"%]+)%" height="\d+"><title>([^<]*)</g,
    ),
  ].map(([, x, width, title = '']) => ({ x: Number(x), width: Number(width), title }))

const pathsOf = (markup: string): string[] =>
  [...markup.matchAll(/<path class="line s\d"[^>]* d="([^"]*)"/g)].map(([, path = '']) => path)

describe('scales', () => {
  test('they hold zero, and places lie between the ends', () => {
    const scale = scaleOf([10, 50])
    expect([scale.low, scale.high, scale.place(25)]).toEqual([0, 50, 0.5])
    expect(scaleOf([-30, 10]).place(0)).toBe(0.75)
    expect(scaleOf([0, 0]).place(0)).toBe(0)
    expect(scaleOf([]).place(0)).toBe(0)
  })

  test('the largest and smallest numbers have places', () => {
    const scale = scaleOf([-Number.MAX_VALUE, Number.MAX_VALUE])
    expect([-Number.MAX_VALUE, 0, Number.MAX_VALUE].map(scale.place)).toEqual([0, 0.5, 1])
    expect(scaleOf([5e-324]).place(5e-324)).toBe(0)
  })

  test('ticks are round', () => {
    expect(ticksOf(scaleOf([1820]))).toEqual([0, 500, 1000, 1500])
    expect(ticksOf(scaleOf([-3, 7]))).toEqual([0, 5])
    expect(ticksOf(scaleOf([0.3])).length).toBeGreaterThan(2)
    expect(ticksOf(scaleOf([0]))).toEqual([0])
    expect(ticksOf(scaleOf([1e300])).every(Number.isFinite)).toBe(true)
  })

  test('only numbers can be drawn', () => {
    const values: Plain[] = [5, '9007199254740993', 'NaN', '', 'x', null, true, [5]]
    expect(values.map(drawable)).toEqual([5, 9007199254740992, null, null, null, null, null, null])
  })
})

describe('bars', () => {
  test('are as long as their numbers', () => {
    const bars = barsOf(
      chartOf('bar', [
        ['a', 100, 50],
        ['b', 0, null],
      ]),
    )
    expect(bars.map(({ title }) => title)).toEqual(['a, One: 100', 'a, Two: 50', 'b, One: 0', 'b, Two: —'])
    const [full = 0, half, ...none] = bars.map(({ width }) => width)
    expect(full).toBeGreaterThan(80)
    expect([half, ...none]).toEqual([full / 2, 0, 0])
    expect(new Set(bars.map(({ x }) => x))).toEqual(new Set([0]))
  })

  test('negative ones go to the left of zero', () => {
    const [up, down] = barsOf(
      chartOf(
        'bar',
        [
          ['a', 30],
          ['b', -10],
        ],
        ['one'],
      ),
    )
    expect(up?.x).toBeCloseTo((down?.x ?? 0) + (down?.width ?? 0))
    expect(up?.width).toBeCloseTo(3 * (down?.width ?? 0))
  })

  test('stacks begin where the last part ended, to both sides', () => {
    const [a, b, c] = barsOf(chartOf('stacked', [['x', 20, 10, -10]], ['one', 'two', 'three']))
    expect(b?.x).toBeCloseTo((a?.x ?? 0) + (a?.width ?? 0))
    expect(a?.width).toBeCloseTo(2 * (b?.width ?? 0))
    expect((c?.x ?? 0) + (c?.width ?? 0)).toBeCloseTo(a?.x ?? 0)
    expect(chartOf('stacked', [['x', 20, 10, -10]], ['one', 'two', 'three'])).toContain('>20</text>')
  })

  test('numbers too large for any sum still make a picture', () => {
    for (const kind of ['bar', 'stacked', 'line'] as const) {
      const markup = chartOf(kind, [
        ['a', 1.7e308, 1.7e308],
        ['b', -1.7e308, 5e-324],
        ['c', 'NaN', null],
      ])
      expect(markup).toContain('<svg')
      expect(markup).not.toMatch(/="[^"]*(NaN|Infinity)/)
    }
  })

  test('no more than a reader can tell apart, and the rest is told', () => {
    const rows = Array.from({ length: 40 }, (_, index) => [`l${index}`, index, index])
    const side = chartOf('bar', rows)
    expect(barsOf(side)).toHaveLength(24)
    expect(side).toContain('By label (the first 12 of 40)')
    expect(barsOf(chartOf('stacked', rows))).toHaveLength(50)
    expect(chartOf('bar', rows.slice(0, 12))).not.toContain('first')
  })
})

describe('lines', () => {
  test('dates run to the right, whatever the order of the rows', () => {
    const up = [
      ['2026-01', 1, 4],
      ['2026-02', 2, 3],
      ['2026-03', 3, 2],
    ]
    const rendered = chartOf('line', up)
    expect(chartOf('line', up.toReversed())).toBe(rendered)
    const [rising = '', falling = ''] = pathsOf(rendered)
    const heights = (path: string): number[] =>
      [...path.matchAll(/[ML]\S+ ([\d.]+)/g)].map(([, y]) => Number(y))
    expect(heights(rising)).toEqual(heights(rising).toSorted((a, b) => b - a))
    expect(heights(falling)).toEqual(heights(falling).toSorted((a, b) => a - b))
    expect(heights(rising)).toHaveLength(3)
  })

  test('what is not there interrupts them', () => {
    const [path = ''] = pathsOf(
      chartOf(
        'line',
        [
          ['a', 1],
          ['b', null],
          ['c', 3],
          ['d', 4],
        ],
        ['one'],
      ),
    )
    expect(path.replace(/[\d. ]+/g, ' ')).toBe('M M L ')
  })

  test('one point is a dot; the oldest of too many are left out', () => {
    expect(chartOf('line', [['a', 1]], ['one'])).toContain('<circle class="dot s0" cx="50%"')
    const days = Array.from({ length: 500 }, (_, index) => [`2026-${String(index).padStart(4, '0')}`, index])
    const markup = chartOf('line', days, ['one'])
    expect(markup).toContain('(the last 400 of 500)')
    expect(pathsOf(markup)[0]?.match(/L/g)).toHaveLength(399)
    expect(markup).not.toContain('<circle')
  })
})

describe('every chart', () => {
  test('is an image with a name and a description', () => {
    const markup = chartOf('bar', [['a', 1, 2]])
    expect(markup).toContain('role="img" aria-labelledby="chart-main chart-main-more"')
    expect(markup).toContain('<title id="chart-main">One and two by label</title>')
    expect(markup).toContain(
      '<desc id="chart-main-more">A bar chart of a. The table below has the numbers.</desc>',
    )
  })

  test('is left out where there is nothing to draw', () => {
    expect(chartOf('bar', [])).toBe('')
    expect(chartOf('line', [['a', null, null]])).toBe('')
    const chart = { kind: 'bar', label: 'gone', values: ['one'] } as const
    expect(renderChart(sectionAnswer({ columns: ['one'], rows: [[1]], chart })).markup).toBe('')
  })

  test('long labels are cut between characters', () => {
    expect(shortened('👩‍💻👩‍💻👩‍💻', 2)).toBe('👩‍💻…')
    expect(shortened('a\n b', 5)).toBe('a b')
    expect(shortened('x'.repeat(100_000), 10)).toBe('xxxxxxxxx…')
  })
})

describe('colours', () => {
  const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  const rgb = (colour: string): number[] =>
    [1, 3, 5].map(at => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255))
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

  /** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
  const contrast = (one: string, other: string): number => {
    const [dark = 0, light = 0] = [one, other]
      .map(colour => dot([0.2126, 0.7152, 0.0722], rgb(colour)))
      .sort((a, b) => a - b)
    return (light + 0.05) / (dark + 0.05)
  }

  /** Linear RGB as it is seen: Machado, Oliveira and Fernandes, 2009, severity 1. */
  const SIGHTS = {
    usual: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    protanopia: [
      [0.152286, 1.052583, -0.204868],
      [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
    deuteranopia: [
      [0.367322, 0.860646, -0.227968],
      [0.280085, 0.672501, 0.047413],
      [-0.01182, 0.04294, 0.968881],
    ],
    tritanopia: [
      [1.255528, -0.076749, -0.178779],
      [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.3039],
    ],
  }

  /** CIE Lab under D65. */
  const lab = (seen: readonly number[]): number[] => {
    const within = seen.map(value => Math.min(1, Math.max(0, value)))
    const root = (value: number): number => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116)
    const x = root(dot([0.4124, 0.3576, 0.1805], within) / 0.95047)
    const y = root(dot([0.2126, 0.7152, 0.0722], within))
    const z = root(dot([0.0193, 0.1192, 0.9505], within) / 1.08883)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
  }

  describe.each([
    ['light', LIGHT],
    ['dark', DARK],
  ])('%s', (_name, scheme) => {
    test.each(['ink', 'soft', 'accent'] as const)('%s can be read', name => {
      expect(contrast(scheme[name], scheme.paper)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(scheme[name], scheme.wash)).toBeGreaterThanOrEqual(4.5)
    })

    test('what can be worked, and what is drawn, is seen', () => {
      for (const colour of [scheme.edge, scheme.warning, ...scheme.series])
        expect(contrast(colour, scheme.paper), colour).toBeGreaterThanOrEqual(3)
    })

    test.each(Object.entries(SIGHTS))('series are far apart to %s sight', (_sight, matrix) => {
      const seen = scheme.series.map(colour => lab(matrix.map(row => dot(row, rgb(colour)))))
      const apart = seen.flatMap((a, index) =>
        seen.slice(index + 1).map(b => Math.hypot(...a.map((value, at) => value - (b[at] ?? 0)))),
      )
      expect(apart).toHaveLength(15)
      expect(Math.min(...apart)).toBeGreaterThan(18)
    })
  })
})
