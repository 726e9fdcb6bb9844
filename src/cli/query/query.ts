// `entra-extract query`: SQL over a lake. It asks nobody.

import { UsageError } from '../../errors.ts'
import { type Connection, globalOptions } from '../connection.ts'
import type { AddCommand, Context } from '../context.ts'
import { extractOptions } from '../extract-options.ts'
import { helpText } from '../help.ts'
import { addOptions, flag, type OptionValues, readOptions, value } from '../options.ts'
import { lazyConnection, outOption, storeOptions, useLake } from '../store.ts'
import type { FormName } from './forms.ts'
import type { Input } from './input.ts'

const queryOptions = {
  out: outOption('./entra-lake'),
  file: value<string | null>({
    placeholder: '<path>',
    help: 'read the SQL from a file; - is standard input',
    parse: path => path,
    fallback: null,
  }),
  csv: flag('print CSV'),
  csvSafe: flag('print CSV for a spreadsheet: what it would take for a formula begins with an apostrophe'),
  json: flag('print JSON: an array of objects'),
  markdown: flag('print a Markdown table'),
  memory: extractOptions.memory,
  ...storeOptions,
}

type Values = OptionValues<typeof queryOptions>

const help = helpText({
  reads: 'state.json and the files of the lake that the SQL names.',
  writes: 'nothing.',
  notes: [
    'Views: each table of the lake; changes_<table>, what runs changed; <table>_history, every version of a row from valid_from up to before valid_to. Statements are separated by ; and only read.',
  ],
  examples: [
    ["entra-extract query 'SELECT userType, count(*) FROM users GROUP BY ALL'", 'a table on the terminal'],
    ['entra-extract query --csv --file guests.sql > guests.csv', 'the SQL of a file, as CSV'],
    [
      'entra-extract query --out s3://bucket/lake --json "FROM changes_groups"',
      'what changed in a lake in a bucket, as JSON',
    ],
    ['entra-extract query', 'a prompt'],
  ],
  exitCodes:
    '0 answered, 1 a file of the lake is missing or damaged, 2 the SQL is wrong or not allowed, or there is no lake.',
  see: ['query'],
})

/** Standard input is read where no SQL is given, or -. */
export const addQueryFrom =
  (stdin: () => Input): AddCommand =>
  (program, context, finish) => {
    const command = program
      .command('query')
      .description(
        'Ask the lake with SQL. Works offline, and only reads. Without SQL on a terminal: a prompt.',
      )
      .argument('[sql]', 'the SQL; -: standard input')
      .addHelpText('after', help)
    addOptions(command, queryOptions)
    command.action(async (sql: string | undefined) => {
      const values = readOptions(queryOptions, command, context.env, context.config)
      const global = () => readOptions(globalOptions, command, context.env, context.config)
      await query(sql ?? null, values, stdin, lazyConnection(global, context), context)
      finish(0)
    })
  }

export const addQuery: AddCommand = addQueryFrom(() => process.stdin)

async function query(
  argument: string | null,
  values: Values,
  stdin: () => Input,
  connection: () => Promise<Connection>,
  context: Context,
): Promise<void> {
  const name = formOf(values)
  const { readSql } = await import('./input.ts')
  const sql = await readSql({ argument, file: values.file }, stdin)
  const { withSession } = await import('./session.ts')
  const { styleFor } = await import('../report.ts')
  const form = { name, safe: values.csvSafe, style: styleFor(context) }
  const { out, memory, scratch } = values
  await useLake(out, values, connection, context, lake =>
    withSession({ lake, memory, scratch, form, context }, async session => {
      if (sql !== null) return session.once(sql)
      const { runPrompt } = await import('./prompt.ts')
      await runPrompt(session, stdin(), context)
    }),
  )
}

function formOf({ csv, csvSafe, json, markdown }: Values): FormName {
  const chosen = [csv || csvSafe, json, markdown].filter(Boolean)
  if (chosen.length > 1) throw new UsageError('--csv, --json and --markdown exclude each other.')
  if (csv || csvSafe) return 'csv'
  if (json) return 'json'
  return markdown ? 'markdown' : 'table'
}
