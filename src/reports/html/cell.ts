// One value of a table: what is shown, and in `data-v` what it is where that differs.
import { cellOf, type Plain } from '../../lake/ask-values.ts'
import { type ColumnForm, digitsText, numberText, timeText } from './forms.ts'
import { html, type Markup } from './markup.ts'

/** A `<td>`. NULL has the class `none`, which is how the script tells it from an empty text. */
export function cell(value: Plain, column: ColumnForm): Markup {
  if (value === null) return html`<td class="${column.isNumeric ? 'n none' : 'none'}" data-v="">—</td>`
  switch (typeof value) {
    case 'number':
      return numberCell(String(value), column.isAmount ? numberText(value, column.decimals) : String(value))
    case 'boolean':
      return html`<td data-v="${String(value)}">${value ? 'yes' : 'no'}</td>`
    case 'string':
      return column.isNumeric
        ? numberCell(value, column.isAmount ? digitsText(value) : value)
        : textCell(value)
    default:
      return nestedCell(value)
  }
}

const numberCell = (full: string, shown: string): Markup =>
  full === shown
    ? html`<td class="n">${shown}</td>`
    : html`<td class="n" data-v="${full}"${titled(full, shown)}>${shown}</td>`

/** The whole of a number, where the cell does not show all its digits. */
const titled = (full: string, shown: string): Markup =>
  shown
    .replaceAll(',', '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '') === full
    ? html``
    : html` title="${full}"`

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

function textCell(text: string): Markup {
  const time = timeText(text)
  if (time !== null) return html`<td class="t" data-v="${text}">${timeOf(text, time)}</td>`
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return html`<td class="t">${text}</td>`
  if (GUID.test(text)) return html`<td class="id">${text}</td>`
  if (text.length <= SHORT && !text.includes('\n'))
    return html`<td class="${text.length <= WORD ? 's word' : 's'}">${text}</td>`
  return html`<td class="w">${boxed(text.length, html`${text}`)}</td>`
}

/** Text that is not wrapped on a screen; and text whose words are not broken on paper. */
const SHORT = 24
const WORD = 16

const timeOf = (text: string, shown: string): Markup =>
  html`<time datetime="${text}" title="${text}">${shown}</time>`

/** Longer values get a box of their own, which a reader may scroll. */
const LONG = 400

const boxed = (length: number, content: Markup): Markup =>
  length > LONG ? html`<div class="long" tabindex="0">${content}</div>` : content

function nestedCell(value: Exclude<Plain, null | boolean | number | string>): Markup {
  const json = cellOf(value)
  if (!isList(value) || value.some(item => item !== null && typeof item === 'object'))
    return html`<td class="json">${boxed(json.length, html`<code>${json}</code>`)}</td>`
  if (value.length === 0) return html`<td class="quiet" data-v="[]">none</td>`
  const chips = value.map(
    (item, index) => html`${index === 0 ? '' : ' '}<span class="chip">${itemOf(item)}</span>`,
  )
  return html`<td class="list" data-v="${json}">${boxed(json.length, html`${chips}`)}</td>`
}

const isList = (value: object): value is readonly Plain[] => Array.isArray(value)

function itemOf(item: Plain): Markup {
  if (item === null) return html`—`
  if (typeof item === 'boolean') return html`${item ? 'yes' : 'no'}`
  const text = cellOf(item)
  const time = typeof item === 'string' ? timeText(text) : null
  return time === null ? html`${text}` : timeOf(text, time)
}
