// A report's answer as one HTML page that needs nothing else.
import { createHash } from 'node:crypto'
import type { ReportAnswer, SectionAnswer } from '../define.ts'
import { renderChart } from './chart.ts'
import { factsOf } from './facts.ts'
import { rowsText, timeText } from './forms.ts'
import { html, type Markup, NOTHING } from './markup.ts'
import { PATTERNS } from './patterns.ts'
import { SCRIPT } from './script.ts'
import { STYLE } from './style.ts'
import { renderTable } from './table.ts'

/** A whole document. It asks no network, and its policy forbids it to. */
export function renderPage(answer: ReportAnswer, version: string): string {
  const { definition, sections } = answer
  return html`<!DOCTYPE html>
<html lang="en" data-report="${definition.name}">
${headOf(answer, version)}
<body>
${PATTERNS}
<div class="page">
<header>
<div class="top"><h1>${definition.title}</h1><button type="button" class="print" hidden>Print</button></div>
<p class="lead">${definition.summary}.</p>
${factsOf(answer)}
</header>
${remarksOf(answer.remarks)}
${sections.length > 1 ? overviewOf(sections) : NOTHING}
<main>
${sections.map(section => sectionOf(section, definition.name))}
</main>
${readingOf(answer)}
<footer>Made by entra-extract ${version} from a lake, offline. <code>entra-extract report ${definition.name} --sql</code> prints the SQL that this was asked with.</footer>
</div>
<script>${{ markup: SCRIPT }}</script>
</body>
</html>
`.markup
}

function headOf({ definition, asOf }: ReportAnswer, version: string): Markup {
  return html`<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
<meta name="generator" content="entra-extract ${version}">
<title>${definition.title}, ${timeText(asOf) ?? asOf}</title>
<link rel="icon" href="data:,">
<style>${{ markup: STYLE }}</style>
</head>`
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(SCRIPT)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const remarksOf = (remarks: readonly string[]): Markup =>
  remarks.length === 0
    ? NOTHING
    : html`<aside class="remarks" aria-labelledby="about-remarks"><h2 id="about-remarks">What this lake lacks</h2><ul>${remarks.map(remark => html`<li>${remark}</li>`)}</ul></aside>`

const overviewOf = (sections: readonly SectionAnswer[]): Markup =>
  html`<nav class="overview" aria-label="Sections">${sections.map(
    ({ section, rows }) =>
      html`<a href="#${section.name}">${section.title}<small>${rows.length === 0 ? 'no rows' : rowsText(rows.length)}</small></a>`,
  )}</nav>`

function sectionOf(answer: SectionAnswer, report: string): Markup {
  const { name, title, note } = answer.section
  const headingId = `heading-${name}`
  return html`<section id="${name}" data-section="${name}" aria-labelledby="${headingId}">
<h2 id="${headingId}">${title}</h2>
${note === null ? NOTHING : html`<p class="note">${note}</p>`}
${renderChart(answer)}
${renderTable(answer, report, headingId)}
</section>
`
}

const readingOf = ({ definition: { reading, caveats } }: ReportAnswer): Markup =>
  html`<section class="reading" aria-labelledby="about-reading"><h2 id="about-reading">How to read it</h2>
<p>${reading}</p>
${caveats.length === 0 ? NOTHING : html`<h3>Mind</h3><ul>${caveats.map(caveat => html`<li>${caveat}</li>`)}</ul>`}
</section>`
