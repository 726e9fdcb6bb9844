// Results as tables.
import Table from 'cli-table3'
import type { RunReport, TableReport, Verdict } from '../extract/report.ts'
import { type Colour, type Paint, painter } from './colour.ts'
import { formatDuration } from './duration.ts'
import { clean, formatCount, plural } from './text.ts'

export type Cell = string | number | bigint | null

export interface TableStyle {
  readonly colours: boolean
  /** Columns of the terminal; null: lines are as long as they are. */
  readonly width?: number | null
}

/** Numbers stand to the right. Texts are made safe for a terminal; null is empty. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  style: TableStyle,
): string {
  return renderCells(
    head,
    rows.map(row =>
      row.map(cell => (cell === null ? '' : typeof cell === 'string' ? clean(cell) : formatCount(cell))),
    ),
    head.map((_, column) =>
      rows.some(row => typeof row[column] === 'number' || typeof row[column] === 'bigint'),
    ),
    style,
  )
}

/** `cells` are safe already and may hold colours. */
function renderCells(
  head: readonly string[],
  cells: readonly (readonly string[])[],
  numeric: readonly boolean[],
  { colours, width = null }: TableStyle,
): string {
  const paint = painter(colours)
  const table = new Table({
    head: head.map(name => paint('bold', name)),
    style: { head: [], border: [], compact: true },
    colAligns: numeric.map(isNumeric => (isNumeric ? 'right' : 'left')),
    ...fitted(head, cells, width),
  })
  table.push(...cells.map(row => [...row]))
  return table.toString()
}

/** On a terminal that is too narrow, the last column is wrapped. */
function fitted(
  head: readonly string[],
  cells: readonly (readonly string[])[],
  width: number | null,
): { colWidths?: (number | null)[]; wordWrap?: boolean; wrapOnWordBoundary?: boolean } {
  if (width === null) return {}
  const widths = head.map(
    (name, column) => Math.max(name.length, ...cells.map(row => row[column]?.length ?? 0)) + 2,
  )
  const others = widths.slice(0, -1).reduce((sum, each) => sum + each + 1, 2)
  const left = width - others
  if (left >= (widths.at(-1) ?? 0) || left < 20) return {}
  return { colWidths: [...head.slice(1).map(() => null), left], wordWrap: true, wrapOnWordBoundary: true }
}

const verdictColours: Readonly<Record<Verdict, Colour>> = {
  complete: 'green',
  partial: 'yellow',
  skipped: 'dim',
  failed: 'red',
}

/** The report of a run: a table, the reasons beneath it, and a line that sums up. */
export function renderReport(report: RunReport, style: TableStyle): string {
  const paint = painter(style.colours)
  const head = [
    'table',
    'verdict',
    'rows',
    'inserted',
    'updated',
    'deleted',
    'received',
    'requests',
    'retries',
    'waited',
  ]
  const cells = report.tables.map(table => reportRow(table, paint))
  const numeric = head.map((_, column) => column > 1)
  const parts = [
    renderCells(head, cells, numeric, { ...style, width: null }),
    ...report.tables.flatMap(table => reasonLine(table, paint)),
    summary(report),
  ]
  return parts.join('\n')
}

function reportRow(table: TableReport, paint: Paint): string[] {
  const counts = [
    table.rows,
    table.inserted,
    table.updated,
    table.deleted,
    table.received,
    table.requests,
    table.retries,
  ]
  return [
    clean(table.table),
    paint(verdictColours[table.verdict], table.verdict),
    ...counts.map(formatCount),
    table.waitedMs === 0 ? '' : formatDuration(table.waitedMs),
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
