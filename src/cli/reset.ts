// `entra-extract reset`: forget where streams go on, so that the next run reads them whole.
import type { AddCommand, Context } from './context.ts'
import { outOption } from './extract-options.ts'
import { addOptions, type OptionValues, readOptions } from './options.ts'
import { listed } from './text.ts'

const resetOptions = { out: outOption('./entra-lake') }

export const addReset: AddCommand = (program, context, finish) => {
  const command = program
    .command('reset')
    .description('Forget the cursors of tables; the next run reads them whole. Their files stay until then.')
    .argument('<table...>', 'the tables')
  addOptions(command, resetOptions)
  command.action(async (tables: readonly string[]) => {
    await reset(tables, readOptions(resetOptions, command, context.env, context.config), context)
    finish(0)
  })
}

async function reset(
  tables: readonly string[],
  { out }: OptionValues<typeof resetOptions>,
  context: Context,
): Promise<void> {
  const { findTable } = await import('../streams/index.ts')
  for (const table of tables) findTable(table)
  const { resetTables } = await import('../extract/reset.ts')
  const streams = await resetTables(out, tables)
  context.print(
    streams.length === 0
      ? 'Nothing to forget: these tables have no cursor yet.'
      : `Forgotten: ${listed(streams)}. The next run reads them whole.`,
  )
}
