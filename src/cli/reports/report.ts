// `entra-extract report`: answers to the questions that people have about their tenant. It asks nobody.
import type { Command } from 'commander'
import { UsageError } from '../../errors.ts'
import type { Parameter, ReportDefinition, Value, Values } from '../../reports/define.ts'
import { REPORTS, readReport } from '../../reports/index.ts'
import type { FileType } from '../../reports/inputs.ts'
import { keyOf } from '../../reports/keys.ts'
import { type Connection, globalOptions } from '../connection.ts'
import type { AddCommand, Context } from '../context.ts'
import { parseSince } from '../duration.ts'
import { extractOptions } from '../extract-options.ts'
import { helpText } from '../help.ts'
import {
  addOptions,
  flag,
  integer,
  type OptionSpec,
  type OptionValues,
  readOptions,
  value,
} from '../options.ts'
import { lazyConnection, outOption, storeOptions, useLake } from '../store.ts'
import { cleanLines, listed } from '../text.ts'
import type { ReportForm } from './forms.ts'

const reportOptions = {
  out: outOption('./entra-lake'),
  section: value<string | null>({
    placeholder: '<name>',
    help: 'one section of the report alone',
    parse: text => text,
    fallback: null,
  }),
  asOf: value<string | null>({
    placeholder: '<ISO time>',
    help: 'count ages from this time; absent: that of the newest table',
    parse: parseAsOf,
    fallback: null,
  }),
  csv: flag('print CSV: the first section, or the one that --section names'),
  csvSafe: flag('print CSV for a spreadsheet: what it would take for a formula begins with an apostrophe'),
  html: flag('print one HTML page that needs nothing else'),
  sql: flag('print the SQL, to read, change and run: `query --file` takes it'),
  memory: extractOptions.memory,
  ...storeOptions,
}

/** Of the list and, as an option of the whole, of each report. */
const listOptions = { json: flag('print JSON') }

type ReportValues = OptionValues<typeof reportOptions & typeof listOptions>

const help = helpText({
  reads: 'the tables of the lake that the report needs, and the files of its own options.',
  writes: 'nothing; the answer goes to stdout.',
  examples: [
    ['entra-extract report', 'the reports, a line each'],
    ['entra-extract report dormant-accounts --help', 'what one asks, needs and means'],
    ['entra-extract report dormant-accounts --days 60 --prices prices.csv', 'with parameters'],
    ['entra-extract report mfa-coverage --html > mfa.html', 'a page with charts'],
    ['entra-extract report expiring-credentials --csv > credentials.csv', 'its first section'],
    ['entra-extract report privileged-roles --json --out s3://bucket/lake', 'all of it, from a bucket'],
  ],
  see: ['reports', 'query'],
})

export const addReport: AddCommand = (program, context, finish) => {
  const command = program
    .command('report')
    .description('Answer a question about the tenant from the lake: a table, CSV, JSON or an HTML page.')
    .usage('[name] [options]')
    .argument('[name]', 'the report; none: a list of them')
    .addHelpText('after', help)
  addOptions(command, listOptions)
  // What stands after a mistyped name are options of a report that nobody knows.
  command.allowUnknownOption().allowExcessArguments()
  command.action(async () => {
    const [given] = command.args
    if (given?.startsWith('-')) throw new UsageError(`Unknown option '${given}'.`)
    if (given !== undefined) readReport(given)
    const { json } = readOptions(listOptions, command, context.env, context.config)
    const { showList } = await import('./list.ts')
    await showList(REPORTS.map(readReport), json, context)
    finish(0)
  })
  for (const name of REPORTS) addOne(command, readReport(name), context, finish)
}

function addOne(
  parent: Command,
  definition: ReportDefinition,
  context: Context,
  finish: (exitCode: number) => void,
) {
  const command = parent
    .command(definition.name)
    .description(`${definition.summary}.`)
    .addHelpText('after', helpOf(definition))
  const own = Object.fromEntries(definition.parameters.map(each => [keyOf(each), specOf(each)]))
  const section = { ...reportOptions.section, words: definition.sections.map(({ name }) => name) }
  addOptions(command, { ...own, ...reportOptions, section })
  command.action(async () => {
    const read = <S extends Readonly<Record<string, OptionSpec<unknown>>>>(specs: S) =>
      readOptions(specs, command, context.env, context.config)
    const values = { ...read(reportOptions), ...read(listOptions) }
    const parameters = read(own)
    const given = Object.fromEntries(
      definition.parameters.map(each => [each.name, parameters[keyOf(each)] ?? null]),
    )
    const connection = lazyConnection(() => read(globalOptions), context)
    await report(definition, given, values, connection, context)
    finish(0)
  })
}

