// `entra-extract status`: how fresh the lake is. It asks nobody.

import type { TableStatus } from '../extract/status.ts'
import { type Connection, globalOptions } from './connection.ts'
import type { AddCommand, Context } from './context.ts'
import { formatDuration } from './duration.ts'
import { refuseAlone, tenantsOptions } from './extract-options.ts'
import { helpText } from './help.ts'
import { addOptions, readOptions } from './options.ts'
import { isStale, type StatusValues, staleLine, statusOptions } from './status-options.ts'
import { lazyConnection, useLake } from './store.ts'
import { clean, plural } from './text.ts'

const { tenants, shard } = tenantsOptions

const help = helpText({
  reads: 'state.json of the lake.',
  writes: 'nothing.',
  examples: [
    ['entra-extract status', 'each table: how its last run ended, its rows, its age'],
    ['entra-extract status --max-age 6h', 'exit code 1 when a table is staler than that'],
    ['entra-extract status --json | jq \'.[] | select(.verdict == "failed")\'', 'what failed'],
    ['entra-extract status --tenants tenants.json --out s3://bucket/lake', 'the lakes of many tenants'],
  ],
  exitCodes: '0 fresh, 1 a table is staler than --max-age, 2 there is no lake.',
  see: ['state', 'tenants'],
})

export const addStatus: AddCommand = (program, context, finish) => {
  const command = program
    .command('status')
    .description(
      'How fresh the tables of a lake are, their rows, and the age of their cursors. Works offline.',
    )
    .addHelpText('after', help)
  addOptions(command, { ...statusOptions, tenants, shard })
  command.action(async () => {
    const several = readOptions({ tenants, shard }, command, context.env)
    if (several.tenants !== null) {
      const { showTenantsStatus } = await import('./tenants/status.ts')
      return finish(await showTenantsStatus(several.tenants, command, context))
    }
    refuseAlone(several.shard !== null, '--shard')
    const global = () => readOptions(globalOptions, command, context.env, context.config)
    const values = readOptions(statusOptions, command, context.env, context.config)
    finish(await showStatus(values, lazyConnection(global, context), context))
  })
}

async function showStatus(
  { out, maxAge, json, ...store }: StatusValues,
  connection: () => Promise<Connection>,
  context: Context,
): Promise<number> {
  const { readStatus } = await import('../extract/status.ts')
  const tables = await useLake(out, store, connection, context, lake => readStatus(lake, new Date()))
  const stale = maxAge === null ? [] : tables.filter(table => isStale(table, maxAge))
  if (json) {
    context.printJson(tables.map(({ table, verdict, ...rest }) => ({ table, verdict, ...rest })))
  } else {
    await printStatus(tables, context)
  }
  for (const table of stale) context.note(staleLine(table))
  return stale.length === 0 ? 0 : 1
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
