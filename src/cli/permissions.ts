// `entra-extract permissions`: the least permissions for some tables, what the token lacks of them, and how to grant them.

import { UsageError } from '../errors.ts'
import type { TokenClaims } from '../graph/token-source.ts'
import type { Cloud } from '../streams/define.ts'
import type { NamedTable } from '../streams/index.ts'
import type { SignInKind } from '../streams/permissions.ts'
import { type Connection, globalOptions, resolveConnection } from './connection.ts'
import type { ScriptLanguage } from './consent-script.ts'
import type { AddCommand, Context } from './context.ts'
import { credentialsHelp, signInSettings } from './credentials.ts'
import { helpText } from './help.ts'
import {
  addOptions,
  askedTables,
  choice,
  flag,
  type OptionSpec,
  type OptionValues,
  readOptions,
} from './options.ts'
import type { PermissionsAnswer } from './permissions-answer.ts'
import { clean, listed } from './text.ts'
import { DEFAULT_TIMEOUTS } from './timeouts.ts'

/** One of a few words, or nothing. */
const perhaps = <T extends string>(help: string, words: readonly [T, ...T[]]): OptionSpec<T | null> => {
  const { placeholder, parse } = choice(help, words, words[0])
  return { placeholder, help, parse, fallback: null, words }
}

const permissionsOptions = {
  as: perhaps<SignInKind>(
    'who reads: an application, or a person; not given: what the token is, else an application',
    ['application', 'delegated'],
  ),
  script: perhaps<ScriptLanguage>('print a script that registers an application with these permissions', [
    'az',
    'powershell',
  ]),
  withColumns: flag('in the script, the optional permissions too, which fill further columns and rows'),
  json: flag('print JSON'),
}

const help = helpText({
  reads: 'the catalogue, and what the access token says of itself, if there is one.',
  writes: 'nothing.',
  examples: [
    ['entra-extract permissions', 'for the default set, compared with the token if there is one'],
    ['entra-extract permissions users sign_ins --as delegated', 'what a person needs for two tables'],
    ['entra-extract permissions --script az > register.sh', 'a script that registers the application'],
    ["entra-extract permissions --json | jq -r '.missing[]'", 'what the token lacks'],
  ],
  exitCodes: '0 whatever is missing; `entra-extract check` is the command that judges.',
  see: ['permissions'],
})

export const addPermissions: AddCommand = (program, context, finish) => {
  const command = program
    .command('permissions')
    .description(
      'The least permissions for some tables, what the token lacks, and how to grant it. Works offline.',
    )
    .argument('[tables...]', 'the tables; none: the default set (see `entra-extract tables`)')
    .addHelpText('after', help + credentialsHelp)
  addOptions(command, permissionsOptions)
  command.action(async (tables: readonly string[]) => {
    const global = readOptions(globalOptions, command, context.env, context.config)
    const connection = await resolveConnection(global, context.env)
    const options = readOptions(permissionsOptions, command, context.env, context.config)
    if (options.json && options.script !== null)
      throw new UsageError('--json and --script exclude each other.')
    await showPermissions(askedTables(tables, context.config), options, connection, context)
    finish(0)
  })
}

async function showPermissions(
  names: readonly string[],
  options: OptionValues<typeof permissionsOptions>,
  connection: Connection,
  context: Context,
): Promise<void> {
  const { answerOf } = await import('./permissions-answer.ts')
  const tables = await chosenTables(names, connection.cloud, context)
  const answer = answerOf({
    tables,
    as: options.as,
    claims: await tokenClaims(connection, context),
    authority: connection.authority,
    graphUrl: connection.graphUrl,
    tenantId: connection.tenant,
    clientId: connection.clientId,
  })
  if (options.json) return context.printJson(answer)
  if (options.script !== null) {
    const { consentScript } = await import('./consent-script.ts')
    checkScriptable(answer, context)
    const permissions = options.withColumns ? withOptional(answer) : answer.required
    const request = { as: answer.as, permissions, cloud: connection.cloud }
    return context.print(consentScript(options.script, request))
  }
  await printAnswer(answer, tables, context)
}

