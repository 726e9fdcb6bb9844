// MSAL's network for managed identities on our own HTTP client, its patience, and what its refusals mean.
// https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token#error-handling
import { AsyncLocalStorage } from 'node:async_hooks'
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import { z } from 'zod'
import type { HttpRequest, HttpResponse, HttpSend } from '../../graph/http.ts'
import { SignInError } from '../../graph/sign-in-error.ts'
import { redact } from '../refusals.ts'
import { IMDS, type Platform } from './platform.ts'

type Problem =
  | { readonly kind: 'unreachable'; readonly origin: string; readonly cause: unknown }
  | { readonly kind: 'foreign'; readonly origin: string }
  | { readonly kind: 'answer'; readonly origin: string; readonly status: number; readonly body: unknown }

/** One request for a token, which may be several requests of HTTP. */
export interface Attempt {
  readonly send: HttpSend
  readonly sleep: (milliseconds: number) => Promise<void>
  readonly hosts: (url: URL) => boolean
  /** Of the last request; null when it went well. */
  problem: Problem | null
}

/** MSAL keeps the first network it is given for the whole process: this one finds the attempt that a request belongs to. */
const attempts = new AsyncLocalStorage<Attempt>()

export const withAttempt = <T>(attempt: Attempt, work: () => Promise<T>): Promise<T> =>
  attempts.run(attempt, work)

export const identityNetwork: INetworkModule = {
  sendGetRequestAsync: <T>(url: string, options?: NetworkRequestOptions) =>
    exchange<T>({ method: 'GET', url, headers: options?.headers ?? {} }),
  sendPostRequestAsync: <T>(url: string, options?: NetworkRequestOptions) =>
    exchange<T>({ method: 'POST', url, headers: options?.headers ?? {}, body: options?.body ?? '' }),
}

async function exchange<T>(request: HttpRequest): Promise<NetworkResponse<T>> {
  const attempt = attempts.getStore()
  if (attempt === undefined) throw new Error('a request outside of any attempt')
  const url = new URL(request.url)
  attempt.problem = null
  if (!attempt.hosts(url)) {
    attempt.problem = { kind: 'foreign', origin: url.origin }
    throw new Error(`${url.origin} is no service of this platform`)
  }
  let response: HttpResponse
  try {
    response = await sendPatiently(attempt, request)
  } catch (cause) {
    attempt.problem = { kind: 'unreachable', origin: url.origin, cause }
    throw cause
  }
  const { status, headers } = response
  const body = parseObject(response.body)
  if (status >= 400 || body === undefined) {
    attempt.problem = { kind: 'answer', origin: url.origin, status, body }
  }
  // MSAL declares what it expects of the body and checks the parts it uses; a challenge of Azure Arc has none.
  return { headers: { ...headers }, status, body: (body ?? {}) as T }
}

/** Waits for what passes: IMDS is away for up to 70 seconds when it is updated, and says 404 or 410 meanwhile. */
async function sendPatiently({ send, sleep }: Attempt, request: HttpRequest): Promise<HttpResponse> {
  for (let attempt = 1; ; attempt++) {
    const response = await send(request)
    const wait = waitAfter(response.status, attempt, request.url.startsWith(IMDS))
    if (wait === null) return response
    await sleep(wait)
  }
}

