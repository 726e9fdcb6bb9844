// Lines over time or another order, with the numbers on the grid.
import type { Plot } from './bars.ts'
import { shortNumber } from './forms.ts'
import { html, type Markup } from './markup.ts'
import { percent, type Scale, scaleOf, ticksOf } from './scale.ts'
import { type Drawing, shortened, styleOf } from './series.ts'

/** Pixels: the whole, and where the plot begins and ends. */
const HEIGHT = 260
const TOP = 20
const BOTTOM = 224

/** More points than these need no dots. */
const MOST_DOTS = 60

export function linePlot(drawing: Drawing): Plot {
  const { points, series } = drawing
  const scale = scaleOf(points.flatMap(({ values }) => values.filter(value => value !== null)))
  const place: Place = {
    across: acrossOf(points.length),
    down: value => BOTTOM - scale.place(value) * (BOTTOM - TOP),
  }
  return {
    height: HEIGHT,
    content: html`${grid(scale, place)}
<svg x="0" y="0" width="100%" height="${HEIGHT}" viewBox="0 0 1000 ${HEIGHT}" preserveAspectRatio="none">${series.map((_, index) => path(drawing, index, place))}</svg>
${series.map((_, index) => dots(drawing, index, place))}
${timeLabels(drawing, place)}`,
  }
}

interface Place {
  /** A point's share of the width. */
  across(index: number): number
  /** Pixels from the top. */
  down(value: number): number
}

/** Beside the numbers of the grid, to the right edge. */
const acrossOf =
  (count: number): Place['across'] =>
  index =>
    count === 1 ? 0.5 : 0.06 + (index / (count - 1)) * 0.925

const pixels = (value: number): number => Number(value.toFixed(2))

const grid = (scale: Scale, { down }: Place): Markup[] =>
  ticksOf(scale).map(tick => {
    const y = pixels(down(tick))
    return html`<line class="${tick === 0 ? 'zero' : 'grid'}" x1="0" x2="100%" y1="${y}" y2="${y}"/><text class="number" x="0" y="${y}" dy="-4">${shortNumber(tick)}</text>\n`
  })

/** A value that is not there interrupts the line. */
function path({ points }: Drawing, series: number, { across, down }: Place): Markup {
  let isOpen = false
  const steps = points.map(({ values }, index) => {
    const value = values[series] ?? null
    const step =
      value === null ? '' : `${isOpen ? 'L' : 'M'}${pixels(across(index) * 1000)} ${pixels(down(value))}`
    isOpen = value !== null
    return step
  })
  return html`<path class="line ${styleOf(series)}" vector-effect="non-scaling-stroke" d="${steps.join('')}"/>`
}

function dots({ points, series: names }: Drawing, series: number, { across, down }: Place): Markup[] {
  return points.flatMap(({ label, values }, index) => {
    const value = values[series] ?? null
    const isAlone =
      (points[index - 1]?.values[series] ?? null) === null &&
      (points[index + 1]?.values[series] ?? null) === null
    if (value === null || (points.length > MOST_DOTS && !isAlone)) return []
    return html`<circle class="dot ${styleOf(series)}" cx="${percent(across(index))}" cy="${pixels(down(value))}" r="3.5"><title>${label}, ${names[series] ?? ''}: ${shortNumber(value)}</title></circle>\n`
  })
}

/** Days fit five times on a phone, times of a day three times. */
const mostLabels = ({ points }: Drawing): number => (points.some(({ label }) => label.length > 10) ? 3 : 5)

const LONGEST_LABEL = 16

function timeLabels(drawing: Drawing, { across }: Place): Markup[] {
  const { points } = drawing
  const last = points.length - 1
  const count = Math.min(mostLabels(drawing), points.length)
  const shown = Array.from({ length: count }, (_, index) =>
    Math.round((index * last) / Math.max(count - 1, 1)),
  )
  return shown.map(index => {
    const anchor = last === 0 ? 'middle' : index === 0 ? 'start' : index === last ? 'end' : 'middle'
    return html`<text x="${percent(across(index))}" y="${HEIGHT - 12}" text-anchor="${anchor}">${shortened(points[index]?.label ?? '', LONGEST_LABEL)}</text>\n`
  })
}
