// A section's chart. The table tells the same, so what is drawn may leave out what does not fit.
import type { SectionAnswer } from '../define.ts'
import { barPlot } from './bars.ts'
import { countText, listed } from './forms.ts'
import { linePlot } from './lines.ts'
import { html, type Markup, NOTHING } from './markup.ts'
import { type Drawing, drawingOf, legendOf } from './series.ts'

export function renderChart(answer: SectionAnswer): Markup {
  const drawing = drawingOf(answer)
  if (drawing === null) return NOTHING
  const { height, content } = drawing.kind === 'line' ? linePlot(drawing) : barPlot(drawing)
  const id = `chart-${answer.section.name}`
  return html`<figure class="chart ${drawing.kind}${hasLongLabels(drawing) ? ' long-labels' : ''}">
<figcaption><span>${drawing.series.length > 1 ? `By ${lowered(drawing.labelHeading)}` : captionOf(drawing)}${partOf(drawing)}</span>${legendOf(drawing)}</figcaption>
<svg class="drawing" role="img" aria-labelledby="${id} ${id}-more" width="100%" height="${height}">
<title id="${id}">${captionOf(drawing)}</title>
<desc id="${id}-more">${describe(drawing)}</desc>
${content}</svg>
</figure>`
}

const captionOf = ({ series, labelHeading }: Drawing): string =>
  `${listed(series.map((name, index) => (index === 0 ? name : lowered(name))))} by ${lowered(labelHeading)}`

/** Longer ones need more of a narrow screen. */
const SHORT_LABEL = 10

const hasLongLabels = ({ points }: Drawing): boolean => points.some(({ label }) => label.length > SHORT_LABEL)

/** What is not drawn is told. */
const partOf = ({ kind, points, total }: Drawing): string =>
  points.length === total
    ? ''
    : ` (the ${kind === 'line' ? 'last' : 'first'} ${countText(points.length)} of ${countText(total)})`

/** Within a sentence; abbreviations stay. */
const lowered = (heading: string): string =>
  /^[A-Z][a-z]+(?![A-Za-z])/.test(heading) ? heading.slice(0, 1).toLowerCase() + heading.slice(1) : heading

const KINDS = { bar: 'A bar chart', stacked: 'A chart of stacked bars', line: 'A line chart' }

function describe(drawing: Drawing): string {
  const { kind, points } = drawing
  const [first, last] = [points[0]?.label ?? '', points.at(-1)?.label ?? '']
  const span = points.length === 1 ? `of ${first}` : `from ${first} to ${last}`
  return `${KINDS[kind]} ${span}${partOf(drawing)}. The table below has the numbers.`
}
