// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#request-an-authorization-code
import { randomUUID } from 'node:crypto'
import type { Answer } from '../server/answer.ts'
import type { Authority, Request } from './authority.ts'
import { checkClient } from './client.ts'
import { formPost, textPage } from './page.ts'
import { clientInfo, newSecret } from './person.ts'
import { describe, invalidRequest, missing, Refusal } from './refusal.ts'
import { isConsented, readAsked } from './scopes.ts'
import { checkTenant } from './tenants.ts'

const LIFETIME = 10 * 60_000

/** Signs the administrator in at once, and sends the browser back with a code or an error. */
export function authorize(authority: Authority, { tenant, query }: Request): Answer {
  try {
    checkTenant(authority, tenant)
    checkClient(authority, query.get('client_id'))
    checkRedirect(authority, query.get('redirect_uri'))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // Nobody is sent to an address that is not the application's.
    const { error_description } = describe(error, query.get('client-request-id') ?? '', authority.url())
    return textPage(400, 'Sorry, but we’re having trouble signing you in.', String(error_description))
  }
  try {
    return sendBack(query, success(authority, query))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return sendBack(query, failure(authority, query, error))
  }
}

/** Loopback, on any port. https://learn.microsoft.com/entra/identity-platform/reply-url#localhost-exceptions */
function checkRedirect({ identity }: Authority, text: string | null): void {
  const url = text !== null && URL.canParse(text) ? new URL(text) : undefined
  const isLoopback = url && ['localhost', '127.0.0.1'].includes(url.hostname) && url.protocol === 'http:'
  if (isLoopback && `${url.pathname}${url.search}${url.hash}${url.username}` === '/') return
  throw invalidRequest(
    50011,
    `The redirect URI '${text ?? ''}' specified in the request does not match the redirect URIs configured for the application '${identity.clientId}'.`,
  )
}

function success(authority: Authority, query: URLSearchParams): Record<string, string> {
  const challenge = checkParameters(query)
  const asked = readAsked(authority, query.get('scope'))
  const { outcome } = authority.plan
  if (query.get('prompt') === 'none') {
    throw new Refusal(
      400,
      'login_required',
      50058,
      'A silent sign-in request was sent but no user is signed in.',
    )
  }
  if (outcome === 'declined') throw accessDenied(65004, 'User declined to consent to access the app.')
  if (!isConsented(authority, asked)) throw accessDenied(90094, 'Administrator consent is required.')
  const code = `1.${newSecret()}`
  authority.codes.set(code, {
    asked,
    redirectUri: query.get('redirect_uri') ?? '',
    challenge,
    nonce: query.get('nonce') ?? undefined,
    expires: Date.now() + (outcome === 'expired' ? 0 : LIFETIME),
    satisfies: authority.identity.revocation.persons,
    redeemed: false,
  })
  const info: Record<string, string> =
    query.get('client_info') === '1' ? { client_info: clientInfo(authority) } : {}
  return { code, ...info, session_state: randomUUID() }
}

const accessDenied = (number: number, text: string): Refusal =>
  new Refusal(400, 'access_denied', number, text)

const RESPONSE_MODES = ['query', 'form_post']
const PROMPTS = ['login', 'none', 'consent', 'select_account', 'create']

/** The PKCE challenge of a request whose other parameters are right too. */
function checkParameters(query: URLSearchParams): string {
  const type = query.get('response_type')
  if (!type) throw missing('response_type')
  if (type !== 'code') {
    const text = `The provided value for the input parameter 'response_type' is not allowed: '${type}'.`
    throw new Refusal(400, 'unsupported_response_type', 70005, text)
  }
  const mode = query.get('response_mode') ?? 'query'
  if (!RESPONSE_MODES.includes(mode)) {
    throw invalidRequest(
      70007,
      `'${mode}' is not a supported value of 'response_mode' when requesting a token.`,
    )
  }
  const prompt = query.get('prompt') ?? 'login'
  if (!PROMPTS.includes(prompt)) throw invalidRequest(90023, `Unsupported 'prompt' value '${prompt}'.`)
  const challenge = query.get('code_challenge')
  if (!challenge) throw invalidRequest(50147, 'Missing Code_Challenge parameter.')
  if (query.get('code_challenge_method') !== 'S256') {
    throw invalidRequest(50149, 'Invalid Code_Challenge_method parameter: only S256 is accepted.')
  }
  if (!/^[\w-]{43}$/.test(challenge))
    throw invalidRequest(501491, 'Invalid size of Code_Challenge parameter.')
  return challenge
}

function failure(authority: Authority, query: URLSearchParams, refusal: Refusal): Record<string, string> {
  const said = describe(refusal, query.get('client-request-id') ?? '', authority.url())
  const { error, error_description, error_uri } = said
  const declined = refusal.number === 65004 ? { error_subcode: 'cancel' } : {}
  return {
    error: String(error),
    error_description: String(error_description),
    error_uri: String(error_uri),
    ...declined,
  }
}

function sendBack(query: URLSearchParams, values: Record<string, string>): Answer {
  const state = query.get('state')
  const all = new URLSearchParams({ ...values, ...(state === null ? {} : { state }) })
  const redirect = query.get('redirect_uri') ?? ''
  if (query.get('response_mode') === 'form_post') return formPost(redirect, all)
  const location = new URL(redirect)
  location.search = all.toString()
  return { status: 302, headers: { location: location.href, 'cache-control': 'no-store' }, body: '' }
}
