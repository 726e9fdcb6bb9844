// `entra-extract check`: who may read what, before a long run.

import type { CheckResult, CheckVerdict } from '../extract/check.ts'
import { globalOptions, resolveConnection } from './connection.ts'
import type { AddCommand, Context } from './context.ts'
import { credentialsHelp, signInSettings } from './credentials.ts'
import { ownerOption, shareOption } from './extract-options.ts'
import { helpText } from './help.ts'
import { addOptions, askedTables, flag, readOptions } from './options.ts'
import { clean, formatCount, plural } from './text.ts'
import { DEFAULT_TIMEOUTS } from './timeouts.ts'

const checkOptions = {
  owner: ownerOption,
  share: shareOption,
  json: flag('print JSON'),
  quiet: flag('leave stderr empty when all goes well'),
}

const help = helpText({
  reads: 'Microsoft Graph: one row of each stream.',
  writes: 'nothing.',
  examples: [
    ['entra-extract check', 'every table of the default set'],
    ['entra-extract check users sign_ins', 'two tables; exit code 4 when one of them may not be read'],
    ['entra-extract check --json | jq \'.[] | select(.verdict != "readable")\'', 'what may not be read'],
  ],
  exitCodes:
    '0 all can be read, or what cannot was not named, 1 a request failed, 3 not signed in, 4 a table asked for by name may not be read.',
  see: ['permissions'],
})

export const addCheck: AddCommand = (program, context, finish) => {
  const command = program
    .command('check')
    .description('Ask for one row of each stream: who may read what, before a long run. Writes nothing.')
    .argument('[tables...]', 'the tables; none: the default set (see `entra-extract tables`)')
    .addHelpText('after', help + credentialsHelp)
  addOptions(command, checkOptions)
  command.action(async (named: readonly string[]) => {
    const tables = askedTables(named, context.config)
    const global = readOptions(globalOptions, command, context.env, context.config)
    const { json, quiet, owner, share } = readOptions(checkOptions, command, context.env, context.config)
    const connection = await resolveConnection(global, context.env)
    const [{ runCheck }, { signedIn }, { isLively }, { findTable }, { keptLimits }] = await Promise.all([
      import('../extract/check.ts'),
      import('./run.ts'),
      import('./progress.ts'),
      import('../streams/index.ts'),
      import('../graph/limits.ts'),
    ])
    for (const name of tables) findTable(name)
    const request = {
      signIn: signInSettings(context.env, connection, tables),
      way: connection.way,
      timeouts: DEFAULT_TIMEOUTS,
      quiet,
      verbose: global.verbose,
      stopping: 'Stopping.',
      interrupted: 'Interrupted; nothing was changed.',
    }
    const chatty = global.verbose || isLively(context.stderr, context.env)
    const results = await signedIn(request, context, ({ onEvent, ...deps }) =>
      runCheck(
        { tables, owners: owner, ...connection },
        {
          ...deps,
          limits: keptLimits(share),
          onEvent: event => (chatty || event.type === 'waiting') && onEvent(event),
        },
      ),
    )
    if (json) context.printJson(results)
    else await printResults(results, context)
    finish(exitCodeOf(results, tables))
  })
}

/** `named`: the tables on the command line. */
export function exitCodeOf(
  results: readonly Pick<CheckResult, 'table' | 'verdict'>[],
  named: readonly string[],
): number {
  if (results.some(({ verdict }) => verdict === 'failed')) return 1
  return results.some(({ table, verdict }) => verdict !== 'readable' && named.includes(table)) ? 4 : 0
}

const words: Readonly<Record<CheckVerdict, string>> = {
  readable: 'readable',
  permission: 'missing permission',
  licence: 'missing licence',
  cloud: 'not in this cloud',
  skipped: 'not checked',
  failed: 'failed',
}

async function printResults(results: readonly CheckResult[], context: Context): Promise<void> {
  const { renderTable, styleFor } = await import('./report.ts')
  const rows = results.map(({ table, verdict, permissions }) => [
    table,
    words[verdict],
    permissions.join(', '),
  ])
  const table = renderTable(['table', 'verdict', 'permissions'], rows, styleFor(context), ['permissions'])
  const reasons = results.flatMap(({ table, reason }) =>
    reason === null ? [] : [`${clean(table)}: ${clean(reason)}`],
  )
  context.print([table, ...reasons, summary(results)].join('\n'))
}

function summary(results: readonly CheckResult[]): string {
  const counts = Object.entries(words).flatMap(([verdict, text]) => {
    const count = results.filter(result => result.verdict === verdict).length
    return count === 0 ? [] : [`${formatCount(count)} ${text}`]
  })
  const requests = results.reduce((sum, result) => sum + result.requests, 0)
  const advice = results.some(({ verdict }) => verdict === 'permission')
    ? '\n`entra-extract permissions` says which permissions to grant, and how.'
    : ''
  return `${counts.join(', ')}; ${plural(requests, 'request')}.${advice}`
}
