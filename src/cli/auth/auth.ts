// `entra-extract auth`: a person signs in, is forgotten, and asks who is signed in.

import { globalOptions, resolveConnection } from '../connection.ts'
import type { AddCommand, Context } from '../context.ts'
import { credentialsHelp, signInSettings } from '../credentials.ts'
import { helpText } from '../help.ts'
import { addOptions, askedTables, flag, readOptions } from '../options.ts'
import type { AuthCall } from './call.ts'

const loginOptions = {
  deviceCode: flag('sign in with a code in a browser elsewhere, as in a remote shell'),
}
const logoutOptions = { all: flag('forget the sign-ins of every tenant and cloud') }
const statusOptions = { json: flag('print JSON') }

const loginHelp = helpText({
  reads: 'the sign-in service.',
  writes: 'the sign-in into the keychain, or into --cache-file.',
  notes: [
    'What may be read is asked for table by table: the least delegated permissions of those named. Where no browser can open, a code is shown instead; --auth browser insists on the browser.',
  ],
  examples: [
    ['entra-extract auth login', 'for the default set'],
    [
      'entra-extract auth login users groups --tenant contoso.onmicrosoft.com',
      'for two tables of one tenant',
    ],
    ['entra-extract auth login --device-code --cache-file ./sign-in.json', 'with a code, kept in a file'],
  ],
  exitCodes: '0 signed in, 3 not signed in.',
  see: ['authentication'],
})

const logoutHelp = helpText({
  reads: 'the keychain, or --cache-file.',
  writes: 'the same: the sign-in is forgotten there. The sign-in service is not told.',
  examples: [
    ['entra-extract auth logout', 'forget who has signed in to this cloud'],
    ['entra-extract auth logout --tenant contoso.onmicrosoft.com', 'of one tenant'],
    ['entra-extract auth logout --all', 'of every tenant and cloud'],
  ],
  see: ['authentication'],
})

const statusHelp = helpText({
  reads:
    'the credentials that a run would use; it signs in with them, and reads what the token says of itself.',
  writes: 'nothing.',
  examples: [
    ['entra-extract auth status', 'who is signed in, how, and with what rights'],
    ["entra-extract auth status --json | jq -r '.permissions[]'", 'the permissions of the token'],
    ['entra-extract auth status --auth azure-cli', 'whether one way would do'],
  ],
  exitCodes: '0 signed in, 3 not signed in.',
  see: ['authentication', 'permissions'],
})

const authHelp = helpText({
  reads: 'the sign-in service, the keychain.',
  writes: 'the keychain, or --cache-file.',
  examples: [
    ['entra-extract auth login', 'sign in with the browser'],
    ['entra-extract auth status', 'who is signed in'],
    ['entra-extract auth logout', 'forget that'],
  ],
  see: ['authentication'],
})

export const addAuth: AddCommand = (program, context, finish) => {
  const auth = program
    .command('auth')
    .description('Sign in as a person, forget that, or say who is signed in and with what rights.')
    .helpCommand(false)
    .addHelpText('after', authHelp)
  const login = auth
    .command('login')
    .description('Sign in as a person, with the browser or a code; the sign-in is kept in the keychain.')
    .argument('[tables...]', 'what is to be read; none: the default set (see `entra-extract tables`)')
    .addHelpText('after', loginHelp)
  addOptions(login, loginOptions)
  login.action(async (names: readonly string[]) => {
    const { deviceCode } = readOptions(loginOptions, login, context.env, context.config)
    const call = await callOf(login, context)
    const { logIn } = await import('./login.ts')
    finish(await logIn({ names: askedTables(names, context.config), deviceCode }, call))
  })

  const logout = auth
    .command('logout')
    .description('Forget who has signed in to this cloud.')
    .addHelpText('after', logoutHelp)
  addOptions(logout, logoutOptions)
  logout.action(async () => {
    const { all } = readOptions(logoutOptions, logout, context.env, context.config)
    const call = await callOf(logout, context)
    const { logOut } = await import('./logout.ts')
    finish(await logOut(all, call))
  })

  const status = auth
    .command('status')
    .description('Who is signed in, how, and with what rights. Exit code 3 when nobody is.')
    .addHelpText('after', statusHelp + credentialsHelp)
  addOptions(status, statusOptions)
  status.action(async () => {
    const { json } = readOptions(statusOptions, status, context.env, context.config)
    const call = await callOf(status, context)
    const { showSignIn } = await import('./status.ts')
    finish(await showSignIn(json, call))
  })
}

async function callOf(command: Parameters<typeof readOptions>[1], context: Context): Promise<AuthCall> {
  const global = readOptions(globalOptions, command, context.env, context.config)
  const connection = await resolveConnection(global, context.env)
  return { context, connection, settings: signInSettings(context.env, connection) }
}
