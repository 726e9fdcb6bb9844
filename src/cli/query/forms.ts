// The forms of an answer: CSV, JSON and Markdown as rows come, a table when they all are there.
import type { Answer } from '../../lake/ask.ts'
import { cellOf, type Plain } from '../../lake/ask-values.ts'
import { renderTable, type TableStyle } from '../report.ts'
import { clean, formatCount, plural, safeJson } from '../text.ts'

export type FormName = 'table' | 'csv' | 'json' | 'markdown'

export interface Form {
  readonly name: FormName
  readonly style: TableStyle
  /** CSV for a spreadsheet, which would take some texts for formulas. */
  readonly safe: boolean
  /** What a table says of its rows below them, by their number; absent: just that. */
  readonly count?: (rows: number) => string
}

export interface Out {
  write(text: string): Promise<void>
  note(text: string): void
}

export async function writeAnswer(answer: Answer, form: Form, out: Out): Promise<void> {
  switch (form.name) {
    case 'csv':
      return writeCsv(answer, form, out)
    case 'json':
      return writeJson(answer, out)
    case 'markdown':
      return writeMarkdown(answer, out)
    case 'table':
      return writeTable(answer, form, out)
  }
}

/** RFC 4180, in UTF-8: NULL is empty, an empty text is `""`. On a terminal control characters are left out, elsewhere nothing is. */
async function writeCsv({ columns, rows }: Answer, { safe, style }: Form, out: Out): Promise<void> {
  const shown = style.width === null || style.width === undefined ? (text: string) => text : clean
  const field = (value: Plain): string => {
    const text = shown(cellOf(value))
    if (value === null) return ''
    return csvQuoted(safe && typeof value !== 'number' ? unformulated(text) : text)
  }
  const line = (values: readonly Plain[]): string => `${values.map(field).join(',')}\r\n`
  await out.write(line(columns))
  for await (const chunk of rows) if (chunk.length > 0) await out.write(chunk.map(line).join(''))
}

const csvQuoted = (text: string): string =>
  text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

/** https://owasp.org/www-community/attacks/CSV_Injection */
const unformulated = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

async function writeJson({ columns, rows }: Answer, out: Out): Promise<void> {
  let before = '[\n'
  for await (const chunk of rows) {
    const objects = chunk.map(row =>
      safeJson(Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null]))),
    )
    if (objects.length === 0) continue
    await out.write(before + objects.join(',\n'))
    before = ',\n'
  }
  await out.write(before === '[\n' ? '[]\n' : '\n]\n')
}

async function writeMarkdown({ columns, numeric, rows }: Answer, out: Out): Promise<void> {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  const rule = columns.map((_, index) => (numeric[index] === true ? '---:' : '---'))
  await out.write(line(columns.map(markdownCell)) + line(rule))
  for await (const chunk of rows)
    if (chunk.length > 0)
      await out.write(chunk.map(row => line(row.map(value => markdownCell(cellOf(value))))).join(''))
}

/** Nothing in it is markup: neither a column's end nor HTML. */
const markdownCell = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map(part =>
      clean(part)
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replace(/[\\|`*_[\]]/g, '\\$&'),
    )
    .join('<br>')

/** More than a person reads. */
const MOST_ROWS = 10_000

async function writeTable(answer: Answer, { style, count = rowsTold }: Form, out: Out): Promise<void> {
  const cells: string[][] = []
  let isCut = false
  for await (const chunk of answer.rows) {
    const room = MOST_ROWS - cells.length
    cells.push(...chunk.slice(0, room).map(row => row.map(value => clean(cellOf(value)))))
    isCut = chunk.length > room
    if (isCut) break
  }
  const text = cells.length === 0 ? emptyTable(answer, style) : tableText(answer, cells, style)
  const end = isCut ? '' : `${count(cells.length)}\n`
  await out.write(`${text}\n${end}`)
  if (isCut)
    out.note(
      `Only the first ${formatCount(MOST_ROWS)} rows are shown; --csv, --json and --markdown write all of them.`,
    )
}

const rowsTold = (rows: number): string => `${plural(rows, 'row')}.`

const emptyTable = ({ columns }: Answer, style: TableStyle): string =>
  style.width === null ? renderTable(columns, [], style) : columns.map(clean).join(', ')

/** Narrower cells tell nothing. */
const NARROWEST = 8

/** On a terminal that is too narrow long values are cut; where that is not enough each row is a block of lines. */
function tableText({ columns, numeric }: Answer, cells: string[][], style: TableStyle): string {
  const names = columns.map(clean)
  const widths = names.map((name, index) =>
    cells.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), name.length),
  )
  const limit = style.width == null ? Infinity : limitFor(widths, style.width - 3 * widths.length - 1)
  if (limit < NARROWEST && widths.some(width => width > limit)) return blocks(names, cells, style.width ?? 80)
  const rows = cells.map(row =>
    row.map((text, index) => {
      const short = cut(text, limit)
      return numeric[index] === true ? short.padStart(Math.min(widths[index] ?? 0, limit)) : short
    }),
  )
  return renderTable(
    names.map(name => cut(name, limit)),
    rows,
    style,
  )
}

/** The widest that every column may be so that all fit. */
function limitFor(widths: readonly number[], room: number): number {
  const sum = (limit: number) => widths.reduce((total, width) => total + Math.min(width, limit), 0)
  let limit = Math.max(...widths, 0)
  while (limit > 0 && sum(limit) > room) limit--
  return limit
}

function blocks(names: readonly string[], cells: readonly (readonly string[])[], width: number): string {
  const widest = Math.max(...names.map(name => name.length))
  return cells
    .map((row, number) =>
      [
        `-- row ${number + 1}`,
        ...row.map((text, index) =>
          cut(`${(names[index] ?? '').padEnd(widest)}  ${text}`, width - 1).trimEnd(),
        ),
      ].join('\n'),
    )
    .join('\n')
}

/** Never within a character of two code units. */
const cut = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, Math.max(limit - 1, 0)).replace(/[\ud800-\udbff]$/, '')}…`
