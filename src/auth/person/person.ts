// A person who has signed in: their token, renewed with what was kept of the sign-in.
// https://learn.microsoft.com/entra/identity-platform/refresh-tokens
import type { AccountInfo } from '@azure/msal-node'
import { z } from 'zod'
import { SignInError } from '../../graph/sign-in-error.ts'
import type { AccessToken, TokenSource } from '../../graph/token-source.ts'
import { defaultTables, findTable, type NamedTable } from '../../streams/index.ts'
import { knownRefusals } from '../known-refusals.ts'
import { explain } from '../refusals.ts'
import { renewing } from '../renewing.ts'
import type { SignInDeps, SignInSettings } from '../settings.ts'
import { keptOf, type PersonClient, personClient, refreshTokensOf, type SignedIn, tokenOf } from './client.ts'
import { login } from './login.ts'
import { type How, type SignIn, type SignInStore, withRenewed, withSignIn } from './sign-ins.ts'
import { signInsFor } from './tenant.ts'

/**
 * The latest of the kept sign-ins that fits; null: there is none. Throws a `SignInError`, or a `UsageError` for a cache file
 * that is not safe.
 */
export async function signedInPerson(
  settings: SignInSettings,
  deps: SignInDeps,
): Promise<TokenSource | null> {
  const store = await deps.openStore(settings.cacheFile)
  const [signIn] = await signInsFor(await store.load(deps.say), settings, deps.send)
  if (signIn !== undefined) return personSource(signIn, null, store, settings.graphUrl, deps)
  if (settings.choice === 'person' && !store.lasting) {
    throw new SignInError(
      `Not signed in by --auth person: there is ${store.reason}; keep sign-ins in a file with --cache-file, or sign in for one command with --auth device-code.`,
      { failure: 'missing' },
    )
  }
  return null
}

/** Signs a person in for this command, and keeps that where there is a place that lasts. Throws as `login` does. */
export async function personNow(settings: SignInSettings, deps: SignInDeps, how: How): Promise<TokenSource> {
  const store = await deps.openStore(settings.cacheFile)
  const { signIn, token } = await login({ how, tables: tablesOf(settings) }, settings, deps)
  if (store.lasting) await keeping(deps, () => store.update(now => withSignIn(now, signIn), deps.say))
  return personSource(signIn, token, store, settings.graphUrl, deps)
}

const tablesOf = ({ tables }: SignInSettings): readonly NamedTable[] =>
  tables.length === 0 ? defaultTables() : tables.map(findTable)

const hows: Readonly<Record<How, string>> = { browser: 'the browser', 'device-code': 'a device code' }

/** `admin@contoso.com, signed in with the browser` */
export const describePerson = ({ username, how }: SignIn): string =>
  `${username}, signed in with ${hows[how]}`

/** `token`: one that nobody has shown to Graph yet. */
function personSource(
  signIn: SignIn,
  token: AccessToken | null,
  store: SignInStore,
  graphUrl: string,
  deps: SignInDeps,
): TokenSource {
  let kept = signIn
  let fresh = token
  return renewing({
    way: 'person',
    description: describePerson(signIn),
    who: signIn.username,
    acquire: async claims => {
      const first = claims === null ? fresh : null
      fresh = null
      if (first !== null) return first
      const renewed = await renew(kept, graphUrl, claims, deps)
      if (hasNewSecret(kept, renewed.signIn)) {
        kept = renewed.signIn
        await keeping(deps, () => store.update(now => withRenewed(now, kept), deps.say))
      }
      return renewed.token
    },
    now: deps.now,
  })
}

const hasNewSecret = (before: SignIn, after: SignIn): boolean =>
  refreshTokensOf(before.cache).join() !== refreshTokensOf(after.cache).join()

/** A sign-in that cannot be kept is good for this run all the same. */
async function keeping({ say }: SignInDeps, save: () => Promise<unknown>): Promise<void> {
  try {
    await save()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    say(`This sign-in is good for this run only: ${why}`)
  }
}

async function renew(
  signIn: SignIn,
  graphUrl: string,
  claims: string | null,
  { send }: Pick<SignInDeps, 'send'>,
): Promise<SignedIn> {
  const client = await personClient(signIn, send, { cache: signIn.cache })
  const { application } = client
  try {
    const result = await application.acquireTokenSilent({
      account: await accountOf(client, signIn),
      scopes: [`${graphUrl}/.default`],
      forceRefresh: true,
      ...(claims === null ? {} : { claims }),
    })
    return { token: tokenOf(result), signIn: { ...signIn, cache: keptOf(application) } }
  } catch (error) {
    throw ended(error, client, signIn)
  }
}

async function accountOf({ application }: PersonClient, { tenantId }: SignIn): Promise<AccountInfo> {
  const accounts = await application.getTokenCache().getAllAccounts()
  const account = accounts.find(each => each.tenantId === tenantId) ?? accounts[0]
  if (account === undefined) throw new Error('nothing is kept of the account')
  return account
}

/** What a new sign-in mends, in the words of OAuth and OpenID Connect. */
const MENDED_BY_LOGIN = ['invalid_grant', 'interaction_required', 'login_required', 'consent_required']

const Refused = z.object({ error: z.string() })

/** Every refusal that a new sign-in mends says so; also what MSAL finds out by itself (`problem` is null then). */
function ended(
  error: unknown,
  { network, identity }: PersonClient,
  { username, tenantId, how }: SignIn,
): SignInError {
  const problem = network.problem()
  const explained = explain(error, problem, { ...identity, how })
  const said = problem?.kind === 'answer' ? Refused.safeParse(problem.body).data?.error : undefined
  const mendable = problem === null || MENDED_BY_LOGIN.includes(said ?? '')
  const { code } = explained
  if (!mendable || (code !== null && code in knownRefusals)) return explained
  const { failure, correlationId, message } = explained
  return new SignInError(
    `${username} is no longer signed in: ${message.replace(/\.$/, '')}; run \`entra-extract auth login --tenant ${tenantId}\`.`,
    { failure, code, correlationId, cause: error },
  )
}