function waitAfter(status: number, attempt: number, imds: boolean): number | null {
  if (imds && status === 410) return attempt <= 7 ? 10_000 : null
  const passing = status === 429 || status >= 500 || (imds && status === 404)
  return passing && attempt <= 3 ? 1_000 * 2 ** (attempt - 1) : null
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** What was asked for, for sentences; `secrets` never show in them. */
export interface IdentityRequest {
  readonly clientId: string | null
  readonly platform: Platform | null
  readonly secrets: readonly string[]
}

/** The failure `missing` says that there is no such identity here. */
export function explainIdentity(
  error: unknown,
  problem: Problem | null,
  request: IdentityRequest,
): SignInError {
  // An answer of 401 is where Azure Arc begins: what MSAL says of it comes first.
  const byMsal = error instanceof Error && error.name === 'ManagedIdentityError'
  if (problem === null || byMsal) return refusedByMsal(error, request)
  if (problem.kind === 'answer') return refusedByService(problem, request)
  if (problem.kind === 'foreign') {
    return new SignInError(
      `The managed identity would be asked for at ${problem.origin}, which is no service of this machine or platform; check IDENTITY_ENDPOINT and MSI_ENDPOINT.`,
      { failure: 'refused' },
    )
  }
  const why = problem.cause instanceof Error ? problem.cause.message : String(problem.cause)
  const where =
    request.platform === null
      ? '; this does not look like a machine or service of Azure, so choose another --auth'
      : '; check that a firewall or proxy does not hide it'
  return new SignInError(
    redact(`No answer from the managed identity service ${problem.origin} (${why})${where}.`, request),
    { failure: 'unreachable', cause: problem.cause },
  )
}

const Refusal = z.object({
  error: z
    .union([z.string(), z.object({ message: z.string() })])
    .optional()
    .catch(undefined),
  error_description: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
})

function refusedByService(
  { origin, status, body }: Extract<Problem, { kind: 'answer' }>,
  request: IdentityRequest,
): SignInError {
  const said = descriptionIn(body)
  if (/multiple user.assigned/i.test(said)) {
    return new SignInError(
      'This machine has several user-assigned managed identities; set AZURE_CLIENT_ID to the client id of one of them.',
      { failure: 'refused' },
    )
  }
  if (/identity not found|no (\S+ )*managed identity (was )?found/i.test(said)) return noIdentity(request)
  const updating = IMDS.startsWith(origin) && (status === 404 || status === 410)
  if (updating || status === 429 || status >= 500) {
    return new SignInError(
      `The managed identity service ${origin} is busy or away (status ${status}); try again in some minutes.`,
      { failure: 'unreachable' },
    )
  }
  const why = said === '' ? `status ${status}` : `status ${status}: ${said}`
  return new SignInError(
    redact(
      `The managed identity service ${origin} refuses a token for Microsoft Graph (${why}); check the identity of this machine or service, and --cloud.`,
      request,
    ),
    { failure: 'refused', code: said.match(/AADSTS\d+/)?.[0] ?? null },
  )
}

function descriptionIn(body: unknown): string {
  const { error, error_description, message } = Refusal.safeParse(body).data ?? {}
  const text = error_description ?? message ?? (typeof error === 'string' ? error : error?.message) ?? ''
  return (text.split(/\s*(?:Trace ID:|[\r\n])/)[0] ?? '').trim().replace(/\.$/, '')
}

function noIdentity({ clientId }: IdentityRequest): SignInError {
  const message =
    clientId === null
      ? 'This machine or service has no system-assigned managed identity; switch it on in Azure under "Identity", or set AZURE_CLIENT_ID to the client id of a user-assigned one.'
      : `No managed identity ${clientId} is assigned to this machine or service; assign it in Azure under "Identity", or set AZURE_CLIENT_ID to the client id of one that is.`
  return new SignInError(message, { failure: 'missing' })
}

/** MSAL's own codes: what it refuses before or after it has asked. */
const refusals: Readonly<Record<string, (request: IdentityRequest) => string>> = {
  unable_to_read_secret_file: () =>
    'The key of the Azure Arc agent cannot be read; run this as a member of the group himds (on Windows, Hybrid agent extension applications)',
  unable_to_create_cloud_shell: () =>
    'Azure Cloud Shell only has the identity of its person; leave AZURE_CLIENT_ID out',
  user_assigned_managed_identity_not_confirmed: ({ clientId }) =>
    `This agent of Azure Arc did not confirm the user-assigned identity ${clientId}; update it, or leave AZURE_CLIENT_ID out`,
  identity_endpoint_url_malformed: () => 'IDENTITY_ENDPOINT is not a URL; leave it to the platform to set it',
  imds_endpoint_url_malformed: () => 'IMDS_ENDPOINT is not a URL; leave it to the platform to set it',
  msi_endpoint_url_malformed: () => 'MSI_ENDPOINT is not a URL; leave it to the platform to set it',
  azure_pod_identity_authority_host_url_malformed: () =>
    'AZURE_POD_IDENTITY_AUTHORITY_HOST is not a URL; leave it to the platform to set it',
}

function refusedByMsal(error: unknown, request: IdentityRequest): SignInError {
  const code = error instanceof Error && 'errorCode' in error ? String(error.errorCode) : ''
  const why = error instanceof Error ? error.message : String(error)
  const message = refusals[code]?.(request) ?? `The managed identity gave no token: ${why.replace(/\.$/, '')}`
  return new SignInError(redact(`${message}.`, request), {
    failure: code === 'unable_to_read_secret_file' ? 'missing' : 'refused',
  })
}
