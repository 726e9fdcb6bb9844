// Writes the pages of docs/tables from the definitions: one page per table, and the index of the questions they answer.
import { tableEntry } from '../../src/cli/catalogue.ts'
import { ALL_CLOUDS, type DerivedStream, type StreamDefinition } from '../../src/streams/define.ts'
import { findTable, type NamedTable, selectedProperties } from '../../src/streams/index.ts'
import { SECTIONS } from './sections.ts'

/** The files of a table as DuckDB reads them in the lake's folder. */
export const filesOf = ({ name, stream }: NamedTable): string =>
  stream.definition.kind === 'window' ? `'${name}/*/*.parquet'` : `'${name}/*.parquet'`

/** An example's SQL with its tables replaced, its common indentation taken away. */
export function sqlOf(table: NamedTable, relation: (table: NamedTable) => string): string {
  const lines = (table.definition.example?.sql ?? '').split('\n').filter(line => line.trim() !== '')
  const indent = Math.min(...lines.map(line => line.search(/\S/)))
  const sql = lines.map(line => line.slice(indent)).join('\n')
  return sql.replace(/\{(\w+)\}/g, (_, name: string) => relation(findTable(name)))
}

/** A page of Markdown about one table. */
export function tablePage(table: NamedTable): string {
  const { about = '', example, key } = table.definition
  return [
    `# ${table.name}`,
    about,
    facts(table),
    `## ${example?.question ?? ''}`,
    `\`\`\`sql\n${sqlOf(table, filesOf)};\n\`\`\``,
    'Run it in DuckDB, in the folder of the lake.',
    '## Columns',
    key.length === 0 ? 'The table has one row.' : `The key is ${key.map(code).join(', ')}.`,
    columns(table),
    ...omitted(table),
    'This page is made from the definition of the table by `npm run docs`.',
  ].join('\n\n')
}

function facts(table: NamedTable): string {
  const { permissions, licence, clouds, inDefaultSet, doc, ...stream } = table.stream.definition
  const outside = stream.kind === 'derived' ? 'no: name it, or give `--derived`' : 'no: name it to read it'
  const rows: [string, string][] = [
    ['read as', reading(table)],
    ['in the default set', inDefaultSet ? 'yes' : outside],
    ['application permissions', permissionText(stream.kind, permissions.application)],
    ['delegated permissions', permissionText(stream.kind, permissions.delegated)],
    ['licence', licence ?? 'none'],
  ]
  const lacking = ALL_CLOUDS.filter(cloud => !clouds.includes(cloud))
  if (lacking.length > 0) rows.push(['not in the clouds', lacking.join(', ')])
  for (const [column, needed] of Object.entries(table.definition.columnPermissions ?? {}))
    rows.push([`empty column ${code(column)}`, `without ${needed.join(' or ')}`])
  for (const [what, needed] of Object.entries(table.definition.rowPermissions ?? {}))
    rows.push(['missing rows', `without ${needed.join(' or ')}: ${what}`])
  if (stream.kind === 'delta' && stream.untracked !== undefined)
    rows.push(['read whole now and then', `delta does not tell of ${stream.untracked}`])
  rows.push(['reference', `<${doc}>`])
  return ['| | |', '|---|---|', ...rows.map(([name, text]) => `| ${name} | ${text} |`)].join('\n')
}

function permissionText(kind: StreamDefinition['kind'], permissions: readonly string[]): string {
  if (kind === 'derived') return 'none'
  return permissions.length === 0 ? 'not possible' : permissions.join(' and ')
}

/** How the rows come, in a phrase. */
function reading({ name, stream, definition }: NamedTable): string {
  const { kind, api, path } = stream.definition
  if (definition.rows === 'unnested' && typeof definition.from === 'string')
    return `the lists within ${link(definition.from)}: no request of its own`
  const lists = definition.rows === 'unnested' ? '; its rows are the elements of a list within' : ''
  const named = name === stream.name ? '' : ` (the stream ${stream.name})`
  return `${HOW[kind](code(`${api}${path}`), stream.definition)}${lists}${named}`
}

const HOW: Readonly<Record<StreamDefinition['kind'], (source: string, stream: StreamDefinition) => string>> =
  {
    delta: source => `the changes since the last run, by ${source}`,
    list: (source, stream) => `every page of ${source}${query(stream)}, every run`,
    single: source => `the object ${source}, every run`,
    children: (source, stream) => `${source} per parent${query(stream)}, 20 to a request, every run`,
    window: (source, stream) =>
      `the times since the last run, of ${source} by ${stream.kind === 'window' ? code(stream.time) : ''}`,
    report: source => `the report ${source} as CSV, every run`,
    derived: (_, stream) => (stream.kind === 'derived' ? derivedWords(stream) : ''),
  }

function derivedWords({ needs, uses }: DerivedStream): string {
  const [needed, used] = [needs, uses].map(sources => Object.keys(sources).map(link).join(', '))
  const further = used === '' ? '' : `; also from ${used}, where the lake has them`
  return `computed from ${needed}${further}: no request ([how](../derived.md))`
}

function query(stream: StreamDefinition): string {
  if (stream.kind !== 'list' && stream.kind !== 'children') return ''
  const options = Object.entries(stream.query).filter(([name]) => name !== '$select')
  const text = options.map(([name, value]) => `${name}=${value}`).join('&')
  const selected = selectedProperties(stream) === null ? '' : ', its columns selected'
  return `${text === '' ? '' : ` with ${code(text)}`}${selected}`
}

function columns(table: NamedTable): string {
  const rows = tableEntry(table).columns.map(
    ({ name, type, json, privacy }) =>
      `| ${code(name)} | ${code(type)}${json === true ? ' (JSON text)' : ''} | ${privacy} |`,
  )
  return ['| column | type | [privacy](../privacy.md) |', '|---|---|---|', ...rows].join('\n')
}

function omitted({ definition }: NamedTable): string[] {
  const rows = Object.entries(definition.omitted ?? {}).map(([name, why]) => `| ${code(name)} | ${why} |`)
  return rows.length === 0
    ? []
    : ['## Not extracted', ['| property | why |', '|---|---|', ...rows].join('\n')]
}

/** The index: every table, by what it is about, with the question that its page answers. */
export function indexPage(): string {
  const parts = Object.entries(SECTIONS).flatMap(([section, names]) => [
    `## ${section}`,
    ['| question | table | a row is |', '|---|---|---|', ...names.map(indexRow)].join('\n'),
  ])
  return [
    '# Tables and the questions they answer',
    'Each page has the columns, permissions, licence and way of reading of a table, and a query to copy. ' +
      'Tables in italics are read only when they are named.',
    ...parts,
    'This page is made from the definitions of the tables by `npm run docs`.',
  ].join('\n\n')
}

function indexRow(name: string): string {
  const { definition, stream } = findTable(name)
  const shown = stream.definition.inDefaultSet ? link(name) : `*${link(name)}*`
  return `| ${definition.example?.question ?? ''} | ${shown} | ${definition.about ?? ''} |`
}

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``
const link = (table: string): string => `[${table}](${table}.md)`
