// `entra-extract auth`: a person signs in, is forgotten, and asks who is signed in.

import { globalOptions, resolveConnection } from '../connection.ts'
import type { AddCommand, Context } from '../context.ts'
import { credentialsHelp, signInSettings } from '../credentials.ts'
import { addOptions, askedTables, flag, readOptions } from '../options.ts'
import type { AuthCall } from './call.ts'

const loginOptions = {
  deviceCode: flag('sign in with a code in a browser elsewhere, as in a remote shell'),
}
const logoutOptions = { all: flag('forget the sign-ins of every tenant and cloud') }
const statusOptions = { json: flag('print JSON') }

const loginExamples = `
What may be read is asked for table by table: the least delegated permissions of those named. Where no browser can
open, a code is shown instead; --auth browser insists on the browser.

Examples:
  entra-extract auth login                            for the default set
  entra-extract auth login users groups --tenant contoso.onmicrosoft.com
  entra-extract auth login --device-code --cache-file ./sign-in.json
`

export const addAuth: AddCommand = (program, context, finish) => {
  const auth = program
    .command('auth')
    .description('Sign in as a person, forget that, or say who is signed in and with what rights.')
    .helpCommand(false)
  const login = auth
    .command('login')
    .description('Sign in as a person, with the browser or a code; the sign-in is kept in the keychain.')
    .argument('[tables...]', 'what is to be read; none: the default set (see `entra-extract tables`)')
    .addHelpText('after', loginExamples)
  addOptions(login, loginOptions)
  login.action(async (names: readonly string[]) => {
    const { deviceCode } = readOptions(loginOptions, login, context.env, context.config)
    const call = await callOf(login, context)
    const { logIn } = await import('./login.ts')
    finish(await logIn({ names: askedTables(names, context.config), deviceCode }, call))
  })

  const logout = auth.command('logout').description('Forget who has signed in to this cloud.')
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
    .addHelpText('after', credentialsHelp)
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
