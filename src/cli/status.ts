// `entra-extract status`: how fresh the lake is. It asks nobody.
import type { TableStatus } from '../extract/status.ts'
import type { AddCommand, Context } from './context.ts'
import { formatDuration, parsePositiveDuration } from './duration.ts'
import { outOption } from './extract-options.ts'
import { addOptions, flag, type OptionValues, readOptions, value } from './options.ts'
import { clean, plural } from './text.ts'

const statusOptions = {
  out: outOption('./entra-lake'),
  maxAge: value<number | null>({
    placeholder: '<duration>',
    help: 'exit with 1 when a table is staler than this',
    parse: parsePositiveDuration,
    fallback: null,
  }),
  json: flag('print JSON'),
}

export const addStatus: AddCommand = (program, context, finish) => {
  const command = program
    .command('status')
    .description(
      'How fresh the tables of a lake are, their rows, and the age of their cursors. Works offline.',
    )
  addOptions(command, statusOptions)
  command.action(async () => {
    finish(await showStatus(readOptions(statusOptions, command, context.env, context.config), context))
  })
}

async function showStatus(
  { out, maxAge, json }: OptionValues<typeof statusOptions>,
  context: Context,
): Promise<number> {
  const { readStatus } = await import('../extract/status.ts')
  const tables = await readStatus(out, new Date())
  const stale = maxAge === null ? [] : tables.filter(table => isStale(table, maxAge))
  if (json) {
    context.printJson(tables.map(({ table, verdict, ...rest }) => ({ table, verdict, ...rest })))
  } else {
    await printStatus(tables, context)
  }
  for (const table of stale) context.note(staleLine(table))
  return stale.length === 0 ? 0 : 1
}

/** A table that the tenant or the token never allowed has no age. */
export function isStale(
  { verdict, ageMs }: Pick<TableStatus, 'verdict' | 'ageMs'>,
  maxAgeMs: number,
): boolean {
  return ageMs === null ? verdict !== 'skipped' : ageMs > maxAgeMs
}

function staleLine({ table, ageMs }: TableStatus): string {
  return ageMs === null
    ? `${table} was never complete.`
    : `${table} is stale: it was last complete ${formatDuration(ageMs)} ago.`
}

async function printStatus(tables: readonly TableStatus[], context: Context): Promise<void> {
  const { renderTable, styleFor } = await import('./report.ts')
  const rows = tables.map(({ table, verdict, rows, lastCompleteAt, ageMs, cursor }) => [
    table,
    verdict,
    rows,
    lastCompleteAt ?? 'never',
    ageMs === null ? '' : formatDuration(ageMs),
    cursor === null
      ? ''
      : `${cursor.kind}${cursor.ageMs === null ? '' : `, ${formatDuration(cursor.ageMs)} old`}`,
  ])
  const head = ['table', 'verdict', 'rows', 'last complete', 'age', 'cursor']
  const table = renderTable(head, rows, styleFor(context), ['last complete', 'cursor'])
  const reasons = tables.flatMap(({ table, verdict, reason }) =>
    reason === null ? [] : [`${clean(table)} ${verdict}: ${clean(reason)}`],
  )
  const total = tables.reduce((sum, { rows }) => sum + rows, 0)
  context.print(
    [table, `${plural(total, 'row')} in ${plural(tables.length, 'table')}.`, ...reasons].join('\n'),
  )
}
