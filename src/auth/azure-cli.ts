// The token of the Azure CLI (`az`), for who has signed in there and given nothing else.
// https://learn.microsoft.com/cli/azure/account#az-account-get-access-token
import { z } from 'zod'
import { decodeToken } from '../graph/claims.ts'
import { SignInError } from '../graph/sign-in-error.ts'
import type { AccessToken, TokenSource } from '../graph/token-source.ts'
import type { Cloud } from '../streams/define.ts'
import { checkTenant } from './application/application.ts'
import type { ProgramAnswer } from './programs.ts'
import { redact } from './refusals.ts'
import { renewing } from './renewing.ts'
import { envOfPrograms } from './secret-variables.ts'
import type { SignInDeps, SignInSettings } from './settings.ts'

const clouds: Readonly<Record<Cloud, string>> = {
  global: 'AzureCloud',
  usgov: 'AzureUSGovernment',
  'usgov-dod': 'AzureUSGovernment',
  china: 'AzureChinaCloud',
}

/** Null: it is not installed, or nobody is signed in there; asked for by name, that is a `SignInError`. It is asked at once. */
export async function azureCli(settings: SignInSettings, deps: SignInDeps): Promise<TokenSource | null> {
  if (settings.tenantId !== null) checkTenant(settings.tenantId)
  const source = renewing({
    way: 'azure-cli',
    description: 'the Azure CLI, as signed in with `az login`',
    who: 'the Azure CLI',
    acquire: async claims => {
      // It would give the token that it keeps, which lacks what Graph asks for.
      if (claims !== null) throw newLoginNeeded()
      return tokenOf(settings, deps)
    },
    now: deps.now,
  })
  try {
    const { token } = await source.get()
    if (settings.choice === null) deps.mention(chosenByItself(token))
    return source
  } catch (error) {
    const absent = error instanceof SignInError && error.failure === 'missing'
    if (absent && settings.choice === null) return null
    throw error
  }
}

const chosenByItself = (token: string): string =>
  `Signed in with the Azure CLI as ${nameIn(token)}, since nothing else is given; \`entra-extract auth login\` gives this program a sign-in of its own.`

async function tokenOf(settings: SignInSettings, deps: SignInDeps): Promise<AccessToken> {
  const { graphUrl, tenantId, env } = settings
  const args = ['account', 'get-access-token', '--output', 'json', '--resource', graphUrl]
  const tenant = tenantId === null ? [] : ['--tenant', tenantId]
  const answer = await deps.runProgram('az', [...args, ...tenant], envOfPrograms(env), deps.signal)
  if (answer === null) {
    throw new SignInError('The Azure CLI (az) is not installed; install it and run `az login`.', {
      failure: 'missing',
    })
  }
  if (answer.exitCode === 0) return parse(answer.stdout)
  throw refused(answer, settings)
}

const Answer = z.object({
  accessToken: z.string().min(1),
  /** Seconds since 1970; since version 2.54. */
  expires_on: z.coerce.number().positive().optional().catch(undefined),
  /** In the time zone of this machine. */
  expiresOn: z.string().optional().catch(undefined),
})

function parse(stdout: string): AccessToken {
  const parsed = Answer.safeParse(json(stdout))
  if (!parsed.success) {
    throw new SignInError(
      'The Azure CLI answered without a token; check what `az account get-access-token` prints.',
      { failure: 'refused' },
    )
  }
  const { accessToken: token, expires_on, expiresOn } = parsed.data
  if (expires_on !== undefined) return { token, expiresAt: expires_on * 1000 }
  const local = Date.parse(expiresOn?.replace(' ', 'T').slice(0, 23) ?? '')
  return { token, expiresAt: Number.isNaN(local) ? decodeToken(token).expiresAt : local }
}

/** What az says is one line on stderr after `ERROR:`, with warnings before it. */
function refused({ exitCode, stderr }: ProgramAnswer, settings: SignInSettings): SignInError {
  if (exitCode === null) {
    return new SignInError(
      'The Azure CLI did not answer within a minute; check what `az account show` does.',
      {
        failure: 'unreachable',
      },
    )
  }
  const lines = stderr.split(/\r?\n/).map(line => line.trim())
  const line = lines.find(each => each.startsWith('ERROR:')) ?? lines.find(each => each !== '') ?? ''
  const code = line.match(/AADSTS\d+/)?.[0] ?? null
  if (code === null && /run:? ['"`]?az login['"`]? to set ?up/i.test(stderr)) return notSignedIn()
  const why = discreet(line.replace(/^ERROR:\s*/, ''), settings)
  const said = why === '' ? `exit code ${exitCode}` : why
  return new SignInError(
    `The Azure CLI gives no token for ${settings.graphUrl} (${said}); ${remedy(code, settings)}.`,
    {
      failure: 'refused',
      code,
    },
  )
}

/** Resources and tenants that are unknown are mostly those of another cloud. */
const OTHER_CLOUD = new Set(['AADSTS500011', 'AADSTS90002', 'AADSTS90038', 'AADSTS900382', 'AADSTS900439'])

function remedy(code: string | null, { cloud, tenantId }: SignInSettings): string {
  if (code !== null && OTHER_CLOUD.has(code)) {
    return `the Azure CLI may be set to another cloud: run \`az cloud set --name ${clouds[cloud]}\` and \`az login\``
  }
  return `run \`az login${tenantId === null ? '' : ` --tenant ${tenantId}`}\` again`
}

const notSignedIn = (): SignInError =>
  new SignInError('Nobody is signed in with the Azure CLI; run `az login`.', { failure: 'missing' })

const newLoginNeeded = (): SignInError =>
  new SignInError(
    'Microsoft Graph wants a new sign-in, since rights or the account have changed, and the Azure CLI only gives the token it keeps; run `az login` again.',
    { failure: 'rejected' },
  )

/** One sentence without its full stop, without anything that could be a token or a secret. */
function discreet(line: string, { accessToken, clientSecret, certificatePassword }: SignInSettings): string {
  const secrets = [accessToken, clientSecret, certificatePassword].filter(secret => secret !== null)
  const first = line.split(/\s*(?:Trace ID:|Correlation ID:)/)[0] ?? ''
  return redact(first, { secrets }).slice(0, 300).replace(/\.$/, '')
}

function nameIn(token: string): string {
  const { username, appId } = decodeToken(token).claims
  return username ?? (appId === null ? 'someone its token does not name' : `application ${appId}`)
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
