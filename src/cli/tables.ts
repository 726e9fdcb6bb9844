// `entra-extract tables`: what can be extracted. It asks nobody.

import type { Columns, StreamDefinition } from '../streams/define.ts'
import type { NamedTable } from '../streams/index.ts'
import type { TableEntry } from './catalogue.ts'
import type { AddCommand, Context } from './context.ts'
import { helpText } from './help.ts'
import { addOptions, flag, type OptionValues, readOptions } from './options.ts'

const tablesOptions = { json: flag('print JSON') }

const help = helpText({
  reads: 'nothing: the catalogue is part of the program.',
  writes: 'nothing.',
  examples: [
    ['entra-extract tables', 'one line per table'],
    ['entra-extract tables users', 'one table: how it is read, what it needs, every column'],
    ["entra-extract tables --json | jq -r '.[] | select(.default) | .table'", 'the names of the default set'],
  ],
  see: ['tables/README'],
})

export const addTables: AddCommand = (program, context, finish) => {
  const command = program
    .command('tables')
    .description('What can be extracted: columns, types, permissions, licences. Works offline.')
    .argument('[table]', 'one table, in full')
    .addHelpText('after', help)
  addOptions(command, tablesOptions)
  command.action(async (table: string | undefined) => {
    await showTables(table, readOptions(tablesOptions, command, context.env, context.config), context)
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
  const rows = chosen.map(({ name, stream: { definition: stream }, definition }) => [
    name,
    definition.rows === 'unnested' ? 'unnested' : stream.kind,
    stream.inDefaultSet ? 'yes' : '',
    stream.permissions.application.join(', ') || (stream.kind === 'derived' ? 'none' : 'delegated only'),
    shortLicence(stream.licence),
  ])
  const style = styleFor(context)
  const head = ['table', 'kind', 'default', 'permission', 'licence']
  context.print(
    [renderTable(head, rows, style, dispensable(style.width ?? Infinity)), legend(chosen)].join('\n'),
  )
}

/** Names of permissions are long: where there is little room, they alone make room for the rest. */
const dispensable = (width: number): readonly string[] =>
  width < 100 ? ['permission', 'kind', 'default', 'licence'] : ['kind', 'default', 'licence', 'permission']

function legend(chosen: readonly NamedTable[]): string {
  const optIn = chosen.filter(({ stream }) => !stream.definition.inDefaultSet).length
  return [
    `${chosen.length} tables, ${optIn} of them read only when named. An unnested table costs no request.`,
    '`entra-extract tables <table>` tells all of one: how it is read, every column.',
  ].join('\n')
}

/** `P1/P2` of `Microsoft Entra ID P1 or P2`: which product it belongs to is in the details. */
const shortLicence = (licence: string | null): string =>
  (licence ?? '').replaceAll(/Microsoft Entra (ID )?(?=\S)/g, '').replaceAll(' or ', '/')

async function printTable(table: NamedTable, context: Context): Promise<void> {
  const [{ renderTable, styleFor }, { tableEntry }] = await Promise.all([
    import('./report.ts'),
    import('./catalogue.ts'),
  ])
  const entry = tableEntry(table)
  const columns = entry.columns.map(({ name, type, json, privacy }) => [
    name,
    json === true ? `${type} (JSON text)` : type,
    privacy,
  ])
  context.print(
    [
      entry.table,
      ...(table.definition.about === undefined ? [] : [`  ${table.definition.about}`]),
      ...[...facts(entry), ...reading(table)].map(([name, text]) => `  ${name}: ${text}`),
      renderTable(['column', 'type', 'privacy'], columns, styleFor(context)),
      ...remarks(table),
    ].join('\n'),
  )
}

type Fact = readonly [name: string, text: string]

function facts(entry: TableEntry): Fact[] {
  const isDerived = entry.kind === 'derived'
  const impossible = isDerived ? 'none' : 'not possible'
  const outside = isDerived ? 'no, name it or give --derived' : 'no, name it to read it'
  return [
    ['stream', `${entry.stream} (${entry.kind})`],
    ['source', isDerived ? 'other tables of the lake' : `${entry.api}${entry.path}`],
    ['key', entry.key.join(', ') || 'none: it has one row'],
    ['files', entry.partition === null ? 'data.parquet' : 'date=YYYY-MM-DD/data.parquet'],
    ['application permissions', entry.permissions.application.join(', ') || impossible],
    ['delegated permissions', entry.permissions.delegated.join(', ') || impossible],
    ['licence', entry.licence ?? 'none'],
    ['clouds', entry.clouds.join(', ')],
    ['default set', entry.default ? 'yes' : outside],
  ]
}

function reading({ stream: { definition }, definition: table }: NamedTable): Fact[] {
  const from =
    table.rows === 'unnested'
      ? [['unnested from', `${sourceWords(table.from)}: ${table.lists.map(listWords).join(', ')}`] as const]
      : []
  const untracked =
    definition.kind === 'delta' && definition.untracked !== undefined
      ? [['not followed by delta', `${definition.untracked} (see extract --full-every)`] as const]
      : []
  return [
    ...requests(definition).map(request => ['request', request] as const),
    ...sources(definition),
    ...from,
    ...untracked,
    ['reference', definition.doc],
  ]
}

function sources(definition: StreamDefinition): Fact[] {
  if (definition.kind !== 'derived') return []
  const uses = Object.keys(definition.uses)
  return [
    ['computed from', Object.keys(definition.needs).join(', ')],
    ...(uses.length === 0 ? [] : [['and, where the lake has them', uses.join(', ')] as const]),
  ]
}

const sourceWords = (from: string | Columns): string =>
  typeof from === 'string' ? from : 'rows that are no table'

const listWords = ({ column, inner }: { readonly column: string; readonly inner?: string }): string =>
  inner === undefined ? column : `${column}.${inner}`

/** What is asked of Graph, unencoded; `{id}` is a parent's, `…` a bound of a range. */
function requests(definition: StreamDefinition): string[] {
  const { api, path } = definition
  const get = (below: string, query: Readonly<Record<string, string>>): string => {
    const options = Object.entries(query).map(([name, text]) => `${name}=${text}`)
    return `GET /${api}${below}${options.length === 0 ? '' : `?${options.join('&')}`}`
  }
  switch (definition.kind) {
    case 'derived':
      return []
    case 'delta':
      return [get(path, { $select: definition.select.join(',') })]
    case 'list':
      return [get(path, definition.query)]
    case 'single':
    case 'report':
      return [get(path, {})]
    case 'window': {
      const [from, to] = definition.operators.split('-')
      const range = `${definition.time} ${from} … and ${definition.time} ${to} …`
      const filter = [range, definition.filter ?? []].flat().join(' and ')
      return [get(path, { $filter: filter, $top: String(definition.top) })]
    }
    case 'children': {
      const { parents, between, query, bodies } = definition
      const listings = ['option' in parents ? [] : parents, between ?? []].flat()
      return [
        ...listings.map(listing => get(listing.path, listing.query)),
        ...(bodies?.map(body => `POST /${api}${path} ${JSON.stringify(body)}`) ?? [get(path, query)]),
      ]
    }
  }
}

/** What the columns and rows lack, and under which conditions. */
function remarks({ definition }: NamedTable): string[] {
  const { columnPermissions = {}, rowPermissions = {}, missingIn = {}, omitted = {} } = definition
  return [
    ...section('Empty without a further permission:', alternatives(columnPermissions)),
    ...section('Left out without a further permission:', alternatives(rowPermissions)),
    ...section(
      'Empty in some clouds:',
      Object.entries(missingIn).map(([column, clouds]) => [column, clouds.join(', ')]),
    ),
    ...section('Not extracted:', Object.entries(omitted)),
  ]
}

const alternatives = (permissions: Readonly<Record<string, readonly string[]>>): Fact[] =>
  Object.entries(permissions).map(([what, any]) => [what, any.join(' or ')])

const section = (title: string, facts: readonly Fact[]): string[] =>
  facts.length === 0 ? [] : [title, ...facts.map(([name, text]) => `  ${name}: ${text}`)]
