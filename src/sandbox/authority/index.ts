// The sign-in service of the tenant, as strict as Microsoft Entra.
import { createPublicKey, X509Certificate } from 'node:crypto'
import type { Answer } from '../server/answer.ts'
import type { Identity } from '../server/tokens.ts'
import type { AuthorityRequest, FederatedCredential, SignInControls, SignInOptions } from '../sign-in-api.ts'
import type { Authority, FederatedKey, Registration, Request } from './authority.ts'
import { authorize } from './authorize.ts'
import { startDeviceCode } from './device-code.ts'
import { configurationDocument, instanceDocument, keysDocument } from './documents.ts'
import { textPage } from './page.ts'
import { describe, invalidRequest, jsonAnswer, Refusal } from './refusal.ts'
import { checkTenant } from './tenants.ts'
import { token } from './token.ts'

/** What of the tenant the service has to know. */
export interface Tenancy {
  readonly identity: Identity
  readonly clientSecret: string
  readonly url: () => string
  readonly domains: readonly string[]
  readonly knownScopes: readonly string[]
}

interface Incoming {
  readonly method: string
  readonly raw: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface SignInService {
  /** Undefined for a path that is not the service's. */
  answer(request: Incoming): Answer | undefined
  readonly controls: SignInControls
}

export function openSignIn(tenancy: Tenancy, options: SignInOptions): SignInService {
  const authority: Authority = {
    ...tenancy,
    registration: register(tenancy.clientSecret, options),
    plan: { pendingPolls: 0, intervalSeconds: 1, outcome: 'authorized', ...options.signIn },
    consentRequired: options.consentRequired ?? false,
    refuseReplays: options.refuseReplays ?? false,
    codes: new Map(),
    devices: new Map(),
    refreshTokens: new Map(),
    assertions: new Map(),
  }
  const requests: AuthorityRequest[] = []
  return {
    answer: incoming => serve(authority, incoming, requests),
    controls: controlsOf(authority, requests),
  }
}

function register(clientSecret: string, options: SignInOptions): Registration {
  return {
    clientSecret,
    secretExpired: options.clientSecretState === 'expired',
    certificates: (options.certificates ?? []).map(pem => new X509Certificate(pem)),
    federated: (options.federatedCredentials ?? []).map(federatedKey),
    publicClient: options.publicClient ?? true,
  }
}

function federatedKey({ issuer, subject, audience, jwk, publicKeyPem }: FederatedCredential): FederatedKey {
  const key = jwk ? createPublicKey({ key: jwk, format: 'jwk' }) : createPublicKey(publicKeyPem ?? '')
  const kid = typeof jwk?.kid === 'string' ? jwk.kid : undefined
  return { issuer, subject, audience, key, kid }
}

function controlsOf(authority: Authority, requests: readonly AuthorityRequest[]): SignInControls {
  const { revocation } = authority.identity
  const next = (before: number): number => Math.max(Math.floor(Date.now() / 1000), before + 1)
  const revokePersons = (): void => {
    revocation.persons = next(revocation.persons)
  }
  return {
    signIn: authority.plan,
    authorityRequests: requests,
    revokeTokens: () => {
      revocation.applications = next(revocation.applications)
      revokePersons()
    },
    signOutPerson: (reason = 'revoked') => {
      for (const kept of authority.refreshTokens.values()) kept.ended ??= reason
      if (reason === 'revoked') revokePersons()
    },
  }
}

type Handler = (authority: Authority, request: Request) => Answer

/** By the path below the tenant; what the method has to be, and what answers. */
const ENDPOINTS: Readonly<Record<string, readonly ['GET' | 'POST', Handler]>> = {
  'v2.0/.well-known/openid-configuration': [
    'GET',
    (authority, { tenant }) => configurationDocument(authority, tenant),
  ],
  'discovery/v2.0/keys': ['GET', keysDocument],
  'oauth2/v2.0/authorize': ['GET', authorize],
  'oauth2/v2.0/devicecode': ['POST', startDeviceCode],
  'oauth2/v2.0/token': ['POST', token],
}

const MOST_BODY = 100_000

function serve(authority: Authority, incoming: Incoming, requests: AuthorityRequest[]): Answer | undefined {
  const { method, raw, headers, body } = incoming
  const [path = '', search = ''] = raw.split(/\?(.*)/s)
  const [, tenant = '', below = ''] = /^\/([^/]+)\/(.+)$/.exec(path) ?? []
  const endpoint = ENDPOINTS[below]
  const known = endpoint !== undefined || path.endsWith('/discovery/instance') || path === '/devicelogin'
  if (!known) return undefined
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '')
  const form = new URLSearchParams(isForm ? body : '')
  requests.push({ method, path: raw, form: Object.fromEntries(form), headers })
  if (path === '/devicelogin') return textPage(200, 'Signed in', 'The sandbox enters the code by itself.')
  if (endpoint === undefined) return instanceDocument(authority)
  const request = { method, tenant: decode(tenant), query: new URLSearchParams(search), form }
  try {
    if (body.length > MOST_BODY)
      throw new Refusal(413, 'invalid_request', 9002313, 'The request is too large.')
    return call(authority, request, endpoint)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const asked = form.get('client-request-id') ?? headers['client-request-id'] ?? ''
    return jsonAnswer(error.status, describe(error, asked, authority.url()))
  }
}

function call(authority: Authority, request: Request, [method, handle]: readonly [string, Handler]): Answer {
  if (request.method !== method) {
    throw invalidRequest(
      900561,
      `The endpoint only accepts ${method} requests. Received a ${request.method} request.`,
    )
  }
  if (method === 'POST') checkTenant(authority, request.tenant)
  return handle(authority, request)
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
