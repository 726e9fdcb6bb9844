// `entra-extract extract`: the main job.
import type { ExtractOptions } from '../extract/options.ts'
import type { RunReport } from '../extract/report.ts'
import { globalOptions, resolveConnection } from './connection.ts'
import type { AddCommand, Context } from './context.ts'
import { credentialsHelp, signInSettings } from './credentials.ts'
import { checkSince, extractOptions, toExtractOptions } from './extract-options.ts'
import { addOptions, askedTables, readOptions } from './options.ts'
import type { RunRequest } from './run.ts'

const examples = `
Examples:
  entra-extract extract                        the default set into ./entra-lake; again: only what changed
  entra-extract extract users groups --dry-run how many requests, how long
  entra-extract extract --exclude sign_ins,sign_ins_non_interactive --max-duration 50m
`

export const addExtract: AddCommand = (program, context, finish) => {
  const command = program
    .command('extract')
    .description('Read Microsoft Graph into the lake; from the second run on, only what changed.')
    .argument('[tables...]', 'the tables; none: the default set (see `entra-extract tables`)')
    .addHelpText('after', examples + credentialsHelp)
  addOptions(command, extractOptions)
  command.action(async (tables: readonly string[]) => {
    const global = readOptions(globalOptions, command, context.env, context.config)
    const { json, quiet, dryRun, ...own } = readOptions(extractOptions, command, context.env, context.config)
    const connection = await resolveConnection(global, context.env)
    const options = toExtractOptions(askedTables(tables, context.config), own, connection)
    const { checkNames, runWithProgress } = await import('./run.ts')
    checkNames(options)
    checkSince(options.since, Date.now())
    const signIn = signInSettings(context.env, connection, options.tables)
    const { keptLimits } = await import('../graph/limits.ts')
    const limits = keptLimits(own.share)
    const request = { options, signIn, way: connection.way, quiet, verbose: global.verbose, limits }
    if (dryRun) {
      await planOnly(request, json, own.share, context)
      return finish(0)
    }
    const report = await runWithProgress(request, context)
    await showReport(report, json, context)
    sayWhatNext(report, options, context)
    finish(report.exitCode)
  })
}

async function planOnly(request: RunRequest, json: boolean, share: number, context: Context): Promise<void> {
  const [{ dryRun }, { signedIn }, { showDryRun }] = await Promise.all([
    import('../extract/dry-run.ts'),
    import('./run.ts'),
    import('./dry-run.ts'),
  ])
  const { options, limits } = request
  const words = { stopping: 'Stopping.', interrupted: 'Interrupted; nothing was changed.' }
  const plan = await signedIn({ ...request, ...words, timeouts: options.timeouts }, context, deps =>
    dryRun(options, limits === undefined ? deps : { ...deps, limits }),
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
