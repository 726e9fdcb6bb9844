import { createHmac, timingSafeEqual } from 'node:crypto'
import type { TokenOptions } from '../api.ts'
import { GraphError } from './answer.ts'
import type { Rights } from './call.ts'

export interface Identity {
  readonly tenantId: string
  readonly clientId: string
  readonly secret: string
  /** Permissions of applications that sign in, and of persons. */
  readonly grants: readonly string[]
  readonly scopes: readonly string[]
  /** How long its tokens are good. */
  readonly lifetimeSeconds: number
  /** Seconds since 1970 at which the tokens before were revoked; 0 when they never were. */
  readonly revocation: { applications: number; persons: number }
}

/** The person who signs in. */
export const ADMINISTRATOR = {
  oid: '00000000-0000-4000-8000-000000000001',
  name: 'Sandbox Administrator',
  upn: 'admin@contoso.example',
}

export interface IssueOptions extends TokenOptions {
  /** The latest revocation that the token comes after (default: all of them). */
  readonly satisfies?: number
  /** Tells the token from all others of the same second. */
  readonly id?: string
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const sign = (text: string, secret: string): string =>
  createHmac('sha256', secret).update(text).digest('base64url')

/** A token in the form of Microsoft's; `scopes` makes it a person's. Its times are real ones. */
export function issueToken(identity: Identity, options: IssueOptions = {}): string {
  const now = Math.floor(Date.now() / 1000)
  const { scopes, roles = identity.grants, expiresInSeconds = identity.lifetimeSeconds } = options
  const { capabilities = [], satisfies = revokedSince(identity, scopes !== undefined) } = options
  const claims = {
    aud: 'https://graph.microsoft.com',
    iss: `https://sts.windows.net/${identity.tenantId}/`,
    iat: now + Math.min(0, expiresInSeconds),
    nbf: now + Math.min(0, expiresInSeconds),
    exp: now + expiresInSeconds,
    app_displayname: 'entra-extract sandbox',
    appid: identity.clientId,
    tid: identity.tenantId,
    ver: '1.0',
    ...(scopes ? { idtyp: 'user', scp: scopes.join(' '), ...ADMINISTRATOR } : { idtyp: 'app', roles }),
    ...(options.id === undefined ? {} : { uti: options.id }),
    ...(capabilities.length > 0 ? { xms_cc: capabilities, sandbox_satisfies: satisfies } : {}),
  }
  const text = `${part({ typ: 'JWT', alg: 'HS256', kid: 'sandbox' })}.${part(claims)}`
  return `${text}.${sign(text, identity.secret)}`
}

const revokedSince = ({ revocation }: Identity, delegated: boolean): number =>
  delegated ? revocation.persons : revocation.applications

const CHALLENGE =
  'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"'

function refuse(message: string, parts = 'client_id="00000003-0000-0000-c000-000000000000"'): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message, {
    'www-authenticate': `${CHALLENGE}, ${parts}`,
  })
}

/** https://learn.microsoft.com/entra/identity-platform/claims-challenge */
function challenge(since: number): GraphError {
  const claims = { access_token: { nbf: { essential: true, value: String(since) } } }
  return refuse(
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
    `error="insufficient_claims", claims="${Buffer.from(JSON.stringify(claims)).toString('base64')}"`,
  )
}

/** Clients write it in either case. */
const isChallengeable = (capability: string): boolean => capability.toLowerCase() === 'cp1'

interface IssuedClaims {
  readonly exp: number
  readonly roles?: string[]
  readonly scp?: string
  readonly xms_cc?: string[]
  readonly sandbox_satisfies?: number
}

/** The permissions of the presented token; 401 for none, a forged or an expired one. */
export function readToken(identity: Identity, authorization: string | undefined): Rights {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  if (!token) throw refuse('Access token is empty.')
  const [head, body, signature, more] = token.split('.')
  if (!head || !body || !signature || more !== undefined)
    throw refuse('CompactToken parsing failed with error code: 80049217')
  const [given, expected] = [Buffer.from(signature), Buffer.from(sign(`${head}.${body}`, identity.secret))]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw refuse('Access token validation failure. Invalid signature.')
  }
  const claims: IssuedClaims = JSON.parse(Buffer.from(body, 'base64url').toString())
  if (claims.exp * 1000 <= Date.now()) throw refuse('Lifetime validation failed, the token is expired.')
  const since = revokedSince(identity, claims.scp !== undefined)
  if (claims.xms_cc?.some(isChallengeable) && (claims.sandbox_satisfies ?? 0) < since) throw challenge(since)
  const permissions = claims.scp === undefined ? (claims.roles ?? []) : claims.scp.split(' ')
  return { delegated: claims.scp !== undefined, permissions: new Set(permissions) }
}
