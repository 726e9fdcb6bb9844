// Results as tables.
import { stripVTControlCharacters } from 'node:util'
import Table from 'cli-table3'
import type { RunReport, TableReport, Verdict } from '../extract/report.ts'
import { type Colour, type Paint, painter } from './colour.ts'
import type { Context } from './context.ts'
import { formatDuration } from './duration.ts'
import { clean, formatCount, plural } from './text.ts'

export type Cell = string | number | bigint | null

export interface TableStyle {
  readonly colours: boolean
  /** Columns of the terminal; null: lines are as long as they are. */
  readonly width?: number | null
}

/** The style of what goes to stdout; a terminal may say that it has no columns when it does not know. */
export const styleFor = ({ stdout, colours }: Context): TableStyle => ({
  colours: colours.stdout,
  width: stdout.isTTY === true ? stdout.columns || 80 : null,
})

/**
 * Numbers stand to the right. Texts are made safe for a terminal; null is empty. On a narrow terminal texts are wrapped, and
 * columns are left out in the order of `dispensable`.
 */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  style: TableStyle,
  dispensable: readonly string[] = [],
): string {
  const columns = head.map((name, column) => ({
    name,
    cells: rows.map(row => toText(row[column] ?? null)),
    numeric: rows.some(row => typeof row[column] === 'number' || typeof row[column] === 'bigint'),
  }))
  return renderColumns(columns, style, dispensable)
}

function toText(cell: Cell): string {
  if (cell === null) return ''
  return typeof cell === 'string' ? clean(cell) : formatCount(cell)
}

interface Column {
  readonly name: string
  /** Safe already, and may hold colours. */
  readonly cells: readonly string[]
  readonly numeric: boolean
}

function renderColumns(all: readonly Column[], style: TableStyle, dispensable: readonly string[]): string {
  const { columns, widths, bare } = fitted(all, style.width ?? Infinity, dispensable)
  const paint = painter(style.colours)
  const table = new Table({
    head: columns.map(({ name }) => paint('bold', name)),
    style: {
      head: [],
      border: [],
      compact: true,
      ...(bare ? { 'padding-left': 0, 'padding-right': 2 } : {}),
    },
    ...(bare ? { chars: NO_BORDERS } : {}),
    colAligns: columns.map(({ numeric }) => (numeric ? 'right' : 'left')),
    // A column that is not wrapped is measured by the library, which knows that some characters are two cells wide.
    colWidths: columns.map((column, index) => wrapped(column, widths[index] ?? 0)),
    wordWrap: true,
  })
  table.push(...(columns[0]?.cells ?? []).map((_, row) => columns.map(({ cells }) => cells[row] ?? '')))
  return bare ? table.toString().replace(/ +$/gm, '') : table.toString()
}

const wrapped = (column: Column, width: number): number | null => (width < widest(column) ? width + 2 : null)

const NO_BORDERS = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map(name => [name, '']),
)

interface Fitted {
  readonly columns: readonly Column[]
  /** Of the texts, without what is around them. */
  readonly widths: readonly number[]
  /** Without borders, which take a character per column. */
  readonly bare: boolean
}

/** Wraps texts; where that is not enough leaves out columns; where that is not enough leaves out the borders. */
function fitted(all: readonly Column[], width: number, dispensable: readonly string[]): Fitted {
  const dropped = dispensable.map((_, count) => dispensable.slice(0, count + 1))
  const choices = [[], ...dropped].map(names => all.filter(({ name }) => !names.includes(name)))
  for (const columns of choices) {
    const widths = shrink(columns, width - 3 * columns.length - 1)
    if (widths !== null) return { columns, widths, bare: false }
  }
  const columns = choices.at(-1) ?? all
  const widths = shrink(columns, width - 2 * (columns.length - 1))
  return { columns, widths: widths ?? columns.map(narrowest), bare: true }
}

/** The widths of the columns within `room`, the last ones narrowed first, none below its longest word; null: they do not fit. */
function shrink(columns: readonly Column[], room: number): number[] | null {
  const widths = columns.map(widest)
  let excess = widths.reduce((sum, width) => sum + width, 0) - room
  for (const [index, column] of [...columns.entries()].reverse()) {
    if (excess <= 0) break
    const width = widths[index] ?? 0
    const given = Math.min(excess, width - narrowest(column))
    widths[index] = width - given
    excess -= given
  }
  return excess > 0 ? null : widths
}

/** A column this narrow is not worth wrapping. */
const SLIM = 12

function narrowest(column: Column): number {
  const words = [column.name, ...column.cells].flatMap(text => text.split(' '))
  return Math.max(...words.map(shownLength), Math.min(SLIM, widest(column)))
}

const widest = ({ name, cells }: Column): number => Math.max(...[name, ...cells].map(shownLength))