function specOf({ type, fallback, shown: text, help }: Parameter): OptionSpec<Value> {
  const shown = text === null ? {} : { shown: text }
  switch (type.kind) {
    case 'integer':
      return { ...integer(help, Number(fallback), 0, 1_000_000), fallback, ...shown }
    case 'time':
      return { placeholder: '<ISO time|7d>', help, parse: parseSince, fallback, ...shown }
    case 'text':
      return { placeholder: '<text>', help, parse: given => given, fallback, ...shown }
    case 'file': {
      const columns = `a CSV with the columns ${columnsOf(type)}`
      return { placeholder: '<path>', help: `${help}: ${columns}`, parse: path => path, fallback }
    }
  }
}

const columnsOf = ({ columns, optional }: FileType): string =>
  Object.keys(columns)
    .map(name => (optional.includes(name) ? `${name} (optional)` : name))
    .join(', ')

const helpOf = ({ name, sections, needs, uses, reading, caveats }: ReportDefinition): string =>
  helpText({
    reads: `of the lake ${needs.join(', ')}${uses.length === 0 ? '' : `; where it has them: ${uses.join(', ')}`}.`,
    writes: 'nothing; the answer goes to stdout.',
    notes: [
      reading,
      ...caveats.map(caveat => `Mind: ${caveat}`),
      ...sections.map(section => `Section ${section.name}: ${section.title}.`),
    ],
    examples: [
      [`entra-extract report ${name}`, 'every section, as text'],
      [`entra-extract report ${name} --html > page.html`, 'as a page'],
      [`entra-extract report ${name} --csv --section ${sections[0]?.name ?? ''}`, 'one section, whole'],
    ],
    see: ['reports'],
  })

async function report(
  definition: ReportDefinition,
  given: Values,
  values: ReportValues,
  connection: () => Promise<Connection>,
  context: Context,
): Promise<void> {
  const form = formOf(values)
  const chosen = oneSection(definition, values.section)
  if (form === 'sql') {
    const { emptyViews, scriptOf } = await import('../../reports/variables.ts')
    // A table that the lake lacks is empty; where it is there, this does nothing.
    const views = definition.uses
      .flatMap(name => emptyViews(name, 'IF NOT EXISTS '))
      .map(view => `${view};\n`)
    return context.print(cleanLines(views.join('') + scriptOf(chosen, values.asOf, given)))
  }
  const [{ answerReport }, { writeReport }, { interruptible }] = await Promise.all([
    import('../../ask/report.ts'),
    import('./forms.ts'),
    import('../interrupt.ts'),
  ])
  const { out, memory, scratch, asOf } = values
  const answer = await useLake(out, values, connection, context, lake => {
    const request = { lake, definition: chosen, given, asOf, memory, scratch }
    return interruptible(
      context,
      () => {},
      signal => answerReport(request, signal),
      'Interrupted.',
    )
  })
  await writeReport(answer, { form, safe: values.csvSafe, named: values.section !== null }, context)
}

/** Throws a `UsageError` for a section that the report does not have. */
function oneSection(definition: ReportDefinition, name: string | null): ReportDefinition {
  if (name === null) return definition
  const section = definition.sections.find(each => each.name === name)
  if (section !== undefined) return { ...definition, sections: [section] }
  const names = definition.sections.map(each => each.name)
  throw new UsageError(`The report ${definition.name} has no section ${name}; there is ${listed(names)}.`)
}

function formOf({ csv, csvSafe, json, html, sql }: ReportValues): ReportForm {
  const chosen = [csv || csvSafe, json, html, sql].filter(Boolean)
  if (chosen.length > 1) throw new UsageError('--csv, --json, --html and --sql exclude each other.')
  if (csv || csvSafe) return 'csv'
  if (json) return 'json'
  if (html) return 'html'
  return sql ? 'sql' : 'text'
}

function parseAsOf(text: string, source: string): string {
  const since = parseSince(text, source)
  if ('at' in since) return since.at
  throw new UsageError(`${source} is a date or a time such as 2026-11-20T10:00:00Z, not '${text}'.`)
}
