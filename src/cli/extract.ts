// `entra-extract extract`: the main job.
import type { ExtractOptions } from '../extract/options.ts'
import type { RunReport } from '../extract/report.ts'
import { globalOptions, resolveConnection } from './connection.ts'
import type { AddCommand, Context } from './context.ts'
import { credentialsHelp, signInSettings } from './credentials.ts'
import { extractOptions, toExtractOptions } from './extract-options.ts'
import { addOptions, readOptions } from './options.ts'

export const addExtract: AddCommand = (program, context, finish) => {
  const command = program
    .command('extract')
    .description('Read Microsoft Graph into the lake; from the second run on, only what changed.')
    .argument('[tables...]', 'the tables; none: the default set (see `entra-extract tables`)')
    .addHelpText('after', credentialsHelp)
  addOptions(command, extractOptions)
  command.action(async (tables: readonly string[]) => {
    const global = readOptions(globalOptions, command, context.env)
    const { json, quiet, ...own } = readOptions(extractOptions, command, context.env)
    const connection = resolveConnection(global, context.env)
    const options = toExtractOptions(tables, own, connection)
    const { checkNames, runWithProgress } = await import('./run.ts')
    checkNames(options)
    const signIn = signInSettings(context.env, connection)
    const report = await runWithProgress({ options, signIn, quiet, verbose: global.verbose }, context)
    await showReport(report, json, context)
    sayWhatNext(report, options, context)
    finish(report.exitCode)
  })
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
