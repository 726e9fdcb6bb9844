// Where the identity provider of a workload gives its assertion: a file, GitHub Actions, or Azure Pipelines.
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { UsageError } from '../../errors.ts'
import type { HttpRequest, HttpResponse, HttpSend } from '../../graph/http.ts'
import { SignInError } from '../../graph/sign-in-error.ts'
import type { Cloud } from '../../streams/define.ts'
import { isLoopback } from '../clouds.ts'
import { redact } from '../refusals.ts'
import type { Federation, SignInDeps } from '../settings.ts'

type Service = Exclude<Federation, { kind: 'file' }>

/** https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations */
const audiences: Readonly<Record<Cloud, string>> = {
  global: 'api://AzureADTokenExchange',
  usgov: 'api://AzureADTokenExchangeUSGov',
  'usgov-dod': 'api://AzureADTokenExchangeUSGov',
  china: 'api://AzureADTokenExchangeChina',
}

/** The assertion as it is now, trimmed. Throws a `SignInError`, or a `UsageError` for an address that may not be asked. */
export function readAssertion(
  provider: Federation,
  cloud: Cloud,
  { send, signal }: Pick<SignInDeps, 'send' | 'signal'>,
): Promise<string> {
  if (provider.kind === 'file') return fromFile(provider.path)
  return provider.kind === 'github'
    ? fromGitHub(provider, audiences[cloud], send, signal)
    : fromPipelines(provider, send, signal)
}

async function fromFile(path: string): Promise<string> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason'
    const what = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`
    throw new SignInError(
      `The identity token ${path} ${what}; set AZURE_FEDERATED_TOKEN_FILE to the file that the workload's platform writes.`,
      { failure: 'missing', cause },
    )
  }
  if (text.trim() !== '') return text.trim()
  throw new SignInError(
    `The identity token ${path} is empty; wait until the workload's platform has written it, or set AZURE_FEDERATED_TOKEN_FILE to another file.`,
    { failure: 'missing' },
  )
}

const GitHubAnswer = z.object({ value: z.string().min(1) })

/** https://docs.github.com/actions/reference/security/oidc */
async function fromGitHub(
  provider: Extract<Federation, { kind: 'github' }>,
  audience: string,
  send: HttpSend,
  signal: AbortSignal,
): Promise<string> {
  const url = address(provider.url, 'ACTIONS_ID_TOKEN_REQUEST_URL')
  url.searchParams.append('audience', audience)
  const answer = await ask(provider, send, signal, {
    method: 'GET',
    url: url.href,
    headers: { authorization: `bearer ${provider.token}`, accept: 'application/json; api-version=2.0' },
  })
  const parsed = GitHubAnswer.safeParse(json(answer))
  if (answer.status === 200 && parsed.success) return parsed.data.value
  throw refused(provider, answer, 'give the job `permissions: id-token: write`')
}

const PipelinesAnswer = z.object({ oidcToken: z.string().min(1) })

/** https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create */
async function fromPipelines(
  provider: Extract<Federation, { kind: 'azure-devops' }>,
  send: HttpSend,
  signal: AbortSignal,
): Promise<string> {
  const url = address(provider.url, 'SYSTEM_OIDCREQUESTURI')
  url.searchParams.set('api-version', '7.1')
  url.searchParams.set('serviceConnectionId', provider.serviceConnectionId)
  const answer = await ask(provider, send, signal, {
    method: 'POST',
    url: url.href,
    headers: {
      authorization: `Bearer ${provider.token}`,
      'content-type': 'application/json',
      // Else a wrong token is answered with the page of a browser's sign-in.
      'x-tfs-fedauthredirect': 'Suppress',
    },
  })
  const parsed = PipelinesAnswer.safeParse(json(answer))
  if (answer.status === 200 && parsed.success) return parsed.data.oidcToken
  const signInPage = [203, 302, 401].includes(answer.status)
  throw refused(
    provider,
    answer,
    signInPage
      ? 'map SYSTEM_ACCESSTOKEN: $(System.AccessToken) into the environment of this step'
      : `check that service connection ${provider.serviceConnectionId} exists, uses workload identity federation, and that this pipeline may use it`,
  )
}

/** The request carries a token, so it goes over https, or stays on this machine. */
function address(text: string, variable: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))) return url
  throw new UsageError(`${variable} has to be a URL that begins with https://.`)
}

async function ask(
  provider: Service,
  send: HttpSend,
  signal: AbortSignal,
  request: HttpRequest,
): Promise<HttpResponse> {
  try {
    return await send(request)
  } catch (cause) {
    signal.throwIfAborted()
    const why = cause instanceof Error ? cause.message : String(cause)
    const { origin } = new URL(request.url)
    throw new SignInError(
      redact(`No answer from ${nameOf(provider)} at ${origin} (${why}); check the network.`, {
        secrets: [provider.token],
      }),
      { failure: 'unreachable', cause },
    )
  }
}

function refused(provider: Service, { status }: HttpResponse, remedy: string): SignInError {
  const passing = status === 429 || status >= 500
  return new SignInError(
    `${nameOf(provider)} gave no identity token (status ${status}); ${passing ? 'try again in some minutes' : remedy}.`,
    { failure: passing ? 'unreachable' : 'refused' },
  )
}

const nameOf = ({ kind }: Service): string => (kind === 'github' ? 'GitHub Actions' : 'Azure Pipelines')

function json({ body }: HttpResponse): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
