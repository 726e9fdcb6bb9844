// `entra-extract extract`: the main job.
import type { Command } from 'commander'
import type { Lake } from '../extract/lake.ts'
import type { ExtractOptions } from '../extract/options.ts'
import type { RunReport } from '../extract/report.ts'
import { globalOptions, resolveConnection } from './connection.ts'
import type { AddCommand, Context } from './context.ts'
import { credentialsHelp, signInSettings } from './credentials.ts'
import {
  checkSince,
  extractOptions,
  refuseAlone,
  tenantsOptions,
  toExtractOptions,
} from './extract-options.ts'
import { helpText } from './help.ts'
import { addOptions, askedTables, readOptions } from './options.ts'
import type { RunRequest } from './run.ts'
import { storeIn, useLake } from './store.ts'

const help = helpText({
  reads: 'Microsoft Graph; state.json of the lake, from which the run goes on.',
  writes: 'the lake: tables, changes/, runs/ and state.json. It holds the lock of the lake meanwhile.',
  notes: [
    'A run that is stopped or killed goes on at its last commit point when the command is given again.',
    'With --tenants, the exit code is 130 when interrupted, else the first of 1, 2, 3, 5, 4 that any tenant ended with.',
  ],
  examples: [
    ['entra-extract extract', 'the default set into ./entra-lake; again: only what changed'],
    ['entra-extract extract users groups --dry-run', 'how many requests, how long'],
    [
      'entra-extract extract --exclude sign_ins --max-duration 50m',
      'all but one table, for 50 minutes at most',
    ],
    ['entra-extract extract users --columns users=id,displayName', 'two columns of one table'],
    ['entra-extract extract --pii pseudonymous --mask-key-file mask.key', "nobody's name in the lake"],
    ['entra-extract extract --derived', 'also what is computed: role holders, nested members, costs'],
    [
      'entra-extract extract --json | jq \'.tables[] | select(.verdict == "failed")\'',
      'what failed, and why',
    ],
    [
      'entra-extract extract --tenants tenants.json --parallel 4 --out s3://bucket',
      'many tenants, four at once, into a bucket',
    ],
  ],
  exitCodes:
    '0 every table complete, 1 a table failed or is partial, 2 wrong usage, or the lake is in use, 3 not signed in, 4 a table asked for by name was skipped, 5 stopped by --max-duration, 130 interrupted.',
  see: ['architecture', 'configuration', 'privacy', 'derived', 'tenants', 'buckets', 'state'],
})

export const addExtract: AddCommand = (program, context, finish) => {
  const command = program
    .command('extract')
    .description('Read Microsoft Graph into the lake; from the second run on, only what changed.')
    .argument('[tables...]', 'the tables; none: the default set (see `entra-extract tables`)')
    .addHelpText('after', help + credentialsHelp)
  addOptions(command, { ...extractOptions, ...tenantsOptions })
  command.action(async (tables: readonly string[]) => {
    const { tenants, shard, parallel } = readOptions(tenantsOptions, command, context.env)
    if (tenants !== null) {
      const { extractTenants } = await import('./tenants/extract.ts')
      return finish(await extractTenants(tenants, tables, command, context))
    }
    refuseAlone(shard !== null, '--shard')
    refuseAlone(parallel > 1, '--parallel')
    finish(await extractOne(tables, command, context))
  })
}

async function extractOne(tables: readonly string[], command: Command, context: Context): Promise<number> {
  const global = readOptions(globalOptions, command, context.env, context.config)
  const { json, quiet, dryRun, ...own } = readOptions(extractOptions, command, context.env, context.config)
  const connection = await resolveConnection(global, context.env)
  const options = toExtractOptions(askedTables(tables, context.config), own, connection, context.env)
  const { checkNames, runWithProgress } = await import('./run.ts')
  checkNames(options)
  checkSince(options.since, Date.now())
  const signIn = signInSettings(context.env, connection, options.tables)
  const { keptLimits } = await import('../graph/limits.ts')
  const limits = keptLimits(own.share)
  const request = { options, signIn, way: connection.way, quiet, verbose: global.verbose, limits }
  const onLake = <T>(use: (lake: Lake) => Promise<T>) =>
    useLake(options.out, own, async () => connection, context, use)
  if (dryRun) {
    await onLake(lake => planOnly({ ...request, lake }, json, own.share, context))
    return 0
  }
  const report = await onLake(lake => runWithProgress({ ...request, lake }, context))
  await showReport(report, json, context)
  sayWhatNext(report, options, context)
  return report.exitCode
}

async function planOnly(request: RunRequest, json: boolean, share: number, context: Context): Promise<void> {
  const [{ dryRun }, { signedIn }, { showDryRun }] = await Promise.all([
    import('../extract/dry-run.ts'),
    import('./run.ts'),
    import('./dry-run.ts'),
  ])
  const { options, lake, limits } = request
  const words = { stopping: 'Stopping.', interrupted: 'Interrupted; nothing was changed.' }
  const plan = await signedIn({ ...request, ...words, timeouts: options.timeouts }, context, deps =>
    dryRun(options, { ...deps, ...storeIn(lake), ...(limits === undefined ? {} : { limits }) }),
  )
  await showDryRun(plan, json, context, share)
}

export async function showReport(report: RunReport, json: boolean, context: Context): Promise<void> {
  if (json) return context.printJson(report)
  const { renderReport, styleFor } = await import('./report.ts')
  context.print(renderReport(report, styleFor(context)))
}

/** Only where there is more to do, so that a run that went well leaves stderr alone. */
function sayWhatNext({ exitCode }: RunReport, { maxDurationMs }: ExtractOptions, context: Context): void {
  if (exitCode === 130)
    context.note('Interrupted. Run the same command again to go on from the last commit point.')
  if (exitCode === 5 && maxDurationMs !== null) {
    context.note('Stopped by --max-duration. Run the same command again to go on from the last commit point.')
  }
}
