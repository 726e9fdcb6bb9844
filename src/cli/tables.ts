// `entra-extract tables`: what can be extracted. It asks nobody.
import type { NamedTable } from '../streams/index.ts'
import type { AddCommand, Context } from './context.ts'
import { addOptions, flag, type OptionValues, readOptions } from './options.ts'

const tablesOptions = { json: flag('print JSON') }

export const addTables: AddCommand = (program, context, finish) => {
  const command = program
    .command('tables')
    .description('What can be extracted: columns, types, permissions, licences. Works offline.')
    .argument('[table]', 'one table, in full')
  addOptions(command, tablesOptions)
  command.action(async (table: string | undefined) => {
    await showTables(table, readOptions(tablesOptions, command, context.env), context)
    finish(0)
  })
}

async function showTables(
  name: string | undefined,
  { json }: OptionValues<typeof tablesOptions>,
  context: Context,
): Promise<void> {
  const [{ findTable, tables }, { tableEntry }] = await Promise.all([
    import('../streams/index.ts'),
    import('./catalogue.ts'),
  ])
  const chosen = name === undefined ? [...tables.values()] : [findTable(name)]
  if (json) context.printJson(chosen.map(tableEntry))
  else if (name === undefined) await printOverview(chosen, context)
  else for (const table of chosen) await printTable(table, context)
}

async function printOverview(chosen: readonly NamedTable[], context: Context): Promise<void> {
  const { renderTable, styleFor } = await import('./report.ts')
  const rows = chosen.map(({ name, stream, definition }) => {
    const { kind, permissions, licence, inDefaultSet } = stream.definition
    return [
      name,
      definition.rows === 'unnested' ? `from ${definition.from}` : kind,
      inDefaultSet ? 'yes' : '',
      permissions.application.join(', ') || 'delegated only',
      licence ?? '',
    ]
  })
  const head = ['table', 'kind', 'default', 'application permissions', 'licence']
  context.print(renderTable(head, rows, styleFor(context), ['default', 'kind']))
}

async function printTable(table: NamedTable, context: Context): Promise<void> {
  const [{ renderTable, styleFor }, { tableEntry }] = await Promise.all([
    import('./report.ts'),
    import('./catalogue.ts'),
  ])
  const entry = tableEntry(table)
  const facts = [
    ['stream', `${entry.stream} (${entry.kind})`],
    ['source', `${entry.api}${entry.path}`],
    ['key', entry.key.join(', ')],
    ['files', entry.partition === null ? 'data.parquet' : 'date=YYYY-MM-DD/data.parquet'],
    ['application permissions', entry.permissions.application.join(', ') || 'not possible'],
    ['delegated permissions', entry.permissions.delegated.join(', ') || 'not possible'],
    ['licence', entry.licence ?? 'none'],
    ['clouds', entry.clouds.join(', ')],
    ['default set', entry.default ? 'yes' : 'no, name it to read it'],
    ['reference', table.stream.definition.doc],
  ]
  const columns = entry.columns.map(({ name, type, json }) => [
    name,
    json === true ? `${type} (JSON text)` : type,
  ])
  const omitted = Object.entries(table.definition.omitted ?? {}).map(([name, why]) => `  ${name}: ${why}`)
  context.print(
    [
      entry.table,
      ...facts.map(([name, text]) => `  ${name}: ${text}`),
      renderTable(['column', 'type'], columns, styleFor(context)),
      ...(omitted.length === 0 ? [] : ['Not extracted:', ...omitted]),
    ].join('\n'),
  )
}
