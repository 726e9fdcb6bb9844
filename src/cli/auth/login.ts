// `entra-extract auth login`.
import { type Machine, platformOf, thisMachine } from '../../auth/managed-identity/platform.ts'
import { lacksBrowser } from '../../auth/person/browser.ts'
import type { SignedIn } from '../../auth/person/client.ts'
import { checkApplication, login } from '../../auth/person/login.ts'
import { type How, type SignInStore, withSignIn } from '../../auth/person/sign-ins.ts'
import type { SignInDeps, SignInSettings } from '../../auth/settings.ts'
import { UsageError } from '../../errors.ts'
import { decodeToken } from '../../graph/claims.ts'
import { SignInError } from '../../graph/sign-in-error.ts'
import type { Cloud } from '../../streams/define.ts'
import { defaultTables, findTable, type NamedTable } from '../../streams/index.ts'
import type { Context } from '../context.ts'
import { answerOf, type PermissionsAnswer } from '../permissions-answer.ts'
import { clean, listed } from '../text.ts'
import { type AuthCall, withSignInDeps } from './call.ts'

export interface LoginCommand {
  /** Empty: the default set. */
  readonly names: readonly string[]
  readonly deviceCode: boolean
}

export async function logIn({ names, deviceCode }: LoginCommand, call: AuthCall): Promise<number> {
  const { context, settings } = call
  checkApplication(settings)
  const tables = tablesIn(settings.cloud, names, context)
  const how = howOf(deviceCode, settings, context)
  const signedIn = await withSignInDeps(call, 'Interrupted; nobody was signed in.', deps =>
    logInAndKeep({ how, tables }, settings, deps),
  )
  const answer = answerFor(signedIn, tables, call.settings.graphUrl)
  context.print(factsOf(signedIn, answer, settings.cloud).map(clean).join('\n'))
  if (answer.missing.length > 0) context.note(missingWords(answer))
  const winner = winnerOver(settings)
  if (winner !== null) context.note(winner)
  return 0
}

/** Throws for a name that is no table, and says which named ones the cloud does not have. */
function tablesIn(cloud: Cloud, names: readonly string[], context: Context): readonly NamedTable[] {
  const asked = names.length > 0 ? [...new Set(names.map(findTable))] : defaultTables()
  const served = asked.filter(({ stream }) => stream.definition.clouds.includes(cloud))
  if (names.length > 0 && served.length < asked.length) {
    const absent = asked.filter(table => !served.includes(table)).map(({ name }) => name)
    context.note(`Not in the cloud '${cloud}': ${listed(absent)}.`)
  }
  return served
}

/** Throws a `UsageError` for a way of signing in that is no person's. */
function howOf(deviceCode: boolean, { choice, env }: SignInSettings, context: Context): How {
  if (choice !== null && !['person', 'browser', 'device-code'].includes(choice)) {
    throw new UsageError(
      `--auth ${choice} is not for \`auth login\`, which signs a person in; leave it out, or give browser or device-code.`,
    )
  }
  if (deviceCode || choice === 'device-code') return 'device-code'
  const lack = choice === 'browser' ? null : lacksBrowser(env)
  if (lack === null) return 'browser'
  context.note(`${lack}, so you sign in with a code; --auth browser insists on a browser.`)
  return 'device-code'
}

interface KeptSignIn extends SignedIn {
  readonly place: string
}

async function logInAndKeep(
  request: { readonly how: How; readonly tables: readonly NamedTable[] },
  settings: SignInSettings,
  deps: SignInDeps,
): Promise<KeptSignIn> {
  const store = await deps.openStore(settings.cacheFile)
  await checkLasting(store)
  // What cannot be read is told now, before anybody goes to the trouble of signing in.
  await store.load(deps.say)
  const signedIn = await login(request, settings, deps)
  await store.update(
    now => withSignIn(now, signedIn.signIn),
    () => {},
  )
  return { ...signedIn, place: store.place }
}

async function checkLasting(store: SignInStore): Promise<void> {
  if (store.lasting) return store.tryOut()
  throw new SignInError(
    `There is ${store.reason}; so this sign-in would be forgotten at once: add --cache-file <file>, or sign in for one command with \`extract --auth device-code\`.`,
    { failure: 'missing' },
  )
}

/** What the token has of what the tables need. */
function answerFor(
  { signIn, token }: SignedIn,
  tables: readonly NamedTable[],
  graphUrl: string,
): PermissionsAnswer {
  const { claims } = decodeToken(token.token)
  const { authority, tenantId, clientId } = signIn
  return answerOf({ tables, as: 'delegated', claims, authority, graphUrl, tenantId, clientId })
}

/** Scopes of OpenID Connect, which open nothing of Graph. */
const OPEN_ID: readonly string[] = ['openid', 'profile', 'email', 'offline_access']

export const graphPermissions = (granted: readonly string[]): string[] =>
  granted.filter(name => !OPEN_ID.includes(name)).sort()

function factsOf({ signIn, place }: KeptSignIn, { granted }: PermissionsAnswer, cloud: Cloud): string[] {
  const permissions = graphPermissions(granted)
  return [
    `Signed in as ${signIn.username} to tenant ${signIn.tenantId} (cloud ${cloud}), by application ${signIn.clientId}.`,
    `Kept in ${place}.`,
    permissions.length === 0 ? 'No permissions were granted.' : `Granted: ${permissions.join(', ')}.`,
  ]
}

const missingWords = ({ missing, consentUrl }: PermissionsAnswer): string =>
  `Not granted: ${missing.join(', ')}; an administrator can consent at ${consentUrl}`

/** What comes before a person in the order of the ways, as a sentence; null: nothing that is given does. */
export function winnerOver(settings: SignInSettings, machine: Machine = thisMachine): string | null {
  if (settings.choice !== null) return null
  const winner = winnerThatIsSet(settings)
  if (winner !== null)
    return `${winner} set and wins over this sign-in; unset it, or add --auth person to the commands.`
  const platform = platformOf(settings.env, machine)
  if (platform === null) return null
  const where =
    platform === 'service'
      ? 'The managed identity of this service'
      : 'The managed identity of this machine, if it has one,'
  return `${where} wins over this sign-in; add --auth person to the commands.`
}

/** With its verb. */
function winnerThatIsSet(settings: SignInSettings): string | null {
  const { accessToken, certificatePath, clientSecret, federation } = settings
  if (accessToken !== null) return 'ENTRA_EXTRACT_ACCESS_TOKEN is'
  if (certificatePath !== null) return 'AZURE_CLIENT_CERTIFICATE_PATH is'
  if (clientSecret !== null) return 'AZURE_CLIENT_SECRET is'
  if (federation?.kind === 'file') return 'AZURE_FEDERATED_TOKEN_FILE is'
  return federation === null ? null : 'The identity token of this job is'
}
