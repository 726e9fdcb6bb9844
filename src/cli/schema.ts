// `entra-extract schema`: the tables of a lake as a warehouse's SQL. It asks nobody.
import { resolve } from 'node:path'
import type { DialectName } from '../dialects/index.ts'
import { UsageError } from '../errors.ts'
import { type Place, parsePlace } from '../store/place.ts'
import type { AddCommand, Context } from './context.ts'
import { helpText } from './help.ts'
import { addOptions, askedTables, flag, type OptionValues, readOptions, value } from './options.ts'
import { outOption } from './store.ts'
import { cleanLines } from './text.ts'

const DIALECTS: readonly DialectName[] = ['duckdb', 'bigquery', 'athena', 'snowflake', 'spark']

const schemaOptions = {
  dialect: value<DialectName | null>({
    placeholder: '<dialect>',
    help: `whose SQL: ${DIALECTS.join(', ')}; athena is for Glue too, spark for Databricks and Fabric`,
    parse: parseDialect,
    fallback: null,
    words: DIALECTS,
  }),
  out: outOption('./entra-lake'),
  dataset: value<readonly string[]>({
    placeholder: '<name>',
    help: 'dataset, database or schema of the tables, with its project or catalogue before a dot if need be',
    parse: parseDataset,
    fallback: [],
    shown: 'none; BigQuery: entra',
  }),
  all: flag('the tables too that are read only when named'),
  changes: flag('what changed in each table too'),
  manyTenants: flag('the place holds the lakes of several tenants, in folders tenant=<id>'),
}

const help = helpText({
  reads: 'nothing: the types are part of the program, and they are exact.',
  writes: 'nothing; the SQL goes to stdout.',
  examples: [
    ['entra-extract schema --dialect duckdb | duckdb entra.db', 'views over ./entra-lake'],
    [
      'entra-extract schema users --dialect bigquery --out gs://bucket/lake',
      'one external table of BigQuery',
    ],
    [
      'entra-extract schema --dialect athena --out s3://bucket/lake --changes',
      'tables for Athena and Glue, changes too',
    ],
  ],
  see: ['loading'],
})

export const addSchema: AddCommand = (program, context, finish) => {
  const command = program
    .command('schema')
    .description('SQL that makes the tables of a lake known to a warehouse, as views or tables.')
    .argument('[tables...]', 'the tables; none: the default set (see `entra-extract tables`)')
    .addHelpText('after', help)
  addOptions(command, schemaOptions)
  command.action(async (tables: readonly string[]) => {
    await printSchema(tables, readOptions(schemaOptions, command, context.env, context.config), context)
    finish(0)
  })
}

async function printSchema(
  named: readonly string[],
  options: OptionValues<typeof schemaOptions>,
  context: Context,
): Promise<void> {
  const { dialect, out, dataset, all, changes, manyTenants } = options
  if (dialect === null) throw new UsageError(`schema needs --dialect: one of ${DIALECTS.join(', ')}.`)
  if (all && named.length > 0) throw new UsageError('--all and the names of tables exclude each other.')
  const [{ changesOf, relationOf, schemaSql }, { SYSTEM_COLUMNS }, { defaultTables, findTable, tables }] =
    await Promise.all([
      import('../dialects/index.ts'),
      import('../lake/types.ts'),
      import('../streams/index.ts'),
    ])
  const names = all ? [...tables.keys()] : askedTables(named, context.config)
  const chosen = names.length > 0 ? [...new Set(names.map(findTable))] : defaultTables()
  const relations = chosen.flatMap(table => {
    const relation = relationOf(table, SYSTEM_COLUMNS)
    return [relation, (changes ? changesOf(relation) : null) ?? []].flat()
  })
  const place = placeFor(dialect, parsePlace(out, '--out'))
  context.print(cleanLines(schemaSql(dialect, relations, { place, dataset, manyTenants })))
}

/** DuckDB takes a folder from where it runs, as its help do; Spark would from where its tables are. */
const placeFor = (dialect: DialectName, place: Place): Place =>
  place.kind === 'folder' && dialect === 'spark' ? { ...place, path: resolve(place.path) } : place

function parseDialect(text: string, source: string): DialectName {
  const word = DIALECTS.find(each => each === text)
  if (word !== undefined) return word
  throw new UsageError(`${source} is one of ${DIALECTS.join(', ')}, not '${text}'.`)
}

function parseDataset(text: string, source: string): readonly string[] {
  const names = text.split('.')
  if (names.length <= 2 && names.every(name => /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name))) return names
  throw new UsageError(
    `${source} is a name, or two with a dot between, of letters, digits, _ and -: not '${text}'.`,
  )
}