/** The tables asked for, without those that the cloud does not have. */
async function chosenTables(names: readonly string[], cloud: Cloud, context: Context): Promise<NamedTable[]> {
  const { defaultTables, findTable } = await import('../streams/index.ts')
  const asked = names.length > 0 ? [...new Set(names.map(findTable))] : defaultTables()
  const served = asked.filter(({ stream }) => stream.definition.clouds.includes(cloud))
  const absent = asked.filter(table => names.length > 0 && !served.includes(table)).map(({ name }) => name)
  if (absent.length > 0) context.note(`Not in the cloud '${cloud}': ${listed(absent)}.`)
  return served
}

/** Says what the script leaves out. Throws a `UsageError` when it would ask for nothing. */
function checkScriptable(answer: PermissionsAnswer, context: Context): void {
  if (answer.required.length === 0)
    throw new UsageError(`There is no ${answer.as} permission to ask for: name other tables, or change --as.`)
  if (answer.impossible.length > 0) context.note(impossibleWords(answer))
}

const impossibleWords = ({ as, impossible }: PermissionsAnswer): string =>
  `Not readable with ${as} permissions, only with ${as === 'application' ? 'delegated' : 'application'} ones: ${listed(impossible)}.`

/** What the token says of itself; null when there is no credential, or the token says nothing. */
async function tokenClaims(connection: Connection, context: Context): Promise<TokenClaims | null> {
  const [{ signedIn }, { decodeToken }, { SignInError }] = await Promise.all([
    import('./run.ts'),
    import('../graph/claims.ts'),
    import('../graph/sign-in-error.ts'),
  ])
  const request = {
    signIn: signInSettings(context.env, connection),
    way: connection.way,
    timeouts: DEFAULT_TIMEOUTS,
    quiet: true,
    verbose: false,
    stopping: 'Stopping.',
    interrupted: 'Interrupted; nothing was changed.',
  }
  try {
    const { token } = await signedIn(request, context, ({ tokens }) => tokens.get())
    const { claims } = decodeToken(token)
    return claims.tenantId === null && claims.roles.length + claims.scopes.length === 0 ? null : claims
  } catch (error) {
    if (error instanceof SignInError && error.failure === 'missing') return null
    throw error
  }
}

const withOptional = ({ required, optional }: PermissionsAnswer): string[] =>
  [...new Set([...required, ...optional.map(({ permission }) => permission)])].sort()

async function printAnswer(
  answer: PermissionsAnswer,
  tables: readonly NamedTable[],
  context: Context,
): Promise<void> {
  const [{ renderTable, styleFor }, { leastPermissions }, { tablesOf }] = await Promise.all([
    import('./report.ts'),
    import('../streams/permissions.ts'),
    import('./permissions-answer.ts'),
  ])
  const granted = (yes: boolean): string => (answer.signedIn ? (yes ? 'yes' : 'no') : '')
  const required = leastPermissions(tables, answer.as).map(least => [
    least.permission,
    firstNames(tablesOf(least)),
    granted(!answer.missing.includes(least.permission)),
  ])
  const optional = answer.optional.map(each => [each.permission, firstNames(each.for), granted(each.granted)])
  const style = styleFor(context)
  const table = (first: string, second: string, rows: string[][]): string =>
    renderTable([first, second, ...(answer.signedIn ? ['granted'] : [])], rows, style, [second])
  context.print(
    [
      ...(required.length === 0 ? [] : [table(`${answer.as} permission`, 'for the tables', required)]),
      ...(optional.length === 0 ? [] : [table('optional permission', 'for', optional)]),
      ...closingLines(answer),
    ].join('\n'),
  )
}

/** `3: users, groups, devices`, `12: users, groups, devices, …` */
function firstNames(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return `${names.length}: ${shown}${names.length > 3 ? ', …' : ''}`
}

function closingLines(answer: PermissionsAnswer): string[] {
  const { missing, consentUrl, impossible } = answer
  return [
    ...(impossible.length === 0 ? [] : [impossibleWords(answer)]),
    clean(stateWords(answer)),
    ...(missing.length === 0 ? [] : [`Admin consent: ${clean(consentUrl)}`]),
  ]
}

function stateWords({ required, missing, signedIn }: PermissionsAnswer): string {
  if (required.length === 0) return 'There is nothing to grant.'
  if (!signedIn) return 'No token was looked at: whether these are granted is not known.'
  return missing.length === 0 ? 'The token has all of them.' : `The token lacks ${listed(missing)}.`
}
