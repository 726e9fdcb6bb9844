// When and of whom a report tells, and what it was asked with.
import type { Parameter, ReportAnswer, Value, Values } from '../define.ts'
import { shown } from '../variables.ts'
import { timeText } from './forms.ts'
import { html, type Markup, NOTHING } from './markup.ts'

export function factsOf({ definition, tenantId, asOf, given }: ReportAnswer): Markup {
  const time = timeText(asOf)
  const when =
    time === null ? html`${asOf}` : html`<time datetime="${asOf}" title="${asOf}">${time}</time> UTC`
  return html`<dl class="facts">
<dt>As of</dt><dd>${when}</dd>
<dt>Tenant</dt><dd class="id">${tenantId}</dd>
${definition.parameters.map(parameter => factOf(parameter, askedWith(parameter, given), asOf))}</dl>`
}

const askedWith = ({ name, fallback }: Parameter, given: Values): Value =>
  Object.hasOwn(given, name) ? (given[name] ?? null) : fallback

function factOf(parameter: Parameter, value: Value, asOf: string): Markup {
  const isFallback = JSON.stringify(value) === JSON.stringify(parameter.fallback)
  const text = shown(value, asOf)
  const told =
    text === null
      ? html`<span class="quiet">none</span>`
      : html`${valueText(parameter, String(text))}${isFallback ? html` <small>(default)</small>` : NOTHING}`
  return html`<dt><code>--${parameter.name.replaceAll('_', '-')}</code></dt><dd>${told} <small class="help">${parameter.help}</small></dd>\n`
}

/** Of a file the name: its folders are nobody's business. */
function valueText({ type }: Parameter, text: string): Markup {
  if (type.kind === 'file') return html`${text.split(/[\\/]/).at(-1) ?? text}`
  const time = type.kind === 'time' ? timeText(text) : null
  return time === null ? html`${text}` : html`<time datetime="${text}" title="${text}">${time}</time> UTC`
}
