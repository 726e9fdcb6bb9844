// The table of a section.
import type { SectionAnswer } from '../define.ts'
import { cell } from './cell.ts'
import { type ColumnForm, columnForms, countText, rowsText } from './forms.ts'
import { html, type Markup, NOTHING } from './markup.ts'

/** More rows than a page can bear, or a person reads. */
export const MOST_ROWS = 5_000

/** What is left out of a long one is told, with the command that leaves nothing out. */
export function renderTable(answer: SectionAnswer, report: string, headingId: string): Markup {
  const { section, rows } = answer
  if (rows.length === 0) return html`<p class="empty">No rows.</p>`
  const columns = columnForms(answer)
  const shown = rows.slice(0, MOST_ROWS)
  const body = shown.map(
    row => html`<tr>${columns.map((column, index) => cell(row[index] ?? null, column))}</tr>\n`,
  )
  return html`${toolsOf(section.name, section.title, shown.length)}${cutNote(rows.length, report, section.name)}
<div class="scroll" tabindex="0" role="region" aria-labelledby="${headingId}">
<table aria-labelledby="${headingId}">
<thead><tr>${columns.map(head)}</tr></thead>
<tbody>
${body}</tbody>
</table>
</div>`
}

/** Only the script can work them: they are hidden until it runs. */
const toolsOf = (name: string, title: string, count: number): Markup => html`<div class="tools">
<label hidden><span class="sr">Filter the rows of ${title}</span><input type="search" placeholder="Filter rows" autocomplete="off" spellcheck="false" aria-controls="rows-${name}"></label>
<output class="count" id="rows-${name}">${rowsText(count)}</output>
<button type="button" class="download" hidden>Download CSV</button>
</div>`

const cutNote = (count: number, report: string, section: string): Markup =>
  count <= MOST_ROWS
    ? NOTHING
    : html`
<p class="note cut">These are the first ${countText(MOST_ROWS)} of ${rowsText(count)}. <code>entra-extract report ${report} --csv --section ${section}</code> gives all of them; add the options that this report was asked with.</p>`

const head = ({ name, heading, isNumeric, isTime }: ColumnForm): Markup =>
  html`<th scope="col"${isNumeric ? html` class="n"` : NOTHING} data-name="${name}" title="${name}">${heading}${isTime ? html` <small>UTC</small>` : NOTHING}</th>`