const shownLength = (text: string): number => stripVTControlCharacters(text).length

const verdictColours: Readonly<Record<Verdict, Colour>> = {
  complete: 'green',
  partial: 'yellow',
  skipped: 'dim',
  failed: 'red',
}

type Count = 'rows' | 'inserted' | 'updated' | 'deleted' | 'received' | 'requests' | 'retries'

const counts: readonly Count[] = ['rows', 'inserted', 'updated', 'deleted', 'received', 'requests', 'retries']

/** The report of a run: a table, its sums, the reasons beneath, and a line that sums up the run. */
export function renderReport(report: RunReport, style: TableStyle): string {
  const paint = painter(style.colours)
  const table = renderColumns(reportColumns(report.tables, paint), style, [
    'waited',
    'retries',
    'received',
    'requests',
  ])
  const sums = [totals(report.tables), ...countsLine(report.tables), ...maskedLine(report.tables)]
  const reasons = report.tables.flatMap(each => reasonLine(each, paint))
  return [table, ...sums, ...reasons, summary(report)].join('\n')
}

/** What the tables come to, all together. */
function totals(tables: readonly TableReport[]): string {
  const sum = (name: Count) => tables.reduce((all, table) => all + table[name], 0)
  const changes = (['inserted', 'updated', 'deleted'] as const).map(
    name => `${formatCount(sum(name))} ${name}`,
  )
  return `${plural(sum('rows'), 'row')}; ${changes.join(', ')}.`
}

/** How the tables compare with what Graph itself counts. */
function countsLine(tables: readonly TableReport[]): string[] {
  const counted = tables.flatMap(({ table, drift }) => (drift === null ? [] : [{ table, drift }]))
  if (counted.length === 0) return []
  const drifted = counted.filter(({ drift }) => drift !== 0)
  const differences = drifted.map(
    ({ table, drift }) => `${formatCount(Math.abs(drift))} ${drift > 0 ? 'more' : 'fewer'} ${clean(table)}`,
  )
  const what = drifted.length === 0 ? 'the same rows' : differences.join(', ')
  return [`Of ${plural(counted.length, 'table')} Graph counts ${what}.`]
}

/** What was masked, in a line; the run's report in the lake names every column. */
function maskedLine(tables: readonly TableReport[]): string[] {
  const masked = tables.flatMap(table => table.masked)
  if (masked.length === 0) return []
  const methods = [...new Set(masked.map(({ method }) => method))].sort()
  const counts = methods.map(
    each => `${formatCount(masked.filter(({ method }) => method === each).length)} by ${each}`,
  )
  const inTables = tables.filter(table => table.masked.length > 0).length
  return [`Masked: ${plural(masked.length, 'column')} of ${plural(inTables, 'table')}, ${counts.join(', ')}.`]
}

function reportColumns(tables: readonly TableReport[], paint: Paint): Column[] {
  const column = (name: string, numeric: boolean, cell: (table: TableReport) => string): Column => ({
    name,
    numeric,
    cells: tables.map(cell),
  })
  return [
    column('table', false, ({ table }) => clean(table)),
    column('verdict', false, ({ verdict }) => paint(verdictColours[verdict], verdict)),
    ...counts.map(name => column(name, true, table => formatCount(table[name]))),
    column('waited', true, ({ waitedMs }) => (waitedMs === 0 ? '' : formatDuration(waitedMs))),
  ]
}

function reasonLine(table: TableReport, paint: Paint): string[] {
  if (table.reason === null && table.verdict === 'complete') return []
  const id = table.requestId
  const reason = clean(table.reason ?? 'no reason given')
  const traced =
    id === null || table.verdict === 'complete' || reason.includes(id) ? '' : ` (request-id ${clean(id)})`
  return [`${clean(table.table)} ${paint(verdictColours[table.verdict], table.verdict)}: ${reason}${traced}`]
}

const verdicts: readonly Verdict[] = ['complete', 'partial', 'skipped', 'failed']

function summary(report: RunReport): string {
  const counts = verdicts.flatMap(verdict => {
    const count = report.tables.filter(table => table.verdict === verdict).length
    return count === 0 ? [] : [`${formatCount(count)} ${verdict}`]
  })
  const took = formatDuration(Date.parse(report.endedAt) - Date.parse(report.startedAt))
  const retries =
    report.retries === 0
      ? ''
      : `, ${report.retries === 1 ? '1 retry' : `${formatCount(report.retries)} retries`}`
  const waited = report.waitedMs < 1000 ? '' : `, ${formatDuration(report.waitedMs)} waiting`
  return `${counts.join(', ') || 'No table'} in ${took}; ${plural(report.requests, 'request')}${retries}${waited}.`
}
