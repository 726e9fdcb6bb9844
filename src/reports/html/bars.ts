// Horizontal bars: side by side or stacked, the label on the left and the number at the end.
import { shortNumber } from './forms.ts'
import { html, type Markup } from './markup.ts'
import { percent, type Scale, scaleOf } from './scale.ts'
import { type Drawing, type Point, shortened, styleOf } from './series.ts'

/** Heights in pixels. Widths are shares of what the page has, so that text keeps its size on every screen. */
const ALONE = { bar: 14, between: 8 }
const GROUPED = { bar: 11, between: 12 }
const SPACE = 2

/** The share of the plot that the numbers at the ends of bars need. */
const ROOM_FOR_NUMBERS = 0.13

export interface Plot {
  readonly height: number
  readonly content: Markup
}

export function barPlot(drawing: Drawing): Plot {
  const { kind, points, series } = drawing
  const bars = kind === 'bar' ? series.length : 1
  const { bar: thick, between } = bars > 1 ? GROUPED : ALONE
  const group = bars * (thick + SPACE) - SPACE
  const height = points.length * (group + between)
  const labels = labelShare(points)
  const where = placesOf(drawing)
  const top = (index: number): number => between / 2 + index * (group + between)
  const rows = points.map((point, index) =>
    kind === 'bar'
      ? sideBySide(point, drawing, where, top(index), thick)
      : [stacked(point, drawing, where, top(index), thick)],
  )
  const zero = percent(where(0))
  return {
    height,
    content: html`<svg class="labels" x="0" width="${percent(labels)}" height="${height}">${points.map((point, index) => labelText(point, top(index) + group / 2))}</svg>
<svg class="plot" x="${percent(labels)}" width="${percent(1 - labels)}" height="${height}">${rows}<line class="zero" x1="${zero}" x2="${zero}" y1="0" y2="${height}"/></svg>`,
  }
}

const LONGEST_LABEL = 40

const labelText = ({ label }: Point, y: number): Markup =>
  html`<text x="0" y="${y}" dy="0.35em">${shortened(label, LONGEST_LABEL)}<title>${label}</title></text>\n`

/** Enough for the longest label on a wide screen; a narrow one cuts it. */
function labelShare(points: readonly Point[]): number {
  const longest = Math.max(...points.map(({ label }) => shortened(label, LONGEST_LABEL).length))
  return Math.min(0.34, Math.max(0.1, (longest * 7.5 + 16) / 860))
}

/** Shares of the plot's width, with room for the numbers beyond the ends of the bars. */
function placesOf({ kind, points }: Drawing): (value: number) => number {
  const scale = scaleOf(points.flatMap(({ values }) => (kind === 'bar' ? numbers(values) : ends(values))))
  const before = scale.low < 0 ? ROOM_FOR_NUMBERS : 0
  return value => before + scale.place(value) * (1 - before - ROOM_FOR_NUMBERS)
}

const numbers = (values: Point['values']): number[] => values.filter(value => value !== null)

/** How far a stack reaches to either side. */
const ends = (values: Point['values']): number[] => [
  sum(numbers(values).filter(value => value < 0)),
  sum(numbers(values).filter(value => value > 0)),
]

/** The largest numbers there are stay numbers. */
const sum = (values: readonly number[]): number => values.reduce((total, value) => clamped(total + value), 0)

const clamped = (value: number): number => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value))

function sideBySide(
  { label, values }: Point,
  { series }: Drawing,
  where: Scale['place'],
  top: number,
  thick: number,
): Markup[] {
  return values.map((value, index) => {
    const y = top + index * (thick + SPACE)
    const text = value === null ? '—' : shortNumber(value)
    return html`${bar(where, 0, value ?? 0, y, thick, index, tooltip(label, series[index] ?? '', text))}${numberAt(where, value ?? 0, y + thick / 2, text)}\n`
  })
}

function stacked(
  { label, values }: Point,
  { series }: Drawing,
  where: Scale['place'],
  top: number,
  thick: number,
): Markup {
  let [left, right] = [0, 0]
  const parts = values.map((value, index) => {
    const from = (value ?? 0) < 0 ? left : right
    const to = clamped(from + (value ?? 0))
    if (to < 0) left = to
    else right = to
    const text = value === null ? '—' : shortNumber(value)
    return bar(where, from, to, top, thick, index, tooltip(label, series[index] ?? '', text))
  })
  const all = numbers(values)
  const total = all.length === 0 ? '—' : shortNumber(sum(all))
  return html`${parts}${numberAt(where, right === 0 ? left : right, top + thick / 2, total)}\n`
}

const tooltip = (label: string, series: string, text: string): string => `${label}, ${series}: ${text}`

function bar(
  where: Scale['place'],
  from: number,
  to: number,
  y: number,
  height: number,
  series: number,
  title: string,
): Markup {
  const [start, end] = [where(from), where(to)]
  return html`<rect class="bar ${styleOf(series)}" x="${percent(Math.min(start, end))}" y="${y}" width="${percent(Math.abs(end - start))}" height="${height}"><title>${title}</title></rect>`
}

/** Beyond the end of its bar. */
const numberAt = (where: Scale['place'], value: number, y: number, text: string): Markup =>
  html`<text class="number" x="${percent(where(value))}" y="${y}" dx="${value < 0 ? -6 : 6}" dy="0.35em"${value < 0 ? html` text-anchor="end"` : html``}>${text}</text>`
