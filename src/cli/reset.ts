// `entra-extract reset`: forget where streams go on, so that the next run reads them whole.

import { type Connection, globalOptions } from './connection.ts'
import type { AddCommand, Context } from './context.ts'
import { helpText } from './help.ts'
import { addOptions, type OptionValues, readOptions } from './options.ts'
import { lazyConnection, outOption, storeOptions, useLake } from './store.ts'
import { listed } from './text.ts'

const resetOptions = { out: outOption('./entra-lake'), ...storeOptions }

const help = helpText({
  reads: 'state.json of the lake.',
  writes: 'state.json: where the streams of these tables go on. No table is touched.',
  examples: [
    ['entra-extract reset users', 'read users whole with the next run'],
    ['entra-extract reset sign_ins directory_audits --out ./lake', 'two tables of another lake'],
  ],
  exitCodes: '0 forgotten, 2 there is no lake or no such table, or the lake is in use.',
  see: ['state'],
})

export const addReset: AddCommand = (program, context, finish) => {
  const command = program
    .command('reset')
    .description('Forget the cursors of tables; the next run reads them whole. Their files stay until then.')
    .argument('<table...>', 'the tables')
    .addHelpText('after', help)
  addOptions(command, resetOptions)
  command.action(async (tables: readonly string[]) => {
    const global = () => readOptions(globalOptions, command, context.env, context.config)
    const values = readOptions(resetOptions, command, context.env, context.config)
    await reset(tables, values, lazyConnection(global, context), context)
    finish(0)
  })
}

async function reset(
  tables: readonly string[],
  { out, ...store }: OptionValues<typeof resetOptions>,
  connection: () => Promise<Connection>,
  context: Context,
): Promise<void> {
  const { findTable } = await import('../streams/index.ts')
  for (const table of tables) findTable(table)
  const { resetTables } = await import('../extract/reset.ts')
  const streams = await useLake(out, store, connection, context, lake => resetTables(lake, tables))
  context.print(
    streams.length === 0
      ? 'Nothing to forget: these tables have no cursor yet.'
      : `Forgotten: ${listed(streams)}. The next run reads them whole.`,
  )
}
