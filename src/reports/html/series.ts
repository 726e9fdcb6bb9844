// What a chart draws: labels, and a number per label and series.
import { cellOf } from '../../lake/ask-values.ts'
import type { Chart, SectionAnswer } from '../define.ts'
import { headingOf, timeText } from './forms.ts'
import { html, type Markup, NOTHING, visible } from './markup.ts'
import { drawable } from './scale.ts'

export interface Point {
  readonly label: string
  /** One per series; null: there is none. */
  readonly values: readonly (number | null)[]
}

export interface Drawing {
  readonly kind: Chart['kind']
  readonly labelHeading: string
  /** Headings of the series. */
  readonly series: readonly string[]
  readonly points: readonly Point[]
  /** How many points the section has. */
  readonly total: number
}

/** Null: there is nothing to draw. */
export function drawingOf({ section, columns, rows }: SectionAnswer): Drawing | null {
  const { chart } = section
  if (chart === null) return null
  const labelAt = columns.indexOf(chart.label)
  const valuesAt = chart.values.map(name => columns.indexOf(name))
  if (labelAt < 0 || valuesAt.includes(-1)) return null
  const all = rows.map(row => ({
    label: labelOf(cellOf(row[labelAt] ?? null)),
    values: valuesAt.map(at => drawable(row[at] ?? null)),
  }))
  if (all.every(({ values }) => values.every(value => value === null))) return null
  return {
    kind: chart.kind,
    labelHeading: headingOf(chart.label),
    series: chart.values.map(headingOf),
    points: chart.kind === 'line' ? inTime(all).slice(-MOST_TIMES) : all.slice(0, mostGroups(chart)),
    total: all.length,
  }
}

const labelOf = (text: string): string => (text === '' ? '(none)' : visible(timeText(text) ?? text))

/** Bars that a reader can still tell apart. */
const MOST_BARS = 25
/** Points of a line. */
const MOST_TIMES = 400

const mostGroups = ({ kind, values }: Chart): number =>
  kind === 'stacked' ? MOST_BARS : Math.max(1, Math.floor(MOST_BARS / values.length))

/** Dates run to the right, whatever the order of the rows. */
const inTime = (points: readonly Point[]): readonly Point[] =>
  points.every(({ label }) => /^\d{4}-(\d\d|W\d\d)/.test(label))
    ? points.toSorted((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0))
    : points

/** Colours and patterns there are; a chart of more series begins again. */
const STYLES = 6

export const styleOf = (series: number): string => `s${series % STYLES}`

/** The text with at most so many characters; emoji and letters with marks stay whole. */
export function shortened(text: string, most: number): string {
  const flat = text.replace(/\s+/g, ' ').slice(0, most * 20)
  const characters = Array.from(new Intl.Segmenter('en').segment(flat), ({ segment }) => segment)
  return characters.length <= most ? flat : `${characters.slice(0, most - 1).join('')}…`
}

export function legendOf({ series, kind }: Drawing): Markup {
  if (series.length < 2) return NOTHING
  const items = series.map(
    (name, index) =>
      html`<li><svg width="28" height="12" aria-hidden="true">${keyOf(kind, styleOf(index))}</svg>${name}</li>`,
  )
  return html`<ul class="legend">${items}</ul>`
}

const keyOf = (kind: Chart['kind'], style: string): Markup =>
  kind === 'line'
    ? html`<line class="line ${style}" x1="0" y1="6" x2="28" y2="6"/>`
    : html`<rect class="bar ${style}" width="28" height="12"/>`
