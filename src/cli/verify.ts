// `entra-extract verify`: whether the files of the lake are what its state says. Only `--repair` asks Graph, and writes.

import type { Lake } from '../extract/lake.ts'
import type { ExtractOptions } from '../extract/options.ts'
import type { ReadTables, RepairResult } from '../extract/repair.ts'
import type { RunReport } from '../extract/report.ts'
import type { VerifyResult } from '../extract/verify.ts'
import { type Connection, globalOptions } from './connection.ts'
import type { AddCommand, Context } from './context.ts'
import { signInSettings } from './credentials.ts'
import { extractOptions, toExtractOptions } from './extract-options.ts'
import { helpText } from './help.ts'
import { addOptions, fallbacks, flag, type OptionValues, readOptions } from './options.ts'
import { lazyConnection, storeIn, useLake } from './store.ts'
import { clean, formatCount, plural } from './text.ts'

/** How a run reads is how a repair reads; what it reads, and how much of it, follows from the damage. */
const { out, json, quiet, exclude, full, fullEvery, maxDuration, dryRun, derived, ...reading } =
  extractOptions

const verifyOptions = {
  out,
  repair: flag('put right what can be: read damaged tables whole, with the options of `extract`'),
  ...reading,
  json: flag('print JSON'),
  quiet,
}

type Values = OptionValues<typeof verifyOptions>

const help = helpText({
  reads: 'state.json and every file of the lake; with --repair Microsoft Graph, for tables that are damaged.',
  writes:
    'nothing but the lock, and the rest of a commit that was interrupted; with --repair the damaged tables.',
  examples: [
    ['entra-extract verify', 'every file against the state'],
    ['entra-extract verify --out s3://bucket/lake --json', 'a lake in a bucket, as JSON'],
    ['entra-extract verify --repair', 'put right what can be'],
  ],
  exitCodes:
    '0 sound, or repaired, 1 a table is damaged, 2 there is no lake, or it is in use, 3 not signed in (--repair).',
  see: ['state', 'reliability'],
})

export const addVerify: AddCommand = (program, context, finish) => {
  const command = program
    .command('verify')
    .description(
      'Compare the files of a lake with its state: present, hash, row counts, unique keys, changes. Works offline; only --repair signs in, and only where Graph has to be asked.',
    )
    .addHelpText('after', help)
  addOptions(command, verifyOptions)
  command.action(async () => {
    const values = readOptions(verifyOptions, command, context.env, context.config)
    const read = () => readOptions(globalOptions, command, context.env, context.config)
    const connection = lazyConnection(read, context)
    const code = await useLake(values.out, values, connection, context, async lake =>
      values.repair
        ? repair(values, lake, { connection: await connection(), verbose: read().verbose }, context)
        : verify(values, lake, context),
    )
    finish(code)
  })
}

async function verify({ json }: Values, lake: Lake, context: Context): Promise<number> {
  const { verifyLake } = await import('../extract/verify.ts')
  const results = await verifyLake(lake)
  await print(results, json, context)
  return results.some(isDamaged) ? 1 : 0
}

const isDamaged = ({ verdict }: VerifyResult): boolean => verdict === 'damaged'

interface Graph {
  readonly connection: Connection
  readonly verbose: boolean
}

async function repair(values: Values, lake: Lake, graph: Graph, context: Context): Promise<number> {
  const { diagnose, repairLake } = await import('../extract/repair.ts')
  const diagnosis = await diagnose(lake)
  const { unread } = diagnosis
  const stamp = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-')
  let stopped: number | null = null
  const mend = (read: ReadTables, options: ExtractOptions | null) =>
    repairLake(lake, diagnosis, stamp, read, options)
  const results =
    unread.length === 0
      ? await mend(unasked, null)
      : await withGraph(values, lake, unread, graph, context, (read, options) =>
          mend(async tables => {
            const report = await read(tables)
            stopped = stopOf(report)
            return report
          }, options),
        )
  await print(results, values.json, context)
  return stopped ?? (results.some(isDamaged) ? 1 : 0)
}

/** A sign-in that ended and Ctrl-C are told as `extract` tells them. */
const stopOf = ({ exitCode }: RunReport): number | null =>
  exitCode === 3 || exitCode === 130 ? exitCode : null

/** Nothing has to be read: damage that came since it was looked for is for the next call. */
const unasked: ReadTables = tables =>
  Promise.reject(new Error(`${tables.join(', ')} were damaged meanwhile: run it again`))

/** Signs in before anything is touched. */
async function withGraph<T>(
  values: Values,
  lake: Lake,
  unread: readonly string[],
  { connection, verbose }: Graph,
  context: Context,
  use: (read: ReadTables, options: ExtractOptions) => Promise<T>,
): Promise<T> {
  const [{ signedIn }, { runExtract }] = await Promise.all([import('./run.ts'), import('../extract/run.ts')])
  const options = (tables: readonly string[]): ExtractOptions =>
    toExtractOptions(tables, { ...fallbacks(extractOptions), ...values }, connection, context.env)
  const request = {
    signIn: signInSettings(context.env, connection, unread),
    way: connection.way,
    timeouts: options(unread).timeouts,
    quiet: values.quiet,
    verbose,
    stopping: 'Stopping at the next commit point; press Ctrl-C again to quit at once.',
  }
  return signedIn(request, context, async deps => {
    await deps.tokens.get()
    return use(tables => runExtract(options(tables), { ...deps, ...storeIn(lake) }), options(unread))
  })
}

async function print(
  results: readonly (VerifyResult | RepairResult)[],
  json: boolean,
  context: Context,
): Promise<void> {
  if (json)
    return context.printJson(results.map(({ table, verdict, ...rest }) => ({ table, verdict, ...rest })))
  const { renderTable, styleFor } = await import('./report.ts')
  const rows = results.map(result => [result.table, wordFor(result), result.files, result.rows])
  const lines = results.flatMap(result =>
    [...('found' in result ? result.found : result.problems), ...result.notes].map(
      line => `${clean(result.table)}: ${clean(line)}`,
    ),
  )
  const table = renderTable(['table', 'verdict', 'files', 'rows'], rows, styleFor(context))
  context.print([table, ...lines, endOf(results)].join('\n'))
}

const isRepaired = (result: VerifyResult | RepairResult): boolean =>
  'repaired' in result && result.repaired === true

const wordFor = (result: VerifyResult | RepairResult): string =>
  isRepaired(result) ? 'repaired' : result.verdict

function endOf(results: readonly (VerifyResult | RepairResult)[]): string {
  const damaged = results.filter(isDamaged).length
  const repaired = results.filter(isRepaired).length
  const mended = repaired === 0 ? '' : `${plural(repaired, 'table')} repaired. `
  if (damaged === 0) return `${mended}${verified(results)}`
  const isTried = results.some(result => 'repaired' in result)
  const mend = isTried
    ? ''
    : ' `entra-extract verify --repair` puts right what can be: it reads these tables whole.'
  return `${mended}${plural(damaged, 'table')} damaged.${mend}`
}

/** A table without files has nothing to verify: nothing was read of it, or there was no event. */
function verified(results: readonly VerifyResult[]): string {
  const empty = results.filter(({ files }) => files === 0).length
  const rest = empty === 0 ? '' : `; ${formatCount(empty)} without files`
  return `${plural(results.length - empty, 'table')} verified${rest}.`
}
