// `entra-extract extract --dry-run`: what a run would read, and how long that takes.
import type { DryRun, PlannedTable } from '../extract/dry-run.ts'
import type { Context } from './context.ts'
import { formatDuration } from './duration.ts'
import type { Cell } from './report.ts'
import { formatCount, plural } from './text.ts'

/** `share`: per cent of every quota that the run would use. */
export async function showDryRun(plan: DryRun, json: boolean, context: Context, share = 100): Promise<void> {
  if (json) return context.printJson(plan)
  const { renderTable, styleFor } = await import('./report.ts')
  const head = ['table', 'rows', 'rows from', 'requests', 'time', 'how']
  const table = renderTable(head, plan.tables.map(toRow), styleFor(context), ['rows from', 'time'])
  context.print([table, summary(plan, share), NOTE].join('\n'))
}

function toRow({ table, rows, rowsFrom, requests, seconds, atLeast, how }: PlannedTable): Cell[] {
  return [
    table,
    rows ?? '?',
    rowsFrom ?? '',
    atLeast ? `${formatCount(requests)}+` : requests,
    requests === 0 ? '' : `${formatDuration(seconds * 1000)}${atLeast ? '+' : ''}`,
    how,
  ]
}

function summary({ tables, requests, seconds }: DryRun, share: number): string {
  const [least, about] = tables.some(({ atLeast }) => atLeast) ? ['at least ', 'at least'] : ['', 'about']
  return `${plural(tables.length, 'table')}: ${least}${plural(requests, 'request')}, ${about} ${formatDuration(seconds * 1000)} at ${share === 100 ? '' : `${share}% of `}Microsoft's published quotas.`
}

const NOTE =
  'Nothing was read but counts, with --extensions their names; nothing was written. A + stands where the size is not known before it is read.'
